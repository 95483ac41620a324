import { transactionBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { visitor } from '../http/visitor.ts';
import { accountsOf, expectSoundBooks, openCents } from '../http/shop.ts';

describe.each(databases)('money in another currency than the invoice, on $name', (database) => {
  let world: World;
  let clerk: string;
  beforeEach(async () => {
    world = await makeWorld({ database });
    clerk = await world.key('clerk');
    await world.order({ id: '5001' });
  });
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  /** Money in dollars, as the shop tells it. */
  const pays = async (id: string, amountCents: number, kind: 'sale' | 'refund' = 'sale') => {
    const facts = { id, orderId: '5001', kind, status: 'success', amountCents } as const;
    const body = transactionBody({ ...facts, currency: 'USD', processedAt: world.now() });
    expect(await world.webhook('order_transactions/create', body)).toBe(200);
    await world.job('apply-inbox');
  };
  const act = (path: string, body: unknown) =>
    world.call('POST', `/api/v1${path}`, { key: clerk, body });
  const work = async () => {
    const { body } = await world.call('GET', '/api/v1/worklist', { key: clerk });
    return body['items'] as unknown as Record<string, unknown>[];
  };
  const book = async (amountCents: number) =>
    act(`/foreign-payments/${Number((await work())[0]?.['id'])}/book`, { amountCents });

  it('waits for a person, who is told what came in; nobody is reminded meanwhile', async () => {
    await pays('7001', 109_90);
    await pays('7001', 109_90);
    expect((await rows(world, 'inbox')).map((row) => row['state'])).not.toContain('failed');
    expect(await work()).toEqual([
      expect.objectContaining({
        kind: 'foreign_payment',
        receivableId: 1,
        why: '109.90 USD came in on 2026-03-02; the invoice is in another currency',
      }),
    ]);
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14']) await world.day(on);
    expect(await world.mails()).toEqual([]);
    expect(await openCents(world, '5001')).toBe(100_00);
    const done = await act('/tasks/1/done', {});
    expect(done).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const block = await world.call('DELETE', '/api/v1/dunning-blocks/1', { key: clerk });
    expect(block.body['detail']).toContain('book the payment or set it aside instead');
  });

  it('pays what the person says, once', async () => {
    await pays('7001', 109_90);
    const booked = await act('/foreign-payments/1/book', { amountCents: 95_00 });
    expect(booked).toMatchObject({ status: 201, body: { openCents: 5_00 } });
    expect(await accountsOf(world, '5001')).toMatchObject({ receivable: 5_00, shop_cash: 95_00 });
    expect((await act('/foreign-payments/1/book', { amountCents: 95_00 })).status).toBe(404);
    await pays('7001', 109_90);
    expect(await openCents(world, '5001')).toBe(5_00);
    expect(await work()).toEqual([]);
    expect(await rows(world, 'dunning_blocks', { released_at: null })).toEqual([]);
    await pays('7002', 5_49);
    await book(5_00);
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ state: 'paid' });
    await pays('7003', 5_49, 'refund');
    expect(await work()).toMatchObject([{ why: expect.stringContaining('5.49 USD went back') }]);
    await book(5_00);
    expect(await openCents(world, '5001')).toBe(5_00);
  });

  it('is set aside with a reason that stands at the case, and reminders go on', async () => {
    await pays('7001', 1_00);
    expect((await act('/foreign-payments/1/set-aside', { reason: ' ' })).status).toBe(400);
    const aside = await act('/foreign-payments/1/set-aside', { reason: 'a test of the bank' });
    expect(aside).toMatchObject({ status: 200, body: { receivableId: 1 } });
    expect(await rows(world, 'notes')).toMatchObject([{ text: 'a test of the bank' }]);
    await world.day('2026-03-21');
    expect(await world.mails()).toHaveLength(1);
  });

  it('takes nothing from the wait that the word of the debtor earns him', async () => {
    await world.day('2026-03-21');
    const debtor = visitor(world);
    const path = await debtor.linkInMail();
    await pays('7001', 1_00);
    await act('/foreign-payments/1/set-aside', { reason: 'a test of the bank' });
    const { status } = await debtor.answer(path, { kind: 'paid', on: '2026-03-21' });
    expect(status).toBe(303);
    expect(await rows(world, 'dunning_blocks', { released_at: null })).toMatchObject([
      { reason: 'claimed_paid', source_kind: 'answer' },
    ]);
    const says = [{ code: 'task_says_paid', values: { paidOn: '2026-03-21' } }];
    expect(await work()).toMatchObject([{ kind: 'check_payment', says }]);
  });

  it('stops nothing else that is told of the order', async () => {
    await pays('7001', 1_00);
    await world.pays('5001', 40_00);
    expect(await openCents(world, '5001')).toBe(60_00);
  });

  it('is no money in a currency that ISO 4217 does not know', async () => {
    const facts = { id: '7001', orderId: '5001', kind: 'sale', status: 'success' } as const;
    const moved = { ...facts, amountCents: 1_00, currency: 'EUR', processedAt: world.now() };
    const body = transactionBody(moved).replace('"EUR"', '"XXY"');
    await world.webhook('order_transactions/create', body);
    await world.job('apply-inbox');
    expect((await rows(world, 'inbox')).at(-1)).toMatchObject({
      state: 'unreadable',
      note: expect.stringContaining('currency is no currency'),
    });
    expect(await work()).toMatchObject([{ kind: 'delivery_unreadable' }]);
  });
});
