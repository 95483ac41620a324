import type { IsoDate } from '../domain/calendar.ts';
import { isLive, type StatusMeaning } from '../domain/claim.ts';
import { Conflict } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import { type Cents, decimalFromCents } from '../domain/money.ts';
import { say } from '../domain/sayings.ts';
import type { AgencyAbilities, NextStepOrder } from '../ports.ts';
import {
  addClaimMessage,
  listClaimsWithStatus,
  markMessagesRead,
  saveStatusMeaning,
} from '../storage/agency-cases.ts';
import { lockClaim, lockLiveClaim, type StoredClaim, updateClaim } from '../storage/claims.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addMessage, lockMessage, type OutboxKind } from '../storage/outbox.ts';
import { lockReceivable } from '../storage/receivables.ts';
import { findAgencyAccount, getAgencyAccount, getShop } from '../storage/shops.ts';
import { addTask } from '../storage/tasks.ts';
import { applyStatus } from './agency-news.ts';
import { claimEvent, hasLeft, settleAtAgency } from './claim-moves.ts';
import { eventOfFollowUp } from './follow-ups.ts';
import type { Acting, House } from './house.ts';

interface OfClaim {
  shopId: number;
  claimId: number;
}

/** Writes to the clerk of the agency. Throws `Conflict` where the agency takes no messages. */
export async function writeToAgency(
  house: House,
  wish: OfClaim & { text: string },
  acting: Acting,
): Promise<{ messageId: number }> {
  return inTransaction(house.db, async (trx) => {
    const claim = await lockAtAgency(trx, wish);
    await assertAble(house, trx, claim, TAKES_MESSAGES);
    return { messageId: await queueText(trx, claim, wish.text, acting) };
  });
}

/**
 * Takes a part of a claim back. No known agency has an operation for it, so its clerk is told; the
 * merchant books the credit in his shop.
 */
export async function recallPart(
  house: House,
  wish: OfClaim & { amountCents: Cents; because: string },
  acting: Acting,
): Promise<{ messageId: number }> {
  return inTransaction(house.db, async (trx) => {
    const claim = await lockAtAgency(trx, wish);
    await assertAble(house, trx, claim, TAKES_MESSAGES);
    const { currency } = await lockReceivable(trx, claim.shopId, claim.receivableId);
    if (wish.amountCents >= claim.principalCents) {
      const { principalCents } = claim;
      throw unusable('refused_whole_claim', { amountCents: wish.amountCents, principalCents });
    }
    const text =
      `Teilrücknahme: Bitte verfolgen Sie ${german(wish.amountCents)} ${currency} ` +
      `der Hauptforderung nicht weiter. Grund: ${wish.because}`;
    await reduced(trx, claim, { amountCents: wish.amountCents, on: null }, acting);
    return { messageId: await queueText(trx, claim, text, acting) };
  });
}

/**
 * A refund or a credit note made the claim smaller after the hand-over: the clerk is told by himself
 * once, whatever the agency can do otherwise. Where he cannot be written to, the message fails and a
 * person sees it.
 */
export async function tellReduction(
  trx: Trx,
  receivable: { id: number; shopId: number; currency: string; principalCents: Cents },
  credit: { amountCents: Cents; on: IsoDate },
  acting: Acting,
): Promise<void> {
  if (credit.amountCents <= 0 || receivable.principalCents <= 0) return;
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null || !(await hasLeft(trx, claim))) return;
  const text =
    `Korrektur: Die Hauptforderung verringert sich durch eine Gutschrift vom ` +
    `${credit.on.split('-').toReversed().join('.')} um ${german(credit.amountCents)} ` +
    `${receivable.currency} auf ${german(receivable.principalCents)} ${receivable.currency}.`;
  await reduced(trx, claim, credit, acting);
  await queueText(trx, claim, text, acting);
}

/**
 * Tells the clerk of the agency what became known of a claim that he has. False when no agency has
 * it: then there is nobody to tell.
 */
