/** Default interest, exact to the cent: rates by statute, day counts, segments that can be printed. */
import { ratesBetween, type AddedRate, type Country, type RateName } from './base-rates.ts';
import {
  addDays,
  compareDays,
  daysBetween,
  daysInYear,
  endOfMonth,
  minDate,
  yearOf,
  type IsoDate,
} from './calendar.ts';
import { assertNever, InvalidInput } from './errors.ts';
import { cents, divideHalfUp, type Cents, type RateMillionths } from './money.ts';

/**
 * How days become years. `act/act` splits at New Year and divides by 365 or 366 (the claim in BGH
 * III ZR 91/07 comes out only so); `act/365` and `act/360` always divide by the same; `30/360`
 * gives every month 30 days. German law names none, so it is a setting.
 */
export type DayCount = 'act/act' | 'act/365' | 'act/360' | '30/360';

export const DAY_COUNTS: readonly DayCount[] = ['act/act', 'act/365', 'act/360', '30/360'];

/** What each country uses unless set otherwise; Italy divides by 36500 in leap years as well. */
export const USUAL_DAY_COUNT: Readonly<Record<Country, DayCount>> = {
  DE: 'act/act',
  AT: 'act/365',
  CH: '30/360',
  IT: 'act/365',
};

/** The rate a claim bears. */
export type RateRule =
  | {
      kind: 'statutory';
      country: Country;
      debtor: 'consumer' | 'business';
      /** Payment for goods or services; damages, fees and refunds bear the lower rate. */
      remuneration: boolean;
      /** When the obligation arose; null when it is not known. */
      arisenOn: IsoDate | null;
    }
  /** A rate the parties agreed on, or one to check a figure with. */
  | { kind: 'agreed'; rate: RateMillionths }
  /** HGB 352, 353: 5 % between merchants from the due date, even before default. */
  | { kind: 'merchants' };

interface Surcharge {
  /** The published rate it stands on; null for a fixed one. */
  on: RateName | null;
  plus: RateMillionths;
  ground: string;
}

/** From this day on the lump sum and 9 points apply (EGBGB Art. 229 § 34); before it was 8. */
const NINE_POINTS_SINCE = '2014-07-29';

/** Rate rules by country; sources in each ground. */
function surchargeOf(rule: RateRule, fromOn: IsoDate): Surcharge {
  if (rule.kind === 'agreed') return { on: null, plus: rule.rate, ground: 'agreed rate' };
  if (rule.kind === 'merchants') return { on: null, plus: 50_000, ground: 'HGB 352, 353' };
  const commercial = rule.debtor === 'business' && rule.remuneration;
  switch (rule.country) {
    case 'DE': {
      if (!commercial) return { on: 'de_base', plus: 50_000, ground: 'BGB 288(1)' };
      if ((rule.arisenOn ?? fromOn) >= NINE_POINTS_SINCE) {
        return { on: 'de_base', plus: 90_000, ground: 'BGB 288(2)' };
      }
      return { on: 'de_base', plus: 80_000, ground: 'BGB 288(2) before 2014-07-29' };
    }
    case 'AT':
      return commercial
        ? { on: 'at_base', plus: 92_000, ground: 'UGB 456' }
        : { on: null, plus: 40_000, ground: 'ABGB 1000(1)' };
    case 'CH':
      return { on: null, plus: 50_000, ground: 'OR 104(1)' };
    case 'IT':
      return commercial
        ? { on: 'it_reference', plus: 80_000, ground: 'D.Lgs. 231/2002 art. 5' }
        : { on: 'it_legal', plus: 0, ground: 'c.c. art. 1284, 1224' };
    default:
      return assertNever(rule.country, 'surchargeOf');
  }
}

/** From this day on the principal is this much, until the next step. */
export interface PrincipalStep {
  fromOn: IsoDate;
  principalCents: Cents;
}

export interface InterestOrder {
  principal: readonly PrincipalStep[];
  /** First and last day that bear interest; both count. */
  fromOn: IsoDate;
  toOn: IsoDate;
  rule: RateRule;
  dayCount: DayCount;
  /** Rates the operator added because they were published after this release. */
  addedRates: readonly AddedRate[];
}

export interface InterestSegment {
  fromOn: IsoDate;
  toOn: IsoDate;
  /** Days after the day count, so 30 for a whole month under 30/360. */
  days: number;
  /** What the days are divided by. */
  yearDays: 360 | 365 | 366;
  principalCents: Cents;
  rate: RateMillionths;
  /** The published rate within it; null when the rate does not stand on one. */
  baseRate: RateMillionths | null;
  ground: string;
  /** This segment's part of the whole; the parts add up. */
  interestCents: Cents;
}

export interface Interest {
  interestCents: Cents;
  segments: readonly InterestSegment[];
  dayCount: DayCount;
  /** The last day that is in the figure; before `toOn` when the next rate is not known yet. */
  computedUntil: IsoDate | null;
  /** False when the figure ends early because a rate is not known yet. */
  complete: boolean;
}

/**
 * Simple interest from one day to another, both counted, on a principal that may change (BGB 288,
 * 289: no interest on interest). Summed exactly and rounded half up once, at the end. Beyond the
 * last published rate nothing is guessed: the figure ends there and `complete` is false.
 */
