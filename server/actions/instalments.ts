import { addDays, type IsoDate } from '../domain/calendar.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import type { EventType, NewEvent } from '../domain/events.ts';
import {
  type Instalment,
  instalmentSchedule,
  type PlanMove,
  planStates,
  type PlanWarning,
  planWarnings,
  type ScheduleWish,
} from '../domain/instalments.ts';
import * as ledger from '../domain/ledger.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { say, type Saying } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  addPlan,
  listLivePlans,
  lockPlan,
  markInstalmentMissed,
  type PlanChange,
  type StoredPlan,
  updatePlan,
} from '../storage/instalments.ts';
import { appendEvents } from '../storage/journal.ts';
import { getDebtor, lockReceivable, post, type StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask } from '../storage/tasks.ts';
import { endBlocksOf, placeBlock } from './blocks.ts';
import { type Acting, type House, shopDay, shopHolidays } from './house.ts';
import { readProgress, writeOfInstalments } from './instalment-letters.ts';

export interface PlanWish {
  firstOn: IsoDate;
  count: number;
  every: ScheduleWish['every'];
  /** What the deferral costs the debtor, on top of what is open. */
  chargeCents: Cents;
  /** The merchant knows that a charge makes the plan a consumer credit, and wants it. */
  acceptsConsumerCredit: boolean;
  note: string | null;
}

export interface Planned {
  planId: number;
  totalCents: Cents;
  schedule: readonly Instalment[];
  warnings: readonly PlanWarning[];
}

/** Writes a plan down as a draft over all that is open; nobody has offered it yet. */
export async function draftPlan(
  house: House,
  wish: PlanWish & { shopId: number; receivableId: number },
  acting: Acting,
): Promise<Planned> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const receivable = await lockReceivable(trx, shop.id, wish.receivableId);
    return placePlan(house, trx, { shop, receivable }, { ...wish, ...acting });
  });
}

/** As `draftPlan`, in the transaction of its cause. */
export async function placePlan(
  house: House,
  trx: Trx,
  { shop, receivable }: { shop: Shop; receivable: StoredReceivable },
  wish: PlanWish & Acting,
): Promise<Planned> {
  const today = shopDay(shop, wish.at);
  assertOpen(receivable);
  if (wish.firstOn < today) {
    throw unusable('refused_day_passed', {
      field: 'firstOn',
      givenOn: wish.firstOn,
      todayOn: today,
    });
  }
  const { chargeCents, note, actor } = wish;
  const totalCents = receivable.principalCents + receivable.costsCents + chargeCents;
  const schedule = instalmentSchedule({ ...wish, totalCents }, shopHolidays(house, shop));
  const debtor = await getDebtor(trx, shop.id, receivable.debtorId);
  const lastDueOn = schedule.at(-1)?.dueOn ?? wish.firstOn;
  const facts = { debtorKind: debtor.kind, chargeCents, today, lastDueOn };
  const warnings = planWarnings(facts);
  const credit = warnings.find(({ code }) => code === 'consumer_credit');
  if (credit !== undefined && !wish.acceptsConsumerCredit) throw new Conflict(credit.text);
  const { planGraceDays: graceDays, planBreaksAfter: breaksAfter } = shop.settings.clarification;
  const { id: receivableId } = receivable;
  const money = { totalCents, chargeCents, graceDays, breaksAfter };
  const plan = { shopId: shop.id, receivableId, ...money, note, madeBy: actor };
  const planId = await addPlan(trx, plan, schedule, wish.at);
  const data = { planId, totalCents, instalments: schedule.length };
  await tell(trx, { id: planId, shopId: shop.id, receivableId }, 'drafted', { ...wish, data });
  return { planId, totalCents, schedule, warnings };
}

function assertOpen(receivable: StoredReceivable): void {
  if (DUNNABLE.includes(receivable.state) && receivable.principalCents > 0) return;
  throw new Conflict(
    `receivable ${receivable.id} is ${receivable.state}; there is nothing to split`,
  );
}

interface OfPlan {
  shopId: number;
  planId: number;
}

