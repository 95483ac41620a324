/** What the doors show. Reads only; every query names its shop. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ClaimState } from '../domain/claim.ts';
import { NotFound } from '../domain/errors.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { toClaim } from './claims.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';
import type { OutboxKind } from './outbox.ts';
import { toDebtor, toReceivable } from './receivables.ts';
import { getShop } from './shops.ts';

/** A page of a list: `afterId` is the last id of the page before. */
export interface Page {
  afterId: number;
  limit: number;
}

export interface ListPage<T> {
  items: readonly T[];
  /** Ask with this `afterId` for the next page; null at the end. */
  nextAfterId: number | null;
}

function toPage<T extends { id: number }>(items: T[], limit: number): ListPage<T> {
  const full = items.length > limit;
  const shown = full ? items.slice(0, limit) : items;
  return { items: shown, nextAfterId: full ? (shown.at(-1)?.id ?? null) : null };
}

export interface ReceivableFilter extends Page {
  state: ReceivableState | null;
  orderName: string | null;
  dueBefore: IsoDate | null;
}

export async function listReceivables(db: Db, shopId: number, filter: ReceivableFilter) {
  const rows: Parameters<typeof toReceivable>[0][] = await db('receivables')
    .where({ shop_id: shopId })
    .where('id', '>', filter.afterId)
    .modify((query) => {
      if (filter.state !== null) void query.where('state', filter.state);
      if (filter.orderName !== null) void query.where('order_name', filter.orderName);
      if (filter.dueBefore !== null) void query.where('due_on', '<', filter.dueBefore);
    })
    .orderBy('id')
    .limit(filter.limit + 1);
  return toPage(rows.map(showReceivable), filter.limit);
}

const showReceivable = (row: Parameters<typeof toReceivable>[0]) => {
  const { shopId: _shop, externalId, policyVersion: _policy, ...shown } = toReceivable(row);
  return { ...shown, orderId: externalId };
};

/** One receivable with its debtor, blocks, reminders, claims and its story from the journal. */
export async function getReceivableView(db: Db, shopId: number, receivableId: number) {
  const row: Parameters<typeof toReceivable>[0] | undefined = await db('receivables')
    .where({ shop_id: shopId, id: receivableId })
    .first();
  if (row === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
  const where = { shop_id: shopId, receivable_id: receivableId };
  const debtor: Parameters<typeof toDebtor>[0] | undefined = await db('parties')
    .where({ shop_id: shopId, id: row.debtor_id })
    .first();
  const blocks: BlockView[] = await db('dunning_blocks')
    .where(where)
    .whereNull('released_at')
    .orderBy('id')
    .select('id', 'reason', 'note', { untilOn: 'until_on' }, { placedBy: 'placed_by' });
  const reminders: ReminderRow[] = await db('reminders').where(where).orderBy('level');
  const claims: Parameters<typeof toClaim>[0][] = await db('claims').where(where).orderBy('id');
  return {
    ...showReceivable(row),
    debtor: debtor === undefined ? null : toDebtor(debtor),
    blocks,
    reminders: reminders.map(toReminderView),
    claims: claims.map(showClaim),
    ledger: await listLedger(db, where),
    story: await listStory(db, where),
  };
}

interface BlockView {
  id: number;
  reason: string;
  note: string | null;
  untilOn: IsoDate | null;
  placedBy: string;
}

interface ReminderRow {
  id: number;
  level: number;
  template: string;
  language: string;
  run_on: IsoDate;
  deadline_on: IsoDate;
  principal_cents: number;
  costs_cents: number;
  fee_cents: number;
  content_hash: string;
  state: string;
  stopped_because: string | null;
  sent_at: string | null;
}

const toReminderView = (row: ReminderRow) => ({
  id: row.id,
  level: row.level,
  template: row.template,
  language: row.language,
  runOn: row.run_on,
  deadlineOn: row.deadline_on,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  feeCents: Number(row.fee_cents),
  contentHash: row.content_hash,
  state: row.state,
  stoppedBecause: row.stopped_because,
  sentAt: fromAtOrNull(row.sent_at),
});

async function listLedger(db: Db, where: { shop_id: number; receivable_id: number }) {
  const rows: {
    posting_key: string;
    kind: string;
    account: string;
    amount_cents: number;
    booked_on: IsoDate;
  }[] = await db('ledger_entries').where(where).orderBy('id');
  return rows.map((row) => ({
    posting: row.posting_key,
    kind: row.kind,
    account: row.account,
    amountCents: Number(row.amount_cents),
    bookedOn: row.booked_on,
  }));
}

interface EventRow {
  sequence: number;
  type: string;
  data: string;
  actor: string;
  occurred_at: string;
  recorded_at: string;
}

async function listStory(db: Db, where: Readonly<Record<string, number>>) {
  const rows: EventRow[] = await db('journal_events').where(where).orderBy('sequence').limit(1000);
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    type: row.type,
    data: JSON.parse(row.data) as Record<string, string | number | boolean | null>,
    actor: row.actor,
    occurredAt: fromAt(row.occurred_at),
    recordedAt: fromAt(row.recorded_at),
  }));
}

