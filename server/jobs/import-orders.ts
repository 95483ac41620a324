import { randomUUID } from 'node:crypto';
import { noteImport } from '../actions/import-progress.ts';
import { applyOrders } from '../actions/read-orders.ts';
import { MahnlaufError } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ReadOrder, ShopConnector, ShopPlatform } from '../ports.ts';
import {
  findProgress,
  listConnectedShops,
  releaseLease,
  type ShopProgress,
  takeLease,
} from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import type { Job, JobAnswer, JobTools } from './job.ts';

/** Orders applied in one transaction. */
const BATCH = 100;
/** Orders read in one run of the job; the next run goes on behind them. */
const MOST_ORDERS = 25_000;
const LEASE_SECONDS = 600;
const acting = { actor: 'import' };

/**
 * The first reading of all open orders of a shop: begun at the shop, asked after, then read from its
 * file. After a crash it goes on behind the last batch that was applied.
 */
export const importOrders = (tools: JobTools): Job => ({
  name: 'import-orders',
  schedule: '* * * * *',
  async run() {
    const { house, clock, owner, log } = tools;
    let answer: JobAnswer = 'done';
    for (const shopId of await listConnectedShops(house.db)) {
      const progress = await findProgress(house.db, shopId);
      if (progress === null || ['done', 'failed'].includes(progress.importState)) continue;
      const name = `import:${shopId}`;
      const lease = { name, owner, seconds: LEASE_SECONDS };
      if (!(await takeLease(house.db, lease, clock.now()))) continue;
      try {
        const shop = await getShopView(house.db, shopId);
        if ((await goOn(tools, shop, progress)) === 'snooze') answer = 'snooze';
      } catch (error) {
        log.warn({ shopId, err: error }, 'the import of a shop broke off; it goes on later');
        const note = error instanceof MahnlaufError ? error.message : 'an unexpected fault';
        await noteImport(house, shopId, { note }, { ...acting, at: clock.now() });
      } finally {
        await releaseLease(house.db, name, owner);
      }
    }
    return answer;
  },
});

async function goOn(tools: JobTools, shop: Shop, progress: ShopProgress): Promise<JobAnswer> {
  const { house, clock } = tools;
  const platform = house.platforms.get(shop.source);
  if (platform === undefined) return 'done';
  const connector = platform.connect(shop);
  const note = (change: Parameters<typeof noteImport>[2]): Promise<void> =>
    noteImport(house, shop.id, change, { ...acting, at: clock.now() });
  const { importRef } = progress;
  if (importRef === null) {
    const unseen = tellUnseen(platform, await connector.listScopes());
    const ref = await connector.startImport();
    await note({ state: 'running', ref, note: unseen });
    return 'done';
  }
  const state = await connector.getImport(importRef);
  switch (state.state) {
    case 'running':
      await note({ orders: state.orders });
      return 'done';
    case 'failed':
      await note({ state: 'failed', note: `the shop gave the import up: ${state.reason}` });
      return 'done';
    case 'done': {
      const { orders, url } = state;
      if (progress.importState !== 'reading') await note({ state: 'reading', orders });
      const from = progress.importRead;
      const { read, ended } =
        url === null
          ? { read: 0, ended: true }
          : await readFile(tools, shop, { connector, url, from });
      if (ended) await note({ state: 'done', read });
      return ended ? 'done' : 'snooze';
    }
  }
}

/** What the merchant has not allowed, and what stays unseen because of it. */
export function tellUnseen(
  { neededScopes }: Pick<ShopPlatform, 'neededScopes'>,
  scopes: readonly string[],
): string | null {
  const missing = neededScopes.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return null;
  const old = missing.includes('read_all_orders')
    ? 'orders older than 60 days are unseen, open or not, because read_all_orders is missing'
    : null;
  const others = missing.filter((scope) => scope !== 'read_all_orders');
  const rest = others.length === 0 ? null : `not allowed: ${others.join(', ')}`;
  return [old, rest].filter((part) => part !== null).join('; ');
}

async function readFile(
  { house, clock, owner, log }: JobTools,
  shop: Shop,
  { connector, url, from }: { connector: ShopConnector; url: string; from: number },
): Promise<{ read: number; ended: boolean }> {
  let read = 0;
  let batch: ReadOrder[] = [];
  const apply = async (): Promise<void> => {
    const at = clock.now();
    const reading = { ...acting, at, reading: `import:${randomUUID()}` };
    for (const err of await applyOrders(house, shop, batch, reading)) {
      log.error({ shopId: shop.id, err }, 'an order could not be applied; it waits for a person');
    }
    batch = [];
    await noteImport(house, shop.id, { read }, { ...acting, at });
    await takeLease(house.db, { name: `import:${shop.id}`, owner, seconds: LEASE_SECONDS }, at);
  };
  for await (const order of connector.readImport(url)) {
    read += 1;
    if (read <= from) continue;
    batch.push(order);
    if (batch.length === BATCH) await apply();
    if (read - from >= MOST_ORDERS) break;
  }
  if (batch.length > 0) await apply();
  return { read, ended: read - from < MOST_ORDERS };
}
