import { Conflict, MahnlaufError } from '../domain/errors.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { getHandoverRequest } from '../storage/order-cards.ts';
import { lockReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addNote } from '../storage/notes.ts';
import { addTask, finishTask, isTaskOpen } from '../storage/tasks.ts';
import { handOver, readGates } from './hand-over.ts';
import { type Acting, type House, shopDay } from './house.ts';

/** What became of each; a refusal of one keeps no other from its answer. */
export interface Requested {
  results: readonly { id: number; done: boolean; refused: string | null }[];
}

/**
 * Asks for the hand-over of several receivables. Nothing leaves: a task waits until the owner looks
 * and approves. What could not be handed over today is refused at once, with every reason.
 */
export async function requestHandovers(
  house: House,
  wish: { shopId: number; receivableIds: readonly number[]; note: string | null },
  acting: Acting,
): Promise<Requested> {
  const { shopId, note } = wish;
  const results: { id: number; done: boolean; refused: string | null }[] = [];
  for (const id of new Set(wish.receivableIds)) {
    try {
      await requestHandover(house, { shopId, receivableId: id, note }, acting);
      results.push({ id, done: true, refused: null });
    } catch (error) {
      if (!(error instanceof MahnlaufError)) throw error;
      results.push({ id, done: false, refused: error.message });
    }
  }
  return { results };
}

async function requestHandover(
  house: House,
  wish: { shopId: number; receivableId: number; note: string | null },
  acting: Acting,
): Promise<void> {
  const { shopId, receivableId, note } = wish;
  const on = shopDay(await getShop(house.db, shopId), acting.at);
  const gates = await readGates(house, { shopId, receivableId }, on);
  const shut = gates.filter(({ passed }) => !passed);
  if (shut.length > 0) {
    const says = shut.flatMap((gate) => gate.says);
    throw new Conflict(shut.map(({ reason }) => reason).join('; '), { says });
  }
  await inTransaction(house.db, async (trx) => {
    const { id } = await lockReceivable(trx, shopId, receivableId);
    const task = { shopId, receivableId: id, kind: 'approve_handover' as const, dueOn: on };
    const key = `approve_handover:${id}:${on}`;
    const taskId = await addTask(trx, { ...task, note: note ?? '', key }, acting);
    if (taskId === null) {
      if (await isTaskOpen(trx, shopId, key)) return;
      throw new Conflict('it was asked for and decided today already; ask again tomorrow');
    }
    const event = { type: 'handover.requested' as const, receivableId: id, data: { taskId } };
    await appendEvents(trx, shopId, [{ ...event, actor: acting.actor }], acting.at);
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

/** The owner looked and said no. Why stands as a note at the case, for whoever asked. */
export async function declineHandover(
  house: House,
  wish: { shopId: number; taskId: number; because: string },
  { actor, at }: Acting,
): Promise<{ receivableId: number }> {
  const { shopId, taskId, because: text } = wish;
  const { receivableId } = await getHandoverRequest(house.db, shopId, taskId);
  return inTransaction(house.db, async (trx) => {
    await finishTask(trx, { shopId, id: taskId }, { actor, at });
    const noteId = await addNote(
      trx,
      { shopId, receivableId, author: actor, text, mentions: [] },
      at,
    );
    const data = { taskId, noteId };
    const event = { type: 'handover.declined' as const, receivableId, data, actor };
    await appendEvents(trx, shopId, [event], at);
    return { receivableId };
  });
}
