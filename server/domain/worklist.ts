/** In which order a bookkeeper takes up what waits for him. */
import type { Instant, IsoDate } from './calendar.ts';
import type { Saying } from './sayings.ts';
import type { TaskKind } from './tasks.ts';

type Urgency = 1 | 2 | 3 | 4;

/**
 * How urgent each kind is when no day says more.
 *
 * 1. It does harm while it lies: nobody knows what left the house, nothing can leave it, a law sets
 *    the time, or a person may be reminded who should not.
 * 2. Somebody waits for our answer: a debtor who objects, pays or asks, or the agency.
 * 3. Money waits: a claim that is ready, a promise that was broken, a call to make.
 * 4. The rest, when there is time.
 */
export const urgency = {
  message_unconfirmed: 1,
  claim_undecided: 1,
  account_refused: 1,
  privacy_request: 1,
  delivery_unreadable: 1,
  platform_reminders: 1,
  shop_unread: 1,
  block_unreadable: 1,
  dispute: 2,
  message_unread: 2,
  message_failed: 2,
  check_payment: 2,
  foreign_payment: 2,
  payment_returned: 2,
  answer_dispute: 2,
  plan_wish: 2,
  wish_for_date: 2,
  credit_note: 2,
  file_insolvency_claim: 2,
  ask_guardians: 2,
  check_fraud: 2,
  claim_approval: 3,
  run_waiting: 3,
  base_rate_missing: 3,
  approve_reminder: 3,
  approve_handover: 3,
  promise_broken: 3,
  plan_broken: 3,
  instalment_missed: 3,
  plan_unanswered: 3,
  telephone: 3,
  claim_returned: 3,
  address_missing: 3,
  missing_address: 3,
  news_failed: 3,
  status_unmapped: 3,
  account_unread: 3,
  news_unmatched: 4,
  delivery_unmatched: 4,
  find_heirs: 4,
} as const satisfies Record<TaskKind, Urgency> & Record<string, Urgency>;

export type WorkKind = keyof typeof urgency;

export const WORK_KINDS = Object.keys(urgency) as [WorkKind, ...WorkKind[]];

/** Something that waits for a person: what it is, since when, why, and what can be done. */
export interface WorkItem {
  kind: WorkKind;
  id: number;
  receivableId: number | null;
  claimId: number | null;
  since: Instant;
  /** The day by which it is to be done; null where none is set. */
  dueOn: IsoDate | null;
  /** In English, or in the words of a person or a partner. */
  why: string;
  /** The same for a reader of any language; empty where somebody else wrote the words. */
  says: readonly Saying[];
  next: string;
}

/**
 * The most urgent first. What should have been done by yesterday comes before everything, the oldest
 * day first; then the kinds in their order; among one kind what is due first, what has no day last,
 * and of two alike the one that waits longer.
 */
export function byUrgency(items: readonly WorkItem[], today: IsoDate): WorkItem[] {
  const keyOf = ({ kind, dueOn, since }: WorkItem): string => {
    const late = dueOn !== null && dueOn < today;
    return [late ? `0 ${dueOn}` : '1', urgency[kind], dueOn ?? 'later', since].join(' ');
  };
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)) || a.item.id - b.item.id)
    .map(({ item }) => item);
}
