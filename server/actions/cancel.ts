import { dayOf } from '../domain/calendar.ts';
import * as ledger from '../domain/ledger.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { post, type StoredReceivable } from '../storage/receivables.ts';
import type { Arriving } from './record-order.ts';
import { settle } from './settle.ts';

/** The order is gone: what was still open is taken off, what was paid stays in the books. */
export async function cancelReceivable(
  trx: Trx,
  receivable: StoredReceivable,
  arriving: Arriving,
): Promise<void> {
  const { shop, at, actor } = arriving;
  const on = dayOf(at, shop.settings.timeZone);
  const { id: receivableId, principalCents } = receivable;
  if (principalCents > 0) {
    const key = `order:${receivable.externalId}:deleted`;
    await post(trx, receivable, ledger.principalChange(key, -principalCents), { on, at });
    const data = { amountCents: -principalCents };
    await appendEvents(trx, shop.id, [{ type: 'invoice.changed', receivableId, data, actor }], at);
  }
  await settle(trx, receivable, { actor, at, on, cancelled: true });
}
