/** The money of a shop in a few sums, each read from an index. */
import { addDays, daysBetween, type IsoDate } from '../domain/calendar.ts';
import { AGEING_BUCKETS, bucketOf, type AgeingBucket, mondayOf } from '../domain/kpi.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { type Db, isServer } from './database.ts';
import { OWING } from './receivable-list.ts';

/** A sum with the list it was taken from. */
interface Sum {
  cents: number;
  count: number;
  query: string;
}

export interface CurrencyMoney {
  currency: string;
  open: Sum;
  overdue: Sum;
  inDunning: Sum;
  atAgency: Sum;
  paidThisMonthCents: number;
  ageing: readonly (Sum & { bucket: AgeingBucket })[];
  cashIn: readonly { weekOn: IsoDate; cents: number }[];
}

interface Group {
  currency: string;
  state: ReceivableState;
  due_on: IsoDate | null;
  cents: number;
  count: number;
}

const WEEKS = 12;

/** What is open, how old it is, and what came in; one entry a currency, the largest first. */
export async function readMoney(
  db: Db,
  { id: shopId, agencyMode }: { id: number; agencyMode: 'sandbox' | 'live' },
  on: IsoDate,
): Promise<CurrencyMoney[]> {
  const groups = await readGroups(db, shopId);
  // Trials are closed when a shop goes live, but what they got stays in the ledger.
  const trials = agencyMode === 'live' ? await listTrials(db, shopId) : [];
  const cash = await readCash(db, shopId, { on, trials });
  const currencies = [...new Set([...groups, ...cash].map((row) => row.currency))];
  const all = currencies.map((currency) =>
    ofCurrency(
      currency,
      groups.filter((group) => group.currency === currency),
      { on, cash: cash.filter((entry) => entry.currency === currency) },
    ),
  );
  return all.toSorted((a, b) => b.open.cents - a.open.cents);
}

/** Open sums by state and due day: a few hundred rows, however many receivables there are. */
async function readGroups(db: Db, shopId: number): Promise<Group[]> {
  // The index holds all that is asked for, in the order of the groups; the server needs the hint.
  const table = isServer(db) ? 'receivables use index (receivables_money)' : 'receivables';
  const ofState = async (state: ReceivableState): Promise<Group[]> =>
    db
      .from(db.raw(table))
      .where({ shop_id: shopId, state })
      .whereRaw('principal_cents + costs_cents > 0')
      .groupBy('currency', 'due_on')
      .select('currency', 'due_on')
      .select(db.raw('sum(principal_cents + costs_cents) as cents, count(*) as count'));
  const groups = await Promise.all(
    OWING.map(async (state) => (await ofState(state)).map((row) => ({ ...row, state }))),
  );
  return groups
    .flat()
    .map((row) => ({ ...row, cents: Number(row.cents), count: Number(row.count) }));
}

/** Every currency of the shop, one look into the index for each. */
async function listCurrencies(db: Db, shopId: number): Promise<string[]> {
  const currencies: string[] = [];
  for (;;) {
    const [row]: { currency: string | null }[] = await db('receivables')
      .where({ shop_id: shopId })
      .where('currency', '>', currencies.at(-1) ?? '')
      .min({ currency: 'currency' });
    if (row === undefined || row.currency === null) return currencies;
    currencies.push(row.currency);
  }
}

interface Cash {
  currency: string;
  on: IsoDate;
  cents: number;
}

/** Postings that are money of the debtor, whoever took it; see `domain/ledger.ts`. */
export const CASH_KINDS = ['payment', 'shop_difference', 'agency_payment'];

const listTrials = async (db: Db, shopId: number): Promise<number[]> =>
  db('receivables').where({ shop_id: shopId, is_trial: true }).pluck('id');

