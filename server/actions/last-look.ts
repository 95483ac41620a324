/** What is looked at once more just before a notice leaves. */
import type { IsoDate } from '../domain/calendar.ts';
import { isBlocked } from '../domain/dunning.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { isTooOld } from '../domain/runs.ts';
import type { Shop } from '../domain/shop.ts';
import { sha256, type Trx } from '../storage/database.ts';
import { listSiblings, lockCandidatesById, type StoredReminder } from '../storage/dunning.ts';
import { getPlan } from '../storage/instalments.ts';
import type { OutboxMessage } from '../storage/outbox.ts';
import {
  getDebtor,
  listBlocks,
  type StoredDebtor,
  type StoredReceivable,
} from '../storage/receivables.ts';
import { creditsOf } from './compose-notices.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { debtorHash, decidePage, recipientOf } from './run-decisions.ts';
import { type InstalmentMark, isHeldBesidesPlan, readProgress } from './instalment-letters.ts';
import { contextOf } from './run-pages.ts';

interface Leaving {
  message: OutboxMessage;
  shop: Shop;
  reminders: readonly StoredReminder[];
}

/** By reminder, why a notice may not leave any more; empty when it may. */
export async function reasonsToStop(
  trx: Trx,
  leaving: Leaving,
  { at }: Acting,
): Promise<Map<number, string>> {
  const { shop, message, reminders } = leaving;
  const reasons = new Map<number, string>();
  if (shop.state !== 'active') {
    reasons.set(message.reminderId, 'shop_uninstalled');
    for (const { id } of reminders) reasons.set(id, 'shop_uninstalled');
    return reasons;
  }
  const gone = whatIsGone(leaving);
  if (gone !== null) {
    return new Map([[message.reminderId, gone], ...reminders.map(({ id }) => [id, gone] as const)]);
  }
  const today = shopDay(shop, at);
  const ids = reminders.map(({ receivableId }) => receivableId);
  const found = await lockCandidatesById(trx, shop.id, ids);
  const blocks = await listBlocks(trx, ids);
  const byId = new Map(found.map((candidate) => [candidate.receivable.id, candidate]));
  for (const reminder of reminders) {
    const candidate = byId.get(reminder.receivableId);
    if (candidate === undefined) continue;
    const { receivable, debtor } = candidate;
    const held = isBlocked(blocks.get(receivable.id) ?? [], today);
    const reason = reasonOf(receivable, reminder, today) ?? (held ? 'blocked' : null);
    const moved = isElsewhere(debtor, reminder, message) ? 'recipient_changed' : null;
    const last = isTooOld(reminder.runOn, today) ? 'too_old' : null;
    const because = reason ?? moved ?? last;
    if (because !== null) reasons.set(reminder.id, because);
  }
  const [first] = reminders;
  if (reasons.size > 0 || first === undefined || message.noticeId === 0) return reasons;
  if (await isSurroundingChanged(trx, leaving, today)) reasons.set(first.id, 'amount_changed');
  return reasons;
}

/** What a notice cannot leave without: its words, or the address of the shop's webhook. */
function whatIsGone({ message, shop }: Leaving): string | null {
  if (message.kind.endsWith('.webhook') && shop.settings.dunning.webhook === null) {
    return 'webhook_taken_away';
  }
  return typeof message.payload['text'] === 'string' ? null : 'words_erased';
}

function reasonOf(
  receivable: StoredReceivable,
  reminder: StoredReminder,
  today: IsoDate,
): string | null {
  if (receivable.principalCents <= 0) return 'paid';
  if (!DUNNABLE.includes(receivable.state)) return `receivable_${receivable.state}`;
  if (receivable.principalCents !== reminder.principalCents) return 'amount_changed';
  const costsCents = receivable.costsCents + reminder.feeCents;
  if (costsCents !== reminder.costsCents) return 'amount_changed';
  if (receivable.round !== reminder.round || receivable.dueOn === null) return 'due_date_moved';
  if (reminder.level > 0) return receivable.dueOn >= today ? 'due_date_moved' : null;
  if (receivable.dueOn !== reminder.deadlineOn) return 'due_date_moved';
  return receivable.dueOn <= today ? 'too_late' : null;
}

