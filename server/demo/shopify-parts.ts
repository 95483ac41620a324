/**
 * The parts of Shopify's bodies in the REST shape of API 2026-10: facts in, JSON out. Ids are texts
 * of digits in the facts and 64-bit numbers in the JSON.
 */
export type Json = unknown;

// JSON.rawJSON (Node 21 and later) writes digits as they are: ids have 64 bits, doubles 53.
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => Json };
export const id = (digits: string): Json => rawJSON(digits);
export const maybeId = (digits: string | null | undefined): Json =>
  digits == null ? null : id(digits);
export const gid = (type: string, digits: string) => `gid://shopify/${type}/${digits}`;

export const decimal = (cents: number) => {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

export const moneySet = (cents: number, currency: string) => ({
  shop_money: { amount: decimal(cents), currency_code: currency },
  presentment_money: { amount: decimal(cents), currency_code: currency },
});

/** `{total_tax: '1.00', total_tax_set: {…}}` for each name. */
export const amounts = (currency: string, named: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, cents]): [string, Json][] => [
      [name, decimal(cents)],
      [`${name}_set`, moneySet(cents, currency)],
    ]),
  );

export interface AddressFacts {
  firstName: string | null;
  lastName: string | null;
  company?: string | null;
  street: string;
  street2?: string | null;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone?: string | null;
}

export interface ScheduleFacts {
  id: string;
  issuedAt: string;
  dueAt: string | null;
  completedAt?: string | null;
  amountCents: number;
}

export interface TermsFacts {
  id: string;
  kind: 'net' | 'fixed' | 'receipt' | 'fulfillment';
  days?: number | null;
  updatedAt: string;
  schedules: readonly ScheduleFacts[];
}

export interface TransactionFacts {
  id: string;
  orderId: string;
  kind: 'sale' | 'capture' | 'authorization' | 'void' | 'refund';
  status: 'success' | 'failure' | 'error' | 'pending';
  amountCents: number;
  currency?: string;
  processedAt: string;
  gateway?: string;
  test?: boolean;
}

export interface RefundFacts {
  id: string;
  orderId: string;
  createdAt: string;
  /** Goods taken back, gross. */
  goodsCents: number;
  taxPercent?: number;
  shippingCents?: number;
  /** What was granted less (positive) or more (negative) than goods and shipping. */
  differenceCents?: number;
  currency?: string;
  transactions?: readonly TransactionFacts[];
}

export interface FulfillmentFacts {
  id: string;
  orderId: string;
  status: 'success' | 'pending' | 'cancelled' | 'failure';
  createdAt: string;
  email?: string | null;
}

export const address = (facts: AddressFacts | null) =>
  facts === null
    ? null
    : {
        first_name: facts.firstName,
        address1: facts.street,
        phone: facts.phone ?? null,
        city: facts.city,
        zip: facts.postcode,
        province: null,
        country: facts.country === 'DE' ? 'Germany' : facts.country,
        last_name: facts.lastName,
        address2: facts.street2 ?? null,
        company: facts.company ?? null,
        latitude: null,
        longitude: null,
        name: [facts.firstName, facts.lastName].filter(Boolean).join(' '),
        country_code: facts.country,
        province_code: null,
      };

export const schedule = (facts: ScheduleFacts, termsId: string, currency: string) => ({
  amount: decimal(facts.amountCents),
  balance_due: decimal(facts.completedAt ? 0 : facts.amountCents),
  completed_at: facts.completedAt ?? null,
  created_at: facts.issuedAt,
  currency,
  due_at: facts.dueAt,
  id: id(facts.id),
  issued_at: facts.issuedAt,
  payment_terms_id: id(termsId),
  presentment_currency: currency,
  total_balance: decimal(facts.completedAt ? 0 : facts.amountCents),
  total_price: decimal(facts.amountCents),
  updated_at: facts.completedAt ?? facts.issuedAt,
  admin_graphql_api_id: gid('PaymentSchedule', facts.id),
});

const TERMS_NAMES = {
  fixed: 'Fixed',
  receipt: 'Due on receipt',
  fulfillment: 'Due on fulfillment',
};

export const terms = (facts: TermsFacts, currency: string) => ({
  id: id(facts.id),
  payment_terms_name: facts.kind === 'net' ? `Net ${facts.days}` : TERMS_NAMES[facts.kind],
  payment_terms_type: facts.kind,
  due_in_days: facts.days ?? null,
  created_at: facts.updatedAt,
  updated_at: facts.updatedAt,
  payment_schedules: facts.schedules.map((one) => schedule(one, facts.id, currency)),
});

export const termsGid = (termsId: string) =>
  gid('PaymentsPaymentFlexibilityPaymentTermsPaymentTerms', termsId);

