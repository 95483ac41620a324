import { Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Empty } from '../../parts/loaded.tsx';
import { Technical } from '../../parts/technical.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Paged, usePages } from '../../parts/paging.tsx';
import { detailsOf, whoDid } from '../../parts/story.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** The journal: who did what and when. */
export function AuditLog() {
  const words = useWords();
  const [type, setType] = useState<string | null>(null);
  const pages = usePages<number>(type);
  const log = useDoor(
    'GET /audit-log',
    {
      query: {
        limit: 50,
        ...(type === null ? {} : { type }),
        ...(pages.mark === undefined ? {} : { before: pages.mark }),
      },
    },
    { keep: true },
  );
  return (
    <Panel title={words.settings.tabs.audit}>
      <Select
        label={words.settings.eventType}
        nothingFoundMessage={words.receivables.none}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': words.receivables.clear }}
        maw="20rem"
        mb="sm"
        value={type}
        data={Object.entries(words.events).map(([value, label]) => ({ value, label }))}
        onChange={setType}
      />
      <Paged query={log} pages={pages} nextOf={({ nextBefore }) => nextBefore}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.receivables.none} />
          ) : (
            <AuditGrid items={items} />
          )
        }
      </Paged>
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
          cell: ({ recordedAt }) => format.instant(recordedAt),
        },
        {
          name: 'who',
          head: words.common.who,
          cell: (item) => whoDid(item, words),
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
          cell: ({ data, currency }) => (
            <>
              {detailsOf(data, { words, format, currency: currency ?? 'EUR' })}
              <Technical words={words} text={JSON.stringify(data).slice(1, -1)} />
            </>
          ),
        },
      ]}
    />
  );
}
