import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import { demoAccount } from '../../../connectors/sandbox/server.ts';
import { aClaim } from '../../battery/agency.ts';

const main = fileURLToPath(new URL('../../../connectors/sandbox/main.ts', import.meta.url));

let agency: ChildProcessByStdio<Writable, Readable, null> | undefined;
afterEach(() => agency?.kill('SIGKILL'));

it('runs alone: prints its address, account and plots, takes a claim, and its clock can be moved', async () => {
  agency = spawn(process.execPath, [main, '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = agency;
  let printed = '';
  const untilPrinted = (words: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = words.exec(printed);
        if (found === null) return;
        stdout.off('data', look);
        resolve(found[1] ?? '');
      };
      stdout.on('data', look);
      look();
    });
  stdout.on('data', (words: Buffer) => (printed += words.toString()));
  const endpoint = await untilPrinted(/listens on (\S+)/);
  await untilPrinted(/(muster\+late@example\.com)/);
  expect(printed).toContain(demoAccount.applicationKey);

  const connector = mediafinanz({ ...demoAccount, endpoint, sandbox: true });
  const { fileNumber } = await connector.submitClaim(aClaim({}, 'muster+pays@example.com'));
  stdin.write('30\n');
  await untilPrinted(/(it has 1 claims)/);
  expect((await connector.getStatus(fileNumber)).code).toBe('10209');

  const ended = new Promise((resolve) => agency?.once('exit', resolve));
  agency.kill('SIGTERM');
  expect(await ended).toBe(0);
});