async function readCash(
  db: Db,
  shopId: number,
  { on, trials }: { on: IsoDate; trials: readonly number[] },
): Promise<Cash[]> {
  const month = `${on.slice(0, 7)}-01` as IsoDate;
  const first = addDays(mondayOf(on), -7 * (WEEKS - 1));
  const from = month < first ? month : first;
  const currencies = await listCurrencies(db, shopId);
  const entries = db('ledger_entries as e')
    .where('e.shop_id', shopId)
    .where('e.account', 'receivable')
    .whereBetween('e.booked_on', [from, on])
    .whereIn('e.kind', CASH_KINDS);
  if (trials.length > 0) void entries.whereNotIn('e.receivable_id', [...trials]);
  // One currency is the rule; then the index of the ledger alone answers.
  const [only] = currencies;
  if (currencies.length === 1 && only !== undefined) {
    const rows: { on: IsoDate; cents: number }[] = await entries
      .groupBy('e.booked_on')
      .select({ on: 'e.booked_on' })
      .select(db.raw('-sum(e.amount_cents) as cents'));
    return rows.map((row) => ({ currency: only, on: row.on, cents: Number(row.cents) }));
  }
  const rows: Cash[] = await entries
    .join('receivables as r', 'r.id', 'e.receivable_id')
    .groupBy('r.currency', 'e.booked_on')
    .select('r.currency', { on: 'e.booked_on' })
    .select(db.raw('-sum(e.amount_cents) as cents'));
  return rows.map((row) => ({ ...row, cents: Number(row.cents) }));
}

function ofCurrency(
  currency: string,
  groups: readonly Group[],
  { on, cash }: { on: IsoDate; cash: readonly Cash[] },
): CurrencyMoney {
  const owing = OWING.join(',');
  const sum = (query: string, which: (group: Group) => boolean): Sum => {
    const some = groups.filter(which);
    return {
      cents: some.reduce((total, group) => total + group.cents, 0),
      count: some.reduce((total, group) => total + group.count, 0),
      query: `currency=${currency}&amountFrom=1&${query}`,
    };
  };
  // Each day is counted once: there are far fewer days than groups and buckets.
  const dueDays = [...new Set(groups.map((group) => group.due_on))].filter((day) => day !== null);
  const late = new Map(dueDays.map((dueOn) => [dueOn, daysBetween(dueOn, on)]));
  const daysOf = ({ due_on: dueOn }: Group): number | null =>
    dueOn === null ? null : (late.get(dueOn) ?? null);
  const ageing = AGEING_BUCKETS.map((bucket) => ({
    bucket: bucket.name,
    ...sum(
      bucketQuery(bucket.name, { owing, on }),
      (group) => bucketOf(daysOf(group)) === bucket.name,
    ),
  }));
  const monday = mondayOf(on);
  const weeks = Array.from({ length: WEEKS }, (_, n) => addDays(monday, -7 * (WEEKS - 1 - n)));
  const centsOf = (which: (entry: Cash) => boolean): number =>
    cash.filter(which).reduce((total, entry) => total + entry.cents, 0);
  const centsBetween = (from: IsoDate, before: IsoDate): number =>
    centsOf((entry) => from <= entry.on && entry.on < before);
  return {
    currency,
    open: sum(`state=${owing}`, () => true),
    overdue: sum('overdueFrom=1', (group) => (daysOf(group) ?? 0) > 0),
    inDunning: sum('state=in_dunning', (group) => group.state === 'in_dunning'),
    atAgency: sum('state=handed_over', (group) => group.state === 'handed_over'),
    paidThisMonthCents: centsOf((entry) => entry.on.slice(0, 7) === on.slice(0, 7)),
    ageing,
    cashIn: weeks.map((weekOn) => ({
      weekOn,
      cents: centsBetween(weekOn, addDays(weekOn, 7)),
    })),
  };
}

function bucketQuery(bucket: AgeingBucket, { owing, on }: { owing: string; on: IsoDate }): string {
  const found = AGEING_BUCKETS.find(({ name }) => name === bucket);
  if (bucket === 'unknown') return `state=${owing}&hasDueDate=no`;
  if (found === undefined || found.from === null) return `state=${owing}&dueFrom=${on}`;
  return `overdueFrom=${found.from}${found.to === null ? '' : `&overdueTo=${found.to}`}`;
}
