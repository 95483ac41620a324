/** Trial orders: made while the shop is in the sandbox, ended when it goes live. */
import { addDays, instantAt } from '../domain/calendar.ts';
import { choosePolicy } from '../domain/policies.ts';
import { conflict } from '../domain/refusals.ts';
import { missingOf, type Shop } from '../domain/shop.ts';
import type { ShopOrder } from '../domain/shop-events.ts';
import { isMadeUp, TRIAL, trialOrders } from '../domain/trial.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { listReminders, lockCandidatesById } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { isKnownOrder } from '../storage/orders.ts';
import { lockMessageOfNotice } from '../storage/outbox.ts';
import {
  lockReceivableOfOrder,
  lockTrials,
  type StoredReceivable,
} from '../storage/receivables.ts';
import { beginRun, updateRun } from '../storage/runs.ts';
import { getShop, lockShop } from '../storage/shops.ts';
import { cancelReceivable } from './cancel.ts';
import { composePage } from './compose-notices.ts';
import { noticeLeft } from './deliver-reminder.ts';
import { freezeNotices } from './freeze-notices.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { recordOrder } from './record-order.ts';
import { type Decided, decidePage, type RunContext } from './run-decisions.ts';
import { contextOf } from './run-pages.ts';
import { moveReceivableTo } from './settle.ts';

/** The runs that a trial order pretends were in the morning. */
const MORNING_HOUR = 9;

/** A debtor of his own for each kind of order, whom no narrower policy is for. */
const ANY_CONSUMER = {
  receivableId: 0,
  debtorId: 0,
  debtorNumber: null,
  customerGroup: null,
  debtorKind: 'consumer',
  pinnedVersion: null,
} as const;

/**
 * Records the trial orders that are not there yet. Their past is lived day by day through the same
 * decisions, letters and events as that of a real order, by a clock that begins when they were
 * ordered; only that nothing of the past is sent. Every debtor has the address of whoever tries.
 */
export async function makeTrialOrders(
  house: House,
  wish: { shopId: number; email: string | null },
  { actor, at }: Acting,
): Promise<{ made: number }> {
  const { shopId } = wish;
  const { timeZone } = (await getShop(house.db, shopId)).settings;
  const run = { id: 0, shopId, runOn: shopDay(await getShop(house.db, shopId), at) };
  const ctx = await contextOf(house, { ...run, committedBy: TRIAL }, { actor: TRIAL, at });
  return inTransaction(house.db, async (trx) => {
    const shop = await lockShop(trx, shopId);
    refuseTrial(shop);
    const orders = trialOrders({
      on: run.runOn,
      now: at,
      timeZone,
      language: shop.settings.language,
      email: wish.email ?? shop.settings.creditor.email,
      policy: choosePolicy(ctx.policies, ANY_CONSUMER).policy,
      minimumCents: shop.settings.handover.minimumCents,
    });
    const fresh: ShopOrder[] = [];
    for (const order of orders) {
      if (!(await isKnownOrder(trx, shopId, order.orderId))) fresh.push(order);
    }
    if (fresh.length === 0) return { made: 0 };
    const event = { type: 'trial_orders.made' as const, data: { orders: fresh.length }, actor };
    await appendEvents(trx, shopId, [event], at);
    for (const order of fresh) await live(trx, { ...ctx, shop }, order);
    return { made: fresh.length };
  });
}

function refuseTrial(shop: Shop): void {
  if (shop.agencyMode === 'live') throw conflict('refused_trial_live');
  if (shop.state !== 'active') throw conflict('refused_setting_up');
  const missing = missingOf(shop.settings.creditor);
  if (missing.length > 0) throw conflict('refused_creditor', { fields: missing.join(', ') });
}

/** One order from its contract to yesterday. */
async function live(trx: Trx, ctx: RunContext, order: ShopOrder): Promise<void> {
  const { shop, house, runOn: today } = ctx;
  const arriving = { ...arrivingFor(house, shop), actor: TRIAL, at: order.orderedAt };
  await recordOrder(trx, order, arriving);
  const receivable = await lockReceivableOfOrder(trx, shop.id, order.orderId);
  if (receivable === null || receivable.dueOn === null) return;
  const overdueOn = addDays(receivable.dueOn, 1);
  for (let on = overdueOn; on < today; on = addDays(on, 1)) {
    const at = instantAt(on, MORNING_HOUR, shop.settings.timeZone);
    const day = { ...ctx, runOn: on, at };
    if (on === overdueOn) await moveReceivableTo(trx, receivable, 'due_date.passed', day);
    const candidates = await lockCandidatesById(trx, shop.id, [receivable.id]);
    const [decided] = await decidePage(trx, day, candidates);
    if (decided === undefined || decided.item.step === 'hand_over') return;
    if (decided.item.outcome === 'remind') await remind(trx, day, decided);
  }
}

const arrivingFor = (house: House, shop: Shop) => ({
  house,
  shop,
  deliveryId: null,
  sentAt: null,
  arrival: TRIAL,
});

/** The letter of a past day as a run freezes it, and as if it had left on that day. */
async function remind(trx: Trx, day: RunContext, decided: Decided): Promise<void> {
  const { at, runOn, shop } = day;
  const run = await beginRun(trx, { shopId: shop.id, runOn, actor: TRIAL, thenCommit: true }, at);
  const ctx = { ...day, runId: run.id };
  const none = { notices: 0, noticesCents: 0 };
  const { drafts } = await composePage(trx, ctx, [decided], { ...none, withPdf: true });
  await freezeNotices(trx, ctx, drafts);
  await updateRun(trx, run.id, { state: 'finished', committedBy: TRIAL, finishedAt: at });
  const { receivableId } = decided.item;
  const planned = (await listReminders(trx, [receivableId])).get(receivableId)?.at(-1);
  const message = await lockMessageOfNotice(trx, shop.id, planned?.noticeId ?? 0);
  if (message === null) return;
  await noticeLeft(trx, message, { actor: TRIAL, at, serverAnswer: 'trial: it was not sent' });
}

/**
 * The shop goes live: whatever was a trial ends as cancelled, invented orders and test orders of the
 * shop alike. A claim that is with the sandbox is closed there.
 */
export async function closeTrials(
  trx: Trx,
  house: House,
  shop: Shop,
  { actor, at }: Acting,
): Promise<void> {
  const trials: StoredReceivable[] = await lockTrials(trx, shop.id);
  if (trials.length === 0) return;
  for (const trial of trials) {
    await cancelReceivable(trx, trial, { ...arrivingFor(house, shop), actor, at });
  }
  const made = trials.filter(({ externalId }) => isMadeUp(externalId)).length;
  const data = { receivables: trials.length, invented: made };
  await appendEvents(trx, shop.id, [{ type: 'trial_orders.closed', data, actor }], at);
}
