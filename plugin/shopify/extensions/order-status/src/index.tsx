import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { type ApiProblem, type Door, numberOf, openDoor } from '../../shared/client.ts';
import { useLoaded, useWriting } from '../../shared/loading.ts';
import { amountOf } from '../../shared/money.ts';

declare const shopify: Api;

/** What `GET /customer/v1/order` answers: a test holds it against the schema of the service. */
export interface OwnInvoice {
  orderName: string;
  currency: string;
  openCents: number;
  /** Then the agency is paid, and its letter says how. */
  atAgency: boolean;
  dueOn: string | null;
  /** Shopify's own page to pay; null where the shop gave none. */
  payUrl: string | null;
  /** For a transfer by bank; null where the creditor named no account. */
  transfer: {
    creditorName: string;
    iban: string;
    reference: string;
    /** The text of the GiroCode (EPC069-12); null for what it cannot carry. */
    giroCode: string | null;
  } | null;
  /** What the customer told us already. */
  told: 'paid' | 'dispute' | null;
}

/** On the order status page: what is open and how to pay. Nothing of it before the login. */
export default async () => {
  render(<OrderStatus />, document.body);
};

const say = (key: string, values?: Readonly<Record<string, string>>): string =>
  shopify.i18n.translate(key, values);

function OrderStatus() {
  const order = shopify.order.value;
  // Whoever has the link of the page, but is not signed in, may be anybody: not a word.
  if (shopify.authenticationState.value !== 'fully_authenticated') return null;
  if (order === undefined) return null;
  return <Invoice orderId={numberOf(order.id)} />;
}

/** The address of our service, which the merchant enters once in the editor of the page. */
function serviceAddress(): string | null {
  const { service_url: entered } = shopify.settings.value;
  if (typeof entered !== 'string') return null;
  const address = entered.trim().replace(/\/+$/, '');
  return address.startsWith('https://') ? address : null;
}

/** Without an address the merchant reads why in his editor; a customer reads nothing. */
function Invoice({ orderId }: { orderId: string }) {
  const address = serviceAddress();
  if (address !== null) return <Loading {...{ orderId, address }} />;
  if (shopify.extension.editor === undefined) return null;
  return <s-banner tone="warning" heading={say('problem.no_address')} />;
}

function Loading({ orderId, address }: { orderId: string; address: string }) {
  const door = openDoor(address, () => shopify.sessionToken.get());
  const { loaded, again } = useLoaded(() =>
    door.get<{ invoice: OwnInvoice | null }>(`/customer/v1/order?orderId=${orderId}`),
  );
  switch (loaded.state) {
    case 'loading':
      return <s-skeleton-paragraph />;
    case 'failed':
      return <Failed problem={loaded.problem} again={again} />;
    case 'ready': {
      const { invoice } = loaded.value;
      // An order that was not sold on invoice, or is paid: the page needs nothing of us.
      if (invoice === null || invoice.openCents <= 0) return null;
      return <Open {...{ invoice, orderId, door, again }} />;
    }
  }
}

function Failed({ problem, again }: { problem: ApiProblem; again: () => void }) {
  return (
    <s-banner tone="info" heading={say(`problem.${problem.kind}`)}>
      <s-stack gap="small">
        <s-text>{problem.detail ?? say(`problem.${problem.kind}_help`)}</s-text>
        {problem.kind === 'unreachable' ? (
          <s-button onClick={again}>{say('button.again')}</s-button>
        ) : null}
      </s-stack>
    </s-banner>
  );
}

interface OpenProps {
  invoice: OwnInvoice;
  orderId: string;
  door: Door;
  again: () => void;
}

const day = (isoDay: string): string =>
  shopify.i18n.formatDate(new Date(`${isoDay}T00:00:00Z`), { dateStyle: 'long', timeZone: 'UTC' });

