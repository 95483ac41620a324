/** The case at the agency: messages, payouts, the shop's own words for a status, and traces. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { StatusMeaning } from '../domain/claim.ts';
import { disputeReasons, wasAnswered } from '../domain/disputes.ts';
import type { Cents } from '../domain/money.ts';
import {
  type Db,
  fromAt,
  fromAtOrNull,
  insertOnce,
  insertRow,
  toAt,
  type Trx,
} from './database.ts';
import { listDisputesOf } from './disputes.ts';

/** A message between creditor and agency; its text may name a person. */
export interface NewClaimMessage {
  shopId: number;
  claimId: number;
  direction: 'in' | 'out';
  text: string;
  author: string;
  /** The piece of news that brought it: the same news are one message. */
  newsId: number | null;
  occurredAt: Instant;
}

/** Keeps a message; null when the same news brought it before. */
export async function addClaimMessage(trx: Trx, message: NewClaimMessage): Promise<number | null> {
  return insertOnce(trx, 'claim_messages', {
    shop_id: message.shopId,
    claim_id: message.claimId,
    direction: message.direction,
    text: message.text,
    author: message.author,
    news_id: message.newsId,
    occurred_at: toAt(message.occurredAt),
    read_at: null,
  });
}

/** A person has read what the agency wrote; gives how many messages that were. */
export async function markMessagesRead(
  trx: Trx,
  claim: { shopId: number; id: number },
  at: Instant,
): Promise<number> {
  return trx('claim_messages')
    .where({ shop_id: claim.shopId, claim_id: claim.id, direction: 'in' })
    .whereNull('read_at')
    .update({ read_at: toAt(at) });
}

/**
 * Keeps a payout of a claim once: by the number of its settlement, its day and its amount, for an
 * agency may use a number again. False when it is known.
 */
export async function addPayout(
  trx: Trx,
  claim: { shopId: number; id: number },
  payout: { payoutNumber: string; on: IsoDate; totalCents: Cents },
  at: Instant,
): Promise<boolean> {
  const id = await insertOnce(trx, 'claim_payouts', {
    shop_id: claim.shopId,
    claim_id: claim.id,
    payout_number: payout.payoutNumber,
    paid_on: payout.on,
    amount_cents: payout.totalCents,
    read_at: toAt(at),
  });
  return id !== null;
}

/** What the merchant says a status means; it goes before the table of the connector. */
export async function listStatusMeanings(
  db: Db,
  shopId: number,
  agency: string,
): Promise<ReadonlyMap<string, StatusMeaning>> {
  const rows: { code: string; meaning: StatusMeaning }[] = await db('agency_statuses')
    .where({ shop_id: shopId, agency })
    .select('code', 'meaning');
  return new Map(rows.map(({ code, meaning }) => [code, meaning]));
}

export async function saveStatusMeaning(
  trx: Trx,
  status: { shopId: number; agency: string; code: string; meaning: StatusMeaning },
  by: { actor: string; at: Instant },
): Promise<void> {
  const { shopId: shop_id, agency, code, meaning } = status;
  const key = { shop_id, agency, code };
  const values = { meaning, changed_by: by.actor, changed_at: toAt(by.at) };
  const changed = await trx('agency_statuses').where(key).update(values);
  if (changed === 0) await insertRow(trx, 'agency_statuses', { ...key, ...values });
}

/** Live claims of an agency whose last status has one of these codes. */
export async function listClaimsWithStatus(
  trx: Trx,
  shopId: number,
  agency: string,
  codes: readonly string[],
): Promise<number[]> {
  const rows: { id: number }[] = await trx('claims as c')
    .join('agency_accounts as a', 'a.id', 'c.agency_account_id')
    .where({ 'c.shop_id': shopId, 'a.agency': agency })
    .whereIn('c.status_code', [...codes])
    .whereNotNull('c.live_key')
    .orderBy('c.id')
    .select('c.id');
  return rows.map(({ id }) => id);
}

/** A call to an agency, made safe to keep. */
export interface CallTrace {
  operation: string;
  about: string | null;
  status: number | null;
  request: string;
  answer: string;
  end: string;
}

const TEXT_LIMIT = 20_000;

