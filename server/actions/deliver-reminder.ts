import { addSeconds, daysBetween } from '../domain/calendar.ts';
import { isBlocked } from '../domain/dunning.ts';
import { MahnlaufError } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import * as ledger from '../domain/ledger.ts';
import type { EmailMessage } from '../ports.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { lockReminder, settleReminder, type StoredReminder } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  lockMessage,
  markSending,
  type OutboxMessage,
  type OutboxState,
  requeueMessage,
  settleMessage,
} from '../storage/outbox.ts';
import {
  listBlocks,
  lockReceivable,
  post,
  type StoredReceivable,
  updateReceivable,
} from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import type { Shop } from '../domain/shop.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { moveReceivableTo } from './settle.ts';

/** Days after which a frozen reminder is too old: its deadline would be too short. */
const FRESH_DAYS = 2;
const MOST_ATTEMPTS = 12;

/**
 * The last look before a reminder leaves: it stops when anything was paid, blocked or changed since
 * the run. Gives the message to send, marked as being sent, or null.
 */
export async function beginReminder(
  house: House,
  messageId: number,
  acting: Acting & { owner: string },
): Promise<EmailMessage | null> {
  return inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, 'queued');
    if (message === null) return null;
    const shop = await getShop(trx, message.shopId);
    const receivable = await lockReceivable(trx, shop.id, message.receivableId);
    const reminder = await lockReminder(trx, message.reminderId);
    const because = await reasonToStop(trx, { shop, receivable, reminder }, acting);
    if (because !== null) {
      await stop(trx, { message, reminder }, because, acting);
      return null;
    }
    await markSending(trx, message, acting.owner, acting.at);
    return toEmail(message, shop);
  });
}

async function reasonToStop(
  trx: Trx,
  now: { shop: Shop; receivable: StoredReceivable; reminder: StoredReminder },
  { at }: Acting,
): Promise<string | null> {
  const { shop, receivable, reminder } = now;
  if (shop.state !== 'active') return 'shop_uninstalled';
  if (receivable.principalCents <= 0) return 'paid';
  if (!DUNNABLE.includes(receivable.state)) return `receivable_${receivable.state}`;
  const costsCents = receivable.costsCents + reminder.feeCents;
  if (receivable.principalCents !== reminder.principalCents) return 'amount_changed';
  if (costsCents !== reminder.costsCents) return 'amount_changed';
  const today = shopDay(shop, at);
  if (receivable.dueOn === null || receivable.dueOn >= today) return 'due_date_moved';
  if (receivable.round !== reminder.round) return 'due_date_moved';
  const blocks = (await listBlocks(trx, [receivable.id])).get(receivable.id) ?? [];
  if (isBlocked(blocks, today)) return 'blocked';
  return daysBetween(reminder.runOn, today) > FRESH_DAYS ? 'too_old' : null;
}

async function stop(
  trx: Trx,
  { message, reminder }: { message: OutboxMessage; reminder: StoredReminder },
  because: string,
  acting: Acting,
): Promise<void> {
  await settleMessage(trx, message.id, 'stopped', { note: because, at: acting.at });
  await settleReminder(trx, reminder.id, { state: 'stopped', because });
  const data = { reminderId: reminder.id, level: reminder.level, because };
  await appendEvents(
    trx,
    message.shopId,
    [told(message, 'reminder.stopped', data, acting)],
    acting.at,
  );
}

function toEmail(message: OutboxMessage, shop: Shop): EmailMessage {
  const { to, subject, text, html, replyTo } = message.payload;
  return {
    to: String(to),
    subject: String(subject),
    text: String(text),
    html: typeof html === 'string' ? html : null,
    messageId: `<${message.key.replaceAll(':', '.')}@${shop.domain}>`,
    replyTo: typeof replyTo === 'string' ? replyTo : null,
  };
}

const told = (
  message: OutboxMessage,
  type: NewEvent['type'],
  data: NewEvent['data'],
  { actor }: Acting,
): NewEvent => ({
  type,
  receivableId: message.receivableId,
  actor,
  ...(data === undefined ? {} : { data }),
});

/** The server took it: only now the level counts, the fee is charged and the deadline runs. */
export async function finishReminder(
  house: House,
  messageId: number,
  acting: Acting & { serverAnswer: string; from?: OutboxState },
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const message = await lockMessage(trx, messageId, acting.from ?? 'sending');
    if (message === null) return;
    const { at } = acting;
    const shop = await getShop(trx, message.shopId);
    const reminder = await lockReminder(trx, message.reminderId);
    const receivable = await lockReceivable(trx, shop.id, message.receivableId);
    await settleMessage(trx, message.id, 'delivered', { note: acting.serverAnswer, at });
    await settleReminder(trx, reminder.id, { state: 'sent', sentAt: at });
    const sentOn = shopDay(shop, at);
    const events: NewEvent[] = [];
    // A fee follows the principal: paid while the letter was on its way, it is not charged.
    if (reminder.feeCents > 0 && receivable.principalCents > 0) {
      const fee = ledger.fee(`reminder:${reminder.id}:fee`, reminder.feeCents);
      await post(trx, receivable, fee, { on: sentOn, at });
      const data = { reminderId: reminder.id, amountCents: reminder.feeCents };
      events.push(told(message, 'fee.charged', data, acting));
    }
    // A letter of an earlier round, on its way when the due date moved, raises no level of the new.
    if (reminder.round === receivable.round) {
      await updateReceivable(trx, receivable, {
        level: reminder.level,
        lastNoticeOn: sentOn,
        noticeDeadlineOn: reminder.deadlineOn,
      });
    }
    await moveReceivableTo(trx, receivable, 'reminder.sent', acting);
    const { id: reminderId, level, deadlineOn } = reminder;
    events.push(told(message, 'reminder.sent', { reminderId, level, sentOn, deadlineOn }, acting));
    await appendEvents(trx, shop.id, events, at);
  });
}

/** What an error of the mail server means: later, never, or nobody knows. */
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
    const refused = known?.retry === 'never' || known?.retry === 'later';
    const state = refused ? 'failed' : 'unconfirmed';
    await settleMessage(trx, message.id, state, { note, at });
    await settleReminder(trx, message.reminderId, { state });
    const type = refused ? 'reminder.failed' : 'reminder.unconfirmed';
    const data = { reminderId: message.reminderId };
    await appendEvents(trx, message.shopId, [told(message, type, data, acting)], at);
  });
}
