/**
 * A season in a shop whose webhooks get lost, doubled and mixed up. Whoever keeps the newest picture
 * of each order and reads by `updated_at` now and then knows in the end what the shop knows.
 */
import { adminApi } from '../../../plugin/shopify/client.ts';
import { shopifyConnector } from '../../../plugin/shopify/connector.ts';
import { toShopEvents } from '../../../plugin/shopify/source.ts';
import { instant } from '../../../server/domain/calendar.ts';
import type { ShopEvent, ShopOrder } from '../../../server/domain/shop-events.ts';
import {
  type OrderFacts,
  orderBody,
  signedDelivery,
} from '../../../server/demo/shopify-deliveries.ts';
import type { OrdersCursor, ShopConnector } from '../../../server/ports.ts';
import { type Planned, seeded, underway } from '../../support/shopify/deliveries.ts';
import { bookOf, keepOrders, startStandIn } from '../../support/shopify/server.ts';
import { testWorld, withStandIn } from '../../support/shopify/world.ts';

const DOMAIN = 'example.myshopify.com';
const ORDERS = 300;
const SEED = Number(process.env['SEED'] ?? 20_260_301);

/** Each order with its changes: ordered, perhaps paid in part, perhaps paid or refunded. */
function season(random: () => number): OrderFacts[][] {
  return Array.from({ length: ORDERS }, (_unused, index) => {
    const begin = Date.parse('2026-01-01T08:00:00Z') + Math.floor(random() * 90 * 86_400) * 1000;
    const later = () => new Date(begin + Math.floor(random() * 30 * 86_400) * 1000).toISOString();
    const totalCents = 1000 + Math.floor(random() * 50_000);
    const ordered: OrderFacts = {
      id: String(9_007_199_254_741_001n + BigInt(index)),
      number: 1001 + index,
      createdAt: new Date(begin).toISOString(),
      totalCents,
      billing: null,
    };
    const part = Math.floor(totalCents / 3);
    const partly = { outstandingCents: totalCents - part, financialStatus: 'partially_paid' };
    const refunded = { currentTotalCents: totalCents - part, outstandingCents: 0 };
    const changes = [partly, { ...refunded, financialStatus: 'partially_refunded' }];
    const times = changes.map(later).toSorted();
    const kept = changes.slice(0, Math.floor(random() * 3));
    return [
      ordered,
      ...kept.map((change, step) => ({ ...ordered, ...change, updatedAt: times[step] ?? '' })),
    ];
  });
}

const planned = (histories: readonly OrderFacts[][]): Planned[] =>
  histories.flat().map((facts, index) => {
    const sentAt = facts.updatedAt ?? facts.createdAt;
    const delivery = signedDelivery({
      topic: 'orders/updated',
      body: orderBody(facts),
      secret: 'secret',
      shopDomain: DOMAIN,
      webhookId: `delivery-${index}`,
      triggeredAt: sentAt,
    });
    return { sentAt, delivery };
  });

/** Keeps the newest picture of each order: the rule of the inside, in its shortest form. */
function newestPictures() {
  const orders = new Map<string, ShopOrder>();
  return {
    orders,
    take(events: readonly ShopEvent[]) {
      for (const event of events) {
        if (event.kind !== 'order') continue;
        const known = orders.get(event.order.orderId);
        if (known === undefined || known.updatedAt <= event.order.updatedAt) {
          orders.set(event.order.orderId, event.order);
        }
      }
    },
  };
}

async function reconcile(
  connector: ShopConnector,
  from: OrdersCursor,
  take: (events: readonly ShopEvent[]) => void,
): Promise<OrdersCursor> {
  for (let cursor = from; ;) {
    const page = await connector.readOrdersSince(cursor);
    for (const order of page.orders) take(order.events);
    if (page.done) return page.next;
    cursor = page.next;
  }
}

const moneyOf = (orders: ReadonlyMap<string, ShopOrder>) =>
  [...orders.values()]
    .map(({ orderId, totalCents, outstandingCents }) => [orderId, totalCents, outstandingCents])
    .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));

it(`knows every order to the cent after reading again what was lost (seed ${SEED})`, async () => {
  const world = testWorld('2026-07-01T08:00:00Z');
  const standIn = await startStandIn({ clientId: 'client', secret: 'secret' }, () => world.nowMs());
  const random = seeded(SEED);
  const histories = season(random);
  const last = histories.map((history) => history.at(-1) ?? history[0]);
  const books = last.flatMap((facts) => (facts === undefined ? [] : [bookOf(facts)]));
  keepOrders(standIn.shop(DOMAIN), books);
  const weather = { lostPercent: 2, doubledPercent: 5, latePercent: 10, latestSeconds: 86_400 };
  const pictures = newestPictures();
  for (const { delivery } of underway(planned(histories), { ...weather, random })) {
    pictures.take(toShopEvents('orders/updated', delivery.body));
  }
  const shopKnows = books.map(({ facts }) => {
    const total = facts.currentTotalCents ?? facts.totalCents;
    return [facts.id, total, facts.outstandingCents ?? total];
  });
  // Webhooks alone are not enough: something is missing or old.
  expect(moneyOf(pictures.orders)).not.toEqual(shopKnows);

  const token = standIn.issueToken(DOMAIN);
  const api = adminApi(DOMAIN, () => Promise.resolve(token), withStandIn(world, standIn));
  const connector = shopifyConnector(api, { namespace: '$app:mahnlauf', invoiceNumber: null });
  const begin = { updatedSince: instant('2026-01-01T00:00:00Z'), after: null, read: 0 };
  const cursor = await reconcile(connector, begin, (events) => pictures.take(events));
  expect(moneyOf(pictures.orders)).toEqual(shopKnows);

  // A second round reads the last minutes only, and changes nothing.
  const calls = standIn.shop(DOMAIN).calls.length;
  await reconcile(connector, cursor, (events) => pictures.take(events));
  expect(standIn.shop(DOMAIN).calls.length - calls).toBeLessThanOrEqual(2);
  expect(moneyOf(pictures.orders)).toEqual(shopKnows);
  await standIn.close();
});
