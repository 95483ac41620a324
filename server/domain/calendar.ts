import { Temporal } from 'temporal-polyfill';
import { InvalidInput } from './errors.ts';

/** A calendar day of the creditor, `2026-03-15`. Days compare as text. */
export type IsoDate = string & { readonly __brand: 'IsoDate' };

/** A point in time in UTC, `2026-03-15T08:00:00.000Z`. Instants compare as text. */
export type Instant = string & { readonly __brand: 'Instant' };

/** Reads a calendar day. Throws `InvalidInput` for anything else, February 30 included. */
export function isoDate(text: string): IsoDate {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    try {
      return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as IsoDate;
    } catch {
      // Falls through to the one sentence below.
    }
  }
  throw new InvalidInput(`"${text}" is not a calendar day; write it as YYYY-MM-DD`);
}

/** Reads an instant with a zone or offset and gives it in UTC with milliseconds. */
export function instant(text: string): Instant {
  try {
    const read = Temporal.Instant.from(text);
    return read.toString({ fractionalSecondDigits: 3 }) as Instant;
  } catch {
    throw new InvalidInput(`"${text}" is not an instant; write it as 2026-03-15T08:00:00Z`);
  }
}

/** The day `days` later (earlier when negative). */
export function addDays(on: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(on).add({ days }).toString() as IsoDate;
}

/** Days from one day to another: 0 for the same day, negative when `to` comes first. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(to).days;
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

export const minDate = (a: IsoDate, b: IsoDate): IsoDate => (a < b ? a : b);
export const maxDate = (a: IsoDate, b: IsoDate): IsoDate => (a > b ? a : b);
