/** Notes of people at a receivable, and whom they mention. */
import type { Instant } from '../domain/calendar.ts';
import { expectReceivable, namesOf } from './audit.ts';
import { type Db, fromAt, insertRow, toAt, type Trx } from './database.ts';

export async function addNote(
  trx: Trx,
  note: {
    shopId: number;
    receivableId: number;
    author: string;
    text: string;
    mentions: readonly number[];
  },
  at: Instant,
): Promise<number> {
  const noteId = await insertRow(trx, 'notes', {
    shop_id: note.shopId,
    receivable_id: note.receivableId,
    author: note.author,
    text: note.text,
    written_at: toAt(at),
  });
  for (const user_id of note.mentions) {
    await insertRow(trx, 'note_mentions', { note_id: noteId, user_id });
  }
  return noteId;
}

interface NoteRow {
  id: number;
  author: string;
  text: string;
  written_at: string;
}

/** The notes of a receivable, newest first. */
export async function listNotes(db: Db, shopId: number, receivableId: number) {
  await expectReceivable(db, shopId, receivableId);
  const rows: NoteRow[] = await db('notes')
    .where({ shop_id: shopId, receivable_id: receivableId })
    .orderBy('id', 'desc')
    .limit(500);
  const mentions: { note_id: number; user_id: number; name: string }[] = await db(
    'note_mentions as m',
  )
    .join('users as u', 'u.id', 'm.user_id')
    .whereIn(
      'm.note_id',
      rows.map((row) => row.id),
    )
    .orderBy('m.id')
    .select('m.note_id', 'm.user_id', 'u.name');
  const names = await namesOf(
    db,
    shopId,
    rows.map((row) => ({ actor: row.author })),
  );
  return {
    items: rows.map((row) => ({
      id: row.id,
      author: row.author,
      authorName: names.get(row.author) ?? null,
      text: row.text,
      mentions: mentions
        .filter((mention) => mention.note_id === row.id)
        .map((mention) => ({ userId: mention.user_id, name: mention.name })),
      writtenAt: fromAt(row.written_at),
    })),
  };
}

interface MentionRow extends NoteRow {
  note_id: number;
  receivable_id: number;
  order_name: string;
}

/** Notes that mention the user and that he has not read yet, oldest first. */
export async function listMentions(db: Db, { shopId, userId }: { shopId: number; userId: number }) {
  const rows: MentionRow[] = await db('note_mentions as m')
    .join('notes as n', 'n.id', 'm.note_id')
    .join('receivables as r', 'r.id', 'n.receivable_id')
    .where({ 'm.user_id': userId, 'n.shop_id': shopId })
    .whereNull('m.read_at')
    .orderBy('m.id')
    .limit(100)
    .select('m.id', 'm.note_id', 'n.receivable_id', 'r.order_name', 'n.author', 'n.text')
    .select('n.written_at');
  const names = await namesOf(
    db,
    shopId,
    rows.map((row) => ({ actor: row.author })),
  );
  return {
    items: rows.map((row) => ({
      id: row.id,
      noteId: row.note_id,
      receivableId: row.receivable_id,
      orderName: row.order_name,
      authorName: names.get(row.author) ?? null,
      text: row.text,
      writtenAt: fromAt(row.written_at),
    })),
  };
}

/** False when there is no such unread mention of the user. */
export async function markMentionRead(
  trx: Trx,
  mention: { id: number; userId: number },
  at: Instant,
): Promise<boolean> {
  const changed = await trx('note_mentions')
    .where({ id: mention.id, user_id: mention.userId })
    .whereNull('read_at')
    .update({ read_at: toAt(at) });
  return changed > 0;
}
