/** The pages of a run: each is one transaction, so that a run that dies goes on where it was. */
import { inForce } from '../domain/policies.ts';
import type { ReminderChannel } from '../domain/dunning.ts';
import { Conflict } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import { DUNNABLE, moveReceivable, type ReceivableState } from '../domain/receivable.ts';
import { isTooOld, type RunItem, whyChanged } from '../domain/runs.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  countCandidates,
  lockCandidates,
  lockCandidatesById,
  lockPassed,
  moveReceivables,
} from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { listOwnTexts } from '../storage/letter-texts.ts';
import { listPolicies } from '../storage/policies.ts';
import {
  addItems,
  countNextItems,
  listNextItems,
  listTakenOut,
  skipItems,
  takeOutAgain,
  type StoredItem,
  updateItem,
} from '../storage/run-items.ts';
import { beginWork, type DunningRun, lockRun, recountRun, updateRun } from '../storage/runs.ts';
import { findAgencyAccount, getShop } from '../storage/shops.ts';
import { composePage, type SoFar } from './compose-notices.ts';
import { freezeNotices } from './freeze-notices.ts';
import { queueClaim } from './hand-over.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { type Decided, decidePage, preDueUntil, type RunContext } from './run-decisions.ts';

/** Receivables that are decided at once; also the most rows of one transaction. */
const PAGE = 400;
/** Items that are frozen at once: each is a letter with its words. */
const COMMIT_PAGE = 100;

/** Who commits without looking at the proposal. */
export const DAILY_RUN = 'daily-dunning';

/** Called after each page: renews the lease of the run, or throws when it is lost. */
export type Renew = () => Promise<void>;

/** Reads once what a run needs for all its pages. */
export async function contextOf(
  house: House,
  run: Pick<DunningRun, 'id' | 'shopId' | 'runOn' | 'committedBy'>,
  acting: Acting,
): Promise<RunContext> {
  const shop = await getShop(house.db, run.shopId);
  const account = await findAgencyAccount(house.db, shop.id, shop.agencyMode);
  return {
    ...acting,
    house: { ...house, texts: house.texts.with(await listOwnTexts(house.db, shop.id)) },
    shop,
    runId: run.id,
    runOn: run.runOn,
    policies: inForce(await listPolicies(house.db, shop.id), shop.settings.connection),
    agencyName: account?.agency ?? null,
    byPerson: (run.committedBy ?? acting.actor) !== DAILY_RUN,
  };
}

/**
 * Puts the proposal together: every receivable that is due gets its line. What is not committed at
 * once is also written out, so that a person sees which notice cannot be written.
 */
export async function proposePages(
  house: House,
  run: DunningRun,
  acting: Acting,
  renew: Renew,
): Promise<void> {
  const ctx = await contextOf(house, run, acting);
  while (await passDueDates(ctx)) await renew();
  const states = DUNNABLE.filter((state) => state !== 'open');
  const { shop, runOn: on } = ctx;
  const preDueUntilOn = preDueUntil(ctx.policies, on);
  const ahead = { on, states, preDueUntilOn, afterId: run.cursorId };
  await beginWork(house.db, run, 'look', await countCandidates(house.db, shop.id, ahead));
  while (await inTransaction(house.db, (trx) => proposePage(trx, ctx, states))) await renew();
  await inTransaction(house.db, (trx) => leaveOutAgain(trx, run, acting));
  if (!run.thenCommit) {
    await beginWork(house.db, run, 'try', await countNextItems(house.db, run));
    let sofar: SoFar = { notices: 0, noticesCents: 0 };
    for (;;) {
      const next = await inTransaction(house.db, (trx) => tryPage(trx, ctx, sofar));
      if (next === null) break;
      sofar = next;
      await renew();
    }
  }
  await inTransaction(house.db, async (trx) => {
    await recountRun(trx, run.id);
    const { at: proposedAt } = acting;
    await updateRun(trx, run.id, { state: 'proposed', commitKey: '', proposedAt });
    if (!run.thenCommit) await tellRun(trx, run, 'dunning_run.proposed', acting);
  });
}

