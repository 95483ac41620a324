import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import type { Instalment, PlanState } from '../domain/instalments.ts';
import type { Cents } from '../domain/money.ts';
import { type Db, fromAt, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';
import { newestEntryId, readPaidSince } from './promises.ts';
import { readBalances } from './receivables.ts';

/** A plan of instalments with its schedule. */
export interface StoredPlan {
  id: number;
  shopId: number;
  receivableId: number;
  state: PlanState;
  totalCents: Cents;
  /** What the deferral costs, a part of the total. */
  chargeCents: Cents;
  graceDays: number;
  breaksAfter: number;
  offeredOn: IsoDate | null;
  acceptByOn: IsoDate | null;
  acceptedOn: IsoDate | null;
  /** The debtor was told that accepting acknowledges the debt. */
  acknowledges: boolean;
  /** Ledger entries behind this one count for the plan; null before it is accepted. */
  afterEntryId: number | null;
  note: string | null;
  madeBy: string;
  madeAt: Instant;
  endedAt: Instant | null;
}

export interface StoredInstalment extends Instalment {
  id: number;
  planId: number;
  /** When it was missed and a person was told. */
  remindedOn: IsoDate | null;
}

interface PlanRow {
  id: number;
  shop_id: number;
  receivable_id: number;
  state: PlanState;
  total_cents: number | string;
  charge_cents: number | string;
  grace_days: number;
  accelerate_after: number;
  offered_on: IsoDate | null;
  accept_by_on: IsoDate | null;
  accepted_on: IsoDate | null;
  acknowledges: number | boolean;
  after_entry_id: number | string | null;
  note: string | null;
  made_by: string;
  made_at: string;
  ended_at: string | null;
}

export const toPlan = (row: PlanRow): StoredPlan => ({
  id: row.id,
  shopId: row.shop_id,
  receivableId: row.receivable_id,
  state: row.state,
  totalCents: Number(row.total_cents),
  chargeCents: Number(row.charge_cents),
  graceDays: row.grace_days,
  breaksAfter: row.accelerate_after,
  offeredOn: row.offered_on,
  acceptByOn: row.accept_by_on,
  acceptedOn: row.accepted_on,
  acknowledges: Boolean(row.acknowledges),
  afterEntryId: row.after_entry_id === null ? null : Number(row.after_entry_id),
  note: row.note,
  madeBy: row.made_by,
  madeAt: fromAt(row.made_at),
  endedAt: fromAtOrNull(row.ended_at),
});

export type NewPlan = Pick<
  StoredPlan,
  'shopId' | 'receivableId' | 'totalCents' | 'chargeCents' | 'graceDays' | 'breaksAfter' | 'note'
> & { madeBy: string };

/** Adds a plan as a draft. Throws `Conflict` while another one of the receivable lives. */
export async function addPlan(
  trx: Trx,
  plan: NewPlan,
  schedule: readonly Instalment[],
  at: Instant,
): Promise<number> {
  const id = await insertOnce(trx, 'instalment_plans', {
    shop_id: plan.shopId,
    receivable_id: plan.receivableId,
    state: 'draft',
    live_key: plan.receivableId,
    total_cents: plan.totalCents,
    charge_cents: plan.chargeCents,
    grace_days: plan.graceDays,
    accelerate_after: plan.breaksAfter,
    note: plan.note,
    made_by: plan.madeBy,
    made_at: toAt(at),
  });
  if (id === null) {
    throw conflict('refused_has_plan', { receivableId: plan.receivableId });
  }
  await trx('instalments').insert(
    schedule.map(({ number, dueOn, amountCents }) => ({
      shop_id: plan.shopId,
      plan_id: id,
      number,
      due_on: dueOn,
      amount_cents: amountCents,
    })),
  );
  return id;
}

export async function lockPlan(trx: Trx, shopId: number, planId: number): Promise<StoredPlan> {
  const row: PlanRow | undefined = await trx('instalment_plans')
    .where({ shop_id: shopId, id: planId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`instalment plan ${planId} does not exist`);
  return toPlan(row);
}

/** A plan of this shop, to look at. */
export async function getPlan(db: Db, shopId: number, planId: number): Promise<StoredPlan> {
  const row: PlanRow | undefined = await db('instalment_plans')
    .where({ shop_id: shopId, id: planId })
    .first();
  if (row === undefined) throw new NotFound(`instalment plan ${planId} does not exist`);
  return toPlan(row);
}

export interface PlanChange {
  state?: PlanState;
  offeredOn?: IsoDate;
  acceptByOn?: IsoDate;
  acceptedOn?: IsoDate;
  acknowledges?: boolean;
  endedAt?: Instant;
}

export async function updatePlan(
  trx: Trx,
  plan: { shopId: number; id: number; receivableId: number },
  change: PlanChange,
): Promise<void> {
  const { state, offeredOn, acceptByOn, acceptedOn, acknowledges, endedAt } = change;
  const row: Record<string, unknown> = {
    state,
    offered_on: offeredOn,
    accept_by_on: acceptByOn,
    accepted_on: acceptedOn,
    acknowledges,
    ...(state === 'accepted'
      ? { after_entry_id: await newestEntryId(trx, plan.receivableId) }
      : {}),
    ...(endedAt === undefined ? {} : { ended_at: toAt(endedAt), live_key: null }),
  };
  const known = Object.entries(row).filter(([, value]) => value !== undefined);
  await trx('instalment_plans')
    .where({ shop_id: plan.shopId, id: plan.id })
    .update(Object.fromEntries(known));
}

interface InstalmentRow {
  id: number;
  plan_id: number;
  number: number;
  due_on: IsoDate;
  amount_cents: number | string;
  reminded_on: IsoDate | null;
}

const toInstalment = (row: InstalmentRow): StoredInstalment => ({
  id: row.id,
  planId: row.plan_id,
  number: row.number,
  dueOn: row.due_on,
  amountCents: Number(row.amount_cents),
  remindedOn: row.reminded_on,
});

/** The schedules of plans, each in the order of its days. */
export async function listInstalments(
  db: Db,
  planIds: readonly number[],
): Promise<Map<number, StoredInstalment[]>> {
  const rows: InstalmentRow[] = await db('instalments')
    .whereIn('plan_id', [...planIds])
    .orderBy([{ column: 'plan_id' }, { column: 'number' }]);
  const schedules = new Map<number, StoredInstalment[]>(planIds.map((id) => [id, []]));
  for (const row of rows) schedules.get(row.plan_id)?.push(toInstalment(row));
  return schedules;
}

export async function markInstalmentMissed(
  trx: Trx,
  instalment: { planId: number; number: number },
  on: IsoDate,
): Promise<void> {
  await trx('instalments')
    .where({ plan_id: instalment.planId, number: instalment.number })
    .update({ reminded_on: on });
}

/** Plans that run or are offered, a bounded number; the domain says what became of them. */
export async function listLivePlans(
  db: Db,
  shopId: number,
  page: { afterId: number; limit: number },
): Promise<{ id: number; receivableId: number }[]> {
  const rows: { id: number; receivable_id: number }[] = await db('instalment_plans')
    .where({ shop_id: shopId })
    .whereIn('state', ['offered', 'accepted'])
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .select('id', 'receivable_id');
  return rows.map((row) => ({ id: row.id, receivableId: row.receivable_id }));
}

/**
 * How much of an accepted plan is done with on a day: what was paid since, and at least what is not
 * open any more. A credit note covers instalments as money does, and nobody is asked for more than
 * he owes.
 */
export async function readCovered(
  db: Db,
  plan: Pick<StoredPlan, 'receivableId' | 'totalCents' | 'afterEntryId'>,
  on: IsoDate,
): Promise<Cents> {
  const since = { afterEntryId: plan.afterEntryId ?? 0, untilOn: on };
  const paidCents = await readPaidSince(db, plan.receivableId, since);
  const { receivable, costs } = await readBalances(db, plan.receivableId);
  return Math.max(paidCents, plan.totalCents - receivable - costs);
}
