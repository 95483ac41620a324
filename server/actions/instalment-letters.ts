/** Letters about the instalments of a plan: before the day of each, and once it was missed. */
import {
  addDays,
  daysBetween,
  type IsoDate,
  minDate,
  shiftToWorkingDay,
} from '../domain/calendar.ts';
import { isBlocked } from '../domain/dunning.ts';
import { InvalidInput } from '../domain/errors.ts';
import {
  instalmentLetters,
  type InstalmentProgress,
  instalmentProgress,
  MISSED_DEADLINE_DAYS,
} from '../domain/instalments.ts';
import type { InstalmentLetter, LetterFacts } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import { chooseChannel } from '../domain/runs.ts';
import type { Shop } from '../domain/shop.ts';
import type { RenderedText } from '../ports.ts';
import { sha256, type Trx } from '../storage/database.ts';
import { type DunningCandidate, lockCandidatesById } from '../storage/dunning.ts';
import {
  listInstalments,
  readCovered,
  type StoredInstalment,
  type StoredPlan,
} from '../storage/instalments.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addFrozenLetters,
  addNotices,
  listNoticesByKey,
  type NewNotice,
} from '../storage/notices.ts';
import { addMessages } from '../storage/outbox.ts';
import { listBlocks, type StoredReceivable } from '../storage/receivables.ts';
import { quietFree, wordsOf } from './freeze-notices.ts';
import { type Acting, type House, shopHolidays } from './house.ts';
import { renderOwn } from './own-words.ts';
import { type Language, languageOf, sheetOf, shownItem } from './reminder-letter.ts';
import { debtorHash, recipientOf, waysOf } from './run-decisions.ts';

type Progress = StoredInstalment & InstalmentProgress;

/** What a message remembers of its instalment; the last look compares. */
export interface InstalmentMark {
  planId: number;
  number: number;
  letter: InstalmentLetter;
  openCents: Cents;
  on: IsoDate;
}

/** How far the instalments of a running plan are paid on a day. */
export async function readProgress(trx: Trx, plan: StoredPlan, on: IsoDate): Promise<Progress[]> {
  const schedule = (await listInstalments(trx, [plan.id])).get(plan.id) ?? [];
  const coveredCents = await readCovered(trx, plan, on);
  return instalmentProgress(schedule, coveredCents, { on, graceDays: plan.graceDays });
}

/** Is the receivable held by anything but its plan? Then the debtor is left in peace altogether. */
export async function isHeldBesidesPlan(
  trx: Trx,
  receivableId: number,
  on: IsoDate,
): Promise<boolean> {
  const blocks = (await listBlocks(trx, [receivableId])).get(receivableId) ?? [];
  const others = blocks.filter(({ reason }) => reason !== 'instalment_plan');
  return isBlocked(others, on);
}

interface OfPlan {
  shop: Shop;
  plan: StoredPlan;
  receivable: StoredReceivable;
  progress: readonly Progress[];
}

/**
 * Puts the letters of the day into the outbox, one for each instalment and occasion, by e-mail or
 * else on paper. One that was stopped is written anew with the numbers of the day. Gives the missed
 * instalments of which no letter can tell.
 */
export async function writeOfInstalments(
  house: House,
  trx: Trx,
  { shop, plan, receivable, progress }: OfPlan,
  acting: Acting & { on: IsoDate },
): Promise<readonly Progress[]> {
  const { on } = acting;
  const { instalmentNoticeDays: noticeDays } = shop.settings.clarification;
  const due = instalmentLetters(progress, { on, noticeDays });
  if (due.length === 0 || (await isHeldBesidesPlan(trx, receivable.id, on))) return [];
  const [candidate] = await lockCandidatesById(trx, shop.id, [receivable.id]);
  if (candidate === undefined) return [];
  const known = await listNoticesByKey(trx, shop.id, `instalment.${plan.id}.`);
  const untold: Progress[] = [];
  for (const { letter, instalment } of due) {
    const prefix = `instalment.${plan.id}.${instalment.number}.${letter}.`;
    const earlier = known.filter(({ key }) => key.startsWith(prefix));
    if (earlier.some(({ state }) => state !== 'stopped')) continue;
    const refused = earlier.flatMap(({ note }) => /^refused_by_(\w+)$/.exec(note ?? '')?.[1] ?? []);
    const ways = waysOf(shop, candidate.debtor);
    const channel = chooseChannel(['email', 'letter'], ways, refused);
    const wish = { shop, plan, progress, candidate, letter, instalment };
    const words = channel === null ? null : await wordsOrNull(house, trx, wish, on);
    if (words === null || (channel !== 'email' && channel !== 'letter')) {
      if (letter === 'instalment_missed') untold.push(instalment);
      continue;
    }
    const key = `${prefix}${earlier.length + 1}`;
    await freeze(house, trx, { ...wish, ...words, channel, key }, acting);
  }
  return untold;
}

interface Wish extends Omit<OfPlan, 'receivable'> {
  candidate: DunningCandidate;
  letter: InstalmentLetter;
  instalment: Progress;
}

