import type { Instant } from './calendar.ts';
import type { AllocationOrder } from './allocation.ts';
import type { AddedRate } from './base-rates.ts';
import type { LeftToPlatform } from './dunning.ts';
import type { AutomaticLimits } from './handover.ts';
import type { Cents } from './money.ts';
import type { EmergencyStop, RunLimits } from './runs.ts';
import type { QuietHours } from './quiet-hours.ts';
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
  vatId?: string | null;
  /** For example `Amtsgericht Berlin HRB 12345`. */
  registerEntry?: string | null;
}

/** Terms a shop applies when an order names none. */
export interface DefaultTerms {
  kind: Exclude<ShopTermsKind, 'unknown'>;
  days: number | null;
}

/** What we show in the shop's own admin, who decides there, and what the platform does itself. */
export interface ConnectionSettings {
  /** Numbers of the shop's staff who act as owner; everybody else of the staff is a clerk. */
  ownerNumbers: readonly string[];
  /** Write level, hold, claim and open sum to the order: fields and tags. */
  showState: boolean;
  /** Where our fields stand; `$app:…` belongs to our app alone. */
  namespace: string;
  /** Mark an order as paid in the shop once it is wholly paid elsewhere. */
  markAsPaid: boolean;
  /** Does the platform itself remind the debtor? While it may, nobody knows how often he is. */
  platformReminders: 'on' | 'off' | 'unknown';
  /** Which of our notices are left out because the platform sends its own. */
  leftToPlatform: LeftToPlatform;
}

/** Where the legal number of an invoice comes from. */
export interface InvoiceNumberRule {
  /** `unknown`: from nowhere yet; `own_series`: counted here, without gaps, by shop and year. */
  from: 'unknown' | 'order_name' | 'metafield' | 'note_attribute' | 'own_series';
  /** `namespace.key` of the metafield, or the name of the note attribute. */
  field: string | null;
  /** Of `own_series`: `{year}` and `{number}` or `{number:5}` for at least five digits. */
  pattern: string;
}

/** How long things that are to be cleared up may take. All in calendar days of the creditor. */
export interface ClarificationSettings {
  /** Days to answer a dispute. */
  disputeAnswerDays: number;
  promisesPerRound: number;
  /** Days after a promised one in which a bank may still be slow. */
  promiseGraceDays: number;
  /** A promise names a day at most so far away. */
  promiseWithinDays: number;
  /** As `promiseWithinDays`, where the debtor promises by himself on the page of his letter. */
  pagePromiseWithinDays: number;
  /** Days for which reminders wait after the debtor says that he has paid. */
  claimedPaidDays: number;
  /** Days in which a debtor may accept an offer of instalments; reminders wait as long. */
  planOfferDays: number;
  planGraceDays: number;
  /** So many missed instalments at once make the whole rest due. */
  planBreaksAfter: number;
  /** So many days before its day an instalment is announced; 0 announces none. */
  instalmentNoticeDays: number;
}

/** How the runs of a shop remind. */
export interface DunningSettings extends RunLimits {
  /** `approval` leaves each day's proposal to a person. */
  commit: 'automatic' | 'approval';
  /** One notice for each debtor, currency, language and channel; else one for each receivable. */
  grouping: boolean;
  /** Are disputed items shown in a notice, as being in clarification? */
  disputedItems: 'show' | 'leave_out';
  /** Older news of payments stop every run; null does not look. */
  stalePaymentsDays: number | null;
  /** Where debtors answer to; null is the creditor's own address. */
  replyTo: string | null;
  /** The channel `webhook`: each reminder is posted there, signed with the secret. */
  webhook: { url: string; sealedSecret: string } | null;
  /** When nothing is sent, by the clock and the holidays of the debtor's country. */
  quiet: QuietHours;
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
  /** Terms of orders with a payment method, before the default ones. */
  termsByMethod: readonly (DefaultTerms & { method: string })[];
  /** Does every invoice tell consumers of the 30 days (BGB 286(3))? */
  invoiceNamesThirtyDays: boolean;
  /** In which order a payment pays costs, interest and principal in a claim statement. */
  allocation: AllocationOrder;
  /** Base rates that were published after this release, entered by the merchant. */
  addedRates: readonly AddedRate[];
  clarification: ClarificationSettings;
  /** Were the payment terms agreed at checkout? A date set by one side alone starts no default. */
  termsAgreed: boolean;
  dunning: DunningSettings;
  connection: ConnectionSettings;
  invoiceNumber: InvoiceNumberRule;
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
    /**
     * A credit bureau to which the creditor himself really reports; null when to none. The final notice
     * names it where a report would be lawful (BDSG 31(2)); nothing is ever reported from here.
     */
    bureauName: string | null;
    /** May the creditor deduct input tax? If so, no VAT is claimed on costs (RDG 13a(1) no. 6). */
    deductsInputTax: boolean;
    /** Does a hand-over wait for the legal number of the invoice? */
    waitsForInvoiceNumber: boolean;
  };
}

