import { type Instant, type IsoDate, maxDate } from '../domain/calendar.ts';
import { Conflict } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import * as ledger from '../domain/ledger.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopOrder } from '../domain/shop-events.ts';
import type { Trx } from '../storage/database.ts';
import { wakeWaiting } from '../storage/inbox.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockOrder, saveOrder } from '../storage/orders.ts';
import {
  addDebtor,
  addReceivable,
  getDebtor,
  lockReceivableOfOrder,
  post,
  readBalances,
  type StoredReceivable,
  updateDebtor,
  updateReceivable,
} from '../storage/receivables.ts';
import { moveDueDate, termsOfOrder } from './due-date.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { numberOfNew } from './invoice-number.ts';
import { tellReduction } from './agency-case.ts';
import { reportDirectPayment } from './report-payment.ts';
import { settle } from './settle.ts';
import { holdNewReceivable } from './special-states.ts';

/** What became of an event of the shop; the inbox row keeps it. */
export type Applied =
  | { state: 'applied' }
  | { state: 'ignored'; note: string }
  | { state: 'waiting'; waitingFor: string; note: string };

/** An event of a shop on its way in. */
export interface Arriving extends Acting {
  house: House;
  shop: Shop;
  /** The delivery that told it; null when the order was read. */
  deliveryId: number | null;
  /** When the shop sent the delivery, as far as it said so. */
  sentAt: Instant | null;
  /** Makes the keys of its postings unique: the delivery, or the reading. */
  arrival: string;
}

/**
 * Takes an order as the shop's books show it: it becomes a receivable when the shop's rule says so,
 * and a later picture of it changes what is owed. An older picture never overwrites a newer one.
 */
export async function recordOrder(
  trx: Trx,
  order: ShopOrder,
  arriving: Arriving,
): Promise<Applied> {
  const { shop, at } = arriving;
  const known = await lockOrder(trx, shop.id, order.orderId);
  if (known !== null && order.updatedAt < known.snapshotAt) {
    return { state: 'ignored', note: 'a newer picture of this order is already known' };
  }
  const before = await lockReceivableOfOrder(trx, shop.id, order.orderId);
  if (before !== null && before.currency !== order.currency) {
    throw new Conflict(
      `order ${order.orderId} is in ${order.currency}, its receivable in ${before.currency}; ` +
        'look at the order in the shop, and correct the receivable by hand',
    );
  }
  if (before?.isTrial === true && shop.agencyMode === 'live') {
    return { state: 'ignored', note: TEST_ORDER };
  }
  const verdict = before === null ? judge(order, shop) : { receivable: true, reason: 'known' };
  await saveOrder(trx, shop.id, {
    externalId: order.orderId,
    termsId: order.terms?.termsId ?? known?.termsId ?? null,
    snapshotAt: order.updatedAt,
    picturedAt: order.updatedAt,
    verdict: verdict.receivable ? 'receivable' : 'ignored',
    verdictReason: verdict.reason,
  });
  await wakeWaiting(trx, shop, waitersOf(order), at);
  if (!verdict.receivable) return { state: 'ignored', note: verdict.reason };
  const receivable = before ?? (await openReceivable(trx, order, arriving));
  if (before !== null) await refresh(trx, before, order, arriving);
  const sameSecond = known !== null && order.updatedAt === known.snapshotAt;
  await agreeWithShop(trx, receivable, { ...order, sameSecond }, arriving);
  return { state: 'applied' };
}

const waitersOf = (order: ShopOrder): string[] => [
  `order:${order.orderId}`,
  ...(order.terms === null ? [] : [`terms:${order.terms.termsId}`]),
];

const TEST_ORDER = 'test order';

/** The shop's rule: payment terms, or a payment method on its list, make a receivable. */
function judge(order: ShopOrder, shop: Shop): { receivable: boolean; reason: string } {
  if (order.test && shop.agencyMode === 'live') return { receivable: false, reason: TEST_ORDER };
  if (order.cancelledAt !== null) {
    return { receivable: false, reason: 'cancelled before we knew it' };
  }
  if (order.terms !== null) return { receivable: true, reason: 'has payment terms' };
  const listed = new Set(shop.settings.invoicePaymentMethods.map(normal));
  const method = order.paymentMethods.find((name) => listed.has(normal(name)));
  return method === undefined
    ? { receivable: false, reason: 'no payment terms and no payment method of the list' }
    : { receivable: true, reason: `payment method ${method}`.slice(0, 100) };
}

const normal = (text: string): string => text.trim().toLowerCase();

async function openReceivable(
  trx: Trx,
  order: ShopOrder,
  arriving: Arriving,
): Promise<StoredReceivable> {
  const { house, shop, at } = arriving;
  const contractOn = shopDay(shop, order.orderedAt);
  const fulfilledOn = order.fulfilledAt === null ? null : shopDay(shop, order.fulfilledAt);
  const { terms, dueOn } = termsOfOrder(house, shop, { order, contractOn, fulfilledOn });
  const receivable: StoredReceivable = {
    id: 0,
    shopId: shop.id,
    externalId: order.orderId,
    orderName: order.name,
    // A trial takes no number out of a series without gaps.
    invoiceNumber: order.test
      ? order.name
      : await numberOfNew(trx, shop, { name: order.name, contractOn }),
    debtorId: await addDebtor(trx, shop.id, order.debtor),
    currency: order.currency,
    contractOn,
    terms,
    fulfilledOn,
    dueOn,
    paymentUrl: order.paymentUrl,
    state: 'open',
    level: 0,
    lastNoticeOn: null,
    noticeDeadlineOn: null,
    policyVersion: null,
    round: 1,
    isTrial: order.test,
    principalCents: 0,
    costsCents: 0,
  };
  receivable.id = await addReceivable(trx, receivable, at);
  const total = order.totalCents;
  const when = { on: contractOn, at };
  await post(trx, receivable, ledger.principal(`order:${order.orderId}`, total), when);
  const { id: receivableId } = receivable;
  const told = (type: NewEvent['type'], data: NewEvent['data'] = {}): NewEvent => ({
    type,
    receivableId,
    data,
    actor: arriving.actor,
    occurredAt: order.orderedAt,
  });
  await appendEvents(
    trx,
    shop.id,
    [
      told('invoice.recorded', { principalCents: total, currency: order.currency, contractOn }),
      told('due_date.set', { dueOn, terms: terms.kind, source: terms.source }),
    ],
    at,
  );
  await holdNewReceivable(trx, receivable, arriving);
  return receivable;
}

