import { addDays, type IsoDate } from '../domain/calendar.ts';
import type { DisputeReason } from '../domain/disputes.ts';
import { InvalidInput, MahnlaufError } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { say, type Saying } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import type { TaskKind } from '../domain/tasks.ts';
import { inTransaction, sha256, type Trx } from '../storage/database.ts';
import {
  addAnswer,
  findAnswered,
  findAnsweringDebtor,
  hadBlockSince,
  listReminded,
  markAsked,
} from '../storage/debtor-answers.ts';
import { listDisputesOf } from '../storage/disputes.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  getReceivable,
  lockReceivable,
  type StoredDebtor,
  type StoredReceivable,
} from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask } from '../storage/tasks.ts';
import { tellAgency } from './agency-case.ts';
import { placeBlock } from './blocks.ts';
import { placeDispute } from './disputes.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { placePlan } from './instalments.ts';
import { placePromise } from './promises.ts';

/** One open item as the letter named it. */
export interface RespondItem {
  receivableId: number;
  orderName: string;
  invoiceNumber: string | null;
  dueOn: IsoDate | null;
  currency: string;
  /** Principal and dunning costs. */
  openCents: Cents;
  atAgency: boolean;
}

/** What the page of a debtor shows: nothing that his letter has not told. */
export interface RespondPage {
  creditor: Shop['settings']['creditor'];
  privacyUrl: string;
  language: 'de' | 'en' | 'it';
  today: IsoDate;
  /** The last day that he may name by himself. */
  latestOn: IsoDate;
  items: readonly RespondItem[];
}

interface Link {
  shopId: number;
  debtorId: number;
  untilOn: IsoDate;
}

/** The page of a link. Null when the link has ended, the shop has left or the debtor was erased. */
export async function readRespondPage(
  house: House,
  link: Link,
  at: Acting['at'],
): Promise<RespondPage | null> {
  const shop = await getShop(house.db, link.shopId);
  const today = shopDay(shop, at);
  const debtor = await findAnsweringDebtor(house.db, shop.id, link.debtorId);
  if (debtor === null || shop.state !== 'active' || link.untilOn < today) return null;
  const { creditor, clarification } = shop.settings;
  const reminded = await listReminded(house.db, shop.id, debtor.id);
  return {
    creditor,
    privacyUrl: creditor.privacyUrl ?? `https://${shop.domain}/policies/privacy-policy`,
    language: languageOf(shop, debtor),
    today,
    latestOn: addDays(today, clarification.pagePromiseWithinDays),
    items: reminded.map((receivable) => ({
      receivableId: receivable.id,
      orderName: receivable.orderName,
      invoiceNumber: receivable.invoiceNumber,
      dueOn: receivable.dueOn,
      currency: receivable.currency,
      openCents: receivable.principalCents + receivable.costsCents,
      atAgency: receivable.state === 'handed_over',
    })),
  };
}

function languageOf(shop: Shop, debtor: StoredDebtor): 'de' | 'en' | 'it' {
  const spoken = (debtor.locale ?? '').slice(0, 2).toLowerCase();
  return spoken === 'de' || spoken === 'en' || spoken === 'it' ? spoken : shop.settings.language;
}

/** What a debtor says on his page, about one item or about all of them. */
export type Answer = { receivableId: number | null } & (
  | { kind: 'paid'; paidOn: IsoDate; amountCents: Cents | null; note: string }
  | { kind: 'dispute'; reason: DisputeReason; text: string }
  | { kind: 'instalments'; count: number; firstOn: IsoDate; note: string }
  | { kind: 'date'; promisedOn: IsoDate; note: string }
);

/** `noted`: it counts at once. `asked`: a person looks and comes back to him. */
export type Answered = 'noted' | 'asked';

/**
 * Takes an answer once, however often its form is sent. What counts by a rule counts at once: an
 * objection, a promise of a near day, a short wait for a payment. Everything else is a task.
 */
export async function answerLetter(
  house: House,
  wish: { link: Link; answer: Answer; formKey: string },
  at: Acting['at'],
): Promise<Answered | null> {
  const { link, answer } = wish;
  if ((await readRespondPage(house, link, at)) === null) return null;
  const acting = { actor: `debtor:${link.debtorId}`, at };
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, link.shopId);
    const { receivableId, kind, ...rest } = answer;
    const words = { ...rest, receivableId } as Readonly<Record<string, string | number | null>>;
    const formKey = sha256(`${link.debtorId}:${kind}:${wish.formKey}`);
    const kept = { shopId: shop.id, debtorId: link.debtorId, formKey, kind, words };
    const answerId = await addAnswer(trx, kept, at);
    if (answerId === null) return findAnswered(trx, shop.id, formKey);
    const reminded = await listReminded(trx, shop.id, link.debtorId);
    const meant = reminded.filter(({ id }) => receivableId === null || id === receivableId);
    if (meant.length === 0) throw new InvalidInput('nothing of it is open any more');
    let answered: Answered = 'noted';
    for (const { id } of meant) {
      const receivable = await lockReceivable(trx, shop.id, id);
      const of = { house, trx, shop, receivable, answerId };
      const one = await takeAnswer(of, answer, acting);
      if (one === 'asked') answered = 'asked';
      const data = { answerId, kind, answered: one };
      const event = { type: 'debtor.answered' as const, receivableId: id, data };
      await appendEvents(trx, shop.id, [{ ...event, actor: acting.actor }], at);
    }
    if (answered === 'asked') await markAsked(trx, shop.id, answerId);
    return answered;
  });
}

