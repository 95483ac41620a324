/** Debtors whose data are kept for a reason and used for nothing else (GDPR 18). */
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

/** What leads to a debtor whose letter or package somebody wants to see. */
export type LeadsToDebtor = { receivableId: number } | { reminderId: number } | { itemId: number };

/** Does a thing show personal data of a restricted debtor? */
export async function isRestricted(db: Db, shopId: number, lead: LeadsToDebtor): Promise<boolean> {
  const receivables =
    'receivableId' in lead
      ? [lead.receivableId]
      : 'reminderId' in lead
        ? db('reminders').where({ shop_id: shopId, id: lead.reminderId }).select('receivable_id')
        : db('dunning_run_items')
            .where({ shop_id: shopId, id: lead.itemId })
            .select('receivable_id');
  const row: unknown = await db('receivables as r')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where('r.shop_id', shopId)
    .whereIn('r.id', receivables)
    .whereNotNull('p.restricted_at')
    .first('r.id');
  return row !== undefined;
}
