import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Body } from '../api/client.ts';
import { useAct } from '../api/query.ts';
import { useMay } from '../api/session.tsx';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import { Ask } from './ask.tsx';
import { Failure } from './loaded.tsx';
import { useSay } from './said.tsx';
import { Technical } from './technical.tsx';

type Bulk = Body<'POST /bulk-actions'>;
type Results = Answer<'POST /bulk-actions'>['results'];

interface Done {
  results: Results;
  back: Bulk;
}

/** What can be done with several receivables at once, and how it is undone. */
export function BulkBar({ chosen, clear }: { chosen: readonly number[]; clear: () => void }) {
  const words = useWords();
  const may = useMay();
  const [asking, setAsking] = useState<'hold' | 'hand_over' | null>(null);
  const [last, setLast] = useState<Done | null>(null);
  const act = useAct('POST /bulk-actions');
  if (!may.work || (chosen.length === 0 && last === null)) return null;
  const run = async (body: Bulk, back: (results: Results) => Bulk): Promise<void> => {
    const { results } = await act.mutateAsync({ body });
    setLast({ results, back: back(results) });
    clear();
  };
  const receivableIds = [...chosen];
  if (chosen.length === 0 && last !== null) {
    return (
      <div className="note" role="group" aria-label={words.bulk.title}>
        <Outcome done={last} close={() => setLast(null)} />
      </div>
    );
  }
  return (
    <div className="note" role="group" aria-label={words.bulk.title}>
      <Group gap="xs">
        <span className="strong">{words.bulk.chosen(chosen.length)}</span>
        <Button size="xs" variant="default" onClick={() => setAsking('hold')}>
          {words.deeds.hold}
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsking('hand_over')}>
          {words.deeds.handOver}
        </Button>
        <Button size="xs" variant="subtle" onClick={clear}>
          {words.do.cancel}
        </Button>
      </Group>
      {asking === 'hold' && (
        <Ask
          title={words.bulk.hold(chosen.length)}
          fields={holdFields(words)}
          submit={words.deeds.hold}
          done={words.bulk.done}
          close={() => setAsking(null)}
          act={({ reason, untilOn, note }) =>
            run({ action: 'hold', receivableIds, reason, untilOn, note } as Bulk, (results) => ({
              action: 'release',
              blockIds: results.flatMap(({ blockId }) => blockId ?? []),
            }))
          }
        />
      )}
      {asking === 'hand_over' && (
        <Ask
          title={words.bulk.handOver(chosen.length)}
          says={words.bulk.handOverSays}
          fields={[]}
          submit={words.deeds.handOver}
          done={words.bulk.done}
          close={() => setAsking(null)}
          act={() =>
            run({ action: 'hand_over', receivableIds }, (results) => ({
              action: 'take_back',
              claimIds: results.flatMap(({ claimId }) => claimId ?? []),
            }))
          }
        />
      )}
    </div>
  );
}

export const holdFields = (words: Words) =>
  [
    {
      name: 'reason',
      label: words.deeds.reason,
      kind: 'choice',
      start: 'complaint',
      options: Object.entries(words.blockReasons)
        .filter(([code]) => ASKED_REASONS.includes(code))
        .map(([value, label]) => ({ value, label })),
    },
    {
      name: 'untilOn',
      label: words.deeds.untilOn,
      hint: words.deeds.untilHint,
      kind: 'day',
      optional: true,
    },
    { name: 'note', label: words.deeds.note, kind: 'long', optional: true },
  ] as const;

/** What a person may give as a reason; the others belong to objects of their own. */
const ASKED_REASONS: readonly string[] = [
  'complaint',
  'dispute_at_payment',
  'claimed_paid',
  'open_return',
  'withdrawal',
  'unknown_address',
  'fraud',
  'other',
];

/** Stands where it was chosen until something else is done: nobody has to hurry to undo. */
function Outcome({ done: { results, back }, close }: { done: Done; close: () => void }) {
  const words = useWords();
  const say = useSay();
  const undo = useAct('POST /bulk-actions');
  const done = results.filter((result) => result.done).length;
  const refused = results.filter((result) => !result.done);
  const left = undo.data?.results.filter((result) => !result.done) ?? [];
  const isUndone = undo.isSuccess && left.length === 0;
  return (
    <>
      <Group gap="xs">
        <strong role="status">
          {isUndone ? words.bulk.undone : words.bulk.result(done, refused.length)}
        </strong>
        {done > 0 && !undo.isSuccess && (
          <Button
            size="xs"
            variant="default"
            loading={undo.isPending}
            onClick={() => undo.mutate({ body: back })}
          >
            {words.do.undo}
          </Button>
        )}
        <Button size="xs" variant="subtle" onClick={close}>
          {words.do.close}
        </Button>
      </Group>
      {[...refused, ...left].map(({ id, refused: why, says }) => (
        <span key={id} className="small" style={{ display: 'block' }}>
          {say(says) ?? <Technical words={words} text={why} />}
        </span>
      ))}
      {undo.isError && <Failure error={undo.error} />}
    </>
  );
}