export function interestOn(order: InterestOrder): Interest {
  const { fromOn, toOn, dayCount } = order;
  if (toOn < fromOn) {
    throw new InvalidInput(`The interest period ends on ${toOn}, before it begins on ${fromOn}`);
  }
  const stretches = rateStretches(order);
  const computedUntil = stretches.at(-1)?.toOn ?? null;
  const pieces = stretches.flatMap((stretch) =>
    cutByYear(stretch, dayCount).flatMap((piece) => cutByPrincipal(piece, order.principal)),
  );
  const merged = mergeAlike(pieces);
  let exact = 0n;
  let before = 0;
  const segments = merged.map(({ yearDays, ...piece }) => {
    const days = daysIn(piece.fromOn, piece.toOn, dayCount);
    exact += interestParts(piece.principalCents, piece.rate, days, yearDays);
    const whole = roundParts(exact);
    const interestCents = cents(whole - before);
    before = whole;
    return { ...piece, days, yearDays, interestCents };
  });
  return {
    interestCents: before,
    segments,
    dayCount,
    computedUntil,
    complete: computedUntil === toOn,
  };
}

/**
 * Interest for a bare number of days or whole years without dates, as a price list states it. Only
 * for a given rate; `act/act` cannot be told without dates.
 */
export function interestForDays(
  principalCents: Cents,
  rate: RateMillionths,
  time: { days: number } | { years: number },
  dayCount: DayCount,
): Cents {
  principalOf(principalCents);
  const count = 'days' in time ? time.days : time.years;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new InvalidInput(`${count} is no number of days or years; write a whole number`);
  }
  if ('years' in time) return roundParts(interestParts(principalCents, rate, 365 * count, 365));
  if (dayCount === 'act/act') {
    throw new InvalidInput('act/act needs dates, as a leap year has 366 days; write from and to');
  }
  const yearDays = dayCount === 'act/365' ? 365 : 360;
  return roundParts(interestParts(principalCents, rate, count, yearDays));
}

// ---------------------------------------------------------------------------------------------
// Exact sums: every segment in parts of one cent / (10^6 * 360 * 365 * 366)

const YEARS = 360n * 365n * 366n;

function interestParts(
  principalCents: Cents,
  rate: RateMillionths,
  days: number,
  yearDays: number,
): bigint {
  return BigInt(principalCents) * BigInt(rate) * BigInt(days) * (YEARS / BigInt(yearDays));
}

function roundParts(parts: bigint): Cents {
  return cents(Number(divideHalfUp(parts, 1_000_000n * YEARS)));
}

// ---------------------------------------------------------------------------------------------
// Segments

interface Piece {
  fromOn: IsoDate;
  toOn: IsoDate;
  rate: RateMillionths;
  baseRate: RateMillionths | null;
  ground: string;
  yearDays: 360 | 365 | 366;
  principalCents: Cents;
}

type Stretch = Omit<Piece, 'yearDays' | 'principalCents'>;

function rateStretches({ rule, fromOn, toOn, addedRates }: InterestOrder): Stretch[] {
  const { on, plus, ground } = surchargeOf(rule, fromOn);
  if (on === null) {
    if (plus < 0) throw new InvalidInput('An agreed interest rate cannot be below zero');
    return [{ fromOn, toOn, rate: plus, baseRate: null, ground }];
  }
  return ratesBetween(on, fromOn, toOn, addedRates).map((stretch) => ({
    fromOn: stretch.fromOn,
    toOn: stretch.toOn,
    rate: stretch.rate + plus,
    baseRate: stretch.rate,
    ground,
  }));
}

function cutByYear(stretch: Stretch, dayCount: DayCount): Omit<Piece, 'principalCents'>[] {
  if (dayCount !== 'act/act') {
    return [{ ...stretch, yearDays: dayCount === 'act/365' ? 365 : 360 }];
  }
  const pieces: Omit<Piece, 'principalCents'>[] = [];
  for (let day = stretch.fromOn; day <= stretch.toOn;) {
    const toOn = minDate(stretch.toOn, `${yearOf(day)}-12-31` as IsoDate);
    pieces.push({ ...stretch, fromOn: day, toOn, yearDays: daysInYear(day) });
    day = addDays(toOn, 1);
  }
  return pieces;
}

function cutByPrincipal(
  piece: Omit<Piece, 'principalCents'>,
  steps: readonly PrincipalStep[],
): Piece[] {
  const sorted = steps.toSorted((a, b) => compareDays(a.fromOn, b.fromOn));
  return sorted.flatMap((step, index) => {
    const next = sorted[index + 1];
    const fromOn = step.fromOn > piece.fromOn ? step.fromOn : piece.fromOn;
    const toOn = next === undefined ? piece.toOn : minDate(piece.toOn, addDays(next.fromOn, -1));
    const principalCents = principalOf(step.principalCents);
    return fromOn > toOn || principalCents === 0
      ? []
      : [{ ...piece, fromOn, toOn, principalCents }];
  });
}

function principalOf(principalCents: Cents): Cents {
  if (cents(principalCents) >= 0) return principalCents;
  throw new InvalidInput('A principal below zero bears no interest; write zero or more');
}

/** One segment per rate, year length and principal, even where a new half-year changed nothing. */
function mergeAlike(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    const alike =
      last !== undefined &&
      addDays(last.toOn, 1) === piece.fromOn &&
      last.rate === piece.rate &&
      last.yearDays === piece.yearDays &&
      last.principalCents === piece.principalCents;
    if (alike) merged[merged.length - 1] = { ...last, toOn: piece.toOn };
    else merged.push(piece);
  }
  return merged;
}

/** Days of a period, both ends counted, so that the days of its parts add up. */
export function daysIn(fromOn: IsoDate, toOn: IsoDate, dayCount: DayCount): number {
  if (dayCount !== '30/360') return daysBetween(fromOn, toOn) + 1;
  return monthDays(toOn) - monthDays(addDays(fromOn, -1));
}

/** Days since the year 0 when every month has 30: the last day of any month is its 30th. */
function monthDays(on: IsoDate): number {
  const day = on === endOfMonth(on) ? 30 : Number(on.slice(8));
  return 360 * yearOf(on) + 30 * Number(on.slice(5, 7)) + day;
}
