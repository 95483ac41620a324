import fc from 'fast-check';
import {
  doubtAboutRate,
  lawCountry,
  RATE_TABLES,
  rateKnownUntil,
  ratesBetween,
  type AddedRate,
} from '../../server/domain/base-rates.ts';
import { addDays, daysBetween, isoDate, type IsoDate } from '../../server/domain/calendar.ts';
import {
  DAY_COUNTS,
  daysIn,
  interestForDays,
  interestOn,
  USUAL_DAY_COUNT,
  type Interest,
  type InterestOrder,
  type RateRule,
} from '../../server/domain/interest.ts';
import { percentFromRate } from '../../server/domain/money.ts';

const day = isoDate;
const statutory = (change: Partial<Extract<RateRule, { kind: 'statutory' }>>): RateRule => ({
  kind: 'statutory',
  country: 'DE',
  debtor: 'consumer',
  remuneration: true,
  arisenOn: null,
  ...change,
});

type Ask = Partial<InterestOrder> & { from: string; to: string; cents?: number };

function interest({ from, to, cents = 100_000, ...change }: Ask): Interest {
  return interestOn({
    principal: [{ fromOn: day(from), principalCents: cents }],
    fromOn: day(from),
    toOn: day(to),
    rule: statutory({}),
    dayCount: 'act/act',
    addedRates: [],
    ...change,
  });
}

const rates = (ask: Ask): string[] =>
  interest(ask).segments.map(
    ({ fromOn, rate, ground }) => `${fromOn} ${percentFromRate(rate)} ${ground}`,
  );

