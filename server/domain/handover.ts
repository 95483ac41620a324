/** What must travel with a claim, what of it is missing, and which claims may leave by themselves. */
import { addDays, type IsoDate } from './calendar.ts';
import { decimalFromCents, type Cents } from './money.ts';
import { say, type Saying } from './sayings.ts';

/** Limits within which a shop with automatic hand-over asks nobody. */
export interface AutomaticLimits {
  /** Claims above it wait for a person; null sets no limit. */
  maximumCents: Cents | null;
  /** Days after the due date. */
  minimumAgeDays: number;
  debtorKinds: readonly ('consumer' | 'business')[];
}

/** Why a claim waits for a person in spite of automatic hand-over; null when it may leave. */
export function whyNotByItself(
  limits: AutomaticLimits,
  claim: {
    principalCents: Cents;
    currency: string;
    dueOn: IsoDate | null;
    debtorKind: 'consumer' | 'business';
  },
  on: IsoDate,
): string | null {
  const { maximumCents, minimumAgeDays, debtorKinds } = limits;
  if (maximumCents !== null && claim.principalCents > maximumCents) {
    return `more than ${decimalFromCents(maximumCents, claim.currency)} ${claim.currency} is open`;
  }
  if (claim.dueOn === null || on < addDays(claim.dueOn, minimumAgeDays)) {
    return `the claim is younger than ${minimumAgeDays} days`;
  }
  if (!debtorKinds.includes(claim.debtorKind)) return `the debtor is a ${claim.debtorKind}`;
  return null;
}

/** A part of the interest, with the rate and what it stands on. */
export interface LegalInterest {
  fromOn: IsoDate;
  toOn: IsoDate;
  principalCents: Cents;
  /** Millionths a year: 65 200 is 6.52 %. */
  rateMillionths: number;
  ground: string;
  interestCents: Cents;
}

/**
 * What an agency has to tell a private debtor (RDG 13a(1)), as the creditor knows it. The agency
 * cannot invent it, so it travels with the claim.
 */
export interface LegalFacts {
  /** No. 1: who is owed. */
  creditor: { name: string; street: string; postcode: string; city: string; country: string };
  /** No. 3: amount, rate and period; the last day that is in the figure, null while none runs. */
  interestUntilOn: IsoDate | null;
  interest: readonly LegalInterest[];
  /** No. 5: the creditor's own costs, each with its day; what was given up is negative. */
  costs: readonly { on: IsoDate; amountCents: Cents }[];
  /** No. 6. */
  deductsInputTax: boolean;
  /** No. 7: where the address comes from. */
  addressFrom: 'order';
  /** (5): how it is known whether the debtor is a private person. */
  debtorKindFrom: 'order';
  /** Only letters that were really sent. */
  reminders: readonly { sentOn: IsoDate; template: string; deadlineOn: IsoDate }[];
  /** What the debtor objected, and since when it is answered. An open dispute stops the claim. */
  disputes: readonly { raisedOn: IsoDate; answeredOn: IsoDate; words: string | null }[];
  /** Papers the creditor can send on demand, by name. */
  documents: readonly string[];
}

/** What the check looks at. */
export interface PackageFacts {
  description: string;
  currency: string;
  contractOn: IsoDate;
  dunningCostsCents: Cents;
  defaultFrom: IsoDate | null;
  defaultGround: string | null;
  debtor: { kind: 'consumer' | 'business' | 'unknown' };
  legal: LegalFacts;
}

/** What is missing before the claim may leave; empty when it is complete. */
export function missingFacts(claim: PackageFacts, on: IsoDate): Saying[] {
  const { contractOn } = claim;
  const { creditor, costs } = claim.legal;
  const address = [creditor.street, creditor.postcode, creditor.city, creditor.country];
  const noGround = claim.defaultFrom === null || isBlank(claim.defaultGround ?? '');
  const lacks: readonly (readonly [boolean, Saying])[] = [
    [isBlank(creditor.name), say('lacks_creditor_name')],
    [address.some(isBlank), say('lacks_creditor_address')],
    [isBlank(claim.description), say('lacks_description')],
    [contractOn > on, say('lacks_contract_day', { contractOn })],
    [noGround, say('lacks_default')],
    [claim.dunningCostsCents > 0 && costs.length === 0, say('lacks_costs')],
    [claim.debtor.kind === 'unknown', say('lacks_debtor_kind')],
  ];
  return lacks.filter(([missing]) => missing).map(([, words]) => words);
}

const isBlank = (text: string): boolean => text.trim() === '';
