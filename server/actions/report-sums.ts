/**
 * The sums of the reports go over all that was ever booked, which takes a large shop a moment; they
 * are kept until something happens in the shop. Whatever moves a sum writes to the shop's journal.
 */
import { readJournalHead } from '../storage/audit.ts';
import type { Db } from '../storage/database.ts';
import type { Segment } from '../storage/reports.ts';

interface Kept {
  /** The newest event of the journal before the sums were read. */
  head: number;
  sums: Promise<unknown>;
}

const MOST_KEPT = 200;
const keptOf = new WeakMap<Db, Map<string, Kept>>();

/**
 * What `read` says of a segment: from memory when nothing has happened in the shop since. Two who ask
 * at once wait for the same answer. A failed reading is not kept.
 */
export async function readSums<S extends Pick<Segment, 'shopId'>, T>(
  db: Db,
  segment: S,
  read: (db: Db, segment: S) => Promise<T>,
): Promise<T> {
  const head = await readJournalHead(db, segment.shopId);
  const kept = keptOf.get(db) ?? new Map<string, Kept>();
  keptOf.set(db, kept);
  const key = `${read.name} ${JSON.stringify(segment)}`;
  const known = kept.get(key);
  if (known?.head === head) return known.sums as Promise<T>;
  const sums = read(db, segment);
  kept.delete(key);
  kept.set(key, { head, sums });
  sums.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return sums;
}
