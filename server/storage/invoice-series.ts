import type { Instant } from '../domain/calendar.ts';
import { type Db, insertOnce, toAt, type Trx } from './database.ts';

/** The next number of a shop's year. It is taken only if the transaction is: no number is lost. */
export async function takeNumber(trx: Trx, shopId: number, year: number): Promise<number> {
  const key = { shop_id: shopId, year };
  if ((await trx('invoice_series').where(key).increment('last_number', 1)) === 0) {
    const row = { ...key, last_number: 1 };
    if ((await insertOnce(trx, 'invoice_series', row)) !== null) return 1;
    await trx('invoice_series').where(key).increment('last_number', 1);
  }
  const row: { last_number: number } | undefined = await trx('invoice_series')
    .where(key)
    .first('last_number');
  if (row === undefined) throw new Error(`the series ${year} of shop ${shopId} is gone`);
  return row.last_number;
}

/** Open receivables whose invoice has no number yet and that were not asked about since. */
export async function listUnnumbered(
  db: Db,
  shopId: number,
  { askedBefore, limit }: { askedBefore: Instant; limit: number },
): Promise<{ id: number; orderId: string }[]> {
  const rows: { id: number; external_id: string }[] = await db('receivables')
    .where({ shop_id: shopId })
    .whereIn('state', ['open', 'overdue', 'in_dunning'])
    .whereNull('invoice_number')
    .where((due) => {
      void due.whereNull('invoice_asked_at').orWhere('invoice_asked_at', '<', toAt(askedBefore));
    })
    .orderBy([{ column: 'invoice_asked_at' }, { column: 'id' }])
    .limit(limit)
    .select('id', 'external_id');
  return rows.map((row) => ({ id: row.id, orderId: row.external_id }));
}

export async function markAsked(trx: Trx, receivableId: number, at: Instant): Promise<void> {
  await trx('receivables')
    .where({ id: receivableId })
    .update({ invoice_asked_at: toAt(at) });
}
