import type { IsoDate } from './calendar.ts';
import type { InterestSegment } from './interest.ts';
import type { LetterInterest, LetterLanguage } from './letters.ts';
import { decimalFromCents } from './money.ts';
import type { Cents } from './money.ts';

/**
 * How amounts and days are written to a debtor. Written by hand: what a machine's locale data say
 * changes from one runtime to the next, and a frozen letter must not.
 */
const MONTHS: Readonly<Record<LetterLanguage, readonly string[]>> = {
  de: words('Januar Februar März April Mai Juni Juli August September Oktober November Dezember'),
  en: words(
    'January February March April May June July August September October November December',
  ),
  it: words(
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  ),
};

const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', GBP: '£', USD: '$' };

/**
 * `1.234,50 €` in German and Italian, `€1,234.50` in English; other currencies by their code and
 * with as many decimals as they have (ISO 4217): `11.900 JPY`.
 */
export function formatMoney(language: LetterLanguage, value: Cents, currency: string): string {
  const symbol = SYMBOLS[currency];
  if (language !== 'en') {
    return `${formatDecimal(language, decimalFromCents(value, currency))} ${symbol ?? currency}`;
  }
  const amount = formatDecimal('en', decimalFromCents(Math.abs(value), currency));
  return `${value < 0 ? '-' : ''}${symbol ?? `${currency} `}${amount}`;
}

/** `6,52 %` from 652 in German, `6.52%` in English, `6,52%` in Italian. */
export function formatPercent(language: LetterLanguage, basisPoints: number): string {
  const number = formatDecimal(language, decimalFromCents(basisPoints));
  return `${number}${language === 'de' ? ' %' : '%'}`;
}

/** `15. März 2026`, `15 March 2026`, `15 marzo 2026`; the first of a month is `1º` in Italian. */
export function formatDay(language: LetterLanguage, on: IsoDate): string {
  const [year, month, day] = on.split('-').map(Number);
  const name = MONTHS[language][(month ?? 1) - 1] ?? '';
  const ordinal = language === 'de' ? '.' : language === 'it' && day === 1 ? 'º' : '';
  return `${day}${ordinal} ${name} ${year}`;
}

/** For narrow columns: `15.03.2026`, `15 Mar 2026`, `15/03/2026`. */
export function formatShortDay(language: LetterLanguage, on: IsoDate): string {
  const [year, month, day] = on.split('-');
  if (language === 'de') return `${day}.${month}.${year}`;
  if (language === 'it') return `${day}/${month}/${year}`;
  return `${Number(day)} ${MONTHS.en[Number(month) - 1]?.slice(0, 3)} ${year}`;
}

function formatDecimal(language: LetterLanguage, decimal: string): string {
  const [whole = '', part = ''] = decimal.split('.');
  const [group, point] = language === 'en' ? [',', '.'] : ['.', ','];
  const grouped = whole.length <= 3 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  return part === '' ? grouped : `${grouped}${point}${part}`;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** One segment of interest as a letter shows it. */
export function letterInterest(orderName: string, segment: InterestSegment): LetterInterest {
  const { principalCents, rate, baseRate, fromOn, toOn, days, ground, interestCents } = segment;
  return {
    orderName,
    principalCents,
    rateBasisPoints: Math.round(rate / 100),
    // A base rate below zero is no figure for a letter; the rate itself is.
    baseRateBasisPoints: baseRate === null || baseRate < 0 ? null : Math.round(baseRate / 100),
    fromOn,
    toOn,
    days,
    amountCents: interestCents,
    ground: GROUNDS[ground] ?? ground,
  };
}

/** Statutes in the short words in which a letter quotes them. */
const GROUNDS: Readonly<Record<string, string>> = {
  'BGB 288(1)': '§ 288 Abs. 1 BGB',
  'BGB 288(2)': '§ 288 Abs. 2 BGB',
  'BGB 288(2) before 2014-07-29': '§ 288 Abs. 2 BGB a. F.',
  'UGB 456': '§ 456 UGB',
  'ABGB 1000(1)': '§ 1000 Abs. 1 ABGB',
  'OR 104(1)': 'Art. 104 Abs. 1 OR',
};
