import {
  type DunningLevel,
  type DunningPolicy,
  type LeftToPlatform,
  type LevelTemplate,
  takesAttachments,
} from './dunning.ts';
import { InvalidInput } from './errors.ts';
import { inEnglish, say, type Saying, type SayingCode, type SayingValues } from './sayings.ts';

/** Whom a policy is for, the widest first. */
export const POLICY_SCOPES = [
  'shop',
  'debtor_kind',
  'customer_group',
  'debtor',
  'receivable',
] as const;

export type PolicyScope = (typeof POLICY_SCOPES)[number];

/** One version of a policy. Versions count through all scopes of a shop. */
export interface StoredPolicy {
  version: number;
  scope: PolicyScope;
  /**
   * Empty for `shop`; `consumer` or `business`; the name of a group; what `debtorKey` gives; the id
   * of a receivable.
   */
  scopeKey: string;
  policy: DunningPolicy;
  /** Out of use but for the rounds that began with it. */
  retired: boolean;
}

/** The policies as they hold in a shop: without what it leaves to its platform. */
export const inForce = (
  policies: readonly StoredPolicy[],
  { leftToPlatform: left }: { leftToPlatform: LeftToPlatform },
): StoredPolicy[] => policies.map((stored) => ({ ...stored, policy: { ...stored.policy, left } }));

/** Whose policy is asked for. */
export interface PolicyBearer {
  receivableId: number;
  debtorId: number;
  /** The shop's own number of the debtor: each order has a debtor of its own, the number is one. */
  debtorNumber: string | null;
  customerGroup: string | null;
  debtorKind: 'consumer' | 'business';
  /** The version with which the present round of reminders began; null before its first one. */
  pinnedVersion: number | null;
}

/** One debtor over all his orders: his number at the shop, or for a guest the one order's debtor. */
export const debtorKey = (debtor: { id: number; debtorNumber: string | null }): string =>
  debtor.debtorNumber === null ? `id:${debtor.id}` : `number:${debtor.debtorNumber}`;

export interface PolicyChoice {
  chosen: StoredPolicy;
  /** `round` when the round began with this version, else the scope that fits. */
  because: 'round' | PolicyScope;
}

/**
 * The policy of one receivable and why: the one its round began with, else the newest of the most
 * specific scope that fits. Throws `InvalidInput` when the shop has none at all.
 */
export function explainPolicy(policies: readonly StoredPolicy[], who: PolicyBearer): PolicyChoice {
  const pinned = policies.find((stored) => stored.version === who.pinnedVersion);
  if (pinned !== undefined) return { chosen: pinned, because: 'round' };
  for (const scope of POLICY_SCOPES.toReversed()) {
    const chosen = newestOf(policies, scope, keyIn(scope, who));
    if (chosen !== null) return { chosen, because: scope };
  }
  throw new InvalidInput('this shop has no dunning policy; save one before the first run');
}

export const choosePolicy = (policies: readonly StoredPolicy[], who: PolicyBearer): StoredPolicy =>
  explainPolicy(policies, who).chosen;

/** The newest version of a scope; a retired one leaves the scope empty, whatever came before it. */
function newestOf(
  policies: readonly StoredPolicy[],
  scope: PolicyScope,
  scopeKey: string | null,
): StoredPolicy | null {
  let newest: StoredPolicy | null = null;
  for (const stored of policies) {
    if (stored.scope !== scope || stored.scopeKey !== scopeKey) continue;
    if (newest === null || stored.version > newest.version) newest = stored;
  }
  return newest === null || newest.retired ? null : newest;
}

function keyIn(scope: PolicyScope, who: PolicyBearer): string | null {
  switch (scope) {
    case 'shop':
      return '';
    case 'debtor_kind':
      return who.debtorKind;
    case 'customer_group':
      return who.customerGroup;
    case 'debtor':
      return debtorKey({ id: who.debtorId, debtorNumber: who.debtorNumber });
    case 'receivable':
      return String(who.receivableId);
  }
}

