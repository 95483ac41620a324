/** The books of a shop on the morning of a dunning run, written straight into the tables. */
import { installShop } from '../../server/actions/administer.ts';
import type { Service } from '../../server/build.ts';
import { type Instant, instant, isoDate } from '../../server/domain/calendar.ts';
import { type DunningPolicy, presetPolicy } from '../../server/domain/dunning.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import {
  inTransaction,
  insertRows,
  sha256,
  toAt,
  type Trx,
} from '../../server/storage/database.ts';

export const RUN_ON = isoDate('2026-06-10');
export const RUN_AT = instant('2026-06-10T08:00:00.000Z');
const SEEDED_AT: Instant = instant('2026-06-09T08:00:00.000Z');
const EARLIER_RUN = { id: 1, on: '2026-05-20' };

/** Fees and interest from the second notice on, so that nearly every letter has both. */
const policy: DunningPolicy = {
  ...presetPolicy,
  levels: presetPolicy.levels.map((level, index) => ({
    ...level,
    interest: index > 0,
    feeCents: { consumer: [0, 2_50, 2_50, 0][index] ?? 0, business: index === 2 ? 40_00 : 0 },
  })),
};
const TEMPLATES = policy.levels.map(({ template }) => template);

/** Where a receivable stands; of 100 in a row each has its place. */
interface Standing {
  state: 'open' | 'overdue' | 'in_dunning';
  level: number;
  dueOn: string;
  /** Of the last notice; null before the first. */
  noticeOn: string | null;
  deadlineOn: string | null;
  block?: string;
  /** The rest is too small to be dunned. */
  isSmall?: boolean;
}

/** A notice is due on the day of the run, at each of the levels. */
const DUE: readonly Standing[] = [
  { state: 'overdue', level: 0, dueOn: '2026-06-01', noticeOn: null, deadlineOn: null },
  inDunning(1, '2026-05-10', '2026-05-25', '2026-06-01'),
  inDunning(2, '2026-04-28', '2026-05-20', '2026-06-01'),
  inDunning(3, '2026-04-10', '2026-05-25', '2026-06-05'),
];
const DUE_LEVELS = [2, 1, 0, 1, 1, 1, 2, 2, 3, 0];
const LATE = { state: 'overdue', level: 0, noticeOn: null, deadlineOn: null } as const;
const REMINDED = inDunning(1, '2026-05-25', '2026-06-03', '2026-06-10');

/**
 * Of each 100: 10 due for a notice (the first three of one debtor), 3 whose due day ended yesterday,
 * 10 late but too early for a notice, 15 reminded lately, 5 held, 2 too small, 55 not due yet.
 */
function standingOf(place: number): Standing {
  if (place < 10) return DUE[DUE_LEVELS[place] ?? 0] ?? REMINDED;
  if (place < 13) return { ...LATE, state: 'open', dueOn: '2026-06-09' };
  if (place < 23) return { ...LATE, dueOn: '2026-06-07' };
  if (place < 38) return REMINDED;
  if (place < 43) return { ...REMINDED, block: place < 40 ? 'dispute' : 'promise' };
  if (place < 45) return { ...LATE, dueOn: '2026-05-20', isSmall: true };
  return { ...LATE, state: 'open', dueOn: `2026-06-${20 + (place % 10)}` };
}

function inDunning(level: number, dueOn: string, noticeOn: string, deadlineOn: string): Standing {
  return { state: 'in_dunning', level, dueOn, noticeOn, deadlineOn };
}

/** One receivable with its debtor, its money and the reminders it had. */
interface Seed extends Standing {
  id: number;
  debtorId: number;
  kind: 'consumer' | 'business';
  originalCents: number;
  paidCents: number;
  costsCents: number;
}

function seedOf(id: number): Seed {
  const place = (id - 1) % 100;
  const standing = standingOf(place);
  const kind = place % 5 === 3 ? 'business' : 'consumer';
  const originalCents = standing.isSmall === true ? 2_00 : 40_00 + ((id * 7919) % 30_000);
  const fees = { consumer: [0, 0, 2_50, 5_00], business: [0, 0, 0, 40_00] }[kind];
  return {
    ...standing,
    id,
    debtorId: place < 3 ? id - place : id,
    kind,
    originalCents,
    paidCents: place === 6 ? 10_00 : 0,
    costsCents: fees[standing.level] ?? 0,
  };
}

/** A shop with so many open receivables; gives its number. */
export async function seedBooks(service: Service, receivables: number): Promise<number> {
  const acting = { actor: 'bench', at: SEEDED_AT };
  const { creditor: _creditor, ...shop } = benchShop;
  const settings = { ...presetSettings, creditor: benchShop.creditor, termsAgreed: true };
  const { shopId } = await installShop(service.house, { ...shop, settings, policy }, acting);
  const { db } = service.house;
  await db('dunning_runs').insert({
    ...EARLIER_RUN_ROW,
    shop_id: shopId,
    started_at: toAt(SEEDED_AT),
    finished_at: toAt(SEEDED_AT),
  });
  let notices = 0;
  for (let first = 1; first <= receivables; first += 2_000) {
    const count = Math.min(2_000, receivables - first + 1);
    const seeds = Array.from({ length: count }, (_, n) => seedOf(first + n));
    notices += await inTransaction(db, (trx) => seedSome(trx, shopId, seeds, notices));
  }
  return shopId;
}

const EARLIER_RUN_ROW = {
  id: EARLIER_RUN.id,
  run_on: EARLIER_RUN.on,
  state: 'finished',
  cursor_id: 0,
  actor: 'bench',
};

