import { InvalidInput } from './errors.ts';

/** Whole cents. A float never holds money; `cents` refuses one. */
export type Cents = number;

/** Takes a number of cents. Throws `InvalidInput` when it is no safe whole number. */
export function cents(value: number): Cents {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new InvalidInput(`${value} is not a whole number of cents`);
}

/**
 * Reads a decimal text as a shop or an agency writes it (`1234.50`, `-3.00`, `7`) into cents.
 * Throws `InvalidInput` for more than two decimals unless they are zeros, and for anything else.
 */
export function centsFromDecimal(text: string): Cents {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(text.trim());
  if (match === null) throw new InvalidInput(`"${text}" is not an amount; write it as 1234.50`);
  const [, sign, whole, part] = match;
  const value = Number(whole) * 100 + Number((part ?? '0').padEnd(2, '0'));
  return cents(sign === '-' ? -value : value);
}

/** Writes cents as a decimal text with a dot and two places, as partners want it. */
export function decimalFromCents(value: Cents): string {
  const digits = String(Math.abs(cents(value))).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
