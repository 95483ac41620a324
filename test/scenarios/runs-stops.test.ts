import { beginReminder } from '../../server/actions/deliver-reminder.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World, type WorldWish } from '../support/world.ts';

/** Orders of 2026-03-02, due 2026-03-16; the friendly reminder comes on 2026-03-21. */
describe.each(databases)('what stops a run, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  const begin = async (wish: WorldWish = {}) => {
    world = await makeWorld({ database, policy: policyOf(), ...wish });
    clerk = await clerkOf(world);
    for (const id of ['1', '2', '3']) {
      const email = `debtor-${id}@example.com`;
      await world.order({ id, number: 1000 + Number(id), email });
    }
  };
  afterEach(async () => {
    await expectConserved(world);
    await world.end();
  });

  const mails = async () => (await world.mails()).length;
  const reasons = async () =>
    (await rows(world, 'dunning_run_items', { outcome: 'skip' })).map((row) => row['reason']);

  it('lets so many notices leave in one run and no more, and the rest on the next day', async () => {
    await begin({ settings: dunning({ mostNoticesPerRun: 2 }) });
    await world.day('2026-03-21');
    expect(await mails()).toBe(2);
    expect(await reasons()).toEqual(['limit:run_notices']);
    const [run] = await rows(world, 'dunning_runs');
    const { body } = await clerk.get(`/dunning-runs/${String(run?.['id'])}`);
    expect(body['reasons']).toContainEqual({
      outcome: 'skip',
      reason: 'limit:run_notices',
      count: 1,
    });
    await world.day('2026-03-22');
    expect(await mails()).toBe(3);
  });

  it('asks for so much money in one run and no more', async () => {
    await begin({ settings: dunning({ mostCentsPerRun: 200_00 }) });
    await world.day('2026-03-21');
    expect(await mails()).toBe(2);
    expect(await reasons()).toEqual(['limit:run_amount']);
  });

  it('writes to one debtor so often in a week and no more', async () => {
    const mostNoticesPerDebtor = { notices: 1, days: 7 };
    await begin({ settings: dunning({ mostNoticesPerDebtor, grouping: false }) });
    for (const id of ['4', '5']) {
      await world.order({ id, number: 1000 + Number(id), debtorNumber: '4711' });
    }
    await world.day('2026-03-21');
    expect(await mails()).toBe(4);
    expect(await reasons()).toEqual(['limit:debtor_notices']);
    await world.day('2026-03-27');
    expect(await mails()).toBe(4);
    await world.day('2026-03-29');
    expect(await mails()).toBe(5);
  });

  it('holds everything at once, what is planned as well, and goes on after a last look', async () => {
    await begin();
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const stop = await clerk.post('/emergency-stop', { on: true, reason: 'wrong prices' });
    expect(stop.body).toMatchObject({ on: true, reason: 'wrong prices' });
    await world.job('deliver-outbox');
    expect(await mails()).toBe(0);
    const run = await clerk.post('/dunning-runs', { mode: 'commit' });
    expect(run.status).toBe(409);
    expect(run.body['detail']).toContain('emergency stop');
    await world.pays('1', 100_00);

    const off = await clerk.post('/emergency-stop', { on: false, reason: 'mended' });
    expect(off.body).toEqual({ on: false, since: null, reason: null });
    await world.job('deliver-outbox');
    expect(await mails()).toBe(2);
    const told = await rows(world, 'journal_events');
    const kinds = told
      .map((row) => String(row['type']))
      .filter((type) => type.startsWith('dunning.'));
    expect(kinds).toEqual(['dunning.stopped', 'dunning.resumed']);
    const open = (await rows(world, 'dunning_runs')).at(-1);
    expect(open).toMatchObject({
      state: 'proposed',
      held_because: expect.stringContaining('stop'),
    });
  });

  it('holds a message that was on its way to be sent in the very moment of the stop', async () => {
    await begin();
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const [waiting] = await rows(world, 'outbox', { state: 'queued' });
    await clerk.post('/emergency-stop', { on: true, reason: 'now' });
    const { house, owner } = world.service;
    const acting = { actor: 'test', at: world.now(), owner };
    expect(await beginReminder(house, Number(waiting?.['id']), acting)).toBeNull();
    const [held] = await rows(world, 'outbox', { id: waiting?.['id'] });
    expect(held).toMatchObject({ state: 'queued', note: 'the emergency stop is on' });
  });

  it('commits nothing while the news of payments are too old, and says so', async () => {
    await begin({ settings: dunning({ stalePaymentsDays: 14 }) });
    await world.day('2026-03-21');
    expect(await mails()).toBe(0);
    const [run] = await rows(world, 'dunning_runs');
    expect(run).toMatchObject({ state: 'proposed', reminded: 3 });
    expect(run?.['held_because']).toContain('2026-03-02');
    const by = await clerk.post(`/dunning-runs/${String(run?.['id'])}/commit`);
    expect(by.status).toBe(409);
    await world.pays('1', 100_00);
    await world.day('2026-03-21');
    expect(await mails()).toBe(2);
    expect((await rows(world, 'dunning_runs'))[0]).toMatchObject({
      state: 'finished',
      held_because: null,
    });
  });

  it('commits on the last day on which the news of payments are fresh enough', async () => {
    await begin({ settings: dunning({ stalePaymentsDays: 19 }) });
    await world.day('2026-03-21');
    expect(await mails()).toBe(3);
  });

  it('waits through the night and the Sunday of the debtor', async () => {
    const quiet = { fromHour: 20, toHour: 8, sundays: true, holidays: true };
    await begin({ settings: dunning({ quiet }) });
    // 2026-03-21 is a Saturday, the run is at six.
    await world.day('2026-03-21');
    expect(await mails()).toBe(0);
    world.at('2026-03-21', 7);
    await world.job('deliver-outbox');
    expect(await mails()).toBe(0);
    world.at('2026-03-21', 8);
    await world.job('deliver-outbox');
    expect(await mails()).toBe(3);
  });

  it('asks the quiet hours again at the last look', async () => {
    const quiet = { fromHour: 20, toHour: 8, sundays: true, holidays: true };
    await begin({ settings: dunning({ quiet }) });
    await world.day('2026-03-21');
    world.at('2026-03-22', 10);
    const restored = await rows(world, 'outbox', { state: 'queued' });
    expect(restored).toHaveLength(3);
    const { house, owner } = world.service;
    const acting = { actor: 'test', at: world.now(), owner };
    expect(await beginReminder(house, Number(restored[0]?.['id']), acting)).toBeNull();
    const [held] = await rows(world, 'outbox', { id: restored[0]?.['id'] });
    expect(held).toMatchObject({ state: 'queued', note: 'quiet hours of the debtor' });
    // Sunday: it leaves on Monday at eight.
    expect(String(held?.['run_at'])).toContain('2026-03-23 07:00');
  });

  it('waits for a person where a level asks for approval, and sends what he approves', async () => {
    await begin({ policy: policyOf({ approval: true }) });
    await world.day('2026-03-21');
    expect(await mails()).toBe(0);
    expect(new Set(await reasons())).toEqual(new Set(['approval_needed']));
    const [run] = await rows(world, 'dunning_runs');
    const item = await clerk.item(Number(run?.['id']), '#1002');
    const approved = await clerk.post(`/dunning-run-items/${item.id}/approve`);
    expect(approved.body).toMatchObject({ level: 1, receivableId: item.receivableId });
    await world.day('2026-03-22');
    expect((await world.mails()).map((mail) => mail.to?.[0]?.address)).toEqual([
      'debtor-2@example.com',
    ]);
    world.at('2026-03-23');
    await clerk.post('/dunning-runs', { commit: true });
    await world.job('deliver-outbox');
    expect(await mails()).toBe(3);
  });
});
