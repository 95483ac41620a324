import { addDays, type IsoDate } from '../domain/calendar.ts';
import {
  disputedPart,
  type DisputeMove,
  type DisputeReason,
  disputeStates,
  type Remedy,
} from '../domain/disputes.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import type { NewEvent } from '../domain/events.ts';
import { type Cents, decimalFromCents } from '../domain/money.ts';
import { say } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  addDispute,
  type DisputeChange,
  lockDispute,
  type StoredDispute,
  updateDispute,
} from '../storage/disputes.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask } from '../storage/tasks.ts';
import { tellAgency } from './agency-case.ts';
import { endBlocksOf, placeBlock } from './blocks.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { writeOffPart } from './record-money.ts';

export interface DisputeWish {
  reason: DisputeReason;
  /** The disputed part; null is the whole. */
  amountCents: Cents | null;
  /** What the debtor says. */
  text: string;
  answerByOn?: IsoDate | undefined;
  /** The id at the shop's platform, of a payment that is disputed there. */
  externalId?: string;
}

export interface Disputed {
  disputeId: number;
  answerByOn: IsoDate;
  /** What the merchant should know; null when there is nothing. */
  warning: string | null;
}

/** Takes an objection down: reminders and the hand-over wait until it is answered or decided. */
export async function openDispute(
  house: House,
  wish: DisputeWish & { shopId: number; receivableId: number },
  acting: Acting,
): Promise<Disputed> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const receivable = await lockReceivable(trx, shop.id, wish.receivableId);
    return placeDispute(trx, shop, receivable, { ...wish, ...acting });
  });
}

/** As `openDispute`, in the transaction of its cause. */
export async function placeDispute(
  trx: Trx,
  shop: Shop,
  receivable: StoredReceivable,
  wish: DisputeWish & Acting,
): Promise<Disputed> {
  const { actor, at, reason, externalId } = wish;
  if (['paid', 'cancelled'].includes(receivable.state) && externalId === undefined) {
    throw new Conflict(`receivable ${receivable.id} is ${receivable.state}: nothing to dispute`);
  }
  const today = shopDay(shop, at);
  const answerByOn =
    wish.answerByOn ?? addDays(today, shop.settings.clarification.disputeAnswerDays);
  if (answerByOn < today) {
    throw unusable('refused_day_passed', {
      field: 'answerByOn',
      givenOn: answerByOn,
      todayOn: today,
    });
  }
  const amountCents = disputedPart(wish.amountCents, receivable.principalCents);
  const disputeId = await addDispute(
    trx,
    {
      shopId: shop.id,
      receivableId: receivable.id,
      reason,
      amountCents,
      debtorText: wish.text,
      answerByOn,
      openedBy: actor,
      ...(externalId === undefined ? {} : { externalId }),
    },
    at,
  );
  if (disputeId === null) throw new Conflict('this dispute of the platform is known already');
  const made = { id: disputeId, shopId: shop.id, receivableId: receivable.id };
  const data = { reason, amountCents, answerByOn };
  await tell(trx, made, 'opened', { actor, at, data });
  await placeBlock(
    trx,
    receivable,
    {
      reason: externalId === undefined ? 'dispute' : 'dispute_at_payment',
      note: externalId === undefined ? null : `dispute ${externalId}`,
      untilOn: null,
      source: { kind: 'dispute', id: disputeId },
    },
    wish,
  );
  const told = await tellAgency(trx, receivable, agencyText(receivable, amountCents), wish);
  const warning = told
    ? 'The agency has this claim: its clerk is told, and reports nothing to a bureau meanwhile ' +
      '(BDSG 31(2)); tell him as well how it ends'
    : null;
  return { disputeId, answerByOn, warning };
}

