import { addSeconds } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

/** Three orders of 2026-03-02, due 2026-03-16; the friendly reminder comes five days later. */
describe.each(databases)('a run that a person looks at, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  beforeEach(async () => {
    world = await makeWorld({
      database,
      policy: policyOf(),
      settings: { termsAgreed: true, ...dunning({ commit: 'approval' }) },
    });
    clerk = await clerkOf(world);
    for (const id of ['1', '2', '3']) {
      const email = `debtor-${id}@example.com`;
      await world.order({ id, number: 1000 + Number(id), email });
    }
  });
  afterEach(async () => {
    await expectConserved(world);
    await expectSoundBooks(world);
    await world.end();
  });

  const sent = async () => (await world.mails()).map((mail) => mail.to?.[0]?.address ?? '').sort();
  const [one, two, three] = ['1', '2', '3'].map((id) => `debtor-${id}@example.com`);

  it('leaves nobody in doubt: the morning proposes, the worklist shows it, nothing leaves', async () => {
    await world.day('2026-03-21');
    await world.day('2026-03-21');
    expect(await sent()).toEqual([]);
    expect(await rows(world, 'outbox')).toEqual([]);
    const [run] = await rows(world, 'dunning_runs');
    expect(run).toMatchObject({ state: 'proposed', selected: 3, reminded: 3 });
    const { body } = await clerk.get('/worklist');
    const items = body['items'] as unknown as { kind: string; id: number }[];
    expect(items).toContainEqual(expect.objectContaining({ kind: 'run_waiting', id: run?.['id'] }));

    const committed = await clerk.post(`/dunning-runs/${String(run?.['id'])}/commit`);
    expect(committed.body).toMatchObject({ state: 'finished', reminded: 3, notices: 3 });
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([one, two, three]);
    const again = await clerk.post(`/dunning-runs/${String(run?.['id'])}/commit`);
    expect(again.body).toMatchObject({ state: 'finished', reminded: 3 });
    expect(await rows(world, 'reminders')).toHaveLength(3);
  });

  it('takes one out with a reason, puts another back, and reminds exactly the rest', async () => {
    const run = await clerk.propose('2026-03-21');
    const [first, second] = [await clerk.item(run, '#1001'), await clerk.item(run, '#1002')];
    const out = await clerk.post(`/dunning-run-items/${first.id}/take-out`, { reason: 'a friend' });
    expect(out.body).toMatchObject({ outcome: 'skip', reason: 'taken_out' });
    await clerk.post(`/dunning-run-items/${second.id}/take-out`, { reason: 'by mistake' });
    expect((await clerk.get(`/dunning-runs/${run}`)).body).toMatchObject({
      reminded: 1,
      skipped: 2,
    });
    const back = await clerk.post(`/dunning-run-items/${second.id}/put-back`);
    expect(back.body).toMatchObject({ outcome: 'remind', reason: null });
    const twice = await clerk.post(`/dunning-run-items/${second.id}/put-back`);
    expect(twice.status).toBe(409);

    await clerk.post(`/dunning-runs/${run}/commit`);
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([two, three]);
    const left = await clerk.item(run, '#1001');
    expect(left).toMatchObject({ outcome: 'skip', reason: 'taken_out', editNote: 'a friend' });
    const late = await clerk.post(`/dunning-run-items/${second.id}/take-out`, { reason: 'late' });
    expect(late.status).toBe(409);
    const told = await rows(world, 'journal_events', { type: 'dunning_run.edited' });
    expect(told).toHaveLength(3);
  });

  it('looks once more when it commits: what was paid or blocked meanwhile stays at home', async () => {
    const run = await clerk.propose('2026-03-21');
    await world.pays('1', 100_00);
    const second = await clerk.item(run, '#1002');
    const block = { reason: 'complaint' };
    await clerk.post(`/receivables/${second.receivableId}/dunning-blocks`, block);
    await clerk.post(`/dunning-runs/${run}/commit`);
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([three]);
    expect(await clerk.item(run, '#1001')).toMatchObject({ reason: 'changed:paid' });
    expect(await clerk.item(run, '#1002')).toMatchObject({ reason: 'changed:blocked' });
    expect((await clerk.get(`/dunning-runs/${run}`)).body).toMatchObject({
      selected: 3,
      reminded: 1,
      skipped: 2,
      reasons: expect.arrayContaining([
        { outcome: 'skip', reason: 'changed:paid', count: 1 },
        { outcome: 'remind', reason: null, count: 1 },
      ]),
    });
  });

  it('asks for less after a part was paid', async () => {
    const run = await clerk.propose('2026-03-21');
    await world.pays('1', 40_00);
    await clerk.post(`/dunning-runs/${run}/commit`);
    await world.job('deliver-outbox');
    const mail = (await world.mails()).find((one) => one.subject?.includes('#1001'));
    expect(mail?.text).toContain('60,00');
    expect(await clerk.item(run, '#1001')).toMatchObject({ outcome: 'remind', openCents: 60_00 });
  });

  it('leaves out what became due only after the proposal; the next run has it', async () => {
    await world.order({
      id: '4',
      number: 1004,
      email: 'debtor-4@example.com',
      createdAt: addSeconds(world.now(), 86_400),
    });
    const run = await clerk.propose('2026-03-21');
    expect((await clerk.item(run, '#1004')).reason).toBe('too_early');
    world.at('2026-03-22');
    await clerk.post(`/dunning-runs/${run}/commit`);
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([one, two, three]);
    const next = await clerk.propose('2026-03-22');
    expect((await clerk.item(next, '#1004')).outcome).toBe('remind');
  });

  it('has one open proposal: the same day gives it again, the next day replaces it', async () => {
    const run = await clerk.propose('2026-03-21');
    expect(await clerk.propose('2026-03-21')).toBe(run);
    const next = await clerk.propose('2026-03-22');
    expect(next).not.toBe(run);
    expect((await clerk.get(`/dunning-runs/${run}`)).body).toMatchObject({ state: 'discarded' });
    expect((await clerk.post(`/dunning-runs/${run}/commit`)).status).toBe(409);
    expect((await clerk.post(`/dunning-runs/${next}/discard`)).body).toMatchObject({
      state: 'discarded',
    });
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([]);
    const { body } = await clerk.get('/dunning-runs?state=discarded');
    expect((body['items'] as unknown as { id: number }[]).map(({ id }) => id)).toEqual([next, run]);
  });

  it('leaves whom a person took out left out on the next day, until somebody commits', async () => {
    await clerk.propose('2026-03-21');
    const first = await clerk.item(await clerk.propose('2026-03-21'), '#1002');
    await clerk.post(`/dunning-run-items/${first.id}/take-out`, { reason: 'he called' });
    for (const on of ['2026-03-22', '2026-03-23']) {
      const run = await clerk.propose(on);
      expect(await clerk.item(run, '#1002')).toMatchObject({
        outcome: 'skip',
        reason: 'taken_out',
        editNote: 'he called',
      });
      expect((await clerk.item(run, '#1001')).outcome).toBe('remind');
    }
    const last = await clerk.propose('2026-03-23');
    const again = await clerk.item(last, '#1002');
    const { body } = await clerk.post(`/dunning-run-items/${again.id}/put-back`);
    expect(body).toMatchObject({ outcome: 'remind' });
    await clerk.post(`/dunning-run-items/${again.id}/take-out`, { reason: 'he called' });
    await clerk.post(`/dunning-runs/${last}/commit`);
    await world.job('deliver-outbox');
    expect(await sent()).toEqual([one, three]);
    expect((await clerk.item(await clerk.propose('2026-03-24'), '#1002')).outcome).toBe('remind');
  });

  it('forgets its lines 90 days after its end, and keeps its counts', async () => {
    const run = await clerk.propose('2026-03-21');
    await clerk.post(`/dunning-runs/${run}/commit`);
    const open = await clerk.propose('2026-03-22');
    world.at('2026-06-19');
    await world.job('settle-privacy');
    expect(await clerk.items(run)).toHaveLength(3);
    world.at('2026-06-20');
    await world.job('settle-privacy');
    expect(await clerk.items(run)).toEqual([]);
    const kept = await clerk.get(`/dunning-runs/${run}`);
    expect(kept.body).toMatchObject({ selected: 3, reminded: 3, notices: 3 });
    expect(kept.body['itemsRemovedAt']).toEqual(expect.any(String));
    // A proposal that still waits keeps its lines, however old it is.
    expect(await clerk.items(open)).toHaveLength(3);
  });

  it('keeps its lines while no newer run stands in the worklist, however old it is', async () => {
    const run = await clerk.propose('2026-03-21');
    await clerk.post(`/dunning-runs/${run}/commit`);
    world.at('2026-07-21');
    await world.job('settle-privacy');
    expect(await clerk.items(run)).toHaveLength(3);
    await clerk.propose('2026-07-21');
    await world.job('settle-privacy');
    expect(await clerk.items(run)).toEqual([]);
  });

  it('is too old to be committed once its deadlines would be too short', async () => {
    const run = await clerk.propose('2026-03-21');
    world.at('2026-03-24');
    const late = await clerk.post(`/dunning-runs/${run}/commit`);
    expect(late.status).toBe(409);
    expect(late.body['detail']).toContain('too old');
  });

  it('previews exactly what it then commits', async () => {
    world.at('2026-03-21');
    await world.pays('3', 100_00);
    const preview = await clerk.post('/dunning-runs', { mode: 'preview' });
    expect(await rows(world, 'dunning_run_items')).toEqual([]);
    const { body } = await clerk.post('/dunning-runs', { commit: true });
    const items = await clerk.items(Number(body['runId']));
    const short = (lines: readonly unknown[]) =>
      (lines as Record<string, unknown>[]).map(
        ({ receivableId, outcome, totalCents, channel }) => ({
          receivableId,
          outcome,
          totalCents,
          channel,
        }),
      );
    expect(short(preview.body['lines'] as never)).toEqual(short(items));
    expect(body).toMatchObject({ selected: 2, reminded: 2, notices: 2 });
  });

  it('shows the letter as it would be, and afterwards as it was frozen', async () => {
    const run = await clerk.propose('2026-03-21');
    const { id } = await clerk.item(run, '#1001');
    const key = await world.key('clerk');
    const pdf = async () => {
      const answer = await fetch(`${world.url}/api/v1/dunning-run-items/${id}/letter.pdf`, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(answer.headers.get('content-type')).toContain('application/pdf');
      return Buffer.from(await answer.arrayBuffer());
    };
    const before = await pdf();
    expect(before.subarray(0, 5).toString()).toBe('%PDF-');
    await clerk.post(`/dunning-runs/${run}/commit`);
    expect((await pdf()).equals(before)).toBe(true);
    expect((await pdf()).equals(before)).toBe(true);
  });
});