describe('the published rates', () => {
  it('of Germany stand as the Bundesbank announced them', () => {
    const percents = RATE_TABLES.de_base.rows.map(({ rate }) => percentFromRate(rate)).join(' ');
    expect(percents).toBe(
      '2.57 2.47 1.97 1.22 1.14 1.13 1.21 1.17 1.37 1.95 2.70 3.19 3.32 3.19 1.62 0.12 0.12 0.12 ' +
        '0.12 0.37 0.12 0.12 -0.13 -0.38 -0.63 -0.73 -0.83 -0.83 -0.83 -0.88 -0.88 -0.88 -0.88 ' +
        '-0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 1.62 3.12 3.62 3.37 2.27 1.27 ' +
        '1.27 1.52',
    );
  });

  it.each(['de_base', 'at_base', 'it_reference'] as const)('%s has every half-year', (name) => {
    const days = RATE_TABLES[name].rows.map(({ validFrom }) => validFrom);
    const [first = ''] = days;
    for (const [index, on] of days.entries()) {
      const year =
        Number(first.slice(0, 4)) + Math.floor((index + (first.slice(5, 7) === '07' ? 1 : 0)) / 2);
      expect(on.slice(0, 4)).toBe(String(year));
    }
    expect(new Set(days.map((on) => on.slice(4)))).toEqual(new Set(['-01-01', '-07-01']));
    expect(days.at(-1)).toBe('2026-07-01');
  });

  it('are 0.88 points below the ECB reference, wherever both are known (plausibility)', () => {
    for (const { validFrom, rate } of RATE_TABLES.it_reference.rows) {
      const german = RATE_TABLES.de_base.rows.find((row) => row.validFrom === validFrom);
      expect(german?.rate).toBe(rate - 8800);
    }
  });

  it('of Austria stand as the OeNB announced them', () => {
    const percents = RATE_TABLES.at_base.rows.map(({ rate }) => percentFromRate(rate)).join(' ');
    expect(percents).toBe('-0.62 1.88 3.38 3.88 3.88 2.53 1.53 1.53 1.53');
    expect(RATE_TABLES.at_base.rows[0]?.validFrom).toBe('2022-07-01');
    expect(RATE_TABLES.it_legal.rows).toEqual([
      { validFrom: '2025-01-01', rate: 20_000 },
      { validFrom: '2026-01-01', rate: 16_000 },
    ]);
  });

  it('name their source and how long they speak', () => {
    for (const table of Object.values(RATE_TABLES))
      expect(table.source).toMatch(/BGB|UGB|D\.Lgs|c\.c/);
    expect(rateKnownUntil('de_base')).toBe('2026-12-31');
    expect(rateKnownUntil('it_legal')).toBe('2026-12-31');
    expect(rateKnownUntil('de_base', [added('2027-01-01', 17_700)])).toBe('2027-06-30');
  });

  it('come in stretches with both ends', () => {
    expect(ratesBetween('de_base', day('2025-12-31'), day('2026-07-01'))).toEqual([
      { fromOn: '2025-12-31', toOn: '2025-12-31', rate: 12_700 },
      { fromOn: '2026-01-01', toOn: '2026-06-30', rate: 12_700 },
      { fromOn: '2026-07-01', toOn: '2026-07-01', rate: 15_200 },
    ]);
    expect(ratesBetween('it_legal', day('2025-07-01'), day('2026-01-01'))).toHaveLength(2);
  });

  it('stop at the last known day and never guess the next', () => {
    expect(ratesBetween('de_base', day('2026-12-30'), day('2027-01-02'))).toEqual([
      { fromOn: '2026-12-30', toOn: '2026-12-31', rate: 15_200 },
    ]);
    expect(ratesBetween('de_base', day('2027-01-01'), day('2027-01-02'))).toEqual([]);
  });

  it('throw for a gap before the first and between two rates', () => {
    expect(() => ratesBetween('de_base', day('2001-12-31'), day('2002-01-01'))).toThrow(
      'The German base rate on 2001-12-31 is not known; add the rate to compute this day',
    );
    const late = [added('2027-07-01', 20_000)];
    expect(() => ratesBetween('de_base', day('2026-12-31'), day('2027-07-01'), late)).toThrow(
      'The German base rate on 2027-01-01 is not known; add the rate to compute this day',
    );
    expect(() => ratesBetween('at_base', day('2022-06-30'), day('2022-07-01'))).toThrow(
      'The Austrian base rate on 2022-06-30 is not known',
    );
  });

  it('let the operator add and correct one', () => {
    const mine = [added('2027-01-01', 17_700), added('2026-07-01', 15_000)];
    expect(ratesBetween('de_base', day('2026-12-31'), day('2027-01-01'), mine)).toEqual([
      { fromOn: '2026-12-31', toOn: '2026-12-31', rate: 15_000 },
      { fromOn: '2027-01-01', toOn: '2027-01-01', rate: 17_700 },
    ]);
    const other: AddedRate = { ...added('2027-01-01', 17_700), name: 'at_base' };
    expect(ratesBetween('de_base', day('2027-01-01'), day('2027-01-01'), [other])).toEqual([]);
  });

  it('take what the operator adds in any order, from the day it is valid', () => {
    const mine = [
      added('2027-07-01', 20_000),
      added('2026-10-01', 16_000),
      added('2027-01-01', 17_700),
    ];
    expect(ratesBetween('de_base', day('2026-09-30'), day('2027-07-01'), mine)).toEqual([
      { fromOn: '2026-09-30', toOn: '2026-09-30', rate: 15_200 },
      { fromOn: '2026-10-01', toOn: '2026-12-31', rate: 16_000 },
      { fromOn: '2027-01-01', toOn: '2027-06-30', rate: 17_700 },
      { fromOn: '2027-07-01', toOn: '2027-07-01', rate: 20_000 },
    ]);
    expect(rateKnownUntil('de_base', mine)).toBe('2027-12-31');
  });

  it.each([
    ['2027-01-01', 17_700, null],
    ['2027-07-01', 45_200, null],
    [
      '2027-01-01',
      45_201,
      'The German base rate would jump by more than 3 points; check the figure',
    ],
    [
      '2027-01-01',
      -14_801,
      'The German base rate would jump by more than 3 points; check the figure',
    ],
    ['2027-01-01', -14_800, null],
    ['2027-02-01', 17_700, 'The German base rate changes on 01-01 and 07-01 only'],
    ['2001-01-01', 90_000, null],
  ])('doubt an entry of %s %i: %j', (on, rate, doubt) => {
    expect(doubtAboutRate(added(on, rate))).toBe(doubt);
  });

  it('doubt an Italian legal rate in the middle of the year', () => {
    expect(doubtAboutRate({ ...added('2027-07-01', 16_000), name: 'it_legal' })).toBe(
      'The Italian legal rate changes on 01-01 only',
    );
    expect(doubtAboutRate({ ...added('2027-01-01', 16_000), name: 'it_legal' })).toBeNull();
  });

  it('are known for four countries', () => {
    expect(['DE', 'AT', 'CH', 'IT'].map(lawCountry)).toEqual(['DE', 'AT', 'CH', 'IT']);
    expect(() => lawCountry('FR')).toThrow(
      '"FR" is not a country whose default interest is known; write DE, AT, CH, IT',
    );
  });
});

