/** Money, days and numbers as the reader's language writes them. */
export type Language = 'de' | 'en' | 'it';

export const LANGUAGES: readonly Language[] = ['de', 'en', 'it'];

const LOCALES: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB', it: 'it-IT' };

export interface Format {
  language: Language;
  /** Whole cents of a currency. */
  money(cents: number, currency?: string): string;
  /** A calendar day, `2026-03-15`; it never moves with a time zone. */
  day(day: string | null | undefined): string;
  shortDay(day: string): string;
  /** An instant, in the reader's own time zone. */
  instant(at: string | null | undefined): string;
  number(value: number, digits?: number): string;
  /** A country by its two letters, `DE`. */
  country(code: string): string;
  /** A language by its tag, `de-DE`. */
  tongue(tag: string): string;
  /** A share from 0 to 1. */
  percent(share: number, digits?: number): string;
}

const NOTHING = '–';
/** ISO 4217 currencies whose smallest unit is not the hundredth; browsers count some otherwise. */
const UNUSUAL_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** The digits behind the point of a currency: 2 for EUR and HUF, 0 for JPY. */
export const digitsOf = (currency: string): number =>
  Number(
    Object.keys(UNUSUAL_DIGITS).find((digits) =>
      UNUSUAL_DIGITS[Number(digits)]?.split(' ').includes(currency),
    ) ?? 2,
  );

export function makeFormat(language: Language): Format {
  const locale = LOCALES[language];
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: language === 'en' ? 'numeric' : '2-digit',
    month: language === 'en' ? 'short' : '2-digit',
    year: 'numeric',
  });
  const shortDay = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
  });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const tongues = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    language,
    money: (cents, currency = 'EUR') =>
      moneyFormat(locale, currency).format(toMajor(cents, currency)),
    day: (text) => (text ? day.format(noonOf(text)) : NOTHING),
    shortDay: (text) => shortDay.format(noonOf(text)),
    instant: (text) => (text ? instant.format(new Date(text)) : NOTHING),
    number: (value, digits = 0) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    tongue: (tag) => (/^[a-z]{2,3}(-\w+)*$/i.test(tag) ? (tongues.of(tag) ?? tag) : tag),
    percent: (share, digits = 0) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(
        share,
      ),
  };
}

const noonOf = (day: string): Date => new Date(`${day.slice(0, 10)}T12:00:00Z`);

const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const name = `${locale} ${currency}`;
  const known = moneyFormats.get(name);
  if (known !== undefined) return known;
  const digits = digitsOf(currency);
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: 'always',
  });
  moneyFormats.set(name, made);
  return made;
}

const toMajor = (cents: number, currency: string): number => cents / 10 ** digitsOf(currency);

/** Reads an amount as people type it (`1.234,50`, `1,234.50`, `12`); null when it is none. */
export function centsFrom(text: string, currency = 'EUR'): number | null {
  const digits = digitsOf(currency);
  const bare = text.replace(/[\s€]/g, '');
  // 12,505 may be twelve thousand or a slip of twelve and a half; nobody guesses about money.
  if (/^\d{1,3}[.,]\d{3}$/.test(bare)) return null;
  const match = /^(\d{1,3}(?:[.,']?\d{3})*|\d+)(?:[.,](\d{1,4}))?$/.exec(bare);
  const [, whole = '', part = ''] = match ?? [];
  if (match === null || part.length > digits) return null;
  return Number(whole.replace(/[.,']/g, '') + part.padEnd(digits, '0'));
}
