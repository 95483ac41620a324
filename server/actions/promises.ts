import type { IsoDate } from '../domain/calendar.ts';
import { Conflict } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import type { Cents } from '../domain/money.ts';
import {
  assertPromise,
  judgePromise,
  type PromiseRules,
  type PromiseState,
  promiseUntil,
} from '../domain/promises.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { say } from '../domain/sayings.ts';
import type { ClarificationSettings, Shop } from '../domain/shop.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addPromise,
  countPromises,
  endPromise,
  listPromisesToJudge,
  lockPromise,
  readPaidSince,
  type StoredPromise,
} from '../storage/promises.ts';
import { lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask } from '../storage/tasks.ts';
import { endBlocksOf, placeBlock } from './blocks.ts';
import { type Acting, type House, shopDay } from './house.ts';

export interface PromiseWish {
  /** The whole open amount when null. */
  amountCents: Cents | null;
  promisedOn: IsoDate;
  note: string | null;
}

export interface Promised {
  promiseId: number;
  amountCents: Cents;
  promisedOn: IsoDate;
  /** Reminders wait through this day. */
  untilOn: IsoDate;
}

/** Takes a promise down: reminders wait through its day and the days of grace. */
export async function makePromise(
  house: House,
  wish: PromiseWish & { shopId: number; receivableId: number },
  acting: Acting,
): Promise<Promised> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const receivable = await lockReceivable(trx, shop.id, wish.receivableId);
    const rules = promiseRules(shop.settings.clarification);
    return placePromise(trx, shop, receivable, { ...wish, ...acting, rules });
  });
}

/** What a clerk may agree on with a debtor. */
export const promiseRules = (settings: ClarificationSettings): PromiseRules => ({
  perRound: settings.promisesPerRound,
  graceDays: settings.promiseGraceDays,
  withinDays: settings.promiseWithinDays,
});

/** As `makePromise`, in the transaction of its cause. */
export async function placePromise(
  trx: Trx,
  shop: Shop,
  receivable: StoredReceivable,
  wish: PromiseWish & Acting & { rules: PromiseRules },
): Promise<Promised> {
  const { promisedOn, note, actor, at, rules } = wish;
  if (!DUNNABLE.includes(receivable.state)) {
    throw new Conflict(`receivable ${receivable.id} is ${receivable.state}; nothing to promise`);
  }
  const openCents = receivable.principalCents + receivable.costsCents;
  const amountCents = wish.amountCents ?? openCents;
  const earlierInRound = await countPromises(trx, receivable);
  const facts = { openCents, today: shopDay(shop, at), earlierInRound };
  assertPromise({ amountCents, promisedOn }, facts, rules);
  const untilOn = promiseUntil(promisedOn, rules);
  const { id: receivableId, round } = receivable;
  const promise = { shopId: shop.id, receivableId, round, amountCents, promisedOn, untilOn, note };
  const promiseId = await addPromise(trx, { ...promise, madeBy: actor }, at);
  const data = { promiseId, amountCents, promisedOn, untilOn };
  await tell(trx, { shopId: shop.id, receivableId }, { type: 'promise.made', data, actor }, at);
  const source = { kind: 'promise' as const, id: promiseId };
  await placeBlock(trx, receivable, { reason: 'promise', untilOn, source }, wish);
  return { promiseId, amountCents, promisedOn, untilOn };
}

/** Takes a running promise back: reminders go on at once. */
export async function withdrawPromise(
  house: House,
  wish: { shopId: number; promiseId: number },
  acting: Acting,
): Promise<{ promiseId: number; state: PromiseState }> {
  return inTransaction(house.db, async (trx) => {
    const promise = await lockPromise(trx, wish.shopId, wish.promiseId);
    if (promise.state !== 'running') {
      throw new Conflict(`promise ${promise.id} is ${promise.state} already`);
    }
    await finish(trx, promise, { state: 'withdrawn', paidCents: null }, acting);
    return { promiseId: promise.id, state: 'withdrawn' };
  });
}

const PAGE = 100;

/**
 * Judges every promise whose last day ended before `on`, from the ledger: kept, partly kept or
 * broken. Its block goes, so the run of this day takes the next step; of a broken one a person is
 * told. Running it again changes nothing. Gives what failed; it holds up no other.
 */
export async function settlePromises(
  house: House,
  shopId: number,
  on: IsoDate,
  acting: Acting,
): Promise<readonly unknown[]> {
  const failed: unknown[] = [];
  for (let afterId = 0; ;) {
    const page = await listPromisesToJudge(house.db, shopId, { on, afterId, limit: PAGE });
    for (const due of page) {
      const wish = { shopId, on, ...due };
      await inTransaction(house.db, (trx) => judge(trx, wish, acting)).catch((error: unknown) =>
        failed.push(error),
      );
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return failed;
    afterId = last.id;
  }
}

async function judge(
  trx: Trx,
  due: { shopId: number; id: number; receivableId: number; on: IsoDate },
  acting: Acting,
): Promise<void> {
  const receivable = await lockReceivable(trx, due.shopId, due.receivableId);
  const promise = await lockPromise(trx, due.shopId, due.id);
  if (promise.state !== 'running') return;
  const { afterEntryId, untilOn, amountCents } = promise;
  const paidCents = await readPaidSince(trx, receivable.id, { afterEntryId, untilOn });
  const { principalCents: openCents, state: standing } = receivable;
  const pointless = standing === 'cancelled' || standing === 'written_off';
  const state = pointless ? 'withdrawn' : judgePromise({ amountCents, paidCents, openCents });
  await finish(trx, promise, { state, paidCents }, acting);
  if (state !== 'broken' && state !== 'partly_kept') return;
  const task = {
    shopId: due.shopId,
    receivableId: receivable.id,
    kind: 'promise_broken' as const,
    dueOn: due.on,
    note: say('task_promise_broken', {
      promisedCents: amountCents,
      promisedOn: promise.promisedOn,
      paidCents,
      currency: receivable.currency,
    }),
    key: `promise:${promise.id}`,
  };
  await addTask(trx, task, acting);
}

async function finish(
  trx: Trx,
  promise: StoredPromise,
  end: { state: Exclude<PromiseState, 'running'>; paidCents: Cents | null },
  acting: Acting,
): Promise<void> {
  await endPromise(trx, promise, end, acting.at);
  const { id: promiseId, amountCents } = promise;
  const data = { promiseId, amountCents, paidCents: end.paidCents };
  const event = { type: `promise.${end.state}` as const, data, actor: acting.actor };
  await tell(trx, promise, event, acting.at);
  await endBlocksOf(trx, promise.shopId, { kind: 'promise', id: promiseId }, acting);
}

async function tell(
  trx: Trx,
  { shopId, receivableId }: { shopId: number; receivableId: number },
  event: NewEvent,
  at: Acting['at'],
): Promise<void> {
  await appendEvents(trx, shopId, [{ ...event, receivableId }], at);
}
