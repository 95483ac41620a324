/** Shopify's objects in our words: what a body says of an order, its terms, its money. */
import type { z } from 'zod';
import { type Cents, cents, centsFromDecimal } from '../../server/domain/money.ts';
import type {
  ShopDebtor,
  ShopDispute,
  ShopOrder,
  ShopRefund,
  ShopSchedule,
  ShopTerms,
  ShopTermsKind,
  ShopTransaction,
} from '../../server/domain/shop-events.ts';
import * as payloads from './payloads.ts';

type Read<Schema extends z.ZodType> = z.output<Schema>;

/** The order as the body shows it; amounts are in the shop's currency. */
export function toOrder(read: Read<typeof payloads.order>, topic: string): ShopOrder {
  const { currency } = read;
  const orderId = payloads.idOf(read);
  const set = read.current_total_price_set?.shop_money;
  const inSet = (set?.currency_code ?? currency) === currency ? set?.amount : null;
  const total = read.current_total_price ?? inSet ?? read.total_price;
  const orderedAt = required(read.created_at ?? read.processed_at, topic, 'created_at');
  const fulfilled = read.fulfillments.flatMap((one) =>
    one?.status === 'success' ? [one.created_at] : [],
  );
  return {
    orderId,
    name: read.name ?? `#${read.order_number ?? orderId}`,
    orderedAt,
    updatedAt: read.updated_at ?? orderedAt,
    cancelledAt: read.cancelled_at,
    test: read.test,
    currency,
    totalCents: notNegative(required(total, topic, 'current_total_price'), {
      topic,
      field: 'current_total_price',
      currency,
    }),
    outstandingCents: maybeInCents(read.total_outstanding, {
      topic,
      field: 'total_outstanding',
      currency,
    }),
    financialStatus: read.financial_status ?? 'unknown',
    paymentMethods: read.payment_gateway_names.filter((method) => method !== null),
    terms: read.payment_terms
      ? { termsId: payloads.idOf(read.payment_terms), ...toTerms(read.payment_terms) }
      : null,
    fulfilledAt: fulfilled.sort()[0] ?? null,
    paymentUrl: read.order_status_url ?? null,
    debtor: toDebtor(read),
  };
}

/**
 * The debtor as of the order: the billing address, else the shipping address, else the customer's
 * own; parts of two addresses are never mixed. A company counts for `business` only in the billing
 * address or as a B2B company of the order: parcels of consumers go to companies, too.
 */
function toDebtor(read: Read<typeof payloads.order>): ShopDebtor {
  const { billing_address: billing, shipping_address: shipping, customer } = read;
  const candidates = [billing, shipping, customer?.default_address ?? null];
  const address = candidates.find((one) => one?.address1 || one?.last_name) ?? null;
  const person = address?.first_name || address?.last_name ? address : customer;
  const isBusiness = Boolean(billing?.company) || read.company != null;
  return {
    debtorNumber: customer === null ? null : payloads.idOf(customer),
    kind: isBusiness ? 'business' : 'consumer',
    firstName: person?.first_name ?? null,
    lastName: person?.last_name ?? null,
    company: address?.company ?? null,
    street: [address?.address1, address?.address2].filter(Boolean).join(', ') || null,
    postcode: address?.zip ?? null,
    city: address?.city ?? null,
    country: toCountry(address?.country_code),
    email: toEmail(read.email) ?? toEmail(read.contact_email) ?? toEmail(customer?.email),
    phone: read.phone ?? address?.phone ?? customer?.phone ?? null,
    locale: toLocale(read.customer_locale),
  };
}

const toCountry = (code: string | null | undefined) =>
  code && /^[a-z]{2}$/i.test(code) ? code.toUpperCase() : null;

const toEmail = (value: string | null | undefined) =>
  value && /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(value) ? value : null;

/** Language, script and region alone; what else may stand in a locale changes no letter. */
function toLocale(value: string | null): string | null {
  try {
    const { language, script, region } = new Intl.Locale(value ?? '');
    return [language, script, region].filter(Boolean).join('-');
  } catch {
    return null;
  }
}

const TERMS_KINDS: ReadonlySet<string> = new Set(['net', 'fixed', 'receipt', 'fulfillment']);

/** An unknown kind of terms stays `unknown`: a person decides when it is due. */
export function toTerms(read: Read<typeof payloads.terms>): ShopTerms {
  const kind = read.payment_terms_type?.toLowerCase() ?? '';
  return {
    kind: TERMS_KINDS.has(kind) ? (kind as ShopTermsKind) : 'unknown',
    days: read.due_in_days,
    updatedAt: read.updated_at,
    schedules: read.payment_schedules.map(toSchedule),
  };
}

