import { addDays, addSeconds, type Instant, instantAt, type IsoDate } from '../domain/calendar.ts';
import type { Chance } from './random.ts';
import {
  disputeBody,
  fulfillmentBody,
  orderBody,
  type OrderFacts,
  refundBody,
  transactionBody,
} from './shopify-deliveries.ts';

/** A webhook of the shop, still to be signed. */
export interface ShopMessage {
  at: Instant;
  topic: string;
  body: string;
  webhookId: string;
}

/** How long the demo lasts. */
export const DEMO_DAYS = 120;

/** How the debtors of the demo behave; the word after `+` is what the sandbox agency then plays. */
type Behaviour =
  | 'early'
  | 'late'
  | 'very_late'
  | 'partly'
  | 'refunded'
  | 'cancelled'
  | 'chargeback'
  | 'pays_shop_after_handover'
  | 'card'
  | `never+${string}`;

const CAST: readonly Behaviour[] = [
  ...times(20, 'early'),
  ...times(14, 'late'),
  ...times(6, 'very_late'),
  ...times(4, 'partly'),
  ...times(5, 'refunded'),
  ...times(4, 'cancelled'),
  ...times(2, 'chargeback'),
  ...times(2, 'pays_shop_after_handover'),
  ...times(5, 'card'),
  ...times(5, 'never+pays'),
  'never+instalments',
  'never+disputes',
  'never+moved',
  'never+insolvent',
  'never+drops',
  'never+refused',
  'never+unmapped',
];

/** Later orders, spread to the last day, so that the shop is in the middle of its life at the end. */
const LATER_CAST: readonly Behaviour[] = Array.from({ length: 8 }, () => [
  ...times(4, 'early'),
  'late',
  'very_late',
  'late',
  'card',
  'never+',
]).flat() as Behaviour[];

function times(count: number, behaviour: Behaviour): Behaviour[] {
  return Array.from({ length: count }, () => behaviour);
}

/** Ids as large as Shopify's largest: above 2^53, where numbers of JavaScript lose digits. */
const FIRST_ID = 9_007_199_254_741_000n;

interface Making {
  facts: OrderFacts;
  dueAfterDays: number;
  chance: Chance;
  messages: ShopMessage[];
}

