/** The books of a stand-in shop: its orders, as the Admin API shows them. */
import type { OrderFacts } from '../../../server/demo/shopify-deliveries.ts';
import type { TransactionFacts } from '../../../server/demo/shopify-parts.ts';

export interface ShopOrderBook {
  facts: OrderFacts;
  transactions: TransactionFacts[];
  disputes: { id: string; status: string }[];
  tags: string[];
  noteAttributes: { key: string; value: string }[];
  metafields: Map<string, { namespace: string; key: string; type: string; value: string }>;
}

export const bookOf = (
  facts: OrderFacts,
  more: Partial<Omit<ShopOrderBook, 'facts'>> = {},
): ShopOrderBook => ({
  facts,
  transactions: more.transactions ?? [],
  disputes: more.disputes ?? [],
  tags: more.tags ?? [],
  noteAttributes: more.noteAttributes ?? [],
  metafields: more.metafields ?? new Map(),
});

export const updatedAtOf = ({ facts }: ShopOrderBook) => facts.updatedAt ?? facts.createdAt;

const gid = (type: string, digits: string) => `gid://shopify/${type}/${digits}`;
const utc = (at: string) => new Date(at).toISOString().replace('.000Z', 'Z');
const maybeUtc = (at: string | null | undefined) => (at ? utc(at) : null);

const decimal = (cents: number) => (cents / 100).toFixed(2);
const bag = (cents: number, currencyCode: string) => {
  const money = { amount: decimal(cents), currencyCode };
  return { shopMoney: money, presentmentMoney: money };
};

type Paging = { first?: number; last?: number; after?: string };

/** A connection over all items, cut to what was asked for; without a size it is a bulk query's. */
export function connection<Item>(
  items: readonly Item[],
  { first, after }: Paging,
  cursorOf: (item: Item) => string,
) {
  const from = after === undefined || after === null ? 0 : indexAfter(items, after, cursorOf);
  const taken = items.slice(from, first === undefined ? undefined : from + first);
  const last = taken.at(-1);
  return {
    nodes: taken,
    edges: taken.map((node) => ({ node, cursor: cursorOf(node) })),
    pageInfo: {
      hasNextPage: from + taken.length < items.length,
      hasPreviousPage: from > 0,
      endCursor: last === undefined ? null : cursorOf(last),
      startCursor: null,
    },
  };
}

/** The item after the mark, also when the marked one moved away meanwhile. */
function indexAfter<Item>(
  items: readonly Item[],
  mark: string,
  cursorOf: (item: Item) => string,
): number {
  const index = items.findIndex((item) => cursorOf(item) > mark);
  return index === -1 ? items.length : index;
}

const address = (facts: OrderFacts['billing']) =>
  facts === null
    ? null
    : {
        firstName: facts.firstName,
        lastName: facts.lastName,
        company: facts.company ?? null,
        address1: facts.street,
        address2: facts.street2 ?? null,
        zip: facts.postcode,
        city: facts.city,
        countryCodeV2: facts.country,
        phone: facts.phone ?? null,
      };

const transactionNode = (one: TransactionFacts) => ({
  id: gid('OrderTransaction', one.id),
  kind: one.kind.toUpperCase(),
  status: one.status.toUpperCase(),
  test: one.test ?? false,
  createdAt: utc(one.processedAt),
  processedAt: utc(one.processedAt),
  amountSet: bag(one.amountCents, one.currency ?? 'EUR'),
});

const termsNode = (facts: OrderFacts) => {
  const { terms } = facts;
  if (!terms) return null;
  const currencyCode = facts.currency ?? 'EUR';
  const schedules = terms.schedules.map((one) => ({
    id: gid('PaymentSchedule', one.id),
    issuedAt: utc(one.issuedAt),
    dueAt: maybeUtc(one.dueAt),
    completedAt: maybeUtc(one.completedAt),
    totalBalance: { amount: decimal(one.completedAt ? 0 : one.amountCents), currencyCode },
  }));
  return {
    __typename: 'PaymentTerms',
    id: gid('PaymentTerms', terms.id),
    paymentTermsType: terms.kind.toUpperCase(),
    dueInDays: terms.days ?? null,
    order: { id: gid('Order', facts.id) },
    paymentSchedules: (paging: Paging) => connection(schedules, paging, ({ id }) => id),
  };
};

