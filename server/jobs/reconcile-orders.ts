import { randomUUID } from 'node:crypto';
import { noteReading } from '../actions/import-progress.ts';
import { applyOrders } from '../actions/read-orders.ts';
import { MahnlaufError } from '../domain/errors.ts';
import { findProgress, listConnectedShops, releaseLease, takeLease } from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import type { Job, JobAnswer, JobTools } from './job.ts';

/** Pages of one shop in one run, so that a busy shop does not starve the others. */
const MOST_PAGES = 500;
const LEASE_SECONDS = 300;

/**
 * Reads the orders that changed since the last reading, oldest change first: what webhooks lost is
 * found here. The mark is kept after each page, so a crash repeats one page at most.
 */
export const reconcileOrders = (tools: JobTools & { schedule: string }): Job => ({
  name: 'reconcile-orders',
  schedule: tools.schedule,
  async run() {
    const { house, clock, owner, log } = tools;
    let answer: JobAnswer = 'done';
    for (const shopId of await listConnectedShops(house.db)) {
      const name = `reconcile:${shopId}`;
      if (!(await takeLease(house.db, { name, owner, seconds: LEASE_SECONDS }, clock.now()))) {
        continue;
      }
      try {
        if ((await readShop(tools, shopId, name)) === 'snooze') answer = 'snooze';
      } catch (error) {
        log.warn({ shopId, err: error }, 'the changed orders could not be read; later again');
        const note = error instanceof MahnlaufError ? error.message : 'an unexpected fault';
        await noteReading(house, shopId, { note });
      } finally {
        await releaseLease(house.db, name, owner);
      }
    }
    return answer;
  },
});

async function readShop(tools: JobTools, shopId: number, name: string): Promise<JobAnswer> {
  const { house, clock, owner, log } = tools;
  const shop = await getShopView(house.db, shopId);
  const connector = house.platforms.get(shop.source)?.connect(shop);
  const progress = await findProgress(house.db, shopId);
  if (connector === undefined || progress === null) return 'done';
  let { cursor } = progress;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await connector.readOrdersSince(cursor);
    const at = clock.now();
    const reading = { actor: 'reconcile', at, reading: `read:${randomUUID()}` };
    for (const err of await applyOrders(house, shop, page.orders, reading)) {
      log.error({ shopId, err }, 'an order could not be applied; it waits for a person');
    }
    cursor = page.next;
    const reconciled = page.done ? { reconciledAt: at } : {};
    await noteReading(house, shopId, { cursor, note: null, ...reconciled });
    if (page.done) return 'done';
    await takeLease(house.db, { name, owner, seconds: LEASE_SECONDS }, at);
  }
  return 'snooze';
}