export interface ClaimFilter extends Page {
  state: ClaimState | null;
  fileNumber: string | null;
}

export async function listClaims(db: Db, shopId: number, filter: ClaimFilter) {
  const rows: Parameters<typeof toClaim>[0][] = await db('claims')
    .where({ shop_id: shopId })
    .where('id', '>', filter.afterId)
    .modify((query) => {
      if (filter.state !== null) void query.where('state', filter.state);
      if (filter.fileNumber !== null) void query.where('file_number', filter.fileNumber);
    })
    .orderBy('id')
    .limit(filter.limit + 1);
  return toPage(rows.map(showClaim), filter.limit);
}

const showClaim = (row: Parameters<typeof toClaim>[0]) => {
  const { shopId: _shop, agencyAccountId: _account, ...shown } = toClaim(row);
  return shown;
};

/** One claim with the agency's news of it as they came, and its story from the journal. */
export async function getClaimView(db: Db, shopId: number, claimId: number) {
  const row: Parameters<typeof toClaim>[0] | undefined = await db('claims')
    .where({ shop_id: shopId, id: claimId })
    .first();
  if (row === undefined) throw new NotFound(`claim ${claimId} does not exist`);
  const where = { shop_id: shopId, claim_id: claimId };
  const news: NewsRow[] = await db('agency_news').where(where).orderBy('id').limit(500);
  return { ...showClaim(row), news: news.map(toNewsView), story: await listStory(db, where) };
}

interface NewsRow {
  id: number;
  kind: string;
  file_number: string;
  our_reference: string | null;
  code: string | null;
  item: string;
  occurred_at: string | null;
  stored_at: string;
}

const toNewsView = (row: NewsRow) => ({
  id: row.id,
  kind: row.kind,
  fileNumber: row.file_number,
  ourReference: row.our_reference,
  code: row.code,
  item: JSON.parse(row.item) as Record<string, unknown>,
  occurredAt: fromAtOrNull(row.occurred_at),
  storedAt: fromAt(row.stored_at),
});

/** Something that waits for a person: what it is, since when, why, and what can be done. */
export interface WorkItem {
  kind:
    | 'delivery_unreadable'
    | 'delivery_unmatched'
    | 'message_unconfirmed'
    | 'message_failed'
    | 'news_unmatched'
    | 'status_unmapped'
    | 'claim_approval'
    | 'claim_returned'
    | 'privacy_request';
  id: number;
  receivableId: number | null;
  claimId: number | null;
  since: Instant;
  why: string;
  next: string;
}

const WORK_LIMIT = 200;

/** Everything that waits for a person, oldest first; at most 200 of a kind. */
export async function listWork(
  db: Db,
  shop: { id: number; source: string; domain: string },
): Promise<WorkItem[]> {
  const lists = await Promise.all([
    listStrandedDeliveries(db, shop),
    listStrandedMessages(db, shop.id),
    listUnmatchedNews(db, shop.id),
    listUnmappedClaims(db, shop.id),
    listApprovals(db, shop.id),
    listReturned(db, shop.id),
    listPrivacyRequests(db, shop.id),
  ]);
  return lists.flat().toSorted((a, b) => (a.since < b.since ? -1 : Number(a.since > b.since)));
}

