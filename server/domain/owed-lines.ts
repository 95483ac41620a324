/** What is owed as a clerk adds it up on the telephone: line by line, to the cent. */
import type { ClaimStatement } from './claim-statement.ts';
import type { PostingKind } from './ledger.ts';
import { type Cents, sumCents } from './money.ts';

/** In the order in which they are added up. */
export const OWED_KINDS = [
  'invoice',
  'added',
  'credited',
  'fees',
  'fees_waived',
  'written_off',
  'paid',
  'paid_at_agency',
  'repaid',
  'covered_costs',
  'covered_interest',
  'credit',
] as const;

type OwedKind = (typeof OWED_KINDS)[number];

/** What is owed is positive, what was taken off it negative. */
export interface OwedLine {
  kind: OwedKind;
  amountCents: Cents;
}

/** An entry of the ledger that changed what the debtor owes. */
interface Booked {
  kind: PostingKind;
  amountCents: Cents;
}

/** The lines add up to what the books show as open: principal and costs together. */
export const bookedLines = (booked: readonly Booked[]): OwedLine[] => gather(linesOf(booked));

/**
 * The lines add up to the principal that is open in the statement. A payment pays costs and
 * interest as well (BGB 367): what went there is told, and so is what is left as a credit.
 */
export function principalLines(
  booked: readonly Booked[],
  statement: Pick<
    ClaimStatement,
    'costsCents' | 'interestCents' | 'interestAccruedCents' | 'creditCents'
  >,
): OwedLine[] {
  const lines = linesOf(booked);
  const isCosts = ({ kind }: OwedLine): boolean => kind === 'fees' || kind === 'fees_waived';
  const costs = sumCents(lines.filter(isCosts).map(({ amountCents }) => amountCents));
  return gather([
    ...lines.filter((line) => !isCosts(line)),
    { kind: 'covered_costs', amountCents: costs - statement.costsCents },
    {
      kind: 'covered_interest',
      amountCents: statement.interestAccruedCents - statement.interestCents,
    },
    { kind: 'credit', amountCents: statement.creditCents },
  ]);
}

const linesOf = (booked: readonly Booked[]): OwedLine[] =>
  booked.flatMap(({ kind, amountCents }) => {
    const of = lineOf(kind, amountCents < 0);
    return of === null ? [] : [{ kind: of, amountCents }];
  });

/** Null for what moves money from one part of the debt to the other. */
function lineOf(kind: PostingKind, isLess: boolean): OwedKind | null {
  switch (kind) {
    case 'principal':
      return 'invoice';
    case 'principal_change':
      return isLess ? 'credited' : 'added';
    case 'payment':
    case 'payment_explained':
    case 'shop_difference':
      return isLess ? 'paid' : 'repaid';
    case 'agency_payment':
      return isLess ? 'paid_at_agency' : 'repaid';
    case 'fee':
      return 'fees';
    case 'fee_waived':
      return 'fees_waived';
    case 'write_off':
    case 'write_off_reversed':
      return 'written_off';
    case 'costs_paid':
      return null;
    default:
      return kind satisfies never;
  }
}

/** One line of a kind; what came to nothing has none. */
const gather = (lines: readonly OwedLine[]): OwedLine[] =>
  OWED_KINDS.map((kind) => {
    const of = lines.filter((line) => line.kind === kind);
    return { kind, amountCents: sumCents(of.map(({ amountCents }) => amountCents)) };
  }).filter(({ amountCents }) => amountCents !== 0);
