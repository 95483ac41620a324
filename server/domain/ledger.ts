import type { Cents } from './money.ts';

/**
 * The accounts of a receivable. What the debtor owes stands in `receivable` (principal) and `costs`
 * (dunning fees); every other account is where the value came from or went to.
 */
export type Account =
  | 'receivable'
  | 'costs'
  | 'revenue'
  | 'fee_income'
  | 'shop_cash'
  | 'shop_difference'
  | 'direct_cash'
  | 'agency_cash'
  | 'write_off';

export type PostingKind =
  | 'principal'
  | 'principal_change'
  | 'payment'
  | 'payment_explained'
  | 'shop_difference'
  | 'fee'
  | 'fee_waived'
  | 'agency_payment'
  | 'write_off'
  | 'write_off_reversed'
  | 'costs_paid';

/** One side of a posting. Debit is positive, credit is negative. */
export interface LedgerLine {
  account: Account;
  amountCents: Cents;
}

/** A posting moves an amount from one account to another, so its lines add up to zero. */
export interface Posting {
  /** Unique in the shop: the same fact is never posted twice (`shopify:payment:77`). */
  key: string;
  kind: PostingKind;
  lines: readonly LedgerLine[];
}

function posting(
  key: string,
  kind: PostingKind,
  debit: Account,
  credit: Account,
): (amountCents: Cents) => Posting {
  return (amountCents) => ({
    key,
    kind,
    lines: [
      { account: debit, amountCents },
      { account: credit, amountCents: amountCents === 0 ? 0 : -amountCents },
    ],
  });
}

/** What the order costs; later changes of it (edits, returned items) are `principal_change`. */
export const principal = (key: string, amountCents: Cents): Posting =>
  posting(key, 'principal', 'receivable', 'revenue')(amountCents);

export const principalChange = (key: string, amountCents: Cents): Posting =>
  posting(key, 'principal_change', 'receivable', 'revenue')(amountCents);

/** Money from the debtor; negative when it went back to him. */
export const payment = (
  key: string,
  into: 'shop_cash' | 'direct_cash',
  amountCents: Cents,
): Posting => posting(key, 'payment', into, 'receivable')(amountCents);

/** The agency tells that the debtor paid there. */
export const agencyPayment = (key: string, amountCents: Cents): Posting =>
  posting(key, 'agency_payment', 'agency_cash', 'receivable')(amountCents);

/** The shop's books say that more (or less) is paid than the payments we were told of. */
export const shopDifference = (key: string, amountCents: Cents): Posting =>
  posting(key, 'shop_difference', 'shop_difference', 'receivable')(amountCents);

/** A dunning fee. It is claimed, and it is income once somebody pays it. */
export const fee = (key: string, amountCents: Cents): Posting =>
  posting(key, 'fee', 'costs', 'fee_income')(amountCents);

export const feeWaived = (key: string, amountCents: Cents): Posting =>
  posting(key, 'fee_waived', 'fee_income', 'costs')(amountCents);

/** Money came after the rest was given up: as much of it is owed, and paid, after all. */
export const writeOffReversed = (key: string, amountCents: Cents): Posting =>
  posting(key, 'write_off_reversed', 'receivable', 'write_off')(amountCents);

/** More than the principal was paid: the surplus pays the dunning costs. */
export const costsPaid = (key: string, amountCents: Cents): Posting =>
  posting(key, 'costs_paid', 'receivable', 'costs')(amountCents);

export const writeOff = (key: string, amountCents: Cents): Posting =>
  posting(key, 'write_off', 'write_off', 'receivable')(amountCents);

/** Sums of a receivable's accounts; an account without entries is 0. */
export type Balances = Readonly<Record<Account, Cents>>;

/**
 * A payment that the shop names after its books had already shown it: as much of the unexplained
 * difference as it explains moves to the cash account, the rest is new money. Where money is known
 * from elsewhere (by hand, bank, agency), new money counts up to what is open and no further: the
 * same payment may have been entered there, and then it must not count twice.
 */
export function paymentOfShop(
  key: string,
  amountCents: Cents,
  known: {
    alreadyInBooks: boolean;
    differenceCents: Cents;
    /** What is open when money is known from elsewhere; null when none is. */
    openBesideElsewhereCents: Cents | null;
  },
): Posting {
  const { alreadyInBooks, differenceCents, openBesideElsewhereCents: open } = known;
  const sameSign = Math.sign(differenceCents) === Math.sign(amountCents);
  const size = Math.min(Math.abs(amountCents), Math.abs(differenceCents));
  const explained = alreadyInBooks && sameSign ? Math.sign(amountCents) * size : 0;
  const rest = amountCents - explained;
  const fresh = open === null || rest <= 0 ? rest : Math.min(rest, Math.max(0, open));
  const lines: LedgerLine[] = [{ account: 'shop_cash', amountCents }];
  const shown = amountCents - fresh;
  if (shown !== 0) lines.push({ account: 'shop_difference', amountCents: -shown });
  if (fresh !== 0) lines.push({ account: 'receivable', amountCents: -fresh });
  return { key, kind: fresh === 0 ? 'payment_explained' : 'payment', lines };
}

/** The shop's books at one moment: what the order costs and what they still expect of it. */
export interface ShopBooks {
  totalCents: Cents;
  outstandingCents: Cents | null;
}

/**
 * What must be posted so that our books agree with the shop's. A payment that we know from
 * elsewhere (by hand, bank, agency) is not counted again when the shop then marks the order paid.
 */
export function agreeWithShop(
  balances: Balances,
  books: ShopBooks,
): { principalChangeCents: Cents; differenceCents: Cents } {
  const principalChangeCents = books.totalCents + balances.revenue;
  if (books.outstandingCents === null) return { principalChangeCents, differenceCents: 0 };
  const paidInShop = books.totalCents - books.outstandingCents;
  const difference = paidInShop - balances.shop_cash - balances.shop_difference;
  const elsewhere = balances.direct_cash + balances.agency_cash + balances.write_off;
  if (elsewhere <= 0 || difference <= 0) {
    return { principalChangeCents, differenceCents: difference };
  }
  const open = Math.max(0, balances.receivable + principalChangeCents);
  return { principalChangeCents, differenceCents: Math.min(difference, open) };
}