export async function tellAgency(
  trx: Trx,
  receivable: { id: number; shopId: number },
  text: string,
  acting: Acting,
): Promise<boolean> {
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null || !(await hasLeft(trx, claim))) return false;
  await queueText(trx, claim, text, acting);
  return true;
}

/** A payment that the agency knows of was charged back: its clerk is told, and a person looks after. */
export async function tellReturned(
  trx: Trx,
  claim: StoredClaim,
  back: { key: string; amountCents: Cents; openCents: Cents; paidOn: IsoDate },
  acting: Acting,
): Promise<void> {
  const { currency } = await lockReceivable(trx, claim.shopId, claim.receivableId);
  const { amountCents, openCents, paidOn } = back;
  const text =
    `Korrektur: Von den gemeldeten Direktzahlungen wurden ${german(amountCents)} ${currency} am ` +
    `${paidOn.split('-').toReversed().join('.')} zurückgebucht. Von der Hauptforderung sind wieder ` +
    `${german(openCents)} ${currency} offen.`;
  const returnedCents = claim.returnedCents + amountCents;
  await updateClaim(trx, claim.id, { returnedCents }, acting.at);
  const data = { amountCents, paidOn };
  const event = claimEvent(claim, 'direct_payment.returned', { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], acting.at);
  await queueText(trx, claim, text, acting);
  const task = {
    shopId: claim.shopId,
    receivableId: claim.receivableId,
    kind: 'payment_returned' as const,
    dueOn: paidOn,
    note: say('task_payment_returned', { amountCents, currency }),
    key: `payment_returned:${claim.id}:${back.key}`,
  };
  await addTask(trx, task, acting);
}

/** Orders what the agency shall do next. Throws `Conflict` where its account does not offer it. */
export async function orderStep(
  house: House,
  wish: OfClaim & { order: NextStepOrder },
  acting: Acting,
): Promise<{ claimId: number; step: string }> {
  return inTransaction(house.db, async (trx) => {
    const claim = await lockAtAgency(trx, wish);
    const { step } = wish.order;
    const able: Able = ({ nextSteps }) => nextSteps.includes(step);
    await assertAble(house, trx, claim, { able, what: step });
    const key = `next_step:${claim.id}:${JSON.stringify(wish.order)}`.slice(0, 120);
    const payload = { ...wish.order };
    const added = await queue(trx, claim, { kind: 'claim.next_step', key, payload }, acting);
    if (!added) throw new Conflict(`the step "${step}" was ordered for claim ${claim.id} before`);
    const event = claimEvent(claim, 'next_step.queued', { actor: acting.actor, data: { step } });
    await appendEvents(trx, claim.shopId, [event], acting.at);
    return { claimId: claim.id, step };
  });
}

/** A person has read what the agency wrote about a claim. */
export async function readMessages(
  house: House,
  wish: OfClaim,
  acting: Acting,
): Promise<{ read: number }> {
  return inTransaction(house.db, async (trx) => {
    const claim = await lockClaim(trx, wish.shopId, wish.claimId);
    const read = await markMessagesRead(trx, claim, acting.at);
    if (read === 0) return { read };
    const data = { read };
    const event = claimEvent(claim, 'agency_message.read', { actor: acting.actor, data });
    await appendEvents(trx, claim.shopId, [event], acting.at);
    return { read };
  });
}

/** The agency shows a message whose answer was lost: it arrived. */
export async function messageArrived(
  house: House,
  messageId: number,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'unconfirmed');
    if (message === null) return;
    const claim = await lockClaim(trx, message.shopId, message.claimId);
    const note = 'found later among the messages of the agency';
    await settleAtAgency(trx, claim, message.id, { note, at: acting.at });
    const type = eventOfFollowUp(message.kind, 'done');
    const data = { messageId };
    const event = claimEvent(claim, type, { actor: acting.actor, data });
    await appendEvents(trx, claim.shopId, [event], acting.at);
  });
}