function added(on: string, rate: number): AddedRate {
  return { name: 'de_base', validFrom: on as IsoDate, rate };
}

describe('the rate of a claim', () => {
  const h2 = { from: '2026-07-01', to: '2026-07-31' };

  it.each<[string, RateRule, string]>([
    ['consumer', statutory({}), '6.52 BGB 288(1)'],
    ['business', statutory({ debtor: 'business' }), '10.52 BGB 288(2)'],
    ['damages', statutory({ debtor: 'business', remuneration: false }), '6.52 BGB 288(1)'],
    ['Austrian business', statutory({ country: 'AT', debtor: 'business' }), '10.73 UGB 456'],
    ['Austrian consumer', statutory({ country: 'AT' }), '4.00 ABGB 1000(1)'],
    [
      'Austrian business, not responsible',
      statutory({ country: 'AT', debtor: 'business', remuneration: false }),
      '4.00 ABGB 1000(1)',
    ],
    ['Swiss business', statutory({ country: 'CH', debtor: 'business' }), '5.00 OR 104(1)'],
    ['Swiss consumer', statutory({ country: 'CH' }), '5.00 OR 104(1)'],
    [
      'Italian business',
      statutory({ country: 'IT', debtor: 'business' }),
      '10.40 D.Lgs. 231/2002 art. 5',
    ],
    ['Italian consumer', statutory({ country: 'IT' }), '1.60 c.c. art. 1284, 1224'],
    ['merchants', { kind: 'merchants' }, '5.00 HGB 352, 353'],
    ['agreed', { kind: 'agreed', rate: 66_250 }, '6.625 agreed rate'],
    ['agreed at zero', { kind: 'agreed', rate: 0 }, '0.00 agreed rate'],
  ])('%s', (_, rule, expected) => {
    expect(rates({ ...h2, rule })).toEqual([`2026-07-01 ${expected}`]);
  });

  it('shows the base rate within it only where it stands on one', () => {
    expect(interest(h2).segments[0]?.baseRate).toBe(15_200);
    expect(interest({ ...h2, rule: { kind: 'merchants' } }).segments[0]?.baseRate).toBeNull();
  });

  it.each([
    [null, '2014-07-28', '7.27 BGB 288(2) before 2014-07-29'],
    [null, '2014-07-29', '8.27 BGB 288(2)'],
    ['2014-07-28', '2014-08-01', '7.27 BGB 288(2) before 2014-07-29'],
    ['2014-07-29', '2014-08-01', '8.27 BGB 288(2)'],
  ])('a business obligation of %s, late from %s, bears %s', (arisen, from, expected) => {
    const arisenOn = arisen === null ? null : day(arisen);
    const rule = statutory({ debtor: 'business', arisenOn });
    expect(rates({ from, to: '2014-08-31', rule })).toEqual([`${from} ${expected}`]);
  });

  it('is never below zero when agreed', () => {
    expect(() => interest({ ...h2, rule: { kind: 'agreed', rate: -1 } })).toThrow(
      'An agreed interest rate cannot be below zero',
    );
  });
});

