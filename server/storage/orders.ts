import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { TRIAL_PREFIX } from '../domain/trial.ts';
import { type Db, fromAt, insertRow, toAt, type Trx } from './database.ts';

/** What we remember of every order, also of those that are none of our business. */
export interface StoredOrder {
  id: number;
  externalId: string;
  termsId: string | null;
  /** The newest `updated_at` that was applied; an older message never overwrites it. */
  snapshotAt: Instant;
  /** The newest picture of the order itself: it holds every credit up to this moment. */
  picturedAt: Instant;
  verdict: 'receivable' | 'ignored';
  verdictReason: string;
  /** SHA-256 of the order as it was last read and applied; null once anything else changed it. */
  pictureHash?: string | null;
}

interface OrderRow {
  id: number;
  external_id: string;
  terms_id: string | null;
  snapshot_at: string;
  pictured_at: string;
  verdict: 'receivable' | 'ignored';
  verdict_reason: string;
  picture_hash: string | null;
}

const toOrder = (row: OrderRow): StoredOrder => ({
  id: row.id,
  externalId: row.external_id,
  termsId: row.terms_id,
  snapshotAt: fromAt(row.snapshot_at),
  picturedAt: fromAt(row.pictured_at),
  verdict: row.verdict,
  verdictReason: row.verdict_reason,
  pictureHash: row.picture_hash,
});

/** The order, locked until the transaction ends; null when we have never seen it. */
export async function lockOrder(
  trx: Trx,
  shopId: number,
  externalId: string,
): Promise<StoredOrder | null> {
  const row: OrderRow | undefined = await trx('orders')
    .where({ shop_id: shopId, external_id: externalId })
    .forUpdate()
    .first();
  return row === undefined ? null : toOrder(row);
}

/** The order to which these terms belong, locked; null when no order has named them yet. */
export async function lockOrderOfTerms(
  trx: Trx,
  shopId: number,
  termsId: string,
): Promise<StoredOrder | null> {
  const row: OrderRow | undefined = await trx('orders')
    .where({ shop_id: shopId, terms_id: termsId })
    .orderBy('id')
    .forUpdate()
    .first();
  return row === undefined ? null : toOrder(row);
}

/** Remembers that the order was applied exactly as it was read. */
export async function savePicture(
  trx: Trx,
  shopId: number,
  { externalId, pictureHash }: { externalId: string; pictureHash: string },
): Promise<void> {
  await trx('orders')
    .where({ shop_id: shopId, external_id: externalId })
    .update({ picture_hash: pictureHash });
}

/** The order that these terms belonged to when we last heard of them. */
export async function findOrderIdOfTerms(
  db: Db,
  shopId: number,
  termsId: string,
): Promise<string | null> {
  const row: { external_id: string } | undefined = await db('orders')
    .where({ shop_id: shopId, terms_id: termsId })
    .orderBy('id')
    .first('external_id');
  return row?.external_id ?? null;
}

/** Have we heard of this order from this shop? */
export async function isKnownOrder(db: Db, shopId: number, externalId: string): Promise<boolean> {
  const row: unknown = await db('orders')
    .where({ shop_id: shopId, external_id: externalId })
    .first('id');
  return row !== undefined;
}

export async function saveOrder(
  trx: Trx,
  shopId: number,
  order: Omit<StoredOrder, 'id'>,
): Promise<void> {
  const values = {
    terms_id: order.termsId,
    snapshot_at: toAt(order.snapshotAt),
    pictured_at: toAt(order.picturedAt),
    verdict: order.verdict,
    verdict_reason: order.verdictReason,
    picture_hash: null,
  };
  const key = { shop_id: shopId, external_id: order.externalId };
  const changed = await trx('orders').where(key).update(values);
  if (changed === 0) await insertRow(trx, 'orders', { ...key, ...values });
}

/** The orders behind receivables that are not settled yet, a page of them. */
export async function listOpenOrders(
  db: Db,
  shopId: number,
  { after, since, limit }: { after: number; since: IsoDate | null; limit: number },
): Promise<{ receivableId: number; orderId: string }[]> {
  const rows: { id: number; external_id: string }[] = await db('receivables as r')
    .join('orders as o', (on) => {
      void on.on('o.shop_id', 'r.shop_id').andOn('o.external_id', 'r.external_id');
    })
    .where('r.shop_id', shopId)
    .whereIn('r.state', UNSETTLED)
    .whereNot('r.external_id', 'like', MADE_UP)
    .where('r.id', '>', after)
    .where((known) => {
      if (since !== null) void known.where('r.contract_on', '>=', since);
    })
    .orderBy('r.id')
    .limit(limit)
    .select('r.id', 'r.external_id');
  return rows.map((row) => ({ receivableId: Number(row.id), orderId: row.external_id }));
}

/** Orders that no shop has. */
export const MADE_UP = `${TRIAL_PREFIX}%`;

const UNSETTLED: readonly ReceivableState[] = ['open', 'overdue', 'in_dunning', 'handed_over'];
