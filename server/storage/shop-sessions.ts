import type { Instant } from '../domain/calendar.ts';
import { type Db, fromAt, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';

/** Our right to a shop, its tokens sealed. */
export interface SealedSession {
  shopId: number;
  shopDomain: string;
  /** Null once the shop removed the app. */
  sealedTokens: string | null;
  scopes: readonly string[];
  expiresAt: Instant | null;
  refreshExpiresAt: Instant | null;
  /** The shop gave us a token then, so it had the app. */
  provedAt: Instant;
  endedAt: Instant | null;
}

interface SessionRow {
  shop_id: number;
  domain: string;
  sealed_tokens: string | null;
  scopes: string;
  expires_at: string | null;
  refresh_expires_at: string | null;
  proved_at: string;
  ended_at: string | null;
}

const toSession = (row: SessionRow): SealedSession => ({
  shopId: row.shop_id,
  shopDomain: row.domain,
  sealedTokens: row.sealed_tokens,
  scopes: row.scopes.split(',').filter((scope) => scope !== ''),
  expiresAt: fromAtOrNull(row.expires_at),
  refreshExpiresAt: fromAtOrNull(row.refresh_expires_at),
  provedAt: fromAt(row.proved_at),
  endedAt: fromAtOrNull(row.ended_at),
});

const sessions = (db: Db) =>
  db('shop_sessions as s').join('shops as p', 'p.id', 's.shop_id').select('s.*', 'p.domain');

/** The session of a shop, also one that has ended; null when there never was one. */
export async function findSession(db: Db, shopId: number): Promise<SealedSession | null> {
  const row: SessionRow | undefined = await sessions(db).where('s.shop_id', shopId).first();
  return row === undefined ? null : toSession(row);
}

export async function findSessionByDomain(
  db: Db,
  source: string,
  domain: string,
): Promise<SealedSession | null> {
  const row: SessionRow | undefined = await sessions(db)
    .where({ 'p.source': source, 'p.domain': domain })
    .first();
  return row === undefined ? null : toSession(row);
}

/** What the merchant allowed when we last got a token. */
export async function findShopScopes(db: Db, shopId: number): Promise<readonly string[]> {
  return (await findSession(db, shopId))?.scopes ?? [];
}

/** Every living session, to be sealed anew. */
export async function listSessions(db: Db): Promise<SealedSession[]> {
  const rows: SessionRow[] = await sessions(db).whereNotNull('s.sealed_tokens').orderBy('s.id');
  return rows.map(toSession);
}

/** Keeps the newest session of a shop; there is one. */
export async function keepSession(
  db: Db,
  session: Omit<SealedSession, 'shopDomain' | 'endedAt'>,
): Promise<void> {
  const values = { ...toValues(session), ended_at: null };
  const key = { shop_id: session.shopId };
  const changed = await db('shop_sessions').where(key).update(values);
  if (changed === 0) await insertRow(db, 'shop_sessions', { ...key, ...values });
}

/** Keeps renewed tokens; a shop that removed the app meanwhile has no session by a renewal. */
export async function renewSession(
  db: Db,
  session: Omit<SealedSession, 'shopDomain' | 'endedAt'>,
): Promise<void> {
  await db('shop_sessions')
    .where({ shop_id: session.shopId })
    .whereNull('ended_at')
    .update(toValues(session));
}

const toValues = (session: Omit<SealedSession, 'shopId' | 'shopDomain' | 'endedAt'>) => ({
  sealed_tokens: session.sealedTokens,
  scopes: session.scopes.join(',').slice(0, 1000),
  expires_at: session.expiresAt === null ? null : toAt(session.expiresAt),
  refresh_expires_at: session.refreshExpiresAt === null ? null : toAt(session.refreshExpiresAt),
  proved_at: toAt(session.provedAt),
});

/** Seals the tokens of a session anew, unless it was renewed or ended meanwhile. */
export async function resealSession(
  db: Db,
  shopId: number,
  sealed: { from: string; to: string },
): Promise<boolean> {
  const changed = await db('shop_sessions')
    .where({ shop_id: shopId, sealed_tokens: sealed.from })
    .update({ sealed_tokens: sealed.to });
  return changed === 1;
}

/** Forgets the tokens: the shop removed the app. */
export async function endSession(trx: Trx, shopId: number, at: Instant): Promise<void> {
  await trx('shop_sessions')
    .where({ shop_id: shopId })
    .update({ sealed_tokens: null, ended_at: toAt(at) });
}