/** Offers a draft to the debtor: reminders wait until the day by which he may accept. */
export async function offerPlan(
  house: House,
  wish: OfPlan,
  acting: Acting,
): Promise<{ planId: number; state: PlanMove; acceptByOn: IsoDate }> {
  return inTransaction(house.db, async (trx) => {
    const { shop, plan, receivable } = await lockAll(trx, wish);
    assertCurrent(plan, receivable, plan.chargeCents);
    const offeredOn = shopDay(shop, acting.at);
    const acceptByOn = addDays(offeredOn, shop.settings.clarification.planOfferDays);
    await movePlan(trx, plan, 'offered', { ...acting, change: { offeredOn, acceptByOn } });
    const block = { reason: 'instalment_plan' as const, untilOn: acceptByOn, source: of(plan) };
    await placeBlock(trx, receivable, block, acting);
    return { planId: plan.id, state: 'offered', acceptByOn };
  });
}

/**
 * The debtor accepted. Reminders wait while he keeps to the plan; its charge is booked as costs.
 * `acknowledges` says that he was told beforehand what that means for the limitation.
 */
export async function acceptPlan(
  house: House,
  wish: OfPlan & { acceptedOn: IsoDate | null; acknowledges: boolean },
  acting: Acting,
): Promise<{ planId: number; state: PlanMove; acceptedOn: IsoDate }> {
  return inTransaction(house.db, async (trx) => {
    const { shop, plan, receivable } = await lockAll(trx, wish);
    const today = shopDay(shop, acting.at);
    const acceptedOn = wish.acceptedOn ?? today;
    if (acceptedOn > today || (plan.offeredOn !== null && acceptedOn < plan.offeredOn)) {
      throw new InvalidInput(
        `acceptedOn ${acceptedOn} is not between the offer (${plan.offeredOn ?? 'none'}) and today`,
      );
    }
    if (plan.acceptByOn !== null && acceptedOn > plan.acceptByOn) {
      throw new Conflict(
        `the offer of plan ${plan.id} ended on ${plan.acceptByOn}; make a new one`,
      );
    }
    assertCurrent(plan, receivable, plan.chargeCents);
    await endBlocksOf(trx, shop.id, of(plan), acting);
    const { acknowledges } = wish;
    await movePlan(trx, plan, 'accepted', { ...acting, change: { acceptedOn, acknowledges } });
    if (plan.chargeCents > 0) {
      const posting = ledger.fee(`plan_charge:${plan.id}`, plan.chargeCents);
      await post(trx, receivable, posting, { on: today, at: acting.at });
    }
    const block = { reason: 'instalment_plan' as const, untilOn: null, source: of(plan) };
    await placeBlock(trx, receivable, block, acting);
    return { planId: plan.id, state: 'accepted', acceptedOn };
  });
}

/** A plan is over all that is open; money that moved meanwhile asks for a new one. */
function assertCurrent(plan: StoredPlan, receivable: StoredReceivable, chargeCents: Cents): void {
  assertOpen(receivable);
  const open = receivable.principalCents + receivable.costsCents + chargeCents;
  if (open === plan.totalCents) return;
  throw new Conflict(
    `plan ${plan.id} is over ${plan.totalCents} cents, but ${open} are open now; make a new plan`,
  );
}

/** Takes a plan back, or notes that the debtor did not want it: reminders go on. */
export async function withdrawPlan(
  house: House,
  wish: OfPlan,
  acting: Acting,
): Promise<{ planId: number; state: PlanMove }> {
  return inTransaction(house.db, async (trx) => {
    const { plan } = await lockAll(trx, wish);
    await endPlan(trx, plan, 'withdrawn', acting);
    return { planId: plan.id, state: 'withdrawn' };
  });
}

const PAGE = 100;

/**
 * Looks at every running plan on a day, from the ledger: what was paid covers the instalments in the
 * order of their days. The debtor is told of a missed one, and before the day of the next; so many
 * at once as the plan says break it, and then dunning goes on. An offer that nobody accepted in time
 * ends. Gives what failed; it holds up no other.
 */