export const presetSettings: Omit<ShopSettings, 'creditor'> = {
  timeZone: 'Europe/Berlin',
  federalState: null,
  language: 'de',
  invoicePaymentMethods: ['invoice', 'rechnung', 'kauf auf rechnung', 'vorkasse', 'prepayment'],
  defaultTerms: { kind: 'net', days: 14 },
  termsByMethod: [],
  termsAgreed: false,
  invoiceNamesThirtyDays: false,
  allocation: 'principal_first',
  addedRates: [],
  dunning: {
    commit: 'automatic',
    grouping: true,
    disputedItems: 'show',
    mostNoticesPerRun: null,
    mostCentsPerRun: null,
    mostNoticesPerDebtor: null,
    stalePaymentsDays: null,
    replyTo: null,
    webhook: null,
    quiet: { fromHour: 20, toHour: 8, sundays: true, holidays: true },
  },
  clarification: {
    disputeAnswerDays: 14,
    promisesPerRound: 2,
    promiseGraceDays: 3,
    promiseWithinDays: 60,
    pagePromiseWithinDays: 21,
    claimedPaidDays: 7,
    planOfferDays: 14,
    planGraceDays: 3,
    planBreaksAfter: 2,
    instalmentNoticeDays: 3,
  },
  connection: {
    ownerNumbers: [],
    showState: true,
    namespace: '$app:mahnlauf',
    markAsPaid: false,
    platformReminders: 'unknown',
    leftToPlatform: 'nothing',
  },
  invoiceNumber: { from: 'unknown', field: null, pattern: 'RE-{year}-{number:5}' },
  handover: {
    start: 'approval',
    minimumCents: 25_00,
    description: 'Warenlieferung laut Bestellung',
    automatic: { maximumCents: null, minimumAgeDays: 0, debtorKinds: ['consumer', 'business'] },
    coolingOffHours: 0,
    askHours: 48,
    bureauName: null,
    deductsInputTax: true,
    waitsForInvoiceNumber: false,
  },
};

/** `setting_up`: installed from the shop's admin, but nobody has yet said who the creditor is. */
export type ShopState = 'setting_up' | 'active' | 'uninstalled';

export interface Shop {
  id: number;
  source: string;
  domain: string;
  state: ShopState;
  agencyMode: 'sandbox' | 'live';
  settings: ShopSettings;
  /** No reminder and no claim leaves while it is on. */
  dunningStop?: EmergencyStop | null;
}

/** How far the orders of a shop were read, by the time of their last change. */
export interface OrdersMark {
  updatedSince: Instant;
  /** The shop's own mark within one reading; null at its start. */
  after: string | null;
  /** Orders read with this mark so far. */
  read: number;
}

/** What a letter must name of the creditor and nobody has said yet, by field. */
export function missingOf(creditor: Creditor): string[] {
  const { name, street, postcode, city, country, email, iban } = creditor;
  const needed = { name, street, postcode, city, country, email, iban };
  return Object.entries(needed).flatMap(([field, said]) => (said.trim() === '' ? [field] : []));
}
