import { InvalidInput } from './errors.ts';

/**
 * Whole units of a currency's smallest coin: cents of the euro, yen of the yen, fils of the dinar.
 * A float never holds money; `cents` refuses one.
 */
export type Cents = number;

/** An amount that knows its currency. Amounts of two currencies never mix. */
export interface Money {
  readonly cents: Cents;
  /** ISO 4217, `EUR`. */
  readonly currency: string;
}

/** A percentage in millionths of the principal: 6.62 % is 66200. Whole, and so without rounding. */
export type RateMillionths = number;

/** ISO 4217 currencies whose smallest unit is not the hundredth, by their decimals. */
const UNUSUAL_DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, Number(decimals)])),
);

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Is it a currency of ISO 4217 in which somebody can pay? */
export const isCurrency = (code: string): boolean =>
  CURRENCIES.has(code) || UNUSUAL_DECIMALS.has(code);

/** Decimals of a currency after ISO 4217; throws `InvalidInput` for what is no currency code. */
export function decimalsOf(currency: string): number {
  if (!isCurrency(currency)) {
    throw new InvalidInput(`"${currency}" is not a currency; write its ISO 4217 code, such as EUR`);
  }
  return UNUSUAL_DECIMALS.get(currency) ?? 2;
}

/** Takes a number of cents. Throws `InvalidInput` when it is no safe whole number. */
export function cents(value: number): Cents {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new InvalidInput(`${value} is not a whole number of cents`);
}

/**
 * Reads a decimal text as a shop or an agency writes it (`1234.50`, `-3.00`, `7`) into the smallest
 * unit of the currency. Throws `InvalidInput` for more decimals than the currency has, unless they
 * are zeros, and for anything else.
 */
export function centsFromDecimal(text: string, currency = 'EUR'): Cents {
  const decimals = decimalsOf(currency);
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim());
  const [, sign, whole = '', part = ''] = match ?? [];
  const kept = part.slice(0, decimals).padEnd(decimals, '0');
  if (match === null || !/^0*$/.test(part.slice(decimals))) {
    const sample = decimalFromCents(123_450, currency);
    throw new InvalidInput(`"${text}" is not an amount in ${currency}; write it as ${sample}`);
  }
  const value = Number(whole + kept);
  return cents(sign === '-' ? -value : value);
}

/** Writes cents as a decimal text with a dot and the currency's places, as partners want it. */
export function decimalFromCents(value: Cents, currency = 'EUR'): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(cents(value))).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = value < 0 ? '-' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** Makes an amount; throws `InvalidInput` for a float or what is no currency. */
export function money(value: Cents, currency: string): Money {
  decimalsOf(currency);
  return { cents: cents(value), currency };
}

/** Adds amounts of one currency; throws `InvalidInput` when the currencies differ. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new InvalidInput(`${a.currency} and ${b.currency} cannot be added; convert one first`);
  }
  return money(a.cents + b.cents, a.currency);
}

export function subtractMoney(a: Money, b: Money): Money {
  return addMoney(a, money(-b.cents, b.currency));
}

/** Writes an amount with its currency, `1234.50 EUR`. */
export function formatMoney(value: Money): string {
  return `${decimalFromCents(value.cents, value.currency)} ${value.currency}`;
}

/** Adds up whole cents and refuses a sum that is no longer exact. */
export function sumCents(values: readonly Cents[]): Cents {
  return cents(values.reduce((sum, value) => sum + cents(value), 0));
}

/**
 * Splits an amount by weights so that the parts add up to the whole. What remains after rounding
 * down goes, one cent each, to the parts that lost most; among equals to the first.
 */
export function splitCents(total: Cents, weights: readonly number[]): Cents[] {
  const shares = weights.map((weight) => BigInt(weight));
  const sum = shares.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || shares.some((share) => share < 0n)) {
    throw new InvalidInput('An amount is split by weights of zero or more, not all of them zero');
  }
  const whole = BigInt(Math.abs(cents(total)));
  const parts = shares.map((share, index) => ({
    index,
    down: (whole * share) / sum,
    lost: (whole * share) % sum,
  }));
  let rest = whole - parts.reduce((a, part) => a + part.down, 0n);
  const result = parts.map((part) => part.down);
  for (const part of parts.toSorted((a, b) => Number(b.lost > a.lost) - Number(b.lost < a.lost))) {
    if (rest === 0n) break;
    result[part.index] = part.down + 1n;
    rest -= 1n;
  }
  return result.map((part) => cents(total < 0 ? -Number(part) : Number(part)));
}

/** Splits an amount of money by weights; the parts add up to the whole. */
export function splitMoney(total: Money, weights: readonly number[]): Money[] {
  return splitCents(total.cents, weights).map((part) => money(part, total.currency));
}

/** Divides and rounds half away from zero to a whole number, the commercial rounding. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new InvalidInput('An amount cannot be divided by zero or less');
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** A share of an amount, rounded half up: 20 % of 46.35 is `shareOf(4635, 200_000)`. */
export function shareOf(value: Cents, rate: RateMillionths): Cents {
  return cents(Number(divideHalfUp(BigInt(cents(value)) * BigInt(rate), 1_000_000n)));
}

/** Reads a percentage with up to four decimals, `6.62`, `-0.88`. */
export function rateFromPercent(text: string): RateMillionths {
  const match = /^(-?)(\d{1,3})(?:\.(\d{1,4})0*)?$/.exec(text.trim());
  if (match === null) throw new InvalidInput(`"${text}" is not a percentage; write it as 6.62`);
  const [, sign, whole, part = ''] = match;
  const value = Number(whole) * 10_000 + Number(part.padEnd(4, '0'));
  return value === 0 ? 0 : value * (sign === '-' ? -1 : 1);
}

/** Writes a rate as a percentage with at least two decimals: 66200 is `6.62`. */
export function percentFromRate(rate: RateMillionths): string {
  const digits = String(Math.abs(rate)).padStart(5, '0');
  const part = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${rate < 0 ? '-' : ''}${digits.slice(0, -4)}.${part}`;
}
