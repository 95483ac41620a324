import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sealing } from '../../server/sealing.ts';
import { resealSessions, shopSessions } from '../../server/shop-sessions.ts';
import type { Trx } from '../../server/storage/database.ts';
import { endSession } from '../../server/storage/shop-sessions.ts';
import { databases } from '../support/databases.ts';
import { bookOf } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { keepOrders } from '../support/shopify/server.ts';
import { uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { creditor, DOMAIN, orderFacts, rows } from '../support/world.ts';

const NEW = 'new.myshopify.com';

describe.each(databases)('the app in a shop, on $name', (database) => {
  let world: ConnectedWorld;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
  });
  afterEach(() => world.end());

  const bearer = async (domain: string, userNumber = '42') => ({
    authorization: `Bearer ${await world.standIn.sessionToken(domain, { sub: userNumber })}`,
  });
  const get = async (path: string, headers: Record<string, string>) =>
    world.call('GET', `/api/v1${path}`, { headers });
  const shopRow = async (domain: string) => (await rows(world, 'shops', { domain }))[0];

  it('is opened for the first time: the shop is served, and its owner says who the creditor is', async () => {
    const { status, body } = await world.open({ domain: NEW });
    expect(status).toBe(200);
    expect(body).toMatchObject({ domain: NEW, role: 'owner', state: 'setting_up' });
    expect(body['creditor']).toMatchObject({ name: 'Example Shop GmbH', city: 'Berlin', iban: '' });
    const headers = await bearer(NEW);
    const early = await world.call('POST', '/api/v1/shop-setup', { headers, body: {} });
    expect(early).toMatchObject({ status: 409, body: { detail: expect.stringContaining('iban') } });
    const told = { creditor: { iban: creditor.iban } };
    const put = await world.call('PUT', '/api/v1/settings', { headers, body: told });
    expect(put.status).toBe(200);
    const set = await world.call('POST', '/api/v1/shop-setup', { headers, body: {} });
    expect(set).toMatchObject({ status: 200, body: { state: 'active' } });
  });

  it('imports what is open, says what stays unseen, and goes on after a crash', async () => {
    const shop = world.standIn.shop(NEW);
    shop.scopes = ['read_orders', 'read_payment_terms', 'read_customers'];
    const open = Array.from({ length: 230 }, (_unused, index) =>
      bookOf(orderFacts({ id: String(7_000_000 + index), number: 2000 + index }, world.now())),
    );
    const paid = { financialStatus: 'paid', outstandingCents: 0 };
    keepOrders(shop, [...open, bookOf(orderFacts({ id: '7999999', ...paid }, world.now()))]);
    await world.open({ domain: NEW });
    await world.job('import-orders');
    const headers = await bearer(NEW);
    const progress = async () => (await get('/import', headers)).body;
    expect(await progress()).toMatchObject({ state: 'running', read: 0 });
    expect((await progress())['note']).toContain('older than 60 days');
    await world.job('import-orders');
    await world.job('import-orders');
    const { id } = (await shopRow(NEW)) ?? {};
    const counted = async () => (await rows(world, 'receivables', { shop_id: id })).length;
    expect(await counted()).toBe(230);
    expect(await progress()).toMatchObject({ state: 'done', orders: 230, read: 230 });
    const crashed = { import_state: 'reading', import_read: 100 };
    await world.service.house.db('shop_progress').where({ shop_id: id }).update(crashed);
    await world.job('import-orders');
    expect(await progress()).toMatchObject({ state: 'done', read: 230 });
    expect(await counted()).toBe(230);
  });

  it('is read also while nobody has said where it is', async () => {
    keepOrders(world.standIn.shop(NEW), [bookOf(orderFacts({ id: '7000001' }, world.now()))]);
    await world.open({ domain: NEW });
    const { id, settings } = (await shopRow(NEW)) ?? {};
    const nowhere = JSON.parse(String(settings)) as { creditor: { country: string } };
    nowhere.creditor.country = '';
    const kept = { settings: JSON.stringify(nowhere) };
    await world.service.house.db('shops').where({ id }).update(kept);
    for (let step = 0; step < 3; step += 1) await world.job('import-orders');
    expect(await rows(world, 'receivables', { shop_id: id })).toHaveLength(1);
  });

  it('knows its owner and its clerks, and nobody else', async () => {
    await world.open({ domain: NEW });
    const owner = await get('/connection', await bearer(NEW));
    expect(owner).toMatchObject({ status: 200, body: { domain: NEW, session: 'living' } });
    const again = await world.open({ domain: NEW, userNumber: '43' });
    expect(again.body).toMatchObject({ role: 'clerk' });
    const clerk = await bearer(NEW, '43');
    expect((await get('/receivables', clerk)).status).toBe(200);
    const denied = await world.call('POST', '/api/v1/import', { headers: clerk, body: {} });
    expect(denied.status).toBe(403);
    expect((await get('/receivables', await bearer('stranger.myshopify.com'))).status).toBe(401);
    const customer = await world.standIn.sessionToken(NEW, { sub: 'gid://shopify/Customer/1' });
    const asCustomer = { authorization: `Bearer ${customer}` };
    expect((await get('/receivables', asCustomer)).status).toBe(401);
    const old = await world.standIn.sessionToken(NEW, { exp: Date.parse(world.now()) / 1000 - 60 });
    expect((await get('/receivables', { authorization: `Bearer ${old}` })).status).toBe(401);
  });

  it('refuses a door call without a token that fits, and asks the page to fetch a new one', async () => {
    const other = await world.standIn.sessionToken(NEW, { iss: `https://${DOMAIN}/admin` });
    for (const token of ['nothing', 'a.b.c', other]) {
      const { status, body } = await world.open({ domain: NEW, token });
      expect([status, body['code']]).toEqual([401, 'not_signed_in']);
    }
    expect(await shopRow(NEW)).toBeUndefined();
    const answer = await fetch(`${world.url}/shopify/session`, { method: 'POST' });
    expect(answer.headers.get('x-shopify-retry-invalid-session-request')).toBe('1');
  });

  it('keeps its tokens sealed, and renews them once however many ask', async () => {
    await world.open();
    const [kept] = await rows(world, 'shop_sessions');
    expect(kept?.['sealed_tokens']).not.toContain('shpat');
    world.at('2026-03-02', 10);
    world.standIn.tokenRequests.length = 0;
    const shop = await world.service.house.db('shops').where({ domain: DOMAIN }).first();
    const settings = JSON.parse(String(shop?.['settings'])) as never;
    const platform = world.service.house.platforms.get('shopify');
    const connector = platform?.connect({ domain: DOMAIN, settings });
    if (connector === undefined) throw new Error('the platform is not configured');
    await Promise.all(Array.from({ length: 5 }, () => connector.listScopes()));
    expect(world.standIn.tokenRequests).toEqual([{ grant: 'refresh_token', shop: DOMAIN }]);
    const [renewed] = await rows(world, 'shop_sessions');
    expect(renewed?.['sealed_tokens']).not.toBe(kept?.['sealed_tokens']);
  });

  it('seals its tokens anew when a new key comes first, and the old key opens them no more', async () => {
    await world.open();
    const { SECRET_KEYS: old } = world.service.config;
    const newest = { name: 'next', bytes: randomBytes(32) };
    const { db } = world.service.house;
    expect(await resealSessions(db, sealing([newest, ...old]))).toBe(1);
    expect(await resealSessions(db, sealing([newest, ...old]))).toBe(0);
    const [kept] = await rows(world, 'shop_sessions');
    const sealed = String(kept?.['sealed_tokens']);
    expect(sealing([newest]).open(sealed)).toContain('shpat');
    expect(() => sealing(old).open(sealed)).toThrow(/SECRET_KEYS/);
  });

  it('lets one replica at a time renew a token', async () => {
    const { db, seals } = world.service.house;
    const tools = { db, seals: { ...seals, isNewest: () => true }, clock: world.service.clock };
    const replicas = [1, 2, 3].map(() =>
      shopSessions('shopify', { ...tools, wait: () => setImmediate() }),
    );
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      inside += 1;
      await setImmediate();
      most.push(inside);
      inside -= 1;
    };
    await Promise.all(replicas.map((replica) => replica.locked(DOMAIN, work)));
    expect(most).toEqual([1, 1, 1]);
  });

  it('stays removed when a token is renewed in the moment of the removal', async () => {
    await world.open();
    const { db, seals } = world.service.house;
    const [session] = await rows(world, 'shop_sessions');
    let removal: Promise<void> = Promise.resolve();
    // Between the look at the session and the writing of the new one.
    const seal = (text: string): string => {
      removal = endSession(db as unknown as Trx, Number(session?.['shop_id']), world.now());
      void removal.catch(() => null);
      return seals.seal(text);
    };
    const { clock } = world.service;
    const sealing = { ...seals, seal, isNewest: () => true };
    const sessions = shopSessions('shopify', {
      db,
      seals: sealing,
      clock,
      wait: () => setImmediate(),
    });
    const known = await sessions.find(DOMAIN);
    expect(known).not.toBeNull();
    if (known !== null) await sessions.save({ ...known, accessToken: 'renewed' });
    await removal;
    const after = await rows(world, 'shop_sessions');
    expect(after).toMatchObject([{ sealed_tokens: null, ended_at: expect.anything() }]);
  });

  it('is removed: its tokens are forgotten, its visitors shut out, its messages wait', async () => {
    await world.open();
    world.at('2026-03-03');
    world.standIn.revoke(DOMAIN);
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
    await world.job('apply-inbox');
    const [session] = await rows(world, 'shop_sessions');
    expect(session).toMatchObject({ sealed_tokens: null });
    expect(await shopRow(DOMAIN)).toMatchObject({ state: 'uninstalled' });
    expect((await get('/receivables', await bearer(DOMAIN))).status).toBe(401);
    world.keep(bookOf(orderFacts({ id: '9001' }, world.now())));
    await world.order({ id: '9001' });
    expect(await rows(world, 'receivables')).toEqual([]);
    world.at('2026-03-04');
    expect((await world.open()).body).toMatchObject({ state: 'active' });
    await world.job('apply-inbox');
    expect(await rows(world, 'receivables')).toHaveLength(1);
  });

  it('stays installed when the message of an earlier removal comes late, and not when it is new', async () => {
    await world.open();
    world.at('2026-03-03');
    const removedAt = world.now();
    world.standIn.revoke(DOMAIN);
    world.at('2026-03-03', 7);
    await world.open();
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN), { sentAt: removedAt });
    await world.job('apply-inbox');
    expect(await shopRow(DOMAIN)).toMatchObject({ state: 'active' });
    const sentAt = addSeconds(world.now(), 1);
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN), { sentAt });
    await world.job('apply-inbox');
    expect(await shopRow(DOMAIN)).toMatchObject({ state: 'uninstalled' });
  });

  it('answers pages of the platform across origins, and no other page', async () => {
    await world.open();
    const ask = async (origin: string, method: string) =>
      fetch(`${world.url}/api/v1/receivables`, {
        method,
        headers: { origin, 'access-control-request-method': 'GET', ...(await bearer(DOMAIN)) },
      });
    for (const origin of ['null', 'https://extensions.shopifycdn.com', `https://${DOMAIN}`]) {
      const preflight = await ask(origin, 'OPTIONS');
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await ask(origin, 'GET');
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        200,
        origin,
      ]);
    }
    for (const origin of [
      'https://example.com',
      'https://evil.com/.shopify.com',
      'https://a.b.shopify.com',
    ]) {
      const answer = await ask(origin, 'OPTIONS');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