interface Of {
  house: House;
  trx: Trx;
  shop: Shop;
  receivable: StoredReceivable;
  answerId: number;
}

async function takeAnswer(of: Of, answer: Answer, acting: Acting): Promise<Answered> {
  switch (answer.kind) {
    case 'paid':
      return takePaid(of, answer.paidOn, acting);
    case 'dispute':
      return takeDispute(of, answer, acting);
    case 'instalments':
      return takeWishForPlan(of, answer, acting);
    case 'date':
      return takeDate(of, answer.promisedOn, acting);
  }
}

/** Reminders wait a few days while a person looks for the payment, once for each letter. */
export async function takePaid(of: Of, paidOn: IsoDate, acting: Acting): Promise<Answered> {
  const { trx, shop, receivable, answerId } = of;
  const since = receivable.lastNoticeOn;
  const reason = 'claimed_paid' as const;
  if (!(await hadBlockSince(trx, receivable.id, { reason, since }))) {
    const days = shop.settings.clarification.claimedPaidDays;
    const untilOn = addDays(shopDay(shop, acting.at), days);
    const source = { kind: 'answer' as const, id: answerId };
    await placeBlock(trx, receivable, { reason, untilOn, source }, acting);
  }
  const text = 'Hinweis: Der Schuldner gibt an, schon gezahlt zu haben. Wir prüfen das.';
  await tellAgency(trx, receivable, text, acting);
  return ask(of, { kind: 'check_payment', note: say('task_says_paid', { paidOn }) }, acting);
}

export async function takeDispute(
  of: Of,
  { reason, text }: Extract<Answer, { kind: 'dispute' }>,
  acting: Acting,
): Promise<Answered> {
  const { trx, shop, receivable } = of;
  const open = (await listDisputesOf(trx, receivable.id)).find(({ state }) => state === 'open');
  if (open !== undefined) {
    const note = say('task_wrote_again', { disputeId: open.id });
    return ask(of, { kind: 'answer_dispute', note }, acting);
  }
  await placeDispute(trx, shop, receivable, { reason, text, amountCents: null, ...acting });
  return 'noted';
}

async function takeWishForPlan(
  of: Of,
  { count, firstOn }: Extract<Answer, { kind: 'instalments' }>,
  acting: Acting,
): Promise<Answered> {
  const { house, trx, shop, receivable } = of;
  const wish = { firstOn, count, every: 'month' as const, note: null };
  const free = { chargeCents: 0, acceptsConsumerCredit: false };
  const drafted = await unlessRefused(
    placePlan(house, trx, { shop, receivable }, { ...wish, ...free, ...acting }),
  );
  const wanted = { count, firstOn };
  const note =
    drafted === null
      ? say('task_wants_instalments', wanted)
      : say('task_wants_drafted_plan', { ...wanted, planId: drafted.planId });
  return ask(of, { kind: 'plan_wish', note }, acting);
}

/** A near day counts at once, as often as a promise may be made; any other is for a person. */
async function takeDate(of: Of, promisedOn: IsoDate, acting: Acting): Promise<Answered> {
  const { trx, shop, receivable } = of;
  const { promisesPerRound, promiseGraceDays, pagePromiseWithinDays } = shop.settings.clarification;
  const rules = {
    perRound: promisesPerRound,
    graceDays: promiseGraceDays,
    withinDays: pagePromiseWithinDays,
  };
  if (DUNNABLE.includes(receivable.state)) {
    const wish = { amountCents: null, promisedOn, note: null, rules };
    const promised = await unlessRefused(
      placePromise(trx, shop, receivable, { ...wish, ...acting }),
    );
    if (promised !== null) return 'noted';
  }
  return ask(of, { kind: 'wish_for_date', note: say('task_names_day', { promisedOn }) }, acting);
}

/** Null when a rule refused it; nothing was written then. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof MahnlaufError) return null;
    throw error;
  }
}

async function ask(
  { trx, shop, receivable, answerId }: Of,
  { kind, note }: { kind: TaskKind; note: Saying },
  acting: Acting,
): Promise<Answered> {
  const task = {
    shopId: shop.id,
    receivableId: receivable.id,
    kind,
    dueOn: shopDay(shop, acting.at),
    note,
    key: `answer:${answerId}:${receivable.id}`,
  };
  await addTask(trx, task, acting);
  return 'asked';
}

/** A new link to the page of a receivable's debtor, for a clerk who sends it to him. */
export async function respondLinkOf(
  house: House,
  target: { shopId: number; receivableId: number },
  { at }: Acting,
): Promise<{ url: string | null }> {
  const shop = await getShop(house.db, target.shopId);
  const { debtorId } = await getReceivable(house.db, shop.id, target.receivableId);
  return { url: house.respondUrl({ shopId: shop.id, debtorId, on: shopDay(shop, at) }) };
}
