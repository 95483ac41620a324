import type { Instant, IsoDate } from '../domain/calendar.ts';
import { type Db, insertRow, sha256, toAt, type Trx } from './database.ts';
import { childrenFirst, readSchema } from './schema.ts';

/** Claims of a shop that live at an agency, or that it may have: its answer is still out. */
export async function hasLiveClaims(db: Db, shopId: number): Promise<boolean> {
  const underWay = db('outbox')
    .where({ shop_id: shopId, kind: 'claim.submit' })
    .whereIn('state', ['sending', 'unconfirmed'])
    .select('claim_id');
  const row: unknown = await db('claims')
    .where({ shop_id: shopId })
    .whereNotNull('live_key')
    .where((there) => {
      void there
        .whereNotNull('submitted_at')
        .orWhere('state', 'unconfirmed')
        .orWhereIn('id', underWay);
    })
    .first('id');
  return row !== undefined;
}

/** Removes every row of a shop from every table, and gives how many there were. */
export async function removeRowsOf(
  trx: Trx,
  shop: { id: number; source: string; domain: string },
): Promise<number> {
  const schema = await readSchema(trx);
  const order = childrenFirst(schema).filter((table) => table !== 'shops');
  const ownsShop = (table: string): boolean =>
    (schema.tables.get(table) ?? []).some(({ name }) => name === 'shop_id');
  let removed = 0;
  // The inbox is not the shop's by a number, and requests refer to it.
  for (const table of order) {
    if (table === 'inbox') continue;
    if (ownsShop(table)) {
      removed += await trx(table).where({ shop_id: shop.id }).delete();
      continue;
    }
    const above = schema.references.find(
      (reference) => reference.table === table && ownsShop(reference.parent),
    );
    if (above === undefined) continue;
    const parents = trx(above.parent).where({ shop_id: shop.id }).select('id');
    removed += await trx(table).whereIn(above.column, parents).delete();
  }
  const { source, domain } = shop;
  removed += await trx('inbox').where({ source, shop_domain: domain }).delete();
  removed += await trx('leases')
    .where({ name: `shop-session:${domain}`.slice(0, 100) })
    .delete();
  return removed + (await trx('shops').where({ id: shop.id }).delete());
}

/** The record of a removal: it says that and when, and names nobody. */
export async function recordRemoval(
  trx: Trx,
  removal: {
    source: string;
    domain: string;
    rows: number;
    answerByOn: IsoDate;
    receivedAt: Instant;
  },
  at: Instant,
): Promise<void> {
  await insertRow(trx, 'removed_shops', {
    source: removal.source,
    domain_hash: sha256(removal.domain),
    removed_rows: removal.rows,
    answer_by_on: removal.answerByOn,
    received_at: toAt(removal.receivedAt),
    removed_at: toAt(at),
  });
}
