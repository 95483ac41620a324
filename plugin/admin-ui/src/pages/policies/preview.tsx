import { SegmentedControl, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Answer, type Body, call, fetchMade } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Failure, Waiting } from '../../parts/loaded.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

export type Draft = Body<'POST /letter-texts/preview'>;
type Shown = 'html' | 'text' | 'pdf';

/** The letter as a real debtor would get it; of a draft too, as soon as it has no fault. */
export function Preview({ draft }: { draft: Draft }) {
  const words = useWords();
  const format = useFormat();
  const [shown, setShown] = useState<Shown>('html');
  const letter = useQuery({
    queryKey: ['letter-preview', draft],
    queryFn: ({ signal }) => call('POST /letter-texts/preview', { body: draft, signal }),
    placeholderData: keepPreviousData,
    enabled: shown !== 'pdf',
  });
  return (
    <div className="stack" style={{ gap: '0.5rem', alignContent: 'start' }}>
      <div className="actions" style={{ justifyContent: 'space-between' }}>
        <SegmentedControl
          size="xs"
          aria-label={words.texts.preview}
          value={shown}
          onChange={(now) => setShown(now)}
          data={[
            { value: 'html', label: words.texts.email },
            { value: 'text', label: words.texts.plain },
            { value: 'pdf', label: 'PDF' },
          ]}
        />
        {letter.data !== undefined && shown !== 'pdf' && (
          <span className="small dim">{words.texts.asOn(format.day(letter.data.on))}</span>
        )}
      </div>
      {shown === 'pdf' ? (
        <Paper draft={draft} />
      ) : (
        <>
          {letter.isError && <Failure error={letter.error} />}
          {letter.data === undefined ? (
            !letter.isError && <Waiting lines={8} />
          ) : (
            <Mail mail={letter.data} shown={shown} />
          )}
        </>
      )}
    </div>
  );
}

function Mail({ mail, shown }: { mail: Answer<'POST /letter-texts/preview'>; shown: Shown }) {
  const words = useWords();
  return (
    <>
      <p style={{ margin: 0 }}>
        <span className="dim small">{words.texts.subject}</span>{' '}
        <span className="strong">{mail.subject}</span>
      </p>
      {shown === 'html' ? (
        // Without any right: no script of a text ever runs here.
        <iframe className="letter" sandbox="" srcDoc={mail.html} title={words.texts.preview} />
      ) : (
        <pre className="plain-letter" tabIndex={0} aria-label={words.texts.preview}>
          {mail.text}
        </pre>
      )}
    </>
  );
}

function Paper({ draft }: { draft: Draft }) {
  const words = useWords();
  const paper = useQuery({
    queryKey: ['letter-preview-pdf', draft],
    queryFn: async ({ signal }) =>
      URL.createObjectURL(await fetchMade('POST /letter-texts/preview.pdf', draft, signal)),
    staleTime: 0,
    gcTime: 0,
  });
  const { data } = paper;
  useEffect(() => () => (data === undefined ? undefined : URL.revokeObjectURL(data)), [data]);
  if (paper.isError) return <Failure error={paper.error} />;
  if (data === undefined) return <Waiting lines={8} />;
  return (
    <iframe className="letter" src={`${data}#navpanes=0&view=FitH`} title={words.texts.preview} />
  );
}

const SOON_MS = 250;

interface ChooseProps {
  value: number | null;
  choose: (receivableId: number) => void;
}

/** About whom the letter is: found like anywhere else, by name, order or amount. */
export function ChooseReceivable({ value, choose }: ChooseProps) {
  const words = useWords();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), SOON_MS);
  const late = useDoor('GET /receivables', { query: { state: 'overdue,in_dunning', limit: 20 } });
  const found = useDoor('GET /search', { query: { q } }, { enabled: q !== '', keep: true });
  const near = late.data?.items ?? [];
  const items = [
    ...(q === '' ? [] : (found.data?.items ?? [])).map((one) => ({ ...one, id: one.receivableId })),
    ...near,
  ];
  const [first] = near;
  useEffect(() => {
    if (value === null && first !== undefined) choose(first.id);
  }, [value, first, choose]);
  const labels = new Map(
    items.map(({ id, debtorName, orderName, openCents, currency }) => [
      String(id),
      `${debtorName} · ${orderName} · ${format.money(openCents, currency)}`,
    ]),
  );
  return (
    <Select
      size="xs"
      searchable
      label={words.texts.about}
      nothingFoundMessage={words.receivables.none}
      value={value === null ? null : String(value)}
      data={[...labels].map(([id, label]) => ({ value: id, label }))}
      filter={({ options }) => options}
      onSearchChange={(text) => setTyped([...labels.values()].includes(text) ? '' : text)}
      onChange={(id) => id !== null && choose(Number(id))}
    />
  );
}
