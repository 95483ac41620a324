import { dayOf, type Instant, type IsoDate } from '../domain/calendar.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { isTooOld, type RunItem, type RunState, whyHeld } from '../domain/runs.ts';
import { inEnglish, say, type Saying } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import { fromAt, inTransaction, type Trx } from '../storage/database.ts';
import { moveReceivables } from '../storage/dunning.ts';
import { releaseLease, takeLease } from '../storage/leases.ts';
import { findNewestMoneyNews } from '../storage/pages.ts';
import {
  beginRun,
  type DunningRun,
  findNewestRunDay,
  findOpenRun,
  getRun,
  lockRun,
  updateRun,
} from '../storage/runs.ts';
import { getShop } from '../storage/shops.ts';
import { composePage, type SoFar } from './compose-notices.ts';
import { type Acting, type House, shopDay } from './house.ts';
import type { Decided, RunContext } from './run-decisions.ts';
import {
  commitPages,
  contextOf,
  DAILY_RUN,
  decideNext,
  proposePages,
  type Renew,
  tellRun,
} from './run-pages.ts';

/** One line of a run: who gets what, or why not. */
export interface RunLine extends Omit<RunItem, 'debtorKey' | 'step' | 'template' | 'language'> {
  orderName: string;
}

export interface RunReport {
  /** Null for a preview: nothing was kept. */
  runId: number | null;
  state: RunState | 'preview';
  runOn: IsoDate;
  selected: number;
  reminded: number;
  handedOver: number;
  skipped: number;
  notices: number;
  noticesCents: number;
  /** Why it waits for a person, in words. */
  heldBecause: string | null;
  heldSays: readonly Saying[];
  /** The lines of a preview; a kept run has them in its tables. */
  lines: readonly RunLine[];
}

const LEASE_SECONDS = 120;

export interface RunWish extends Acting {
  shopId: number;
  on: IsoDate;
  /** Names this one run, so that a second one waits, in this process or another. */
  owner: string;
  /** The time as it goes on: a long run renews its lease. */
  now: () => Instant;
}

/**
 * Runs one day of one shop: proposes and commits at once. A run that died is finished first, and
 * exactly its own proposal; an open proposal of the same day is the one that is committed.
 */
export async function commitRun(house: House, wish: RunWish): Promise<RunReport> {
  return alone(house, wish, async (shop, renew) => {
    const open = await takeOver(house, shop, wish, renew);
    if (open?.state === 'finished' && open.runOn >= wish.on) return report(house, shop, open.id);
    if (open?.state === 'proposed') {
      if (wish.actor === DAILY_RUN && open.actor !== DAILY_RUN) {
        throw new Conflict(`the proposal of ${open.runOn} waits for the person who made it`);
      }
      return commitProposal(house, shop, open, { ...wish, renew });
    }
    const run = await begin(house, shop, wish, true);
    await proposePages(house, run, wish, renew);
    return commitProposal(house, shop, run, { ...wish, renew });
  });
}

/** Proposes the run of a day and leaves it to a person; the same day again gives what is there. */
export async function proposeRun(house: House, wish: RunWish): Promise<RunReport> {
  return alone(house, wish, async (shop, renew) => {
    const open = await takeOver(house, shop, wish, renew);
    if (open?.state === 'proposed') return report(house, shop, open.id);
    const run = await begin(house, shop, wish, false);
    await proposePages(house, run, wish, renew);
    return report(house, shop, run.id);
  });
}

/** A person commits a proposal, as he edited it. */
export async function commitProposed(
  house: House,
  wish: Omit<RunWish, 'on'> & { runId: number },
): Promise<RunReport> {
  return alone(house, wish, async (shop, renew) => {
    const run = await getRun(house.db, shop.id, wish.runId);
    if (run.state === 'finished') return report(house, shop, run.id);
    if (run.state === 'committing') {
      await commitPages(house, run, wish, renew);
      return report(house, shop, run.id);
    }
    if (run.state !== 'proposed') {
      throw new Conflict(`run ${run.id} is ${run.state}; only a proposal can be committed`);
    }
    return commitProposal(house, shop, run, { ...wish, renew });
  });
}

/** Throws a proposal away; nobody is reminded by it. */
export async function discardRun(
  house: House,
  wish: Omit<RunWish, 'on'> & { runId: number },
): Promise<RunReport> {
  return alone(house, wish, async (shop) => {
    const run = await getRun(house.db, shop.id, wish.runId);
    if (run.state !== 'proposed' && run.state !== 'proposing') {
      throw new Conflict(`run ${run.id} is ${run.state}; only a proposal can be discarded`);
    }
    await discard(house, run, say('run_discarded', { actor: wish.actor }), wish);
    return report(house, shop, run.id);
  });
}

