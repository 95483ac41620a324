/** People who sign in, their sessions, and how often somebody guessed wrong. */
import { addSeconds, type Instant } from '../domain/calendar.ts';
import { type Db, fromAt, insertOnce, insertRow, sha256, toAt, type Trx } from './database.ts';
import type { Role } from './shops.ts';

export interface User {
  id: number;
  shopId: number;
  /** Lower case. */
  email: string;
  name: string;
  role: Role;
  agencyAccountId: number | null;
  hasTotp: boolean;
  createdAt: Instant;
  isDisabled: boolean;
}

/** What proves who somebody is; it never leaves the actions. */
export interface UserSecrets {
  passwordHash: string;
  totpSecret: string | null;
  totpPending: string | null;
  totpStep: number | null;
}

interface UserRow {
  id: number;
  shop_id: number;
  email: string;
  name: string;
  role: Role;
  agency_account_id: number | null;
  password_hash: string;
  totp_secret: string | null;
  totp_pending: string | null;
  totp_step: number | null;
  created_at: string;
  disabled_at: string | null;
}

const toUser = (row: UserRow): User => ({
  id: row.id,
  shopId: row.shop_id,
  email: row.email,
  name: row.name,
  role: row.role,
  agencyAccountId: row.agency_account_id,
  hasTotp: row.totp_secret !== null,
  createdAt: fromAt(row.created_at),
  isDisabled: row.disabled_at !== null,
});

const toSecrets = (row: UserRow): UserSecrets => ({
  passwordHash: row.password_hash,
  totpSecret: row.totp_secret,
  totpPending: row.totp_pending,
  totpStep: row.totp_step === null ? null : Number(row.totp_step),
});

/** Whoever has this address, also when he may not sign in any more. */
export async function findUserByEmail(db: Db, email: string): Promise<(User & UserSecrets) | null> {
  const row: UserRow | undefined = await db('users').where({ email }).first();
  return row === undefined ? null : { ...toUser(row), ...toSecrets(row) };
}

/** The user of this shop, locked until the transaction ends. */
export async function lockUser(
  trx: Trx,
  shopId: number,
  userId: number,
): Promise<(User & UserSecrets) | null> {
  const row: UserRow | undefined = await trx('users')
    .where({ shop_id: shopId, id: userId })
    .forUpdate()
    .first();
  return row === undefined ? null : { ...toUser(row), ...toSecrets(row) };
}

export async function listUsers(db: Db, shopId: number): Promise<User[]> {
  const rows: UserRow[] = await db('users').where({ shop_id: shopId }).orderBy('id');
  return rows.map(toUser);
}

/** Adds a user and gives the id; null when the address is taken. */
export async function addUser(
  trx: Trx,
  user: Pick<User, 'shopId' | 'email' | 'name' | 'role' | 'agencyAccountId'> & {
    passwordHash: string;
  },
  at: Instant,
): Promise<number | null> {
  return insertOnce(trx, 'users', {
    shop_id: user.shopId,
    email: user.email,
    name: user.name,
    role: user.role,
    agency_account_id: user.agencyAccountId,
    password_hash: user.passwordHash,
    created_at: toAt(at),
  });
}

export interface UserChange {
  name?: string;
  role?: Role;
  passwordHash?: string;
  totpSecret?: string | null;
  totpPending?: string | null;
  totpStep?: number | null;
  disabledAt?: Instant | null;
}

const COLUMNS: Readonly<Record<keyof UserChange, string>> = {
  name: 'name',
  role: 'role',
  passwordHash: 'password_hash',
  totpSecret: 'totp_secret',
  totpPending: 'totp_pending',
  totpStep: 'totp_step',
  disabledAt: 'disabled_at',
};

export async function updateUser(
  trx: Trx,
  user: { shopId: number; id: number },
  change: UserChange,
): Promise<void> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(change)) {
    const column = COLUMNS[name as keyof UserChange];
    row[column] = name === 'disabledAt' && value !== null ? toAt(value as Instant) : value;
  }
  if (Object.keys(row).length === 0) return;
  await trx('users').where({ shop_id: user.shopId, id: user.id }).update(row);
}

// ---------------------------------------------------------------------------------------------
// Sessions

const IDLE_SECONDS = 12 * 3600;
const LONGEST_SECONDS = 7 * 86_400;
/** How often a session's last use is written down. */
const SEEN_SECONDS = 60;

export interface UserSession {
  sessionId: number;
  user: User;
  endsAt: Instant;
}

export async function addSession(
  trx: Trx,
  { user, token }: { user: { shopId: number; id: number }; token: string },
  at: Instant,
): Promise<number> {
  return insertRow(trx, 'user_sessions', {
    shop_id: user.shopId,
    user_id: user.id,
    token_hash: sha256(token),
    created_at: toAt(at),
    seen_at: toAt(at),
  });
}

