import { addSeconds } from '../domain/calendar.ts';
import { MahnlaufError, PartnerRejected } from '../domain/errors.ts';
import type { EventType, NewEvent } from '../domain/events.ts';
import * as ledger from '../domain/ledger.ts';
import { say } from '../domain/sayings.ts';
import type { EmailAttachment, EmailMessage, PostalLetter, ReminderPost } from '../ports.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { lockRemindersOf, settleReminder, type StoredReminder } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { type Enclosure, listNoticeAttachments } from '../storage/documents.ts';
import { findFrozenLetter } from '../storage/notices.ts';
import {
  holdsReminders,
  listCalls,
  lockMessage,
  lockMessageOfNotice,
  markSending,
  markWithPerson,
  type OutboxMessage,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import {
  getDebtor,
  lockReceivable,
  post,
  type StoredReceivable,
  updateReceivable,
} from '../storage/receivables.ts';
import { letterName } from '../storage/printed-letters.ts';
import { getShop } from '../storage/shops.ts';
import { addTask, dropTasks } from '../storage/tasks.ts';
import type { Shop } from '../domain/shop.ts';
import { recordBounce } from './debtors.ts';
import { quietFree } from './freeze-notices.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { canTakeNextChannel, reasonsToStop, reasonToStopInstalment } from './last-look.ts';
import { moveReceivableTo } from './settle.ts';

const MOST_ATTEMPTS = 12;
/** How long a notice is held back while the emergency stop is on. */
const STOP_SECONDS = 900;

/** A notice on its way to whoever takes it. */
export type Departure =
  | { channel: 'email'; message: EmailMessage }
  | { channel: 'letter'; letter: PostalLetter }
  | { channel: 'webhook'; post: ReminderPost };

/** The notice of an outbox message: a reminder for one receivable or for several. */
interface Leaving {
  message: OutboxMessage;
  shop: Shop;
  reminders: readonly StoredReminder[];
}

/**
 * The last look before a notice leaves: it stops as a whole when anything was paid, blocked or
 * changed on one of its items since the run, and the next run plans it anew. Gives what is to be
 * sent, marked as being sent, or null.
 */
export async function beginReminder(
  house: House,
  messageId: number,
  acting: Acting & { owner: string },
): Promise<Departure | null> {
  return inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'queued');
    if (message === null) return null;
    const shop = await getShop(trx, message.shopId);
    const isReminder = holdsReminders(message.kind);
    const reminders = isReminder ? await lockRemindersOf(trx, message) : [];
    const receivable = await lockReceivable(trx, shop.id, message.receivableId);
    if (isInstalment(message)) {
      const because = await reasonToStopInstalment(trx, { message, shop }, receivable, acting);
      if (because !== null) {
        await stopInstalment(trx, message, because, acting);
        return null;
      }
    }
    const reasons = await reasonsToStop(trx, { message, shop, reminders }, acting);
    if (reasons.size > 0) {
      await stop(trx, { message, shop, reminders }, reasons, acting);
      return null;
    }
    if (await isHeld(house, trx, { message, shop, receivable }, acting)) return null;
    if (channelOf(message) === 'telephone') {
      await askToCall(trx, message, receivable, acting);
      return null;
    }
    await markSending(trx, message, acting.owner, acting.at);
    return toDeparture(house, trx, message, shop);
  });
}

const channelOf = ({ kind }: OutboxMessage): string => kind.slice(kind.indexOf('.') + 1);

/** Held back by the emergency stop or by the quiet hours of the debtor: it leaves later. */
async function isHeld(
  house: House,
  trx: Trx,
  { message, shop, receivable }: Omit<Leaving, 'reminders'> & { receivable: StoredReceivable },
  { at }: Acting,
): Promise<boolean> {
  if (shop.dunningStop !== null && shop.dunningStop !== undefined) {
    const runAt = addSeconds(at, STOP_SECONDS);
    await requeueMessage(trx, message.id, { note: 'the emergency stop is on', runAt });
    return true;
  }
  const { country } = await getDebtor(trx, shop.id, receivable.debtorId);
  const channel = channelOf(message) as Parameters<typeof quietFree>[2]['channel'];
  const runAt = quietFree(house, shop, { channel, country, at });
  if (runAt <= at) return false;
  await requeueMessage(trx, message.id, { note: 'quiet hours of the debtor', runAt });
  return true;
}

