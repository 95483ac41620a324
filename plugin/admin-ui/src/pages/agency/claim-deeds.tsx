import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';
import { type Claim, isLive } from './claim-state.ts';

type Step = Body<'POST /claims/{id}/next-steps'>;

/** What can be done with a claim; what cannot be done says why. */
export function ClaimDeeds({ claim }: { claim: Claim }) {
  const words = useWords();
  const may = useMay();
  const [asking, setAsking] = useState<'close' | 'recall' | 'step' | null>(null);
  const over = isLive(claim) ? null : words.deeds.over(words.claimStates[claim.state]);
  const work = over ?? (may.work ? null : words.deeds.readOnly);
  const decide = over ?? (may.decide ? null : words.deeds.ownerOnly);
  const deeds = [
    { name: 'close', label: words.agency.close, why: work },
    { name: 'recall', label: words.agency.recall, why: work },
    { name: 'step', label: words.agency.nextStep, why: decide },
  ] as const;
  return (
    <Panel title={words.deeds.title}>
      <ul className="doings">
        {deeds.map(({ name, label, why }) => (
          <li key={name}>
            <Button
              size="xs"
              variant={why === null ? 'light' : 'default'}
              disabled={why !== null}
              onClick={() => setAsking(name)}
            >
              {label}
            </Button>
            {why !== null && <span className="small dim">{why}</span>}
          </li>
        ))}
      </ul>
      {asking === 'close' && <Close id={claim.id} close={() => setAsking(null)} />}
      {asking === 'recall' && <Recall id={claim.id} close={() => setAsking(null)} />}
      {asking === 'step' && <NextStep id={claim.id} close={() => setAsking(null)} />}
    </Panel>
  );
}

interface Asking {
  id: number;
  close: () => void;
}

function Close({ id, close }: Asking) {
  const words = useWords();
  const act = useAct('POST /claims/{id}/close');
  return (
    <Ask
      title={words.agency.close}
      says={words.agency.closeSays}
      fields={[{ name: 'because', label: words.deeds.reason, kind: 'text' }]}
      submit={words.agency.close}
      danger
      done={words.agency.closed}
      close={close}
      act={({ because }) => act.mutateAsync({ id, body: { because: String(because) } })}
    />
  );
}

function Recall({ id, close }: Asking) {
  const words = useWords();
  const act = useAct('POST /claims/{id}/recall');
  return (
    <Ask
      title={words.agency.recall}
      says={words.agency.recallSays}
      fields={[
        { name: 'amountCents', label: words.deeds.amount, kind: 'money' },
        { name: 'because', label: words.deeds.reason, kind: 'text' },
      ]}
      submit={words.agency.recall}
      done={words.agency.recalled}
      close={close}
      act={(values) => act.mutateAsync({ id, body: values as Body<'POST /claims/{id}/recall'> })}
    />
  );
}

function NextStep({ id, close }: Asking) {
  const words = useWords();
  const act = useAct('POST /claims/{id}/next-steps');
  return (
    <Ask
      title={words.agency.nextStep}
      says={words.agency.nextStepSays}
      fields={[
        {
          name: 'order',
          label: words.agency.nextStep,
          kind: 'choice',
          start: 'payment_order_only',
          options: Object.entries(words.steps).map(([value, label]) => ({ value, label })),
        },
      ]}
      submit={words.agency.order}
      done={words.agency.ordered}
      close={close}
      act={({ order }) => act.mutateAsync({ id, body: stepOf(String(order)) })}
    />
  );
}

function stepOf(order: string): Step {
  switch (order) {
    case 'factoring':
    case 'long_term_observation':
      return { step: order };
    default:
      return { step: 'lawyer', mission: order } as Step;
  }
}
