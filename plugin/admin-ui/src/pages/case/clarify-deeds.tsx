/** What a person may take down about a receivable: objections, promises, plans, states, tasks. */
import type { Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { useMe } from '../../api/session.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { useWords } from '../../words/words.tsx';
import { type Deed, over, type Receivable } from './receivable.ts';

const choices = (list: Readonly<Record<string, string>>) =>
  Object.entries(list).map(([value, label]) => ({ value, label }));

export function useDispute(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const act = useAct('POST /receivables/{id}/disputes');
  const { id } = receivable;
  return {
    name: 'dispute',
    label: words.clarify.openDispute,
    why: barred ?? over(receivable, words),
    question: {
      title: words.clarify.openDispute,
      says: words.clarify.disputeSays,
      fields: [
        {
          name: 'reason',
          label: words.deeds.reason,
          kind: 'choice',
          start: 'defect',
          options: choices(words.disputeReasons),
        },
        { name: 'text', label: words.clarify.whatSays, kind: 'long' },
        {
          name: 'amountCents',
          label: words.clarify.disputedPart,
          hint: words.clarify.wholeHint,
          kind: 'money',
          currency: receivable.currency,
          optional: true,
        },
      ],
      submit: words.clarify.openDispute,
      done: words.clarify.opened,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/disputes'> }),
    },
  };
}

export function usePromise(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const { on } = useMe();
  const act = useAct('POST /receivables/{id}/promises');
  const { id } = receivable;
  return {
    name: 'promise',
    label: words.clarify.promise,
    why: barred ?? over(receivable, words),
    question: {
      title: words.clarify.promise,
      says: words.clarify.promiseSays,
      fields: [
        { name: 'promisedOn', label: words.clarify.promisedOn, kind: 'day', start: on, min: on },
        {
          name: 'amountCents',
          label: words.deeds.amount,
          hint: words.clarify.allOpen,
          kind: 'money',
          currency: receivable.currency,
          optional: true,
        },
        { name: 'note', label: words.deeds.note, kind: 'text', optional: true },
      ],
      submit: words.clarify.promise,
      done: words.clarify.promiseDone,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/promises'> }),
    },
  };
}

export function usePlan(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const { on } = useMe();
  const act = useAct('POST /receivables/{id}/instalment-plans');
  const { id } = receivable;
  return {
    name: 'plan',
    label: words.clarify.plan,
    why: barred ?? over(receivable, words),
    question: {
      title: words.clarify.plan,
      says: words.clarify.planSays,
      fields: [
        { name: 'count', label: words.clarify.count, kind: 'number', start: 3, min: 2, max: 60 },
        {
          name: 'every',
          label: words.clarify.every,
          kind: 'choice',
          start: 'month',
          options: choices(words.everies),
        },
        { name: 'firstOn', label: words.clarify.firstOn, kind: 'day', start: on, min: on },
        { name: 'note', label: words.deeds.note, kind: 'text', optional: true },
      ],
      submit: words.clarify.plan,
      done: words.clarify.planDone,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/instalment-plans'> }),
    },
  };
}

const OF_DEBTOR = ['insolvency', 'deceased', 'minor', 'unknown_address', 'fraud'];
const OF_RECEIVABLE = ['open_return', 'withdrawal'];

export function useSpecialState(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const ofDebtor = useAct('POST /debtors/{id}/special-states');
  const ofReceivable = useAct('POST /receivables/{id}/special-states');
  const { id, debtorId } = receivable;
  return {
    name: 'state',
    label: words.clarify.special,
    why: barred ?? over(receivable, words),
    question: {
      title: words.clarify.special,
      says: words.clarify.specialSays,
      fields: [
        {
          name: 'kind',
          label: words.deeds.reason,
          kind: 'choice',
          start: 'insolvency',
          options: [...OF_DEBTOR, ...OF_RECEIVABLE].map((value) => ({
            value,
            label: wordOf(words.blockReasons, value),
          })),
        },
        {
          name: 'untilOn',
          label: words.deeds.untilOn,
          hint: words.deeds.untilHint,
          kind: 'day',
          optional: true,
        },
        { name: 'note', label: words.deeds.note, kind: 'text', optional: true },
      ],
      submit: words.clarify.special,
      done: words.clarify.specialDone,
      act: (values) =>
        OF_DEBTOR.includes(String(values['kind']))
          ? ofDebtor.mutateAsync({
              id: debtorId,
              body: values as Body<'POST /debtors/{id}/special-states'>,
            })
          : ofReceivable.mutateAsync({
              id,
              body: values as Body<'POST /receivables/{id}/special-states'>,
            }),
    },
  };
}

export function useTask(receivable: Receivable, barred: string | null): Deed {
  const words = useWords();
  const { on } = useMe();
  const act = useAct('POST /receivables/{id}/tasks');
  const { id } = receivable;
  return {
    name: 'task',
    label: words.clarify.task,
    why: barred,
    question: {
      title: words.clarify.task,
      fields: [
        {
          name: 'kind',
          label: words.common.what,
          kind: 'choice',
          start: 'telephone',
          options: choices(words.taskKinds),
        },
        { name: 'dueOn', label: words.clarify.taskDue, kind: 'day', start: on, min: on },
        { name: 'note', label: words.deeds.note, kind: 'text' },
      ],
      submit: words.do.add,
      done: words.clarify.taskDone,
      act: (values) =>
        act.mutateAsync({ id, body: values as Body<'POST /receivables/{id}/tasks'> }),
    },
  };
}
