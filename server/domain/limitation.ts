/** When a claim is time-barred under German law, what suspends and what restarts the period. */
import {
  addDays,
  addMonths,
  compareDays,
  daysBetween,
  endOfYear,
  lastWorkingDayUntil,
  maxDate,
  minDate,
  type Holidays,
  type IsoDate,
} from './calendar.ts';
import { InvalidInput } from './errors.ts';

export type SuspensionKind =
  | 'negotiation'
  | 'lawsuit'
  | 'payment_order'
  | 'insolvency_filing'
  | 'dispute_resolution';

/** Time that does not count (BGB 209). */
export interface Suspension {
  kind: SuspensionKind;
  /** First day; of a payment order served soon after, the day it was filed (ZPO 167). */
  fromOn: IsoDate;
  /** Last day of the talks or the procedure, standstill included; null while it goes on. */
  endedOn: IsoDate | null;
}

/** What starts the period anew (BGB 212). */
export interface Restart {
  kind: 'part_payment' | 'interest_payment' | 'security' | 'instalment_agreement' | 'enforcement';
  on: IsoDate;
}

export interface LimitationFacts {
  /** When the claim arose, which is when it fell due. */
  arisenOn: IsoDate;
  /** When the creditor knew debtor and facts; for a shop usually the day it arose. */
  knownOn: IsoDate;
  /** A final title makes it 30 years (BGB 197(1) Nr. 3 to 5, 201); null without one. */
  titledOn: IsoDate | null;
  suspensions: readonly Suspension[];
  restarts: readonly Restart[];
}

interface LimitationEvent {
  on: IsoDate;
  rule: string;
  /** Where the end of the period then stood; null while it is open. */
  expiresOn: IsoDate | null;
}

export interface Limitation {
  /** Last day on which the debtor may not yet refuse; null while a suspension goes on. */
  expiresOn: IsoDate | null;
  /** Last working day until then: the day to have acted by. */
  safeOn: IsoDate | null;
  rule: string;
  /** What moved the end, in order, for whoever checks it. */
  events: readonly LimitationEvent[];
}

interface Running {
  startsOn: IsoDate;
  expiresOn: IsoDate;
  months: number;
}

/**
 * The end of limitation: three years from the end of the year in which the claim arose and was
 * known (BGB 195, 199(1)), at most ten from when it arose (199(4)), thirty with a title. A reminder
 * or an agency's letter suspends nothing. Days of a suspension are added; a restart begins at once.
 */
export function limitationOf(facts: LimitationFacts, holidays: Holidays): Limitation {
  const { start, rule } = startOf(facts);
  const events: LimitationEvent[] = [
    { on: start.startsOn, rule: `runs, ${rule}`, expiresOn: start.expiresOn },
  ];
  const suspensions = merged(facts.suspensions);
  let running = start;
  for (const step of inOrder(suspensions, facts.restarts)) {
    if (step.on > running.expiresOn) continue;
    if ('endsOn' in step) {
      if (step.endsOn === null) {
        events.push({ on: step.on, rule: step.rule, expiresOn: null });
        return { expiresOn: null, safeOn: null, rule, events };
      }
      running = suspended(running, step, step.endsOn);
    } else {
      running = restarted(running, step.on, suspensions);
    }
    events.push({ on: step.on, rule: step.rule, expiresOn: running.expiresOn });
  }
  const { expiresOn } = running;
  return { expiresOn, safeOn: lastWorkingDayUntil(expiresOn, holidays), rule, events };
}

function startOf({ arisenOn, knownOn, titledOn }: LimitationFacts): {
  start: Running;
  rule: string;
} {
  if (titledOn !== null) {
    if (titledOn < arisenOn) {
      throw new InvalidInput(`The title of ${titledOn} is older than the claim of ${arisenOn}`);
    }
    const start = { startsOn: titledOn, expiresOn: addMonths(titledOn, 360), months: 360 };
    return { start, rule: 'BGB 197(1), 201: 30 years from the title' };
  }
  const fromOn = maxDate(arisenOn, knownOn);
  const regular = endOfYear(fromOn, 3);
  const longest = addMonths(arisenOn, 120);
  const start = {
    startsOn: addDays(endOfYear(fromOn), 1),
    expiresOn: minDate(regular, longest),
    months: 36,
  };
  return longest < regular
    ? { start: { ...start, startsOn: addDays(arisenOn, 1) }, rule: 'BGB 199(4): 10 years' }
    : { start, rule: 'BGB 195, 199(1): 3 years from the end of the year' };
}

// ---------------------------------------------------------------------------------------------
// Suspension and restart

