/** Promises to pay: what a debtor may promise, and whether he kept it. */
import { addDays, type IsoDate } from './calendar.ts';
import { conflict, unusable } from './refusals.ts';
import type { Cents } from './money.ts';

export type PromiseState = 'running' | 'kept' | 'partly_kept' | 'broken' | 'withdrawn';

export interface PromiseRules {
  /** So many promises a debtor has in a round of reminders. */
  perRound: number;
  /** Days after the promised one in which a bank may still be slow. */
  graceDays: number;
  /** The promised day is at most so many days away. */
  withinDays: number;
}

/** What is promised against what is owed. Throws with the rule that is not kept. */
export function assertPromise(
  promise: { amountCents: Cents; promisedOn: IsoDate },
  facts: { openCents: Cents; today: IsoDate; earlierInRound: number },
  rules: PromiseRules,
): void {
  const { amountCents, promisedOn } = promise;
  const { openCents, today, earlierInRound } = facts;
  const latestOn = addDays(today, rules.withinDays);
  if (promisedOn < today || promisedOn > latestOn) {
    throw unusable('refused_promise_day', { promisedOn, todayOn: today, latestOn });
  }
  if (amountCents > openCents) {
    throw unusable('refused_more_than_open', { amountCents, openCents });
  }
  if (earlierInRound >= rules.perRound) {
    throw conflict('refused_promises', { earlier: earlierInRound, most: rules.perRound });
  }
}

/** The last day on which the promise keeps the reminders silent. */
export const promiseUntil = (promisedOn: IsoDate, rules: PromiseRules): IsoDate =>
  addDays(promisedOn, rules.graceDays);

/** What became of a promise, from the money that came by its last day. */
export function judgePromise(facts: {
  amountCents: Cents;
  paidCents: Cents;
  openCents: Cents;
}): Exclude<PromiseState, 'running' | 'withdrawn'> {
  const { amountCents, paidCents, openCents } = facts;
  if (paidCents >= amountCents || openCents <= 0) return 'kept';
  return paidCents > 0 ? 'partly_kept' : 'broken';
}
