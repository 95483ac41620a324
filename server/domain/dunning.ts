import { addDays, type IsoDate, maxDate } from './calendar.ts';
import type { Cents } from './money.ts';
import type { Receivable } from './receivable.ts';

/** The four tones of the house, from friendly to final; several levels may share one. */
export type LevelTemplate =
  | 'friendly_reminder'
  | 'first_reminder'
  | 'second_reminder'
  | 'final_notice';

/** Every text that asks for money; the notice before the due date raises no level. */
export type ReminderTemplate = 'pre_due_notice' | LevelTemplate;

/** How a reminder may reach the debtor; `telephone` is a task for a clerk. */
export type ReminderChannel = 'email' | 'letter' | 'telephone' | 'webhook';

export interface DunningLevel {
  template: LevelTemplate;
  /** Days after the due date (level 1) or after the last reminder was sent (all others). */
  afterDays: number;
  /** Days after the due date before which this level never comes; of both days the later holds. */
  afterDueDays: number;
  /** Days for money on its way, granted silently after the due date and after the last deadline. */
  graceDays: number;
  /** Days the debtor gets from the day of the run; the deadline moves to a working day. */
  deadlineDays: number;
  feeCents: Readonly<Record<'consumer' | 'business', Cents>>;
  /** Does the letter claim default interest, once the debtor is in default? */
  interest: boolean;
  /** The first that can reach the debtor is taken. */
  channels: readonly ReminderChannel[];
  /** This level is not reached while less is open. */
  minimumCents: Cents;
  /** Nor while a smaller share of the original amount is open; 10,000 is all of it. */
  minimumShareBasisPoints: number;
  /** Does a person look at each reminder of this level before it leaves? */
  approval: boolean;
  /** What goes with its e-mails and letters. */
  attachments: readonly LetterAttachment[];
}

/** The debtor's account with this creditor, and the invoice of each item. */
export const LETTER_ATTACHMENTS = ['statement', 'invoice'] as const;

export type LetterAttachment = (typeof LETTER_ATTACHMENTS)[number];

/** A call and a webhook of the shop take no attachment. */
export const takesAttachments = (channel: ReminderChannel | null): boolean =>
  channel === 'email' || channel === 'letter';

export interface DunningPolicy {
  levels: readonly DunningLevel[];
  /** Days before the due date on which a friendly notice goes out; empty for none. */
  preDueDays: readonly number[];
  /** Days after the deadline of the final notice before the agency gets the claim. */
  handoverAfterDays: number;
  /** Smaller rests are left alone. */
  minimumCents: Cents;
  /** What the shop platform sends in our place: a setting of the shop, no part of what is saved. */
  left?: LeftToPlatform;
}

/** Notices that a shop leaves to its platform, so that no debtor gets two. */
export const LEFT_TO_PLATFORM = ['nothing', 'pre_due', 'first_level', 'both'] as const;
export type LeftToPlatform = (typeof LEFT_TO_PLATFORM)[number];

/** What a level is where its policy says nothing else. */
export const presetLevel = {
  afterDueDays: 0,
  graceDays: 0,
  interest: false,
  channels: ['email'],
  minimumCents: 0,
  minimumShareBasisPoints: 0,
  approval: false,
  attachments: [],
} as const satisfies Partial<DunningLevel>;

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
  preDueDays: [],
  handoverAfterDays: 3,
  minimumCents: 5_00,
};

function level(
  template: LevelTemplate,
  afterDays: number,
  deadlineDays: number,
  businessFeeCents: Cents,
): DunningLevel {
  const feeCents = { consumer: 0, business: businessFeeCents };
  return { ...presetLevel, template, afterDays, deadlineDays, feeCents };
}

/** A hold: reminders and the hand-over wait while it lasts. */
export interface DunningBlock {
  reason: string;
  /** The last blocked day; null until somebody releases it. */
  untilOn: IsoDate | null;
}

export const WAIT_REASONS = [
  'paid',
  'below_minimum',
  'below_share',
  'due_date_unknown',
  'not_due',
  'blocked',
  'reminder_in_delivery',
  'left_to_platform',
  'too_early',
] as const;

export type WaitReason = (typeof WAIT_REASONS)[number];

