/** Freezes notices: numbers, words, recipient and sheet. The outbox sends exactly these, or not. */
import { type Holidays, type Instant, NO_HOLIDAYS } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { ReminderChannel } from '../domain/dunning.ts';
import type { NewEvent } from '../domain/events.ts';
import { debtorTimeZone, nextQuietFree } from '../domain/quiet-hours.ts';
import type { RunItem } from '../domain/runs.ts';
import type { Shop } from '../domain/shop.ts';
import { sha256, type Trx } from '../storage/database.ts';
import { type PlannedReminder, planReminders } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addFrozenLetters,
  addNotices,
  listMessageIds,
  type NewNotice,
} from '../storage/notices.ts';
import { addMessages, type NewMessage } from '../storage/outbox.ts';
import { pinPolicy } from '../storage/pages.ts';
import { freezeAttachments } from './attachments.ts';
import type { Draft } from './compose-notices.ts';
import type { House } from './house.ts';
import type { WrittenNotice } from './reminder-letter.ts';
import { type Decided, debtorHash, recipientOf, type RunContext } from './run-decisions.ts';

/** Stores the notices of a page with their reminders, messages and events. */
export async function freezeNotices(
  trx: Trx,
  ctx: RunContext,
  drafts: readonly Draft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const { shop, at } = ctx;
  const notices = drafts.map((draft) => noticeOf(ctx, draft));
  const noticeIds = await addNotices(trx, shop.id, notices, at);
  const planned = drafts.flatMap((draft, index) =>
    draft.group.map((decided) => plannedOf(ctx, draft, decided, noticeIds[index] ?? 0)),
  );
  const reminderIds = await planReminders(trx, planned);
  const ids = new Map(planned.map((one, index) => [one.receivableId, reminderIds[index] ?? 0]));
  const threads = await threadsOf(trx, drafts);
  const leavesAt = quietClock(ctx);
  const messages = drafts.map((draft, index) =>
    messageOf(ctx, draft, {
      noticeId: noticeIds[index] ?? 0,
      reminderId: ids.get(leadId(draft)) ?? 0,
      messageId: notices[index]?.messageId ?? null,
      references: threads[index] ?? [],
      leavesAt,
    }),
  );
  await addMessages(trx, messages, at);
  await addFrozenLetters(
    trx,
    shop.id,
    drafts.flatMap((draft, index) => {
      const { pdf } = draft;
      const noticeId = noticeIds[index] ?? 0;
      return pdf === null ? [] : [{ noticeId, receivableId: leadId(draft), pdf }];
    }),
  );
  for (const [index, { attachments }] of drafts.entries()) {
    if (attachments.length === 0) continue;
    await freezeAttachments(trx, shop.id, { noticeId: noticeIds[index] ?? 0, attachments });
  }
  await pinPolicies(trx, shop.id, drafts);
  const events = planned.map((one, index): NewEvent => {
    const { receivableId, level, channel, feeCents, interestCents, deadlineOn, contentHash } = one;
    const { noticeId } = one;
    const reminderId = reminderIds[index] ?? 0;
    const data = { reminderId, noticeId, level, channel, feeCents, interestCents, deadlineOn };
    const { actor } = ctx;
    return {
      type: 'reminder.planned',
      receivableId,
      data: { ...data, contentHash },
      actor,
    };
  });
  await appendEvents(trx, shop.id, events, at);
}

const leadId = ({ written }: Draft): number => written.lead.candidate.receivable.id;

function noticeOf(ctx: RunContext, draft: Draft): NewNotice {
  const { shop, runId, runOn } = ctx;
  const { written, pdf } = draft;
  const { facts, rendered, contentHash, lead } = written;
  const [first] = draft.group;
  const key = `${runId}.${first?.item.debtorKey ?? ''}.${first?.item.groupKey ?? ''}`;
  const channel = first?.item.channel ?? 'email';
  const { principalCents, interestCents, chargesCents, creditsCents, payCents } = facts.totals;
  return {
    shopId: shop.id,
    runId,
    key,
    purpose: 'reminder',
    debtorKey: debtorHash(lead.candidate.debtor, null),
    channel,
    template: lead.template,
    language: rendered.document.language,
    currency: facts.currency,
    runOn,
    deadlineOn: facts.deadlineOn,
    principalCents,
    interestCents,
    chargesCents,
    creditsCents,
    payCents,
    contentHash,
    pdfHash: pdf === null ? null : sha256(pdf),
    messageId: channel === 'email' ? messageIdOf(shop, runId, first?.item) : null,
  };
}

/** Short enough for one line of a mail: run, debtor and recipient. */
function messageIdOf({ domain }: Shop, runId: number, item: RunItem | undefined): string {
  const who = `${item?.debtorKey?.slice(0, 12) ?? ''}${item?.groupKey?.slice(0, 8) ?? ''}`;
  return `<reminder.${runId}.${who}@${domain}>`;
}

