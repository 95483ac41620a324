/** A part of the settings as a form: typed, saved as a whole, refused with the reason. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import type { Answer, Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Input, readFields, startOf, type Field, type Values } from '../../parts/ask.tsx';
import { Failure } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';

export type Settings = Answer<'GET /settings'>;
export type SettingsChange = Body<'PUT /settings'>;

interface FormProps {
  title: string;
  says?: string;
  fields: readonly Field[];
  /** What the fields mean for the settings. */
  change: (values: Values) => SettingsChange;
}

export function SettingsForm({ title, says, fields, change }: FormProps) {
  const words = useWords();
  const may = useMay();
  const act = useAct('PUT /settings');
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(fields.map((field) => [field.name, startOf(field)])),
  );
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const read = readFields(fields, values, words.ask);
    setWrong(read.wrong);
    if (Object.keys(read.wrong).length > 0) return;
    act.mutate(
      { body: change(read.values) },
      { onSuccess: () => notifications.show({ message: words.settings.saved, color: 'petrol' }) },
    );
  };
  return (
    <Panel title={title}>
      <form onSubmit={save} noValidate className="stack">
        {says !== undefined && <p style={{ margin: 0 }}>{says}</p>}
        <fieldset className="fields bare" disabled={!may.decide}>
          {fields.map((field) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              wrong={wrong[field.name]}
              set={(name, value) => setValues((now) => ({ ...now, [name]: value }))}
            />
          ))}
        </fieldset>
        {act.isError && <Failure error={act.error} />}
        {may.decide ? (
          <Button type="submit" loading={act.isPending} style={{ justifySelf: 'start' }}>
            {words.do.save}
          </Button>
        ) : (
          <span className="small dim">{words.deeds.ownerOnly}</span>
        )}
      </form>
    </Panel>
  );
}
