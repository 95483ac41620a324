import { isoDate } from '../../server/domain/calendar.ts';
import {
  COURT_PATHS,
  collectionCost,
  courtDunning,
  instalmentFee,
  type CollectionOrder,
} from '../../server/domain/collection-cost.ts';
import { COURT_FEES, feeTableOn, fullFee, LAWYER_FEES } from '../../server/domain/fee-tables.ts';
import { centsFromDecimal } from '../../server/domain/money.ts';

/** The annexes of the statutes, row by row: value up to (EUR), fee at 1.0 (EUR). */
const ANNEXES = {
  'RVG 2021': `
    500 49.00; 1000 88.00; 1500 127.00; 2000 166.00; 3000 222.00; 4000 278.00; 5000 334.00;
    6000 390.00; 7000 446.00; 8000 502.00; 9000 558.00; 10000 614.00; 13000 666.00;
    16000 718.00; 19000 770.00; 22000 822.00; 25000 874.00; 30000 955.00; 35000 1036.00;
    40000 1117.00; 45000 1198.00; 50000 1279.00; 65000 1373.00; 80000 1467.00; 95000 1561.00;
    110000 1655.00; 125000 1749.00; 140000 1843.00; 155000 1937.00; 170000 2031.00;
    185000 2125.00; 200000 2219.00; 230000 2351.00; 260000 2483.00; 290000 2615.00;
    320000 2747.00; 350000 2879.00; 380000 3011.00; 410000 3143.00; 440000 3275.00;
    470000 3407.00; 500000 3539.00`,
  'RVG 2025': `
    500 51.50; 1000 93.00; 1500 134.50; 2000 176.00; 3000 235.50; 4000 295.00; 5000 354.50;
    6000 414.00; 7000 473.50; 8000 533.00; 9000 592.50; 10000 652.00; 13000 707.00;
    16000 762.00; 19000 817.00; 22000 872.00; 25000 927.00; 30000 1013.00; 35000 1099.00;
    40000 1185.00; 45000 1271.00; 50000 1357.00; 65000 1456.50; 80000 1556.00; 95000 1655.50;
    110000 1755.00; 125000 1854.50; 140000 1954.00; 155000 2053.50; 170000 2153.00;
    185000 2252.50; 200000 2352.00; 230000 2492.00; 260000 2632.00; 290000 2772.00;
    320000 2912.00; 350000 3052.00; 380000 3192.00; 410000 3332.00; 440000 3472.00;
    470000 3612.00; 500000 3752.00`,
  'GKG 2025': `
    500 40.00; 1000 61.00; 1500 82.00; 2000 103.00; 3000 125.50; 4000 148.00; 5000 170.50;
    6000 193.00; 7000 215.50; 8000 238.00; 9000 260.50; 10000 283.00; 13000 313.50;
    16000 344.00; 19000 374.50; 22000 405.00; 25000 435.50; 30000 476.00; 35000 516.50;
    40000 557.00; 45000 597.50; 50000 638.00; 65000 778.00; 80000 918.00; 95000 1058.00;
    110000 1198.00; 125000 1338.00; 140000 1478.00; 155000 1618.00; 170000 1758.00;
    185000 1898.00; 200000 2038.00; 230000 2248.00; 260000 2458.00; 290000 2668.00;
    320000 2878.00; 350000 3088.00; 380000 3298.00; 410000 3508.00; 440000 3718.00;
    470000 3928.00; 500000 4138.00`,
};

describe.each(Object.entries(ANNEXES))('the table %s', (name, annex) => {
  const table = [...LAWYER_FEES, ...COURT_FEES].find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  const rows = annex
    .trim()
    .split(/;\s+/)
    .map((row) => row.split(' ').map((amount) => centsFromDecimal(amount)));

  it.each(rows)('asks for a value up to %i a fee of %i, one cent more the next', (value, fee) => {
    const at = (cents: number): number => fullFee(table, cents);
    expect(at(value ?? 0)).toBe(fee);
    const next = rows[rows.findIndex(([row]) => row === value) + 1];
    expect(next === undefined || at((value ?? 0) + 1) === next[1]).toBe(true);
  });
});

