import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { OrdersMark } from '../domain/shop.ts';
import { type Db, fromAt, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';

/** `wanted` waits for the job, `running` is with the shop, `reading` reads what it made. */
export type ImportState = 'wanted' | 'running' | 'reading' | 'done' | 'failed';

/** How far a shop was read and written. */
export interface ShopProgress {
  shopId: number;
  importState: ImportState;
  importRef: string | null;
  importOrders: number;
  importRead: number;
  importNote: string | null;
  importStartedAt: Instant | null;
  importEndedAt: Instant | null;
  cursor: OrdersMark;
  reconciledAt: Instant | null;
  reconcileNote: string | null;
  shownSequence: number;
  shownOn: IsoDate | null;
  /** The receivable whose order was looked for last, and the day on which all had been. */
  existingAfter: number;
  existingOn: IsoDate | null;
}

interface ProgressRow {
  shop_id: number;
  import_state: ImportState;
  import_ref: string | null;
  import_orders: number;
  import_read: number;
  import_note: string | null;
  import_started_at: string | null;
  import_ended_at: string | null;
  updated_since: string;
  cursor_after: string | null;
  cursor_read: number;
  reconciled_at: string | null;
  reconcile_note: string | null;
  shown_sequence: number;
  shown_on: IsoDate | null;
  existing_after: number;
  existing_on: IsoDate | null;
}

const toProgress = (row: ProgressRow): ShopProgress => ({
  shopId: row.shop_id,
  importState: row.import_state,
  importRef: row.import_ref,
  importOrders: row.import_orders,
  importRead: row.import_read,
  importNote: row.import_note,
  importStartedAt: fromAtOrNull(row.import_started_at),
  importEndedAt: fromAtOrNull(row.import_ended_at),
  cursor: {
    updatedSince: fromAt(row.updated_since),
    after: row.cursor_after,
    read: row.cursor_read,
  },
  reconciledAt: fromAtOrNull(row.reconciled_at),
  reconcileNote: row.reconcile_note,
  shownSequence: Number(row.shown_sequence),
  shownOn: row.shown_on,
  existingAfter: Number(row.existing_after),
  existingOn: row.existing_on,
});

export async function findProgress(db: Db, shopId: number): Promise<ShopProgress | null> {
  const row: ProgressRow | undefined = await db('shop_progress').where({ shop_id: shopId }).first();
  return row === undefined ? null : toProgress(row);
}

/** Asks for the first import of all open orders, again when there was one. */
export async function wantImport(trx: Trx, shopId: number, at: Instant): Promise<void> {
  const wanted = {
    import_state: 'wanted',
    import_ref: null,
    import_orders: 0,
    import_read: 0,
    import_note: null,
    import_started_at: null,
    import_ended_at: null,
  };
  const key = { shop_id: shopId };
  const changed = await trx('shop_progress').where(key).update(wanted);
  if (changed > 0) return;
  await insertRow(trx, 'shop_progress', { ...key, ...wanted, updated_since: toAt(at) });
}

/** What of an import may change. */
export interface ImportChange {
  state?: ImportState;
  ref?: string | null;
  orders?: number;
  read?: number;
  note?: string | null;
  startedAt?: Instant;
  endedAt?: Instant;
}

export async function saveImport(db: Db, shopId: number, change: ImportChange): Promise<void> {
  const row: Record<string, unknown> = {};
  if (change.state !== undefined) row['import_state'] = change.state;
  if (change.ref !== undefined) row['import_ref'] = change.ref;
  if (change.orders !== undefined) row['import_orders'] = change.orders;
  if (change.read !== undefined) row['import_read'] = change.read;
  if (change.note !== undefined) row['import_note'] = change.note?.slice(0, 500) ?? null;
  if (change.startedAt !== undefined) row['import_started_at'] = toAt(change.startedAt);
  if (change.endedAt !== undefined) row['import_ended_at'] = toAt(change.endedAt);
  await db('shop_progress').where({ shop_id: shopId }).update(row);
}

/** Remembers how far the orders were read; `reconciledAt` when a reading reached its end. */
export async function saveCursor(
  db: Db,
  shopId: number,
  {
    cursor,
    reconciledAt,
    note,
  }: { cursor?: OrdersMark; reconciledAt?: Instant; note: string | null },
): Promise<void> {
  await db('shop_progress')
    .where({ shop_id: shopId })
    .update({
      reconcile_note: note?.slice(0, 500) ?? null,
      ...(cursor === undefined
        ? {}
        : {
            updated_since: toAt(cursor.updatedSince),
            cursor_after: cursor.after,
            cursor_read: cursor.read,
          }),
      ...(reconciledAt === undefined ? {} : { reconciled_at: toAt(reconciledAt) }),
    });
}

/** Remembers up to which event of the journal the shop shows what we know. */
export async function saveShown(
  trx: Trx,
  shopId: number,
  shown: { sequence: number; on: IsoDate },
): Promise<void> {
  const row = { shown_sequence: shown.sequence, shown_on: shown.on };
  await trx('shop_progress').where({ shop_id: shopId }).update(row);
}

/** Remembers how far the open receivables were held against the orders of the shop. */
export async function saveExisting(
  db: Db,
  shopId: number,
  { after, on }: { after: number; on: IsoDate | null },
): Promise<void> {
  const row = { existing_after: after, existing_on: on };
  await db('shop_progress').where({ shop_id: shopId }).update(row);
}
