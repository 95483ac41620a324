import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Empty, Loaded } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

const SOON_MS = 300;

/** The journal: who did what and when. */
export function AuditLog() {
  const words = useWords();
  const [typed, setType] = useState('');
  const [type] = useDebouncedValue(typed.trim(), SOON_MS);
  const [pages, setPages] = useState<readonly number[]>([]);
  const before = pages.at(-1);
  const log = useDoor(
    'GET /audit-log',
    {
      query: {
        limit: 50,
        ...(type === '' ? {} : { type }),
        ...(before === undefined ? {} : { before }),
      },
    },
    { keep: true },
  );
  return (
    <Panel title={words.settings.tabs.audit}>
      <TextInput
        label={words.settings.eventType}
        placeholder="user."
        maw="20rem"
        mb="sm"
        value={typed}
        onChange={(event) => {
          setType(event.currentTarget.value);
          setPages([]);
        }}
      />
      <Loaded query={log} lines={10}>
        {({ items, nextBefore }) => (
          <>
            {items.length === 0 ? (
              <Empty title={words.receivables.none} />
            ) : (
              <AuditGrid items={items} />
            )}
            <div className="actions" style={{ justifyContent: 'flex-end', marginTop: '0.75rem' }}>
              <Button
                variant="default"
                size="xs"
                disabled={pages.length === 0}
                onClick={() => setPages(pages.slice(0, -1))}
              >
                {words.do.back}
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={nextBefore === null}
                onClick={() => nextBefore !== null && setPages([...pages, nextBefore])}
              >
                {words.do.next}
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function AuditGrid({ items }: Pick<Answer<'GET /audit-log'>, 'items'>) {
  const words = useWords();
  const format = useFormat();
  return (
    <Grid
      caption={words.settings.tabs.audit}
      rows={items}
      keyOf={({ sequence }) => sequence}
      columns={[
        {
          name: 'at',
          head: words.common.date,
          cell: ({ recordedAt }) => <span className="nowrap">{format.instant(recordedAt)}</span>,
        },
        {
          name: 'who',
          head: words.common.who,
          cell: ({ actor, actorName }) => actorName ?? actor,
        },
        {
          name: 'what',
          head: words.common.what,
          cell: ({ type: name }) => wordOf(words.events, name),
        },
        {
          name: 'of',
          head: words.case.title,
          cell: ({ receivableId }) =>
            receivableId === null ? (
              '–'
            ) : (
              <Link href={`/receivables/${receivableId}`}>{receivableId}</Link>
            ),
        },
        {
          name: 'data',
          head: words.settings.data,
          wide: true,
          cell: ({ data }) => (
            <span className="mono small">{JSON.stringify(data).slice(1, -1)}</span>
          ),
        },
      ]}
    />
  );
}
