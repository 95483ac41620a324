import {
  type DunningLevel,
  type DunningPolicy,
  presetLevel,
  presetPolicy,
} from '../../server/domain/dunning.ts';
import { type PolicyAudience, policyWarnings } from '../../server/domain/policy-warnings.ts';

const level = (change: Partial<DunningLevel> = {}): DunningLevel => ({
  ...presetLevel,
  template: 'first_reminder',
  afterDays: 14,
  deadlineDays: 10,
  feeCents: { consumer: 0, business: 0 },
  ...change,
});
const final = (change: Partial<DunningLevel> = {}): DunningLevel =>
  level({ template: 'final_notice', ...change });
const policy = (...levels: DunningLevel[]): DunningPolicy => ({
  ...presetPolicy,
  levels,
  handoverAfterDays: 10,
});

const codes = (of: DunningPolicy, kind: PolicyAudience = 'any') =>
  policyWarnings(of, kind).map(({ code, path }) => `${code} at ${path}`);

const consumerFee = (consumer: number, channels: DunningLevel['channels'] = ['letter']) =>
  policy(level(), final({ feeCents: { consumer, business: 0 }, channels }));
const businessFees = (...fees: number[]) =>
  policy(level(), ...fees.map((business) => final({ feeCents: { consumer: 0, business } })));

describe('the law has nothing against', () => {
  it.each(['consumer', 'business', 'any'] as const)('the preset policy for %s', (kind) => {
    expect(codes(presetPolicy, kind)).toEqual([]);
  });
});

describe('a fee for a consumer', () => {
  const path = 'levels[1].feeCents.consumer';

  it.each([
    ['the postage of a letter', consumerFee(1_20), []],
    ['the most a court took', consumerFee(2_50), []],
    ['a cent more', consumerFee(2_51), [`fee_above_courts at ${path}`]],
    ['a cent below the lump sum', consumerFee(39_99), [`fee_above_courts at ${path}`]],
    ['the lump sum', consumerFee(40_00), [`lump_sum_for_consumer at ${path}`]],
    ['a cent for an e-mail', consumerFee(1, ['email']), [`fee_without_letter at ${path}`]],
    [
      'a fee where an e-mail comes first',
      consumerFee(1_20, ['email', 'letter']),
      [`fee_without_letter at ${path}`],
    ],
    [
      'a high fee for a call',
      consumerFee(5_00, ['telephone']),
      [`fee_above_courts at ${path}`, `fee_without_letter at ${path}`],
    ],
  ])('%s', (_what, of, warnings) => {
    expect(codes(of, 'consumer')).toEqual(warnings);
    expect(codes(of, 'any')).toEqual(warnings);
    expect(codes(of, 'business')).toEqual([]);
  });

  it('is measured by what the law and the courts say, and says which', () => {
    const [above] = policyWarnings(consumerFee(5_00), 'consumer');
    expect(above).toMatchObject({ source: expect.stringContaining('VIII ZR 95/18') });
    const [lump] = policyWarnings(consumerFee(40_00), 'consumer');
    expect(lump).toMatchObject({ source: 'BGB 288(5)', certainty: 'statute' });
  });
});

describe('a fee for a business', () => {
  it('is the lump sum once', () => {
    expect(codes(businessFees(40_00), 'business')).toEqual([]);
    expect(codes(businessFees(20_00, 20_00), 'business')).toEqual([]);
    expect(codes(businessFees(40_00, 0, 1), 'business')).toEqual([
      'lump_sum_exceeded at levels[3].feeCents.business',
    ]);
    expect(codes(businessFees(40_01), 'business')).toEqual([
      'lump_sum_exceeded at levels[1].feeCents.business',
    ]);
    expect(codes(businessFees(40_01), 'consumer')).toEqual([]);
  });
});

describe('the first reminder', () => {
  const charged = policy(
    level({ feeCents: { consumer: 1_00, business: 40_00 }, channels: ['letter'], interest: true }),
    final(),
  );

  it('causes the default and is not paid by the debtor, nor does interest run before', () => {
    expect(codes(charged, 'any')).toEqual([
      'fee_before_default at levels[0].feeCents.consumer',
      'fee_before_default at levels[0].feeCents.business',
      'interest_before_default at levels[0].interest',
    ]);
    expect(codes(charged, 'business')).toEqual([
      'fee_before_default at levels[0].feeCents.business',
      'interest_before_default at levels[0].interest',
    ]);
  });

  it('leaves it to the second to charge', () => {
    expect(codes(policy(level(), final({ interest: true })))).toEqual([]);
  });
});

describe('the pace of a policy', () => {
  it.each([
    ['seven days for the deadline', policy(level({ deadlineDays: 7 }), final()), []],
    [
      'six days for it',
      policy(level({ deadlineDays: 6 }), final()),
      ['short_deadline at levels[0].deadlineDays'],
    ],
    [
      'reminders six days apart',
      policy(level({ deadlineDays: 5 }), final({ afterDays: 6, deadlineDays: 30 })),
      ['short_deadline at levels[0].deadlineDays', 'too_frequent at levels[1].afterDays'],
    ],
    [
      'a deadline that keeps them seven days apart',
      policy(level({ deadlineDays: 6 }), final({ afterDays: 1, deadlineDays: 30 })),
      ['short_deadline at levels[0].deadlineDays'],
    ],
    ['four levels', policy(level(), level(), level(), final()), []],
    ['five levels', policy(level(), level(), level(), level(), final()), ['many_levels at levels']],
    ['no final notice', policy(level(), level()), ['no_final_notice at levels[1].template']],
  ])('%s', (_what, of, warnings) => {
    expect(codes(of)).toEqual(warnings);
  });
});

describe('a notice to a credit bureau', () => {
  /** The first reminder, its second after 14 days, whose deadline is 10 days later. */
  const handedOverAfter = (handoverAfterDays: number) => ({
    ...policy(level(), final()),
    handoverAfterDays,
  });

  it('needs two reminders', () => {
    expect(codes(policy(final({ deadlineDays: 40 })))).toEqual(['bureau_two_reminders at levels']);
    expect(codes(policy(final({ deadlineDays: 40 })), 'business')).toEqual([]);
  });

  it('needs four weeks from the first of them', () => {
    expect(codes(handedOverAfter(4))).toEqual([]);
    expect(codes(handedOverAfter(3))).toEqual(['bureau_four_weeks at handoverAfterDays']);
    // The deadline of the first with its grace pushes the second to day 15.
    const graced = { ...policy(level(), final({ graceDays: 4 })), handoverAfterDays: 3 };
    expect(codes(graced)).toEqual([]);
  });
});
