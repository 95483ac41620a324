import { addSeconds } from '../domain/calendar.ts';
import { pauseAfter, waitAfter, whyHeld } from '../domain/agency-account.ts';
import { isLive, moveClaim } from '../domain/claim.ts';
import { MahnlaufError, PartnerRejected } from '../domain/errors.ts';
import type { ClaimPackage, DirectPayment, NextStepOrder, SubmittedClaim } from '../ports.ts';
import {
  lockClaim,
  type StoredClaim,
  updateClaim,
  wakeNewsOfReference,
  wakeUnmatchedNews,
} from '../storage/claims.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  hasQueuedMessage,
  lockMessage,
  lockOpenMessagesOfClaim,
  markSending,
  type OutboxMessage,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import { isBlocked } from '../domain/dunning.ts';
import {
  addBlock,
  listBlocks,
  lockReceivable,
  type StoredReceivable,
} from '../storage/receivables.ts';
import {
  findAccountById,
  getAgencyAccount,
  getShop,
  markAccountFailing,
} from '../storage/shops.ts';
import { claimEvent, holdAccount, moveClaimTo, withdrawQueuedClaim } from './claim-moves.ts';
import { eventOfFollowUp } from './follow-ups.ts';
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
    const call =
      message.kind === 'claim.submit'
        ? await lookAtSubmit(trx, message, claim, acting)
        : await lookAtFollowUp(trx, message, claim, acting);
    if (call === null) return null;
    await markSending(trx, message, acting.owner, acting.at);
    return { ...call, claimId: claim.id };
  });
}

/** We could not handle a message ourselves: it waits a while, and no partner has refused it. */
export async function postponeMessage(
  house: House,
  messageId: number,
  { at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'queued');
    if (message === null) return;
    const note = 'our service could not handle it; its log says why';
    await requeueMessage(trx, message.id, { note, runAt: addSeconds(at, WAIT_SECONDS) });
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
  if (await hasQueuedMessage(trx, claim.id, 'claim.close')) {
    const because = 'it was to be closed before the claim left';
    await withdrawQueuedClaim(trx, claim, because, acting);
    await giveBack(trx, claim, because, acting);
    return null;
  }
  const because = await whyNotSubmitted(trx, claim, receivable, acting);
  if (because === null) return { do: 'submit', claim: message.payload as unknown as ClaimPackage };
  await withdrawQueuedClaim(trx, claim, because, acting);
  await moveReceivableTo(trx, receivable, 'claim.returned', { ...acting, data: { because } });
  return null;
}

async function whyNotSubmitted(
  trx: Trx,
  claim: StoredClaim,
  receivable: StoredReceivable,
  { at }: Acting,
): Promise<string | null> {
  const shop = await getShop(trx, claim.shopId);
  if (shop.state !== 'active') return 'the shop removed the app before the claim left';
  if (receivable.principalCents !== claim.principalCents) {
    return 'the open amount changed before the claim left';
  }
  const blocks = (await listBlocks(trx, [receivable.id])).get(receivable.id) ?? [];
  return isBlocked(blocks, shopDay(shop, at))
    ? 'the receivable was blocked before the claim left'
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
  return toFollowUp(message, fileNumber);
}

function toFollowUp({ kind, payload }: OutboxMessage, fileNumber: string): FollowUp {
  switch (kind) {
    case 'claim.close':
      return { do: 'close', fileNumber };
    case 'claim.message':
      return { do: 'tell', fileNumber, text: String(payload['text']) };
    case 'claim.next_step':
      return { do: 'order', fileNumber, order: payload as unknown as NextStepOrder };
    case 'claim.direct_payment': {
      const { paidOn, amountCents } = payload as unknown as DirectPayment;
      return { do: 'report', fileNumber, payment: { paidOn, amountCents } };
    }
    case 'claim.submit':
    case 'reminder.email':
      throw new Error(`${kind} is no follow-up of a claim`);
  }
}

/**
 * The agency has the claim: its file number is stored before anything else is asked, whatever became
 * of the claim meanwhile, also when nobody hoped for the answer any more. Null where it comes later;
 * news that were quicker than this are looked at again.
 */
