import fc from 'fast-check';
import { totalOf } from '../../server/domain/allocation.ts';
import { addDays, isoDate } from '../../server/domain/calendar.ts';
import { claimStatement, type StatementOrder } from '../../server/domain/claim-statement.ts';

const day = isoDate;
const at = (on: string, amountCents: number) => ({ on: day(on), amountCents });

/** 1,000 EUR from a consumer, in default since 2026-07-01: 6.52 %, 17.86 cents a day. */
const order: StatementOrder = {
  principal: [at('2026-06-01', 100_000)],
  costs: [],
  payments: [],
  interestFromOn: day('2026-07-01'),
  rule: {
    kind: 'statutory',
    country: 'DE',
    debtor: 'consumer',
    remuneration: true,
    arisenOn: null,
  },
  dayCount: 'act/act',
  addedRates: [],
  allocation: 'bgb_367',
  paymentDayCounts: false,
  on: day('2026-07-31'),
};
const statement = (change: Partial<StatementOrder> = {}) => claimStatement({ ...order, ...change });

it('shows principal, interest with its segments, costs and the total of a day', () => {
  const result = statement({ costs: [at('2026-07-10', 250)] });
  expect(result).toMatchObject({
    on: '2026-07-31',
    principalCents: 100_000,
    interestCents: 554,
    costsCents: 250,
    totalCents: 100_804,
    creditCents: 0,
    interestAccruedCents: 554,
    payments: [],
    knownUntil: '2026-07-31',
    complete: true,
  });
  expect(result.segments.map(({ fromOn, toOn, days }) => [fromOn, toOn, days])).toEqual([
    ['2026-07-01', '2026-07-31', 31],
  ]);
});

it('bears no interest before default', () => {
  expect(statement({ interestFromOn: null })).toMatchObject({
    interestCents: 0,
    segments: [],
    knownUntil: null,
    complete: true,
    totalCents: 100_000,
  });
  expect(statement({ on: day('2026-06-30') }).interestCents).toBe(0);
  expect(statement({ on: day('2026-07-01') }).interestCents).toBe(18);
});

it('spreads a payment over costs, interest until then and principal (BGB 367)', () => {
  const result = statement({
    costs: [at('2026-07-10', 250)],
    payments: [at('2026-07-16', 10_000)],
  });
  // 15 days to 2026-07-15 are 2.68; 9482 of principal are paid; 16 days on 905.18 are 2.59
  expect(result.payments).toEqual([
    {
      on: '2026-07-16',
      amountCents: 10_000,
      costsCents: 250,
      interestCents: 268,
      principalCents: 9482,
      creditCents: 0,
    },
  ]);
  expect(result.segments.map((one) => [one.fromOn, one.principalCents, one.days])).toEqual([
    ['2026-07-01', 100_000, 15],
    ['2026-07-16', 90_518, 16],
  ]);
  expect(result).toMatchObject({ principalCents: 90_518, interestCents: 259, costsCents: 0 });
  expect(result.interestAccruedCents).toBe(268 + 259);
});

it('lets the day of the payment bear interest when the setting says so', () => {
  const result = statement({ payments: [at('2026-07-16', 10_000)], paymentDayCounts: true });
  expect(result.payments[0]).toMatchObject({ interestCents: 286, principalCents: 9714 });
  expect(result.segments.map((one) => [one.fromOn, one.days])).toEqual([
    ['2026-07-01', 16],
    ['2026-07-17', 15],
  ]);
});

it('pays principal before interest under BGB 497 and by goodwill', () => {
  const paid = { costs: [at('2026-07-10', 250)], payments: [at('2026-07-16', 10_000)] };
  expect(statement({ ...paid, allocation: 'bgb_497' }).payments[0]).toMatchObject({
    costsCents: 250,
    interestCents: 0,
    principalCents: 9750,
  });
  expect(statement({ ...paid, allocation: 'principal_first' }).payments[0]).toMatchObject({
    costsCents: 0,
    principalCents: 10_000,
  });
});

it('stops interest when everything is paid and keeps the rest as a credit', () => {
  const result = statement({ payments: [at('2026-07-16', 100_300)] });
  expect(result).toMatchObject({
    principalCents: 0,
    interestCents: 0,
    totalCents: 0,
    creditCents: 32,
    interestAccruedCents: 268,
  });
});

it('looks at nothing that happens after its day', () => {
  const later = {
    principal: [at('2026-06-01', 100_000), at('2026-08-01', 5000)],
    costs: [at('2026-08-01', 250)],
    payments: [at('2026-08-01', 100)],
  };
  expect(statement(later)).toEqual(statement());
  const onTheDay = statement({ payments: [at('2026-07-31', 100)] });
  expect(onTheDay.payments).toHaveLength(1);
});

