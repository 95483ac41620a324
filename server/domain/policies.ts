import {
  type DunningLevel,
  type DunningPolicy,
  type LeftToPlatform,
  type LevelTemplate,
  takesAttachments,
} from './dunning.ts';
import { InvalidInput } from './errors.ts';

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
}

/** Throws `InvalidInput` with every field of the policy that makes no sense, all at once. */
export function assertPolicy(policy: DunningPolicy): void {
  const problems = policyProblems(policy);
  if (problems.length === 0) return;
  throw new InvalidInput(
    `the policy cannot be saved: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
  );
}

/** What makes a policy useless. What is only unwise, or unlawful for some debtors, is a warning. */
export function policyProblems(policy: DunningPolicy): PolicyProblem[] {
  const count = policy.levels.length;
  const problems =
    count >= 1 && count <= MOST_LEVELS
      ? []
      : [{ path: 'levels', message: `must be 1 to ${MOST_LEVELS}, not ${count}` }];
  const days = new Set(policy.preDueDays);
  if (days.size !== policy.preDueDays.length) {
    problems.push({ path: 'preDueDays', message: 'names a day twice' });
  }
  policy.levels.forEach((level, index) => {
    const earlier = policy.levels.slice(0, index);
    const found = [
      ...toneProblems(level, earlier, index === count - 1),
      ...dayProblems(level, earlier),
      ...(new Set(level.channels).size === level.channels.length && level.channels.length > 0
        ? []
        : [{ path: 'channels', message: 'must name at least one channel, and each only once' }]),
      ...attachmentProblems(level),
    ];
    problems.push(
      ...found.map(({ path, message }) => ({ path: `levels[${index}].${path}`, message })),
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
    problems.push({ path: 'template', message: 'is friendlier than the level before it' });
  }
  if (level.template === 'final_notice' && !isLast) {
    problems.push({ path: 'template', message: 'final_notice must be the last level' });
  }
  if (level.template !== 'friendly_reminder') return problems;
  if (level.feeCents.consumer + level.feeCents.business > 0) {
    problems.push({ path: 'feeCents', message: 'must be 0: a friendly reminder asks for no fee' });
  }
  if (level.interest) {
    const message = 'must be false: a friendly reminder asks for no interest';
    problems.push({ path: 'interest', message });
  }
  return problems;
}

function attachmentProblems({ attachments, channels }: DunningLevel): PolicyProblem[] {
  if (new Set(attachments).size < attachments.length) {
    return [{ path: 'attachments', message: 'must name each only once' }];
  }
  if (attachments.length === 0 || channels.some(takesAttachments)) return [];
  const message = 'go with e-mails and letters, and the level has neither';
  return [{ path: 'attachments', message }];
}

function dayProblems(level: DunningLevel, earlier: readonly DunningLevel[]): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (level.deadlineDays < 1) {
    problems.push({ path: 'deadlineDays', message: 'must leave the debtor at least a day' });
  }
  if (earlier.length > 0 && level.afterDays < 1) {
    const message = 'must be at least a day after the level before it';
    problems.push({ path: 'afterDays', message });
  }
  const reached = Math.max(0, ...earlier.map((one) => one.afterDueDays));
  if (level.afterDueDays > 0 && level.afterDueDays <= reached) {
    const message = `must be more than the ${reached} days of a level before it, or 0`;
    problems.push({ path: 'afterDueDays', message });
  }
  return problems;
}
