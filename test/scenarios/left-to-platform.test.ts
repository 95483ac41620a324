import { presetPolicy } from '../../server/domain/dunning.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

const policy = { ...presetPolicy, preDueDays: [3] };

/** Ordered 2026-03-02, due 2026-03-16: a notice on 03-13, reminders on 03-21, 03-31 and so on. */
describe.each(databases)('what a shop leaves to its platform, on $name', (database) => {
  let world: World;
  let owner: string;
  const begin = async () => {
    world = await makeWorld({ database, policy });
    owner = await world.key('owner');
    await world.order({ id: '1' });
  };
  beforeEach(begin);
  afterEach(() => world.end());

  const leave = async (leftToPlatform: string) => {
    const body = { connection: { leftToPlatform } };
    expect((await world.call('PUT', '/api/v1/settings', { key: owner, body })).status).toBe(200);
  };
  const live = async (...days: string[]) => {
    for (const on of days) await world.day(on);
  };
  const sent = async () =>
    (await rows(world, 'reminders')).map(({ template, run_on: on }) => [on, template]);
  const reasonOn = async (on: string) => {
    const [run] = await rows(world, 'dunning_runs', { run_on: on });
    const path = `/api/v1/dunning-runs/${Number(run?.['id'])}/items`;
    const { body } = await world.call('GET', path, { key: owner });
    return (body['items'] as unknown as { reason: string | null }[]).map(({ reason }) => reason);
  };
  const next = async () =>
    (await world.call('GET', '/api/v1/receivables/1/next', { key: owner })).body;

  it('is nothing at first: every notice is ours', async () => {
    await live('2026-03-13', '2026-03-21', '2026-03-31');
    expect(await sent()).toEqual([
      ['2026-03-13', 'pre_due_notice'],
      ['2026-03-21', 'friendly_reminder'],
      ['2026-03-31', 'first_reminder'],
    ]);
  });

  it('leaves the notice before the due date out, with that reason in the run, and no other', async () => {
    await leave('pre_due');
    await live('2026-03-13');
    expect(await reasonOn('2026-03-13')).toEqual(['left_to_platform']);
    await live('2026-03-21');
    expect(await sent()).toEqual([['2026-03-21', 'friendly_reminder']]);
  });

  it('leaves the first reminder out, and sends the second on the day it would have had', async () => {
    await leave('first_level');
    await live('2026-03-13', '2026-03-20', '2026-03-21');
    expect(await reasonOn('2026-03-20')).toEqual(['too_early']);
    expect(await reasonOn('2026-03-21')).toEqual(['left_to_platform']);
    expect(await next()).toMatchObject({
      because: 'left_to_platform',
      nextOn: '2026-03-31',
      level: 2,
      template: 'first_reminder',
    });
    await live('2026-03-30');
    expect(await sent()).toEqual([['2026-03-13', 'pre_due_notice']]);
    await live('2026-03-31');
    expect(await sent()).toEqual([
      ['2026-03-13', 'pre_due_notice'],
      ['2026-03-31', 'first_reminder'],
    ]);
    expect(await rows(world, 'receivables')).toMatchObject([{ level: 2, state: 'in_dunning' }]);
    // From here on it goes as always: the third one 14 days after the second.
    await live('2026-04-14');
    expect((await sent()).at(-1)).toEqual(['2026-04-14', 'second_reminder']);
  });

  it('both: nobody hears of us before the second reminder', async () => {
    await leave('both');
    await live('2026-03-13', '2026-03-21', '2026-03-31');
    expect(await sent()).toEqual([['2026-03-31', 'first_reminder']]);
  });

  it('never leaves a final notice to others, for the hand-over stands on it', async () => {
    const final = presetPolicy.levels.slice(-1).map((one) => ({ ...one, afterDays: 5 }));
    const body = { policy: { ...policy, levels: final } };
    await world.call('POST', '/api/v1/policies', { key: owner, body });
    await leave('first_level');
    await live('2026-03-21');
    expect(await sent()).toEqual([['2026-03-21', 'final_notice']]);
  });

  it('is shown with the connection', async () => {
    const shown = async () =>
      (await world.call('GET', '/api/v1/connection', { key: owner })).body['leftToPlatform'];
    expect(await shown()).toBe(presetSettings.connection.leftToPlatform);
    await leave('both');
    expect(await shown()).toBe('both');
  });
});