interface SessionRow extends UserRow {
  session_id: number;
  began_at: string;
  seen_at: string;
}

/**
 * The session of a cookie: not ended, used within 12 hours, begun within 7 days. Being found is its
 * use unless `isUse` is false.
 */
export async function findSession(
  db: Db,
  token: string,
  at: Instant,
  isUse = true,
): Promise<UserSession | null> {
  const row: SessionRow | undefined = await db('user_sessions as s')
    .join('users as u', 'u.id', 's.user_id')
    .where({ 's.token_hash': sha256(token) })
    .whereNull('s.ended_at')
    .whereNull('u.disabled_at')
    .where('s.seen_at', '>', toAt(addSeconds(at, -IDLE_SECONDS)))
    .where('s.created_at', '>', toAt(addSeconds(at, -LONGEST_SECONDS)))
    .first('u.*', { session_id: 's.id', began_at: 's.created_at', seen_at: 's.seen_at' });
  if (row === undefined) return null;
  const seenAt = fromAt(row.seen_at);
  if (isUse && addSeconds(seenAt, SEEN_SECONDS) <= at) {
    await db('user_sessions')
      .where({ id: row.session_id })
      .update({ seen_at: toAt(at) });
  }
  const idle = addSeconds(seenAt, IDLE_SECONDS);
  const longest = addSeconds(fromAt(row.began_at), LONGEST_SECONDS);
  const endsAt = idle < longest ? idle : longest;
  return { sessionId: row.session_id, user: toUser(row), endsAt };
}

/** Ends one session, or every session of the user but one when `except` names it. */
export async function endSessions(
  trx: Db,
  which: { sessionId: number } | { userId: number; except?: number },
  at: Instant,
): Promise<void> {
  const open = trx('user_sessions').whereNull('ended_at');
  if ('sessionId' in which) void open.where({ id: which.sessionId });
  else void open.where({ user_id: which.userId }).whereNot({ id: which.except ?? 0 });
  await open.update({ ended_at: toAt(at) });
}

// ---------------------------------------------------------------------------------------------
// Wrong guesses

interface AttemptRow {
  failures: number;
  first_at: string;
  locked_until: string | null;
}

/**
 * Counts a guess before it is looked at, so that guesses made at the same time all count. Gives
 * until when the subject is locked, or null when this guess may be looked at.
 */
export async function countGuess(
  trx: Trx,
  guess: { subject: string; most: number; lockSeconds: number },
  at: Instant,
): Promise<Instant | null> {
  const { subject, most, lockSeconds } = guess;
  const fresh = { subject, failures: 0, first_at: toAt(at), locked_until: null };
  if (!(await lockAttempt(trx, subject))) await insertAttempt(trx, fresh);
  const kept = (await lockAttempt(trx, subject)) ?? fresh;
  const lockedUntil = kept.locked_until === null ? null : fromAt(kept.locked_until);
  if (lockedUntil !== null && at < lockedUntil) return lockedUntil;
  const isOver = lockedUntil !== null || addSeconds(fromAt(kept.first_at), lockSeconds) <= at;
  const failures = (isOver ? 0 : kept.failures) + 1;
  const until = failures >= most ? addSeconds(at, lockSeconds) : null;
  await trx('login_attempts')
    .where({ subject })
    .update({
      failures,
      first_at: isOver ? toAt(at) : kept.first_at,
      locked_until: until === null ? null : toAt(until),
    });
  return null;
}

async function lockAttempt(trx: Trx, subject: string): Promise<AttemptRow | null> {
  const row: AttemptRow | undefined = await trx('login_attempts')
    .where({ subject })
    .forUpdate()
    .first();
  return row ?? null;
}

async function insertAttempt(trx: Trx, row: { subject: string }): Promise<void> {
  await trx('login_attempts').insert(row).onConflict('subject').ignore();
}

/** The guess was right: a person's own count ends, a network address gets this one guess back. */
export async function forgiveGuess(
  trx: Trx,
  guess: { account: string; address: string },
): Promise<void> {
  await trx('login_attempts').where({ subject: guess.account }).delete();
  await giveGuessBack(trx, [guess.address]);
}

/** This one guess counts for nothing; those before it still do. */
export async function giveGuessBack(trx: Trx, subjects: readonly string[]): Promise<void> {
  await trx('login_attempts')
    .whereIn('subject', [...subjects])
    .where('failures', '>', 0)
    .update({ failures: trx.raw('failures - 1'), locked_until: null });
}

/** Old counts are of no use to anybody. */
export async function forgetGuesses(db: Db, at: Instant): Promise<void> {
  await db('login_attempts')
    .where('first_at', '<', toAt(addSeconds(at, -86_400)))
    .delete();
}
