import CountryHolidays from 'date-holidays';
import { addDays, isoDate, yearOf, type Holidays, type IsoDate } from './domain/calendar.ts';
import { InvalidInput } from './domain/errors.ts';

const known = new Map<string, Holidays>();

/**
 * The public holidays of a country and, where it has them, of a federal state: `DE` and `BE` for
 * Berlin. Any year is answered; each is worked out once. Holidays of single municipalities (August
 * 15 in the Catholic ones of Bavaria, August 8 in Augsburg) are not among them.
 */
export function publicHolidays(country: string, state: string | null = null): Holidays {
  const place = `${country}/${state ?? ''}`;
  const holidays = known.get(place) ?? readHolidays(country, state);
  known.set(place, holidays);
  return holidays;
}

function readHolidays(country: string, state: string | null): Holidays {
  const source = new CountryHolidays(country, state ?? '');
  if (!(country in source.getCountries())) {
    throw new InvalidInput(`"${country}" is no country whose holidays are known; write it as DE`);
  }
  const states = Object.keys(source.getStates(country) ?? {});
  if (state !== null && !states.includes(state)) {
    const hint = states.length === 0 ? 'it has none' : `it has ${states.join(', ')}`;
    throw new InvalidInput(`"${state}" is no state of ${country} that has holidays; ${hint}`);
  }
  const years = new Map<number, ReadonlySet<IsoDate>>();
  return {
    has(on) {
      const year = yearOf(on);
      const days = years.get(year) ?? daysOffIn(source, year);
      years.set(year, days);
      return days.has(on);
    },
  };
}

function daysOffIn(source: CountryHolidays, year: number): ReadonlySet<IsoDate> {
  const days = source.getHolidays(year).flatMap((holiday) => {
    if (holiday.type !== 'public') return [];
    const first = isoDate(holiday.date.slice(0, 10));
    const count = Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000);
    return Array.from({ length: Math.max(count, 1) }, (_, later) => addDays(first, later));
  });
  return new Set(days);
}
