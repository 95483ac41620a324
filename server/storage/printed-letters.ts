/** Letters that lie outside the database, in the folder from which somebody prints them. */
import type { Instant } from '../domain/calendar.ts';
import { type Db, insertOnce, toAt, type Trx } from './database.ts';
import { NOTICE_KINDS } from './outbox.ts';

/** The name of a letter outside; no two shops have one in common. */
export const letterName = (shopId: number, messageKey: string): string =>
  `${shopId}-${messageKey.replaceAll(':', '-')}`;

const LETTERS = NOTICE_KINDS.filter((kind) => kind.endsWith('.letter'));

/** Has the letters of a debtor, or of a whole shop, erased outside as well: the job sees to it. */
export async function askToEraseLetters(
  trx: Trx,
  { shopId, ...whose }: { shopId: number; debtorId?: number },
  at: Instant,
): Promise<void> {
  const messages: { message_key: string }[] = await trx('outbox')
    .where({ shop_id: shopId })
    .whereIn('kind', LETTERS)
    .where((his) => {
      if (whose.debtorId === undefined) return;
      const receivables = trx('receivables').where({ debtor_id: whose.debtorId }).select('id');
      const notices = trx('reminders')
        .whereIn('receivable_id', receivables.clone())
        .whereNotNull('notice_id')
        .select('notice_id');
      void his.whereIn('receivable_id', receivables).orWhereIn('notice_id', notices);
    })
    .select('message_key');
  for (const { message_key } of messages) {
    const name = letterName(shopId, message_key);
    await insertOnce(trx, 'letters_to_erase', { name, asked_at: toAt(at) });
  }
}

/** Letters that are still to be erased outside, the oldest wish first. */
export async function listLettersToErase(db: Db): Promise<string[]> {
  const rows: { name: string }[] = await db('letters_to_erase').orderBy('id').limit(1000);
  return rows.map(({ name }) => name);
}

/** The letter is gone outside. */
export async function letterIsErased(db: Db, name: string): Promise<void> {
  await db('letters_to_erase').where({ name }).delete();
}
