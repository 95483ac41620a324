import type { Instant } from '../domain/calendar.ts';
import { hashedText, type NewEvent } from '../domain/events.ts';
import { type Db, fromAt, insertOnce, insertRows, sha256, toAt, type Trx } from './database.ts';

const GENESIS = '0'.repeat(64);

/**
 * Appends events to the shop's journal. Each carries the hash of the one before, so a line that was
 * changed or removed later is found. The head row is the lock: one writer a shop at a time.
 */
export async function appendEvents(
  trx: Trx,
  shopId: number,
  events: readonly NewEvent[],
  at: Instant,
): Promise<void> {
  if (events.length === 0) return;
  let { sequence, hash } = await lockHead(trx, shopId);
  const rows = events.map((event) => {
    const row = {
      sequence: sequence + 1,
      type: event.type,
      receivableId: event.receivableId ?? null,
      claimId: event.claimId ?? null,
      data: JSON.stringify(event.data ?? {}),
      actor: event.actor,
      occurredAt: event.occurredAt ?? at,
      recordedAt: at,
      previousHash: hash,
    };
    sequence = row.sequence;
    hash = sha256(hashedText(row));
    return {
      shop_id: shopId,
      sequence,
      type: row.type,
      receivable_id: row.receivableId,
      claim_id: row.claimId,
      data: row.data,
      actor: row.actor,
      occurred_at: toAt(row.occurredAt as Instant),
      recorded_at: toAt(at),
      previous_hash: row.previousHash,
      hash,
    };
  });
  await insertRows(trx, 'journal_events', rows);
  await trx('journal_heads').where({ shop_id: shopId }).update({ sequence, hash });
}

async function lockHead(trx: Trx, shopId: number): Promise<{ sequence: number; hash: string }> {
  const read = () =>
    trx('journal_heads').where({ shop_id: shopId }).forUpdate().first('sequence', 'hash');
  const head: { sequence: number; hash: string } | undefined = await read();
  if (head !== undefined) return { sequence: Number(head.sequence), hash: head.hash };
  await insertOnce(trx, 'journal_heads', { shop_id: shopId, sequence: 0, hash: GENESIS });
  const made: { sequence: number; hash: string } | undefined = await read();
  if (made === undefined) throw new Error(`the journal of shop ${shopId} has no head`);
  return { sequence: Number(made.sequence), hash: made.hash };
}

interface EventRow {
  sequence: number;
  type: string;
  receivable_id: number | null;
  claim_id: number | null;
  data: string;
  actor: string;
  occurred_at: string;
  recorded_at: string;
  previous_hash: string;
  hash: string;
}

/** What is wrong with a shop's journal, in words, or null when every hash fits. Reads by pages. */
export async function verifyJournal(
  db: Db,
  shopId: number,
): Promise<{ events: number; fault: string | null }> {
  let previous = { sequence: 0, hash: GENESIS };
  for (;;) {
    const page: EventRow[] = await db('journal_events')
      .where({ shop_id: shopId })
      .where('sequence', '>', previous.sequence)
      .orderBy('sequence')
      .limit(1000);
    for (const row of page) {
      const fault = faultOf(row, previous);
      if (fault !== null) return { events: previous.sequence, fault };
      previous = { sequence: Number(row.sequence), hash: row.hash };
    }
    if (page.length < 1000) break;
  }
  const head: { sequence: number; hash: string } | undefined = await db('journal_heads')
    .where({ shop_id: shopId })
    .first('sequence', 'hash');
  const fits =
    head === undefined
      ? previous.sequence === 0
      : Number(head.sequence) === previous.sequence && head.hash === previous.hash;
  const fault = fits ? null : `the last event is ${previous.sequence}, the head says otherwise`;
  return { events: previous.sequence, fault };
}

function faultOf(row: EventRow, previous: { sequence: number; hash: string }): string | null {
  if (Number(row.sequence) !== previous.sequence + 1) {
    return `event ${previous.sequence + 1} is missing`;
  }
  const text = hashedText({
    previousHash: previous.hash,
    sequence: Number(row.sequence),
    type: row.type,
    receivableId: row.receivable_id,
    claimId: row.claim_id,
    data: row.data,
    actor: row.actor,
    occurredAt: fromAt(row.occurred_at),
    recordedAt: fromAt(row.recorded_at),
  });
  const fits = row.previous_hash === previous.hash && row.hash === sha256(text);
  return fits ? null : `event ${row.sequence} (${row.type}) was changed after it was written`;
}
