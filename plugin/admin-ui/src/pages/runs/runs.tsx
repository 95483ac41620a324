import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Empty } from '../../parts/loaded.tsx';
import { Mark, type Tone, wordOf } from '../../parts/marks.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Paged, usePages } from '../../parts/paging.tsx';
import { whoDid } from '../../parts/story.tsx';
import { type Column, Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { EmergencyStop } from './stop.tsx';
import { useUntilUnderWay } from './under-way.ts';

type Run = Answer<'GET /dunning-runs'>['items'][number];

export const RUN_TONES: Readonly<Record<Run['state'], Tone>> = {
  proposing: 'calm',
  proposed: 'warn',
  committing: 'calm',
  finished: 'good',
  discarded: 'plain',
};

/** Every run, the newest first, and the way to the next. */
export function RunsPage() {
  const words = useWords();
  const pages = usePages<number>();
  const runs = useDoor(
    'GET /dunning-runs',
    { query: { limit: 30, ...(pages.mark === undefined ? {} : { afterId: pages.mark }) } },
    { keep: true },
  );
  return (
    <Page title={words.nav.runs} sub={words.runs.sub} actions={<Propose />}>
      <div className="stack">
        <EmergencyStop />
        <Panel title={words.runs.all} bare>
          <Paged query={runs} pages={pages} nextOf={({ nextAfterId }) => nextAfterId}>
            {({ items }) => <RunGrid runs={items} />}
          </Paged>
        </Panel>
      </div>
    </Page>
  );
}

function Propose() {
  const words = useWords();
  const may = useMay();
  const { on } = useMe();
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  const act = useAct('POST /dunning-runs');
  const untilUnderWay = useUntilUnderWay();
  return (
    <>
      <Button disabled={!may.work} onClick={() => setAsking(true)}>
        {words.runs.propose}
      </Button>
      {!may.work && <span className="small dim">{words.deeds.readOnly}</span>}
      {asking && (
        <Ask
          title={words.runs.propose}
          says={words.runs.proposeSays}
          fields={[{ name: 'on', label: words.common.day, kind: 'day', start: on }]}
          submit={words.runs.propose}
          done={words.runs.proposed}
          close={() => setAsking(false)}
          act={async (values) => {
            const body = { mode: 'propose', on: String(values['on']) } as const;
            const runId = await untilUnderWay(
              act.mutateAsync({ body }),
              ({ state }) => state === 'proposing',
            );
            if (runId !== null) go(`/runs/${runId}`);
          }}
        />
      )}
    </>
  );
}

function RunGrid({ runs }: { runs: readonly Run[] }) {
  const words = useWords();
  const format = useFormat();
  const [, go] = useLocation();
  if (runs.length === 0) return <Empty title={words.runs.none} />;
  const columns: readonly Column<Run>[] = [
    {
      name: 'on',
      head: words.common.day,
      cell: ({ id, runOn }) => (
        <Link href={`/runs/${id}`} className="strong nowrap">
          {format.day(runOn)}
        </Link>
      ),
    },
    {
      name: 'state',
      head: words.common.state,
      cell: ({ state }) => <Mark tone={RUN_TONES[state]}>{wordOf(words.runStates, state)}</Mark>,
    },
    { name: 'reminded', head: words.runs.reminded, right: true, cell: ({ reminded }) => reminded },
    { name: 'handed', head: words.runs.handedOver, right: true, cell: (run) => run.handedOver },
    { name: 'skipped', head: words.runs.skipped, right: true, cell: ({ skipped }) => skipped },
    {
      name: 'notices',
      head: words.runs.notices,
      right: true,
      wide: true,
      cell: ({ notices }) => notices,
    },
    {
      name: 'who',
      head: words.common.who,
      wide: true,
      cell: ({ committedBy, actor, whoName }) =>
        whoDid({ actor: committedBy ?? actor, actorName: whoName }, words),
    },
  ];
  return (
    <Grid
      caption={words.runs.all}
      columns={columns}
      rows={runs}
      keyOf={({ id }) => id}
      open={({ id }) => go(`/runs/${id}`)}
    />
  );
}
