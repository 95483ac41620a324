import { addSeconds } from '../domain/calendar.ts';
import { isBlocked } from '../domain/dunning.ts';
import { MahnlaufError } from '../domain/errors.ts';
import { isMadeUp } from '../domain/trial.ts';
import type { ShownState } from '../ports.ts';
import { findNewestClaim } from '../storage/claims.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { getReceivable, listBlocks, readBalances } from '../storage/receivables.ts';
import { findProgress, saveShown } from '../storage/shop-progress.ts';
import { getShop } from '../storage/shops.ts';
import {
  listChangedSince,
  listEndedBlocks,
  postponeShown,
  saveShownOrder,
  type ShownOrder,
  wantShown,
} from '../storage/shown-orders.ts';
import { type Acting, type House, shopDay } from './house.ts';

/** Events looked at in one transaction. */
const EVENTS = 1000;

/**
 * Notes whose state changed since the last look, from the journal: every change is told there in its
 * own transaction, so none is lost. True when there is more to look at.
 */
export async function noteChanges(house: House, shopId: number, { at }: Acting): Promise<boolean> {
  return inTransaction(house.db, async (trx) => {
    const progress = await findProgress(trx, shopId);
    if (progress === null) return false;
    const today = shopDay(await getShop(trx, shopId), at);
    const from = { sequence: progress.shownSequence, limit: EVENTS };
    const changed = await listChangedSince(trx, shopId, from);
    const days = { fromOn: progress.shownOn ?? today, beforeOn: today };
    const ended = await listEndedBlocks(trx, shopId, days);
    for (const receivableId of new Set([...changed.receivableIds, ...ended])) {
      await wantShown(trx, { shopId, receivableId }, at);
    }
    await saveShown(trx, shopId, { sequence: changed.sequence, on: today });
    return changed.events === EVENTS;
  });
}

interface Target {
  shopId: number;
  receivableId: number;
}

/** What the shop shall show of a receivable. */
export interface ToShow {
  orderId: string;
  state: ShownState;
  /** As it is kept to be compared; null when the shop need not show anything. */
  text: string | null;
  /** Everything is paid, and the shop does not know it yet. */
  markPaid: boolean;
}

/** The state of a receivable as its shop shall show it now. */
export async function readToShow(
  house: House,
  { shopId, receivableId }: Target,
  before: ShownOrder,
  { at }: Acting,
): Promise<ToShow> {
  const shop = await getShop(house.db, shopId);
  const receivable = await getReceivable(house.db, shopId, receivableId);
  const blocks = (await listBlocks(house.db, [receivableId])).get(receivableId) ?? [];
  const claim = await findNewestClaim(house.db, receivableId);
  const state: ShownState = {
    level: receivable.level,
    blocked: isBlocked(blocks, shopDay(shop, at)),
    claimState: claim?.state ?? null,
    fileNumber: claim?.fileNumber ?? null,
    outstandingCents: Math.max(0, receivable.principalCents + receivable.costsCents),
    currency: receivable.currency,
  };
  const isNothing = state.level === 0 && !state.blocked && claim === null;
  const quiet = before.shown === null && isNothing && state.outstandingCents === 0;
  const balances = await readBalances(house.db, receivableId);
  const elsewhere = balances.direct_cash + balances.agency_cash;
  const isInvented = isMadeUp(receivable.externalId);
  const paid = receivable.state === 'paid' && receivable.principalCents <= 0;
  return {
    orderId: receivable.externalId,
    state,
    text: quiet || isInvented ? null : JSON.stringify(state),
    markPaid: paid && !isInvented && elsewhere > 0 && balances.write_off <= 0 && !before.markedPaid,
  };
}

/** The shop shows it now. */
export async function finishShown(
  house: House,
  target: Target,
  done: Pick<ShownOrder, 'wanted' | 'shown' | 'markedPaid'> & { isMarkedNow: boolean },
  { actor, at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    await saveShownOrder(trx, target, done);
    if (!done.isMarkedNow) return;
    const { receivableId } = target;
    const event = { type: 'order.marked_paid' as const, receivableId, actor };
    await appendEvents(trx, target.shopId, [event], at);
  });
}

/** It could not be shown: later again, after a while that grows. */
export async function failShown(
  house: House,
  target: Target,
  { error, attempts }: { error: unknown; attempts: number },
  { at }: Acting,
): Promise<void> {
  const note = error instanceof MahnlaufError ? error.message : 'an unexpected fault; see the log';
  const runAt = addSeconds(at, Math.min(24 * 3600, 60 * 2 ** attempts));
  await postponeShown(house.db, target, { attempts: attempts + 1, note, runAt });
}
