import type { Instant } from '../domain/calendar.ts';
import { type Db, toAt } from './database.ts';
import { messagesBefore, NOTICE_KINDS, type NoticeKind } from './outbox.ts';
import { type AgencyAccount, toAgencyAccount } from './shops.ts';

export { isNoticeKind } from './outbox.ts';

export { dropTraces, listSilentClaims, markAskAt } from './agency-cases.ts';
export { listClaimsToRead, listUnconfirmedClaims as listUnconfirmed } from './claims.ts';
export type { AgencyAccount } from './shops.ts';
export { listUnnumbered } from './invoice-series.ts';
export { listOpenOrders } from './orders.ts';
export { letterIsErased, listLettersToErase } from './printed-letters.ts';
export { listErasures } from './privacy.ts';
export { findShopScopes } from './shop-sessions.ts';
export { listToShow, type ShownOrder } from './shown-orders.ts';
export { findProgress, type ShopProgress } from './shop-progress.ts';
export { releaseLease, takeLease } from './leases.ts';
export { removeOldItems } from './run-items.ts';

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

const kindsBy = (channel: string): NoticeKind[] =>
  NOTICE_KINDS.filter((kind) => kind.endsWith(channel));

/**
 * Messages to an agency whose account is refused or pauses stay where they are, and so do reminders
 * while there is no way for them: what cannot leave takes no place from what can. Of one claim only
 * the first is due; the next once that one has left.
 */
export async function listDueMessages(
  db: Db,
  at: Instant,
  { limit, withEmail, withLetters }: { limit: number; withEmail: boolean; withLetters: boolean },
): Promise<number[]> {
  const rows: { id: number; shop_id: number }[] = await db('outbox as o')
    .join('shops as s', 's.id', 'o.shop_id')
    .leftJoin('claims as c', 'c.id', 'o.claim_id')
    .leftJoin('agency_accounts as a', 'a.id', 'c.agency_account_id')
    .where('o.state', 'queued')
    .where('o.run_at', '<=', toAt(at))
    .where((able) => {
      if (!withEmail) void able.whereNotIn('o.kind', kindsBy('.email'));
      if (!withLetters) void able.whereNotIn('o.kind', kindsBy('.letter'));
    })
    .where((going) => {
      // The emergency stop of a shop holds notices and new claims; what it takes back still goes.
      void going
        .whereNull('s.dunning_stopped_at')
        .orWhereNotIn('o.kind', [...NOTICE_KINDS, 'claim.submit']);
    })
    .whereNull('a.refused_at')
    .where((open) => {
      void open.whereNull('a.paused_until').orWhere('a.paused_until', '<=', toAt(at));
    })
    .whereNotExists(messagesBefore(db))
    .orderBy([{ column: 'o.run_at' }, { column: 'o.id' }])
    .limit(limit)
    .select('o.id', 'o.shop_id');
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

/** Shops that we hold tokens of, whose orders can be read. */
export async function listConnectedShops(db: Db): Promise<number[]> {
  const rows: { id: number }[] = await db('shops as p')
    .join('shop_sessions as s', 's.shop_id', 'p.id')
    .join('shop_progress as r', 'r.shop_id', 'p.id')
    .whereNot('p.state', 'uninstalled')
    .whereNotNull('s.sealed_tokens')
    .orderBy('p.id')
    .select('p.id');
  return rows.map((row) => row.id);
}

/** Accounts whose agency is asked for news: also of shops that left, while a claim lives. */
export async function listAgencyAccounts(db: Db): Promise<AgencyAccount[]> {
  const rows: Parameters<typeof toAgencyAccount>[0][] = await db('agency_accounts').orderBy('id');
  return rows.map(toAgencyAccount);
}

/** The account through which a message about a claim goes; null for any other message. */
export async function findAccountOfMessage(
  db: Db,
  messageId: number,
): Promise<AgencyAccount | null> {
  const row: Parameters<typeof toAgencyAccount>[0] | undefined = await db('agency_accounts as a')
    .join('claims as c', 'c.agency_account_id', 'a.id')
    .join('outbox as o', 'o.claim_id', 'c.id')
    .where('o.id', messageId)
    .first('a.*');
  return row === undefined ? null : toAgencyAccount(row);
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

/** Messages to the clerk of an agency of which nobody knows whether they arrived. */
export async function listLostMessages(
  db: Db,
  account: { id: number; shopId: number },
): Promise<{ id: number; fileNumber: string; text: string }[]> {
  const rows: { id: number; file_number: string; payload: string }[] = await db('outbox as o')
    .join('claims as c', 'c.id', 'o.claim_id')
    .where({ 'o.shop_id': account.shopId, 'o.state': 'unconfirmed', 'o.kind': 'claim.message' })
    .where('c.agency_account_id', account.id)
    .whereNotNull('c.file_number')
    .orderBy('o.id')
    .limit(100)
    .select('o.id', 'c.file_number', 'o.payload');
  return rows.map((row) => ({
    id: row.id,
    fileNumber: row.file_number,
    text: (JSON.parse(row.payload) as { text: string }).text,
  }));
}
