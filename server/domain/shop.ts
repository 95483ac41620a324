import type { AllocationOrder } from './allocation.ts';
import type { AddedRate } from './base-rates.ts';
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
