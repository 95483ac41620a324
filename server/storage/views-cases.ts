/** What the doors show of disputes, promises, plans, states, tasks and blocks. Reads only. */
import { type BlockSourceKind, readBlock } from '../domain/blocks.ts';
import type { Instant, IsoDate } from '../domain/calendar.ts';
import { isBlocked } from '../domain/dunning.ts';
import type { DisputeState } from '../domain/disputes.ts';
import { instalmentProgress, type PlanState } from '../domain/instalments.ts';
import type { PromiseState } from '../domain/promises.ts';
import type { SpecialStateKind } from '../domain/special-states.ts';
import { type TaskKind, taskKinds } from '../domain/tasks.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';
import { toDispute } from './disputes.ts';
import { listInstalments, readCovered, toPlan } from './instalments.ts';
import { readPaidSince, toPromise } from './promises.ts';
import { toSpecialState } from './special-states.ts';
import type { ListPage, Page } from './views.ts';
import { saidIn } from './worklist-cases.ts';

function toPage<T extends { id: number }>(items: T[], limit: number): ListPage<T> {
  const shown = items.slice(0, limit);
  return { items: shown, nextAfterId: items.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** The next rows of a table of one shop; a filter that is null lets everything through. */
async function readPage<Row>(
  db: Db,
  table: string,
  page: Page & { shopId: number },
  filters: Readonly<Record<string, string | number | null>>,
): Promise<Row[]> {
  const named = Object.entries(filters).filter(([, value]) => value !== null);
  const rows: Row[] = await db(table)
    .where({ shop_id: page.shopId, ...Object.fromEntries(named) })
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit + 1);
  return rows;
}

interface OfReceivable extends Page {
  receivableId: number | null;
}

export async function listDisputesView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { state: DisputeState | null },
) {
  const { receivableId: receivable_id, state } = filter;
  const page = { ...filter, shopId };
  const rows = await readPage<Parameters<typeof toDispute>[0]>(db, 'disputes', page, {
    receivable_id,
    state,
  });
  const items = rows.map((row) => {
    const { shopId: _shop, ...shown } = toDispute(row);
    return shown;
  });
  return toPage(items, filter.limit);
}

export async function listPromisesView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { state: PromiseState | null },
) {
  const { receivableId: receivable_id, state } = filter;
  const page = { ...filter, shopId };
  const rows = await readPage<Parameters<typeof toPromise>[0]>(db, 'promises', page, {
    receivable_id,
    state,
  });
  const items = rows.map((row) => {
    const { shopId: _shop, afterEntryId: _entry, ...shown } = toPromise(row);
    return shown;
  });
  return toPage(items, filter.limit);
}

/** Plans with their instalments, and how far each is paid on a day. */
export async function listPlansView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { state: PlanState | null },
  on: IsoDate,
) {
  const { receivableId: receivable_id, state } = filter;
  const page = { ...filter, shopId };
  const rows = await readPage<Parameters<typeof toPlan>[0]>(db, 'instalment_plans', page, {
    receivable_id,
    state,
  });
  const plans = rows.map(toPlan);
  const schedules = await listInstalments(
    db,
    plans.map(({ id }) => id),
  );
  const items = [];
  for (const { shopId: _shop, afterEntryId, ...plan } of plans) {
    const since = { afterEntryId: afterEntryId ?? 0, untilOn: on };
    const paidCents = afterEntryId === null ? 0 : await readPaidSince(db, plan.receivableId, since);
    const schedule = schedules.get(plan.id) ?? [];
    const isRunning = plan.state === 'accepted';
    const doneCents = isRunning ? await readCovered(db, { ...plan, afterEntryId }, on) : paidCents;
    const progress = instalmentProgress(schedule, doneCents, { on, graceDays: plan.graceDays });
    const instalments = progress.map(({ number, dueOn, amountCents, ...how }) => ({
      number,
      dueOn,
      amountCents,
      paidCents: how.paidCents,
      state: how.state,
    }));
    items.push({ ...plan, paidCents, instalments });
  }
  return toPage(items, filter.limit);
}

export async function listSpecialStatesView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { debtorId: number | null; kind: SpecialStateKind | null },
) {
  const { receivableId: receivable_id, debtorId: debtor_id, kind } = filter;
  const page = { ...filter, shopId };
  const rows = await readPage<Parameters<typeof toSpecialState>[0]>(db, 'special_states', page, {
    receivable_id,
    debtor_id,
    kind,
  });
  const items = rows.map((row) => {
    const { shopId: _shop, ...shown } = toSpecialState(row);
    return shown;
  });
  return toPage(items, filter.limit);
}

