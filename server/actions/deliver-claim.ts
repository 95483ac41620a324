import { addSeconds } from '../domain/calendar.ts';
import { pauseAfter, waitAfter } from '../domain/agency-account.ts';
import { moveClaim } from '../domain/claim.ts';
import { MahnlaufError, PartnerRejected } from '../domain/errors.ts';
import type { SubmittedClaim } from '../ports.ts';
import { wakeNewsOfReference, wakeUnmatchedNews } from '../storage/agency-news.ts';
import { lockClaim, type StoredClaim } from '../storage/claims.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  lockMessage,
  type OutboxMessage,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import { findAccountById, markAccountFailing } from '../storage/shops.ts';
import { endWithdrawn, giveBack, learnFileNumber } from './claim-back.ts';
import { claimEvent, holdAccount, moveClaimTo, settleAtAgency } from './claim-moves.ts';
import { eventOfFollowUp } from './follow-ups.ts';
import type { Acting, House } from './house.ts';

const WAIT_SECONDS = 900;

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

/** A message whose answer is awaited, or was given up after its sender had been silent too long. */
const lockAwaited = async (trx: Trx, messageId: number): Promise<OutboxMessage | null> =>
  (await lockMessage(trx, messageId, 'sending')) ?? lockMessage(trx, messageId, 'unconfirmed');

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
    const message = await lockAwaited(trx, messageId);
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    const { fileNumber, receipt = null, at } = acting;
    if (message.state === 'unconfirmed' && fileNumber === null) return;
    const note =
      fileNumber === null ? `delivered as ${receipt ?? 'agreed'}` : 'file number received';
    await settleAtAgency(trx, claim, message.id, { note, at });
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

/** The agency did what a follow-up asked, also when nobody hoped for the answer any more. */
export async function finishFollowUp(
  house: House,
  messageId: number,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockAwaited(trx, messageId);
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    await settleAtAgency(trx, claim, message.id, { note: 'done', at: acting.at });
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
      // One that falls silent with a claim in its hands would leave the next one unclear as well.
      await agencyMissed(trx, claim, acting);
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
