/** What an agency writes in our own formats, by file or at its door, and what it adds up to. */
import type { Instant, IsoDate } from './calendar.ts';
import type { StatusMeaning } from './claim.ts';
import type { Cents } from './money.ts';

/** One thing the agency says of a claim, which it names by its file number or by our reference. */
export type AgencyRecord = {
  ourReference: string | null;
  fileNumber: string | null;
  at: Instant;
} & (
  | { kind: 'accepted'; fileNumber: string; text: string | null }
  | { kind: 'rejected'; text: string }
  | { kind: 'status'; code: string; text: string }
  | { kind: 'message'; text: string }
  | {
      kind: 'payment' | 'payout';
      number: string;
      on: IsoDate;
      amountCents: Cents;
      text: string | null;
    }
  | {
      kind: 'account';
      totalCents: Cents;
      paidCents: Cents;
      outstandingCents: Cents;
      text: string | null;
    }
);

/** What the creditor told the agency later on; `delivery` names the message. */
export type OwnRecord = { at: Instant; delivery: string } & (
  | { kind: 'direct_payment'; paidOn: IsoDate; amountCents: Cents }
  | { kind: 'recall' }
  | { kind: 'sent_message'; text: string }
);

export type CaseRecord = AgencyRecord | OwnRecord;

/** The codes of our formats and what they mean. Any other code is kept and shown as unmapped. */
const MEANINGS: ReadonlyMap<string, StatusMeaning> = new Map([
  ['accepted', 'new'],
  ['rejected', 'rejected'],
  ['in_progress', 'in_progress'],
  ['question', 'question'],
  ['waiting', 'waiting'],
  ['payment', 'payment'],
  ['court', 'court'],
  ['closed_paid', 'closed_paid'],
  ['closed_partly', 'closed_partly'],
  ['closed_unpaid', 'closed_unpaid'],
  ['withdrawn', 'withdrawn'],
]);

export const meaningOfRecordCode = (code: string): StatusMeaning =>
  MEANINGS.get(code) ?? 'unmapped';

/** Says only that the claim's account changed. */
export const isMoneyOnly = ({ kind }: AgencyRecord): boolean =>
  kind === 'payment' || kind === 'payout' || kind === 'account';

interface Status {
  code: string;
  text: string;
  details: string | null;
}

/** Code, text and details; money has the code `payment`. Null for a message. */
export function statusOfRecord(record: AgencyRecord): Status | null {
  switch (record.kind) {
    case 'accepted':
      return { code: 'accepted', text: record.text ?? 'accepted', details: null };
    case 'rejected':
      return { code: 'rejected', text: 'rejected', details: record.text };
    case 'status':
      return { code: record.code, text: record.text, details: null };
    case 'payment':
    case 'payout':
      return { code: 'payment', text: `${record.kind} ${record.number}`, details: record.text };
    case 'account':
      return { code: 'payment', text: record.text ?? 'account', details: null };
    case 'message':
      return null;
  }
}

/** In the order in which it happened; at the same instant acceptance first, our own last. */
const inOrder = (records: readonly CaseRecord[]): readonly CaseRecord[] =>
  records.toSorted((a, b) => (a.at === b.at ? rank(a) - rank(b) : a.at < b.at ? -1 : 1));

const rank = (record: CaseRecord): number =>
  record.kind === 'accepted' ? 0 : 'delivery' in record ? 2 : 1;

/** In order, and money of the agency once: one number, day and amount said again is no second. */
function once(records: readonly CaseRecord[]): readonly CaseRecord[] {
  const seen = new Set<string>();
  return inOrder(records).filter((record) => {
    if (record.kind !== 'payment' && record.kind !== 'payout') return true;
    const { kind, number, on, amountCents } = record;
    const key = JSON.stringify([kind, number, on, amountCents]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The last word on the claim; a payment is no status. */
export function statusIn(records: readonly CaseRecord[]): Status {
  for (const record of inOrder(records).toReversed()) {
    if (record.kind === 'recall') {
      return { code: 'withdrawn', text: 'recalled by the creditor', details: record.delivery };
    }
    if (record.kind === 'accepted' || record.kind === 'rejected' || record.kind === 'status') {
      const status = statusOfRecord(record);
      if (status !== null) return status;
    }
  }
  return { code: 'delivered', text: 'delivered', details: null };
}

const ENDED = ['withdrawn', 'rejected', 'closed_paid', 'closed_partly', 'closed_unpaid'];

export const isOpenCase = (records: readonly CaseRecord[]): boolean =>
  !ENDED.includes(statusIn(records).code);

/**
 * The claim's money: what the agency's books said last, with what was paid since; without its books
 * the amount handed over and the payments.
 */
export function accountIn(claimedCents: Cents, records: readonly CaseRecord[]) {
  let total = claimedCents;
  let paid = 0;
  let outstanding = total;
  for (const record of once(records)) {
    if (record.kind === 'account') {
      total = record.totalCents;
      paid = record.paidCents;
      outstanding = record.outstandingCents;
    } else if (record.kind === 'payment' || record.kind === 'direct_payment') {
      paid += record.amountCents;
      outstanding = Math.max(0, outstanding - record.amountCents);
    }
  }
  const payouts = payoutsIn(records);
  return {
    totalDebtsCents: total,
    paidCents: paid,
    outstandingCents: outstanding,
    currentPayoutCents: 0,
    payoutsCents: payouts.reduce((sum, payout) => sum + payout.totalCents, 0),
    payouts,
  };
}

export const payoutsIn = (records: readonly CaseRecord[]) =>
  once(records).flatMap((record) =>
    record.kind === 'payout'
      ? [{ on: record.on, totalCents: record.amountCents, payoutNumber: record.number }]
      : [],
  );

export const historyIn = (records: readonly CaseRecord[]) =>
  inOrder(records).map((record) => ({
    occurredAt: record.at,
    subject: record.kind === 'status' ? record.code : record.kind,
    details: 'text' in record ? record.text : null,
  }));

export const messagesIn = (records: readonly CaseRecord[]) =>
  inOrder(records).flatMap((record) => {
    if (record.kind !== 'message' && record.kind !== 'sent_message') return [];
    const sender = record.kind === 'message' ? 'agency' : 'creditor';
    return [{ sender, occurredAt: record.at, text: record.text }];
  });
