/** What waits for a person in the clearing up of receivables. Reads only, a bounded number. */
import { BLOCK_REASONS } from '../domain/blocks.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { disputeReasons, type DisputeReason } from '../domain/disputes.ts';
import { type TaskKind, taskKinds } from '../domain/tasks.ts';
import {
  inEnglish,
  say,
  type Saying,
  type SayingCode,
  type SayingValues,
} from '../domain/sayings.ts';
import type { WorkItem } from '../domain/worklist.ts';
import { type Db, fromAt } from './database.ts';

/** Most rows of one kind in one state. */
export const WORK_LIMIT = 200;

/** An item as its table gives it; most have no day by which they are due. */
export type Found = Omit<WorkItem, 'dueOn'> & { dueOn?: IsoDate };

/** Why something waits, in English and for a reader of any language. */
export function told(code: SayingCode, values: SayingValues = {}): Pick<WorkItem, 'why' | 'says'> {
  const says = say(code, values);
  return { why: inEnglish(says, { disputeReasons }), says: [says] };
}

/** What a person wrote down to be done, from its day on. */
export async function listOpenTasks(db: Db, shopId: number, today: IsoDate): Promise<Found[]> {
  const rows: {
    id: number;
    receivable_id: number | null;
    kind: TaskKind;
    due_on: IsoDate;
    note: string;
    says: string | null;
    placed_at: string;
  }[] = await db('tasks')
    .where({ shop_id: shopId, state: 'open' })
    .where('due_on', '<=', today)
    .orderBy([{ column: 'due_on' }, { column: 'id' }])
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(row.placed_at),
    dueOn: row.due_on,
    why: row.note,
    says: saidIn(row.says),
    next: `${taskKinds[row.kind]}; then POST /api/v1/tasks/{id}/done`,
  }));
}

/** What a task that the service placed says; empty where a person wrote it. */
export const saidIn = (kept: string | null): Saying[] =>
  kept === null ? [] : [JSON.parse(kept) as Saying];

/** Objections that have no answer yet. */
export async function listOpenDisputes(db: Db, shopId: number): Promise<Found[]> {
  const rows: {
    id: number;
    receivable_id: number;
    reason: DisputeReason;
    answer_by_on: IsoDate;
    opened_at: string;
    state: string;
  }[] = await db('disputes')
    .where({ shop_id: shopId, state: 'open' })
    .orderBy([{ column: 'answer_by_on' }, { column: 'id' }])
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'dispute',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(row.opened_at),
    dueOn: row.answer_by_on,
    ...told('work_dispute', { reason: row.reason, answerByOn: row.answer_by_on }),
    next: 'POST /api/v1/disputes/{id}/answer, or /decide',
  }));
}

/** Blocks that nobody can read hold for ever, so a person must look. */
export async function listUnreadableBlocks(db: Db, shopId: number): Promise<Found[]> {
  const rows: {
    id: number;
    receivable_id: number;
    placed_at: string;
  }[] = await db('dunning_blocks')
    .where({ shop_id: shopId })
    .whereNull('released_at')
    .where((broken) => {
      void broken
        .whereNotIn('reason', BLOCK_REASONS)
        .orWhere('until_on', '<', '1900-01-01')
        .orWhere('until_on', '>', '9999-12-31')
        .orWhereRaw('length(until_on) <> 10');
    })
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'block_unreadable',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(row.placed_at),
    ...told('work_block_unreadable'),
    next: 'place a new one if it is needed, then DELETE /api/v1/dunning-blocks/{id}',
  }));
}

/** Offers of instalments that nobody has accepted, on the last day on which reminders wait. */
export async function listLapsingOffers(db: Db, shopId: number, today: IsoDate): Promise<Found[]> {
  const rows: { id: number; receivable_id: number; accept_by_on: IsoDate; made_at: string }[] =
    await db('instalment_plans')
      .where({ shop_id: shopId, state: 'offered' })
      .where('accept_by_on', '<=', today)
      .orderBy('id')
      .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'plan_unanswered',
    id: row.id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(row.made_at),
    dueOn: row.accept_by_on,
    ...told('work_plan_unanswered', { acceptByOn: row.accept_by_on }),
    next: 'POST /api/v1/instalment-plans/{id}/accept, or let it end',
  }));
}

/** A proposed run that nobody has committed or discarded. */
export async function listWaitingRuns(db: Db, shopId: number): Promise<Found[]> {
  const rows: { id: number; run_on: IsoDate; started_at: string }[] = await db('dunning_runs')
    .where({ shop_id: shopId, state: 'proposed' })
    .orderBy('id')
    .limit(WORK_LIMIT);
  return rows.map((row) => ({
    kind: 'run_waiting',
    id: row.id,
    receivableId: null,
    claimId: null,
    since: fromAt(row.started_at),
    dueOn: row.run_on,
    ...told('work_run_waiting', { runOn: row.run_on }),
    next: 'look at GET /api/v1/dunning-runs/{id}/items, then commit or discard it',
  }));
}

/** What the newest run left for a person: approvals, and debtors whom no channel reaches. */
export async function listApprovals(db: Db, shopId: number): Promise<Found[]> {
  const newest: { id: number; started_at: string } | undefined = await db('dunning_runs')
    .where({ shop_id: shopId })
    .orderBy('id', 'desc')
    .first('id', 'started_at');
  if (newest === undefined) return [];
  const lists: { receivable_id: number; reason: string; step: string }[][] = await Promise.all(
    [['approval_needed'], UNREACHED].map((reasons) =>
      db('dunning_run_items as i')
        .join('receivables as v', 'v.id', 'i.receivable_id')
        .where({ 'i.run_id': newest.id, 'i.outcome': 'skip' })
        .whereIn('i.reason', reasons)
        .whereIn('v.state', ['overdue', 'in_dunning'])
        .orderBy('i.id')
        .limit(WORK_LIMIT)
        .select('i.receivable_id', 'i.reason', 'i.step'),
    ),
  );
  return lists.flat().map((row) => ({
    ...leftOver(row),
    id: row.receivable_id,
    receivableId: row.receivable_id,
    claimId: null,
    since: fromAt(newest.started_at),
  }));
}

const UNREACHED = ['no_channel', 'no_email_address', 'no_letter_address', 'no_telephone_address'];

function leftOver({ reason, step }: { reason: string; step: string }) {
  if (reason !== 'approval_needed') {
    return {
      kind: 'address_missing' as const,
      ...told('work_address_missing'),
      next: 'enter the address in the shop; the next run goes on',
    };
  }
  if (step === 'remind') {
    return {
      kind: 'approve_reminder' as const,
      ...told('work_approve_reminder'),
      next: 'approve it in the list of the run',
    };
  }
  return {
    kind: 'claim_approval' as const,
    ...told('work_claim_approval'),
    next: 'POST /api/v1/receivables/{id}/handover',
  };
}