/** Keeps a trace for support. The texts are redacted already; they are cut to a bounded size. */
export async function addTrace(
  db: Db,
  account: { id: number; shopId: number },
  trace: CallTrace,
  at: Instant,
): Promise<void> {
  await insertRow(db, 'agency_traces', {
    shop_id: account.shopId,
    agency_account_id: account.id,
    operation: trace.operation.slice(0, 60),
    about: trace.about,
    status: trace.status,
    ended: trace.end,
    request: trace.request.slice(0, TEXT_LIMIT),
    answer: trace.answer.slice(0, TEXT_LIMIT),
    called_at: toAt(at),
  });
}

/** Throws away the traces of an account that are older than `since`, or not among the newest. */
export async function dropTraces(
  db: Db,
  account: { id: number; shopId: number },
  keep: { since: Instant; newest: number },
): Promise<number> {
  const ofAccount = db('agency_traces').where({
    shop_id: account.shopId,
    agency_account_id: account.id,
  });
  const old = await ofAccount.clone().where('called_at', '<', toAt(keep.since)).delete();
  const first: { id: number } | undefined = await ofAccount
    .clone()
    .orderBy('id', 'desc')
    .offset(keep.newest)
    .first('id');
  if (first === undefined) return old;
  return old + (await ofAccount.clone().where('id', '<=', first.id).delete());
}

/** An objection of the debtor; `releasedAt` is when somebody answered it. */
export interface Dispute {
  note: string | null;
  placedAt: Instant;
  releasedAt: Instant | null;
}

/**
 * The disputes that the agency must hear of: those that were answered without the debtor's consent,
 * and blocks that a person placed for one.
 */
export async function listDisputes(db: Db, receivableId: number): Promise<Dispute[]> {
  const byHand: { note: string | null; placed_at: string; released_at: string | null }[] = await db(
    'dunning_blocks',
  )
    .where({ receivable_id: receivableId })
    .whereNull('source_kind')
    .whereIn('reason', ['dispute', 'dispute_at_payment'])
    .orderBy('id');
  const disputes = await listDisputesOf(db, receivableId);
  return [
    ...byHand.map((row) => ({
      note: row.note,
      placedAt: fromAt(row.placed_at),
      releasedAt: fromAtOrNull(row.released_at),
    })),
    ...disputes.filter(wasAnswered).map((dispute) => ({
      note: `${disputeReasons[dispute.reason]}. ${dispute.debtorText}`.trim().slice(0, 500),
      placedAt: dispute.openedAt,
      releasedAt: dispute.answeredAt ?? dispute.endedAt,
    })),
  ];
}

/** A claim at the agency of which nothing was heard for a while. */
export interface SilentClaim {
  id: number;
  shopId: number;
  fileNumber: string;
  statusCode: string | null;
  /** The last news, or the hand-over. */
  newsAt: Instant;
  /** When it shall be asked for; null while nobody has decided that. */
  askAt: Instant | null;
}

interface SilentRow {
  id: number;
  shop_id: number;
  file_number: string;
  status_code: string | null;
  news_at: string | null;
  submitted_at: string;
  ask_at: string | null;
}

/** Live claims whose time to be asked for has come or is not set, a bounded number. */
export async function listSilentClaims(
  db: Db,
  accountId: number,
  at: Instant,
  limit: number,
): Promise<SilentClaim[]> {
  const rows: SilentRow[] = await db('claims')
    .where({ agency_account_id: accountId })
    .whereNotNull('file_number')
    .whereNotNull('live_key')
    .whereNotNull('submitted_at')
    .where((due) => {
      void due.whereNull('ask_at').orWhere('ask_at', '<=', toAt(at));
    })
    .orderBy('id')
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    shopId: row.shop_id,
    fileNumber: row.file_number,
    statusCode: row.status_code,
    newsAt: fromAt(row.news_at ?? row.submitted_at),
    askAt: fromAtOrNull(row.ask_at),
  }));
}

export async function markAskAt(
  db: Db,
  claim: { shopId: number; id: number },
  askAt: Instant,
): Promise<void> {
  await db('claims')
    .where({ shop_id: claim.shopId, id: claim.id })
    .update({ ask_at: toAt(askAt) });
}
