import { addMonths, type IsoDate } from '../domain/calendar.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { conflict, unusable } from '../domain/refusals.ts';
import * as ledger from '../domain/ledger.ts';
import type { Cents } from '../domain/money.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopRefund, ShopTransaction } from '../domain/shop-events.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockOrder, type StoredOrder } from '../storage/orders.ts';
import {
  lockReceivable,
  lockReceivableOfOrder,
  post,
  readBalances,
  type StoredReceivable,
} from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { tellReduction } from './agency-case.ts';
import { keepForeignPayment } from './foreign-payment.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { type Applied, type Arriving, bookedOn, moveSnapshot } from './record-order.ts';
import { reportDirectPayment } from './report-payment.ts';
import { moveReceivableTo, settle } from './settle.ts';

/** Books money that moved in the shop: once for each transaction, also when it is told twice. */
export async function recordTransaction(
  trx: Trx,
  transaction: ShopTransaction,
  arriving: Arriving,
): Promise<Applied> {
  if (!transaction.succeeded || transaction.kind === 'other') {
    return { state: 'ignored', note: 'this transaction moved no money' };
  }
  const found = await orderOf(trx, transaction.orderId, arriving);
  if ('state' in found) return found;
  const booked = await bookTransaction(trx, found, transaction, arriving);
  if (!booked) return { state: 'ignored', note: 'this payment is already booked' };
  await settle(trx, found.receivable, { ...arriving, on: shopDay(arriving.shop, arriving.at) });
  return { state: 'applied' };
}

interface Found {
  order: StoredOrder;
  receivable: StoredReceivable;
}

/** The order of a message that names only its id; a message that came too early waits for it. */
async function orderOf(trx: Trx, orderId: string, { shop }: Arriving): Promise<Found | Applied> {
  const order = await lockOrder(trx, shop.id, orderId);
  if (order === null) {
    return { state: 'waiting', waitingFor: `order:${orderId}`, note: 'its order has not come yet' };
  }
  const receivable = await lockReceivableOfOrder(trx, shop.id, orderId);
  if (receivable === null)
    return { state: 'ignored', note: `no receivable: ${order.verdictReason}` };
  return { order, receivable };
}

async function bookTransaction(
  trx: Trx,
  { order, receivable }: Found,
  transaction: ShopTransaction,
  arriving: Arriving,
): Promise<boolean> {
  const { shop } = arriving;
  if (transaction.currency !== receivable.currency) {
    return keepForeignPayment(trx, receivable, transaction, arriving);
  }
  const amountCents =
    transaction.kind === 'refund' ? -transaction.amountCents : transaction.amountCents;
  return bookMoney(
    trx,
    { order, receivable },
    { ...transaction, amountCents },
    { ...arriving, shop },
  );
}

/** Books money that moved in the shop, positive or, when it went back, negative. */
async function bookMoney(
  trx: Trx,
  { order, receivable }: Found,
  transaction: Pick<ShopTransaction, 'transactionId' | 'amountCents' | 'processedAt'>,
  acting: Acting & { shop: Shop },
): Promise<boolean> {
  const { shop, at } = acting;
  const { amountCents } = transaction;
  const key = `transaction:${transaction.transactionId}`;
  const balances = await readBalances(trx, receivable.id);
  const posting = ledger.paymentOfShop(key, amountCents, {
    alreadyInBooks: transaction.processedAt <= order.picturedAt,
    differenceCents: balances.shop_difference,
    openBesideElsewhereCents: balances.direct_cash > 0 ? balances.receivable : null,
  });
  const paidOn = bookedOn(receivable, shopDay(shop, transaction.processedAt));
  if (!(await post(trx, receivable, posting, { on: paidOn, at }))) return false;
  await moveSnapshot(trx, shop.id, order, transaction.processedAt);
  const fresh = posting.lines
    .filter((line) => line.account === 'receivable')
    .reduce((total, line) => total - line.amountCents, 0);
  const type = fresh === 0 ? 'payment.explained' : 'payment.recorded';
  await appendEvents(
    trx,
    shop.id,
    [
      {
        type,
        receivableId: receivable.id,
        data: { amountCents, paidOn, transactionId: transaction.transactionId },
        actor: acting.actor,
        occurredAt: transaction.processedAt,
      },
    ],
    at,
  );
  await reportDirectPayment(trx, receivable, { key, amountCents: fresh, paidOn }, acting);
  return true;
}

/** Books a payment of the shop whose amount a person said; gives what is open then. */
export async function bookByHand(
  trx: Trx,
  { shop, receivable }: { shop: Shop; receivable: StoredReceivable },
  money: Pick<ShopTransaction, 'transactionId' | 'amountCents' | 'processedAt'>,
  acting: Acting,
): Promise<Cents> {
  const order = await lockOrder(trx, shop.id, receivable.externalId);
  if (order === null) throw new NotFound(`order ${receivable.externalId} does not exist`);
  if (!(await bookMoney(trx, { order, receivable }, money, { ...acting, shop }))) {
    throw new Conflict(`payment ${money.transactionId} is booked already; set it aside`);
  }
  const settled = await settle(trx, receivable, { ...acting, on: shopDay(shop, acting.at) });
  return settled.principalCents;
}

/**
 * Books a credit: less is owed, and the money that went back is named beside it. When the books of
 * the order are newer than the credit, they contain it already.
 */