export async function settlePlans(
  house: House,
  shopId: number,
  on: IsoDate,
  acting: Acting,
): Promise<readonly unknown[]> {
  const failed: unknown[] = [];
  for (let afterId = 0; ;) {
    const page = await listLivePlans(house.db, shopId, { afterId, limit: PAGE });
    for (const { id: planId } of page) {
      const wish = { shopId, planId, on };
      await inTransaction(house.db, (trx) => lookAtPlan(house, trx, wish, acting)).catch(
        (error: unknown) => failed.push(error),
      );
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return failed;
    afterId = last.id;
  }
}

async function lookAtPlan(
  house: House,
  trx: Trx,
  { on, ...wish }: OfPlan & { on: IsoDate },
  acting: Acting,
): Promise<void> {
  const { shop, plan, receivable } = await lockAll(trx, wish);
  if (plan.state === 'offered') {
    const lapsed = plan.acceptByOn !== null && on > plan.acceptByOn;
    if (lapsed || !DUNNABLE.includes(receivable.state)) {
      await endPlan(trx, plan, 'withdrawn', acting);
    }
    return;
  }
  if (plan.state !== 'accepted') return;
  if (receivable.state === 'paid') return endPlan(trx, plan, 'paid', acting);
  if (!DUNNABLE.includes(receivable.state)) return endPlan(trx, plan, 'withdrawn', acting);
  const progress = await readProgress(trx, plan, on);
  const missed = progress.filter(({ state }) => state === 'missed');
  for (const instalment of missed) {
    if (instalment.remindedOn === null) await miss(trx, plan, instalment, { ...acting, on });
  }
  if (missed.length < plan.breaksAfter) {
    const untold = await writeOfInstalments(
      house,
      trx,
      { shop, plan, receivable, progress },
      {
        ...acting,
        on,
      },
    );
    for (const instalment of untold) {
      await addTask(trx, taskOf(plan, missedTask(plan, instalment, on)), acting);
    }
    return;
  }
  await endPlan(trx, plan, 'broken', acting);
  const note = say('task_plan_broken', { missed: missed.length, planId: plan.id });
  await addTask(trx, taskOf(plan, { kind: 'plan_broken', dueOn: on, note, key: 'broken' }), acting);
}

async function miss(
  trx: Trx,
  plan: StoredPlan,
  { number, dueOn, amountCents }: Instalment,
  { on, ...acting }: Acting & { on: IsoDate },
): Promise<void> {
  await markInstalmentMissed(trx, { planId: plan.id, number }, on);
  const data = { planId: plan.id, number, dueOn, amountCents };
  const { receivableId, shopId } = plan;
  const event = { type: 'instalment.missed' as const, receivableId, data, actor: acting.actor };
  await appendEvents(trx, shopId, [event], acting.at);
}

/** Where no letter reaches the debtor, a person tells him. */
const missedTask = (plan: StoredPlan, { number, dueOn }: Instalment, on: IsoDate) => ({
  kind: 'instalment_missed' as const,
  dueOn: on,
  note: say('task_instalment_missed', { number, planId: plan.id, dueOn }),
  key: `missed:${number}`,
});

const taskOf = (
  { id, shopId, receivableId }: StoredPlan,
  task: { kind: 'plan_broken' | 'instalment_missed'; dueOn: IsoDate; note: Saying; key: string },
) => ({ ...task, shopId, receivableId, key: `plan:${id}:${task.key}` });

const of = (plan: { id: number }) => ({ kind: 'plan' as const, id: plan.id });

/** Plan and receivable, locked in the order in which every action locks them. */
async function lockAll(
  trx: Trx,
  { shopId, planId }: OfPlan,
): Promise<{ shop: Shop; plan: StoredPlan; receivable: StoredReceivable }> {
  const shop = await getShop(trx, shopId);
  const { receivableId } = await lockPlan(trx, shop.id, planId);
  const receivable = await lockReceivable(trx, shop.id, receivableId);
  return { shop, plan: await lockPlan(trx, shop.id, planId), receivable };
}

async function endPlan(
  trx: Trx,
  plan: StoredPlan,
  to: 'paid' | 'broken' | 'withdrawn',
  acting: Acting,
): Promise<void> {
  await movePlan(trx, plan, to, { ...acting, change: { endedAt: acting.at } });
  await endBlocksOf(trx, plan.shopId, of(plan), acting);
}

/** The only place where a plan changes its state. */
async function movePlan(
  trx: Trx,
  plan: StoredPlan,
  to: PlanMove,
  acting: Acting & { change: PlanChange },
): Promise<void> {
  if (!planStates[plan.state].includes(to)) {
    throw new Conflict(`instalment plan ${plan.id} is ${plan.state}; it cannot become ${to}`);
  }
  await updatePlan(trx, plan, { ...acting.change, state: to });
  const { acceptByOn = null, acceptedOn = null } = acting.change;
  await tell(trx, plan, to, { ...acting, data: { planId: plan.id, acceptByOn, acceptedOn } });
}

async function tell(
  trx: Trx,
  { shopId, receivableId }: { id: number; shopId: number; receivableId: number },
  what: PlanMove | 'drafted',
  { actor, at, data }: Acting & { data: NonNullable<NewEvent['data']> },
): Promise<void> {
  const type: EventType = `instalment_plan.${what}`;
  await appendEvents(trx, shopId, [{ type, receivableId, data, actor }], at);
}
