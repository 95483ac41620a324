/**
 * Webhook deliveries as Shopify sends them: bodies in the REST shape of API 2026-10, signed over
 * their bytes. The demo and the tests send these through the real door.
 */
import { createHmac } from 'node:crypto';
import {
  type AddressFacts,
  address,
  amounts,
  decimal,
  type FulfillmentFacts,
  fulfillment,
  gid,
  id,
  type Json,
  lineItem,
  maybeId,
  moneySet,
  type RefundFacts,
  refund,
  type ScheduleFacts,
  schedule,
  taxIn,
  taxLines,
  type TermsFacts,
  terms,
  termsGid,
  type TransactionFacts,
  transaction,
} from './shopify-parts.ts';

/** A body ready to be sent, signed and with Shopify's headers. */
export interface SignedDelivery {
  headers: Record<string, string>;
  body: Buffer;
}

export interface DeliveryFacts {
  topic: string;
  body: string;
  secret: string;
  /** `example.myshopify.com`. */
  shopDomain: string;
  webhookId: string;
  triggeredAt: string;
  eventId?: string;
}

/** Signs a body and adds the headers of a delivery, lower case as HTTP/2 sends them. */
export function signedDelivery(facts: DeliveryFacts): SignedDelivery {
  const body = Buffer.from(facts.body, 'utf8');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': facts.topic,
      'x-shopify-hmac-sha256': createHmac('sha256', facts.secret).update(body).digest('base64'),
      'x-shopify-shop-domain': facts.shopDomain,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': facts.webhookId,
      'x-shopify-triggered-at': facts.triggeredAt,
      'x-shopify-event-id': facts.eventId ?? facts.webhookId,
    },
  };
}

/** One order; what is left out is the plain case: euros, gross prices with 19 % tax, a guest. */
export interface OrderFacts {
  id: string;
  number: number;
  createdAt: string;
  updatedAt?: string;
  cancelledAt?: string | null;
  /** What was ordered, gross, shipping included. */
  totalCents: number;
  /** What it costs after edits and refunds. */
  currentTotalCents?: number;
  outstandingCents?: number;
  shippingCents?: number;
  currency?: string;
  taxPercent?: number;
  financialStatus?: string;
  gateways?: readonly string[];
  terms?: TermsFacts | null;
  billing: AddressFacts | null;
  shipping?: AddressFacts | null;
  email?: string | null;
  locale?: string | null;
  debtorNumber?: string | null;
  /** Of a B2B order. */
  company?: { id: string; locationId: string } | null;
  refunds?: readonly RefundFacts[];
  fulfillments?: readonly FulfillmentFacts[];
  article?: string;
  test?: boolean;
  shopDomain?: string;
}

/** What an order costs, by part. */
function pricesOf(facts: OrderFacts) {
  const shipping = facts.shippingCents ?? 0;
  const tax = taxIn(facts.totalCents, facts.taxPercent ?? 19);
  const current = facts.currentTotalCents ?? facts.totalCents;
  const goods = facts.totalCents - shipping;
  return amounts(facts.currency ?? 'EUR', {
    current_subtotal_price: current - Math.min(current, shipping),
    current_total_discounts: 0,
    current_total_price: current,
    current_total_tax: taxIn(current, facts.taxPercent ?? 19),
    subtotal_price: goods,
    total_discounts: 0,
    total_line_items_price: goods,
    total_price: facts.totalCents,
    total_tax: tax,
  });
}