/** Every webhook that the pretended shop sends, in the order of its clock; some twice, some early. */
export function shopMessages(startOn: IsoDate, chance: Chance): ShopMessage[] {
  const first = CAST.flatMap((behaviour, index) => {
    const ends = behaviour.startsWith('never') || behaviour === 'pays_shop_after_handover';
    const day = chance.between(0, ends || behaviour === 'partly' ? 6 : 40);
    return orderStory(behaviour, { index, orderedOn: addDays(startOn, day), chance });
  });
  const everyDays = (DEMO_DAYS - 42) / LATER_CAST.length;
  const later = LATER_CAST.flatMap((behaviour, nth) => {
    const orderedOn = addDays(startOn, 41 + Math.floor(nth * everyDays));
    return orderStory(behaviour, { index: CAST.length + nth, orderedOn, chance });
  });
  const messages = [...first, ...later];
  const doubled = messages.filter(() => chance.chance(0.08)).map(again);
  return [...messages, ...doubled].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

const again = (message: ShopMessage): ShopMessage => ({
  ...message,
  at: addSeconds(message.at, 1800),
});

function orderStory(
  behaviour: Behaviour,
  { index, orderedOn, chance }: { index: number; orderedOn: IsoDate; chance: Chance },
): ShopMessage[] {
  const createdAt = addSeconds(instantAt(orderedOn, 10, 'Europe/Berlin'), chance.between(0, 9000));
  const dueAfterDays = index % 4 === 3 ? 14 : 7;
  const facts = orderFacts(behaviour, { index, createdAt, dueAfterDays, chance });
  const making: Making = { facts, dueAfterDays, chance, messages: [] };
  say(making, 'orders/create', orderBody(facts), createdAt);
  deliver(making);
  act(making, behaviour);
  return making.messages;
}

function orderFacts(
  behaviour: Behaviour,
  about: { index: number; createdAt: Instant; dueAfterDays: number; chance: Chance },
): OrderFacts {
  const { index, createdAt, dueAfterDays, chance } = about;
  const id = String(FIRST_ID + BigInt(index) * 10n + 1n);
  const business = index % 3 === 0;
  const word = behaviour.startsWith('never+') ? behaviour.slice('never+'.length) : '';
  const email = `debtor${index + 1}${word === '' ? '' : `+${word}`}@example.com`;
  const withTerms = business && behaviour !== 'card';
  const dueAt = addSeconds(createdAt, dueAfterDays * 86_400);
  const totalCents = chance.between(35_00, business ? 2400_00 : 320_00);
  return {
    id,
    number: 1001 + index,
    createdAt,
    totalCents,
    gateways: behaviour === 'card' ? ['shopify_payments'] : ['Rechnung'],
    financialStatus: behaviour === 'card' ? 'paid' : 'pending',
    ...(behaviour === 'card' ? { outstandingCents: 0 } : {}),
    terms: withTerms
      ? {
          id: String(BigInt(id) + 2n),
          kind: 'net',
          days: dueAfterDays,
          updatedAt: createdAt,
          schedules: [
            { id: String(BigInt(id) + 3n), issuedAt: createdAt, dueAt, amountCents: totalCents },
          ],
        }
      : null,
    billing: {
      firstName: business ? null : 'Muster',
      lastName: business ? null : `Debtor ${index + 1}`,
      company: business ? `Muster ${index + 1} GmbH` : null,
      street: `Musterstraße ${index + 1}`,
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
    },
    email,
    locale: index % 5 === 4 ? 'en-GB' : 'de-DE',
    debtorNumber: String(BigInt(id) + 4n),
  };
}

function say(making: Making, topic: string, body: string, at: Instant): void {
  const webhookId = `demo-${making.facts.id}-${making.messages.length + 1}`;
  making.messages.push({ at, topic, body, webhookId });
}

function deliver(making: Making): void {
  const { facts } = making;
  const createdAt = addSeconds(facts.createdAt as Instant, 86_400);
  const fulfilment = { id: `${facts.id}5`.slice(0, 19), orderId: facts.id, createdAt };
  const body = fulfillmentBody({ ...fulfilment, status: 'success' });
  say(making, 'fulfillments/create', body, createdAt);
}

function act(making: Making, behaviour: Behaviour): void {
  const { dueAfterDays: due, facts, chance } = making;
  const { totalCents } = facts;
  switch (behaviour) {
    case 'early':
      return pay(making, totalCents, chance.between(1, due));
    case 'late':
      return pay(making, totalCents, due + chance.between(6, 24));
    case 'very_late':
      return pay(making, totalCents, due + chance.between(26, 45));
    case 'pays_shop_after_handover':
      return pay(making, totalCents, due + 68);
    case 'partly':
      return pay(making, Math.floor(totalCents / 2), due + 3);
    case 'refunded':
      return refundAndPay(making);
    case 'cancelled':
      return cancel(making);
    case 'chargeback':
      return chargeback(making);
    case 'card':
    default:
      return;
  }
}

const dayAfter = (making: Making, days: number): Instant =>
  addSeconds(making.facts.createdAt as Instant, days * 86_400 + 3600);

/** The payment and the new picture of the order; sometimes the picture is faster. */
function pay(making: Making, amountCents: number, afterDays: number): void {
  const { facts, chance } = making;
  const at = dayAfter(making, afterDays);
  const outstandingCents = (facts.outstandingCents ?? facts.totalCents) - amountCents;
  facts.outstandingCents = outstandingCents;
  const paid = outstandingCents === 0;
  const updated = { ...facts, updatedAt: addSeconds(at, 2) };
  updated.financialStatus = paid ? 'paid' : 'partially_paid';
  const transaction = transactionBody({
    id: `${facts.id}7`.slice(0, 19),
    orderId: facts.id,
    kind: 'sale',
    status: 'success',
    amountCents,
    processedAt: at,
  });
  const pictureFirst = chance.chance(0.3);
  say(making, 'order_transactions/create', transaction, addSeconds(at, pictureFirst ? 9 : 1));
  say(making, paid ? 'orders/paid' : 'orders/updated', orderBody(updated), addSeconds(at, 4));
}

/** An item comes back: the refund arrives before its order, as deliveries sometimes do. */
function refundAndPay(making: Making): void {
  const { facts, dueAfterDays } = making;
  const goodsCents = Math.floor(facts.totalCents / 4);
  const at = addSeconds(facts.createdAt as Instant, 600);
  const refund = { id: `${facts.id}8`.slice(0, 19), orderId: facts.id, createdAt: at, goodsCents };
  const early = addSeconds(facts.createdAt as Instant, -60);
  say(making, 'refunds/create', refundBody(refund), early);
  const rest = facts.totalCents - goodsCents;
  Object.assign(facts, { currentTotalCents: rest, outstandingCents: rest });
  const updated = { ...facts, updatedAt: addSeconds(at, 2) };
  say(making, 'orders/updated', orderBody(updated), addSeconds(at, 5));
  pay(making, rest, dueAfterDays + 9);
}

function cancel(making: Making): void {
  const { facts } = making;
  const at = dayAfter(making, 3);
  const updated = { ...facts, updatedAt: at, cancelledAt: at, financialStatus: 'voided' };
  const body = orderBody({ ...updated, currentTotalCents: 0, outstandingCents: 0 });
  say(making, 'orders/cancelled', body, at);
}

function chargeback(making: Making): void {
  const { facts } = making;
  const at = dayAfter(making, 12);
  const body = disputeBody({
    id: `${facts.id}9`.slice(0, 19),
    orderId: facts.id,
    status: 'needs_response',
    reason: 'product_not_received',
    amountCents: facts.totalCents,
    at,
  });
  say(making, 'disputes/create', body, at);
}