const customerNode = (facts: OrderFacts) =>
  facts.debtorNumber == null
    ? null
    : {
        __typename: 'Customer',
        id: gid('Customer', facts.debtorNumber),
        firstName: facts.billing?.firstName ?? null,
        lastName: facts.billing?.lastName ?? null,
        defaultEmailAddress: facts.email ? { emailAddress: facts.email } : null,
        defaultPhoneNumber: null,
        defaultAddress: address(facts.billing),
      };

const purchaserOf = (facts: OrderFacts) =>
  facts.company
    ? {
        __typename: 'PurchasingCompany',
        company: { id: gid('Company', facts.company.id) },
        location: { id: gid('CompanyLocation', facts.company.locationId) },
      }
    : customerNode(facts);

const digestOf = (value: string) => Buffer.from(value).toString('base64');

/** The order as the Admin API shows it; lists that take a size are functions. */
export function orderNodeOf(book: ShopOrderBook) {
  const { facts } = book;
  const currency = facts.currency ?? 'EUR';
  const current = facts.currentTotalCents ?? facts.totalCents;
  const outstanding = facts.outstandingCents ?? current;
  const status = (facts.financialStatus ?? 'pending').toUpperCase();
  const transactions = book.transactions.map(transactionNode);
  const fields = [...book.metafields.values()].map((one) => ({
    ...one,
    compareDigest: digestOf(one.value),
  }));
  return {
    __typename: 'Order',
    id: gid('Order', facts.id),
    name: `#${facts.number}`,
    createdAt: utc(facts.createdAt),
    updatedAt: utc(updatedAtOf(book)),
    cancelledAt: maybeUtc(facts.cancelledAt),
    test: facts.test ?? false,
    currencyCode: currency,
    taxesIncluded: true,
    displayFinancialStatus: status,
    fullyPaid: outstanding <= 0,
    canMarkAsPaid: outstanding > 0,
    paymentGatewayNames: facts.gateways ?? [],
    email: facts.email ?? null,
    phone: null,
    customerLocale: facts.locale ?? 'de-DE',
    statusPageUrl: `https://${facts.shopDomain ?? 'example.myshopify.com'}/1/orders/${facts.number}`,
    currentTotalPriceSet: bag(current, currency),
    totalOutstandingSet: bag(outstanding, currency),
    billingAddress: address(facts.billing),
    shippingAddress: address(facts.shipping ?? facts.billing),
    customer: customerNode(facts),
    purchasingEntity: purchaserOf(facts),
    paymentTerms: termsNode(facts),
    fulfillments: ({ first }: { first?: number }) =>
      (facts.fulfillments ?? []).slice(0, first).map((one) => ({
        id: gid('Fulfillment', one.id),
        status: one.status.toUpperCase(),
        createdAt: utc(one.createdAt),
      })),
    transactions: ({ first }: { first?: number }) => transactions.slice(0, first),
    transactionsCount: { count: transactions.length, precision: 'EXACT' },
    disputes: book.disputes.map((one) => ({
      id: gid('ShopifyPaymentsDispute', one.id),
      status: one.status.toUpperCase(),
    })),
    tags: book.tags,
    customAttributes: book.noteAttributes,
    metafield: ({ namespace, key }: { namespace: string; key: string }) =>
      fields.find((one) => one.namespace === namespace && one.key === key) ?? null,
    metafields: ({ namespace, ...paging }: Paging & { namespace?: string }) =>
      connection(
        fields.filter((one) => namespace === undefined || one.namespace === namespace),
        paging,
        ({ key }) => key,
      ),
  };
}

/** The time from which a search wants changes, `2026-03-01T08:00:00.000Z`; null for all. */
export function sinceOf(search: string | null | undefined): string | null {
  const since = /updated_at:>='([^']+)'/.exec(search ?? '')?.[1];
  return since === undefined ? null : new Date(since).toISOString();
}

/** Reads the rest of a search: words joined by OR for the financial status. */
export function matchesSearch(book: ShopOrderBook, search: string | null | undefined): boolean {
  if (!search) return true;
  const statuses = [...search.matchAll(/financial_status:(\w+)/g)].map(([, status]) => status);
  const status = book.facts.financialStatus ?? 'pending';
  return statuses.length === 0 || statuses.includes(status);
}
