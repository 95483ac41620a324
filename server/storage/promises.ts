import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import type { Cents } from '../domain/money.ts';
import type { PromiseState } from '../domain/promises.ts';
import { type Db, fromAt, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';

/** What a debtor promised to pay, and by when. */
export interface StoredPromise {
  id: number;
  shopId: number;
  receivableId: number;
  round: number;
  amountCents: Cents;
  promisedOn: IsoDate;
  /** With the days of grace. */
  untilOn: IsoDate;
  state: PromiseState;
  /** Ledger entries behind this one count for the promise. */
  afterEntryId: number;
  paidCents: Cents | null;
  note: string | null;
  madeBy: string;
  madeAt: Instant;
  endedAt: Instant | null;
}

interface PromiseRow {
  id: number;
  shop_id: number;
  receivable_id: number;
  round: number;
  amount_cents: number | string;
  promised_on: IsoDate;
  until_on: IsoDate;
  state: PromiseState;
  after_entry_id: number | string;
  paid_cents: number | string | null;
  note: string | null;
  made_by: string;
  made_at: string;
  ended_at: string | null;
}

export const toPromise = (row: PromiseRow): StoredPromise => ({
  id: row.id,
  shopId: row.shop_id,
  receivableId: row.receivable_id,
  round: row.round,
  amountCents: Number(row.amount_cents),
  promisedOn: row.promised_on,
  untilOn: row.until_on,
  state: row.state,
  afterEntryId: Number(row.after_entry_id),
  paidCents: row.paid_cents === null ? null : Number(row.paid_cents),
  note: row.note,
  madeBy: row.made_by,
  madeAt: fromAt(row.made_at),
  endedAt: fromAtOrNull(row.ended_at),
});

export type NewPromise = Pick<
  StoredPromise,
  'shopId' | 'receivableId' | 'round' | 'amountCents' | 'promisedOn' | 'untilOn' | 'note'
> & { madeBy: string };

/** Adds a promise. Throws `Conflict` while another one of the receivable runs. */
export async function addPromise(trx: Trx, promise: NewPromise, at: Instant): Promise<number> {
  const id = await insertOnce(trx, 'promises', {
    shop_id: promise.shopId,
    receivable_id: promise.receivableId,
    round: promise.round,
    amount_cents: promise.amountCents,
    promised_on: promise.promisedOn,
    until_on: promise.untilOn,
    state: 'running',
    running_key: promise.receivableId,
    after_entry_id: await newestEntryId(trx, promise.receivableId),
    note: promise.note,
    made_by: promise.madeBy,
    made_at: toAt(at),
  });
  if (id !== null) return id;
  throw conflict('refused_has_promise', { receivableId: promise.receivableId });
}

/** How many promises of this round were made and not taken back. */
export async function countPromises(
  db: Db,
  { id, round }: { id: number; round: number },
): Promise<number> {
  const [row]: { n: number }[] = await db('promises')
    .where({ receivable_id: id, round })
    .whereNot({ state: 'withdrawn' })
    .count({ n: '*' });
  return Number(row?.n ?? 0);
}

export async function lockPromise(
  trx: Trx,
  shopId: number,
  promiseId: number,
): Promise<StoredPromise> {
  const row: PromiseRow | undefined = await trx('promises')
    .where({ shop_id: shopId, id: promiseId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`promise ${promiseId} does not exist`);
  return toPromise(row);
}

export async function endPromise(
  trx: Trx,
  promise: { shopId: number; id: number },
  end: { state: PromiseState; paidCents: Cents | null },
  at: Instant,
): Promise<void> {
  await trx('promises')
    .where({ shop_id: promise.shopId, id: promise.id })
    .update({
      state: end.state,
      running_key: null,
      paid_cents: end.paidCents,
      ended_at: toAt(at),
    });
}

/** Running promises whose last day has passed, or whose receivable has ended: a bounded number. */
export async function listPromisesToJudge(
  db: Db,
  shopId: number,
  page: { on: IsoDate; afterId: number; limit: number },
): Promise<{ id: number; receivableId: number }[]> {
  const rows: { id: number; receivable_id: number }[] = await db('promises as p')
    .join('receivables as r', 'r.id', 'p.receivable_id')
    .where({ 'p.shop_id': shopId, 'p.state': 'running' })
    .where('p.id', '>', page.afterId)
    .where((due) => {
      void due.where('p.until_on', '<', page.on).orWhereIn('r.state', [...ENDED]);
    })
    .orderBy('p.id')
    .limit(page.limit)
    .select('p.id', 'p.receivable_id');
  return rows.map((row) => ({ id: row.id, receivableId: row.receivable_id }));
}

const ENDED = ['paid', 'cancelled', 'written_off'] as const;

/** The newest ledger entry of a receivable; 0 before the first. */
export async function newestEntryId(db: Db, receivableId: number): Promise<number> {
  const row: { id: number } | undefined = await db('ledger_entries')
    .where({ receivable_id: receivableId })
    .orderBy('id', 'desc')
    .first('id');
  return row?.id ?? 0;
}

/** Money of the debtor behind an entry of the ledger, what went back to him deducted. */
export async function readPaidSince(
  db: Db,
  receivableId: number,
  { afterEntryId, untilOn }: { afterEntryId: number; untilOn: IsoDate | null },
): Promise<Cents> {
  const [row]: { sum: number | string | null }[] = await db('ledger_entries')
    .where({ receivable_id: receivableId, account: 'receivable' })
    .whereIn('kind', ['payment', 'shop_difference', 'agency_payment'])
    .where('id', '>', afterEntryId)
    .modify((query) => {
      if (untilOn !== null) void query.where('booked_on', '<=', untilOn);
    })
    .sum({ sum: 'amount_cents' });
  return 0 - Number(row?.sum ?? 0);
}