/** Whom a person took out of yesterday's proposal stays out, while the same step is proposed. */
async function leaveOutAgain(
  trx: Trx,
  { id: runId, shopId }: DunningRun,
  { actor, at }: Acting,
): Promise<void> {
  const events: NewEvent[] = [];
  for (const one of await listTakenOut(trx, { id: runId, shopId })) {
    if (!(await takeOutAgain(trx, runId, one))) continue;
    const { receivableId } = one;
    const data = { runId, what: 'taken_out_again' };
    events.push({ type: 'dunning_run.edited', receivableId, data, actor });
  }
  await appendEvents(trx, shopId, events, at);
}

/** Receivables whose due day has ended become overdue; true while there may be more. */
async function passDueDates({ house, shop, runOn, actor, at }: RunContext): Promise<boolean> {
  const state = moveReceivable('open', 'due_date.passed');
  if (state === null) return false;
  return inTransaction(house.db, async (trx) => {
    const ids = await lockPassed(trx, shop.id, runOn, PAGE);
    if (ids.length === 0) return false;
    await moveReceivables(trx, shop.id, ids, state);
    const type = 'due_date.passed' as const;
    const events = ids.map((receivableId) => ({ type, receivableId, actor }));
    await appendEvents(trx, shop.id, events, at);
    return ids.length === PAGE;
  });
}

async function proposePage(
  trx: Trx,
  ctx: RunContext,
  states: readonly ReceivableState[],
): Promise<boolean> {
  const run = await lockRun(trx, ctx.shop.id, ctx.runId);
  if (run.state !== 'proposing') throw new Conflict(`run ${run.id} is ${run.state} meanwhile`);
  const decided = await decideNext(trx, ctx, { afterId: run.cursorId, states });
  const last = decided.at(-1);
  if (last === undefined) return false;
  const items = decided.map(({ item }) => item);
  await addItems(trx, run, items);
  const workDone = run.workDone + decided.length;
  await updateRun(trx, run.id, { cursorId: last.item.receivableId, workDone });
  return decided.length === PAGE;
}

/** The next page of candidates, decided. */
export async function decideNext(
  trx: Trx,
  ctx: RunContext,
  page: { afterId: number; states: readonly ReceivableState[] },
): Promise<Decided[]> {
  const { shop, runOn, policies } = ctx;
  const preDueUntilOn = preDueUntil(policies, runOn);
  const wish = { ...page, on: runOn, limit: PAGE, preDueUntilOn };
  return decidePage(trx, ctx, await lockCandidates(trx, shop.id, wish));
}

/** Writes the next notices out without keeping them; null at the end. */
async function tryPage(trx: Trx, ctx: RunContext, sofar: SoFar): Promise<SoFar | null> {
  const run = await lockRun(trx, ctx.shop.id, ctx.runId);
  const items = await listNextItems(trx, run, COMMIT_PAGE);
  if (items.length === 0) return null;
  const decided = await redecide(trx, ctx, items);
  const reminded = decided.filter(({ now }) => now.item.outcome === 'remind').map(({ now }) => now);
  const composed = await composePage(trx, ctx, reminded, { ...sofar, withPdf: false });
  await skipItems(
    trx,
    items.flatMap(({ id, receivableId }) => {
      const reason = composed.skips.get(receivableId);
      return reason === undefined ? [] : [{ id, reason }];
    }),
  );
  const commitKey = items.at(-1)?.debtorKey ?? '';
  await updateRun(trx, run.id, { commitKey, workDone: run.workDone + items.length });
  return composed;
}

/** Commits the proposal page by page, as it is; whoever takes over goes on behind the last page. */
export async function commitPages(
  house: House,
  run: DunningRun,
  acting: Acting,
  renew: Renew,
): Promise<void> {
  const ctx = await contextOf(house, run, acting);
  await beginWork(house.db, run, 'send', await countNextItems(house.db, run));
  while (await inTransaction(house.db, (trx) => commitPage(trx, ctx))) await renew();
  await inTransaction(house.db, async (trx) => {
    await recountRun(trx, run.id);
    await updateRun(trx, run.id, { state: 'finished', finishedAt: acting.at });
    if (!run.thenCommit) await tellRun(trx, run, 'dunning_run.committed', acting);
  });
}

