/**
 * What a shop tells us, in our words. Each shop's `source` translates its webhooks into these; the
 * inside never sees a payload of Shopify, Shopware or WooCommerce. Ids are texts: they have 64 bits.
 */
import type { Instant } from './calendar.ts';
import type { Cents } from './money.ts';

export type ShopEvent =
  | { kind: 'order'; order: ShopOrder }
  /** The order changed, but the message does not say how: the order itself must be read again. */
  | { kind: 'order_touched'; orderId: string }
  | { kind: 'order_deleted'; orderId: string }
  | { kind: 'transaction'; transaction: ShopTransaction }
  | { kind: 'refund'; refund: ShopRefund }
  | { kind: 'fulfillment'; orderId: string; fulfilledAt: Instant; succeeded: boolean }
  | { kind: 'terms'; termsId: string; terms: ShopTerms }
  | { kind: 'terms_deleted'; termsId: string }
  | { kind: 'schedule_due'; termsId: string; schedule: ShopSchedule }
  | { kind: 'dispute'; dispute: ShopDispute }
  /** `shopDomain` is the shop the signed body names; when it is not the sender's, nothing follows. */
  | { kind: 'uninstalled'; shopDomain: string | null }
  | { kind: 'privacy'; request: ShopPrivacyRequest };

/** The order as the shop's books show it at `updatedAt`. */
export interface ShopOrder {
  orderId: string;
  /** As the debtor knows it, `#1001`. */
  name: string;
  /** Conclusion of the contract. */
  orderedAt: Instant;
  updatedAt: Instant;
  cancelledAt: Instant | null;
  test: boolean;
  currency: string;
  /** What the order costs now, after edits and returned items. */
  totalCents: Cents;
  /** What the shop's books still expect; null when the message does not say. */
  outstandingCents: Cents | null;
  /** `pending`, `paid`, … in the shop's words. */
  financialStatus: string;
  paymentMethods: readonly string[];
  terms: (ShopTerms & { termsId: string }) | null;
  /** First successful delivery, when the message names it. */
  fulfilledAt: Instant | null;
  /** Where the debtor can pay, when the shop has such a page. */
  paymentUrl: string | null;
  debtor: ShopDebtor;
}

/** Null stands for what the shop did not tell or may not tell (protected fields). */
export interface ShopDebtor {
  /** The shop's number of the debtor; null for a guest. */
  debtorNumber: string | null;
  /** `business` when the order names a company, else `consumer`. */
  kind: 'consumer' | 'business';
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  street: string | null;
  postcode: string | null;
  city: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  email: string | null;
  phone: string | null;
  /** BCP 47, `de-DE`. */
  locale: string | null;
}

export type ShopTermsKind = 'net' | 'fixed' | 'receipt' | 'fulfillment' | 'unknown';

export interface ShopTerms {
  kind: ShopTermsKind;
  /** Days of `net`. */
  days: number | null;
  updatedAt: Instant | null;
  /** Empty for "due on receipt" until the invoice is sent. */
  schedules: readonly ShopSchedule[];
}

export interface ShopSchedule {
  issuedAt: Instant | null;
  dueAt: Instant | null;
  completedAt: Instant | null;
  amountCents: Cents | null;
  currency: string | null;
}

/** Money that moved in the shop's books. `refund` is money back to the debtor. */
export interface ShopTransaction {
  transactionId: string;
  orderId: string;
  kind: 'payment' | 'refund' | 'other';
  /** Only a success moves money. */
  succeeded: boolean;
  amountCents: Cents;
  currency: string;
  processedAt: Instant;
  test: boolean;
}

/** A credit: what is owed falls by `creditCents`; the money back is in `transactions`. */
export interface ShopRefund {
  refundId: string;
  orderId: string;
  createdAt: Instant;
  creditCents: Cents;
  transactions: readonly ShopTransaction[];
}

/** A chargeback or inquiry at the payment provider. */
export interface ShopDispute {
  disputeId: string;
  /** Null when the provider could not match an order. */
  orderId: string | null;
  /** `open` while a decision is due; `won` and `lost` from the creditor's side. */
  status: 'open' | 'won' | 'lost' | 'accepted' | 'unknown';
  reason: string | null;
  amountCents: Cents | null;
  currency: string | null;
}

export interface ShopPrivacyRequest {
  kind: 'data_request' | 'redact_debtor' | 'redact_shop';
  /** The shop the signed body names; when it is not the sender's, nothing may follow. */
  shopDomain: string | null;
  debtorNumber: string | null;
  orderIds: readonly string[];
}