/** A reminder the policy asks for: everything a run needs to write it. */
export interface RemindStep {
  do: 'remind';
  /** 0 for the notice before the due date. */
  level: number;
  template: ReminderTemplate;
  feeCents: Cents;
  /** Days from the day of the run to the deadline; null when the due date itself is the deadline. */
  deadlineDays: number | null;
  interest: boolean;
  channels: readonly ReminderChannel[];
  approval: boolean;
  attachments: readonly LetterAttachment[];
}

export type DunningStep = { do: 'wait'; because: WaitReason } | RemindStep | { do: 'hand_over' };

/** The facts of one receivable on the day of a run. */
export interface DunningPicture {
  receivable: Receivable;
  debtorKind: 'consumer' | 'business';
  blocks: readonly DunningBlock[];
  /** A reminder was planned and has neither been sent nor stopped. */
  reminderInDelivery: boolean;
  /** What was invoiced, credits deducted; may be null where `asksForShare` says no. */
  originalCents: Cents | null;
  /** The day of the latest notice before the due date in this round, planned or sent. */
  preDueNoticeOn: IsoDate | null;
}

/** Does a level hang on the share of the original amount that is still open? */
export const asksForShare = (policy: DunningPolicy): boolean =>
  policy.levels.some((one) => one.minimumShareBasisPoints > 0);

/** How many days before its due date a receivable may first get a notice; 0 when none does. */
export const latestPreDueDay = (policies: readonly { policy: DunningPolicy }[]): number =>
  Math.max(0, ...policies.flatMap(({ policy }) => policy.preDueDays));

/**
 * What the policy asks for on one day. It climbs one level at a time, however late the run, and a
 * level counts only once its reminder has really been sent.
 */
export function nextDunningStep(
  picture: DunningPicture,
  policy: DunningPolicy,
  on: IsoDate,
): DunningStep {
  const { receivable, blocks, reminderInDelivery } = picture;
  const { principalCents, dueOn } = receivable;
  if (principalCents <= 0) return wait('paid');
  if (principalCents < policy.minimumCents) return wait('below_minimum');
  if (dueOn === null) return wait('due_date_unknown');
  const isDue = on > dueOn;
  if (!isDue && !wantsPreDueNotice(picture, policy, { dueOn, on })) return wait('not_due');
  if (!isDue && leavesPreDue(policy)) return wait('left_to_platform');
  if (isBlocked(blocks, on)) return wait('blocked');
  if (reminderInDelivery) return wait('reminder_in_delivery');
  return isDue ? overdueStep(picture, policy, on) : preDueNotice;
}

const wait = (because: WaitReason): DunningStep => ({ do: 'wait', because });

/** A hint by e-mail, and nothing else: nobody is late yet. */
const preDueNotice: RemindStep = {
  do: 'remind',
  level: 0,
  template: 'pre_due_notice',
  feeCents: 0,
  deadlineDays: null,
  interest: false,
  channels: ['email'],
  approval: false,
  attachments: [],
};

/**
 * Has a day for a notice come that no notice has answered yet? A late run answers all days that
 * have passed with one notice, and on the due date itself it is too late for any.
 */
function wantsPreDueNotice(
  { receivable, preDueNoticeOn }: DunningPicture,
  policy: DunningPolicy,
  { dueOn, on }: { dueOn: IsoDate; on: IsoDate },
): boolean {
  if (on >= dueOn || receivable.level > 0) return false;
  const come = policy.preDueDays.map((days) => addDays(dueOn, -days)).filter((day) => day <= on);
  return come.some((day) => preDueNoticeOn === null || preDueNoticeOn < day);
}

function overdueStep(picture: DunningPicture, policy: DunningPolicy, on: IsoDate): DunningStep {
  const { receivable } = picture;
  const { dueOn } = receivable;
  const stepOn = nextStepOn(receivable, policy);
  if (stepOn === null || dueOn === null) return wait('too_early');
  const standing = levelOf(receivable, policy);
  if (on < stepOn) {
    const isLeft = standing > receivable.level && on >= firstDay(dueOn, policy);
    return wait(isLeft ? 'left_to_platform' : 'too_early');
  }
  const next = policy.levels[standing];
  if (next === undefined) return { do: 'hand_over' };
  if (receivable.principalCents < next.minimumCents) return wait('below_minimum');
  if (isBelowShare(picture, next)) return wait('below_share');
  return remindStep(standing + 1, next, picture.debtorKind);
}

