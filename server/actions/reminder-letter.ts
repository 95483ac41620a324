/** The facts and the words of one notice, taken from the books. */
import {
  addDays,
  daysBetween,
  type Holidays,
  type IsoDate,
  maxDate,
  shiftToWorkingDay,
} from '../domain/calendar.ts';
import type { ReminderChannel, ReminderTemplate } from '../domain/dunning.ts';
import {
  DEMAND_NAMES,
  type LetterCharge,
  type LetterFacts,
  type LetterInterest,
  type LetterItem,
  salutationLine,
} from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import type { Shop } from '../domain/shop.ts';
import type { RenderedText } from '../ports.ts';
import { sha256 } from '../storage/database.ts';
import type { DunningCandidate, StoredReminder } from '../storage/dunning.ts';
import type { StoredDebtor } from '../storage/receivables.ts';
import { type House, shopHolidays } from './house.ts';

export type Language = 'de' | 'en' | 'it';

/** One receivable of a notice with its own level and its own fee. */
export interface NoticeItem {
  candidate: DunningCandidate;
  template: ReminderTemplate;
  level: number;
  deadlineDays: number | null;
  inDefault: IsoDate | null;
  paidCents: Cents;
  feeCents: Cents;
  lumpSumCents: Cents;
  interest: readonly LetterInterest[];
  earlier: readonly StoredReminder[];
}

export interface NoticeWish {
  on: IsoDate;
  language: Language;
  channel: ReminderChannel;
  items: readonly NoticeItem[];
  /** Shown, but neither demanded nor charged. */
  disputed: readonly { candidate: DunningCandidate; paidCents: Cents }[];
  /** Credits of the debtor in this currency that no other notice has taken off. */
  creditsCents: Cents;
  agencyName: string | null;
  attachments: LetterFacts['attachments'];
}

/** A notice with its numbers, words and recipient, as it will be frozen. */
export interface WrittenNotice {
  /** Whose level gives the tone. */
  lead: NoticeItem;
  facts: LetterFacts;
  rendered: RenderedText;
  contentHash: string;
}

/** These cost the debtor nothing, whatever the policy says. */
export const isFree = (template: ReminderTemplate): boolean =>
  template === 'pre_due_notice' || template === 'friendly_reminder';

/**
 * Writes a notice: the gravest level gives the tone, every item keeps its own; one deadline on a
 * working day, the latest that an item's level grants; credits are taken off. Throws `InvalidInput`
 * when a fact is missing. Null when the credits cover everything: then there is nothing to ask for.
 */
export async function writeNotice(
  house: House,
  shop: Shop,
  wish: NoticeWish,
): Promise<WrittenNotice | null> {
  const items = wish.items.toSorted(
    (a, b) => toneOf(b) - toneOf(a) || b.level - a.level || order(a) - order(b),
  );
  const [lead] = items;
  if (lead === undefined) return null;
  const facts = factsOf(house, shop, { ...wish, items }, lead);
  if (facts.totals.payCents <= 0) return null;
  const rendered = await house.texts.render(lead.template, wish.language, { ...facts });
  return { lead, facts, rendered, contentHash: hashOf(wish.channel, lead, rendered) };
}

/** Items may have policies of their own; no fee is charged by a letter too friendly to name it. */
const toneOf = ({ template }: NoticeItem): number => DEMAND_NAMES.indexOf(template);

const order = ({ candidate }: NoticeItem): number => candidate.receivable.id;

/** SHA-256 of the recipient and of what he reads. */
function hashOf(channel: ReminderChannel, lead: NoticeItem, rendered: RenderedText): string {
  const { subject, text, html, document } = rendered;
  const { debtor } = lead.candidate;
  switch (channel) {
    case 'email':
      return sha256(JSON.stringify({ to: debtor.email ?? '', subject, text, html }));
    case 'letter':
      return sha256(JSON.stringify({ to: document.facts.debtor.addressLines, subject, text }));
    case 'telephone':
    case 'webhook':
      return sha256(JSON.stringify({ to: channel, subject, text }));
  }
}

/** Everything the letter may say, taken from the books. */
function factsOf(house: House, shop: Shop, wish: NoticeWish, lead: NoticeItem): LetterFacts {
  const { on, items, disputed } = wish;
  const free = isFree(lead.template);
  const interest = free ? [] : items.flatMap((item) => item.interest);
  const charges = free ? [] : items.flatMap(chargesOf);
  const principalCents = sum(items.map(({ candidate }) => candidate.receivable.principalCents));
  const interestCents = sum(interest.map(({ amountCents }) => amountCents));
  const chargesCents = sum(charges.map(({ amountCents }) => amountCents));
  const owedCents = principalCents + interestCents + chargesCents;
  const creditsCents = Math.min(wish.creditsCents, owedCents);
  const { receivable } = lead.candidate;
  return {
    ...sheetOf(house, shop, lead.candidate, wish),
    items: [
      ...items.map((item) => letterItem(item, on)),
      ...disputed.map((item) => inClarification(item, on)),
    ],
    interest,
    charges,
    totals: {
      principalCents,
      interestCents,
      chargesCents,
      creditsCents,
      payCents: owedCents - creditsCents,
    },
    deadlineOn: deadlineOf(items, on, shopHolidays(house, shop)),
    reference: referenceOf(items),
    paymentUrl: items.length === 1 ? receivable.paymentUrl : null,
    earlierRemindersOn: [
      ...new Set(items.flatMap(({ earlier }) => earlier.map(({ runOn }) => runOn))),
    ].toSorted(),
    withdrawn: null,
    instalment: null,
    attachments: wish.attachments,
  };
}

