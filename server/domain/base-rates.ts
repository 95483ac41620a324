/** The rates that statutes refer to, as published, and how long each table speaks. */
import { addDays, addMonths, compareDays, type IsoDate } from './calendar.ts';
import { InvalidInput } from './errors.ts';
import { rateFromPercent, type RateMillionths } from './money.ts';

export type Country = 'DE' | 'AT' | 'CH' | 'IT';

const COUNTRIES: readonly Country[] = ['DE', 'AT', 'CH', 'IT'];

/** Reads a country whose law of interest is known here. */
export function lawCountry(text: string): Country {
  const found = COUNTRIES.find((country) => country === text);
  if (found !== undefined) return found;
  throw new InvalidInput(
    `"${text}" is not a country whose default interest is known; write ${COUNTRIES.join(', ')}`,
  );
}

export const RATE_NAMES = ['de_base', 'at_base', 'it_reference', 'it_legal'] as const;
export type RateName = (typeof RATE_NAMES)[number];

/** A published rate from its first day on. */
interface PublishedRate {
  validFrom: IsoDate;
  rate: RateMillionths;
}

/** What an operator adds when a new rate is published. */
export interface AddedRate extends PublishedRate {
  name: RateName;
}

interface RateTable {
  title: string;
  /** Months after which the next rate is due: a row speaks no longer than that. */
  months: 6 | 12;
  /** Where the figures come from. */
  source: string;
  rows: readonly PublishedRate[];
}

/** `2002-01 2.57` lines to rows; a month stands for its first day. */
function rows(lines: string): PublishedRate[] {
  return lines
    .trim()
    .split(/\s*;\s*/)
    .map((line) => {
      const [month = '', percent = ''] = line.split(' ');
      return { validFrom: `${month}-01` as IsoDate, rate: rateFromPercent(percent) };
    });
}

/**
 * The tables. German base rate: BGB 247, Bundesbank series BBK01.SU0115, announced in the
 * Bundesanzeiger. Austria: base rate of the OeNB on the first day of the half-year (UGB 456).
 * Italy: ECB reference for D.Lgs. 231/2002 art. 5 and the legal rate of art. 1284 c.c.
 */
export const RATE_TABLES: Readonly<Record<RateName, RateTable>> = {
  de_base: {
    title: 'German base rate',
    months: 6,
    source: 'BGB 247, Deutsche Bundesbank',
    rows: rows(`
      2002-01 2.57; 2002-07 2.47; 2003-01 1.97; 2003-07 1.22; 2004-01 1.14; 2004-07 1.13;
      2005-01 1.21; 2005-07 1.17; 2006-01 1.37; 2006-07 1.95; 2007-01 2.70; 2007-07 3.19;
      2008-01 3.32; 2008-07 3.19; 2009-01 1.62; 2009-07 0.12; 2010-01 0.12; 2010-07 0.12;
      2011-01 0.12; 2011-07 0.37; 2012-01 0.12; 2012-07 0.12; 2013-01 -0.13; 2013-07 -0.38;
      2014-01 -0.63; 2014-07 -0.73; 2015-01 -0.83; 2015-07 -0.83; 2016-01 -0.83; 2016-07 -0.88;
      2017-01 -0.88; 2017-07 -0.88; 2018-01 -0.88; 2018-07 -0.88; 2019-01 -0.88; 2019-07 -0.88;
      2020-01 -0.88; 2020-07 -0.88; 2021-01 -0.88; 2021-07 -0.88; 2022-01 -0.88; 2022-07 -0.88;
      2023-01 1.62; 2023-07 3.12; 2024-01 3.62; 2024-07 3.37; 2025-01 2.27; 2025-07 1.27;
      2026-01 1.27; 2026-07 1.52`),
  },
  at_base: {
    title: 'Austrian base rate',
    months: 6,
    source: 'UGB 456, Oesterreichische Nationalbank (2025-01 derived, 2026-01 from one source)',
    rows: rows(`
      2022-07 -0.62; 2023-01 1.88; 2023-07 3.38; 2024-01 3.88; 2024-07 3.88; 2025-01 2.53;
      2025-07 1.53; 2026-01 1.53; 2026-07 1.53`),
  },
  it_reference: {
    title: 'ECB reference rate',
    months: 6,
    source: 'D.Lgs. 231/2002 art. 5, notices of the MEF (2026-07 derived from the ECB rate)',
    rows: rows(`
      2015-01 0.05; 2015-07 0.05; 2016-01 0.05; 2016-07 0.00; 2017-01 0.00; 2017-07 0.00;
      2018-01 0.00; 2018-07 0.00; 2019-01 0.00; 2019-07 0.00; 2020-01 0.00; 2020-07 0.00;
      2021-01 0.00; 2021-07 0.00; 2022-01 0.00; 2022-07 0.00; 2023-01 2.50; 2023-07 4.00;
      2024-01 4.50; 2024-07 4.25; 2025-01 3.15; 2025-07 2.15; 2026-01 2.15; 2026-07 2.40`),
  },
  it_legal: {
    title: 'Italian legal rate',
    months: 12,
    source: 'Art. 1284 c.c.',
    rows: rows('2025-01 2.00; 2026-01 1.60'),
  },
};

