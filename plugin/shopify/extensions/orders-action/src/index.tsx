import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.order-index.selection-action.render';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { HOLD_REASONS } from '../../admin/entries.ts';
import { Problem, Screen } from '../../admin/screens.tsx';
import * as text from '../../admin/words.ts';
import { type ChosenOrder, type ChosenOrders, isOpen, mayWork } from '../../shared/cards.ts';
import { type Door, numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded, useWriting } from '../../shared/loading.ts';

declare const shopify: Api;

/** The answer to a change of several receivables: each has its own. */
interface Results {
  results: { id: number; refused: string | null }[];
}

/** For the orders that are ticked in the list: hold them, or ask for their hand-over. */
export default async () => {
  render(<OrdersAction />, document.body);
};

function OrdersAction() {
  const words = text.wordsOf(shopify.i18n);
  const door = openDoor('', () => shopify.auth.idToken());
  const orderIds = shopify.data.selected.map(({ id }) => numberOf(id)).join(',');
  const { loaded, again } = useLoaded(() =>
    door.get<ChosenOrders>(`/api/v1/chosen-orders?orderIds=${orderIds}`),
  );
  const { say } = words;
  if (loaded.state === 'ready' && mayWork(loaded.value)) {
    const cards = loaded.value.items.filter(isOpen);
    if (cards.length > 0) return <Form {...{ cards, on: loaded.value.on, words, door }} />;
  }
  return (
    <s-admin-action heading={say('heading')} loading={loaded.state === 'loading'}>
      <Screen {...{ loaded, again, words }}>
        {(value) => <s-text>{say(mayWork(value) ? 'empty' : 'read_only')}</s-text>}
      </Screen>
      <s-button slot="secondary-actions" onClick={() => shopify.close()}>
        {say('button.close')}
      </s-button>
    </s-admin-action>
  );
}

interface FormProps {
  cards: readonly ChosenOrder[];
  on: string;
  words: text.Words;
  door: Door;
}

type Move = 'hold' | 'handover';

interface Asked {
  move: Move;
  reason: string;
  untilOn: string;
  note: string;
}

const FIRST: Asked = { move: 'hold', reason: 'complaint', untilOn: '', note: '' };

/** The call of a move. A hand-over is asked for, never done from a list: a person looks at each. */
function toCall(asked: Asked, cards: readonly ChosenOrder[]): { path: string; body: unknown } {
  const receivableIds = cards.map((card) => card.receivableId);
  const note = asked.note.trim() === '' ? null : asked.note.trim();
  if (asked.move === 'handover') {
    return { path: '/api/v1/handover-requests', body: { receivableIds, note } };
  }
  const untilOn = asked.untilOn === '' ? null : asked.untilOn;
  return {
    path: '/api/v1/bulk-actions',
    body: { action: 'hold', receivableIds, reason: asked.reason, note, untilOn },
  };
}

function Form({ cards, on, words, door }: FormProps) {
  const { say } = words;
  const [asked, setAsked] = useState(FIRST);
  const [results, setResults] = useState<Results['results'] | null>(null);
  const { busy, problem, write } = useWriting();
  const send = async () => {
    const call = toCall(asked, cards);
    await write(async (key) => {
      const answer = await door.post<Results>(call.path, call.body, key);
      setResults(answer.results);
    }, JSON.stringify(call));
  };
  return (
    <s-admin-action heading={say('heading')} loading={busy}>
      {results === null ? (
        <s-stack gap="base">
          <s-text>{say('about', { count: cards.length })}</s-text>
          {problem === null ? null : <Problem {...{ problem, words }} />}
          <Fields {...{ asked, on, words }} change={(part) => setAsked({ ...asked, ...part })} />
        </s-stack>
      ) : (
        <Done {...{ results, cards, words }} />
      )}
      {results === null ? (
        <s-button
          slot="primary-action"
          variant="primary"
          disabled={busy}
          onClick={() => void send()}
        >
          {say(`button.${asked.move}`)}
        </s-button>
      ) : null}
      <s-button slot="secondary-actions" onClick={() => shopify.close()}>
        {say('button.close')}
      </s-button>
    </s-admin-action>
  );
}

interface FieldsProps {
  asked: Asked;
  on: string;
  words: text.Words;
  change: (part: Partial<Asked>) => void;
}

function Fields({ asked, on, words, change }: FieldsProps) {
  const { say } = words;
  type Typed = { currentTarget: { value: string } };
  return (
    <s-stack gap="base">
      <s-select
        label={say('field.move')}
        name="move"
        value={asked.move}
        onChange={(event: Typed) =>
          change({ move: event.currentTarget.value === 'handover' ? 'handover' : 'hold' })
        }
      >
        <s-option value="hold">{say('move.hold')}</s-option>
        <s-option value="handover">{say('move.handover')}</s-option>
      </s-select>
      {asked.move === 'hold' ? (
        <>
          <s-select
            label={say('field.hold_reason')}
            name="reason"
            value={asked.reason}
            onChange={(event: Typed) => change({ reason: event.currentTarget.value })}
          >
            {HOLD_REASONS.map((reason) => (
              <s-option key={reason} value={reason}>
                {say(`reason.${reason}`)}
              </s-option>
            ))}
          </s-select>
          <s-date-field
            label={say('field.hold_day')}
            name="day"
            allow={`${on}--`}
            value={asked.untilOn}
            onChange={(event: Typed) => change({ untilOn: event.currentTarget.value })}
          />
        </>
      ) : (
        <s-text color="subdued">{say('move.handover_help')}</s-text>
      )}
      <s-text-area
        label={say('field.note')}
        name="note"
        rows={3}
        value={asked.note}
        onInput={(event: Typed) => change({ note: event.currentTarget.value })}
      />
    </s-stack>
  );
}

interface DoneProps {
  results: Results['results'];
  cards: readonly ChosenOrder[];
  words: text.Words;
}

function Done({ results, cards, words }: DoneProps) {
  const { say } = words;
  const nameOf = (id: number) =>
    cards.find((card) => card.receivableId === id)?.orderName ?? String(id);
  const refused = results.filter((one) => one.refused !== null);
  const done = results.length - refused.length;
  return (
    <s-stack gap="small">
      <s-banner tone={refused.length === 0 ? 'success' : 'warning'}>
        {say('done', { done, count: results.length })}
      </s-banner>
      {refused.map(({ id, refused: why }) => (
        <s-text key={id}>{`${nameOf(id)}: ${why}`}</s-text>
      ))}
    </s-stack>
  );
}
