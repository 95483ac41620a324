/** Shopify as the inside knows it: visitors of its admin, sessions, and the shops behind them. */
import type { ConnectionWish, ShopFrame, ShopPlatform, ShopSessions } from '../../server/ports.ts';
import { type AdminApi, adminApi, type ShopifyWorld } from './client.ts';
import { shopifyConnector } from './connector.ts';
import { exchangeToken, livingToken } from './install.ts';
import { readCustomerToken, readSessionToken, type ShopifyApp } from './session-token.ts';
import { toShopDomain } from './source.ts';

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
    frameOf: (shopDomain) => frameOf(shopDomain, app),
    exchange: (token, shopDomain) => exchangeToken(token, shopDomain, app, world),
    connect: ({ domain, settings }) =>
      shopifyConnector(apiOf(domain), {
        namespace: settings.connection.namespace,
        invoiceNumber: toPlace(settings.invoiceNumber),
      }),
  };
}

/** App Bridge comes from Shopify's own host, as the App Store asks, and before any other script. */
const APP_BRIDGE = 'https://cdn.shopify.com/shopifycloud/app-bridge.js';

function frameOf(shop: string, { clientId }: ShopifyApp): ShopFrame | null {
  const domain = toShopDomain(shop);
  if (domain === null || domain !== shop) return null;
  const key = clientId.replaceAll(/[^A-Za-z0-9_-]/g, '');
  return {
    ancestors: [`https://${domain}`, 'https://admin.shopify.com'],
    scripts: [new URL(APP_BRIDGE).origin],
    head: `<meta name="shopify-api-key" content="${key}" /><script src="${APP_BRIDGE}"></script>`,
  };
}

function toPlace({ from, field }: ConnectionWish['settings']['invoiceNumber']) {
  if (field === null || (from !== 'metafield' && from !== 'note_attribute')) return null;
  return { from, field };
}