/** For the clerk of a German agency, without the words of the debtor. */
function agencyText({ currency }: StoredReceivable, amountCents: Cents | null): string {
  const part =
    amountCents === null
      ? 'Der Schuldner bestreitet die Forderung uns gegenüber.'
      : `Der Schuldner bestreitet ${decimalFromCents(amountCents, currency).replace('.', ',')} ` +
        `${currency} der Forderung uns gegenüber.`;
  return `Einwand: ${part} Wir prüfen das und melden uns; bitte warten Sie so lange ab.`;
}

/** Gives the debtor an answer. His objection stays on record, and reminders go on. */
export async function answerDispute(
  house: House,
  wish: { shopId: number; disputeId: number; text: string },
  acting: Acting,
): Promise<{ disputeId: number; state: DisputeMove }> {
  return inTransaction(house.db, async (trx) => {
    const dispute = await lockDispute(trx, wish.shopId, wish.disputeId);
    const change = { creditorText: wish.text, answeredAt: acting.at };
    await moveDispute(trx, dispute, 'answered', { ...acting, change });
    await endBlocksOf(trx, dispute.shopId, { kind: 'dispute', id: dispute.id }, acting);
    return { disputeId: dispute.id, state: 'answered' };
  });
}

/** Moves the day by which the debtor gets his answer. */
export async function deferDispute(
  house: House,
  wish: { shopId: number; disputeId: number; answerByOn: IsoDate },
  acting: Acting,
): Promise<{ disputeId: number; answerByOn: IsoDate }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const dispute = await lockDispute(trx, shop.id, wish.disputeId);
    const today = shopDay(shop, acting.at);
    const { answerByOn } = wish;
    if (dispute.state !== 'open') {
      throw new Conflict(`dispute ${dispute.id} is ${dispute.state}; it waits for no answer`);
    }
    if (answerByOn < today) {
      throw unusable('refused_day_passed', {
        field: 'answerByOn',
        givenOn: answerByOn,
        todayOn: today,
      });
    }
    await updateDispute(trx, dispute, { answerByOn });
    await tell(trx, dispute, 'deferred', { ...acting, data: { answerByOn } });
    return { disputeId: dispute.id, answerByOn };
  });
}

export interface Decision {
  outcome: 'upheld' | 'rejected' | 'withdrawn';
  /** Of an upheld one: what the creditor gives up; the whole disputed amount when left out. */
  upheldCents?: Cents | undefined;
  /** `credit_note`: the shop's order is corrected; `write_off`: it is given up here. */
  remedy?: Remedy | undefined;
  /** What the debtor is told. */
  text?: string | undefined;
}

/**
 * Decides a dispute. Of an upheld one that a credit note makes good, reminders wait until somebody
 * has issued it in the shop; else they go on.
 */
export async function decideDispute(
  house: House,
  wish: Decision & { shopId: number; disputeId: number },
  acting: Acting,
): Promise<{ disputeId: number; state: DisputeMove; upheldCents: Cents }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const dispute = await lockDispute(trx, shop.id, wish.disputeId);
    const { outcome, text } = wish;
    const upheld = await upheldOf(trx, dispute, wish);
    const words = text === undefined ? {} : { creditorText: text };
    const change = { ...words, ...upheld, endedAt: acting.at };
    await moveDispute(trx, dispute, outcome, { ...acting, change });
    const source = { kind: 'dispute' as const, id: dispute.id };
    if (upheld?.remedy === 'credit_note') {
      // An answer had let the reminders go on: now they wait again, for the credit note.
      if (dispute.state === 'answered') await holdAgain(trx, dispute, acting);
      await askForCreditNote(trx, shop, dispute, acting);
    } else await endBlocksOf(trx, shop.id, source, acting);
    if (upheld?.remedy === 'write_off') await giveUp(trx, shop, { dispute, ...upheld }, acting);
    const { receivableId: id, shopId } = dispute;
    await tellAgency(trx, { id, shopId }, OUTCOMES[outcome], acting);
    return { disputeId: dispute.id, state: outcome, upheldCents: upheld?.upheldCents ?? 0 };
  });
}

