import { receiveDelivery } from '../actions/receive-delivery.ts';
import { noteExisting } from '../actions/import-progress.ts';
import { addDays, dayOf, type IsoDate } from '../domain/calendar.ts';
import { MahnlaufError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import {
  findProgress,
  listConnectedShops,
  listOpenOrders,
  releaseLease,
  takeLease,
} from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import type { ShopConnector } from '../ports.ts';
import type { Job, JobTools } from './job.ts';

/** Orders asked for in one query: a point each. */
const BATCH = 100;
/** Of one shop in one run; the next run goes on behind them. */
const MOST_BATCHES = 50;
const LEASE_SECONDS = 300;
/** Without `read_all_orders` Shopify hides orders of 60 days; what is hidden is not deleted. */
const SEEN_DAYS = 55;

/**
 * Looks once a day whether the orders of open receivables are still there: no list of the shop tells
 * of a deleted order, and the message about it may be lost. One that is gone is put into the inbox
 * as that message; it is asked for once more, alone, before anything follows.
 */
export const findDeletedOrders = (tools: JobTools): Job => ({
  name: 'find-deleted-orders',
  schedule: '41 * * * *',
  async run() {
    const { house, clock, owner, log } = tools;
    for (const shopId of await listConnectedShops(house.db)) {
      const name = `existing:${shopId}`;
      if (!(await takeLease(house.db, { name, owner, seconds: LEASE_SECONDS }, clock.now()))) {
        continue;
      }
      try {
        await lookThrough(tools, await getShopView(house.db, shopId), name);
      } catch (error) {
        if (!(error instanceof MahnlaufError)) throw error;
        log.warn({ shopId, err: error }, 'the orders could not be looked for; later again');
      } finally {
        await releaseLease(house.db, name, owner);
      }
    }
    return 'done';
  },
});

async function lookThrough(tools: JobTools, shop: Shop, name: string): Promise<void> {
  const { house, clock, owner } = tools;
  const connector = house.platforms.get(shop.source)?.connect(shop);
  const progress = await findProgress(house.db, shop.id);
  const today = dayOf(clock.now(), shop.settings.timeZone);
  if (connector === undefined || progress === null || progress.existingOn === today) return;
  const since = await seenSince(connector, today);
  let after = progress.existingAfter;
  for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
    const open = await listOpenOrders(house.db, shop.id, { after, since, limit: BATCH });
    const ids = open.map(({ orderId }) => orderId);
    const missing = ids.length === 0 ? [] : await connector.listMissing(ids);
    for (const orderId of missing) await tellDeleted(tools, shop, { orderId, on: today });
    const last = open.at(-1);
    const isEnd = last === undefined || open.length < BATCH;
    after = isEnd ? 0 : last.receivableId;
    await noteExisting(house, shop.id, { after, on: isEnd ? today : progress.existingOn });
    if (isEnd) return;
    await takeLease(house.db, { name, owner, seconds: LEASE_SECONDS }, clock.now());
  }
}

/**
 * The day from which the shop shows us its orders; null where it shows all of them. The shop is asked:
 * what was allowed with our last token may have been taken back since, and old orders would look gone.
 */
async function seenSince(
  connector: Pick<ShopConnector, 'listScopes'>,
  today: IsoDate,
): Promise<IsoDate | null> {
  const scopes = await connector.listScopes();
  return scopes.includes('read_all_orders') ? null : addDays(today, -SEEN_DAYS);
}

/** Once a day for each order: when the shop shows it after all, nothing follows. */
async function tellDeleted(
  { house, clock }: JobTools,
  shop: Shop,
  { orderId, on }: { orderId: string; on: IsoDate },
): Promise<void> {
  const message = house.sources.get(shop.source)?.deleted(orderId);
  if (message === undefined) return;
  const delivery = { ...message, shopDomain: shop.domain, deliveryId: `missing:${orderId}:${on}` };
  const at = clock.now();
  await receiveDelivery(house, shop.source, { ...delivery, sentAt: at }, at);
}
