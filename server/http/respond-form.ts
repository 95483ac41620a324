import type { Answer, RespondPage } from '../actions/respond.ts';
import { addDays, addMonths, type IsoDate, isoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { type Cents, centsFromDecimal } from '../domain/money.ts';
import type { FormKind, Given } from './respond-page.ts';
import { type FieldError, PAGE_REASONS } from './respond-words.ts';

/** What a form says, or what is wrong with it. */
export type ReadForm =
  | { answer: Answer }
  | { refused: { kind: FormKind; errors: readonly FieldError[]; given: Given } };

const KINDS: readonly FormKind[] = ['paid', 'dispute', 'instalments', 'date'];

const MOST_CHARACTERS = 2000;
const MOST_COUNT = 24;

/** Reads a form as a browser sends it; null when it is none of ours. */
export function readForm(body: unknown, page: RespondPage): ReadForm | null {
  const given = textsOf(body);
  const kind = KINDS.find((name) => name === given['kind']);
  if (kind === undefined) return null;
  const errors: FieldError[] = [];
  const answer = answerOf(kind, given, page, errors);
  return errors.length > 0 ? { refused: { kind, errors, given } } : { answer };
}

/** Only texts, without signs that no keyboard writes; a field that came twice counts as none. */
function textsOf(body: unknown): Given {
  if (typeof body !== 'object' || body === null) return {};
  const texts = Object.entries(body).flatMap(([name, value]) =>
    // oxlint-disable-next-line no-control-regex -- control signs are what must go
    typeof value === 'string' ? [[name, value.replace(/[\u0000-\u0008\u000b-\u001f]/g, '')]] : [],
  );
  return Object.fromEntries(texts) as Given;
}

function answerOf(kind: FormKind, given: Given, page: RespondPage, errors: FieldError[]): Answer {
  const receivableId = itemOf(given, page, errors);
  const { today } = page;
  switch (kind) {
    case 'paid': {
      const paidOn = dayOf(given, { from: addMonths(today, -24), to: today }, errors);
      const amountCents = amountOf(given, page, errors);
      return { kind, receivableId, paidOn, amountCents, note: textOf(given, 'note', errors) };
    }
    case 'dispute': {
      const reason = PAGE_REASONS.find((name) => name === given['reason']);
      const text = textOf(given, 'text', errors);
      if (reason === undefined) errors.push('reason');
      if (text === '') errors.push('words');
      return { kind, receivableId, reason: reason ?? 'other', text };
    }
    case 'instalments': {
      const count = /^\d{1,3}$/.test(given['count'] ?? '') ? Number(given['count']) : 0;
      if (count < 2 || count > MOST_COUNT) errors.push('count');
      const firstOn = dayOf(given, { from: today, to: addDays(today, 90) }, errors);
      return { kind, receivableId, count, firstOn, note: textOf(given, 'note', errors) };
    }
    case 'date': {
      const promisedOn = dayOf(given, { from: today, to: addDays(today, 365) }, errors);
      return { kind, receivableId, promisedOn, note: textOf(given, 'note', errors) };
    }
  }
}

/** One of the items of the page, or null for all of them. */
function itemOf(given: Given, { items }: RespondPage, errors: FieldError[]): number | null {
  const wanted = given['item'] ?? '';
  if (wanted === '') return null;
  const item = items.find(({ receivableId }) => String(receivableId) === wanted);
  if (item === undefined) errors.push('item');
  return item?.receivableId ?? null;
}

function dayOf(given: Given, range: { from: IsoDate; to: IsoDate }, errors: FieldError[]): IsoDate {
  try {
    const on = isoDate((given['on'] ?? '').trim());
    if (on < range.from || on > range.to) errors.push('past');
    return on;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    errors.push('day');
    return range.from;
  }
}

function textOf(given: Given, name: string, errors: FieldError[]): string {
  const text = (given[name] ?? '').trim();
  if (text.length > MOST_CHARACTERS) errors.push('long');
  return text;
}

/** `12,50`, `12.50` or `1.234,50`; null when left empty. */
function amountOf(given: Given, page: RespondPage, errors: FieldError[]): Cents | null {
  const text = (given['amount'] ?? '').replace(/[\s€]|EUR/g, '');
  if (text === '') return null;
  const plain = /,\d{1,2}$/.test(text)
    ? text.replaceAll('.', '').replace(',', '.')
    : text.replaceAll(',', '');
  try {
    const amount = centsFromDecimal(plain, page.items[0]?.currency ?? 'EUR');
    if (amount > 0) return amount;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
  errors.push('amount');
  return null;
}
