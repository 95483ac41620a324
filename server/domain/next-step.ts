import { addDays, type IsoDate, maxDate } from './calendar.ts';
import {
  type DunningPicture,
  type DunningPolicy,
  isBlocked,
  nextDunningStep,
  nextStepOn,
} from './dunning.ts';

/** Why nothing comes, in words a screen can translate. */
export type NothingBecause =
  | 'paid'
  | 'closed'
  | 'at_agency'
  | 'on_hold'
  | 'in_delivery'
  | 'below_minimum'
  | 'due_date_unknown';

/** What a person may expect next, and from which day on. */
export interface NextStep {
  step: 'reminder' | 'handover' | 'none';
  /** The level of the reminder. */
  level: number | null;
  /** Not before this day. */
  on: IsoDate | null;
  because: NothingBecause | null;
}

const nothing = (because: NothingBecause): NextStep => ({
  step: 'none',
  level: null,
  on: null,
  because,
});

/**
 * The next step as the policy and the holds of today foresee it. A forecast: a payment, a new hold
 * or another policy changes it, and a notice before the due date is no step.
 */
export function foreseeStep(picture: DunningPicture, policy: DunningPolicy, on: IsoDate): NextStep {
  const { receivable, blocks } = picture;
  switch (receivable.state) {
    case 'paid':
      return nothing('paid');
    case 'written_off':
    case 'cancelled':
      return nothing('closed');
    case 'handed_over':
      return nothing('at_agency');
    case 'open':
    case 'overdue':
    case 'in_dunning': {
      // A notice for today keeps the forecast to what comes after the due date.
      const step = nextDunningStep({ ...picture, blocks: [], preDueNoticeOn: on }, policy, on);
      if (step.do === 'wait') {
        if (step.because === 'paid' || step.because === 'due_date_unknown') {
          return nothing(step.because);
        }
        if (step.because === 'below_minimum' || step.because === 'below_share') {
          return nothing('below_minimum');
        }
        if (step.because === 'reminder_in_delivery') return nothing('in_delivery');
      }
      const stepOn = nextStepOn(receivable, policy);
      if (stepOn === null) return nothing('due_date_unknown');
      const inForce = blocks.filter((block) => isBlocked([block], on));
      if (inForce.some(({ untilOn }) => untilOn === null)) return nothing('on_hold');
      const days = inForce.flatMap(({ untilOn }) =>
        untilOn === null ? [] : [addDays(untilOn, 1)],
      );
      const day = [on, ...days].reduce(maxDate, stepOn);
      const next = receivable.level < policy.levels.length;
      return next
        ? { step: 'reminder', level: receivable.level + 1, on: day, because: null }
        : { step: 'handover', level: null, on: day, because: null };
    }
  }
}
