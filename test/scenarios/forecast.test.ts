import { addDays, isoDate } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

interface NextRun {
  reminders: number;
  handovers: number;
  sums: readonly { currency: string; cents: number; handoverCents: number }[];
}

/** Two debtors who never pay: the second orders when the first has come to the last level. */
describe.each(databases)('what the next run would do, on $name', (database) => {
  let world: World;
  beforeAll(async () => {
    const settings = { termsAgreed: true, defaultTerms: { kind: 'net', days: 7 } } as const;
    world = await makeWorld({ database, policy: policyOf(), settings });
    await world.order({ id: '9001', number: 1001, totalCents: 212_85 });
  });
  afterAll(() => world.end());

  const nextRun = async (key: string): Promise<NextRun> =>
    (await world.call('GET', '/api/v1/overview', { key })).body['nextRun'] as unknown as NextRun;

  it('counts what is reminded apart from what is handed over, as the run then does', async () => {
    const key = await world.key('clerk');
    const seen: unknown[] = [];
    for (let on = isoDate('2026-03-02'); on <= '2026-04-30'; on = addDays(on, 1)) {
      world.at(on, 5);
      if (on === '2026-04-11') {
        await world.order({ id: '9002', number: 1002, totalCents: 100_00 });
      }
      const { reminders, handovers, sums } = await nextRun(key);
      const claims = (await rows(world, 'claims')).length;
      const sent = (await rows(world, 'reminders', { state: 'sent' })).length;
      await world.day(on);
      expect({
        on,
        handovers: (await rows(world, 'claims')).length - claims,
        reminders: (await rows(world, 'reminders', { state: 'sent' })).length - sent,
      }).toEqual({ on, handovers, reminders });
      if (handovers > 0 || reminders > 0) seen.push({ reminders, handovers, sums });
    }
    const sum = (cents: number, handoverCents: number) => [
      { currency: 'EUR', cents, handoverCents },
    ];
    expect(seen).toEqual([
      { reminders: 1, handovers: 0, sums: sum(212_85, 0) },
      { reminders: 1, handovers: 0, sums: sum(212_85, 0) },
      { reminders: 1, handovers: 0, sums: sum(212_85, 0) },
      { reminders: 1, handovers: 0, sums: sum(212_85, 0) },
      { reminders: 0, handovers: 1, sums: sum(0, 212_85) },
      { reminders: 1, handovers: 0, sums: sum(100_00, 0) },
    ]);
  });
});