const isInstalment = ({ kind }: OutboxMessage): boolean => kind.startsWith('instalment.');

async function stopInstalment(
  trx: Trx,
  message: OutboxMessage,
  because: string,
  { actor, at }: Acting,
): Promise<void> {
  await settleMessage(trx, message.id, 'stopped', { note: because, at });
  const { receivableId, noticeId, shopId } = message;
  const data = { noticeId, because };
  const type = 'instalment_reminder.stopped' as const;
  await appendEvents(trx, shopId, [{ type, receivableId, data, actor }], at);
}

async function stop(
  trx: Trx,
  { message, reminders }: Leaving,
  reasons: ReadonlyMap<number, string>,
  acting: Acting,
): Promise<void> {
  const [because = 'another_item_changed'] = reasons.values();
  await settleMessage(trx, message.id, 'stopped', { note: because, at: acting.at });
  const events: NewEvent[] = [];
  for (const { id: reminderId, level, receivableId } of reminders) {
    const own = reasons.get(reminderId) ?? 'another_item_changed';
    await settleReminder(trx, reminderId, { state: 'stopped', because: own });
    const data = { reminderId, level, because: own };
    events.push({ type: 'reminder.stopped', receivableId, data, actor: acting.actor });
  }
  await appendEvents(trx, message.shopId, events, acting.at);
}

/** The call is a person's task; the reminder counts as sent once the task is done. */
async function askToCall(
  trx: Trx,
  message: OutboxMessage,
  receivable: StoredReceivable,
  acting: Acting,
): Promise<void> {
  const shop = await getShop(trx, message.shopId);
  const task = {
    shopId: shop.id,
    receivableId: receivable.id,
    kind: 'telephone' as const,
    dueOn: shopDay(shop, acting.at),
    note: say('task_telephone', { orderName: receivable.orderName }),
    key: callKey(message.noticeId),
  };
  await addTask(trx, task, acting);
  await markWithPerson(trx, message, 'a person calls the debtor');
}

/** The task that a notice by telephone places. */
export const callKey = (noticeId: number): string => `call:${noticeId}`;

/** A person made the call that a notice asked for: only now the level counts. */
export async function finishCall(
  trx: Trx,
  { shopId, taskKey }: { shopId: number; taskKey: string },
  acting: Acting,
): Promise<void> {
  const noticeId = Number(taskKey.split(':')[1]);
  if (taskKey !== callKey(noticeId)) return;
  const message = await lockMessageOfNotice(trx, shopId, noticeId);
  if (message === null || message.state !== 'sending') return;
  await noticeLeft(trx, message, { ...acting, serverAnswer: 'a person called' });
}

/**
 * A person shall not call about what was paid, blocked or changed since: the task goes, and the next
 * run plans anew what is left of it.
 */
export async function stopCalls(house: House, shopId: number, acting: Acting): Promise<void> {
  for (const messageId of await listCalls(house.db, shopId)) {
    await inTransaction(house.db, async (trx) => {
      const message = await lockMessage(trx, messageId, 'sending');
      if (message === null) return;
      const shop = await getShop(trx, shopId);
      const reminders = await lockRemindersOf(trx, message);
      const leaving = { message, shop, reminders };
      const reasons = await reasonsToStop(trx, leaving, acting);
      // A person may take his time.
      if ([...reasons.values()].every((reason) => reason === 'too_old')) return;
      await dropTasks(trx, shopId, [callKey(message.noticeId)], acting);
      await stop(trx, leaving, reasons, acting);
    });
  }
}