/** Amounts of a schedule are in the currency the debtor saw, unlike those of the order. */
export function toSchedule(read: Read<typeof payloads.schedule>): ShopSchedule {
  return {
    issuedAt: read.issued_at,
    dueAt: read.due_at,
    completedAt: read.completed_at,
    ...sideAmount(read.amount, read.presentment_currency ?? read.currency),
  };
}

const PAYING_KINDS: ReadonlySet<string> = new Set(['sale', 'capture']);

/**
 * Money that moved: a `sale` or `capture` pays, a `refund` pays back. An authorization only
 * reserves, a void only releases, and `change` is coins over a counter.
 */
export function toTransaction(
  read: Read<typeof payloads.transaction>,
  topic: string,
  known: { orderId: string; currency: string | null } | null,
): ShopTransaction {
  const kind = read.kind?.toLowerCase() ?? '';
  // Inside a refund Shopify may leave the currency out.
  const currency = required(read.currency ?? known?.currency, topic, 'currency');
  const paid = PAYING_KINDS.has(kind) ? 'payment' : 'other';
  return {
    transactionId: payloads.idOf(read),
    orderId: required(known?.orderId ?? read.order_id, topic, 'order_id'),
    kind: kind === 'refund' ? 'refund' : paid,
    succeeded: read.status?.toLowerCase() === 'success',
    amountCents: notNegative(read.amount, { topic, field: 'amount', currency }),
    currency,
    processedAt: required(read.processed_at ?? read.created_at, topic, 'processed_at'),
    test: read.test,
  };
}

type RefundRead = Read<typeof payloads.refund>;

/** What the order around a refund knows of it. */
interface RefundContext {
  orderId: string;
  currency: string;
  taxesIncluded: boolean | null;
}

export function toRefund(read: RefundRead, topic: string, order: RefundContext | null): ShopRefund {
  const orderId = required(order?.orderId ?? read.order_id, topic, 'order_id');
  const currency = order?.currency ?? refundCurrency(read);
  const creditCents = refundCredit(read, {
    taxesIncluded: order?.taxesIncluded ?? looksTaxIncluded(read),
    amountOf(field, set, plain) {
      const money = set?.shop_money;
      const place = { topic, field, currency: required(currency, topic, 'currency') };
      if ((money?.currency_code ?? place.currency) !== place.currency) {
        throw payloads.unreadable(topic, field, `is not in ${place.currency}`);
      }
      return inCents(required(money?.amount ?? plain, topic, field), place);
    },
  });
  // A refund that makes the debtor owe more is none that we understand.
  if (creditCents < 0) throw payloads.unreadable(topic, 'refund', 'is negative');
  return {
    refundId: payloads.idOf(read),
    orderId,
    createdAt: read.created_at,
    creditCents,
    transactions: read.transactions.map((one) => toTransaction(one, topic, { orderId, currency })),
  };
}

/** A refund names its currency only inside; one without any amount needs none. */
function refundCurrency(read: RefundRead): string | null {
  const sets = [
    read.total_duties_set,
    ...read.refund_line_items.map((line) => line.subtotal_set),
    ...read.refund_shipping_lines.map((line) => line.subtotal_amount_set),
    ...read.order_adjustments.map((adjustment) => adjustment.amount_set),
  ];
  const named = sets.find((set) => set?.shop_money.currency_code)?.shop_money.currency_code;
  return named ?? read.transactions[0]?.currency ?? null;
}

/** The refunds inside an order, which tells what they do not: currency and kind of prices. */
export function toOrderRefunds(read: Read<typeof payloads.order>, topic: string): ShopRefund[] {
  const taxesIncluded = read.taxes_included ?? null;
  const order = { orderId: payloads.idOf(read), currency: read.currency, taxesIncluded };
  return read.refunds.map((refund) => toRefund(refund, topic, order));
}

type MoneySet = z.output<typeof payloads.moneySet>;

interface CreditRules {
  taxesIncluded: boolean;
  /** The amount of a set, else the plain one beside it. One that is missing is no zero. */
  amountOf: (field: string, set: MoneySet, plain?: string | null) => Cents;
}

/**
 * By how much a refund lowers what is owed, whether money moved or not. Shopify spreads it:
 * - `refund_line_items`: goods taken back; `subtotal` is after discounts. In a shop with gross
 *   prices (`taxes_included`, the rule in Germany) the tax is inside it, else on top.
 * - `refund_shipping_lines`: shipping given back (since API 2024-10); before that an adjustment of
 *   kind `shipping_refund`, which is left out when both are there.
 * - `order_adjustments`: the difference to what was really granted, negative when it was more (a
 *   free amount without lines stands here alone). All are added up: pairs that cancel each other,
 *   "pending" ones among them, are on purpose. Their tax is always on top.
 * - `total_duties_set`: import duties given back.
 */
