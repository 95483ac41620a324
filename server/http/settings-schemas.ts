/** The settings a merchant may change; every part may be left out and then stays as it is. */
import { z } from 'zod';
import { LEFT_TO_PLATFORM } from '../domain/dunning.ts';
import { ALLOCATION_ORDERS, type AllocationOrder } from '../domain/allocation.ts';
import { isPattern } from '../domain/invoice-number.ts';
import { AddedRatesInput } from '../rate-input.ts';

const days = (most: number) => z.int().min(0).max(most);
const text = (most: number) => z.string().trim().min(1).max(most);
const orNull = (most: number) => z.string().trim().max(most).nullable();

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** ISO 13616: the check digits fit when the rearranged number leaves 1 on division by 97. */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return false;
  const moved = iban.slice(4) + iban.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

const Creditor = z
  .strictObject({
    name: text(200),
    street: text(200),
    postcode: text(20),
    city: text(200),
    country: z.string().regex(/^[A-Z]{2}$/, 'write it as two letters, DE'),
    email: z.email().max(320),
    phone: orNull(60),
    iban: z
      .string()
      .transform((iban) => iban.replaceAll(' ', '').toUpperCase())
      .refine(isIban, 'its check digits do not fit; look at it again')
      .meta({ example: 'DE89370400440532013000' }),
    bic: z
      .string()
      .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'is no BIC')
      .nullable(),
    bank: orNull(200),
    privacyUrl: z.url({ protocol: /^https?$/, error: 'begin with https://' }).nullable(),
    vatId: orNull(20),
    registerEntry: orNull(200),
  })
  .partial();

const Terms = z.strictObject({
  kind: z.enum(['net', 'fixed', 'receipt', 'fulfillment']),
  days: days(365).nullable(),
});

const Dunning = z
  .strictObject({
    commit: z.enum(['automatic', 'approval']),
    grouping: z.boolean(),
    disputedItems: z.enum(['show', 'leave_out']),
    mostNoticesPerRun: z.int().min(1).nullable(),
    mostCentsPerRun: z.int().min(1).nullable(),
    mostNoticesPerDebtor: z
      .strictObject({ notices: z.int().min(1).max(1000), days: z.int().min(1).max(365) })
      .nullable(),
    stalePaymentsDays: days(90).nullable(),
    replyTo: z.email().nullable(),
    quiet: z.strictObject({
      fromHour: z.int().min(0).max(23),
      toHour: z.int().min(0).max(23),
      sundays: z.boolean(),
      holidays: z.boolean(),
    }),
  })
  .partial();

const Clarification = z
  .strictObject({
    disputeAnswerDays: days(90),
    promisesPerRound: days(20),
    promiseGraceDays: days(14),
    promiseWithinDays: days(365),
    pagePromiseWithinDays: days(90),
    claimedPaidDays: days(30),
    planOfferDays: days(60),
    planGraceDays: days(30),
    planBreaksAfter: z.int().min(1).max(12),
    instalmentNoticeDays: days(14),
  })
  .partial();

const Connection = z
  .strictObject({
    showState: z.boolean(),
    markAsPaid: z.boolean(),
    platformReminders: z.enum(['on', 'off', 'unknown']),
    leftToPlatform: z.enum(LEFT_TO_PLATFORM),
  })
  .partial();

const inField = (from: string | undefined): boolean =>
  from === 'metafield' || from === 'note_attribute';

const InvoiceNumber = z
  .strictObject({
    from: z.enum(['unknown', 'order_name', 'metafield', 'note_attribute', 'own_series']),
    field: orNull(200),
    pattern: text(60).refine(isPattern, 'write it as RE-{year}-{number:5}'),
  })
  .partial()
  .refine(({ from, field }) => !inField(from) || (field !== null && field !== ''), {
    message: 'name the field in which the number stands',
  });

const Handover = z
  .strictObject({
    start: z.enum(['automatic', 'approval']),
    minimumCents: z.int().min(0),
    description: text(200),
    automatic: z.strictObject({
      maximumCents: z.int().min(1).nullable(),
      minimumAgeDays: days(1000),
      debtorKinds: z.array(z.enum(['consumer', 'business'])).min(1),
    }),
    coolingOffHours: z.int().min(0).max(720),
    askHours: z.int().min(1).max(720),
    bureauName: text(100)
      .nullable()
      .describe('only one to which the creditor really reports; the final notice names it'),
    deductsInputTax: z.boolean(),
    waitsForInvoiceNumber: z.boolean(),
  })
  .partial();

export const SettingsBody = z
  .strictObject({
    creditor: Creditor,
    timeZone: z.string().refine(isTimeZone, 'is no time zone; write it as Europe/Berlin'),
    federalState: z
      .string()
      .regex(/^[A-Z0-9]{1,3}$/, 'write its short form, BY')
      .nullable(),
    language: z.enum(['de', 'en', 'it']),
    invoicePaymentMethods: z.array(text(60)).max(50),
    defaultTerms: Terms,
    termsByMethod: z
      .array(Terms.extend({ method: text(60) }))
      .max(50)
      .describe('terms of orders with a payment method, before the default ones'),
    termsAgreed: z.boolean(),
    invoiceNamesThirtyDays: z.boolean(),
    allocation: z.enum(Object.keys(ALLOCATION_ORDERS) as [AllocationOrder, ...AllocationOrder[]]),
    addedRates: AddedRatesInput,
    dunning: Dunning,
    clarification: Clarification,
    connection: Connection,
    invoiceNumber: InvoiceNumber,
    handover: Handover,
  })
  .partial();

export const SettingsView = z.object({
  domain: z.string(),
  source: z.string(),
  state: z.string(),
  mode: z.enum(['sandbox', 'live']),
  settings: z.looseObject({ creditor: z.looseObject({}), timeZone: z.string() }),
  accounts: z.array(
    z.object({
      id: z.number(),
      agency: z.string(),
      mode: z.enum(['sandbox', 'live']),
      checkedAt: z.string().nullable(),
      refusal: z.string().nullable(),
    }),
  ),
});
