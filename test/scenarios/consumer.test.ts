import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/**
 * Ordered 2026-03-02, due 14 days later on 2026-03-16. The preset policy: friendly after 5 days
 * (2026-03-21), first after 10 more, second after 14, final after 12, hand-over 3 days after the
 * deadline of the final notice.
 */
describe.each(databases)('a consumer on invoice, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '5001' });
  });
  afterEach(() => world.end());

  const subjects = async (): Promise<string[]> =>
    (await world.mails()).map((mail) => mail.subject ?? '');

  it('hears nothing until the fifth day after the due date, and then one friendly letter', async () => {
    await world.day('2026-03-20');
    expect(await subjects()).toEqual([]);
    await world.day('2026-03-21');
    expect(await subjects()).toEqual([expect.stringContaining('#1001')]);
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'in_dunning', level: 1, due_on: '2026-03-16' });
  });

  it('gets one letter however often the job is woken that day', async () => {
    world.at('2026-03-21');
    for (let wake = 0; wake < 20; wake += 1) await world.day('2026-03-21');
    expect(await subjects()).toHaveLength(1);
  });

  it('climbs one level at a time after a month without runs', async () => {
    await world.day('2026-05-20');
    expect((await rows(world, 'reminders')).map((row) => row['level'])).toEqual([1]);
    await world.day('2026-05-21');
    expect((await rows(world, 'reminders')).map((row) => row['level'])).toEqual([1]);
  });

  it('is not reminded when the money comes between the run and the post', async () => {
    world.at('2026-03-21');
    await world.job('daily-dunning');
    await world.pays('5001', 100_00);
    await world.job('deliver-outbox');
    expect(await subjects()).toEqual([]);
    const [reminder] = await rows(world, 'reminders');
    expect(reminder).toMatchObject({ state: 'stopped', stopped_because: 'paid' });
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'paid', level: 0, principal_cents: 0 });
  });

  it('gets a new letter with the new sum when a part is paid between the run and the post', async () => {
    world.at('2026-03-21');
    await world.job('daily-dunning');
    await world.pays('5001', 40_00);
    await world.job('deliver-outbox');
    expect(await subjects()).toEqual([]);
    await world.day('2026-03-22');
    const [mail] = await world.mails();
    expect(mail?.text).toContain('60,00');
    expect(await rows(world, 'reminders')).toEqual([
      expect.objectContaining({ level: 1, principal_cents: 60_00, state: 'sent' }),
    ]);
  });

  it('is left in peace on the last day of a block and hears again on the next', async () => {
    const key = await world.key('clerk');
    const [receivable] = await rows(world, 'receivables');
    const path = `/api/v1/receivables/${String(receivable?.['id'])}/dunning-blocks`;
    const body = { reason: 'complaint', untilOn: '2026-03-25' };
    expect((await world.call('POST', path, { key, body })).status).toBe(201);
    await world.day('2026-03-25');
    expect(await subjects()).toEqual([]);
    await world.day('2026-03-26');
    expect(await subjects()).toHaveLength(1);
  });

  it('pays after the second letter, and nothing follows', async () => {
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14']) await world.day(on);
    expect(await subjects()).toHaveLength(3);
    await world.pays('5001', 100_00);
    for (const on of ['2026-04-28', '2026-05-12', '2026-06-12']) await world.day(on);
    expect(await subjects()).toHaveLength(3);
    expect(await rows(world, 'claims')).toEqual([]);
  });
});
