import { z } from 'zod';
import { adminApi, type AdminApi } from '../../../plugin/shopify/client.ts';
import * as documents from '../../../plugin/shopify/documents.ts';
import { type StandIn, startStandIn } from '../../support/shopify/server.ts';
import { testWorld, withStandIn } from '../../support/shopify/world.ts';

const DOMAIN = 'example.myshopify.com';

let world = testWorld();
let standIn: StandIn;
let api: AdminApi;

beforeEach(async () => {
  world = testWorld();
  standIn = await startStandIn({ clientId: 'client', secret: 'secret' }, () => world.nowMs());
  const token = standIn.issueToken(DOMAIN);
  api = adminApi(DOMAIN, () => Promise.resolve(token), withStandIn(world, standIn));
});
afterEach(() => standIn.close());

const anything = z.unknown();
const page = { query: '', first: 8, after: null, transactions: 20 };
const readPage = () => api.query(documents.ORDERS_SINCE, page, anything);
const readInstallation = () => api.query(documents.INSTALLATION, {}, anything);
const mark = () => api.change(documents.MARK_AS_PAID, { id: 'gid://shopify/Order/1' }, anything);
const shop = () => standIn.shop(DOMAIN);

describe('points', () => {
  it('are waited for when a first call finds the bucket empty', async () => {
    Object.assign(shop().bucket, { available: 0, maximum: 2000, restoreRate: 100 });
    await readPage();
    const price = shop().calls[0]?.points ?? 0;
    expect(price).toBeGreaterThan(500);
    expect(world.waits).toEqual([price * 10]);
    expect(shop().calls.map(({ throttled }) => throttled)).toEqual([true, false]);
  });

  it('are counted: a call waits before it would be throttled, for what is missing only', async () => {
    Object.assign(shop().bucket, { available: 1000, maximum: 1000, restoreRate: 50 });
    await readPage();
    const price = shop().calls[0]?.points ?? 0;
    await readPage();
    expect(world.waits).toEqual([(price - (1000 - price)) * 20]);
    expect(shop().calls.map(({ throttled }) => throttled)).toEqual([false, false]);
  });

  it('come back by themselves: after a pause nobody waits', async () => {
    Object.assign(shop().bucket, { available: 1000, maximum: 1000, restoreRate: 100 });
    await readPage();
    world.pass(10);
    await readPage();
    expect(world.waits).toEqual([]);
  });

  it('of other apps’ making: after eight refusals the call comes back later', async () => {
    Object.assign(shop().bucket, { available: 0, restoreRate: 1e-9 });
    const greedy = { ...withStandIn(world, standIn), wait: () => Promise.resolve() };
    const token = standIn.issueToken(DOMAIN);
    api = adminApi(DOMAIN, () => Promise.resolve(token), greedy);
    await expect(readPage()).rejects.toMatchObject({ code: 'partner_unavailable', retry: 'later' });
    expect(shop().calls).toHaveLength(8);
  });

  it('are never enough for a query above 1,000: that is refused, not repeated', async () => {
    const huge = api.query(documents.ORDERS_SINCE, { ...page, first: 250 }, anything);
    await expect(huge).rejects.toMatchObject({ code: 'partner_rejected' });
    expect(shop().calls).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['http_500', 'partner_unavailable'],
    ['http_429', 'partner_unavailable'],
    ['internal', 'partner_unavailable'],
    ['drop', 'partner_unavailable'],
    ['garbage', 'partner_unavailable'],
  ] as const)('with %s a read may be tried later', async (trouble, code) => {
    shop().troubles.push(trouble);
    await expect(readInstallation()).rejects.toMatchObject({ code });
    await expect(readInstallation()).resolves.toBeDefined();
  });

  it.each([
    ['http_500', 'outcome_unknown'],
    ['http_429', 'partner_unavailable'],
    ['drop', 'outcome_unknown'],
    ['garbage', 'outcome_unknown'],
  ] as const)('with %s a change is %s: nobody repeats it blindly', async (trouble, code) => {
    shop().troubles.push(trouble);
    await expect(mark()).rejects.toMatchObject({ code });
  });

  it('with a dead token says what the merchant must do, and never the token', async () => {
    world.pass(3601);
    const failure = await readInstallation().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'partner_rejected' });
    expect(String(failure)).toContain('the merchant must open the app once');
    expect(JSON.stringify(failure) + String(failure)).not.toContain('shpat_');
  });

  it('with a server that is not there a change may be tried later: nothing was sent', async () => {
    await standIn.close();
    await expect(mark()).rejects.toMatchObject({ code: 'partner_unavailable' });
  });

  it('with an answer of another shape names the field', async () => {
    const wrong = api.query(
      documents.INSTALLATION,
      {},
      z.object({ shop: z.object({ tax: z.string() }) }),
    );
    await expect(wrong).rejects.toThrow(/without a usable shop\.tax/);
  });
});
