import type { IsoDate } from '../domain/calendar.ts';
import { writeInvoiceNumber } from '../domain/invoice-number.ts';
import type { Shop } from '../domain/shop.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { markAsked, takeNumber } from '../storage/invoice-series.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable, updateReceivable } from '../storage/receivables.ts';
import type { Acting, House } from './house.ts';

const LONGEST = 60;

/** The number of a new invoice, where the shop's rule knows it at once; else null. */
export async function numberOfNew(
  trx: Trx,
  shop: Shop,
  order: { name: string; contractOn: IsoDate },
): Promise<string | null> {
  const { from, pattern } = shop.settings.invoiceNumber;
  switch (from) {
    case 'order_name':
      return order.name.slice(0, LONGEST);
    case 'own_series': {
      const year = Number(order.contractOn.slice(0, 4));
      return writeInvoiceNumber(pattern, year, await takeNumber(trx, shop.id, year));
    }
    case 'unknown':
    case 'metafield':
    case 'note_attribute':
      return null;
  }
}

/** Keeps the number that the shop knows, or remembers that it was asked in vain. */
export async function learnInvoiceNumber(
  house: House,
  { shopId, receivableId, number }: { shopId: number; receivableId: number; number: string | null },
  { actor, at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const receivable = await lockReceivable(trx, shopId, receivableId);
    await markAsked(trx, receivableId, at);
    if (number === null || receivable.invoiceNumber !== null) return;
    await updateReceivable(trx, receivable, { invoiceNumber: number });
    const event = { type: 'invoice.numbered' as const, receivableId, actor };
    await appendEvents(trx, shopId, [event], at);
  });
}
