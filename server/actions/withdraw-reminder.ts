/** Takes a reminder back: before it leaves it stops, after that a letter says so. */
import { addDays } from '../domain/calendar.ts';
import type { NewEvent } from '../domain/events.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import * as ledger from '../domain/ledger.ts';
import type { LetterFacts, ReminderLevel } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import type { Shop } from '../domain/shop.ts';
import type { RenderedText } from '../ports.ts';
import { inTransaction, sha256, type Trx } from '../storage/database.ts';
import {
  type DunningCandidate,
  listReminders,
  lockCandidatesById,
  lockReminder,
  lockRemindersOf,
  settleReminder,
  type StoredReminder,
} from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addFrozenLetters,
  addNotices,
  getNotice,
  type NewNotice,
  type StoredNotice,
} from '../storage/notices.ts';
import { addMessages, lockMessageOfNotice, settleMessage } from '../storage/outbox.ts';
import { readBalancesOf, readFee } from '../storage/pages.ts';
import { lockReceivable, post, updateReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { dropTasks } from '../storage/tasks.ts';
import { placeBlock } from './blocks.ts';
import { callKey, feeKey } from './deliver-reminder.ts';
import { quietFree, wordsOf } from './freeze-notices.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { renderOwn } from './own-words.ts';
import { addressLinesOf, type Language, sheetOf, shownItem } from './reminder-letter.ts';
import { moveReceivableTo, settle } from './settle.ts';

export interface Withdrawn {
  noticeId: number | null;
  reminderIds: readonly number[];
  state: 'stopped' | 'withdrawn';
  correctionId: number | null;
  feesTakenBackCents: Cents;
}

interface Wish {
  shopId: number;
  reminderId: number;
  reason: string;
}

/**
 * Withdraws a reminder with the whole notice it stood in: a letter is right or it is not. One that
 * has not left is stopped, and the next run may remind anew; of one that has left the fees are taken
 * back, the levels fall, and a correction goes to the debtor by the same channel.
 */
export async function withdrawReminder(
  house: House,
  wish: Wish,
  acting: Acting,
): Promise<Withdrawn> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const found = await lockReminder(trx, shop.id, wish.reminderId);
    if (found === null) throw new NotFound(`reminder ${wish.reminderId} does not exist`);
    const noticeId = found.noticeId ?? 0;
    const reminders = await lockRemindersOf(trx, { noticeId, reminderId: found.id });
    const [state] = new Set(reminders.map((one) => one.state));
    if (state === 'planned') return stopPlanned(trx, shop, reminders, { ...acting, noticeId });
    if (state !== 'sent') {
      throw new Conflict(
        `reminder ${found.id} is ${found.state}; only one that is planned or sent can be withdrawn`,
      );
    }
    return takeBack(house, trx, { shop, reminders, noticeId }, acting);
  });
}

async function stopPlanned(
  trx: Trx,
  shop: Shop,
  reminders: readonly StoredReminder[],
  { noticeId, actor, at }: Acting & { noticeId: number },
): Promise<Withdrawn> {
  const message = await lockMessageOfNotice(trx, shop.id, noticeId);
  const isAtPerson = message?.kind === 'reminder.telephone' && message.state === 'sending';
  if (message === null || (message.state !== 'queued' && !isAtPerson)) {
    throw conflict('refused_leaving');
  }
  const because = 'withdrawn';
  await settleMessage(trx, message.id, 'stopped', { note: because, at });
  await dropTasks(trx, shop.id, [callKey(noticeId)], { actor, at });
  const events: NewEvent[] = [];
  for (const { id: reminderId, level, receivableId } of reminders) {
    await settleReminder(trx, reminderId, { state: 'stopped', because });
    const data = { reminderId, level, because };
    events.push({ type: 'reminder.stopped', receivableId, data, actor });
  }
  await appendEvents(trx, shop.id, events, at);
  return {
    noticeId: noticeId === 0 ? null : noticeId,
    reminderIds: reminders.map(({ id }) => id),
    state: 'stopped',
    correctionId: null,
    feesTakenBackCents: 0,
  };
}

interface Sent {
  shop: Shop;
  reminders: readonly StoredReminder[];
  noticeId: number;
}

async function takeBack(house: House, trx: Trx, sent: Sent, acting: Acting): Promise<Withdrawn> {
  const { shop, reminders, noticeId } = sent;
  const ids = reminders.map(({ receivableId }) => receivableId);
  const before = await lockCandidatesById(trx, shop.id, ids);
  const all = await listReminders(trx, ids);
  for (const reminder of reminders) refuseLater(reminder, before, all);
  let fees = 0;
  for (const reminder of reminders) {
    fees += await takeFeeBack(trx, shop, reminder, acting);
    await lowerLevel(trx, shop, reminder, { ...acting, all });
    await leaveInPeace(trx, shop, reminder, acting);
  }
  const correctionId = await planCorrection(house, trx, { ...sent, fees }, acting);
  return {
    noticeId: noticeId === 0 ? null : noticeId,
    reminderIds: reminders.map(({ id }) => id),
    state: 'withdrawn',
    correctionId,
    feesTakenBackCents: fees,
  };
}

