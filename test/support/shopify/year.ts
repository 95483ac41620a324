/** A year in a shop: what happens to each order, what the shop's books then show, what it sends. */
import * as bodies from '../../../server/demo/shopify-deliveries.ts';
import type {
  RefundFacts,
  TermsFacts,
  TransactionFacts,
} from '../../../server/demo/shopify-parts.ts';
import { instant } from '../../../server/domain/calendar.ts';
import { orderFacts } from '../world.ts';
import { bookOf, type ShopOrderBook } from './books.ts';

/** One thing that happens: the book afterwards, and the messages the shop sends about it. */
export interface Happening {
  at: string;
  book: ShopOrderBook;
  messages: { topic: string; body: string }[];
}

interface Life {
  random: () => number;
  book: ShopOrderBook;
  at: number;
  /** Money in the shop's cash and what the order costs. */
  paidCents: number;
  totalCents: number;
  refunds: RefundFacts[];
  told: Happening[];
}

const ORDERING_SECONDS = 250 * 86_400;
const MONTH_SECONDS = 20 * 86_400;

/** Everything that happens to one order, in the order of time. */
export function lifeOf(index: number, startAt: string, random: () => number): Happening[] {
  const begin = Math.floor(Date.parse(startAt) / 1000) + Math.floor(random() * ORDERING_SECONDS);
  const id = String(5_400_000_000_000 + index);
  const createdAt = iso(begin);
  const totalCents = 1000 + Math.floor(random() * 60_000);
  const kind = random();
  const facts = {
    id,
    number: 1001 + index,
    createdAt,
    updatedAt: createdAt,
    totalCents,
    gateways: kind < 0.55 ? ['Rechnung'] : kind < 0.65 ? ['manual'] : ['shopify_payments'],
    terms: kind >= 0.4 && kind < 0.65 ? termsOf(id, begin, 30, totalCents) : null,
    debtorNumber: String(800_000 + Math.floor(index / 3)),
  };
  const book = bookOf(orderFacts(facts, instant(createdAt)));
  const paidCents = kind < 0.65 ? 0 : totalCents;
  const life: Life = { random, book, at: begin, paidCents, totalCents, refunds: [], told: [] };
  tell(life, [['orders/create', (one) => bodies.orderBody(one.facts)]]);
  // Whoever pays by card has paid: no invoice, and nothing more of interest.
  if (kind >= 0.65) return life.told;
  for (const [chance, happen] of HAPPENINGS) if (random() < chance) happen(life);
  return life.told;
}

type Message = [topic: string, write: (book: ShopOrderBook) => string];

/** In this order, each with its chance; what cannot happen any more does nothing. */
const HAPPENINGS: readonly (readonly [number, (life: Life) => void])[] = [
  [0.15, edit],
  [0.3, fulfil],
  [0.1, changeTerms],
  [0.25, (life) => pay(life, 0.2 + life.random() * 0.6)],
  [0.08, refund],
  [0.05, edit],
  [0.04, cancel],
  [0.7, (life) => pay(life, 1)],
  [0.05, refund],
];

const isCancelled = ({ book }: Life): boolean => book.facts.cancelledAt != null;

function edit(life: Life): void {
  if (isCancelled(life)) return;
  life.totalCents = Math.max(
    life.paidCents,
    life.totalCents + Math.floor((life.random() - 0.5) * 4000),
  );
  later(life);
  const { id } = life.book.facts;
  tell(life, [
    [
      'orders/edited',
      () => bodies.orderEditedBody({ editId: `${id}9`, orderId: id, at: iso(life.at) }),
    ],
    updated,
  ]);
}

function fulfil(life: Life): void {
  if (isCancelled(life)) return;
  later(life, 5 * 86_400);
  const { id } = life.book.facts;
  const one = { id: `${id}3`, orderId: id, status: 'success', createdAt: iso(life.at) } as const;
  life.book.facts = { ...life.book.facts, fulfillments: [one] };
  tell(life, [['fulfillments/create', () => bodies.fulfillmentBody(one)], updated]);
}

