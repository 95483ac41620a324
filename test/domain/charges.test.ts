import { isoDate } from '../../server/domain/calendar.ts';
import {
  addressInquiryCharge,
  FEE_LIMITS,
  legalCostBesideLumpSum,
  lumpSum,
  reminderFee,
  returnedDebitCharge,
  type LumpSumFacts,
  type ReminderFeeFacts,
} from '../../server/domain/charges.ts';

const late: ReminderFeeFacts = {
  policyFeeCents: 250,
  debtor: 'consumer',
  channel: 'letter',
  defaultFromOn: isoDate('2026-11-01'),
  letterOn: isoDate('2026-11-21'),
};

const none = (reason: string) => ({ cents: 0, ground: null, reason, warnings: [] });

describe('a reminder fee', () => {
  it('is damage of default and names its ground', () => {
    expect(reminderFee(late)).toEqual({
      cents: 250,
      ground: 'BGB 280(2), 286',
      reason: 'In default since 2026-11-01',
      warnings: [],
    });
  });

  it('is not in the letter that first causes default', () => {
    const reason = 'The debtor is not in default before this letter, so it is free (BGB 286)';
    expect(reminderFee({ ...late, defaultFromOn: null })).toEqual(none(reason));
    expect(reminderFee({ ...late, defaultFromOn: isoDate('2026-11-22') })).toEqual(none(reason));
    expect(reminderFee({ ...late, defaultFromOn: late.letterOn }).cents).toBe(250);
  });

  it.each([0, -1])('is nothing when the policy says %i', (policyFeeCents) => {
    expect(reminderFee({ ...late, policyFeeCents })).toEqual(
      none('The dunning policy names no fee for this level'),
    );
  });

  it.each<[ReminderFeeFacts['debtor'], ReminderFeeFacts['channel'], number, string | null]>([
    ['consumer', 'letter', 250, null],
    ['consumer', 'letter', 251, '2.50'],
    ['unknown', 'letter', 251, '2.50'],
    ['consumer', 'email', 1, '0.00'],
    ['business', 'letter', 1000, null],
    ['business', 'email', 1000, null],
    ['business', 'letter', 1001, '10.00'],
    ['public', 'email', 1000, null],
    ['public', 'email', 1001, '10.00'],
  ])('to a %s by %s of %i cents warns above %s', (debtor, channel, policyFeeCents, limit) => {
    const { warnings, cents } = reminderFee({ ...late, debtor, channel, policyFeeCents });
    expect(cents).toBe(policyFeeCents);
    const fee = (policyFeeCents / 100).toFixed(2);
    const text = `A fee of ${fee} is above ${limit}, the limit set for this debtor and channel`;
    expect(warnings).toEqual(
      limit === null ? [] : [{ rule: 'BGH VIII ZR 95/18', text, weight: 'warn' }],
    );
  });

  it('takes its limits from the settings', () => {
    const limits = { ...FEE_LIMITS, consumerLetterCents: 100 };
    expect(reminderFee({ ...late, policyFeeCents: 101 }, limits).warnings).toHaveLength(1);
    expect(reminderFee({ ...late, policyFeeCents: 100 }, limits).warnings).toEqual([]);
  });
});

describe('the lump sum', () => {
  const owed: LumpSumFacts = {
    country: 'DE',
    debtor: 'business',
    currency: 'EUR',
    inDefault: true,
    remuneration: true,
    alreadyCharged: false,
  };

  it.each([
    ['DE', 'business', 'BGB 288(5)'],
    ['DE', 'public', 'BGB 288(5)'],
    ['AT', 'business', 'UGB 458'],
    ['IT', 'business', 'D.Lgs. 231/2002 art. 6'],
  ] as const)('in %s from a %s is 40 EUR (%s)', (country, debtor, ground) => {
    expect(lumpSum({ ...owed, country, debtor })).toEqual({
      cents: 4000,
      ground,
      reason: 'Once per claim',
      warnings: [],
    });
  });

  it.each<[Partial<LumpSumFacts>, string]>([
    [{ country: 'CH' }, 'The law of CH knows no lump sum'],
    [{ debtor: 'consumer' }, 'A consumer, or who may be one, owes no lump sum (BGB 288(5))'],
    [{ debtor: 'unknown' }, 'A consumer, or who may be one, owes no lump sum (BGB 288(5))'],
    [{ remuneration: false }, 'Only a payment for goods or services counts (BGB 288(5))'],
    [{ inDefault: false }, 'The debtor is not in default yet (BGB 288(5))'],
    [{ alreadyCharged: true }, 'The lump sum was already charged once (BGB 288(5))'],
    [{ currency: 'CHF' }, 'The lump sum is 40 EUR, not CHF'],
  ])('with %j is not owed: %s', (change, reason) => {
    expect(lumpSum({ ...owed, ...change })).toEqual(none(reason));
  });

  it.each([
    [10_044, 4000, 6044],
    [4000, 4000, 0],
    [3402, 4000, 0],
    [3402, 0, 3402],
  ])('is credited against legal cost: %i beside %i leaves %i', (cost, sum, rest) => {
    expect(legalCostBesideLumpSum(cost, sum)).toBe(rest);
  });
});

describe('a returned debit', () => {
  it('costs exactly what the bank charged', () => {
    expect(returnedDebitCharge(381)).toEqual({
      cents: 381,
      ground: 'BGB 280(1)',
      reason: 'What the bank really charged',
      warnings: [],
    });
  });

  it.each([
    [null, 'The bank reported no charge for the return'],
    [0, 'The bank charged nothing for the return'],
    [-1, 'The bank charged nothing for the return'],
  ])('with %j from the bank costs nothing', (charge, reason) => {
    expect(returnedDebitCharge(charge)).toEqual(none(reason));
  });
});

describe('an address inquiry', () => {
  const [before, first] = [isoDate('2026-10-31'), isoDate('2026-11-01')];

  it('costs what it cost, once default has begun', () => {
    expect(addressInquiryCharge(358, first, first)).toEqual({
      cents: 358,
      ground: 'BGB 280(2), 286',
      reason: 'Asked on 2026-11-01, in default since 2026-11-01',
      warnings: [],
    });
  });

  it.each([
    [358, before, first, 'The inquiry came before default, so its cost stays with the creditor'],
    [358, first, null, 'The inquiry came before default, so its cost stays with the creditor'],
    [0, first, first, 'The inquiry cost nothing'],
    [-1, first, first, 'The inquiry cost nothing'],
  ])('%i asked on %s, in default from %s: %s', (paid, on, from, reason) => {
    expect(addressInquiryCharge(paid, on, from)).toEqual(none(reason));
  });
});
