import type { ShopEvent } from '../domain/shop-events.ts';
import type { ReadOrder } from '../ports.ts';
import { sha256, type Trx } from '../storage/database.ts';
import { wakeWaiting } from '../storage/inbox.ts';
import {
  lockOrder,
  lockOrderOfTerms,
  saveOrder,
  savePicture,
  type StoredOrder,
} from '../storage/orders.ts';
import { lockReceivableOfOrder } from '../storage/receivables.ts';
import { cancelReceivable } from './cancel.ts';
import { moveDueDate, shopTerms } from './due-date.ts';
import { shopDay } from './house.ts';
import { recordPlatformDispute } from './platform-dispute.ts';
import { keepPrivacyRequest } from './privacy.ts';
import { recordRefund, recordTransaction } from './record-money.ts';
import { type Applied, type Arriving, moveSnapshot, recordOrder } from './record-order.ts';
import { uninstallShop } from './uninstall.ts';

/**
 * Applies an order as the shop shows it now. Unlike a message, it says all there is: terms that are
 * not in it are gone.
 */
export async function applyPicture(
  trx: Trx,
  read: ReadOrder,
  arriving: Arriving,
): Promise<Applied> {
  const { shop } = arriving;
  const before = await lockOrder(trx, shop.id, read.orderId);
  const pictureHash = sha256(JSON.stringify(read.events));
  if (before?.pictureHash === pictureHash) {
    return { state: 'ignored', note: 'nothing changed since this order was read last' };
  }
  const applied = await applyAll(trx, read, { before, arriving });
  await savePicture(trx, shop.id, { externalId: read.orderId, pictureHash });
  return applied;
}

async function applyAll(
  trx: Trx,
  read: ReadOrder,
  { before, arriving }: { before: StoredOrder | null; arriving: Arriving },
): Promise<Applied> {
  let applied: Applied = { state: 'ignored', note: 'the order tells nothing we keep' };
  for (const event of read.events) {
    const one = await applyEvent(trx, event, arriving);
    if (applied.state !== 'applied') applied = one;
  }
  const [picture] = read.events;
  if (before === null || before.termsId === null || picture?.kind !== 'order') return applied;
  const { terms, updatedAt } = picture.order;
  if (terms === null && updatedAt >= before.snapshotAt) {
    return changeTerms(trx, before.termsId, null, arriving);
  }
  return applied;
}

/** Applies one thing a shop told, in the transaction of its delivery or reading. */
export async function applyEvent(trx: Trx, event: ShopEvent, arriving: Arriving): Promise<Applied> {
  switch (event.kind) {
    case 'order':
      return recordOrder(trx, event.order, arriving);
    case 'order_touched':
      return { state: 'ignored', note: 'the order follows with its new picture' };
    case 'order_deleted':
      return deleteOrder(trx, event.orderId, arriving);
    case 'transaction':
      return recordTransaction(trx, event.transaction, arriving);
    case 'refund':
      return recordRefund(trx, event.refund, arriving);
    case 'fulfillment':
      return fulfil(trx, event, arriving);
    case 'terms':
      return changeTerms(trx, event.termsId, event.terms, arriving);
    case 'terms_deleted':
      return changeTerms(trx, event.termsId, null, arriving);
    case 'schedule_due':
      return changeTerms(trx, event.termsId, scheduleAsTerms(event), arriving);
    case 'dispute':
      return dispute(trx, event.dispute, arriving);
    case 'uninstalled':
      return isOfSender(event, arriving) ? uninstallShop(trx, arriving) : OTHERS;
    case 'privacy':
      return isOfSender(event.request, arriving)
        ? keepPrivacyRequest(trx, event.request, arriving)
        : OTHERS;
  }
}

/** The signature covers the body, not the header that names the shop: the body has the say. */
const isOfSender = (said: { shopDomain: string | null }, { shop }: Arriving): boolean =>
  said.shopDomain === shop.domain;

const OTHERS: Applied = { state: 'ignored', note: 'the signed body names another shop' };

