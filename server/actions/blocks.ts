import { assertBlockEnd, type BlockReason, type BlockSource } from '../domain/blocks.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { lockBlock, moveBlockEnd, releaseBlocksOf } from '../storage/blocks.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addBlock, lockReceivable, releaseBlock } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { type Acting, type House, shopDay } from './house.ts';

export { BLOCK_REASONS, type BlockReason } from '../domain/blocks.ts';

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
    const { reason, untilOn, note } = wish;
    assertBlockEnd(untilOn, shopDay(shop, acting.at));
    if (['paid', 'cancelled'].includes(receivable.state)) {
      throw new Conflict(`receivable ${receivable.id} is ${receivable.state}: nothing to block`);
    }
    const id = await placeBlock(trx, receivable, { reason, untilOn, note }, acting);
    return { id, receivableId: receivable.id, reason, untilOn };
  });
}

/** Places a block in the transaction of its cause. */
export async function placeBlock(
  trx: Trx,
  receivable: { shopId: number; id: number },
  block: {
    reason: BlockReason;
    untilOn: IsoDate | null;
    note?: string | null;
    source?: BlockSource;
  },
  acting: Acting,
): Promise<number> {
  const { reason, untilOn, note = null } = block;
  const kept = { ...block, note, placedBy: acting.actor };
  const id = await addBlock(trx, receivable, kept, acting.at);
  const data = { blockId: id, reason, untilOn };
  await appendEvents(
    trx,
    receivable.shopId,
    [{ type: 'dunning_block.placed', receivableId: receivable.id, data, actor: acting.actor }],
    acting.at,
  );
  return id;
}

/** Releases every block that one dispute, promise, plan or state had placed. */
export async function endBlocksOf(
  trx: Trx,
  shopId: number,
  source: BlockSource,
  acting: Acting,
): Promise<void> {
  const released = await releaseBlocksOf(trx, shopId, source, acting);
  const events = released.map(({ id: blockId, receivableId }) => ({
    type: 'dunning_block.released' as const,
    receivableId,
    data: { blockId },
    actor: acting.actor,
  }));
  await appendEvents(trx, shopId, events, acting.at);
}

/** Moves the end of a block, or takes it away. A block of a dispute or a plan ends with that. */
export async function extendDunningBlock(
  house: House,
  wish: { shopId: number; blockId: number; untilOn: IsoDate | null; note?: string | null },
  acting: Acting,
): Promise<{ id: number; receivableId: number; untilOn: IsoDate | null }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const block = await lockBlock(trx, shop.id, wish.blockId);
    refuseForeign(block);
    const { untilOn, note } = wish;
    assertBlockEnd(untilOn, shopDay(shop, acting.at));
    const change = note === undefined ? { untilOn } : { untilOn, note };
    await moveBlockEnd(trx, { shopId: shop.id, id: block.id }, change);
    const { id, receivableId } = block;
    const data = { blockId: id, fromOn: block.untilOn, untilOn };
    const event = { type: 'dunning_block.extended' as const, receivableId, data };
    await appendEvents(trx, shop.id, [{ ...event, actor: acting.actor }], acting.at);
    return { id, receivableId, untilOn };
  });
}

/** Lets the reminders go on. */
export async function releaseDunningBlock(
  house: House,
  wish: { shopId: number; blockId: number },
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    refuseForeign(await lockBlock(trx, wish.shopId, wish.blockId));
    const receivableId = await releaseBlock(trx, wish.shopId, wish.blockId, acting);
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

const DOORS = {
  dispute: 'decide the dispute',
  promise: 'withdraw the promise',
  plan: 'withdraw the instalment plan',
  special_state: 'end the special state',
  payment: 'book the payment or set it aside',
} as const;

function refuseForeign({ id, source }: { id: number; source: BlockSource | null }): void {
  if (source === null || source.kind === 'answer') return;
  throw new Conflict(
    `block ${id} belongs to ${source.kind.replace('_', ' ')} ${source.id}; ${DOORS[source.kind]} ` +
      'instead',
  );
}
