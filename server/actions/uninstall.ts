import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { endSession, findSession } from '../storage/shop-sessions.ts';
import { updateShop } from '../storage/shops.ts';
import type { Applied, Arriving } from './record-order.ts';

/**
 * The shop removed the app: its tokens are forgotten and nothing is sent for it any more. A message
 * that comes after the app was installed again tells of the time before.
 */
export async function uninstallShop(
  trx: Trx,
  { shop, actor, at, sentAt }: Arriving,
): Promise<Applied> {
  const session = await findSession(trx, shop.id);
  if (session?.endedAt === null && sentAt !== null && sentAt < session.provedAt) {
    return { state: 'ignored', note: 'the shop has installed the app again since' };
  }
  if (session !== null) await endSession(trx, shop.id, at);
  await updateShop(trx, shop.id, { state: 'uninstalled' });
  await appendEvents(trx, shop.id, [{ type: 'shop.uninstalled', actor }], at);
  return { state: 'applied' };
}