/** The tables on which the statutory interest of a creditor may stand. */
const TABLES_OF: Readonly<Record<Country, readonly RateName[]>> = {
  DE: ['de_base'],
  AT: ['at_base'],
  CH: [],
  IT: ['it_reference', 'it_legal'],
};

/** Which rates of a creditor's country are not known on a day, each with its first unknown day. */
export function missingRates(
  country: string,
  on: IsoDate,
  added: readonly AddedRate[] = [],
): { name: RateName; title: string; fromOn: IsoDate }[] {
  const known = COUNTRIES.find((one) => one === country);
  return (known === undefined ? [] : TABLES_OF[known]).flatMap((name) => {
    const fromOn = addDays(rateKnownUntil(name, added), 1);
    return fromOn <= on ? [{ name, title: RATE_TABLES[name].title, fromOn }] : [];
  });
}

/** A stretch of days with one rate. */
export interface RateStretch {
  fromOn: IsoDate;
  toOn: IsoDate;
  rate: RateMillionths;
}

/** The last day for which the table, with what the operator added, knows the rate. */
export function rateKnownUntil(name: RateName, added: readonly AddedRate[] = []): IsoDate {
  const last = rowsOf(name, added).at(-1);
  if (last === undefined) throw new InvalidInput(`There is no ${RATE_TABLES[name].title} at all`);
  return speaksUntil(name, last);
}

/**
 * The rates of a table between two days, both included. What is not known is left out: a gap in
 * the middle or before the first row throws `InvalidInput`; the end simply stops at the last known
 * day, so that the caller can say so.
 */
export function ratesBetween(
  name: RateName,
  fromOn: IsoDate,
  toOn: IsoDate,
  added: readonly AddedRate[] = [],
): RateStretch[] {
  const table = rowsOf(name, added);
  const stretches: RateStretch[] = [];
  let day = fromOn;
  while (day <= toOn) {
    const index = table.findLastIndex((row) => row.validFrom <= day);
    const row = table[index];
    const next = table[index + 1];
    if (row === undefined || speaksUntil(name, row) < day) {
      if (row !== undefined && next === undefined) break;
      throw new InvalidInput(
        `The ${RATE_TABLES[name].title} on ${day} is not known; add the rate to compute this day`,
      );
    }
    const ends = [toOn, speaksUntil(name, row)];
    if (next !== undefined) ends.push(addDays(next.validFrom, -1));
    const until = ends.toSorted()[0] ?? toOn;
    stretches.push({ fromOn: day, toOn: until, rate: row.rate });
    day = addDays(until, 1);
  }
  return stretches;
}

/**
 * What speaks against an added rate: the base rate has followed the ECB rate at a distance of 0.88
 * points and in steps that were never wider than 3 points; a wider one is more likely a slip.
 */
export function doubtAboutRate(added: AddedRate): string | null {
  const { title, rows: published, months } = RATE_TABLES[added.name];
  const starts = months === 6 ? ['01-01', '07-01'] : ['01-01'];
  if (!starts.includes(added.validFrom.slice(5))) {
    return `The ${title} changes on ${starts.join(' and ')} only`;
  }
  const before = published.findLast((row) => row.validFrom < added.validFrom);
  if (before !== undefined && Math.abs(added.rate - before.rate) > 30_000) {
    return `The ${title} would jump by more than 3 points; check the figure`;
  }
  return null;
}

/** The table with the operator's rows; an added row replaces the published one of its day. */
function rowsOf(name: RateName, added: readonly AddedRate[]): readonly PublishedRate[] {
  const { rows: published } = RATE_TABLES[name];
  const own = added.filter((row) => row.name === name);
  if (own.length === 0) return published;
  const byDay = new Map(published.map((row) => [row.validFrom, row]));
  for (const row of own) byDay.set(row.validFrom, row);
  return [...byDay.values()].toSorted((a, b) => compareDays(a.validFrom, b.validFrom));
}

function speaksUntil(name: RateName, row: PublishedRate): IsoDate {
  return addDays(addMonths(row.validFrom, RATE_TABLES[name].months), -1);
}
