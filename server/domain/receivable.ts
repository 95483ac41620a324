import type { IsoDate } from './calendar.ts';
import type { Cents } from './money.ts';

export type ReceivableState =
  | 'open'
  | 'overdue'
  | 'in_dunning'
  | 'handed_over'
  | 'paid'
  | 'written_off'
  | 'cancelled';

export type ReceivableMove =
  | 'due_date.passed'
  | 'due_date.moved'
  | 'reminder.sent'
  | 'reminder.withdrawn'
  | 'claim.queued'
  | 'claim.returned'
  | 'receivable.paid'
  | 'receivable.reopened'
  | 'receivable.back_at_agency'
  | 'receivable.cancelled'
  | 'receivable.written_off';

type Moves = Partial<Record<ReceivableMove, ReceivableState>>;

const ended: Moves = {
  'receivable.paid': 'paid',
  'receivable.cancelled': 'cancelled',
  'receivable.written_off': 'written_off',
};

/** Every state of a receivable and what leads out of it. The README prints this table. */
export const receivableStates: Readonly<Record<ReceivableState, Moves>> = {
  open: { 'due_date.passed': 'overdue', ...ended },
  overdue: {
    'reminder.sent': 'in_dunning',
    'due_date.moved': 'open',
    'claim.queued': 'handed_over',
    ...ended,
  },
  in_dunning: {
    'reminder.sent': 'in_dunning',
    'reminder.withdrawn': 'overdue',
    'due_date.moved': 'open',
    'claim.queued': 'handed_over',
    ...ended,
  },
  handed_over: { 'claim.returned': 'in_dunning', ...ended },
  paid: {
    'receivable.reopened': 'open',
    'receivable.back_at_agency': 'handed_over',
    'receivable.cancelled': 'cancelled',
  },
  written_off: { 'receivable.paid': 'paid', 'receivable.reopened': 'open' },
  cancelled: { 'receivable.reopened': 'open' },
};

/** The state after a move, or null when the table does not know the move from here. */
export function moveReceivable(
  from: ReceivableState,
  move: ReceivableMove,
): ReceivableState | null {
  return receivableStates[from][move] ?? null;
}

/** States in which the creditor reminds; from `handed_over` on he keeps silent. */
export const DUNNABLE: readonly ReceivableState[] = ['open', 'overdue', 'in_dunning'];

/** A receivable as the dunning engine sees it. */
export interface Receivable {
  id: number;
  state: ReceivableState;
  currency: string;
  /** Open principal; negative is a credit of the debtor. */
  principalCents: Cents;
  /** Dunning costs charged and not paid. */
  costsCents: Cents;
  dueOn: IsoDate | null;
  /** The last reminder that was really sent; 0 before the first. */
  level: number;
  lastNoticeOn: IsoDate | null;
  noticeDeadlineOn: IsoDate | null;
}
