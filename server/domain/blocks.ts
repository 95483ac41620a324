/** Holds of a receivable: why reminders and the hand-over wait, and until when. */
import { InvalidInput } from './errors.ts';
import { unusable } from './refusals.ts';
import { type IsoDate, isoDate } from './calendar.ts';
import type { DunningBlock } from './dunning.ts';
import { say, type Saying } from './sayings.ts';

/** Every reason with its words; the gate of a hand-over and the list of work print them. */
export const blockReasons = {
  complaint: 'A complaint is being looked at',
  dispute: 'The debtor disputes the claim',
  dispute_at_payment: 'The debtor disputes the payment at his bank or card',
  promise: 'The debtor promised to pay by a day',
  instalment_plan: 'An instalment plan runs or was offered',
  claimed_paid: 'The debtor says that he has paid; the payment is looked for',
  insolvency: 'The debtor is insolvent',
  deceased: 'The debtor has died',
  minor: 'The debtor is a minor',
  unknown_address: 'The address of the debtor is not known',
  fraud: 'The order was placed by fraud or with a stolen name',
  open_return: 'A return is open',
  withdrawal: 'The debtor withdrew from the contract',
  returned_by_agency: 'The agency gave the claim back',
  reminder_withdrawn: 'A reminder was taken back; the debtor is left in peace for some days',
  other: 'A person stopped it',
} as const;

export type BlockReason = keyof typeof blockReasons;

export const BLOCK_REASONS = Object.keys(blockReasons) as [BlockReason, ...BlockReason[]];

/** What a block is called that nobody can read. */
export const UNREADABLE = 'unreadable';

/** These reasons shut a gate of their own; every other one shuts the gate `not_held`. */
const WITH_A_GATE: readonly string[] = [
  'dispute',
  'dispute_at_payment',
  'insolvency',
  'deceased',
  'minor',
  'unknown_address',
  'open_return',
  'withdrawal',
] satisfies BlockReason[];

const isReason = (text: string): text is BlockReason => Object.hasOwn(blockReasons, text);

/**
 * A block as it was kept. One that cannot be read (a reason nobody knows, a day that is none) holds
 * without an end until a person looks: silence does less harm than a letter that should not leave.
 */
export function readBlock(kept: { reason: string; untilOn: string | null }): DunningBlock {
  if (!isReason(kept.reason)) return { reason: UNREADABLE, untilOn: null };
  if (kept.untilOn === null) return { reason: kept.reason, untilOn: null };
  try {
    return { reason: kept.reason, untilOn: isoDate(kept.untilOn) };
  } catch (error) {
    if (error instanceof InvalidInput) return { reason: UNREADABLE, untilOn: null };
    throw error;
  }
}

/** Why a hand-over waits: the blocks in force that shut no gate of their own. */
export function holdWords(inForce: readonly DunningBlock[]): Saying[] {
  return inForce
    .filter(({ reason }) => !WITH_A_GATE.includes(reason))
    .map(({ reason, untilOn }) => {
      if (!isReason(reason)) return say('held_unreadable');
      return untilOn === null ? say('held', { reason }) : say('held_until', { reason, untilOn });
    });
}

/** What placed a block, so that its end releases it. */
export type BlockSourceKind =
  | 'dispute'
  | 'promise'
  | 'plan'
  | 'special_state'
  | 'answer'
  | 'payment';

export interface BlockSource {
  kind: BlockSourceKind;
  id: number;
}

/** A new end may be any day from today on; null is until somebody releases it. */
export function assertBlockEnd(untilOn: IsoDate | null, today: IsoDate): void {
  if (untilOn === null || untilOn >= today) return;
  throw unusable('refused_day_passed', { field: 'untilOn', givenOn: untilOn, todayOn: today });
}
