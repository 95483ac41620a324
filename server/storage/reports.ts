/** The sums behind the reports. Every one is bound to a shop, a segment and a last day. */
import type { Knex } from 'knex';
import type { IsoDate } from '../domain/calendar.ts';
import { type Db, isServer } from './database.ts';
import { CASH_KINDS } from './overview.ts';

/** Of which receivables, and until when. */
export interface Segment {
  shopId: number;
  fromOn: IsoDate;
  toOn: IsoDate;
  currency: string;
  debtorKind?: 'consumer' | 'business' | undefined;
  country?: string | undefined;
}

type Query = Knex.QueryBuilder;

/** `2026-03` of a day; both databases keep days so that they can be cut. */
const month = (column: string): string => `substr(${column}, 1, 7)`;

/** The day so many days after another, in SQL. */
const plusDays = (db: Db, column: string, days: number): string =>
  isServer(db) ? `date_add(${column}, interval ${days} day)` : `date(${column}, '+${days} day')`;

/** Receivables of the segment as `r`. What is a trial is no money, whatever became of it. */
function inSegment(query: Query, { shopId, currency, debtorKind, country }: Segment): void {
  void query.where('r.shop_id', shopId).where('r.currency', currency).where('r.is_trial', false);
  if (debtorKind === undefined && country === undefined) return;
  void query.join('parties as p', 'p.id', 'r.debtor_id');
  if (debtorKind !== undefined) void query.where('p.kind', debtorKind);
  if (country !== undefined) void query.where('p.country', country);
}

/** Ledger entries `e` with their receivables `r`, of the segment. */
const entries = (db: Db, segment: Segment): Query =>
  db('ledger_entries as e')
    .join('receivables as r', 'r.id', 'e.receivable_id')
    .modify((query: Query) => inSegment(query, segment))
    .where('e.shop_id', segment.shopId)
    .where('e.booked_on', '<=', segment.toOn);

const SALES = ['principal', 'principal_change'];

/** The currency most receivables of the shop have. */
export async function readMainCurrency(
  db: Db,
  { shopId }: Pick<Segment, 'shopId'>,
): Promise<string> {
  const row: { currency: string } | undefined = await db('receivables')
    .where({ shop_id: shopId, is_trial: false })
    .groupBy('currency')
    .orderByRaw('count(*) desc')
    .first('currency');
  return row?.currency ?? 'EUR';
}

export interface MonthlyMoves {
  bookedMonth: string;
  /** Empty while the due day is not known. */
  dueMonth: string;
  /** Is it due only after the last day of the report? */
  dueLater: boolean;
  cents: number;
  salesCents: number;
}

/** What moved the principal, by the month of the booking and the month of the due day. */
export async function readMonthlyMoves(db: Db, segment: Segment): Promise<MonthlyMoves[]> {
  const later = 'case when r.due_on > ? then 1 else 0 end';
  const sold = `sum(case when e.kind in ('${SALES.join("', '")}') then e.amount_cents else 0 end)`;
  const rows: Record<'booked' | 'due' | 'later' | 'cents' | 'sales', string | number | null>[] =
    await entries(db, segment)
      .where('e.account', 'receivable')
      .groupByRaw(`${month('e.booked_on')}, ${month('r.due_on')}, ${later}`, [segment.toOn])
      .select(db.raw(`${month('e.booked_on')} as booked, ${month('r.due_on')} as due`))
      .select(db.raw(`${later} as later`, [segment.toOn]))
      .select(db.raw(`sum(e.amount_cents) as cents, ${sold} as sales`));
  return rows.map((row) => ({
    bookedMonth: String(row.booked),
    dueMonth: row.due === null ? '' : String(row.due),
    dueLater: Number(row.later) === 1,
    cents: Number(row.cents),
    salesCents: Number(row.sales),
  }));
}

const OWED = ['receivable', 'costs'];

/** What every receivable owed on two days, added up by due day: principal and costs. */
export async function readBalancesByDueDay(db: Db, segment: Segment) {
  const { fromOn } = segment;
  const perReceivable = entries(db, segment)
    .whereIn('e.account', OWED)
    .groupBy('r.id', 'r.due_on')
    .select('r.due_on')
    .select(db.raw('sum(e.amount_cents) as after_cents'))
    .select(
      db.raw('sum(case when e.booked_on <= ? then e.amount_cents else 0 end) as before_cents', [
        fromOn,
      ]),
    );
  const left =
    'case when after_cents < 0 then 0 when after_cents < before_cents then after_cents ' +
    'else before_cents end';
  const rows: Record<string, string | number | null>[] = await db
    .from(perReceivable.as('b'))
    .groupBy('due_on')
    .select('due_on')
    .select(
      db.raw(
        'sum(case when before_cents > 0 then before_cents else 0 end) as before_cents, ' +
          `sum(case when before_cents > 0 then ${left} else 0 end) as left_cents, ` +
          'sum(case when after_cents > 0 then after_cents else 0 end) as open_cents, ' +
          'sum(case when after_cents > 0 then 1 else 0 end) as open_count',
      ),
    );
  return rows.map((row) => ({
    dueOn: row['due_on'] as IsoDate | null,
    beforeCents: Number(row['before_cents']),
    leftCents: Number(row['left_cents']),
    openCents: Number(row['open_cents']),
    openCount: Number(row['open_count']),
  }));
}