async function listStrandedDeliveries(
  db: Db,
  shop: { source: string; domain: string },
): Promise<WorkItem[]> {
  const rows: { id: number; state: string; topic: string; note: string; received_at: string }[] =
    await db('inbox')
      .where({ source: shop.source, shop_domain: shop.domain })
      .whereIn('state', ['unreadable', 'unknown_shop', 'failed', 'waiting'])
      .orderBy('id')
      .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: row.state === 'waiting' ? 'delivery_unmatched' : 'delivery_unreadable',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.received_at),
    why: `${row.topic}: ${row.note}`,
    next: 'look at it, then POST /api/v1/inbox/{id}/retry',
  }));
}

async function listStrandedMessages(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: {
    id: number;
    kind: string;
    state: string;
    note: string;
    receivable_id: number;
    claim_id: number | null;
    created_at: string;
  }[] = await db('outbox')
    .where({ shop_id: shopId })
    .whereIn('state', ['unconfirmed', 'failed'])
    // A claim that was refused comes back as `claim_returned`.
    .whereNot((refused) => {
      void refused.where({ kind: 'claim.submit', state: 'failed' });
    })
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: row.state === 'failed' ? 'message_failed' : 'message_unconfirmed',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.claim_id,
    since: fromAt(row.created_at),
    why: `${row.kind}: ${row.note}`,
    next: 'find out what became of it, then POST /api/v1/outbox/{id}/resolve',
  }));
}

async function listUnmatchedNews(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: { id: number; file_number: string; kind: string; stored_at: string }[] = await db(
    'agency_news',
  )
    .where({ shop_id: shopId, state: 'unmatched' })
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'news_unmatched',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.stored_at),
    why: `the agency sent a ${row.kind} for file ${row.file_number}, which is not ours`,
    next: 'compare the file number with your account at the agency',
  }));
}

async function listUnmappedClaims(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: { id: number; receivable_id: number; status_code: string; news_at: string }[] =
    await db('claims')
      .where({ shop_id: shopId, status_meaning: 'unmapped' })
      .whereNotNull('live_key')
      .orderBy('id')
      .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'status_unmapped',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.id,
    since: fromAt(row.news_at),
    why: `the agency reports status ${row.status_code}, which no table explains`,
    next: 'ask the agency what it means',
  }));
}

/** Receivables that the newest run would have handed over if a person had approved. */
async function listApprovals(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: { receivable_id: number; started_at: string }[] = await db('dunning_run_skips as s')
    .join('dunning_runs as r', 'r.id', 's.run_id')
    .join('receivables as v', 'v.id', 's.receivable_id')
    .where('r.shop_id', shopId)
    .where('s.reason', 'approval_needed')
    .where('v.state', 'in_dunning')
    .where('r.id', db('dunning_runs').where({ shop_id: shopId }).max('id'))
    .orderBy('s.id')
    .limit(WORK_LIMIT)
    .select('s.receivable_id', 'r.started_at');
  return rows.map((row) => ({
    kind: 'claim_approval',
    id: row.receivable_id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(row.started_at),
    why: 'every gate is passed and the claim is ready for the agency',
    next: 'POST /api/v1/receivables/{id}/handover',
  }));
}

