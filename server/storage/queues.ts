import type { Instant } from '../domain/calendar.ts';
import { type Db, toAt } from './database.ts';
import { type AgencyAccount, toAgencyAccount } from './shops.ts';

export { listClaimsToRead, listUnconfirmedClaims as listUnconfirmed } from './claims.ts';
export type { AgencyAccount } from './shops.ts';
export { releaseLease, takeLease } from './leases.ts';

/**
 * The ids of work that is due, oldest first, a few of every shop in turn so that a busy shop does
 * not starve the others. They are candidates: whoever works locks the row and looks again, so two
 * workers with the same id do the work once.
 */
export async function listDueDeliveries(db: Db, at: Instant, limit: number): Promise<number[]> {
  const rows: { id: number }[] = await db('inbox')
    .where({ state: 'received' })
    .where('run_at', '<=', toAt(at))
    .orderBy([{ column: 'run_at' }, { column: 'id' }])
    .limit(limit)
    .select('id');
  return rows.map((row) => row.id);
}

export async function listDueMessages(db: Db, at: Instant, limit: number): Promise<number[]> {
  const rows: { id: number; shop_id: number }[] = await db('outbox')
    .where({ state: 'queued' })
    .where('run_at', '<=', toAt(at))
    .orderBy([{ column: 'run_at' }, { column: 'id' }])
    .limit(limit)
    .select('id', 'shop_id');
  return fairly(rows);
}

/** Messages whose sender died while the partner was being called. */
export async function listAbandonedMessages(db: Db, at: Instant): Promise<number[]> {
  const rows: { id: number }[] = await db('outbox')
    .where({ state: 'sending' })
    .where('lease_until', '<', toAt(at))
    .orderBy('id')
    .limit(500)
    .select('id');
  return rows.map((row) => row.id);
}

/** Shops with something to run for. */
export async function listActiveShops(db: Db): Promise<number[]> {
  const rows: { id: number }[] = await db('shops').where({ state: 'active' }).select('id');
  return rows.map((row) => row.id);
}

/** Accounts whose agency is asked for news: also of shops that left, while a claim lives. */
export async function listAgencyAccounts(db: Db): Promise<AgencyAccount[]> {
  const rows: Parameters<typeof toAgencyAccount>[0][] = await db('agency_accounts').orderBy('id');
  return rows.map(toAgencyAccount);
}

function fairly(rows: readonly { id: number; shop_id: number }[]): number[] {
  const byShop = new Map<number, number[]>();
  for (const row of rows) byShop.set(row.shop_id, [...(byShop.get(row.shop_id) ?? []), row.id]);
  const turns = [...byShop.values()];
  const most = Math.max(0, ...turns.map((ids) => ids.length));
  return Array.from({ length: most }).flatMap((_, turn) =>
    turns.flatMap((ids) => ids.slice(turn, turn + 1)),
  );
}
