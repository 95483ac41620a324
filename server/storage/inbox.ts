import type { Instant } from '../domain/calendar.ts';
import { type Db, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';

/**
 * `received` is due for the job; `waiting` until its order comes; `applied` and `ignored` are done;
 * `unreadable`, `unknown_shop` and `failed` are kept and shown until a person looks.
 */
export type InboxState =
  | 'received'
  | 'waiting'
  | 'applied'
  | 'ignored'
  | 'unreadable'
  | 'unknown_shop'
  | 'failed';

export interface Delivery {
  source: string;
  shopDomain: string;
  senderId: string;
  topic: string;
  body: Uint8Array;
  /** When the shop sent it, as far as it said so. */
  sentAt?: Instant | null;
}

/** Keeps a delivery once for each id of its sender. False when it is there already. */
export async function addDelivery(db: Db, delivery: Delivery, at: Instant): Promise<boolean> {
  const id = await insertOnce(db, 'inbox', {
    source: delivery.source,
    shop_domain: delivery.shopDomain,
    sender_id: delivery.senderId,
    topic: delivery.topic,
    body: Buffer.from(delivery.body),
    state: 'received',
    run_at: toAt(at),
    received_at: toAt(at),
    sent_at: delivery.sentAt ? toAt(delivery.sentAt) : null,
  });
  return id !== null;
}

export interface InboxItem extends Delivery {
  id: number;
  sentAt: Instant | null;
  attempts: number;
}

interface InboxRow {
  id: number;
  source: string;
  shop_domain: string;
  sender_id: string;
  topic: string;
  body: Uint8Array;
  attempts: number;
  sent_at: string | null;
}

const toItem = (row: InboxRow): InboxItem => ({
  id: row.id,
  source: row.source,
  shopDomain: row.shop_domain,
  senderId: row.sender_id,
  topic: row.topic,
  body: row.body,
  attempts: row.attempts,
  sentAt: fromAtOrNull(row.sent_at),
});

/** The delivery, if it is still to be applied, to look at. */
export async function findDelivery(db: Db, id: number): Promise<InboxItem | null> {
  const row: InboxRow | undefined = await db('inbox').where({ id, state: 'received' }).first();
  return row === undefined ? null : toItem(row);
}

/** The delivery, locked, if it is still to be applied; null when somebody else did it. */
export async function lockDelivery(trx: Trx, id: number): Promise<InboxItem | null> {
  const row: InboxRow | undefined = await trx('inbox')
    .where({ id, state: 'received' })
    .forUpdate()
    .first();
  return row === undefined ? null : toItem(row);
}

/** How often a delivery has been tried. */
export async function countAttempts(db: Db, id: number): Promise<number> {
  const row: { attempts: number } | undefined = await db('inbox').where({ id }).first('attempts');
  return row?.attempts ?? 0;
}

/** Says what became of a delivery that is still to be applied. */
export async function settleDelivery(
  trx: Db,
  id: number,
  outcome: { state: InboxState; note?: string | null; waitingFor?: string | null },
  at: Instant,
): Promise<void> {
  await trx('inbox')
    .where({ id, state: 'received' })
    .update({
      state: outcome.state,
      note: outcome.note?.slice(0, 500) ?? null,
      waiting_for: outcome.waitingFor ?? null,
      applied_at: outcome.state === 'applied' ? toAt(at) : null,
    });
}

/** Says what became of a delivery of our own making, by the id we gave it. */
export async function settleNewDelivery(
  db: Db,
  delivery: { source: string; domain: string; senderId: string },
  outcome: { state: InboxState; note: string | null },
): Promise<void> {
  await db('inbox')
    .where({ source: delivery.source, shop_domain: delivery.domain })
    .where({ sender_id: delivery.senderId, state: 'received' })
    .update({ state: outcome.state, note: outcome.note?.slice(0, 500) ?? null });
}

/** Puts a delivery back for a later try. */
export async function postponeDelivery(
  db: Db,
  id: number,
  again: { attempts: number; note: string; runAt: Instant },
): Promise<void> {
  await db('inbox')
    .where({ id, state: 'received' })
    .update({
      attempts: again.attempts,
      note: again.note.slice(0, 500),
      run_at: toAt(again.runAt),
    });
}

/** Wakes what waited for an order or for payment terms that are known now. */
export async function wakeWaiting(
  trx: Trx,
  shop: { source: string; domain: string },
  known: readonly string[],
  at: Instant,
): Promise<void> {
  await trx('inbox')
    .where({ source: shop.source, shop_domain: shop.domain, state: 'waiting' })
    .whereIn('waiting_for', [...known])
    .update({ state: 'received', waiting_for: null, run_at: toAt(at) });
}

/** Puts an unreadable, failed or unmatched delivery back into the queue; true when it was one. */
export async function retryDelivery(
  trx: Trx,
  shop: { source: string; domain: string },
  id: number,
  at: Instant,
): Promise<boolean> {
  const changed = await trx('inbox')
    .where({ id, source: shop.source, shop_domain: shop.domain })
    .whereIn('state', ['unreadable', 'unknown_shop', 'failed', 'waiting'])
    .update({ state: 'received', attempts: 0, run_at: toAt(at) });
  return changed === 1;
}

/** Empties messages of an erased person that could not be applied, or whose order never came. */
export async function emptyStrandedMessages(db: Db, ids: readonly number[]): Promise<void> {
  await db('inbox')
    .whereIn('id', [...ids])
    .where((stranded) => {
      void stranded.whereIn('state', ['unreadable', 'failed', 'unknown_shop']).orWhere((waits) => {
        void waits.where('state', 'waiting').whereNot('waiting_for', 'session');
      });
    })
    .update({ body: Buffer.alloc(0), state: 'ignored', note: 'its person was erased' });
}