/** Days after a reminder in which money counts as its success, unless the next comes earlier. */
export const SUCCESS_DAYS = 30;

/** Reminders of the period by level, and the money that came before the next one. */
export async function readSuccessByLevel(db: Db, segment: Segment) {
  const next =
    'select min(n.run_on) from reminders n where n.receivable_id = m.receivable_id ' +
    "and n.round = m.round and n.level > m.level and n.state = 'sent'";
  const paid = db('ledger_entries as e')
    .where('e.receivable_id', db.ref('m.receivable_id'))
    .where('e.account', 'receivable')
    .whereIn('e.kind', CASH_KINDS)
    .where('e.booked_on', '>=', db.ref('m.run_on'))
    .where('e.booked_on', '<=', segment.toOn)
    .whereRaw(`e.booked_on <= ${plusDays(db, 'm.run_on', SUCCESS_DAYS)}`)
    .whereRaw(`e.booked_on < coalesce((${next}), '9999-12-31')`)
    .select(db.raw('coalesce(-sum(e.amount_cents), 0)'));
  const each = db('reminders as m')
    .join('receivables as r', 'r.id', 'm.receivable_id')
    .modify((query: Query) => inSegment(query, segment))
    .where('m.state', 'sent')
    .whereBetween('m.run_on', [segment.fromOn, segment.toOn])
    .select('m.level', 'm.principal_cents')
    .select({ paid_cents: paid });
  const rows: Record<string, string | number>[] = await db
    .from(each.as('s'))
    .groupBy('level')
    .orderBy('level')
    .select('level')
    .select(
      db.raw(
        'count(*) as reminders, sum(principal_cents) as cents, ' +
          'sum(case when paid_cents > principal_cents then principal_cents ' +
          'when paid_cents < 0 then 0 else paid_cents end) as paid_cents, ' +
          'sum(case when paid_cents >= principal_cents then 1 else 0 end) as successes',
      ),
    );
  return rows.map((row) => ({
    level: Number(row['level']),
    reminders: Number(row['reminders']),
    successes: Number(row['successes']),
    cents: Number(row['cents']),
    paidCents: Number(row['paid_cents']),
  }));
}

/** Days after the due day by which a vintage is looked at. */
export const VINTAGE_DAYS = [0, 30, 60, 90, 180] as const;

/** What was sold by month of the contract, and how much of it had come in by each of those days. */
export async function readVintages(db: Db, segment: Segment) {
  const kinds = `e.kind in ('${CASH_KINDS.join("', '")}')`;
  const by = VINTAGE_DAYS.map(
    (days) =>
      `-sum(case when ${kinds} and e.booked_on <= ${plusDays(db, 'r.due_on', days)} ` +
      `then e.amount_cents else 0 end) as by_${days}`,
  );
  const sold = `sum(case when e.kind in ('${SALES.join("', '")}') then e.amount_cents else 0 end)`;
  const rows: Record<string, string | number>[] = await entries(db, segment)
    .where('e.account', 'receivable')
    .where('r.contract_on', '>=', segment.fromOn)
    .groupByRaw(month('r.contract_on'))
    .orderByRaw(month('r.contract_on'))
    .select(db.raw(`${month('r.contract_on')} as month, ${sold} as sales, ${by.join(', ')}`));
  return rows.map((row) => ({
    month: String(row['month']),
    salesCents: Number(row['sales']),
    paidCents: VINTAGE_DAYS.map((days) => Number(row[`by_${days}`])),
  }));
}

/** Receivables due in the period by month: what was owed, and what had come in by the due day. */
export async function readOnTime(db: Db, segment: Segment) {
  const kinds = `e.kind in ('${CASH_KINDS.join("', '")}')`;
  const each = entries(db, segment)
    .where('e.account', 'receivable')
    .whereBetween('r.due_on', [segment.fromOn, segment.toOn])
    .groupBy('r.id', 'r.due_on')
    .select('r.due_on')
    .select(
      db.raw(
        `sum(case when e.kind in ('${SALES.join("', '")}') then e.amount_cents else 0 end) ` +
          `as sales, -sum(case when ${kinds} and e.booked_on <= r.due_on then e.amount_cents ` +
          'else 0 end) as in_time',
      ),
    );
  const rows: Record<string, string | number>[] = await db
    .from(each.as('d'))
    .where('sales', '>', 0)
    .groupByRaw(month('due_on'))
    .orderByRaw(month('due_on'))
    .select(
      db.raw(
        `${month('due_on')} as month, count(*) as count, sum(sales) as sales, ` +
          'sum(case when in_time > sales then sales else in_time end) as in_time, ' +
          'sum(case when in_time >= sales then 1 else 0 end) as whole',
      ),
    );
  return rows.map((row) => ({
    month: String(row['month']),
    count: Number(row['count']),
    onTimeCount: Number(row['whole']),
    dueCents: Number(row['sales']),
    onTimeCents: Number(row['in_time']),
  }));
}

