import { Button, CopyButton } from '@mantine/core';
import { useState } from 'react';
import type { Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { Ask } from '../../parts/ask.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { Mark } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** Keys for programs; each is shown once. */
export function Keys() {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const act = useAct('POST /api-keys');
  return (
    <>
      {made !== null && <MadeKey value={made} />}
      <Panel
        title={words.settings.tabs.keys}
        bare
        more={
          <Button size="xs" onClick={() => setAsking(true)}>
            {words.settings.addKey}
          </Button>
        }
      >
        <KeyList />
      </Panel>
      {asking && (
        <Ask
          title={words.settings.addKey}
          fields={[
            { name: 'name', label: words.common.name, kind: 'text' },
            {
              name: 'role',
              label: words.settings.role,
              kind: 'choice',
              start: 'read_only',
              options: (['owner', 'clerk', 'read_only'] as const).map((value) => ({
                value,
                label: words.roles[value],
              })),
            },
          ]}
          submit={words.do.add}
          done={words.settings.keyMade}
          close={() => setAsking(false)}
          act={async (values) => {
            const { key } = await act.mutateAsync({ body: values as Body<'POST /api-keys'> });
            setMade(key);
          }}
        />
      )}
    </>
  );
}

function MadeKey({ value }: { value: string }) {
  const words = useWords();
  return (
    <div className="note good" role="status">
      <strong>{words.settings.keyOnce}</strong>
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </p>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? words.settings.copied : words.settings.copy}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

function KeyList() {
  const words = useWords();
  const format = useFormat();
  const keys = useDoor('GET /api-keys');
  const end = useAct('DELETE /api-keys/{id}');
  return (
    <Loaded query={keys}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={words.settings.noKeys} />
        ) : (
          <>
            {end.isError && <Failure error={end.error} />}
            <Grid
              caption={words.settings.tabs.keys}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { name: 'name', head: words.common.name, cell: ({ name }) => name },
                { name: 'role', head: words.settings.role, cell: ({ role }) => words.roles[role] },
                {
                  name: 'since',
                  head: words.settings.since,
                  cell: ({ createdAt }) => format.day(createdAt),
                },
                {
                  name: 'end',
                  head: '',
                  right: true,
                  cell: ({ id, name, revokedAt }) =>
                    revokedAt === null ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`${words.settings.endKey}: ${name}`}
                        onClick={() => end.mutate({ id })}
                      >
                        {words.settings.endKey}
                      </Button>
                    ) : (
                      <Mark tone="plain">{words.settings.ended}</Mark>
                    ),
                },
              ]}
            />
          </>
        )
      }
    </Loaded>
  );
}
