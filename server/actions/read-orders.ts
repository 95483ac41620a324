import { MahnlaufError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ReadOrder } from '../ports.ts';
import { inTransaction, sha256, type Trx } from '../storage/database.ts';
import { addDelivery, settleNewDelivery } from '../storage/inbox.ts';
import { applyPicture } from './apply-event.ts';
import type { Acting, House } from './house.ts';
import type { Arriving } from './record-order.ts';

/** Orders that were read from a shop: one reading has a name that no other has. */
export interface Reading extends Acting {
  reading: string;
}

/**
 * Applies orders that were read, all of them in one transaction. If that fails, each gets its own,
 * and one that cannot be applied is put into the inbox, where a person finds it with its reason.
 * Gives the faults that nobody expected, for the log.
 */
export async function applyOrders(
  house: House,
  shop: Shop,
  orders: readonly ReadOrder[],
  reading: Reading,
): Promise<readonly unknown[]> {
  const readable = orders.filter(({ problem }) => problem === null);
  const faults: unknown[] = [];
  try {
    await inTransaction(house.db, async (trx) => {
      for (const order of readable) await applyOne(trx, house, shop, { order, ...reading });
    });
  } catch {
    for (const order of readable) {
      try {
        await inTransaction(house.db, (trx) => applyOne(trx, house, shop, { order, ...reading }));
      } catch (error) {
        const known = error instanceof MahnlaufError;
        if (!known) faults.push(error);
        const problem = known ? error.message : 'an unexpected fault; see the log';
        await showUnreadable(house, shop, { ...order, problem }, reading);
      }
    }
  }
  for (const order of orders) {
    if (order.problem !== null) await showUnreadable(house, shop, order, reading);
  }
  return faults;
}

async function applyOne(
  trx: Trx,
  house: House,
  shop: Shop,
  { order, reading, ...acting }: Reading & { order: ReadOrder },
): Promise<void> {
  const arriving: Arriving = {
    ...acting,
    house,
    shop,
    deliveryId: null,
    sentAt: null,
    arrival: reading,
  };
  await applyPicture(trx, order, arriving);
}

/** Kept once for the same problem, as a message that asks to read the order again. */
async function showUnreadable(
  house: House,
  shop: Shop,
  { orderId, problem }: ReadOrder,
  { at }: Acting,
): Promise<void> {
  const message = house.sources.get(shop.source)?.touched(orderId);
  if (message === undefined) return;
  const senderId = `read:${orderId}:${sha256(problem ?? '').slice(0, 16)}`;
  const delivery = { ...message, source: shop.source, shopDomain: shop.domain, senderId };
  const isNew = await addDelivery(house.db, { ...delivery, sentAt: null }, at);
  if (!isNew) return;
  const outcome = { state: 'unreadable' as const, note: problem };
  await settleNewDelivery(house.db, { ...shop, senderId }, outcome);
}