interface SuspendedTime {
  on: IsoDate;
  /** Last day that does not count; null while it goes on. */
  endsOn: IsoDate | null;
  /** The period ends no earlier than this (BGB 203 S. 2). */
  notBefore: IsoDate | null;
  rule: string;
}

interface RestartTime {
  on: IsoDate;
  rule: string;
}

/** Talks suspend until they end (203); a procedure until six months after it ends (204(2)). */
function suspendedTime({ kind, fromOn, endedOn }: Suspension): SuspendedTime {
  if (endedOn !== null && endedOn < fromOn) {
    throw new InvalidInput(`A suspension cannot end on ${endedOn}, before it began on ${fromOn}`);
  }
  const rule = kind === 'negotiation' ? 'BGB 203' : `BGB 204 (${kind})`;
  if (endedOn === null) return { on: fromOn, endsOn: null, notBefore: null, rule };
  return kind === 'negotiation'
    ? { on: fromOn, endsOn: endedOn, notBefore: addMonths(endedOn, 3), rule }
    : { on: fromOn, endsOn: addMonths(endedOn, 6), notBefore: null, rule };
}

/** Suspensions as stretches that do not overlap: a day is not counted twice. */
function merged(suspensions: readonly Suspension[]): SuspendedTime[] {
  const times = suspensions.map(suspendedTime).toSorted((a, b) => compareDays(a.on, b.on));
  const apart: SuspendedTime[] = [];
  for (const time of times) {
    const last = apart.at(-1);
    if (last === undefined || (last.endsOn !== null && last.endsOn < time.on)) {
      apart.push(time);
    } else {
      apart[apart.length - 1] = {
        on: last.on,
        endsOn: later(last.endsOn, time.endsOn),
        notBefore: laterOf(last.notBefore, time.notBefore),
        rule: `${last.rule}, ${time.rule}`,
      };
    }
  }
  return apart;
}

/** The later end, where null never comes. */
const later = (a: IsoDate | null, b: IsoDate | null): IsoDate | null =>
  a === null || b === null ? null : maxDate(a, b);

/** The later day, where null is none. */
const laterOf = (a: IsoDate | null, b: IsoDate | null): IsoDate | null =>
  a === null || b === null ? (a ?? b) : maxDate(a, b);

function inOrder(
  suspensions: readonly SuspendedTime[],
  restarts: readonly Restart[],
): (SuspendedTime | RestartTime)[] {
  const anew = restarts.map(({ kind, on }) => ({ on, rule: `BGB 212 (${kind})` }));
  return [...suspensions, ...anew].toSorted((a, b) => compareDays(a.on, b.on));
}

/** Adds the days of a suspension that fall into the running period. */
function suspended(running: Running, time: SuspendedTime, endsOn: IsoDate): Running {
  const fromOn = maxDate(time.on, running.startsOn);
  const days = Math.max(0, daysBetween(fromOn, endsOn) + 1);
  const expiresOn = addDays(running.expiresOn, days);
  return { ...running, expiresOn: maxDate(expiresOn, time.notBefore ?? expiresOn) };
}

/**
 * The whole period anew, from the day itself or, during a suspension, from its end. An act before
 * the period even runs changes nothing: the end at the close of the year is later anyway.
 */
function restarted(running: Running, on: IsoDate, suspensions: readonly SuspendedTime[]): Running {
  const during = suspensions.find(
    (time) => time.on <= on && time.endsOn !== null && on <= time.endsOn,
  );
  const fromOn = during?.endsOn ?? on;
  const expiresOn = addMonths(fromOn, running.months);
  if (expiresOn <= running.expiresOn) return running;
  return { ...running, startsOn: addDays(fromOn, 1), expiresOn };
}

// ---------------------------------------------------------------------------------------------
// Warnings

export interface LimitationWarning<T> {
  item: T;
  expiresOn: IsoDate;
  safeOn: IsoDate;
  /** Days left to act, 0 on the safe day itself, below zero after it. */
  daysLeft: number;
}

/** What is time-barred within so many days and not yet so, soonest first. */
export function limitationWarnings<T extends { limitation: Limitation }>(
  items: readonly T[],
  on: IsoDate,
  withinDays: number,
): LimitationWarning<T>[] {
  return items
    .flatMap((item) => {
      const { expiresOn, safeOn } = item.limitation;
      if (expiresOn === null || safeOn === null || expiresOn < on) return [];
      if (daysBetween(on, expiresOn) > withinDays) return [];
      return [{ item, expiresOn, safeOn, daysLeft: daysBetween(on, safeOn) }];
    })
    .toSorted((a, b) => compareDays(a.expiresOn, b.expiresOn));
}
