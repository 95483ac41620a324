/**
 * Claims handed over to the sandbox agency in its own process, and ten changes of status of each
 * taken back, beside a bare `soap` client that makes the same calls and keeps nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { createHash } from 'node:crypto';
import { createClientAsync } from 'soap';
import { shippedWsdlPath } from '../../connectors/mediafinanz/soap.ts';
import { demoAccount } from '../../connectors/sandbox/server.ts';
import {
  accountWasChecked,
  installShop,
  keepAgencyAccount,
} from '../../server/actions/administer.ts';
import { buildService, type Service, systemClock } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { isoDate } from '../../server/domain/calendar.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { toAt } from '../../server/storage/database.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';

const AT_ONCE = 8;
const CHANGES_PER_CLAIM = 10;

interface Phase {
  what: string;
  items: number;
  seconds: number;
  /** Largest resident memory seen, and how much more that is than at the start of the phase. */
  peakMb: number;
  growthMb: number;
}

/** Options: `claims` (10000) and `database` (a URL; a SQLite file of its own when left out). */
export async function benchAgency(options: ReadonlyMap<string, string>): Promise<void> {
  const claims = Number(options.get('claims') ?? 10_000);
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-bench-'));
  const url = options.get('database') ?? `sqlite:${join(directory, 'bench.sqlite')}`;
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
    rmSync(directory, { recursive: true, force: true });
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
  const megabytes = (): number => process.memoryUsage.rss() / 1_048_576;
  const before = megabytes();
  let peakMb = before;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, megabytes())), 100);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  return { what, items, seconds, peakMb, growthMb: peakMb - before };
}

function print(phases: readonly Phase[]): void {
  console.log('\n| what | how many | seconds | per second | peak MB | grown by MB |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { what, items, seconds, peakMb, growthMb } of phases) {
    const numbers = [items, seconds.toFixed(1), (items / seconds).toFixed(0)];
    const memory = [peakMb.toFixed(0), growthMb.toFixed(0)];
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

const debtor = {
  firstName: 'Muster',
  lastName: 'Debtor',
  street: 'Musterstraße 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'muster+busy@example.com',
};
const day = isoDate('2026-03-02');

/** A shop with so many claims that wait in the outbox, their ledger entries beside them. */
async function seed(service: Service, endpoint: string, claims: number): Promise<void> {
  const { house, sealing } = service;
  const at = systemClock.now();
  const acting = { actor: 'bench', at };
  const creditor = {
    name: 'Muster GmbH',
    email: 'muster@example.com',
    iban: 'DE89370400440532013000',
  };
  const settings = {
    ...presetSettings,
    creditor: { ...debtor, ...creditor, phone: null, bic: null, bank: null },
  };
  const shop = { source: 'shopify', domain: 'bench.myshopify.com', agencyMode: 'sandbox' } as const;
  const { shopId } = await installShop(house, { ...shop, settings }, acting);
  const { clientId, ...keys } = demoAccount;
  const sealedCredentials = sealing.seal(JSON.stringify(keys));
  const account = { shopId, agency: 'mediafinanz', mode: 'sandbox' as const, sealedCredentials };
  await keepAgencyAccount(house, { ...account, settings: { clientId, endpoint } }, acting);
  const [{ id: accountId } = { id: 0 }] = await listAgencyAccounts(house.db);
  await accountWasChecked(house, accountId, acting);
  for (let first = 1; first <= claims; first += 500) {
    const ids = Array.from({ length: Math.min(500, claims - first + 1) }, (_, n) => first + n);
    await seedSome(service, { shopId, accountId, ids, at: toAt(at) });
  }
}

async function seedSome(
  { house: { db } }: Service,
  of: { shopId: number; accountId: number; ids: readonly number[]; at: string },
): Promise<void> {
  const { shopId: shop_id, accountId: agency_account_id, ids, at } = of;
  const cents = 100_00;
  const all = (row: (id: number) => Record<string, unknown>) =>
    ids.map((id) => ({ shop_id, ...row(id) }));
  await db('parties').insert(
    all((id) => ({
      id,
      kind: 'consumer',
      first_name: debtor.firstName,
      last_name: debtor.lastName,
      street: debtor.street,
      postcode: debtor.postcode,
      city: debtor.city,
      country: debtor.country,
      email: debtor.email,
    })),
  );
  await db('receivables').insert(
    all((id) => ({
      id,
      external_id: String(id),
      order_name: `#${id}`,
      debtor_id: id,
      currency: 'EUR',
      contract_on: day,
      terms: JSON.stringify({
        kind: 'net',
        days: 14,
        fromOn: day,
        source: 'shop',
        updatedAt: null,
      }),
      due_on: '2026-03-16',
      state: 'handed_over',
      principal_cents: cents,
      costs_cents: 0,
      created_at: at,
    })),
  );
  for (const [accountName, amount_cents] of [
    ['receivable', cents],
    ['revenue', -cents],
  ] as const) {
    await db('ledger_entries').insert(
      all((id) => ({
        receivable_id: id,
        posting_key: `invoice:${id}`,
        kind: 'invoice',
        account: accountName,
        amount_cents,
        booked_on: day,
        recorded_at: at,
      })),
    );
  }
  await db('claims').insert(
    all((id) => ({
      id,
      receivable_id: id,
      agency_account_id,
      mode: 'sandbox',
      our_reference: `M${id}`,
      live_key: `${id}:sandbox`,
      state: 'queued',
      principal_cents: cents,
      costs_cents: 0,
      interest_cents: 0,
      queued_at: at,
    })),
  );
  await db('outbox').insert(
    all((id) => ({
      kind: 'claim.submit',
      message_key: `submit:${id}`,
      receivable_id: id,
      claim_id: id,
      payload: JSON.stringify(claimPackage(id)),
      state: 'queued',
      run_at: at,
      created_at: at,
    })),
  );
}

const claimPackage = (id: number) => ({
  ourReference: `M${id}`,
  subject: 'goods',
  description: `Warenlieferung laut Bestellung #${id}`,
  currency: 'EUR',
  principalCents: 100_00,
  interestCents: 0,
  dunningCostsCents: 0,
  contractOn: day,
  invoiceNumber: null,
  dueOn: '2026-03-16',
  defaultFrom: '2026-03-17',
  defaultGround: 'BGB 286(1)',
  remindersSentOn: ['2026-04-14'],
  note: '',
  debtor: {
    ...debtor,
    debtorNumber: null,
    kind: 'consumer',
    salutation: 'unknown',
    company: null,
    phone: null,
    bornOn: null,
  },
});

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
