import type { DunningLevel, DunningPolicy } from './dunning.ts';

/** Something the law, a court or good practice has against a policy that can be saved all the same. */
export interface PolicyWarning {
  code:
    | 'fee_above_courts'
    | 'fee_without_letter'
    | 'lump_sum_for_consumer'
    | 'lump_sum_exceeded'
    | 'fee_before_default'
    | 'interest_before_default'
    | 'short_deadline'
    | 'no_final_notice'
    | 'bureau_two_reminders'
    | 'bureau_four_weeks'
    | 'many_levels'
    | 'too_frequent';
  /** The field that causes it, `levels[2].feeCents.consumer`. */
  path: string;
  message: string;
  source: string;
  /** `statute` and `court` are sure; `practice` is what is usual or what single courts took. */
  certainty: 'statute' | 'court' | 'practice';
}

/** For whom a policy is: `any` when its scope says nothing of it. */
export type PolicyAudience = 'consumer' | 'business' | 'any';

/** The highest lump sum for a letter to a consumer that a court is known to have taken. */
const HIGHEST_CONSUMER_FEE_CENTS = 2_50;
const LUMP_SUM_CENTS = 40_00;
const SHORTEST_DEADLINE_DAYS = 7;
const MANY_LEVELS = 4;
const WEEK = 7;
const FOUR_WEEKS = 28;

/** What speaks against a policy, level by level, each with the field that causes it. */
export function policyWarnings(policy: DunningPolicy, kind: PolicyAudience): PolicyWarning[] {
  return [
    ...policy.levels.flatMap((level, index) => [
      ...(kind === 'business' ? [] : consumerFee(level, index)),
      ...(kind === 'consumer' ? [] : businessFee(policy, index)),
      ...beforeDefault(level, index, kind),
      ...pace(policy, index),
    ]),
    ...wholePolicy(policy),
    ...(kind === 'business' ? [] : bureau(policy)),
  ];
}

function consumerFee({ feeCents, channels }: DunningLevel, index: number): PolicyWarning[] {
  const fee = feeCents.consumer;
  const path = `levels[${index}].feeCents.consumer`;
  if (fee === 0) return [];
  if (fee >= LUMP_SUM_CENTS) {
    const message = 'The lump sum of 40 EUR is owed by businesses only.';
    const source = 'BGB 288(5)';
    return [{ code: 'lump_sum_for_consumer', path, message, source, certainty: 'statute' }];
  }
  const warnings: PolicyWarning[] = [];
  if (fee > HIGHEST_CONSUMER_FEE_CENTS) {
    warnings.push({
      code: 'fee_above_courts',
      path,
      message:
        'Only print, envelope and postage may be charged to a consumer; courts took 1.00 to 2.50 EUR.',
      source: 'BGH VIII ZR 95/18; AG Brandenburg 31 C 190/06',
      certainty: 'practice',
    });
  }
  if (channels.some((channel) => channel !== 'letter')) {
    warnings.push({
      code: 'fee_without_letter',
      path,
      message: 'This level may leave without a letter, and then it costs nothing to be charged.',
      source: 'BGH VIII ZR 95/18; BGB 280, 286',
      certainty: 'court',
    });
  }
  return warnings;
}

/** The lump sum is owed once for each claim, however many letters there are. */
function businessFee({ levels }: DunningPolicy, index: number): PolicyWarning[] {
  const fee = levels[index]?.feeCents.business ?? 0;
  const until = levels
    .slice(0, index + 1)
    .reduce((sum, { feeCents }) => sum + feeCents.business, 0);
  if (fee === 0 || until <= LUMP_SUM_CENTS) return [];
  return [
    {
      code: 'lump_sum_exceeded',
      path: `levels[${index}].feeCents.business`,
      message: 'With this level a business pays more than the lump sum of 40 EUR for one claim.',
      source: 'BGB 288(5)',
      certainty: 'statute',
    },
  ];
}

/**
 * The first demand is what puts most debtors in default, so nothing can be charged in it. Where the
 * default began before, by an agreed date or after 30 days, it can; the letter itself sees to that.
 */
