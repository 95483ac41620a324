import { type BlockSource, type BlockSourceKind, readBlock } from '../domain/blocks.ts';
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { DunningBlock } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import { type Db, insertRow, toAt, type Trx } from './database.ts';

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

export interface StoredBlock extends DunningBlock {
  id: number;
  note: string | null;
  placedBy: string;
}

interface KeptBlockRow {
  id: number;
  receivable_id: number;
  reason: string;
  note: string | null;
  until_on: IsoDate | null;
  placed_by: string;
}

/**
 * Blocks that nobody released, by receivable; whether they still hold is for the domain to say. One
 * that cannot be read holds.
 */
export async function listBlocks(
  db: Db,
  receivableIds: readonly number[],
): Promise<Map<number, StoredBlock[]>> {
  const rows: KeptBlockRow[] = await db('dunning_blocks')
    .whereIn('receivable_id', [...receivableIds])
    .whereNull('released_at')
    .orderBy('id');
  const blocks = new Map<number, StoredBlock[]>();
  for (const row of rows) {
    const list = blocks.get(row.receivable_id) ?? [];
    const { id, note, placed_by: placedBy } = row;
    list.push({ id, note, placedBy, ...readBlock({ reason: row.reason, untilOn: row.until_on }) });
    blocks.set(row.receivable_id, list);
  }
  return blocks;
}

export async function addBlock(
  trx: Trx,
  receivable: { shopId: number; id: number },
  block: {
    reason: string;
    note: string | null;
    untilOn: IsoDate | null;
    placedBy: string;
    source?: BlockSource;
  },
  at: Instant,
): Promise<number> {
  return insertRow(trx, 'dunning_blocks', {
    shop_id: receivable.shopId,
    receivable_id: receivable.id,
    reason: block.reason,
    note: block.note,
    until_on: block.untilOn,
    placed_by: block.placedBy,
    placed_at: toAt(at),
    source_kind: block.source?.kind ?? null,
    source_id: block.source?.id ?? null,
  });
}

/** Releases a block and gives its receivable; null when the shop has no such block in force. */
export async function releaseBlock(
  trx: Trx,
  shopId: number,
  blockId: number,
  { actor, at }: { actor: string; at: Instant },
): Promise<number | null> {
  const where = { shop_id: shopId, id: blockId };
  const row: { receivable_id: number } | undefined = await trx('dunning_blocks')
    .where(where)
    .whereNull('released_at')
    .forUpdate()
    .first('receivable_id');
  if (row === undefined) return null;
  await trx('dunning_blocks')
    .where(where)
    .update({ released_at: toAt(at), released_by: actor });
  return row.receivable_id;
}
