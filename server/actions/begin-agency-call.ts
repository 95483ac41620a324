import { whyHeld } from '../domain/agency-account.ts';
import { addSeconds, type Instant, instantAt } from '../domain/calendar.ts';
import { isLive } from '../domain/claim.ts';
import { isBlocked } from '../domain/dunning.ts';
import type { ClaimPackage, DirectPayment, NextStepOrder } from '../ports.ts';
import { listDisputes } from '../storage/agency-cases.ts';
import { lockClaim, type StoredClaim } from '../storage/claims.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  DATED_AHEAD,
  hasQueuedMessage,
  isBehindAnother,
  lockMessage,
  markSending,
  type OutboxMessage,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import { listBlocks, lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { getAgencyAccount, getShop } from '../storage/shops.ts';
import { giveBack } from './claim-back.ts';
import { withdrawQueuedClaim } from './claim-moves.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { moveReceivableTo } from './settle.ts';

const WAIT_SECONDS = 900;

/** What a job shall ask of the agency now. */
export type AgencyCall = { claimId: number } & ({ do: 'submit'; claim: ClaimPackage } | FollowUp);

type FollowUp =
  | { do: 'close'; fileNumber: string }
  | { do: 'report'; fileNumber: string; payment: DirectPayment }
  | { do: 'tell'; fileNumber: string; text: string }
  | { do: 'order'; fileNumber: string; order: NextStepOrder };

/**
 * The last look before a message goes to the agency. Gives the call, marked as being made, or null
 * when the message was stopped, must wait, or is somebody else's.
 */
export async function beginAgencyCall(
  house: House,
  messageId: number,
  acting: Acting & { owner: string },
): Promise<AgencyCall | null> {
  return inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'queued');
    if (message === null) return null;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    const account = await getAgencyAccount(trx, claim.shopId, claim.agencyAccountId);
    if (whyHeld(account, acting.at) !== null) return null;
    if (await isBehindAnother(trx, message.id)) return null;
    const call =
      message.kind === 'claim.submit'
        ? await lookAtSubmit(trx, message, claim, acting)
        : await lookAtFollowUp(trx, message, claim, acting);
    if (call === null) return null;
    await markSending(trx, message, acting.owner, acting.at);
    return { ...call, claimId: claim.id };
  });
}

async function lookAtSubmit(
  trx: Trx,
  message: OutboxMessage,
  claim: StoredClaim,
  acting: Acting,
): Promise<{ do: 'submit'; claim: ClaimPackage } | null> {
  if (claim.state !== 'queued') {
    await settleMessage(trx, message.id, 'stopped', { note: claim.state, at: acting.at });
    return null;
  }
  const receivable = await lockReceivable(trx, claim.shopId, claim.receivableId);
  const { dunningStop = null } = await getShop(trx, claim.shopId);
  if (dunningStop !== null) {
    const runAt = addSeconds(acting.at, WAIT_SECONDS);
    await requeueMessage(trx, message.id, { note: 'the emergency stop is on', runAt });
    return null;
  }
  if (await hasQueuedMessage(trx, claim.id, 'claim.close')) {
    const because = 'it was to be closed before the claim left';
    await withdrawQueuedClaim(trx, claim, because, acting);
    await giveBack(trx, claim, because, acting);
    return null;
  }
  const frozen = message.payload as unknown as ClaimPackage;
  const because = await whyNotSubmitted(trx, claim, { receivable, frozen }, acting);
  if (because === null) return { do: 'submit', claim: frozen };
  await withdrawQueuedClaim(trx, claim, because, acting);
  await moveReceivableTo(trx, receivable, 'claim.returned', { ...acting, data: { because } });
  return null;
}

async function whyNotSubmitted(
  trx: Trx,
  claim: StoredClaim,
  { receivable, frozen }: { receivable: StoredReceivable; frozen: ClaimPackage },
  { at }: Acting,
): Promise<string | null> {
  const shop = await getShop(trx, claim.shopId);
  if (shop.state !== 'active') return 'the shop removed the app before the claim left';
  if (receivable.principalCents !== claim.principalCents) {
    return 'the open amount changed before the claim left';
  }
  const blocks = (await listBlocks(trx, [receivable.id])).get(receivable.id) ?? [];
  if (isBlocked(blocks, shopDay(shop, at)))
    return 'the receivable was blocked before the claim left';
  // The agency has to tell of every objection (RDG 13a(1)): the package is written anew with it.
  const objections = await listDisputes(trx, receivable.id);
  const answered = objections.filter(({ releasedAt }) => releasedAt !== null).length;
  return answered > (frozen.legal?.disputes.length ?? 0)
    ? 'the debtor objected before the claim left'
    : null;
}

async function lookAtFollowUp(
  trx: Trx,
  message: OutboxMessage,
  claim: StoredClaim,
  { at }: Acting,
): Promise<FollowUp | null> {
  if (!isLive(claim.state)) {
    const note = `the claim is ${claim.state}`;
    await settleMessage(trx, message.id, 'stopped', { note, at });
    return null;
  }
  const { fileNumber } = claim;
  if (fileNumber === null) {
    const note = 'waits for the file number';
    await requeueMessage(trx, message.id, { note, runAt: addSeconds(at, WAIT_SECONDS) });
    return null;
  }
  const call = toFollowUp(message, fileNumber);
  return call.do === 'report' && (await waitsForItsDay(trx, message, call, at)) ? null : call;
}

/** A payment that a person entered for a day ahead is reported on that day: it may be a slip. */
async function waitsForItsDay(
  trx: Trx,
  message: OutboxMessage,
  { payment }: { payment: DirectPayment },
  at: Instant,
): Promise<boolean> {
  const shop = await getShop(trx, message.shopId);
  if (payment.paidOn <= shopDay(shop, at)) return false;
  const runAt = instantAt(payment.paidOn, 0, shop.settings.timeZone);
  await requeueMessage(trx, message.id, { note: DATED_AHEAD, runAt });
  return true;
}

function toFollowUp({ kind, payload }: OutboxMessage, fileNumber: string): FollowUp {
  if (kind === 'claim.close') return { do: 'close', fileNumber };
  if (kind === 'claim.message') return { do: 'tell', fileNumber, text: String(payload['text']) };
  if (kind === 'claim.next_step') {
    return { do: 'order', fileNumber, order: payload as unknown as NextStepOrder };
  }
  if (kind === 'claim.direct_payment') {
    const { paidOn, amountCents } = payload as unknown as DirectPayment;
    return { do: 'report', fileNumber, payment: { paidOn, amountCents } };
  }
  throw new Error(`${kind} is no follow-up of a claim`);
}