export async function recordRefund(
  trx: Trx,
  refund: ShopRefund,
  arriving: Arriving,
): Promise<Applied> {
  const { shop, at } = arriving;
  const found = await orderOf(trx, refund.orderId, arriving);
  if ('state' in found) return found;
  const { order, receivable } = found;
  const on = bookedOn(receivable, shopDay(shop, refund.createdAt));
  let credited = 0;
  if (refund.createdAt > order.picturedAt && refund.creditCents !== 0) {
    const posting = ledger.principalChange(`refund:${refund.refundId}`, -refund.creditCents);
    if (await post(trx, receivable, posting, { on, at })) {
      credited = refund.creditCents;
      await appendEvents(
        trx,
        shop.id,
        [
          {
            type: 'invoice.changed',
            receivableId: receivable.id,
            data: { amountCents: -refund.creditCents, refundId: refund.refundId },
            actor: arriving.actor,
            occurredAt: refund.createdAt,
          },
        ],
        at,
      );
    }
  }
  for (const transaction of refund.transactions) {
    if (!transaction.succeeded || transaction.kind === 'other') continue;
    await bookTransaction(trx, found, transaction, arriving);
  }
  await moveSnapshot(trx, shop.id, order, refund.createdAt);
  const settled = await settle(trx, receivable, { ...arriving, on, byCredit: true });
  if (credited > 0) await tellReduction(trx, settled, { amountCents: credited, on }, arriving);
  return { state: 'applied' };
}

/** A payment that a person enters: cash, a bank transfer the shop does not know of. */
export async function recordPaymentByHand(
  house: House,
  payment: {
    shopId: number;
    receivableId: number;
    amountCents: Cents;
    paidOn: IsoDate;
    reference: string;
  },
  acting: Acting,
): Promise<{ openCents: Cents }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, payment.shopId);
    const receivable = await lockReceivable(trx, shop.id, payment.receivableId);
    assertPaidOn(payment.paidOn, receivable, shopDay(shop, acting.at));
    const key = `by_hand:${receivable.id}:${payment.reference}`;
    const posting = ledger.payment(key, 'direct_cash', payment.amountCents);
    const when = { on: bookedOn(receivable, payment.paidOn), at: acting.at };
    if (!(await post(trx, receivable, posting, when))) {
      const { reference } = payment;
      throw conflict('refused_reference', { reference, receivableId: receivable.id });
    }
    const { amountCents, paidOn } = payment;
    await appendEvents(
      trx,
      payment.shopId,
      [
        {
          type: 'payment.recorded',
          receivableId: receivable.id,
          data: { amountCents, paidOn },
          actor: acting.actor,
        },
      ],
      acting.at,
    );
    await reportDirectPayment(trx, receivable, { key, amountCents, paidOn }, acting);
    const settled = await settle(trx, receivable, { ...acting, on: when.on });
    return { openCents: settled.principalCents };
  });
}

/** A year that was mistyped would close the receivable, and be told to the agency. */
function assertPaidOn(
  paidOn: IsoDate,
  { contractOn }: Pick<StoredReceivable, 'contractOn'>,
  today: IsoDate,
): void {
  const [earliest, latest] = [addMonths(contractOn, -12), addMonths(today, 12)];
  if (paidOn >= earliest && paidOn <= latest) return;
  throw unusable('refused_paid_on', { paidOn, earliestOn: earliest, latestOn: latest });
}

/** Why a rest is given up, as the books name it. */
export const WRITE_OFF_REASONS = [
  'small_rest',
  'uncollectible',
  'goodwill',
  'time_barred',
  'insolvency',
] as const;
type WriteOffReason = (typeof WRITE_OFF_REASONS)[number];

/**
 * Gives a part of the principal up in the transaction of its cause; what is left stays owed. The
 * agency that has the claim is told.
 */
export async function writeOffPart(
  trx: Trx,
  receivable: StoredReceivable,
  part: { amountCents: Cents; reason: WriteOffReason; key: string; on: IsoDate },
  acting: Acting,
): Promise<void> {
  const { amountCents, reason, key, on } = part;
  if (amountCents > receivable.principalCents) {
    throw new Conflict(
      `only ${receivable.principalCents} of receivable ${receivable.id} are open, not ${amountCents}`,
    );
  }
  await post(trx, receivable, ledger.writeOff(key, amountCents), { on, at: acting.at });
  const { id: receivableId, shopId } = receivable;
  const data = { amountCents, reason };
  const event = { type: 'write_off.recorded' as const, receivableId, data, actor: acting.actor };
  await appendEvents(trx, shopId, [event], acting.at);
  if (amountCents === receivable.principalCents) {
    await moveReceivableTo(trx, receivable, 'receivable.written_off', { ...acting, data });
  }
  const settled = await settle(trx, receivable, { ...acting, on, byCredit: true });
  await tellReduction(trx, settled, { amountCents, on }, acting);
}

/** The creditor gives the open rest up. A claim at an agency must be closed first. */
export async function writeOff(
  house: House,
  wish: { shopId: number; receivableId: number; reason: WriteOffReason },
  acting: Acting,
): Promise<{ writtenOffCents: Cents }> {
  return inTransaction(house.db, async (trx) => {
    const receivable = await lockReceivable(trx, wish.shopId, wish.receivableId);
    const shop = await getShop(trx, wish.shopId);
    const { principalCents: amountCents, state } = receivable;
    if (amountCents <= 0 || state === 'handed_over') {
      const receivableId = receivable.id;
      throw conflict(state === 'handed_over' ? 'refused_close_first' : 'refused_nothing_open', {
        receivableId,
      });
    }
    const on = shopDay(shop, acting.at);
    const posting = ledger.writeOff(`write_off:${receivable.id}:${acting.at}`, amountCents);
    await post(trx, receivable, posting, { on, at: acting.at });
    const data = { amountCents, reason: wish.reason };
    await moveReceivableTo(trx, receivable, 'receivable.written_off', { ...acting, data });
    await settle(trx, receivable, { ...acting, on });
    return { writtenOffCents: amountCents };
  });
}
