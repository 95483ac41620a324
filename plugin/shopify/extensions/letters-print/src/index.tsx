import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.order-details.print-action.render';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { Screen } from '../../admin/screens.tsx';
import * as text from '../../admin/words.ts';
import type { OrderCard, OrderCards } from '../../shared/cards.ts';
import { numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded } from '../../shared/loading.ts';

declare const shopify: Api;

type Letter = OrderCard['letters'][number];

/** The "Print" menu of an order: the reminders as they were sent. */
export default async () => {
  render(<LettersPrint />, document.body);
};

function LettersPrint() {
  const words = text.wordsOf(shopify.i18n);
  const door = openDoor('', () => shopify.auth.idToken());
  const orderId = numberOf(shopify.data.selected[0]?.id ?? '');
  const { loaded, again } = useLoaded(() =>
    door.get<OrderCards>(`/api/v1/order-cards?orderIds=${orderId}`),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const letters = loaded.state === 'ready' ? (loaded.value.items[0]?.letters ?? []) : [];
  const letter = letters.find(({ id }) => String(id) === chosen) ?? letters.at(-1);
  // Without an address Shopify keeps its button shut, so nothing half is printed.
  const source = letter === undefined ? {} : { src: letter.path };
  const { say } = words;
  return (
    <s-admin-print-action {...source}>
      <Screen {...{ loaded, again, words }}>
        {() =>
          letter === undefined ? (
            <s-text color="subdued">{say('empty')}</s-text>
          ) : (
            <s-select
              label={say('field.letter')}
              name="letter"
              value={String(letter.id)}
              onChange={(event: { currentTarget: { value: string } }) =>
                setChosen(event.currentTarget.value)
              }
            >
              {letters.map((one) => (
                <s-option key={one.id} value={String(one.id)}>
                  {titleOf(one, words)}
                </s-option>
              ))}
            </s-select>
          )
        }
      </Screen>
    </s-admin-print-action>
  );
}

function titleOf({ template, sentOn }: Letter, { say, day }: text.Words): string {
  const name = say(`letter.${template}`);
  return sentOn === null
    ? say('letter.not_sent', { name })
    : say('letter.sent', { name, day: day(sentOn) });
}
