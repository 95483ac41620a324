import { Button, Select } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Answer, Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { LetterView } from '../../parts/letter.tsx';
import { Empty, useTellFailure } from '../../parts/loaded.tsx';
import { Mark, type Tone, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Paged, usePages } from '../../parts/paging.tsx';
import { reasonWord } from '../../parts/story.tsx';
import { type Column, Grid } from '../../parts/table.tsx';
import type { Words } from '../../words/en.ts';
import type { Format } from '../../words/format.ts';
import { useFormat, useWords } from '../../words/words.tsx';

type Run = Answer<'GET /dunning-runs/{id}'>;
type Item = Answer<'GET /dunning-runs/{id}/items'>['items'][number];
type Outcome = Item['outcome'];

const OUTCOMES: readonly Outcome[] = ['remind', 'hand_over', 'skip'];
const TONES: Readonly<Record<Outcome, Tone>> = {
  remind: 'calm',
  hand_over: 'accent',
  skip: 'plain',
};
const SHOWN = 50;

/** The proposal as a table, with the letter of a row beside it. */
export function RunItems({ run }: { run: Run }) {
  const words = useWords();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const pages = usePages<number>(outcome);
  const [shown, setShown] = useState<Item | null>(null);
  const items = useDoor(
    'GET /dunning-runs/{id}/items',
    {
      id: run.id,
      query: {
        limit: SHOWN,
        ...(outcome === null ? {} : { outcome }),
        ...(pages.mark === undefined ? {} : { afterId: pages.mark }),
      },
    },
    { keep: true },
  );
  const counts: Readonly<Record<Outcome, number>> = {
    remind: run.reminded,
    hand_over: run.handedOver,
    skip: run.skipped,
  };
  return (
    <>
      <div className="chips">
        {OUTCOMES.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={outcome === one}
            onClick={() => setOutcome(outcome === one ? null : one)}
          >
            {words.outcomes[one]} · {counts[one]}
          </button>
        ))}
      </div>
      <div className={shown === null ? '' : 'cols two'}>
        <section className="panel" aria-label={words.runs.items}>
          <Paged query={items} pages={pages} nextOf={({ nextAfterId }) => nextAfterId}>
            {(page) => <ItemGrid run={run} items={page.items} shown={shown} show={setShown} />}
          </Paged>
        </section>
        {shown !== null && <LetterPanel key={shown.id} item={shown} close={() => setShown(null)} />}
      </div>
    </>
  );
}

function LetterPanel({ item, close }: { item: Item; close: () => void }) {
  const words = useWords();
  const title = `${wordOf(words.templates, item.template ?? '')} ${item.orderName}`;
  /** 0 for the letter itself. */
  const [number, setNumber] = useState(0);
  // On a narrow page the letter lies below all the rows.
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which is no way to end an effect.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { data } = useDoor('GET /dunning-run-items/{id}/attachments', { id: item.id });
  const enclosed = data?.items ?? [];
  const sheets = [
    { number: 0, name: words.case.letter },
    ...enclosed.map((one) => ({ number: one.number, name: wordOf(words.attachments, one.kind) })),
  ];
  const file = number === 0 ? 'letter.pdf' : `attachment.pdf?number=${number}`;
  return (
    <div className="sticky" ref={place}>
      <Panel
        title={title}
        more={
          <Button variant="subtle" size="compact-sm" onClick={close}>
            {words.do.close}
          </Button>
        }
      >
        {enclosed.length > 0 && (
          <div className="chips" style={{ marginBottom: '0.5rem' }}>
            {sheets.map((sheet) => (
              <button
                key={sheet.number}
                type="button"
                className="chip"
                aria-pressed={number === sheet.number}
                onClick={() => setNumber(sheet.number)}
              >
                {sheet.name}
              </button>
            ))}
          </div>
        )}
        <LetterView
          key={number}
          address={`/api/v1/dunning-run-items/${item.id}/${file}`}
          title={title}
        />
      </Panel>
    </div>
  );
}

interface GridProps {
  run: Run;
  items: readonly Item[];
  shown: Item | null;
  show: (item: Item | null) => void;
}

