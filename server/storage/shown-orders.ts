import type { Instant, IsoDate } from '../domain/calendar.ts';
import { type Db, insertOnce, toAt, type Trx } from './database.ts';

/** Receivables that events after this one are about, and the last event looked at. */
export async function listChangedSince(
  trx: Trx,
  shopId: number,
  { sequence, limit }: { sequence: number; limit: number },
): Promise<{ receivableIds: number[]; sequence: number; events: number }> {
  const rows: { sequence: number; receivable_id: number | null }[] = await trx('journal_events')
    .where({ shop_id: shopId })
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .select('sequence', 'receivable_id');
  const ids = rows.map((row) => row.receivable_id).filter((id) => id !== null);
  const last = rows.at(-1)?.sequence ?? sequence;
  return { receivableIds: [...new Set(ids)], sequence: Number(last), events: rows.length };
}

/** Receivables with a block that ended by itself: no event tells of it. */
export async function listEndedBlocks(
  trx: Trx,
  shopId: number,
  { fromOn, beforeOn }: { fromOn: IsoDate; beforeOn: IsoDate },
): Promise<number[]> {
  const rows: { receivable_id: number }[] = await trx('dunning_blocks')
    .where({ shop_id: shopId })
    .whereNull('released_at')
    .where('until_on', '>=', fromOn)
    .where('until_on', '<', beforeOn)
    .select('receivable_id');
  return rows.map((row) => row.receivable_id);
}

/** Asks that the shop shows the state of a receivable anew. */
export async function wantShown(
  trx: Trx,
  target: { shopId: number; receivableId: number },
  at: Instant,
): Promise<void> {
  const key = { shop_id: target.shopId, receivable_id: target.receivableId };
  const anew = { run_at: toAt(at), attempts: 0 };
  const again = { ...anew, wanted: trx.raw('wanted + 1') };
  if ((await trx('shown_orders').where(key).update(again)) > 0) return;
  await insertOnce(trx, 'shown_orders', { ...key, ...anew, wanted: 1 });
}

/** What the shop was last made to show of a receivable. */
export interface ShownOrder {
  receivableId: number;
  wanted: number;
  shown: string | null;
  markedPaid: boolean;
  attempts: number;
}

/** Receivables whose state the shop does not show yet and whose time has come. */
export async function listToShow(
  db: Db,
  shopId: number,
  at: Instant,
  limit: number,
): Promise<ShownOrder[]> {
  const rows: {
    receivable_id: number;
    wanted: number;
    shown: string | null;
    marked_paid: number | boolean;
    attempts: number;
  }[] = await db('shown_orders')
    .where({ shop_id: shopId })
    .whereRaw('wanted > written')
    .where('run_at', '<=', toAt(at))
    .orderBy([{ column: 'run_at' }, { column: 'id' }])
    .limit(limit);
  return rows.map((row) => ({
    receivableId: row.receivable_id,
    wanted: Number(row.wanted),
    shown: row.shown,
    markedPaid: Boolean(row.marked_paid),
    attempts: row.attempts,
  }));
}

/** The shop shows it. What was asked for meanwhile stays asked for. */
export async function saveShownOrder(
  trx: Trx,
  target: { shopId: number; receivableId: number },
  { wanted, shown, markedPaid }: Pick<ShownOrder, 'wanted' | 'shown' | 'markedPaid'>,
): Promise<void> {
  await trx('shown_orders')
    .where({ shop_id: target.shopId, receivable_id: target.receivableId })
    .update({ written: wanted, shown, marked_paid: markedPaid, attempts: 0, note: null });
}

export async function postponeShown(
  db: Db,
  target: { shopId: number; receivableId: number },
  again: { attempts: number; note: string; runAt: Instant },
): Promise<void> {
  await db('shown_orders')
    .where({ shop_id: target.shopId, receivable_id: target.receivableId })
    .update({
      attempts: again.attempts,
      note: again.note.slice(0, 500),
      run_at: toAt(again.runAt),
    });
}
