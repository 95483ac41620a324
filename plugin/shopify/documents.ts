/**
 * Every GraphQL document we send to Shopify's Admin API. A test validates each against Shopify's own
 * schema. Sizes of lists are chosen so that one query stays below 1,000 points.
 */

const MONEY = 'shopMoney { amount currencyCode }';
const ADDRESS = 'firstName lastName company address1 address2 zip city countryCodeV2 phone';

/** Orders in one page of `ORDERS_SINCE`. */
export const ORDERS_PER_PAGE = 8;
/** Transactions read with an order of a page; an order with more is read again alone. */
export const TRANSACTIONS_PER_ORDER = 20;
/** The longest list Shopify gives at once. */
export const LONGEST_LIST = 250;

/** What we read of an order, its lists aside. */
const ORDER = `
  id name createdAt updatedAt cancelledAt test currencyCode taxesIncluded
  displayFinancialStatus paymentGatewayNames email phone customerLocale statusPageUrl
  currentTotalPriceSet { ${MONEY} }
  totalOutstandingSet { ${MONEY} }
  billingAddress { ${ADDRESS} }
  shippingAddress { ${ADDRESS} }
  customer {
    id firstName lastName
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
    defaultAddress { ${ADDRESS} }
  }
  purchasingEntity {
    __typename
    ... on PurchasingCompany { company { id } location { id } }
  }
  transactionsCount { count }`;

const SCHEDULE = 'id issuedAt dueAt completedAt totalBalance { amount currencyCode }';
const TERMS = 'id paymentTermsType dueInDays';
const FULFILLMENT = 'id status createdAt';
const TRANSACTION = `id kind status test createdAt processedAt amountSet { ${MONEY} }`;
const DISPUTE = 'id status';

const ORDER_WITH_LISTS = `${ORDER}
  paymentTerms { ${TERMS} paymentSchedules(first: 5) { nodes { ${SCHEDULE} } } }
  fulfillments(first: 10) { ${FULFILLMENT} }
  transactions(first: $transactions) { ${TRANSACTION} }
  disputes { ${DISPUTE} }`;

export const ORDER_BY_ID = `
query OrderById($id: ID!, $transactions: Int!) {
  order(id: $id) { ${ORDER_WITH_LISTS} }
}`;

/** Which of these orders are still there: null stands for one that is not. */
export const ORDERS_THAT_EXIST = `
query OrdersThatExist($ids: [ID!]!) {
  nodes(ids: $ids) { id }
}`;

export const ORDERS_SINCE = `
query OrdersSince($query: String!, $first: Int!, $after: String, $transactions: Int!) {
  orders(query: $query, first: $first, after: $after, sortKey: UPDATED_AT) {
    nodes { ${ORDER_WITH_LISTS} }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Terms and schedules in webhooks name no order; this finds it. */
export const ORDER_OF_TERMS = `
query OrderOfTerms($id: ID!) {
  node(id: $id) {
    ... on PaymentTerms { order { id } }
    ... on PaymentSchedule { paymentTerms { order { id } } }
  }
}`;

export const INSTALLATION = `
query Installation {
  currentAppInstallation { accessScopes { handle } }
  shop { myshopifyDomain name currencyCode ianaTimezone }
}`;

/** Who the shop says it is, to begin its settings with. */
export const PROFILE = `
query Profile {
  shop {
    name email ianaTimezone
    billingAddress { company address1 address2 zip city countryCodeV2 phone }
  }
}`;

/** A bulk query has no page sizes; connections come out as lines of their own. */
export const IMPORT_ORDERS = `
query ImportOrders {
  orders(query: "financial_status:pending OR financial_status:partially_paid") {
    edges {
      node {
        ${ORDER}
        paymentTerms { ${TERMS} paymentSchedules { edges { node { ${SCHEDULE} } } } }
        fulfillments { ${FULFILLMENT} }
        transactions { ${TRANSACTION} }
        disputes { ${DISPUTE} }
      }
    }
  }
}`;

export const START_IMPORT = `
mutation StartImport($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id }
    userErrors { message }
  }
}`;

export const IMPORT_STATE = `
query ImportState($id: ID!) {
  bulkOperation(id: $id) { id status errorCode rootObjectCount url partialDataUrl }
}`;

export const SHOWN_STATE = `
query ShownState($id: ID!, $namespace: String!) {
  order(id: $id) {
    tags
    metafields(first: 20, namespace: $namespace) { nodes { key value compareDigest } }
  }
}`;

export const SHOW_STATE = `
mutation ShowState($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { key }
    userErrors { code message }
  }
}`;

export const ADD_TAGS = `
mutation AddTags($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { userErrors { message } }
}`;

export const REMOVE_TAGS = `
mutation RemoveTags($id: ID!, $tags: [String!]!) {
  tagsRemove(id: $id, tags: $tags) { userErrors { message } }
}`;

export const PAYMENT_STATE = `
query PaymentState($id: ID!) {
  order(id: $id) { fullyPaid canMarkAsPaid }
}`;

export const MARK_AS_PAID = `
mutation MarkAsPaid($id: ID!) {
  orderMarkAsPaid(input: { id: $id }) { order { fullyPaid } userErrors { message } }
}`;

/** Invoice apps of an older kind write into the note attributes of the order. */
export const NOTE_ATTRIBUTES = `
query NoteAttributes($id: ID!) {
  order(id: $id) { customAttributes { key value } }
}`;

/** The invoice number that another app or the merchant keeps in a metafield of the order. */
export const INVOICE_NUMBER = `
query InvoiceNumber($id: ID!, $namespace: String!, $key: String!) {
  order(id: $id) { metafield(namespace: $namespace, key: $key) { value } }
}`;
