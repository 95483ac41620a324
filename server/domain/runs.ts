/** A dunning run as a proposal that a person may edit before it is committed. */
import { daysBetween, type Instant, type IsoDate } from './calendar.ts';
import type { ReminderChannel, ReminderTemplate, WaitReason } from './dunning.ts';
import type { GateCode } from './gates.ts';
import type { Cents } from './money.ts';
import { say, type Saying } from './sayings.ts';

/**
 * `proposing` is being put together, `proposed` waits for a person, `committing` freezes its
 * notices; `finished` and `discarded` are ends.
 */
export type RunState = 'proposing' | 'proposed' | 'committing' | 'finished' | 'discarded';

/** The parts of a run: looking at what is due, trying its letters out, and sending them. */
export const RUN_WORK = ['look', 'try', 'send'] as const;
export type RunWork = (typeof RUN_WORK)[number];

export const RUN_STATES = [
  'proposing',
  'proposed',
  'committing',
  'finished',
  'discarded',
] as const satisfies readonly RunState[];

export const ITEM_OUTCOMES = ['remind', 'hand_over', 'skip'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

export const CHANNELS = [
  'email',
  'letter',
  'telephone',
  'webhook',
] as const satisfies readonly ReminderChannel[];

/** One receivable in a run: what happens to it, or why nothing does. */
export interface RunItem {
  receivableId: number;
  /** Which debtor in which currency; null where nothing is to be done. */
  debtorKey: string | null;
  /** With `debtorKey`: what goes into one notice. */
  groupKey: string | null;
  /** What the policy asked for, whatever became of it. */
  step: 'wait' | 'remind' | 'hand_over';
  outcome: ItemOutcome;
  /** The reason in a word, for what is left out. */
  reason: string | null;
  /** Of what is reminded all the same: why its interest is not whole, in a word. */
  warning: string | null;
  level: number;
  template: ReminderTemplate | null;
  channel: ReminderChannel | null;
  language: 'de' | 'en' | 'it' | null;
  currency: string;
  openCents: Cents;
  feeCents: Cents;
  interestCents: Cents;
  /** Open amount with its costs, fee and interest. */
  totalCents: Cents;
}

/** Why a run leaves one out, besides what the policy waits for and the gates of a hand-over. */
export const SKIP_REASONS = [
  'approval_needed',
  'no_agency_account',
  'no_email_address',
  'no_letter_address',
  'no_telephone_address',
  'no_webhook_address',
  'no_channel',
  'limit:run_notices',
  'limit:run_amount',
  'limit:debtor_notices',
  'covered_by_credit',
  'facts_missing',
  'text_refused',
  'taken_out',
] as const;

/** Why the interest of a proposed letter is not whole; the first names the day it ends before. */
export const RUN_WARNINGS = ['no_base_rate', 'interest_unknown', 'no_invoice_document'] as const;

export type RunWarning = `no_base_rate:${IsoDate}` | 'interest_unknown';

export type SkipReason = (typeof SKIP_REASONS)[number] | WaitReason | `gate:${GateCode}`;

/** Why a commit leaves out what was proposed; a reason to skip or a state may follow as well. */
export const CHANGES = ['too_old', 'amount', 'level', 'unknown'] as const;

/** Days after which a frozen notice is too old: its deadline would be too short. */
export const FRESH_DAYS = 2;

export const isTooOld = (runOn: IsoDate, today: IsoDate): boolean =>
  daysBetween(runOn, today) > FRESH_DAYS;

/** The ways on which a debtor can be reached now. */
export type Ways = Readonly<Record<ReminderChannel, boolean>>;

/** The first channel of the level that reaches the debtor and has not refused this reminder. */
export function chooseChannel(
  channels: readonly ReminderChannel[],
  ways: Ways,
  refused: readonly string[] = [],
): ReminderChannel | null {
  return channels.find((channel) => ways[channel] && !refused.includes(channel)) ?? null;
}

/** Why no channel of a level is possible. */
export const reasonForNoChannel = (channels: readonly ReminderChannel[]): SkipReason => {
  const [only] = channels;
  return only !== undefined && channels.length === 1 ? `no_${only}_address` : 'no_channel';
};

/** What may leave in one run, and to one debtor; null is no limit. */
export interface RunLimits {
  mostNoticesPerRun: number | null;
  mostCentsPerRun: Cents | null;
  mostNoticesPerDebtor: { notices: number; days: number } | null;
}

/** Which limit a further notice would break, or null. */
export function brokenLimit(
  limits: RunLimits,
  sofar: { notices: number; noticesCents: Cents; toDebtor: number },
  payCents: Cents,
): SkipReason | null {
  const { mostNoticesPerRun, mostCentsPerRun, mostNoticesPerDebtor } = limits;
  if (mostNoticesPerRun !== null && sofar.notices >= mostNoticesPerRun) return 'limit:run_notices';
  if (mostCentsPerRun !== null && sofar.noticesCents + payCents > mostCentsPerRun) {
    return 'limit:run_amount';
  }
  if (mostNoticesPerDebtor !== null && sofar.toDebtor >= mostNoticesPerDebtor.notices) {
    return 'limit:debtor_notices';
  }
  return null;
}

/**
 * Why an item that was proposed is left out after all, or null when it may go: it is decided anew
 * with the same code, and never more leaves than was proposed.
 */
export function whyChanged(
  proposed: Pick<RunItem, 'outcome' | 'level' | 'totalCents'>,
  now: Pick<RunItem, 'outcome' | 'reason' | 'level' | 'totalCents'>,
): string | null {
  if (now.outcome === 'skip') return `changed:${now.reason ?? 'unknown'}`;
  if (now.outcome !== proposed.outcome) return `changed:${now.outcome}`;
  if (now.level !== proposed.level) return 'changed:level';
  return now.totalCents > proposed.totalCents ? 'changed:amount' : null;
}

/** What stops every run of a shop. */
export interface EmergencyStop {
  since: Instant;
  reason: string;
}

/** Why no run may commit now, or null. */
export function whyHeld(
  facts: {
    stop: EmergencyStop | null;
    stalePaymentsDays: number | null;
    /** The day of the newest news of money: a payment, the shop's books, a bank statement. */
    moneyKnownOn: IsoDate | null;
  },
  today: IsoDate,
): Saying | null {
  const { stop, stalePaymentsDays, moneyKnownOn } = facts;
  if (stop !== null) return say('run_stopped', { sinceAt: stop.since });
  if (stalePaymentsDays === null) return null;
  if (moneyKnownOn === null) return say('run_payments_unknown');
  const days = daysBetween(moneyKnownOn, today);
  return days <= stalePaymentsDays ? null : say('run_payments_old', { moneyKnownOn, days });
}