/** What the letter about an instalment tells. */
interface Told {
  shop: Shop;
  plan: Pick<StoredPlan, 'breaksAfter'>;
  progress: readonly InstalmentProgress[];
  candidate: DunningCandidate;
  letter: InstalmentLetter;
  instalment: InstalmentProgress;
  language: Language;
}

/** The letter, or null when a fact is missing. */
async function wordsOrNull(
  house: House,
  trx: Trx,
  wish: Wish,
  on: IsoDate,
): Promise<{ facts: LetterFacts; rendered: RenderedText } | null> {
  try {
    const { shop, letter: name } = wish;
    const language = languageOf(shop, wish.candidate.debtor);
    const facts = instalmentFacts(house, { ...wish, language }, on);
    return { facts, rendered: await renderOwn(house, trx, shop.id, { name, language, facts }) };
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

/** The instalment is the only item: nothing else of the receivable is asked for. */
export function instalmentFacts(house: House, wish: Told, on: IsoDate): LetterFacts {
  const { shop, plan, progress, candidate, letter, instalment, language } = wish;
  const { number, dueOn, amountCents, paidCents } = instalment;
  const openCents = amountCents - paidCents;
  const item = {
    ...shownItem(candidate, 0, on),
    dueOn,
    originalCents: amountCents,
    paidCents,
    openCents,
    daysLate: Math.max(0, daysBetween(dueOn, on)),
    level: null,
    inDefaultFrom: null,
    inClarification: false,
  };
  const totals = { principalCents: openCents, interestCents: 0, chargesCents: 0, creditsCents: 0 };
  const planCents = progress.reduce((sum, one) => sum + one.amountCents - one.paidCents, 0);
  return {
    ...sheetOf(house, shop, candidate, { on, language, agencyName: null }),
    items: [item],
    interest: [],
    charges: [],
    totals: { ...totals, payCents: openCents },
    deadlineOn: letter === 'instalment_notice' ? null : deadlineOf(house, wish, on),
    reference: candidate.receivable.orderName,
    // The shop's page would ask for the whole receivable.
    paymentUrl: null,
    earlierRemindersOn: [],
    withdrawn: null,
    instalment: { number, count: progress.length, dueOn, planCents, breaksAfter: plan.breaksAfter },
    attachments: [],
  };
}

/** Some days, but not beyond the day of the next instalment: by then the plan may break. */
function deadlineOf(house: House, { shop, progress }: Told, on: IsoDate): IsoDate {
  const granted = addDays(on, MISSED_DEADLINE_DAYS);
  const next = progress.find(({ dueOn }) => dueOn > on)?.dueOn ?? granted;
  return shiftToWorkingDay(minDate(granted, next), shopHolidays(house, shop));
}

interface Freezing extends Wish {
  facts: LetterFacts;
  rendered: RenderedText;
  channel: 'email' | 'letter';
  key: string;
}

async function freeze(
  house: House,
  trx: Trx,
  wish: Freezing,
  { on, at, actor }: Acting & { on: IsoDate },
): Promise<void> {
  const { shop, plan, candidate, letter, instalment, facts, rendered, channel } = wish;
  const { debtor, receivable } = candidate;
  const receivableId = receivable.id;
  const pdf = channel === 'letter' ? await house.letters.toPdf(rendered.document) : null;
  const notice = noticeOf(wish, { on, pdf });
  const [noticeId = 0] = await addNotices(trx, shop.id, [notice], at);
  if (pdf !== null) await addFrozenLetters(trx, shop.id, [{ noticeId, receivableId, pdf }]);
  const { messageId } = notice;
  const { number } = instalment;
  const openCents = facts.totals.payCents;
  const mark: InstalmentMark = { planId: plan.id, number, letter, on, openCents };
  const message = {
    shopId: shop.id,
    kind: `instalment.${channel}` as const,
    key: `notice:${noticeId}`,
    receivableId,
    noticeId,
    payload: {
      ...wordsOf(shop, channel, { rendered }, debtor.email),
      ...(messageId === null ? {} : { messageId }),
      recipientHash: sha256(recipientOf(debtor, channel)),
      instalment: mark,
    },
    runAt: quietFree(house, shop, { channel, country: debtor.country, at }),
  };
  await addMessages(trx, [message], at);
  const data = { noticeId, planId: plan.id, number, letter, channel };
  const type = 'instalment_reminder.planned' as const;
  await appendEvents(trx, shop.id, [{ type, receivableId, data, actor }], at);
}

function noticeOf(
  { shop, candidate, letter, facts, rendered, channel, key }: Freezing,
  { on, pdf }: { on: IsoDate; pdf: Uint8Array | null },
): NewNotice {
  const { debtor, receivable } = candidate;
  const { subject, text, html, document } = rendered;
  const to = recipientOf(debtor, channel);
  return {
    ...facts.totals,
    shopId: shop.id,
    runId: null,
    key,
    purpose: 'instalment',
    debtorKey: debtorHash(debtor, null),
    channel,
    template: letter,
    language: document.language,
    currency: receivable.currency,
    runOn: on,
    deadlineOn: facts.deadlineOn,
    contentHash: sha256(JSON.stringify({ to, subject, text, html })),
    pdfHash: pdf === null ? null : sha256(pdf),
    messageId: channel === 'email' ? `<${key}@${shop.domain}>` : null,
  };
}
