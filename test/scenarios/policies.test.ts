import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { instantAt, isoDate } from '../../server/domain/calendar.ts';
import { type DunningPolicy, presetLevel, presetPolicy } from '../../server/domain/dunning.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';

const level = (template: 'first_reminder' | 'final_notice', afterDays: number) => ({
  ...presetLevel,
  template,
  afterDays,
  deadlineDays: 7,
  feeCents: { consumer: 0, business: 0 },
});

/** Reminds after 5 and 10 days; ordered 2026-03-02, due 2026-03-16. */
const calm: DunningPolicy = {
  ...presetPolicy,
  levels: [level('first_reminder', 5), level('final_notice', 10)],
};
/** Reminds after 2 and 8 days. */
const strict: DunningPolicy = {
  ...presetPolicy,
  levels: [level('first_reminder', 2), level('final_notice', 8)],
};

/** The run of the morning, and the post once the night of the debtor is over. */
async function live(world: World, on: string): Promise<void> {
  await world.day(on);
  world.at(on, 9);
  await world.job('deliver-outbox');
}

describe.each(databases)('a policy that changes in the middle of a round on $name', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database, policy: calm });
    await world.order({ id: '1' });
  });
  afterAll(() => world.end());

  const levels = async () =>
    (await rows(world, 'receivables')).map((row) => [row['level'], row['policy_version']]);

  it('lets the round end as it began, and holds for the next order', async () => {
    await live(world, '2026-03-20');
    expect(await levels()).toEqual([[0, null]]);
    // 2026-03-21 is a Saturday: the run is on time, the letter too.
    await live(world, '2026-03-21');
    expect(await levels()).toEqual([[1, 1]]);
    const key = await world.key('owner');
    const saved = await world.call('POST', '/api/v1/policies', { key, body: { policy: strict } });
    expect(saved.body).toMatchObject({ version: 2 });
    world.at('2026-03-22');
    await world.order({ id: '2' });
    // The strict policy would write again on 2026-03-30; the round began with ten days.
    await live(world, '2026-03-30');
    expect(await levels()).toEqual([
      [1, 1],
      [0, null],
    ]);
    await live(world, '2026-03-31');
    expect(await levels()).toEqual([
      [2, 1],
      [0, null],
    ]);
    // Ordered 2026-03-22, due after Easter on 2026-04-07: two days later, not five.
    await live(world, '2026-04-08');
    expect((await levels())[1]).toEqual([0, null]);
    await live(world, '2026-04-09');
    expect((await levels())[1]).toEqual([1, 2]);
  });
});

describe.each(databases)('a notice before the due date on $name', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database, policy: { ...calm, preDueDays: [6, 3] } });
    // One debtor, and so one notice for both.
    await world.order({ id: '1', debtorNumber: '4711' });
    await world.order({ id: '2', debtorNumber: '4711' });
  });
  afterAll(() => world.end());

  const sent = async () => (await world.mails()).length;

  it('goes out once for each of its days, raises no level and never goes to what is paid', async () => {
    // Due 2026-03-16, a Monday: notices from Tuesday and from Friday on.
    await live(world, '2026-03-09');
    expect(await sent()).toBe(0);
    await live(world, '2026-03-10');
    expect(await sent()).toBe(1);
    await live(world, '2026-03-11');
    expect(await sent()).toBe(1);
    await world.pays('2', 100_00);
    await live(world, '2026-03-13');
    expect(await sent()).toBe(2);
    for (const on of ['2026-03-14', '2026-03-16', '2026-03-17', '2026-03-20']) {
      await live(world, on);
    }
    expect(await sent()).toBe(2);
    expect((await rows(world, 'receivables')).map((row) => row['level'])).toEqual([0, 0]);
    const templates = (await rows(world, 'reminders')).map((row) => row['template']);
    expect(new Set(templates)).toEqual(new Set(['pre_due_notice']));
    await live(world, '2026-03-21');
    expect((await rows(world, 'receivables')).map((row) => row['level'])).toEqual([1, 0]);
  });
});

