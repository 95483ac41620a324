import { addDays, type IsoDate, maxDate } from './calendar.ts';
import type { Cents } from './money.ts';
import type { Receivable } from './receivable.ts';

/** The four texts of the house, from friendly to final. */
export type ReminderTemplate =
  | 'friendly_reminder'
  | 'first_reminder'
  | 'second_reminder'
  | 'final_notice';

export interface DunningLevel {
  template: ReminderTemplate;
  /** Days after the due date (level 1) or after the last reminder was sent (all others). */
  afterDays: number;
  /** Days the debtor gets from the day of the run; the deadline moves to a working day. */
  deadlineDays: number;
  feeCents: Readonly<Record<'consumer' | 'business', Cents>>;
}

export interface DunningPolicy {
  levels: readonly DunningLevel[];
  /** Days after the deadline of the final notice before the agency gets the claim. */
  handoverAfterDays: number;
  /** Smaller rests are left alone. */
  minimumCents: Cents;
}

/**
 * What a shop begins with: four e-mails, no fee for a consumer (an e-mail costs nothing that could
 * be claimed, BGH VIII ZR 95/18), the lump sum of BGB 288(5) once for a business.
 */
export const presetPolicy: DunningPolicy = {
  levels: [
    level('friendly_reminder', 5, 7, 0),
    level('first_reminder', 10, 10, 0),
    level('second_reminder', 14, 10, 40_00),
    level('final_notice', 12, 10, 0),
  ],
  handoverAfterDays: 3,
  minimumCents: 5_00,
};

function level(
  template: ReminderTemplate,
  afterDays: number,
  deadlineDays: number,
  businessFeeCents: Cents,
): DunningLevel {
  return {
    template,
    afterDays,
    deadlineDays,
    feeCents: { consumer: 0, business: businessFeeCents },
  };
}

/** A hold: reminders and the hand-over wait while it lasts. */
export interface DunningBlock {
  reason: string;
  /** The last blocked day; null until somebody releases it. */
  untilOn: IsoDate | null;
}

export type WaitReason =
  | 'paid'
  | 'below_minimum'
  | 'due_date_unknown'
  | 'not_due'
  | 'blocked'
  | 'reminder_in_delivery'
  | 'too_early';

export type DunningStep =
  | { do: 'wait'; because: WaitReason }
  | { do: 'remind'; level: number; template: ReminderTemplate; feeCents: Cents }
  | { do: 'hand_over' };

/** The facts of one receivable on the day of a run. */
export interface DunningPicture {
  receivable: Receivable;
  debtorKind: 'consumer' | 'business';
  blocks: readonly DunningBlock[];
  /** A reminder was planned and has neither been sent nor stopped. */
  reminderInDelivery: boolean;
}

/**
 * What the policy asks for on one day. It climbs one level at a time, however late the run, and a
 * level counts only once its reminder has really been sent.
 */
export function nextDunningStep(
  picture: DunningPicture,
  policy: DunningPolicy,
  on: IsoDate,
): DunningStep {
  const { receivable } = picture;
  const wait = reasonToWait(picture, policy, on);
  if (wait !== null) return { do: 'wait', because: wait };
  const next = policy.levels[receivable.level];
  if (next === undefined) return { do: 'hand_over' };
  return {
    do: 'remind',
    level: receivable.level + 1,
    template: next.template,
    feeCents: next.feeCents[picture.debtorKind],
  };
}

function reasonToWait(
  { receivable, blocks, reminderInDelivery }: DunningPicture,
  policy: DunningPolicy,
  on: IsoDate,
): WaitReason | null {
  if (receivable.principalCents <= 0) return 'paid';
  if (receivable.principalCents < policy.minimumCents) return 'below_minimum';
  if (receivable.dueOn === null) return 'due_date_unknown';
  if (on <= receivable.dueOn) return 'not_due';
  if (isBlocked(blocks, on)) return 'blocked';
  if (reminderInDelivery) return 'reminder_in_delivery';
  const stepOn = nextStepOn(receivable, policy);
  return stepOn === null || on < stepOn ? 'too_early' : null;
}

/** Blocked through the last day of a block; it speaks again on the next. */
export function isBlocked(blocks: readonly DunningBlock[], on: IsoDate): boolean {
  return blocks.some((block) => block.untilOn === null || on <= block.untilOn);
}

/**
 * The first day on which the policy may take its next step; null while the due date is not known.
 * After a reminder both its interval and its deadline must have passed.
 */
export function nextStepOn(receivable: Receivable, policy: DunningPolicy): IsoDate | null {
  const { dueOn, lastNoticeOn, noticeDeadlineOn, level: reached } = receivable;
  if (dueOn === null) return null;
  const next = policy.levels[reached];
  if (reached === 0 || lastNoticeOn === null) return addDays(dueOn, next?.afterDays ?? 0);
  const deadline = noticeDeadlineOn ?? lastNoticeOn;
  if (next === undefined) return addDays(deadline, policy.handoverAfterDays);
  return maxDate(addDays(lastNoticeOn, next.afterDays), addDays(deadline, 1));
}
