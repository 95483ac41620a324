/** What an agency or a court is expected to cost: information for the final notice, no charge. */
import type { Country } from './base-rates.ts';
import type { IsoDate } from './calendar.ts';
import { InvalidInput } from './errors.ts';
import { COURT_FEES, feeTableOn, fullFee, LAWYER_FEES } from './fee-tables.ts';
import { cents, divideHalfUp, shareOf, type Cents } from './money.ts';
import type { LawWarning } from './terms.ts';

export interface CollectionOrder {
  /** Principal only; interest and cost do not count (GKG 43(1), RVG 23(1)). */
  valueCents: Cents;
  /** The rate of the fee in hundredths: 90 for 0.9. */
  rateHundredths: number;
  /** Day of the unconditional mandate: it picks the table (RVG 60). */
  mandatedOn: IsoDate;
  disputed: boolean;
  /** VAT is owed only by way of a creditor who cannot deduct it (VV 7008). */
  withVat: boolean;
}

export interface CollectionCost {
  table: string;
  /** The fee at 1.0. */
  fullFeeCents: Cents;
  feeCents: Cents;
  /** VV 7002: 20 % of the fee, at most 20 EUR. */
  expensesCents: Cents;
  netCents: Cents;
  vatCents: Cents;
  totalCents: Cents;
  smallClaim: boolean;
  warnings: readonly LawWarning[];
}

const MINIMUM_FEE_CENTS = 1500;
const EXPENSES_RATE = 200_000;
const EXPENSES_MOST_CENTS = 2000;
const VAT_RATE = 190_000;
const SMALL_CLAIM_CENTS = 5000;

/**
 * RVG 13(2): fee at 1.0 for an undisputed claim up to 50 EUR out of court, since 2021-10-01.
 * Disputed claims and mandates before that day take the ordinary table.
 */
const SMALL_CLAIM_FEES: readonly { validFrom: string; feeCents: Cents }[] = [
  { validFrom: '2021-10-01', feeCents: 3000 },
  { validFrom: '2025-06-01', feeCents: 3150 },
];

/**
 * The most an agency's letter may cost the debtor: the fee a lawyer could charge (RDG 13e, RVG 13,
 * VV 2300, 7002, 7008). Fees round half up to the cent (RVG 2(2)) and are at least 15 EUR (13(3)).
 */
export function collectionCost(order: CollectionOrder): CollectionCost {
  const warnings = rateWarnings(order);
  const table = feeTableOn(LAWYER_FEES, order.mandatedOn);
  const ordinaryCents = fullFee(table, order.valueCents);
  const smallFeeCents = smallClaimFee(order);
  const fullFeeCents = smallFeeCents ?? ordinaryCents;
  const feeCents = feeAt(fullFeeCents, order.rateHundredths);
  const expensesCents = Math.min(shareOf(feeCents, EXPENSES_RATE), EXPENSES_MOST_CENTS);
  const netCents = cents(feeCents + expensesCents);
  const vatCents = order.withVat ? shareOf(netCents, VAT_RATE) : 0;
  return {
    table: table.name,
    fullFeeCents,
    feeCents,
    expensesCents,
    netCents,
    vatCents,
    totalCents: cents(netCents + vatCents),
    smallClaim: smallFeeCents !== null,
    warnings,
  };
}

function smallClaimFee({ valueCents, mandatedOn, disputed }: CollectionOrder): Cents | null {
  if (disputed || valueCents > SMALL_CLAIM_CENTS) return null;
  return SMALL_CLAIM_FEES.findLast((fee) => fee.validFrom <= mandatedOn)?.feeCents ?? null;
}

function feeAt(fullFeeCents: Cents, rateHundredths: number): Cents {
  const exact = BigInt(fullFeeCents) * BigInt(rateHundredths);
  return Math.max(Number(divideHalfUp(exact, 100n)), MINIMUM_FEE_CENTS);
}

/** VV 2300 with its note 2: 0.5 simple, 0.9 normal, 1.3 at most undisputed; 2.5 at most at all. */
function rateWarnings({ rateHundredths, disputed }: CollectionOrder): LawWarning[] {
  const most = disputed ? 250 : 130;
  if (!Number.isSafeInteger(rateHundredths) || rateHundredths <= 0 || rateHundredths > most) {
    const kind = disputed ? 'a disputed' : 'an undisputed';
    throw new InvalidInput(
      `A rate of ${rateHundredths / 100} cannot be charged for ${kind} claim; ` +
        `write 0.3 to ${most / 100}`,
    );
  }
  const normal = disputed ? 130 : 90;
  if (rateHundredths <= normal) return [];
  const text = `Above ${normal / 100} only if the matter is especially extensive or difficult`;
  return [{ rule: 'RVG VV 2300', text, weight: 'warn' }];
}

/**
 * The fee for an instalment agreement: 0.7 of the fee on half the claim (VV 1000 Nr. 2, RVG 31b),
 * before expenses. The agency must announce it in text beforehand (RDG 13a(3)).
 */
export function instalmentFee(valueCents: Cents, mandatedOn: IsoDate): Cents {
  const table = feeTableOn(LAWYER_FEES, mandatedOn);
  const half = cents(Number(divideHalfUp(BigInt(valueCents), 2n)));
  return feeAt(fullFee(table, half), 70);
}

// ---------------------------------------------------------------------------------------------
// The court's dunning procedure

export interface CourtDunning {
  /** GKG KV 1100: half a fee, at least 38 EUR. The court works it out itself. */
  courtFeeCents: Cents;
  ground: string;
}

const COURT_MINIMUM_CENTS = 3800;

/** The court fee of a German payment order (Mahnbescheid) for a claim, since 2025-06-01. */
export function courtDunning(valueCents: Cents, filedOn: IsoDate): CourtDunning {
  const full = fullFee(feeTableOn(COURT_FEES, filedOn), valueCents);
  const half = Number(divideHalfUp(BigInt(full), 2n));
  return { courtFeeCents: Math.max(half, COURT_MINIMUM_CENTS), ground: 'GKG 34, KV 1100' };
}

export interface CourtPath {
  /** The procedure in the country's own words. */
  name: string;
  /** What the debtor has to object, as the country counts it. */
  objection: string;
  ground: string;
  certain: boolean;
}

/** The way to a title in each country, as information for the final notice. */
export const COURT_PATHS: Readonly<Record<Country, CourtPath>> = {
  DE: {
    name: 'Mahnbescheid, then Vollstreckungsbescheid within 6 months',
    objection: '2 weeks after service, then 2 weeks more',
    ground: 'ZPO 688 to 703d',
    certain: true,
  },
  AT: {
    name: 'Mahnklage, Zahlungsbefehl',
    objection: '4 weeks after service',
    ground: 'öZPO 244 to 252',
    certain: false,
  },
  CH: {
    name: 'Betreibung, Zahlungsbefehl',
    objection: '10 days after service (Rechtsvorschlag)',
    ground: 'SchKG 67 to 78',
    certain: false,
  },
  IT: {
    name: 'Decreto ingiuntivo',
    objection: '40 days after service',
    ground: 'c.p.c. 633 to 641',
    certain: true,
  },
};