function refundCredit(read: RefundRead, { taxesIncluded, amountOf }: CreditRules): Cents {
  const taxOf: CreditRules['amountOf'] = (...tax) => (taxesIncluded ? 0 : amountOf(...tax));
  const goods = read.refund_line_items.map(
    (line) =>
      amountOf('refund_line_items.subtotal', line.subtotal_set, line.subtotal) +
      taxOf('refund_line_items.total_tax', line.total_tax_set, line.total_tax),
  );
  const shipping = read.refund_shipping_lines.map(
    (line) =>
      amountOf('refund_shipping_lines.subtotal_amount_set', line.subtotal_amount_set) +
      taxOf('refund_shipping_lines.tax_amount_set', line.tax_amount_set),
  );
  const differences = read.order_adjustments
    .filter(({ kind }) => shipping.length === 0 || kind !== 'shipping_refund')
    .map(
      (one) =>
        -amountOf('order_adjustments.amount', one.amount_set, one.amount) -
        amountOf('order_adjustments.tax_amount', one.tax_amount_set, one.tax_amount ?? '0'),
    );
  const { total_duties_set: duties } = read;
  const parts = [
    ...goods,
    ...shipping,
    ...differences,
    duties == null ? 0 : amountOf('total_duties_set', duties),
  ];
  return cents(parts.reduce((sum, part) => sum + part, 0));
}

/**
 * Are the prices gross? A refund that comes without its order does not say, but its tax does: with
 * rate r it is r/(1+r) of a gross price and r of a net one. Without a rate to tell, net.
 */
function looksTaxIncluded(read: RefundRead): boolean {
  const misses = read.refund_line_items.map((line) => {
    const rate = (line.line_item?.tax_lines ?? []).reduce((sum, tax) => sum + (tax.rate ?? 0), 0);
    const price = Number(line.subtotal_set?.shop_money.amount ?? line.subtotal ?? 0);
    const tax = Number(line.total_tax_set?.shop_money.amount ?? line.total_tax ?? 0);
    const gross = Math.abs(tax - (price * rate) / (1 + rate));
    return rate > 0 ? Math.abs(tax - price * rate) - gross : 0;
  });
  return misses.reduce((sum, miss) => sum + miss, 0) > 0;
}

const DISPUTE_STATUSES: Readonly<Record<string, ShopDispute['status']>> = {
  needs_response: 'open',
  under_review: 'open',
  won: 'won',
  lost: 'lost',
  accepted: 'accepted',
  // The creditor gave the money back: the debtor's view was accepted.
  charge_refunded: 'accepted',
};

/** What counts is that there is a dispute: it stops reminders, whatever its amount. */
export function toDispute(read: Read<typeof payloads.dispute>): ShopDispute {
  const status = read.status?.toLowerCase() ?? '';
  return {
    disputeId: payloads.idOf(read),
    orderId: read.order_id ?? null,
    status: (Object.hasOwn(DISPUTE_STATUSES, status) && DISPUTE_STATUSES[status]) || 'unknown',
    reason: read.reason,
    ...sideAmount(read.amount, read.currency),
  };
}

// ---------------------------------------------------------------------------------------------
// Values

/** Where a value stands, for the sentence of a refusal. */
interface Place {
  topic: string;
  field: string;
  currency: string;
}

function inCents(decimal: string, { topic, field, currency }: Place): Cents {
  try {
    return centsFromDecimal(decimal, currency);
  } catch {
    throw payloads.unreadable(topic, field, `is no amount in ${currency}`);
  }
}

function notNegative(decimal: string, place: Place): Cents {
  const value = inCents(decimal, place);
  if (value >= 0) return value;
  throw payloads.unreadable(place.topic, place.field, 'is negative');
}

/** An amount that only informs: what cannot be read is left out. */
function sideAmount(decimal: string | null | undefined, currency: string | null | undefined) {
  const none = { amountCents: null, currency: currency ?? null };
  if (decimal == null || currency == null) return none;
  try {
    return { amountCents: centsFromDecimal(decimal, currency), currency };
  } catch {
    return none;
  }
}

const maybeInCents = (decimal: string | null | undefined, place: Place) =>
  decimal == null ? null : inCents(decimal, place);

/** The value, or `InvalidInput` naming topic and field when there is none. */
export function required<Value>(value: Value | null | undefined, topic: string, field: string) {
  if (value != null) return value;
  throw payloads.unreadable(topic, field, 'is missing');
}
