import {
  orderBody,
  refundBody,
  termsBody,
  transactionBody,
} from '../../server/demo/shopify-deliveries.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { checkLedger } from '../../server/storage/views.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';

describe.each(databases)('money that goes unusual ways, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
  });
  afterEach(async () => {
    expect(await checkLedger(world.service.house.db, world.shopId)).toBeNull();
    await world.end();
  });

  const receivable = async () => (await rows(world, 'receivables'))[0];
  const apply = () => world.job('apply-inbox');
  const byHand = async (amountCents: number) => {
    const path = `/api/v1/receivables/${String((await receivable())?.['id'])}/payments`;
    const body = { amountCents, paidOn: '2026-03-05', reference: `cash ${amountCents}` };
    return world.call('POST', path, { key: await world.key('clerk'), body });
  };

  it('a refunded customer owes nothing when the money back is told before the credit', async () => {
    await world.order({ id: '1' });
    await world.pays('1', 100_00);
    const at = addSeconds(world.now(), 60);
    const back = {
      id: '12',
      orderId: '1',
      kind: 'refund',
      status: 'success',
      amountCents: 100_00,
      processedAt: at,
    } as const;
    await world.webhook('order_transactions/create', transactionBody(back));
    await apply();
    const refund = { id: '13', orderId: '1', createdAt: at, goodsCents: 100_00 };
    await world.webhook('refunds/create', refundBody({ ...refund, transactions: [back] }));
    await apply();
    expect(await receivable()).toMatchObject({ principal_cents: 0, state: 'paid' });
    await world.day('2026-03-25');
    expect(await world.mails()).toEqual([]);
  });

  it('an order that only says "paid" is paid', async () => {
    await world.order({ id: '1' });
    const facts = orderFacts({ id: '1' }, world.now());
    const updated = { ...facts, updatedAt: addSeconds(world.now(), 60), financialStatus: 'paid' };
    const { total_outstanding: _left, ...body } = JSON.parse(orderBody(updated)) as Record<
      string,
      unknown
    >;
    await world.webhook('orders/paid', JSON.stringify(body));
    await apply();
    expect(await receivable()).toMatchObject({ principal_cents: 0, state: 'paid' });
  });

  it.each([
    ['2025-03-01', 400],
    ['2025-03-02', 201],
    ['2027-03-02', 201],
    ['2027-03-03', 400],
    ['9999-12-31', 400],
    ['0001-01-01', 400],
  ])('a payment of %s for an order of 2026-03-02 is answered with %i', async (paidOn, status) => {
    await world.order({ id: '1' });
    const path = `/api/v1/receivables/${String((await receivable())?.['id'])}/payments`;
    const body = { amountCents: 10_00, paidOn, reference: 'B-1' };
    const key = await world.key('clerk');
    expect((await world.call('POST', path, { key, body })).status).toBe(status);
    const openCents = status === 201 ? 90_00 : 100_00;
    expect(await receivable()).toMatchObject({ principal_cents: openCents });
  });

  it('a payment by hand that the shop then marks as paid counts once', async () => {
    await world.order({ id: '1' });
    expect((await byHand(100_00)).status).toBe(201);
    await world.pays('1', 100_00);
    expect(await receivable()).toMatchObject({ principal_cents: 0, state: 'paid' });
    const paid = { outstandingCents: 0, financialStatus: 'paid' };
    const facts = orderFacts({ id: '1', ...paid }, world.now());
    const updatedAt = addSeconds(world.now(), 60);
    await world.webhook('orders/paid', orderBody({ ...facts, updatedAt }));
    await apply();
    expect(await receivable()).toMatchObject({ principal_cents: 0, state: 'paid' });
  });

  it('a later due date after the final notice begins the reminders anew', async () => {
    const id = '1';
    const termsId = '900';
    const terms = {
      id: termsId,
      kind: 'net',
      days: 14,
      updatedAt: world.now(),
      schedules: [
        { id: '901', issuedAt: world.now(), dueAt: '2026-03-16T10:00:00Z', amountCents: 100_00 },
      ],
    } as const;
    await world.order({ id, terms });
    const levels = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
    for (const on of levels) await world.day(on);
    expect(await receivable()).toMatchObject({ level: 4 });
    const [schedule] = terms.schedules;
    const later = {
      ...terms,
      updatedAt: world.now(),
      schedules: [{ ...schedule, dueAt: '2026-06-30T10:00:00Z' }],
    };
    await world.webhook('payment_terms/update', termsBody(later));
    await apply();
    expect(await receivable()).toMatchObject({ level: 0, state: 'open', due_on: '2026-06-30' });
    await world.day('2026-07-04');
    expect(world.agency.claims()).toEqual([]);
    expect(await world.mails()).toHaveLength(4);
    await world.day('2026-07-05');
    expect(world.agency.claims()).toEqual([]);
    expect(await world.mails()).toHaveLength(5);
    expect(await receivable()).toMatchObject({ level: 1, round: 2 });
  });

  it('a business that pays the lump sum too has paid it, not given us a credit', async () => {
    const company = { firstName: null, lastName: null, company: 'Muster GmbH' };
    const place = { street: 'Musterweg 2', postcode: '80331', city: 'München', country: 'DE' };
    await world.order({ id: '1', billing: { ...company, ...place } });
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14']) await world.day(on);
    expect(await receivable()).toMatchObject({ costs_cents: 40_00 });
    await world.pays('1', 140_00);
    expect(await receivable()).toMatchObject({ principal_cents: 0, costs_cents: 0, state: 'paid' });
    expect(await rows(world, 'ledger_entries', { kind: 'fee_waived' })).toEqual([]);
  });

  it('a payment taken back while the agency holds the claim keeps it with the agency', async () => {
    await world.order({ id: '1' });
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26', '2026-05-09']) {
      await world.day(on);
    }
    await world.pays('1', 100_00);
    expect(await receivable()).toMatchObject({ state: 'paid' });
    const bounced = orderFacts({ id: '1', outstandingCents: 100_00 }, world.now());
    const updatedAt = addSeconds(world.now(), 60);
    await world.webhook('orders/updated', orderBody({ ...bounced, updatedAt }));
    await apply();
    expect(await receivable()).toMatchObject({ state: 'handed_over', principal_cents: 100_00 });
  });
});
