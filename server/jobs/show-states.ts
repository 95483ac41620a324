import { failShown, finishShown, noteChanges, readToShow } from '../actions/show-state.ts';
import { PartnerRejected, PartnerUnavailable } from '../domain/errors.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopConnector } from '../ports.ts';
import {
  findShopScopes,
  listConnectedShops,
  listToShow,
  releaseLease,
  type ShownOrder,
  takeLease,
} from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import type { Job, JobAnswer, JobTools } from './job.ts';

/** Orders of one shop written in one run: each costs the shop's points. */
const AT_MOST = 200;
const LEASE_SECONDS = 300;
const actor = 'show-states';

/**
 * Shows in the shop's own admin what changed here: level, hold, claim, open sum. Only where the
 * merchant wants it and allowed it. Writing twice writes nothing the second time.
 */
export const showStates = (tools: JobTools): Job => ({
  name: 'show-states',
  schedule: '* * * * *',
  async run() {
    const { house, clock, owner, log } = tools;
    let answer: JobAnswer = 'done';
    for (const shopId of await listConnectedShops(house.db)) {
      const shop = await getShopView(house.db, shopId);
      const platform = house.platforms.get(shop.source);
      const { showState, markAsPaid } = shop.settings.connection;
      if (platform === undefined || (!showState && !markAsPaid)) continue;
      const scopes = await findShopScopes(house.db, shopId);
      if (!scopes.includes(platform.writingScope)) continue;
      const name = `show:${shopId}`;
      const lease = { name, owner, seconds: LEASE_SECONDS };
      if (!(await takeLease(house.db, lease, clock.now()))) continue;
      try {
        if ((await showShop(tools, shop, platform.connect(shop))) === 'snooze') answer = 'snooze';
      } catch (error) {
        log.error({ shopId, err: error }, 'states could not be shown; the next wake goes on');
      } finally {
        await releaseLease(house.db, name, owner);
      }
    }
    return answer;
  },
});

async function showShop(tools: JobTools, shop: Shop, connector: ShopConnector): Promise<JobAnswer> {
  const { house, clock, log } = tools;
  while (await noteChanges(house, shop.id, { actor, at: clock.now() }));
  const wanted = await listToShow(house.db, shop.id, clock.now(), AT_MOST);
  for (const one of wanted) {
    const { receivableId, attempts } = one;
    try {
      await showOne(tools, shop, connector, one);
    } catch (error) {
      log.warn({ shopId: shop.id, receivableId, err: error }, 'a state could not be shown');
      const target = { shopId: shop.id, receivableId };
      await failShown(house, target, { error, attempts }, { actor, at: clock.now() });
      // A shop that is away, or shut to us, is not asked for every order.
      const isShut = error instanceof PartnerRejected && error.about === 'account';
      if (isShut || error instanceof PartnerUnavailable) return 'done';
    }
  }
  return wanted.length === AT_MOST ? 'snooze' : 'done';
}

async function showOne(
  { house, clock }: JobTools,
  shop: Shop,
  connector: ShopConnector,
  before: ShownOrder,
): Promise<void> {
  const target = { shopId: shop.id, receivableId: before.receivableId };
  const { showState, markAsPaid } = shop.settings.connection;
  const wish = await readToShow(house, target, before, { actor, at: clock.now() });
  if (showState && wish.text !== null && wish.text !== before.shown) {
    await connector.showState(wish.orderId, wish.state);
  }
  let isMarkedNow = false;
  if (markAsPaid && wish.markPaid) {
    isMarkedNow = (await connector.markAsPaid(wish.orderId)) === 'marked';
  }
  const { wanted } = before;
  const markedPaid = before.markedPaid || (markAsPaid && wish.markPaid);
  const shown = showState ? wish.text : before.shown;
  const done = { wanted, shown, markedPaid, isMarkedNow };
  await finishShown(house, target, done, { actor, at: clock.now() });
}
