import fc from 'fast-check';
import { isoDate, isWorkingDay, NO_HOLIDAYS } from '../../server/domain/calendar.ts';
import {
  instalmentProgress,
  instalmentSchedule,
  planWarnings,
} from '../../server/domain/instalments.ts';

const first = isoDate('2026-03-31');
const schedule = (totalCents: number, count: number, every: 'week' | 'two_weeks' | 'month') =>
  instalmentSchedule({ totalCents, firstOn: first, count, every }, NO_HOLIDAYS);

it('splits into whole cents, and the last takes the rest', () => {
  expect(schedule(100_00, 3, 'week').map(({ amountCents }) => amountCents)).toEqual([
    33_33, 33_33, 33_34,
  ]);
});

it('keeps to the end of the month, and moves a day off a weekend', () => {
  expect(schedule(100_00, 4, 'month').map(({ dueOn }) => dueOn)).toEqual([
    '2026-03-31',
    '2026-04-30',
    '2026-06-01', // May 31 is a Sunday
    '2026-06-30',
  ]);
});

it('moves a day off a holiday', () => {
  const holidays = new Set([isoDate('2026-04-06')]); // Easter Monday
  const wish = {
    totalCents: 50_00,
    firstOn: isoDate('2026-04-04'),
    count: 2,
    every: 'week',
  } as const;
  expect(instalmentSchedule(wish, holidays).map(({ dueOn }) => dueOn)).toEqual([
    '2026-04-07',
    '2026-04-13',
  ]);
});

it('refuses one instalment, too many, and less than a cent each', () => {
  expect(() => schedule(100_00, 1, 'week')).toThrow('count 1');
  expect(() => schedule(100_00, 61, 'week')).toThrow('count 61');
  expect(() => schedule(3, 4, 'week')).toThrow('count 4');
  expect(schedule(4, 4, 'week').map(({ amountCents }) => amountCents)).toEqual([1, 1, 1, 1]);
});

it('adds up to the total, on working days that never go back, whatever is asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 10_000_000 }),
      fc.integer({ min: 2, max: 60 }),
      fc.constantFrom('week' as const, 'two_weeks' as const, 'month' as const),
      (totalCents, count, every) => {
        const made = schedule(totalCents, count, every);
        expect(made.reduce((sum, one) => sum + one.amountCents, 0)).toBe(totalCents);
        for (const [index, { dueOn, amountCents }] of made.entries()) {
          expect(isWorkingDay(dueOn, NO_HOLIDAYS)).toBe(true);
          expect(amountCents).toBeGreaterThan(0);
          const before = made[index - 1];
          if (before !== undefined) expect(dueOn > before.dueOn).toBe(true);
        }
      },
    ),
  );
});

describe('what was paid covers the instalments in their order', () => {
  const plan = schedule(90_00, 3, 'week'); // 03-31, 04-07, 04-14, 30.00 each
  const states = (paidCents: number, on: string) =>
    instalmentProgress(plan, paidCents, { on: isoDate(on), graceDays: 3 }).map(
      ({ state, paidCents: paid }) => [state, paid],
    );

  it('and a day of grace is still in time', () => {
    expect(states(0, '2026-04-03')[0]).toEqual(['open', 0]);
    expect(states(0, '2026-04-04')[0]).toEqual(['missed', 0]);
  });

  it('and a cent that is missing leaves the instalment missed', () => {
    expect(states(29_99, '2026-04-04')[0]).toEqual(['missed', 29_99]);
    expect(states(30_00, '2026-04-04')[0]).toEqual(['paid', 30_00]);
  });

  it('and what is paid too early covers the next', () => {
    expect(states(50_00, '2026-04-11')).toEqual([
      ['paid', 30_00],
      ['missed', 20_00],
      ['open', 0],
    ]);
  });

  it('and money that went back pays nothing', () => {
    expect(states(-10_00, '2026-03-31')).toEqual([
      ['open', 0],
      ['open', 0],
      ['open', 0],
    ]);
  });
});

describe('what the merchant is told', () => {
  const facts = {
    debtorKind: 'consumer',
    chargeCents: 0,
    today: isoDate('2026-03-01'),
    lastDueOn: isoDate('2026-06-01'),
  } as const;
  const codes = (change: Partial<Parameters<typeof planWarnings>[0]>) =>
    planWarnings({ ...facts, ...change }).map(({ code }) => code);

  it('a charge makes the plan of a consumer a credit, of a business not', () => {
    expect(codes({})).toEqual(['acknowledgement']);
    expect(codes({ chargeCents: 1 })).toEqual(['consumer_credit', 'acknowledgement']);
    expect(codes({ chargeCents: 1, debtorKind: 'business' })).toEqual(['acknowledgement']);
  });

  it('and that it runs longer than three months', () => {
    const text = (lastDueOn: string) =>
      planWarnings({ ...facts, chargeCents: 1, lastDueOn: isoDate(lastDueOn) })[0]?.text;
    expect(text('2026-06-01')).not.toContain('three months');
    expect(text('2026-06-02')).toContain('three months');
  });
});
