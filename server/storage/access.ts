import { addSeconds, type Instant } from '../domain/calendar.ts';
import { type Db, insertOnce, sha256, toAt } from './database.ts';
import type { Role } from './shops.ts';

export interface KeyHolder {
  keyId: number;
  shopId: number;
  role: Role;
  /** The account whose door the key opens; null for a key of the shop. */
  agencyAccountId: number | null;
}

interface KeyRow {
  id: number;
  shop_id: number;
  role: Role;
  agency_account_id: number | null;
}

/** Who holds an API key: found by its hash, so that comparing leaks nothing of the key. */
export async function findKeyHolder(db: Db, key: string): Promise<KeyHolder | null> {
  const row: KeyRow | undefined = await db('api_keys')
    .where({ key_hash: sha256(key) })
    .whereNull('revoked_at')
    .first('id', 'shop_id', 'role', 'agency_account_id');
  if (row === undefined) return null;
  const { id: keyId, shop_id: shopId, role, agency_account_id: agencyAccountId } = row;
  return { keyId, shopId, role, agencyAccountId };
}

/** What an earlier call under the same key answered. */
export type EarlierCall =
  | { known: false }
  | { known: true; same: false }
  | { known: true; same: true; answer: { status: number; body: string } | null };

/**
 * Remembers a call under its key. The first caller may go on; a later one gets the first answer, or
 * learns that it is still under way, or that the key was used for something else.
 */
export async function beginCall(
  db: Db,
  call: { shopId: number; key: string; requestHash: string },
  at: Instant,
): Promise<EarlierCall> {
  const where = { shop_id: call.shopId, idempotency_key: call.key };
  const row = { ...where, request_hash: call.requestHash, created_at: toAt(at) };
  await db('idempotency_keys')
    .where(where)
    .where((old) => {
      void old.where('created_at', '<', toAt(addSeconds(at, -KEEP_SECONDS))).orWhere((dead) => {
        const died = toAt(addSeconds(at, -DEAD_SECONDS));
        void dead.whereNull('status').where('created_at', '<', died);
      });
    })
    .delete();
  if ((await insertOnce(db, 'idempotency_keys', row)) !== null) return { known: false };
  const earlier: { request_hash: string; status: number | null; body: string | null } | undefined =
    await db('idempotency_keys').where(where).first();
  if (earlier === undefined) return { known: true, same: true, answer: null };
  if (earlier.request_hash !== call.requestHash) return { known: true, same: false };
  const { status, body } = earlier;
  return { known: true, same: true, answer: status === null ? null : { status, body: body ?? '' } };
}

/** A key is remembered for a day; a call that died is forgotten after five minutes. */
const KEEP_SECONDS = 86_400;
const DEAD_SECONDS = 300;

/** Forgets the calls of every shop whose day is over: their answers may name people. */
export async function forgetOldCalls(db: Db, at: Instant): Promise<number> {
  return db('idempotency_keys')
    .where('created_at', '<', toAt(addSeconds(at, -KEEP_SECONDS)))
    .delete();
}

export async function endCall(
  db: Db,
  call: { shopId: number; key: string },
  answer: { status: number; body: string },
): Promise<void> {
  await db('idempotency_keys')
    .where({ shop_id: call.shopId, idempotency_key: call.key })
    .update({ status: answer.status, body: answer.body });
}

/** The call failed before it did anything: the same key may try again. */
export async function forgetCall(db: Db, call: { shopId: number; key: string }): Promise<void> {
  await db('idempotency_keys').where({ shop_id: call.shopId, idempotency_key: call.key }).delete();
}
