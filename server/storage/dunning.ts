import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ReminderChannel, ReminderTemplate } from '../domain/dunning.ts';
import type { Cents } from '../domain/money.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { type Db, fromAtOrNull, insertRows, OF_SHOP, toAt, type Trx } from './database.ts';
import { type StoredDebtor, type StoredReceivable, toDebtor, toReceivable } from './receivables.ts';

export interface DunningCandidate {
  receivable: StoredReceivable;
  debtor: StoredDebtor;
}

export interface CandidatePage {
  on: IsoDate;
  afterId: number;
  limit: number;
  /** Whose due day has ended. */
  states: readonly ReceivableState[];
  /** Open ones that are due by this day get a notice before it; null when no policy has one. */
  preDueUntilOn: IsoDate | null;
}

/**
 * The next unpaid receivables behind the cursor whose due day has ended or is near, locked. Never
 * the whole set: a shop may have a million of them. Each state is read in the order of its own
 * index, so that no page sorts what is left.
 */
export async function lockCandidates(
  trx: Trx,
  shopId: number,
  page: CandidatePage,
): Promise<DunningCandidate[]> {
  const { on, afterId, limit, preDueUntilOn } = page;
  const idsOf = (state: ReceivableState) =>
    trx('receivables')
      .where({ shop_id: shopId, state })
      .where('id', '>', afterId)
      .where('principal_cents', '>', 0)
      .orderBy('id')
      .limit(limit)
      .select('id');
  const lists: { id: number }[][] = [];
  for (const state of page.states) lists.push(await idsOf(state).where('due_on', '<', on));
  if (preDueUntilOn !== null) {
    lists.push(await idsOf('open').where('due_on', '>', on).where('due_on', '<=', preDueUntilOn));
  }
  const ids = lists
    .flat()
    .map(({ id }) => id)
    .toSorted((a, b) => a - b);
  return lockCandidatesById(trx, shopId, ids.slice(0, limit));
}

/** How many `lockCandidates` would come to, page after page. */
export async function countCandidates(
  db: Db,
  shopId: number,
  { on, afterId, states, preDueUntilOn }: Omit<CandidatePage, 'limit'>,
): Promise<number> {
  const of = (state: ReceivableState) =>
    db('receivables')
      .where({ shop_id: shopId, state })
      .where('id', '>', afterId)
      .where('principal_cents', '>', 0)
      .count({ n: '*' });
  const counts: { n?: number | string }[][] = [];
  for (const state of states) counts.push(await of(state).where('due_on', '<', on));
  if (preDueUntilOn !== null) {
    counts.push(await of('open').where('due_on', '>', on).where('due_on', '<=', preDueUntilOn));
  }
  return counts.flat().reduce((sum, { n }) => sum + Number(n), 0);
}

/** These receivables with their debtors, locked in the order of their ids. */
export async function lockCandidatesById(
  trx: Trx,
  shopId: number,
  ids: readonly number[],
): Promise<DunningCandidate[]> {
  if (ids.length === 0) return [];
  const rows: Parameters<typeof toReceivable>[0][] = await trx('receivables')
    .whereRaw(OF_SHOP, [shopId])
    .whereIn('id', [...ids])
    .orderBy('id')
    .forUpdate();
  return withDebtors(trx, shopId, rows);
}

async function withDebtors(
  db: Db,
  shopId: number,
  rows: readonly Parameters<typeof toReceivable>[0][],
): Promise<DunningCandidate[]> {
  const parties: Parameters<typeof toDebtor>[0][] = await db('parties')
    .whereRaw(OF_SHOP, [shopId])
    .whereIn('id', [...new Set(rows.map((row) => row.debtor_id))]);
  const byId = new Map(parties.map((row) => [row.id, toDebtor(row)]));
  return rows.map((row) => {
    const debtor = byId.get(row.debtor_id);
    if (debtor === undefined) throw new Error(`receivable ${row.id} has no debtor`);
    return { receivable: toReceivable(row), debtor };
  });
}

/** Open receivables whose due day has ended, locked: they become overdue. */
export async function lockPassed(
  trx: Trx,
  shopId: number,
  on: IsoDate,
  limit: number,
): Promise<number[]> {
  const rows: { id: number }[] = await trx('receivables')
    .where({ shop_id: shopId, state: 'open' })
    .where('due_on', '<', on)
    .where('principal_cents', '>', 0)
    .limit(limit)
    .forUpdate()
    .select('id');
  return rows.map(({ id }) => id);
}

