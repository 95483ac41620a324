/** What a debtor owes on a day: principal, interest by segments, costs, and what payments paid. */
import { allocate, totalOf, type AllocationOrder, type ClaimParts } from './allocation.ts';
import { addDays, compareDays, type IsoDate } from './calendar.ts';
import {
  interestOn,
  type Interest,
  type InterestOrder,
  type InterestSegment,
  type PrincipalStep,
} from './interest.ts';
import { cents, type Cents } from './money.ts';

/** A change of what is owed, by its day; a credit or a cancelled item is negative. */
export interface DatedAmount {
  on: IsoDate;
  amountCents: Cents;
}

export interface StatementOrder extends Pick<InterestOrder, 'rule' | 'dayCount' | 'addedRates'> {
  /** The invoice and later changes of it (credits are negative). */
  principal: readonly DatedAmount[];
  /** Reminder fees, the lump sum, bank charges, each with its day. */
  costs: readonly DatedAmount[];
  /** Money from the debtor, by the day it was credited. */
  payments: readonly DatedAmount[];
  /** First day that bears interest; null while the debtor is not in default. */
  interestFromOn: IsoDate | null;
  allocation: AllocationOrder;
  /**
   * Whether the day of a payment still bears interest on what it paid. Practice differs; false
   * never claims too much and is the default of the house.
   */
  paymentDayCounts: boolean;
  /** The last day in the statement. */
  on: IsoDate;
}

/** How one payment was spread, for the account the debtor gets. */
interface StatementPayment extends ClaimParts {
  on: IsoDate;
  amountCents: Cents;
  creditCents: Cents;
}

export interface ClaimStatement {
  on: IsoDate;
  /** What is open on the day. */
  principalCents: Cents;
  interestCents: Cents;
  costsCents: Cents;
  totalCents: Cents;
  /** Paid or credited beyond what is owed. */
  creditCents: Cents;
  /** All interest since default, paid or not: the sum of the segments. */
  interestAccruedCents: Cents;
  segments: readonly InterestSegment[];
  payments: readonly StatementPayment[];
  /** Last day for which interest is in the figure; null while none runs. */
  knownUntil: IsoDate | null;
  /** False when interest ends early because a rate is not published yet. */
  complete: boolean;
}

/** Movements of one claim, oldest first; on one day what is owed comes before what is paid. */
interface Movement {
  on: IsoDate;
  kind: 'principal' | 'costs' | 'payment';
  amountCents: Cents;
}

/** The account while its movements are read, oldest first. */
interface Account {
  open: ClaimParts;
  creditCents: Cents;
  interestPaidCents: Cents;
  steps: PrincipalStep[];
  payments: StatementPayment[];
}

/**
 * The account of one claim on a day. Each payment pays, in the order of BGB 367 or the one that is
 * set, what has accrued by then, interest included. Interest is rounded on its running total, so
 * that what was paid and what is open add up to the segments. A credit pays what comes to be owed.
 */
export function claimStatement(order: StatementOrder): ClaimStatement {
  const account: Account = {
    open: { costsCents: 0, interestCents: 0, principalCents: 0 },
    creditCents: 0,
    interestPaidCents: 0,
    steps: [],
    payments: [],
  };
  for (const movement of movementsUntil(order)) {
    if (movement.kind === 'payment') receive(account, movement, order);
    else charge(account, movement, order);
  }
  const accrued = accrue(account, order, order.on);
  const { open, creditCents, payments } = account;
  return {
    on: order.on,
    ...open,
    totalCents: totalOf(open),
    creditCents,
    interestAccruedCents: accrued.interestCents,
    segments: accrued.segments,
    payments,
    knownUntil: accrued.computedUntil,
    complete: accrued.complete,
  };
}

function receive(account: Account, { on, amountCents }: Movement, order: StatementOrder): void {
  const paid = settle(account, order, { amountCents, toOn: lastBearingDay(on, order) });
  account.creditCents += paid.creditCents;
  account.payments.push({ on, amountCents, ...paid });
  const fromOn = order.paymentDayCounts ? addDays(on, 1) : on;
  account.steps.push({ fromOn, principalCents: account.open.principalCents });
}

function charge(
  account: Account,
  { on, kind, amountCents }: Movement,
  order: StatementOrder,
): void {
  const part = kind === 'costs' ? 'costsCents' : 'principalCents';
  const changed = account.open[part] + amountCents;
  account.open[part] = Math.max(0, changed);
  account.creditCents += Math.max(0, -changed);
  if (account.creditCents > 0) {
    const credit = { amountCents: account.creditCents, toOn: addDays(on, -1) };
    account.creditCents = settle(account, order, credit).creditCents;
  }
  account.steps.push({ fromOn: on, principalCents: account.open.principalCents });
}

/** Spreads money over what is open by a day and gives what it paid. */
function settle(
  account: Account,
  order: StatementOrder,
  { amountCents, toOn }: { amountCents: Cents; toOn: IsoDate },
): ClaimParts & { creditCents: Cents } {
  accrue(account, order, toOn);
  const { rest, ...paid } = allocate(account.open, amountCents, order.allocation);
  account.open = rest;
  account.interestPaidCents += paid.interestCents;
  return paid;
}

const lastBearingDay = (paidOn: IsoDate, { paymentDayCounts }: StatementOrder): IsoDate =>
  paymentDayCounts ? paidOn : addDays(paidOn, -1);

/** Brings the open interest up to a day: the running total less what was paid of it. */
function accrue(account: Account, order: StatementOrder, toOn: IsoDate): Interest {
  const accrued = accruedUntil(order, account.steps, toOn);
  const interestCents = cents(accrued.interestCents - account.interestPaidCents);
  account.open = { ...account.open, interestCents };
  return accrued;
}

function movementsUntil(order: StatementOrder): Movement[] {
  const of = (kind: Movement['kind'], amounts: readonly DatedAmount[]): Movement[] =>
    amounts.filter(({ on }) => on <= order.on).map((amount) => ({ ...amount, kind }));
  return [
    ...of('principal', order.principal),
    ...of('costs', order.costs),
    ...of('payment', order.payments),
  ].toSorted((a, b) => compareDays(a.on, b.on));
}

function accruedUntil(
  order: StatementOrder,
  steps: readonly PrincipalStep[],
  toOn: IsoDate,
): Interest {
  const { interestFromOn: fromOn, rule, dayCount, addedRates } = order;
  if (fromOn === null || toOn < fromOn) {
    return { interestCents: 0, segments: [], dayCount, computedUntil: null, complete: true };
  }
  return interestOn({ principal: lastOfDay(steps), fromOn, toOn, rule, dayCount, addedRates });
}

/** Several movements on one day leave one principal: the last. */
function lastOfDay(steps: readonly PrincipalStep[]): PrincipalStep[] {
  return [...new Map(steps.map((step) => [step.fromOn, step])).values()];
}
