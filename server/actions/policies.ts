import type { DunningPolicy } from '../domain/dunning.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import {
  assertPolicy,
  debtorKey,
  explainPolicy,
  type PolicyChoice,
  type PolicyScope,
} from '../domain/policies.ts';
import {
  type PolicyAudience,
  type PolicyWarning,
  policyWarnings,
} from '../domain/policy-warnings.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addPolicy,
  getPolicy,
  listPolicies,
  lockNewestPolicy,
  retirePolicy,
  type SavedPolicy,
} from '../storage/policies.ts';
import { getDebtor, getReceivable } from '../storage/receivables.ts';
import type { Acting, House } from './house.ts';

/** Whom a policy shall be for, as a person says it: a debtor and a receivable by their ids. */
export interface ScopeWish {
  scope: PolicyScope;
  /** Empty for `shop`. */
  scopeKey: string;
}

/** Saves a policy for a scope. It counts for the rounds that begin from now on. */
export async function savePolicy(
  house: House,
  wish: ScopeWish & { shopId: number; policy: DunningPolicy },
  acting: Acting,
): Promise<{ saved: SavedPolicy; warnings: PolicyWarning[] }> {
  assertPolicy(wish.policy);
  return inTransaction(house.db, async (trx) => {
    const { shopId, scope, policy } = wish;
    const scopeKey = await keyOf(trx, wish);
    const saved = await addPolicy(trx, shopId, { scope, scopeKey, policy }, acting.at);
    const data = { policyId: saved.id, version: saved.version, scope };
    const event = { type: 'policy.saved' as const, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    return { saved, warnings: policyWarnings(policy, audienceOf(scope, scopeKey)) };
  });
}

/** What speaks against a policy, without saving it. */
export function checkPolicy(wish: ScopeWish & { policy: DunningPolicy }): PolicyWarning[] {
  assertPolicy(wish.policy);
  return policyWarnings(wish.policy, audienceOf(wish.scope, wish.scopeKey));
}

const audienceOf = (scope: PolicyScope, scopeKey: string): PolicyAudience =>
  scope === 'debtor_kind' && (scopeKey === 'consumer' || scopeKey === 'business')
    ? scopeKey
    : 'any';

/** The key under which a scope is kept. A debtor and a receivable must be this shop's. */
async function keyOf(trx: Trx, wish: ScopeWish & { shopId: number }): Promise<string> {
  const { shopId, scope, scopeKey } = wish;
  const key = scopeKey.trim();
  switch (scope) {
    case 'shop':
      if (key !== '') throw new InvalidInput('scopeKey must be empty for the scope shop');
      return '';
    case 'debtor_kind':
      if (key === 'consumer' || key === 'business') return key;
      throw new InvalidInput(`scopeKey must be consumer or business, not "${key}"`);
    case 'customer_group':
      if (key === '') throw new InvalidInput('scopeKey must name a customer group');
      return key;
    case 'debtor':
      return debtorKey(await getDebtor(trx, shopId, idOf(key)));
    case 'receivable':
      return String((await getReceivable(trx, shopId, idOf(key))).id);
  }
}

function idOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidInput(`scopeKey must be an id, not "${text}"`);
}

/**
 * Takes the policy of a scope out of use: whoever it was for gets the next wider one in his next
 * round. The shop's own policy stays; save another one instead.
 */
export async function endPolicy(
  house: House,
  wish: { shopId: number; policyId: number },
  acting: Acting,
): Promise<SavedPolicy> {
  return inTransaction(house.db, async (trx) => {
    const { shopId, policyId } = wish;
    const asked = await getPolicy(trx, shopId, policyId);
    if (asked.scope === 'shop') {
      throw conflict('refused_shop_policy');
    }
    const newest = await lockNewestPolicy(trx, shopId, asked);
    if (newest === null || newest.id !== asked.id) {
      throw new Conflict(`policy ${policyId} was replaced by version ${newest?.version ?? 0}`);
    }
    if (newest.retired) throw new Conflict(`policy ${policyId} is retired already`);
    await retirePolicy(trx, shopId, policyId);
    const data = { policyId, version: newest.version, scope: newest.scope };
    const event = { type: 'policy.retired' as const, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    return { ...newest, retired: true };
  });
}

/** Which policy a receivable follows, and why this one. */
export async function policyOfReceivable(
  house: House,
  wish: { shopId: number; receivableId: number },
): Promise<{ policy: SavedPolicy; because: PolicyChoice['because'] }> {
  const { shopId, receivableId } = wish;
  const receivable = await getReceivable(house.db, shopId, receivableId);
  const debtor = await getDebtor(house.db, shopId, receivable.debtorId);
  const policies = await listPolicies(house.db, shopId);
  const { chosen, because } = explainPolicy(policies, {
    receivableId,
    debtorId: debtor.id,
    debtorNumber: debtor.debtorNumber,
    customerGroup: debtor.customerGroup,
    debtorKind: debtor.kind,
    pinnedVersion: receivable.policyVersion,
  });
  const policy = policies.find(({ version }) => version === chosen.version);
  if (policy === undefined) throw new Error(`policy ${chosen.version} was chosen and is not there`);
  return { policy, because };
}