/** What stands on every letter to a debtor, whatever it says. */
export function sheetOf(
  house: House,
  shop: Shop,
  { receivable, debtor }: DunningCandidate,
  wish: { on: IsoDate; language: Language; agencyName: string | null },
) {
  const { creditor } = shop.settings;
  const abroad = debtor.country !== null && debtor.country !== creditor.country;
  const page = { shopId: shop.id, debtorId: debtor.id, on: wish.on };
  return {
    letterOn: wish.on,
    currency: receivable.currency,
    creditor: creditorOf(shop, abroad),
    debtor: {
      salutationLine: greeting(wish.language, debtor),
      addressLines: addressLinesOf(debtor, abroad),
      debtorNumber: debtor.debtorNumber,
      kind: debtor.kind,
    },
    respondUrl: house.respondUrl(page),
    privacyUrl: creditor.privacyUrl ?? `https://${shop.domain}/policies/privacy-policy`,
    agencyName: wish.agencyName,
    bureauName: shop.settings.handover.bureauName,
  } satisfies Partial<LetterFacts>;
}

const sum = (amounts: readonly Cents[]): Cents => amounts.reduce((a, b) => a + b, 0);

/** The latest deadline that the level of an item grants; null where none sets one. */
function deadlineOf(items: readonly NoticeItem[], on: IsoDate, holidays: Holidays): IsoDate | null {
  const days = items.flatMap(({ deadlineDays }) =>
    deadlineDays === null ? [] : [shiftToWorkingDay(addDays(on, deadlineDays), holidays)],
  );
  return days.length === 0 ? null : days.reduce(maxDate);
}

const REFERENCE_SIGNS = 90;

/** What the debtor shall quote: the orders, or his number when they would not fit. */
function referenceOf(items: readonly NoticeItem[]): string {
  const names = items.map(({ candidate }) => candidate.receivable.orderName).join(' ');
  const [first] = items;
  const number = first?.candidate.debtor.debtorNumber ?? null;
  return names.length <= REFERENCE_SIGNS || number === null
    ? names.slice(0, REFERENCE_SIGNS)
    : `${first?.candidate.receivable.orderName ?? ''} ${number}`;
}

function letterItem(item: NoticeItem, on: IsoDate): LetterItem {
  const shown = shownItem(item.candidate, item.paidCents, on);
  const level = item.template === 'pre_due_notice' ? null : item.template;
  return { ...shown, level, inDefaultFrom: item.inDefault, inClarification: false };
}

const inClarification = (
  { candidate, paidCents }: NoticeWish['disputed'][number],
  on: IsoDate,
): LetterItem => ({
  ...shownItem(candidate, paidCents, on),
  level: null,
  inDefaultFrom: null,
  inClarification: true,
});

/** One receivable as any letter shows it. */
export function shownItem({ receivable }: DunningCandidate, paidCents: Cents, on: IsoDate) {
  const { principalCents, contractOn } = receivable;
  const dueOn = receivable.dueOn ?? contractOn;
  return {
    orderName: receivable.orderName,
    orderedOn: contractOn,
    invoiceNumber: receivable.invoiceNumber,
    invoicedOn: null,
    dueOn,
    originalCents: principalCents + paidCents,
    paidCents,
    openCents: principalCents,
    daysLate: Math.max(0, daysBetween(dueOn, on)),
  };
}

function creditorOf(shop: Shop, abroad: boolean): LetterFacts['creditor'] {
  const { creditor } = shop.settings;
  const place = `${creditor.postcode} ${creditor.city}`;
  return {
    name: creditor.name,
    addressLines: [creditor.street, place, ...(abroad ? [creditor.country] : [])],
    email: creditor.email,
    phone: creditor.phone,
    iban: creditor.iban,
    bic: creditor.bic,
    bankName: creditor.bank,
    vatId: creditor.vatId ?? null,
    registerEntry: creditor.registerEntry ?? null,
  };
}

/** What is claimed besides the principal, once in default: the lump sum, and fees beyond it. */
function chargesOf({ candidate, inDefault, feeCents, lumpSumCents }: NoticeItem): LetterCharge[] {
  const { orderName, costsCents } = candidate.receivable;
  const rest = costsCents + feeCents - lumpSumCents;
  if (inDefault === null) return [];
  const charges: LetterCharge[] = [
    { orderName, kind: 'lump_sum', amountCents: lumpSumCents, ground: '§ 288 Abs. 5 BGB' },
    { orderName, kind: 'dunning_costs', amountCents: rest, ground: '§§ 280, 286 BGB' },
  ];
  return charges.filter(({ amountCents }) => amountCents > 0);
}

export function languageOf(shop: Shop, debtor: StoredDebtor): Language {
  const spoken = (debtor.locale ?? '').slice(0, 2).toLowerCase();
  return spoken === 'de' || spoken === 'en' || spoken === 'it' ? spoken : shop.settings.language;
}

function greeting(language: Language, debtor: StoredDebtor): string {
  const { firstName, lastName, company } = debtor;
  const salutation = company !== null && lastName === null ? 'company' : 'unknown';
  return salutationLine(language, { salutation, firstName, lastName });
}

/** Name and address, line by line; the post needs the country only on letters that leave it. */
export function addressLinesOf(debtor: StoredDebtor, abroad: boolean): string[] {
  const name = [debtor.firstName, debtor.lastName].filter((part) => part !== null).join(' ');
  const place = [debtor.postcode, debtor.city].filter((part) => part !== null).join(' ');
  const country = abroad ? (debtor.country ?? '') : '';
  const lines = [debtor.company ?? '', name, debtor.street ?? '', place, country];
  return lines.filter((line) => line.trim() !== '');
}
