import type { Instant } from '../domain/calendar.ts';
import { type ClaimState, isLive, type StatusMeaning } from '../domain/claim.ts';
import { NotFound } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import { type Db, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';

export interface StoredClaim {
  id: number;
  shopId: number;
  receivableId: number;
  agencyAccountId: number;
  mode: 'sandbox' | 'live';
  ourReference: string;
  state: ClaimState;
  fileNumber: string | null;
  statusCode: string | null;
  statusText: string | null;
  statusMeaning: StatusMeaning | null;
  principalCents: Cents;
  costsCents: Cents;
  interestCents: Cents;
  agencyTotalCents: Cents | null;
  agencyPaidCents: Cents | null;
  agencyOutstandingCents: Cents | null;
  agencyPayoutsCents: Cents | null;
  refusal: string | null;
  newsAt: Instant | null;
  /** When a claim that stays silent is next asked for; null until its silence has begun. */
  askAt: Instant | null;
  /** When the money at the agency was last read. */
  accountReadAt: Instant | null;
  /** Reported as paid, then charged back; and how much of it the agency's books have undone. */
  returnedCents: Cents;
  returnedKnownCents: Cents;
}

interface ClaimRow {
  id: number;
  shop_id: number;
  receivable_id: number;
  agency_account_id: number;
  mode: 'sandbox' | 'live';
  our_reference: string;
  state: ClaimState;
  file_number: string | null;
  status_code: string | null;
  status_text: string | null;
  status_meaning: StatusMeaning | null;
  principal_cents: number;
  costs_cents: number;
  interest_cents: number;
  agency_total_cents: number | null;
  agency_paid_cents: number | null;
  agency_outstanding_cents: number | null;
  agency_payouts_cents: number | null;
  refusal: string | null;
  news_at: string | null;
  ask_at: string | null;
  account_read_at: string | null;
  returned_cents: number;
  returned_known_cents: number;
}

const numberOrNull = (value: number | null): number | null =>
  value === null ? null : Number(value);

export const toClaim = (row: ClaimRow): StoredClaim => ({
  id: row.id,
  shopId: row.shop_id,
  receivableId: row.receivable_id,
  agencyAccountId: row.agency_account_id,
  mode: row.mode,
  ourReference: row.our_reference,
  state: row.state,
  fileNumber: row.file_number,
  statusCode: row.status_code,
  statusText: row.status_text,
  statusMeaning: row.status_meaning,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  interestCents: Number(row.interest_cents),
  agencyTotalCents: numberOrNull(row.agency_total_cents),
  agencyPaidCents: numberOrNull(row.agency_paid_cents),
  agencyOutstandingCents: numberOrNull(row.agency_outstanding_cents),
  agencyPayoutsCents: numberOrNull(row.agency_payouts_cents),
  refusal: row.refusal,
  newsAt: fromAtOrNull(row.news_at),
  askAt: fromAtOrNull(row.ask_at),
  accountReadAt: fromAtOrNull(row.account_read_at),
  returnedCents: Number(row.returned_cents),
  returnedKnownCents: Number(row.returned_known_cents),
});

/** Adds a claim unless the receivable has a live one in this mode; then null. */
export async function addClaim(
  trx: Trx,
  claim: Pick<
    StoredClaim,
    'shopId' | 'receivableId' | 'agencyAccountId' | 'mode' | 'ourReference'
  > & { principalCents: Cents; costsCents: Cents; interestCents: Cents },
  at: Instant,
): Promise<number | null> {
  return insertOnce(trx, 'claims', {
    shop_id: claim.shopId,
    receivable_id: claim.receivableId,
    agency_account_id: claim.agencyAccountId,
    mode: claim.mode,
    our_reference: claim.ourReference,
    live_key: liveKey(claim),
    state: 'queued',
    principal_cents: claim.principalCents,
    costs_cents: claim.costsCents,
    interest_cents: claim.interestCents,
    queued_at: toAt(at),
  });
}

const liveKey = (claim: { receivableId: number; mode: string }): string =>
  `${claim.receivableId}:${claim.mode}`;

/** How often this receivable has been claimed in this mode: part of our reference. */
export async function countClaims(db: Db, receivableId: number, mode: string): Promise<number> {
  const rows: { n: number }[] = await db('claims')
    .where({ receivable_id: receivableId, mode })
    .count({ n: '*' });
  return Number(rows[0]?.n ?? 0);
}

/** The newest claim of a receivable, also one that has ended; null when there never was one. */
export async function findNewestClaim(db: Db, receivableId: number): Promise<StoredClaim | null> {
  const row: ClaimRow | undefined = await db('claims')
    .where({ receivable_id: receivableId })
    .orderBy('id', 'desc')
    .first();
  return row === undefined ? null : toClaim(row);
}

export async function lockClaim(trx: Trx, shopId: number, claimId: number): Promise<StoredClaim> {
  const row: ClaimRow | undefined = await trx('claims')
    .where({ shop_id: shopId, id: claimId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`claim ${claimId} does not exist`);
  return toClaim(row);
}

/** The claim of a receivable that has not ended, locked; null when there is none. */
export async function lockLiveClaim(
  trx: Trx,
  receivable: { id: number },
): Promise<StoredClaim | null> {
  const row: ClaimRow | undefined = await trx('claims')
    .where({ receivable_id: receivable.id })
    .whereNotNull('live_key')
    .forUpdate()
    .first();
  return row === undefined ? null : toClaim(row);
}

/**
 * The claim to which news belong: by file number, else by our reference one that waits for its file
 * number because the answer was lost or because the agency gives it later.
 */
export async function lockClaimOfNews(
  trx: Trx,
  accountId: number,
  news: { fileNumber: string; ourReference: string | null },
): Promise<StoredClaim | null> {
  const account = { agency_account_id: accountId };
  const byFile: ClaimRow | undefined = await trx('claims')
    .where({ ...account, file_number: news.fileNumber })
    .forUpdate()
    .first();
  if (byFile !== undefined) return toClaim(byFile);
  if (news.ourReference === null) return null;
  const byReference: ClaimRow | undefined = await trx('claims')
    .where({ ...account, our_reference: news.ourReference })
    .whereNull('file_number')
    .whereIn('state', AT_AGENCY)
    .forUpdate()
    .first();
  return byReference === undefined ? null : toClaim(byReference);
}

/** Left the house and not ended. */
const AT_AGENCY: readonly ClaimState[] = ['unconfirmed', 'submitted', 'accepted', 'in_progress'];

export interface ClaimChange {
  state?: ClaimState;
  fileNumber?: string;
  statusCode?: string;
  statusText?: string;
  statusMeaning?: StatusMeaning;
  refusal?: string;
  agencyTotalCents?: Cents;
  agencyPaidCents?: Cents;
  agencyOutstandingCents?: Cents;
  agencyPayoutsCents?: Cents;
  returnedCents?: Cents;
  returnedKnownCents?: Cents;
  /** News came: the claim's money at the agency is to be read. */
  accountWanted?: boolean;
}

const COLUMNS: Readonly<Record<keyof ClaimChange, string>> = {
  state: 'state',
  fileNumber: 'file_number',
  statusCode: 'status_code',
  statusText: 'status_text',
  statusMeaning: 'status_meaning',
  refusal: 'refusal',
  agencyTotalCents: 'agency_total_cents',
  agencyPaidCents: 'agency_paid_cents',
  agencyOutstandingCents: 'agency_outstanding_cents',
  agencyPayoutsCents: 'agency_payouts_cents',
  returnedCents: 'returned_cents',
  returnedKnownCents: 'returned_known_cents',
  accountWanted: 'account_wanted',
};

const LIMITS: Readonly<Record<string, number>> = { status_text: 500, refusal: 1000 };

/** Changes a claim; one that ends gives up its key, so that the receivable may be claimed again. */
export async function updateClaim(
  trx: Trx,
  claimId: number,
  change: ClaimChange,
  at: Instant,
): Promise<void> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(change)) {
    const column = COLUMNS[name as keyof ClaimChange];
    const limit = LIMITS[column];
    row[column] = limit === undefined ? value : String(value).slice(0, limit);
  }
  if (change.agencyOutstandingCents !== undefined) row['account_read_at'] = toAt(at);
  if (change.state === 'submitted') row['submitted_at'] = toAt(at);
  if (change.statusCode !== undefined) Object.assign(row, { news_at: toAt(at), ask_at: null });
  if (change.state !== undefined && !isLive(change.state)) {
    Object.assign(row, { live_key: null, ended_at: toAt(at) });
  }
  if (Object.keys(row).length > 0) await trx('claims').where({ id: claimId }).update(row);
}

