import { blockReasons } from '../domain/blocks.ts';
import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { inEnglish, type Saying } from '../domain/sayings.ts';
import type { TaskKind } from '../domain/tasks.ts';
import { insertOnce, toAt, type Trx } from './database.ts';

export interface NewTask {
  shopId: number;
  receivableId: number | null;
  kind: TaskKind;
  /** The day on which a person shall see it. */
  dueOn: IsoDate;
  /** Why, without names and addresses: in the words of a person, or as a sentence of the service. */
  note: string | Saying;
  /** Unique in the shop: the same task is written once, however often it is asked for. */
  key: string;
}

/** Writes a task in the transaction of its cause. Null when it is there already, done or not. */
export async function addTask(
  trx: Trx,
  task: NewTask,
  { actor, at }: { actor: string; at: Instant },
): Promise<number | null> {
  const { note } = task;
  const english = typeof note === 'string' ? note : inEnglish(note, { blockReasons });
  return insertOnce(trx, 'tasks', {
    shop_id: task.shopId,
    receivable_id: task.receivableId,
    kind: task.kind,
    due_on: task.dueOn,
    note: english.slice(0, 1000),
    says: typeof note === 'string' ? null : JSON.stringify(note),
    task_key: task.key.slice(0, 120),
    state: 'open',
    placed_by: actor,
    placed_at: toAt(at),
  });
}

/** Does the task with this key still wait for somebody? */
export async function isTaskOpen(trx: Trx, shopId: number, key: string): Promise<boolean> {
  const where = { shop_id: shopId, task_key: key.slice(0, 120), state: 'open' };
  return (await trx('tasks').where(where).first('id')) !== undefined;
}

export interface FinishedTask {
  receivableId: number | null;
  kind: TaskKind;
  key: string;
  /** The sentence of a task that the service placed, as it was kept. */
  says: string | null;
}

/** Ends a task and gives its receivable. Throws `NotFound` where no open task has this id. */
export async function finishTask(
  trx: Trx,
  task: { shopId: number; id: number },
  { actor, at }: { actor: string; at: Instant },
): Promise<FinishedTask> {
  const where = { shop_id: task.shopId, id: task.id, state: 'open' };
  const row:
    | { receivable_id: number | null; kind: TaskKind; task_key: string; says: string | null }
    | undefined = await trx('tasks')
    .where(where)
    .forUpdate()
    .first('receivable_id', 'kind', 'task_key', 'says');
  if (row === undefined) throw new NotFound(`task ${task.id} does not wait for anybody`);
  await trx('tasks')
    .where(where)
    .update({ state: 'done', done_by: actor, done_at: toAt(at) });
  const { receivable_id: receivableId, kind, task_key: key, says } = row;
  return { receivableId, kind, key, says };
}

/** Ends the open tasks that a cause had placed, because the cause is gone. */
export async function dropTasks(
  trx: Trx,
  shopId: number,
  keys: readonly string[],
  { actor, at }: { actor: string; at: Instant },
): Promise<void> {
  await trx('tasks')
    .where({ shop_id: shopId, state: 'open' })
    .whereIn('task_key', [...keys])
    .update({ state: 'done', done_by: actor, done_at: toAt(at) });
}

/** These stay, whatever became of the receivable. */
const LASTING: readonly TaskKind[] = ['file_insolvency_claim', 'check_fraud', 'foreign_payment'];

/** Ends tasks about what is paid, cancelled or given up, and requests for what was handed over. */
export async function dropTasksOfEnded(
  trx: Trx,
  shopId: number,
  { actor, at }: { actor: string; at: Instant },
): Promise<void> {
  const rows: { id: number }[] = await trx('tasks as t')
    .join('receivables as r', 'r.id', 't.receivable_id')
    .where({ 't.shop_id': shopId, 't.state': 'open' })
    .whereNotIn('t.kind', [...LASTING])
    .where((ended) => {
      void ended
        .whereIn('r.state', ['paid', 'cancelled', 'written_off'])
        .orWhere({ 't.kind': 'approve_handover', 'r.state': 'handed_over' });
    })
    .orderBy('t.id')
    .limit(1000)
    .select('t.id');
  await trx('tasks')
    .whereIn(
      'id',
      rows.map((row) => row.id),
    )
    .update({ state: 'done', done_by: actor, done_at: toAt(at) });
}
