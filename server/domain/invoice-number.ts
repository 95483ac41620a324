/** Numbers of invoices that we count ourselves, and how they look. */
import { InvalidInput } from './errors.ts';

const PART = /\{(year|number)(?::(\d{1,2}))?\}/g;
const LONGEST = 40;

/**
 * Writes a number of the shop's own series. Each number of a year occurs once and none is left out
 * (UStG 14(4) no. 4 asks for numbers that are unique and follow one another).
 */
export function writeInvoiceNumber(pattern: string, year: number, number: number): string {
  if (!isPattern(pattern)) {
    throw new InvalidInput(`the pattern "${pattern}" is none; write it as RE-{year}-{number:5}`);
  }
  return pattern.replaceAll(PART, (_part, name: string, digits = '1') =>
    String(name === 'year' ? year : number).padStart(Number(digits), '0'),
  );
}

/** Can this pattern tell every number of every year from all others, in the length we keep? */
export function isPattern(pattern: string): boolean {
  const named = [...pattern.matchAll(PART)].map(([, name]) => name);
  return named.includes('year') && named.includes('number') && pattern.length <= LONGEST;
}
