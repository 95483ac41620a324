/** What a person may enter at a receivable, and the call that it becomes. */
import { isOpen, type OrderCard } from '../shared/cards.ts';
import { centsOf, fieldText } from '../shared/money.ts';

export type EntryKind = 'hold' | 'promise' | 'dispute' | 'payment';

/** Every reason a person may give; the service has more, which it sets by itself. */
export const HOLD_REASONS = ['complaint', 'open_return', 'withdrawal', 'unknown_address', 'other'];

export const DISPUTE_REASONS = [
  'goods_missing',
  'defect',
  'returned',
  'wrong_amount',
  'already_paid',
  'cancelled',
  'not_ordered',
  'identity_theft',
  'other',
];

export type Field = 'reason' | 'amount' | 'day' | 'note' | 'text' | 'reference';

/** Which fields an entry has, in the order of the screen. */
export const FIELDS: Readonly<Record<EntryKind, readonly Field[]>> = {
  hold: ['reason', 'day', 'note'],
  promise: ['amount', 'day', 'note'],
  dispute: ['reason', 'text'],
  payment: ['amount', 'day', 'reference'],
};

export type Values = Readonly<Record<Field, string>>;

/** What the fields start with. */
export function firstValues(kind: EntryKind, card: OrderCard, on: string): Values {
  const reason = kind === 'dispute' ? DISPUTE_REASONS[0] : HOLD_REASONS[0];
  return {
    reason: reason ?? '',
    amount: fieldText(Math.max(card.openCents, 0), card.currency),
    day: kind === 'payment' ? on : '',
    note: '',
    text: '',
    reference: '',
  };
}

/** The call, or the first field that is not filled in rightly. */
export type Wish = { path: string; body: unknown } | { wrong: Field };

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Reads the fields. The service checks all of it again and says what it does not like. */
export function toWish(kind: EntryKind, values: Values, card: OrderCard): Wish {
  const at = `/api/v1/receivables/${card.receivableId}`;
  const { reason, day } = values;
  const note = orNull(values.note);
  switch (kind) {
    case 'hold': {
      if (day !== '' && !isDay(day)) return { wrong: 'day' };
      return { path: `${at}/dunning-blocks`, body: { reason, note, untilOn: orNull(day) } };
    }
    case 'promise': {
      const amountCents = centsOf(values.amount, card.currency);
      if (amountCents === null) return { wrong: 'amount' };
      if (!isDay(day)) return { wrong: 'day' };
      return { path: `${at}/promises`, body: { amountCents, promisedOn: day, note } };
    }
    case 'dispute': {
      const text = orNull(values.text);
      if (text === null) return { wrong: 'text' };
      return { path: `${at}/disputes`, body: { reason, text } };
    }
    case 'payment': {
      const amountCents = centsOf(values.amount, card.currency);
      if (amountCents === null) return { wrong: 'amount' };
      if (!isDay(day)) return { wrong: 'day' };
      const reference = orNull(values.reference);
      if (reference === null) return { wrong: 'reference' };
      return { path: `${at}/payments`, body: { amountCents, paidOn: day, reference } };
    }
  }
}

/** A promise is made to us: what the agency has, is promised there. */
export const mayPromise = (card: OrderCard): boolean => card.state !== 'handed_over';

/** What may be entered now: nothing where nothing is open, and no second hold. */
export function kindsFor(card: OrderCard): readonly EntryKind[] {
  if (!isOpen(card)) return [];
  const hold: EntryKind[] = card.hold === null ? ['hold'] : [];
  const promise: EntryKind[] = mayPromise(card) ? ['promise'] : [];
  return [...hold, ...promise, 'dispute', 'payment'];
}