async function toDeparture(
  house: House,
  trx: Trx,
  message: OutboxMessage,
  shop: Shop,
): Promise<Departure> {
  const { payload, key } = message;
  const enclosed = await listNoticeAttachments(trx, shop.id, message.noticeId);
  switch (channelOf(message)) {
    case 'letter': {
      const pdf = await findFrozenLetter(trx, shop.id, message.noticeId);
      if (pdf === null) throw new Error(`notice ${message.noticeId} has no letter`);
      const enclosures = enclosed.map((one) => one.pdf);
      return { channel: 'letter', letter: { key: letterName(shop.id, key), pdf, enclosures } };
    }
    case 'webhook': {
      const { webhook } = shop.settings.dunning;
      if (webhook === null) throw new PartnerRejected('the shop has no webhook for reminders');
      const secret = house.seals.open(webhook.sealedSecret);
      const { subject, text, html, document } = payload;
      const facts = (document as { facts?: unknown } | undefined)?.facts ?? null;
      const body = JSON.stringify({ key, kind: message.kind, subject, text, html, facts });
      return { channel: 'webhook', post: { url: webhook.url, secret, key, body } };
    }
    default:
      return {
        channel: 'email',
        message: { ...toEmail(message, shop), attachments: enclosed.map(toAttachment) },
      };
  }
}

const toAttachment = ({ fileName, pdf }: Enclosure): EmailAttachment => ({
  fileName,
  contentType: 'application/pdf',
  content: pdf,
});

function toEmail(message: OutboxMessage, shop: Shop): EmailMessage {
  const { to, subject, text, html, replyTo, messageId, references } = message.payload;
  const thread = Array.isArray(references) ? references.map(String) : [];
  const [first] = thread;
  return {
    to: String(to),
    subject: String(subject),
    text: String(text),
    html: typeof html === 'string' ? html : null,
    messageId:
      typeof messageId === 'string'
        ? messageId
        : `<${message.key.replaceAll(':', '.')}@${shop.domain}>`,
    replyTo: typeof replyTo === 'string' ? replyTo : null,
    ...(first === undefined ? {} : { inReplyTo: first, references: thread }),
  };
}

/** It was taken: only now the level counts, the fee is charged and the deadline runs. */
export async function finishReminder(
  house: House,
  messageId: number,
  acting: Acting & { serverAnswer: string },
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'sending');
    if (message !== null) await noticeLeft(trx, message, acting);
  });
}

/** A message to a debtor, locked, that left: by the answer of the channel or by what a person says. */
export async function noticeLeft(
  trx: Trx,
  message: OutboxMessage,
  acting: Acting & { serverAnswer: string },
): Promise<void> {
  const shop = await getShop(trx, message.shopId);
  const note = acting.serverAnswer;
  await settleMessage(trx, message.id, 'delivered', { note, at: acting.at });
  const events: NewEvent[] = [];
  if (!holdsReminders(message.kind)) {
    const { receivableId } = message;
    const type = isInstalment(message) ? 'instalment_reminder.sent' : 'correction.sent';
    const data = { noticeId: message.noticeId };
    events.push({ type, receivableId, data, actor: acting.actor });
  } else {
    for (const reminder of await lockRemindersOf(trx, message)) {
      events.push(...(await count(trx, shop, reminder, acting)));
    }
  }
  await appendEvents(trx, shop.id, events, acting.at);
}

/** One reminder of a notice that was sent: its level, its fee and its deadline count now. */
async function count(
  trx: Trx,
  shop: Shop,
  reminder: StoredReminder,
  acting: Acting,
): Promise<NewEvent[]> {
  const { at, actor } = acting;
  const { id: reminderId, level, deadlineOn, receivableId, feeCents } = reminder;
  const receivable = await lockReceivable(trx, shop.id, receivableId);
  await settleReminder(trx, reminderId, { state: 'sent', sentAt: at });
  const sentOn = shopDay(shop, at);
  const events: NewEvent[] = [];
  // A fee follows the principal: paid while the letter was on its way, it is not charged.
  if (feeCents > 0 && receivable.principalCents > 0) {
    const fee = ledger.fee(feeKey(reminderId), feeCents);
    await post(trx, receivable, fee, { on: sentOn, at });
    const data = { reminderId, amountCents: feeCents };
    events.push({ type: 'fee.charged', receivableId, data, actor });
  }
  // A letter of an earlier round, on its way when the due date moved, raises no level of the new;
  // nor does a notice before the due date.
  if (reminder.round === receivable.round && level > 0) {
    const change = { level, lastNoticeOn: sentOn, noticeDeadlineOn: deadlineOn };
    await updateReceivable(trx, receivable, change);
  }
  if (level > 0) await moveReceivableTo(trx, receivable, 'reminder.sent', acting);
  const data = { reminderId, level, channel: reminder.channel, sentOn, deadlineOn };
  events.push({ type: 'reminder.sent', receivableId, data, actor });
  return events;
}

