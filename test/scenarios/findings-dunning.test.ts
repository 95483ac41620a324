import { beginAgencyCall } from '../../server/actions/begin-agency-call.ts';
import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { presetPolicy } from '../../server/domain/dunning.ts';
import { addSeconds, instantAt, isoDate } from '../../server/domain/calendar.ts';
import { expectSoundBooks } from '../http/shop.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, orderFacts, rows, type World, type WorldWish } from '../support/world.ts';

const SAME = { debtorNumber: '4711', email: 'debtor@example.com' };
const LEVELS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];

describe.each(databases)('what must never happen to a debtor, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  const begin = async (wish: WorldWish = {}) => {
    world = await makeWorld({
      database,
      startOn: '2026-01-05',
      policy: policyOf(),
      ...wish,
      settings: { termsAgreed: true, ...dunning(), ...wish.settings },
    });
    clerk = await clerkOf(world);
  };
  afterEach(async () => {
    await expectConserved(world);
    await expectSoundBooks(world);
    await world.end();
  });
  const orderOn = (on: string, id: string, more: object = {}) =>
    world.order({
      id,
      number: 1000 + Number(id),
      createdAt: instantAt(isoDate(on), 9, 'Europe/Berlin'),
      ...SAME,
      ...more,
    });
  const post = async (path: string, body: unknown = {}, status = 200) => {
    const answer = await clerk.post(path, body);
    expect([path, answer.status, answer.body]).toEqual([path, status, answer.body]);
    return answer.body as Record<string, unknown>;
  };

  it('an answered dispute that is upheld after all holds reminders and hand-over again', async () => {
    await begin({ startOn: '2026-03-02', policy: presetPolicy });
    await world.order({ id: '1' });
    const said = { reason: 'defect', text: 'Die Tasse hat einen Sprung.' };
    const { disputeId } = await post('/receivables/1/disputes', said, 201);
    await post(`/disputes/${String(disputeId)}/answer`, { text: 'Wir sehen das anders.' });
    await post(`/disputes/${String(disputeId)}/decide`, { outcome: 'upheld' });
    for (const on of LEVELS) await world.day(on);
    await world.day('2026-05-09');
    expect((await world.mails()).length).toBe(0);
    expect(await rows(world, 'claims')).toEqual([]);
    await post(`/tasks/1/done`);
    await world.day('2026-05-10');
    expect(await world.mails()).toHaveLength(1);
  });

  it('no claim leaves in the very moment of the emergency stop', async () => {
    await begin({ startOn: '2026-03-02', policy: presetPolicy });
    await world.order({ id: '1' });
    for (const on of LEVELS) await world.day(on);
    world.at('2026-05-09');
    await world.job('daily-dunning');
    const [waiting] = await rows(world, 'outbox', { kind: 'claim.submit', state: 'queued' });
    expect(waiting).toBeDefined();
    await post('/emergency-stop', { on: true, reason: 'now' });
    const { house, owner } = world.service;
    const at = addSeconds(world.now(), 4 * 86_400);
    const call = await beginAgencyCall(house, Number(waiting?.['id']), {
      actor: 'test',
      at,
      owner,
    });
    expect(call).toBeNull();
    expect(await rows(world, 'outbox', { id: waiting?.['id'] })).toEqual([
      expect.objectContaining({ state: 'queued', note: 'the emergency stop is on' }),
    ]);
    expect(await rows(world, 'claims')).toEqual([expect.objectContaining({ state: 'queued' })]);
  });

  it('a credit is taken off in one of two letters of a run, and both leave', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2', { locale: 'en-GB' });
    await orderOn('2026-01-05', '3', { totalCents: 30_00 });
    await world.pays('3', 55_00);
    await world.day('2026-01-24');
    await world.day('2026-01-25');
    const sent = await rows(world, 'reminders', { state: 'sent' });
    expect(new Set(sent.map((row) => row['receivable_id']))).toEqual(new Set([1, 2]));
    const ids = sent.map((row) => row['notice_id']);
    const notices = (await rows(world, 'notices')).filter((row) => ids.includes(row['id']));
    const credits = notices.map((row) => Number(row['credits_cents']));
    expect(credits.toSorted((a, b) => a - b)).toEqual([0, 25_00]);
  });

  it('a credit that a letter of another day took off is not taken off once more', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    world.at('2026-01-08');
    await orderOn('2026-01-08', '2');
    await orderOn('2026-01-08', '3', { totalCents: 30_00 });
    await world.pays('3', 55_00);
    await world.day('2026-01-24');
    await world.day('2026-01-27');
    const notices = await rows(world, 'notices');
    expect(notices.map((row) => [row['pay_cents'], row['credits_cents']])).toEqual([
      [75_00, 25_00],
      [100_00, 0],
    ]);
  });

  it('a call about two receivables goes on about the other when one is paid', async () => {
    await begin({ policy: policyOf({ channels: ['telephone'] }) });
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2');
    await world.service.house.db('parties').update({ phone: '+49 30 000000' });
    await world.day('2026-01-24');
    expect(await rows(world, 'tasks', { state: 'open' })).toHaveLength(1);
    await world.pays('1', 100_00);
    await world.day('2026-01-25');
    const open = await rows(world, 'tasks', { state: 'open', kind: 'telephone' });
    expect(open.map((row) => row['receivable_id'])).toEqual([2]);
    expect(await rows(world, 'reminders', { state: 'planned' })).toHaveLength(1);
  });

  it('a reminder does not leave for an address that was corrected meanwhile', async () => {
    await begin({ startOn: '2026-03-02', policy: presetPolicy });
    await world.order({ id: '1' });
    const at = world.now();
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const facts = orderFacts({ id: '1', email: 'right@example.com' }, at);
    await world.webhook('orders/updated', orderBody({ ...facts, updatedAt: world.now() }));
    await world.job('apply-inbox');
    await world.job('deliver-outbox');
    expect((await world.mails()).length).toBe(0);
    await world.day('2026-03-22');
    const mails = await world.mails();
    expect(mails.flatMap(({ to }) => to?.map(({ address }) => address))).toEqual([
      'right@example.com',
    ]);
  });

  it('a friendly level of one item does not silence the graver one of another', async () => {
    const friendly = policyOf((level) => ({
      template: level < 4 ? 'friendly_reminder' : 'final_notice',
    }));
    await begin({ policy: friendly });
    await orderOn('2026-01-05', '1');
    await world.day('2026-01-24');
    await orderOn('2026-01-06', '2');
    const level = {
      template: 'first_reminder' as const,
      feeCents: { consumer: 2_50, business: 0 },
    };
    const strict = { ...policyOf(), levels: policyOf(level).levels.slice(0, 1) };
    await post('/policies', { scope: 'receivable', scopeKey: '2', policy: strict }, 201);
    await world.day('2026-02-05');
    const notice = (await rows(world, 'notices')).at(-1);
    const reminders = await rows(world, 'reminders', { notice_id: notice?.['id'] });
    expect(reminders.map((row) => [row['receivable_id'], row['level']])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    const fees = reminders.reduce((sum, row) => sum + Number(row['fee_cents']), 0);
    expect(notice?.['charges_cents']).toBe(fees);
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).toContain('202,50');
  });

  it('a reminder is not taken back while a later one waits for a decision', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await world.day('2026-01-24');
    world.at('2026-02-04');
    await world.job('daily-dunning');
    await world.service.house.db('outbox').where({ id: 2 }).update({ state: 'failed', note: 'x' });
    await world.service.house.db('reminders').where({ id: 2 }).update({ state: 'failed' });
    await post('/reminders/1/withdraw', { reason: 'wrong' }, 409);
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ level: 1 });
  });

  it('one busy link does not shut the page for others', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2', { debtorNumber: '4712', email: 'other@example.com' });
    await world.day('2026-01-24');
    const see = async (debtorId: number) => {
      const of = { shopId: world.shopId, debtorId, on: isoDate('2026-01-24') };
      const { pathname } = new URL(world.service.house.respondUrl(of) ?? '');
      const answer = await fetch(`${world.url}${pathname}`);
      await answer.arrayBuffer();
      return answer.status;
    };
    for (let visit = 0; visit < 620; visit += 1) await see(1);
    expect([await see(1), await see(2)]).toEqual([429, 200]);
  });
});
