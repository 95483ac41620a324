import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Answer, call } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { WarnIcon } from '../../parts/icons.tsx';
import { Failure, Loaded } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Said } from '../../parts/said.tsx';
import { LANGUAGES, type Language } from '../../words/format.ts';
import { useFormat, useWords } from '../../words/words.tsx';
import { ChooseReceivable, Preview } from './preview.tsx';

type LetterText = Answer<'GET /letter-texts'>['items'][number];
type Problem = Answer<'POST /letter-texts/check'>['problems'][number];

const SOON_MS = 500;
const NONE: readonly Problem[] = [];

const OTHERS = ['pre_due_notice', 'instalment_notice', 'instalment_missed', 'correction'] as const;

/** The letters that stand on no level of a policy. */
export function OtherLetters() {
  const words = useWords();
  const [name, setName] = useState<LetterText['name'] | null>(null);
  return (
    <Panel title={words.texts.others}>
      <div className="stack" style={{ gap: '0.75rem' }}>
        <p className="small dim" style={{ margin: 0 }}>
          {words.texts.othersSay}
        </p>
        <div className="chips" role="group" aria-label={words.texts.others}>
          {OTHERS.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === name}
              onClick={() => setName(one === name ? null : one)}
            >
              {wordOf(words.templates, one)}
            </button>
          ))}
        </div>
        {name !== null && <LetterTexts key={name} name={name} />}
      </div>
    </Panel>
  );
}

/** The words of one letter in each language, beside what a real debtor would read. */
export function LetterTexts({ name }: { name: LetterText['name'] }) {
  const words = useWords();
  const { language: own } = useFormat();
  const texts = useDoor('GET /letter-texts');
  const [language, setLanguage] = useState<Language>(own);
  const [receivableId, setReceivableId] = useState<number | null>(null);
  return (
    <Loaded query={texts} lines={8}>
      {({ items, facts, blocks }) => {
        const text = items.find((one) => one.name === name && one.language === language);
        if (text === undefined) return null;
        return (
          <div className="stack" style={{ gap: '0.75rem' }}>
            <div className="actions" style={{ alignItems: 'flex-end' }}>
              <SegmentedControl
                size="xs"
                aria-label={words.common.language}
                value={language}
                onChange={(now) => setLanguage(now)}
                data={LANGUAGES.map((value) => ({ value, label: words.texts.languages[value] }))}
              />
              <div style={{ flex: '1 1 16rem', maxWidth: '28rem' }}>
                <ChooseReceivable value={receivableId} choose={setReceivableId} />
              </div>
            </div>
            <Editor
              key={`${language} ${text.own?.version ?? 0}`}
              text={text}
              receivableId={receivableId}
              vocabulary={{ facts, blocks }}
            />
          </div>
        );
      }}
    </Loaded>
  );
}

interface EditorProps {
  text: LetterText;
  receivableId: number | null;
  vocabulary: { facts: readonly string[]; blocks: readonly string[] };
}

function Editor({ text, receivableId, vocabulary }: EditorProps) {
  const words = useWords();
  const may = useMay();
  const { name, language, standard, own } = text;
  const kept = own?.source ?? standard;
  const [source, setSource] = useState(kept);
  const [soon] = useDebouncedValue(source, SOON_MS);
  const field = useRef<HTMLTextAreaElement>(null);
  const changed = source !== kept;
  const checked = useQuery({
    queryKey: ['letter-text-check', name, language, soon],
    queryFn: ({ signal }) =>
      call('POST /letter-texts/check', { body: { name, language, source: soon }, signal }),
    placeholderData: keepPreviousData,
    enabled: may.work && soon !== kept,
    staleTime: Infinity,
  });
  const problems = soon === kept ? (own?.problems ?? NONE) : (checked.data?.problems ?? NONE);
  const isGood = soon === kept ? problems.length === 0 : checked.isSuccess && problems.length === 0;
  // What was shown last stays while a draft has a fault.
  const [good, setGood] = useState<string | undefined>(undefined);
  const wanted = isGood && !checked.isPlaceholderData && soon !== kept ? soon : undefined;
  if (isGood && wanted !== good && !(wanted === undefined && soon !== kept)) setGood(wanted);
  const goTo = (line: number): void => {
    const lines = source.split('\n');
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.current?.focus();
    field.current?.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  return (
    <div className="cols halves">
      <div className="stack" style={{ gap: '0.5rem', alignContent: 'start' }}>
        <Textarea
          ref={field}
          label={own === null ? words.texts.standard : words.texts.own(own.version)}
          description={words.texts.hint}
          readOnly={!may.decide}
          autosize
          minRows={14}
          maxRows={30}
          spellCheck
          lang={language}
          classNames={{ input: 'mono' }}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <Problems problems={problems} goTo={goTo} />
        {checked.isError && <Failure error={checked.error} />}
        {may.decide && (
          <Deeds text={text} source={source} changed={changed} hasFault={problems.length > 0} />
        )}
        <Vocabulary {...vocabulary} />
      </div>
      {receivableId !== null && may.work && (
        <Preview
          draft={{
            name,
            language,
            receivableId,
            ...(good === undefined ? {} : { source: good }),
          }}
        />
      )}
    </div>
  );
}

/** What speaks against the text, each at its line. */
function Problems({ problems, goTo }: { problems: readonly Problem[]; goTo: (n: number) => void }) {
  const words = useWords();
  return (
    <ul className="warnings" aria-live="polite">
      {problems.map(({ rule, line, message, says }) => (
        <li key={`${rule} ${line} ${message}`}>
          <WarnIcon size={16} />
          <span>
            <strong>{wordOf(words.textRules, rule)}</strong>{' '}
            {line !== null && (
              <Button variant="subtle" size="compact-xs" onClick={() => goTo(line)}>
                {words.texts.line(line)}
              </Button>
            )}
            <span className="small" style={{ display: 'block' }}>
              <Said says={says} english={message} between=" " />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface DeedsProps {
  text: LetterText;
  source: string;
  changed: boolean;
  hasFault: boolean;
}

function Deeds({ text: { name, language, own }, source, changed, hasFault }: DeedsProps) {
  const words = useWords();
  const save = useAct('PUT /letter-texts');
  const reset = useAct('POST /letter-texts/reset');
  const said = (message: string) => () => notifications.show({ message, color: 'petrol' });
  return (
    <>
      {(save.isError || reset.isError) && <Failure error={save.error ?? reset.error} />}
      <div className="actions">
        <Button
          size="xs"
          disabled={!changed || hasFault}
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              { body: { name, language, source } },
              { onSuccess: said(words.texts.saved) },
            )
          }
        >
          {words.texts.save}
        </Button>
        {own !== null && (
          <Button
            size="xs"
            variant="default"
            loading={reset.isPending}
            onClick={() =>
              reset.mutate({ body: { name, language } }, { onSuccess: said(words.texts.wasReset) })
            }
          >
            {words.texts.reset}
          </Button>
        )}
        <span className="small dim">{words.texts.saveSays}</span>
      </div>
    </>
  );
}

function Vocabulary({ facts, blocks }: EditorProps['vocabulary']) {
  const words = useWords();
  return (
    <details className="small">
      <summary>{words.texts.vocabulary}</summary>
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {facts.map((fact) => `{{ ${fact} }}`).join('  ')}
      </p>
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {blocks.map((block) => `[${block}]`).join('  ')}
      </p>
    </details>
  );
}