/** Moves receivables, all of them in one state, into another. */
export async function moveReceivables(
  trx: Trx,
  shopId: number,
  ids: readonly number[],
  state: ReceivableState,
): Promise<void> {
  await trx('receivables')
    .whereRaw(OF_SHOP, [shopId])
    .whereIn('id', [...ids])
    .update({ state });
}

/**
 * What else there is between the creditor and these debtors: every receivable with a credit, and
 * those with a block for one of the reasons. Debtors with a number are one person over all orders.
 */
export async function listSiblings(
  db: Db,
  shopId: number,
  debtors: readonly { id: number; debtorNumber: string | null }[],
  reasons: readonly string[],
): Promise<DunningCandidate[]> {
  const numbers = new Set(debtors.map(({ debtorNumber }) => debtorNumber));
  numbers.delete(null);
  const guests = debtors.filter(({ debtorNumber }) => debtorNumber === null);
  const known: { id: number }[] = await db('parties')
    .where({ shop_id: shopId })
    .whereIn('debtor_number', [...(numbers as Set<string>)])
    .select('id');
  const ids = [...known, ...guests].map(({ id }) => id);
  const blocked = db('dunning_blocks')
    .whereRaw('receivable_id = receivables.id')
    .whereIn('reason', [...reasons])
    .whereNull('released_at')
    .select(db.raw('1'));
  const rows: Parameters<typeof toReceivable>[0][] = await db('receivables')
    .whereRaw(OF_SHOP, [shopId])
    .whereIn('debtor_id', ids)
    .where((either) => {
      void either.where('principal_cents', '<', 0).orWhereExists(blocked);
    })
    .orderBy('id');
  return withDebtors(db, shopId, rows);
}

/**
 * `planned` is in the outbox, `sent` counts, `stopped` may be planned anew by a later run; `failed`
 * and `unconfirmed` wait for a person and hold the level; `withdrawn` was sent and taken back.
 */
export type ReminderState = 'planned' | 'sent' | 'stopped' | 'failed' | 'unconfirmed' | 'withdrawn';

export interface StoredReminder {
  id: number;
  receivableId: number;
  round: number;
  level: number;
  /** Which of several at this level: one that was withdrawn makes room for the next. */
  take: number;
  runId: number;
  /** Null for one of an earlier release. */
  noticeId: number | null;
  channel: ReminderChannel;
  template: ReminderTemplate;
  runOn: IsoDate;
  deadlineOn: IsoDate;
  principalCents: Cents;
  costsCents: Cents;
  feeCents: Cents;
  interestCents: Cents;
  /** Channels that refused it for good. */
  refusedChannels: readonly string[];
  state: ReminderState;
  sentAt: Instant | null;
}

interface ReminderRow {
  id: number;
  receivable_id: number;
  round: number;
  level: number;
  take: number;
  run_id: number;
  notice_id: number | null;
  channel: ReminderChannel;
  template: ReminderTemplate;
  run_on: IsoDate;
  deadline_on: IsoDate;
  principal_cents: number;
  costs_cents: number;
  fee_cents: number;
  interest_cents: number;
  refused_channels: string | null;
  state: ReminderState;
  sent_at: string | null;
}

const toReminder = (row: ReminderRow): StoredReminder => ({
  id: row.id,
  receivableId: row.receivable_id,
  round: row.round,
  level: row.level,
  take: row.take,
  runId: row.run_id,
  noticeId: row.notice_id,
  channel: row.channel,
  template: row.template,
  runOn: row.run_on,
  deadlineOn: row.deadline_on,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  feeCents: Number(row.fee_cents),
  interestCents: Number(row.interest_cents),
  refusedChannels: row.refused_channels?.split(',') ?? [],
  state: row.state,
  sentAt: fromAtOrNull(row.sent_at),
});

/** Every reminder of these receivables, whatever became of it, oldest first. */
export async function listReminders(
  db: Db,
  receivableIds: readonly number[],
): Promise<Map<number, StoredReminder[]>> {
  const rows: ReminderRow[] = await db('reminders')
    .whereIn('receivable_id', [...receivableIds])
    .orderBy('id');
  return Map.groupBy(rows.map(toReminder), (reminder) => reminder.receivableId);
}

