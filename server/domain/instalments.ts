/** Instalment plans: the schedule in exact cents, what was paid of it, and what the law asks. */
import { addDays, addMonths, type Holidays, type IsoDate, shiftToWorkingDay } from './calendar.ts';
import { unusable } from './refusals.ts';
import type { InstalmentLetter } from './letters.ts';
import type { Cents } from './money.ts';

/**
 * `draft` is nobody's promise yet, `offered` waits for the debtor, `accepted` runs; `paid`, `broken`
 * and `withdrawn` are ends.
 */
export type PlanState = 'draft' | 'offered' | 'accepted' | 'paid' | 'broken' | 'withdrawn';

export type PlanMove = Exclude<PlanState, 'draft'>;

/** Every state of a plan and what leads out of it. */
export const planStates: Readonly<Record<PlanState, readonly PlanMove[]>> = {
  draft: ['offered', 'withdrawn'],
  offered: ['accepted', 'withdrawn'],
  accepted: ['paid', 'broken', 'withdrawn'],
  paid: [],
  broken: [],
  withdrawn: [],
};

export interface Instalment {
  /** From 1. */
  number: number;
  dueOn: IsoDate;
  amountCents: Cents;
}

export interface ScheduleWish {
  totalCents: Cents;
  firstOn: IsoDate;
  count: number;
  every: 'week' | 'two_weeks' | 'month';
}

export const MOST_INSTALMENTS = 60;

/**
 * The schedule: equal instalments of whole cents, the last takes what is left over, and each is due
 * on a working day (BGB 193). Months count from the first day, so a plan of the 31st keeps to the
 * end of the month.
 */
export function instalmentSchedule(wish: ScheduleWish, holidays: Holidays): Instalment[] {
  const { totalCents, count, firstOn } = wish;
  if (count < 2 || count > MOST_INSTALMENTS || count > totalCents) {
    throw unusable('refused_count', { count, most: MOST_INSTALMENTS });
  }
  const each = Math.floor(totalCents / count);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    dueOn: shiftToWorkingDay(dayOfInstalment(firstOn, wish.every, index), holidays),
    amountCents: index < count - 1 ? each : totalCents - each * (count - 1),
  }));
}

function dayOfInstalment(firstOn: IsoDate, every: ScheduleWish['every'], index: number): IsoDate {
  switch (every) {
    case 'week':
      return addDays(firstOn, 7 * index);
    case 'two_weeks':
      return addDays(firstOn, 14 * index);
    case 'month':
      return addMonths(firstOn, index);
  }
}

/** How far one instalment is paid. `missed`: its day and the days of grace passed without it. */
export interface InstalmentProgress extends Instalment {
  paidCents: Cents;
  state: 'paid' | 'open' | 'missed';
}

/** What was paid covers the instalments in the order of their days. */
export function instalmentProgress<T extends Instalment>(
  schedule: readonly T[],
  paidCents: Cents,
  { on, graceDays }: { on: IsoDate; graceDays: number },
): (T & InstalmentProgress)[] {
  let left = Math.max(0, paidCents);
  return schedule.map((instalment) => {
    const paid = Math.min(left, instalment.amountCents);
    left -= paid;
    const isPaid = paid === instalment.amountCents;
    const isMissed = !isPaid && on > addDays(instalment.dueOn, graceDays);
    return {
      ...instalment,
      paidCents: paid,
      state: isPaid ? 'paid' : isMissed ? 'missed' : 'open',
    };
  });
}

/** Days for a missed instalment; then the next step of the plan comes. */
export const MISSED_DEADLINE_DAYS = 7;

/** Which letters about instalments are due on a day. None is written of what is paid. */
export function instalmentLetters<T extends InstalmentProgress>(
  progress: readonly T[],
  { on, noticeDays }: { on: IsoDate; noticeDays: number },
): { letter: InstalmentLetter; instalment: T }[] {
  return progress.flatMap((instalment): { letter: InstalmentLetter; instalment: T }[] => {
    const { state, dueOn } = instalment;
    if (state === 'missed') return [{ letter: 'instalment_missed', instalment }];
    const isNear = state === 'open' && on < dueOn && on >= addDays(dueOn, -noticeDays);
    return isNear ? [{ letter: 'instalment_notice', instalment }] : [];
  });
}

/** What a merchant must know before he offers a plan. */
export interface PlanWarning {
  code: 'consumer_credit' | 'acknowledgement';
  text: string;
}

/** Warns where a plan changes the law that applies; nothing is decided here. */
export function planWarnings(plan: {
  debtorKind: 'consumer' | 'business';
  chargeCents: Cents;
  today: IsoDate;
  lastDueOn: IsoDate;
}): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (plan.debtorKind === 'consumer' && plan.chargeCents > 0) {
    const long = plan.lastDueOn > addMonths(plan.today, 3);
    warnings.push({
      code: 'consumer_credit',
      text:
        'A deferral that costs a consumer something counts as consumer credit (BGB 506(1), 491): ' +
        'written form, information before and in the contract, a check of his means, and two ' +
        `weeks to withdraw.${long ? ' This one runs longer than three months.' : ''} Offer it ` +
        'without a charge, or ask a lawyer first',
    });
  }
  warnings.push({
    code: 'acknowledgement',
    text:
      'Whoever accepts instalments or pays one acknowledges the debt, and its limitation begins ' +
      'anew (BGB 212(1) no. 1). Tell the debtor so before he accepts, and ask for no further ' +
      'acknowledgement (BGB 781) in passing',
  });
  return warnings;
}
