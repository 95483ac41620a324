/** Receivables as the dunning engine sees them, read many at a time and never locked. */
import type { IsoDate } from '../domain/calendar.ts';
import type { DunningPicture } from '../domain/dunning.ts';
import type { PolicyBearer } from '../domain/policies.ts';
import { DUNNABLE, type ReceivableState } from '../domain/receivable.ts';
import type { Db } from './database.ts';
import { listBlocks } from './receivables.ts';

/** A picture with what chooses its policy. */
export interface Outlook {
  picture: DunningPicture;
  bearer: PolicyBearer;
}

interface Row {
  id: number;
  state: ReceivableState;
  currency: string;
  principal_cents: number;
  costs_cents: number;
  due_on: IsoDate | null;
  level: number;
  round: number;
  last_notice_on: IsoDate | null;
  notice_deadline_on: IsoDate | null;
  policy_version: number | null;
  debtor_id: number;
  kind: 'consumer' | 'business';
  debtor_number: string | null;
  customer_group: string | null;
}

/** The next page of receivables that reminders may concern, or the one that is named. */
export async function listOutlooks(
  db: Db,
  shopId: number,
  which:
    | { afterId: number; dueUntilOn: IsoDate; limit: number; withOriginals: boolean }
    | { receivableId: number },
): Promise<Outlook[]> {
  const rows: Row[] = await db('receivables as r')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where('r.shop_id', shopId)
    .modify((query) => {
      if ('receivableId' in which) {
        void query.where('r.id', which.receivableId);
        return;
      }
      void query
        .whereIn('r.state', [...DUNNABLE])
        .where('r.id', '>', which.afterId)
        .where('r.due_on', '<=', which.dueUntilOn)
        .where('r.principal_cents', '>', 0)
        .orderBy('r.id')
        .limit(which.limit);
    })
    .select('r.id', 'r.state', 'r.currency', 'r.principal_cents', 'r.costs_cents', 'r.due_on')
    .select('r.level', 'r.round', 'r.last_notice_on', 'r.notice_deadline_on', 'r.policy_version')
    .select('r.debtor_id', 'p.kind', 'p.debtor_number', 'p.customer_group');
  const ids = rows.map((row) => row.id);
  const blocks = await listBlocks(db, ids);
  const reminders = await listOnTheWay(db, ids);
  const asked = 'receivableId' in which || which.withOriginals;
  const originals = asked ? await readOriginals(db, ids) : null;
  return rows.map((row) => {
    const own = reminders.filter(
      (reminder) => reminder.receivable_id === row.id && reminder.round === row.round,
    );
    const notices = own.filter((reminder) => reminder.level === 0);
    return {
      picture: {
        receivable: toPictured(row),
        debtorKind: row.kind,
        blocks: blocks.get(row.id) ?? [],
        reminderInDelivery: own.some(({ state, level }) => level > 0 && ON_THE_WAY.includes(state)),
        originalCents: originals === null ? null : (originals.get(row.id) ?? 0),
        preDueNoticeOn:
          notices
            .map((notice) => notice.run_on)
            .toSorted()
            .at(-1) ?? null,
      },
      bearer: {
        receivableId: row.id,
        debtorId: row.debtor_id,
        debtorNumber: row.debtor_number,
        customerGroup: row.customer_group,
        debtorKind: row.kind,
        pinnedVersion: row.policy_version,
      },
    };
  });
}

const toPictured = (row: Row): DunningPicture['receivable'] => ({
  id: row.id,
  state: row.state,
  currency: row.currency,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  dueOn: row.due_on,
  level: row.level,
  lastNoticeOn: row.last_notice_on,
  noticeDeadlineOn: row.notice_deadline_on,
});

/** Such a reminder holds its level. */
const ON_THE_WAY = ['planned', 'failed', 'unconfirmed'];

interface ReminderRow {
  receivable_id: number;
  round: number;
  level: number;
  state: string;
  run_on: IsoDate;
}

async function listOnTheWay(db: Db, ids: readonly number[]): Promise<ReminderRow[]> {
  return db('reminders')
    .whereIn('receivable_id', [...ids])
    .where((some) => void some.whereIn('state', ON_THE_WAY).orWhere('level', 0))
    .select('receivable_id', 'round', 'level', 'state', 'run_on');
}

/** What was invoiced, credits deducted. */
async function readOriginals(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const rows: { receivable_id: number; cents: number }[] = await db('ledger_entries')
    .whereIn('receivable_id', [...ids])
    .where({ account: 'revenue' })
    .groupBy('receivable_id')
    .select('receivable_id', db.raw('-sum(amount_cents) as cents'));
  return new Map(rows.map((row) => [row.receivable_id, Number(row.cents)]));
}