function beforeDefault(
  { feeCents, interest }: DunningLevel,
  index: number,
  kind: PolicyAudience,
): PolicyWarning[] {
  if (index > 0) return [];
  const kinds = (['consumer', 'business'] as const).filter((one) => kind === 'any' || kind === one);
  const fees = kinds
    .filter((one) => feeCents[one] > 0)
    .map((one): PolicyWarning => {
      return {
        code: 'fee_before_default',
        path: `levels[0].feeCents.${one}`,
        message: 'The reminder that first causes the default is not paid by the debtor.',
        source: 'BGB 280(2), 286',
        certainty: 'statute',
      };
    });
  if (!interest) return fees;
  const message = 'Interest runs from the default on, which this reminder first causes.';
  const why = { path: 'levels[0].interest', message, source: 'BGB 286, 288(1)' };
  return [...fees, { ...why, code: 'interest_before_default', certainty: 'statute' }];
}

function pace({ levels }: DunningPolicy, index: number): PolicyWarning[] {
  const level = levels[index];
  const before = levels[index - 1];
  if (level === undefined) return [];
  const warnings: PolicyWarning[] = [];
  if (level.deadlineDays < SHORTEST_DEADLINE_DAYS) {
    warnings.push({
      code: 'short_deadline',
      path: `levels[${index}].deadlineDays`,
      message: 'Fewer than 7 days hardly leave time for the letter and the transfer.',
      source: 'usual practice: 7 to 10 days',
      certainty: 'practice',
    });
  }
  if (before !== undefined && daysBetweenLevels(before, level) < WEEK) {
    warnings.push({
      code: 'too_frequent',
      path: `levels[${index}].afterDays`,
      message: 'Reminders less than a week apart may be held to be harassment.',
      source: 'UWG 4a(2) no. 1',
      certainty: 'practice',
    });
  }
  return warnings;
}

function wholePolicy({ levels }: DunningPolicy): PolicyWarning[] {
  const warnings: PolicyWarning[] = [];
  if (levels.length > MANY_LEVELS) {
    warnings.push({
      code: 'many_levels',
      path: 'levels',
      message: 'One demand is enough in law and three are usual; more of them bring little.',
      source: 'BGB 286(1); UWG 4a(2) no. 1',
      certainty: 'practice',
    });
  }
  if (levels.at(-1)?.template !== 'final_notice') {
    warnings.push({
      code: 'no_final_notice',
      path: `levels[${levels.length - 1}].template`,
      message: 'Without a final notice with its deadline nothing is handed over to an agency.',
      source: 'the gates of a hand-over',
      certainty: 'practice',
    });
  }
  return warnings;
}

/** Whether a credit bureau could be told at the hand-over, should the creditor do so at all. */
function bureau(policy: DunningPolicy): PolicyWarning[] {
  const { levels } = policy;
  const source = 'BDSG 31(2) no. 4';
  if (levels.length < 2) {
    const message = 'A credit bureau may be told only after two written reminders.';
    return [
      { code: 'bureau_two_reminders', path: 'levels', message, source, certainty: 'statute' },
    ];
  }
  const days = daysToHandover(policy);
  if (days >= FOUR_WEEKS) return [];
  const message =
    `The hand-over may come ${days} days after the first reminder; ` +
    'a credit bureau may be told only after four weeks.';
  return [
    { code: 'bureau_four_weeks', path: 'handoverAfterDays', message, source, certainty: 'statute' },
  ];
}

/** The fewest days from one reminder to the next. */
const daysBetweenLevels = (before: DunningLevel, level: DunningLevel): number =>
  Math.max(level.afterDays, before.deadlineDays + level.graceDays + 1);

/** From the first reminder to the hand-over, when every step is taken on its first day. */
function daysToHandover({ levels, handoverAfterDays }: DunningPolicy): number {
  const days = levels.reduce((sum, level, index) => {
    const before = levels[index - 1];
    return before === undefined ? sum : sum + daysBetweenLevels(before, level);
  }, 0);
  return days + (levels.at(-1)?.deadlineDays ?? 0) + handoverAfterDays;
}