// ---------------------------------------------------------------------------------------------
// What a policy must be before it is saved

/** More letters than these would be harassment, and the level has one digit on every screen. */
export const MOST_LEVELS = 9;

const TONES: readonly LevelTemplate[] = [
  'friendly_reminder',
  'first_reminder',
  'second_reminder',
  'final_notice',
];

/** A field of a policy and what is wrong there. */
export interface PolicyProblem {
  /** Where it is, `levels[2].deadlineDays`. */
  path: string;
  message: string;
  /** The message in codes, and before it the level it is about. */
  says: readonly Saying[];
}

const at = (path: string, code: SayingCode, values: SayingValues = {}): PolicyProblem => {
  const says = say(code, values);
  return { path, message: inEnglish(says), says: [says] };
};

/** Throws `InvalidInput` with every field of the policy that makes no sense, all at once. */
export function assertPolicy(policy: DunningPolicy): void {
  const problems = policyProblems(policy);
  if (problems.length === 0) return;
  const told = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  const says = problems.flatMap((problem) => problem.says);
  throw new InvalidInput(`the policy cannot be saved: ${told}`, { says });
}

/** What makes a policy useless. What is only unwise, or unlawful for some debtors, is a warning. */
export function policyProblems(policy: DunningPolicy): PolicyProblem[] {
  const count = policy.levels.length;
  const problems =
    count >= 1 && count <= MOST_LEVELS
      ? []
      : [at('levels', 'policy_levels', { most: MOST_LEVELS, count })];
  const days = new Set(policy.preDueDays);
  if (days.size !== policy.preDueDays.length) {
    problems.push(at('preDueDays', 'policy_day_twice'));
  }
  policy.levels.forEach((level, index) => {
    const earlier = policy.levels.slice(0, index);
    const found = [
      ...toneProblems(level, earlier, index === count - 1),
      ...dayProblems(level, earlier),
      ...(new Set(level.channels).size === level.channels.length && level.channels.length > 0
        ? []
        : [at('channels', 'policy_channels')]),
      ...attachmentProblems(level),
    ];
    problems.push(
      ...found.map(({ path, message, says }) => ({
        path: `levels[${index}].${path}`,
        message,
        says: [say('policy_at_level', { level: index + 1 }), ...says],
      })),
    );
  });
  return problems;
}

function toneProblems(
  level: DunningLevel,
  earlier: readonly DunningLevel[],
  isLast: boolean,
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const tone = TONES.indexOf(level.template);
  if (earlier.some((one) => TONES.indexOf(one.template) > tone)) {
    problems.push(at('template', 'policy_friendlier'));
  }
  if (level.template === 'final_notice' && !isLast) {
    problems.push(at('template', 'policy_final_last'));
  }
  if (level.template !== 'friendly_reminder') return problems;
  if (level.feeCents.consumer + level.feeCents.business > 0) {
    problems.push(at('feeCents', 'policy_friendly_fee'));
  }
  if (level.interest) problems.push(at('interest', 'policy_friendly_interest'));
  return problems;
}

function attachmentProblems({ attachments, channels }: DunningLevel): PolicyProblem[] {
  if (new Set(attachments).size < attachments.length) {
    return [at('attachments', 'policy_attachment_twice')];
  }
  if (attachments.length === 0 || channels.some(takesAttachments)) return [];
  return [at('attachments', 'policy_attachments')];
}

function dayProblems(level: DunningLevel, earlier: readonly DunningLevel[]): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (level.deadlineDays < 1) {
    problems.push(at('deadlineDays', 'policy_deadline'));
  }
  if (earlier.length > 0 && level.afterDays < 1) {
    problems.push(at('afterDays', 'policy_after'));
  }
  const reached = Math.max(0, ...earlier.map((one) => one.afterDueDays));
  if (level.afterDueDays > 0 && level.afterDueDays <= reached) {
    problems.push(at('afterDueDays', 'policy_after_due', { days: reached }));
  }
  return problems;
}
