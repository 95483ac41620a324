/** A world whose shop has the app installed: the service with a stand-in Shopify behind it. */
import { setImmediate } from 'node:timers/promises';
import { receiveDelivery } from '../../../server/actions/receive-delivery.ts';
import type { ShopOrderBook } from './books.ts';
import { keepOrders, type StandIn, type StandInShop, startStandIn } from './server.ts';
import { DOMAIN, makeWorld, rows, type World, type WorldWish } from '../world.ts';

const CLIENT_ID = 'client';
/** The newest of the secrets the world configures. */
const APP_SECRET = 'an-older-secret';

export interface ConnectedWorld extends World {
  standIn: StandIn;
  shop: StandInShop;
  /** Somebody opens the app in a shop's admin; by default the shop of the world. */
  open(visit?: Visit): Promise<{ status: number; body: Record<string, unknown> }>;
  keep(...books: ShopOrderBook[]): void;
  /** Puts a message into the inbox without the door, which would wake the job by itself. */
  receive(topic: string, body: string, domain?: string): Promise<void>;
}

export interface Visit {
  domain?: string;
  userNumber?: string;
  token?: string;
}

/** As `makeWorld`; `open()` installs the app. */
export async function makeConnectedWorld(wish: WorldWish = {}): Promise<ConnectedWorld> {
  let now = (): string => `${wish.startOn ?? '2026-03-02'}T05:00:00Z`;
  const app = { clientId: CLIENT_ID, secret: APP_SECRET };
  const standIn = await startStandIn(app, () => Date.parse(now()));
  const world = await makeWorld({
    ...wish,
    environment: {
      SHOPIFY_API_KEY: CLIENT_ID,
      SHOPIFY_SHOP_URL: `${standIn.origin}/shops/{shop}`,
      ...wish.environment,
    },
  });
  now = () => world.now();
  let received = 0;
  const shop = plenty(standIn.shop(DOMAIN));
  return {
    ...world,
    standIn,
    shop,
    async open({ domain = DOMAIN, userNumber = '42', token } = {}) {
      plenty(standIn.shop(domain));
      const given = token ?? (await standIn.sessionToken(domain, { sub: userNumber }));
      const answer = await fetch(`${world.url}/shopify/session`, {
        method: 'POST',
        headers: { authorization: `Bearer ${given}` },
      });
      const body = (await answer.json()) as Record<string, unknown>;
      if (answer.status === 200) await importBegun(world, Number(body['shopId']));
      return { status: answer.status, body };
    },
    async receive(topic, body, domain = DOMAIN) {
      received += 1;
      const at = world.now();
      const deliveryId = `received-${received}`;
      const delivery = { topic, shopDomain: domain, deliveryId, body: Buffer.from(body) };
      await receiveDelivery(world.service.house, 'shopify', { ...delivery, sentAt: at }, at);
    },
    keep: (...books) => keepOrders(shop, books),
    async end() {
      await world.end();
      await standIn.close();
    },
  };
}

/** The door wakes the import by itself; a test goes on when its first step is done. */
async function importBegun(world: World, shopId: number): Promise<void> {
  const wanted = { shop_id: shopId, import_state: 'wanted' };
  while ((await rows(world, 'shop_progress', wanted)).length > 0) await setImmediate();
}

/** The clock stands still within a step of a test, and so would the refilling of points. */
function plenty(shop: StandInShop): StandInShop {
  Object.assign(shop.bucket, { available: 1e12, maximum: 1e12 });
  return shop;
}
