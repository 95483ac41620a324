import type { EventType } from '../domain/events.ts';
import { say } from '../domain/sayings.ts';
import type { ShopTransaction } from '../domain/shop-events.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import type { StoredReceivable } from '../storage/receivables.ts';
import { addTask } from '../storage/tasks.ts';
import { placeBlock } from './blocks.ts';
import { type Acting, shopDay } from './house.ts';
import type { Arriving } from './record-order.ts';

/** How the keys of their tasks begin. */
export const FOREIGN = 'foreign:';

/**
 * Keeps money that moved in another currency than that of its receivable: nobody here knows the
 * rate, so a person says what it pays. Reminders wait until then. False when it is kept already.
 */
export async function keepForeignPayment(
  trx: Trx,
  receivable: StoredReceivable,
  transaction: ShopTransaction,
  arriving: Arriving,
): Promise<boolean> {
  const { shop, actor, at } = arriving;
  const { transactionId, amountCents, currency, processedAt } = transaction;
  const paidOn = shopDay(shop, processedAt);
  const isRefund = transaction.kind === 'refund';
  const values = { amountCents, currency, paidOn, transactionId, processedAt };
  const note = say(isRefund ? 'task_foreign_refund' : 'task_foreign_payment', values);
  const taskId = await addTask(
    trx,
    {
      shopId: shop.id,
      receivableId: receivable.id,
      kind: 'foreign_payment',
      dueOn: shopDay(shop, at),
      note,
      key: `${FOREIGN}${transactionId}`,
    },
    arriving,
  );
  if (taskId === null) return false;
  if (!isRefund) {
    const block = { reason: 'claimed_paid', untilOn: null } as const;
    await placeBlock(trx, receivable, { ...block, source: sourceOf(taskId) }, arriving);
  }
  const data = { taskId, transactionId, amountCents, currency, paidOn };
  await tellOfForeign(trx, receivable, { type: 'foreign_payment.received', data }, { actor, at });
  return true;
}

/** What such a payment holds back, its end releases. */
export const sourceOf = (taskId: number) => ({ kind: 'payment' as const, id: taskId });

/** Notes in the journal what became of money in another currency. */
export const tellOfForeign = (
  trx: Trx,
  { id: receivableId, shopId }: StoredReceivable,
  event: { type: EventType; data: Readonly<Record<string, string | number>> },
  { actor, at }: Acting,
): Promise<void> => appendEvents(trx, shopId, [{ ...event, receivableId, actor }], at);
