/**
 * Starts a private MariaDB for the whole test run: a data directory of its own, loopback only, a
 * free port. Where the server is missing the run says so, and with CI=true it fails.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const PASSWORD = 'tests-only';

/** The tests kill our process, never the server: its own flushes prove nothing there. */
const FOR_TESTS = [
  '--innodb-buffer-pool-size=256M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-flush-method=nosync',
  '--sync-frm=0',
];

/** As a server is run: every commit is on the disk before it is answered. */
const DURABLE = ['--innodb-buffer-pool-size=1G', '--innodb-flush-log-at-trx-commit=1'];

export default function startMariadb() {
  return start(FOR_TESTS);
}

export function startDurableMariadb() {
  return start(DURABLE);
}

async function start(options) {
  const binary = findBinary(['mariadbd', '/usr/sbin/mariadbd', 'mysqld', '/usr/sbin/mysqld']);
  if (binary === null) {
    if (process.env.CI === 'true') throw new Error('mariadbd is missing; install mariadb-server');
    console.warn(
      '\nSKIPPED: mariadbd is not on this machine, so every MariaDB test is left out.\n',
    );
    return;
  }
  const directory = mkdtempSync('/tmp/mahnlauf-mariadb-');
  const data = join(directory, 'data');
  const user = userInfo().username;
  // A server that starts clears its temporary directory: two runs at once must not share one.
  const env = { ...process.env, TMPDIR: directory };
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--user=${user}`,
      '--skip-test-db',
      '--skip-name-resolve',
    ],
    { stdio: 'pipe', env },
  );
  const init = join(directory, 'init.sql');
  writeFileSync(
    init,
    `CREATE USER 'tests'@'%' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO 'tests'@'%';\n` +
      'CREATE DATABASE pool;\nCREATE TABLE pool.free (name varchar(64) PRIMARY KEY);\n',
  );
  const port = await freePort();
  const server = spawn(
    binary,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--user=${user}`,
      `--socket=${join(directory, 'mariadb.sock')}`,
      `--pid-file=${join(directory, 'mariadb.pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--init-file=${init}`,
      '--skip-name-resolve',
      '--max-connections=400',
      ...options,
    ],
    { stdio: 'ignore', env },
  );
  await answering(port, server);
  process.env.TEST_MARIADB_URL = `mysql://tests:${PASSWORD}@127.0.0.1:${port}`;
  globalThis.stopMariadb = () => stop(server, directory);
}

function findBinary(names) {
  for (const name of names) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // The next name.
    }
  }
  return null;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Waits for the greeting of the server, which it sends on its own; no clock is involved. */
async function answering(port, server) {
  let dead = false;
  server.once('exit', () => {
    dead = true;
  });
  for (;;) {
    if (dead) throw new Error('mariadbd ended while it started');
    if (await greets(port)) return;
  }
}

function greets(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => undefined);
    socket.once('close', () => setTimeout(() => resolve(false), 50));
  });
}

function stop(server, directory) {
  return new Promise((resolve) => {
    server.once('exit', () => {
      rmSync(directory, { recursive: true, force: true });
      resolve();
    });
    server.kill('SIGTERM');
  });
}
