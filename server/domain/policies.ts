import type { DunningPolicy } from './dunning.ts';
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
