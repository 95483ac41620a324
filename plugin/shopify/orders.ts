/**
 * Orders as the Admin API shows them. Each is put into the shape of a webhook body first, so that
 * one set of rules reads both.
 */
import { z } from 'zod';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { ShopEvent } from '../../server/domain/shop-events.ts';
import type { ReadOrder } from '../../server/ports.ts';
import { toDispute, toOrder, toTransaction } from './objects.ts';
import * as payloads from './payloads.ts';

const text = z.string().nullish();
const moneyBag = z.object({
  shopMoney: z.object({ amount: z.union([z.string(), z.number()]), currencyCode: z.string() }),
});
const entity = z.object({ id: z.string() });

const address = z
  .object({
    firstName: text,
    lastName: text,
    company: text,
    address1: text,
    address2: text,
    zip: text,
    city: text,
    countryCodeV2: text,
    phone: text,
  })
  .nullish();

const schedule = entity.extend({
  issuedAt: text,
  dueAt: text,
  completedAt: text,
  totalBalance: z.object({ amount: z.union([z.string(), z.number()]), currencyCode: z.string() }),
});

const terms = entity.extend({
  paymentTermsType: z.string(),
  dueInDays: z.number().nullish(),
  paymentSchedules: z.object({ nodes: z.array(schedule) }).optional(),
});

const fulfillment = entity.extend({ status: z.string(), createdAt: z.string() });

const transaction = entity.extend({
  kind: z.string(),
  status: z.string(),
  test: z.boolean(),
  createdAt: z.string(),
  processedAt: text,
  amountSet: moneyBag,
});

const dispute = entity.extend({ status: z.string() });

/** An order of `ORDER_BY_ID`, of a page of `ORDERS_SINCE` or of an import, its lists put back. */
export const orderNode = entity.extend({
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: text,
  test: z.boolean(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  displayFinancialStatus: text,
  paymentGatewayNames: z.array(z.string()),
  email: text,
  phone: text,
  customerLocale: text,
  statusPageUrl: text,
  currentTotalPriceSet: moneyBag,
  totalOutstandingSet: moneyBag,
  billingAddress: address,
  shippingAddress: address,
  customer: entity
    .extend({
      firstName: text,
      lastName: text,
      defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
      defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
      defaultAddress: address,
    })
    .nullish(),
  purchasingEntity: z.object({ company: entity.optional() }).nullish(),
  transactionsCount: z.object({ count: z.number() }).nullish(),
  paymentTerms: terms.nullish(),
  fulfillments: z.array(fulfillment),
  transactions: z.array(transaction),
  disputes: z.array(dispute),
});

type OrderNode = z.output<typeof orderNode>;

const WHERE = 'Admin API';

/** The order, then its transactions and disputes, as a webhook would tell them. */
export function toOrderEvents(node: OrderNode): ShopEvent[] {
  const order = toOrder(read(payloads.order, asOrderBody(node)), WHERE);
  const known = { orderId: order.orderId, currency: order.currency };
  const money = node.transactions.map((one): ShopEvent => {
    const body = read(payloads.transaction, asTransactionBody(one));
    return { kind: 'transaction', transaction: toTransaction(body, WHERE, known) };
  });
  const disputes = node.disputes.map((one): ShopEvent => {
    const body = { id: one.id, order_id: order.orderId, status: one.status };
    return { kind: 'dispute', dispute: toDispute(read(payloads.dispute, body)) };
  });
  return [{ kind: 'order', order }, ...money, ...disputes];
}

/** Did the answer leave transactions out? Then the order is read again alone. */
export const isCutOff = (
  node: Pick<OrderNode, 'transactionsCount'> & { transactions: readonly unknown[] },
): boolean => (node.transactionsCount?.count ?? 0) > node.transactions.length;

/** One order of a list. What cannot be read is told by its field, and stops no other. */
export function readOrderNode(given: unknown): ReadOrder {
  try {
    const node = read(orderNode, given);
    return { orderId: digitsOf(node.id), events: toOrderEvents(node), problem: null };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const named = entity.safeParse(given);
    return { orderId: digitsOf(named.data?.id ?? ''), events: [], problem: error.message };
  }
}

/** `gid://shopify/Order/1` as `1`. */
export const digitsOf = (gid: string): string => gid.split('/').at(-1) ?? '';

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new InvalidInput(
    `An order of Shopify cannot be read: ${issue?.path.join('.')} ${issue?.message}`,
  );
}

const lower = (value: string | null | undefined) => value?.toLowerCase() ?? null;

const asAddress = (given: z.output<typeof address>) =>
  given && {
    first_name: given.firstName,
    last_name: given.lastName,
    company: given.company,
    address1: given.address1,
    address2: given.address2,
    zip: given.zip,
    city: given.city,
    country_code: given.countryCodeV2,
    phone: given.phone,
  };

const asTransactionBody = (one: z.output<typeof transaction>) => ({
  id: one.id,
  kind: lower(one.kind),
  status: lower(one.status),
  test: one.test,
  created_at: one.createdAt,
  processed_at: one.processedAt,
  amount: one.amountSet.shopMoney.amount,
  currency: one.amountSet.shopMoney.currencyCode,
});

/** The API tells what is left of a schedule (`totalBalance`), the webhook what it began with. */
const asTermsBody = (given: z.output<typeof terms>) => ({
  id: given.id,
  payment_terms_type: lower(given.paymentTermsType),
  due_in_days: given.dueInDays,
  payment_schedules: (given.paymentSchedules?.nodes ?? []).map((one) => ({
    issued_at: one.issuedAt,
    due_at: one.dueAt,
    completed_at: one.completedAt,
    amount: one.totalBalance.amount,
    presentment_currency: one.totalBalance.currencyCode,
  })),
});

const asOrderBody = (node: OrderNode) => ({
  id: node.id,
  name: node.name,
  created_at: node.createdAt,
  updated_at: node.updatedAt,
  cancelled_at: node.cancelledAt,
  test: node.test,
  currency: node.currencyCode,
  taxes_included: node.taxesIncluded,
  current_total_price: node.currentTotalPriceSet.shopMoney.amount,
  total_outstanding: node.totalOutstandingSet.shopMoney.amount,
  financial_status: lower(node.displayFinancialStatus),
  payment_gateway_names: node.paymentGatewayNames,
  payment_terms: node.paymentTerms && asTermsBody(node.paymentTerms),
  order_status_url: node.statusPageUrl,
  email: node.email,
  phone: node.phone,
  customer_locale: node.customerLocale,
  company: node.purchasingEntity?.company && { id: node.purchasingEntity.company.id },
  billing_address: asAddress(node.billingAddress),
  shipping_address: asAddress(node.shippingAddress),
  customer: node.customer && {
    id: node.customer.id,
    first_name: node.customer.firstName,
    last_name: node.customer.lastName,
    email: node.customer.defaultEmailAddress?.emailAddress,
    phone: node.customer.defaultPhoneNumber?.phoneNumber,
    default_address: asAddress(node.customer.defaultAddress),
  },
  fulfillments: node.fulfillments.map((one) => ({
    id: one.id,
    status: lower(one.status),
    created_at: one.createdAt,
  })),
});
