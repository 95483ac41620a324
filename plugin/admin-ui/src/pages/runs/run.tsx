import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Page } from '../../parts/page.tsx';
import { Said } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { RunItems } from './items.tsx';
import { RUN_TONES } from './runs.tsx';
import { useUntilUnderWay } from './under-way.ts';

type RunDetail = Answer<'GET /dunning-runs/{id}'>;

const UNDER_WAY: readonly RunDetail['state'][] = ['proposing', 'committing'];

/** One run: who gets what, who is left out and why, and what becomes of it. */
export function RunPage() {
  const id = Number(useParams<{ id: string }>().id);
  const words = useWords();
  const run = useDoor('GET /dunning-runs/{id}', { id });
  if (run.data === undefined) {
    return (
      <Page title={words.runs.run}>
        <section className="panel">
          <Loaded query={run} lines={10}>
            {() => null}
          </Loaded>
        </section>
      </Page>
    );
  }
  return <RunView run={run.data} />;
}

function RunView({ run }: { run: RunDetail }) {
  const words = useWords();
  const format = useFormat();
  return (
    <Page
      title={words.runs.of(format.day(run.runOn))}
      mark={<Mark tone={RUN_TONES[run.state]}>{wordOf(words.runStates, run.state)}</Mark>}
      actions={run.state === 'proposed' && <Decide run={run} />}
    >
      <div className="stack">
        {UNDER_WAY.includes(run.state) && <Working run={run} />}
        {run.heldBecause !== null && (
          <div className="note warn">
            <strong>{words.runs.held}</strong>{' '}
            <Said says={run.heldSays} english={run.heldBecause} />
          </div>
        )}
        <Counts run={run} />
        <RunItems run={run} />
      </div>
    </Page>
  );
}

const HUNDRED = 100;

/** How far it is. What becomes due meanwhile comes on top, so the count is a guess until the end. */
function Working({ run }: { run: RunDetail }) {
  const words = useWords();
  const format = useFormat();
  const { work, workOf } = run;
  const done = Math.min(run.workDone, workOf);
  const share = workOf === 0 ? 0 : Math.floor((HUNDRED * done) / workOf);
  return (
    <div className="note" role="status">
      <p style={{ margin: '0 0 0.4rem' }}>
        {work === null
          ? words.runs.proposing
          : words.runs.work[work](format.number(done), format.number(workOf))}
      </p>
      <Progress value={share} animated aria-label={wordOf(words.runStates, run.state)} />
    </div>
  );
}

function Counts({ run }: { run: RunDetail }) {
  const words = useWords();
  const format = useFormat();
  const currencies = [...new Set(run.sums.map(({ currency }) => currency))];
  const totals = currencies.map((currency) =>
    format.money(
      run.sums
        .filter((sum) => sum.currency === currency)
        .reduce((all, { totalCents }) => all + totalCents, 0),
      currency,
    ),
  );
  const figures = [
    { label: words.runs.reminded, value: format.number(run.reminded), more: totals.join(' · ') },
    { label: words.runs.handedOver, value: format.number(run.handedOver), more: '' },
    { label: words.runs.skipped, value: format.number(run.skipped), more: '' },
    { label: words.runs.notices, value: format.number(run.notices), more: words.runs.noticesSay },
  ];
  return (
    <div className="figures">
      {figures.map(({ label, value, more }) => (
        <div key={label} className="figure">
          <span className="label">{label}</span>
          <span className="value">{value}</span>
          <span className="more">{more}</span>
        </div>
      ))}
    </div>
  );
}

function Decide({ run }: { run: RunDetail }) {
  const words = useWords();
  const may = useMay();
  const [asking, setAsking] = useState<'commit' | 'discard' | null>(null);
  const commit = useAct('POST /dunning-runs/{id}/commit');
  const discard = useAct('POST /dunning-runs/{id}/discard');
  const untilUnderWay = useUntilUnderWay();
  const close = (): void => setAsking(null);
  if (!may.work) return <span className="small dim">{words.deeds.readOnly}</span>;
  return (
    <>
      <Button variant="default" onClick={() => setAsking('discard')}>
        {words.runs.discard}
      </Button>
      <Button onClick={() => setAsking('commit')}>{words.runs.commit}</Button>
      {asking === 'commit' && (
        <Ask
          title={words.runs.commit}
          says={words.runs.commitSays(run.reminded, run.handedOver)}
          fields={[]}
          submit={words.runs.commit}
          done={words.runs.committed}
          close={close}
          act={() =>
            untilUnderWay(
              commit.mutateAsync({ id: run.id }),
              ({ runId, state }) => runId === run.id && state === 'committing',
            )
          }
        />
      )}
      {asking === 'discard' && (
        <Ask
          title={words.runs.discard}
          says={words.runs.discardSays}
          fields={[]}
          submit={words.runs.discard}
          danger
          done={words.runs.discarded}
          close={close}
          act={() => discard.mutateAsync({ id: run.id })}
        />
      )}
    </>
  );
}
