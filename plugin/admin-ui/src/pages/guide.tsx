import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { useAct, useDoor } from '../api/query.ts';
import { useMay, useMe } from '../api/session.tsx';
import { CheckIcon } from '../parts/icons.tsx';
import { Failure, Loaded } from '../parts/loaded.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { stepsOf } from '../parts/steps.ts';
import { useWords } from '../words/words.tsx';

/** Leads from nothing to a first claim in the sandbox; what is done ticks itself off. */
export function GuidePage() {
  const words = useWords();
  const setup = useDoor('GET /setup');
  return (
    <Page title={words.guide.title} sub={words.guide.sub}>
      <SetUp />
      <Loaded query={setup} lines={12}>
        {(given) => <Steps steps={stepsOf(given)} />}
      </Loaded>
    </Page>
  );
}

function Steps({ steps }: { steps: ReturnType<typeof stepsOf> }) {
  const words = useWords();
  const done = steps.filter((step) => step.done).length;
  return (
    <Panel title={words.guide.progress(done, steps.length)}>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.name} className={step.done ? 'done' : ''}>
            <span className="ball">{step.done ? <CheckIcon size={15} /> : index + 1}</span>
            <span>
              <span className="strong">{words.guide.steps[step.name]}</span>
              <span className="small dim" style={{ display: 'block' }}>
                {words.guide.steps[`${step.name}Says`]}
              </span>
              {step.name === 'trial' && !step.done && <MakeTrials />}
            </span>
            <Button
              component={Link}
              href={step.href}
              size="xs"
              variant={step.done ? 'default' : 'light'}
              aria-label={`${words.do.open}: ${words.guide.steps[step.name]} (${step.done ? words.guide.done : words.guide.toDo})`}
            >
              {words.do.open}
            </Button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Only the owner makes them, and only in the sandbox; the step is done with any order. */
function MakeTrials() {
  const words = useWords();
  const may = useMay();
  const act = useAct('POST /trial-orders');
  if (!may.decide) return <span className="small dim">{words.deeds.ownerOnly}</span>;
  const onSuccess = ({ made }: { made: number }): void =>
    void notifications.show({ message: words.guide.trialsMade(made), color: 'petrol' });
  return (
    <>
      {act.isError && <Failure error={act.error} />}
      <Button
        size="xs"
        mt="xs"
        loading={act.isPending}
        onClick={() => act.mutate({}, { onSuccess })}
      >
        {words.guide.makeTrials}
      </Button>
    </>
  );
}

/** A shop that came through its own admin reminds nobody before its owner says so. */
function SetUp() {
  const words = useWords();
  const { shop } = useMe();
  const may = useMay();
  const act = useAct('POST /shop-setup');
  if (shop.state !== 'setting_up') return null;
  return (
    <div className="note" style={{ marginBottom: '1rem' }}>
      <p>{words.guide.settingUp}</p>
      {act.isError && <Failure error={act.error} />}
      {may.decide && (
        <Button size="xs" loading={act.isPending} onClick={() => act.mutate({})}>
          {words.guide.setUp}
        </Button>
      )}
    </div>
  );
}
