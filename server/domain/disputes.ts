/** Objections of a debtor: what they are about, how they end, and what follows for the money. */
import { unusable } from './refusals.ts';
import type { Cents } from './money.ts';

/** What a debtor may object to. The page of the letter offers these words in his language. */
export const disputeReasons = {
  goods_missing: 'The goods did not arrive',
  defect: 'The goods are defective or not as agreed',
  returned: 'The goods went back',
  wrong_amount: 'The amount is wrong',
  already_paid: 'The debtor says that he has paid',
  cancelled: 'The order was cancelled or withdrawn',
  not_ordered: 'The debtor says that he ordered nothing',
  identity_theft: 'Somebody else ordered in his name',
  chargeback: 'The payment is disputed at the bank or the card',
  other: 'Another objection',
} as const;

export type DisputeReason = keyof typeof disputeReasons;

export const DISPUTE_REASONS = Object.keys(disputeReasons) as [DisputeReason, ...DisputeReason[]];

/**
 * `open` waits for our answer, `answered` got one that the debtor need not like. `upheld`,
 * `rejected` and `withdrawn` are ends.
 */
export type DisputeState = 'open' | 'answered' | 'upheld' | 'rejected' | 'withdrawn';

export type DisputeMove = Exclude<DisputeState, 'open'>;

/** Every state of a dispute and what leads out of it. */
export const disputeStates: Readonly<Record<DisputeState, readonly DisputeMove[]>> = {
  open: ['answered', 'upheld', 'rejected', 'withdrawn'],
  answered: ['upheld', 'rejected', 'withdrawn'],
  upheld: [],
  rejected: [],
  withdrawn: [],
};

/** How the creditor makes good what he upholds. */
export type Remedy = 'credit_note' | 'write_off';

/** What the gates and the agency need to know of the disputes of one receivable. */
export interface DisputeFacts {
  state: DisputeState;
  /** Null is the whole. */
  amountCents: Cents | null;
  upheldCents: Cents | null;
}

/** Does an objection shut the gate of the hand-over, and of how much? */
export function disputeStanding(
  disputes: readonly DisputeFacts[],
  openCents: Cents,
): { standing: 'none' | 'open'; disputedCents: Cents } {
  const open = disputes.filter(({ state }) => state === 'open');
  const sum = open.reduce((total, one) => total + (one.amountCents ?? openCents), 0);
  const standing = open.length > 0 ? 'open' : 'none';
  return { standing, disputedCents: Math.min(sum, openCents) };
}

/** Was it answered, and not accepted by both? The agency must hear of such a one (RDG 13a). */
export function wasAnswered({ state, amountCents, upheldCents }: DisputeFacts): boolean {
  switch (state) {
    case 'answered':
    case 'rejected':
      return true;
    case 'upheld':
      return amountCents !== null && (upheldCents ?? 0) < amountCents;
    case 'open':
    case 'withdrawn':
      return false;
  }
}

/** The part that may be disputed. Throws `InvalidInput` for more than is open. */
export function disputedPart(amountCents: Cents | null, openCents: Cents): Cents | null {
  if (amountCents === null || amountCents === openCents) return null;
  if (amountCents > openCents) {
    throw unusable('refused_more_than_open', { amountCents, openCents });
  }
  return amountCents;
}
