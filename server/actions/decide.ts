import { isLive } from '../domain/claim.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { lockClaim } from '../storage/claims.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { lockRemindersOf, settleReminder } from '../storage/dunning.ts';
import { retryDelivery } from '../storage/inbox.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  isNoticeKind,
  lockUnconfirmed,
  type OutboxMessage,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import { getShop } from '../storage/shops.ts';
import {
  claimEvent,
  hasLeft,
  moveClaimTo,
  requestClose,
  settleAtAgency,
  withdrawQueuedClaim,
} from './claim-moves.ts';
import { confirmClaim, endWithdrawn, giveBack, learnFileNumber } from './claim-back.ts';
import { noticeLeft } from './deliver-reminder.ts';
import { eventOfFollowUp } from './follow-ups.ts';
import type { Acting, House } from './house.ts';

/** Asks the agency to close a claim, or takes back one that has not left. */
export async function closeClaim(
  house: House,
  wish: { shopId: number; claimId: number; because: string },
  acting: Acting,
): Promise<{ claimId: number; state: string }> {
  return inTransaction(house.db, async (trx) => {
    const claim = await lockClaim(trx, wish.shopId, wish.claimId);
    if (!(await hasLeft(trx, claim))) {
      await withdrawQueuedClaim(trx, claim, wish.because, acting);
      await giveBack(trx, claim, 'the creditor took the claim back', acting);
      return { claimId: claim.id, state: claim.state };
    }
    if (!isLive(claim.state)) {
      throw new Conflict(`claim ${claim.id} is already ${claim.state}; there is nothing to close`);
    }
    await requestClose(trx, claim, wish.because, acting);
    return { claimId: claim.id, state: claim.state };
  });
}

/**
 * A person says what became of a message whose outcome nobody knew: `delivered` (for a claim with
 * its file number) or `not_delivered`, and then it is sent again.
 */
export async function resolveMessage(
  house: House,
  wish: {
    shopId: number;
    messageId: number;
    outcome: 'delivered' | 'not_delivered';
    fileNumber: string | null;
  },
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockUnconfirmed(trx, wish.shopId, wish.messageId);
    if (message === null) {
      throw new NotFound(`message ${wish.messageId} does not wait for a decision`);
    }
    const data = { messageId: message.id, outcome: wish.outcome };
    const { receivableId } = message;
    const event = { type: 'message.resolved' as const, receivableId, data, actor: acting.actor };
    await appendEvents(trx, wish.shopId, [event], acting.at);
    if (isNoticeKind(message.kind)) {
      const serverAnswer = `a person says it was delivered (${acting.actor})`;
      if (wish.outcome === 'delivered') await noticeLeft(trx, message, { ...acting, serverAnswer });
      else await noticeNeverLeft(trx, message, acting);
    } else if (message.kind === 'claim.submit') await resolveClaim(trx, message, wish, acting);
    else await resolveReport(trx, message, wish.outcome, acting);
  });
}

/** The next run writes it anew, with the numbers of that day; a correction is sent again. */
async function noticeNeverLeft(trx: Trx, message: OutboxMessage, acting: Acting): Promise<void> {
  const because = 'never_left';
  if (message.kind.startsWith('correction.')) {
    await requeueMessage(trx, message.id, { note: because, runAt: acting.at });
    return;
  }
  await settleMessage(trx, message.id, 'stopped', { note: because, at: acting.at });
  for (const { id } of await lockRemindersOf(trx, message)) {
    await settleReminder(trx, id, { state: 'stopped', because });
  }
}

async function resolveClaim(
  trx: Trx,
  message: OutboxMessage,
  wish: { outcome: 'delivered' | 'not_delivered'; fileNumber: string | null },
  acting: Acting,
): Promise<void> {
  const claim = await lockClaim(trx, message.shopId, message.claimId);
  if (wish.outcome === 'delivered') {
    if (wish.fileNumber === null) {
      throw new InvalidInput('fileNumber is missing; the agency names it for this claim');
    }
    if (message.state === 'failed' || claim.state === 'unconfirmed') {
      await confirmClaim(trx, claim, wish.fileNumber, acting);
      return;
    }
    await learnFileNumber(trx, claim, wish.fileNumber, acting);
    const note = `a person names its file number; the claim is ${claim.state}`;
    await settleAtAgency(trx, claim, message.id, { note, at: acting.at });
    return;
  }
  await moveClaimTo(trx, claim, 'claim.requeued', acting);
  const note = 'a person says the agency never got it';
  await requeueMessage(trx, message.id, { note, runAt: acting.at });
}

async function resolveReport(
  trx: Trx,
  message: OutboxMessage,
  outcome: 'delivered' | 'not_delivered',
  acting: Acting,
): Promise<void> {
  if (outcome === 'not_delivered') {
    const note = 'a person says the agency never got it';
    await requeueMessage(trx, message.id, { note, runAt: acting.at });
    return;
  }
  const note = 'a person says the agency has it';
  const claim = await lockClaim(trx, message.shopId, message.claimId);
  await settleAtAgency(trx, claim, message.id, { note, at: acting.at });
  if (message.kind === 'claim.close') {
    await endWithdrawn(trx, claim, acting);
    return;
  }
  const type = eventOfFollowUp(message.kind, 'done');
  const event = claimEvent(claim, type, { actor: acting.actor });
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

/** Puts a delivery that could not be applied back into the queue. */
export async function retryInbox(
  house: House,
  wish: { shopId: number; deliveryId: number },
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    if (await retryDelivery(trx, shop, wish.deliveryId, acting.at)) return;
    throw new NotFound(`delivery ${wish.deliveryId} does not wait for a decision`);
  });
}
