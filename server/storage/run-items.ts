/** The items of dunning runs: what was proposed for each receivable, edited and committed. */
import type { Instant } from '../domain/calendar.ts';
import type { ReminderChannel, ReminderTemplate } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { ItemOutcome, RunItem } from '../domain/runs.ts';
import { type Db, insertRows, toAt, type Trx } from './database.ts';

export interface StoredItem extends RunItem {
  id: number;
  shopId: number;
  runId: number;
  /** Null while nobody edited it. */
  editedBy: string | null;
}

export interface ItemRow {
  id: number;
  shop_id: number;
  run_id: number;
  receivable_id: number;
  debtor_key: string | null;
  group_key: string | null;
  step: RunItem['step'];
  outcome: ItemOutcome;
  reason: string | null;
  warning: string | null;
  level: number;
  template: ReminderTemplate | null;
  channel: ReminderChannel | null;
  language: RunItem['language'];
  currency: string;
  open_cents: number;
  fee_cents: number;
  interest_cents: number;
  total_cents: number;
  edited_by: string | null;
}

export const toItem = (row: ItemRow): StoredItem => ({
  id: row.id,
  shopId: row.shop_id,
  runId: row.run_id,
  receivableId: row.receivable_id,
  debtorKey: row.debtor_key,
  groupKey: row.group_key,
  step: row.step,
  outcome: row.outcome,
  reason: row.reason,
  warning: row.warning,
  level: row.level,
  template: row.template,
  channel: row.channel,
  language: row.language,
  currency: row.currency,
  openCents: Number(row.open_cents),
  feeCents: Number(row.fee_cents),
  interestCents: Number(row.interest_cents),
  totalCents: Number(row.total_cents),
  editedBy: row.edited_by,
});

const decidedRow = (item: RunItem) => ({
  debtor_key: item.debtorKey,
  group_key: item.groupKey,
  step: item.step,
  outcome: item.outcome,
  reason: item.reason?.slice(0, 60) ?? null,
  warning: item.warning,
  level: item.level,
  template: item.template,
  channel: item.channel,
  language: item.language,
  currency: item.currency,
  open_cents: item.openCents,
  fee_cents: item.feeCents,
  interest_cents: item.interestCents,
  total_cents: item.totalCents,
});

export async function addItems(
  trx: Trx,
  run: { id: number; shopId: number },
  items: readonly RunItem[],
): Promise<void> {
  const rows = items.map((item) => ({
    shop_id: run.shopId,
    run_id: run.id,
    receivable_id: item.receivableId,
    ...decidedRow(item),
  }));
  await insertRows(trx, 'dunning_run_items', rows);
}

/**
 * The items of the next debtors behind the run's key, whole debtors only: all of one debtor in one
 * currency stand together, so that his credits are set off once.
 */
export async function listNextItems(
  trx: Trx,
  run: { id: number; commitKey: string },
  limit: number,
): Promise<StoredItem[]> {
  const due = () => goingItems(trx, run).orderBy([{ column: 'debtor_key' }, { column: 'id' }]);
  const rows: ItemRow[] = await due()
    .where('debtor_key', '>', run.commitKey)
    .limit(limit + 1);
  if (rows.length <= limit) return rows.map(toItem);
  const cut = rows.at(-1)?.debtor_key ?? '';
  const whole = rows.filter((row) => row.debtor_key !== cut);
  if (whole.length > 0) return whole.map(toItem);
  const all: ItemRow[] = await due().where('debtor_key', cut);
  return all.map(toItem);
}

const goingItems = (db: Db, { id }: { id: number }) =>
  db('dunning_run_items').where({ run_id: id }).whereIn('outcome', ['remind', 'hand_over']);

/** How many `listNextItems` would come to, page after page. */
export async function countNextItems(
  db: Db,
  run: { id: number; commitKey: string },
): Promise<number> {
  const rows: { n: number }[] = await goingItems(db, run)
    .where('debtor_key', '>', run.commitKey)
    .count({ n: '*' });
  return Number(rows[0]?.n ?? 0);
}

/** Leaves items out after all, each with its reason. */
export async function skipItems(
  trx: Trx,
  skips: readonly { id: number; reason: string }[],
): Promise<void> {
  const byReason = Map.groupBy(skips, (skip) => skip.reason);
  for (const [reason, list] of byReason) {
    await trx('dunning_run_items')
      .whereIn(
        'id',
        list.map(({ id }) => id),
      )
      .update({ outcome: 'skip', reason: reason.slice(0, 60) });
  }
}

