/**
 * The API as the console asks it, over a shop with 100,000 receivables on MariaDB: the list, search,
 * the overview and a case, each many times, and how long the slowest twentieth took. Then the first
 * page of the console in Chromium, over the demo's data.
 */
import { randomBytes } from 'node:crypto';
import { installShop, makeApiKey } from '../../server/actions/administer.ts';
import { REPORTS } from '../../server/actions/reports.ts';
import { buildService, type Service, systemClock } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { addDays, dayOf, type IsoDate } from '../../server/domain/calendar.ts';
import { searchWords, sortName } from '../../server/domain/search-words.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { seeded } from '../../server/demo/random.ts';
import { toAt } from '../../server/storage/database.ts';
import { benchFirstPage } from './first-page.ts';

/** What the slowest twentieth of the answers may take. */
const MOST_MS = 100;

interface Measured {
  what: string;
  /** The very first answer: nothing is in any memory yet. */
  firstMs: number;
  calls: number;
  medianMs: number;
  p95Ms: number;
  mostMs: number;
}

/** Options: `receivables` (100000), `calls` (200 of each), `database` (a private MariaDB else; one
 * that holds receivables already is measured as it is). */
export async function benchConsole(options: ReadonlyMap<string, string>): Promise<void> {
  const receivables = Number(options.get('receivables') ?? 100_000);
  const calls = Number(options.get('calls') ?? 200);
  const server = await database(options.get('database'));
  const service = buildService(config(server.url), systemClock);
  try {
    await service.migrate();
    const { shopId, key } = await openShop(service);
    const [kept] = await service.house.db('receivables').count({ n: '*' });
    if (Number(kept?.['n']) === 0) {
      console.log(`seeding ${receivables} receivables …`);
      await seed(service, shopId, receivables);
    }
    const url = await service.listen();
    const ask = async (path: string): Promise<void> => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    };
    const measured: Measured[] = [];
    console.log('\n| question | first ms | calls | median ms | p95 ms | most ms |');
    console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
    for (const [what, paths] of questions(receivables)) {
      const found = await measure(what, paths, { calls, ask });
      measured.push(found);
      const times = [found.medianMs, found.p95Ms, found.mostMs].map((ms) => ms.toFixed(1));
      console.log(`| ${what} | ${found.firstMs.toFixed(0)} | ${calls} | ${times.join(' | ')} |`);
    }
    tellSlow(measured);
    if (measured.some(({ p95Ms }) => p95Ms >= MOST_MS)) process.exitCode = 1;
  } finally {
    await service.close();
    await server.stop();
  }
  await benchFirstPage();
}

async function database(given: string | undefined) {
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const start = (await import(new URL('../support/start-mariadb.js', import.meta.url).href)) as {
    default(): Promise<void>;
  };
  await start.default();
  const { default: knex } = await import('knex');
  const server = process.env['TEST_MARIADB_URL'] ?? '';
  const { hostname, port, username, password } = new URL(server);
  const connection = { host: hostname, port: Number(port), user: username, password };
  const db = knex({ client: 'mysql2', connection });
  await db.raw('create database bench');
  await db.destroy();
  const { stopMariadb } = globalThis as { stopMariadb?: () => Promise<void> };
  return { url: `${server}/bench`, stop: async () => stopMariadb?.() };
}

const config = (url: string) =>
  readConfig({
    DATABASE_URL: url,
    PORT: '0',
    SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
  });

async function openShop({ house }: Service): Promise<{ shopId: number; key: string }> {
  const creditor = {
    name: 'Muster GmbH',
    street: 'Musterstraße 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    email: 'service@example.com',
    phone: null,
    iban: 'DE89370400440532013000',
    bic: null,
    bank: null,
  };
  const acting = { actor: 'bench', at: systemClock.now() };
  const settings = { ...presetSettings, creditor };
  const wish = { source: 'shopify', domain: 'bench.myshopify.com', settings };
  const { shopId } = await installShop(house, { ...wish, agencyMode: 'sandbox' }, acting);
  const key = randomBytes(24).toString('base64url');
  await makeApiKey(house, { shopId, name: 'bench', role: 'owner', key }, acting);
  return { shopId, key };
}

