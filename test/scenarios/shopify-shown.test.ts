import { databases } from '../support/databases.ts';
import { bookOf } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { orderFacts, rows } from '../support/world.ts';

describe.each(databases)('what the shop shows of a receivable, on $name', (database) => {
  let world: ConnectedWorld;
  let owner: string;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
    await world.open();
    owner = await world.key('owner');
    world.keep(bookOf(orderFacts({ id: '9001' }, world.now()), { tags: ['VIP'] }));
    await world.order({ id: '9001' });
    world.shop.calls.length = 0;
  });
  afterEach(() => world.end());

  const post = (path: string, body: unknown) =>
    world.call('POST', `/api/v1${path}`, { key: owner, body });
  const settings = (connection: object) =>
    world.call('PUT', '/api/v1/settings', { key: owner, body: { connection } });
  const shown = (): Record<string, unknown> => {
    const book = world.shop.orders.get('9001');
    const fields = [...(book?.metafields.values() ?? [])].map(({ key, value }) => [key, value]);
    return { tags: book?.tags, ...(Object.fromEntries(fields) as Record<string, string>) };
  };
  const writes = () =>
    world.shop.calls.filter(({ operation }) => ['ShowState', 'AddTags'].includes(operation)).length;

  it('follows level, hold and money, and writes nothing where nothing changed', async () => {
    await world.job('show-states');
    expect(shown()).toMatchObject({ level: '0', blocked: 'false', tags: ['VIP'] });
    expect(shown()['outstanding']).toContain('"100.00"');
    await world.job('show-states');
    expect(writes()).toBe(1);
    await post('/receivables/1/dunning-blocks', { reason: 'complaint', untilOn: '2026-03-05' });
    await world.job('show-states');
    expect(shown()).toMatchObject({ blocked: 'true', tags: ['VIP', 'mahnlauf:blocked'] });
    world.at('2026-03-05');
    await world.job('show-states');
    expect(shown()).toMatchObject({ blocked: 'true' });
    world.at('2026-03-06');
    await world.job('show-states');
    expect(shown()).toMatchObject({ blocked: 'false', tags: ['VIP'] });
    const payment = { amountCents: 40_00, paidOn: '2026-03-06', reference: 'bank' };
    await post('/receivables/1/payments', payment);
    await world.job('show-states');
    expect(shown()['outstanding']).toContain('"60.00"');
  });

  it('loses no change when the shop is away, or somebody else wrote meanwhile', async () => {
    world.shop.troubles.push('http_500');
    await world.job('show-states');
    expect(shown()['level']).toBeUndefined();
    world.at('2026-03-02', 7);
    world.shop.troubles.push(...([undefined, 'stale'] as never[]));
    await world.job('show-states');
    expect(shown()['level']).toBeUndefined();
    const key = await world.key('read_only');
    const { body } = await world.call('GET', '/api/v1/connection', { key });
    expect(body).toMatchObject({ waitingToShow: 1, showNote: expect.stringContaining('Somebody') });
    world.at('2026-03-02', 9);
    await world.job('show-states');
    expect(shown()).toMatchObject({ level: '0' });
  });

  it('is not written without leave, and all of it once leave is given', async () => {
    const scopes = world.shop.scopes;
    await world.service.house.db('shop_sessions').update({ scopes: 'read_orders' });
    await world.job('show-states');
    expect(world.shop.calls).toEqual([]);
    await settings({ showState: false });
    await world.service.house.db('shop_sessions').update({ scopes: scopes.join(',') });
    await world.job('show-states');
    expect(world.shop.calls).toEqual([]);
    await settings({ showState: true });
    await world.job('show-states');
    expect(shown()).toMatchObject({ level: '0' });
  });

  it('marks as paid only what is wholly paid elsewhere, only when asked to, and once', async () => {
    const pay = (id: number, amountCents: number, reference: string) =>
      post(`/receivables/${id}/payments`, { amountCents, paidOn: '2026-03-02', reference });
    const marks = () =>
      world.shop.calls.filter(({ operation }) => operation === 'MarkAsPaid').length;
    world.keep(bookOf(orderFacts({ id: '9002' }, world.now())));
    await world.order({ id: '9002' });
    await pay(2, 100_00, 'all of it');
    await world.job('show-states');
    expect(marks()).toBe(0);
    await settings({ markAsPaid: true });
    await pay(1, 99_99, 'first');
    await world.job('show-states');
    expect(marks()).toBe(0);
    await pay(1, 1, 'rest');
    await world.job('show-states');
    await world.job('show-states');
    expect(marks()).toBe(1);
    expect(world.shop.orders.get('9001')?.facts).toMatchObject({ financialStatus: 'paid' });
    world.at('2026-03-03');
    await world.job('reconcile-orders');
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', principal_cents: 0 });
    const key = await world.key('clerk');
    const { body } = await world.call('GET', '/api/v1/receivables/1', { key });
    expect(JSON.stringify(body['story'])).toContain('order.marked_paid');
  });
});
