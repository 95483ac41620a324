/** Payment terms: when a receivable falls due, what an early payment saves, what the law forbids. */
import {
  addDays,
  compareDays,
  endOfMonth,
  shiftToWorkingDay,
  type Holidays,
  type IsoDate,
} from './calendar.ts';
import { assertNever, InvalidInput } from './errors.ts';
import { cents, percentFromRate, shareOf, type Cents, type RateMillionths } from './money.ts';

/** What sets a net period going. */
type TermsStart = 'invoice' | 'receipt' | 'fulfilment';

export type DueRule =
  | { kind: 'net'; days: number; from: TermsStart }
  | { kind: 'fixed'; on: IsoDate }
  | { kind: 'on_receipt' }
  | { kind: 'on_fulfilment' }
  /** So many days after the end of the month in which the invoice was issued. */
  | { kind: 'net_end_of_month'; days: number }
  /** The shop names terms that we cannot read; `text` is kept for a person. */
  | { kind: 'unknown'; text: string };

/** Early-payment discount (Skonto): a share off when paid within so many days. */
interface DiscountStep {
  withinDays: number;
  rate: RateMillionths;
  /** What the share is taken of, when that is not the whole invoice. */
  ofCents: Cents | null;
}

export interface PaymentTerms {
  due: DueRule;
  /**
   * `agreed`: part of the contract (checkout, general terms, confirmed order). `one_sided`: only
   * printed on the invoice. The difference decides about default (BGH III ZR 91/07).
   */
  basis: 'agreed' | 'one_sided';
  discounts: readonly DiscountStep[];
}

/** The days terms are counted from; null while it has not happened or is not known. */
export interface TermsFacts {
  invoiceOn: IsoDate | null;
  receivedOn: IsoDate | null;
  fulfilledOn: IsoDate | null;
}

type NotDueReason = 'no_invoice_date' | 'not_received' | 'not_fulfilled' | 'terms_unknown';

export type DueDay =
  | {
      known: true;
      /** Last day to pay in time, moved off weekends and holidays (BGB 193). */
      dueOn: IsoDate;
      /** The day the terms name, as it may be printed. */
      namedOn: IsoDate;
    }
  | { known: false; because: NotDueReason; reason: string };

const WAITING_FOR = {
  invoice: ['no_invoice_date', 'The date of the invoice is not known yet'],
  receipt: ['not_received', 'It is not known when the debtor received the invoice'],
  fulfilment: ['not_fulfilled', 'The goods have not been delivered yet'],
} as const;

/** When the receivable falls due, or why that is not yet known (BGB 271, 187, 188, 193). */
export function dueOn(rule: DueRule, facts: TermsFacts, holidays: Holidays): DueDay {
  switch (rule.kind) {
    case 'net':
      return after(rule.from, facts, holidays, (on) => addDays(on, daysOf(rule.days)));
    case 'net_end_of_month':
      return after('invoice', facts, holidays, (on) => addDays(endOfMonth(on), daysOf(rule.days)));
    case 'on_receipt':
      return after('receipt', facts, holidays, (on) => on);
    case 'on_fulfilment':
      return after('fulfilment', facts, holidays, (on) => on);
    case 'fixed':
      return { known: true, namedOn: rule.on, dueOn: shiftToWorkingDay(rule.on, holidays) };
    case 'unknown':
      return {
        known: false,
        because: 'terms_unknown',
        reason: `The payment terms "${rule.text}" are not understood; set a due date by hand`,
      };
    default:
      return assertNever(rule, 'dueOn');
  }
}

function after(
  start: TermsStart,
  facts: TermsFacts,
  holidays: Holidays,
  end: (on: IsoDate) => IsoDate,
): DueDay {
  const startOn = startOf(start, facts);
  if (startOn === null) {
    const [because, reason] = WAITING_FOR[start];
    return { known: false, because, reason };
  }
  const namedOn = end(startOn);
  return { known: true, namedOn, dueOn: shiftToWorkingDay(namedOn, holidays) };
}

function startOf(start: TermsStart, facts: TermsFacts): IsoDate | null {
  switch (start) {
    case 'invoice':
      return facts.invoiceOn;
    case 'receipt':
      return facts.receivedOn;
    case 'fulfilment':
      return facts.fulfilledOn;
    default:
      return assertNever(start, 'startOf');
  }
}

function daysOf(days: number): number {
  if (Number.isSafeInteger(days) && days >= 0 && days <= 3650) return days;
  throw new InvalidInput(`A payment period of ${days} days cannot be used; write 0 to 3650`);
}

// ---------------------------------------------------------------------------------------------
// Early-payment discount

export interface DiscountOffer {
  /** Last day on which the payment still earns the discount, moved off weekends and holidays. */
  untilOn: IsoDate;
  rate: RateMillionths;
  discountCents: Cents;
  payCents: Cents;
}