/** One run of a shop at a time, whoever began it. */
async function alone(
  house: House,
  wish: Omit<RunWish, 'on'>,
  work: (shop: Shop, renew: Renew) => Promise<RunReport>,
): Promise<RunReport> {
  const lease = { name: `dunning-run:${wish.shopId}`, owner: wish.owner, seconds: LEASE_SECONDS };
  let takenAt = wish.now();
  if (!(await takeLease(house.db, lease, takenAt))) {
    throw conflict('refused_run_under_way');
  }
  const renew = async (): Promise<void> => {
    await othersFirst();
    const now = wish.now();
    if (Date.parse(now) - Date.parse(takenAt) < (LEASE_SECONDS * 1000) / 4) return;
    if (!(await takeLease(house.db, lease, now))) {
      throw new Conflict('the run took too long and was taken over by another process');
    }
    takenAt = now;
  };
  try {
    const shop = await getShop(house.db, wish.shopId);
    if (shop.state !== 'active') throw new Conflict('this shop has removed the app');
    return await work(shop, renew);
  } finally {
    await releaseLease(house.db, lease.name, lease.owner);
  }
}

/** Lets waiting requests and jobs go first: an embedded database never gives way by itself. */
const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A letter carries the day of its run: not tomorrow's, and no day before the newest run. */
async function refuseWrongDay(house: House, shop: Shop, wish: RunWish): Promise<void> {
  const today = shopDay(shop, wish.at);
  if (wish.on > today) {
    throw new InvalidInput(`a run for ${wish.on} cannot be committed on ${today}; preview it`);
  }
  const newest = await findNewestRunDay(house.db, shop.id);
  if (newest !== null && wish.on < newest) {
    throw new InvalidInput(`a run for ${newest} is already committed; ${wish.on} is before it`);
  }
}

/**
 * Brings the run that has not ended to where this one can begin: one that died is finished, a
 * proposal of another day makes room. Gives a proposal of the wished day or what was finished.
 */
async function takeOver(
  house: House,
  shop: Shop,
  wish: RunWish,
  renew: Renew,
): Promise<DunningRun | null> {
  await refuseWrongDay(house, shop, wish);
  const open = await findOpenRun(house.db, shop.id);
  if (open === null) return null;
  if (open.state === 'proposing') await proposePages(house, open, wish, renew);
  if (open.state === 'committing') await commitPages(house, open, wish, renew);
  else if (open.thenCommit) await commitProposal(house, shop, open, { ...wish, renew });
  else if (open.runOn !== wish.on) {
    await discard(house, open, say('run_superseded', { runOn: wish.on }), wish);
    return null;
  }
  return getRun(house.db, shop.id, open.id);
}

async function begin(
  house: House,
  shop: Shop,
  wish: RunWish,
  thenCommit: boolean,
): Promise<DunningRun> {
  return inTransaction(house.db, async (trx) => {
    const run = { shopId: shop.id, runOn: wish.on, actor: wish.actor, thenCommit };
    return beginRun(trx, run, wish.at);
  });
}

async function commitProposal(
  house: House,
  shop: Shop,
  proposal: DunningRun,
  wish: Acting & { renew: Renew },
): Promise<RunReport> {
  const today = shopDay(shop, wish.at);
  if (isTooOld(proposal.runOn, today) && !proposal.thenCommit) {
    throw conflict('refused_run_old', { runOn: proposal.runOn });
  }
  const held = await heldBecause(house, shop, today);
  if (held !== null) {
    await updateRun(house.db, proposal.id, { thenCommit: false, heldBecause: held });
    const why = `run ${proposal.id} is proposed but not committed: ${inEnglish(held)}`;
    throw new Conflict(why, { says: [held] });
  }
  const run = await inTransaction(house.db, async (trx) => {
    const locked = await lockRun(trx, shop.id, proposal.id);
    if (locked.state !== 'proposed') {
      throw new Conflict(`run ${locked.id} is ${locked.state} meanwhile`);
    }
    const change = { state: 'committing' as const, committedBy: wish.actor, heldBecause: null };
    await updateRun(trx, locked.id, change);
    return { ...locked, ...change };
  });
  await commitPages(house, run, wish, wish.renew);
  return report(house, shop, run.id);
}

