import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.order-details.block.render';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { type EntryKind, mayPromise } from '../../admin/entries.ts';
import { useEntry } from '../../admin/fields.tsx';
import { Fact, Problem, Screen } from '../../admin/screens.tsx';
import * as text from '../../admin/words.ts';
import { isOpen, mayWork, type OrderCard, type OrderCards } from '../../shared/cards.ts';
import { type Door, numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded, useWriting } from '../../shared/loading.ts';

declare const shopify: Api;

/** At the order: where the receivable stands, and the moves a clerk makes while on the telephone. */
export default async () => {
  render(<ReceivableBlock />, document.body);
};

function ReceivableBlock() {
  const words = text.wordsOf(shopify.i18n);
  const door = openDoor('', () => shopify.auth.idToken());
  const orderId = numberOf(shopify.data.selected[0]?.id ?? '');
  const { loaded, again } = useLoaded(() =>
    door.get<OrderCards>(`/api/v1/order-cards?orderIds=${orderId}`),
  );
  const card = loaded.state === 'ready' ? loaded.value.items[0] : undefined;
  const { say } = words;
  const summary = card === undefined ? {} : { collapsedSummary: summaryOf(card, words) };
  return (
    <s-admin-block heading={say('heading')} {...summary}>
      <Screen {...{ loaded, again, words }}>
        {(cards) =>
          card === undefined ? (
            <s-text color="subdued">{say('empty')}</s-text>
          ) : (
            <Standing {...{ card, cards, words, door, again }} />
          )
        }
      </Screen>
    </s-admin-block>
  );
}

const summaryOf = (card: OrderCard, words: text.Words): string =>
  `${words.say(`state.${card.state}`)} · ${words.money(card.totalCents, card.currency)}`;

interface StandingProps {
  card: OrderCard;
  cards: OrderCards;
  words: text.Words;
  door: Door;
  again: () => void;
}

function Standing(props: StandingProps) {
  const { card, cards, words } = props;
  const { say, money, day } = words;
  const { claim } = card;
  return (
    <s-stack gap="base">
      <s-stack direction="inline" gap="small" alignItems="center">
        <s-heading>{money(card.totalCents, card.currency)}</s-heading>
        <s-badge tone={text.toneOf(card)}>{say(`state.${card.state}`)}</s-badge>
        {card.hold === null ? null : <s-badge tone="info">{say('hold.badge')}</s-badge>}
      </s-stack>
      {claim === null ? null : (
        <Fact name={say('fact.claim')}>
          {claim.statusText ?? say(`claim.${claim.state}`)}
          {claim.fileNumber === null ? '' : ` · ${say('fact.file', { number: claim.fileNumber })}`}
        </Fact>
      )}
      <s-grid gridTemplateColumns="1fr 1fr" gap="base">
        <Fact name={say('fact.open')}>
          {say('fact.of_which_interest', {
            open: money(card.openCents, card.currency),
            interest: money(card.interestCents, card.currency),
          })}
        </Fact>
        <Fact name={say('fact.due')}>
          {card.dueOn === null ? say('fact.no_due') : day(card.dueOn)}
        </Fact>
        <Fact name={say('fact.level')}>{text.levelText(card, words)}</Fact>
        <Fact name={say('fact.next')}>{text.nextText(card, words)}</Fact>
        <Fact name={say('fact.hold')}>{text.holdText(card, words)}</Fact>
        <Fact name={say('fact.news')}>{text.newsText(card, words)}</Fact>
      </s-grid>
      {mayWork(cards) ? <Moves {...props} /> : <s-text color="subdued">{say('read_only')}</s-text>}
      <s-link href={`app:${card.consolePath}`}>{say('button.open_case')}</s-link>
    </s-stack>
  );
}

/** Hold or release, record a promise; everything else is in the action "Receivable". */
function Moves(props: StandingProps) {
  const { card, words, door, again } = props;
  const { say } = words;
  const [asked, setAsked] = useState<EntryKind | null>(null);
  const { busy, problem, write } = useWriting();
  if (!isOpen(card)) return null;
  const done = (worked: boolean) => {
    if (!worked) return;
    setAsked(null);
    again();
  };
  const release = async (id: number) =>
    done(await write(() => door.remove(`/api/v1/dunning-blocks/${id}`), `release:${id}`));
  const { hold } = card;
  if (asked !== null) {
    return <Ask key={asked} kind={asked} {...props} close={() => setAsked(null)} />;
  }
  return (
    <s-stack gap="small">
      {problem === null ? null : <Problem {...{ problem, words }} />}
      <s-stack direction="inline" gap="small">
        {hold === null ? (
          <s-button onClick={() => setAsked('hold')}>{say('button.hold')}</s-button>
        ) : (
          <s-button loading={busy} onClick={() => void release(hold.id)}>
            {say('button.release')}
          </s-button>
        )}
        {mayPromise(card) ? (
          <s-button onClick={() => setAsked('promise')}>{say('button.promise')}</s-button>
        ) : null}
        <s-button
          variant="tertiary"
          onClick={() => shopify.navigation.navigate('extension://receivable-action')}
        >
          {say('button.more')}
        </s-button>
      </s-stack>
    </s-stack>
  );
}

/** The few fields of a hold or a promise, in the block itself. */
function Ask(props: StandingProps & { kind: EntryKind; close: () => void }) {
  const { kind, close, card, cards, words, door, again } = props;
  const { say } = words;
  const entry = useEntry(kind, { card, on: cards.on, words });
  const { busy, problem, write } = useWriting();
  const save = async () => {
    const wish = entry.read();
    if ('wrong' in wish) return;
    const { path, body } = wish;
    const worked = await write((key) => door.post(path, body, key), JSON.stringify(wish));
    if (!worked) return;
    close();
    again();
  };
  return (
    <s-stack gap="base">
      {problem === null ? null : <Problem {...{ problem, words }} />}
      {entry.fields}
      <s-stack direction="inline" gap="small">
        <s-button variant="primary" loading={busy} onClick={() => void save()}>
          {say('button.save')}
        </s-button>
        <s-button onClick={close}>{say('button.cancel')}</s-button>
      </s-stack>
    </s-stack>
  );
}