/** Nobody who reads that a reminder was wrong gets the next one the day after. */
const PEACE_DAYS = 7;

async function leaveInPeace(
  trx: Trx,
  shop: Shop,
  { receivableId: id }: StoredReminder,
  acting: Acting,
): Promise<void> {
  const { principalCents } = await lockReceivable(trx, shop.id, id);
  if (principalCents <= 0) return;
  const untilOn = addDays(shopDay(shop, acting.at), PEACE_DAYS);
  const block = { reason: 'reminder_withdrawn', untilOn } as const;
  await placeBlock(trx, { shopId: shop.id, id }, block, acting);
}

/** On its way, sent, or waiting for a person who may say that it was sent. */
const STANDING: readonly StoredReminder['state'][] = ['planned', 'sent', 'unconfirmed', 'failed'];

/** The newest goes first, and nothing that stands on it may be under way. */
function refuseLater(
  reminder: StoredReminder,
  candidates: readonly DunningCandidate[],
  all: ReadonlyMap<number, readonly StoredReminder[]>,
): void {
  const receivable = candidates.find((one) => one.receivable.id === reminder.receivableId);
  if (receivable?.receivable.state === 'handed_over') {
    throw conflict('refused_close_first', { receivableId: reminder.receivableId });
  }
  const later = (all.get(reminder.receivableId) ?? []).find(
    ({ round, level, state }) =>
      round === reminder.round && level > reminder.level && STANDING.includes(state),
  );
  if (later === undefined) return;
  throw conflict('refused_later_first', { laterId: later.id, reminderId: reminder.id });
}

/** The fee that this reminder charged, out of the books; what was paid of it is a credit. */
async function takeFeeBack(
  trx: Trx,
  shop: Shop,
  reminder: StoredReminder,
  acting: Acting,
): Promise<Cents> {
  const { feeCents, id: reminderId, receivableId } = reminder;
  const key = feeKey(reminderId);
  const { charged, costsPaidCents } = await readFee(trx, shop.id, { receivableId, key });
  if (!charged || feeCents === 0) return 0;
  const when = { on: shopDay(shop, acting.at), at: acting.at };
  const receivable = await lockReceivable(trx, shop.id, receivableId);
  const openCents = Math.max(0, Math.min(feeCents, receivable.costsCents));
  const backCents = Math.min(feeCents - openCents, costsPaidCents);
  const takenCents = openCents + backCents;
  if (takenCents === 0) return 0;
  if (backCents > 0) await post(trx, receivable, ledger.costsPaid(`${key}:paid`, -backCents), when);
  await post(trx, receivable, ledger.feeWaived(`${key}:back`, takenCents), when);
  const data = { reminderId, amountCents: takenCents };
  const event = { type: 'fee.taken_back' as const, receivableId, data, actor: acting.actor };
  await appendEvents(trx, shop.id, [event], acting.at);
  if (backCents > 0) await settle(trx, receivable, { ...acting, on: when.on });
  return takenCents;
}

/** The level is that of the reminders which still count. */
async function lowerLevel(
  trx: Trx,
  shop: Shop,
  reminder: StoredReminder,
  acting: Acting & { all: ReadonlyMap<number, readonly StoredReminder[]> },
): Promise<void> {
  const { actor, at, all } = acting;
  const { id: reminderId, receivableId, round } = reminder;
  await settleReminder(trx, reminderId, { state: 'withdrawn', because: 'withdrawn' });
  const { level } = reminder;
  const events: NewEvent[] = [
    { type: 'reminder.withdrawn', receivableId, data: { reminderId, level }, actor },
  ];
  const receivable = await lockReceivable(trx, shop.id, receivableId);
  if (receivable.round === round && receivable.level === level && level > 0) {
    const left = (all.get(receivableId) ?? [])
      .filter((one) => one.round === round && one.state === 'sent' && one.id !== reminderId)
      .toSorted((a, b) => a.level - b.level)
      .at(-1);
    const counts = left !== undefined && left.level > 0 ? left : null;
    await updateReceivable(trx, receivable, {
      level: counts?.level ?? 0,
      lastNoticeOn: counts === null ? null : noticeDay(shop, counts),
      noticeDeadlineOn: counts?.deadlineOn ?? null,
    });
    if (counts === null) await moveReceivableTo(trx, receivable, 'reminder.withdrawn', acting);
    const data = { from: level, to: counts?.level ?? 0 };
    events.push({ type: 'dunning_level.lowered', receivableId, data, actor });
  }
  await appendEvents(trx, shop.id, events, at);
}

const noticeDay = (shop: Shop, { sentAt, runOn }: Pick<StoredReminder, 'sentAt' | 'runOn'>) =>
  sentAt === null ? runOn : shopDay(shop, sentAt);