/** The posting of a reminder's fee. */
export const feeKey = (reminderId: number): string => `reminder:${reminderId}:fee`;

/** What an error of the channel means: later, never, or nobody knows. */
export async function failReminder(
  house: House,
  messageId: number,
  error: unknown,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'sending');
    if (message === null) return;
    const { at } = acting;
    const known = error instanceof MahnlaufError ? error : null;
    const note = known?.message ?? 'an unexpected fault; nobody knows whether it left';
    if (known?.retry === 'later' && message.attempts < MOST_ATTEMPTS) {
      const wait = Math.min(6 * 3600, 60 * 2 ** message.attempts);
      await requeueMessage(trx, message.id, { note, runAt: addSeconds(at, wait) });
      return;
    }
    const shop = await getShop(trx, message.shopId);
    const reminders = holdsReminders(message.kind) ? await lockRemindersOf(trx, message) : [];
    const leaving = { message, shop, reminders };
    if (
      known instanceof PartnerRejected &&
      (await refusedForGood(house, trx, { ...leaving, rejected: known }, acting))
    )
      return;
    const refused = known?.retry === 'never' || known?.retry === 'later';
    const state = refused ? 'failed' : 'unconfirmed';
    await settleMessage(trx, message.id, state, { note, at });
    for (const { id } of reminders) await settleReminder(trx, id, { state });
    const type = refused ? 'reminder.failed' : 'reminder.unconfirmed';
    await tell(trx, leaving, { type }, acting);
  });
}

/**
 * The channel will not take it. True when the next run goes on by itself: the address is known to be
 * bad now, or another channel of the level reaches the debtor; else a person decides.
 */
async function refusedForGood(
  house: House,
  trx: Trx,
  leaving: Leaving & { rejected: PartnerRejected },
  acting: Acting,
): Promise<boolean> {
  const { message, shop, reminders, rejected } = leaving;
  const isBadAddress = rejected.about === 'address';
  if (isBadAddress) {
    const receivable = await lockReceivable(trx, shop.id, message.receivableId);
    await recordBounce(trx, receivable, rejected.reasons[0] ?? '', acting);
  }
  const because = isBadAddress ? 'email_address_failed' : `refused_by_${channelOf(message)}`;
  if (isInstalment(message)) {
    // The next look at the plan writes it on another channel, or asks a person.
    await stopInstalment(trx, message, because, acting);
    return true;
  }
  if (reminders.length === 0) return false;
  for (const { id, refusedChannels } of reminders) {
    const refused = [...new Set([...refusedChannels, channelOf(message)])];
    // A bad address may be mended; any other refusal is of this reminder for good.
    const kept = isBadAddress ? refusedChannels : refused;
    await settleReminder(trx, id, { state: 'stopped', because, refusedChannels: kept });
  }
  if (!isBadAddress && !(await canTakeNextChannel(house, trx, leaving, acting))) return false;
  await settleMessage(trx, message.id, 'stopped', { note: because, at: acting.at });
  await tell(trx, leaving, { type: 'reminder.stopped', because }, acting);
  return true;
}

async function tell(
  trx: Trx,
  { message, reminders }: Leaving,
  { type, because }: { type: EventType; because?: string },
  { actor, at }: Acting,
): Promise<void> {
  const why = because === undefined ? {} : { because };
  const events = reminders.map(({ id: reminderId, level, receivableId }): NewEvent => {
    return { type, receivableId, data: { reminderId, level, ...why }, actor };
  });
  await appendEvents(trx, message.shopId, events, at);
}
