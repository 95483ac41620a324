import express, { type Router } from 'express';
import { adoptProfile, connectShop, findVisitorShop } from '../actions/connect-shop.ts';
import type { House } from '../actions/house.ts';
import type { Instant } from '../domain/calendar.ts';
import { PartnerRejected, PartnerUnavailable } from '../domain/errors.ts';
import type { Log } from '../log.ts';
import type { Clock, ShopPlatform, ShopVisitor } from '../ports.ts';
import { getShopView, readConnection } from '../storage/views.ts';
import { sendProblem } from './problem.ts';
import { readVisitor, visitorToken } from './visitors.ts';

interface DoorTools {
  house: House;
  clock: Clock;
  log: Log;
  /** Called after a shop was connected, so that its import begins without waiting for cron. */
  connected: () => void;
}

/**
 * `POST /{platform}/session`: our page in the shop's admin says hello with its session token. The
 * shop is served from now on, and a token of the shop is fetched when none lives.
 */
export function platformDoor(tools: DoorTools): Router {
  const { house, clock } = tools;
  const router = express.Router();
  router.post('/:platform/session', async (req, res, next) => {
    const platform = house.platforms.get(req.params.platform);
    if (platform === undefined) {
      next();
      return;
    }
    const at = clock.now();
    const token = visitorToken(req.headers.authorization);
    const read = token === null ? NO_TOKEN : await readVisitor(house, token, at);
    if (token === null || 'refusal' in read || read.source !== platform.name) {
      res.setHeader('WWW-Authenticate', 'Bearer');
      // Asks the page inside the admin to fetch a new token and to try once more.
      res.setHeader('X-Shopify-Retry-Invalid-Session-Request', '1');
      const detail = 'refusal' in read ? read.refusal : NO_TOKEN.refusal;
      sendProblem(res, { status: 401, code: 'not_signed_in', detail });
      return;
    }
    res.json(await welcome(tools, platform, { token, visitor: read.visitor, at }));
  });
  return router;
}

const NO_TOKEN = { refusal: 'send the session token as "Authorization: Bearer <token>"' };

interface Visit {
  token: string;
  visitor: ShopVisitor;
  at: Instant;
}

async function welcome(tools: DoorTools, platform: ShopPlatform, visit: Visit) {
  const { house, log } = tools;
  const { visitor, at } = visit;
  const source = platform.name;
  if (!(await isConnected(tools, platform, visitor))) {
    const session = await platform.exchange(visit.token, visitor.shopDomain);
    const actor = `${source}:${visitor.userNumber}`;
    const { shopId, isNew } = await connectShop(house, { source, visitor, session }, { actor, at });
    log.info({ shopId, isNew }, 'a shop is connected');
    if (isNew) await beginWithProfile(tools, platform, shopId);
    tools.connected();
  }
  const found = await findVisitorShop(house, source, visitor);
  if (found === null) throw new PartnerUnavailable('the shop was removed meanwhile; try again');
  const { state, settings } = await getShopView(house.db, found.shopId);
  const { creditor } = settings;
  const connection = await readConnection(house.db, found.shopId, platform);
  return { ...found, domain: visitor.shopDomain, state, creditor, connection };
}

/** Does a token of ours open the shop? Only the shop itself can say. */
async function isConnected(
  { house }: DoorTools,
  platform: ShopPlatform,
  visitor: ShopVisitor,
): Promise<boolean> {
  const found = await findVisitorShop(house, platform.name, visitor);
  if (found === null) return false;
  const shop = await getShopView(house.db, found.shopId);
  try {
    await platform.connect(shop).listScopes();
    return true;
  } catch (error) {
    if (error instanceof PartnerRejected) return false;
    throw error;
  }
}

/** What the shop says of itself is a kindness: without it the merchant fills the form himself. */
async function beginWithProfile(
  { house, log }: DoorTools,
  platform: ShopPlatform,
  shopId: number,
): Promise<void> {
  try {
    const shop = await getShopView(house.db, shopId);
    await adoptProfile(house, shopId, await platform.connect(shop).readProfile());
  } catch (error) {
    log.warn({ shopId, err: error }, 'the shop does not say who it is');
  }
}
