import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { House } from '../actions/house.ts';
import type { Instant } from '../domain/calendar.ts';
import { findKeyHolder, type KeyHolder } from '../storage/views.ts';
import { findVisitor, visitorToken } from './visitors.ts';
import { findSession, type UserSession } from '../storage/views-console.ts';

/** Who calls: an API key or a person, with the same roles. */
export interface Caller {
  shopId: number;
  role: KeyHolder['role'];
  agencyAccountId: number | null;
  /** `key:1` or `user:1`; it stands in the journal. */
  actor: string;
  /** The session of a person; null for a key. */
  session: (UserSession & { csrfToken: string }) | null;
}

export const SESSION_COOKIE = 'mahnlauf_session';

/**
 * The caller, or null when neither a key nor a session fits. A key goes before a session. `isUse` is
 * false where nobody does anything, such as a page that listens: that keeps no session alive.
 */
export async function findCaller(
  house: House,
  req: Request,
  at: Instant,
  isUse = true,
): Promise<Caller | null> {
  const { authorization } = req.headers;
  if (authorization === undefined) return findPerson(house, req, at, isUse);
  const visitor = visitorToken(authorization);
  if (visitor !== null) return findVisitor(house, visitor, at);
  const [, key] = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(authorization) ?? [];
  const holder = key === undefined ? null : await findKeyHolder(house.db, key);
  if (holder === null) return null;
  const { shopId, role, agencyAccountId, keyId } = holder;
  return { shopId, role, agencyAccountId, actor: `key:${keyId}`, session: null };
}

async function findPerson(
  house: House,
  req: Request,
  at: Instant,
  isUse: boolean,
): Promise<Caller | null> {
  const token = sessionToken(req);
  const session = token === null ? null : await findSession(house.db, token, at, isUse);
  if (session === null || token === null) return null;
  const { shopId, role, agencyAccountId, id } = session.user;
  const csrfToken = csrfTokenOf(token);
  return { shopId, role, agencyAccountId, actor: `user:${id}`, session: { ...session, csrfToken } };
}

/** The cookie of a session, as far as it looks like one. */
function sessionToken(req: Request): string | null {
  const cookie = `; ${req.headers.cookie ?? ''}`;
  const [, token] = /; mahnlauf_session=([A-Za-z0-9_-]{43})(?:;|$)/.exec(cookie) ?? [];
  return token ?? null;
}

/** Bound to the session and useless without it; only our own pages can read it (GET /me). */
export const csrfTokenOf = (token: string): string =>
  createHmac('sha256', token).update('mahnlauf csrf').digest('base64url');

const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** May this request of a session write? Another site can send our cookie, but not this header. */
export function hasCsrfToken(req: Request, { session }: Caller): boolean {
  if (session === null || READING.includes(req.method)) return true;
  const given = req.headers['x-csrf-token'];
  if (typeof given !== 'string') return false;
  const [sent, wanted] = [Buffer.from(given), Buffer.from(session.csrfToken)];
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}
