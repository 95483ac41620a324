import type { Instant } from '../domain/calendar.ts';
import type { ShopDelivery } from '../ports.ts';
import { addDelivery } from '../storage/inbox.ts';
import type { House } from './house.ts';

/** Keeps a delivery whose signature fits, once for each id of its sender. False when known. */
export async function receiveDelivery(
  house: House,
  source: string,
  delivery: ShopDelivery & { body: Uint8Array },
  at: Instant,
): Promise<boolean> {
  const { shopDomain, deliveryId: senderId, topic, body, sentAt = null } = delivery;
  return addDelivery(house.db, { source, shopDomain, senderId, topic, body, sentAt }, at);
}
