/** Past days of receivables, from the ledger and the blocks, for the dry run of a policy. */
import { addDays, dayOf, type IsoDate } from '../domain/calendar.ts';
import type { DunningHistory } from '../domain/dry-run.ts';
import type { PolicyBearer } from '../domain/policies.ts';
import { type Db, fromAt } from './database.ts';

export interface KnownHistory {
  history: DunningHistory;
  bearer: PolicyBearer;
  orderName: string;
}

interface Row {
  id: number;
  order_name: string;
  currency: string;
  due_on: IsoDate;
  debtor_id: number;
  kind: 'consumer' | 'business';
  debtor_number: string | null;
  customer_group: string | null;
}

/**
 * The next page of receivables on which something was open in the period: those that are open now
 * and those whose principal moved in it.
 */
export async function listHistories(
  db: Db,
  shopId: number,
  page: { fromOn: IsoDate; dueUntilOn: IsoDate; afterId: number; limit: number; timeZone: string },
): Promise<KnownHistory[]> {
  const moved = db('ledger_entries')
    .where({ shop_id: shopId, account: 'receivable' })
    .where('booked_on', '>=', page.fromOn)
    .select('receivable_id');
  const rows: Row[] = await db('receivables as r')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where('r.shop_id', shopId)
    .where('r.id', '>', page.afterId)
    .where('r.due_on', '<=', page.dueUntilOn)
    .where((either) => void either.where('r.principal_cents', '>', 0).orWhereIn('r.id', moved))
    .orderBy('r.id')
    .limit(page.limit)
    .select('r.id', 'r.order_name', 'r.currency', 'r.due_on', 'r.debtor_id')
    .select('p.kind', 'p.debtor_number', 'p.customer_group');
  const ids = rows.map((row) => row.id);
  const movements = await readMovements(db, ids);
  const holds = await readHolds(db, ids, page.timeZone);
  return rows.map((row) => {
    const own = movements.get(row.id) ?? [];
    return {
      orderName: row.order_name,
      history: {
        receivableId: row.id,
        currency: row.currency,
        debtorKind: row.kind,
        dueOn: row.due_on,
        originalCents: own.filter((one) => one.isSale).reduce((sum, one) => sum + one.cents, 0),
        movements: own,
        holds: holds.get(row.id) ?? [],
      },
      bearer: {
        receivableId: row.id,
        debtorId: row.debtor_id,
        debtorNumber: row.debtor_number,
        customerGroup: row.customer_group,
        debtorKind: row.kind,
        pinnedVersion: null,
      },
    };
  });
}

type Moves = { on: IsoDate; cents: number; isSale: boolean }[];

async function readMovements(db: Db, ids: readonly number[]): Promise<Map<number, Moves>> {
  const rows: { receivable_id: number; booked_on: IsoDate; kind: string; amount_cents: number }[] =
    await db('ledger_entries')
      .whereIn('receivable_id', [...ids])
      .where({ account: 'receivable' })
      .orderBy([{ column: 'booked_on' }, { column: 'id' }])
      .select('receivable_id', 'booked_on', 'kind', 'amount_cents');
  const moves = new Map<number, Moves>();
  for (const row of rows) {
    const isSale = ['principal', 'principal_change'].includes(row.kind);
    const list = moves.get(row.receivable_id) ?? [];
    list.push({ on: row.booked_on, cents: Number(row.amount_cents), isSale });
    moves.set(row.receivable_id, list);
  }
  return moves;
}

async function readHolds(
  db: Db,
  ids: readonly number[],
  timeZone: string,
): Promise<Map<number, DunningHistory['holds'][number][]>> {
  const rows: {
    receivable_id: number;
    placed_at: string;
    until_on: IsoDate | null;
    released_at: string | null;
  }[] = await db('dunning_blocks')
    .whereIn('receivable_id', [...ids])
    .select('receivable_id', 'placed_at', 'until_on', 'released_at');
  const holds = new Map<number, DunningHistory['holds'][number][]>();
  for (const row of rows) {
    const released =
      row.released_at === null ? null : addDays(dayOf(fromAt(row.released_at), timeZone), -1);
    const ends = [row.until_on, released].filter((day) => day !== null).toSorted();
    const list = holds.get(row.receivable_id) ?? [];
    list.push({ fromOn: dayOf(fromAt(row.placed_at), timeZone), toOn: ends[0] ?? null });
    holds.set(row.receivable_id, list);
  }
  return holds;
}