/** Why no run of this shop may commit now, or null. */
export async function heldBecause(
  house: House,
  shop: Shop,
  today: IsoDate,
): Promise<Saying | null> {
  const { stalePaymentsDays } = shop.settings.dunning;
  const { db } = house;
  const newest = stalePaymentsDays === null ? null : await findNewestMoneyNews(db, shop);
  const moneyKnownOn = newest === null ? null : dayOf(fromAt(newest), shop.settings.timeZone);
  return whyHeld({ stop: shop.dunningStop ?? null, stalePaymentsDays, moneyKnownOn }, today);
}

async function discard(
  house: House,
  run: DunningRun,
  because: Saying,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx: Trx) => {
    const { at: finishedAt } = acting;
    await updateRun(trx, run.id, { state: 'discarded', heldBecause: because, finishedAt });
    await tellRun(trx, run, 'dunning_run.discarded', acting);
  });
}

async function report(house: House, shop: Shop, id: number): Promise<RunReport> {
  const run = await getRun(house.db, shop.id, id);
  const { state, runOn, selected, reminded, handedOver, skipped, notices } = run;
  const { noticesCents, heldBecause, heldSays } = run;
  const counts = { selected, reminded, handedOver, skipped, notices, noticesCents };
  return { runId: id, state, runOn, ...counts, heldBecause, heldSays, lines: [] };
}

/** Thrown to roll a preview back; it carries what the page would have done. */
class RolledBack<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('preview');
    this.result = result;
  }
}

/** Does the work in a transaction, gives what it found and keeps nothing of it. */
async function withoutTrace<T>(house: House, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(house.db, async (trx): Promise<T> => {
      throw new RolledBack(await work(trx));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as T;
    throw error;
  }
}

/** The same code as the run, rolled back page by page: who would get what, and who is left out. */
export async function previewRun(house: House, wish: RunWish): Promise<RunReport> {
  const run = { id: 0, shopId: wish.shopId, runOn: wish.on, committedBy: wish.actor };
  const ctx = await contextOf(house, run, wish);
  const decided: Decided[] = [];
  for (;;) {
    const afterId = decided.at(-1)?.item.receivableId ?? 0;
    const page = await withoutTrace(house, async (trx) => {
      const found = await decideNext(trx, ctx, { afterId, states: DUNNABLE });
      const passed = found.filter(({ candidate }) => candidate.receivable.state === 'open');
      const ids = passed.map(({ item }) => item.receivableId);
      await moveReceivables(trx, wish.shopId, ids, 'overdue');
      return found;
    });
    if (page.length === 0) break;
    decided.push(...page);
    await othersFirst();
  }
  const { skips, notices, noticesCents } = await previewNotices(house, ctx, decided);
  const lines = decided.map((one) => lineOf(one, skips));
  const held = await heldBecause(house, ctx.shop, shopDay(ctx.shop, wish.at));
  const count = (outcome: RunLine['outcome']) =>
    lines.filter((line) => line.outcome === outcome).length;
  return {
    runId: null,
    state: 'preview',
    runOn: wish.on,
    selected: lines.length,
    reminded: count('remind'),
    handedOver: count('hand_over'),
    skipped: count('skip'),
    notices,
    noticesCents,
    heldBecause: held === null ? null : inEnglish(held),
    heldSays: held === null ? [] : [held],
    lines,
  };
}

/** Writes the notices of a preview out, debtor by debtor, in the order of a run. */
async function previewNotices(
  house: House,
  ctx: RunContext,
  decided: readonly Decided[],
): Promise<SoFar & { skips: Map<number, string> }> {
  const reminded = decided.filter(({ item }) => item.outcome === 'remind');
  const byDebtor = Map.groupBy(reminded, ({ item }) => item.debtorKey ?? '');
  const skips = new Map<number, string>();
  let sofar: SoFar = { notices: 0, noticesCents: 0 };
  for (const key of [...byDebtor.keys()].toSorted()) {
    const composed = await withoutTrace(house, (trx) =>
      composePage(trx, ctx, byDebtor.get(key) ?? [], { ...sofar, withPdf: false }),
    );
    await othersFirst();
    for (const [receivableId, reason] of composed.skips) skips.set(receivableId, reason);
    sofar = { notices: composed.notices, noticesCents: composed.noticesCents };
  }
  return { ...sofar, skips };
}

function lineOf({ item, candidate }: Decided, skips: ReadonlyMap<number, string>): RunLine {
  const { debtorKey, step: _step, template: _template, language: _language, ...line } = item;
  const { orderName } = candidate.receivable;
  const groupKey = debtorKey === null ? null : `${debtorKey}.${item.groupKey ?? ''}`;
  const reason = skips.get(item.receivableId);
  const left = reason === undefined ? {} : { outcome: 'skip' as const, reason };
  return { ...line, groupKey, orderName, ...left };
}
