/** What waits for a person, from every table. Reads only; every query names its shop. */
import { missingRates } from '../domain/base-rates.ts';
import { addSeconds, dayOf, type Instant, instantAt, type IsoDate } from '../domain/calendar.ts';
import type { ShopSettings } from '../domain/shop.ts';
import { byUrgency, type WorkItem, type WorkKind } from '../domain/worklist.ts';
import { type Db, fromAt, toAt } from './database.ts';
import { getShop } from './shops.ts';
import { listConnectionWork } from './views-connection.ts';
import {
  type Found,
  listApprovals,
  listLapsingOffers,
  listOpenDisputes,
  listOpenTasks,
  listUnreadableBlocks,
  listWaitingRuns,
  WORK_LIMIT,
} from './worklist-cases.ts';

interface WorkFilter {
  kind: WorkKind | null;
  receivableId: number | null;
  offset: number;
  limit: number;
}

const EVERYTHING: WorkFilter = {
  kind: null,
  receivableId: null,
  offset: 0,
  limit: WORK_LIMIT * 40,
};

/**
 * Everything that waits for a person, the most urgent first; `total` counts what the filter lets
 * through. At most 200 of a kind in a state are looked at: more would hide the rest.
 */
export async function readWork(
  db: Db,
  shop: { id: number; source: string; domain: string },
  at: Instant,
  { kind, receivableId, offset, limit }: WorkFilter = EVERYTHING,
): Promise<{ items: WorkItem[]; total: number; nextOffset: number | null }> {
  const { settings } = await getShop(db, shop.id);
  const today = dayOf(at, settings.timeZone);
  const lists = await Promise.all([
    listStrandedDeliveries(db, shop),
    listStrandedMessages(db, shop.id),
    listUnmatchedNews(db, shop.id),
    listFailedNews(db, shop.id),
    listUnmappedClaims(db, shop.id),
    listApprovals(db, shop.id),
    listWaitingRuns(db, shop.id),
    listUndecidedClaims(db, shop.id, at),
    listRefusedAccounts(db, shop.id),
    listConnectionWork(db, shop.id),
    listUnreadMessages(db, shop.id),
    listReturned(db, shop.id),
    listPrivacyRequests(db, shop.id),
    listOpenTasks(db, shop.id, today),
    listOpenDisputes(db, shop.id),
    listUnreadableBlocks(db, shop.id),
    listLapsingOffers(db, shop.id, today),
  ]);
  const wanted = [...lists.flat(), ...missingRatesOf(shop.id, settings, today)]
    .filter((item) => kind === null || item.kind === kind)
    .filter((item) => receivableId === null || item.receivableId === receivableId)
    .map((item) => ({ dueOn: null, ...item }));
  const items = byUrgency(wanted, today).slice(offset, offset + limit);
  const end = offset + items.length;
  return { items, total: wanted.length, nextOffset: end < wanted.length ? end : null };
}

/** Letters leave without the interest for which nobody has entered the rate. */
function missingRatesOf(
  shopId: number,
  { creditor, addedRates, timeZone }: ShopSettings,
  today: IsoDate,
): Found[] {
  return missingRates(creditor.country, today, addedRates).map(({ name, title, fromOn }) => ({
    kind: 'base_rate_missing',
    id: shopId,
    receivableId: null,
    claimId: null,
    since: instantAt(fromOn, 0, timeZone),
    why: `the ${title} from ${fromOn} on is not known: letters claim interest until the day before`,
    next: `enter it once it is published: PUT /api/v1/settings, addedRates, ${name}`,
  }));
}

interface StrandedRow {
  id: number;
  state: string;
  topic: string;
  note: string;
  received_at: string;
}

async function listStrandedDeliveries(
  db: Db,
  shop: { source: string; domain: string },
): Promise<Found[]> {
  // Each state has a limit of its own: many that wait must not hide one that nobody can read.
  const lists: StrandedRow[][] = await Promise.all(
    ['unreadable', 'unknown_shop', 'failed', 'waiting'].map((state) =>
      db('inbox')
        .where({ source: shop.source, shop_domain: shop.domain, state })
        .orderBy('id')
        .limit(WORK_LIMIT),
    ),
  );
  return lists.flat().map((row) => ({
    kind: row.state === 'waiting' ? 'delivery_unmatched' : 'delivery_unreadable',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.received_at),
    why: `${row.topic}: ${row.note}`,
    next: 'look at it, then POST /api/v1/inbox/{id}/retry',
  }));
}

interface StrandedMessageRow {
  id: number;
  kind: string;
  state: string;
  note: string;
  receivable_id: number;
  claim_id: number | null;
  created_at: string;
}

