import type { BlockReason } from '../domain/blocks.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { Conflict, MahnlaufError } from '../domain/errors.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { getHandoverRequest } from '../storage/order-cards.ts';
import { lockReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask, finishTask } from '../storage/tasks.ts';
import { placeDunningBlock } from './blocks.ts';
import { handOver, readGates } from './hand-over.ts';
import { type Acting, type House, shopDay } from './house.ts';

/** What became of each; a refusal of one keeps no other from its answer. */
export interface Results {
  results: readonly { receivableId: number; refused: string | null }[];
}

async function each(
  receivableIds: readonly number[],
  change: (receivableId: number) => Promise<unknown>,
): Promise<Results> {
  const results: { receivableId: number; refused: string | null }[] = [];
  for (const receivableId of new Set(receivableIds)) {
    try {
      await change(receivableId);
      results.push({ receivableId, refused: null });
    } catch (error) {
      if (!(error instanceof MahnlaufError)) throw error;
      results.push({ receivableId, refused: error.message });
    }
  }
  return { results };
}

/** Stops reminders and the hand-over of several receivables. */
export function placeDunningBlocks(
  house: House,
  wish: {
    shopId: number;
    receivableIds: readonly number[];
    reason: BlockReason;
    note: string | null;
    untilOn: IsoDate | null;
  },
  acting: Acting,
): Promise<Results> {
  const { receivableIds, ...block } = wish;
  return each(receivableIds, (receivableId) =>
    placeDunningBlock(house, { ...block, receivableId }, acting),
  );
}

/**
 * Asks for the hand-over of several receivables. Nothing leaves: a task waits until the owner looks
 * and approves. What could not be handed over today is refused at once, with every reason.
 */
export function requestHandovers(
  house: House,
  wish: { shopId: number; receivableIds: readonly number[]; note: string | null },
  acting: Acting,
): Promise<Results> {
  const { shopId, receivableIds, note } = wish;
  return each(receivableIds, async (receivableId) => {
    const on = shopDay(await getShop(house.db, shopId), acting.at);
    const gates = await readGates(house, { shopId, receivableId }, on);
    const shut = gates.filter(({ passed }) => !passed).map(({ reason }) => reason);
    if (shut.length > 0) throw new Conflict(shut.join('; '));
    await inTransaction(house.db, async (trx) => {
      const { id } = await lockReceivable(trx, shopId, receivableId);
      const task = { shopId, receivableId: id, kind: 'approve_handover' as const, dueOn: on };
      const key = `approve_handover:${id}:${on}`;
      const taskId = await addTask(trx, { ...task, note: note ?? '', key }, acting);
      if (taskId === null) return;
      const data = { taskId };
      const event = { type: 'handover.requested' as const, receivableId: id, data };
      await appendEvents(trx, shopId, [{ ...event, actor: acting.actor }], acting.at);
    });
  });
}

/** The owner looked: the receivable is handed over, and the request is done. Gates are asked anew. */
export async function approveHandover(
  house: House,
  wish: { shopId: number; taskId: number },
  acting: Acting,
): Promise<{ claimId: number }> {
  const { shopId, taskId } = wish;
  const { receivableId } = await getHandoverRequest(house.db, shopId, taskId);
  const { claimId } = await handOver(house, { shopId, receivableId }, acting);
  await inTransaction(house.db, (trx) => finishTask(trx, { shopId, id: taskId }, acting));
  return { claimId };
}
