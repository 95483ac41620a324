import { privacyBody, uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { bookOf } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { DOMAIN, orderFacts, rows } from '../support/world.ts';

const OTHER = 'other.myshopify.com';

describe.each(databases)('what a shop asks about persons, on $name', (database) => {
  let world: ConnectedWorld;
  let owner: string;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
    await world.open();
    owner = await world.key('owner');
    for (const id of ['9001', '9002']) {
      const debtorNumber = id === '9001' ? '471100' : '471200';
      world.keep(bookOf(orderFacts({ id, debtorNumber }, world.now())));
      await world.order({ id, debtorNumber });
    }
  });
  afterEach(() => world.end());

  const ask = async (topic: 'customers/data_request' | 'customers/redact' | 'shop/redact') => {
    const person = { debtorNumber: '471100', email: 'debtor@example.com', orderIds: ['9001'] };
    const facts = { topic, shopDomain: DOMAIN };
    const body = privacyBody(topic === 'shop/redact' ? facts : { ...facts, ...person });
    expect(await world.webhook(topic, body)).toBe(200);
    await world.job('apply-inbox');
  };
  const pay = async (orderId: string) => {
    const book = world.shop.orders.get(orderId);
    const paid = { outstandingCents: 0, financialStatus: 'paid', updatedAt: world.now() };
    if (book !== undefined) book.facts = { ...book.facts, ...paid };
    await world.job('reconcile-orders');
  };
  const requests = async () => {
    const { body } = await world.call('GET', '/api/v1/privacy-requests', { key: owner });
    return body['items'] as unknown as Record<string, unknown>[];
  };
  const party = async (id: number) => (await rows(world, 'parties', { id }))[0];
  const rawMessages = async () =>
    (await rows(world, 'inbox')).map((row) => Buffer.from(row['body'] as Uint8Array).toString());

  it('a request for data is an export of everything, for the owner alone, and its answer', async () => {
    await ask('customers/data_request');
    const [request] = await requests();
    expect(request).toMatchObject({
      kind: 'data_request',
      state: 'open',
      answerByOn: '2026-04-01',
    });
    const path = `/api/v1/privacy-requests/${String(request?.['id'])}`;
    const clerk = await world.key('clerk');
    expect((await world.call('POST', `${path}/export`, { key: clerk })).status).toBe(403);
    const { status, body } = await world.call('POST', `${path}/export`, { key: owner });
    expect(status).toBe(200);
    const kept = body['kept'] as unknown as Record<string, Record<string, unknown>[]>;
    expect(kept['parties']).toMatchObject([{ last_name: 'Debtor', email: 'debtor@example.com' }]);
    expect(kept['receivables']).toMatchObject([{ external_id: '9001' }]);
    expect(kept['ledger_entries']).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain('9002');
    expect(body['messagesOfTheShop']).toHaveLength(2);
    const answer = { key: owner, body: { how: 'sent by letter' } };
    const done = await world.call('POST', `${path}/answer`, answer);
    expect(done).toMatchObject({ status: 200, body: { state: 'done', outcome: 'sent by letter' } });
    expect((await world.call('POST', `${path}/answer`, answer)).status).toBe(409);
    const told = (await rows(world, 'journal_events')).map((row) => row['type']);
    expect(told).toEqual(
      expect.arrayContaining(['privacy_request.exported', 'privacy_request.answered']),
    );
  });

  it('an erasure waits for the open claim, then for the law, and then leaves no name', async () => {
    await ask('customers/redact');
    await world.job('settle-privacy');
    const [first] = await requests();
    expect(first).toMatchObject({ state: 'restricted', eraseAfterOn: null });
    expect(first?.['outcome']).toContain('claim is open');
    expect(await party(1)).toMatchObject({ last_name: 'Debtor', erased_at: null });
    expect((await party(1))?.['restricted_at']).not.toBeNull();
    expect((await rawMessages()).filter((body) => body.includes('471100'))).toEqual([]);
    world.at('2026-03-04');
    await pay('9001');
    await world.job('settle-privacy');
    expect((await requests())[0]).toMatchObject({
      state: 'restricted',
      eraseAfterOn: '2034-12-31',
    });
    world.at('2034-12-31');
    await world.job('settle-privacy');
    expect((await requests())[0]).toMatchObject({ state: 'restricted' });
    world.at('2035-01-01');
    await world.job('settle-privacy');
    expect((await requests())[0]).toMatchObject({ state: 'done', outcome: 'erased' });
    const erased = await party(1);
    for (const column of [
      'first_name',
      'last_name',
      'street',
      'postcode',
      'city',
      'email',
      'debtor_number',
    ]) {
      expect([column, erased?.[column]]).toEqual([column, null]);
    }
    expect(await party(2)).toMatchObject({ last_name: 'Debtor' });
    const said = (await rows(world, 'journal_events')).map((row) => row['type']);
    expect(said.filter((type) => type === 'debtor.restricted')).toHaveLength(1);
    expect(said.filter((type) => type === 'debtor.erased')).toHaveLength(1);
  });

  it('a debtor whose data are kept for a reason is found and named to nobody but the owner', async () => {
    for (const on of ['2026-03-21', '2026-03-31']) await world.day(on);
    const clerk = await world.key('clerk');
    const get = (path: string, key: string) => world.call('GET', `/api/v1${path}`, { key });
    const found = async (q: string, key: string) =>
      (
        (await get(`/search?q=${q}`, key)).body['items'] as unknown as Record<string, unknown>[]
      ).map((one) => [one['receivableId'], one['debtorName']]);
    expect(await found('debtor@example.com', clerk)).toHaveLength(2);
    await ask('customers/redact');
    await world.job('settle-privacy');
    for (const key of [clerk, owner]) {
      for (const his of ['Debtor', 'debtor@example.com', '471100']) {
        expect([his, await found(his, key)]).toEqual([
          his,
          his === '471100' ? [] : [[2, 'Muster Debtor']],
        ]);
      }
      // His papers have numbers, and the number finds them without a name.
      expect(await found('9001', key)).toEqual([[1, '']]);
    }
    const words = (await rows(world, 'search_words')).map((row) => row['word']);
    expect(words).not.toContain('471100');
    const shown = await get('/receivables/1', clerk);
    const reason = expect.stringContaining('claim is open') as unknown;
    expect(shown.body).toMatchObject({ debtor: null, restriction: { reason } });
    expect((await get('/receivables/1', owner)).body).toMatchObject({
      debtor: { lastName: 'Debtor' },
      restriction: { reason },
    });
    expect((await get('/receivables/2', clerk)).body).toMatchObject({
      debtor: { lastName: 'Debtor' },
      restriction: null,
    });
    const listed = (await get('/receivables', clerk)).body['items'] as unknown as {
      id: number;
      debtorName: string;
    }[];
    expect(listed.map(({ id, debtorName }) => [id, debtorName])).toEqual(
      expect.arrayContaining([
        [1, ''],
        [2, 'Muster Debtor'],
      ]),
    );
    const [reminder] = await rows(world, 'reminders', { receivable_id: 1 });
    const [item] = await rows(world, 'dunning_run_items', { receivable_id: 1 });
    for (const path of [
      `/reminders/${Number(reminder?.['id'])}/letter`,
      `/dunning-run-items/${Number(item?.['id'])}/letter.pdf`,
      '/receivables/1/handover-package',
    ]) {
      const refused = await get(path, clerk);
      expect([path, refused.status, String(refused.body['detail'])]).toEqual([
        path,
        403,
        expect.stringContaining('GDPR 18'),
      ]);
      expect([path, (await get(path, owner)).status]).toEqual([path, 200]);
    }
  });

  it('a letter that was sent keeps no word about the debtor after he is erased', async () => {
    for (const on of ['2026-03-21', '2026-03-31']) await world.day(on);
    await pay('9001');
    await ask('customers/redact');
    world.at('2035-01-01', 12);
    const erase = `/api/v1/privacy-requests/${String((await requests())[0]?.['id'])}/erase`;
    const erased = await world.call('POST', erase, { key: owner });
    expect(erased).toMatchObject({ status: 200, body: { state: 'done' } });
    const tables = ['outbox', 'reminders', 'receivables', 'dunning_blocks', 'claims'];
    const left = [];
    for (const table of tables) left.push(...(await rows(world, table)));
    const his = left.filter((row) => (row['receivable_id'] ?? row['id']) === 1);
    expect(his.length).toBeGreaterThan(2);
    expect(JSON.stringify(his)).not.toMatch(/Debtor|debtor@example|Musterstra/);
  });

  it('a person nobody knows is settled at once', async () => {
    const facts = {
      topic: 'customers/redact',
      shopDomain: DOMAIN,
      debtorNumber: '999999',
    } as const;
    await world.webhook('customers/redact', privacyBody(facts));
    await world.job('apply-inbox');
    await world.job('settle-privacy');
    const [request] = await requests();
    expect(request).toMatchObject({ state: 'done', outcome: 'nothing was kept of this person' });
  });

  it('a shop that left is removed to the last row, and nothing of another shop', async () => {
    await world.open({ domain: OTHER });
    const before = await rows(world, 'shops', { domain: OTHER });
    world.standIn.revoke(DOMAIN);
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
    await world.job('apply-inbox');
    world.at('2026-03-04', 12);
    await ask('shop/redact');
    await world.job('settle-privacy');
    expect(await rows(world, 'shops', { domain: DOMAIN })).toEqual([]);
    for (const table of [
      'parties',
      'receivables',
      'inbox',
      'orders',
      'api_keys',
      'agency_accounts',
    ]) {
      expect([table, await rows(world, table)]).toEqual([table, []]);
    }
    expect(await rows(world, 'shops')).toEqual(before);
    const [record] = await rows(world, 'removed_shops');
    expect(record).toMatchObject({ source: 'shopify', answer_by_on: '2026-04-03' });
    expect(JSON.stringify(record)).not.toContain('example');
    expect((await world.open()).body).toMatchObject({ state: 'setting_up', role: 'owner' });
  });

  it('a shop that came back is not removed, nor one whose claims live at the agency', async () => {
    await ask('shop/redact');
    await world.job('settle-privacy');
    expect((await requests())[0]).toMatchObject({ state: 'refused' });
    expect(await rows(world, 'receivables')).toHaveLength(2);
    await world.service.house
      .db('shops')
      .where({ domain: DOMAIN })
      .update({ state: 'uninstalled' });
    const { id } = (await rows(world, 'agency_accounts'))[0] ?? {};
    const claim = {
      shop_id: world.shopId,
      receivable_id: 1,
      agency_account_id: id,
      mode: 'sandbox',
    };
    const sums = { principal_cents: 1, costs_cents: 0, interest_cents: 0 };
    const at = '2026-03-02 05:00:00.000';
    await world.service.house.db('claims').insert({
      ...claim,
      ...sums,
      our_reference: 'M1',
      live_key: '1:sandbox',
      state: 'in_progress',
      queued_at: at,
      submitted_at: at,
    });
    await ask('shop/redact');
    await world.job('settle-privacy');
    expect(await rows(world, 'receivables')).toHaveLength(2);
    const [restricted] = await rows(world, 'privacy_requests', { state: 'restricted' });
    expect(restricted?.['outcome']).toContain('agency');
    await world.service.house.db('claims').update({ live_key: null, state: 'closed' });
    await world.job('settle-privacy');
    expect(await rows(world, 'receivables')).toEqual([]);
  });
});