/** What an order is besides its money: where it came from and how it is called. */
const originOf = (facts: OrderFacts) => ({
  app_id: null,
  browser_ip: null,
  buyer_accepts_marketing: false,
  cart_token: null,
  checkout_token: null,
  client_details: null,
  confirmation_number: `EX${facts.number}`,
  confirmed: true,
  device_id: null,
  discount_codes: [],
  duties_included: false,
  estimated_taxes: false,
  landing_site: null,
  landing_site_ref: null,
  location_id: null,
  merchant_business_entity_id: 'MTU0ODM4MDAwOQ',
  merchant_of_record_app_id: null,
  name: `#${facts.number}`,
  note: null,
  note_attributes: [],
  number: facts.number - 1000,
  order_number: facts.number,
  order_status_url: `https://${facts.shopDomain ?? 'example.myshopify.com'}/1/orders/${facts.number}`,
  po_number: null,
  reference: null,
  referring_site: null,
  source_identifier: null,
  source_name: 'web',
  source_url: null,
  tags: '',
  tax_exempt: false,
  test: facts.test ?? false,
  token: `example${facts.number}`,
  total_weight: 500,
  user_id: null,
});

const customerOf = (facts: OrderFacts, currency: string) =>
  facts.debtorNumber == null
    ? null
    : {
        id: id(facts.debtorNumber),
        created_at: facts.createdAt,
        updated_at: facts.createdAt,
        first_name: facts.billing?.firstName ?? null,
        last_name: facts.billing?.lastName ?? null,
        state: 'enabled',
        note: null,
        verified_email: true,
        multipass_identifier: null,
        tax_exempt: false,
        email: facts.email ?? null,
        phone: null,
        currency,
        tax_exemptions: [],
        admin_graphql_api_id: gid('Customer', facts.debtorNumber),
        default_address: address(facts.billing),
      };

/** What stands around the order: terms, people, goods and what became of them. */
function relationsOf(facts: OrderFacts, currency: string) {
  const percent = facts.taxPercent ?? 19;
  const tax = taxIn(facts.totalCents, percent);
  const shipping = facts.shippingCents ?? 0;
  const price = { cents: facts.totalCents - shipping, currency };
  return {
    billing_address: address(facts.billing),
    shipping_address: address(facts.shipping ?? facts.billing),
    customer: customerOf(facts, currency),
    company: facts.company
      ? { id: id(facts.company.id), location_id: id(facts.company.locationId) }
      : null,
    discount_applications: [],
    fulfillments: (facts.fulfillments ?? []).map(fulfillment),
    line_items: [
      {
        ...lineItem(facts.id, facts.article ?? 'Beispielartikel', price),
        tax_lines: taxLines(taxIn(price.cents, percent), percent, currency),
      },
    ],
    payment_terms: facts.terms ? terms(facts.terms, currency) : null,
    refunds: (facts.refunds ?? []).map(refund),
    returns: [],
    line_item_groups: [],
    tax_lines: taxLines(tax, percent, currency),
    shipping_lines: [
      {
        id: id(`${facts.id}2`),
        code: 'Standard',
        ...amounts(currency, { price: shipping, discounted_price: shipping }),
        is_removed: false,
        phone: null,
        source: 'shopify',
        title: 'Standard',
        tax_lines: [],
        discount_allocations: [],
      },
    ],
  };
}

/** The body of `orders/create|updated|paid|cancelled`. */
export function orderBody(facts: OrderFacts): string {
  const currency = facts.currency ?? 'EUR';
  const current = facts.currentTotalCents ?? facts.totalCents;
  const zero = moneySet(0, currency);
  return JSON.stringify({
    id: id(facts.id),
    admin_graphql_api_id: gid('Order', facts.id),
    ...originOf(facts),
    cancel_reason: facts.cancelledAt ? 'customer' : null,
    cancelled_at: facts.cancelledAt ?? null,
    closed_at: null,
    contact_email: facts.email ?? null,
    created_at: facts.createdAt,
    currency,
    current_shipping_price_set: moneySet(facts.shippingCents ?? 0, currency),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    customer_locale: facts.locale ?? 'de-DE',
    email: facts.email ?? '',
    financial_status: facts.financialStatus ?? 'pending',
    fulfillment_status: facts.fulfillments?.length ? 'fulfilled' : null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: facts.gateways ?? [],
    phone: null,
    presentment_currency: currency,
    processed_at: facts.createdAt,
    ...pricesOf(facts),
    taxes_included: true,
    total_cash_rounding_payment_adjustment_set: zero,
    total_cash_rounding_refund_adjustment_set: zero,
    total_outstanding: decimal(facts.outstandingCents ?? current),
    total_shipping_price_set: moneySet(facts.shippingCents ?? 0, currency),
    total_tip_received: '0.00',
    updated_at: facts.updatedAt ?? facts.createdAt,
    ...relationsOf(facts, currency),
  });
}