/** Address, delivery and terms as the newest picture of the order has them. */
async function refresh(
  trx: Trx,
  receivable: StoredReceivable,
  order: ShopOrder,
  arriving: Arriving,
): Promise<void> {
  const { shop } = arriving;
  const stored = await getDebtor(trx, shop.id, receivable.debtorId);
  const told = Object.fromEntries(
    Object.entries(order.debtor).filter(([, value]) => value !== null),
  );
  await updateDebtor(trx, shop.id, { ...stored, ...told });
  await updateReceivable(trx, receivable, {
    paymentUrl: order.paymentUrl ?? receivable.paymentUrl,
  });
  const shown = order.fulfilledAt === null ? null : shopDay(shop, order.fulfilledAt);
  const first = receivable.fulfilledOn;
  const fulfilledOn = first === null || (shown !== null && shown < first) ? shown : first;
  await moveDueDate(trx, receivable, { order, fulfilledOn }, arriving);
}

/**
 * Makes our books agree with what the order shows, and draws the consequences. The shop counts in
 * whole seconds: of the second that we know already, a picture may be from before the payment, so
 * it takes no payment back.
 */
async function agreeWithShop(
  trx: Trx,
  receivable: StoredReceivable,
  order: ShopOrder & { sameSecond: boolean },
  arriving: Arriving,
): Promise<void> {
  const { shop, at, arrival } = arriving;
  const balances = await readBalances(trx, receivable.id);
  const change = ledger.agreeWithShop(balances, booksOf(order, balances));
  if (order.sameSecond && change.differenceCents < 0) change.differenceCents = 0;
  const on = maxDate(receivable.contractOn, shopDay(shop, order.updatedAt));
  const events: NewEvent[] = [];
  const note = (type: NewEvent['type'], amountCents: number): void => {
    const { id: receivableId } = receivable;
    events.push({
      type,
      receivableId,
      data: { amountCents },
      actor: arriving.actor,
      occurredAt: order.updatedAt,
    });
  };
  if (change.principalChangeCents !== 0) {
    const key = `order:${order.orderId}:change:${arrival}`;
    const posting = ledger.principalChange(key, change.principalChangeCents);
    await post(trx, receivable, posting, { on, at });
    note('invoice.changed', change.principalChangeCents);
  }
  if (change.differenceCents !== 0) {
    const key = `order:${order.orderId}:difference:${arrival}`;
    const posting = ledger.shopDifference(key, change.differenceCents);
    await post(trx, receivable, posting, { on, at });
    note('shop_books.adopted', change.differenceCents);
    // Beside money known from elsewhere nobody can tell whether this is the same money.
    const doubted = balances.direct_cash > 0;
    const amountCents = doubted ? 0 : change.differenceCents;
    await reportDirectPayment(trx, receivable, { key, amountCents, paidOn: on }, arriving);
  }
  await appendEvents(trx, shop.id, events, at);
  const byCredit = change.differenceCents <= 0;
  const cancelled = order.cancelledAt !== null;
  const settled = await settle(trx, receivable, { ...arriving, on, cancelled, byCredit });
  await tellReduction(trx, settled, { amountCents: -change.principalChangeCents, on }, arriving);
}

/** Of a cancelled order only what was paid is still owed, and that is paid. */
function booksOf(order: ShopOrder, balances: ledger.Balances): ledger.ShopBooks {
  const { totalCents } = order;
  // Not every message names what is outstanding; "paid" says it all the same.
  const outstandingCents = order.outstandingCents ?? (order.financialStatus === 'paid' ? 0 : null);
  if (order.cancelledAt === null) return { totalCents, outstandingCents };
  if (outstandingCents === null) {
    const owed = -balances.revenue - Math.max(0, balances.receivable);
    return { totalCents: owed, outstandingCents: null };
  }
  const open = Math.max(0, outstandingCents);
  return { totalCents: totalCents - open, outstandingCents: outstandingCents - open };
}

/** The moment up to which the books of an order are known, moved on by news of its money. */
export async function moveSnapshot(
  trx: Trx,
  shopId: number,
  order: Parameters<typeof saveOrder>[2],
  knownAt: Instant,
): Promise<void> {
  if (knownAt <= order.snapshotAt) return;
  order.snapshotAt = knownAt;
  await saveOrder(trx, shopId, order);
}

/** The day money moved, but never before the contract: a shop's clock may differ from ours. */
export const bookedOn = (receivable: { contractOn: IsoDate }, on: IsoDate): IsoDate =>
  maxDate(receivable.contractOn, on);
