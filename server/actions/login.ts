import type { Instant } from '../domain/calendar.ts';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import type { EventType } from '../domain/events.ts';
import { inTransaction, sha256, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addSession,
  countGuess,
  endSessions,
  findUserByEmail,
  forgetGuesses,
  forgiveGuess,
  giveGuessBack,
  lockUser,
  type UserChange,
  type User,
  type UserSecrets,
  updateUser,
} from '../storage/users.ts';
import type { Acting, House } from './house.ts';
import {
  checkPassword,
  fromBase32,
  hashPassword,
  NOBODYS_HASH,
  passwordFits,
  toBase32,
  totpStep,
} from './passwords.ts';

/** Five wrong guesses at one account lock it; a network address may be shared by an office. */
const MOST_BY_ACCOUNT = 5;
const MOST_BY_ADDRESS = 20;
const LOCK_SECONDS = 15 * 60;

/** What became of a login. The answer is the same whether the user exists or not. */
export type LoginOutcome =
  | { outcome: 'signed_in'; shopId: number; userId: number }
  | { outcome: 'wrong' }
  | { outcome: 'code_needed' }
  | { outcome: 'locked'; until: Instant };

export interface LoginWish {
  email: string;
  password: string;
  /** Of the second factor, when the user has one. */
  code: string | null;
  /** The network address of the caller. */
  address: string;
  /** The cookie of the new session: random, kept only as its hash. */
  token: string;
}

/** Signs a user in, or says why not. A guess counts before the password is looked at. */
export async function logIn(house: House, wish: LoginWish, at: Instant): Promise<LoginOutcome> {
  const email = wish.email.trim().toLowerCase();
  const account = accountOf(email);
  const address = sha256(`address:${wish.address}`);
  const until = await inTransaction(house.db, async (trx) => {
    const lock = { lockSeconds: LOCK_SECONDS };
    const byAddress = { subject: address, most: MOST_BY_ADDRESS, ...lock };
    const byAccount = { subject: account, most: MOST_BY_ACCOUNT, ...lock };
    return (await countGuess(trx, byAddress, at)) ?? countGuess(trx, byAccount, at);
  });
  if (until !== null) return { outcome: 'locked', until };
  const user = await findUserByEmail(house.db, email);
  const fits = await passwordFits(wish.password, user?.passwordHash ?? NOBODYS_HASH);
  if (user === null || !fits || user.isDisabled) return { outcome: 'wrong' };
  return inTransaction(house.db, async (trx) => {
    const now = await lockUser(trx, user.shopId, user.id);
    if (now === null || now.isDisabled) return { outcome: 'wrong' };
    if (now.totpSecret !== null && wish.code === null) {
      await giveGuessBack(trx, [account, address]);
      return { outcome: 'code_needed' };
    }
    if (!(await useCode(house, trx, now, { code: wish.code, at }))) return { outcome: 'wrong' };
    await forgiveGuess(trx, { account, address });
    await forgetGuesses(trx, at);
    await addSession(trx, { user: now, token: wish.token }, at);
    await tell(trx, now, 'user.signed_in', at);
    return { outcome: 'signed_in', shopId: now.shopId, userId: now.id };
  });
}

const accountOf = (email: string): string => sha256(`account:${email}`);

/** Uses a code of the second factor up; true as well when the user has none. */
async function useCode(
  house: House,
  trx: Trx,
  user: User & UserSecrets,
  { code, at }: { code: string | null; at: Instant },
): Promise<boolean> {
  if (user.totpSecret === null) return true;
  const secret = fromBase32(house.seals.open(user.totpSecret));
  const step = totpStep(secret, code ?? '', {
    atSeconds: secondsOf(at),
    lastStep: user.totpStep,
  });
  if (step === null) return false;
  await updateUser(trx, user, { totpStep: step });
  return true;
}

const secondsOf = (at: Instant): number => Math.floor(Date.parse(at) / 1000);

const tell = (trx: Trx, user: User, type: EventType, at: Instant): Promise<void> =>
  appendEvents(
    trx,
    user.shopId,
    [{ type, actor: `user:${user.id}`, data: { userId: user.id } }],
    at,
  );

