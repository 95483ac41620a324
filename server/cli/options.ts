/** Reads the options of a command: one clear sentence, with the option's name, for what is wrong. */
import { isoDate, type Holidays, type IsoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { centsFromDecimal, type Cents } from '../domain/money.ts';

/** Options as `parseArgs` of node:util wants and gives them. */
type Options = Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>>;
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The public holidays of a country and federal state, from outside the domain. */
export type HolidaySource = (country: string, state: string | null) => Holidays;

/** One command of the command line: what it takes and what it answers. */
export interface LawCommand {
  /** One line for the list of commands. */
  help: string;
  usage: string;
  options: Options;
  run(values: Values): Answer;
}

/** The same answer for a program and for a person. */
export interface Answer {
  json: unknown;
  text: string;
}

export const text: { type: 'string' } = { type: 'string' };
export const many: { type: 'string'; multiple: true } = { type: 'string', multiple: true };
export const flag: { type: 'boolean' } = { type: 'boolean' };

/** The option as text, or null when it was not given. */
export function findText(values: Values, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

export function isSet(values: Values, name: string): boolean {
  return values[name] === true;
}

/** Every value of an option that may be repeated. */
export function allTexts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** Reads an option that must be there; the error of the reader gets the option's name. */
export function getRead<T>(values: Values, name: string, read: (text: string) => T): T {
  const value = findText(values, name);
  if (value === null) throw new InvalidInput(`--${name} is missing`);
  return named(name, () => read(value));
}

/** Reads an option that may be left out. */
export function findRead<T>(values: Values, name: string, read: (text: string) => T): T | null {
  const value = findText(values, name);
  return value === null ? null : named(name, () => read(value));
}

/** Reads every value of a repeated option. */
export function readAll<T>(values: Values, name: string, read: (text: string) => T): T[] {
  return allTexts(values, name).map((value) => named(name, () => read(value)));
}

function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(`--${name}: ${error.message}`);
    throw error;
  }
}

export const findDay = (values: Values, name: string): IsoDate | null =>
  findRead(values, name, isoDate);

/** An amount of zero or more. */
export const amountIn =
  (currency: string) =>
  (written: string): Cents => {
    const value = centsFromDecimal(written, currency);
    if (value >= 0) return value;
    throw new InvalidInput(`"${written}" is below zero; write an amount of zero or more`);
  };

/** A whole number of zero or more. */
export function wholeNumber(written: string): number {
  if (/^\d{1,6}$/.test(written)) return Number(written);
  throw new InvalidInput(`"${written}" is not a whole number of zero or more`);
}

/** One of a few words. */
export const oneOf =
  <const T extends string>(words: readonly T[]) =>
  (written: string): T => {
    const word = words.find((candidate) => candidate === written);
    if (word !== undefined) return word;
    throw new InvalidInput(`"${written}" cannot be used; write ${words.join(', ')}`);
  };

/** `KEY=VALUE`, as in `2026-08-01=50.00`. */
export function pair(written: string): [key: string, value: string] {
  const at = written.indexOf('=');
  if (at > 0) return [written.slice(0, at), written.slice(at + 1)];
  throw new InvalidInput(`"${written}" is not a pair; write it as KEY=VALUE`);
}

/** The options `--country` and `--state` that pick the public holidays. */
export const placeOptions = { country: text, state: text } as const;

export function holidaysAt(values: Values, holidaysOf: HolidaySource): Holidays {
  return holidaysOf(findText(values, 'country') ?? 'DE', findText(values, 'state'));
}
