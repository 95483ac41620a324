/** A part of the settings as a form: typed, saved as a whole, refused at the field that causes it. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Answer, Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Input, startOf, type Field, type Values } from '../../parts/ask.tsx';
import { readFields, refusedFields } from '../../parts/fields.ts';
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
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [edits, setEdits] = useEdits(`${title} ${fields.map(({ name }) => name).join()}`);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const start = Object.fromEntries(fields.map((field) => [field.name, startOf(field)]));
  const values = { ...start, ...edits };
  const isDirty = fields.some(({ name }) => values[name] !== start[name]);
  useAskBeforeLeaving(isDirty);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [wrong]);
  const discard = (): void => {
    setEdits({});
    setWrong({});
    act.reset();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const read = readFields(fields, values, words.ask);
    setWrong(read.wrong);
    if (Object.keys(read.wrong).length > 0) return;
    act.mutate(
      { body: change(read.values) },
      {
        onSuccess: (settings) => {
          client.setQueryData(['GET /settings', {}], settings);
          setEdits({});
          notifications.show({ message: words.settings.saved, color: 'petrol' });
        },
        onError: (error) => setWrong(refusedFields(fields, error, words.ask)),
      },
    );
  };
  return (
    <Panel title={title}>
      <form ref={form} onSubmit={save} noValidate className="stack">
        {says !== undefined && <p style={{ margin: 0 }}>{says}</p>}
        <fieldset className="fields bare" disabled={!may.decide}>
          {fields.map((field) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              wrong={wrong[field.name]}
              set={(name, value) => setEdits((now) => ({ ...now, [name]: value }))}
            />
          ))}
        </fieldset>
        {act.isError && Object.keys(wrong).length === 0 && <Failure error={act.error} />}
        {may.decide ? (
          <div className="actions">
            <Button type="submit" loading={act.isPending}>
              {words.do.save}
            </Button>
            {isDirty && (
              <>
                <Button variant="default" onClick={discard}>
                  {words.settings.discard}
                </Button>
                <span className="small dim" role="status">
                  {words.settings.unsaved}
                </span>
              </>
            )}
          </div>
        ) : (
          <span className="small dim">{words.deeds.ownerOnly}</span>
        )}
      </form>
    </Panel>
  );
}

/** What was typed and not saved, by reader and form: whoever comes back to the page finds it again. */
const drafts = new Map<string, Values>();

type Change = Values | ((now: Values) => Values);

function useEdits(form: string): [Values, (change: Change) => void] {
  const key = `${useMe().user?.id ?? 0} ${form}`;
  const [edits, setEdits] = useState<Values>(() => drafts.get(key) ?? {});
  const change = (next: Change): void =>
    setEdits((now) => {
      const changed = typeof next === 'function' ? next(now) : next;
      drafts.set(key, changed);
      return changed;
    });
  return [edits, change];
}

/** The browser asks before a page with unsaved changes is loaded anew or closed. */
function useAskBeforeLeaving(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
}
