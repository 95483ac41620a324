import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  type ImportChange,
  saveCursor,
  saveExisting,
  saveImport,
} from '../storage/shop-progress.ts';
import type { Acting, House } from './house.ts';

/** Says how far an import is. What is left out stays. */
export async function noteImport(
  house: House,
  shopId: number,
  change: ImportChange,
  { actor, at }: Acting,
): Promise<void> {
  const { state } = change;
  const times = {
    ...(state === 'running' ? { startedAt: at } : {}),
    ...(state === 'done' || state === 'failed' ? { endedAt: at } : {}),
  };
  await inTransaction(house.db, async (trx) => {
    await saveImport(trx, shopId, { ...change, ...times });
    const type = state === undefined ? undefined : TOLD[state];
    if (type === undefined) return;
    const data = change.read === undefined ? {} : { orders: change.read };
    await appendEvents(trx, shopId, [{ type, data, actor }], at);
  });
}

const TOLD: Partial<
  Record<
    NonNullable<ImportChange['state']>,
    'shop_import.started' | 'shop_import.finished' | 'shop_import.failed'
  >
> = {
  running: 'shop_import.started',
  done: 'shop_import.finished',
  failed: 'shop_import.failed',
};

/** Remembers how far the changed orders of a shop were read, or why the reading broke off. */
export const noteReading = (
  house: House,
  shopId: number,
  change: Parameters<typeof saveCursor>[2],
): Promise<void> => saveCursor(house.db, shopId, change);

/** Remembers how far the orders of open receivables were looked for. */
export const noteExisting = (
  house: House,
  shopId: number,
  reached: Parameters<typeof saveExisting>[2],
): Promise<void> => saveExisting(house.db, shopId, reached);
