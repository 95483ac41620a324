import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { getShop, setDunningStop } from '../storage/shops.ts';
import type { Acting, House } from './house.ts';

/**
 * Stops everything that would leave for debtors of a shop, or lets it go on: no run commits, no
 * notice and no new claim leaves. What waits meanwhile is looked at once more before it goes.
 */
export async function emergencyStop(
  house: House,
  wish: { shopId: number; on: boolean; reason: string },
  acting: Acting,
): Promise<{ on: boolean; since: string | null; reason: string | null }> {
  return inTransaction(house.db, async (trx) => {
    const { dunningStop } = await getShop(trx, wish.shopId);
    const isOn = dunningStop !== null && dunningStop !== undefined;
    if (isOn === wish.on) {
      return isOn
        ? { on: true, since: dunningStop.since, reason: dunningStop.reason }
        : { on: false, since: null, reason: null };
    }
    const { at } = acting;
    await setDunningStop(trx, wish.shopId, wish.on ? { since: at, reason: wish.reason } : null);
    const type = wish.on ? ('dunning.stopped' as const) : ('dunning.resumed' as const);
    await appendEvents(trx, wish.shopId, [{ type, actor: acting.actor }], at);
    return wish.on
      ? { on: true, since: at, reason: wish.reason }
      : { on: false, since: null, reason: null };
  });
}
