import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { holdFields } from '../../parts/bulk-bar.tsx';
import { GateList } from '../../parts/gates.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';
import { useDispute, usePlan, usePromise, useSpecialState, useTask } from './clarify-deeds.tsx';
import { type Deed, over, type Receivable } from './receivable.ts';

/** Everything that can be done with a receivable; what cannot be done says why. */
export function Deeds({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const deeds = useDeeds(receivable);
  const [asking, setAsking] = useState<string | null>(null);
  const asked = deeds.find(({ name }) => name === asking);
  return (
    <Panel title={words.deeds.title}>
      <div className="actions">
        {deeds
          .filter(({ why }) => why === null)
          .map(({ name, label }) => (
            <Button key={name} variant="light" size="xs" onClick={() => setAsking(name)}>
              {label}
            </Button>
          ))}
      </div>
      <ul className="doings">
        {byReason(deeds).map(([why, barred]) => (
          <li key={why}>
            <span className="actions">
              {barred.map(({ name, label }) => (
                <Button key={name} size="xs" variant="default" disabled>
                  {label}
                </Button>
              ))}
            </span>
            <span className="small dim" style={{ flex: '1 1 9rem' }}>
              {why}
            </span>
            {barred.map(
              ({ name, below }) =>
                below !== undefined && (
                  <div key={name} style={{ flexBasis: '100%' }}>
                    {below}
                  </div>
                ),
            )}
          </li>
        ))}
      </ul>
      {asked !== undefined && <Ask {...asked.question} close={() => setAsking(null)} />}
    </Panel>
  );
}

/** What cannot be done, put together where the reason is the same. */
function byReason(deeds: readonly Deed[]): readonly [string, readonly Deed[]][] {
  const found = new Map<string, Deed[]>();
  for (const deed of deeds) {
    if (deed.why !== null) found.set(deed.why, [...(found.get(deed.why) ?? []), deed]);
  }
  return [...found];
}

function useDeeds(receivable: Receivable): readonly Deed[] {
  const words = useWords();
  const may = useMay();
  const work = may.work ? null : words.deeds.readOnly;
  return [
    useHold(receivable, work),
    usePayment(receivable, work),
    useDispute(receivable, work),
    usePromise(receivable, work),
    usePlan(receivable, work),
    useSpecialState(receivable, work),
    useTask(receivable, work),
    useHandOver(receivable, work),
    useWriteOff(receivable, may.decide ? null : words.deeds.ownerOnly),
  ];
}

const LIVE = ['queued', 'unconfirmed', 'submitted', 'accepted', 'in_progress'];
const isLive = ({ claims }: Receivable): boolean =>
  claims.some(({ state }) => LIVE.includes(state));

function useHold(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const act = useAct('POST /receivables/{id}/dunning-blocks');
  const { id } = receivable;
  return {
    name: 'hold',
    label: words.deeds.hold,
    why: barred ?? over(receivable, words),
    question: {
      title: words.deeds.hold,
      says: words.deeds.holdSays,
      fields: holdFields(words),
      submit: words.deeds.hold,
      done: words.deeds.held,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/dunning-blocks'> }),
    },
  };
}

function usePayment(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const { on } = useMe();
  const act = useAct('POST /receivables/{id}/payments');
  const { id, state } = receivable;
  return {
    name: 'payment',
    label: words.deeds.payment,
    why: barred ?? (state === 'cancelled' ? over(receivable, words) : null),
    question: {
      title: words.deeds.payment,
      says: isLive(receivable) ? words.deeds.paymentTold : words.deeds.paymentSays,
      fields: [
        {
          name: 'amountCents',
          label: words.deeds.amount,
          kind: 'money',
          hint: receivable.currency,
          currency: receivable.currency,
        },
        { name: 'paidOn', label: words.deeds.paidOn, kind: 'day', start: on, max: on },
        {
          name: 'reference',
          label: words.deeds.reference,
          hint: words.deeds.referenceHint,
          kind: 'text',
        },
      ],
      submit: words.deeds.payment,
      done: words.deeds.paid,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/payments'> }),
    },
  };
}

function useHandOver(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const { id } = receivable;
  const act = useAct('POST /receivables/{id}/handover');
  const gone = over(receivable, words) ?? (isLive(receivable) ? words.deeds.atAgency : null);
  const gates = useDoor('GET /receivables/{id}/handover-gates', { id }, { enabled: gone === null });
  const shut = gates.data?.gates.filter(({ passed }) => !passed) ?? [];
  const waits = gates.data === undefined ? words.common.loading : null;
  return {
    name: 'handover',
    label: words.deeds.handOver,
    why: barred ?? gone ?? waits ?? (shut.length > 0 ? words.deeds.gatesShut(shut.length) : null),
    question: {
      title: words.deeds.handOver,
      says: words.deeds.handOverSays,
      fields: [
        {
          name: 'note',
          label: words.deeds.agencyNote,
          hint: words.deeds.agencyNoteHint,
          kind: 'long',
          optional: true,
        },
      ],
      submit: words.deeds.handOver,
      done: words.deeds.handedOver,
      act: ({ note }) => act.mutateAsync({ id, body: note === null ? {} : { note: String(note) } }),
    },
    ...(gone === null && shut.length > 0 ? { below: <GateList gates={shut} /> } : {}),
  };
}

function useWriteOff(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const act = useAct('POST /receivables/{id}/write-off');
  const { id } = receivable;
  const live = isLive(receivable) ? words.deeds.closeFirst : null;
  return {
    name: 'write-off',
    label: words.deeds.writeOff,
    why: barred ?? over(receivable, words) ?? live,
    question: {
      title: words.deeds.writeOff,
      says: words.deeds.writeOffSays,
      danger: true,
      fields: [
        {
          name: 'reason',
          label: words.deeds.reason,
          kind: 'choice',
          start: 'small_rest',
          options: Object.entries(words.writeOffReasons).map(([value, label]) => ({
            value,
            label,
          })),
        },
      ],
      submit: words.deeds.writeOff,
      done: words.deeds.writtenOff,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/write-off'> }),
    },
  };
}
