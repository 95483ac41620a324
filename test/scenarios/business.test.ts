import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/**
 * Ordered 2026-03-02 on net 14, agreed at checkout; due 2026-03-16. A business owes the lump sum of
 * BGB 288(5) from the second reminder on, once.
 */
describe.each(databases)('a business with agreed terms, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
    await world.order({
      id: '6001',
      totalCents: 1_190_00,
      email: 'buyer+pays@example.com',
      billing: {
        firstName: null,
        lastName: null,
        company: 'Muster GmbH',
        street: 'Musterweg 2',
        postcode: '80331',
        city: 'München',
        country: 'DE',
      },
    });
  });
  afterEach(() => world.end());

  const levels = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];

  it('is charged 40 euros with the second reminder and never again', async () => {
    for (const on of levels) await world.day(on);
    const reminders = await rows(world, 'reminders');
    expect(reminders.map((row) => [row['level'], row['fee_cents'], row['costs_cents']])).toEqual([
      [1, 0, 0],
      [2, 0, 0],
      [3, 40_00, 40_00],
      [4, 0, 40_00],
    ]);
    const [, , second] = await world.mails();
    expect(second?.text).toContain('1.230,00');
    const entries = await rows(world, 'ledger_entries', { kind: 'fee' });
    expect(entries.map((row) => [row['account'], row['amount_cents']])).toEqual([
      ['costs', 40_00],
      ['fee_income', -40_00],
    ]);
  });

  it('keeps no fee open when the invoice is paid', async () => {
    for (const on of levels.slice(0, 3)) await world.day(on);
    await world.pays('6001', 1_190_00);
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', principal_cents: 0, costs_cents: 0 });
    await world.day('2026-04-28');
    expect(await world.mails()).toHaveLength(3);
  });

  it('goes to the agency after the deadline of the final notice, and comes back paid', async () => {
    for (const on of levels) await world.day(on);
    // The final notice of 2026-04-26 sets 2026-05-06; the hand-over waits three days more.
    await world.day('2026-05-08');
    expect(await rows(world, 'claims')).toEqual([]);
    await world.day('2026-05-09');
    const [atAgency] = world.agency.claims();
    expect(atAgency).toMatchObject({ principalCents: 1_190_00, feesCents: 40_00 });
    expect(atAgency?.debtor).toMatchObject({ company: 'Muster GmbH', city: 'München' });
    expect(atAgency?.claim).toMatchObject({ dateOfLastReminder: '2026-04-26' });
    for (const on of ['2026-05-10', '2026-05-18', '2026-05-21', '2026-05-22']) await world.day(on);
    const [claim] = await rows(world, 'claims');
    expect(claim).toMatchObject({ state: 'paid', file_number: atAgency?.fileNumber });
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', principal_cents: 0 });
    expect(await world.mails()).toHaveLength(4);
  });

  it('pays the shop after the hand-over: the agency is told once', async () => {
    for (const on of [...levels, '2026-05-09']) await world.day(on);
    await world.pays('6001', 500_00);
    for (let again = 0; again < 3; again += 1) await world.job('deliver-outbox');
    const [atAgency] = world.agency.claims();
    expect(atAgency?.directCents).toBe(500_00);
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'handed_over', principal_cents: 690_00 });
  });

  it('is not handed over while a dispute blocks it, and the gate says so', async () => {
    for (const on of levels) await world.day(on);
    const key = await world.key('clerk');
    const [receivable] = await rows(world, 'receivables');
    const path = `/api/v1/receivables/${String(receivable?.['id'])}`;
    const body = { reason: 'dispute' };
    await world.call('POST', `${path}/dunning-blocks`, { key, body });
    await world.day('2026-05-20');
    expect(await rows(world, 'claims')).toEqual([]);
    const { status, body: problem } = await world.call('POST', `${path}/handover`, { key });
    expect(status).toBe(409);
    expect(problem['detail']).toContain('disputed');
  });
});

describe.each(databases)('a shop whose account was never checked, on $name', (database) => {
  it('hands nothing over', async () => {
    const world = await makeWorld({ database, checked: false, settings: { termsAgreed: true } });
    await world.order({ id: '7001' });
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26', '2026-05-20']) {
      await world.day(on);
    }
    expect(world.agency.claims()).toEqual([]);
    const skips = await world.service.house.db('dunning_run_items').pluck('reason');
    expect(skips).toContain('gate:agency_account_checked');
    await world.end();
  });
});
