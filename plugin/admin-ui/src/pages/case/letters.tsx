import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Became } from '../../parts/became.tsx';
import { LetterModal } from '../../parts/letter.tsx';
import { Empty } from '../../parts/loaded.tsx';
import { MessageMark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

const WITHDRAWABLE: readonly string[] = ['planned', 'queued', 'sent'];

/** The reminders of a receivable and what became of each. */
export function Letters({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const [shown, setShown] = useState<number | null>(null);
  const [taken, setTaken] = useState<number | null>(null);
  const { reminders, currency } = receivable;
  return (
    <Panel title={words.case.letters} bare>
      {reminders.length === 0 ? (
        <Empty title={words.case.noLetters} />
      ) : (
        <Grid
          caption={words.case.letters}
          rows={reminders.toReversed()}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'what',
              head: words.case.letter,
              cell: ({ template, level }) => (
                <>
                  <span className="two-lines strong">{wordOf(words.templates, template)}</span>
                  <span className="two-lines">{words.common.level(level)}</span>
                </>
              ),
            },
            {
              name: 'on',
              head: words.common.day,
              cell: ({ runOn, sentAt }) => (
                <span className="nowrap">{format.day(sentAt ?? runOn)}</span>
              ),
            },
            {
              name: 'deadline',
              head: words.case.deadline,
              cell: ({ deadlineOn }) => <span className="nowrap">{format.day(deadlineOn)}</span>,
            },
            {
              name: 'fee',
              head: words.case.fee,
              right: true,
              cell: ({ feeCents }) => (feeCents === 0 ? '–' : format.money(feeCents, currency)),
            },
            {
              name: 'state',
              head: words.common.state,
              cell: ({ state, stoppedBecause }) => (
                <>
                  <MessageMark state={state} />
                  <Became state={state} note={stoppedBecause} />
                </>
              ),
            },
            {
              name: 'letter',
              head: '',
              right: true,
              cell: (reminder) => (
                <LetterDeeds reminder={reminder} show={setShown} take={setTaken} />
              ),
            },
          ]}
        />
      )}
      {taken !== null && <Withdraw id={taken} close={() => setTaken(null)} />}
      {shown !== null && (
        <LetterModal
          title={words.case.letter}
          address={`/api/v1/reminders/${shown}/letter`}
          close={() => setShown(null)}
        />
      )}
    </Panel>
  );
}

function Withdraw({ id, close }: { id: number; close: () => void }) {
  const words = useWords();
  const act = useAct('POST /reminders/{id}/withdraw');
  return (
    <Ask
      title={words.runs.withdraw}
      says={words.runs.withdrawSays}
      danger
      fields={[{ name: 'reason', label: words.deeds.reason, kind: 'text' }]}
      submit={words.runs.withdraw}
      done={words.runs.withdrawn}
      close={close}
      act={({ reason }) => act.mutateAsync({ id, body: { reason: String(reason) } })}
    />
  );
}

interface LetterDeedsProps {
  reminder: Receivable['reminders'][number];
  show: (id: number) => void;
  take: (id: number) => void;
}

function LetterDeeds({ reminder, show, take }: LetterDeedsProps) {
  const words = useWords();
  const may = useMay();
  const { id, template, state } = reminder;
  return (
    <span className="actions" style={{ justifyContent: 'flex-end' }}>
      {may.work && WITHDRAWABLE.includes(state) && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`${words.runs.withdraw}: ${wordOf(words.templates, template)}`}
          onClick={() => take(id)}
        >
          {words.runs.withdraw}
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`PDF: ${wordOf(words.templates, template)}`}
        onClick={() => show(id)}
      >
        PDF
      </Button>
    </span>
  );
}
