import { addDays, addSeconds } from '../domain/calendar.ts';
import { InvalidInput, MahnlaufError } from '../domain/errors.ts';
import type { ShopEvent } from '../domain/shop-events.ts';
import { inTransaction, insertOnce, toAt, type Trx } from '../storage/database.ts';
import {
  countAttempts,
  type InboxItem,
  type InboxState,
  lockDelivery,
  postponeDelivery,
  settleDelivery,
  wakeWaiting,
} from '../storage/inbox.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockOrderOfTerms, lockOrder, saveOrder } from '../storage/orders.ts';
import {
  addBlock,
  hadBlock,
  listBlocks,
  lockReceivableOfOrder,
  releaseBlock,
} from '../storage/receivables.ts';
import { findShopByDomain, updateShop } from '../storage/shops.ts';
import { moveDueDate, shopTerms } from './due-date.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { recordRefund, recordTransaction } from './record-money.ts';
import { type Applied, type Arriving, moveSnapshot, recordOrder } from './record-order.ts';
import { cancelReceivable } from './cancel.ts';

const MOST_ATTEMPTS = 12;

/**
 * Applies one delivery of a shop in one transaction and says what became of it; null when somebody
 * else did. What cannot be read is marked and kept; what fails by accident is tried again later.
 */
export async function applyDelivery(
  house: House,
  deliveryId: number,
  acting: Acting,
): Promise<InboxState | null> {
  try {
    const outcome = await inTransaction(house.db, async (trx) => {
      const item = await lockDelivery(trx, deliveryId);
      if (item === null) return null;
      const applied = await applyItem(house, trx, item, acting);
      await settleDelivery(trx, item.id, applied, acting.at);
      return { ...applied, item };
    });
    if (outcome === null) return null;
    const { item, waitingFor } = outcome;
    if (waitingFor !== undefined) await lookAgain(house, item, waitingFor, acting);
    return outcome.state;
  } catch (error) {
    return postpone(house, deliveryId, error, acting);
  }
}

type Outcome = { state: InboxState; note?: string; waitingFor?: string };

async function applyItem(
  house: House,
  trx: Trx,
  item: InboxItem,
  acting: Acting,
): Promise<Outcome> {
  const shop = await findShopByDomain(trx, item.source, item.shopDomain);
  if (shop === null)
    return { state: 'unknown_shop', note: 'no shop with this domain is installed' };
  const source = house.sources.get(item.source);
  if (source === undefined) return { state: 'unreadable', note: `no source ${item.source}` };
  let events: readonly ShopEvent[];
  try {
    events = source.toEvents(item.topic, item.body);
  } catch (error) {
    if (error instanceof InvalidInput) return { state: 'unreadable', note: error.message };
    throw error;
  }
  const arriving: Arriving = { ...acting, house, shop, deliveryId: item.id };
  let outcome: Outcome = { state: 'ignored', note: 'the message tells nothing we keep' };
  for (const event of events) outcome = await applyEvent(trx, event, arriving);
  return outcome;
}

/**
 * Another worker may have recorded the order while this message was put to wait, too early for it
 * to wake what was not waiting yet. The lock makes us wait for that worker.
 */
async function lookAgain(
  house: House,
  item: InboxItem,
  waitingFor: string,
  { at }: Acting,
): Promise<void> {
  const [kind = '', id = ''] = waitingFor.split(':');
  await inTransaction(house.db, async (trx) => {
    const shop = await findShopByDomain(trx, item.source, item.shopDomain);
    if (shop === null) return;
    const find = kind === 'terms' ? lockOrderOfTerms : lockOrder;
    if ((await find(trx, shop.id, id)) !== null) await wakeWaiting(trx, shop, [waitingFor], at);
  });
}

async function postpone(
  house: House,
  deliveryId: number,
  error: unknown,
  { at }: Acting,
): Promise<InboxState> {
  const attempts = (await countAttempts(house.db, deliveryId)) + 1;
  const note = error instanceof MahnlaufError ? error.message : 'an unexpected fault; see the log';
  if (attempts >= MOST_ATTEMPTS || (error instanceof MahnlaufError && error.retry === 'never')) {
    await settleDelivery(house.db, deliveryId, { state: 'failed', note }, at);
    if (!(error instanceof MahnlaufError)) throw error;
    return 'failed';
  }
  const runAt = addSeconds(at, Math.min(6 * 3600, 30 * 2 ** attempts));
  await postponeDelivery(house.db, deliveryId, { attempts, note, runAt });
  throw error;
}