/** Numbers from 0 up to 1, the same for the same seed. */
function share(seed: number): () => number {
  const chance = seeded(seed);
  return () => chance.between(0, 999_999) / 1_000_000;
}

// ---------------------------------------------------------------------------------------------
// What is asked

const SYLLABLES = ['mül', 'ber', 'hof', 'wald', 'stein', 'bach', 'rich', 'kamp', 'sch', 'ler'];
const FIRST = ['Anna', 'Jürgen', 'Eva', 'José', 'Mia', 'Paul', 'Lea', 'Tim', 'Ida', 'Max'];

const lastName = (n: number): string =>
  [n, Math.floor(n / 10), Math.floor(n / 100), Math.floor(n / 1000)]
    .map((digit) => SYLLABLES[digit % 10] ?? '')
    .slice(0, 3 + (n % 2))
    .join('')
    .replace(/^./, (letter) => letter.toUpperCase());

type Paths = (n: number) => string;

function questions(receivables: number): readonly (readonly [what: string, paths: Paths])[] {
  const random = share(7);
  const any = (most: number): number => Math.floor(random() * most);
  const list =
    (query: string): Paths =>
    (n) =>
      `/receivables?${query}&limit=50&n=${n}`;
  const asked =
    (path: Paths): Paths =>
    (n) =>
      path(n).replace(/&n=\d+$/, '');
  return [
    ['list, newest', asked(list('sort=id&direction=desc'))],
    ['list, overdue by due day', asked(list('sort=due&overdueFrom=1'))],
    ['list, largest in dunning', asked(list('state=in_dunning&sort=amount&direction=desc'))],
    ['list, by level and amount', asked(list('levelFrom=2&levelTo=3&amountFrom=10000'))],
    ['list, at the agency', asked(list('claimState=in_progress'))],
    ['list, on hold', asked(list('blocked=yes'))],
    ['list, by name', asked(list('sort=name'))],
    ['list, open by name', asked(list('sort=name&state=open,overdue,in_dunning,handed_over'))],
    [
      'search, half a name',
      () => `/search?q=${encodeURIComponent(lastName(any(9999)).slice(0, 5))}`,
    ],
    [
      'search, first and last name',
      () => `/search?q=${encodeURIComponent(`${FIRST[any(10)] ?? ''} ${lastName(any(9999))}`)}`,
    ],
    [
      'search, a typo',
      () => {
        const name = lastName(any(9999));
        return `/search?q=${encodeURIComponent(`${name.slice(0, 3)}x${name.slice(4)}`)}`;
      },
    ],
    ['search, an order', () => `/search?q=%23${1_000_000 + any(receivables)}`],
    ['search, an amount', () => `/search?q=${10 + any(500)},${10 + any(89)}`],
    ['overview', () => '/overview'],
    ['list of work', () => '/worklist'],
    ['first steps', () => '/setup'],
    ['unconfirmed', () => '/outbox'],
    ['claims', () => '/claims?limit=50'],
    ['case', () => `/receivables/${1 + any(receivables)}`],
    ['case, timeline', () => `/receivables/${1 + any(receivables)}/timeline`],
    ['case, what comes next', () => `/receivables/${1 + any(receivables)}/next`],
    ['audit log', () => '/audit-log?limit=50'],
    ...REPORTS.map((name): readonly [string, Paths] => [
      `report, ${name}`,
      () => `/reports/${name}`,
    ]),
  ];
}

async function measure(
  what: string,
  path: Paths,
  { calls, ask }: { calls: number; ask: (path: string) => Promise<void> },
): Promise<Measured> {
  const began = performance.now();
  await ask(path(0));
  const firstMs = performance.now() - began;
  for (let n = 1; n < 5; n += 1) await ask(path(n));
  const times: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    const start = performance.now();
    await ask(path(n));
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? 0;
  return { what, firstMs, calls, medianMs: at(0.5), p95Ms: at(0.95), mostMs: at(1) };
}

