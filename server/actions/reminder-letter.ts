import { daysBetween, type IsoDate, shiftToWorkingDay, addDays } from '../domain/calendar.ts';
import type { DefaultGround } from '../domain/default.ts';
import type { DunningLevel, ReminderTemplate } from '../domain/dunning.ts';
import { type LetterCharge, type LetterFacts, salutationLine } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import type { Shop } from '../domain/shop.ts';
import { sha256 } from '../storage/database.ts';
import type { DunningCandidate, StoredReminder } from '../storage/dunning.ts';
import type { StoredDebtor } from '../storage/receivables.ts';
import { inDefaultFrom } from './default-of.ts';
import { type House, shopHolidays } from './house.ts';

/** A reminder with its numbers, words and recipient, as it will be frozen. */
export interface WrittenReminder {
  language: 'de' | 'en' | 'it';
  deadlineOn: IsoDate;
  feeCents: Cents;
  email: { to: string; subject: string; text: string; html: string };
  contentHash: string;
}

export interface ReminderWish {
  level: number;
  template: ReminderTemplate;
  policyLevel: DunningLevel;
  feeCents: Cents;
  on: IsoDate;
  default: DefaultGround | null;
  earlier: readonly StoredReminder[];
  agencyName: string | null;
  /** What the debtor has paid or was credited so far. */
  paidCents: Cents;
}

/**
 * Writes a reminder: the deadline on a working day, the fee only where the debtor is in default
 * (BGB 280, 286), the words from `server/texts`. Throws `InvalidInput` when a fact is missing.
 */
export async function writeReminder(
  house: House,
  shop: Shop,
  { receivable, debtor }: DunningCandidate,
  wish: ReminderWish,
): Promise<WrittenReminder> {
  const to = debtor.email ?? '';
  const language = languageOf(shop, debtor);
  const holidays = shopHolidays(house, shop);
  const deadlineOn = shiftToWorkingDay(addDays(wish.on, wish.policyLevel.deadlineDays), holidays);
  const inDefault = inDefaultFrom(wish.default, wish.on);
  const feeCents = inDefault === null ? 0 : wish.feeCents;
  const charges = chargesOf(receivable.orderName, debtor.kind, receivable.costsCents + feeCents);
  const facts = factsOf(
    shop,
    { receivable, debtor },
    { ...wish, language, deadlineOn, charges, inDefault },
  );
  const { subject, text, html } = await house.texts.render(wish.template, language, { ...facts });
  const email = { to, subject, text, html };
  return { language, deadlineOn, feeCents, email, contentHash: sha256(JSON.stringify(email)) };
}

interface Settled extends ReminderWish {
  language: 'de' | 'en' | 'it';
  deadlineOn: IsoDate;
  charges: readonly LetterCharge[];
  /** First day of default, if it has come. */
  inDefault: IsoDate | null;
}

/** Everything the letter may say, taken from the books. */
function factsOf(shop: Shop, { receivable, debtor }: DunningCandidate, wish: Settled): LetterFacts {
  const { charges, language, deadlineOn, inDefault } = wish;
  const { creditor } = shop.settings;
  const abroad = debtor.country !== null && debtor.country !== creditor.country;
  const chargesCents = charges.reduce((total, charge) => total + charge.amountCents, 0);
  const { principalCents } = receivable;
  return {
    letterOn: wish.on,
    currency: receivable.currency,
    creditor: creditorOf(shop, abroad),
    debtor: {
      salutationLine: greeting(language, debtor),
      addressLines: addressLinesOf(debtor, abroad),
      debtorNumber: debtor.debtorNumber,
      kind: debtor.kind,
    },
    items: [
      {
        orderName: receivable.orderName,
        orderedOn: receivable.contractOn,
        invoiceNumber: receivable.invoiceNumber,
        invoicedOn: null,
        dueOn: receivable.dueOn ?? receivable.contractOn,
        originalCents: principalCents + wish.paidCents,
        paidCents: wish.paidCents,
        openCents: principalCents,
        level: wish.template === 'pre_due_notice' ? null : wish.template,
        daysLate: daysBetween(receivable.dueOn ?? wish.on, wish.on),
        inDefaultFrom: inDefault,
        inClarification: false,
      },
    ],
    interest: [],
    charges,
    totals: {
      principalCents,
      interestCents: 0,
      chargesCents,
      creditsCents: 0,
      payCents: principalCents + chargesCents,
    },
    deadlineOn,
    reference: receivable.orderName,
    paymentUrl: receivable.paymentUrl,
    respondUrl: null,
    privacyUrl: creditor.privacyUrl ?? `https://${shop.domain}/policies/privacy-policy`,
    agencyName: wish.agencyName,
    bureauName: null,
    earlierRemindersOn: wish.earlier.map((reminder) => reminder.runOn),
    withdrawn: null,
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
    vatId: null,
    registerEntry: null,
  };
}

/** The fees that are claimed: for a business the lump sum, for a consumer what was charged. */
function chargesOf(
  orderName: string,
  kind: 'consumer' | 'business',
  amountCents: Cents,
): LetterCharge[] {
  if (amountCents === 0) return [];
  return kind === 'business'
    ? [{ orderName, kind: 'lump_sum', amountCents, ground: '§ 288 Abs. 5 BGB' }]
    : [{ orderName, kind: 'dunning_costs', amountCents, ground: '§§ 280, 286 BGB' }];
}

function languageOf(shop: Shop, debtor: StoredDebtor): 'de' | 'en' | 'it' {
  const spoken = (debtor.locale ?? '').slice(0, 2).toLowerCase();
  return spoken === 'de' || spoken === 'en' || spoken === 'it' ? spoken : shop.settings.language;
}

function greeting(language: 'de' | 'en' | 'it', debtor: StoredDebtor): string {
  const { firstName, lastName, company } = debtor;
  const salutation = company !== null && lastName === null ? 'company' : 'unknown';
  return salutationLine(language, { salutation, firstName, lastName });
}

/** Name and address, line by line; the post needs the country only on letters that leave it. */
function addressLinesOf(debtor: StoredDebtor, abroad: boolean): string[] {
  const name = [debtor.firstName, debtor.lastName].filter((part) => part !== null).join(' ');
  const place = [debtor.postcode, debtor.city].filter((part) => part !== null).join(' ');
  const country = abroad ? (debtor.country ?? '') : '';
  const lines = [debtor.company ?? '', name, debtor.street ?? '', place, country];
  return lines.filter((line) => line.trim() !== '');
}
