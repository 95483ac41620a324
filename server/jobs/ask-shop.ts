import { lookAtDelivery, orderOfTerms, type Proof } from '../actions/apply-delivery.ts';
import type { House } from '../actions/house.ts';
import { InvalidInput, PartnerRejected, PartnerUnavailable } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopEvent } from '../domain/shop-events.ts';
import type { ReadOrder, ShopConnector } from '../ports.ts';

/** What was read from shops since a moment; a message kept before that moment needs no other. */
export interface AlreadyRead {
  orders: Map<string, ReadOrder | null>;
  /** Shops that were not reached: they are not asked again for every message that waits. */
  unreached: Map<number, PartnerUnavailable>;
}

export const nothingRead = (): AlreadyRead => ({ orders: new Map(), unreached: new Map() });

/**
 * Asks the shop about a delivery, with its own token and outside any transaction. A signature covers
 * the body and not the header that names the shop, so whoever moves money reads the order again: a
 * message of another shop names an order that this one does not have.
 */
export async function askShop(
  house: House,
  deliveryId: number,
  { verify, read }: { verify: 'connected' | 'always'; read: AlreadyRead },
): Promise<Proof> {
  const seen = await lookAtDelivery(house, deliveryId);
  if (seen === null || !seen.events.some(isAboutAnOrder)) return 'as_told';
  const { shop, seesAll, session } = seen;
  const platform = house.platforms.get(shop.source);
  if (session === 'never' && verify === 'connected') return 'as_told';
  if (session !== 'living' || platform === undefined) return 'wait_for_session';
  const unreached = read.unreached.get(shop.id);
  if (unreached !== undefined) throw unreached;
  const connector = platform.connect(shop);
  try {
    const orders: ReadOrder[] = [];
    const gone: string[] = [];
    for (const orderId of await orderIdsOf(house, seen, connector)) {
      const key = `${shop.id}:${orderId}`;
      const known = read.orders.get(key);
      const found = known === undefined ? await readWhole(connector, orderId) : known;
      read.orders.set(key, found);
      if (found === null) gone.push(orderId);
      else orders.push(found);
    }
    return { events: seen.events, orders, gone, seesAll };
  } catch (error) {
    // Our token is worth nothing any more: the merchant must open the app once.
    if (error instanceof PartnerRejected && error.about === 'account') return 'wait_for_session';
    if (error instanceof PartnerUnavailable) read.unreached.set(shop.id, error);
    throw error;
  }
}

const isAboutAnOrder = ({ kind }: ShopEvent): boolean =>
  kind !== 'uninstalled' && kind !== 'privacy';

async function readWhole(connector: ShopConnector, orderId: string): Promise<ReadOrder | null> {
  try {
    const events = await connector.readOrder(orderId);
    return events === null ? null : { orderId, events, problem: null };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { orderId, events: [], problem: error.message };
  }
}

/** The orders that a message is about. Messages of payment terms name none: the shop knows. */
async function orderIdsOf(
  house: House,
  { shop, events }: { shop: Shop; events: readonly ShopEvent[] },
  connector: ShopConnector,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const event of events) {
    const id = idIn(event);
    if ('termsId' in id) {
      const { termsId } = id;
      const found = (await connector.findOrderOfTerms(termsId)) ?? null;
      const orderId = found ?? (await orderOfTerms(house, shop.id, termsId));
      if (orderId !== null) ids.add(orderId);
    } else if (id.orderId !== null) ids.add(id.orderId);
  }
  return ids;
}

function idIn(event: ShopEvent): { orderId: string | null } | { termsId: string } {
  switch (event.kind) {
    case 'order':
      return { orderId: event.order.orderId };
    case 'transaction':
      return { orderId: event.transaction.orderId };
    case 'refund':
      return { orderId: event.refund.orderId };
    case 'dispute':
      return { orderId: event.dispute.orderId };
    case 'order_touched':
    case 'order_deleted':
    case 'fulfillment':
      return { orderId: event.orderId };
    case 'terms':
    case 'terms_deleted':
    case 'schedule_due':
      return { termsId: event.termsId };
    case 'uninstalled':
    case 'privacy':
      return { orderId: null };
  }
}