describe('fee tables', () => {
  const lawyer = feeTableOn(LAWYER_FEES, isoDate('2026-11-21'));

  it('go on above 500,000 EUR for lawyers, not for courts', () => {
    expect(fullFee(lawyer, 50_000_001)).toBe(375_200 + 17_500);
    expect(fullFee(lawyer, 55_000_001)).toBe(375_200 + 2 * 17_500);
    const court = feeTableOn(COURT_FEES, isoDate('2026-11-21'));
    expect(fullFee(court, 50_000_000)).toBe(413_800);
    expect(() => fullFee(court, 50_000_001)).toThrow(
      'GKG 2025 is known up to a value of 500000.00 EUR',
    );
  });

  it('start at one cent and refuse nothing at all', () => {
    expect(fullFee(lawyer, 1)).toBe(5150);
    for (const value of [0, -1, 1.5]) {
      expect(() => fullFee(lawyer, value)).toThrow('The value of the claim must be above zero');
    }
  });

  it.each([
    ['2021-01-01', 'RVG 2021'],
    ['2025-05-31', 'RVG 2021'],
    ['2025-06-01', 'RVG 2025'],
  ])('a mandate of %s takes %s (RVG 60)', (on, name) => {
    expect(feeTableOn(LAWYER_FEES, isoDate(on)).name).toBe(name);
  });

  it('know no mandate before 2021', () => {
    expect(() => feeTableOn(LAWYER_FEES, isoDate('2020-12-31'))).toThrow(
      'There is no fee table for 2020-12-31; the first is of 2021-01-01',
    );
  });
});

const order = (value: string, change: Partial<CollectionOrder> = {}): CollectionOrder => ({
  valueCents: centsFromDecimal(value),
  rateHundredths: 90,
  mandatedOn: isoDate('2026-11-21'),
  disputed: false,
  withVat: false,
  ...change,
});

describe('the cost of an agency', () => {
  it('is itemised: fee, expenses, net, VAT, total', () => {
    expect(collectionCost(order('750', { withVat: true }))).toEqual({
      table: 'RVG 2025',
      fullFeeCents: 9300,
      feeCents: 8370,
      expensesCents: 1674,
      netCents: 10_044,
      vatCents: 1908,
      totalCents: 11_952,
      smallClaim: false,
      warnings: [],
    });
    expect(collectionCost(order('750'))).toMatchObject({ vatCents: 0, totalCents: 10_044 });
  });

  it.each([
    ['30', [1890, 3402, 4048, 8034]],
    ['50', [1890, 3402, 4048, 8034]],
    ['50.01', [3090, 5562, 6619, 8034]],
    ['500', [3090, 5562, 6619, 8034]],
    ['750', [5580, 10_044, 11_952, 14_090]],
    ['1200', [8070, 14_105, 16_785, 19_485]],
    ['2000', [10_560, 17_840, 21_230, 24_880]],
    ['2000.01', [13_775, 23_195, 27_602, 32_615]],
    ['5000', [19_725, 33_905, 40_347, 48_085]],
  ])('for %s EUR at 0.5, at 0.9, with VAT and disputed at 1.3 is %j', (value, expected) => {
    const total = (change: Partial<CollectionOrder>): number =>
      collectionCost(order(value, change)).totalCents;
    expect([
      total({ rateHundredths: 50 }),
      total({}),
      total({ withVat: true }),
      total({ rateHundredths: 130, disputed: true }),
    ]).toEqual(expected);
  });

  it.each([
    ['2021-09-30', 4900, false],
    ['2021-10-01', 3000, true],
    ['2025-05-31', 3000, true],
    ['2025-06-01', 3150, true],
  ])('a small claim mandated on %s has a full fee of %i', (on, fee, small) => {
    const cost = collectionCost(order('50', { mandatedOn: isoDate(on) }));
    expect([cost.fullFeeCents, cost.smallClaim]).toEqual([fee, small]);
  });

  it('was 21.42 and 38.56 EUR for up to 50 EUR under the old table, VAT included', () => {
    const old = { mandatedOn: isoDate('2024-06-01'), withVat: true };
    expect(collectionCost(order('50', { ...old, rateHundredths: 50 })).totalCents).toBe(2142);
    expect(collectionCost(order('50', old)).totalCents).toBe(3856);
  });

  it('is never below 15 EUR for a fee (RVG 13(3))', () => {
    expect(collectionCost(order('50', { rateHundredths: 30 })).feeCents).toBe(1500);
    expect(collectionCost(order('50', { rateHundredths: 48 })).feeCents).toBe(1512);
  });

  it('rounds half a cent up: 0.65 of 134.50 is 87.43', () => {
    expect(collectionCost(order('1500', { rateHundredths: 65 })).feeCents).toBe(8743);
  });

  it.each([
    [90, false, []],
    [91, false, ['Above 0.9 only if the matter is especially extensive or difficult']],
    [130, false, ['Above 0.9 only if the matter is especially extensive or difficult']],
    [130, true, []],
    [131, true, ['Above 1.3 only if the matter is especially extensive or difficult']],
    [250, true, ['Above 1.3 only if the matter is especially extensive or difficult']],
  ])('at %i hundredths, disputed %s, warns %j (VV 2300)', (rateHundredths, disputed, texts) => {
    const { warnings } = collectionCost(order('500', { rateHundredths, disputed }));
    expect(warnings).toEqual(texts.map((text) => ({ rule: 'RVG VV 2300', text, weight: 'warn' })));
  });

  it.each([
    [131, false, 'A rate of 1.31 cannot be charged for an undisputed claim; write 0.3 to 1.3'],
    [251, true, 'A rate of 2.51 cannot be charged for a disputed claim; write 0.3 to 2.5'],
    [0, false, 'A rate of 0 cannot be charged for an undisputed claim; write 0.3 to 1.3'],
    [-50, false, 'A rate of -0.5 cannot be charged for an undisputed claim; write 0.3 to 1.3'],
    [50.5, false, 'A rate of 0.505 cannot be charged for an undisputed claim; write 0.3 to 1.3'],
  ])('refuses %d hundredths, disputed %s', (rateHundredths, disputed, message) => {
    expect(() => collectionCost(order('500', { rateHundredths, disputed }))).toThrow(message);
  });
});