interface SignedIn {
  shopId: number;
  userId: number;
  sessionId: number;
}

/** Ends this session, or every session of the user. */
export async function logOut(
  house: House,
  { userId, sessionId }: SignedIn,
  wish: { everywhere: boolean },
  at: Instant,
): Promise<void> {
  await endSessions(house.db, wish.everywhere ? { userId } : { sessionId }, at);
}

/** Changes the user's own password; his other sessions end. */
export async function changePassword(
  house: House,
  who: SignedIn,
  wish: { password: string; newPassword: string },
  { at }: Acting,
): Promise<void> {
  const passwordHash = await hashPassword(wish.newPassword);
  await withPassword(house, who, { ...wish, at }, async (trx, user) => {
    checkPassword(wish.newPassword, user.email);
    await updateUser(trx, user, { passwordHash });
    await endSessions(trx, { userId: user.id, except: who.sessionId }, at);
    await tell(trx, user, 'user.password_changed', at);
  });
}

/** Begins a second factor. It asks for no code before a first one was confirmed. */
export async function beginTotp(
  house: House,
  who: SignedIn,
  wish: { password: string; secret: Uint8Array },
  { at }: Acting,
): Promise<{ secret: string; uri: string }> {
  const secret = toBase32(wish.secret);
  let email = '';
  await withPassword(house, who, { ...wish, at }, async (trx, user) => {
    if (user.totpSecret !== null) throw new Conflict('the second factor is on already');
    email = user.email;
    await updateUser(trx, user, { totpPending: house.seals.seal(secret) });
  });
  const label = `${encodeURIComponent('Mahnlauf')}:${encodeURIComponent(email)}`;
  return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Mahnlauf` };
}

/** Turns the second factor on with its first code. */
export async function confirmTotp(
  house: House,
  who: SignedIn,
  code: string,
  { at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const user = await lockUser(trx, who.shopId, who.userId);
    if (user === null || user.totpPending === null) {
      throw new Conflict('no second factor was begun; begin it first');
    }
    const secret = fromBase32(house.seals.open(user.totpPending));
    const step = totpStep(secret, code, { atSeconds: secondsOf(at), lastStep: null });
    if (step === null) throw unusable('refused_totp');
    const totpSecret = user.totpPending;
    await updateUser(trx, user, { totpSecret, totpPending: null, totpStep: step });
    await tell(trx, user, 'user.second_factor_added', at);
  });
}

/** Turns the second factor off. */
export async function removeTotp(
  house: House,
  who: SignedIn,
  password: string,
  { at }: Acting,
): Promise<void> {
  const off: UserChange = { totpSecret: null, totpPending: null, totpStep: null };
  await withPassword(house, who, { password, at }, async (trx, user) => {
    await updateUser(trx, user, off);
    await tell(trx, user, 'user.second_factor_removed', at);
  });
}

/** Does something only whoever knows the password may do; wrong guesses lock the account here too. */
async function withPassword(
  house: House,
  who: SignedIn,
  { password, at }: { password: string; at: Instant },
  work: (trx: Trx, user: User & UserSecrets) => Promise<void>,
): Promise<void> {
  const most = { most: MOST_BY_ACCOUNT, lockSeconds: LOCK_SECONDS };
  const { known, until } = await inTransaction(house.db, async (trx) => {
    const known = await lockUser(trx, who.shopId, who.userId);
    const subject = accountOf(known?.email ?? '');
    return { known, until: await countGuess(trx, { subject, ...most }, at) };
  });
  if (until !== null) throw new Forbidden('too many wrong passwords; wait fifteen minutes');
  const fits = await passwordFits(password, known?.passwordHash ?? NOBODYS_HASH);
  if (known === null || !fits) throw new Forbidden('the present password does not fit');
  await inTransaction(house.db, async (trx) => {
    const user = await lockUser(trx, who.shopId, who.userId);
    if (user === null) throw new Forbidden('this user may not sign in any more');
    await giveGuessBack(trx, [accountOf(user.email)]);
    await work(trx, user);
  });
}

/** How long a lock still lasts, at least one second. */
export const secondsUntil = (until: Instant, at: Instant): number =>
  Math.max(1, secondsOf(until) - secondsOf(at));
