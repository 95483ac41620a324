/** What the order page of a shop's admin shows of its receivables. Every query names its shop. */
import type { Instant } from '../domain/calendar.ts';
import type { ClaimState } from '../domain/claim.ts';
import type { ReminderTemplate } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { TaskKind } from '../domain/tasks.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';
import type { DunningCandidate } from './dunning.ts';
import { toDebtor, toReceivable } from './receivables.ts';

/** The receivables of some orders of the shop, in the order they were placed. */
export async function listReceivablesOfOrders(
  db: Db,
  shopId: number,
  orderIds: readonly string[],
): Promise<DunningCandidate[]> {
  const rows: Parameters<typeof toReceivable>[0][] = await db('receivables')
    .where({ shop_id: shopId })
    .whereIn('external_id', [...orderIds])
    .orderBy('id');
  return withDebtors(db, shopId, rows);
}

/** The newest receivables of one customer, by the number the shop gave him. */
export async function listReceivablesOfCustomer(
  db: Db,
  shopId: number,
  debtorNumber: string,
  limit: number,
): Promise<DunningCandidate[]> {
  const rows: Parameters<typeof toReceivable>[0][] = await db('receivables')
    .where({ shop_id: shopId })
    .whereIn(
      'debtor_id',
      db('parties').where({ shop_id: shopId, debtor_number: debtorNumber }).select('id'),
    )
    .orderBy('id', 'desc')
    .limit(limit);
  return withDebtors(db, shopId, rows);
}

/** The receivable of an order, but only for the customer who placed it; null for everybody else. */
export async function findReceivableOfCustomer(
  db: Db,
  shopId: number,
  wish: { orderId: string; debtorNumber: string },
): Promise<DunningCandidate | null> {
  const [found] = await listReceivablesOfOrders(db, shopId, [wish.orderId]);
  return found?.debtor.debtorNumber === wish.debtorNumber ? found : null;
}

async function withDebtors(
  db: Db,
  shopId: number,
  rows: readonly Parameters<typeof toReceivable>[0][],
): Promise<DunningCandidate[]> {
  const parties: Parameters<typeof toDebtor>[0][] = await db('parties')
    .where({ shop_id: shopId })
    .whereIn('id', [...new Set(rows.map((row) => row.debtor_id))]);
  const debtors = new Map(parties.map((row) => [row.id, toDebtor(row)]));
  return rows.map((row) => {
    const debtor = debtors.get(row.debtor_id);
    if (debtor === undefined) throw new Error(`receivable ${row.id} has no debtor`);
    return { receivable: toReceivable(row), debtor };
  });
}

export interface CardReminder {
  id: number;
  level: number;
  template: ReminderTemplate;
  sentAt: Instant | null;
}

export interface CardClaim {
  id: number;
  state: ClaimState;
  fileNumber: string | null;
  statusText: string | null;
  newsAt: Instant | null;
}

export interface CardFacts {
  reminders: readonly CardReminder[];
  /** The latest one; null when none was ever queued. */
  claim: CardClaim | null;
  /** When each block in force was placed, by its id. */
  placedAt: ReadonlyMap<number, Instant>;
}

/** What hangs on each of the receivables. */
export async function readCardFacts(
  db: Db,
  shopId: number,
  receivableIds: readonly number[],
): Promise<(receivableId: number) => CardFacts> {
  const of = { shop_id: shopId };
  const ids = [...receivableIds];
  const reminders: ReminderRow[] = await db('reminders')
    .where(of)
    .whereIn('receivable_id', ids)
    .orderBy('id')
    .select('id', 'receivable_id', 'level', 'template', 'sent_at');
  const claims: ClaimRow[] = await db('claims')
    .where(of)
    .whereIn('receivable_id', ids)
    .orderBy('id')
    .select('id', 'receivable_id', 'state', 'file_number', 'status_text', 'news_at');
  const blocks: { id: number; placed_at: string }[] = await db('dunning_blocks')
    .where(of)
    .whereIn('receivable_id', ids)
    .whereNull('released_at')
    .select('id', 'placed_at');
  const placedAt = new Map(blocks.map((row) => [row.id, fromAt(row.placed_at)]));
  return (receivableId) => {
    const claim = claims.findLast((row) => row.receivable_id === receivableId);
    return {
      reminders: reminders.filter((row) => row.receivable_id === receivableId).map(toReminder),
      claim: claim === undefined ? null : toCardClaim(claim),
      placedAt,
    };
  };
}

interface ReminderRow {
  id: number;
  receivable_id: number;
  level: number;
  template: ReminderTemplate;
  sent_at: string | null;
}

interface ClaimRow {
  id: number;
  receivable_id: number;
  state: ClaimState;
  file_number: string | null;
  status_text: string | null;
  news_at: string | null;
}

const toReminder = (row: ReminderRow): CardReminder => ({
  id: row.id,
  level: row.level,
  template: row.template,
  sentAt: fromAtOrNull(row.sent_at),
});

const toCardClaim = (row: ClaimRow): CardClaim => ({
  id: row.id,
  state: row.state,
  fileNumber: row.file_number,
  statusText: row.status_text,
  newsAt: fromAtOrNull(row.news_at),
});

/** The receivable whose hand-over waits for an approval. */
export async function getHandoverRequest(
  db: Db,
  shopId: number,
  taskId: number,
): Promise<{ receivableId: number }> {
  const kind: TaskKind = 'approve_handover';
  const row: { receivable_id: number } | undefined = await db('tasks')
    .where({ shop_id: shopId, id: taskId, kind, state: 'open' })
    .first('receivable_id');
  if (row === undefined) throw new NotFound(`task ${taskId} asks for no hand-over`);
  return { receivableId: row.receivable_id };
}
