/** Messages of which nobody knows what became of them. Reads only; every query names its shop. */
import { type Db, fromAt } from './database.ts';
import type { OutboxKind, OutboxState } from './outbox.ts';

interface Row {
  id: number;
  kind: OutboxKind;
  state: OutboxState;
  attempts: number;
  note: string | null;
  message_key: string;
  payload: string;
  receivable_id: number;
  claim_id: number | null;
  reminder_id: number | null;
  created_at: string;
  run_at: string;
  order_name: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  our_reference: string | null;
  file_number: string | null;
}

/** Messages that wait for a person, oldest first; one that was refused can be sent again as well. */
export async function listUnsettled(
  db: Db,
  shopId: number,
  { afterId, limit }: { afterId: number; limit: number },
) {
  const rows: Row[] = await db('outbox as o')
    .join('receivables as r', 'r.id', 'o.receivable_id')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .leftJoin('claims as c', 'c.id', 'o.claim_id')
    .where('o.shop_id', shopId)
    .whereIn('o.state', ['unconfirmed', 'failed'])
    // A claim that was refused is back with us: there is nothing to find out.
    .whereRaw("not (o.kind = 'claim.submit' and o.state = 'failed')")
    .where('o.id', '>', afterId)
    .orderBy('o.id')
    .limit(limit + 1)
    .select('o.*', 'r.order_name', 'p.first_name', 'p.last_name', 'p.company')
    .select('c.our_reference', 'c.file_number');
  const shown = rows.slice(0, limit);
  return {
    items: shown.map((row) => ({
      id: row.id,
      kind: row.kind,
      state: row.state as 'unconfirmed' | 'failed',
      attempts: Number(row.attempts),
      answer: row.note,
      reference: row.our_reference ?? messageIdOf(row),
      fileNumber: row.file_number,
      receivableId: row.receivable_id,
      claimId: row.claim_id,
      reminderId: row.reminder_id,
      orderName: row.order_name,
      debtor: { firstName: row.first_name, lastName: row.last_name, company: row.company },
      createdAt: fromAt(row.created_at),
      triedAt: fromAt(row.run_at),
    })),
    nextAfterId: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** By which the mail server and the receiver know the message. */
function messageIdOf({ payload, message_key: key }: Row): string {
  const { messageId } = JSON.parse(payload) as { messageId?: unknown };
  return typeof messageId === 'string' ? messageId : key;
}
