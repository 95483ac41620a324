/** What waits for a person, from every table. Reads only; every query names its shop. */
import { missingRates } from '../domain/base-rates.ts';
import { addSeconds, dayOf, type Instant, instantAt, type IsoDate } from '../domain/calendar.ts';
import type { ShopSettings } from '../domain/shop.ts';
import { byUrgency, type WorkItem, type WorkKind } from '../domain/worklist.ts';
import { type Db, fromAt, toAt } from './database.ts';
import { debtorName } from './search.ts';
import { getShop } from './shops.ts';
import { newsWithClaim } from './views-agency.ts';
import { listConnectionWork } from './views-connection.ts';
import {
  type Found,
  listApprovals,
  listLapsingOffers,
  listOpenDisputes,
  listOpenTasks,
  listUnreadableBlocks,
  listWaitingRuns,
  told,
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
): Promise<{ items: NamedWork[]; total: number; nextOffset: number | null }> {
  const { settings } = await getShop(db, shop.id);
  const today = dayOf(at, settings.timeZone);
  const lists = await Promise.all([
    listStrandedDeliveries(db, shop),
    listStrandedMessages(db, shop.id),
    listUnmatchedNews(db, shop.id),
    listFailedNews(db, shop.id),
    listUnmappedClaims(db, shop.id),
    listUnreadAccounts(db, shop.id, at, settings.timeZone),
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
  const items = await withNames(
    db,
    shop.id,
    byUrgency(wanted, today).slice(offset, offset + limit),
  );
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
    ...told('work_base_rate_missing', { title, fromOn }),
    next: `enter it once it is published: PUT /api/v1/settings, addedRates, ${name}`,
  }));
}

/** A work item with what a clerk calls it by: the order, and who owes. */
type NamedWork = WorkItem & { orderName: string | null; debtorName: string | null };

async function withNames(db: Db, shopId: number, items: readonly WorkItem[]): Promise<NamedWork[]> {
  const ids = new Set(items.flatMap(({ receivableId }) => receivableId ?? []));
  const rows: (Parameters<typeof debtorName>[0] & { id: number; order_name: string })[] = [];
  for (const some of inPages([...ids])) {
    rows.push(
      ...(await db('receivables as r')
        .join('parties as p', 'p.id', 'r.debtor_id')
        .where({ 'r.shop_id': shopId })
        .whereIn('r.id', some)
        .select('r.id', 'r.order_name', 'p.company', 'p.first_name', 'p.last_name')
        .select('p.restricted_at')),
    );
  }
  const names = new Map(rows.map((row) => [row.id, row]));
  return items.map((item) => {
    const row = item.receivableId === null ? undefined : names.get(item.receivableId);
    if (row === undefined) return { ...item, orderName: null, debtorName: null };
    return { ...item, orderName: row.order_name, debtorName: debtorName(row) };
  });
}

/** Fewer than the values one statement may bind. */
const NAMES = 500;

const inPages = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / NAMES) }, (_, page) =>
    ids.slice(page * NAMES, (page + 1) * NAMES),
  );

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
    says: [],
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
    ...told('work_message', { kind: row.kind, note: row.note }),
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
    ...told('work_news_unmatched', { kind: row.kind, fileNumber: row.file_number }),
    next: 'compare the file number with your account at the agency',
  }));
}

/** News that belong to a claim and that nobody could apply; the first few times we try again. */
async function listFailedNews(db: Db, shopId: number): Promise<Found[]> {
  const rows: {
    id: number;
    kind: string;
    problem: string;
    stored_at: string;
    named_claim_id: number | null;
    receivable_id: number | null;
  }[] = await newsWithClaim(db, shopId)
    .whereIn('n.state', ['stored', 'failed'])
    .whereNotNull('n.problem')
    .orderBy('n.id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'news_failed',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: row.named_claim_id,
    since: fromAt(row.stored_at),
    ...told('work_news_failed', { kind: row.kind, problem: row.problem }),
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
    ...told('work_status_unmapped', { status: row.status_code }),
    next: 'ask the agency what it means, then PUT /api/v1/agency-statuses',
  }));
}

/** Money at the agency is read at once; after so long something is wrong with that claim alone. */
const UNREAD_SECONDS = 86_400;
const CHANGED = 'coalesce(news_at, submitted_at, queued_at)';

