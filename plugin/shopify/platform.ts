/** Shopify as the inside knows it: visitors of its admin, sessions, and the shops behind them. */
import type { ConnectionWish, ShopPlatform, ShopSessions } from '../../server/ports.ts';
import { type AdminApi, adminApi, type ShopifyWorld } from './client.ts';
import { shopifyConnector } from './connector.ts';
import { readCustomerToken } from './customer-token.ts';
import { exchangeToken, livingToken, readSessionToken, type ShopifyApp } from './install.ts';

/** What the app reads; docs/shopify.md says what each scope is for. */
const NEEDED_SCOPES = [
  'read_orders',
  'read_all_orders',
  'read_payment_terms',
  'read_customers',
  'read_fulfillments',
  'read_shopify_payments_disputes',
];

/** One app in many shops. The points of a shop are counted once, whoever asks. */
export function shopifyPlatform(
  app: ShopifyApp,
  sessions: ShopSessions,
  world: ShopifyWorld,
): ShopPlatform {
  const apis = new Map<string, AdminApi>();
  const apiOf = (domain: string): AdminApi => {
    const known = apis.get(domain);
    if (known !== undefined) return known;
    const made = adminApi(domain, () => livingToken(domain, sessions, app, world), world);
    apis.set(domain, made);
    return made;
  };
  return {
    name: 'shopify',
    neededScopes: NEEDED_SCOPES,
    writingScope: 'write_orders',
    readVisitor: (token, at) => readSessionToken(token, app, at),
    readCustomer: (token, at) => readCustomerToken(token, app, at),
    exchange: (token, shopDomain) => exchangeToken(token, shopDomain, app, world),
    connect: ({ domain, settings }) =>
      shopifyConnector(apiOf(domain), {
        namespace: settings.connection.namespace,
        invoiceNumber: toPlace(settings.invoiceNumber),
      }),
  };
}

function toPlace({ from, field }: ConnectionWish['settings']['invoiceNumber']) {
  if (field === null || (from !== 'metafield' && from !== 'note_attribute')) return null;
  return { from, field };
}
