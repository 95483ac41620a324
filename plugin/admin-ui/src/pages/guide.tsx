import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useAct, useDoor } from '../api/query.ts';
import { useMay, useMe } from '../api/session.tsx';
import { CheckIcon } from '../parts/icons.tsx';
import { Failure } from '../parts/loaded.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { useWords } from '../words/words.tsx';

interface Step {
  name: 'creditor' | 'orders' | 'shop' | 'mail' | 'policy' | 'run' | 'claim' | 'live';
  href: string;
  /** Known from the shop itself; a step that leaves no trace stays open to whoever wants it. */
  done: boolean;
}

function useSteps(): readonly Step[] {
  const { shop } = useMe();
  const settings = useDoor('GET /settings').data;
  const receivables = useDoor('GET /receivables', { query: { limit: 1 } }).data;
  const policies = useDoor('GET /policies').data;
  const runs = useDoor('GET /dunning-runs', { query: { limit: 1 } }).data;
  const claims = useDoor('GET /claims', { query: { limit: 1 } }).data;
  const creditor = settings?.settings.creditor;
  const methods = settings?.settings['invoicePaymentMethods'];
  const some = (list: { items: readonly unknown[] } | undefined): boolean =>
    (list?.items.length ?? 0) > 0;
  return [
    { name: 'creditor', href: '/settings', done: Boolean(creditor?.['iban']) },
    { name: 'orders', href: '/settings/terms', done: Array.isArray(methods) && methods.length > 0 },
    { name: 'shop', href: '/settings/connection', done: some(receivables) },
    { name: 'mail', href: '/settings/mail', done: false },
    { name: 'policy', href: '/policies', done: some(policies) },
    { name: 'run', href: '/runs', done: some(runs) },
    { name: 'claim', href: '/at-agency/approvals', done: some(claims) },
    { name: 'live', href: '/settings/mode', done: shop.mode === 'live' },
  ];
}

/** Leads from nothing to a first claim in the sandbox; what is done ticks itself off. */
export function GuidePage() {
  const words = useWords();
  const steps = useSteps();
  const done = steps.filter((step) => step.done).length;
  return (
    <Page title={words.nav.guide} sub={words.guide.sub}>
      <SetUp />
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
    </Page>
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
