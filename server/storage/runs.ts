/** Dunning runs and their items: what was proposed, edited and committed. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ReminderChannel, ReminderTemplate } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { ItemOutcome, RunItem, RunState } from '../domain/runs.ts';
import { type Db, fromAt, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';

export interface DunningRun {
  id: number;
  shopId: number;
  runOn: IsoDate;
  state: RunState;
  /** It is committed as soon as it is proposed; no person looks at it. */
  thenCommit: boolean;
  /** The last receivable that was decided; a run that died goes on behind it. */
  cursorId: number;
  /** The last debtor whose notices were frozen. */
  commitKey: string;
  selected: number;
  reminded: number;
  handedOver: number;
  skipped: number;
  notices: number;
  noticesCents: number;
  actor: string;
  committedBy: string | null;
  /** Why it waits or ended without a commit, in words. */
  heldBecause: string | null;
  startedAt: Instant;
  proposedAt: Instant | null;
  finishedAt: Instant | null;
}

interface RunRow {
  id: number;
  shop_id: number;
  run_on: IsoDate;
  state: RunState;
  then_commit: boolean | number;
  cursor_id: number;
  commit_key: string;
  selected: number;
  reminded: number;
  handed_over: number;
  skipped: number;
  notices: number;
  notices_cents: number;
  actor: string;
  committed_by: string | null;
  held_because: string | null;
  started_at: string;
  proposed_at: string | null;
  finished_at: string | null;
}

const toRun = (row: RunRow): DunningRun => ({
  id: row.id,
  shopId: row.shop_id,
  runOn: row.run_on,
  state: row.state,
  thenCommit: Boolean(row.then_commit),
  cursorId: Number(row.cursor_id),
  commitKey: row.commit_key,
  selected: row.selected,
  reminded: row.reminded,
  handedOver: row.handed_over,
  skipped: row.skipped,
  notices: row.notices,
  noticesCents: Number(row.notices_cents),
  actor: row.actor,
  committedBy: row.committed_by,
  heldBecause: row.held_because,
  startedAt: fromAt(row.started_at),
  proposedAt: fromAtOrNull(row.proposed_at),
  finishedAt: fromAtOrNull(row.finished_at),
});

/** The run of this shop that has not ended, or null. There is one at most. */
export async function findOpenRun(db: Db, shopId: number): Promise<DunningRun | null> {
  const row: RunRow | undefined = await db('dunning_runs')
    .where({ shop_id: shopId })
    .whereIn('state', ['proposing', 'proposed', 'committing'])
    .orderBy('id')
    .first();
  return row === undefined ? null : toRun(row);
}

/** The latest day for which this shop has a run that was not discarded, or null. */
export async function findNewestRunDay(db: Db, shopId: number): Promise<IsoDate | null> {
  const row: { run_on: IsoDate } | undefined = await db('dunning_runs')
    .where({ shop_id: shopId })
    .whereNot('state', 'discarded')
    .orderBy('run_on', 'desc')
    .first('run_on');
  return row?.run_on ?? null;
}

/** A run of this shop. */
export async function getRun(db: Db, shopId: number, runId: number): Promise<DunningRun> {
  const row: RunRow | undefined = await db('dunning_runs')
    .where({ shop_id: shopId, id: runId })
    .first();
  if (row === undefined) throw new NotFound(`dunning run ${runId} does not exist`);
  return toRun(row);
}

/** Runs of this shop behind a page, the newest first; one more than asked for, to know of more. */
export async function listRunRows(
  db: Db,
  shopId: number,
  page: { afterId: number; limit: number; state: RunState | null },
): Promise<DunningRun[]> {
  const rows: RunRow[] = await db('dunning_runs')
    .where({ shop_id: shopId })
    .modify((query) => {
      if (page.afterId > 0) void query.where('id', '<', page.afterId);
      if (page.state !== null) void query.where('state', page.state);
    })
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  return rows.map(toRun);
}

