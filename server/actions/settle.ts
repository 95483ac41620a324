import type { IsoDate } from '../domain/calendar.ts';
import type { NewEvent } from '../domain/events.ts';
import * as ledger from '../domain/ledger.ts';
import { moveReceivable, type ReceivableMove } from '../domain/receivable.ts';
import type { Trx } from '../storage/database.ts';
import { lockLiveClaim } from '../storage/claims.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  countPostings,
  lockReceivable,
  post,
  readBalances,
  type StoredReceivable,
  updateReceivable,
} from '../storage/receivables.ts';
import { hasLeft, requestClose, withdrawQueuedClaim } from './claim-moves.ts';
import type { Acting } from './house.ts';

/**
 * Moves a receivable along an edge of its table and writes the event; nothing happens when the
 * table has no such edge from here. The only place where a receivable changes its state.
 */
export async function moveReceivableTo(
  trx: Trx,
  receivable: StoredReceivable,
  move: ReceivableMove,
  acting: Acting & { data?: NewEvent['data'] },
): Promise<boolean> {
  const state = moveReceivable(receivable.state, move);
  if (state === null) return false;
  const isNews = state !== receivable.state;
  await updateReceivable(trx, receivable, { state });
  receivable.state = state;
  if (!isNews || NO_EVENT_OF_THEIR_OWN.includes(move)) return isNews;
  const { data } = acting;
  await appendEvents(
    trx,
    receivable.shopId,
    [
      {
        type: move,
        receivableId: receivable.id,
        actor: acting.actor,
        ...(data === undefined ? {} : { data }),
      },
    ],
    acting.at,
  );
  return isNews;
}

/** These are told by the reminder or the claim itself. */
const NO_EVENT_OF_THEIR_OWN: readonly ReceivableMove[] = [
  'reminder.sent',
  'reminder.withdrawn',
  'claim.queued',
];

interface Settling extends Acting {
  on: IsoDate;
  cancelled?: boolean;
  /** Less is owed, and nobody paid. */
  byCredit?: boolean;
}

/**
 * Draws the consequences after money or the order has changed: the receivable is paid, cancelled or
 * open again; a fee that nobody paid is given up with the principal; a claim is taken back.
 */
export async function settle(
  trx: Trx,
  target: { shopId: number; id: number },
  acting: Settling,
): Promise<StoredReceivable> {
  let receivable = await spendSurplus(trx, target, acting);
  if (receivable.principalCents > 0) {
    const claim = await lockLiveClaim(trx, receivable);
    const back = claim === null ? 'receivable.reopened' : 'receivable.back_at_agency';
    await moveReceivableTo(trx, receivable, back, acting);
    return receivable;
  }
  if (receivable.costsCents > 0) receivable = await waiveCosts(trx, receivable, acting);
  if (receivable.state === 'written_off' && (await isGivenUp(trx, receivable))) return receivable;
  const move = acting.cancelled === true ? 'receivable.cancelled' : 'receivable.paid';
  const ended = await moveReceivableTo(trx, receivable, move, acting);
  if (ended) await endClaim(trx, receivable, acting);
  return receivable;
}

/** What was paid beyond the principal first undoes a write-off and then pays dunning costs. */
async function spendSurplus(
  trx: Trx,
  { shopId, id }: { shopId: number; id: number },
  { on, at }: Settling,
): Promise<StoredReceivable> {
  const receivable = await lockReceivable(trx, shopId, id);
  if (receivable.principalCents >= 0) return receivable;
  const { write_off: given } = await readBalances(trx, id);
  const surplus = -receivable.principalCents;
  const owedAgain = Math.min(surplus, given);
  const costs = Math.min(surplus - owedAgain, Math.max(0, receivable.costsCents));
  if (owedAgain > 0) {
    const key = await nextKey(trx, id, 'write_off_reversed');
    await post(trx, receivable, ledger.writeOffReversed(key, owedAgain), { on, at });
  }
  if (costs > 0) {
    const key = await nextKey(trx, id, 'costs_paid');
    await post(trx, receivable, ledger.costsPaid(key, costs), { on, at });
  }
  return lockReceivable(trx, shopId, id);
}

/**
 * The key of a posting that follows from the books alone: the receivable is locked, so the number of
 * such postings names the next. A time would name two postings of one moment alike.
 */
async function nextKey(trx: Trx, id: number, kind: ledger.PostingKind): Promise<string> {
  return `${kind}:${id}:${(await countPostings(trx, id, kind)) + 1}`;
}

/** Given up is neither paid nor cancelled, until money comes for all of it. */
async function isGivenUp(trx: Trx, { id }: { id: number }): Promise<boolean> {
  return (await readBalances(trx, id)).write_off > 0;
}

async function waiveCosts(
  trx: Trx,
  receivable: StoredReceivable,
  acting: Acting & { on: IsoDate },
): Promise<StoredReceivable> {
  const { costsCents } = receivable;
  const key = await nextKey(trx, receivable.id, 'fee_waived');
  const when = { on: acting.on, at: acting.at };
  await post(trx, receivable, ledger.feeWaived(key, costsCents), when);
  await appendEvents(
    trx,
    receivable.shopId,
    [
      {
        type: 'fee.waived',
        receivableId: receivable.id,
        data: { amountCents: costsCents },
        actor: acting.actor,
      },
    ],
    acting.at,
  );
  return lockReceivable(trx, receivable.shopId, receivable.id);
}

/** A claim that has not left is withdrawn; one whose ground is gone is closed at the agency. */
async function endClaim(
  trx: Trx,
  receivable: StoredReceivable,
  acting: Acting & { cancelled?: boolean; byCredit?: boolean },
): Promise<void> {
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null) return;
  if (!(await hasLeft(trx, claim))) {
    await withdrawQueuedClaim(trx, claim, 'nothing is open any more', acting);
  } else if (acting.cancelled === true || acting.byCredit === true) {
    await requestClose(trx, claim, 'the creditor cancelled the invoice', acting);
  }
}