/** What was given up by month, what of it came after all, and what was sold. */
export async function readWriteOffs(db: Db, segment: Segment) {
  const sum = (kinds: readonly string[], sign: string): string =>
    `${sign}sum(case when e.kind in ('${kinds.join("', '")}') then e.amount_cents else 0 end)`;
  const rows: Record<string, string | number>[] = await entries(db, segment)
    .where('e.account', 'receivable')
    .where('e.booked_on', '>=', segment.fromOn)
    .groupByRaw(month('e.booked_on'))
    .orderByRaw(month('e.booked_on'))
    .select(db.raw(`${month('e.booked_on')} as month, ${sum(SALES, '')} as sales`))
    .select(db.raw(`${sum(['write_off'], '-')} as lost`))
    .select(db.raw(`${sum(['write_off_reversed'], '')} as back`));
  return rows.map((row) => ({
    month: String(row['month']),
    salesCents: Number(row['sales']),
    writtenOffCents: Number(row['lost']),
    reversedCents: Number(row['back']),
  }));
}

/** Promises by the month in which they were to be judged, and how they ended. */
export async function readPromises(db: Db, segment: Segment) {
  const counted = (state: string): string =>
    `sum(case when q.state = '${state}' then 1 else 0 end) as ${state}`;
  const rows: Record<string, string | number>[] = await db('promises as q')
    .join('receivables as r', 'r.id', 'q.receivable_id')
    .modify((query: Query) => inSegment(query, segment))
    .whereBetween('q.until_on', [segment.fromOn, segment.toOn])
    .groupByRaw(month('q.until_on'))
    .orderByRaw(month('q.until_on'))
    .select(db.raw(`${month('q.until_on')} as month, sum(q.amount_cents) as promised`))
    .select(db.raw('coalesce(sum(q.paid_cents), 0) as paid'))
    .select(db.raw(['kept', 'partly_kept', 'broken'].map(counted).join(', ')));
  return rows.map((row) => ({
    month: String(row['month']),
    promisedCents: Number(row['promised']),
    paidCents: Number(row['paid']),
    kept: Number(row['kept']),
    partlyKept: Number(row['partly_kept']),
    broken: Number(row['broken']),
  }));
}

/** Claims handed over in the period by agency account, and what each brought so far. */
export async function readAgencies(db: Db, segment: Segment) {
  const got = db('ledger_entries as e')
    .where('e.receivable_id', db.ref('c.receivable_id'))
    .where({ 'e.account': 'receivable', 'e.kind': 'agency_payment' })
    .where('e.booked_on', '<=', segment.toOn)
    .select(db.raw('coalesce(-sum(e.amount_cents), 0)'));
  const each = db('claims as c')
    .join('receivables as r', 'r.id', 'c.receivable_id')
    .join('agency_accounts as a', 'a.id', 'c.agency_account_id')
    .modify((query: Query) => inSegment(query, segment))
    .whereRaw('substr(c.queued_at, 1, 10) between ? and ?', [segment.fromOn, segment.toOn])
    .select('a.agency', 'c.mode', 'c.state', 'c.principal_cents', 'c.live_key')
    .select({ got_cents: got });
  const rows: Record<string, string | number>[] = await db
    .from(each.as('g'))
    .groupBy('agency', 'mode')
    .orderBy([{ column: 'agency' }, { column: 'mode' }])
    .select('agency', 'mode')
    .select(
      db.raw(
        'count(*) as claims, sum(principal_cents) as cents, sum(got_cents) as got, ' +
          'sum(case when live_key is null then 0 else 1 end) as running, ' +
          "sum(case when state = 'paid' then 1 else 0 end) as paid, " +
          "sum(case when state = 'rejected' then 1 else 0 end) as rejected",
      ),
    );
  return rows.map((row) => ({
    agency: String(row['agency']),
    mode: String(row['mode']),
    claims: Number(row['claims']),
    running: Number(row['running']),
    paid: Number(row['paid']),
    rejected: Number(row['rejected']),
    handedOverCents: Number(row['cents']),
    collectedCents: Number(row['got']),
  }));
}