const benchShop = {
  source: 'shopify',
  domain: 'bench.myshopify.com',
  agencyMode: 'sandbox',
  creditor: {
    name: 'Muster GmbH',
    street: 'Beispielweg 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    email: 'service@example.com',
    phone: null,
    iban: 'DE89370400440532013000',
    bic: null,
    bank: 'Musterbank',
  },
} as const;

async function seedSome(
  trx: Trx,
  shopId: number,
  seeds: readonly Seed[],
  noticesBefore: number,
): Promise<number> {
  const shop_id = shopId;
  const debtors = seeds.filter(({ id, debtorId }) => id === debtorId);
  await insertRows(
    trx,
    'parties',
    debtors.map((seed) => ({ shop_id, ...partyRow(seed) })),
  );
  await insertRows(
    trx,
    'receivables',
    seeds.map((seed) => ({ shop_id, ...receivableRow(seed) })),
  );
  const entries = seeds.flatMap(ledgerRows);
  await insertRows(
    trx,
    'ledger_entries',
    entries.map((row) => ({ shop_id, ...row })),
  );
  const blocks = seeds.flatMap(blockRows);
  await insertRows(
    trx,
    'dunning_blocks',
    blocks.map((row) => ({ shop_id, ...row })),
  );
  const sent = seeds.flatMap((seed) =>
    Array.from({ length: seed.level }, (_, index) => ({ seed, level: index + 1 })),
  );
  const rows = sent.map(({ seed, level }, index) => {
    const id = noticesBefore + index + 1;
    return { notice: noticeRow(seed, level, id), reminder: reminderRow(seed, level, id) };
  });
  await insertRows(
    trx,
    'notices',
    rows.map(({ notice }) => ({ shop_id, ...notice })),
  );
  await insertRows(
    trx,
    'reminders',
    rows.map(({ reminder }) => ({ shop_id, ...reminder })),
  );
  return sent.length;
}

const partyRow = ({ id, kind }: Seed) => ({
  id,
  kind,
  debtor_number: `D${id}`,
  first_name: 'Muster',
  last_name: `Debtor ${id}`,
  company: kind === 'business' ? `Muster GmbH ${id}` : null,
  street: `Musterstraße ${id % 200}`,
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: `debtor${id}@example.com`,
  locale: 'de-DE',
});

const terms = JSON.stringify({
  kind: 'net',
  days: 14,
  fromOn: '2026-04-01',
  source: 'shop',
  updatedAt: null,
});

const receivableRow = (seed: Seed) => ({
  id: seed.id,
  external_id: String(seed.id),
  order_name: `#${seed.id}`,
  debtor_id: seed.debtorId,
  currency: 'EUR',
  contract_on: '2026-04-01',
  terms,
  due_on: seed.dueOn,
  state: seed.state,
  level: seed.level,
  round: 1,
  last_notice_on: seed.noticeOn,
  notice_deadline_on: seed.deadlineOn,
  policy_version: seed.level === 0 ? null : 1,
  principal_cents: seed.originalCents - seed.paidCents,
  costs_cents: seed.costsCents,
  created_at: toAt(SEEDED_AT),
});

function ledgerRows({ id, originalCents, paidCents, costsCents }: Seed) {
  const posted = [
    { kind: 'principal', debit: 'receivable', credit: 'revenue', cents: originalCents },
    { kind: 'payment', debit: 'shop_cash', credit: 'receivable', cents: paidCents },
    { kind: 'fee', debit: 'costs', credit: 'fee_income', cents: costsCents },
  ].filter(({ cents }) => cents > 0);
  return posted.flatMap(({ kind, debit, credit, cents }) => {
    const posting_key = `bench:${kind}:${id}`;
    const booked_on = kind === 'principal' ? '2026-04-01' : '2026-05-20';
    const row = { receivable_id: id, posting_key, kind, booked_on, recorded_at: toAt(SEEDED_AT) };
    return [
      { ...row, account: debit, amount_cents: cents },
      { ...row, account: credit, amount_cents: -cents },
    ];
  });
}

const blockRows = ({ id, block }: Seed) =>
  block === undefined
    ? []
    : [
        {
          receivable_id: id,
          reason: block,
          until_on: block === 'promise' ? '2026-06-20' : null,
          placed_by: 'bench',
          placed_at: toAt(SEEDED_AT),
        },
      ];

const noticeRow = (seed: Seed, level: number, id: number) => ({
  id,
  run_id: EARLIER_RUN.id,
  notice_key: `bench.${seed.id}.${level}`,
  purpose: 'reminder',
  debtor_key: sha256(`bench ${seed.debtorId}`).slice(0, 32),
  channel: 'email',
  template: TEMPLATES[level - 1],
  language: 'de',
  currency: 'EUR',
  run_on: EARLIER_RUN.on,
  deadline_on: seed.deadlineOn,
  principal_cents: seed.originalCents - seed.paidCents,
  interest_cents: 0,
  charges_cents: seed.costsCents,
  credits_cents: 0,
  pay_cents: seed.originalCents - seed.paidCents + seed.costsCents,
  content_hash: '0'.repeat(64),
  message_id: `<bench.${seed.id}.${level}@bench.myshopify.com>`,
  created_at: toAt(SEEDED_AT),
});

const reminderRow = (seed: Seed, level: number, notice_id: number) => ({
  id: notice_id,
  receivable_id: seed.id,
  round: 1,
  level,
  take: 1,
  run_id: EARLIER_RUN.id,
  notice_id,
  channel: 'email',
  template: TEMPLATES[level - 1],
  language: 'de',
  run_on: seed.noticeOn,
  deadline_on: seed.deadlineOn,
  principal_cents: seed.originalCents - seed.paidCents,
  costs_cents: seed.costsCents,
  fee_cents: 0,
  interest_cents: 0,
  content_hash: '0'.repeat(64),
  state: 'sent',
  sent_at: `${seed.noticeOn} 08:00:00.000`,
});
