import { addSeconds } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { bookOf } from '../support/shopify/books.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { DOMAIN, orderFacts, rows } from '../support/world.ts';

describe.each(databases)('an order whose deletion was never told, on $name', (database) => {
  let world: ConnectedWorld;
  beforeEach(async () => {
    world = await makeConnectedWorld({ database });
    await world.open();
    for (let step = 0; step < 3; step += 1) await world.job('import-orders');
  });
  afterEach(() => world.end());

  const stateOf = async (id: string) =>
    (await rows(world, 'receivables', { external_id: id })).at(0)?.['state'];
  const looks = () =>
    world.shop.calls.filter(({ operation }) => operation === 'OrdersThatExist').length;
  const look = async () => {
    await world.job('find-deleted-orders');
    await world.job('apply-inbox');
  };
  async function place(count: number, first = 9001): Promise<void> {
    const at = world.now();
    world.keep(
      ...Array.from({ length: count }, (_unused, index) => {
        const id = String(first + index);
        return bookOf(orderFacts({ id, createdAt: addSeconds(at, index) }, at));
      }),
    );
    await world.job('reconcile-orders');
    world.shop.calls.length = 0;
  }

  it('is found within a day, ends as its message would end it, and leaves the others alone', async () => {
    await place(3);
    world.shop.orders.delete('9002');
    await look();
    expect(await stateOf('9002')).toBe('cancelled');
    expect([await stateOf('9001'), await stateOf('9003')]).toEqual(['open', 'open']);
    expect(await rows(world, 'inbox', { topic: 'orders/delete' })).toMatchObject([
      { sender_id: 'missing:9002:2026-03-02', state: 'applied' },
    ]);
    const entries = await rows(world, 'ledger_entries');
    expect(entries.reduce((sum, one) => sum + Number(one['amount_cents']), 0)).toBe(0);
  });

  it('is looked for once a day, a point for each order that is still owed, 100 in a query', async () => {
    await place(205);
    await look();
    const asked = world.shop.calls.filter(({ operation }) => operation === 'OrdersThatExist');
    expect(asked.map(({ points }) => points)).toEqual([100, 100, 5]);
    await look();
    expect(looks()).toBe(3);
    world.at('2026-03-03');
    await look();
    expect(looks()).toBe(6);
  });

  it('that is there again when it is asked for alone was never gone', async () => {
    await place(1);
    const book = world.shop.orders.get('9001');
    world.shop.orders.delete('9001');
    await world.job('find-deleted-orders');
    if (book !== undefined) world.keep(book);
    await world.job('apply-inbox');
    expect(await stateOf('9001')).toBe('open');
    // The next day it is gone for good.
    world.at('2026-03-03');
    world.shop.orders.delete('9001');
    await look();
    expect(await stateOf('9001')).toBe('cancelled');
  });

  it('that is only hidden, because the shop shows 60 days, stays owed', async () => {
    world.shop.scopes = world.shop.scopes.filter((scope) => scope !== 'read_all_orders');
    world.standIn.revoke(DOMAIN);
    await world.open();
    await place(1);
    world.at('2026-04-26');
    world.shop.orders.delete('9001');
    await look();
    expect(await stateOf('9001')).toBe('cancelled');
    await place(1, 9101);
    world.at('2026-06-21');
    world.shop.orders.delete('9101');
    await look();
    expect(await stateOf('9101')).not.toBe('cancelled');
    expect(looks()).toBe(0);
  });

  it('that the shop hides since it took our right to old orders back stays owed', async () => {
    await place(1);
    world.at('2026-06-21');
    // Our newest token is from before: what it allowed is no proof of what the shop shows now.
    world.shop.scopes = world.shop.scopes.filter((scope) => scope !== 'read_all_orders');
    world.shop.orders.delete('9001');
    await look();
    expect(await stateOf('9001')).not.toBe('cancelled');
    expect(looks()).toBe(0);
  });

  it('is looked for later when the shop does not answer, and nothing follows from silence', async () => {
    await place(2);
    world.shop.orders.delete('9001');
    world.shop.troubles.push('internal');
    await look();
    expect(await stateOf('9001')).toBe('open');
    await look();
    expect(await stateOf('9001')).toBe('cancelled');
    expect(await stateOf('9002')).toBe('open');
  });
});
