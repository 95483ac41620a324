import fc from 'fast-check';
import { isoDate } from '../../server/domain/calendar.ts';
import {
  AGEING_BUCKETS,
  averageDaysDelinquent,
  bestPossibleDso,
  bucketOf,
  collectionEffectiveness,
  countBackDso,
  mondayOf,
  oneDecimal,
  percentOf,
  rollRates,
  simpleDso,
} from '../../server/domain/kpi.ts';

describe('days sales outstanding', () => {
  const quarter = { salesCents: 450_000_00, days: 90 };

  it('counts how many days of sales are not paid yet', () => {
    expect(simpleDso({ ...quarter, receivableCents: 150_000_00 })).toBe(30);
  });

  it('counts what the terms alone cost, and what debtors take beyond them', () => {
    const best = bestPossibleDso({ ...quarter, notDueCents: 90_000_00 });
    expect(best).toBe(18);
    expect(averageDaysDelinquent(30, best)).toBe(12);
  });

  it('has no answer without sales', () => {
    expect(simpleDso({ receivableCents: 1, salesCents: 0, days: 90 })).toBeNull();
    expect(averageDaysDelinquent(null, 18)).toBeNull();
    expect(averageDaysDelinquent(30, null)).toBeNull();
  });

  it('is used up month by month: 31 days of March and 200 of 250 of February', () => {
    const months = [
      { salesCents: 300_00, days: 31 },
      { salesCents: 250_00, days: 28 },
      { salesCents: 900_00, days: 31 },
    ];
    expect(countBackDso(500_00, months)).toBeCloseTo(31 + (200 / 250) * 28, 10);
    expect(countBackDso(300_00, months)).toBe(31);
    expect(countBackDso(0, months)).toBe(0);
    expect(countBackDso(1_450_00, months)).toBe(90);
    expect(countBackDso(1_450_01, months)).toBeNull();
  });

  it('goes over a month of credits without going back in time', () => {
    const months = [
      { salesCents: -50_00, days: 31 },
      { salesCents: 100_00, days: 28 },
    ];
    expect(countBackDso(100_00, months)).toBe(59);
  });

  it('grows with the receivables, by both ways of counting', () => {
    const months = [
      { salesCents: 500_00, days: 30 },
      { salesCents: 700_00, days: 31 },
    ];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 119_999 }), (cents) => {
        expect(countBackDso(cents + 1, months)).toBeGreaterThan(countBackDso(cents, months) ?? 0);
      }),
    );
  });
});

describe('the collection effectiveness index', () => {
  it('is the part of what could be collected that was', () => {
    const of = { openingCents: 120_00, salesCents: 450_00, closingCents: 150_00 };
    expect(collectionEffectiveness({ ...of, closingNotDueCents: 90_00 })).toBe(87.5);
  });

  it('is 100 when only what is not due is still open, and null when nothing could come', () => {
    const of = { openingCents: 0, salesCents: 100_00, closingCents: 40_00 };
    expect(collectionEffectiveness({ ...of, closingNotDueCents: 40_00 })).toBe(100);
    const all = { openingCents: 0, salesCents: 40_00, closingCents: 40_00 };
    expect(collectionEffectiveness({ ...all, closingNotDueCents: 40_00 })).toBeNull();
  });
});

describe('the age of what is open', () => {
  it.each([
    [-1, 'not_due'],
    [0, 'not_due'],
    [1, '1_30'],
    [30, '1_30'],
    [31, '31_60'],
    [60, '31_60'],
    [61, '61_90'],
    [90, '61_90'],
    [91, '91_120'],
    [120, '91_120'],
    [121, 'over_120'],
    [5000, 'over_120'],
    [null, 'unknown'],
  ])('of %p days past the due day is in %s', (days, bucket) => {
    expect(bucketOf(days)).toBe(bucket);
  });

  it('has one bucket for every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (days) => {
        const names = AGEING_BUCKETS.map(({ name }) => name);
        expect(names.filter((name) => name === bucketOf(days))).toHaveLength(1);
        expect(bucketOf(days)).not.toBe('unknown');
      }),
    );
  });

  it('begins its weeks on Monday', () => {
    expect(mondayOf(isoDate('2026-03-01'))).toBe('2026-02-23');
    expect(mondayOf(isoDate('2026-03-02'))).toBe('2026-03-02');
    expect(mondayOf(isoDate('2026-03-08'))).toBe('2026-03-02');
  });
});

describe('roll rates', () => {
  const days = { fromOn: isoDate('2026-03-01'), toOn: isoDate('2026-03-31') };
  const item = (dueOn: string | null, beforeCents: number, afterCents: number) => ({
    dueOn: dueOn === null ? null : isoDate(dueOn),
    beforeCents,
    afterCents,
  });

  it('count what is still open and older, beside what was paid and what stayed', () => {
    const items = [
      item('2026-02-10', 100_00, 100_00), // 19 days old, then 49: rolled
      item('2026-02-10', 100_00, 40_00), // 60 of it paid, 40 rolled
      item('2026-02-28', 50_00, 50_00), // 1 day old, then 31: rolled
      item('2026-03-01', 70_00, 70_00), // not due, then 30 days
      item('2026-04-15', 30_00, 30_00), // not due on both days: stayed
      item(null, 10_00, 10_00),
    ];
    const rates = new Map(rollRates(items, days).map((rate) => [rate.bucket, rate]));
    expect(rates.get('1_30')).toEqual({
      bucket: '1_30',
      cents: 250_00,
      rolledCents: 190_00,
      paidCents: 60_00,
      rollPercent: 76,
    });
    expect(rates.get('not_due')).toMatchObject({ cents: 100_00, rolledCents: 70_00, paidCents: 0 });
    expect(rates.get('unknown')).toMatchObject({ cents: 10_00, rolledCents: 0 });
    expect(rates.get('61_90')).toMatchObject({ cents: 0, rollPercent: null });
  });

  it('do not count what was added meanwhile, nor more than was there', () => {
    const items = [item('2026-02-10', 100_00, 140_00), item('2026-02-10', 0, 50_00)];
    const [, first] = rollRates(items, days);
    expect(first).toMatchObject({ cents: 100_00, rolledCents: 100_00, paidCents: 0 });
  });
});

it('has no percentage of nothing', () => {
  expect(percentOf(1, 4)).toBe(25);
  expect(percentOf(0, 0)).toBeNull();
});

it('shows one decimal, halves away from zero', () => {
  expect([51.75, 44.25, -0.25, 20.666, null].map(oneDecimal)).toEqual([
    51.8,
    44.3,
    -0.3,
    20.7,
    null,
  ]);
});
