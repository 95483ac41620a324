import { Temporal } from 'temporal-polyfill';
import { InvalidInput, assertNever } from './errors.ts';

/** A calendar day of the creditor, `2026-03-15`. Days compare as text. */
export type IsoDate = string & { readonly __brand: 'IsoDate' };

/** A point in time in UTC, `2026-03-15T08:00:00.000Z`. Instants compare as text. */
export type Instant = string & { readonly __brand: 'Instant' };

// Days are counted in UTC, where each has as many milliseconds: exact, and a run over a million
// receivables asks so often that Temporal would be most of its time.
const DAY_MS = 86_400_000;

/** Days that were written lately: a run asks for the same few again and again. */
const written = new Map<number, IsoDate>();
const MOST_WRITTEN = 10_000;

/** The day of a number that `Date.parse` gave for a day, or that was counted from it. */
function dayAt(at: number): IsoDate {
  const known = written.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString();
  const day = text.slice(0, text.indexOf('T')) as IsoDate;
  if (written.size >= MOST_WRITTEN) written.clear();
  written.set(at, day);
  return day;
}

/** Reads a calendar day. Throws `InvalidInput` for anything else, February 30 included. */
export function isoDate(text: string): IsoDate {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const at = Date.parse(text);
    if (!Number.isNaN(at) && dayAt(at) === text) return text as IsoDate;
  }
  throw new InvalidInput(`"${text}" is not a calendar day; write it as YYYY-MM-DD`);
}

const PLAIN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** Reads an instant with a zone or offset and gives it in UTC with milliseconds. */
export function instant(text: string): Instant {
  // Most are in UTC already, and this is asked for every row that is read.
  const at = PLAIN.test(text) ? new Date(text) : null;
  const plain = at === null || Number.isNaN(at.getTime()) ? '' : at.toISOString();
  if (plain.slice(0, 19) === text.slice(0, 19)) return plain as Instant;
  try {
    const read = Temporal.Instant.from(text);
    return read.toString({ fractionalSecondDigits: 3 }) as Instant;
  } catch {
    throw new InvalidInput(`"${text}" is not an instant; write it as 2026-03-15T08:00:00Z`);
  }
}

/** The day `days` later (earlier when negative). */
export function addDays(on: IsoDate, days: number): IsoDate {
  return dayAt(Date.parse(on) + days * DAY_MS);
}

/** Days from one day to another: 0 for the same day, negative when `to` comes first. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** The instant `seconds` later. */
export function addSeconds(at: Instant, seconds: number): Instant {
  return instant(Temporal.Instant.from(at).add({ seconds }).toString());
}

/** The creditor's calendar day at an instant: at 23:30 UTC in Berlin it is already tomorrow. */
export function dayOf(at: Instant, timeZone: string): IsoDate {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  return local.toPlainDate().toString() as IsoDate;
}

/** The instant at which a local wall-clock hour begins on a day. */
export function instantAt(on: IsoDate, hour: number, timeZone: string): Instant {
  const local = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: { hour } });
  return instant(local.toInstant().toString());
}

/** Sorts days: the earlier first, and what falls on one day keeps its order. */
export const compareDays = (a: IsoDate, b: IsoDate): number => Number(a > b) - Number(a < b);

export const minDate = (a: IsoDate, b: IsoDate): IsoDate => (a < b ? a : b);
export const maxDate = (a: IsoDate, b: IsoDate): IsoDate => (a > b ? a : b);

// ---------------------------------------------------------------------------------------------
// Months and years

/** The day `months` later; a day the month does not have becomes its last one (BGB 188(3)). */
export function addMonths(on: IsoDate, months: number): IsoDate {
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number);
  const last = new Date(0);
  // Day 0 of the month after is the last of the month.
  last.setUTCFullYear(year, month + months, 0);
  return dayAt(last.getTime() - Math.max(0, last.getUTCDate() - day) * DAY_MS);
}

/** The last day of the month. */
export function endOfMonth(on: IsoDate): IsoDate {
  const day = Temporal.PlainDate.from(on);
  return day.with({ day: day.daysInMonth }).toString() as IsoDate;
}

export const yearOf = (on: IsoDate): number => Number(on.slice(0, 4));

/** December 31 of a year, `yearsLater` after the year of the day. */
export function endOfYear(on: IsoDate, yearsLater = 0): IsoDate {
  return isoDate(`${String(yearOf(on) + yearsLater).padStart(4, '0')}-12-31`);
}

/** 366 in a leap year, else 365. */
export function daysInYear(on: IsoDate): 365 | 366 {
  return Temporal.PlainDate.from(on).inLeapYear ? 366 : 365;
}

// ---------------------------------------------------------------------------------------------
// Working days

/**
 * The public holidays at the place of performance; a plain set of days will do. Whoever makes it
 * answers for every year that is asked.
 */
export interface Holidays {
  has(on: IsoDate): boolean;
}

/** No holiday at all: only the weekend is free. */
export const NO_HOLIDAYS: Holidays = new Set<IsoDate>();

export const isSunday = (on: IsoDate): boolean => new Date(on).getUTCDay() === 0;

/** Saturday, Sunday and public holidays are no working days (BGB 193). */
export function isWorkingDay(on: IsoDate, holidays: Holidays): boolean {
  const weekday = new Date(on).getUTCDay();
  return weekday >= 1 && weekday <= 5 && !holidays.has(on);
}

/** The day itself when it is a working day, else the next one: what BGB 193 makes of a last day. */
export function shiftToWorkingDay(on: IsoDate, holidays: Holidays): IsoDate {
  let day = on;
  while (!isWorkingDay(day, holidays)) day = addDays(day, 1);
  return day;
}

/** The first working day after the day. */
export function nextWorkingDay(on: IsoDate, holidays: Holidays): IsoDate {
  return shiftToWorkingDay(addDays(on, 1), holidays);
}

/** The day itself when it is a working day, else the one before: the safe side of a time bar. */
export function lastWorkingDayUntil(on: IsoDate, holidays: Holidays): IsoDate {
  let day = on;
  while (!isWorkingDay(day, holidays)) day = addDays(day, -1);
  return day;
}

/** The day on which so many working days have passed; the first day itself does not count. */
export function addWorkingDays(on: IsoDate, workingDays: number, holidays: Holidays): IsoDate {
  let day = on;
  for (let left = workingDays; left > 0; left -= 1) day = nextWorkingDay(day, holidays);
  return day;
}

/** A period as a contract or a statute names it. */
export interface Period {
  count: number;
  unit: 'days' | 'weeks' | 'months';
}

/**
 * The last day of a period that an event sets going. The day of the event does not count (BGB
 * 187(1)); months end on the day with the same number or the last one (188(2), (3)).
 */
export function nominalEndOf(period: Period, eventOn: IsoDate): IsoDate {
  switch (period.unit) {
    case 'days':
      return addDays(eventOn, period.count);
    case 'weeks':
      return addDays(eventOn, 7 * period.count);
    case 'months':
      return addMonths(eventOn, period.count);
    default:
      return assertNever(period.unit, 'nominalEndOf');
  }
}

/** The last day to act within a period, moved off weekends and holidays (BGB 193). */
export function lastDayOf(period: Period, eventOn: IsoDate, holidays: Holidays): IsoDate {
  return shiftToWorkingDay(nominalEndOf(period, eventOn), holidays);
}
