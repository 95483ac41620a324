import type { Cents } from './money.ts';

/** The claim's money as the agency's books show it, and what we know of it. */
export interface AgencyMoney {
  account: { totalDebtsCents: Cents; paidCents: Cents; outstandingCents: Cents };
  /** The agency reported that it collected everything. */
  claimPaid: boolean;
  /** Principal and costs as they were handed over; interest is in no account of ours. */
  handedOverCents: Cents;
  /** What is open in our books now. */
  openCents: Cents;
  /** What we booked from this claim before. */
  bookedCents: Cents;
  /** Direct payments that we reported, or are about to. */
  reportedCents: Cents;
}

/**
 * What is to be booked on the receivable from the debtor's payments to the agency, never more than
 * is open and never more than the agency got. Whether an agency counts direct payments among what
 * was paid is not known, so what it got is what its books no longer show as outstanding, less our
 * reports, and at most what it calls paid. Its own costs are covered first (BGB 367(1)), until it
 * says that everything is collected.
 */
export function settledByAgency(money: AgencyMoney): Cents {
  const { account, claimPaid, handedOverCents, openCents, bookedCents, reportedCents } = money;
  const { totalDebtsCents, paidCents, outstandingCents } = account;
  const gone = Math.max(0, totalDebtsCents - outstandingCents);
  const atAgency = Math.max(0, Math.min(paidCents, gone - reportedCents));
  const isAll = claimPaid || (outstandingCents <= 0 && paidCents >= totalDebtsCents);
  const agencyCosts = isAll ? 0 : Math.max(0, totalDebtsCents - handedOverCents);
  return Math.max(0, Math.min(openCents, atAgency - agencyCosts - bookedCents));
}

/**
 * What the agency's books count of our reports: all of them, until its books show that a payment
 * which was charged back has been undone there.
 */
export function reportedInBooks(claim: {
  account: { totalDebtsCents: Cents; outstandingCents: Cents };
  reportedCents: Cents;
  returnedCents: Cents;
  returnedKnownCents: Cents;
}): { reportedCents: Cents; returnedKnownCents: Cents } {
  const { account, reportedCents, returnedCents } = claim;
  const gone = account.totalDebtsCents - account.outstandingCents;
  const isUndone = gone <= reportedCents - returnedCents;
  const returnedKnownCents = isUndone ? returnedCents : claim.returnedKnownCents;
  return { reportedCents: reportedCents - returnedKnownCents, returnedKnownCents };
}
