import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { BlockReason } from '../domain/blocks.ts';
import { type Db, fromAt, insertOnce, toAt, type Trx } from './database.ts';
import { type StoredDebtor, type StoredReceivable, toDebtor, toReceivable } from './receivables.ts';
import { listSamePerson } from './special-states.ts';

/** Keeps what a debtor wrote; null when this form has come before. */
export async function addAnswer(
  trx: Trx,
  answer: {
    shopId: number;
    debtorId: number;
    formKey: string;
    kind: string;
    words: Readonly<Record<string, string | number | null>>;
  },
  at: Instant,
): Promise<number | null> {
  return insertOnce(trx, 'debtor_answers', {
    shop_id: answer.shopId,
    debtor_id: answer.debtorId,
    form_key: answer.formKey,
    kind: answer.kind,
    words: JSON.stringify(answer.words),
    answered: 'noted',
    received_at: toAt(at),
  });
}

/** What became of a form that came before. */
export async function findAnswered(
  db: Db,
  shopId: number,
  formKey: string,
): Promise<'noted' | 'asked'> {
  const row: { answered: 'noted' | 'asked' } | undefined = await db('debtor_answers')
    .where({ shop_id: shopId, form_key: formKey })
    .first('answered');
  return row?.answered ?? 'noted';
}

export async function markAsked(trx: Trx, shopId: number, answerId: number): Promise<void> {
  await trx('debtor_answers')
    .where({ shop_id: shopId, id: answerId })
    .update({ answered: 'asked' });
}

/** The debtor of a link; null when he is not there or was erased. */
export async function findAnsweringDebtor(
  db: Db,
  shopId: number,
  debtorId: number,
): Promise<StoredDebtor | null> {
  const row: Parameters<typeof toDebtor>[0] | undefined = await db('parties')
    .where({ shop_id: shopId, id: debtorId })
    .whereNull('erased_at')
    .first();
  return row === undefined ? null : toDebtor(row);
}

/**
 * Open receivables of a person about which a reminder really left, oldest first: what a letter has
 * told him already, and nothing else.
 */
export async function listReminded(
  db: Db,
  shopId: number,
  debtorId: number,
): Promise<StoredReceivable[]> {
  const rows: Parameters<typeof toReceivable>[0][] = await db('receivables as r')
    .where('r.shop_id', shopId)
    .whereIn('r.debtor_id', await listSamePerson(db, shopId, debtorId))
    .whereIn('r.state', ['open', 'overdue', 'in_dunning', 'handed_over'])
    .where('r.principal_cents', '>', 0)
    .whereExists(
      db('reminders as m')
        .whereRaw('m.receivable_id = r.id')
        .where('m.state', 'sent')
        .select('m.id'),
    )
    .orderBy('r.id')
    .limit(100)
    .select('r.*');
  return rows.map(toReceivable);
}

/** Was a block with this reason placed on or after a day, also if it was released since? */
export async function hadBlockSince(
  db: Db,
  receivableId: number,
  { reason, since }: { reason: BlockReason; since: IsoDate | null },
): Promise<boolean> {
  const rows: { placed_at: string }[] = await db('dunning_blocks')
    .where({ receivable_id: receivableId, reason })
    // A payment that we could not book is no word of his.
    .where((his) => void his.whereNull('source_kind').orWhereNot({ source_kind: 'payment' }))
    .select('placed_at');
  return rows.some((row) => since === null || fromAt(row.placed_at).slice(0, 10) >= since);
}
