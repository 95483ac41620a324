import fc from 'fast-check';
import { addDays, isoDate } from '../../server/domain/calendar.ts';
import { type DunningHistory, simulateDunning } from '../../server/domain/dry-run.ts';
import { type DunningPolicy, presetPolicy } from '../../server/domain/dunning.ts';

const history: DunningHistory = {
  receivableId: 1,
  currency: 'EUR',
  debtorKind: 'consumer',
  dueOn: isoDate('2026-03-02'),
  originalCents: 100_00,
  movements: [{ on: isoDate('2026-02-16'), cents: 100_00 }],
  holds: [],
};
const until = isoDate('2026-06-30');
const told = (of: Partial<DunningHistory>, policy: DunningPolicy = presetPolicy, on = until) =>
  simulateDunning({ ...history, ...of }, policy, on).map((step) => [step.on, step.level]);

describe('the days a policy would have spoken', () => {
  it('are those of the preset policy, each level after the deadline of the one before', () => {
    expect(told({})).toEqual([
      ['2026-03-07', 1], // 5 days after the due day; deadline 14 March is a Saturday, so the 16th
      ['2026-03-17', 2], // 10 days later; deadline the 27th
      ['2026-03-31', 3], // 14 days later; deadline 10 April
      ['2026-04-12', 4], // 12 days later; deadline 22 April
      ['2026-04-25', null], // 3 days after it: the agency
    ]);
  });

  it('end with the period: the last day counts, the one before does not', () => {
    expect(told({}, presetPolicy, isoDate('2026-03-07'))).toHaveLength(1);
    expect(told({}, presetPolicy, isoDate('2026-03-06'))).toHaveLength(0);
  });

  it('end when it is paid, and a payment on the day of a step comes before it', () => {
    const paid = (on: string) => ({
      movements: [...history.movements, { on: isoDate(on), cents: -100_00 }],
    });
    expect(told(paid('2026-03-16'))).toEqual([['2026-03-07', 1]]);
    expect(told(paid('2026-03-17'))).toEqual([['2026-03-07', 1]]);
    expect(told(paid('2026-03-18'))).toHaveLength(2);
  });

  it('begin again when the money goes back', () => {
    const movements = [
      ...history.movements,
      { on: isoDate('2026-03-10'), cents: -100_00 },
      { on: isoDate('2026-05-04'), cents: 100_00 },
    ];
    expect(told({ movements }).slice(0, 2)).toEqual([
      ['2026-03-07', 1],
      ['2026-05-04', 2],
    ]);
  });

  it('wait for the end of a hold and stay silent under one without an end', () => {
    const hold = (toOn: string | null) => ({
      holds: [{ fromOn: isoDate('2026-03-05'), toOn: toOn === null ? null : isoDate(toOn) }],
    });
    expect(told(hold('2026-03-20'))[0]).toEqual(['2026-03-21', 1]);
    expect(told(hold(null))).toEqual([]);
  });

  it('have a notice before the due day where the policy wants one', () => {
    const policy = { ...presetPolicy, preDueDays: [3] };
    expect(told({}, policy)[0]).toEqual(['2026-02-27', 0]);
  });

  it('tell the open sum of the day and the fee of the level', () => {
    const movements = [...history.movements, { on: isoDate('2026-03-20'), cents: -40_00 }];
    const steps = simulateDunning(
      { ...history, movements, debtorKind: 'business' },
      presetPolicy,
      until,
    );
    expect(steps[1]).toMatchObject({ openCents: 100_00, feeCents: 0 });
    expect(steps[2]).toMatchObject({ openCents: 60_00, feeCents: 40_00 });
  });

  it('never go back, and never skip a level, whatever happens', () => {
    const day = fc.integer({ min: -20, max: 120 }).map((n) => addDays(history.dueOn, n));
    const moves = fc.array(fc.record({ on: day, cents: fc.integer({ min: -80_00, max: 80_00 }) }));
    const holds = fc.array(
      fc.record({ fromOn: day, toOn: fc.option(day, { nil: null, freq: 5 }) }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(moves, holds, (more, holds) => {
        const movements = [...history.movements, ...more].toSorted((a, b) =>
          a.on < b.on ? -1 : 1,
        );
        const steps = simulateDunning({ ...history, movements, holds }, presetPolicy, until);
        const reminders = steps.filter((step) => step.do === 'remind');
        expect(reminders.map((step) => step.level)).toEqual(reminders.map((_, n) => n + 1));
        const days = steps.map((step) => step.on);
        expect(days).toEqual(days.toSorted((a, b) => (a < b ? -1 : 1)));
        for (const step of steps) expect(step.openCents).toBeGreaterThan(0);
      }),
    );
  });
});