it('sets a credit note against the principal from its day', () => {
  const principal = [at('2026-06-01', 100_000), at('2026-07-16', -40_000)];
  const result = statement({ principal });
  expect(result.principalCents).toBe(60_000);
  expect(result.segments.map((one) => [one.fromOn, one.principalCents])).toEqual([
    ['2026-07-01', 100_000],
    ['2026-07-16', 60_000],
  ]);
});

it('turns a credit note after full payment into a credit of the debtor', () => {
  const principal = [at('2026-06-01', 100_000), at('2026-07-16', -40_000)];
  const result = statement({ principal, payments: [at('2026-06-20', 100_000)] });
  expect(result).toMatchObject({ totalCents: 0, creditCents: 40_000, segments: [] });
});

it('pays with a credit note what interest is open, to the day before it', () => {
  const principal = [at('2026-06-01', 100_000), at('2026-07-16', -40_000)];
  const result = statement({ principal, payments: [at('2026-06-20', 70_000)] });
  // 15 days on 300 EUR are 0.80, taken from the 100 EUR that the note leaves
  expect(result).toMatchObject({ totalCents: 0, creditCents: 9920, interestAccruedCents: 80 });
});

it('pays the invoice with a waived fee that was already paid', () => {
  const costs = [at('2026-06-05', 500), at('2026-06-15', -500)];
  const result = statement({ costs, payments: [at('2026-06-10', 500)], interestFromOn: null });
  expect(result).toMatchObject({ costsCents: 0, creditCents: 0, principalCents: 99_500 });
});

it('pays with a credit what comes to be owed later', () => {
  const early = statement({ payments: [at('2026-05-01', 30_000)] });
  expect(early).toMatchObject({ principalCents: 70_000, creditCents: 0 });
  expect(early.segments[0]?.principalCents).toBe(70_000);
  const fee = statement({
    costs: [at('2026-07-20', 200)],
    payments: [at('2026-06-20', 100_100)],
  });
  expect(fee).toMatchObject({ costsCents: 100, creditCents: 0 });
  const much = statement({ payments: [at('2026-05-01', 130_000)] });
  expect(much).toMatchObject({ totalCents: 0, creditCents: 30_000 });
});

it('takes what is owed before what is paid when both come on one day', () => {
  const sameDay = statement({
    principal: [at('2026-07-16', 100_000)],
    costs: [at('2026-07-16', 250)],
    payments: [at('2026-07-16', 1000), at('2026-07-16', 250)],
  });
  expect(sameDay.payments.map((one) => [one.costsCents, one.principalCents])).toEqual([
    [250, 750],
    [0, 250],
  ]);
  expect(sameDay.segments.map((one) => [one.fromOn, one.principalCents])).toEqual([
    ['2026-07-16', 99_000],
  ]);
});

it('says when interest ends early because a rate is not published', () => {
  const late = statement({ on: day('2027-01-31') });
  expect(late).toMatchObject({ complete: false, knownUntil: '2026-12-31' });
  expect(late.interestCents).toBe(statement({ on: day('2026-12-31') }).interestCents);
});

it('loses no cent: what was owed is what was paid and what is open', () => {
  const moment = fc.nat(200).map((days) => addDays(day('2026-05-01'), days));
  const dated = (most: number) =>
    fc.array(fc.record({ on: moment, amountCents: fc.integer({ min: 0, max: most }) }), {
      maxLength: 4,
    });
  const setting = fc.record({
    allocation: fc.constantFrom('bgb_367', 'bgb_497', 'principal_first'),
    paymentDayCounts: fc.boolean(),
  });
  fc.assert(
    fc.property(
      dated(100_000),
      dated(1000),
      dated(90_000),
      setting,
      (principal, costs, payments, set) => {
        const result = statement({ principal, costs, payments, ...set, on: day('2026-12-31') });
        const sum = (amounts: readonly { amountCents: number }[]): number =>
          amounts.reduce((total, { amountCents }) => total + amountCents, 0);
        const owed = sum(principal) + sum(costs) + result.interestAccruedCents;
        expect(owed - sum(payments)).toBe(result.totalCents - result.creditCents);
        expect(totalOf(result)).toBe(result.totalCents);
        expect(result.interestCents).toBeGreaterThanOrEqual(0);
        const parts = result.segments.reduce((total, one) => total + one.interestCents, 0);
        expect(parts).toBe(result.interestAccruedCents);
      },
    ),
    { numRuns: 200 },
  );
});