/** Claims, ended ones too, of which the agency told news and does not tell the money. */
async function listUnreadAccounts(
  db: Db,
  shopId: number,
  at: Instant,
  timeZone: string,
): Promise<Found[]> {
  const rows: { id: number; receivable_id: number; file_number: string; news_at: string }[] =
    await db('claims')
      .where({ shop_id: shopId, account_wanted: true })
      .whereNotNull('file_number')
      .whereRaw(`${CHANGED} <= ?`, [toAt(addSeconds(at, -UNREAD_SECONDS))])
      .orderBy('id')
      .limit(WORK_LIMIT)
      .select('id', 'receivable_id', 'file_number', { news_at: db.raw(CHANGED) });
  return rows.map((row) => {
    const since = fromAt(row.news_at);
    const values = { fileNumber: row.file_number, sinceOn: dayOf(since, timeZone) };
    return {
      kind: 'account_unread',
      id: row.id,
      receivableId: row.receivable_id,
      claimId: row.id,
      since,
      ...told('work_account_unread', values),
      next: 'GET /api/v1/claims/{id} shows the calls; ask the agency what was paid',
    };
  });
}

/** What the agency itself said of its refusal; our own sentence before it is for the log. */
function refusalOf(refusal: string | null): string | null {
  const parts = refusal?.split(' | ') ?? [];
  return parts.slice(parts.length > 1 ? 1 : 0).join(' · ') || null;
}

/** Receivables that came back from the agency unpaid, with its words where it refused them. */
async function listReturned(db: Db, shopId: number): Promise<Found[]> {
  const rows: { id: number; receivable_id: number; placed_at: string }[] = await db(
    'dunning_blocks',
  )
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
    const theirs = refusalOf(claim?.refusal ?? null);
    return {
      kind: 'claim_returned',
      id: row.id,
      receivableId: row.receivable_id,
      claimId: claim?.id ?? null,
      since: fromAt(row.placed_at),
      ...(theirs === null ? told('work_claim_returned') : { why: theirs, says: [] }),
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
    ...told('work_privacy_request', { kind: row.kind, answerByOn: row.answer_by_on }),
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
    ...told('work_account_refused', { agency: row.agency, refusal: row.refusal }),
    next: 'mend it with PUT /api/v1/agency-accounts, then POST /api/v1/agency-accounts/{id}/check',
  }));
}

/** More than is shown, so that spaces between words do not make it too short. */
const READ_LETTERS = 300;
const SHOWN_LETTERS = 140;

/** The first words of a text in one line. */
function firstWords(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= SHOWN_LETTERS) return line;
  const cut = line.slice(0, SHOWN_LETTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SHOWN_LETTERS / 2)).trimEnd()} …`;
}

/** Messages of the agency that nobody has read yet, with their first words. */
async function listUnreadMessages(db: Db, shopId: number): Promise<Found[]> {
  const rows: {
    id: number;
    claim_id: number;
    receivable_id: number;
    occurred_at: string;
    text: string;
  }[] = await db('claim_messages as m')
    .join('claims as c', 'c.id', 'm.claim_id')
    .where({ 'm.shop_id': shopId, 'm.direction': 'in' })
    .whereNull('m.read_at')
    .orderBy('m.id')
    .limit(WORK_LIMIT)
    .select('m.id', 'm.claim_id', 'c.receivable_id', 'm.occurred_at')
    .select({ text: db.raw('substr(m.text, 1, ?)', [READ_LETTERS]) });
  return rows.map((row) => {
    const words = firstWords(row.text);
    return {
      kind: 'message_unread',
      id: row.id,
      receivableId: row.receivable_id,
      claimId: row.claim_id,
      since: fromAt(row.occurred_at),
      ...(words === '' ? told('work_message_unread') : { why: words, says: [] }),
      next: 'GET /api/v1/claims/{id}/messages, then POST /api/v1/claims/{id}/messages-read',
    };
  });
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
    ...told('work_claim_undecided', { ourReference: row.our_reference, askHours }),
    next: 'GET /api/v1/claims/{id} shows all that is known; then POST /api/v1/outbox/{id}/resolve',
  }));
}