/** Reminders of a receivable's present round that were really sent after it was due, oldest first. */
export async function listSentReminders(
  db: Db,
  { id, round }: { id: number; round: number },
): Promise<StoredReminder[]> {
  const rows: ReminderRow[] = await db('reminders')
    .where({ receivable_id: id, round, state: 'sent' })
    .where('level', '>', 0)
    .orderBy('level');
  return rows.map(toReminder);
}

export interface PlannedReminder {
  shopId: number;
  receivableId: number;
  round: number;
  level: number;
  take: number;
  runId: number;
  noticeId: number | null;
  channel: ReminderChannel;
  template: ReminderTemplate;
  language: string;
  runOn: IsoDate;
  deadlineOn: IsoDate;
  principalCents: Cents;
  costsCents: Cents;
  feeCents: Cents;
  interestCents: Cents;
  contentHash: string;
}

const plannedRow = (reminder: PlannedReminder) => ({
  shop_id: reminder.shopId,
  receivable_id: reminder.receivableId,
  round: reminder.round,
  level: reminder.level,
  take: reminder.take,
  run_id: reminder.runId,
  notice_id: reminder.noticeId,
  channel: reminder.channel,
  template: reminder.template,
  language: reminder.language,
  run_on: reminder.runOn,
  deadline_on: reminder.deadlineOn,
  principal_cents: reminder.principalCents,
  costs_cents: reminder.costsCents,
  fee_cents: reminder.feeCents,
  interest_cents: reminder.interestCents,
  content_hash: reminder.contentHash,
  state: 'planned',
  stopped_because: null,
});

/**
 * Freezes reminders of as many receivables, and gives their ids in the same order. There is one for
 * each receivable, level and take by constraint; one that was stopped is frozen anew in its place.
 */
export async function planReminders(
  trx: Trx,
  reminders: readonly PlannedReminder[],
): Promise<number[]> {
  const receivableIds = reminders.map(({ receivableId }) => receivableId);
  const known = await listReminders(trx, receivableIds);
  const fresh: PlannedReminder[] = [];
  for (const reminder of reminders) {
    const stopped = (known.get(reminder.receivableId) ?? []).find(
      (one) => one.state === 'stopped' && slotOf(one) === slotOf(reminder),
    );
    if (stopped === undefined) fresh.push(reminder);
    else await trx('reminders').where({ id: stopped.id }).update(plannedRow(reminder));
  }
  await insertRows(trx, 'reminders', fresh.map(plannedRow));
  const planned = [...(await listReminders(trx, receivableIds)).values()].flat();
  const ids = new Map(planned.map((one) => [slotOf(one), one.id]));
  return reminders.map((reminder) => ids.get(slotOf(reminder)) ?? 0);
}

/** There is one reminder in each of these. */
const slotOf = (one: { receivableId: number; round: number; level: number; take: number }) =>
  [one.receivableId, one.round, one.level, one.take].join(':');

/** A reminder of this shop, locked; null when there is none. */
export async function lockReminder(
  trx: Trx,
  shopId: number,
  reminderId: number,
): Promise<StoredReminder | null> {
  const row: ReminderRow | undefined = await trx('reminders')
    .where({ shop_id: shopId, id: reminderId })
    .forUpdate()
    .first();
  return row === undefined ? null : toReminder(row);
}

/** The reminders of one notice, locked. One of an earlier release stands alone. */
export async function lockRemindersOf(
  trx: Trx,
  { noticeId, reminderId }: { noticeId: number; reminderId: number },
): Promise<StoredReminder[]> {
  const rows: ReminderRow[] = await trx('reminders')
    .where(noticeId === 0 ? { id: reminderId } : { notice_id: noticeId })
    .orderBy('receivable_id')
    .forUpdate();
  return rows.map(toReminder);
}

export async function settleReminder(
  trx: Trx,
  reminderId: number,
  outcome: {
    state: Exclude<ReminderState, 'planned'>;
    because?: string;
    sentAt?: Instant;
    refusedChannels?: readonly string[];
  },
): Promise<void> {
  const { state, because, sentAt, refusedChannels } = outcome;
  await trx('reminders')
    .where({ id: reminderId })
    .update({
      state,
      stopped_because: because?.slice(0, 60) ?? null,
      ...(state === 'withdrawn' ? {} : { sent_at: sentAt === undefined ? null : toAt(sentAt) }),
      ...(refusedChannels === undefined ? {} : { refused_channels: refusedChannels.join(',') }),
    });
}