/** The letter that tells the debtor; null where no text says so (a call, a notice of old). */
async function planCorrection(
  house: House,
  trx: Trx,
  sent: Sent & { fees: Cents },
  acting: Acting,
): Promise<number | null> {
  const { shop, noticeId, reminders, fees } = sent;
  const lead = reminders.toSorted((a, b) => b.level - a.level)[0];
  if (noticeId === 0 || lead === undefined || lead.level === 0) return null;
  const notice = await getNotice(trx, shop.id, noticeId);
  const language = notice.language;
  const ids = reminders.map(({ receivableId }) => receivableId);
  const candidates = await lockCandidatesById(trx, shop.id, ids);
  const debtor = candidates.find(({ receivable }) => receivable.id === lead.receivableId);
  if (debtor === undefined) return null;
  const facts = await correctionFacts(house, trx, shop, {
    lead,
    candidates,
    debtor,
    language,
    fees,
    acting,
  });
  const letter = { name: 'correction' as const, language, facts };
  const rendered = await renderOwn(house, trx, shop.id, letter);
  return freezeCorrection(house, trx, { shop, notice, lead, debtor, facts, rendered }, acting);
}

/** What a correction tells: which letter is taken back, and the right state of its receivables. */
export async function correctionFacts(
  house: House,
  trx: Trx,
  shop: Shop,
  of: {
    lead: Pick<StoredReminder, 'template' | 'sentAt' | 'runOn'>;
    candidates: readonly DunningCandidate[];
    debtor: DunningCandidate;
    language: Language;
    fees: Cents;
    acting: Pick<Acting, 'at'>;
  },
): Promise<LetterFacts> {
  const { lead, candidates, language, fees, debtor, acting } = of;
  const on = shopDay(shop, acting.at);
  const open = candidates.filter(
    ({ receivable }) => receivable.principalCents > 0 && DUNNABLE.includes(receivable.state),
  );
  const balances = await readBalancesOf(
    trx,
    open.map(({ receivable }) => receivable.id),
  );
  const items = open.map((candidate) => {
    const { id, principalCents } = candidate.receivable;
    const paid = Math.max(0, -(balances.get(id)?.revenue ?? 0) - principalCents);
    const shown = shownItem(candidate, paid, on);
    return { ...shown, level: null, inDefaultFrom: null, inClarification: false };
  });
  const principalCents = items.reduce((total, { openCents }) => total + openCents, 0);
  return {
    ...sheetOf(house, shop, debtor, { on, language, agencyName: null }),
    items,
    interest: [],
    charges: [],
    totals: {
      principalCents,
      interestCents: 0,
      chargesCents: 0,
      creditsCents: 0,
      payCents: principalCents,
    },
    deadlineOn: null,
    reference: debtor.receivable.orderName,
    paymentUrl: null,
    earlierRemindersOn: [],
    withdrawn: {
      name: lead.template as ReminderLevel,
      sentOn: noticeDay(shop, lead),
      chargesCents: fees,
    },
    instalment: null,
    attachments: [],
  };
}

interface Correction {
  shop: Shop;
  notice: StoredNotice;
  lead: StoredReminder;
  debtor: DunningCandidate;
  facts: LetterFacts;
  rendered: RenderedText;
}

async function freezeCorrection(
  house: House,
  trx: Trx,
  correction: Correction,
  { actor, at }: Acting,
): Promise<number> {
  const { shop, notice, lead, debtor, rendered } = correction;
  const { channel } = notice;
  const pdf = channel === 'letter' ? await house.letters.toPdf(rendered.document) : null;
  const frozen = noticeOf(correction, pdf);
  const [noticeId = 0] = await addNotices(trx, shop.id, [frozen], at);
  const references = notice.messageId === null ? [] : [notice.messageId];
  const { messageId } = frozen;
  const { email, country } = debtor.debtor;
  const message = {
    shopId: shop.id,
    kind: `correction.${channel}` as const,
    key: `notice:${noticeId}`,
    receivableId: debtor.receivable.id,
    reminderId: lead.id,
    noticeId,
    payload: {
      ...wordsOf(shop, channel, { rendered }, email),
      ...(messageId === null ? {} : { messageId, references }),
    },
    runAt: quietFree(house, shop, { channel, country, at }),
  };
  await addMessages(trx, [message], at);
  const receivableId = debtor.receivable.id;
  if (pdf !== null) await addFrozenLetters(trx, shop.id, [{ noticeId, receivableId, pdf }]);
  const data = { noticeId, withdraws: notice.id, channel };
  const event = { type: 'correction.planned' as const, receivableId, data, actor };
  await appendEvents(trx, shop.id, [event], at);
  return noticeId;
}

function noticeOf(
  { shop, notice, debtor, facts, rendered }: Correction,
  pdf: Uint8Array | null,
): NewNotice {
  const { channel } = notice;
  const { email } = debtor.debtor;
  const to = channel === 'letter' ? addressLinesOf(debtor.debtor, true) : (email ?? channel);
  const { subject, text, html } = rendered;
  const key = `correction.${notice.id}`;
  return {
    ...notice,
    ...facts.totals,
    runId: null,
    key,
    purpose: 'correction',
    template: 'correction',
    runOn: facts.letterOn,
    deadlineOn: null,
    contentHash: sha256(JSON.stringify({ to, subject, text, html })),
    pdfHash: pdf === null ? null : sha256(pdf),
    messageId: channel === 'email' ? `<${key}@${shop.domain}>` : null,
  };
}