export async function finishSubmit(
  house: House,
  messageId: number,
  acting: Acting & SubmittedClaim,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message =
      (await lockMessage(trx, messageId, 'sending')) ??
      (await lockMessage(trx, messageId, 'unconfirmed'));
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    const { fileNumber, receipt = null, at } = acting;
    if (message.state === 'unconfirmed' && fileNumber === null) return;
    const note =
      fileNumber === null ? `delivered as ${receipt ?? 'agreed'}` : 'file number received';
    await settleMessage(trx, message.id, 'delivered', { note, at });
    await agencyReached(trx, claim);
    if (claim.state !== 'queued') {
      if (fileNumber !== null) await learnFileNumber(trx, claim, fileNumber, acting);
      return;
    }
    const change = fileNumber === null ? {} : { fileNumber };
    const data = receipt === null ? { fileNumber } : { fileNumber, receipt };
    await moveClaimTo(trx, claim, 'claim.submitted', { ...acting, change, data });
    const { agencyAccountId, ourReference } = claim;
    if (fileNumber === null) await wakeNewsOfReference(trx, agencyAccountId, ourReference);
    else await wakeUnmatchedNews(trx, agencyAccountId, fileNumber);
  });
}

/** The agency did what a follow-up asked. */
export async function finishFollowUp(
  house: House,
  messageId: number,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'sending');
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    await settleMessage(trx, message.id, 'delivered', { note: 'done', at: acting.at });
    await agencyReached(trx, claim);
    if (message.kind === 'claim.close') {
      await endWithdrawn(trx, claim, acting);
      return;
    }
    const data = { messageId: message.id };
    const type = eventOfFollowUp(message.kind, 'done');
    const event = claimEvent(claim, type, { actor: acting.actor, data });
    await appendEvents(trx, claim.shopId, [event], acting.at);
  });
}

/** A call came through: the failures before it no longer count. */
async function agencyReached(trx: Trx, claim: StoredClaim): Promise<void> {
  const account = await findAccountById(trx, claim.agencyAccountId);
  if (account === null || account.failures === 0) return;
  await markAccountFailing(trx, account.id, { failures: 0, pausedUntil: null });
}

/** Too many calls in a row that did not get through let the whole account pause. */
async function agencyMissed(trx: Trx, claim: StoredClaim, { at }: Acting): Promise<void> {
  const account = await findAccountById(trx, claim.agencyAccountId);
  if (account === null) return;
  const failures = account.failures + 1;
  await markAccountFailing(trx, account.id, { failures, pausedUntil: pauseAfter(failures, at) });
}

/** The agency closed a claim as the creditor wished: the receivable comes back. */
export async function endWithdrawn(trx: Trx, claim: StoredClaim, acting: Acting): Promise<void> {
  if (!isLive(claim.state)) return;
  await moveClaimTo(trx, claim, 'claim.withdrawn', acting);
  await giveBack(trx, claim, 'the creditor took the claim back', acting);
}

/** A receivable comes back from the agency unpaid: it is blocked until a person decides. */
export async function giveBack(
  trx: Trx,
  claim: StoredClaim,
  because: string,
  acting: Acting,
): Promise<void> {
  const receivable = await lockReceivable(trx, claim.shopId, claim.receivableId);
  const returned = await moveReceivableTo(trx, receivable, 'claim.returned', {
    ...acting,
    data: { because },
  });
  if (!returned) return;
  const block = { reason: 'returned_by_agency', note: because, untilOn: null };
  await addBlock(trx, receivable, { ...block, placedBy: acting.actor }, acting.at);
  const data = { reason: block.reason };
  const event = { type: 'dunning_block.placed' as const, receivableId: receivable.id, data };
  await appendEvents(trx, claim.shopId, [{ ...event, actor: acting.actor }], acting.at);
}

/** What an error of the agency means: later, never, or ask before sending again. */
export async function failAgencyCall(
  house: House,
  messageId: number,
  error: unknown,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'sending');
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    const known = error instanceof MahnlaufError ? error : null;
    if (known?.retry === 'later') {
      const runAt = addSeconds(acting.at, waitAfter(message.attempts, spreadOf(message.id)));
      await requeueMessage(trx, message.id, { note: known.message, runAt });
      await agencyMissed(trx, claim, acting);
    } else if (known instanceof PartnerRejected && known.about === 'account') {
      const note = 'the agency refuses the account; it waits until a check passes';
      await requeueMessage(trx, message.id, { note, runAt: acting.at });
      const account = await findAccountById(trx, claim.agencyAccountId);
      if (account !== null) await holdAccount(trx, account, known.message, acting);
    } else if (known?.retry === 'never') {
      await refused(trx, { message, claim }, known, acting);
    } else {
      await unconfirmed(trx, message, claim, acting);
    }
  });
}

