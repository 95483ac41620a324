/** News of agencies: kept raw and once, then applied, or shown where nothing fits them. */
import type { Instant } from '../domain/calendar.ts';
import {
  type Db,
  fromAtOrNull,
  insertOnce,
  insertRow,
  sha256,
  toAt,
  type Trx,
} from './database.ts';

/** `money`: only the claim's account is to be read. */
export type NewsKind = 'status' | 'message' | 'money';

export interface NewNews {
  kind: NewsKind;
  fileNumber: string;
  ourReference: string | null;
  code: string | null;
  occurredAt: Instant | null;
  item: Readonly<Record<string, unknown>>;
}

/**
 * Keeps a batch raw and each of its items once, however often the agency repeats it. Only then may
 * the batch be acknowledged.
 */
export async function addBatch(
  trx: Trx,
  batch: {
    account: { id: number; shopId: number };
    kind: NewsKind;
    receipt: string | null;
    raw: string;
    items: readonly NewNews[];
  },
  at: Instant,
): Promise<{ batchId: number; added: number }> {
  const owner = { shop_id: batch.account.shopId, agency_account_id: batch.account.id };
  const batchId = await insertRow(trx, 'agency_batches', {
    ...owner,
    kind: batch.kind,
    receipt: batch.receipt?.slice(0, 100) ?? null,
    raw: batch.raw,
    fetched_at: toAt(at),
  });
  const rows = batch.items.map((item) => ({ ...owner, batch_id: batchId, ...toRow(item, at) }));
  let added = 0;
  for (let from = 0; from < rows.length; from += ROWS_TOGETHER) {
    added += await insertFresh(trx, rows.slice(from, from + ROWS_TOGETHER));
  }
  return { batchId, added };
}

/** A row has a dozen values, and a statement of SQLite takes some thousands. */
const ROWS_TOGETHER = 100;

function toRow(item: NewNews, at: Instant) {
  const text = JSON.stringify(item.item);
  return {
    kind: item.kind,
    // What is longer than ours can be is a stranger's; `item` keeps it whole.
    file_number: item.fileNumber.slice(0, 40),
    our_reference: (item.ourReference?.length ?? 0) > 40 ? null : item.ourReference,
    code: item.code?.slice(0, 20) ?? null,
    item: text,
    item_hash: sha256(`${item.kind} ${text}`),
    state: 'stored',
    occurred_at: item.occurredAt === null ? null : toAt(item.occurredAt),
    stored_at: toAt(at),
  };
}

type NewRow = ReturnType<typeof toRow> & { agency_account_id: number };

/** Inserts what is not there yet, mostly with one statement; gives how many that were. */
async function insertFresh(trx: Trx, rows: readonly NewRow[]): Promise<number> {
  const accountId = rows[0]?.agency_account_id ?? 0;
  const known: { item_hash: string }[] = await trx('agency_news')
    .where({ agency_account_id: accountId })
    .whereIn(
      'item_hash',
      rows.map(({ item_hash }) => item_hash),
    )
    .select('item_hash');
  const seen = new Set(known.map(({ item_hash }) => item_hash));
  const fresh = rows.filter(({ item_hash }) => !seen.has(item_hash) && seen.add(item_hash));
  const [one] = fresh;
  if (one === undefined) return 0;
  // A single piece may be said at two doors at once; batches of a feed come one after the other.
  if (fresh.length === 1) return (await insertOnce(trx, 'agency_news', one)) === null ? 0 : 1;
  await trx('agency_news').insert(fresh);
  return fresh.length;
}

export async function markAcknowledged(db: Db, batchId: number, at: Instant): Promise<void> {
  await db('agency_batches')
    .where({ id: batchId })
    .update({ acknowledged_at: toAt(at) });
}

export interface StoredNews extends NewNews {
  id: number;
  shopId: number;
}

interface NewsRow {
  id: number;
  shop_id: number;
  kind: NewsKind;
  file_number: string;
  our_reference: string | null;
  code: string | null;
  item: string;
  occurred_at: string | null;
}

/** Stored news of an account that were not applied yet, in the order in which they came. */
export async function listNewsToApply(
  db: Db,
  accountId: number,
  page: { afterId: number; limit: number },
): Promise<StoredNews[]> {
  const rows: NewsRow[] = await db('agency_news')
    .where({ agency_account_id: accountId, state: 'stored' })
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit);
  return rows.map((row) => ({
    id: row.id,
    shopId: row.shop_id,
    kind: row.kind,
    fileNumber: row.file_number,
    ourReference: row.our_reference,
    code: row.code,
    occurredAt: fromAtOrNull(row.occurred_at),
    item: JSON.parse(row.item) as Record<string, unknown>,
  }));
}

/** Locks those pieces of news that are still to be applied; somebody else did the others. */
export async function lockNews(trx: Trx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const rows: { id: number }[] = await trx('agency_news')
    .whereIn('id', [...ids])
    .where({ state: 'stored' })
    .orderBy('id')
    .forUpdate()
    .select('id');
  return new Set(rows.map(({ id }) => id));
}

export async function settleNews(
  trx: Trx,
  newsId: number,
  outcome: { state: 'applied' | 'unmatched'; claimId: number | null },
  at: Instant,
): Promise<void> {
  await trx('agency_news')
    .where({ id: newsId })
    .update({ state: outcome.state, claim_id: outcome.claimId, applied_at: toAt(at) });
}

/** News that matched nothing may quote the reference of a claim that has just left the house. */
export async function wakeNewsOfReference(
  trx: Trx,
  accountId: number,
  ourReference: string,
): Promise<void> {
  await trx('agency_news')
    .where({ agency_account_id: accountId, our_reference: ourReference, state: 'unmatched' })
    .update({ state: 'stored' });
}

/** News that matched nothing may belong to a claim whose file number has just become known. */
export async function wakeUnmatchedNews(
  trx: Trx,
  accountId: number,
  fileNumber: string,
): Promise<void> {
  await trx('agency_news')
    .where({ agency_account_id: accountId, file_number: fileNumber, state: 'unmatched' })
    .update({ state: 'stored' });
}

/** After so many attempts news wait for a person. */
const MOST_ATTEMPTS = 5;

/** Why a piece of news could not be applied; after a few attempts it waits for a person. */
export async function noteNewsProblem(
  trx: Trx,
  newsId: number,
  problem: string,
  at: Instant,
): Promise<void> {
  const news = trx('agency_news').where({ id: newsId, state: 'stored' });
  const row: { attempts: number } | undefined = await news.clone().forUpdate().first('attempts');
  if (row === undefined) return;
  const attempts = Number(row.attempts) + 1;
  const state = attempts < MOST_ATTEMPTS ? 'stored' : 'failed';
  const failed_at = toAt(at);
  await news.clone().update({ attempts, state, problem: problem.slice(0, 500), failed_at });
}

/** Lets news be applied once more; false where the shop has none with this id that wait. */
export async function retryNews(trx: Trx, shopId: number, newsId: number): Promise<boolean> {
  const changed = await trx('agency_news')
    .where({ id: newsId, shop_id: shopId })
    .whereIn('state', ['stored', 'failed', 'unmatched'])
    .update({ state: 'stored', attempts: 0 });
  return changed > 0;
}
