import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { DisputeFacts, DisputeReason, DisputeState, Remedy } from '../domain/disputes.ts';
import { NotFound } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import { type Db, fromAt, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';

/** An objection of a debtor to one receivable. */
export interface StoredDispute extends DisputeFacts {
  id: number;
  shopId: number;
  receivableId: number;
  reason: DisputeReason;
  debtorText: string;
  creditorText: string | null;
  answerByOn: IsoDate;
  remedy: Remedy | null;
  openedBy: string;
  /** The id at the shop's platform, of a payment that is disputed there. */
  externalId: string | null;
  openedAt: Instant;
  answeredAt: Instant | null;
  endedAt: Instant | null;
}

interface DisputeRow {
  id: number;
  shop_id: number;
  receivable_id: number;
  reason: DisputeReason;
  amount_cents: number | string | null;
  debtor_text: string;
  creditor_text: string | null;
  answer_by_on: IsoDate;
  state: DisputeState;
  upheld_cents: number | string | null;
  remedy: Remedy | null;
  opened_by: string;
  external_id: string | null;
  opened_at: string;
  answered_at: string | null;
  ended_at: string | null;
}

const centsOrNull = (value: number | string | null): Cents | null =>
  value === null ? null : Number(value);

export const toDispute = (row: DisputeRow): StoredDispute => ({
  id: row.id,
  shopId: row.shop_id,
  receivableId: row.receivable_id,
  reason: row.reason,
  amountCents: centsOrNull(row.amount_cents),
  debtorText: row.debtor_text,
  creditorText: row.creditor_text,
  answerByOn: row.answer_by_on,
  state: row.state,
  upheldCents: centsOrNull(row.upheld_cents),
  remedy: row.remedy,
  openedBy: row.opened_by,
  externalId: row.external_id,
  openedAt: fromAt(row.opened_at),
  answeredAt: fromAtOrNull(row.answered_at),
  endedAt: fromAtOrNull(row.ended_at),
});

export type NewDispute = Pick<
  StoredDispute,
  'shopId' | 'receivableId' | 'reason' | 'amountCents' | 'debtorText' | 'answerByOn'
> & { openedBy: string; externalId?: string };

/** Adds a dispute; null when the platform's dispute is there already. */
export async function addDispute(
  trx: Trx,
  dispute: NewDispute,
  at: Instant,
): Promise<number | null> {
  return insertOnce(trx, 'disputes', {
    shop_id: dispute.shopId,
    receivable_id: dispute.receivableId,
    reason: dispute.reason,
    amount_cents: dispute.amountCents,
    debtor_text: dispute.debtorText,
    answer_by_on: dispute.answerByOn,
    state: 'open',
    opened_by: dispute.openedBy,
    external_id: dispute.externalId ?? null,
    opened_at: toAt(at),
  });
}

/** The dispute of this shop, locked. */
export async function lockDispute(
  trx: Trx,
  shopId: number,
  disputeId: number,
): Promise<StoredDispute> {
  const row: DisputeRow | undefined = await trx('disputes')
    .where({ shop_id: shopId, id: disputeId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`dispute ${disputeId} does not exist`);
  return toDispute(row);
}

/** The dispute that the platform knows by this id, locked, or null. */
export async function lockDisputeOfPlatform(
  trx: Trx,
  shopId: number,
  externalId: string,
): Promise<StoredDispute | null> {
  const row: DisputeRow | undefined = await trx('disputes')
    .where({ shop_id: shopId, external_id: externalId })
    .forUpdate()
    .first();
  return row === undefined ? null : toDispute(row);
}

export interface DisputeChange {
  state?: DisputeState;
  creditorText?: string;
  answerByOn?: IsoDate;
  upheldCents?: Cents;
  remedy?: Remedy;
  answeredAt?: Instant;
  endedAt?: Instant;
}

export async function updateDispute(
  trx: Trx,
  dispute: { shopId: number; id: number },
  change: DisputeChange,
): Promise<void> {
  const { state, creditorText, answerByOn, upheldCents, remedy, answeredAt, endedAt } = change;
  const row = {
    state,
    creditor_text: creditorText,
    answer_by_on: answerByOn,
    upheld_cents: upheldCents,
    remedy,
    answered_at: answeredAt === undefined ? undefined : toAt(answeredAt),
    ended_at: endedAt === undefined ? undefined : toAt(endedAt),
  };
  const known = Object.entries(row).filter(([, value]) => value !== undefined);
  await trx('disputes')
    .where({ shop_id: dispute.shopId, id: dispute.id })
    .update(Object.fromEntries(known));
}

/** Every dispute of a receivable, oldest first. */
export async function listDisputesOf(db: Db, receivableId: number): Promise<StoredDispute[]> {
  const rows: DisputeRow[] = await db('disputes')
    .where({ receivable_id: receivableId })
    .orderBy('id');
  return rows.map(toDispute);
}
