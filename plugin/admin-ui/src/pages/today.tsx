import { Fragment } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../api/client.ts';
import { useDoor } from '../api/query.ts';
import { useMe } from '../api/session.tsx';
import { AgeBars, WeekColumns } from '../parts/bars.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Mentions } from '../parts/mentions.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { useStepsLeft } from '../parts/steps.ts';
import { WorkList } from '../parts/work-list.tsx';
import { useFormat, useWords } from '../words/words.tsx';

type Overview = Answer<'GET /overview'>;
type Money = Overview['money'][number];

/** What needs a person, what comes next, and how the money stands. */
export function TodayPage() {
  const words = useWords();
  const format = useFormat();
  const { on } = useMe();
  const overview = useDoor('GET /overview');
  const work = useDoor('GET /worklist');
  const money = overview.data?.money ?? [];
  return (
    <Page title={words.today.title} sub={format.day(on)}>
      <div className="stack">
        <Loaded query={overview} lines={3}>
          {() => (
            <>
              <FirstSteps />
              {money.map((one) => (
                <Figures key={one.currency} money={one} />
              ))}
            </>
          )}
        </Loaded>
        <div className="cols side-right">
          <div className="stack">
            <Mentions />
            <Panel title={words.today.work} bare>
              <Loaded query={work}>{({ items }) => <WorkList items={items} />}</Loaded>
            </Panel>
          </div>
          <div className="stack">
            <Panel title={words.today.nextRun}>
              <Loaded query={overview} lines={3}>
                {({ nextRun }) => <NextRun run={nextRun} />}
              </Loaded>
            </Panel>
            {money.slice(0, 1).map((one) => (
              <Ageing key={one.currency} money={one} />
            ))}
          </div>
        </div>
      </div>
    </Page>
  );
}

/** Until the first claim is out in the sandbox. */
function FirstSteps() {
  const words = useWords();
  const left = useStepsLeft();
  if (left === null || left === 0) return null;
  return (
    <div className="note">
      <strong>{words.guide.left(left)}</strong> <Link href="/guide">{words.guide.title}</Link>
    </div>
  );
}

function Figures({ money }: { money: Money }) {
  const words = useWords();
  const format = useFormat();
  const parts = [
    { label: words.today.open, sum: money.open },
    { label: words.today.overdue, sum: money.overdue },
    { label: words.today.inDunning, sum: money.inDunning },
    { label: words.today.atAgency, sum: money.atAgency },
  ];
  return (
    <section className="figures" aria-label={words.today.money}>
      {parts.map(({ label, sum }) => (
        <Link key={label} className="figure" href={`/receivables?${sum.query}`}>
          <span className="label">{label}</span>
          <span className="value">{format.money(sum.cents, money.currency)}</span>
          <span className="more">{words.common.receivables(sum.count)}</span>
        </Link>
      ))}
      <Link className="figure" href="/receivables?state=paid">
        <span className="label">{words.today.paidThisMonth}</span>
        <span className="value">{format.money(money.paidThisMonthCents, money.currency)}</span>
        <span className="more">{words.today.cameIn}</span>
      </Link>
    </section>
  );
}

function NextRun({ run }: { run: Overview['nextRun'] }) {
  const words = useWords();
  const format = useFormat();
  if (run.reminders === 0 && run.handovers === 0) {
    return (
      <p style={{ margin: 0 }}>
        {words.today.runEmpty(format.day(run.on))} <Link href="/runs">{words.today.toRuns}</Link>
      </p>
    );
  }
  return (
    <div className="stack" style={{ gap: '0.6rem' }}>
      <p style={{ margin: 0 }}>
        {words.today.runSays(format.day(run.on), run.reminders, run.handovers)}
      </p>
      <dl className="facts">
        {run.levels.map(({ level, count }) => (
          <FactPair key={level} name={words.common.level(level)} value={format.number(count)} />
        ))}
        {run.sums.map(({ currency, cents, handoverCents }) => (
          <Fragment key={currency}>
            {cents > 0 && (
              <FactPair name={words.today.runSum} value={format.money(cents, currency)} />
            )}
            {handoverCents > 0 && (
              <FactPair
                name={words.today.handoverSum}
                value={format.money(handoverCents, currency)}
              />
            )}
          </Fragment>
        ))}
      </dl>
      <Link href="/runs">{words.today.toPreview}</Link>
    </div>
  );
}

function FactPair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Ageing({ money }: { money: Money }) {
  const words = useWords();
  return (
    <>
      <Panel title={words.today.ageing}>
        <AgeBars money={money} />
      </Panel>
      <Panel title={words.today.cashIn}>
        <WeekColumns weeks={money.cashIn} currency={money.currency} />
      </Panel>
    </>
  );
}