/**
 * The discounts of an invoice, soonest first, each with its last day and what is then to be paid.
 * A step of 0 % is a net term (XRechnung BR-DE-18) and no offer. The discount is rounded half up.
 */
export function discountOffers(
  terms: PaymentTerms,
  invoiceOn: IsoDate,
  grossCents: Cents,
  holidays: Holidays,
): DiscountOffer[] {
  return terms.discounts
    .filter((step) => step.rate !== 0)
    .map((step) => {
      if (step.rate < 0 || step.rate > 1_000_000) {
        throw new InvalidInput(`A discount of ${percentFromRate(step.rate)} % cannot be used`);
      }
      const discountCents = shareOf(step.ofCents ?? grossCents, step.rate);
      return {
        untilOn: shiftToWorkingDay(addDays(invoiceOn, daysOf(step.withinDays)), holidays),
        rate: step.rate,
        discountCents,
        payCents: cents(grossCents - discountCents),
      };
    })
    .toSorted((a, b) => compareDays(a.untilOn, b.untilOn));
}

/**
 * The discount a payment took: made by its last day, no less than it asks and less than the whole.
 * Of several the smallest; who pays in full took none.
 */
export function earnedDiscount(
  offers: readonly DiscountOffer[],
  paidCents: Cents,
  paidOn: IsoDate,
): DiscountOffer | null {
  const taken = offers.filter(({ untilOn, payCents, discountCents }) => {
    return paidOn <= untilOn && paidCents >= payCents && paidCents < payCents + discountCents;
  });
  return taken.toSorted((a, b) => a.discountCents - b.discountCents)[0] ?? null;
}

// ---------------------------------------------------------------------------------------------
// What the law thinks of the terms

/**
 * Limits of a free deferral for consumers, in days after delivery (Directive (EU) 2023/2225, in
 * force since 2026-11-20). The German wording is not verified, so these are settings.
 */
export interface TermsLimits {
  consumerDays: number;
  /** For sellers that are no small or medium enterprise and sell at a distance. */
  consumerDaysLargeSeller: number;
}

export const TERMS_LIMITS: TermsLimits = { consumerDays: 50, consumerDaysLargeSeller: 14 };

export interface TermsContext {
  debtor: 'consumer' | 'business' | 'public';
  largeSeller: boolean;
  /** The period stands in the debtor's general terms of purchase. */
  inDebtorsTerms: boolean;
  /** The parties agreed on the period expressly. */
  expressly: boolean;
  /** Interest or a fee is charged for the deferral itself. */
  deferralCharged: boolean;
}

export interface LawWarning {
  /** The rule by its statute, `BGB 271a(1)`. */
  rule: string;
  text: string;
  /** `block`: better not do it; `warn`: a person should know. */
  weight: 'warn' | 'block';
}

/** Warns of terms that the law does not allow for this debtor; empty when there is nothing. */
export function termsWarnings(
  due: DueRule,
  context: TermsContext,
  limits: TermsLimits = TERMS_LIMITS,
): LawWarning[] {
  const days = longestDays(due);
  if (context.debtor === 'consumer') return consumerWarnings(days, context, limits);
  const warnings: LawWarning[] = [];
  const warn = (rule: string, text: string, weight: LawWarning['weight'] = 'warn'): void => {
    warnings.push({ rule, text, weight });
  };
  if (context.debtor === 'public' && days > 60) {
    warn('BGB 271a(2)', `${days} days are void towards a public debtor, the limit is 60`, 'block');
  } else if (context.debtor === 'public' && days > 30 && !context.expressly) {
    warn('BGB 271a(2)', `${days} days bind a public debtor only if agreed expressly and for cause`);
  } else if (days > 60 && !context.expressly) {
    warn('BGB 271a(1)', `${days} days need an express agreement that is not grossly unfair`);
  }
  if (days > 30 && context.inDebtorsTerms) {
    warn('BGB 308 Nr. 1a', `${days} days in the debtor's own terms are in doubt too long (30)`);
  }
  return warnings;
}

function consumerWarnings(days: number, context: TermsContext, limits: TermsLimits): LawWarning[] {
  const limit = context.largeSeller ? limits.consumerDaysLargeSeller : limits.consumerDays;
  const warnings: LawWarning[] = [];
  if (days > limit) {
    warnings.push({
      rule: 'Directive (EU) 2023/2225 Art. 2(2)',
      text:
        `${days} days may make the invoice purchase a consumer credit; the limit is set to ` +
        `${limit} days (German wording not verified)`,
      weight: 'warn',
    });
  }
  if (context.deferralCharged) {
    warnings.push({
      rule: 'BGB 506',
      text: 'A deferral that costs the consumer money is a consumer credit with its own duties',
      weight: 'block',
    });
  }
  return warnings;
}

/** The days a debtor has at most; a fixed day, receipt and fulfilment give none to compare. */
function longestDays(due: DueRule): number {
  if (due.kind === 'net') return due.days;
  return due.kind === 'net_end_of_month' ? due.days + 30 : 0;
}
