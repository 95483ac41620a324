import fc from 'fast-check';
import {
  allocate,
  allocateAcross,
  isSmallRest,
  mayRefusePayment,
  totalOf,
  type AllocationOrder,
  type IncomingPayment,
  type OpenReceivable,
} from '../../server/domain/allocation.ts';
import { isoDate } from '../../server/domain/calendar.ts';

const open = { costsCents: 2500, interestCents: 1234, principalCents: 50_000 };

describe('a payment on one claim', () => {
  it.each<[AllocationOrder, number[]]>([
    ['bgb_367', [2500, 1234, 6266]],
    ['bgb_497', [2500, 0, 7500]],
    ['principal_first', [0, 0, 10_000]],
  ])(
    'of 100 EUR by %s pays costs, interest, principal %j',
    (order, [costs = 0, interest = 0, principal = 0]) => {
      expect(allocate(open, 10_000, order)).toEqual({
        costsCents: costs,
        interestCents: interest,
        principalCents: principal,
        creditCents: 0,
        rest: {
          costsCents: 2500 - costs,
          interestCents: 1234 - interest,
          principalCents: 50_000 - principal,
        },
      });
    },
  );

  it('goes by BGB 367 when nothing else is set', () => {
    expect(allocate(open, 2600)).toMatchObject({ costsCents: 2500, interestCents: 100 });
  });

  it('that reaches beyond the principal pays interest and then costs by goodwill', () => {
    expect(allocate(open, 51_334, 'principal_first')).toMatchObject({
      principalCents: 50_000,
      interestCents: 1234,
      costsCents: 100,
    });
  });

  it('leaves a credit when too much came', () => {
    const paid = allocate(open, 60_000, 'bgb_367');
    expect(paid.creditCents).toBe(60_000 - 53_734);
    expect(paid.rest).toEqual({ costsCents: 0, interestCents: 0, principalCents: 0 });
  });

  it('below zero is refused, and so is an open amount below zero', () => {
    expect(() => allocate(open, -1)).toThrow('A payment of -0.01 is below zero');
    expect(() => allocate({ ...open, costsCents: -5 }, 1)).toThrow(
      'An open amount of -0.05 is below zero',
    );
    expect(() => allocate(open, 0.5)).toThrow('0.5 is not a whole number of cents');
  });
});

const old = isoDate('2026-01-10');
const receivable = (id: string, change: Partial<OpenReceivable> = {}): OpenReceivable => ({
  id,
  dueOn: isoDate('2026-05-01'),
  arisenOn: isoDate('2026-04-01'),
  secured: false,
  rate: 65_200,
  costsCents: 100,
  interestCents: 200,
  principalCents: 9700,
  ...change,
});
const payment = (change: Partial<IncomingPayment> = {}): IncomingPayment => ({
  paidCents: 10_000,
  paidOn: isoDate('2026-11-21'),
  designatedIds: [],
  order: 'bgb_367',
  ...change,
});
const paidTo = (receivables: OpenReceivable[], change: Partial<IncomingPayment> = {}) =>
  allocateAcross(receivables, payment(change)).parts.map((part) => [
    part.id,
    totalOf(part),
    part.rule,
  ]);

