import { addSeconds } from '../domain/calendar.ts';
import { InvalidInput, MahnlaufError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopEvent } from '../domain/shop-events.ts';
import type { ReadOrder } from '../ports.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  countAttempts,
  findDelivery,
  type InboxItem,
  type InboxState,
  lockDelivery,
  postponeDelivery,
  settleDelivery,
  wakeWaiting,
} from '../storage/inbox.ts';
import {
  findOrderIdOfTerms,
  isKnownOrder,
  lockOrder,
  lockOrderOfTerms,
} from '../storage/orders.ts';
import { findSession } from '../storage/shop-sessions.ts';
import { findShopByDomain } from '../storage/shops.ts';
import { applyEvent, applyPicture } from './apply-event.ts';
import type { Acting, House } from './house.ts';
import type { Arriving } from './record-order.ts';

const MOST_ATTEMPTS = 12;

/** What a delivery tells, and whether its shop can be asked. */
export interface LookedAt {
  shop: Shop;
  events: readonly ShopEvent[];
  /** `never`: no token was ever given; `ended`: the shop removed the app. */
  session: 'living' | 'ended' | 'never';
  /** Does the shop show us every order, also the old ones? */
  seesAll: boolean;
}

/**
 * What the shop itself says about a delivery, read with its own token before anything is written.
 * `orders` are pictures of now; an order in `gone` is none that this shop shows us.
 */
export type Proof =
  | {
      /** What the message itself told. */
      events: readonly ShopEvent[];
      orders: readonly ReadOrder[];
      gone: readonly string[];
      seesAll: boolean;
    }
  /** It cannot be asked and must be: the delivery waits for the merchant to open the app. */
  | 'wait_for_session'
  /** Nothing to ask, or nobody who can be asked: the signed body counts. */
  | 'as_told';

/** Reads a delivery without locking it; null when there is nothing to ask the shop about. */
export async function lookAtDelivery(house: House, deliveryId: number): Promise<LookedAt | null> {
  const item = await findDelivery(house.db, deliveryId);
  const source = item === null ? undefined : house.sources.get(item.source);
  if (item === null || source === undefined) return null;
  const shop = await findShopByDomain(house.db, item.source, item.shopDomain);
  if (shop === null) return null;
  const session = await findSession(house.db, shop.id);
  const state = session === null ? 'never' : session.endedAt === null ? 'living' : 'ended';
  const seesAll = session?.scopes.includes('read_all_orders') ?? false;
  try {
    const events = source.toEvents(item.topic, item.body);
    return { shop, events, session: state, seesAll };
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

/** The order to which terms belong by what we know; the shop may have forgotten deleted ones. */
export const orderOfTerms = (house: House, shopId: number, termsId: string) =>
  findOrderIdOfTerms(house.db, shopId, termsId);

/**
 * Applies one delivery of a shop in one transaction and says what became of it; null when somebody
 * else did. What cannot be read is marked and kept; what fails by accident is tried again later.
 */
export async function applyDelivery(
  house: House,
  deliveryId: number,
  acting: Acting,
  proof: Proof = 'as_told',
): Promise<InboxState | null> {
  try {
    const outcome = await inTransaction(house.db, async (trx) => {
      const item = await lockDelivery(trx, deliveryId);
      if (item === null) return null;
      const applied = await applyItem(house, trx, item, { ...acting, proof });
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
  { proof, ...acting }: Acting & { proof: Proof },
): Promise<Outcome> {
  const shop = await findShopByDomain(trx, item.source, item.shopDomain);
  if (shop === null)
    return { state: 'unknown_shop', note: 'no shop with this domain is installed' };
  if (proof === 'wait_for_session') {
    const note = 'the shop must be asked first; the merchant has to open the app once';
    return { state: 'waiting', waitingFor: 'session', note };
  }
  const { id: deliveryId, sentAt } = item;
  const arrival = String(deliveryId);
  const arriving: Arriving = { ...acting, house, shop, deliveryId, sentAt, arrival };
  if (proof !== 'as_told') return applyProven(trx, proof, arriving);
  const source = house.sources.get(item.source);
  if (source === undefined) return { state: 'unreadable', note: `no source ${item.source}` };
  let events: readonly ShopEvent[];
  try {
    events = source.toEvents(item.topic, item.body);
  } catch (error) {
    if (error instanceof InvalidInput) return { state: 'unreadable', note: error.message };
    throw error;
  }
  let outcome: Outcome = { state: 'ignored', note: 'the message tells nothing we keep' };
  for (const event of events) outcome = await applyEvent(trx, event, arriving);
  return outcome;
}

/** Applies what the shop showed when it was asked; the message itself was only the reason to ask. */
async function applyProven(
  trx: Trx,
  proof: Exclude<Proof, string>,
  arriving: Arriving,
): Promise<Outcome> {
  let outcome: Outcome = { state: 'ignored', note: 'this shop shows no such order' };
  for (const read of proof.orders) {
    if (read.problem !== null) return { state: 'unreadable', note: read.problem };
    outcome = await applyPicture(trx, read, arriving);
  }
  for (const orderId of proof.gone) {
    if (!(await isKnownOrder(trx, arriving.shop.id, orderId))) continue;
    for (const event of proof.events) {
      const deleted = event.kind === 'order_deleted';
      // A known order that we may not see any more (60 days): its own message is all there is.
      if (deleted || !proof.seesAll) outcome = await applyEvent(trx, event, arriving);
    }
  }
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
  if (kind === 'session') return;
  await inTransaction(house.db, async (trx) => {
    const shop = await findShopByDomain(trx, item.source, item.shopDomain);
    if (shop === null) return;
    const find = kind === 'terms' ? lockOrderOfTerms : lockOrder;
    if ((await find(trx, shop.id, id)) !== null) await wakeWaiting(trx, shop, [waitingFor], at);
  });
}

/** The shop could not be asked about a delivery: it comes again later. Always throws. */
export async function putOffDelivery(
  house: House,
  deliveryId: number,
  error: unknown,
  acting: Acting,
): Promise<never> {
  await postpone(house, deliveryId, error, acting);
  throw error;
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