/** For the clerk of a German agency. */
const OUTCOMES = {
  upheld: 'Einwand erledigt: Wir geben dem Schuldner ganz oder teilweise recht.',
  rejected: 'Einwand erledigt: Wir halten die Forderung aufrecht und haben das mitgeteilt.',
  withdrawn: 'Einwand erledigt: Der Schuldner hält ihn nicht aufrecht.',
} as const;

async function upheldOf(
  trx: Trx,
  dispute: StoredDispute,
  { outcome, upheldCents, remedy }: Decision,
): Promise<{ upheldCents: Cents; remedy: Remedy } | null> {
  if (outcome !== 'upheld') {
    if (upheldCents === undefined && remedy === undefined) return null;
    throw new InvalidInput('upheldCents and remedy belong to an upheld dispute only');
  }
  const receivable = await lockReceivable(trx, dispute.shopId, dispute.receivableId);
  const most = dispute.amountCents ?? receivable.principalCents;
  const given = upheldCents ?? most;
  if (given > most) {
    throw unusable('refused_more_than_disputed', { upheldCents: given, disputedCents: most });
  }
  return { upheldCents: given, remedy: remedy ?? 'credit_note' };
}

async function holdAgain(trx: Trx, dispute: StoredDispute, acting: Acting): Promise<void> {
  const { id, receivableId, shopId } = dispute;
  const source = { kind: 'dispute' as const, id };
  const block = { reason: 'dispute' as const, untilOn: null, source };
  await placeBlock(trx, { shopId, id: receivableId }, block, acting);
}

async function askForCreditNote(
  trx: Trx,
  shop: Shop,
  dispute: StoredDispute,
  acting: Acting,
): Promise<void> {
  const task = {
    shopId: shop.id,
    receivableId: dispute.receivableId,
    kind: 'credit_note' as const,
    dueOn: shopDay(shop, acting.at),
    note: say('task_credit_note', { disputeId: dispute.id }),
    key: creditNoteKey(dispute.id),
  };
  await addTask(trx, task, acting);
}

/** The task that asks for the credit note of a dispute: its end lets the reminders go on. */
export const creditNoteKey = (disputeId: number): string => `credit_note:${disputeId}`;

async function giveUp(
  trx: Trx,
  shop: Shop,
  { dispute, upheldCents }: { dispute: StoredDispute; upheldCents: Cents },
  acting: Acting,
): Promise<void> {
  const receivable = await lockReceivable(trx, shop.id, dispute.receivableId);
  const part = {
    amountCents: upheldCents,
    reason: 'goodwill' as const,
    key: `dispute:${dispute.id}:write_off`,
    on: shopDay(shop, acting.at),
  };
  await writeOffPart(trx, receivable, part, acting);
}

/** The only place where a dispute changes its state. */
export async function moveDispute(
  trx: Trx,
  dispute: StoredDispute,
  to: DisputeMove,
  acting: Acting & { change?: DisputeChange },
): Promise<void> {
  if (!disputeStates[dispute.state].includes(to)) {
    throw new Conflict(`dispute ${dispute.id} is ${dispute.state}; it cannot become ${to}`);
  }
  const { change = {} } = acting;
  await updateDispute(trx, dispute, { ...change, state: to });
  const { upheldCents = null, remedy = null } = change;
  const { actor, at } = acting;
  await tell(trx, dispute, to, { actor, at, data: to === 'upheld' ? { upheldCents, remedy } : {} });
}

async function tell(
  trx: Trx,
  dispute: { id: number; shopId: number; receivableId: number },
  what: DisputeMove | 'opened' | 'deferred',
  { actor, at, data = {} }: Acting & { data?: NonNullable<NewEvent['data']> },
): Promise<void> {
  const { id: disputeId, receivableId } = dispute;
  const type = `dispute.${what}` as const;
  const event = { type, receivableId, data: { disputeId, ...data }, actor };
  await appendEvents(trx, dispute.shopId, [event], at);
}