export const transaction = (facts: TransactionFacts) => {
  const currency = facts.currency ?? 'EUR';
  return {
    id: id(facts.id),
    order_id: id(facts.orderId),
    kind: facts.kind,
    gateway: facts.gateway ?? 'manual',
    status: facts.status,
    message: facts.status === 'success' ? null : 'The payment was declined',
    created_at: facts.processedAt,
    test: facts.test ?? false,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: null,
    processed_at: facts.processedAt,
    device_id: null,
    error_code: facts.status === 'success' ? null : 'card_declined',
    source_name: 'web',
    payment_details: null,
    receipt: {},
    amount: decimal(facts.amountCents),
    currency,
    payment_id: `#${facts.orderId}.${facts.id.slice(-1)}`,
    total_unsettled_set: moneySet(0, currency),
    manual_payment_gateway: facts.gateway === undefined,
    amount_rounding: null,
    admin_graphql_api_id: gid('OrderTransaction', facts.id),
  };
};

export const taxIn = (grossCents: number, percent: number) =>
  Math.round((grossCents * percent) / (100 + percent));

export const lineItem = (
  orderId: string,
  title: string,
  price: { cents: number; currency: string },
) => ({
  id: id(`${orderId}1`),
  admin_graphql_api_id: gid('LineItem', `${orderId}1`),
  current_quantity: 1,
  fulfillable_quantity: 1,
  fulfillment_service: 'manual',
  fulfillment_status: null,
  gift_card: false,
  grams: 500,
  name: title,
  ...amounts(price.currency, { price: price.cents, total_discount: 0 }),
  product_exists: true,
  product_id: id('788032119674292'),
  properties: [],
  quantity: 1,
  requires_shipping: true,
  sku: 'EXAMPLE-1',
  taxable: true,
  title,
  variant_id: null,
  variant_title: null,
  vendor: 'Example',
  duties: [],
  discount_allocations: [],
});

export const taxLines = (taxCents: number, percent: number, currency: string) => [
  { title: 'DE MwSt.', rate: percent / 100, ...amounts(currency, { price: taxCents }) },
];

export const refund = (facts: RefundFacts) => {
  const currency = facts.currency ?? 'EUR';
  const percent = facts.taxPercent ?? 19;
  const tax = taxIn(facts.goodsCents, percent);
  const shipping = facts.shippingCents ?? 0;
  const difference = facts.differenceCents ?? 0;
  const line = {
    ...lineItem(facts.orderId, 'Beispielartikel', { cents: facts.goodsCents, currency }),
    tax_lines: taxLines(tax, percent, currency),
  };
  const goods = {
    id: id(`${facts.id}1`),
    quantity: 1,
    line_item_id: id(`${facts.orderId}1`),
    location_id: null,
    restock_type: 'no_restock',
    // Numbers, unlike everywhere else.
    subtotal: facts.goodsCents / 100,
    total_tax: tax / 100,
    subtotal_set: moneySet(facts.goodsCents, currency),
    total_tax_set: moneySet(tax, currency),
    line_item: line,
  };
  const shippingLine = {
    id: id(`${facts.id}2`),
    subtotal_amount_set: moneySet(shipping, currency),
    tax_amount_set: moneySet(taxIn(shipping, percent), currency),
  };
  const adjustment = {
    id: id(`${facts.id}3`),
    order_id: id(facts.orderId),
    refund_id: id(facts.id),
    kind: 'refund_discrepancy',
    reason: 'Refund discrepancy',
    ...amounts(currency, { amount: difference, tax_amount: 0 }),
  };
  return {
    id: id(facts.id),
    order_id: id(facts.orderId),
    created_at: facts.createdAt,
    note: null,
    user_id: null,
    processed_at: facts.createdAt,
    duties: [],
    total_duties_set: moneySet(0, currency),
    return: null,
    refund_shipping_lines: shipping === 0 ? [] : [shippingLine],
    restock: false,
    admin_graphql_api_id: gid('Refund', facts.id),
    order_adjustments: difference === 0 ? [] : [adjustment],
    refund_line_items: facts.goodsCents === 0 ? [] : [goods],
    transactions: (facts.transactions ?? []).map(transaction),
  };
};

export const fulfillment = (facts: FulfillmentFacts) => ({
  id: id(facts.id),
  order_id: id(facts.orderId),
  status: facts.status,
  created_at: facts.createdAt,
  service: 'manual',
  updated_at: facts.createdAt,
  tracking_company: 'DHL',
  shipment_status: null,
  location_id: null,
  origin_address: null,
  email: facts.email ?? null,
  line_items: [],
  tracking_number: null,
  tracking_numbers: [],
  tracking_url: null,
  tracking_urls: [],
  receipt: {},
  name: `#${facts.orderId}.1`,
  admin_graphql_api_id: gid('Fulfillment', facts.id),
});
