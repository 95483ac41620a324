import { useState } from 'preact/hooks';
import type { OrderCard } from '../shared/cards.ts';
import {
  DISPUTE_REASONS,
  type EntryKind,
  type Field,
  FIELDS,
  firstValues,
  HOLD_REASONS,
  toWish,
  type Values,
  type Wish,
} from './entries.ts';
import type { Words } from './words.ts';

/** The fields of an entry and what they say now. */
export interface Entry {
  fields: preact.ComponentChildren;
  /** Reads the fields; marks the first wrong one on the screen. */
  read(): Wish;
}

/** Fields for one kind of entry. Give the component a `key` of the kind, so that each starts fresh. */
export function useEntry(
  kind: EntryKind,
  { card, on, words }: { card: OrderCard; on: string; words: Words },
): Entry {
  const [values, setValues] = useState(() => firstValues(kind, card, on));
  const [wrong, setWrong] = useState<Field | null>(null);
  const change = (field: Field, value: string) => {
    setValues((before) => ({ ...before, [field]: value }));
    setWrong(null);
  };
  return {
    fields: (
      <s-stack gap="base">
        {FIELDS[kind].map((field) => (
          <Input
            key={field}
            {...{ kind, field, values, change, words, on, wrong: wrong === field }}
          />
        ))}
      </s-stack>
    ),
    read() {
      const wish = toWish(kind, values, card);
      setWrong('wrong' in wish ? wish.wrong : null);
      return wish;
    },
  };
}

interface InputProps {
  kind: EntryKind;
  field: Field;
  values: Values;
  change: (field: Field, value: string) => void;
  words: Words;
  on: string;
  wrong: boolean;
}

function Input({ kind, field, values, change, words, on, wrong }: InputProps) {
  const { say } = words;
  const label = say(`field.${kind}_${field}`);
  const take = (event: { currentTarget: { value: string } }) =>
    change(field, event.currentTarget.value);
  const value = values[field];
  const error = wrong ? say(`field.wrong_${field}`) : '';
  switch (field) {
    case 'reason':
      return (
        <s-select label={label} name={field} value={value} onChange={take}>
          {(kind === 'dispute' ? DISPUTE_REASONS : HOLD_REASONS).map((reason) => (
            <s-option key={reason} value={reason}>
              {say(kind === 'dispute' ? `dispute.${reason}` : `reason.${reason}`)}
            </s-option>
          ))}
        </s-select>
      );
    case 'amount':
      return <s-money-field label={label} name={field} {...{ value, error }} onInput={take} />;
    case 'day': {
      const allow = kind === 'payment' ? `--${on}` : `${on}--`;
      return (
        <s-date-field label={label} name={field} {...{ value, error, allow }} onChange={take} />
      );
    }
    case 'note':
    case 'text':
      return (
        <s-text-area label={label} name={field} rows={3} {...{ value, error }} onInput={take} />
      );
    case 'reference':
      return <s-text-field label={label} name={field} {...{ value, error }} onInput={take} />;
  }
}
