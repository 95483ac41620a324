import { beginReminder, finishReminder } from '../../server/actions/deliver-reminder.ts';
import { termsBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** The mail server has the letter and has not answered yet when something happens. */
describe.each(databases)('while a letter is on its way, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
  });
  afterEach(() => world.end());

  const receivable = async () => (await rows(world, 'receivables'))[0];

  /** Plans the letter of a day, lets `meanwhile` happen in its flight, and then it arrives. */
  async function inFlight(on: string, meanwhile: () => Promise<void>): Promise<void> {
    world.at(on);
    await world.job('daily-dunning');
    const [waiting] = await rows(world, 'outbox', { kind: 'reminder.email', state: 'queued' });
    const id = Number(waiting?.['id']);
    const { house, owner } = world.service;
    const acting = { actor: 'test', at: world.now(), owner };
    expect(await beginReminder(house, id, acting)).not.toBeNull();
    await meanwhile();
    await finishReminder(house, id, { ...acting, at: world.now(), serverAnswer: '250 OK' });
  }

  it('a business that pays owes no fee of that letter', async () => {
    const company = { firstName: null, lastName: null, company: 'Muster GmbH' };
    const place = { street: 'Musterweg 2', postcode: '80331', city: 'München', country: 'DE' };
    await world.order({ id: '1', billing: { ...company, ...place } });
    for (const on of ['2026-03-21', '2026-03-31']) await world.day(on);
    await inFlight('2026-04-14', () => world.pays('1', 100_00));
    expect(await receivable()).toMatchObject({ state: 'paid', principal_cents: 0, costs_cents: 0 });
    expect(await rows(world, 'ledger_entries', { kind: 'fee' })).toEqual([]);
  });

  it('a later due date begins a round that the letter does not raise', async () => {
    const schedule = { id: '901', issuedAt: world.now(), amountCents: 100_00 };
    const first = { ...schedule, dueAt: '2026-03-16T10:00:00Z' };
    const terms = { id: '900', kind: 'net', days: 14, updatedAt: world.now() } as const;
    await world.order({ id: '1', terms: { ...terms, schedules: [first] } });
    await world.day('2026-03-21');
    await inFlight('2026-03-31', async () => {
      const later = { ...schedule, dueAt: '2026-04-30T10:00:00Z' };
      const body = termsBody({ ...terms, updatedAt: world.now(), schedules: [later] });
      await world.webhook('payment_terms/update', body);
      await world.job('apply-inbox');
    });
    expect(await receivable()).toMatchObject({ round: 2, level: 0, last_notice_on: null });
  });
});