describe('interest', () => {
  it('prints its segments: the claim of BGH III ZR 91/07', () => {
    const result = interest({ from: '2004-11-04', to: '2006-03-10', cents: 54_300 });
    const common = { principalCents: 54_300, ground: 'BGB 288(1)' };
    expect(result).toEqual({
      interestCents: 4542,
      dayCount: 'act/act',
      computedUntil: '2006-03-10',
      complete: true,
      segments: [
        {
          ...common,
          fromOn: '2004-11-04',
          toOn: '2004-12-31',
          days: 58,
          yearDays: 366,
          rate: 61_300,
          baseRate: 11_300,
          interestCents: 527,
        },
        {
          ...common,
          fromOn: '2005-01-01',
          toOn: '2005-06-30',
          days: 181,
          yearDays: 365,
          rate: 62_100,
          baseRate: 12_100,
          interestCents: 1673,
        },
        {
          ...common,
          fromOn: '2005-07-01',
          toOn: '2005-12-31',
          days: 184,
          yearDays: 365,
          rate: 61_700,
          baseRate: 11_700,
          interestCents: 1689,
        },
        {
          ...common,
          fromOn: '2006-01-01',
          toOn: '2006-03-10',
          days: 69,
          yearDays: 365,
          rate: 63_700,
          baseRate: 13_700,
          interestCents: 653,
        },
      ],
    });
  });

  it('makes one segment where a new half-year changed nothing', () => {
    const ask = { from: '2025-12-10', to: '2026-07-31', cents: 476_000 };
    const result = interest({ ...ask, rule: statutory({ debtor: 'business' }) });
    expect(result.interestCents).toBe(31_441);
    expect(result.segments.map(({ days, toOn }) => [days, toOn])).toEqual([
      [203, '2026-06-30'],
      [31, '2026-07-31'],
    ]);
  });

  it('divides a leap year by 366 and splits at New Year', () => {
    expect(interest({ from: '2024-02-01', to: '2024-02-29' }).interestCents).toBe(683);
    const turn = interest({ from: '2019-12-31', to: '2020-01-01', rule: { kind: 'merchants' } });
    expect(turn.segments.map(({ toOn, yearDays }) => [toOn, yearDays])).toEqual([
      ['2019-12-31', 365],
      ['2020-01-01', 366],
    ]);
    const same = interest({ from: '2025-12-31', to: '2026-01-01', rule: { kind: 'merchants' } });
    expect(same.segments).toHaveLength(1);
  });

  it.each([
    ['act/act', 707],
    ['act/365', 708],
    ['act/360', 718],
    ['30/360', 718],
  ] as const)('of February and March 2024 by %s is %i', (dayCount, expected) => {
    const ask = { from: '2024-02-01', to: '2024-03-31', cents: 50_000 };
    expect(interest({ ...ask, dayCount }).interestCents).toBe(expected);
  });

  it('counts one day when it begins and ends on the same', () => {
    expect(interest({ from: '2026-11-21', to: '2026-11-21', cents: 24_900 }).interestCents).toBe(4);
  });

  it('follows a principal that changes, and rests while nothing is owed', () => {
    const principal = [
      { fromOn: day('2026-09-01'), principalCents: 0 },
      { fromOn: day('2026-07-01'), principalCents: 100_000 },
      { fromOn: day('2026-08-01'), principalCents: 40_000 },
      { fromOn: day('2026-10-01'), principalCents: 10_000 },
    ];
    const result = interest({ from: '2026-07-11', to: '2026-10-10', principal });
    expect(
      result.segments.map(({ fromOn, toOn, days, principalCents }) => [
        fromOn,
        toOn,
        days,
        principalCents,
      ]),
    ).toEqual([
      ['2026-07-11', '2026-07-31', 21, 100_000],
      ['2026-08-01', '2026-08-31', 31, 40_000],
      ['2026-10-01', '2026-10-10', 10, 10_000],
    ]);
    // 1000 x 6.52 % x 21/365 + 400 x 6.52 % x 31/365 + 100 x 6.52 % x 10/365 = 6.1448
    expect(result.interestCents).toBe(614);
    const parts = result.segments.map(({ interestCents }) => interestCents);
    expect(parts).toEqual([375, 222, 17]); // running totals 3.7512, 5.9663, 6.1448
  });

  it('cuts a changing principal and a changing rate each on its own day', () => {
    const principal = [
      { fromOn: day('2026-06-01'), principalCents: 100_000 },
      { fromOn: day('2026-07-15'), principalCents: 40_000 },
    ];
    const result = interest({ from: '2026-06-01', to: '2026-08-31', principal });
    expect(
      result.segments.map(({ fromOn, toOn, rate, principalCents }) => [
        fromOn,
        toOn,
        rate,
        principalCents,
      ]),
    ).toEqual([
      ['2026-06-01', '2026-06-30', 62_700, 100_000],
      ['2026-07-01', '2026-07-14', 65_200, 100_000],
      ['2026-07-15', '2026-08-31', 65_200, 40_000],
    ]);
    // 5.1534 + 2.5008 + 3.4297
    expect(result.interestCents).toBe(1108);
  });

  it('joins a change that changed nothing, but not over a rest', () => {
    const step = (on: string, principalCents: number) => ({ fromOn: day(on), principalCents });
    const same = [step('2026-07-01', 100), step('2026-08-01', 100)];
    expect(
      interest({ from: '2026-07-01', to: '2026-08-31', principal: same }).segments,
    ).toHaveLength(1);
    const rest = [step('2026-07-01', 100), step('2026-08-01', 0), step('2026-08-02', 100)];
    expect(
      interest({ from: '2026-07-01', to: '2026-08-31', principal: rest }).segments,
    ).toHaveLength(2);
  });

  it('bears nothing before there is a principal', () => {
    const principal = [{ fromOn: day('2026-07-20'), principalCents: 100_000 }];
    const [segment] = interest({ from: '2026-07-01', to: '2026-07-31', principal }).segments;
    expect(segment?.fromOn).toBe('2026-07-20');
    expect(interest({ from: '2026-07-01', to: '2026-07-31', principal: [] })).toEqual({
      interestCents: 0,
      segments: [],
      dayCount: 'act/act',
      computedUntil: '2026-07-31',
      complete: true,
    });
  });

  it('ends at the last published rate and says so', () => {
    const early = interest({ from: '2026-12-01', to: '2026-12-31' });
    const late = interest({ from: '2026-12-01', to: '2027-01-01' });
    expect(early.complete).toBe(true);
    expect(late).toEqual({ ...early, complete: false });
    expect(late.computedUntil).toBe('2026-12-31');
    const never = interest({ from: '2027-01-01', to: '2027-01-31' });
    expect(never).toMatchObject({ interestCents: 0, computedUntil: null, complete: false });
    const ask = { from: '2026-12-01', to: '2027-01-31', addedRates: [added('2027-01-01', 17_700)] };
    expect(interest(ask)).toMatchObject({ complete: true, computedUntil: '2027-01-31' });
  });

  it('knows no end of a rate fixed by statute', () => {
    const swiss = { from: '2027-01-01', to: '2040-12-31', rule: statutory({ country: 'CH' }) };
    expect(interest(swiss).complete).toBe(true);
  });

  it('refuses a period that ends before it begins and a negative principal', () => {
    expect(() => interest({ from: '2026-07-02', to: '2026-07-01' })).toThrow(
      'The interest period ends on 2026-07-01, before it begins on 2026-07-02',
    );
    expect(() => interest({ from: '2026-07-01', to: '2026-07-02', cents: -1 })).toThrow(
      'A principal below zero bears no interest; write zero or more',
    );
    expect(() => interest({ from: '2026-07-01', to: '2026-07-02', cents: 0.5 })).toThrow(
      '0.5 is not a whole number of cents',
    );
  });

  it('has a usual day count for every country', () => {
    expect(USUAL_DAY_COUNT).toEqual({ DE: 'act/act', AT: 'act/365', CH: '30/360', IT: 'act/365' });
  });
});

