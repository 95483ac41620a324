/** Asks a person for the particulars of one deed, does it, and says what became of it. */
import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { Unreachable } from '../api/client.ts';
import { useWords } from '../words/words.tsx';
import { type Field, readFields, refusedFields, type Value, type Values } from './fields.ts';
import { Failure } from './loaded.tsx';

export type { Field, Values } from './fields.ts';

export interface AskProps {
  title: string;
  says?: string;
  fields: readonly Field[];
  submit: string;
  danger?: boolean;
  /** What is said when it is done. */
  done: string;
  act: (values: Values) => Promise<unknown>;
  close: () => void;
}

export const startOf = ({ kind, start }: Field): Value => start ?? (kind === 'switch' ? false : '');

export function Ask(props: AskProps) {
  const { title, says, fields, submit, danger = false, done, act, close } = props;
  const words = useWords();
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(fields.map((field) => [field.name, startOf(field)])),
  );
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readFields(fields, values, words.ask);
    setWrong(read.wrong);
    if (Object.keys(read.wrong).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      await act(read.values);
      notifications.show({ message: done, color: 'petrol' });
      close();
    } catch (failure) {
      const refused = refusedFields(fields, failure, words.ask);
      setWrong(refused);
      if (Object.keys(refused).length === 0) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const set = (name: string, value: Value): void => setValues((now) => ({ ...now, [name]: value }));
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': words.do.close }}>
      <form onSubmit={(event) => void send(event)} noValidate>
        <Stack gap="sm">
          {says !== undefined && <p style={{ margin: 0 }}>{says}</p>}
          {fields.map((field, index) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              wrong={wrong[field.name]}
              set={set}
              first={index === 0}
            />
          ))}
          {error !== null && <Failure error={error} />}
          {error instanceof Unreachable && <p className="small dim">{words.ask.onceOnly}</p>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {words.do.cancel}
            </Button>
            <Button type="submit" loading={busy} {...(danger ? { color: 'red.9' } : {})}>
              {error instanceof Unreachable ? words.do.retry : submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface InputProps {
  field: Field;
  value: Value;
  wrong: string | undefined;
  set: (name: string, value: Value) => void;
  first?: boolean;
}

export function Input({ field, value, wrong, set, first = false }: InputProps) {
  const { name, label, kind, hint, optional = false, options = [], min, max, wide } = field;
  const common = {
    label,
    description: hint === wrong ? undefined : hint,
    error: wrong,
    'data-autofocus': first || undefined,
    withAsterisk: !optional && kind !== 'switch',
    name,
    ...(wide === true ? { style: { gridColumn: '1 / -1' } } : {}),
  };
  const text = { ...common, value: String(value ?? '') };
  switch (kind) {
    case 'long':
      return (
        <Textarea
          {...text}
          autosize
          minRows={3}
          onChange={(e) => set(name, e.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <Select {...text} data={[...options]} onChange={(chosen) => set(name, chosen ?? '')} />
      );
    case 'switch':
      return (
        <Switch
          label={label}
          description={hint}
          checked={value === true}
          onChange={(e) => set(name, e.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          // What is out of range is said and not changed while nobody looks.
          clampBehavior="none"
          allowDecimal={false}
          {...(min === undefined ? {} : { min: Number(min) })}
          {...(max === undefined ? {} : { max: Number(max) })}
          onChange={(now) => set(name, typeof now === 'number' ? now : '')}
        />
      );
    case 'day':
      return (
        <TextInput
          {...text}
          type="date"
          min={min}
          max={max}
          onChange={(e) => set(name, e.currentTarget.value)}
        />
      );
    case 'password':
    case 'email':
    case 'money':
    case 'text':
      return (
        <TextInput
          {...text}
          type={kind === 'password' || kind === 'email' ? kind : 'text'}
          {...(kind === 'money' ? { inputMode: 'decimal' as const } : {})}
          onChange={(e) => set(name, e.currentTarget.value)}
        />
      );
    default:
      return kind satisfies never;
  }
}