/** No picture of a deleted order counts any more, also not one that was late. */
async function deleteOrder(trx: Trx, orderId: string, arriving: Arriving): Promise<Applied> {
  const { shop, at } = arriving;
  const order = await lockOrder(trx, shop.id, orderId);
  if (order === null) {
    const unknown = { externalId: orderId, termsId: null, snapshotAt: at, picturedAt: at };
    const verdictReason = 'deleted before we knew it';
    await saveOrder(trx, shop.id, { ...unknown, verdict: 'ignored', verdictReason });
    await wakeWaiting(trx, shop, [`order:${orderId}`], at);
    return { state: 'ignored', note: verdictReason };
  }
  await moveSnapshot(trx, shop.id, order, at);
  const receivable = await lockReceivableOfOrder(trx, shop.id, orderId);
  if (receivable === null) return { state: 'ignored', note: 'no receivable' };
  await cancelReceivable(trx, receivable, arriving);
  return { state: 'applied' };
}

async function fulfil(
  trx: Trx,
  event: Extract<ShopEvent, { kind: 'fulfillment' }>,
  arriving: Arriving,
): Promise<Applied> {
  if (!event.succeeded) return { state: 'ignored', note: 'the delivery did not succeed' };
  const { shop } = arriving;
  const order = await lockOrder(trx, shop.id, event.orderId);
  if (order === null) {
    return { state: 'waiting', waitingFor: `order:${event.orderId}`, note: 'its order is missing' };
  }
  const receivable = await lockReceivableOfOrder(trx, shop.id, event.orderId);
  if (receivable === null) return { state: 'ignored', note: 'no receivable' };
  const fulfilledOn = shopDay(shop, event.fulfilledAt);
  const first = receivable.fulfilledOn;
  if (first !== null && first <= fulfilledOn) {
    return { state: 'ignored', note: 'an earlier delivery is already known' };
  }
  await moveDueDate(trx, receivable, { fulfilledOn }, arriving);
  return { state: 'applied' };
}

type Terms = NonNullable<Parameters<typeof moveDueDate>[2]['order']>;

/** A schedule that falls due tells its day; the rest of the terms is known from the order. */
function scheduleAsTerms(
  event: Extract<ShopEvent, { kind: 'schedule_due' }>,
): NonNullable<Terms['terms']> {
  const { termsId, schedule } = event;
  return { termsId, kind: 'fixed', days: null, updatedAt: null, schedules: [schedule] };
}

/** Terms that came alone are matched by their id; deleted terms fall back to the shop's default. */
async function changeTerms(
  trx: Trx,
  termsId: string,
  terms: { kind: string; schedules: readonly unknown[] } | null,
  arriving: Arriving,
): Promise<Applied> {
  const { shop } = arriving;
  const found = await lockOrderOfTerms(trx, shop.id, termsId);
  if (found === null) {
    return { state: 'waiting', waitingFor: `terms:${termsId}`, note: 'no order names these terms' };
  }
  const order = await lockOrder(trx, shop.id, found.externalId);
  const receivable = await lockReceivableOfOrder(trx, shop.id, found.externalId);
  if (order === null || receivable === null) return { state: 'ignored', note: 'no receivable' };
  const { fulfilledOn, contractOn } = receivable;
  if (terms !== null) {
    const named = { terms: { ...terms, termsId } } as Terms;
    await moveDueDate(trx, receivable, { order: named, fulfilledOn }, arriving);
    return { state: 'applied' };
  }
  const fallback = shopTerms(shop, contractOn);
  await moveDueDate(trx, receivable, { terms: fallback, fulfilledOn }, arriving);
  await saveOrder(trx, shop.id, { ...order, termsId: null });
  return { state: 'applied' };
}

/** A chargeback or inquiry stops the reminders until it is won or a person decides. */
async function dispute(
  trx: Trx,
  shopDispute: Extract<ShopEvent, { kind: 'dispute' }>['dispute'],
  arriving: Arriving,
): Promise<Applied> {
  const { shop } = arriving;
  const { orderId } = shopDispute;
  if (orderId === null) return { state: 'ignored', note: 'the dispute names no order' };
  const order = await lockOrder(trx, shop.id, orderId);
  if (order === null) {
    return { state: 'waiting', waitingFor: `order:${orderId}`, note: 'its order is missing' };
  }
  const receivable = await lockReceivableOfOrder(trx, shop.id, orderId);
  if (receivable === null) return { state: 'ignored', note: 'no receivable' };
  return recordPlatformDispute(trx, receivable, shopDispute, arriving);
}
