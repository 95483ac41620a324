import type { AllocationOrder } from './allocation.ts';
import type { AddedRate } from './base-rates.ts';
import type { AutomaticLimits } from './handover.ts';
import type { Cents } from './money.ts';
import type { ShopTermsKind } from './shop-events.ts';

/** Who is owed: the shop's owner as he signs his letters. */
export interface Creditor {
  name: string;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  email: string;
  phone: string | null;
  iban: string;
  bic: string | null;
  bank: string | null;
  /** The page with the privacy notice; the shop's own policy page when left out. */
  privacyUrl?: string | null;
}

/** Terms a shop applies when an order names none. */
export interface DefaultTerms {
  kind: Exclude<ShopTermsKind, 'unknown'>;
  days: number | null;
}

/** What a merchant may set; everything has a default but the creditor. */
export interface ShopSettings {
  creditor: Creditor;
  /** Where the creditor's days begin, `Europe/Berlin`. */
  timeZone: string;
  /** For public holidays, `BY`; null means the holidays of the whole country only. */
  federalState: string | null;
  /** Language of a debtor whose locale we do not speak. */
  language: 'de' | 'en' | 'it';
  /** Orders with these payment methods become receivables, whatever else they say. */
  invoicePaymentMethods: readonly string[];
  defaultTerms: DefaultTerms;
  /** Does every invoice tell consumers of the 30 days (BGB 286(3))? */
  invoiceNamesThirtyDays: boolean;
  /** In which order a payment pays costs, interest and principal in a claim statement. */
  allocation: AllocationOrder;
  /** Base rates that were published after this release, entered by the merchant. */
  addedRates: readonly AddedRate[];
  /** Were the payment terms agreed at checkout? A date set by one side alone starts no default. */
  termsAgreed: boolean;
  handover: {
    /** `automatic` when all gates are passed; `approval` waits for a person. */
    start: 'automatic' | 'approval';
    minimumCents: Cents;
    /** The claim in neutral words; the agency prints it as it is. */
    description: string;
    /** With `automatic`: a claim outside these limits still waits for a person. */
    automatic: AutomaticLimits;
    /** Hours between the approval and the leaving, in which the claim may be taken back. */
    coolingOffHours: number;
    /** Hours for which the agency's news may still settle a lost answer; then a person decides. */
    askHours: number;
    /** May the creditor deduct input tax? If so, no VAT is claimed on costs (RDG 13a(1) no. 6). */
    deductsInputTax: boolean;
  };
}

export const presetSettings: Omit<ShopSettings, 'creditor'> = {
  timeZone: 'Europe/Berlin',
  federalState: null,
  language: 'de',
  invoicePaymentMethods: ['invoice', 'rechnung', 'kauf auf rechnung', 'vorkasse', 'prepayment'],
  defaultTerms: { kind: 'net', days: 14 },
  termsAgreed: false,
  invoiceNamesThirtyDays: false,
  allocation: 'principal_first',
  addedRates: [],
  handover: {
    start: 'approval',
    minimumCents: 25_00,
    description: 'Warenlieferung laut Bestellung',
    automatic: { maximumCents: null, minimumAgeDays: 0, debtorKinds: ['consumer', 'business'] },
    coolingOffHours: 0,
    askHours: 48,
    deductsInputTax: true,
  },
};

export type ShopState = 'active' | 'uninstalled';

export interface Shop {
  id: number;
  source: string;
  domain: string;
  state: ShopState;
  agencyMode: 'sandbox' | 'live';
  settings: ShopSettings;
}