/** As `getRun`, locked until the transaction ends. */
export async function lockRun(trx: Trx, shopId: number, runId: number): Promise<DunningRun> {
  const row: RunRow | undefined = await trx('dunning_runs')
    .where({ shop_id: shopId, id: runId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`dunning run ${runId} does not exist`);
  return toRun(row);
}

export async function beginRun(
  trx: Trx,
  run: { shopId: number; runOn: IsoDate; actor: string; thenCommit: boolean },
  at: Instant,
): Promise<DunningRun> {
  const id = await insertRow(trx, 'dunning_runs', {
    shop_id: run.shopId,
    run_on: run.runOn,
    state: 'proposing',
    then_commit: run.thenCommit,
    cursor_id: 0,
    actor: run.actor,
    started_at: toAt(at),
  });
  return getRun(trx, run.shopId, id);
}

/** What changes on a run besides its counts. */
export interface RunChange {
  state?: RunState;
  thenCommit?: boolean;
  cursorId?: number;
  commitKey?: string;
  notices?: number;
  noticesCents?: number;
  committedBy?: string;
  heldBecause?: string | null;
  proposedAt?: Instant;
  finishedAt?: Instant;
}

export async function updateRun(trx: Db, runId: number, change: RunChange): Promise<void> {
  const { proposedAt, finishedAt } = change;
  const row: Record<string, unknown> = {
    state: change.state,
    then_commit: change.thenCommit,
    cursor_id: change.cursorId,
    commit_key: change.commitKey,
    notices: change.notices,
    notices_cents: change.noticesCents,
    committed_by: change.committedBy,
    held_because: change.heldBecause?.slice(0, 200) ?? change.heldBecause,
    proposed_at: proposedAt === undefined ? undefined : toAt(proposedAt),
    finished_at: finishedAt === undefined ? undefined : toAt(finishedAt),
  };
  const set = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  await trx('dunning_runs').where({ id: runId }).update(set);
}

/** Counts the items anew: selected is always reminded, handed over and left out together. */
export async function recountRun(trx: Trx, runId: number): Promise<void> {
  const rows: { outcome: ItemOutcome; n: number }[] = await trx('dunning_run_items')
    .where({ run_id: runId })
    .groupBy('outcome')
    .select('outcome')
    .count({ n: '*' });
  const of = (outcome: ItemOutcome): number =>
    Number(rows.find((row) => row.outcome === outcome)?.n ?? 0);
  await trx('dunning_runs')
    .where({ id: runId })
    .update({
      selected: of('remind') + of('hand_over') + of('skip'),
      reminded: of('remind'),
      handed_over: of('hand_over'),
      skipped: of('skip'),
    });
}

/** Throws a run away with its items: what a preview leaves behind. */
export async function removeRun(trx: Trx, runId: number): Promise<void> {
  await trx('dunning_run_items').where({ run_id: runId }).delete();
  await trx('dunning_runs').where({ id: runId }).delete();
}

// Items.

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

const ROWS_AT_ONCE = 250;

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
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await trx('dunning_run_items').insert(rows.slice(from, from + ROWS_AT_ONCE));
  }
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
  const due = () =>
    trx('dunning_run_items')
      .where({ run_id: run.id })
      .whereIn('outcome', ['remind', 'hand_over'])
      .orderBy([{ column: 'debtor_key' }, { column: 'id' }]);
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

/** An item of this shop's runs, locked. */
export async function lockItem(trx: Trx, shopId: number, itemId: number): Promise<StoredItem> {
  const row: ItemRow | undefined = await trx('dunning_run_items')
    .where({ shop_id: shopId, id: itemId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`run item ${itemId} does not exist`);
  return toItem(row);
}

// Approvals of levels that a person looks at.

export interface Approval {
  receivableId: number;
  round: number;
  level: number;
}

/** Approvals of reminders of these receivables. */
export async function listApprovals(
  db: Db,
  receivableIds: readonly number[],
): Promise<readonly Approval[]> {
  const rows: { receivable_id: number; round: number; level: number }[] = await db(
    'reminder_approvals',
  )
    .whereIn('receivable_id', [...receivableIds])
    .select('receivable_id', 'round', 'level');
  return rows.map((row) => ({
    receivableId: row.receivable_id,
    round: row.round,
    level: row.level,
  }));
}

/** Lets one reminder leave that needs a person's approval. */
export async function addApproval(
  trx: Trx,
  shopId: number,
  approval: Approval,
  { actor, at }: { actor: string; at: Instant },
): Promise<void> {
  const { receivableId, round, level } = approval;
  await trx('reminder_approvals')
    .insert({
      shop_id: shopId,
      receivable_id: receivableId,
      round,
      level,
      approved_by: actor,
      approved_at: toAt(at),
    })
    .onConflict(['receivable_id', 'round', 'level'])
    .ignore();
}