function plannedOf(
  { shop, runId, runOn }: RunContext,
  { written }: Draft,
  { candidate, remind, item }: Decided,
  noticeId: number,
): PlannedReminder {
  const { receivable } = candidate;
  const { facts, rendered, contentHash } = written;
  return {
    shopId: shop.id,
    receivableId: receivable.id,
    round: receivable.round,
    level: item.level,
    take: remind?.take ?? 1,
    runId,
    noticeId,
    channel: item.channel ?? 'email',
    template: item.template ?? written.lead.template,
    language: rendered.document.language,
    runOn,
    deadlineOn: facts.deadlineOn ?? receivable.dueOn ?? runOn,
    principalCents: receivable.principalCents,
    costsCents: receivable.costsCents + item.feeCents,
    feeCents: item.feeCents,
    interestCents: item.interestCents,
    contentHash,
  };
}

/** For each draft the Message-IDs of the e-mails before it about one of its items, oldest first. */
async function threadsOf(trx: Trx, drafts: readonly Draft[]): Promise<string[][]> {
  const noticesOf = ({ group }: Draft): number[] =>
    group
      .flatMap(({ remind }) => remind?.earlier ?? [])
      .flatMap(({ noticeId }) => (noticeId === null ? [] : [noticeId]));
  const known = await listMessageIds(trx, [...new Set(drafts.flatMap(noticesOf))]);
  return drafts.map((draft) =>
    [...new Set(noticesOf(draft))].toSorted((a, b) => a - b).flatMap((id) => known.get(id) ?? []),
  );
}

interface Frozen {
  noticeId: number;
  reminderId: number;
  messageId: string | null;
  references: readonly string[];
  leavesAt: ReturnType<typeof quietClock>;
}

/** The same hour holds for all of a country, so it is worked out once for a page. */
function quietClock({ house, shop, at }: RunContext) {
  const known = new Map<string, Instant>();
  return (channel: ReminderChannel, country: string | null): Instant => {
    const key = `${channel === 'letter' ? 'letter' : 'at once'}:${country}`;
    const free = known.get(key) ?? quietFree(house, shop, { channel, country, at });
    known.set(key, free);
    return free;
  };
}

function messageOf(
  { shop }: RunContext,
  draft: Draft,
  frozen: Frozen,
): NewMessage & { runAt: Instant } {
  const { written, creditsKnownCents, disputedIds, group } = draft;
  const channel = group[0]?.item.channel ?? 'email';
  const { debtor, receivable } = written.lead.candidate;
  return {
    shopId: shop.id,
    kind: `reminder.${channel}`,
    key: `notice:${frozen.noticeId}`,
    receivableId: receivable.id,
    reminderId: frozen.reminderId,
    noticeId: frozen.noticeId,
    payload: {
      ...wordsOf(shop, channel, written, debtor.email),
      ...(frozen.messageId === null ? {} : { messageId: frozen.messageId }),
      ...(frozen.references.length === 0 ? {} : { references: frozen.references }),
      creditsKnownCents,
      disputedIds,
      recipientHash: sha256(recipientOf(debtor, channel)),
    },
    runAt: frozen.leavesAt(channel, debtor.country),
  };
}

/** What leaves on a channel; the sheet is kept where no letter is printed of it. */
export function wordsOf(
  shop: Shop,
  channel: ReminderChannel,
  { rendered }: Pick<WrittenNotice, 'rendered'>,
  email: string | null,
): Record<string, unknown> {
  const { subject, text, html, document } = rendered;
  const replyTo = shop.settings.dunning.replyTo ?? shop.settings.creditor.email;
  switch (channel) {
    case 'email':
      return { to: email ?? '', subject, text, html, replyTo, document };
    case 'letter':
      return { subject, text };
    case 'telephone':
      return { subject, text, document };
    case 'webhook':
      return { subject, text, html, document };
  }
}

/** The first instant that is not quiet where the debtor lives; a letter disturbs nobody. */
export function quietFree(
  house: House,
  shop: Shop,
  { channel, country, at }: { channel: ReminderChannel; country: string | null; at: Instant },
): Instant {
  if (channel === 'letter') return at;
  const { creditor, timeZone, dunning, federalState } = shop.settings;
  const abroad = country !== null && country !== creditor.country;
  const holidays = abroad
    ? holidaysAbroad(house, country)
    : house.holidays(creditor.country, federalState);
  return nextQuietFree(
    at,
    { timeZone: abroad ? debtorTimeZone(country, timeZone) : timeZone, holidays },
    dunning.quiet,
  );
}

/** Of a country whose holidays nobody lists only the Sundays and the nights are quiet. */
function holidaysAbroad(house: House, country: string): Holidays {
  try {
    return house.holidays(country, null);
  } catch (error) {
    if (error instanceof InvalidInput) return NO_HOLIDAYS;
    throw error;
  }
}

/** A first reminder begins the round with a version of the policy, and the round keeps it. */
async function pinPolicies(trx: Trx, shopId: number, drafts: readonly Draft[]): Promise<void> {
  const fresh = drafts
    .flatMap(({ group }) => group)
    .filter(({ candidate }) => candidate.receivable.level === 0);
  for (const [version, list] of Map.groupBy(fresh, ({ policyVersion }) => policyVersion)) {
    const ids = list.map(({ item }) => item.receivableId);
    await pinPolicy(trx, shopId, ids, version);
  }
}