function tellSlow(measured: readonly Measured[]): void {
  const slow = measured.filter(({ p95Ms }) => p95Ms >= MOST_MS).map(({ what }) => what);
  console.log(
    slow.length === 0 ? `\nevery p95 is under ${MOST_MS} ms` : `\nTOO SLOW: ${slow.join(', ')}`,
  );
}

// ---------------------------------------------------------------------------------------------
// A shop of some years

const CHUNK = 2000;

async function seed({ house: { db } }: Service, shopId: number, count: number): Promise<void> {
  const random = share(1);
  const at = toAt(systemClock.now());
  const today = dayOf(systemClock.now(), 'Europe/Berlin');
  const insert = async (table: string, rows: Record<string, unknown>[]): Promise<void> => {
    for (let first = 0; first < rows.length; first += CHUNK) {
      await db(table).insert(rows.slice(first, first + CHUNK));
    }
  };
  const accountId = 1;
  await db('agency_accounts').insert({
    id: accountId,
    shop_id: shopId,
    agency: 'mediafinanz',
    mode: 'sandbox',
    settings: '{}',
    sealed_credentials: '',
    created_at: at,
  });
  await db('dunning_runs').insert({
    id: 1,
    shop_id: shopId,
    run_on: addDays(today, -1),
    state: 'finished',
    cursor_id: 0,
    actor: 'bench',
    started_at: at,
  });
  const words = new Map<string, number>();
  let sequence = Number((await db('journal_heads').first('sequence'))?.sequence ?? 0);
  for (let first = 1; first <= count; first += CHUNK) {
    const ids = Array.from({ length: Math.min(CHUNK, count - first + 1) }, (_, n) => first + n);
    const all = ids.map((id) => oneReceivable(id, { random, today }));
    await insert(
      'parties',
      all.map((one) => ({ shop_id: shopId, ...one.party })),
    );
    await insert(
      'receivables',
      all.map((one) => ({ shop_id: shopId, created_at: at, ...one.receivable })),
    );
    const ledger = all.flatMap((one) => one.ledger);
    await insert(
      'ledger_entries',
      ledger.map((row) => ({ shop_id: shopId, recorded_at: at, ...row })),
    );
    const fresh: Record<string, unknown>[] = [];
    const hits = all.flatMap(({ receivable, words: found }) =>
      found.map((word) => {
        const known = words.get(word);
        const id = known ?? words.size + 1;
        if (known === undefined) {
          words.set(word, id);
          const backwards = Array.from(word).toReversed().join('');
          fresh.push({ id, shop_id: shopId, word, backwards });
        }
        return { word_id: id, receivable_id: receivable.id };
      }),
    );
    await insert('search_words', fresh);
    await insert('search_hits', hits);
    const claims = all.filter(({ receivable }) => receivable.state === 'handed_over');
    await insert(
      'claims',
      claims.map(({ receivable: { id, principal_cents } }) => ({
        shop_id: shopId,
        receivable_id: id,
        agency_account_id: accountId,
        mode: 'sandbox',
        our_reference: `M${id}`,
        live_key: `${id}:sandbox`,
        state: 'in_progress',
        file_number: `2026/${id}`,
        principal_cents,
        costs_cents: 0,
        interest_cents: 0,
        queued_at: at,
      })),
    );
    const held = all.filter(({ receivable }) => receivable.id % 50 === 0);
    await insert(
      'dunning_blocks',
      held.map(({ receivable: { id } }) => ({
        shop_id: shopId,
        receivable_id: id,
        reason: 'complaint',
        placed_by: 'bench',
        placed_at: at,
      })),
    );
    const events = ids.flatMap((id) =>
      ['invoice.recorded', 'due_date.set', 'due_date.passed', 'reminder.sent'].map((type) => {
        sequence += 1;
        return { id, type, sequence };
      }),
    );
    await insert(
      'journal_events',
      events.map(({ id, type, sequence }) => ({
        shop_id: shopId,
        sequence,
        type,
        receivable_id: id,
        data: '{}',
        actor: 'bench',
        occurred_at: at,
        recorded_at: at,
        previous_hash: '',
        hash: '',
      })),
    );
  }
  await db('journal_heads').where({ shop_id: shopId }).update({ sequence });
  if (db.client.config.client === 'mysql2') {
    for (const table of [
      'receivables',
      'parties',
      'search_hits',
      'search_words',
      'ledger_entries',
    ]) {
      await db.raw(`analyze table ${table}`);
    }
  }
}

