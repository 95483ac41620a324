/** Letters in the words of the merchant: checked before they are saved, and shown before that. */
import { addDays, type IsoDate, maxDate, minDate } from '../domain/calendar.ts';
import { type ReminderTemplate, stepWith } from '../domain/dunning.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { instalmentProgress, instalmentSchedule } from '../domain/instalments.ts';
import {
  INSTALMENT_LETTERS,
  type InstalmentLetter,
  LETTER_LANGUAGES,
  LETTER_NAMES,
  type LetterFacts,
  type LetterLanguage,
  type LetterName,
} from '../domain/letters.ts';
import { conflict } from '../domain/refusals.ts';
import type { RenderedText, TextProblem } from '../ports.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { type DunningCandidate, listReminders, lockCandidatesById } from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { addLetterText, listLetterTexts, type SavedText } from '../storage/letter-texts.ts';
import { getShop } from '../storage/shops.ts';
import { composeAlone } from './compose-notices.ts';
import { type Acting, type House, shopDay, shopHolidays } from './house.ts';
import { instalmentFacts } from './instalment-letters.ts';
import { decideAs, policyFor, type RunContext } from './run-decisions.ts';
import { contextOf } from './run-pages.ts';
import { correctionFacts } from './withdraw-reminder.ts';

interface LetterOf {
  shopId: number;
  name: LetterName;
  language: LetterLanguage;
}

/** One letter: our own words, and those of the merchant where he has some. */
export interface LetterText {
  name: LetterName;
  language: LetterLanguage;
  standard: string;
  own: (SavedText & { source: string; problems: readonly TextProblem[] }) | null;
}

/** Every letter that has a text, in every language. */
export async function listTexts(house: House, shopId: number): Promise<LetterText[]> {
  const saved = await listLetterTexts(house.db, shopId);
  return LETTER_LANGUAGES.flatMap((language) =>
    LETTER_NAMES.map((name) => {
      const found = saved.find((one) => one.name === name && one.language === language);
      return textOf(house, { name, language }, found);
    }),
  );
}

function textOf(
  house: House,
  { name, language }: Pick<LetterOf, 'name' | 'language'>,
  saved: SavedText | undefined,
): LetterText {
  const standard = house.texts.source(name, language);
  const { source = null } = saved ?? {};
  if (saved === undefined || source === null) return { name, language, standard, own: null };
  // A text that was checked when it was saved may name what a later release has no more.
  const problems = house.checkText({ name, language, source });
  return { name, language, standard, own: { ...saved, source, problems } };
}

/** Saves the words of a letter; runs write with them from now on. Frozen letters keep theirs. */
export async function saveText(
  house: House,
  wish: LetterOf & { source: string },
  acting: Acting,
): Promise<LetterText> {
  const { name, language, source } = wish;
  assertText(house, { name, language, source });
  return keep(house, wish, acting);
}

/** Gives a letter our own words again. */
export async function resetText(
  house: House,
  { shopId, name, language }: LetterOf,
  acting: Acting,
): Promise<LetterText> {
  const saved = await listLetterTexts(house.db, shopId);
  const found = saved.find((one) => one.name === name && one.language === language);
  if ((found?.source ?? null) === null) {
    throw new Conflict(`the letter "${name}" in "${language}" has our own words already`);
  }
  return keep(house, { shopId, name, language, source: null }, acting);
}

async function keep(
  house: House,
  { shopId, name, language, source }: LetterOf & { source: string | null },
  { actor, at }: Acting,
): Promise<LetterText> {
  const saved = await inTransaction(house.db, async (trx) => {
    const text = { name, language, source, savedBy: actor };
    const added = await addLetterText(trx, shopId, text, at);
    const type = source === null ? 'letter_text.reset' : 'letter_text.saved';
    const data = { name, language, version: added.version };
    await appendEvents(trx, shopId, [{ type, data, actor }], at);
    return added;
  });
  return textOf(house, { name, language }, saved);
}

function assertText(house: House, text: Parameters<House['checkText']>[0]): void {
  const problems = house.checkText(text);
  if (problems.length === 0) return;
  const told = problems.map(({ line, message }) =>
    line === null ? message : `Line ${line}: ${message}`,
  );
  throw new InvalidInput(`the text of "${text.name}" cannot be used: ${told.join(' ')}`);
}

/** The letter that a receivable would get, as a run would write it. */
export interface TextPreview {
  on: IsoDate;
  rendered: RenderedText;
}