function ItemGrid({ run, items, shown, show }: GridProps) {
  const words = useWords();
  const format = useFormat();
  if (items.length === 0) return <Empty title={words.receivables.none} />;
  const columns: readonly Column<Item>[] = [
    {
      name: 'who',
      head: words.common.debtor,
      cell: ({ receivableId, debtorName, orderName }) => (
        <>
          <span className="two-lines">
            <Link href={`/receivables/${receivableId}`} className="strong">
              {debtorName ?? words.common.unknown}
            </Link>
          </span>
          <span className="two-lines">{orderName}</span>
        </>
      ),
    },
    {
      name: 'outcome',
      head: words.runs.outcome,
      cell: (item) => <OutcomeCell item={item} />,
    },
    {
      name: 'sum',
      head: words.common.amount,
      right: true,
      cell: ({ totalCents, openCents, feeCents, currency }) => (
        <>
          <span className="two-lines strong">
            {format.money(totalCents || openCents, currency)}
          </span>
          {feeCents > 0 && (
            <span className="two-lines">{words.next.fee(format.money(feeCents, currency))}</span>
          )}
        </>
      ),
    },
    {
      name: 'do',
      head: '',
      right: true,
      cell: (item) => (
        <span className="actions" style={{ justifyContent: 'flex-end' }}>
          {item.outcome === 'remind' && (
            <Button
              size="compact-sm"
              variant={shown?.id === item.id ? 'light' : 'default'}
              aria-label={`${words.case.letter} ${item.orderName}`}
              onClick={() => show(item)}
            >
              {words.case.letter}
            </Button>
          )}
          {run.state === 'proposed' && <ItemDeeds item={item} hide={() => show(null)} />}
        </span>
      ),
    },
  ];
  return <Grid caption={words.runs.items} columns={columns} rows={items} keyOf={({ id }) => id} />;
}

function OutcomeCell({ item }: { item: Item }) {
  const words = useWords();
  const format = useFormat();
  const { outcome, level, channel, reason, warning, editNote, template } = item;
  return (
    <>
      <span className="two-lines">
        <Mark tone={TONES[outcome]}>{words.outcomes[outcome]}</Mark>{' '}
        {outcome === 'remind' && template !== null && wordOf(words.templates, template)}
      </span>
      <span className="two-lines">
        {[
          outcome === 'remind' ? words.common.level(level) : null,
          outcome === 'remind' && channel !== null ? wordOf(words.channels, channel) : null,
          reason === null ? null : runReason(reason, words),
          editNote,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {warning !== null && (
        <span className="small warned">{warningWord(warning, words, format)}</span>
      )}
    </>
  );
}

/** `no_base_rate:2027-01-01` names the day. */
function warningWord(warning: string, words: Words, format: Format): string {
  const [code = '', day] = warning.split(':');
  return wordOf(words.runWarnings, code).replace('{day}', format.day(day));
}

/** `changed:paid` and `limit:run_notices` are two words each. */
function runReason(reason: string, words: Words): string {
  const known = words.runReasons[reason];
  if (known !== undefined) return known;
  const [kind = '', rest] = reason.split(':');
  if (kind === 'gate' && rest !== undefined) return wordOf(words.gatesShut, rest);
  if (kind === 'changed' && rest !== undefined && rest in words.receivableStates) {
    return `${wordOf(words.runReasons, kind)}: ${wordOf(words.receivableStates, rest)}`;
  }
  if (rest === undefined) return reasonWord(reason, words);
  return `${wordOf(words.runReasons, kind)}: ${reasonWord(rest, words)}`;
}

function ItemDeeds({ item, hide }: { item: Item; hide: () => void }) {
  const words = useWords();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const takeOut = useAct('POST /dunning-run-items/{id}/take-out');
  const putBack = useAct('POST /dunning-run-items/{id}/put-back');
  const channel = useAct('POST /dunning-run-items/{id}/channel');
  const approve = useAct('POST /dunning-run-items/{id}/approve');
  const tellFailure = useTellFailure();
  if (!may.work) return null;
  const { id, orderName, outcome } = item;
  const tell = {
    onError: tellFailure,
  };
  if (outcome === 'skip') {
    const waits = item.reason === 'approval_needed' || item.reason === 'needs_approval';
    if (item.editedBy === null && !waits) return null;
    return (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${waits ? words.agency.approve : words.runs.putBack} ${orderName}`}
        loading={putBack.isPending || approve.isPending}
        onClick={() => (waits ? approve : putBack).mutate({ id }, tell)}
      >
        {waits ? words.agency.approve : words.runs.putBack}
      </Button>
    );
  }
  return (
    <>
      {outcome === 'remind' && (
        <Select
          size="xs"
          w="7.5rem"
          aria-label={`${words.runs.channel} ${orderName}`}
          value={item.channel}
          data={Object.entries(words.channels).map(([value, label]) => ({ value, label }))}
          onChange={(now) =>
            now !== null &&
            now !== item.channel &&
            channel.mutate(
              {
                id,
                body: { channel: now as Body<'POST /dunning-run-items/{id}/channel'>['channel'] },
              },
              tell,
            )
          }
        />
      )}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${words.runs.takeOut} ${orderName}`}
        onClick={() => setAsking(true)}
      >
        {words.runs.takeOut}
      </Button>
      {asking && (
        <Ask
          title={`${words.runs.takeOut}: ${orderName}`}
          fields={[{ name: 'reason', label: words.deeds.reason, kind: 'text' }]}
          submit={words.runs.takeOut}
          done={words.runs.takenOut}
          close={() => setAsking(false)}
          act={({ reason }) => {
            // What is taken out has no letter any more.
            hide();
            return takeOut.mutateAsync({ id, body: { reason: String(reason) } });
          }}
        />
      )}
    </>
  );
}