/** Claims of an account whose hand-over nobody confirmed yet. */
export async function listUnconfirmedClaims(db: Db, accountId: number): Promise<StoredClaim[]> {
  const rows: ClaimRow[] = await db('claims')
    .where({ agency_account_id: accountId, state: 'unconfirmed' })
    .orderBy('id');
  return rows.map(toClaim);
}

/** Claims whose money at the agency is to be read, because news of them came. */
export async function listClaimsToRead(
  db: Db,
  accountId: number,
): Promise<{ id: number; shopId: number; fileNumber: string }[]> {
  return db('claims')
    .where({ agency_account_id: accountId, account_wanted: true })
    .whereNotNull('file_number')
    .orderBy('id')
    .limit(500)
    .select('id', { shopId: 'shop_id' }, { fileNumber: 'file_number' });
}

/**
 * What a claim was frozen with: the one that is named, or the live one of a receivable; null when
 * there is none.
 */
export async function findSubmittedPackage(
  db: Db,
  shopId: number,
  of: { claimId: number } | { receivableId: number },
): Promise<Readonly<Record<string, unknown>> | null> {
  const row: { payload: string } | undefined = await db('outbox as o')
    .join('claims as c', 'c.id', 'o.claim_id')
    .where({ 'c.shop_id': shopId, 'o.kind': 'claim.submit' })
    .modify((query) => {
      if ('claimId' in of) void query.where('c.id', of.claimId);
      else void query.where('c.receivable_id', of.receivableId).whereNotNull('c.live_key');
    })
    .first('o.payload');
  return row === undefined ? null : (JSON.parse(row.payload) as Record<string, unknown>);
}

/** What was booked from the debtor's payments to the agency on this claim. */
export async function sumBookedOfClaim(db: Db, claimId: number): Promise<Cents> {
  const rows: { sum: number | string | null }[] = await db('ledger_entries')
    .where({ account: 'agency_cash' })
    .where('posting_key', 'like', `agency:${claimId}:%`)
    .whereIn('receivable_id', db('claims').where({ id: claimId }).select('receivable_id'))
    .sum({ sum: 'amount_cents' });
  return Number(rows[0]?.sum ?? 0);
}

/** Direct payments of this claim that were reported or are on their way to the agency. */
export async function sumReportedOfClaim(db: Db, claimId: number): Promise<Cents> {
  const rows: { payload: string }[] = await db('outbox')
    .where({ claim_id: claimId, kind: 'claim.direct_payment' })
    .whereIn('state', ['queued', 'sending', 'delivered', 'unconfirmed'])
    .select('payload');
  return rows.reduce(
    (sum, { payload }) => sum + (JSON.parse(payload) as { amountCents: Cents }).amountCents,
    0,
  );
}
