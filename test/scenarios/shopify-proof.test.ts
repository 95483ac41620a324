import * as bodies from '../../server/demo/shopify-deliveries.ts';
import type { TermsFacts } from '../../server/demo/shopify-parts.ts';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { bookOf, type ShopOrderBook } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { keepOrders } from '../support/shopify/server.ts';
import { creditor, DOMAIN, orderFacts, rows } from '../support/world.ts';

const OTHER = 'other.myshopify.com';

/** Orders of shop A, as its books and its messages show them. */
const termsOf = (id: string, dueAt: string, at: Instant): TermsFacts => ({
  id,
  kind: 'net',
  days: 30,
  updatedAt: at,
  schedules: [{ id: `${id}1`, issuedAt: at, dueAt, amountCents: 100_00 }],
});

describe.each(databases)('what a shop is asked before its messages count, on $name', (database) => {
  let world: ConnectedWorld;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
    await world.open();
  });
  afterEach(() => world.end());

  const tell = async (topic: string, body: string, domain?: string) => {
    const more = domain === undefined ? {} : { domain };
    expect(await world.webhook(topic, body, more)).toBe(200);
    await world.job('apply-inbox');
  };
  const newest = async () => (await rows(world, 'inbox')).at(-1);
  const receivable = async (id: string) =>
    (await rows(world, 'receivables', { external_id: id })).at(0);
  const change = (id: string, facts: Partial<ShopOrderBook['facts']>) => {
    const book = world.shop.orders.get(id);
    if (book !== undefined) book.facts = { ...book.facts, ...facts };
  };

  it("a signed body of one shop under another shop's name changes nothing there", async () => {
    await world.open({ domain: OTHER });
    const at = world.now();
    const terms = termsOf('880', '2026-04-01T08:00:00Z', at);
    const ofA = { id: '9001', terms, shopDomain: DOMAIN };
    world.keep(bookOf(orderFacts(ofA, at)));
    keepOrders(world.standIn.shop(OTHER), [bookOf(orderFacts({ id: '9100' }, at))]);
    const { shop_id: shopB } = (await rows(world, 'shop_sessions')).at(-1) ?? {};
    const tables = ['orders', 'receivables', 'ledger_entries', 'parties', 'dunning_blocks'];
    const ofB = async () => {
      const counts = [];
      for (const table of tables)
        counts.push((await rows(world, table, { shop_id: shopB })).length);
      return counts;
    };
    await tell('orders/create', bodies.orderBody(orderFacts({ id: '9100' }, at)), OTHER);
    const before = await ofB();
    expect(before).toEqual([1, 1, 2, 1, 0]);
    const money = { id: '77', orderId: '9001', kind: 'sale', status: 'success' } as const;
    const messages: [string, string][] = [
      ['orders/create', bodies.orderBody(orderFacts(ofA, at))],
      ['orders/updated', bodies.orderBody(orderFacts({ ...ofA, totalCents: 1 }, at))],
      ['orders/paid', bodies.orderBody(orderFacts({ ...ofA, outstandingCents: 0 }, at))],
      ['orders/cancelled', bodies.orderBody(orderFacts({ ...ofA, cancelledAt: at }, at))],
      ['orders/delete', bodies.deletedBody('9001')],
      ['orders/edited', bodies.orderEditedBody({ editId: '1', orderId: '9001', at })],
      [
        'order_transactions/create',
        bodies.transactionBody({ ...money, amountCents: 1, processedAt: at }),
      ],
      [
        'refunds/create',
        bodies.refundBody({ id: '5', orderId: '9001', createdAt: at, goodsCents: 1 }),
      ],
      [
        'fulfillments/create',
        bodies.fulfillmentBody({ id: '6', orderId: '9001', status: 'success', createdAt: at }),
      ],
      ['payment_terms/update', bodies.termsBody(terms)],
      ['payment_terms/delete', bodies.deletedBody('880')],
      ['payment_schedules/due', bodies.scheduleDueBody(terms.schedules[0] ?? never(), '880')],
      [
        'disputes/create',
        bodies.disputeBody({
          id: '8',
          orderId: '9001',
          status: 'needs_response',
          reason: 'fraudulent',
          amountCents: 1,
          at,
        }),
      ],
      ['app/uninstalled', bodies.uninstalledBody(DOMAIN)],
      [
        'customers/redact',
        bodies.privacyBody({
          topic: 'customers/redact',
          shopDomain: DOMAIN,
          debtorNumber: '4711',
          orderIds: ['9001'],
        }),
      ],
      ['shop/redact', bodies.privacyBody({ topic: 'shop/redact', shopDomain: DOMAIN })],
      ['shop/redact', bodies.orderBody(orderFacts(ofA, at))],
    ];
    for (const [topic, body] of messages) {
      await tell(topic, body, OTHER);
      expect([topic, (await newest())?.['state']]).not.toEqual([topic, 'applied']);
      expect([topic, await ofB()]).toEqual([topic, before]);
    }
    expect(await rows(world, 'privacy_requests')).toEqual([]);
    expect((await rows(world, 'shops', { domain: OTHER }))[0]).toMatchObject({
      state: 'setting_up',
    });
    await tell('orders/create', bodies.orderBody(orderFacts(ofA, at)));
    expect(await receivable('9001')).toMatchObject({ principal_cents: 100_00 });
  });

  it('what the shop shows counts, not what the message says', async () => {
    const at = world.now();
    world.keep(bookOf(orderFacts({ id: '9001', totalCents: 80_00 }, at)));
    await tell('orders/create', bodies.orderBody(orderFacts({ id: '9001', totalCents: 1 }, at)));
    expect(await receivable('9001')).toMatchObject({ principal_cents: 80_00 });
    await tell('orders/delete', bodies.deletedBody('9001'));
    expect(await receivable('9001')).toMatchObject({ state: 'open', principal_cents: 80_00 });
    world.shop.orders.delete('9001');
    await tell('orders/delete', bodies.deletedBody('9001'));
    expect(await receivable('9001')).toMatchObject({ state: 'cancelled', principal_cents: 0 });
  });

  it('terms and schedules, which name no order, are found by the shop; deleted ones fall back', async () => {
    const at = world.now();
    const terms = termsOf('880', '2026-04-01T08:00:00Z', at);
    world.keep(bookOf(orderFacts({ id: '9001', terms }, at)));
    await tell(
      'payment_schedules/due',
      bodies.scheduleDueBody(terms.schedules[0] ?? never(), '880'),
    );
    expect(await receivable('9001')).toMatchObject({ due_on: '2026-04-01' });
    const later = { ...terms, ...termsOf('880', '2026-05-04T08:00:00Z', at) };
    change('9001', { terms: later, updatedAt: addSeconds(at, 60) });
    await tell('payment_terms/update', bodies.termsBody(terms));
    expect(await receivable('9001')).toMatchObject({ due_on: '2026-05-04' });
    change('9001', { terms: null, updatedAt: addSeconds(at, 120) });
    await tell('payment_terms/delete', bodies.deletedBody('880'));
    expect(await receivable('9001')).toMatchObject({ due_on: '2026-03-16' });
  });

  it('one look at an order is enough for all of its messages that came before', async () => {
    const at = world.now();
    const paid = { outstandingCents: 0, financialStatus: 'paid' };
    const money = { id: '77', orderId: '9001', kind: 'sale', status: 'success' } as const;
    const moved = { ...money, amountCents: 100_00, processedAt: at };
    world.keep(bookOf(orderFacts({ id: '9001', ...paid }, at), { transactions: [moved] }));
    world.shop.calls.length = 0;
    await world.receive('orders/create', bodies.orderBody(orderFacts({ id: '9001' }, at)));
    await world.receive('order_transactions/create', bodies.transactionBody(moved));
    await world.receive('orders/paid', bodies.orderBody(orderFacts({ id: '9001', ...paid }, at)));
    await world.job('apply-inbox');
    expect(world.shop.calls.map(({ operation }) => operation)).toEqual(['OrderById']);
    expect(await receivable('9001')).toMatchObject({ state: 'paid', principal_cents: 0 });
  });

  it('a shop that cannot be reached is asked later, once for all that waits', async () => {
    const at = world.now();
    world.keep(bookOf(orderFacts({ id: '9001' }, at)), bookOf(orderFacts({ id: '9002' }, at)));
    for (const id of ['9001', '9002']) {
      await world.receive('orders/create', bodies.orderBody(orderFacts({ id }, at)));
    }
    world.shop.troubles.push('http_429');
    await world.job('apply-inbox');
    expect(await rows(world, 'receivables')).toEqual([]);
    expect(world.shop.troubles).toEqual([]);
    world.at('2026-03-02', 7);
    await world.job('apply-inbox');
    expect(await rows(world, 'receivables')).toHaveLength(2);
  });

  it('while our token opens nothing, messages wait until the merchant opens the app', async () => {
    world.keep(bookOf(orderFacts({ id: '9001' }, world.now())));
    world.standIn.revoke(DOMAIN);
    await world.order({ id: '9001' });
    expect(await newest()).toMatchObject({ state: 'waiting', waiting_for: 'session' });
    expect(await receivable('9001')).toBeUndefined();
    await world.open();
    await world.job('apply-inbox');
    expect(await receivable('9001')).toMatchObject({ principal_cents: 100_00 });
  });

  it('an old order that the shop may not show us any more is taken from its own messages', async () => {
    const at = world.now();
    world.shop.scopes = ['read_orders', 'write_orders'];
    await world.open({ domain: DOMAIN, userNumber: '43' });
    world.keep(bookOf(orderFacts({ id: '9001' }, at)));
    await world.service.house.db('shop_sessions').update({ scopes: 'read_orders,write_orders' });
    await tell('orders/create', bodies.orderBody(orderFacts({ id: '9001' }, at)));
    world.shop.orders.delete('9001');
    const later = addSeconds(at, 60);
    const edited = orderFacts({ id: '9001', totalCents: 70_00, updatedAt: later }, at);
    await tell('orders/updated', bodies.orderBody(edited));
    expect(await receivable('9001')).toMatchObject({ principal_cents: 70_00 });
    await tell('orders/updated', bodies.orderBody(orderFacts({ id: '9009' }, at)));
    expect(await receivable('9009')).toBeUndefined();
  });
});

describe('a shop that never gave a token', () => {
  it.each([
    ['connected', 1],
    ['always', 0],
  ])('with SHOPIFY_VERIFY_ORDERS=%s has %i receivable', async (verify, receivables) => {
    const environment = { SHOPIFY_VERIFY_ORDERS: verify };
    const world = await makeConnectedWorld({ environment, settings: { creditor } });
    await world.order({ id: '9001' });
    expect(await rows(world, 'receivables')).toHaveLength(receivables);
    await world.end();
  });
});

function never(): never {
  throw new Error('there is a schedule');
}