describe('a payment on several receivables (BGB 366)', () => {
  it.each<[string, Partial<OpenReceivable>, Partial<OpenReceivable>]>([
    ['the due before the not yet due', {}, { dueOn: isoDate('2026-11-22'), arisenOn: old }],
    ['the less secured before the secured', { rate: 0 }, { secured: true, rate: 90_000 }],
    ['the more burdensome before the lighter', { rate: 90_000 }, { arisenOn: old }],
    ['the older before the younger', { arisenOn: old }, {}],
  ])('pays %s, in whatever order they stand', (_, first, second) => {
    const [a, b] = [receivable('a', first), receivable('b', second)];
    const expected = [
      ['a', 10_000, 'bgb_366'],
      ['b', 50, 'bgb_366'],
    ];
    expect(paidTo([a, b], { paidCents: 10_050 })).toEqual(expected);
    expect(paidTo([b, a], { paidCents: 10_050 })).toEqual(expected);
  });

  it('counts what falls due today as due', () => {
    const today = receivable('today', { dueOn: isoDate('2026-11-21'), arisenOn: old });
    expect(paidTo([receivable('b'), today])).toEqual([['today', 10_000, 'bgb_366']]);
  });

  it('splits among equals in proportion, to the cent', () => {
    const small = receivable('b', { principalCents: 4700 });
    expect(paidTo([receivable('a'), small], { paidCents: 100 })).toEqual([
      ['a', 67, 'bgb_366'],
      ['b', 33, 'bgb_366'],
    ]);
  });

  it('follows the debtor who named a receivable, then the statute', () => {
    const [a, b] = [receivable('a', { arisenOn: old }), receivable('b')];
    expect(paidTo([a, b], { paidCents: 12_000, designatedIds: ['b'] })).toEqual([
      ['b', 10_000, 'designation'],
      ['a', 2000, 'bgb_366'],
    ]);
  });

  it('follows the order in which several were named, each once', () => {
    const three = ['a', 'b', 'c'].map((id) => receivable(id));
    expect(paidTo(three, { paidCents: 15_000, designatedIds: ['c', 'a', 'c'] })).toEqual([
      ['c', 10_000, 'designation'],
      ['a', 5000, 'designation'],
    ]);
  });

  it('spreads each share over costs, interest and principal', () => {
    const { parts } = allocateAcross([receivable('a')], payment({ paidCents: 250 }));
    expect(parts).toEqual([
      {
        id: 'a',
        rule: 'bgb_366',
        costsCents: 100,
        interestCents: 150,
        principalCents: 0,
        creditCents: 0,
        rest: { costsCents: 0, interestCents: 50, principalCents: 9700 },
      },
    ]);
    const credit = allocateAcross([receivable('a')], payment({ paidCents: 250, order: 'bgb_497' }));
    expect(credit.parts[0]).toMatchObject({ costsCents: 100, principalCents: 150 });
  });

  it('ends in a credit balance', () => {
    const result = allocateAcross([receivable('a')], payment({ paidCents: 10_001 }));
    expect(result.creditCents).toBe(1);
    expect(allocateAcross([], payment())).toEqual({ parts: [], creditCents: 10_000 });
    expect(allocateAcross([receivable('a')], payment({ paidCents: 0 }))).toEqual({
      parts: [],
      creditCents: 0,
    });
  });

  it('passes by what is already paid', () => {
    const paid = { costsCents: 0, interestCents: 0, principalCents: 0 };
    expect(paidTo([receivable('a', paid), receivable('b', { rate: 0 })])).toEqual([
      ['b', 10_000, 'bgb_366'],
    ]);
    expect(paidTo([receivable('a', paid)], { designatedIds: ['a'] })).toEqual([]);
  });

  it('refuses an unknown name and an amount below zero', () => {
    expect(() => paidTo([receivable('a')], { designatedIds: ['x'] })).toThrow(
      'There is no open receivable "x" to pay',
    );
    expect(() => paidTo([receivable('a')], { paidCents: -1 })).toThrow(
      'A payment of -0.01 is below zero',
    );
  });

  it('makes and loses no cent', () => {
    const amount = fc.integer({ min: 0, max: 100_000 });
    const day = fc.constantFrom('2026-05-01', '2026-06-01', '2026-12-01').map(isoDate);
    const shape = fc.record({
      dueOn: day,
      arisenOn: day,
      secured: fc.boolean(),
      rate: fc.constantFrom(65_200, 105_200),
      costsCents: amount,
      interestCents: amount,
      principalCents: amount,
    });
    const order = fc.constantFrom<AllocationOrder>('bgb_367', 'bgb_497', 'principal_first');
    const input = [
      fc.array(shape, { maxLength: 6 }),
      fc.nat(1_000_000),
      order,
      fc.boolean(),
    ] as const;
    fc.assert(
      fc.property(...input, (shapes, paidCents, ordered, named) => {
        const all = shapes.map((parts, index) => ({ ...parts, id: `r${index}` }));
        const designatedIds = named && all.length > 0 ? ['r0'] : [];
        const result = allocateAcross(all, payment({ paidCents, order: ordered, designatedIds }));
        const spread = result.parts.reduce((sum, part) => sum + totalOf(part), 0);
        expect(spread + result.creditCents).toBe(paidCents);
        for (const part of result.parts) {
          const before = all.find(({ id }) => id === part.id);
          expect(before && totalOf(before)).toBe(totalOf(part) + totalOf(part.rest));
          expect(part.creditCents).toBe(0);
          expect(Math.min(...Object.values(part.rest))).toBeGreaterThanOrEqual(0);
        }
        const owed = all.reduce((sum, one) => sum + totalOf(one), 0);
        expect(result.creditCents).toBe(Math.max(0, paidCents - owed));
      }),
    );
  });
});

it.each([
  ['bgb_367', true, true],
  ['bgb_367', false, false],
  ['bgb_497', true, false],
  ['principal_first', true, true],
] as const)('by %s, a part named by the debtor %s: may refuse %s', (order, named, refuse) => {
  expect(mayRefusePayment(order, named)).toBe(refuse);
});

it.each([
  [0, false],
  [1, true],
  [300, true],
  [301, false],
  [-1, false],
])('a rest of %i is small up to 300: %s', (rest, small) => {
  expect(isSmallRest(rest, 300)).toBe(small);
});
