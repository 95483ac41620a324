/** One Shopify shop as the inside knows it: read, imported, reconciled and written back. */
import { z } from 'zod';
import { addSeconds, instant } from '../../server/domain/calendar.ts';
import { PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type {
  OrdersCursor,
  OrdersPage,
  ShopConnector,
  ShopImportState,
  ShopProfile,
} from '../../server/ports.ts';
import { readImportedOrders } from './bulk.ts';
import { type AdminApi, refuseUserErrors } from './client.ts';
import * as documents from './documents.ts';
import { findInvoiceNumber } from './invoice.ts';
import { digitsOf, isCutOff, orderNode, readOrderNode, toOrderEvents } from './orders.ts';
import { showState } from './shown-state.ts';

/** Shopify ends a reading after 25,000 objects; a new one begins well before. */
const LONGEST_READING = 20_000;
/** Shopify's search shows a change a little late. */
const OVERLAP_SECONDS = 300;

export interface ShopifySettings {
  /** Where our metafields stand; `$app:…` belongs to our app alone. */
  namespace: string;
  /** Where the legal invoice number stands in the order. */
  invoiceNumber: { from: 'metafield' | 'note_attribute'; field: string } | null;
}

const orderGid = (orderId: string) => `gid://shopify/Order/${orderId}`;

/** Opens a shop. Reads never use what a webhook said: they ask Shopify, with this shop's token. */
export const shopifyConnector = (api: AdminApi, settings: ShopifySettings): ShopConnector => ({
  name: 'shopify',
  shopDomain: api.shopDomain,
  listScopes: () => listScopes(api),
  async readOrder(orderId) {
    const node = await findOrderNode(api, orderId);
    return node === null ? null : toOrderEvents(node);
  },
  listMissing: (orderIds) => listMissing(api, orderIds),
  findOrderOfTerms: (termsId) => findOrderOfTerms(api, termsId),
  readOrdersSince: (cursor) => readOrdersSince(api, cursor),
  startImport: () => startImport(api),
  getImport: (importId) => getImport(api, importId),
  readImport: readImportedOrders,
  showState: (orderId, state) => showState(api, orderGid(orderId), state, settings.namespace),
  markAsPaid: (orderId) => markAsPaid(api, orderGid(orderId)),
  findInvoiceNumber: (orderId) => findInvoiceNumber(api, orderGid(orderId), settings.invoiceNumber),
  readProfile: () => readProfile(api),
});

async function listScopes(api: AdminApi): Promise<readonly string[]> {
  const shape = z.object({
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
    shop: z.object({ myshopifyDomain: z.string() }),
  });
  const { currentAppInstallation, shop } = await api.query(documents.INSTALLATION, {}, shape);
  if (shop.myshopifyDomain !== api.shopDomain) {
    throw new PartnerRejected(
      `The token of ${api.shopDomain} opens another shop; the merchant must open the app once`,
    );
  }
  return currentAppInstallation.accessScopes.map(({ handle }) => handle);
}

async function findOrderNode(api: AdminApi, orderId: string) {
  const shape = z.object({ order: orderNode.nullable() });
  const variables = { id: orderGid(orderId), transactions: documents.LONGEST_LIST };
  return (await api.query(documents.ORDER_BY_ID, variables, shape)).order;
}

async function listMissing(api: AdminApi, orderIds: readonly string[]): Promise<string[]> {
  const shape = z.object({ nodes: z.array(z.object({ id: z.string() }).nullable()) });
  const ids = orderIds.map(orderGid);
  const { nodes } = await api.query(documents.ORDERS_THAT_EXIST, { ids }, shape);
  // Half an answer says nothing of the other half.
  if (nodes.length !== ids.length) {
    const told = `${nodes.length} of ${ids.length} orders`;
    throw new PartnerUnavailable(`Shopify answered for ${told} of ${api.shopDomain}; try later`);
  }
  const found = new Set(nodes.map((node) => node && digitsOf(node.id)));
  return orderIds.filter((orderId) => !found.has(orderId));
}

async function findOrderOfTerms(api: AdminApi, termsId: string): Promise<string | null> {
  const owner = z.object({ order: z.object({ id: z.string() }).nullish() });
  const shape = z.object({ node: owner.nullable() });
  const id = `gid://shopify/PaymentTerms/${termsId}`;
  const { node } = await api.query(documents.ORDER_OF_TERMS, { id }, shape);
  return node?.order ? digitsOf(node.order.id) : null;
}

async function readOrdersSince(api: AdminApi, cursor: OrdersCursor): Promise<OrdersPage> {
  const shape = z.object({
    orders: z.object({
      nodes: z.array(pageNode),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
    }),
  });
  const { orders: page } = await api.query(
    documents.ORDERS_SINCE,
    {
      query: `updated_at:>='${instant(cursor.updatedSince)}'`,
      first: documents.ORDERS_PER_PAGE,
      after: cursor.after,
      transactions: documents.TRANSACTIONS_PER_ORDER,
    },
    shape,
  );
  const orders = [];
  for (const node of page.nodes) {
    const whole = isCutOff(node) ? await findOrderNode(api, digitsOf(node.id)) : node;
    if (whole !== null) orders.push(readOrderNode(whole));
  }
  const last = page.nodes.at(-1);
  const updatedAt = last === undefined ? cursor.updatedSince : instant(last.updatedAt);
  const read = cursor.read + page.nodes.length;
  if (!page.pageInfo.hasNextPage) {
    const again = addSeconds(updatedAt, -OVERLAP_SECONDS);
    const updatedSince = again > cursor.updatedSince ? again : cursor.updatedSince;
    return { orders, next: { updatedSince, after: null, read: 0 }, done: true };
  }
  const next =
    read >= LONGEST_READING && updatedAt > cursor.updatedSince
      ? { updatedSince: updatedAt, after: null, read: 0 }
      : { updatedSince: cursor.updatedSince, after: page.pageInfo.endCursor ?? null, read };
  return { orders, next, done: false };
}

/** What of an order tells its place in the list; the rest is read order by order. */
const pageNode = z.looseObject({
  id: z.string(),
  updatedAt: z.string(),
  transactionsCount: z.object({ count: z.number() }).nullish(),
  transactions: z.array(z.unknown()),
});

async function startImport(api: AdminApi): Promise<string> {
  const shape = z.object({
    bulkOperationRunQuery: z.object({
      bulkOperation: z.object({ id: z.string() }).nullable(),
      userErrors: z.array(z.object({ message: z.string() })),
    }),
  });
  const variables = { query: documents.IMPORT_ORDERS };
  const { bulkOperationRunQuery: answer } = await api.change(
    documents.START_IMPORT,
    variables,
    shape,
  );
  refuseUserErrors(answer.userErrors, `the import for ${api.shopDomain}`);
  if (answer.bulkOperation !== null) return answer.bulkOperation.id;
  throw new PartnerRejected(`Shopify began no import for ${api.shopDomain}`);
}

async function getImport(api: AdminApi, importId: string): Promise<ShopImportState> {
  const shape = z.object({
    bulkOperation: z
      .object({
        status: z.string(),
        errorCode: z.string().nullish(),
        rootObjectCount: z.coerce.number(),
        url: z.string().nullish(),
      })
      .nullable(),
  });
  const { bulkOperation } = await api.query(documents.IMPORT_STATE, { id: importId }, shape);
  if (bulkOperation === null) return { state: 'failed', reason: 'Shopify knows no such import' };
  const { status, errorCode, rootObjectCount: orders, url } = bulkOperation;
  if (status === 'COMPLETED') return { state: 'done', orders, url: url ?? null };
  if (['CREATED', 'RUNNING', 'CANCELING'].includes(status)) return { state: 'running', orders };
  return { state: 'failed', reason: errorCode ?? status };
}

async function markAsPaid(api: AdminApi, id: string): Promise<'marked' | 'already_paid'> {
  const before = z.object({ order: z.object({ fullyPaid: z.boolean() }).nullable() });
  const { order } = await api.query(documents.PAYMENT_STATE, { id }, before);
  if (order?.fullyPaid === true) return 'already_paid';
  const shape = z.object({
    orderMarkAsPaid: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
  });
  const { orderMarkAsPaid } = await api.change(documents.MARK_AS_PAID, { id }, shape);
  refuseUserErrors(orderMarkAsPaid.userErrors, `${id} as paid`);
  return 'marked';
}

/** Who the shop says it is. A shop without an address leaves its fields empty. */
async function readProfile(api: AdminApi): Promise<ShopProfile> {
  const text = z
    .string()
    .nullish()
    .transform((value) => value ?? '');
  const shape = z.object({
    shop: z.object({
      name: z.string(),
      email: text,
      ianaTimezone: z.string(),
      billingAddress: z
        .object({
          company: z.string().nullish(),
          address1: text,
          address2: text,
          zip: text,
          city: text,
          countryCodeV2: text,
          phone: z.string().nullish(),
        })
        .nullish(),
    }),
  });
  const { shop } = await api.query(documents.PROFILE, {}, shape);
  const address = shop.billingAddress;
  return {
    name: shop.name,
    email: shop.email,
    timeZone: shop.ianaTimezone,
    company: address?.company ?? null,
    street: [address?.address1, address?.address2].filter(Boolean).join(', '),
    postcode: address?.zip ?? '',
    city: address?.city ?? '',
    country: address?.countryCodeV2 ?? '',
    phone: address?.phone ?? null,
  };
}
