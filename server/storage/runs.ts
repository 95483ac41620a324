/** Dunning runs: proposed, committed, discarded. Their items stand in `run-items`. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { ItemOutcome, RunState, RunWork } from '../domain/runs.ts';
import { TRIAL } from '../domain/trial.ts';
import { inEnglish, type Saying } from '../domain/sayings.ts';
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
  /** The part that is under way or was last, and how far it is. */
  work: RunWork | null;
  workDone: number;
  workOf: number;
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
  heldSays: readonly Saying[];
  startedAt: Instant;
  proposedAt: Instant | null;
  finishedAt: Instant | null;
  /** Its lines are gone; the counts stay. */
  itemsRemovedAt: Instant | null;
}

interface RunRow {
  id: number;
  shop_id: number;
  run_on: IsoDate;
  state: RunState;
  then_commit: boolean | number;
  cursor_id: number;
  commit_key: string;
  work: RunWork | null;
  work_done: number;
  work_of: number;
  selected: number;
  reminded: number;
  handed_over: number;
  skipped: number;
  notices: number;
  notices_cents: number;
  actor: string;
  committed_by: string | null;
  held_because: string | null;
  held_says: string | null;
  started_at: string;
  proposed_at: string | null;
  finished_at: string | null;
  items_removed_at: string | null;
}

const toRun = (row: RunRow): DunningRun => ({
  id: row.id,
  shopId: row.shop_id,
  runOn: row.run_on,
  state: row.state,
  thenCommit: Boolean(row.then_commit),
  cursorId: Number(row.cursor_id),
  commitKey: row.commit_key,
  work: row.work,
  workDone: row.work_done,
  workOf: row.work_of,
  selected: row.selected,
  reminded: row.reminded,
  handedOver: row.handed_over,
  skipped: row.skipped,
  notices: row.notices,
  noticesCents: Number(row.notices_cents),
  actor: row.actor,
  committedBy: row.committed_by,
  heldBecause: row.held_because,
  heldSays: row.held_says === null ? [] : [JSON.parse(row.held_says) as Saying],
  startedAt: fromAt(row.started_at),
  proposedAt: fromAtOrNull(row.proposed_at),
  finishedAt: fromAtOrNull(row.finished_at),
  itemsRemovedAt: fromAtOrNull(row.items_removed_at),
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

/**
 * Runs of this shop behind a page, the newest first; one more than asked for, to know of more. The
 * past of trial orders is left out.
 */
export async function listRunRows(
  db: Db,
  shopId: number,
  page: { afterId: number; limit: number; state: RunState | null },
): Promise<DunningRun[]> {
  const rows: RunRow[] = await db('dunning_runs')
    .where({ shop_id: shopId })
    .whereNot('actor', TRIAL)
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
  workDone?: number;
  notices?: number;
  noticesCents?: number;
  committedBy?: string;
  heldBecause?: Saying | null;
  proposedAt?: Instant;
  finishedAt?: Instant;
}

export async function updateRun(trx: Db, runId: number, change: RunChange): Promise<void> {
  const { proposedAt, finishedAt, heldBecause: held } = change;
  const row: Record<string, unknown> = {
    state: change.state,
    then_commit: change.thenCommit,
    cursor_id: change.cursorId,
    commit_key: change.commitKey,
    work_done: change.workDone,
    notices: change.notices,
    notices_cents: change.noticesCents,
    committed_by: change.committedBy,
    held_because: held == null ? held : inEnglish(held).slice(0, 200),
    held_says: held == null ? held : JSON.stringify(held),
    proposed_at: proposedAt === undefined ? undefined : toAt(proposedAt),
    finished_at: finishedAt === undefined ? undefined : toAt(finishedAt),
  };
  const set = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  await trx('dunning_runs').where({ id: runId }).update(set);
}

/** Begins a part of a run, or goes on with the one that died in it: what is left was counted. */
export async function beginWork(db: Db, run: DunningRun, work: RunWork, left: number) {
  const done = run.work === work ? run.workDone : 0;
  await db('dunning_runs')
    .where({ id: run.id })
    .update({ work, work_done: done, work_of: done + left });
}

/** How far a run of a shop is, for everybody who waits for it. */
export interface RunProgress {
  runId: number;
  state: RunState;
  work: RunWork | null;
  done: number;
  of: number;
}

/** The runs of a shop that are under way, and what became of one that was. */
export async function listProgress(
  db: Db,
  shopId: number,
  was: readonly number[],
): Promise<RunProgress[]> {
  const rows: Pick<RunRow, 'id' | 'state' | 'work' | 'work_done' | 'work_of'>[] = await db(
    'dunning_runs',
  )
    .where({ shop_id: shopId })
    .where((wanted) => {
      void wanted.whereIn('state', ['proposing', 'committing']).orWhereIn('id', [...was]);
    })
    .orderBy('id')
    .select('id', 'state', 'work', 'work_done', 'work_of');
  return rows.map((row): RunProgress => {
    const { id: runId, state, work, work_done: done, work_of: of } = row;
    return { runId, state, work, done, of };
  });
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