/** Receivables that came back from the agency unpaid, with its words where it refused them. */
async function listReturned(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: { id: number; receivable_id: number; note: string | null; placed_at: string }[] =
    await db('dunning_blocks')
      .where({ shop_id: shopId, reason: 'returned_by_agency' })
      .whereNull('released_at')
      .orderBy('id')
      .limit(WORK_LIMIT);
  const claims: { receivable_id: number; id: number; refusal: string | null }[] = await db('claims')
    .where({ shop_id: shopId })
    .whereIn(
      'receivable_id',
      rows.map((row) => row.receivable_id),
    )
    .orderBy('id')
    .select('receivable_id', 'id', 'refusal');
  const newest = new Map(claims.map((claim) => [claim.receivable_id, claim]));
  return rows.map((row) => {
    const claim = newest.get(row.receivable_id);
    return {
      kind: 'claim_returned',
      id: row.id,
      receivableId: row.receivable_id,
      claimId: claim?.id ?? null,
      since: fromAt(row.placed_at),
      why: claim?.refusal ?? row.note ?? 'the agency gave the claim back',
      next: 'mend it and DELETE /api/v1/dunning-blocks/{id}, or write the rest off',
    };
  });
}

async function listPrivacyRequests(db: Db, shopId: number): Promise<WorkItem[]> {
  const rows: { id: number; kind: string; answer_by_on: IsoDate; received_at: string }[] = await db(
    'privacy_requests',
  )
    .where({ shop_id: shopId, state: 'open' })
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'privacy_request',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.received_at),
    why: `${row.kind}, to be answered by ${row.answer_by_on}`,
    next: 'answer it within its time',
  }));
}

/** How many rows are in each state: the `states` command and the end of the demo. */
export async function countStates(db: Db, shopId: number) {
  const count = async (table: string, column = 'state'): Promise<Record<string, number>> => {
    const rows: { name: string; n: number }[] = await db(table)
      .where({ shop_id: shopId })
      .groupBy(column)
      .select({ name: column })
      .count({ n: '*' });
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.n)]));
  };
  return {
    orders: await count('orders', 'verdict'),
    receivables: await count('receivables'),
    reminders: await count('reminders'),
    claims: await count('claims'),
    outbox: await count('outbox'),
    news: await count('agency_news'),
  };
}

/** The shop with its settings. */
export const getShopView = getShop;

/** What kind of message an outbox row is, or null. */
export async function findMessageKind(db: Db, messageId: number): Promise<OutboxKind | null> {
  const row: { kind: OutboxKind } | undefined = await db('outbox')
    .where({ id: messageId })
    .first('kind');
  return row?.kind ?? null;
}

export { beginCall, endCall, findKeyHolder, forgetCall, type KeyHolder } from './access.ts';

/** Does the database answer? */
export async function pingDatabase(db: Db): Promise<boolean> {
  try {
    await db.raw('select 1');
    return true;
  } catch {
    return false;
  }
}

export { sha256 } from './database.ts';

export { verifyJournal } from './journal.ts';

/** Every shop that was ever installed. */
export async function listShops(
  db: Db,
): Promise<{ id: number; source: string; domain: string; state: string }[]> {
  return db('shops').orderBy('id').select('id', 'source', 'domain', 'state');
}

/** Every agency account, to be checked. */
export { listAgencyAccounts as listAccountsView } from './queues.ts';

/**
 * What is wrong with a shop's ledger, or null: every posting adds up to zero, and the open sums of
 * the receivables are those of their accounts.
 */
export async function checkLedger(db: Db, shopId: number): Promise<string | null> {
  const crooked: { posting_key: string } | undefined = await db('ledger_entries')
    .where({ shop_id: shopId })
    .groupBy('posting_key')
    .havingRaw('sum(amount_cents) <> 0')
    .first('posting_key');
  if (crooked !== undefined) return `posting ${crooked.posting_key} does not add up to zero`;
  const wrong: { id: number } | undefined = await db('receivables as r')
    .where('r.shop_id', shopId)
    .whereRaw(
      '(r.principal_cents <> (select coalesce(sum(e.amount_cents), 0) from ledger_entries e ' +
        "where e.receivable_id = r.id and e.account = 'receivable') or " +
        'r.costs_cents <> (select coalesce(sum(e.amount_cents), 0) from ledger_entries e ' +
        "where e.receivable_id = r.id and e.account = 'costs'))",
    )
    .first('r.id');
  return wrong === undefined ? null : `receivable ${wrong.id} is out of step with its accounts`;
}
