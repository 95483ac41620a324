import { Button, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Answer, Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Loaded, useTellFailure } from '../../parts/loaded.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useWords } from '../../words/words.tsx';

type Seen = Answer<'GET /agency-statuses'>['seen'][number];
type Meaning = Body<'PUT /agency-statuses'>['statuses'][number]['meaning'];

/** What the agency's statuses mean here; the owner may say so of one nobody knows. */
export function Statuses() {
  const words = useWords();
  const statuses = useDoor('GET /agency-statuses');
  return (
    <Panel title={words.agency.tabs.statuses} bare>
      <Loaded query={statuses}>
        {({ seen, own }) =>
          seen.length === 0 ? (
            <Empty title={words.agency.noStatuses} />
          ) : (
            <Grid
              caption={words.agency.tabs.statuses}
              rows={seen}
              keyOf={({ code }) => code}
              columns={[
                {
                  name: 'code',
                  head: words.agency.code,
                  cell: ({ code }) => <span className="mono">{code}</span>,
                },
                {
                  name: 'text',
                  head: words.agency.status,
                  cell: ({ text }) => <span className="theirs">{text ?? '–'}</span>,
                },
                {
                  name: 'claims',
                  head: words.agency.tabs.claims,
                  right: true,
                  cell: ({ claims }) => claims,
                },
                {
                  name: 'meaning',
                  head: words.agency.meaning,
                  cell: (status) => (
                    <MeaningOf status={status} own={own.some(({ code }) => code === status.code)} />
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function MeaningOf({ status, own }: { status: Seen; own: boolean }) {
  const words = useWords();
  const may = useMay();
  const act = useAct('PUT /agency-statuses');
  const tellFailure = useTellFailure();
  const { code, meaning } = status;
  if (!may.decide) {
    return (
      <Mark tone={meaning === 'unmapped' ? 'warn' : 'plain'}>
        {wordOf(words.meanings, meaning ?? 'unmapped')}
      </Mark>
    );
  }
  const say = (chosen: string | null): void => {
    if (chosen === null) return;
    act.mutate(
      { body: { statuses: [{ code, meaning: chosen as Meaning }] } },
      {
        onSuccess: ({ changedClaims }) =>
          notifications.show({ message: words.agency.mapped(changedClaims), color: 'petrol' }),
        onError: tellFailure,
      },
    );
  };
  return (
    <span className="actions">
      <Select
        size="xs"
        w="11rem"
        aria-label={words.agency.meaningOf(code)}
        value={meaning ?? 'unmapped'}
        data={Object.entries(words.meanings).map(([value, label]) => ({ value, label }))}
        onChange={say}
      />
      {own && <Mark tone="calm">{words.agency.ownMeaning}</Mark>}
      {act.isPending && (
        <Button variant="subtle" size="compact-xs" loading aria-label={words.common.loading} />
      )}
    </span>
  );
}
