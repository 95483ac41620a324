/**
 * The dunning run of one morning over many open receivables, a tenth of them due for a notice:
 * proposed, committed, and on the next day decided without a notice, on SQLite and on MariaDB; and
 * one that is killed near its end and goes on.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { buildService, type Service, systemClock } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { type Db, isServer } from '../../server/storage/database.ts';
import { verifyJournal } from '../../server/storage/journal.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { startDurableMariadb } from '../support/start-mariadb.js';
import stopMariadb from '../support/stop-mariadb.js';
import { seedBooks } from './dunning-books.ts';
import type { ChildTask, Measured } from './dunning-child.ts';

/** Beside it memory is compared, and it warms nothing: each size has a process of its own. */
const SMALLEST = 1_000;

interface Line {
  database: string;
  receivables: number;
  measured: readonly Measured[];
  databaseMb: number;
}

/**
 * Options: `sizes` (`10000,100000`), `full` adds 1,000,000, `database` (`SQLite` or `MariaDB`; both
 * when left out), `crash` (at how many receivables; the largest size up to 100,000).
 */
export async function benchDunning(options: ReadonlyMap<string, string>): Promise<void> {
  const sizes = (options.get('sizes') ?? '10000,100000').split(',').map(Number);
  if (options.has('full')) sizes.push(1_000_000);
  const crash = Number(options.get('crash') ?? Math.min(100_000, Math.max(...sizes)));
  for (const kind of await kinds(options.get('database'))) {
    const lines: Line[] = [];
    for (const receivables of new Set([SMALLEST, ...sizes])) {
      lines.push(await inBooks(kind, receivables, measureRun));
    }
    print(kind.name, lines);
    if (crash > 0) await inBooks(kind, crash, dieAndResume);
  }
  await stopMariadb();
}

/** The databases to measure; a MariaDB of our own flushes at each commit. */
async function kinds(only: string | undefined): Promise<readonly DatabaseKind[]> {
  if (only !== 'SQLite') await startDurableMariadb();
  const { databases } = await import('../support/databases.ts');
  return databases.filter(({ name }) => only === undefined || name === only);
}

interface Books {
  name: string;
  url: string;
  service: Service;
  shopId: number;
  receivables: number;
}

