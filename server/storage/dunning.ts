import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ReminderTemplate } from '../domain/dunning.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { type Db, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';
import { type StoredDebtor, type StoredReceivable, toDebtor, toReceivable } from './receivables.ts';

export interface DunningRun {
  id: number;
  shopId: number;
  runOn: IsoDate;
  state: 'running' | 'finished';
  /** The last receivable that was decided; a run that died goes on behind it. */
  cursorId: number;
  selected: number;
  reminded: number;
  handedOver: number;
  skipped: number;
}

interface RunRow {
  id: number;
  shop_id: number;
  run_on: IsoDate;
  state: 'running' | 'finished';
  cursor_id: number;
  selected: number;
  reminded: number;
  handed_over: number;
  skipped: number;
}

const toRun = (row: RunRow): DunningRun => ({
  id: row.id,
  shopId: row.shop_id,
  runOn: row.run_on,
  state: row.state,
  cursorId: Number(row.cursor_id),
  selected: row.selected,
  reminded: row.reminded,
  handedOver: row.handed_over,
  skipped: row.skipped,
});

/** A run of this shop that began and never finished, or null. */
export async function findUnfinishedRun(db: Db, shopId: number): Promise<DunningRun | null> {
  const row: RunRow | undefined = await db('dunning_runs')
    .where({ shop_id: shopId, state: 'running' })
    .orderBy('id')
    .first();
  return row === undefined ? null : toRun(row);
}

/** The latest day for which this shop has a run, or null. */
export async function findNewestRunDay(db: Db, shopId: number): Promise<IsoDate | null> {
  const row: { run_on: IsoDate } | undefined = await db('dunning_runs')
    .where({ shop_id: shopId })
    .orderBy('run_on', 'desc')
    .first('run_on');
  return row?.run_on ?? null;
}

export async function getRun(db: Db, runId: number): Promise<DunningRun> {
  const row: RunRow | undefined = await db('dunning_runs').where({ id: runId }).first();
  if (row === undefined) throw new Error(`dunning run ${runId} vanished`);
  return toRun(row);
}

export async function beginRun(
  trx: Trx,
  run: { shopId: number; runOn: IsoDate; actor: string },
  at: Instant,
): Promise<DunningRun> {
  const id = await insertRow(trx, 'dunning_runs', {
    shop_id: run.shopId,
    run_on: run.runOn,
    state: 'running',
    cursor_id: 0,
    actor: run.actor,
    started_at: toAt(at),
  });
  return getRun(trx, id);
}

/** Moves a run on by one page: its counts and the place from which it would go on. */
export async function advanceRun(
  trx: Trx,
  run: DunningRun,
  page: { cursorId: number; selected: number; reminded: number; handedOver: number },
): Promise<void> {
  await trx('dunning_runs')
    .where({ id: run.id })
    .update({
      cursor_id: page.cursorId,
      selected: trx.raw('selected + ?', [page.selected]),
      reminded: trx.raw('reminded + ?', [page.reminded]),
      handed_over: trx.raw('handed_over + ?', [page.handedOver]),
      skipped: trx.raw('skipped + ?', [page.selected - page.reminded - page.handedOver]),
    });
}

export async function finishRun(trx: Db, runId: number, at: Instant): Promise<void> {
  await trx('dunning_runs')
    .where({ id: runId })
    .update({ state: 'finished', finished_at: toAt(at) });
}

export async function addSkips(
  trx: Trx,
  runId: number,
  skips: readonly { receivableId: number; reason: string }[],
): Promise<void> {
  if (skips.length === 0) return;
  await trx('dunning_run_skips').insert(
    skips.map((skip) => ({
      run_id: runId,
      receivable_id: skip.receivableId,
      reason: skip.reason.slice(0, 60),
    })),
  );
}

export interface DunningCandidate {
  receivable: StoredReceivable;
  debtor: StoredDebtor;
}

/**
 * The next unpaid receivables behind the cursor whose due day has ended, locked. Never the whole
 * set: a shop may have a million of them.
 */
export async function lockCandidates(
  trx: Trx,
  shopId: number,
  page: { on: IsoDate; afterId: number; limit: number },
): Promise<DunningCandidate[]> {
  const rows: Parameters<typeof toReceivable>[0][] = await trx('receivables')
    .where({ shop_id: shopId })
    .whereIn('state', [...DUNNABLE])
    .where('id', '>', page.afterId)
    .where('due_on', '<', page.on)
    .where('principal_cents', '>', 0)
    .orderBy('id')
    .limit(page.limit)
    .forUpdate();
  const parties: Parameters<typeof toDebtor>[0][] = await trx('parties')
    .where({ shop_id: shopId })
    .whereIn('id', [...new Set(rows.map((row) => row.debtor_id))]);
  const byId = new Map(parties.map((row) => [row.id, toDebtor(row)]));
  return rows.map((row) => {
    const debtor = byId.get(row.debtor_id);
    if (debtor === undefined) throw new Error(`receivable ${row.id} has no debtor`);
    return { receivable: toReceivable(row), debtor };
  });
}