function changeTerms(life: Life): void {
  const { terms } = life.book.facts;
  if (!terms || isCancelled(life)) return;
  later(life);
  const days = 45 + Math.floor(life.random() * 30);
  const changed = termsOf(life.book.facts.id, life.at, days, life.totalCents);
  // Without terms, only the payment method still makes it an invoice.
  const removed = life.random() < 0.2 && life.book.facts.gateways?.includes('Rechnung') === true;
  life.book.facts = { ...life.book.facts, terms: removed ? null : changed };
  const message: Message = removed
    ? ['payment_terms/delete', () => bodies.deletedBody(terms.id)]
    : ['payment_terms/update', () => bodies.termsBody(changed)];
  tell(life, [message, updated]);
}

function pay(life: Life, share: number): void {
  const cents = Math.floor((life.totalCents - life.paidCents) * share);
  if (isCancelled(life) || cents <= 0) return;
  later(life);
  const money = moneyOf(life, 'sale', cents);
  life.paidCents += cents;
  life.book.transactions = [...life.book.transactions, money];
  const isPaid = life.paidCents === life.totalCents;
  tell(life, [
    ['order_transactions/create', () => bodies.transactionBody(money)],
    isPaid ? ['orders/paid', (book) => bodies.orderBody(book.facts)] : updated,
  ]);
}

function refund(life: Life): void {
  const goodsCents = Math.floor(life.totalCents * life.random() * 0.5);
  if (isCancelled(life) || goodsCents <= 0) return;
  later(life);
  life.totalCents -= goodsCents;
  const backCents = Math.max(0, life.paidCents - life.totalCents);
  const back = backCents === 0 ? [] : [moneyOf(life, 'refund', backCents)];
  life.paidCents -= backCents;
  life.book.transactions = [...life.book.transactions, ...back];
  const { id } = life.book.facts;
  const numbered = `${id}5${life.refunds.length}`;
  const facts = {
    id: numbered,
    orderId: id,
    createdAt: iso(life.at),
    goodsCents,
    transactions: back,
  };
  life.refunds = [...life.refunds, facts];
  tell(life, [['refunds/create', () => bodies.refundBody(facts)], updated]);
}

function cancel(life: Life): void {
  if (isCancelled(life)) return;
  later(life);
  const back = life.paidCents > 0 ? [moneyOf(life, 'refund', life.paidCents)] : [];
  life.paidCents = 0;
  life.totalCents = 0;
  life.book.transactions = [...life.book.transactions, ...back];
  life.book.facts = { ...life.book.facts, cancelledAt: iso(life.at) };
  tell(life, [['orders/cancelled', (book) => bodies.orderBody(book.facts)], updated]);
}

const updated: Message = ['orders/updated', (book) => bodies.orderBody(book.facts)];

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** Some whole seconds pass, up to a month; never none. */
function later(life: Life, most = MONTH_SECONDS): void {
  life.at += 1 + Math.floor(life.random() * most);
}

function moneyOf(life: Life, kind: 'sale' | 'refund', amountCents: number): TransactionFacts {
  const { id } = life.book.facts;
  const numbered = `${id}7${life.book.transactions.length}`;
  const processedAt = iso(life.at);
  return { id: numbered, orderId: id, kind, status: 'success', amountCents, processedAt };
}

function termsOf(id: string, from: number, days: number, amountCents: number): TermsFacts {
  const dueAt = iso(from + days * 86_400);
  const schedule = { id: `${id}81`, issuedAt: iso(from), dueAt, amountCents };
  return { id: `${id}8`, kind: 'net', days, updatedAt: iso(from), schedules: [schedule] };
}

/** Writes the new book, and the messages as they show it at this moment. */
function tell(life: Life, messages: readonly Message[]): void {
  const { totalCents, paidCents, refunds } = life;
  const open = totalCents - paidCents;
  const status = open === 0 ? 'paid' : paidCents > 0 ? 'partially_paid' : 'pending';
  const facts = {
    ...life.book.facts,
    updatedAt: iso(life.at),
    currentTotalCents: totalCents,
    outstandingCents: open,
    financialStatus: isCancelled(life) ? 'voided' : status,
    refunds,
  };
  const book = { ...life.book, facts };
  life.book = book;
  // Shopify often tells one change twice, under two topics.
  const sent = messages.filter(
    ([topic], index) => index === 0 || topic !== 'orders/updated' || life.random() < 0.5,
  );
  const written = sent.map(([topic, write]) => ({ topic, body: write(book) }));
  life.told.push({ at: iso(life.at), book, messages: written });
}
