import { z } from 'zod';
import { ALLOCATION_ORDERS, type AllocationOrder } from '../domain/allocation.ts';
import { presetSettings } from '../domain/shop.ts';

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
});

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const preset = presetSettings;

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
  termsAgreed: z.boolean().default(preset.termsAgreed),
  invoiceNamesThirtyDays: z.boolean().default(preset.invoiceNamesThirtyDays),
  allocation: z
    .enum(Object.keys(ALLOCATION_ORDERS) as [AllocationOrder, ...AllocationOrder[]])
    .default(preset.allocation),
  addedRates: z.array(z.never()).max(0).default([]),
  handover: z
    .strictObject({
      start: z.enum(['automatic', 'approval']),
      minimumCents: z.int().min(0),
      description: z.string().min(1).max(200),
    })
    .default(preset.handover),
});

/** The file that `shop-install` reads. */
export const ShopFile = z.strictObject({
  domain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'write it as name.myshopify.com'),
  agencyMode: z.enum(['sandbox', 'live']).default('sandbox'),
  settings: Settings,
  agency: z
    .strictObject({
      clientId: z.string().regex(/^[0-9]{1,12}$/),
      endpoint: z.url(),
      applicationKey: z.string().min(1),
      clientKey: z.string().min(1),
    })
    .optional(),
});