/**
 * `planned` is in the outbox, `sent` counts, `stopped` may be planned anew by a later run; `failed`
 * and `unconfirmed` wait for a person and hold the level.
 */
export type ReminderState = 'planned' | 'sent' | 'stopped' | 'failed' | 'unconfirmed';

export interface StoredReminder {
  id: number;
  receivableId: number;
  round: number;
  level: number;
  template: ReminderTemplate;
  runOn: IsoDate;
  deadlineOn: IsoDate;
  principalCents: Cents;
  costsCents: Cents;
  feeCents: Cents;
  state: ReminderState;
  sentAt: Instant | null;
}

interface ReminderRow {
  id: number;
  receivable_id: number;
  round: number;
  level: number;
  template: ReminderTemplate;
  run_on: IsoDate;
  deadline_on: IsoDate;
  principal_cents: number;
  costs_cents: number;
  fee_cents: number;
  state: ReminderState;
  sent_at: string | null;
}

const toReminder = (row: ReminderRow): StoredReminder => ({
  id: row.id,
  receivableId: row.receivable_id,
  round: row.round,
  level: row.level,
  template: row.template,
  runOn: row.run_on,
  deadlineOn: row.deadline_on,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  feeCents: Number(row.fee_cents),
  state: row.state,
  sentAt: fromAtOrNull(row.sent_at),
});

/** Receivables among these with a reminder on its way or waiting for a person. */
export async function listRemindersInDelivery(
  db: Db,
  receivableIds: readonly number[],
): Promise<Set<number>> {
  const rows: { receivable_id: number }[] = await db('reminders')
    .whereIn('receivable_id', [...receivableIds])
    .whereIn('state', ['planned', 'failed', 'unconfirmed'])
    .select('receivable_id');
  return new Set(rows.map((row) => row.receivable_id));
}

export interface PlannedReminder {
  shopId: number;
  receivableId: number;
  round: number;
  level: number;
  runId: number;
  template: ReminderTemplate;
  language: string;
  runOn: IsoDate;
  deadlineOn: IsoDate;
  principalCents: Cents;
  costsCents: Cents;
  feeCents: Cents;
  contentHash: string;
}

/**
 * Freezes a reminder. There is one for each receivable and level by constraint; one that the last
 * look stopped is frozen anew in its place. Gives its id and how often it was frozen.
 */
export async function planReminder(trx: Trx, reminder: PlannedReminder): Promise<number> {
  const key = {
    receivable_id: reminder.receivableId,
    round: reminder.round,
    level: reminder.level,
  };
  const values = {
    shop_id: reminder.shopId,
    run_id: reminder.runId,
    template: reminder.template,
    language: reminder.language,
    run_on: reminder.runOn,
    deadline_on: reminder.deadlineOn,
    principal_cents: reminder.principalCents,
    costs_cents: reminder.costsCents,
    fee_cents: reminder.feeCents,
    content_hash: reminder.contentHash,
    state: 'planned',
    stopped_because: null,
  };
  const stopped: { id: number } | undefined = await trx('reminders')
    .where({ ...key, state: 'stopped' })
    .forUpdate()
    .first('id');
  if (stopped === undefined) return insertRow(trx, 'reminders', { ...key, ...values });
  await trx('reminders').where({ id: stopped.id }).update(values);
  return stopped.id;
}

export async function lockReminder(trx: Trx, reminderId: number): Promise<StoredReminder> {
  const row: ReminderRow | undefined = await trx('reminders')
    .where({ id: reminderId })
    .forUpdate()
    .first();
  if (row === undefined) throw new Error(`reminder ${reminderId} vanished`);
  return toReminder(row);
}

export async function settleReminder(
  trx: Trx,
  reminderId: number,
  outcome: { state: Exclude<ReminderState, 'planned'>; because?: string; sentAt?: Instant },
): Promise<void> {
  await trx('reminders')
    .where({ id: reminderId })
    .update({
      state: outcome.state,
      stopped_because: outcome.because ?? null,
      sent_at: outcome.sentAt === undefined ? null : toAt(outcome.sentAt),
    });
}

/** Reminders of a receivable's present round that were really sent, oldest first. */
export async function listSentReminders(
  db: Db,
  { id, round }: { id: number; round: number },
): Promise<StoredReminder[]> {
  const rows: ReminderRow[] = await db('reminders')
    .where({ receivable_id: id, round, state: 'sent' })
    .orderBy('level');
  return rows.map(toReminder);
}
