/** What a creditor may add to a late invoice: reminder fees, the lump sum, bank and inquiry cost. */
import type { Country } from './base-rates.ts';
import type { IsoDate } from './calendar.ts';
import { cents, decimalFromCents, type Cents } from './money.ts';
import type { LawWarning } from './terms.ts';

/** A charge as decided, with its ground, or zero with the reason why there is none. */
export interface ChargeDecision {
  cents: Cents;
  /** The statute or judgment; null when nothing is charged. */
  ground: string | null;
  reason: string;
  warnings: readonly LawWarning[];
}

/** Fees above these draw a warning. What courts accept differs, so they are settings. */
export interface FeeLimits {
  consumerLetterCents: Cents;
  consumerEmailCents: Cents;
  businessCents: Cents;
}

/**
 * BGH VIII ZR 95/18 accepted print, envelope and postage only (about 0.76 EUR), never staff or IT;
 * AG Brandenburg 31 C 190/06 went up to 2.50 EUR; up to 10 EUR is the high end between businesses.
 */
export const FEE_LIMITS: FeeLimits = {
  consumerLetterCents: 250,
  consumerEmailCents: 0,
  businessCents: 1000,
};

export interface ReminderFeeFacts {
  /** The fee the dunning policy names for this level. */
  policyFeeCents: Cents;
  debtor: 'consumer' | 'business' | 'public' | 'unknown';
  channel: 'email' | 'letter';
  /** First day of default; null when this letter only brings it about. */
  defaultFromOn: IsoDate | null;
  letterOn: IsoDate;
}

/**
 * The fee of one reminder. It is damage caused by default (BGB 280(2), 286), so the letter that
 * first brings default about is free, whatever the policy says; a high fee stays but warns.
 */
export function reminderFee(
  facts: ReminderFeeFacts,
  limits: FeeLimits = FEE_LIMITS,
): ChargeDecision {
  const { policyFeeCents, defaultFromOn, letterOn } = facts;
  if (policyFeeCents <= 0) return nothing('The dunning policy names no fee for this level');
  if (defaultFromOn === null || defaultFromOn > letterOn) {
    return nothing('The debtor is not in default before this letter, so it is free (BGB 286)');
  }
  const limit = feeLimit(facts, limits);
  const warnings: LawWarning[] = [];
  if (policyFeeCents > limit) {
    const [fee, most] = [decimalFromCents(policyFeeCents), decimalFromCents(limit)];
    const text = `A fee of ${fee} is above ${most}, the limit set for this debtor and channel`;
    warnings.push({ rule: 'BGH VIII ZR 95/18', text, weight: 'warn' });
  }
  const reason = `In default since ${defaultFromOn}`;
  return { cents: cents(policyFeeCents), ground: 'BGB 280(2), 286', reason, warnings };
}

function feeLimit({ debtor, channel }: ReminderFeeFacts, limits: FeeLimits): Cents {
  if (debtor === 'business' || debtor === 'public') return limits.businessCents;
  return channel === 'email' ? limits.consumerEmailCents : limits.consumerLetterCents;
}

export interface LumpSumFacts {
  country: Country;
  debtor: 'consumer' | 'business' | 'public' | 'unknown';
  currency: string;
  inDefault: boolean;
  /** Payment for goods or services, not damages, fees or refunds. */
  remuneration: boolean;
  alreadyCharged: boolean;
}

/** 40 EUR, the same in the whole Union (Directive 2011/7/EU art. 6). */
const LUMP_SUM_CENTS = 4000;

const LUMP_SUM_GROUNDS: Readonly<Record<Country, string | null>> = {
  DE: 'BGB 288(5)',
  AT: 'UGB 458',
  CH: null,
  IT: 'D.Lgs. 231/2002 art. 6',
};

/** The lump sum of 40 EUR: once per claim, never from a consumer, not in Switzerland (OR 106). */
export function lumpSum(facts: LumpSumFacts): ChargeDecision {
  const ground = LUMP_SUM_GROUNDS[facts.country];
  if (ground === null) return nothing(`The law of ${facts.country} knows no lump sum`);
  if (facts.debtor !== 'business' && facts.debtor !== 'public') {
    return nothing(`A consumer, or who may be one, owes no lump sum (${ground})`);
  }
  if (!facts.remuneration)
    return nothing(`Only a payment for goods or services counts (${ground})`);
  if (!facts.inDefault) return nothing(`The debtor is not in default yet (${ground})`);
  if (facts.alreadyCharged) return nothing(`The lump sum was already charged once (${ground})`);
  if (facts.currency !== 'EUR') return nothing(`The lump sum is 40 EUR, not ${facts.currency}`);
  return { cents: LUMP_SUM_CENTS, ground, reason: 'Once per claim', warnings: [] };
}

/** Legal cost still owed beside the lump sum, which is credited against it (BGB 288(5) S. 3). */
export function legalCostBesideLumpSum(legalCostCents: Cents, lumpSumCents: Cents): Cents {
  return cents(Math.max(0, legalCostCents - lumpSumCents));
}

/**
 * A returned direct debit: exactly what the bank charged. A lump sum that holds staff or handling
 * is void (BGH Xa ZR 40/08, BGB 309 Nr. 5), so without the bank's figure nothing is charged.
 */
export function returnedDebitCharge(bankChargeCents: Cents | null): ChargeDecision {
  if (bankChargeCents === null) return nothing('The bank reported no charge for the return');
  if (bankChargeCents <= 0) return nothing('The bank charged nothing for the return');
  const reason = 'What the bank really charged';
  return { cents: cents(bankChargeCents), ground: 'BGB 280(1)', reason, warnings: [] };
}

/** An address inquiry: its real cost, and only when it was needed after default began. */
export function addressInquiryCharge(
  paidCents: Cents,
  askedOn: IsoDate,
  defaultFromOn: IsoDate | null,
): ChargeDecision {
  if (paidCents <= 0) return nothing('The inquiry cost nothing');
  if (defaultFromOn === null || askedOn < defaultFromOn) {
    return nothing('The inquiry came before default, so its cost stays with the creditor');
  }
  const reason = `Asked on ${askedOn}, in default since ${defaultFromOn}`;
  return { cents: cents(paidCents), ground: 'BGB 280(2), 286', reason, warnings: [] };
}

function nothing(reason: string): ChargeDecision {
  return { cents: 0, ground: null, reason, warnings: [] };
}