const leavesPreDue = ({ left }: DunningPolicy): boolean => left === 'pre_due' || left === 'both';

/**
 * The level that is reached: that of the last reminder, or the first one when the platform sends it.
 * A final notice is never left to others: the hand-over stands on it.
 */
function levelOf({ level: reached }: Pick<Receivable, 'level'>, policy: DunningPolicy): number {
  const { left, levels } = policy;
  const leavesFirst = left === 'first_level' || left === 'both';
  const isFriendly = levels.length > 1 && levels[0]?.template !== 'final_notice';
  return reached === 0 && leavesFirst && isFriendly ? 1 : reached;
}

/** The day of the first reminder, whoever sends it; the due date where nobody reminds. */
function firstDay(dueOn: IsoDate, { levels }: Pick<DunningPolicy, 'levels'>): IsoDate {
  const [first] = levels;
  if (first === undefined) return dueOn;
  return addDays(dueOn, first.graceDays + Math.max(first.afterDays, first.afterDueDays));
}

const remindStep = (
  level: number,
  { template, feeCents, deadlineDays, interest, channels, approval, attachments }: DunningLevel,
  debtorKind: DunningPicture['debtorKind'],
): RemindStep => ({
  do: 'remind',
  level,
  template,
  feeCents: feeCents[debtorKind],
  deadlineDays,
  interest,
  channels,
  approval,
  attachments,
});

/** The step that writes a text, on whatever day: of the policy, or of the preset if it has none. */
export function stepWith(
  template: ReminderTemplate,
  policy: DunningPolicy,
  debtorKind: DunningPicture['debtorKind'],
): RemindStep {
  for (const { levels } of [policy, presetPolicy]) {
    const index = levels.findIndex((one) => one.template === template);
    const found = levels[index];
    if (found !== undefined) return remindStep(index + 1, found, debtorKind);
  }
  return preDueNotice;
}

function isBelowShare({ receivable, originalCents }: DunningPicture, next: DunningLevel): boolean {
  const share = next.minimumShareBasisPoints;
  if (share === 0) return false;
  if (originalCents === null) {
    throw new Error(`receivable ${receivable.id}: a level asks for the original amount`);
  }
  return receivable.principalCents * 10_000 < originalCents * share;
}

/** Blocked through the last day of a block; it speaks again on the next. */
export function isBlocked(blocks: readonly DunningBlock[], on: IsoDate): boolean {
  return blocks.some((block) => block.untilOn === null || on <= block.untilOn);
}

/**
 * The first day on which the policy may take its next step; null while the due date is not known.
 * Of the days counted from the due date, from the last reminder and from its deadline the latest
 * holds; before the hand-over only the deadline counts.
 */
export function nextStepOn(receivable: Receivable, policy: DunningPolicy): IsoDate | null {
  const { dueOn, level } = receivable;
  if (dueOn === null) return null;
  const standing = levelOf(receivable, policy);
  if (standing === level) return stepAfter(receivable, policy, dueOn);
  // As if the platform had sent the first one on its day.
  const sentOn = firstDay(dueOn, policy);
  const noticeDeadlineOn = addDays(sentOn, policy.levels[0]?.deadlineDays ?? 0);
  const told = { level: standing, lastNoticeOn: sentOn, noticeDeadlineOn };
  return stepAfter(told, policy, dueOn);
}

type Noticed = Pick<Receivable, 'level' | 'lastNoticeOn' | 'noticeDeadlineOn'>;

function stepAfter(
  { lastNoticeOn, noticeDeadlineOn, level: reached }: Noticed,
  policy: DunningPolicy,
  dueOn: IsoDate,
): IsoDate {
  const next = policy.levels[reached];
  if (reached === 0 || lastNoticeOn === null) {
    return next === undefined ? dueOn : firstDay(dueOn, { levels: [next] });
  }
  const deadline = noticeDeadlineOn ?? lastNoticeOn;
  if (next === undefined) return addDays(deadline, policy.handoverAfterDays);
  const afterNotice = maxDate(
    addDays(lastNoticeOn, next.afterDays),
    addDays(deadline, next.graceDays + 1),
  );
  return maxDate(afterNotice, addDays(dueOn, next.graceDays + next.afterDueDays));
}
