/** A real OpenSSH server on loopback, with keys and a home of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { SftpSettings } from '../../connectors/file/sftp.ts';

export interface SftpServer {
  /** An account on the server; its folder exists. */
  account: SftpSettings;
  /** Where the folder of the account lies on this machine. */
  folder: string;
  /** A key that the server does not know. */
  strangeKey: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and throws everything away. */
  remove(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

/** Starts the server; `internal-sftp` is all it does. */
export async function startSftpServer(): Promise<SftpServer> {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-sshd-'));
  const makeKey = (name: string): string => {
    const path = join(directory, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
    return path;
  };
  const host = makeKey('host');
  const user = makeKey('user');
  const folder = join(directory, 'account');
  mkdirSync(folder);
  const port = await freePort();
  const config = join(directory, 'sshd_config');
  writeFileSync(join(directory, 'authorized_keys'), readFileSync(`${user}.pub`), { mode: 0o600 });
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${host}`,
      `PidFile ${join(directory, 'pid')}`,
      `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      'ForceCommand internal-sftp',
      '',
    ].join('\n'),
  );
  // Where the server drops its rights to; it insists on the folder.
  if (userInfo().uid === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const fingerprint = execFileSync('ssh-keygen', ['-lf', `${host}.pub`]).toString();
  const account: SftpSettings = {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    privateKey: readFileSync(user, 'utf8'),
    hostKey: /SHA256:\S+/.exec(fingerprint)?.[0] ?? '',
    folder,
  };
  let server = await start(config, port);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once('exit', () => resolve());
      server.kill('SIGTERM');
    });
  return {
    account,
    folder,
    strangeKey: readFileSync(makeKey('strange'), 'utf8'),
    stop,
    start: async () => void (server = await start(config, port)),
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function start(config: string, port: number) {
  const server = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const dead = new Promise<never>((_resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${said}`)));
  });
  dead.catch(() => undefined);
  // The listening line is the sign; a connection proves it.
  await Promise.race([
    new Promise<void>((resolve) => {
      server.stderr.on('data', () => {
        if (said.includes('Server listening')) resolve();
      });
    }),
    dead,
  ]);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
  return server;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * A server with one file behind every name, which does what it is asked until it should shut the
 * file: then it hangs up, or says something that is not SFTP.
 */
export async function startRudeSftpServer(end: 'hangs up' | 'babbles') {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('authentication', (login) => login.accept());
    client.on('error', () => undefined);
    client.on('session', (accept) =>
      accept().on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        const { OK, EOF } = ssh2.utils.sftp.STATUS_CODE;
        const attrs = { mode: 0o100600, uid: 0, gid: 0, size: 4, atime: 0, mtime: 0 };
        sftp.on('STAT', (id) => sftp.attrs(id, attrs));
        sftp.on('OPENDIR', (id) => sftp.handle(id, Buffer.from('d')));
        let listed = false;
        sftp.on('READDIR', (id) => {
          if (listed) return sftp.status(id, EOF);
          listed = true;
          sftp.name(id, [{ filename: 'answer.csv', longname: '', attrs }]);
        });
        sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('f')));
        sftp.on('READ', (id, _handle, offset) =>
          offset === 0 ? sftp.data(id, Buffer.from('half')) : sftp.status(id, EOF),
        );
        sftp.on('CLOSE', (id, handle) => {
          if (handle.toString() === 'd') return sftp.status(id, OK);
          if (end === 'hangs up') return client.end();
          // An answer to a question that nobody asked.
          sftp.status(id + 1000, OK);
          client.end();
        });
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error || Array.isArray(key)) throw new Error('the host key cannot be read');
  const digest = createHash('sha256').update(key.getPublicSSH()).digest('base64');
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port, hostKey: `SHA256:${digest.replace(/=+$/, '')}`, close };
}
