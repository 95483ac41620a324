import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockShop, updateShop } from '../storage/shops.ts';
import type { Acting, House } from './house.ts';

/**
 * Names the address of the shop that reminders of the channel `webhook` are posted to, or takes it
 * away. Only the sealed secret is kept; whoever called shows it once.
 */
export async function keepReminderWebhook(
  house: House,
  wish: { shopId: number; url: string | null; secret: string },
  { actor, at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const shop = await lockShop(trx, wish.shopId);
    const sealedSecret = wish.url === null ? '' : house.seals.seal(wish.secret);
    const webhook = wish.url === null ? null : { url: wish.url, sealedSecret };
    const settings = { ...shop.settings, dunning: { ...shop.settings.dunning, webhook } };
    await updateShop(trx, shop.id, { settings });
    const data = { fields: 'dunning.webhook' };
    await appendEvents(trx, shop.id, [{ type: 'shop_settings.changed', data, actor }], at);
  });
}
