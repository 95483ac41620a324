import { databases } from '../support/databases.ts';
import { receiveDelivery } from '../../server/actions/receive-delivery.ts';
import { DOMAIN, makeWorld, rows, type World } from '../support/world.ts';
import { messagesOf, openCents, send, signedHeaders, tell } from './shop.ts';

describe.each(databases)('without its database, $name', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database });
  });
  afterAll(() => world.end());

  it('answers 500 without details, so that the shop sends again, and then loses nothing', async () => {
    const key = await world.key('owner');
    const { topic, body } = messagesOf('9101', world.now()).order('create', 0);
    const headers = signedHeaders(body, topic);
    const deliver = () => send(`${world.url}/webhooks/shopify`, { headers, body });

    await world.service.house.db.destroy();
    const refused = await deliver();
    expect(refused.status).toBe(500);
    expect(refused.type).toContain('application/problem+json');
    expect(JSON.parse(refused.text)).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      code: 'internal_error',
      detail: 'an unexpected fault; it is logged, and trying again later does no harm',
    });
    const asked = await world.call('GET', '/api/v1/receivables', { key });
    expect(asked).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(await world.call('GET', '/readyz')).toMatchObject({ status: 503, body: { ok: false } });
    expect(await world.call('GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true } });

    world.service.house.db.initialize();
    expect((await deliver()).status).toBe(200);
    expect((await deliver()).status).toBe(200);
    await world.job('apply-inbox');
    expect(await rows(world, 'inbox')).toHaveLength(1);
    expect(await openCents(world, '9101')).toBe(100_00);
    expect((await world.call('GET', '/readyz')).status).toBe(200);
  });

  it('tries a delivery again that failed by accident, ever later, and gives up at last', async () => {
    const { db } = world.service.house;
    const shop = messagesOf('9102', world.now());
    const payment = shop.payment(10, 100_00);
    await tell(world, shop.order('create', 0));
    await db.schema.renameTable('ledger_entries', 'ledger_entries_gone');
    const delivery = {
      shopDomain: DOMAIN,
      deliveryId: 'accident',
      topic: payment.topic,
      body: Buffer.from(payment.body),
    };
    await receiveDelivery(world.service.house, 'shopify', delivery, world.now());
    const state = async () => (await rows(world, 'inbox', { sender_id: 'accident' }))[0];
    await world.job('apply-inbox');
    expect(await state()).toMatchObject({ state: 'received', attempts: 1 });
    await world.job('apply-inbox');
    expect(await state()).toMatchObject({ attempts: 1 });
    world.at('2026-03-03');
    await world.job('apply-inbox');
    expect(await state()).toMatchObject({ state: 'received', attempts: 2 });

    await db.schema.renameTable('ledger_entries_gone', 'ledger_entries');
    world.at('2026-03-04');
    await world.job('apply-inbox');
    expect(await state()).toMatchObject({ state: 'applied' });
    expect(await openCents(world, '9102')).toBe(0);

    await db('inbox').where({ sender_id: 'accident' }).update({ state: 'received', attempts: 11 });
    await db.schema.renameTable('ledger_entries', 'ledger_entries_gone');
    await world.job('apply-inbox');
    expect(await state()).toMatchObject({ state: 'failed' });
    expect(String((await state())?.['note'])).not.toContain('ledger_entries');
    await db.schema.renameTable('ledger_entries_gone', 'ledger_entries');
    const key = await world.key('clerk');
    const { body: list } = await world.call('GET', '/api/v1/worklist', { key });
    expect(list['items']).toEqual([
      expect.objectContaining({ kind: 'delivery_unreadable', id: (await state())?.['id'] }),
    ]);
  });
});
