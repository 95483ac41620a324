import {
  addDays,
  dayOf,
  type Holidays,
  type Instant,
  instantAt,
  type IsoDate,
  isSunday,
} from './calendar.ts';

/** When nothing is sent to a debtor, by the clock on his wall. */
export interface QuietHours {
  /** The first quiet hour, 0 to 23; the same as `toHour` for none. */
  fromHour: number;
  /** The first hour in which it may be sent again. */
  toHour: number;
  sundays: boolean;
  holidays: boolean;
}

/** Where the debtor lives: his clock and his public holidays. */
export interface QuietPlace {
  timeZone: string;
  holidays: Holidays;
}

/**
 * The first instant from `at` on at which a message may reach the debtor: `at` itself outside his
 * quiet hours and days. An hour that the clock skips begins with the next one; of an hour that it
 * shows twice the first one counts, so the night is quiet as long as it lasts.
 */
export function nextQuietFree(at: Instant, place: QuietPlace, quiet: QuietHours): Instant {
  let day = dayOf(at, place.timeZone);
  for (let tries = 0; tries < 400; tries += 1) {
    if (!isQuietDay(day, place, quiet)) {
      const free = spokenHours(day, place.timeZone, quiet).find(
        // Empty where the clock skips all of it.
        ({ from, until }) => from < until && at < until,
      );
      if (free !== undefined) return at > free.from ? at : free.from;
    }
    day = addDays(day, 1);
  }
  throw new Error(`no hour without quiet within a year of ${at}`);
}

function isQuietDay(day: IsoDate, { holidays }: QuietPlace, quiet: QuietHours): boolean {
  return (quiet.sundays && isSunday(day)) || (quiet.holidays && holidays.has(day));
}

/** The stretches of a day in which it may be sent, the earlier first. */
function spokenHours(
  day: IsoDate,
  timeZone: string,
  { fromHour, toHour }: QuietHours,
): { from: Instant; until: Instant }[] {
  const hour = (of: number): Instant => instantAt(day, of, timeZone);
  const midnight = instantAt(addDays(day, 1), 0, timeZone);
  if (fromHour === toHour) return [{ from: hour(0), until: midnight }];
  if (fromHour > toHour) return [{ from: hour(toHour), until: hour(fromHour) }];
  return [
    { from: hour(0), until: hour(fromHour) },
    { from: hour(toHour), until: midnight },
  ];
}

/** Countries with one clock; of Spain and Portugal the clock of the mainland. */
const TIME_ZONES: Readonly<Record<string, string>> = {
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
};

/** The clock of a debtor's country (ISO 3166-1 alpha-2); of any other the creditor's own. */
export const debtorTimeZone = (country: string | null, creditorsZone: string): string =>
  (country === null ? undefined : TIME_ZONES[country]) ?? creditorsZone;