function Open(props: OpenProps) {
  const { currency, openCents, atAgency, dueOn, payUrl, transfer, told } = props.invoice;
  const amount = shopify.i18n.formatCurrency(amountOf(openCents, currency), { currency });
  return (
    <s-section heading={say('heading')}>
      <s-stack gap="base">
        <s-text type="strong">
          {dueOn === null
            ? say('open', { amount })
            : say('open_until', { amount, day: day(dueOn) })}
        </s-text>
        {atAgency ? <s-text>{say('at_agency')}</s-text> : null}
        {payUrl === null ? null : (
          <s-button variant="primary" href={payUrl}>
            {say('button.pay')}
          </s-button>
        )}
        {transfer === null ? null : <Transfer transfer={transfer} />}
        {told === null ? <Answers {...props} /> : <s-text>{say(`told.${told}`)}</s-text>}
      </s-stack>
    </s-section>
  );
}

function Transfer({ transfer }: { transfer: NonNullable<OwnInvoice['transfer']> }) {
  const { creditorName, iban, reference, giroCode } = transfer;
  return (
    <s-details>
      <s-summary>{say('transfer.heading')}</s-summary>
      <s-stack gap="base">
        <s-text>{say('transfer.to', { name: creditorName })}</s-text>
        <s-text>{say('transfer.iban', { iban })}</s-text>
        <s-text>{say('transfer.reference', { reference })}</s-text>
        {giroCode === null ? null : (
          <>
            <s-qr-code content={giroCode} accessibilityLabel={say('transfer.code')} />
            <s-text color="subdued">{say('transfer.code_help')}</s-text>
          </>
        )}
      </s-stack>
    </s-details>
  );
}

type Told = NonNullable<OwnInvoice['told']>;

/** "I have paid" and "something is wrong": whoever says it is left in peace until it is cleared. */
function Answers(props: OpenProps) {
  const [asked, setAsked] = useState<Told | null>(null);
  if (asked !== null) return <Form {...props} asked={asked} close={() => setAsked(null)} />;
  return (
    <s-stack direction="inline" gap="small">
      <s-button onClick={() => setAsked('paid')}>{say('button.paid')}</s-button>
      <s-button onClick={() => setAsked('dispute')}>{say('button.dispute')}</s-button>
    </s-stack>
  );
}

/** What was typed into a field. */
const typed = ({ currentTarget: field }: Event): string =>
  field !== null && 'value' in field ? String(field.value) : '';

function Form({
  orderId,
  door,
  again,
  asked,
  close,
}: OpenProps & { asked: Told; close: () => void }) {
  const [words, setWords] = useState('');
  const [paidOn, setPaidOn] = useState(() => new Date().toISOString().slice(0, 10));
  const { busy, problem, write } = useWriting();
  const text = words.trim();
  const send = async () => {
    const body =
      asked === 'paid' ? { kind: asked, orderId, paidOn, text } : { kind: asked, orderId, text };
    const worked = await write(
      (key) => door.post('/customer/v1/answers', body, key),
      JSON.stringify(body),
    );
    if (!worked) return;
    close();
    again();
  };
  const isMissing = asked === 'paid' ? paidOn === '' : text === '';
  return (
    <s-stack gap="base">
      {problem === null ? null : <Failed problem={problem} again={() => void send()} />}
      {asked === 'paid' ? (
        <s-date-field
          label={say('field.paid_on')}
          name="paidOn"
          value={paidOn}
          onChange={(event: Event) => setPaidOn(typed(event))}
        />
      ) : null}
      <s-text-area
        label={say(`field.${asked}`)}
        name="text"
        rows={3}
        value={words}
        onInput={(event: Event) => setWords(typed(event))}
      />
      <s-stack direction="inline" gap="small">
        <s-button variant="primary" loading={busy} disabled={isMissing} onClick={() => void send()}>
          {say('button.send')}
        </s-button>
        <s-button onClick={close}>{say('button.cancel')}</s-button>
      </s-stack>
    </s-stack>
  );
}
