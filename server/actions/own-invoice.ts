import type { IsoDate } from '../domain/calendar.ts';
import { InvalidInput, NotFound } from '../domain/errors.ts';
import { giroCodePayload, spacedIban } from '../domain/girocode.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopCustomer } from '../ports.ts';
import { inTransaction, sha256 } from '../storage/database.ts';
import { addAnswer, markAsked } from '../storage/debtor-answers.ts';
import { listDisputesOf } from '../storage/disputes.ts';
import { appendEvents } from '../storage/journal.ts';
import { findReceivableOfCustomer } from '../storage/order-cards.ts';
import { listBlocks } from '../storage/blocks.ts';
import { lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { findShopByDomain } from '../storage/shops.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { takeDispute, takePaid } from './respond.ts';

/** A customer who proved himself, and the order he looks at. */
export interface CustomerWish {
  source: string;
  customer: ShopCustomer;
  orderId: string;
}

/** What a customer sees of his own order: what is open and how to pay it. */
export interface OwnInvoice {
  orderName: string;
  currency: string;
  /** Principal and dunning costs. */
  openCents: number;
  /** Then the agency is paid, and its letter says how. */
  atAgency: boolean;
  dueOn: IsoDate | null;
  payUrl: string | null;
  transfer: {
    creditorName: string;
    iban: string;
    reference: string;
    giroCode: string | null;
  } | null;
  told: 'paid' | 'dispute' | null;
}

const ENDED: readonly ReceivableState[] = ['paid', 'written_off', 'cancelled'];

/** Null when the order is not his, was not sold on invoice, or nothing of it is open. */
export async function readOwnInvoice(
  house: House,
  wish: CustomerWish,
  at: Acting['at'],
): Promise<OwnInvoice | null> {
  const found = await findOwn(house, wish);
  if (found === null || ENDED.includes(found.receivable.state)) return null;
  const { shop, receivable } = found;
  const openCents = receivable.principalCents + receivable.costsCents;
  const atAgency = receivable.state === 'handed_over';
  return {
    orderName: receivable.orderName,
    currency: receivable.currency,
    openCents,
    atAgency,
    dueOn: receivable.dueOn,
    payUrl: atAgency ? null : receivable.paymentUrl,
    transfer: atAgency ? null : transferOf(shop, receivable, openCents),
    told: await toldOf(house, receivable.id, shopDay(shop, at)),
  };
}

async function findOwn(house: House, { source, customer, orderId }: CustomerWish) {
  const shop = await findShopByDomain(house.db, source, customer.shopDomain);
  if (shop === null || shop.state !== 'active') return null;
  const own = { orderId, debtorNumber: customer.customerNumber };
  const found = await findReceivableOfCustomer(house.db, shop.id, own);
  return found === null ? null : { shop, ...found };
}

function transferOf(shop: Shop, receivable: StoredReceivable, openCents: number) {
  const { creditor } = shop.settings;
  if (creditor.iban === '' || openCents <= 0) return null;
  const { orderName: reference, currency } = receivable;
  return {
    creditorName: creditor.name,
    iban: spacedIban(creditor.iban),
    reference,
    giroCode:
      currency === 'EUR' ? codeOf({ ...creditor, reference, amountCents: openCents }) : null,
  };
}

/** The GiroCode, or null for what its rules do not allow: the account stands beside it as text. */
function codeOf(facts: {
  name: string;
  iban: string;
  bic: string | null;
  reference: string;
  amountCents: number;
}): string | null {
  try {
    return giroCodePayload({ ...facts, creditorName: facts.name });
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

/** What he has told us and nobody has settled yet. */
async function toldOf(
  { db }: House,
  receivableId: number,
  today: IsoDate,
): Promise<'paid' | 'dispute' | null> {
  const disputes = await listDisputesOf(db, receivableId);
  if (disputes.some(({ state }) => state === 'open')) return 'dispute';
  const blocks = (await listBlocks(db, [receivableId])).get(receivableId) ?? [];
  const waits = blocks.some(
    ({ reason, untilOn }) => reason === 'claimed_paid' && (untilOn === null || untilOn >= today),
  );
  return waits ? 'paid' : null;
}

/** What a customer says at his order. */
export type OwnAnswer =
  | { kind: 'paid'; paidOn: IsoDate; text: string }
  | { kind: 'dispute'; text: string };

/** Takes his words once for each form, as the page of a letter takes them. */
export async function answerOwnInvoice(
  house: House,
  wish: CustomerWish & { answer: OwnAnswer; formKey: string },
  at: Acting['at'],
): Promise<{ told: OwnAnswer['kind'] }> {
  const { answer, orderId } = wish;
  const own = await findOwn(house, wish);
  if (own === null) throw new NotFound(`order ${orderId} is no invoice of this customer`);
  const { shop, debtor } = own;
  const today = shopDay(shop, at);
  if (answer.kind === 'paid' && answer.paidOn > today) {
    throw new InvalidInput(`paidOn ${answer.paidOn} is to come; today is ${today}`);
  }
  const acting = { actor: `debtor:${debtor.id}`, at };
  return inTransaction(house.db, async (trx) => {
    const receivable = await lockReceivable(trx, shop.id, own.receivable.id);
    if (ENDED.includes(receivable.state)) throw new NotFound('nothing of it is open any more');
    const { kind, ...rest } = answer;
    const words = { ...rest, receivableId: receivable.id };
    const formKey = sha256(`${debtor.id}:${kind}:${wish.formKey}`);
    const kept = { shopId: shop.id, debtorId: debtor.id, formKey, kind, words };
    const answerId = await addAnswer(trx, kept, at);
    if (answerId === null) return { told: kind };
    const of = { house, trx, shop, receivable, answerId };
    const answered =
      answer.kind === 'paid'
        ? await takePaid(of, answer.paidOn, acting)
        : await takeDispute(
            of,
            { ...answer, receivableId: receivable.id, reason: 'other' },
            acting,
          );
    if (answered === 'asked') await markAsked(trx, shop.id, answerId);
    const data = { answerId, kind, answered };
    const event = { type: 'debtor.answered' as const, receivableId: receivable.id, data };
    await appendEvents(trx, shop.id, [{ ...event, actor: acting.actor }], at);
    return { told: kind };
  });
}
