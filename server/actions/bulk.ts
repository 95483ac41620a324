import { Conflict, MahnlaufError } from '../domain/errors.ts';
import { type BlockReason, placeDunningBlock, releaseDunningBlock } from './blocks.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { lockClaim } from '../storage/claims.ts';
import { inTransaction } from '../storage/database.ts';
import { closeClaim } from './decide.ts';
import { handOver } from './hand-over.ts';
import type { Acting, House } from './house.ts';

/** One kind of action for many records; each gets its own answer. */
export type BulkWish =
  | {
      action: 'hold';
      receivableIds: readonly number[];
      reason: BlockReason;
      note: string | null;
      untilOn: IsoDate | null;
    }
  | { action: 'release'; blockIds: readonly number[] }
  | { action: 'hand_over'; receivableIds: readonly number[] }
  | { action: 'take_back'; claimIds: readonly number[] };

export interface BulkResult {
  id: number;
  done: boolean;
  blockId: number | null;
  claimId: number | null;
  refused: string | null;
  says: MahnlaufError['says'];
}

/** Does the same to each, one transaction each: what is refused for one stops no other. */
export async function actOnAll(
  house: House,
  shopId: number,
  wish: BulkWish,
  acting: Acting,
): Promise<{ results: readonly BulkResult[] }> {
  const results: BulkResult[] = [];
  for (const id of new Set(idsOf(wish))) {
    const nothing = { id, done: false, blockId: null, claimId: null, refused: null, says: [] };
    try {
      const done = await actOnOne(house, { shopId, id }, wish, acting);
      results.push({ ...nothing, done: true, ...done });
    } catch (error) {
      if (!(error instanceof MahnlaufError)) throw error;
      results.push({ ...nothing, refused: error.message, says: error.says });
    }
  }
  return { results };
}

function idsOf(wish: BulkWish): readonly number[] {
  switch (wish.action) {
    case 'hold':
    case 'hand_over':
      return wish.receivableIds;
    case 'release':
      return wish.blockIds;
    case 'take_back':
      return wish.claimIds;
  }
}

async function actOnOne(
  house: House,
  { shopId, id }: { shopId: number; id: number },
  wish: BulkWish,
  acting: Acting,
): Promise<Partial<BulkResult>> {
  switch (wish.action) {
    case 'hold': {
      const { reason, note, untilOn } = wish;
      const block = { shopId, receivableId: id, reason, note, untilOn };
      return { blockId: (await placeDunningBlock(house, block, acting)).id };
    }
    case 'release':
      await releaseDunningBlock(house, { shopId, blockId: id }, acting);
      return { blockId: id };
    case 'hand_over':
      return { claimId: (await handOver(house, { shopId, receivableId: id }, acting)).claimId };
    case 'take_back': {
      const claim = await inTransaction(house.db, (trx) => lockClaim(trx, shopId, id));
      if (claim.state !== 'queued') {
        throw new Conflict(`claim ${id} is ${claim.state}: it has left, so close it instead`);
      }
      const because = 'taken back before it left';
      await closeClaim(house, { shopId, claimId: id, because }, acting);
      return { claimId: id };
    }
  }
}