describe('days', () => {
  it.each([
    ['2016-01-01', '2016-07-30', 210],
    ['2016-01-01', '2016-07-31', 210],
    ['2026-02-01', '2026-02-28', 30],
    ['2024-02-01', '2024-02-28', 28],
    ['2024-02-01', '2024-02-29', 30],
    ['2026-01-01', '2026-12-31', 360],
    ['2025-12-16', '2026-01-15', 30],
    ['2026-03-15', '2026-03-15', 1],
    ['2026-03-31', '2026-03-31', 0],
  ])('from %s to %s by 30/360 are %i', (from, to, days) => {
    expect(daysIn(day(from), day(to), '30/360')).toBe(days);
  });

  it.each(['act/act', 'act/365', 'act/360'] as const)(
    'by %s are those of the calendar',
    (count) => {
      expect(daysIn(day('2026-01-31'), day('2026-03-01'), count)).toBe(30);
    },
  );
});

describe('interest without dates', () => {
  it.each([
    [[100_000, 51_200, { days: 25 }, 'act/365'], 351],
    [[100_000, 102_700, { days: 30 }, 'act/365'], 844],
    [[1_000_000, 50_000, { days: 30 }, '30/360'], 4167],
    [[1_000_000, 50_000, { days: 30 }, 'act/360'], 4167],
    [[10_000_000, 110_800, { years: 1 }, 'act/365'], 1_108_000],
    [[10_000_000, 110_800, { years: 2 }, 'act/act'], 2_216_000],
    [[100, 50_000, { days: 0 }, 'act/365'], 0],
  ] as const)(
    'of principal, rate, time and day count %j is %i',
    ([cents, rate, time, count], expected) => {
      expect(interestForDays(cents, rate, time, count)).toBe(expected);
    },
  );

  it('needs dates for act/act, whole days and a principal', () => {
    expect(() => interestForDays(100, 50_000, { days: 1 }, 'act/act')).toThrow(
      'act/act needs dates, as a leap year has 366 days; write from and to',
    );
    for (const days of [-1, 1.5]) {
      expect(() => interestForDays(100, 50_000, { days }, 'act/365')).toThrow(
        `${days} is no number of days or years; write a whole number`,
      );
    }
    expect(() => interestForDays(-1, 50_000, { days: 1 }, 'act/365')).toThrow(
      'A principal below zero bears no interest',
    );
  });
});

