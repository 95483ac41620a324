/** What a door shows of the dunning policies. */
import type { Db } from './database.ts';
import { listPolicies, type SavedPolicy } from './policies.ts';

export { getPolicy, listPolicyVersions, type SavedPolicy } from './policies.ts';

/** The policy in force of each scope, the shop's own first. */
export async function listCurrentPolicies(db: Db, shopId: number): Promise<SavedPolicy[]> {
  const policies = await listPolicies(db, shopId);
  const newest = new Map(policies.map((one) => [`${one.scope}:${one.scopeKey}`, one]));
  return [...newest.values()].filter((one) => !one.retired);
}
