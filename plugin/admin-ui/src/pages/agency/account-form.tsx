import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Answer, Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { type Field, Input, type Values } from '../../parts/ask.tsx';
import { readFields, refusedFields } from '../../parts/fields.ts';
import { Failure } from '../../parts/loaded.tsx';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/words.tsx';

export type Account = Answer<'GET /agency-accounts'>['items'][number];
type AccountBody = Body<'PUT /agency-accounts'>;
type Transport = Partial<Record<string, string | number>>;

interface FormProps {
  mode: Account['mode'];
  /** Null where the shop has none in this mode yet. */
  account: Account | null;
  hasFileFolder: boolean;
  close: () => void;
  /** Called with the account once it is kept. */
  kept: (accountId: number) => void;
}

/** Enters or replaces an account. Keys that are kept are never in the page. */
export function AccountForm({ mode, account, hasFileFolder, close, kept }: FormProps) {
  const words = useWords();
  const act = useAct('PUT /agency-accounts');
  const [values, setValues] = useState<Values>(() => startValues(account));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const fields = fieldsOf(values, { account, words });
  const isImpossible = values['kind'] === 'file' && !hasFileFolder && account === null;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readFields(fields, values, words.ask);
    setWrong(read.wrong);
    if (Object.keys(read.wrong).length > 0) return;
    act.mutate(
      { body: bodyOf(mode, read.values) },
      {
        onSuccess: (made) => kept(made.accountId),
        onError: (error) => setWrong(refusedFields(fields, error, words.ask)),
      },
    );
  };
  return (
    <Modal
      opened
      size="36rem"
      title={words.accounts[mode]}
      onClose={close}
      closeButtonProps={{ 'aria-label': words.do.close }}
    >
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <p style={{ margin: 0 }}>{words.accounts[`${mode}Says`]}</p>
          {fields.map((field, index) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              wrong={wrong[field.name]}
              set={(name, value) => setValues((now) => ({ ...now, [name]: value }))}
              first={index === 0}
            />
          ))}
          {values['kind'] === 'pull' && <p style={{ margin: 0 }}>{words.accounts.pullSays}</p>}
          {isImpossible && <div className="note warn">{words.accounts.noFolder}</div>}
          {act.isError && Object.keys(wrong).length === 0 && <Failure error={act.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {words.do.cancel}
            </Button>
            <Button type="submit" loading={act.isPending} disabled={isImpossible}>
              {words.accounts.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const transportOf = (account: Account | null): Transport | null =>
  (account?.settings['transport'] as Transport | undefined) ?? null;

function startValues(account: Account | null): Values {
  const { clientId = '', endpoint = '', version = '204' } = (account?.settings ?? {}) as Transport;
  const transport = transportOf(account);
  return {
    kind: account?.agency ?? 'mediafinanz',
    clientId,
    endpoint,
    version,
    way: transport?.['kind'] ?? 'folder',
    host: transport?.['host'] ?? '',
    port: transport?.['port'] ?? 22,
    user: transport?.['user'] ?? '',
    folder: transport?.['folder'] ?? '',
    hostKey: transport?.['hostKey'] ?? '',
    to: transport?.['to'] ?? '',
    encryptionKey: transport?.['encryptionKey'] ?? '',
  };
}

type AccountWords = Words['accounts'];
type Label = {
  [Name in keyof AccountWords]: AccountWords[Name] extends string ? Name : never;
}[keyof AccountWords];

/** What is asked depends on how the agency is reached. */
function fieldsOf(
  { kind, way }: Values,
  { account, words }: { account: Account | null; words: Words },
): readonly Field[] {
  const { accounts } = words;
  const text = (name: Label, more: Partial<Field> = {}): Field => ({
    name,
    label: accounts[name],
    kind: 'text',
    ...more,
  });
  const secret = (name: Label, more: Partial<Field> = {}): Field => {
    const isKept = account?.keys.includes(name) ?? false;
    const hint = isKept ? accounts.keyKept : accounts.keyNew;
    return text(name, { kind: 'password', hint, optional: isKept, ...more });
  };
  const choice = (name: 'kind' | 'way', list: Readonly<Record<string, string>>): Field =>
    text(name, {
      kind: 'choice',
      options: Object.entries(list).map(([value, label]) => ({ value, label })),
    });
  // Claims need the account they were handed over by: its kind stays.
  const kinds = account === null ? [choice('kind', accounts.kinds)] : [];
  if (kind === 'pull') return kinds;
  if (kind === 'mediafinanz') {
    return [
      ...kinds,
      text('clientId'),
      text('endpoint', { hint: accounts.endpointHint }),
      text('version', { kind: 'choice', options: VERSIONS }),
      secret('applicationKey'),
      secret('clientKey'),
    ];
  }
  const ways = [...kinds, choice('way', accounts.ways)];
  if (way === 'sftp') {
    return [
      ...ways,
      text('host'),
      text('port', { kind: 'number', min: 1, max: 65_535 }),
      text('user'),
      text('folder'),
      text('hostKey', { hint: accounts.hostKeyHint }),
      secret('privateKey', { kind: 'long' }),
    ];
  }
  if (way !== 'mail') return ways;
  return [
    ...ways,
    text('to', { kind: 'email' }),
    text('encryptionKey', { kind: 'long' }),
    secret('signingKey', { kind: 'long', optional: true }),
  ];
}

const VERSIONS = ['204', '201'].map((value) => ({ value, label: value }));

function bodyOf(mode: Account['mode'], { kind, way, ...rest }: Values): AccountBody {
  // Their account keeps its kind, so the form does not ask for it again.
  const fields = { ...rest, mode };
  if (way !== undefined) {
    const { mode: _mode, ...transport } = fields;
    const travels = way === 'folder' ? null : { kind: way, ...transport };
    return { kind: 'file', mode, transport: travels } as AccountBody;
  }
  if (kind === 'pull' || Object.keys(rest).length === 0) return { kind: 'pull', mode };
  return { kind: 'mediafinanz', ...fields } as AccountBody;
}