/** Writes down what an item came to, after it was edited or decided anew. */
export async function updateItem(
  trx: Trx,
  id: number,
  change: { item?: RunItem; editedBy?: string; editNote?: string | null; editedAt?: Instant },
): Promise<void> {
  const { item, editedBy, editNote, editedAt } = change;
  await trx('dunning_run_items')
    .where({ id })
    .update({
      ...(item === undefined ? {} : decidedRow(item)),
      ...(editedBy === undefined ? {} : { edited_by: editedBy }),
      ...(editNote === undefined ? {} : { edit_note: editNote }),
      ...(editedAt === undefined ? {} : { edited_at: toAt(editedAt) }),
    });
}

/** An item of this shop's runs. */
export async function getItem(db: Db, shopId: number, itemId: number): Promise<StoredItem> {
  const row: ItemRow | undefined = await db('dunning_run_items')
    .where({ shop_id: shopId, id: itemId })
    .first();
  if (row === undefined) throw new NotFound(`run item ${itemId} does not exist`);
  return toItem(row);
}

/** Everything that one debtor would get with an item, in its currency. */
export async function listGroup(db: Db, item: StoredItem): Promise<StoredItem[]> {
  const rows: ItemRow[] = await db('dunning_run_items')
    .where({ run_id: item.runId, debtor_key: item.debtorKey, outcome: 'remind' })
    .orderBy('id');
  return rows.map(toItem);
}

/** An item of this shop's runs, locked. */
export async function lockItem(trx: Trx, shopId: number, itemId: number): Promise<StoredItem> {
  const row: ItemRow | undefined = await trx('dunning_run_items')
    .where({ shop_id: shopId, id: itemId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`run item ${itemId} does not exist`);
  return toItem(row);
}

const PAGE = 2000;

/**
 * Removes the lines of runs that ended before an instant, except of the newest run of a shop, so many
 * pages at most; the runs keep their
 * counts, and what was reminded stands in the reminders. True while there is more.
 */
export async function removeOldItems(
  db: Db,
  { before, at, pages }: { before: Instant; at: Instant; pages: number },
): Promise<boolean> {
  for (let page = 0; page < pages; page += 1) {
    const run: { id: number } | undefined = await db('dunning_runs as r')
      .whereNull('r.items_removed_at')
      .where('r.finished_at', '<', toAt(before))
      // What the newest run of a shop left for a person stands in its lines.
      .whereExists(
        db('dunning_runs as later')
          .whereRaw('later.shop_id = r.shop_id and later.id > r.id')
          .select(db.raw('1')),
      )
      .orderBy('r.finished_at')
      .first('r.id');
    if (run === undefined) return false;
    const items = db('dunning_run_items').where({ run_id: run.id });
    const rows: { id: number }[] = await items.limit(PAGE).select('id');
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await db('dunning_run_items').whereIn('id', ids).delete();
    if (ids.length === PAGE) continue;
    await db('dunning_runs')
      .where({ id: run.id })
      .update({ items_removed_at: toAt(at) });
  }
  return true;
}

/** What a person took out of the proposal before this one, when that was never committed. */
export async function listTakenOut(
  trx: Trx,
  run: { id: number; shopId: number },
): Promise<TakenOut[]> {
  const before: { id: number; state: string; held_says: string | null } | undefined = await trx(
    'dunning_runs',
  )
    .where({ shop_id: run.shopId })
    .where('id', '<', run.id)
    .orderBy('id', 'desc')
    .first('id', 'state', 'held_says');
  // A proposal that a person threw away says nothing for the next.
  const isSuperseded = before?.held_says?.includes('run_superseded') ?? false;
  if (before === undefined || before.state !== 'discarded' || !isSuperseded) return [];
  const rows: TakenOutRow[] = await trx('dunning_run_items')
    .where({ run_id: before.id, reason: TAKEN_OUT })
    .orderBy('id');
  return rows.map(({ receivable_id: receivableId, step, level, ...row }) => {
    const { edited_by: editedBy, edit_note: editNote, edited_at: editedAt } = row;
    return { receivableId, step, level, editedBy, editNote, editedAt };
  });
}

/** The reason of an item that a person took out. */
export const TAKEN_OUT = 'taken_out';

export interface TakenOut extends Pick<RunItem, 'receivableId' | 'step' | 'level'> {
  editedBy: string | null;
  editNote: string | null;
  editedAt: string | null;
}

interface TakenOutRow extends Pick<ItemRow, 'receivable_id' | 'step' | 'level' | 'edited_by'> {
  edit_note: string | null;
  edited_at: string | null;
}

/** Takes the same step of a receivable out again; false when the run proposes no such step. */
export async function takeOutAgain(
  trx: Trx,
  runId: number,
  { receivableId, step, level, editedBy, editNote, editedAt }: TakenOut,
): Promise<boolean> {
  const changed = await trx('dunning_run_items')
    .where({ run_id: runId, receivable_id: receivableId, step, level })
    .whereNot('outcome', 'skip')
    .update({
      outcome: 'skip',
      reason: TAKEN_OUT,
      edited_by: editedBy,
      edit_note: editNote,
      edited_at: editedAt,
    });
  return changed > 0;
}
