import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.order-details.action.render';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { type EntryKind, kindsFor } from '../../admin/entries.ts';
import { type Entry, useEntry } from '../../admin/fields.tsx';
import { Problem, Screen } from '../../admin/screens.tsx';
import * as text from '../../admin/words.ts';
import { mayWork, type OrderCard, type OrderCards } from '../../shared/cards.ts';
import { type Door, numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded, useWriting } from '../../shared/loading.ts';

declare const shopify: Api;

/** "More actions" of an order: hold, promise, objection, payment. */
export default async () => {
  render(<ReceivableAction />, document.body);
};

function ReceivableAction() {
  const words = text.wordsOf(shopify.i18n);
  const door = openDoor('', () => shopify.auth.idToken());
  const orderId = numberOf(shopify.data.selected[0]?.id ?? '');
  const { loaded, again } = useLoaded(() =>
    door.get<OrderCards>(`/api/v1/order-cards?orderIds=${orderId}`),
  );
  const { say } = words;
  const cards = loaded.state === 'ready' ? loaded.value : null;
  const card = cards?.items[0];
  if (cards !== null && card !== undefined && mayWork(cards)) {
    const kinds = kindsFor(card);
    if (kinds.length > 0) return <Forms {...{ card, on: cards.on, kinds, words, door }} />;
  }
  return (
    <s-admin-action heading={say('heading')} loading={loaded.state === 'loading'}>
      <Screen {...{ loaded, again, words }}>
        {(value) => <s-text>{say(whyNothing(value))}</s-text>}
      </Screen>
      <s-button slot="secondary-actions" onClick={() => shopify.close()}>
        {say('button.close')}
      </s-button>
    </s-admin-action>
  );
}

function whyNothing(cards: OrderCards): string {
  if (cards.items.length === 0) return 'empty';
  return mayWork(cards) ? 'nothing_open' : 'read_only';
}

interface FormsProps {
  card: OrderCard;
  on: string;
  kinds: readonly EntryKind[];
  words: text.Words;
  door: Door;
}

function Forms(props: FormsProps) {
  const [kind, setKind] = useState<EntryKind>(props.kinds[0] ?? 'promise');
  return <Form key={kind} {...props} kind={kind} choose={setKind} />;
}

function Form(props: FormsProps & { kind: EntryKind; choose: (kind: EntryKind) => void }) {
  const { card, on, words, door, kind } = props;
  const { say, money } = words;
  const entry: Entry = useEntry(kind, { card, on, words });
  const { busy, problem, write } = useWriting();
  const save = async () => {
    const wish = entry.read();
    if ('wrong' in wish) return;
    const { path, body } = wish;
    const worked = await write((key) => door.post(path, body, key), JSON.stringify(wish));
    if (worked) shopify.close();
  };
  return (
    <s-admin-action heading={say('heading')} loading={busy}>
      <s-stack gap="base">
        <s-text>
          {say('about', { order: card.orderName, amount: money(card.totalCents, card.currency) })}
        </s-text>
        {problem === null ? null : <Problem {...{ problem, words }} />}
        <Kinds {...props} />
        {entry.fields}
      </s-stack>
      <s-button slot="primary-action" variant="primary" disabled={busy} onClick={() => void save()}>
        {say('button.save')}
      </s-button>
      <s-button slot="secondary-actions" onClick={() => shopify.close()}>
        {say('button.close')}
      </s-button>
    </s-admin-action>
  );
}

function Kinds(props: FormsProps & { kind: EntryKind; choose: (kind: EntryKind) => void }) {
  const { kinds, kind, choose, words } = props;
  const take = (event: { currentTarget: { value: string } }) =>
    choose(kinds.find((one) => one === event.currentTarget.value) ?? kind);
  return (
    <s-select label={words.say('field.kind')} name="kind" value={kind} onChange={take}>
      {kinds.map((one) => (
        <s-option key={one} value={one}>
          {words.say(`kind.${one}`)}
        </s-option>
      ))}
    </s-select>
  );
}
