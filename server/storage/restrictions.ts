/** Debtors whose data are kept for a reason and used for nothing else (GDPR 18). */
import type { Knex } from 'knex';
import type { Instant } from '../domain/calendar.ts';
import { type Db, fromAt } from './database.ts';

export interface Restriction {
  since: Instant;
  /** Why they are not erased yet; null where no request says it any more. */
  reason: string | null;
}

/** Why the data of a debtor are restricted; null when they are not. */
export async function findRestriction(
  db: Db,
  shopId: number,
  debtorId: number,
): Promise<Restriction | null> {
  const party: { restricted_at: string | null; debtor_number: string | null } | undefined =
    await db('parties')
      .where({ shop_id: shopId, id: debtorId })
      .whereNull('erased_at')
      .first('restricted_at', 'debtor_number');
  if (party === undefined || party.restricted_at === null) return null;
  const orders: { external_id: string }[] = await db('receivables')
    .where({ shop_id: shopId, debtor_id: debtorId })
    .select('external_id');
  const request: { outcome: string | null } | undefined = await db('privacy_requests')
    .where({ shop_id: shopId, kind: 'redact_debtor', state: 'restricted' })
    .where((his) => {
      void his.where('debtor_number', party.debtor_number ?? '');
      for (const { external_id } of orders)
        void his.orWhere('order_ids', 'like', `%"${external_id}"%`);
    })
    .orderBy('id', 'desc')
    .first('outcome');
  return { since: fromAt(party.restricted_at), reason: request?.outcome ?? null };
}

/** Tables whose rows are about one receivable. */
type OfReceivable =
  | 'claims'
  | 'disputes'
  | 'dunning_blocks'
  | 'dunning_run_items'
  | 'instalment_plans'
  | 'outbox'
  | 'promises'
  | 'reminders'
  | 'special_states'
  | 'tasks';

/** What leads to a debtor: his own number, that of a receivable, or of a row about one. */
export interface LeadToDebtor {
  table: 'parties' | 'receivables' | OfReceivable;
  id: number;
}

const MOST_BOUND = 500;

/** Those of these things that are about a debtor whose data are restricted. */
export async function findRestricted(
  db: Db,
  shopId: number,
  leads: readonly LeadToDebtor[],
): Promise<LeadToDebtor[]> {
  const found: LeadToDebtor[] = [];
  for (const table of new Set(leads.map((lead) => lead.table))) {
    const ids = [...new Set(leads.filter((lead) => lead.table === table).map(({ id }) => id))];
    for (let from = 0; from < ids.length; from += MOST_BOUND) {
      const some = ids.slice(from, from + MOST_BOUND);
      const rows: { id: number }[] = await restrictedOf(db, table)
        .where('t.shop_id', shopId)
        .whereIn('t.id', some);
      found.push(...rows.map(({ id }) => ({ table, id: Number(id) })));
    }
  }
  return found;
}

function restrictedOf(db: Db, table: LeadToDebtor['table']): Knex.QueryBuilder {
  const rows = db(`${table} as t`).select('t.id');
  if (table === 'parties') return rows.whereNotNull('t.restricted_at');
  const owed =
    table === 'receivables' ? rows : rows.join('receivables as r', 'r.id', 't.receivable_id');
  const debtorId = table === 'receivables' ? 't.debtor_id' : 'r.debtor_id';
  return owed.join('parties as p', 'p.id', debtorId).whereNotNull('p.restricted_at');
}

/** Is a thing about a debtor whose data are restricted? */
export const isRestricted = async (db: Db, shopId: number, lead: LeadToDebtor): Promise<boolean> =>
  (await findRestricted(db, shopId, [lead])).length > 0;
