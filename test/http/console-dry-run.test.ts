import { presetPolicy } from '../../server/domain/dunning.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** Three receivables of 2 March, due on the 16th; one is paid on the 22nd, one is held. */
describe.each(databases)('the dry run of a policy on $name', (database) => {
  let world: World;
  let key: string;

  beforeAll(async () => {
    world = await makeWorld({ database });
    key = await world.key('clerk');
    for (const id of ['9001', '9002', '9003']) await world.order({ id, number: Number(id) });
    const body = { reason: 'complaint' };
    await world.call('POST', '/api/v1/receivables/3/dunning-blocks', { key, body });
    world.at('2026-03-22');
    await world.pays('9002', 100_00);
    world.at('2026-04-01');
  });
  afterAll(() => world.end());

  const [first] = presetPolicy.levels;
  const softer = {
    ...presetPolicy,
    levels: presetPolicy.levels.map((level) =>
      level === first ? { ...level, afterDays: 9 } : level,
    ),
  };
  const dryRun = async (policy: unknown, more: object = {}) => {
    const body = { scope: 'shop', scopeKey: '', policy, ...more };
    const answer = await world.call('POST', '/api/v1/policies/dry-run', { key, body });
    expect([answer.status, answer.body['detail']]).toEqual([200, undefined]);
    return answer.body as unknown as Record<string, unknown>;
  };

  it('shows who would have got nothing, and what came later', async () => {
    const before = await rows(world, 'journal_events');
    expect(await dryRun(softer)).toMatchObject({
      fromOn: '2026-01-01',
      toOn: '2026-04-01',
      receivables: 3,
      isComplete: true,
      differing: 2,
      steps: [
        { level: 1, present: { count: 2, cents: 200_00 }, changed: { count: 1, cents: 100_00 } },
        { level: 2, present: { count: 1 }, changed: { count: 0 } },
      ],
      differences: [
        {
          orderName: '#9001',
          present: [
            { on: '2026-03-21', level: 1 },
            { on: '2026-03-31', level: 2 },
          ],
          changed: [{ on: '2026-03-25', level: 1 }],
        },
        { orderName: '#9002', present: [{ on: '2026-03-21' }], changed: [] },
      ],
    });
    expect(await rows(world, 'journal_events')).toEqual(before);
  });

  it('finds no difference in the policy that is there already', async () => {
    expect(await dryRun(presetPolicy)).toMatchObject({ differing: 0, differences: [] });
  });

  it('changes only whom the policy is for, and looks back only as far as asked', async () => {
    const business = { scope: 'debtor_kind', scopeKey: 'business' };
    expect(await dryRun(softer, business)).toMatchObject({ differing: 0 });
    const consumer = { scope: 'debtor_kind', scopeKey: 'consumer', days: 5 };
    expect(await dryRun(softer, consumer)).toMatchObject({ fromOn: '2026-03-27', differing: 1 });
  });
});
