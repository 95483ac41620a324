import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { useTellFailure } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

type Block = Answer<'GET /dunning-blocks'>['items'][number];

/** What stops the reminders at present, until when, and how each is moved or released. */
export function Holds({ receivable }: { receivable: Receivable }) {
  const query = { receivableId: receivable.id };
  const enabled = receivable.blocks.length > 0;
  const held = useDoor('GET /dunning-blocks', { query }, { enabled, keep: true });
  const blocks = (held.data?.items ?? []).filter(({ inForce }) => inForce);
  if (!enabled || blocks.length === 0) return null;
  return (
    <div className="note warn stack" style={{ gap: '0.5rem' }}>
      {blocks.map((block) => (
        <Hold key={block.id} block={block} />
      ))}
    </div>
  );
}

function Hold({ block }: { block: Block }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const { reason, untilOn, note, source } = block;
  // The end of a dispute, a promise, a plan or a state is the end of its hold.
  const owner = source === null || source.kind === 'answer' ? null : source.kind;
  return (
    <div className="actions" style={{ justifyContent: 'space-between' }}>
      <span style={{ flex: '1 1 14rem' }}>
        <strong>{words.case.onHold}</strong> {wordOf(words.blockReasons, reason)} ·{' '}
        {untilOn === null ? words.case.untilReleased : words.common.until(format.day(untilOn))}
        {note !== null && owner === null && ` · ${note}`}
        {owner !== null && (
          <span className="small" style={{ display: 'block' }}>
            {wordOf(words.holdOwners, owner)}
          </span>
        )}
      </span>
      {may.work && owner === null && <HoldDeeds block={block} />}
    </div>
  );
}

function HoldDeeds({ block: { id, untilOn } }: { block: Block }) {
  const words = useWords();
  const { on } = useMe();
  const [asking, setAsking] = useState(false);
  const release = useAct('DELETE /dunning-blocks/{id}');
  const tellFailure = useTellFailure();
  const move = useAct('PUT /dunning-blocks/{id}');
  const letGo = (): void =>
    release.mutate(
      { id },
      {
        onSuccess: () => notifications.show({ message: words.deeds.released, color: 'petrol' }),
        onError: tellFailure,
      },
    );
  return (
    <span className="actions">
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {words.deeds.moveEnd}
      </Button>
      <Button size="xs" variant="default" loading={release.isPending} onClick={letGo}>
        {words.deeds.release}
      </Button>
      {asking && (
        <Ask
          title={words.deeds.moveEnd}
          fields={[
            {
              name: 'untilOn',
              label: words.deeds.untilOn,
              hint: words.deeds.untilHint,
              kind: 'day',
              optional: true,
              start: untilOn,
              min: on,
            },
          ]}
          submit={words.deeds.moveEnd}
          done={words.deeds.endMoved}
          close={() => setAsking(false)}
          act={({ untilOn: day }) =>
            move.mutateAsync({ id, body: { untilOn: day === null ? null : String(day) } })
          }
        />
      )}
    </span>
  );
}