/** As `reasonsToStop`, for a letter about an instalment; the next look at the plan writes it anew. */
export async function reasonToStopInstalment(
  trx: Trx,
  { message, shop }: Omit<Leaving, 'reminders'>,
  receivable: StoredReceivable,
  { at }: Acting,
): Promise<string | null> {
  if (shop.state !== 'active') return 'shop_uninstalled';
  const gone = whatIsGone({ message, shop, reminders: [] });
  if (gone !== null) return gone;
  if (!DUNNABLE.includes(receivable.state)) return `receivable_${receivable.state}`;
  const today = shopDay(shop, at);
  const wish = message.payload['instalment'] as InstalmentMark;
  const plan = await getPlan(trx, shop.id, wish.planId);
  if (plan.state !== 'accepted') return `plan_${plan.state}`;
  if (await isHeldBesidesPlan(trx, receivable.id, today)) return 'blocked';
  const progress = await readProgress(trx, plan, today);
  const now = progress.find(({ number }) => number === wish.number);
  const openCents = now === undefined ? 0 : now.amountCents - now.paidCents;
  if (now === undefined || openCents === 0) return 'paid';
  if (openCents !== wish.openCents) return 'amount_changed';
  if (wish.letter === 'instalment_notice' && today >= now.dueOn) return 'too_late';
  if (isTooOld(wish.on, today)) return 'too_old';
  const debtor = await getDebtor(trx, shop.id, receivable.debtorId);
  const channel = message.kind === 'instalment.letter' ? 'letter' : 'email';
  return isElsewhere(debtor, { channel }, message) ? 'recipient_changed' : null;
}

/** Was the address corrected since the notice was frozen for the old one? */
function isElsewhere(
  debtor: StoredDebtor,
  { channel }: Pick<StoredReminder, 'channel'>,
  { payload: { recipientHash } }: OutboxMessage,
): boolean {
  if (typeof recipientHash !== 'string') return false;
  return sha256(recipientOf(debtor, channel)) !== recipientHash;
}

/** Did a credit of the debtor, or an item in clarification, change since the notice was frozen? */
async function isSurroundingChanged(
  trx: Trx,
  { shop, message }: Leaving,
  today: IsoDate,
): Promise<boolean> {
  const { creditsKnownCents, disputedIds } = message.payload;
  if (!shop.settings.dunning.grouping) return false;
  const ids = Array.isArray(disputedIds) ? disputedIds.map(Number) : [];
  const blocks = await listBlocks(trx, ids);
  if (ids.some((id) => !isBlocked(blocks.get(id) ?? [], today))) return true;
  const [lead] = await lockCandidatesById(trx, shop.id, [message.receivableId]);
  if (lead === undefined) return true;
  const debtor = await getDebtor(trx, shop.id, lead.receivable.debtorId);
  const credits = creditsOf(await listSiblings(trx, shop.id, [debtor], []));
  const now = credits.get(debtorHash(debtor, lead.receivable.currency)) ?? 0;
  return now !== Number(creditsKnownCents ?? 0);
}

/** After a refusal: does the policy name another channel that reaches the debtor? */
export async function canTakeNextChannel(
  house: House,
  trx: Trx,
  { shop, reminders }: Leaving,
  acting: Acting,
): Promise<boolean> {
  const ids = reminders.map(({ receivableId }) => receivableId);
  const candidates = await lockCandidatesById(trx, shop.id, ids);
  const run = { id: 0, shopId: shop.id, runOn: shopDay(shop, acting.at), committedBy: null };
  const ctx = await contextOf({ ...house, db: trx }, run, acting);
  const decided = await decidePage(trx, { ...ctx, house }, candidates);
  return decided.every(({ item }) => item.step !== 'remind' || item.channel !== null);
}
