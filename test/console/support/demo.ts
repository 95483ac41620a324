/** The demo as a merchant starts it: a process of its own that says where it is and how to sign in. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const LONGEST_MS = 300_000;

export interface Demo {
  url: string;
  email: string;
  password: string;
  stop: () => void;
}

/** Waits until the demo has lived its days and gives its address and the password. */
export function startDemo(): Promise<Demo> {
  const demo = spawn(process.execPath, ['server/main.ts', 'demo'], { cwd: root });
  return new Promise((resolve, reject) => {
    let told = '';
    const late = setTimeout(() => {
      demo.kill();
      reject(new Error(`the demo says only: ${told}`));
    }, LONGEST_MS);
    const ended = (): void => {
      clearTimeout(late);
      reject(new Error(`the demo ended: ${told}`));
    };
    demo.once('exit', ended);
    demo.stderr.on('data', (bytes: Buffer) => {
      told += bytes.toString();
    });
    demo.stdout.on('data', (bytes: Buffer) => {
      told += bytes.toString();
      const [, url] = /stays up at (\S+)/.exec(told) ?? [];
      const [, email, password] =
        /Sign in there as (\S+) with the password ([^,\s]+)/.exec(told) ?? [];
      if (url === undefined || email === undefined || password === undefined) return;
      clearTimeout(late);
      demo.off('exit', ended);
      resolve({ url, email, password, stop: () => demo.kill('SIGINT') });
    });
  });
}
