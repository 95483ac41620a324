import type { SandboxAgency } from '../../connectors/sandbox/server.ts';
import type { Db } from '../storage/database.ts';
import { checkLedger, countStates, verifyJournal } from '../storage/views.ts';
import type { MailSink } from './mail-sink.ts';

/** What a day changed; `openCents` is how it ended. */
export interface DayCounts {
  events: number;
  reminders: number;
  claims: number;
  paid: number;
  openCents: number;
}

async function count(db: Db, table: string, where: Record<string, unknown>): Promise<number> {
  const rows: { n: number }[] = await db(table).where(where).count({ n: '*' });
  return Number(rows[0]?.n ?? 0);
}

async function openCents(db: Db, shopId: number): Promise<number> {
  const rows: { sum: number | string | null }[] = await db('receivables')
    .where({ shop_id: shopId })
    .where('principal_cents', '>', 0)
    .sum({ sum: 'principal_cents' });
  return Number(rows[0]?.sum ?? 0);
}

/** The counts up to now; the difference of two is a day. */
export async function readDay(db: Db, shopId: number): Promise<DayCounts> {
  const shop = { shop_id: shopId };
  return {
    events: await count(db, 'journal_events', shop),
    reminders: await count(db, 'reminders', { ...shop, state: 'sent' }),
    claims: await count(db, 'journal_events', { ...shop, type: 'claim.submitted' }),
    paid: await count(db, 'receivables', { ...shop, state: 'paid' }),
    openCents: await openCents(db, shopId),
  };
}

export interface DemoResult {
  demo: {
    orders: number;
    receivables: number;
    reminders: number;
    paid: number;
    claims: number;
    closed: number;
    reportedPayments: number;
    openCents: number;
  };
  states: Awaited<ReturnType<typeof countStates>>;
  /** Sent reminders by level. */
  levels: readonly { level: number; n: number }[];
}

/** The story of the demo, read from the database. */
export async function readResult(db: Db, shopId: number): Promise<DemoResult> {
  const shop = { shop_id: shopId };
  const ended = await db('claims')
    .where(shop)
    .whereIn('state', ['paid', 'closed', 'withdrawn'])
    .count({ n: '*' });
  const levels: { level: number; n: number }[] = await db('reminders')
    .where({ ...shop, state: 'sent' })
    .groupBy('level')
    .orderBy('level')
    .select('level')
    .count({ n: '*' });
  return {
    demo: {
      orders: await count(db, 'orders', shop),
      receivables: await count(db, 'receivables', shop),
      reminders: await count(db, 'reminders', { ...shop, state: 'sent' }),
      paid: await count(db, 'receivables', { ...shop, state: 'paid' }),
      claims: await count(db, 'claims', shop),
      closed: Number(ended[0]?.['n'] ?? 0),
      reportedPayments: await count(db, 'journal_events', {
        ...shop,
        type: 'direct_payment.reported',
      }),
      openCents: await openCents(db, shopId),
    },
    states: await countStates(db, shopId),
    levels,
  };
}

/** The table at the end. */
export function tellResult({ demo, states, levels }: DemoResult): string {
  const row = (name: string, value: string): string => `  ${name.padEnd(22)} ${value}`;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([state, n]) => `${state} ${n}`)
      .join(' · ');
  return [
    '',
    'What became of it',
    row('orders', list(states.orders)),
    row('receivables', list(states.receivables)),
    row('reminders sent', levels.map(({ level, n }) => `level ${level}: ${n}`).join(' · ')),
    row('reminders', list(states.reminders)),
    row('claims', list(states.claims)),
    row('payments reported', String(demo.reportedPayments)),
    row('agency news', list(states.news)),
    row('still open', `${(demo.openCents / 100).toFixed(2)} EUR`),
  ].join('\n');
}

/** What must never be: books that do not balance, a changed journal, anything twice. */
export async function findFaults(stage: {
  service: { house: { db: Db } };
  agency: SandboxAgency;
  sink: MailSink;
  shopId: number;
}): Promise<string[]> {
  const { db } = stage.service.house;
  const ledger = await checkLedger(db, stage.shopId);
  const { fault } = await verifyJournal(db, stage.shopId);
  const invoices = stage.agency.claims().map((claim) => claim.invoice);
  const mails = stage.sink.messages.map((mail) => /^message-id: *(.+)$/im.exec(mail)?.[1] ?? '');
  const letters = await db('reminders')
    .where({ shop_id: stage.shopId })
    .groupBy('receivable_id', 'round', 'level')
    .having(db.raw('count(*)'), '>', 1);
  return [
    ...(ledger === null ? [] : [`the ledger does not hold: ${ledger}`]),
    ...(fault === null ? [] : [`the journal does not verify: ${fault}`]),
    ...doubles(invoices).map((invoice) => `the agency has the claim ${invoice} twice`),
    ...doubles(mails).map((id) => `the mail ${id} went out twice`),
    ...(letters.length === 0 ? [] : [`${letters.length} reminders exist twice`]),
  ];
}

const doubles = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];