async function listStrandedMessages(db: Db, shopId: number): Promise<Found[]> {
  const lists: StrandedMessageRow[][] = await Promise.all(
    ['unconfirmed', 'failed'].map((state) =>
      db('outbox')
        .where({ shop_id: shopId, state })
        // A claim that was refused comes back as `claim_returned`.
        .whereRaw("not (kind = 'claim.submit' and state = 'failed')")
        .orderBy('id')
        .limit(WORK_LIMIT),
    ),
  );
  return lists.flat().map((row) => ({
    kind: row.state === 'failed' ? 'message_failed' : 'message_unconfirmed',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.claim_id,
    since: fromAt(row.created_at),
    why: `${row.kind}: ${row.note}`,
    next: 'find out what became of it, then POST /api/v1/outbox/{id}/resolve',
  }));
}

async function listUnmatchedNews(db: Db, shopId: number): Promise<Found[]> {
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

/** News that belong to a claim and that nobody could apply; the first few times we try again. */
async function listFailedNews(db: Db, shopId: number): Promise<Found[]> {
  const rows: { id: number; kind: string; problem: string; stored_at: string }[] = await db(
    'agency_news',
  )
    .where({ shop_id: shopId })
    .whereIn('state', ['stored', 'failed'])
    .whereNotNull('problem')
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'news_failed',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.stored_at),
    why: `a ${row.kind} of the agency could not be applied: ${row.problem}`,
    next: 'look at GET /api/v1/agency-news, then POST /api/v1/agency-news/{id}/retry',
  }));
}

async function listUnmappedClaims(db: Db, shopId: number): Promise<Found[]> {
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
    next: 'ask the agency what it means, then PUT /api/v1/agency-statuses',
  }));
}

/** Receivables that came back from the agency unpaid, with its words where it refused them. */
async function listReturned(db: Db, shopId: number): Promise<Found[]> {
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

async function listPrivacyRequests(db: Db, shopId: number): Promise<Found[]> {
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
    dueOn: row.answer_by_on,
    why: `${row.kind}, to be answered by ${row.answer_by_on}`,
    next: 'answer it within its time',
  }));
}

/** Accounts that the agency refuses: nothing is sent through them until a check passes. */
async function listRefusedAccounts(db: Db, shopId: number): Promise<Found[]> {
  const rows: { id: number; agency: string; refused_at: string; refusal: string }[] = await db(
    'agency_accounts',
  )
    .where({ shop_id: shopId })
    .whereNotNull('refused_at')
    .orderBy('id');
  return rows.map((row) => ({
    kind: 'account_refused',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.refused_at),
    why: `${row.agency} refuses the account: ${row.refusal}; everything for it waits`,
    next: 'mend the credentials with shop-install, then run doctor',
  }));
}

/** Messages of the agency that nobody has read yet. */
async function listUnreadMessages(db: Db, shopId: number): Promise<Found[]> {
  const rows: { id: number; claim_id: number; receivable_id: number; occurred_at: string }[] =
    await db('claim_messages as m')
      .join('claims as c', 'c.id', 'm.claim_id')
      .where({ 'm.shop_id': shopId, 'm.direction': 'in' })
      .whereNull('m.read_at')
      .orderBy('m.id')
      .limit(WORK_LIMIT)
      .select('m.id', 'm.claim_id', 'c.receivable_id', 'm.occurred_at');
  return rows.map((row) => ({
    kind: 'message_unread',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.claim_id,
    since: fromAt(row.occurred_at),
    why: 'the clerk of the agency wrote',
    next: 'GET /api/v1/claims/{id}/messages, then POST /api/v1/claims/{id}/messages-read',
  }));
}

/** Claims whose answer was lost so long ago that news will hardly settle it any more. */
async function listUndecidedClaims(db: Db, shopId: number, at: Instant): Promise<Found[]> {
  const { askHours } = (await getShop(db, shopId)).settings.handover;
  const before = addSeconds(at, -askHours * 3600);
  const rows: { id: number; receivable_id: number; our_reference: string; run_at: string }[] =
    await db('claims as c')
      .join('outbox as o', 'o.claim_id', 'c.id')
      .where({ 'c.shop_id': shopId, 'c.state': 'unconfirmed' })
      .where({ 'o.kind': 'claim.submit', 'o.state': 'unconfirmed' })
      .where('o.run_at', '<=', toAt(before))
      .orderBy('c.id')
      .limit(WORK_LIMIT)
      .select('c.id', 'c.receivable_id', 'c.our_reference', 'o.run_at');
  return rows.map((row) => ({
    kind: 'claim_undecided',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.id,
    since: fromAt(row.run_at),
    why: `no news named ${row.our_reference} for ${askHours} hours; a person must decide`,
    next: 'GET /api/v1/claims/{id} shows all that is known; then POST /api/v1/outbox/{id}/resolve',
  }));
}
