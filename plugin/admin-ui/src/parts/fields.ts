/** What was typed into the fields of a form, and what is wrong with it. */
import { Refusal } from '../api/client.ts';
import { centsFrom } from '../words/format.ts';
import type { Words } from '../words/en.ts';

export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;

export interface Field {
  name: string;
  label: string;
  kind: 'text' | 'long' | 'day' | 'money' | 'number' | 'choice' | 'switch' | 'password' | 'email';
  hint?: string | undefined;
  /** Of an amount of money; euro when left out. */
  currency?: string;
  optional?: boolean;
  start?: Value;
  options?: readonly { value: string; label: string }[];
  min?: string | number;
  max?: string | number;
  /** Takes the whole width, for what is long. */
  wide?: boolean;
  /** The name the service has for it, where it is another one. */
  path?: string;
}

type Says = Words['ask'];
type Wrong = Record<string, string>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Empty optional fields become null; amounts become cents. */
export function readFields(
  fields: readonly Field[],
  values: Values,
  says: Says,
): { values: Values; wrong: Wrong } {
  const read: Values = {};
  const wrong: Wrong = {};
  for (const field of fields) {
    const { name, kind, currency, optional = false } = field;
    const value = values[name] ?? '';
    const text = typeof value === 'string' ? value.trim() : value;
    if (text === '') {
      read[name] = null;
      if (!optional) wrong[name] = says.needed;
    } else if (kind === 'money') {
      read[name] = centsFrom(String(text), currency);
      if (read[name] === null) wrong[name] = says.notMoney;
    } else {
      read[name] = text;
      if (kind === 'email' && !EMAIL.test(String(text))) wrong[name] = says.notEmail;
      if (kind === 'number' && !isWithin(field, Number(text))) {
        wrong[name] = says.outOfRange(String(field.min), String(field.max));
      }
    }
  }
  return { values: read, wrong };
}

const isWithin = ({ min, max }: Field, value: number): boolean =>
  (min === undefined || value >= Number(min)) && (max === undefined || value <= Number(max));

/** What the service refused, at the field that caused it; empty when it names none of these. */
export function refusedFields(fields: readonly Field[], error: unknown, says: Says): Wrong {
  if (!(error instanceof Refusal)) return {};
  const parts = error.fields.flatMap((path) => path.split('.'));
  const refused = fields.filter(({ name, path = name }) => parts.includes(path));
  return Object.fromEntries(refused.map(({ name }) => [name, says.refused[name] ?? says.notRight]));
}
