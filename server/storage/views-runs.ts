/** What the doors show of dunning runs. Reads only; every query names its shop. */
import type { IsoDate } from '../domain/calendar.ts';
import type { ReminderChannel } from '../domain/dunning.ts';
import type { ItemOutcome, RunState } from '../domain/runs.ts';
import { namesOf } from './audit.ts';
import { debtorName } from './search.ts';
import { type Db, fromAt } from './database.ts';
import { type ItemRow, toItem } from './run-items.ts';
import { type DunningRun, getRun, listRunRows } from './runs.ts';

interface Page {
  afterId: number;
  limit: number;
}

const showRun = ({ shopId: _shop, thenCommit: _then, cursorId: _cursor, ...run }: DunningRun) => {
  const { commitKey: _key, ...shown } = run;
  return shown;
};

/** Runs of a shop, the newest first. */
export async function listRuns(db: Db, shopId: number, page: Page & { state: RunState | null }) {
  const runs = await listRunRows(db, shopId, page);
  const shown = runs.slice(0, page.limit);
  const whose = (run: DunningRun): string => run.committedBy ?? run.actor;
  const names = await namesOf(
    db,
    shopId,
    shown.map((run) => ({ actor: whose(run) })),
  );
  return {
    items: shown.map((run) => ({ ...showRun(run), whoName: names.get(whose(run)) ?? null })),
    nextAfterId: runs.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** One run with what its items came to. */
export async function getRunView(db: Db, shopId: number, runId: number) {
  const run = await getRun(db, shopId, runId);
  const reasons: { outcome: ItemOutcome; reason: string | null; n: number }[] = await db(
    'dunning_run_items',
  )
    .where({ run_id: runId })
    .groupBy('outcome', 'reason')
    .orderBy([{ column: 'outcome' }, { column: 'reason' }])
    .select('outcome', 'reason')
    .count({ n: '*' });
  const sums: {
    currency: string;
    channel: ReminderChannel | null;
    level: number;
    n: number;
    total: number | string;
  }[] = await db('dunning_run_items')
    .where({ run_id: runId, outcome: 'remind' })
    .groupBy('currency', 'channel', 'level')
    .orderBy([{ column: 'currency' }, { column: 'channel' }, { column: 'level' }])
    .select('currency', 'channel', 'level', db.raw('sum(total_cents) as total'))
    .count({ n: '*' });
  return {
    ...showRun(run),
    reasons: reasons.map(({ outcome, reason, n }) => ({ outcome, reason, count: Number(n) })),
    sums: sums.map(({ currency, channel, level, n, total }) => ({
      currency,
      channel,
      level,
      items: Number(n),
      totalCents: Number(total),
    })),
  };
}

type ShownRow = ItemRow & {
  order_name: string;
  due_on: IsoDate | null;
  debtor_id: number;
  company: string | null;
  first_name: string | null;
  last_name: string | null;
  restricted_at: string | null;
  edit_note: string | null;
};

/** The items of a run, by pages. */
export async function listRunItems(
  db: Db,
  shopId: number,
  filter: Page & { runId: number; outcome: ItemOutcome | null; reason: string | null },
) {
  await getRun(db, shopId, filter.runId);
  const rows: ShownRow[] = await db('dunning_run_items as i')
    .join('receivables as r', 'r.id', 'i.receivable_id')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where({ 'i.run_id': filter.runId, 'i.shop_id': shopId })
    .where('i.id', '>', filter.afterId)
    .modify((query) => {
      if (filter.outcome !== null) void query.where('i.outcome', filter.outcome);
      if (filter.reason !== null) void query.where('i.reason', filter.reason);
    })
    .orderBy('i.id')
    .limit(filter.limit + 1)
    .select('i.*', 'r.order_name', 'r.due_on', 'r.debtor_id')
    .select('p.company', 'p.first_name', 'p.last_name', 'p.restricted_at');
  const shown = rows.slice(0, filter.limit);
  return {
    items: shown.map(showItem),
    nextAfterId: rows.length > filter.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

function showItem(row: ShownRow) {
  const { debtorKey, step: _step, runId: _run, shopId: _shop, ...item } = toItem(row);
  return {
    ...item,
    groupKey: debtorKey === null ? null : `${debtorKey}.${item.groupKey ?? ''}`,
    orderName: row.order_name,
    dueOn: row.due_on,
    debtorId: row.debtor_id,
    debtorName: debtorName(row) || null,
    editNote: row.edit_note,
  };
}

/** Whether the emergency stop of a shop is on. */
export async function getStop(db: Db, shopId: number) {
  const row: { at: string | null; because: string | null } | undefined = await db('shops')
    .where({ id: shopId })
    .first({ at: 'dunning_stopped_at', because: 'dunning_stopped_because' });
  const since = row?.at ?? null;
  return {
    on: since !== null,
    since: since === null ? null : fromAt(since),
    reason: since === null ? null : (row?.because ?? null),
  };
}
