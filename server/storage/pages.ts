/** What a run reads of many receivables at once: never one query for each. */
import type { Account, Balances } from '../domain/ledger.ts';
import { type Db, OF_SHOP, type Trx } from './database.ts';
import { type Movement, NO_BALANCES, toMovement } from './receivables.ts';

/** The sums of the accounts of these receivables, read from their entries. */
export async function readBalancesOf(
  db: Db,
  receivableIds: readonly number[],
): Promise<Map<number, Balances>> {
  const rows: { receivable_id: number; account: Account; sum: number | string }[] = await db(
    'ledger_entries',
  )
    .whereIn('receivable_id', [...receivableIds])
    .groupBy('receivable_id', 'account')
    .select('receivable_id', 'account', db.raw('sum(amount_cents) as sum'));
  const all = new Map<number, Balances>();
  for (const [id, sums] of Map.groupBy(rows, (row) => row.receivable_id)) {
    const read = Object.fromEntries(sums.map((row) => [row.account, Number(row.sum)]));
    all.set(id, { ...NO_BALANCES, ...read });
  }
  return all;
}

/** Everything that changed what is owed on these receivables, oldest first. */
export async function listMovementsOf(
  db: Db,
  receivableIds: readonly number[],
): Promise<Map<number, Movement[]>> {
  const rows: (Parameters<typeof toMovement>[0] & { receivable_id: number; id: number })[] =
    await db('ledger_entries')
      .whereIn('receivable_id', [...receivableIds])
      .whereIn('account', ['receivable', 'costs'])
      .orderBy([{ column: 'booked_on' }, { column: 'id' }])
      .select('receivable_id', 'account', 'kind', 'amount_cents', 'booked_on');
  const all = new Map<number, Movement[]>();
  for (const [id, list] of Map.groupBy(rows, (row) => row.receivable_id)) {
    all.set(id, list.map(toMovement));
  }
  return all;
}

/** Was a fee charged, and how much of the receivable's costs did money pay? */
export async function readFee(
  db: Db,
  shopId: number,
  { receivableId, key }: { receivableId: number; key: string },
): Promise<{ charged: boolean; costsPaidCents: number }> {
  const fee: unknown = await db('ledger_entries')
    .where({ shop_id: shopId, posting_key: key })
    .first('id');
  const row: { paid: number | string | null } | undefined = await db('ledger_entries')
    .where({ receivable_id: receivableId, account: 'costs', kind: 'costs_paid' })
    .first(db.raw('sum(amount_cents) as paid'));
  return { charged: fee !== undefined, costsPaidCents: Math.max(0, -Number(row?.paid ?? 0)) };
}

/** These receivables began their round with a version of the policy. */
export async function pinPolicy(
  trx: Trx,
  shopId: number,
  receivableIds: readonly number[],
  version: number,
): Promise<void> {
  await trx('receivables')
    .whereRaw(OF_SHOP, [shopId])
    .whereIn('id', [...receivableIds])
    .update({ policy_version: version });
}

/**
 * The newest instant at which the shop told us of money: a payment in the ledger, an order or a
 * payment in the inbox, or the end of a reading of its orders. Null when nothing ever came.
 */
export async function findNewestMoneyNews(
  db: Db,
  shop: { id: number; source: string; domain: string },
): Promise<string | null> {
  const paid: { at: string } | undefined = await db('ledger_entries')
    .where({ shop_id: shop.id })
    .whereIn('kind', ['payment', 'payment_explained', 'shop_difference', 'agency_payment'])
    .orderBy('id', 'desc')
    .first({ at: 'recorded_at' });
  const told: { at: string } | undefined = await db('inbox')
    .where({ source: shop.source, shop_domain: shop.domain })
    .whereIn('state', ['received', 'applied', 'ignored'])
    .where((topic) => {
      void topic
        .where('topic', 'like', 'order_transactions/%')
        .orWhere('topic', 'like', 'orders/%')
        .orWhere('topic', 'like', 'refunds/%');
    })
    .orderBy('id', 'desc')
    .first({ at: 'received_at' });
  const read: { at: string | null } | undefined = await db('shop_progress')
    .where({ shop_id: shop.id })
    .first({ at: 'reconciled_at' });
  const all = [paid?.at, told?.at, read?.at].filter((at) => typeof at === 'string');
  return all.toSorted().at(-1) ?? null;
}
