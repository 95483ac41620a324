import type { IsoDate } from '../domain/calendar.ts';
import { Conflict } from '../domain/errors.ts';
import type { TaskKind } from '../domain/tasks.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable } from '../storage/receivables.ts';
import { addTask, dropTasksOfEnded, finishTask } from '../storage/tasks.ts';
import { endBlocksOf } from './blocks.ts';
import { FOREIGN } from './foreign-payment.ts';
import { finishCall, stopCalls } from './deliver-reminder.ts';
import { creditNoteKey } from './disputes.ts';
import type { Acting, House } from './house.ts';
import { settlePlans } from './instalments.ts';
import { settlePromises } from './promises.ts';

/** A person writes a task for a receivable; the same one on the same day is there once. */
export async function placeTask(
  house: House,
  wish: {
    shopId: number;
    receivableId: number;
    kind: TaskKind;
    dueOn: IsoDate;
    note: string;
  },
  acting: Acting,
): Promise<{ taskId: number | null }> {
  return inTransaction(house.db, async (trx) => {
    const { id } = await lockReceivable(trx, wish.shopId, wish.receivableId);
    const key = `by_hand:${id}:${wish.kind}:${wish.dueOn}`;
    return { taskId: await addTask(trx, { ...wish, key }, acting) };
  });
}

/** A person did what was asked. A credit note that was issued lets the reminders go on. */
export async function completeTask(
  house: House,
  wish: { shopId: number; taskId: number },
  acting: Acting,
): Promise<{ taskId: number }> {
  return inTransaction(house.db, async (trx) => {
    const { shopId, taskId } = wish;
    const { receivableId, kind, key } = await finishTask(trx, { shopId, id: taskId }, acting);
    if (key.startsWith(FOREIGN)) {
      throw new Conflict(`book the payment of task ${taskId}, or set it aside with a reason`);
    }
    const of = receivableId === null ? {} : { receivableId };
    const data = { taskId, kind };
    const event = { type: 'task.done' as const, ...of, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    if (kind === 'telephone') await finishCall(trx, { shopId, taskKey: key }, acting);
    const dispute = Number(key.split(':')[1]);
    if (key === creditNoteKey(dispute)) {
      await endBlocksOf(trx, shopId, { kind: 'dispute', id: dispute }, acting);
    }
    return { taskId };
  });
}

/**
 * What the morning brings, before the dunning run: promises and plans are judged by the ledger, and
 * tasks whose receivable is paid or gone are done. Gives what failed: it stays as it was, its
 * reminders wait on, and everything else goes on.
 */
export async function settleClarifications(
  house: House,
  shopId: number,
  on: IsoDate,
  acting: Acting,
): Promise<readonly unknown[]> {
  const failed = [
    ...(await settlePromises(house, shopId, on, acting)),
    ...(await settlePlans(house, shopId, on, acting)),
  ];
  await stopCalls(house, shopId, acting);
  await inTransaction(house.db, (trx) => dropTasksOfEnded(trx, shopId, acting));
  return failed;
}
