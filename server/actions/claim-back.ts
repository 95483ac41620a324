/** A claim whose file number turns up, and one that comes back to the creditor. */
import { isLive } from '../domain/claim.ts';
import { wakeUnmatchedNews } from '../storage/agency-news.ts';
import { type StoredClaim, updateClaim } from '../storage/claims.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockOpenMessagesOfClaim } from '../storage/outbox.ts';
import { addBlock, lockReceivable } from '../storage/receivables.ts';
import { claimEvent, moveClaimTo, settleAtAgency } from './claim-moves.ts';
import type { Acting } from './house.ts';
import { moveReceivableTo } from './settle.ts';

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
    await settleAtAgency(trx, claim, message.id, { note: 'found later', at: acting.at });
  }
  await wakeUnmatchedNews(trx, claim.agencyAccountId, fileNumber);
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