/** The body of `orders/edited`: it names the order, not what became of it. */
export const orderEditedBody = (facts: { editId: string; orderId: string; at: string }): string =>
  JSON.stringify({
    order_edit: {
      id: id(facts.editId),
      app_id: null,
      created_at: facts.at,
      committed_at: facts.at,
      notify_customer: false,
      order_id: id(facts.orderId),
      staff_note: '',
      user_id: null,
      line_items: { additions: [], removals: [] },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  });

/** The body of `orders/delete` and `payment_terms/delete`. */
export const deletedBody = (digits: string): string => JSON.stringify({ id: id(digits) });

export const transactionBody = (facts: TransactionFacts): string =>
  JSON.stringify(transaction(facts));

export const refundBody = (facts: RefundFacts): string => JSON.stringify(refund(facts));

export const fulfillmentBody = (facts: FulfillmentFacts): string =>
  JSON.stringify(fulfillment(facts));

/** The body of `payment_terms/create|update`: it names no order. */
export const termsBody = (facts: TermsFacts, currency = 'EUR'): string =>
  JSON.stringify({ ...terms(facts, currency), admin_graphql_api_id: termsGid(facts.id) });

/** The body of `payment_schedules/due`: it names no order. */
export const scheduleDueBody = (facts: ScheduleFacts, termsId: string, currency = 'EUR'): string =>
  JSON.stringify(schedule(facts, termsId, currency));

export interface DisputeFacts {
  id: string;
  orderId: string | null;
  status: 'needs_response' | 'under_review' | 'charge_refunded' | 'accepted' | 'won' | 'lost';
  reason: string;
  amountCents: number;
  at: string;
}

export const disputeBody = (facts: DisputeFacts): string =>
  JSON.stringify({
    id: id(facts.id),
    order_id: maybeId(facts.orderId),
    type: 'chargeback',
    amount: decimal(facts.amountCents),
    currency: 'EUR',
    reason: facts.reason,
    network_reason_code: '4837',
    status: facts.status,
    evidence_due_by: null,
    evidence_sent_on: null,
    finalized_on: null,
    initiated_at: facts.at,
  });

/** The body of `app/uninstalled`: the shop. */
export const uninstalledBody = (shopDomain: string): string =>
  JSON.stringify({
    id: 548380009,
    name: 'Example',
    email: 'owner@example.com',
    domain: shopDomain,
    country: 'DE',
    currency: 'EUR',
    timezone: '(GMT+01:00) Europe/Berlin',
    iana_timezone: 'Europe/Berlin',
    taxes_included: true,
    myshopify_domain: shopDomain,
  });

export interface PrivacyFacts {
  topic: 'customers/data_request' | 'customers/redact' | 'shop/redact';
  shopDomain: string;
  debtorNumber?: string;
  email?: string | null;
  orderIds?: readonly string[];
}

export function privacyBody(facts: PrivacyFacts): string {
  const shop = { shop_id: 548380009, shop_domain: facts.shopDomain };
  if (facts.topic === 'shop/redact') return JSON.stringify(shop);
  const customer = { id: maybeId(facts.debtorNumber), email: facts.email ?? null, phone: null };
  const orders: Json = (facts.orderIds ?? []).map(id);
  return facts.topic === 'customers/redact'
    ? JSON.stringify({ ...shop, customer, orders_to_redact: orders })
    : JSON.stringify({ ...shop, customer, orders_requested: orders, data_request: { id: 9999 } });
}
