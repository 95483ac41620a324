import { learnInvoiceNumber } from '../actions/invoice-number.ts';
import { addSeconds } from '../domain/calendar.ts';
import { listConnectedShops, listUnnumbered } from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import type { Job, JobTools } from './job.ts';

/** An order without a number is asked again after this long. */
const AGAIN_SECONDS = 6 * 3600;
/** Orders of one shop asked in one run: each costs the shop's points. */
const AT_MOST = 100;

/** Asks the shop for the legal numbers of invoices that an invoice app writes into its orders. */
export const findInvoiceNumbers = ({ house, clock, log }: JobTools): Job => ({
  name: 'find-invoice-numbers',
  schedule: '*/10 * * * *',
  async run() {
    for (const shopId of await listConnectedShops(house.db)) {
      const shop = await getShopView(house.db, shopId);
      const { from } = shop.settings.invoiceNumber;
      const connector = house.platforms.get(shop.source)?.connect(shop);
      if (connector === undefined || (from !== 'metafield' && from !== 'note_attribute')) continue;
      const askedBefore = addSeconds(clock.now(), -AGAIN_SECONDS);
      const wanted = await listUnnumbered(house.db, shopId, { askedBefore, limit: AT_MOST });
      try {
        for (const { id: receivableId, orderId } of wanted) {
          const number = await connector.findInvoiceNumber(orderId);
          const acting = { actor: 'invoice-numbers', at: clock.now() };
          await learnInvoiceNumber(house, { shopId, receivableId, number }, acting);
        }
      } catch (error) {
        log.warn({ shopId, err: error }, 'the numbers of invoices could not be asked; later again');
      }
    }
    return 'done';
  },
});
