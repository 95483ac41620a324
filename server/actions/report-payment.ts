import type { IsoDate } from '../domain/calendar.ts';
import type { Cents } from '../domain/money.ts';
import { lockLiveClaim, type StoredClaim, sumReportedOfClaim } from '../storage/claims.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addMessage, lockMessagesOfClaim, settleMessage } from '../storage/outbox.ts';
import { readBalances } from '../storage/receivables.ts';
import { tellReturned } from './agency-case.ts';
import { claimEvent, hasLeft } from './claim-moves.ts';
import type { Acting } from './house.ts';

interface Payment {
  key: string;
  amountCents: Cents;
  paidOn: IsoDate;
}

/**
 * A payment that reached the creditor while the agency holds the claim is reported there by itself,
 * once for each posting. Money that went back is told as well, where the agency knows of it and it
 * left something open.
 */
export async function reportDirectPayment(
  trx: Trx,
  receivable: { id: number },
  payment: Payment,
  acting: Acting,
): Promise<void> {
  if (payment.amountCents === 0) return;
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null || !(await hasLeft(trx, claim))) return;
  if (payment.amountCents < 0) return takeBack(trx, claim, payment, acting);
  const added = await addMessage(
    trx,
    {
      shopId: claim.shopId,
      kind: 'claim.direct_payment',
      key: `direct_payment:${claim.id}:${payment.key}`,
      receivableId: receivable.id,
      claimId: claim.id,
      payload: { paidOn: payment.paidOn, amountCents: payment.amountCents },
    },
    acting.at,
  );
  if (!added) return;
  const { amountCents, paidOn } = payment;
  const data = { amountCents, paidOn };
  const event = claimEvent(claim, 'direct_payment.queued', { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

/** A report that still waits is stopped; of one that left, the clerk of the agency is told. */
async function takeBack(
  trx: Trx,
  claim: StoredClaim,
  payment: Payment,
  acting: Acting,
): Promise<void> {
  const back = -payment.amountCents;
  for (const report of await lockMessagesOfClaim(trx, claim.id, 'claim.direct_payment')) {
    if (report.state !== 'queued' || report.payload['amountCents'] !== back) continue;
    const note = 'the payment went back before it was reported';
    await settleMessage(trx, report.id, 'stopped', { note, at: acting.at });
    return;
  }
  const { receivable: openCents } = await readBalances(trx, claim.receivableId);
  const reported = (await sumReportedOfClaim(trx, claim.id)) - claim.returnedCents;
  const amountCents = Math.min(back, reported, openCents);
  if (amountCents <= 0) return;
  await tellReturned(trx, claim, { ...payment, amountCents, openCents }, acting);
}
