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
  /** What we booked from this agency before. */
  bookedCents: Cents;
}

/**
 * What is to be booked on the receivable from the debtor's payments to the agency, never more than
 * is open. The agency's own costs are covered first (BGB 367(1)); direct payments that we reported
 * are in its `paid` as well and are in our books already, so only what is open counts.
 */
export function settledByAgency(money: AgencyMoney): Cents {
  const { account, claimPaid, handedOverCents, openCents, bookedCents } = money;
  if (openCents <= 0) return 0;
  if (claimPaid || account.outstandingCents <= 0) {
    return account.paidCents > 0 ? openCents : 0;
  }
  const agencyCosts = Math.max(0, account.totalDebtsCents - handedOverCents);
  const ours = Math.max(0, account.paidCents - agencyCosts);
  const direct = Math.max(0, handedOverCents - openCents - bookedCents);
  return Math.max(0, Math.min(openCents, ours - direct - bookedCents));
}
