/** What a policy would have done with a receivable over past days, decided by the rules of a run. */
import { addDays, type IsoDate, maxDate, NO_HOLIDAYS, shiftToWorkingDay } from './calendar.ts';
import { type DunningPolicy, type DunningPicture, nextDunningStep, nextStepOn } from './dunning.ts';
import type { Cents } from './money.ts';
import type { Receivable } from './receivable.ts';

/** One receivable over time: what was owed on each day, and when it was held. */
export interface DunningHistory {
  receivableId: number;
  currency: string;
  debtorKind: 'consumer' | 'business';
  dueOn: IsoDate;
  originalCents: Cents;
  /** Changes of the open principal, oldest first. */
  movements: readonly { on: IsoDate; cents: Cents }[];
  /** First and last blocked day; null has no end. */
  holds: readonly { fromOn: IsoDate; toOn: IsoDate | null }[];
}

export interface SimulatedStep {
  on: IsoDate;
  do: 'remind' | 'hand_over';
  /** 0 for the notice before the due date; null for a hand-over. */
  level: number | null;
  openCents: Cents;
  feeCents: Cents;
}

const MOST_STEPS = 40;

/**
 * Every step from the first notice to the hand-over or the last day, as if a run had come each day
 * and each reminder had been sent on its day. Deadlines move over weekends, not over holidays.
 */
export function simulateDunning(
  history: DunningHistory,
  policy: DunningPolicy,
  untilOn: IsoDate,
): SimulatedStep[] {
  const steps: SimulatedStep[] = [];
  const state = { level: 0, lastNoticeOn: null, noticeDeadlineOn: null } as Noticed;
  let preDueNoticeOn: IsoDate | null = null;
  const days = daysToLook(history, policy, untilOn);
  for (let on = days.next(null, state); on !== null; on = days.next(on, state)) {
    const picture = pictureOn(history, { ...state, on, preDueNoticeOn });
    const step = nextDunningStep(picture, policy, on);
    if (step.do === 'wait') continue;
    const openCents = picture.receivable.principalCents;
    if (step.do === 'hand_over') {
      steps.push({ on, do: 'hand_over', level: null, openCents, feeCents: 0 });
      break;
    }
    steps.push({ on, do: 'remind', level: step.level, openCents, feeCents: step.feeCents });
    if (steps.length >= MOST_STEPS) break;
    if (step.level === 0) {
      preDueNoticeOn = on;
      continue;
    }
    state.level = step.level;
    state.lastNoticeOn = on;
    state.noticeDeadlineOn = shiftToWorkingDay(addDays(on, step.deadlineDays ?? 0), NO_HOLIDAYS);
  }
  return steps;
}

type Noticed = Pick<Receivable, 'level' | 'lastNoticeOn' | 'noticeDeadlineOn'>;

/** The days on which something may change: its own day of the next step, money, ends of holds. */
function daysToLook(history: DunningHistory, policy: DunningPolicy, untilOn: IsoDate) {
  const { dueOn, movements, holds } = history;
  const fixed = [
    ...policy.preDueDays.map((days) => addDays(dueOn, -days)),
    ...movements.map(({ on }) => on),
    ...holds.flatMap(({ toOn }) => (toOn === null ? [] : [addDays(toOn, 1)])),
  ];
  return {
    next(after: IsoDate | null, state: Noticed): IsoDate | null {
      const stepOn = nextStepOn({ ...EMPTY, ...state, dueOn }, policy);
      const own = stepOn === null ? [] : [maxDate(stepOn, addDays(dueOn, 1))];
      const later = [...fixed, ...own].filter((day) => after === null || day > after);
      const [first] = later.toSorted((a, b) => (a < b ? -1 : 1));
      return first === undefined || first > untilOn ? null : first;
    },
  };
}

const EMPTY: Receivable = {
  id: 0,
  state: 'open',
  currency: '',
  principalCents: 0,
  costsCents: 0,
  dueOn: null,
  level: 0,
  lastNoticeOn: null,
  noticeDeadlineOn: null,
};

function pictureOn(
  history: DunningHistory,
  { on, preDueNoticeOn, ...noticed }: Noticed & { on: IsoDate; preDueNoticeOn: IsoDate | null },
): DunningPicture {
  const { receivableId: id, currency, dueOn, debtorKind, originalCents, movements } = history;
  const principalCents = movements
    .filter((movement) => movement.on <= on)
    .reduce((sum, movement) => sum + movement.cents, 0);
  const blocks = history.holds
    .filter(({ fromOn, toOn }) => fromOn <= on && (toOn === null || on <= toOn))
    .map(({ toOn }) => ({ reason: 'held', untilOn: toOn }));
  return {
    receivable: { ...EMPTY, ...noticed, id, currency, dueOn, principalCents },
    debtorKind,
    blocks,
    reminderInDelivery: false,
    originalCents,
    preDueNoticeOn,
  };
}
