/**
 * The first import of a shop's open orders, and a reading of all of them after each has changed.
 * The stand-in Shopify runs in a process of its own, so that only our side is measured; the points
 * that Shopify charges are counted, not waited for.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectShop } from '../../server/actions/connect-shop.ts';
import { buildService, type Service, systemClock } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { findProgress } from '../../server/storage/queues.ts';

const DOMAIN = 'bench.myshopify.com';

interface Phase {
  what: string;
  orders: number;
  seconds: number;
  peakMb: number;
}

/** Options: `orders` (`5000,50000`) and `database` (a URL; a SQLite file of its own when left out). */
export async function benchShopify(options: ReadonlyMap<string, string>): Promise<void> {
  const sizes = (options.get('orders') ?? '5000,50000').split(',').map(Number);
  const phases: Phase[] = [];
  for (const orders of sizes) phases.push(...(await measureShop(orders, options.get('database'))));
  print(phases);
}

async function measureShop(orders: number, database: string | undefined): Promise<Phase[]> {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-bench-'));
  const url = database ?? `sqlite:${join(directory, 'bench.sqlite')}`;
  const shop = await startShop(orders);
  const service = buildService(config(url, shop.origin), systemClock);
  const phases: Phase[] = [];
  try {
    await service.migrate();
    await connect(service, shop.token);
    const shopId = await shopIdOf(service);
    phases.push(
      await measure('import', orders, async () => {
        do await job(service, 'import-orders');
        while ((await findProgress(service.house.db, shopId))?.importState !== 'done');
      }),
    );
    await expectReceivables(service, orders);
    await shop.touch();
    phases.push(await measure('reconciliation', orders, () => job(service, 'reconcile-orders')));
    return phases;
  } finally {
    await service.close();
    shop.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const config = (url: string, origin: string) =>
  readConfig({
    DATABASE_URL: url,
    PORT: '0',
    SHOPIFY_API_KEY: 'bench',
    SHOPIFY_WEBHOOK_SECRETS: 'bench',
    SHOPIFY_SHOP_URL: `${origin}/shops/{shop}`,
    SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
  });

/** The shop gives its token and is read from a day on which nothing had happened yet. */
async function connect(service: Service, accessToken: string): Promise<void> {
  const session = {
    shopDomain: DOMAIN,
    accessToken,
    scopes: ['read_orders', 'read_all_orders'],
    expiresAt: null,
    refreshToken: null,
    refreshExpiresAt: null,
  };
  const visitor = { shopDomain: DOMAIN, userNumber: '1' };
  const acting = { actor: 'bench', at: systemClock.now() };
  await connectShop(service.house, { source: 'shopify', visitor, session }, acting);
}

async function shopIdOf(service: Service): Promise<number> {
  const row: { id: number } | undefined = await service.house
    .db('shops')
    .where({ domain: DOMAIN })
    .orderBy('id', 'desc')
    .first('id');
  if (row === undefined) throw new Error('the shop was not connected');
  return row.id;
}

async function expectReceivables(service: Service, orders: number): Promise<void> {
  const [row]: { n?: number | string }[] = await service.house.db('receivables').count({ n: '*' });
  if (Number(row?.n) !== orders) throw new Error(`${row?.n} receivables instead of ${orders}`);
}

async function job(service: Service, name: string): Promise<void> {
  const found = service.jobs.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  while ((await found.run()) === 'snooze');
}

/** Runs one phase and looks at the memory of this process twenty times a second. */
async function measure(what: string, orders: number, work: () => Promise<void>): Promise<Phase> {
  console.log(`${what}: ${orders} …`);
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 50);
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(timer);
  look();
  console.log(`${what}: ${seconds.toFixed(1)} s`);
  return { what, orders, seconds, peakMb: peak / 1024 / 1024 };
}

function print(phases: readonly Phase[]): void {
  console.log(
    '\n| what | orders | seconds | orders/s | peak MB |\n| --- | --- | --- | --- | --- |',
  );
  for (const { what, orders, seconds, peakMb } of phases) {
    const rate = (orders / seconds).toFixed(0);
    console.log(`| ${what} | ${orders} | ${seconds.toFixed(1)} | ${rate} | ${peakMb.toFixed(0)} |`);
  }
}

/** Shopify on loopback, in another process; `touch` changes every order. */
async function startShop(orders: number) {
  const file = new URL('./shopify-shop.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, DOMAIN, String(orders)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the shop ended');
    return value;
  };
  const { origin, token } = JSON.parse(await line()) as { origin: string; token: string };
  return {
    origin,
    token,
    async touch() {
      child.stdin.write('touch\n');
      await line();
    },
    stop: () => void child.kill(),
  };
}