/**
 * Writes one letter about one receivable with the words in force, or with a draft, by the very code
 * of a run and whatever the receivable's level is; one that no run writes with an example. Nothing is kept, and nothing leaves.
 */
export async function previewText(
  house: House,
  wish: LetterOf & {
    receivableId: number;
    /** Null is our own text; undefined the one in force. */
    source?: string | null | undefined;
    channel: 'email' | 'letter';
  },
  acting: Acting,
): Promise<TextPreview> {
  const { shopId, name, language, channel, receivableId } = wish;
  const source = wish.source === null ? house.texts.source(name, language) : wish.source;
  if (source !== undefined) assertText(house, { name, language, source });
  return inTransaction(house.db, async (trx) => {
    const [candidate] = await lockCandidatesById(trx, shopId, [receivableId]);
    if (candidate === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
    const today = shopDay(await getShop(trx, shopId), acting.at);
    const isAsked = name !== 'correction' && !isOfInstalment(name);
    const runOn = isAsked ? letterDay(name, candidate, today) : today;
    const run = { id: 0, shopId, runOn, committedBy: acting.actor };
    const found = await contextOf({ ...house, db: trx }, run, acting);
    const { texts } = found.house;
    const words = source === undefined ? texts : texts.with([{ name, language, source }]);
    const ctx = { ...found, house: { ...found.house, texts: words } };
    if (!isAsked) {
      const facts = await exampleFacts(trx, ctx, candidate, { name, language });
      return { on: runOn, rendered: await words.render(name, language, { ...facts }) };
    }
    const step = stepWith(name, policyFor(ctx, candidate).policy, candidate.debtor.kind);
    const decided = await decideAs(trx, ctx, candidate, { step, channel, language });
    const written = await composeAlone(trx, ctx, decided);
    if (written === null) {
      throw new Conflict(`credits cover receivable ${receivableId}: there is nothing to ask for`);
    }
    return { on: runOn, rendered: written.rendered };
  });
}

const isOfInstalment = (name: LetterName): name is InstalmentLetter =>
  INSTALMENT_LETTERS.some((known) => known === name);

const EXAMPLE_COUNT = 3;

/**
 * What a correction or a letter about an instalment would tell of a receivable: its own debtor and
 * amounts, as if its last reminder were taken back now, or three instalments had been agreed on.
 */
async function exampleFacts(
  trx: Trx,
  ctx: RunContext,
  candidate: DunningCandidate,
  { name, language }: { name: InstalmentLetter | 'correction'; language: LetterLanguage },
): Promise<LetterFacts> {
  const { house, shop, at, runOn } = ctx;
  const { id, principalCents: totalCents, costsCents } = candidate.receivable;
  if (name === 'correction') {
    const reminders = (await listReminders(trx, [id])).get(id) ?? [];
    const sent = reminders.filter(({ state, level }) => state === 'sent' && level > 0);
    const lead = sent.at(-1) ?? { template: 'first_reminder' as const, sentAt: null, runOn };
    const about = { candidates: [candidate], debtor: candidate, language, fees: costsCents };
    return correctionFacts(house, trx, shop, { ...about, lead, acting: { at } });
  }
  if (totalCents < EXAMPLE_COUNT) throw new Conflict(`too little is open on receivable ${id}`);
  const isMissed = name === 'instalment_missed';
  const firstOn = addDays(runOn, isMissed ? -3 : 3);
  const plan = { totalCents, firstOn, count: EXAMPLE_COUNT, every: 'month' } as const;
  const schedule = instalmentSchedule(plan, shopHolidays(house, shop));
  const progress = instalmentProgress(schedule, 0, { on: runOn, graceDays: 0 });
  const [instalment] = progress;
  if (instalment === undefined) throw new Conflict(`nothing is open on receivable ${id}`);
  const told = { shop, candidate, letter: name, progress, instalment, language };
  return instalmentFacts(house, { ...told, plan: { breaksAfter: 2 } }, runOn);
}

/** Today, or the first day on which there may be such a letter. */
function letterDay(
  name: ReminderTemplate,
  { receivable: { id, dueOn, principalCents } }: DunningCandidate,
  today: IsoDate,
): IsoDate {
  if (dueOn === null) throw conflict('refused_due_unknown', { receivableId: id });
  if (principalCents <= 0) throw conflict('refused_nothing_open', { receivableId: id });
  return name === 'pre_due_notice'
    ? minDate(today, addDays(dueOn, -1))
    : maxDate(today, addDays(dueOn, 1));
}