it.each([
  ['1000', 3605], // 0.7 of 51.50 on 500 EUR
  ['1000.01', 6510], // half of it is 500.005, rounded up, so 0.7 of 93.00
  ['2000', 6510],
  ['100', 3605],
])('an instalment agreement over %s EUR costs %i (VV 1000 Nr. 2, RVG 31b)', (value, fee) => {
  expect(instalmentFee(centsFromDecimal(value), isoDate('2026-11-21'))).toBe(fee);
});

describe('the court', () => {
  it.each([
    ['0.01', 3800],
    ['1000', 3800],
    ['1000.01', 4100],
    ['1500', 4100],
    ['2000', 5150],
    ['5000', 8525],
    ['10000', 14_150],
  ])('asks for a payment order over %s EUR %i (GKG KV 1100)', (value, fee) => {
    expect(courtDunning(centsFromDecimal(value), isoDate('2026-11-21'))).toEqual({
      courtFeeCents: fee,
      ground: 'GKG 34, KV 1100',
    });
  });

  it('has no table here before June 2025', () => {
    expect(() => courtDunning(100, isoDate('2025-05-31'))).toThrow(
      'There is no fee table for 2025-05-31; the first is of 2025-06-01',
    );
  });

  it('has a path in every country, and says which is certain', () => {
    expect(COURT_PATHS).toEqual({
      DE: {
        name: 'Mahnbescheid, then Vollstreckungsbescheid within 6 months',
        objection: '2 weeks after service, then 2 weeks more',
        ground: 'ZPO 688 to 703d',
        certain: true,
      },
      AT: {
        name: 'Mahnklage, Zahlungsbefehl',
        objection: '4 weeks after service',
        ground: 'öZPO 244 to 252',
        certain: false,
      },
      CH: {
        name: 'Betreibung, Zahlungsbefehl',
        objection: '10 days after service (Rechtsvorschlag)',
        ground: 'SchKG 67 to 78',
        certain: false,
      },
      IT: {
        name: 'Decreto ingiuntivo',
        objection: '40 days after service',
        ground: 'c.p.c. 633 to 641',
        certain: true,
      },
    });
  });
});