async function commitPage(trx: Trx, ctx: RunContext): Promise<boolean> {
  const { dunningStop } = await getShop(trx, ctx.shop.id);
  if (dunningStop !== null && dunningStop !== undefined) {
    throw new Conflict(`the emergency stop is on since ${dunningStop.since}; the run waits`);
  }
  const run = await lockRun(trx, ctx.shop.id, ctx.runId);
  if (run.state !== 'committing') throw new Conflict(`run ${run.id} is ${run.state} meanwhile`);
  const items = await listNextItems(trx, run, COMMIT_PAGE);
  if (items.length === 0) return false;
  const decided = await redecide(trx, ctx, items);
  const skips = decided.flatMap(({ stored, changed }) =>
    changed === null ? [] : [{ id: stored.id, reason: changed }],
  );
  const going = decided.filter(({ changed }) => changed === null);
  const reminded = going.filter(({ now }) => now.item.outcome === 'remind').map(({ now }) => now);
  const composed = await composePage(trx, ctx, reminded, { ...run, withPdf: true });
  await freezeNotices(trx, ctx, composed.drafts);
  for (const { stored, now } of going) {
    const reason =
      now.item.outcome === 'hand_over'
        ? await handOver(trx, ctx, now)
        : (composed.skips.get(stored.receivableId) ?? null);
    if (reason !== null) skips.push({ id: stored.id, reason });
    else if (differs(stored, now.item)) await updateItem(trx, stored.id, { item: now.item });
  }
  await skipItems(trx, skips);
  await updateRun(trx, run.id, {
    commitKey: items.at(-1)?.debtorKey ?? '',
    workDone: run.workDone + items.length,
    notices: composed.notices,
    noticesCents: composed.noticesCents,
  });
  return true;
}

const differs = (stored: RunItem, now: RunItem): boolean =>
  stored.totalCents !== now.totalCents || stored.groupKey !== now.groupKey;

async function handOver(trx: Trx, ctx: RunContext, decided: Decided): Promise<string | null> {
  const { candidate, handover } = decided;
  const accountId = handover?.accountId ?? null;
  if (handover === null || accountId === null) return 'no_agency_account';
  const claimId = await queueClaim(trx, ctx.shop, candidate, { ...handover, ...ctx, accountId });
  return claimId === null ? 'live_claim_exists' : null;
}

interface Redecided {
  stored: StoredItem;
  now: Decided;
  /** Why it is left out after all, or null. */
  changed: string | null;
}

/** Decides proposed items anew, with the very same code and the facts of this moment. */
async function redecide(
  trx: Trx,
  ctx: RunContext,
  items: readonly StoredItem[],
): Promise<Redecided[]> {
  const ids = items.map(({ receivableId }) => receivableId);
  const candidates = await lockCandidatesById(
    trx,
    ctx.shop.id,
    ids.toSorted((a, b) => a - b),
  );
  const channels = new Map<number, ReminderChannel>(
    items.flatMap(({ receivableId, channel, editedBy }) =>
      channel === null || editedBy === null ? [] : [[receivableId, channel] as const],
    ),
  );
  const decided = await decidePage(trx, ctx, candidates, channels);
  const byId = new Map(decided.map((one) => [one.item.receivableId, one]));
  const tooOld = isTooOld(ctx.runOn, shopDay(ctx.shop, ctx.at));
  return items.flatMap((stored): Redecided[] => {
    const now = byId.get(stored.receivableId);
    if (now === undefined) return [];
    const state = now.candidate.receivable.state;
    const gone = DUNNABLE.includes(state) ? null : `changed:${state}`;
    const changed = tooOld ? 'changed:too_old' : (gone ?? whyChanged(stored, now.item));
    return [{ stored, now, changed }];
  });
}

/** Tells what a person decided about a run; a run that ran by itself tells of its reminders. */
export async function tellRun(
  trx: Trx,
  { id: runId, shopId, runOn }: Pick<DunningRun, 'id' | 'shopId' | 'runOn'>,
  type: 'dunning_run.proposed' | 'dunning_run.committed' | 'dunning_run.discarded',
  { actor, at }: Acting,
): Promise<void> {
  await appendEvents(trx, shopId, [{ type, data: { runId, runOn }, actor }], at);
}
