import type { DunningLevel, DunningPolicy } from './dunning.ts';
import { inEnglish, say, type Saying, type SayingValues } from './sayings.ts';

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
  /** In English. */
  message: string;
  says: readonly Saying[];
  source: string;
  /** `statute` and `court` are sure; `practice` is what is usual or what single courts took. */
  certainty: 'statute' | 'court' | 'practice';
}

function warning(
  code: PolicyWarning['code'],
  path: string,
  source: string,
  { certainty, values = {} }: Pick<PolicyWarning, 'certainty'> & { values?: SayingValues },
): PolicyWarning {
  const says = say(`warning_${code}`, values);
  return { code, path, message: inEnglish(says), says: [says], source, certainty };
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
    return [warning('lump_sum_for_consumer', path, 'BGB 288(5)', { certainty: 'statute' })];
  }
  const warnings: PolicyWarning[] = [];
  if (fee > HIGHEST_CONSUMER_FEE_CENTS) {
    const source = 'BGH VIII ZR 95/18; AG Brandenburg 31 C 190/06';
    warnings.push(warning('fee_above_courts', path, source, { certainty: 'practice' }));
  }
  if (channels.some((channel) => channel !== 'letter')) {
    const source = 'BGH VIII ZR 95/18; BGB 280, 286';
    warnings.push(warning('fee_without_letter', path, source, { certainty: 'court' }));
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
  const path = `levels[${index}].feeCents.business`;
  return [warning('lump_sum_exceeded', path, 'BGB 288(5)', { certainty: 'statute' })];
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
    .map((one) => {
      const path = `levels[0].feeCents.${one}`;
      return warning('fee_before_default', path, 'BGB 280(2), 286', { certainty: 'statute' });
    });
  if (!interest) return fees;
  const path = 'levels[0].interest';
  const source = 'BGB 286, 288(1)';
  return [...fees, warning('interest_before_default', path, source, { certainty: 'statute' })];
}

function pace({ levels }: DunningPolicy, index: number): PolicyWarning[] {
  const level = levels[index];
  const before = levels[index - 1];
  if (level === undefined) return [];
  const warnings: PolicyWarning[] = [];
  if (level.deadlineDays < SHORTEST_DEADLINE_DAYS) {
    const path = `levels[${index}].deadlineDays`;
    const source = 'usual practice: 7 to 10 days';
    warnings.push(warning('short_deadline', path, source, { certainty: 'practice' }));
  }
  if (before !== undefined && daysBetweenLevels(before, level) < WEEK) {
    const path = `levels[${index}].afterDays`;
    warnings.push(warning('too_frequent', path, 'UWG 4a(2) no. 1', { certainty: 'practice' }));
  }
  return warnings;
}

function wholePolicy({ levels }: DunningPolicy): PolicyWarning[] {
  const warnings: PolicyWarning[] = [];
  if (levels.length > MANY_LEVELS) {
    const source = 'BGB 286(1); UWG 4a(2) no. 1';
    warnings.push(warning('many_levels', 'levels', source, { certainty: 'practice' }));
  }
  if (levels.at(-1)?.template !== 'final_notice') {
    const path = `levels[${levels.length - 1}].template`;
    const source = 'the gates of a hand-over';
    warnings.push(warning('no_final_notice', path, source, { certainty: 'practice' }));
  }
  return warnings;
}

/** Whether a credit bureau could be told at the hand-over, should the creditor do so at all. */
function bureau(policy: DunningPolicy): PolicyWarning[] {
  const { levels } = policy;
  const source = 'BDSG 31(2) no. 4';
  if (levels.length < 2) {
    return [warning('bureau_two_reminders', 'levels', source, { certainty: 'statute' })];
  }
  const days = daysToHandover(policy);
  if (days >= FOUR_WEEKS) return [];
  const how = { certainty: 'statute', values: { days } } as const;
  return [warning('bureau_four_weeks', 'handoverAfterDays', source, how)];
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
