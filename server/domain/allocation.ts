/** Where a payment goes: which receivable (BGB 366) and which part of it (BGB 367). */
import type { IsoDate } from './calendar.ts';
import { InvalidInput } from './errors.ts';
import {
  cents,
  decimalFromCents,
  splitCents,
  sumCents,
  type Cents,
  type RateMillionths,
} from './money.ts';

/** The parts of a claim, each zero or more. */
export interface ClaimParts {
  costsCents: Cents;
  interestCents: Cents;
  principalCents: Cents;
}

/**
 * `bgb_367`: costs, interest, principal. `bgb_497`: consumer credit, where costs come first, then
 * principal, then interest. `principal_first`: the creditor's goodwill, to be recorded.
 */
export type AllocationOrder = 'bgb_367' | 'bgb_497' | 'principal_first';

export const ALLOCATION_ORDERS: Readonly<Record<AllocationOrder, readonly (keyof ClaimParts)[]>> = {
  bgb_367: ['costsCents', 'interestCents', 'principalCents'],
  bgb_497: ['costsCents', 'principalCents', 'interestCents'],
  principal_first: ['principalCents', 'interestCents', 'costsCents'],
};

/** What a payment paid of one claim. Parts and credit add up to the payment. */
export interface Allocation extends ClaimParts {
  /** Paid beyond what is owed: the debtor's credit. */
  creditCents: Cents;
  /** What is open afterwards. */
  rest: ClaimParts;
}

/** Spreads a payment over the parts of one claim. No cent is made or lost. */
export function allocate(
  open: ClaimParts,
  paidCents: Cents,
  order: AllocationOrder = 'bgb_367',
): Allocation {
  let left = notBelowZero(paidCents, 'A payment');
  const paid: ClaimParts = { costsCents: 0, interestCents: 0, principalCents: 0 };
  const rest: ClaimParts = { costsCents: 0, interestCents: 0, principalCents: 0 };
  for (const part of ALLOCATION_ORDERS[order]) {
    paid[part] = Math.min(left, notBelowZero(open[part], 'An open amount'));
    rest[part] = open[part] - paid[part];
    left -= paid[part];
  }
  return { ...paid, creditCents: left, rest };
}

/** What is open on a claim in all. */
export const totalOf = (parts: ClaimParts): Cents =>
  sumCents([parts.costsCents, parts.interestCents, parts.principalCents]);

/** A receivable as BGB 366 looks at it. */
export interface OpenReceivable extends ClaimParts {
  id: string;
  dueOn: IsoDate;
  /** When the claim arose, usually the day of the invoice; the older goes first. */
  arisenOn: IsoDate;
  /** A surety or retained title stands behind it. */
  secured: boolean;
  /** The rate of interest it bears: the higher is the heavier burden. */
  rate: RateMillionths;
}

export interface IncomingPayment {
  paidCents: Cents;
  paidOn: IsoDate;
  /** Receivables the debtor named, in the order to be paid; empty when none was named. */
  designatedIds: readonly string[];
  order: AllocationOrder;
}

export interface PaymentPart extends Allocation {
  id: string;
  /** Whose order put the money here. */
  rule: 'designation' | 'bgb_366';
}

/**
 * Spreads a payment over several receivables. The debtor's designation decides (BGB 366(1)); what
 * it leaves goes to the due before the not yet due, the less secured, the more burdensome, the
 * older, and among equals in proportion (366(2)). The end is a credit balance.
 */
export function allocateAcross(
  receivables: readonly OpenReceivable[],
  payment: IncomingPayment,
): { parts: PaymentPart[]; creditCents: Cents } {
  const { designatedIds, order, paidOn } = payment;
  let left = notBelowZero(payment.paidCents, 'A payment');
  const parts: PaymentPart[] = [];
  const pay = (receivable: OpenReceivable, amount: Cents, rule: PaymentPart['rule']): void => {
    if (amount === 0) return;
    parts.push({ id: receivable.id, rule, ...allocate(receivable, amount, order) });
    left -= amount;
  };
  for (const id of new Set(designatedIds)) {
    const named = receivables.find((receivable) => receivable.id === id);
    if (named === undefined) throw new InvalidInput(`There is no open receivable "${id}" to pay`);
    pay(named, Math.min(left, totalOf(named)), 'designation');
  }
  const others = receivables.filter((receivable) => !designatedIds.includes(receivable.id));
  for (const equals of inOrder(others, paidOn)) {
    const totals = equals.map(totalOf);
    const share = Math.min(left, sumCents(totals));
    if (share === 0) continue;
    const shares = splitCents(share, totals);
    for (const [index, receivable] of equals.entries()) {
      pay(receivable, shares[index] ?? 0, 'bgb_366');
    }
  }
  return { parts, creditCents: left };
}

/** Receivables in the order of BGB 366(2), equals together. */
function inOrder(receivables: readonly OpenReceivable[], paidOn: IsoDate): OpenReceivable[][] {
  const rank = (receivable: OpenReceivable): readonly (string | number)[] => [
    receivable.dueOn <= paidOn ? 0 : 1,
    receivable.secured ? 1 : 0,
    -receivable.rate,
    receivable.arisenOn,
  ];
  const groups: OpenReceivable[][] = [];
  for (const receivable of receivables.toSorted((a, b) => compare(rank(a), rank(b)))) {
    const first = groups.at(-1)?.[0];
    if (first !== undefined && compare(rank(first), rank(receivable)) === 0) {
      groups.at(-1)?.push(receivable);
    } else {
      groups.push([receivable]);
    }
  }
  return groups;
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function notBelowZero(value: Cents, what: string): Cents {
  if (cents(value) >= 0) return value;
  throw new InvalidInput(`${what} of ${decimalFromCents(value)} is below zero`);
}

/**
 * A debtor who names costs, interest or principal himself may do so, but the creditor may then
 * refuse the payment (BGB 367(2)); towards a consumer credit he may not (497(3) S. 2).
 */
export function mayRefusePayment(order: AllocationOrder, debtorNamesPart: boolean): boolean {
  return debtorNamesPart && order !== 'bgb_497';
}

/** Whether a small rest is better written off than pursued: more than nothing, up to the limit. */
export function isSmallRest(openCents: Cents, limitCents: Cents): boolean {
  return openCents > 0 && openCents <= limitCents;
}
