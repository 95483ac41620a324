/**
 * What the connector remembers of its claims: one folder a claim, one file a record, written once
 * and never changed. The same record again is no second one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant, IsoDate } from '../../server/domain/calendar.ts';
import type { Cents } from '../../server/domain/money.ts';
import type {
  ClaimAccount,
  ClaimHistoryEntry,
  ClaimMessage,
  ClaimPackage,
  ClaimStatus,
  Payout,
} from '../../server/ports.ts';
import { publishOnce, readOrNull } from './durable.ts';
import { type AgencyRecord, keyOfRecord, statusOf } from './records.ts';

/** A claim as it was delivered; no name and no address. */
export interface DeliveredClaim {
  ourReference: string;
  claimedCents: Cents;
  delivery: string;
}

export const deliveredClaim = (claim: ClaimPackage, delivery: string): DeliveredClaim => ({
  ourReference: claim.ourReference,
  claimedCents: claim.principalCents + claim.interestCents + claim.dunningCostsCents,
  delivery,
});

/** What we delivered about a claim later on. */
export type OwnRecord = { at: Instant; delivery: string } & (
  | { kind: 'direct_payment'; paidOn: IsoDate; amountCents: Cents }
  | { kind: 'recall' }
  | { kind: 'sent_message'; text: string }
);

export type BookRecord = AgencyRecord | OwnRecord;

export interface Books {
  open(claim: DeliveredClaim): Promise<void>;
  /** Keeps a record of the agency; one of a claim that is not ours is left out. */
  add(record: AgencyRecord): Promise<void>;
  addOwn(ourReference: string, record: OwnRecord): Promise<void>;
  find(ourReference: string): Promise<DeliveredClaim | null>;
  list(ourReference: string): Promise<readonly BookRecord[]>;
  referenceOf(fileNumber: string): Promise<string | null>;
  /** Every payout of the account, filed or in the files given here. */
  payouts(pending: () => Promise<readonly AgencyRecord[]>): Promise<readonly Payout[]>;
}

const nameOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 40);

export function openBooks(root: string): Books {
  const folderOf = (ourReference: string): string =>
    join(root, 'books', 'claims', nameOf(ourReference));
  const fileOf = (fileNumber: string): string =>
    join(root, 'books', 'files', `${nameOf(fileNumber)}.json`);
  const find = async (ourReference: string): Promise<DeliveredClaim | null> => {
    const text = await readOrNull(join(folderOf(ourReference), 'claim.json'));
    return text === null ? null : (JSON.parse(text) as DeliveredClaim);
  };
  const referenceOf = async (fileNumber: string): Promise<string | null> => {
    const text = await readOrNull(fileOf(fileNumber));
    return text === null ? null : (JSON.parse(text) as { ourReference: string }).ourReference;
  };
  const write = async (ourReference: string, record: BookRecord): Promise<void> => {
    const name = `r-${keyOfRecord(record)}.json`;
    await publishOnce(join(folderOf(ourReference), name), JSON.stringify(record));
  };
  return {
    find,
    referenceOf,
    addOwn: write,
    async open(claim) {
      await publishOnce(join(folderOf(claim.ourReference), 'claim.json'), JSON.stringify(claim));
    },
    async add(record) {
      const { fileNumber } = record;
      if (record.kind === 'payout') {
        const name = `${keyOfRecord(record)}.json`;
        await publishOnce(join(root, 'books', 'payouts', name), JSON.stringify(record));
      }
      const named = record.ourReference ?? (await referenceOf(fileNumber ?? ''));
      if (named === null || (await find(named)) === null) return;
      await write(named, record);
      if (fileNumber === null) return;
      await publishOnce(fileOf(fileNumber), JSON.stringify({ ourReference: named }));
    },
    async payouts(pending) {
      const claims = join(root, 'books', 'payouts');
      await mkdir(claims, { recursive: true, mode: 0o700 });
      const texts = await Promise.all(
        (await readdir(claims))
          .filter((name) => !name.startsWith('.'))
          .map((name) => readOrNull(join(claims, name))),
      );
      const filed = texts
        .filter((text) => text !== null)
        .map((text) => JSON.parse(text) as AgencyRecord);
      const all = new Map([...filed, ...(await pending())].map((one) => [keyOfRecord(one), one]));
      return payoutsIn([...all.values()]);
    },
    async list(ourReference) {
      const folder = folderOf(ourReference);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const names = (await readdir(folder)).filter((name) => name.startsWith('r-'));
      const texts = await Promise.all(names.map((name) => readOrNull(join(folder, name))));
      return texts.filter((text) => text !== null).map((text) => JSON.parse(text) as BookRecord);
    },
  };
}

// What the records add up to. Pure.

/** In the order in which it happened; at the same instant acceptance first, our own last. */
const inOrder = (records: readonly BookRecord[]): readonly BookRecord[] =>
  records.toSorted((a, b) => (a.at === b.at ? rank(a) - rank(b) : a.at < b.at ? -1 : 1));

const rank = (record: BookRecord): number =>
  record.kind === 'accepted' ? 0 : 'delivery' in record ? 2 : 1;

/** The last word on the claim; a payment is no status. */
export function statusIn(records: readonly BookRecord[]): ClaimStatus {
  for (const record of inOrder(records).toReversed()) {
    if (record.kind === 'recall') {
      return { code: 'withdrawn', text: 'recalled by the creditor', details: record.delivery };
    }
    if (record.kind === 'accepted' || record.kind === 'rejected' || record.kind === 'status') {
      const status = statusOf(record);
      if (status !== null) return status;
    }
  }
  return { code: 'delivered', text: 'delivered', details: null };
}

/**
 * The claim's money: what the agency's books said last, with what was paid since; without its books
 * the amount handed over and the payments.
 */
export function accountIn(claim: DeliveredClaim, records: readonly BookRecord[]): ClaimAccount {
  let total = claim.claimedCents;
  let paid = 0;
  let outstanding = total;
  for (const record of inOrder(records)) {
    if (record.kind === 'account') {
      total = record.total;
      paid = record.paid;
      outstanding = record.outstanding;
    } else if (record.kind === 'payment' || record.kind === 'direct_payment') {
      const cents = record.kind === 'payment' ? record.amount : record.amountCents;
      paid += cents;
      outstanding = Math.max(0, outstanding - cents);
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

const payoutsIn = (records: readonly BookRecord[]): readonly Payout[] =>
  inOrder(records).flatMap((record) =>
    record.kind === 'payout'
      ? [{ on: record.on, totalCents: record.amount, payoutNumber: record.number }]
      : [],
  );

export const historyIn = (records: readonly BookRecord[]): readonly ClaimHistoryEntry[] =>
  inOrder(records).map((record) => ({
    occurredAt: record.at,
    subject: record.kind === 'status' ? record.code : record.kind,
    details: 'text' in record ? record.text : null,
  }));

export const messagesIn = (records: readonly BookRecord[]): readonly ClaimMessage[] =>
  inOrder(records).flatMap((record) => {
    if (record.kind !== 'message' && record.kind !== 'sent_message') return [];
    const sender = record.kind === 'message' ? 'agency' : 'creditor';
    return [{ sender, occurredAt: record.at, text: record.text }];
  });
