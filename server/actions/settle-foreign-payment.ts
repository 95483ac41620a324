import { type Instant, instant } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import type { Saying } from '../domain/sayings.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { addNote } from '../storage/notes.ts';
import { lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { finishTask } from '../storage/tasks.ts';
import { endBlocksOf } from './blocks.ts';
import { FOREIGN, sourceOf, tellOfForeign } from './foreign-payment.ts';
import type { Acting, House } from './house.ts';
import { bookByHand } from './record-money.ts';

interface ForeignPayment {
  transactionId: string;
  isRefund: boolean;
  processedAt: Instant;
}

/** Books what such a payment pays, in the currency of the receivable. */
export async function bookForeignPayment(
  house: House,
  wish: { shopId: number; taskId: number; amountCents: Cents },
  acting: Acting,
): Promise<{ openCents: Cents }> {
  return inTransaction(house.db, async (trx) => {
    const { receivable, payment } = await endTask(trx, wish, acting);
    const shop = await getShop(trx, wish.shopId);
    const openCents = await bookByHand(
      trx,
      { shop, receivable },
      { ...payment, amountCents: payment.isRefund ? -wish.amountCents : wish.amountCents },
      acting,
    );
    return { openCents };
  });
}

/** Says that such a payment pays nothing here; the reason stands as a note at the case. */
export async function setForeignPaymentAside(
  house: House,
  wish: { shopId: number; taskId: number; reason: string },
  acting: Acting,
): Promise<{ receivableId: number }> {
  const { shopId, taskId, reason: text } = wish;
  return inTransaction(house.db, async (trx) => {
    const { receivable } = await endTask(trx, wish, acting);
    const receivableId = receivable.id;
    const note = { shopId, receivableId, author: acting.actor, text, mentions: [] };
    const noteId = await addNote(trx, note, acting.at);
    const data = { taskId, noteId };
    await tellOfForeign(trx, receivable, { type: 'foreign_payment.set_aside', data }, acting);
    return { receivableId };
  });
}

async function endTask(
  trx: Trx,
  { shopId, taskId }: { shopId: number; taskId: number },
  acting: Acting,
): Promise<{ receivable: StoredReceivable; payment: ForeignPayment }> {
  const { receivableId, key, says } = await finishTask(trx, { shopId, id: taskId }, acting);
  if (!key.startsWith(FOREIGN) || receivableId === null || says === null) {
    throw new NotFound(`task ${taskId} is about no payment in another currency`);
  }
  const { code, values } = JSON.parse(says) as Saying;
  await endBlocksOf(trx, shopId, sourceOf(taskId), acting);
  return {
    receivable: await lockReceivable(trx, shopId, receivableId),
    payment: {
      transactionId: String(values['transactionId']),
      isRefund: code === 'task_foreign_refund',
      processedAt: instant(String(values['processedAt'])),
    },
  };
}