async function applyEvent(trx: Trx, event: ShopEvent, arriving: Arriving): Promise<Applied> {
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
      return isOfSender(event, arriving) ? uninstall(trx, arriving) : OTHERS;
    case 'privacy':
      return isOfSender(event.request, arriving)
        ? keepPrivacyRequest(trx, event.request, arriving)
        : OTHERS;
  }
}

/** The signature covers the body, not the header that names the shop: the body has the say. */
const isOfSender = (said: { shopDomain?: string | null }, { shop }: Arriving): boolean =>
  (said.shopDomain ?? shop.domain) === shop.domain;

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
  const { shop, at, actor } = arriving;
  const { orderId, disputeId, status } = shopDispute;
  if (orderId === null) return { state: 'ignored', note: 'the dispute names no order' };
  const order = await lockOrder(trx, shop.id, orderId);
  if (order === null) {
    return { state: 'waiting', waitingFor: `order:${orderId}`, note: 'its order is missing' };
  }
  const receivable = await lockReceivableOfOrder(trx, shop.id, orderId);
  if (receivable === null) return { state: 'ignored', note: 'no receivable' };
  const blocks = (await listBlocks(trx, [receivable.id])).get(receivable.id) ?? [];
  const note = `dispute ${disputeId}`;
  const placed = blocks.find(
    (block) => block.reason === 'dispute_at_payment' && block.note === note,
  );
  const event = { receivableId: receivable.id, actor, data: { reason: 'dispute_at_payment' } };
  if (status === 'won') {
    if (placed === undefined) return rememberWon(trx, receivable, note, arriving);
    await releaseBlock(trx, shop.id, placed.id, at);
    await appendEvents(trx, shop.id, [{ ...event, type: 'dunning_block.released' }], at);
    return { state: 'applied' };
  }
  if (await hadBlock(trx, receivable.id, { reason: 'dispute_at_payment', note })) {
    return { state: 'ignored', note: 'this dispute was placed before; what followed stands' };
  }
  const block = { reason: 'dispute_at_payment', note, untilOn: null, placedBy: actor };
  await addBlock(trx, receivable, block, at);
  await appendEvents(trx, shop.id, [{ ...event, type: 'dunning_block.placed' }], at);
  return { state: 'applied' };
}

/** A dispute that ended before we heard of it: its earlier messages, when they come, stop nothing. */
async function rememberWon(
  trx: Trx,
  receivable: { shopId: number; id: number },
  note: string,
  { actor, at }: Arriving,
): Promise<Applied> {
  const reason = 'dispute_at_payment';
  if (!(await hadBlock(trx, receivable.id, { reason, note }))) {
    const block = { reason, note, untilOn: null, placedBy: actor };
    await releaseBlock(trx, receivable.shopId, await addBlock(trx, receivable, block, at), at);
  }
  return { state: 'ignored', note: 'no block to release' };
}

async function uninstall(trx: Trx, { shop, actor, at }: Arriving): Promise<Applied> {
  await updateShop(trx, shop.id, { state: 'uninstalled' });
  await appendEvents(trx, shop.id, [{ type: 'shop.uninstalled', actor }], at);
  return { state: 'applied' };
}

/** Days in which the shop platform wants a privacy request to be finished. */
const PRIVACY_DAYS = 30;

async function keepPrivacyRequest(
  trx: Trx,
  request: Extract<ShopEvent, { kind: 'privacy' }>['request'],
  { shop, actor, at, deliveryId }: Arriving,
): Promise<Applied> {
  const id = await insertOnce(trx, 'privacy_requests', {
    shop_id: shop.id,
    inbox_id: deliveryId,
    kind: request.kind,
    debtor_number: request.debtorNumber,
    order_ids: JSON.stringify(request.orderIds),
    answer_by_on: addDays(shopDay(shop, at), PRIVACY_DAYS),
    state: 'open',
    received_at: toAt(at),
  });
  if (id === null) return { state: 'ignored', note: 'this request is already kept' };
  const data = { kind: request.kind, requestId: id };
  const event = { type: 'privacy_request.received' as const, actor, data };
  await appendEvents(trx, shop.id, [event], at);
  return { state: 'applied' };
}
