import {
  deletedBody,
  disputeBody,
  type DisputeFacts,
  fulfillmentBody,
  orderEditedBody,
  privacyBody,
  scheduleDueBody,
  uninstalledBody,
} from '../../server/demo/shopify-deliveries.ts';
import type { Instant } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { DOMAIN, makeWorld, openShop, rows, type World } from '../support/world.ts';
import {
  accountsOf,
  expectSoundBooks,
  lastDelivery,
  messagesOf,
  openCents,
  receivableOf,
  tell,
} from './shop.ts';

const OTHER = 'other.myshopify.com';

describe.each(databases)('what a shop tells, on $name', (database) => {
  let world: World;
  let otherShopId: number;
  beforeAll(async () => {
    world = await makeWorld({ database });
    otherShopId = await openShop(world.service, world.agency, { domain: OTHER, at: world.now() });
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const worklist = async (key: string) => {
    const { body } = await world.call('GET', '/api/v1/worklist', { key });
    return body['items'] as unknown as Record<string, unknown>[];
  };
  const blocksOf = async (orderId: string) => {
    const receivable = await receivableOf(world, orderId);
    return rows(world, 'dunning_blocks', { receivable_id: receivable?.['id'], released_at: null });
  };

  it('takes a cancelled order off the books, also when it hears of the order last', async () => {
    const cancelled = (shop: ReturnType<typeof messagesOf>) =>
      shop.order('cancelled', 60, {
        cancelledAt: shop.at(60),
        financialStatus: 'voided',
        currentTotalCents: 0,
        outstandingCents: 0,
      });
    const first = messagesOf('7001', world.now());
    await tell(world, first.order('create', 0), cancelled(first));
    expect(await receivableOf(world, '7001')).toMatchObject({
      state: 'cancelled',
      principal_cents: 0,
    });
    expect(await accountsOf(world, '7001')).toEqual({});
    const second = messagesOf('7002', world.now());
    await tell(world, cancelled(second), second.order('create', 0));
    expect(await receivableOf(world, '7002')).toBeUndefined();
  });

  it('takes a deleted order off the books, also when it hears of the order last', async () => {
    const gone = (id: string) => ({ topic: 'orders/delete', body: deletedBody(id) });
    const first = messagesOf('7003', world.now());
    await tell(world, first.order('create', -60), gone('7003'));
    const cancelled = { state: 'cancelled', principal_cents: 0 };
    expect(await receivableOf(world, '7003')).toMatchObject(cancelled);
    await tell(world, first.order('updated', -30), gone('7003'));
    expect(await receivableOf(world, '7003')).toMatchObject(cancelled);
    const second = messagesOf('7004', world.now());
    await tell(world, gone('7004'), second.order('create', -60));
    expect(await receivableOf(world, '7004')).toBeUndefined();
  });

  it('waits for the new picture of an order that was edited', async () => {
    const shop = messagesOf('7005', world.now());
    const edited = orderEditedBody({ editId: '70059', orderId: '7005', at: shop.at(60) });
    await tell(world, shop.order('create', 0), { topic: 'orders/edited', body: edited });
    expect(await openCents(world, '7005')).toBe(100_00);
    await tell(world, shop.order('updated', 60, { currentTotalCents: 119_99 }));
    expect(await openCents(world, '7005')).toBe(119_99);
  });

  const net = (id: string, at: Instant) => ({
    id,
    kind: 'net' as const,
    days: 30,
    updatedAt: at,
    schedules: [{ id: `${id}1`, issuedAt: at, dueAt: '2026-04-01T08:00:00Z', amountCents: 100_00 }],
  });

  it("falls back to the shop's own terms when those of the order are deleted", async () => {
    const shop = messagesOf('7006', world.now());
    const deleted = { topic: 'payment_terms/delete', body: deletedBody('70069') };
    await tell(world, deleted);
    expect(await lastDelivery(world)).toMatchObject({ waiting_for: 'terms:70069' });
    await tell(world, shop.order('create', 0, { terms: net('70069', shop.at(0)) }));
    const after = await receivableOf(world, '7006');
    expect(after).toMatchObject({ due_on: '2026-03-16' });
    expect(JSON.parse(String(after?.['terms']))).toMatchObject({ source: 'shop', kind: 'net' });

    const second = messagesOf('7007', world.now());
    await tell(world, second.order('create', 0, { terms: net('70079', shop.at(0)) }));
    expect(await receivableOf(world, '7007')).toMatchObject({ due_on: '2026-04-01' });
    const gone = { topic: 'payment_terms/delete', body: deletedBody('70079') };
    await tell(world, gone);
    expect(await receivableOf(world, '7007')).toMatchObject({ due_on: '2026-03-16' });
  });

  const fulfilled = (orderId: string, createdAt: Instant, status = 'success' as const) => ({
    topic: 'fulfillments/create',
    body: fulfillmentBody({ id: `${orderId}4`, orderId, status, createdAt }),
  });

  it('knows the due date of "due on fulfillment" with the first delivery, not before', async () => {
    const terms = (id: string, at: Instant) => ({
      id,
      kind: 'fulfillment' as const,
      updatedAt: at,
      schedules: [],
    });
    const shop = messagesOf('7008', world.now());
    await tell(world, shop.order('create', 0, { terms: terms('70089', shop.at(0)) }));
    expect(await receivableOf(world, '7008')).toMatchObject({ due_on: null, state: 'open' });
    const later = fulfilled('7008', shop.at(3 * 86_400));
    const sooner = fulfilled('7008', shop.at(2 * 86_400));
    const failed = fulfilled('7008', shop.at(86_400), 'failure' as never);
    await tell(world, failed);
    expect(await receivableOf(world, '7008')).toMatchObject({ due_on: null });
    await tell(world, later);
    expect(await receivableOf(world, '7008')).toMatchObject({ due_on: '2026-03-05' });
    await tell(world, sooner, later);
    expect(await receivableOf(world, '7008')).toMatchObject({ due_on: '2026-03-04' });

    const early = messagesOf('7009', world.now());
    await tell(world, fulfilled('7009', early.at(2 * 86_400)));
    expect(await lastDelivery(world)).toMatchObject({ state: 'waiting' });
    await tell(world, early.order('create', 0, { terms: terms('70099', early.at(0)) }));
    expect(await receivableOf(world, '7009')).toMatchObject({ due_on: '2026-03-04' });
  });

  it('knows no due date of "due on receipt" until the schedule comes', async () => {
    const shop = messagesOf('7010', world.now());
    const receipt = { id: '70109', kind: 'receipt' as const, updatedAt: shop.at(0), schedules: [] };
    await tell(world, shop.order('create', 0, { terms: receipt }));
    expect(await receivableOf(world, '7010')).toMatchObject({ due_on: null, state: 'open' });
    const schedule = {
      id: '701091',
      issuedAt: shop.at(60),
      dueAt: '2026-03-09T08:00:00Z',
      amountCents: 100_00,
    };
    const due = scheduleDueBody(schedule, '70109');
    await tell(world, { topic: 'payment_schedules/due', body: due });
    expect(await receivableOf(world, '7010')).toMatchObject({ due_on: '2026-03-09' });
  });

  const dispute = (orderId: string, status: DisputeFacts['status']) => ({
    topic: status === 'needs_response' ? 'disputes/create' : 'disputes/update',
    body: disputeBody({
      id: `${orderId}3`,
      orderId,
      status,
      reason: 'product_not_received',
      amountCents: 100_00,
      at: world.now(),
    }),
  });

  it('blocks while money is disputed at the payment provider, and no longer once it is won', async () => {
    const shop = messagesOf('7011', world.now());
    await tell(world, dispute('7011', 'needs_response'));
    expect(await lastDelivery(world)).toMatchObject({ state: 'waiting' });
    await tell(world, shop.order('create', 0));
    expect(await blocksOf('7011')).toEqual([
      expect.objectContaining({ reason: 'dispute_at_payment', until_on: null }),
    ]);
    await tell(world, dispute('7011', 'under_review'));
    expect(await blocksOf('7011')).toHaveLength(1);
    await tell(world, dispute('7011', 'won'));
    expect(await blocksOf('7011')).toEqual([]);
    await tell(world, dispute('7011', 'under_review'), dispute('7011', 'needs_response'));
    expect(await blocksOf('7011')).toEqual([]);
  });

  it('is not blocked by the first message of a dispute that is won already', async () => {
    const shop = messagesOf('7012', world.now());
    await tell(world, shop.order('create', 0), dispute('7012', 'won'));
    await tell(world, dispute('7012', 'needs_response'), dispute('7012', 'won'));
    expect(await blocksOf('7012')).toEqual([]);
    expect((await receivableOf(world, '7012'))?.['state']).toBe('open');
  });

  it('stays blocked when a dispute is lost: a person decides', async () => {
    const shop = messagesOf('7013', world.now());
    await tell(world, shop.order('create', 0), dispute('7013', 'needs_response'));
    await tell(world, dispute('7013', 'lost'));
    expect(await blocksOf('7013')).toHaveLength(1);
  });

  it.each([
    ['customers/data_request', 'data_request'],
    ['customers/redact', 'redact_debtor'],
    ['shop/redact', 'redact_shop'],
  ] as const)('shows %s with the day by which it must be answered', async (topic, kind) => {
    const key = await world.key('read_only');
    const body = privacyBody({ topic, shopDomain: DOMAIN, debtorNumber: '4711', orderIds: ['1'] });
    const id = `privacy ${topic}`.replace(/\W/g, '-');
    for (const _again of [1, 2]) {
      expect(await world.webhook(topic, body, { id })).toBe(200);
      await world.job('apply-inbox');
    }
    const shown = (await worklist(key)).filter((item) => String(item['why']).startsWith(kind));
    expect(shown).toEqual([
      expect.objectContaining({
        kind: 'privacy_request',
        why: `${kind}, to be answered by 2026-04-01`,
      }),
    ]);
  });

  describe('when a signed body of one shop comes under the name of another', () => {
    const elsewhere = { domain: OTHER };

    it('changes nothing of the shop that signed, and mixes no orders up', async () => {
      const shop = messagesOf('7014', world.now());
      await tell(world, shop.order('create', 0));
      const { topic, body } = shop.payment(10, 100_00);
      expect(await world.webhook(topic, body, elsewhere)).toBe(200);
      await world.job('apply-inbox');
      expect(await lastDelivery(world)).toMatchObject({ state: 'waiting', shop_domain: OTHER });
      expect(await openCents(world, '7014')).toBe(100_00);
      const create = shop.order('create', 0);
      await world.webhook(create.topic, create.body, elsewhere);
      await world.job('apply-inbox');
      const both = await rows(world, 'receivables', { external_id: '7014' });
      expect(both.map((row) => [row['shop_id'], row['principal_cents']])).toEqual([
        [world.shopId, 100_00],
        [otherShopId, 0],
      ]);
    });

    it('does not remove the app from the other shop', async () => {
      await world.webhook('app/uninstalled', uninstalledBody(DOMAIN), elsewhere);
      await world.job('apply-inbox');
      expect(await lastDelivery(world)).toMatchObject({ state: 'ignored' });
      const [other] = await rows(world, 'shops', { domain: OTHER });
      expect(other).toMatchObject({ state: 'active' });
    });

    it('asks the other shop for no erasure', async () => {
      const topic = 'customers/redact';
      const body = privacyBody({ topic, shopDomain: DOMAIN, debtorNumber: '4711' });
      await world.webhook(topic, body, elsewhere);
      await world.job('apply-inbox');
      expect(await rows(world, 'privacy_requests', { shop_id: otherShopId })).toEqual([]);
    });

    it('shows a delivery to nobody but the shop it was sent for', async () => {
      await world.webhook('orders/create', '{', elsewhere);
      await world.job('apply-inbox');
      const { id } = await lastDelivery(world);
      const mine = await world.key('owner');
      const theirs = await world.key('owner', otherShopId);
      const isShown = async (key: string) =>
        (await worklist(key)).some(
          (item) => item['id'] === id && item['kind'] === 'delivery_unreadable',
        );
      expect(await isShown(mine)).toBe(false);
      expect(await isShown(theirs)).toBe(true);
      const retry = `/api/v1/inbox/${String(id)}/retry`;
      expect((await world.call('POST', retry, { key: mine })).status).toBe(404);
    });
  });

  it('shows what came before the shop was installed, and applies it when asked', async () => {
    const late = 'late.myshopify.com';
    const { topic, body } = messagesOf('7015', world.now()).order('create', 0);
    await world.webhook(topic, body, { domain: late });
    await world.job('apply-inbox');
    const { id } = await lastDelivery(world);
    const shopId = await openShop(world.service, world.agency, { domain: late, at: world.now() });
    const key = await world.key('owner', shopId);
    expect(await worklist(key)).toEqual([expect.objectContaining({ id })]);
    const retry = `/api/v1/inbox/${String(id)}/retry`;
    expect((await world.call('POST', retry, { key })).status).toBe(200);
    await world.job('apply-inbox');
    expect(await receivableOf(world, '7015')).toMatchObject({ shop_id: shopId });
  });

  it('sends no reminder for a shop that removed the app, not even one that was planned', async () => {
    await tell(world, messagesOf('7020', world.now()).order('create', 0));
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const planned = await rows(world, 'outbox', { kind: 'reminder.email', state: 'queued' });
    expect(planned.length).toBeGreaterThan(0);
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
    await world.job('apply-inbox');
    await world.day('2026-03-21');
    await world.day('2026-03-22');
    const sent = (await world.mails()).map((mail) => mail.messageId);
    expect(sent.filter((id) => id?.includes(DOMAIN))).toEqual([]);
    const reminders = await rows(world, 'reminders', { shop_id: world.shopId });
    expect(new Set(reminders.map((row) => row['stopped_because']))).toEqual(
      new Set(['shop_uninstalled']),
    );
    const run = { mode: 'commit' };
    const answer = await world.call('POST', '/api/v1/dunning-runs', {
      key: await world.key('owner'),
      body: run,
    });
    expect(answer.status).toBe(409);
  });
});
