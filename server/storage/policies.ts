import { fromAt, type Db, insertRow, toAt, type Trx } from './database.ts';
import type { Instant } from '../domain/calendar.ts';
import { type DunningLevel, type DunningPolicy, presetLevel } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { PolicyScope, StoredPolicy } from '../domain/policies.ts';

/** A version of a policy as it is kept. */
export interface SavedPolicy extends StoredPolicy {
  id: number;
  savedAt: Instant;
}

interface PolicyRow {
  id: number;
  version: number;
  scope: PolicyScope;
  scope_key: string;
  policy: string;
  retired: boolean | number;
  created_at: string;
}

const toSaved = (row: PolicyRow): SavedPolicy => ({
  id: row.id,
  version: row.version,
  scope: row.scope,
  scopeKey: row.scope_key,
  policy: toPolicy(row.policy),
  retired: Boolean(row.retired),
  savedAt: fromAt(row.created_at),
});

/** What is younger than a kept policy has its preset. */
function toPolicy(text: string): DunningPolicy {
  const kept = JSON.parse(text) as Omit<DunningPolicy, 'preDueDays'> & Partial<DunningPolicy>;
  const levels = kept.levels.map((level): DunningLevel => ({ ...presetLevel, ...level }));
  return { ...kept, preDueDays: kept.preDueDays ?? [], levels };
}

/** Saves a version of a policy; rounds under way go on with the version they began with. */
export async function addPolicy(
  trx: Trx,
  shopId: number,
  wish: { scope: PolicyScope; scopeKey: string; policy: DunningPolicy },
  at: Instant,
): Promise<SavedPolicy> {
  // Two who save at once count one after the other.
  await trx('shops').where({ id: shopId }).forUpdate().first('id');
  const newest: { version: number } | undefined = await trx('dunning_policies')
    .where({ shop_id: shopId })
    .orderBy('version', 'desc')
    .first('version');
  const id = await insertRow(trx, 'dunning_policies', {
    shop_id: shopId,
    version: (newest?.version ?? 0) + 1,
    scope: wish.scope,
    scope_key: wish.scopeKey,
    policy: JSON.stringify(wish.policy),
    retired: false,
    created_at: toAt(at),
  });
  return getPolicy(trx, shopId, id);
}

/** A policy of this shop, in any version. */
export async function getPolicy(db: Db, shopId: number, policyId: number): Promise<SavedPolicy> {
  const row: PolicyRow | undefined = await db('dunning_policies')
    .where({ shop_id: shopId, id: policyId })
    .first();
  if (row === undefined) throw new NotFound(`policy ${policyId} does not exist`);
  return toSaved(row);
}

/** The newest policy of each scope and those a receivable still goes on with, the newest last. */
export async function listPolicies(db: Db, shopId: number): Promise<SavedPolicy[]> {
  const rows: PolicyRow[] = await db('dunning_policies as p')
    .where('p.shop_id', shopId)
    .where((either) => {
      void either.whereNotExists(superseded(db)).orWhereExists(pinned(db));
    })
    .orderBy('p.version')
    .select('p.*');
  return rows.map(toSaved);
}

const superseded = (db: Db) =>
  db('dunning_policies as later')
    .select(db.raw('1'))
    .whereRaw('later.shop_id = p.shop_id and later.scope = p.scope')
    .whereRaw('later.scope_key = p.scope_key and later.version > p.version');

const pinned = (db: Db) =>
  db('receivables as r')
    .select(db.raw('1'))
    .whereRaw('r.shop_id = p.shop_id and r.policy_version = p.version');

/** Every version of every scope, the newest first, a page of them. */
export async function listPolicyVersions(
  db: Db,
  shopId: number,
  page: { beforeVersion: number | null; limit: number },
): Promise<SavedPolicy[]> {
  const rows: PolicyRow[] = await db('dunning_policies')
    .where({ shop_id: shopId })
    .modify((query) => {
      if (page.beforeVersion !== null) void query.where('version', '<', page.beforeVersion);
    })
    .orderBy('version', 'desc')
    .limit(page.limit);
  return rows.map(toSaved);
}

/** The newest version of a scope, locked, or null when the scope never had one. */
export async function lockNewestPolicy(
  trx: Trx,
  shopId: number,
  where: { scope: PolicyScope; scopeKey: string },
): Promise<SavedPolicy | null> {
  const row: PolicyRow | undefined = await trx('dunning_policies')
    .where({ shop_id: shopId, scope: where.scope, scope_key: where.scopeKey })
    .orderBy('version', 'desc')
    .forUpdate()
    .first();
  return row === undefined ? null : toSaved(row);
}

/** Takes a policy out of use; rounds that began with it finish with it. */
export async function retirePolicy(trx: Trx, shopId: number, policyId: number): Promise<void> {
  await trx('dunning_policies').where({ shop_id: shopId, id: policyId }).update({ retired: true });
}
