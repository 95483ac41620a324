import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { expectSoundBooks } from '../http/shop.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';

describe.each(databases)('a rest that the creditor gives up, on $name', (database) => {
  let world: World;
  let path: string;
  beforeEach(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '9001' });
    await world.pays('9001', 97_00);
    const [receivable] = await rows(world, 'receivables');
    path = `/api/v1/receivables/${String(receivable?.['id'])}/write-off`;
  });
  afterEach(() => world.end());

  const giveUp = async (role: 'owner' | 'clerk') =>
    world.call('POST', path, { key: await world.key(role), body: { reason: 'small_rest' } });

  it('is booked, ends the reminders and stays given up when the shop tells of the order again', async () => {
    expect(await giveUp('owner')).toMatchObject({ status: 201, body: { writtenOffCents: 3_00 } });
    const again = orderFacts({ id: '9001', outstandingCents: 3_00 }, world.now());
    await world.webhook('orders/updated', orderBody(again));
    await world.job('apply-inbox');
    await world.day('2026-04-20');
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'written_off', principal_cents: 0 });
    expect(await world.mails()).toEqual([]);
    expect((await giveUp('owner')).status).toBe(409);
  });

  it('counts as paid when the money comes after all', async () => {
    await giveUp('owner');
    await world.pays('9001', 3_00, '900178');
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', principal_cents: 0 });
  });

  it('comes back with each part of the money, also when two parts come in one moment', async () => {
    await giveUp('owner');
    const key = await world.key('clerk');
    const payments = path.replace('write-off', 'payments');
    for (const [reference, amountCents] of [
      ['a', 1_00],
      ['b', 2_00],
    ] as const) {
      const body = { amountCents, paidOn: '2026-03-02', reference };
      expect((await world.call('POST', payments, { key, body })).status).toBe(201);
    }
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', principal_cents: 0 });
    await expectSoundBooks(world);
  });

  it('is for the owner to decide', async () => {
    expect((await giveUp('clerk')).status).toBe(403);
  });
});