async function inBooks<T>(
  kind: DatabaseKind,
  receivables: number,
  work: (books: Books) => Promise<T>,
): Promise<T> {
  const database = await kind.make();
  const service = buildService(readConfig(environment(database.url)), systemClock);
  try {
    await service.migrate();
    const start = performance.now();
    const shopId = await seedBooks(service, receivables);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${kind.name}: ${receivables} open receivables written in ${seconds} s …`);
    return await work({ name: kind.name, url: database.url, service, shopId, receivables });
  } finally {
    await service.close();
    await database.remove();
  }
}

const SECRET_KEYS = `bench:${randomBytes(32).toString('base64')}`;

const environment = (url: string) => ({
  DATABASE_URL: url,
  PORT: '0',
  SHOPIFY_WEBHOOK_SECRETS: 'bench',
  SECRET_KEYS,
  LOG_LEVEL: 'warn',
});

async function measureRun({ name, url, service, shopId, receivables }: Books): Promise<Line> {
  const measured = await child(url, { do: 'whole', shopId });
  const databaseMb = await sizeOf(service.house.db, url);
  return { database: name, receivables, measured, databaseMb };
}

/** As `npm start` runs the service: little garbage waits for the collector. */
const AS_STARTED = ['--max-semi-space-size=8', '--heap-growing-percent=50'];

/** Runs a task in a process of its own; empty when it was killed. */
async function child(url: string, task: ChildTask): Promise<readonly Measured[]> {
  const more = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const words = [...AS_STARTED, ...more, 'test/bench/dunning-child.ts'];
  const started = spawn(process.execPath, words, {
    env: { ...process.env, ...environment(url), BENCH: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code, signal] = (await once(started, 'close')) as [number | null, string | null];
  if (task.do === 'die' && signal === 'SIGKILL') return [];
  if (code !== 0) throw new Error(`the process ended with ${signal ?? code}`);
  return JSON.parse(said) as Measured[];
}

async function sizeOf(db: Db, url: string): Promise<number> {
  if (!isServer(db)) {
    const file = url.slice('sqlite:'.length);
    const files = [file, `${file}-wal`].filter((path) => existsSync(path));
    return files.reduce((sum, path) => sum + statSync(path).size, 0) / 1_048_576;
  }
  const [rows] = (await db.raw(
    'select sum(data_length + index_length) as bytes from information_schema.tables ' +
      'where table_schema = database()',
  )) as [readonly { bytes: number | string }[]];
  return Number(rows[0]?.bytes ?? 0) / 1_048_576;
}

/** What a step counts by: what there is to look at, what is frozen, what is decided. */
const STEPS = {
  propose: { name: 'propose', count: (_: Measured, open: number) => `${open} open` },
  commit: { name: 'commit', count: ({ notices }: Measured) => `${notices} notices` },
  decide: { name: 'next day, none due', count: ({ selected }: Measured) => `${selected} decided` },
  resume: { name: 'resume', count: ({ notices }: Measured) => `${notices} notices` },
} as const;

function print(database: string, lines: readonly Line[]): void {
  console.log(`\n${database}\n`);
  console.log(
    '| open | step | how many | seconds | per second | CPU s | per CPU second | peak MB | grown | db MB |',
  );
  console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const smallest = lines[0]?.measured.at(-1)?.peakMb ?? 0;
  for (const { receivables, measured, databaseMb } of lines) {
    for (const one of measured) {
      const { name, count } = STEPS[one.what];
      const many = count(one, receivables);
      const rate = (seconds: number): string => (Number.parseInt(many, 10) / seconds).toFixed(0);
      const time = [one.seconds.toFixed(1), rate(one.seconds)];
      const cpu = [one.cpuSeconds.toFixed(1), rate(one.cpuSeconds)];
      const grown = Math.max(0, one.peakMb - smallest);
      const memory = [one.peakMb, grown, databaseMb].map((mb) => mb.toFixed(0));
      console.log(`| ${[receivables, name, many, ...time, ...cpu, ...memory].join(' | ')} |`);
    }
  }
  const load = loadavg().map((part) => part.toFixed(1));
  console.log(`\n"grown" is beside the peak of ${SMALLEST} receivables; load ${load.join(' ')}`);
}

/** Kills a commit in its last pages, lets another process go on and counts what came of it. */
async function dieAndResume({ name, url, service, shopId, receivables }: Books): Promise<void> {
  const { db } = service.house;
  await child(url, { do: 'die', shopId });
  const proposed = await proposal(db);
  const before = await count(db, 'reminders', { state: 'planned' });
  const [resumed] = await child(url, { do: 'resume', shopId });
  if (resumed === undefined) throw new Error('nothing was measured');
  const reminders = await count(db, 'reminders', { state: 'planned' });
  const notices = await count(db, 'notices', { run_id: resumedRun });
  const messages = await count(db, 'outbox', {});
  const events = await count(db, 'journal_events', { type: 'reminder.planned' });
  const { fault } = await verifyJournal(db, shopId);
  const wrong = [
    ...(JSON.stringify(await frozen(db)) === JSON.stringify(proposed) ? [] : ['another proposal']),
    ...(reminders === proposed.length && events === reminders ? [] : ['reminders']),
    ...(messages === notices ? [] : ['messages']),
    ...(fault === null ? [] : [fault]),
  ];
  if (wrong.length > 0) throw new Error(`after the crash: ${wrong.join(', ')}`);
  console.log(
    `\n${name}: killed with ${before} of ${proposed.length} reminders of ${receivables} ` +
      `receivables frozen; another process froze the other ${reminders - before} in ` +
      `${resumed.seconds.toFixed(2)} s. Each proposed reminder is there once, at its level, with ` +
      `one message for each of ${notices} notices, and the journal fits.`,
  );
}

/** The seed has one run already. */
const resumedRun = 2;

const proposal = (db: Db): Promise<readonly object[]> =>
  db('dunning_run_items')
    .where({ run_id: resumedRun, outcome: 'remind' })
    .orderBy('receivable_id')
    .select('receivable_id', 'level', 'fee_cents', 'interest_cents');

const frozen = (db: Db): Promise<readonly object[]> =>
  db('reminders')
    .where({ run_id: resumedRun })
    .orderBy('receivable_id')
    .select('receivable_id', 'level', 'fee_cents', 'interest_cents');

async function count(db: Db, table: string, where: Record<string, unknown>): Promise<number> {
  const rows: { n: number }[] = await db(table).where(where).count({ n: '*' });
  return rows[0]?.n ?? 0;
}