describe.each(databases)('an address that takes no mail on $name', (database) => {
  let world: World;
  let key: string;
  beforeAll(async () => {
    world = await makeWorld({ database });
    key = await world.key('clerk');
    await world.order({ id: '1', email: 'gone@example.com', debtorNumber: '4711' });
    await world.order({ id: '2', email: 'gone@example.com', debtorNumber: '4711' });
    await world.order({ id: '3', email: 'full@example.com', debtorNumber: '4712' });
  });
  afterAll(() => world.end());

  const parties = async () =>
    (await rows(world, 'parties')).map((row) => [
      row['email_failed_on'],
      row['email_failed_because'],
    ]);

  it('is remembered at every order of the debtor, and no level counts', async () => {
    await live(world, '2026-03-21');
    expect(await parties()).toEqual([
      ['2026-03-21', '550 5.1.1'],
      ['2026-03-21', '550 5.1.1'],
      [null, null],
    ]);
    expect((await rows(world, 'receivables')).map((row) => row['level'])).toEqual([0, 0, 0]);
    expect(world.sink.messages).toHaveLength(0);
  });

  it('gives a person the task to find a better one, once', async () => {
    const tasks = await rows(world, 'tasks', { kind: 'missing_address' });
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ state: 'open', due_on: '2026-03-21' });
    expect(JSON.stringify(tasks)).not.toContain('gone@');
    const { body } = await world.call('GET', '/api/v1/worklist', { key });
    expect(JSON.stringify(body)).toContain('takes no mail');
    const story = await rows(world, 'journal_events', { type: 'email_address.failed' });
    expect(story).toHaveLength(1);
    expect(JSON.parse(String(story[0]?.['data']))).toEqual({ debtorId: 1, because: '550 5.1.1' });
  });

  it('is written to no more, while a full mailbox is tried again', async () => {
    const before = (await rows(world, 'outbox')).length;
    await live(world, '2026-03-23');
    const outbox = await rows(world, 'outbox');
    expect(outbox.filter((row) => String(row['payload']).includes('gone@'))).toHaveLength(
      before - 1,
    );
    const full = outbox.filter((row) => String(row['payload']).includes('full@'));
    expect(full[0]).toMatchObject({ note: expect.stringContaining('4.2.2') });
    expect(Number(full[0]?.['attempts'])).toBeGreaterThan(1);
  });

  it('takes mail again when a person says so, or when the order has another one', async () => {
    const said = await world.call('POST', '/api/v1/debtors/1/email-works', { key });
    expect(said.status).toBe(200);
    expect(await parties()).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(await rows(world, 'tasks', { kind: 'missing_address', state: 'open' })).toEqual([]);
    const again = await world.call('POST', '/api/v1/debtors/1/email-works', { key });
    expect(again.status).toBe(409);
  });

  it('counts as good again when the order brings another one', async () => {
    await world.order({ id: '4', email: 'gone@example.com', debtorNumber: '4713' });
    await live(world, '2026-04-20');
    const fourth = async () => (await rows(world, 'parties'))[3];
    expect(await fourth()).toMatchObject({ email_failed_because: '550 5.1.1' });
    const changed = orderFacts(
      {
        id: '4',
        email: 'found@example.com',
        debtorNumber: '4713',
        createdAt: instantAt(isoDate('2026-03-23'), 9, 'Europe/Berlin'),
        updatedAt: world.now(),
      },
      world.now(),
    );
    await world.webhook('orders/updated', orderBody(changed));
    await world.job('apply-inbox');
    expect(await fourth()).toMatchObject({ email: 'found@example.com', email_failed_on: null });
    await live(world, '2026-04-21');
    expect((await rows(world, 'receivables'))[3]).toMatchObject({ level: 1 });
  });
});
