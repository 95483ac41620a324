import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.customer-details.block.render';
import { render } from 'preact';
import { Fact, Screen } from '../../admin/screens.tsx';
import * as text from '../../admin/words.ts';
import { isOpen, type OrderCard, type OrderCards } from '../../shared/cards.ts';
import { numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded } from '../../shared/loading.ts';

declare const shopify: Api;

/** At the customer: everything that was sold on invoice, and what of it is open. */
export default async () => {
  render(<CustomerBlock />, document.body);
};

function CustomerBlock() {
  const words = text.wordsOf(shopify.i18n);
  const door = openDoor('', () => shopify.auth.idToken());
  const customerId = numberOf(shopify.data.selected[0]?.id ?? '');
  const { loaded, again } = useLoaded(() =>
    door.get<OrderCards>(`/api/v1/order-cards?customerId=${customerId}`),
  );
  const { say } = words;
  return (
    <s-admin-block heading={say('heading')}>
      <Screen {...{ loaded, again, words }}>
        {({ items }) =>
          items.length === 0 ? (
            <s-text color="subdued">{say('empty')}</s-text>
          ) : (
            <Receivables {...{ items, words }} />
          )
        }
      </Screen>
    </s-admin-block>
  );
}

interface ReceivablesProps {
  items: readonly OrderCard[];
  words: text.Words;
}

/** One sum for each currency: amounts of two currencies do not add up. */
function sums(items: readonly OrderCard[], { money }: text.Words): string {
  const open = new Map<string, number>();
  for (const card of items.filter(isOpen)) {
    open.set(card.currency, (open.get(card.currency) ?? 0) + card.totalCents);
  }
  return [...open].map(([currency, cents]) => money(cents, currency)).join(' + ');
}

function Receivables({ items, words }: ReceivablesProps) {
  const { say, money, day } = words;
  const open = sums(items, words);
  return (
    <s-stack gap="base">
      <s-grid gridTemplateColumns="1fr 1fr" gap="base">
        <Fact name={say('fact.open')}>{open === '' ? say('fact.nothing') : open}</Fact>
        <Fact name={say('fact.rating')}>{say('rating.none')}</Fact>
      </s-grid>
      <s-table>
        <s-table-header-row>
          <s-table-header listSlot="primary">{say('column.order')}</s-table-header>
          <s-table-header listSlot="labeled">{say('column.due')}</s-table-header>
          <s-table-header listSlot="labeled" format="currency">
            {say('column.open')}
          </s-table-header>
          <s-table-header listSlot="inline">{say('column.state')}</s-table-header>
        </s-table-header-row>
        <s-table-body>
          {items.map((card) => (
            <s-table-row key={card.receivableId}>
              <s-table-cell>
                <s-link href={`shopify://admin/orders/${card.orderId}`}>{card.orderName}</s-link>
              </s-table-cell>
              <s-table-cell>
                {card.dueOn === null ? say('fact.no_due') : day(card.dueOn)}
              </s-table-cell>
              <s-table-cell>{money(card.totalCents, card.currency)}</s-table-cell>
              <s-table-cell>
                <s-badge tone={text.toneOf(card)}>{say(`state.${card.state}`)}</s-badge>
              </s-table-cell>
            </s-table-row>
          ))}
        </s-table-body>
      </s-table>
    </s-stack>
  );
}
