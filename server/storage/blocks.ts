import { type BlockSource, type BlockSourceKind } from '../domain/blocks.ts';
import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { toAt, type Trx } from './database.ts';

/** A block that nobody released, and what placed it. */
export interface LockedBlock {
  id: number;
  receivableId: number;
  untilOn: IsoDate | null;
  source: BlockSource | null;
}

interface BlockRow {
  id: number;
  receivable_id: number;
  until_on: IsoDate | null;
  source_kind: BlockSourceKind | null;
  source_id: number | null;
}

/** The block of this shop, locked. Throws `NotFound` when it was released or never was. */
export async function lockBlock(trx: Trx, shopId: number, blockId: number): Promise<LockedBlock> {
  const row: BlockRow | undefined = await trx('dunning_blocks')
    .where({ shop_id: shopId, id: blockId })
    .whereNull('released_at')
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`block ${blockId} is not in force`);
  const { source_kind: kind, source_id: id } = row;
  return {
    id: row.id,
    receivableId: row.receivable_id,
    untilOn: row.until_on,
    source: kind === null || id === null ? null : { kind, id: Number(id) },
  };
}

export async function moveBlockEnd(
  trx: Trx,
  block: { shopId: number; id: number },
  change: { untilOn: IsoDate | null; note?: string | null },
): Promise<void> {
  const { untilOn, note } = change;
  await trx('dunning_blocks')
    .where({ shop_id: block.shopId, id: block.id })
    .update({ until_on: untilOn, ...(note === undefined ? {} : { note }) });
}

/** Releases what one source placed, and gives the blocks with their receivables. */
export async function releaseBlocksOf(
  trx: Trx,
  shopId: number,
  source: BlockSource,
  { actor, at }: { actor: string; at: Instant },
): Promise<{ id: number; receivableId: number }[]> {
  const rows: BlockRow[] = await trx('dunning_blocks')
    .where({ shop_id: shopId, source_kind: source.kind, source_id: source.id })
    .whereNull('released_at')
    .orderBy('id')
    .forUpdate();
  if (rows.length === 0) return [];
  await trx('dunning_blocks')
    .whereIn(
      'id',
      rows.map((row) => row.id),
    )
    .update({ released_at: toAt(at), released_by: actor });
  return rows.map((row) => ({ id: row.id, receivableId: row.receivable_id }));
}
