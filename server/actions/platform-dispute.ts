import type { ShopEvent } from '../domain/shop-events.ts';
import type { Trx } from '../storage/database.ts';
import { addDispute, lockDisputeOfPlatform, updateDispute } from '../storage/disputes.ts';
import type { StoredReceivable } from '../storage/receivables.ts';
import { endBlocksOf } from './blocks.ts';
import { moveDispute, placeDispute } from './disputes.ts';
import { shopDay } from './house.ts';
import type { Applied, Arriving } from './record-order.ts';

type PlatformDispute = Extract<ShopEvent, { kind: 'dispute' }>['dispute'];

/**
 * A chargeback or inquiry at the bank or the card is a dispute like any other: it stops the
 * reminders until it is won or a person decides. Each is taken once, in whatever order its messages
 * come.
 */
export async function recordPlatformDispute(
  trx: Trx,
  receivable: StoredReceivable,
  { disputeId: externalId, status }: PlatformDispute,
  arriving: Arriving,
): Promise<Applied> {
  const { shop, actor, at } = arriving;
  const known = await lockDisputeOfPlatform(trx, shop.id, externalId);
  if (status !== 'won') {
    if (known !== null) {
      return { state: 'ignored', note: 'this dispute was placed before; what followed stands' };
    }
    const wish = { reason: 'chargeback' as const, amountCents: null, text: '', externalId };
    await placeDispute(trx, shop, receivable, { ...wish, actor, at });
    return { state: 'applied' };
  }
  if (known === null) {
    await rememberWon(trx, receivable, externalId, arriving);
    return { state: 'ignored', note: 'no block to release' };
  }
  if (known.state !== 'open' && known.state !== 'answered') {
    return { state: 'ignored', note: 'this dispute has ended' };
  }
  await moveDispute(trx, known, 'rejected', { actor, at, change: { endedAt: at } });
  await endBlocksOf(trx, shop.id, { kind: 'dispute', id: known.id }, { actor, at });
  return { state: 'applied' };
}

/** A dispute that ended before we heard of it: its earlier messages, when they come, stop nothing. */
async function rememberWon(
  trx: Trx,
  receivable: StoredReceivable,
  externalId: string,
  { shop, actor, at }: Arriving,
): Promise<void> {
  const answerByOn = shopDay(shop, at);
  const dispute = {
    shopId: shop.id,
    receivableId: receivable.id,
    reason: 'chargeback' as const,
    amountCents: null,
    debtorText: '',
    answerByOn,
    openedBy: actor,
    externalId,
  };
  const id = await addDispute(trx, dispute, at);
  if (id !== null)
    await updateDispute(trx, { shopId: shop.id, id }, { state: 'rejected', endedAt: at });
}