type State = 'paid' | 'open' | 'overdue' | 'in_dunning' | 'handed_over' | 'written_off';

function stateOf(share: number): State {
  if (share < 0.6) return 'paid';
  if (share < 0.72) return 'open';
  if (share < 0.8) return 'overdue';
  if (share < 0.92) return 'in_dunning';
  return share < 0.98 ? 'handed_over' : 'written_off';
}

function oneReceivable(id: number, { random, today }: { random: () => number; today: IsoDate }) {
  const state = stateOf(random());
  const cents = 10_00 + Math.floor(random() * 500_00);
  const isOpen = state !== 'paid' && state !== 'written_off';
  const daysAgo =
    Math.floor(random() * (state === 'open' ? 14 : 700)) + (state === 'open' ? 0 : 20);
  const contractOn = addDays(today, -daysAgo);
  const dueOn = addDays(contractOn, 14);
  const level = state === 'in_dunning' ? 1 + (id % 4) : state === 'handed_over' ? 4 : 0;
  const first_name = FIRST[id % 10] ?? '';
  const last_name = lastName(Math.floor(random() * 9999));
  const company = id % 20 === 0 ? `${last_name} Handel GmbH` : null;
  const email = `${first_name}.${last_name}${id}@example.com`.toLowerCase();
  const names = { firstName: first_name, lastName: last_name, company };
  const order_name = `#${1_000_000 + id}`;
  const posting = (key: string, kind: string, [debit, credit]: [string, string], on: IsoDate) =>
    [
      [debit, cents],
      [credit, -cents],
    ].map(([account, amount_cents]) => ({
      receivable_id: id,
      posting_key: `${key}:${id}`,
      kind,
      account,
      amount_cents,
      booked_on: on,
    }));
  const paidOn = addDays(contractOn, Math.min(daysAgo, Math.floor(random() * 40)));
  return {
    party: {
      id,
      debtor_number: String(500_000 + id),
      kind: company === null ? 'consumer' : 'business',
      first_name,
      last_name,
      company,
      street: 'Musterstraße 1',
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
      email,
      sort_name: sortName(names),
    },
    receivable: {
      id,
      external_id: String(9_000_000 + id),
      order_name,
      debtor_id: id,
      currency: 'EUR',
      contract_on: contractOn,
      terms: JSON.stringify({
        kind: 'net',
        days: 14,
        fromOn: contractOn,
        source: 'shop',
        updatedAt: null,
      }),
      due_on: dueOn,
      state,
      level,
      last_notice_on: level === 0 ? null : addDays(dueOn, 5),
      notice_deadline_on: level === 0 ? null : addDays(dueOn, 12),
      principal_cents: isOpen ? cents : 0,
      costs_cents: isOpen && level > 1 && company !== null ? 40_00 : 0,
    },
    ledger: [
      ...posting('invoice', 'principal', ['receivable', 'revenue'], contractOn),
      ...(state === 'paid'
        ? posting('payment', 'payment', ['shop_cash', 'receivable'], paidOn)
        : []),
      ...(state === 'written_off'
        ? posting('lost', 'write_off', ['write_off', 'receivable'], paidOn)
        : []),
    ],
    words: searchWords({
      ...names,
      orderName: order_name,
      externalId: String(9_000_000 + id),
      invoiceNumber: null,
      debtorNumber: String(500_000 + id),
      email,
    }),
  };
}