/** From 0 to below 1, different for neighbours and the same for ever: the golden ratio's steps. */
const spreadOf = (id: number): number => (id * 0.618_033_988_75) % 1;

async function refused(
  trx: Trx,
  { message, claim }: { message: OutboxMessage; claim: StoredClaim },
  error: MahnlaufError,
  acting: Acting,
): Promise<void> {
  const reasons = error instanceof PartnerRejected ? error.reasons : [];
  const refusal = [error.message, ...reasons].join(' | ');
  await settleMessage(trx, message.id, 'failed', { note: refusal, at: acting.at });
  if (message.kind === 'claim.submit') {
    if (moveClaim(claim.state, 'claim.rejected') === null) return;
    const data = { reasons: reasons.length };
    await moveClaimTo(trx, claim, 'claim.rejected', { ...acting, change: { refusal }, data });
    await giveBack(trx, claim, 'the agency refused the claim', acting);
    return;
  }
  const type = eventOfFollowUp(message.kind, 'refused');
  const event = claimEvent(claim, type, { actor: acting.actor, data: { messageId: message.id } });
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

async function unconfirmed(
  trx: Trx,
  message: OutboxMessage,
  claim: StoredClaim,
  acting: Acting,
): Promise<void> {
  const { at } = acting;
  if (message.kind === 'claim.close') {
    const runAt = addSeconds(at, WAIT_SECONDS);
    await requeueMessage(trx, message.id, { note: 'no answer; closing twice does no harm', runAt });
    return;
  }
  const note = 'the answer never came; it is not sent again blindly';
  await settleMessage(trx, message.id, 'unconfirmed', { note, at });
  if (message.kind === 'claim.submit') {
    // A claim that has moved on meanwhile stays where it is; the message waits for a person.
    if (moveClaim(claim.state, 'claim.unconfirmed') === null) return;
    await moveClaimTo(trx, claim, 'claim.unconfirmed', acting);
    return;
  }
  const data = { messageId: message.id };
  const type = eventOfFollowUp(message.kind, 'unconfirmed');
  const event = claimEvent(claim, type, { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], at);
}

/**
 * The file number of a lost answer, or one that came later. Nothing changes where it is known.
 */
export async function learnFileNumber(
  trx: Trx,
  claim: StoredClaim,
  fileNumber: string,
  acting: Acting,
): Promise<void> {
  if (claim.fileNumber !== null || fileNumber === '') return;
  if (claim.state === 'unconfirmed') await confirmClaim(trx, claim, fileNumber, acting);
  else await numberClaim(trx, claim, fileNumber, acting);
}

/** News quote our reference and bring the file number of a claim that the agency has. */
async function numberClaim(
  trx: Trx,
  claim: StoredClaim,
  fileNumber: string,
  acting: Acting,
): Promise<void> {
  const change = { fileNumber };
  await updateClaim(trx, claim.id, change, acting.at);
  claim.fileNumber = fileNumber;
  const event = claimEvent(claim, 'claim.numbered', { actor: acting.actor, data: change });
  await appendEvents(trx, claim.shopId, [event], acting.at);
  await wakeUnmatchedNews(trx, claim.agencyAccountId, fileNumber);
}

/** The file number of a claim whose answer was lost has been found. */
export async function confirmClaim(
  trx: Trx,
  claim: StoredClaim,
  fileNumber: string,
  acting: Acting,
): Promise<void> {
  const change = { fileNumber };
  await moveClaimTo(trx, claim, 'claim.found', { ...acting, change, data: change });
  claim.fileNumber = fileNumber;
  for (const message of await lockOpenMessagesOfClaim(trx, claim.id)) {
    if (message.kind !== 'claim.submit') continue;
    await settleMessage(trx, message.id, 'delivered', { note: 'found later', at: acting.at });
  }
  await wakeUnmatchedNews(trx, claim.agencyAccountId, fileNumber);
}
