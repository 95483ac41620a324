import { z } from 'zod';
import { LEFT_TO_PLATFORM } from '../domain/dunning.ts';
import { ALLOCATION_ORDERS, type AllocationOrder } from '../domain/allocation.ts';
import { isPattern } from '../domain/invoice-number.ts';
import { AgencyInput, isTimeZone } from '../agency-input.ts';
import { presetSettings } from '../domain/shop.ts';
import { AddedRatesInput } from '../rate-input.ts';

const orNull = z.string().max(200).nullable().default(null);

const Creditor = z.strictObject({
  name: z.string().min(1).max(200),
  street: z.string().min(1).max(200),
  postcode: z.string().min(1).max(20),
  city: z.string().min(1).max(200),
  country: z.string().regex(/^[A-Z]{2}$/, 'write it as two letters, DE'),
  email: z.email(),
  phone: orNull,
  iban: z.string().regex(/^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/, 'write the IBAN without spaces'),
  bic: orNull,
  bank: orNull,
  privacyUrl: z.url().nullable().default(null),
  vatId: orNull,
  registerEntry: orNull,
});

const preset = presetSettings;
const { automatic } = preset.handover;
const presetLimits = { ...automatic, debtorKinds: [...automatic.debtorKinds] };

const days = (most: number, preset: number) => z.int().min(0).max(most).default(preset);

const { clarification } = preset;

const Clarification = z
  .strictObject({
    disputeAnswerDays: days(90, clarification.disputeAnswerDays),
    promisesPerRound: days(20, clarification.promisesPerRound),
    promiseGraceDays: days(14, clarification.promiseGraceDays),
    promiseWithinDays: days(365, clarification.promiseWithinDays),
    pagePromiseWithinDays: days(90, clarification.pagePromiseWithinDays),
    claimedPaidDays: days(30, clarification.claimedPaidDays),
    planOfferDays: days(60, clarification.planOfferDays),
    planGraceDays: days(30, clarification.planGraceDays),
    planBreaksAfter: z.int().min(1).max(12).default(clarification.planBreaksAfter),
    instalmentNoticeDays: days(14, clarification.instalmentNoticeDays),
  })
  .default(clarification);

const InvoiceNumber = z
  .strictObject({
    from: z.enum(['unknown', 'order_name', 'metafield', 'note_attribute', 'own_series']),
    field: orNull,
    pattern: z.string().default(preset.invoiceNumber.pattern).refine(isPattern, {
      message: 'write it with {year} and {number}, as RE-{year}-{number:5}',
    }),
  })
  .refine(({ from, field }) => field !== null || !['metafield', 'note_attribute'].includes(from), {
    message: 'name the field in which the number stands',
  });

const Settings = z.strictObject({
  creditor: Creditor,
  timeZone: z
    .string()
    .refine(isTimeZone, 'is no time zone; Europe/Berlin')
    .default(preset.timeZone),
  federalState: orNull,
  language: z.enum(['de', 'en', 'it']).default(preset.language),
  invoicePaymentMethods: z.array(z.string().min(1)).default([...preset.invoicePaymentMethods]),
  defaultTerms: z
    .strictObject({
      kind: z.enum(['net', 'fixed', 'receipt', 'fulfillment']),
      days: z.int().min(0).max(365).nullable(),
    })
    .default(preset.defaultTerms),
  termsByMethod: z
    .array(
      z.strictObject({
        method: z.string().min(1).max(60),
        kind: z.enum(['net', 'fixed', 'receipt', 'fulfillment']),
        days: z.int().min(0).max(365).nullable(),
      }),
    )
    .default([]),
  termsAgreed: z.boolean().default(preset.termsAgreed),
  invoiceNamesThirtyDays: z.boolean().default(preset.invoiceNamesThirtyDays),
  allocation: z
    .enum(Object.keys(ALLOCATION_ORDERS) as [AllocationOrder, ...AllocationOrder[]])
    .default(preset.allocation),
  addedRates: AddedRatesInput.default([]),
  clarification: Clarification,
  dunning: z
    .strictObject({
      commit: z.enum(['automatic', 'approval']).default(preset.dunning.commit),
      grouping: z.boolean().default(preset.dunning.grouping),
      disputedItems: z.enum(['show', 'leave_out']).default(preset.dunning.disputedItems),
      mostNoticesPerRun: z.int().min(1).nullable().default(null),
      mostCentsPerRun: z.int().min(1).nullable().default(null),
      mostNoticesPerDebtor: z
        .strictObject({ notices: z.int().min(1).max(1000), days: z.int().min(1).max(365) })
        .nullable()
        .default(null),
      stalePaymentsDays: z.int().min(0).max(90).nullable().default(null),
      replyTo: z.email().nullable().default(null),
      webhook: z.null().default(null),
      quiet: z
        .strictObject({
          fromHour: z.int().min(0).max(23),
          toHour: z.int().min(0).max(23),
          sundays: z.boolean(),
          holidays: z.boolean(),
        })
        .default(preset.dunning.quiet),
    })
    .default({ ...preset.dunning, webhook: null }),
  connection: z
    .strictObject({
      ownerNumbers: z.array(z.string().regex(/^\d{1,20}$/)).default([]),
      showState: z.boolean().default(preset.connection.showState),
      namespace: z.string().min(3).max(255).default(preset.connection.namespace),
      markAsPaid: z.boolean().default(preset.connection.markAsPaid),
      platformReminders: z
        .enum(['on', 'off', 'unknown'])
        .default(preset.connection.platformReminders),
      leftToPlatform: z.enum(LEFT_TO_PLATFORM).default(preset.connection.leftToPlatform),
    })
    .default({ ...preset.connection, ownerNumbers: [] }),
  invoiceNumber: InvoiceNumber.default(preset.invoiceNumber),
  handover: z
    .strictObject({
      start: z.enum(['automatic', 'approval']),
      minimumCents: z.int().min(0),
      description: z.string().min(1).max(200),
      automatic: z
        .strictObject({
          maximumCents: z.int().min(1).nullable(),
          minimumAgeDays: z.int().min(0).max(1000),
          debtorKinds: z.array(z.enum(['consumer', 'business'])).min(1),
        })
        .default(presetLimits),
      coolingOffHours: z.int().min(0).max(720).default(preset.handover.coolingOffHours),
      askHours: z.int().min(1).max(720).default(preset.handover.askHours),
      bureauName: z.string().min(1).max(100).nullable().default(preset.handover.bureauName),
      deductsInputTax: z.boolean().default(preset.handover.deductsInputTax),
      waitsForInvoiceNumber: z.boolean().default(preset.handover.waitsForInvoiceNumber),
    })
    .default({ ...preset.handover, automatic: presetLimits }),
});

/** A file of an earlier release names no kind: it means mediafinanz. */
const withKind = (agency: unknown): unknown =>
  typeof agency === 'object' && agency !== null && !('kind' in agency)
    ? { kind: 'mediafinanz', ...agency }
    : agency;

/** The file that `shop-install` reads. */
export const ShopFile = z.strictObject({
  domain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'write it as name.myshopify.com'),
  agencyMode: z.enum(['sandbox', 'live']).default('sandbox'),
  settings: Settings,
  agency: z.preprocess(withKind, AgencyInput).optional(),
});