interface TaskRow {
  id: number;
  receivable_id: number | null;
  kind: TaskKind;
  due_on: IsoDate;
  note: string;
  says: string | null;
  state: 'open' | 'done';
  placed_by: string;
  placed_at: string;
  done_by: string | null;
  done_at: string | null;
}

export async function listTasksView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { state: 'open' | 'done' | null; kind: TaskKind | null },
) {
  const { receivableId: receivable_id, state, kind } = filter;
  const page = { ...filter, shopId };
  const rows = await readPage<TaskRow>(db, 'tasks', page, { receivable_id, state, kind });
  const items = rows.map((row) => ({
    id: row.id,
    receivableId: row.receivable_id,
    kind: row.kind,
    dueOn: row.due_on,
    note: row.note,
    says: saidIn(row.says),
    next: taskKinds[row.kind],
    state: row.state,
    placedBy: row.placed_by,
    placedAt: fromAt(row.placed_at),
    doneBy: row.done_by,
    doneAt: fromAtOrNull(row.done_at),
  }));
  return toPage(items, filter.limit);
}

interface BlockRow {
  id: number;
  receivable_id: number;
  reason: string;
  note: string | null;
  until_on: string | null;
  placed_by: string;
  placed_at: string;
  released_by: string | null;
  released_at: string | null;
  source_kind: BlockSourceKind | null;
  source_id: number | null;
}

export interface BlockItem {
  id: number;
  receivableId: number;
  /** `unreadable` where the row cannot be read: it holds until a person looks. */
  reason: string;
  note: string | null;
  untilOn: IsoDate | null;
  placedBy: string;
  placedAt: Instant;
  releasedBy: string | null;
  releasedAt: Instant | null;
  /** Does it hold on the day of the question? */
  inForce: boolean;
  source: { kind: BlockSourceKind; id: number } | null;
}

/** Blocks with their history: those that nobody released, or all that ever were. */
export async function listBlocksView(
  db: Db,
  shopId: number,
  filter: OfReceivable & { history: boolean },
  on: IsoDate,
): Promise<ListPage<BlockItem>> {
  const rows: BlockRow[] = await db('dunning_blocks')
    .where({ shop_id: shopId })
    .where('id', '>', filter.afterId)
    .modify((query) => {
      if (filter.receivableId !== null) void query.where({ receivable_id: filter.receivableId });
      if (!filter.history) void query.whereNull('released_at');
    })
    .orderBy('id')
    .limit(filter.limit + 1);
  return toPage(
    rows.map((row) => toBlockItem(row, on)),
    filter.limit,
  );
}

function toBlockItem(row: BlockRow, on: IsoDate): BlockItem {
  const block = readBlock({ reason: row.reason, untilOn: row.until_on });
  const { source_kind: kind, source_id: id } = row;
  return {
    id: row.id,
    receivableId: row.receivable_id,
    ...block,
    note: row.note,
    placedBy: row.placed_by,
    placedAt: fromAt(row.placed_at),
    releasedBy: row.released_by,
    releasedAt: fromAtOrNull(row.released_at),
    inForce: row.released_at === null && isBlocked([block], on),
    source: kind === null || id === null ? null : { kind, id: Number(id) },
  };
}

type AnswerKind = 'paid' | 'dispute' | 'instalments' | 'date';

interface AnswerRow {
  id: number;
  debtor_id: number;
  kind: AnswerKind;
  words: string;
  received_at: string;
}

/** What debtors wrote on the page of their letter. */
export async function listAnswersView(
  db: Db,
  shopId: number,
  filter: Page & { debtorId: number | null },
) {
  const page = { ...filter, shopId };
  const debtor_id = filter.debtorId;
  const rows = await readPage<AnswerRow>(db, 'debtor_answers', page, { debtor_id });
  const items = rows.map((row) => ({
    id: row.id,
    debtorId: row.debtor_id,
    kind: row.kind,
    // An erased debtor left no words.
    words: JSON.parse(row.words || '{}') as Record<string, string | number | null>,
    receivedAt: fromAt(row.received_at),
  }));
  return toPage(items, filter.limit);
}
