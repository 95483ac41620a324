import type { IsoDate } from '../domain/calendar.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addBlock, lockReceivable, releaseBlock } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { type Acting, type House, shopDay } from './house.ts';

/** Why reminders and the hand-over wait; the gates of the hand-over read these words. */
export const BLOCK_REASONS = [
  'complaint',
  'dispute',
  'dispute_at_payment',
  'return',
  'withdrawal',
  'promise_to_pay',
  'insolvency',
  'death',
  'minor',
  'unknown_address',
  'fraud',
  'returned_by_agency',
  'other',
] as const;

export type BlockReason = (typeof BLOCK_REASONS)[number];

/** Stops reminders and the hand-over of one receivable, until a day or until somebody releases it. */
export async function placeDunningBlock(
  house: House,
  wish: {
    shopId: number;
    receivableId: number;
    reason: BlockReason;
    note: string | null;
    untilOn: IsoDate | null;
  },
  acting: Acting,
): Promise<{ id: number; receivableId: number; reason: BlockReason; untilOn: IsoDate | null }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const receivable = await lockReceivable(trx, shop.id, wish.receivableId);
    const today = shopDay(shop, acting.at);
    const { reason, untilOn, note } = wish;
    if (untilOn !== null && untilOn < today) {
      throw new InvalidInput(`untilOn ${untilOn} has passed; name today (${today}) or a later day`);
    }
    if (['paid', 'cancelled'].includes(receivable.state)) {
      throw new Conflict(`receivable ${receivable.id} is ${receivable.state}: nothing to block`);
    }
    const block = { reason, note, untilOn, placedBy: acting.actor };
    const id = await addBlock(trx, receivable, block, acting.at);
    const data = { blockId: id, reason, untilOn };
    await appendEvents(
      trx,
      shop.id,
      [{ type: 'dunning_block.placed', receivableId: receivable.id, data, actor: acting.actor }],
      acting.at,
    );
    return { id, receivableId: receivable.id, reason, untilOn };
  });
}

/** Lets the reminders go on. */
export async function releaseDunningBlock(
  house: House,
  wish: { shopId: number; blockId: number },
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const receivableId = await releaseBlock(trx, wish.shopId, wish.blockId, acting.at);
    if (receivableId === null) throw new NotFound(`block ${wish.blockId} is not in force`);
    const data = { blockId: wish.blockId };
    await appendEvents(
      trx,
      wish.shopId,
      [{ type: 'dunning_block.released', receivableId, data, actor: acting.actor }],
      acting.at,
    );
  });
}
