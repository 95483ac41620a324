/** A person edits a proposal before it is committed. */
import type { ReminderChannel } from '../domain/dunning.ts';
import { Conflict } from '../domain/errors.ts';
import type { RunItem } from '../domain/runs.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { lockCandidatesById } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockItem, type StoredItem, TAKEN_OUT, updateItem } from '../storage/run-items.ts';
import { addApproval, type DunningRun, lockRun, recountRun } from '../storage/runs.ts';
import type { Acting, House } from './house.ts';
import { decidePage } from './run-decisions.ts';
import { contextOf } from './run-pages.ts';

/** What an edit leaves of an item. */
export type EditedItem = Pick<
  StoredItem,
  'id' | 'runId' | 'receivableId' | 'outcome' | 'reason' | 'channel'
>;

interface ItemWish {
  shopId: number;
  itemId: number;
}

/** Takes one item out of a proposal, with a reason. The others stay. */
export async function takeOut(
  house: House,
  wish: ItemWish & { reason: string },
  acting: Acting,
): Promise<EditedItem> {
  return edit(house, wish, async (trx, item) => {
    if (item.outcome === 'skip') {
      throw new Conflict(`item ${item.id} is left out already: ${item.reason ?? ''}`);
    }
    const left: RunItem = { ...item, outcome: 'skip', reason: TAKEN_OUT };
    return change(trx, item, left, { ...acting, note: wish.reason, what: TAKEN_OUT });
  });
}

/** Puts an item back that a person took out; it is decided anew, with the facts of this moment. */
export async function putBack(house: House, wish: ItemWish, acting: Acting): Promise<EditedItem> {
  return edit(house, wish, async (trx, item, run) => {
    if (item.reason !== TAKEN_OUT) {
      throw new Conflict(`nobody took item ${item.id} out; it is ${item.reason ?? item.outcome}`);
    }
    const now = await decideAnew(house, trx, { run, item, channel: item.channel }, acting);
    return change(trx, item, now, { ...acting, note: null, what: 'put_back' });
  });
}

/** Sends one item on another channel than the policy would; it must reach the debtor. */
export async function chooseItemChannel(
  house: House,
  wish: ItemWish & { channel: ReminderChannel },
  acting: Acting,
): Promise<EditedItem> {
  return edit(house, wish, async (trx, item, run) => {
    if (item.step !== 'remind') {
      throw new Conflict(`item ${item.id} is no reminder; it has no channel`);
    }
    const { channel } = wish;
    const now = await decideAnew(house, trx, { run, item, channel }, acting);
    if (now.channel === null) {
      throw new Conflict(`the debtor of item ${item.id} cannot be reached by ${channel}`);
    }
    const kept = item.outcome === 'skip' ? { outcome: item.outcome, reason: item.reason } : {};
    const what = `channel_${channel}`;
    return change(trx, item, { ...now, ...kept }, { ...acting, note: null, what });
  });
}

/**
 * Lets a reminder leave whose level waits for an approval: at once in an open proposal, else with
 * the next run.
 */
export async function approveItem(
  house: House,
  wish: ItemWish,
  acting: Acting,
): Promise<{ receivableId: number; level: number; outcome: RunItem['outcome'] }> {
  return inTransaction(house.db, async (trx) => {
    const item = await lockItem(trx, wish.shopId, wish.itemId);
    if (item.step !== 'remind' || item.reason !== 'approval_needed') {
      throw new Conflict(`item ${item.id} does not wait for an approval`);
    }
    const run = await lockRun(trx, wish.shopId, item.runId);
    const [candidate] = await lockCandidatesById(trx, wish.shopId, [item.receivableId]);
    const round = candidate?.receivable.round ?? 1;
    const { receivableId, level } = item;
    await addApproval(trx, wish.shopId, { receivableId, round, level }, acting);
    const data = { itemId: item.id, level };
    const event = { type: 'reminder.approved' as const, receivableId, data, actor: acting.actor };
    await appendEvents(trx, wish.shopId, [event], acting.at);
    if (run.state !== 'proposed') return { receivableId, level, outcome: item.outcome };
    const now = await decideAnew(house, trx, { run, item, channel: null }, acting);
    await change(trx, item, now, { ...acting, note: null, what: 'approved' });
    return { receivableId, level, outcome: now.outcome };
  });
}

async function edit(
  house: House,
  { shopId, itemId }: ItemWish,
  work: (trx: Trx, item: StoredItem, run: DunningRun) => Promise<EditedItem>,
): Promise<EditedItem> {
  return inTransaction(house.db, async (trx) => {
    const found = await lockItem(trx, shopId, itemId);
    const run = await lockRun(trx, shopId, found.runId);
    if (run.state !== 'proposed') {
      throw new Conflict(`run ${run.id} is ${run.state}; only a proposal can be edited`);
    }
    return work(trx, found, run);
  });
}

async function decideAnew(
  house: House,
  trx: Trx,
  of: { run: DunningRun; item: StoredItem; channel: ReminderChannel | null },
  acting: Acting,
): Promise<RunItem> {
  const { run, item, channel } = of;
  const ctx = await contextOf({ ...house, db: trx }, { ...run, committedBy: acting.actor }, acting);
  const candidates = await lockCandidatesById(trx, run.shopId, [item.receivableId]);
  const channels = new Map(channel === null ? [] : [[item.receivableId, channel] as const]);
  const [decided] = await decidePage(trx, { ...ctx, house }, candidates, channels);
  if (decided === undefined) throw new Conflict(`receivable ${item.receivableId} is gone`);
  return decided.item;
}

async function change(
  trx: Trx,
  item: StoredItem,
  now: RunItem,
  edited: Acting & { note: string | null; what: string },
): Promise<EditedItem> {
  const { actor, at, note, what } = edited;
  await updateItem(trx, item.id, { item: now, editedBy: actor, editNote: note, editedAt: at });
  await recountRun(trx, item.runId);
  const { receivableId } = item;
  const data = { runId: item.runId, itemId: item.id, what };
  const event = { type: 'dunning_run.edited' as const, receivableId, data, actor };
  await appendEvents(trx, item.shopId, [event], at);
  const { outcome, reason, channel } = now;
  return { id: item.id, runId: item.runId, receivableId, outcome, reason, channel };
}
