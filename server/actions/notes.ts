import { NotFound } from '../domain/errors.ts';
import { fold } from '../domain/search-words.ts';
import { type Db, inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addNote, markMentionRead } from '../storage/notes.ts';
import { getReceivable } from '../storage/receivables.ts';
import { listUsers, type User } from '../storage/users.ts';
import type { Acting, House } from './house.ts';

/** Writes a note; whoever it names with an @ finds it in his list. */
export async function writeNote(
  house: House,
  wish: { shopId: number; receivableId: number; text: string },
  { actor, at }: Acting,
): Promise<{ noteId: number; mentioned: readonly number[] }> {
  const { shopId, receivableId, text } = wish;
  return inTransaction(house.db, async (trx) => {
    await getReceivable(trx, shopId, receivableId);
    const mentioned = mentionedIn(text, await listNamed(trx, shopId));
    const note = { shopId, receivableId, author: actor, text, mentions: mentioned };
    const noteId = await addNote(trx, note, at);
    const data = { noteId, mentioned: mentioned.length };
    await appendEvents(trx, shopId, [{ type: 'note.written', receivableId, data, actor }], at);
    return { noteId, mentioned };
  });
}

/** Whom a note can name, each with the shortest name after the @ that means nobody else. */
export async function listColleagues(
  { db }: House,
  shopId: number,
): Promise<{ id: number; name: string; handle: string }[]> {
  const users = await listNamed(db, shopId);
  const locals = users.map(({ email }) => localOf(email));
  return users.map(({ id, name, email }) => {
    const local = localOf(email);
    const isAlone = locals.filter((one) => one === local).length === 1;
    return { id, name, handle: isAlone ? local : email };
  });
}

const localOf = (email: string): string => email.split('@')[0] ?? email;

/** The clerk of an agency signs in as well, but reads no notes. */
const listNamed = async (db: Db, shopId: number): Promise<User[]> =>
  (await listUsers(db, shopId)).filter((user) => !user.isDisabled && user.role !== 'agency');

/** Users whom a text names: `@` and the address, its first part, or the name without its spaces. */
function mentionedIn(text: string, users: readonly User[]): number[] {
  const named = new Set(
    Array.from(text.matchAll(/(?<![\p{L}\p{N}])@([\p{L}\p{N}._+@-]+)/gu), ([, name = '']) =>
      fold(name).replace(/[.,]+$/, ''),
    ),
  );
  const namesOf = ({ email, name }: User): string[] => {
    return [email, localOf(email), fold(name).replaceAll(/\s+/g, '')];
  };
  return users.filter((user) => namesOf(user).some((name) => named.has(name))).map(({ id }) => id);
}

/** The user has read where he was mentioned. */
export async function readMention(
  house: House,
  wish: { userId: number | null; mentionId: number },
  { at }: Acting,
): Promise<void> {
  const { userId, mentionId } = wish;
  const isRead = await inTransaction(house.db, async (trx) =>
    userId === null ? false : markMentionRead(trx, { id: mentionId, userId }, at),
  );
  if (!isRead) throw new NotFound(`mention ${mentionId} does not exist or is read already`);
}
