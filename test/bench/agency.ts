/**
 * Claims handed over to the sandbox agency in its own process, and ten changes of status of each
 * taken back, beside a bare `soap` client that makes the same calls and keeps nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import knex from 'knex';
import { createClientAsync } from 'soap';
import { shippedWsdlPath } from '../../connectors/mediafinanz/soap.ts';
import { demoAccount } from '../../connectors/sandbox/server.ts';
import { buildService, type Service, systemClock } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { day, debtor, seed } from './agency-seed.ts';
import { startDurableMariadb } from '../support/start-mariadb.js';

const AT_ONCE = 8;
const CHANGES_PER_CLAIM = 10;

interface Phase {
  what: string;
  items: number;
  seconds: number;
  /** Largest resident memory in the first tenth of the time, and in all of it. */
  firstMb: number;
  peakMb: number;
  /** What the heap holds after the phase when all that can be thrown away is gone. */
  heldMb: number;
}

/**
 * Options: `claims` (10000) and `database`: `sqlite`, `mariadb` (a private server that keeps every
 * commit on disk) or a URL; both of the former when left out.
 */
export async function benchAgency(options: ReadonlyMap<string, string>): Promise<void> {
  const claims = Number(options.get('claims') ?? 10_000);
  const wanted = options.get('database');
  for (const database of wanted === undefined ? ['sqlite', 'mariadb'] : [wanted]) {
    const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-bench-'));
    const { url, stop } = await openDatabaseFor(database, directory);
    console.log(`\n${database}, ${claims} claims`);
    try {
      await benchOn(url, claims);
    } finally {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

async function openDatabaseFor(
  database: string,
  directory: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  if (database === 'sqlite') {
    return { url: `sqlite:${join(directory, 'bench.sqlite')}`, stop: () => Promise.resolve() };
  }
  if (database !== 'mariadb') return { url: database, stop: () => Promise.resolve() };
  await startDurableMariadb();
  const server = process.env['TEST_MARIADB_URL'];
  if (server === undefined) throw new Error('mariadbd is missing; install mariadb-server');
  const { hostname: host, port, username: user, password } = new URL(server);
  const db = knex({ client: 'mysql2', connection: { host, port: Number(port), user, password } });
  await db.raw('create database bench');
  await db.destroy();
  return { url: `${server}/bench`, stop: stopMariadb };
}

async function benchOn(url: string, claims: number): Promise<void> {
  const agency = await startAgency();
  const service = buildService(config(url), systemClock);
  const phases: Phase[] = [];
  const changes = claims * CHANGES_PER_CLAIM;
  try {
    await service.migrate();
    await seed(service, agency.url, claims);
    const run = async (what: string, items: number, work: () => Promise<void>): Promise<void> => {
      console.log(`${what}: ${items} …`);
      phases.push(await measure(what, items, work));
    };
    await run('hand over, Mahnlauf', claims, () => job(service, 'deliver-outbox'));
    await expectCount(service, 'claims', claims, (query) => query.whereNotNull('file_number'));
    const bare = await bareClient(agency.url);
    await run('hand over, bare client', claims, () => bare.handOver(claims));
    await agency.daysPass(10);
    await run('take changes, Mahnlauf', changes, () => job(service, 'poll-agencies'));
    const news = { kind: 'status', state: 'applied' };
    await expectCount(service, 'agency_news', changes, (query) => query.where(news));
    await run('take changes, bare client', changes, () => bare.takeChanges(changes));
    print(phases);
  } finally {
    await service.close();
    agency.stop();
  }
}

const config = (url: string) =>
  readConfig({
    DATABASE_URL: url,
    PORT: '0',
    SHOPIFY_WEBHOOK_SECRETS: 'bench',
    SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
  });

async function job(service: Service, name: string): Promise<void> {
  const found = service.jobs.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  while ((await found.run()) === 'snooze');
}

type Query = ReturnType<Service['house']['db']>;

async function expectCount(
  service: Service,
  table: string,
  wanted: number,
  where: (query: Query) => Query,
): Promise<void> {
  const rows: { n: number }[] = await where(service.house.db(table)).count({ n: '*' });
  const count = rows[0]?.n ?? 0;
  if (count !== wanted) throw new Error(`${table}: ${count} instead of ${wanted}`);
}

async function measure(what: string, items: number, work: () => Promise<void>): Promise<Phase> {
  const seen: { at: number; mb: number }[] = [];
  const start = performance.now();
  const look = (): void => {
    const mb = process.memoryUsage.rss() / 1_048_576;
    seen.push({ at: (performance.now() - start) / 1000, mb });
  };
  look();
  const watch = setInterval(look, 100);
  await work();
  clearInterval(watch);
  look();
  const seconds = (performance.now() - start) / 1000;
  const peak = (until: number): number =>
    Math.max(...seen.filter(({ at }) => at <= until).map(({ mb }) => mb));
  const [firstMb, peakMb] = [peak(seconds / 10), peak(Number.POSITIVE_INFINITY)];
  collectGarbage();
  const heldMb = process.memoryUsage().heapUsed / 1_048_576;
  return { what, items, seconds, firstMb, peakMb, heldMb };
}

/** Set by `start-mariadb.js`. */
declare const stopMariadb: () => Promise<void>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function print(phases: readonly Phase[]): void {
  console.log(
    '\n| what | how many | seconds | per second | MB in the first tenth | peak MB | grown | held |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { what, items, seconds, firstMb, peakMb, heldMb } of phases) {
    const numbers = [items, seconds.toFixed(1), (items / seconds).toFixed(0)];
    const memory = [firstMb, peakMb, peakMb - firstMb, heldMb].map((mb) => mb.toFixed(0));
    console.log(`| ${[what, ...numbers, ...memory].join(' | ')} |`);
  }
  for (const task of ['hand over', 'take changes']) {
    const [ours, bare] = ['Mahnlauf', 'bare client'].map((who) =>
      phases.find(({ what }) => what === `${task}, ${who}`),
    );
    if (ours === undefined || bare === undefined) continue;
    console.log(
      `${task}: ${(ours.seconds / bare.seconds).toFixed(1)} times the bare client's time`,
    );
  }
}

/** The agency in its own process; days pass when a number is written into it. */
async function startAgency() {
  const child = spawn(process.execPath, ['connectors/sandbox/main.ts', '0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const said = await lineLike(lines, child, /listens on (\S+)/);
  return {
    url: said[1] ?? '',
    async daysPass(days: number): Promise<void> {
      const passed = lineLike(lines, child, /clock stands at/);
      child.stdin.write(`${days}\n`);
      await passed;
    },
    stop: () => void child.kill('SIGTERM'),
  };
}

function lineLike(lines: Interface, child: ChildProcess, like: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the agency ended')));
    lines.on('line', (line) => {
      const found = like.exec(line);
      if (found !== null) resolve(found);
    });
  });
}

/** The `soap` package alone, in the live book of the same client, so that feeds do not mix. */
async function bareClient(url: string) {
  const client = await createClientAsync(shippedWsdlPath, {}, url);
  const { clientId, applicationKey, clientKey } = demoAccount;
  const licenceKey = createHash('md5')
    .update(applicationKey + clientKey)
    .digest('hex');
  const auth = { clientId, licenceKey, sandbox: false };
  const call = async (operation: string, parts: Record<string, unknown>): Promise<unknown> => {
    const method = client[`${operation}Async`] as (parts: unknown) => Promise<unknown[]>;
    const [result] = await method.call(client, { auth, ...parts });
    return result;
  };
  return {
    async handOver(claims: number): Promise<void> {
      const ids = Array.from({ length: claims }, (_, n) => n + 1).values();
      const worker = async (): Promise<void> => {
        for (const id of ids) await call('newClaim', bareClaim(id));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    async takeChanges(changes: number): Promise<void> {
      for (let taken = 0; taken < changes;) {
        const answer = (await call('getClaimStatusChanges', {})) as Changes;
        const batch = answer.return.changes.item;
        const transactionId = answer.return.transactionId.$value;
        await call('commitTransaction', { transactionId });
        taken += Array.isArray(batch) ? batch.length : 1;
      }
    },
  };
}

interface Changes {
  return: { transactionId: { $value: string }; changes: { item: unknown } };
}

const bareClaim = (id: number) => ({
  claim: {
    invoice: `M${id}`,
    type: 1,
    reason: `Warenlieferung laut Bestellung #${id}`,
    originalValue: '100.00',
    overdueFees: '0.00',
    dateOfOrigin: day,
    dateOfLastReminder: '2026-04-14',
    note: 'fällig am 16.03.2026; Verzug seit 17.03.2026; Verzugsgrund: BGB 286(1)',
  },
  debtor: {
    address: '@',
    firstname: debtor.firstName,
    lastname: debtor.lastName,
    company: '',
    co: '',
    street: debtor.street,
    postcode: debtor.postcode,
    city: debtor.city,
    country: debtor.country,
    email: debtor.email,
  },
});
