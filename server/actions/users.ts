import { InvalidInput, NotFound } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import type { NewEvent } from '../domain/events.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { getAgencyAccount, type Role } from '../storage/shops.ts';
import {
  addUser,
  endSessions,
  listUsers,
  lockUser,
  type UserChange,
  updateUser,
} from '../storage/users.ts';
import type { Acting, House } from './house.ts';
import { checkPassword, hashPassword } from './passwords.ts';

/** Lets a person sign in to the console of one shop. */
export async function createUser(
  house: House,
  wish: {
    shopId: number;
    email: string;
    name: string;
    role: Role;
    password: string;
    agencyAccountId?: number | null;
  },
  acting: Acting,
): Promise<{ userId: number }> {
  const { shopId, name, role } = wish;
  const email = wish.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new InvalidInput('email: this is no e-mail address');
  checkPassword(wish.password, email);
  const agencyAccountId = wish.agencyAccountId ?? null;
  if ((role === 'agency') !== (agencyAccountId !== null)) {
    throw new InvalidInput('agencyAccountId: an agency user has one, and nobody else');
  }
  const passwordHash = await hashPassword(wish.password);
  return inTransaction(house.db, async (trx) => {
    if (agencyAccountId !== null) await getAgencyAccount(trx, shopId, agencyAccountId);
    const user = { shopId, email, name, role, agencyAccountId, passwordHash };
    const userId = await addUser(trx, user, acting.at);
    if (userId === null) throw conflict('refused_user_known');
    await tell(trx, shopId, { type: 'user.added', data: { userId, role } }, acting);
    return { userId };
  });
}

/** Changes what a user may do. The last owner stays owner, or nobody could let one in again. */
export async function changeUser(
  house: House,
  wish: { shopId: number; userId: number; name?: string; role?: Role; isDisabled?: boolean },
  acting: Acting,
): Promise<void> {
  const { shopId, userId, name, role, isDisabled } = wish;
  await inTransaction(house.db, async (trx) => {
    const user = await lockUser(trx, shopId, userId);
    if (user === null) throw new NotFound(`user ${userId} does not exist`);
    if (role !== undefined && (role === 'agency') !== (user.role === 'agency')) {
      throw new InvalidInput('role: a user of an agency stays one; add another user');
    }
    const losesOwner = (role !== undefined && role !== 'owner') || isDisabled === true;
    if (user.role === 'owner' && losesOwner) await expectAnotherOwner(trx, shopId, userId);
    const change: UserChange = {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(isDisabled === undefined ? {} : { disabledAt: isDisabled ? acting.at : null }),
    };
    await updateUser(trx, user, change);
    if (isDisabled === true) await endSessions(trx, { userId }, acting.at);
    const data = { userId, role: role ?? user.role, disabled: isDisabled ?? user.isDisabled };
    await tell(trx, shopId, { type: 'user.changed', data }, acting);
  });
}

async function expectAnotherOwner(trx: Trx, shopId: number, userId: number): Promise<void> {
  const others = (await listUsers(trx, shopId)).filter(
    (user) => user.id !== userId && user.role === 'owner' && !user.isDisabled,
  );
  if (others.length === 0) throw conflict('refused_last_owner');
}

/** An owner gives a user a new password; every session of his ends and his second factor too. */
export async function resetPassword(
  house: House,
  wish: { shopId: number; userId: number; password: string },
  acting: Acting,
): Promise<void> {
  const passwordHash = await hashPassword(wish.password);
  await inTransaction(house.db, async (trx) => {
    const user = await lockUser(trx, wish.shopId, wish.userId);
    if (user === null) throw new NotFound(`user ${wish.userId} does not exist`);
    checkPassword(wish.password, user.email);
    const noFactor = { totpSecret: null, totpPending: null, totpStep: null };
    await updateUser(trx, user, { passwordHash, ...noFactor });
    await endSessions(trx, { userId: user.id }, acting.at);
    const data = { userId: user.id };
    await tell(trx, wish.shopId, { type: 'user.password_changed', data }, acting);
  });
}

const tell = (
  trx: Trx,
  shopId: number,
  event: Pick<NewEvent, 'type' | 'data'>,
  { actor, at }: Acting,
): Promise<void> => appendEvents(trx, shopId, [{ ...event, actor }], at);
