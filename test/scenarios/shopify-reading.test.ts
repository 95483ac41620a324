import { addSeconds } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { bookOf } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { DOMAIN, orderFacts, rows } from '../support/world.ts';

describe.each(databases)('what webhooks lost, on $name', (database) => {
  let world: ConnectedWorld;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
    await world.open();
    for (let step = 0; step < 3; step += 1) await world.job('import-orders');
  });
  afterEach(() => world.end());

  const receivable = async (id: string) =>
    (await rows(world, 'receivables', { external_id: id })).at(0);
  const change = (id: string, facts: object) => {
    const book = world.shop.orders.get(id);
    if (book !== undefined) book.facts = { ...book.facts, ...facts };
  };
  const progress = async () => (await rows(world, 'shop_progress')).at(0);

  it('is found by reading the orders that changed, and a second reading changes nothing', async () => {
    world.at('2026-03-02', 8);
    const at = world.now();
    world.keep(bookOf(orderFacts({ id: '9001' }, at)), bookOf(orderFacts({ id: '9002' }, at)));
    await world.job('reconcile-orders');
    expect(await receivable('9001')).toMatchObject({ principal_cents: 100_00 });
    world.at('2026-03-03');
    change('9001', { outstandingCents: 30_00, updatedAt: world.now() });
    change('9002', { cancelledAt: world.now(), outstandingCents: 0, updatedAt: world.now() });
    await world.job('reconcile-orders');
    expect(await receivable('9001')).toMatchObject({ principal_cents: 30_00 });
    expect(await receivable('9002')).toMatchObject({ state: 'cancelled' });
    const before = await rows(world, 'ledger_entries');
    await world.job('reconcile-orders');
    expect(await rows(world, 'ledger_entries')).toEqual(before);
    expect(await progress()).toMatchObject({ reconcile_note: null });
  });

  it('of several changes at one moment loses none: each reading books under a name of its own', async () => {
    world.at('2026-03-02', 8);
    const updatedAt = world.now();
    world.keep(bookOf(orderFacts({ id: '9001' }, updatedAt)));
    for (const cents of [90_00, 80_00, 85_00]) {
      change('9001', { currentTotalCents: cents, outstandingCents: cents, updatedAt });
      await world.job('reconcile-orders');
      expect(await receivable('9001')).toMatchObject({ principal_cents: cents });
    }
  });

  it('goes on behind the page it reached when the shop went away', async () => {
    world.at('2026-03-02', 8);
    const at = world.now();
    const orders = Array.from({ length: 20 }, (_unused, index) =>
      bookOf(orderFacts({ id: String(9100 + index), createdAt: addSeconds(at, index) }, at)),
    );
    world.keep(...orders);
    world.shop.troubles.push(...([undefined, 'http_500'] as never[]));
    await world.job('reconcile-orders');
    expect(await rows(world, 'receivables')).toHaveLength(8);
    expect(await progress()).toMatchObject({ reconciled_at: null });
    expect((await progress())?.['reconcile_note']).not.toBeNull();
    world.shop.calls.length = 0;
    await world.job('reconcile-orders');
    expect(await rows(world, 'receivables')).toHaveLength(20);
    expect(world.shop.calls).toHaveLength(2);
    expect((await progress())?.['reconciled_at']).not.toBeNull();
  });

  it('one order that cannot be read stops no other, and a person sees it once', async () => {
    world.at('2026-03-02', 8);
    const at = world.now();
    const broken = bookOf(orderFacts({ id: '9002', totalCents: 5 }, at));
    Object.assign(broken.facts, { currentTotalCents: -500 });
    world.keep(
      bookOf(orderFacts({ id: '9001' }, at)),
      broken,
      bookOf(orderFacts({ id: '9003' }, at)),
    );
    await world.job('reconcile-orders');
    await world.job('reconcile-orders');
    expect(await rows(world, 'receivables')).toHaveLength(2);
    const key = await world.key('clerk');
    const { body } = await world.call('GET', '/api/v1/worklist', { key });
    const items = body['items'] as unknown as { id: number; kind: string; why: string }[];
    const shown = items.filter(({ kind }) => kind === 'delivery_unreadable');
    expect(shown).toHaveLength(1);
    expect(shown[0]?.why).toContain('current_total_price');
    Object.assign(broken.facts, { currentTotalCents: 5_00, outstandingCents: 5_00 });
    const retry = `/api/v1/inbox/${shown[0]?.id}/retry`;
    expect((await world.call('POST', retry, { key })).status).toBe(200);
    await world.job('apply-inbox');
    expect(await receivable('9002')).toMatchObject({ principal_cents: 5_00 });
  });

  it('a payment in another currency stops no other order either', async () => {
    world.at('2026-03-02', 8);
    const at = world.now();
    const money = { id: '77', orderId: '9001', kind: 'sale', status: 'success' } as const;
    const foreign = { ...money, amountCents: 1_00, currency: 'USD', processedAt: at };
    world.keep(
      bookOf(orderFacts({ id: '9001' }, at), { transactions: [foreign] }),
      bookOf(orderFacts({ id: '9002' }, at)),
    );
    await world.job('reconcile-orders');
    for (const id of ['9001', '9002']) {
      expect(await receivable(id)).toMatchObject({ principal_cents: 100_00 });
    }
    expect(await rows(world, 'tasks')).toMatchObject([
      { kind: 'foreign_payment', note: expect.stringContaining('1.00 USD came in') },
    ]);
  });

  it('numbers of invoices are found where the invoice app writes them, and a hand-over waits', async () => {
    const invoiceNumber = { from: 'metafield', field: 'billing.number' };
    const key = await world.key('owner');
    const body = { invoiceNumber, handover: { waitsForInvoiceNumber: true } };
    expect((await world.call('PUT', '/api/v1/settings', { key, body })).status).toBe(200);
    world.at('2026-03-02', 8);
    const book = bookOf(orderFacts({ id: '9001' }, world.now()));
    world.keep(book);
    await world.job('reconcile-orders');
    await world.job('find-invoice-numbers');
    const gate = async () => {
      const { body: answer } = await world.call('GET', '/api/v1/receivables/1/handover-gates', {
        key,
      });
      const gates = answer['gates'] as unknown as { gate: string; passed: boolean }[];
      return gates.find((one) => one.gate === 'invoice_number')?.passed;
    };
    expect(await gate()).toBe(false);
    const value = { namespace: 'billing', key: 'number', type: 'single_line_text_field' };
    book.metafields.set('billing.number', { ...value, value: 'RE-2026-1' });
    world.shop.calls.length = 0;
    await world.job('find-invoice-numbers');
    expect(world.shop.calls).toEqual([]);
    world.at('2026-03-02', 15);
    await world.job('find-invoice-numbers');
    expect(await receivable('9001')).toMatchObject({ invoice_number: 'RE-2026-1' });
    expect(await gate()).toBe(true);
  });

  it('numbers of our own follow one another by year, whatever order fails between them', async () => {
    const key = await world.key('owner');
    const invoiceNumber = { from: 'own_series', pattern: 'R{year}-{number:4}' };
    await world.call('PUT', '/api/v1/settings', { key, body: { invoiceNumber } });
    world.at('2026-03-02', 8);
    const at = world.now();
    const broken = bookOf(orderFacts({ id: '9002' }, at));
    Object.assign(broken.facts, { currentTotalCents: -500 });
    const ordered = (id: string, createdAt: string) =>
      bookOf(orderFacts({ id, createdAt, updatedAt: at }, at));
    world.keep(
      ordered('9001', at),
      broken,
      ordered('9003', at),
      ordered('9004', '2025-12-30T08:00:00Z'),
      ordered('9005', at),
    );
    await world.job('reconcile-orders');
    const numbers = (await rows(world, 'receivables')).map((row) => row['invoice_number']);
    expect(numbers).toEqual(['R2026-0001', 'R2026-0002', 'R2025-0001', 'R2026-0003']);
  });
});

it('a shop that was never connected is not read', async () => {
  const world = await makeConnectedWorld();
  await world.job('reconcile-orders');
  await world.job('import-orders');
  expect(world.shop.calls).toEqual([]);
  const key = await world.key('read_only');
  const { body } = await world.call('GET', '/api/v1/connection', { key });
  expect(body).toMatchObject({ domain: DOMAIN, session: 'never', import: { state: 'never' } });
  await world.end();
});
