import type { Instant } from '../domain/calendar.ts';
import { type ClaimMove, moveClaim } from '../domain/claim.ts';
import { Conflict } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import { type ClaimChange, type StoredClaim, updateClaim } from '../storage/claims.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addMessage,
  hasQueuedMessage,
  lockMessagesOfClaim,
  lockOpenMessagesOfClaim,
  type OutboxState,
  settleMessage,
} from '../storage/outbox.ts';
import { type AgencyAccount, markAccountRefused, nextToldAt } from '../storage/shops.ts';
import type { Acting } from './house.ts';

/**
 * Moves a claim along an edge of its table and writes the event. What the table does not know from
 * here is refused with `Conflict`. The only place where a claim changes its state.
 */
export async function moveClaimTo(
  trx: Trx,
  claim: StoredClaim,
  move: ClaimMove,
  acting: Acting & { change?: ClaimChange; data?: NewEvent['data']; occurredAt?: string },
): Promise<void> {
  const state = moveClaim(claim.state, move);
  if (state === null) {
    throw new Conflict(`claim ${claim.id} is ${claim.state}; ${move} is not possible from there`);
  }
  await updateClaim(trx, claim.id, { ...acting.change, state }, acting.at);
  claim.state = state;
  await appendEvents(trx, claim.shopId, [claimEvent(claim, move, acting)], acting.at);
}

/** The event of a claim, as the journal keeps it. */
export function claimEvent(
  claim: { id: number; receivableId: number },
  type: NewEvent['type'],
  acting: { actor: string; data?: NewEvent['data']; occurredAt?: string },
): NewEvent {
  return {
    type,
    receivableId: claim.receivableId,
    claimId: claim.id,
    actor: acting.actor,
    ...(acting.data === undefined ? {} : { data: acting.data }),
    ...(acting.occurredAt === undefined ? {} : { occurredAt: acting.occurredAt }),
  };
}

/**
 * May the agency have this claim? A queued claim is surely still ours only while its hand-over waits
 * in the outbox: one on the wire, or whose sender died, may have arrived. The claim must be locked.
 */
export async function hasLeft(
  trx: Trx,
  claim: Pick<StoredClaim, 'id' | 'state'>,
): Promise<boolean> {
  return claim.state !== 'queued' || !(await hasQueuedMessage(trx, claim.id, 'claim.submit'));
}

/** Takes back a claim that has not left the house yet; `hasLeft` says whether it has. */
export async function withdrawQueuedClaim(
  trx: Trx,
  claim: StoredClaim,
  because: string,
  acting: Acting,
): Promise<void> {
  for (const message of await lockOpenMessagesOfClaim(trx, claim.id)) {
    if (message.state !== 'queued') continue;
    await settleMessage(trx, message.id, 'stopped', { note: because, at: acting.at });
  }
  // The reason may be a person's own words: it stays with the message, not in the journal.
  await moveClaimTo(trx, claim, 'claim.withdrawn', acting);
}

/**
 * Asks the agency to close a claim. Asking twice writes one message, but a request that the agency
 * refused may be made again; the refused one then waits for nobody any more.
 */
export async function requestClose(
  trx: Trx,
  claim: StoredClaim,
  because: string,
  acting: Acting,
): Promise<void> {
  const earlier = await lockMessagesOfClaim(trx, claim.id, 'claim.close');
  if (earlier.some(({ state }) => IS_OPEN.has(state))) return;
  for (const message of earlier.filter(({ state }) => state === 'failed')) {
    await settleMessage(trx, message.id, 'stopped', { note: 'asked again', at: acting.at });
  }
  await addMessage(
    trx,
    {
      shopId: claim.shopId,
      kind: 'claim.close',
      key: `close:${claim.id}:${earlier.length + 1}`,
      receivableId: claim.receivableId,
      claimId: claim.id,
      payload: { because },
    },
    acting.at,
  );
  const event = claimEvent(claim, 'claim.close_requested', { actor: acting.actor });
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

const IS_OPEN: ReadonlySet<OutboxState> = new Set(['queued', 'sending', 'unconfirmed']);

/** The agency has a message: it reads them on in the order of these moments. */
export async function settleAtAgency(
  trx: Trx,
  claim: Pick<StoredClaim, 'agencyAccountId'>,
  messageId: number,
  { note, at }: { note: string; at: Instant },
): Promise<void> {
  const toldAt = await nextToldAt(trx, claim.agencyAccountId, at);
  await settleMessage(trx, messageId, 'delivered', { note, at: toldAt });
}

/** The account counts as refused from now on; the first refusal is told in the journal. */
export async function holdAccount(
  trx: Trx,
  account: Pick<AgencyAccount, 'id' | 'shopId' | 'refusedAt'>,
  refusal: string,
  acting: Acting,
): Promise<void> {
  await markAccountRefused(trx, account.id, refusal, acting.at);
  if (account.refusedAt !== null) return;
  const data = { accountId: account.id };
  const event = { type: 'agency_account.refused' as const, actor: acting.actor, data };
  await appendEvents(trx, account.shopId, [event], acting.at);
}
