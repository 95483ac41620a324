import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Answer, Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask, type AskProps } from '../../parts/ask.tsx';
import { Failure } from '../../parts/loaded.tsx';
import { Mark, type Tone, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useSay } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { ForeignPayment } from './foreign-payment.tsx';
import type { Receivable } from './receivable.ts';

type Dispute = Answer<'GET /disputes'>['items'][number];
type Promised = Answer<'GET /promises'>['items'][number];
type Plan = Answer<'GET /instalment-plans'>['items'][number];
type State = Answer<'GET /special-states'>['items'][number];
type Task = Answer<'GET /tasks'>['items'][number];

/** Objections, promises, plans, special states and tasks of a receivable; nothing when there are none. */
export function Clarify({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const query = { receivableId: receivable.id };
  const disputes = useDoor('GET /disputes', { query }).data?.items ?? [];
  const promises = useDoor('GET /promises', { query }).data?.items ?? [];
  const plans = useDoor('GET /instalment-plans', { query }).data?.items ?? [];
  const states = useDoor('GET /special-states', { query }).data?.items ?? [];
  const tasks = useDoor('GET /tasks', { query }).data?.items ?? [];
  const { currency } = receivable;
  const rows = [
    ...tasks.map((task) => <TaskRow key={`t${task.id}`} task={task} currency={currency} />),
    ...disputes.map((one) => <DisputeRow key={`d${one.id}`} dispute={one} currency={currency} />),
    ...promises.map((one) => <PromiseRow key={`p${one.id}`} promise={one} currency={currency} />),
    ...plans.map((one) => <PlanRow key={`i${one.id}`} plan={one} currency={currency} />),
    ...states.map((one) => <StateRow key={`s${one.id}`} state={one} />),
  ];
  if (rows.length === 0) return null;
  return (
    <Panel title={words.clarify.title}>
      <ul className="doings">{rows}</ul>
    </Panel>
  );
}

interface RowProps {
  title: string;
  mark: { tone: Tone; text: string };
  more: readonly (string | null | undefined)[];
  buttons?: ReactNode;
  error?: unknown;
}

function Row({ title, mark, more, buttons, error }: RowProps) {
  return (
    <li>
      <span style={{ flex: '1 1 16rem', minWidth: 0 }}>
        <span className="strong">{title}</span> <Mark tone={mark.tone}>{mark.text}</Mark>
        <span className="small dim" style={{ display: 'block', overflowWrap: 'anywhere' }}>
          {more.filter(Boolean).join(' · ')}
        </span>
        {error != null && <Failure error={error} />}
      </span>
      {buttons !== undefined && <span className="actions">{buttons}</span>}
    </li>
  );
}

function TaskRow({ task, currency }: { task: Task; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const say = useSay();
  const done = useAct('POST /tasks/{id}/done');
  const open = task.state === 'open';
  // One that a person wrote down has no payment behind it.
  const isForeign = task.kind === 'foreign_payment' && task.says.length > 0;
  return (
    <Row
      title={wordOf(words.taskKinds, task.kind)}
      mark={{
        tone: open ? 'warn' : 'good',
        text: open ? format.day(task.dueOn) : words.clarify.finished,
      }}
      more={[say(task.says) ?? task.note]}
      error={done.error}
      buttons={
        open &&
        may.work &&
        (isForeign ? (
          <ForeignPayment taskId={task.id} currency={currency} />
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={done.isPending}
            onClick={() => done.mutate({ id: task.id })}
          >
            {words.clarify.finished}
          </Button>
        ))
      }
    />
  );
}

function DisputeRow({ dispute, currency }: { dispute: Dispute; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const [asking, setAsking] = useState<'answer' | 'decide' | 'defer' | null>(null);
  const { id, state, reason, amountCents, debtorText, creditorText, answerByOn } = dispute;
  const live = state === 'open' || state === 'answered';
  return (
    <>
      <Row
        title={wordOf(words.disputeReasons, reason)}
        mark={{
          tone: state === 'open' ? 'bad' : 'plain',
          text: wordOf(words.disputeStates, state),
        }}
        more={[
          amountCents === null ? null : format.money(amountCents, currency),
          debtorText,
          creditorText,
          state === 'open' ? words.clarify.answerBy(format.day(answerByOn)) : null,
        ]}
        buttons={
          live &&
          may.work && (
            <>
              {state === 'open' && (
                <>
                  <Button size="xs" variant="default" onClick={() => setAsking('answer')}>
                    {words.clarify.answer}
                  </Button>
                  <Button size="xs" variant="default" onClick={() => setAsking('defer')}>
                    {words.clarify.defer}
                  </Button>
                </>
              )}
              <Button size="xs" variant="default" onClick={() => setAsking('decide')}>
                {words.clarify.decide}
              </Button>
            </>
          )
        }
      />
      {asking === 'answer' && <AnswerDispute id={id} close={() => setAsking(null)} />}
      {asking === 'defer' && (
        <DeferDispute id={id} answerByOn={answerByOn} close={() => setAsking(null)} />
      )}
      {asking === 'decide' && <DecideDispute id={id} close={() => setAsking(null)} />}
    </>
  );
}

type Closing = Pick<AskProps, 'close'> & { id: number };

function AnswerDispute({ id, close }: Closing) {
  const words = useWords();
  const act = useAct('POST /disputes/{id}/answer');
  return (
    <Ask
      title={words.clarify.answer}
      fields={[{ name: 'text', label: words.clarify.answerText, kind: 'long' }]}
      submit={words.clarify.answer}
      done={words.clarify.answeredSays}
      close={close}
      act={({ text }) => act.mutateAsync({ id, body: { text: String(text) } })}
    />
  );
}

function DeferDispute({ id, answerByOn, close }: Closing & { answerByOn: string }) {
  const words = useWords();
  const { on } = useMe();
  const act = useAct('POST /disputes/{id}/defer');
  const day = { name: 'answerByOn', label: words.clarify.newDay, kind: 'day' as const };
  return (
    <Ask
      title={words.clarify.defer}
      says={words.clarify.deferSays}
      fields={[{ ...day, start: answerByOn, min: on }]}
      submit={words.clarify.defer}
      done={words.clarify.deferred}
      close={close}
      act={(values) => act.mutateAsync({ id, body: { answerByOn: String(values['answerByOn']) } })}
    />
  );
}

function DecideDispute({ id, close }: Closing) {
  const words = useWords();
  const act = useAct('POST /disputes/{id}/decide');
  const choices = (list: Readonly<Record<string, string>>) =>
    Object.entries(list).map(([value, label]) => ({ value, label }));
  return (
    <Ask
      title={words.clarify.decide}
      fields={[
        {
          name: 'outcome',
          label: words.clarify.decision,
          kind: 'choice',
          start: 'rejected',
          options: choices(words.disputeOutcomes),
        },
        {
          name: 'remedy',
          label: words.clarify.remedy,
          kind: 'choice',
          start: 'credit_note',
          options: choices(words.remedies),
        },
        { name: 'text', label: words.clarify.answerText, kind: 'long', optional: true },
      ]}
      submit={words.clarify.decide}
      done={words.clarify.decided}
      close={close}
      act={({ outcome, remedy, text }) =>
        act.mutateAsync({
          id,
          body: {
            outcome,
            ...(outcome === 'upheld' ? { remedy } : {}),
            ...(text === null ? {} : { text }),
          } as Body<'POST /disputes/{id}/decide'>,
        })
      }
    />
  );
}

function PromiseRow({ promise, currency }: { promise: Promised; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const act = useAct('POST /promises/{id}/withdraw');
  const { id, state, amountCents, promisedOn, note } = promise;
  const tone: Tone = state === 'broken' ? 'bad' : state === 'running' ? 'calm' : 'plain';
  return (
    <Row
      title={words.blockReasons['promise'] ?? ''}
      mark={{ tone, text: wordOf(words.promiseStates, state) }}
      more={[
        words.clarify.promised(format.money(amountCents, currency), format.day(promisedOn)),
        note,
      ]}
      error={act.error}
      buttons={
        state === 'running' &&
        may.work && (
          <Button
            size="xs"
            variant="default"
            loading={act.isPending}
            onClick={() => act.mutate({ id })}
          >
            {words.clarify.withdraw}
          </Button>
        )
      }
    />
  );
}

function PlanRow({ plan, currency }: { plan: Plan; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const offer = useAct('POST /instalment-plans/{id}/offer');
  const accept = useAct('POST /instalment-plans/{id}/accept');
  const withdraw = useAct('POST /instalment-plans/{id}/withdraw');
  const { id, state, totalCents, instalments } = plan;
  const paid = instalments.filter((one) => one.state === 'paid').length;
  const next = instalments.find((one) => one.state !== 'paid');
  const drafted = state === 'draft';
  const offered = state === 'offered';
  const live = drafted || offered || state === 'accepted';
  return (
    <>
      <Row
        title={words.blockReasons['instalment_plan'] ?? ''}
        mark={{ tone: state === 'broken' ? 'bad' : 'calm', text: wordOf(words.planStates, state) }}
        more={[
          format.money(totalCents, currency),
          words.clarify.instalments(paid, instalments.length),
          next &&
            words.clarify.promised(
              format.money(next.amountCents, currency),
              format.day(next.dueOn),
            ),
        ]}
        error={offer.error ?? withdraw.error}
        buttons={
          live &&
          may.work && (
            <>
              {drafted && (
                <Button size="xs" loading={offer.isPending} onClick={() => offer.mutate({ id })}>
                  {words.clarify.offer}
                </Button>
              )}
              {offered && (
                <Button size="xs" onClick={() => setAsking(true)}>
                  {words.clarify.accept}
                </Button>
              )}
              <Button
                size="xs"
                variant="default"
                loading={withdraw.isPending}
                onClick={() => withdraw.mutate({ id })}
              >
                {words.clarify.withdraw}
              </Button>
            </>
          )
        }
      />
      {asking && (
        <Ask
          title={words.clarify.accept}
          fields={[{ name: 'acknowledges', label: words.clarify.acknowledges, kind: 'switch' }]}
          submit={words.clarify.accept}
          done={words.settings.saved}
          close={() => setAsking(false)}
          act={({ acknowledges }) =>
            accept.mutateAsync({ id, body: { acknowledges: acknowledges === true } })
          }
        />
      )}
    </>
  );
}

function StateRow({ state }: { state: State }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const act = useAct('POST /special-states/{id}/end');
  const { id, kind, sinceOn, untilOn, court, fileNumber, note, endedAt } = state;
  return (
    <Row
      title={wordOf(words.blockReasons, kind)}
      mark={{
        tone: endedAt === null ? 'bad' : 'plain',
        text: endedAt === null ? words.clarify.since(format.day(sinceOn)) : words.clarify.past,
      }}
      more={[
        untilOn === null ? null : words.common.until(format.day(untilOn)),
        court,
        fileNumber,
        note,
      ]}
      error={act.error}
      buttons={
        endedAt === null &&
        may.work && (
          <Button
            size="xs"
            variant="default"
            loading={act.isPending}
            onClick={() => act.mutate({ id })}
          >
            {words.clarify.end}
          </Button>
        )
      }
    />
  );
}
