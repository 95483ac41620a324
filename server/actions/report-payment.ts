import type { IsoDate } from '../domain/calendar.ts';
import type { Cents } from '../domain/money.ts';
import { lockLiveClaim } from '../storage/claims.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addMessage } from '../storage/outbox.ts';
import { claimEvent, hasLeft } from './claim-moves.ts';
import type { Acting } from './house.ts';

/**
 * A payment that reached the creditor while the agency holds the claim is reported there by itself,
 * once for each posting. Money that went back is not a payment; a person sees it in the journal.
 */
export async function reportDirectPayment(
  trx: Trx,
  receivable: { id: number },
  payment: { key: string; amountCents: Cents; paidOn: IsoDate },
  acting: Acting,
): Promise<void> {
  if (payment.amountCents <= 0) return;
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null || !(await hasLeft(trx, claim))) return;
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