/** Says what statuses of the agency mean, and applies that to the claims which stand in them. */
export async function mapStatuses(
  house: House,
  wish: { shopId: number; statuses: readonly { code: string; meaning: StatusMeaning }[] },
  acting: Acting,
): Promise<{ changedClaims: number }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const account = await findAgencyAccount(trx, shop.id, shop.agencyMode);
    if (account === null) throw new Conflict('the shop has no agency account; see shop-install');
    const meanings = new Map(wish.statuses.map(({ code, meaning }) => [code, meaning]));
    for (const [code, meaning] of meanings) {
      const { agency } = account;
      await saveStatusMeaning(trx, { shopId: shop.id, agency, code, meaning }, acting);
      const data = { code, meaning };
      const event = { type: 'agency_status.mapped' as const, data, actor: acting.actor };
      await appendEvents(trx, shop.id, [event], acting.at);
    }
    const codes = [...meanings.keys()];
    let changedClaims = 0;
    for (const id of await listClaimsWithStatus(trx, shop.id, account.agency, codes)) {
      const claim = await lockClaim(trx, shop.id, id);
      const code = claim.statusCode ?? '';
      const meaning = meanings.get(code);
      if (meaning === undefined || meaning === claim.statusMeaning) continue;
      const news = {
        code,
        item: { text: claim.statusText },
        occurredAt: null,
        fileNumber: claim.fileNumber ?? '',
      };
      await applyStatus(trx, claim, { news, meaningOf: () => meaning }, acting);
      changedClaims += 1;
    }
    return { changedClaims };
  });
}

const german = (value: Cents): string => decimalFromCents(value).replace('.', ',');

async function lockAtAgency(trx: Trx, { shopId, claimId }: OfClaim): Promise<StoredClaim> {
  const claim = await lockClaim(trx, shopId, claimId);
  if (claim.state === 'queued' || !isLive(claim.state)) {
    throw new Conflict(`claim ${claim.id} is ${claim.state}; it is not at the agency`);
  }
  return claim;
}

async function assertAble(
  house: House,
  trx: Trx,
  claim: StoredClaim,
  asked: { able: Able; what: string },
): Promise<void> {
  const account = await getAgencyAccount(trx, claim.shopId, claim.agencyAccountId);
  if (asked.able(house.abilitiesOf(account))) return;
  throw new Conflict(`the account at ${account.agency} does not offer "${asked.what}"`);
}

type Able = (abilities: AgencyAbilities) => boolean;

const TAKES_MESSAGES = { able: ({ messages }: AgencyAbilities) => messages, what: 'messages' };

async function reduced(
  trx: Trx,
  claim: StoredClaim,
  credit: { amountCents: Cents; on: IsoDate | null },
  acting: Acting,
): Promise<void> {
  const data = { amountCents: credit.amountCents, on: credit.on };
  const event = claimEvent(claim, 'claim.reduced', { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

/** Keeps the words and puts them in the outbox; the id of the message makes the key unique. */
async function queueText(
  trx: Trx,
  claim: StoredClaim,
  text: string,
  acting: Acting,
): Promise<number> {
  const messageId = await addClaimMessage(trx, {
    shopId: claim.shopId,
    claimId: claim.id,
    direction: 'out',
    text,
    author: acting.actor,
    newsId: null,
    occurredAt: acting.at,
  });
  if (messageId === null) throw new Error('a message of our own has no news that could repeat it');
  const key = `message:${messageId}`;
  await queue(trx, claim, { kind: 'claim.message', key, payload: { text } }, acting);
  const data = { messageId };
  const event = claimEvent(claim, 'agency_message.queued', { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], acting.at);
  return messageId;
}

async function queue(
  trx: Trx,
  claim: StoredClaim,
  message: { kind: OutboxKind; key: string; payload: Readonly<Record<string, unknown>> },
  { at }: Acting,
): Promise<boolean> {
  const { shopId, receivableId, id: claimId } = claim;
  return addMessage(trx, { ...message, shopId, receivableId, claimId }, at);
}