describe('always', () => {
  const principalCents = fc.integer({ min: 0, max: 100_000_000 });
  const fromOn = fc.integer({ min: 0, max: 8900 }).map((days) => addDays(day('2002-01-01'), days));
  const length = fc.integer({ min: 0, max: 1500 });
  const rule = fc.constantFrom(statutory({}), statutory({ debtor: 'business' }));
  const count = fc.constantFrom(...DAY_COUNTS);
  const known = (on: IsoDate): IsoDate => (on > '2026-12-31' ? day('2026-12-31') : on);

  const whole = fc
    .tuple(principalCents, fromOn, length, rule)
    .chain((parts) => count.map((dayCount) => ({ parts, dayCount })))
    .map(({ parts: [cents, from, days, ofRule], dayCount }) => ({
      principal: [{ fromOn: from, principalCents: cents }],
      fromOn: from,
      toOn: known(addDays(from, days)),
      rule: ofRule,
      dayCount,
      addedRates: [],
    }));

  it('a period is the sum of its parts within a cent', () => {
    fc.assert(
      fc.property(whole, fc.nat(1500), (order, cut) => {
        const split = addDays(order.fromOn, cut);
        fc.pre(split < order.toOn);
        const arisen = { ...order, rule: { ...order.rule, arisenOn: order.fromOn } as RateRule };
        const both =
          interestOn({ ...arisen, toOn: split }).interestCents +
          interestOn({ ...arisen, fromOn: addDays(split, 1) }).interestCents;
        expect(Math.abs(interestOn(arisen).interestCents - both)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });

  it('its segments add up, follow each other and stay within the period', () => {
    fc.assert(
      fc.property(whole, (order) => {
        const { segments, interestCents } = interestOn(order);
        const parts = segments.reduce((sum, segment) => sum + segment.interestCents, 0);
        expect(parts).toBe(interestCents);
        for (const [index, segment] of segments.entries()) {
          const before = segments[index - 1];
          if (before !== undefined) expect(segment.fromOn).toBe(addDays(before.toOn, 1));
          expect(segment.interestCents).toBeGreaterThanOrEqual(0);
        }
        if (order.dayCount !== '30/360' && segments.length > 0) {
          const days = segments.reduce((sum, segment) => sum + segment.days, 0);
          expect(days).toBe(daysBetween(order.fromOn, order.toOn) + 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('it grows with time and with principal', () => {
    fc.assert(
      fc.property(whole, fc.nat(300), fc.nat(1_000_000), (order, more, extra) => {
        const small = interestOn(order).interestCents;
        const longer = { ...order, toOn: known(addDays(order.toOn, more)) };
        expect(interestOn(longer).interestCents).toBeGreaterThanOrEqual(small);
        const principal = order.principal.map((step) => ({
          ...step,
          principalCents: step.principalCents + extra,
        }));
        expect(interestOn({ ...order, principal }).interestCents).toBeGreaterThanOrEqual(small);
      }),
      { numRuns: 150 },
    );
  });
});
