/**
 * A stand-in for Shopify on loopback: token exchange and refresh, the Admin API run against Shopify's
 * own schema with points and throttling, bulk queries with their files. One server, many shops; each
 * shop lives under its own path, because loopback has one host only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type DocumentNode, execute, parse, validate } from 'graphql';
import { errors, jwtVerify, SignJWT } from 'jose';
import { linesOfBulk } from './bulk.ts';
import {
  bookOf,
  connection,
  matchesSearch,
  sinceOf,
  orderNodeOf,
  type ShopOrderBook,
  updatedAtOf,
} from './books.ts';
import { adminSchema, type Cost, costOf } from './schema.ts';

export interface StandInApp {
  clientId: string;
  secret: string;
}

/** One shop at the stand-in. What stands here may be changed between two calls. */
export interface StandInShop {
  domain: string;
  scopes: string[];
  orders: Map<string, ShopOrderBook>;
  bucket: { available: number; maximum: number; restoreRate: number; atMs: number };
  /** What the next calls shall suffer, first come first served. */
  troubles: Trouble[];
  /** Every query that came, by the name of its operation. */
  calls: { operation: string; points: number; throttled: boolean }[];
  imports: Map<string, { query: string; polls: number; lines: string[]; fails: boolean }>;
  /** Answers to `bulkOperation` before one is done. */
  pollsUntilDone: number;
  /** True while orders change by `keepOrders` alone: they are then sorted once for each change. */
  still: boolean;
  sorted: ShopOrderBook[] | null;
}

/** `drop`: taken, then the line goes dead; `stale`: somebody else wrote meanwhile. */
type Trouble = 'drop' | 'http_500' | 'http_429' | 'garbage' | 'internal' | 'stale';

interface Token {
  shop: StandInShop;
  endsAtMs: number | null;
}

export interface StandIn {
  origin: string;
  originOf(shopDomain: string): string;
  shop(domain: string): StandInShop;
  /** A session token as Shopify's admin hands it to our page. */
  sessionToken(domain: string, change?: Readonly<Record<string, unknown>>): Promise<string>;
  /** An access token without the dance, for tests that are not about it. */
  issueToken(domain: string): string;
  /** The merchant removes the app: no token of the shop opens anything any more. */
  revoke(domain: string): void;
  tokenRequests: { grant: string; shop: string }[];
  close(): Promise<void>;
}

export async function startStandIn(app: StandInApp, nowMs: () => number): Promise<StandIn> {
  const shops = new Map<string, StandInShop>();
  const tokens = new Map<string, Token>();
  const refreshTokens = new Map<string, StandInShop>();
  const tokenRequests: { grant: string; shop: string }[] = [];
  const secret = new TextEncoder().encode(app.secret);
  let issued = 0;

  const shopAt = (domain: string): StandInShop => {
    const known = shops.get(domain) ?? newShop(domain, nowMs());
    shops.set(domain, known);
    return known;
  };

  const issue = (shop: StandInShop, expiring: boolean) => {
    issued += 1;
    const accessToken = `shpat_${issued}`;
    const refreshToken = `shprt_${issued}`;
    tokens.set(accessToken, { shop, endsAtMs: expiring ? nowMs() + 3_600_000 : null });
    if (expiring) refreshTokens.set(refreshToken, shop);
    return {
      access_token: accessToken,
      scope: shop.scopes.join(','),
      ...(expiring && {
        expires_in: 3600,
        refresh_token: refreshToken,
        refresh_token_expires_in: 7_776_000,
      }),
    };
  };

  async function answerToken(shop: StandInShop, wish: Record<string, string>) {
    tokenRequests.push({ grant: wish['grant_type'] ?? '', shop: shop.domain });
    if (wish['client_id'] !== app.clientId || wish['client_secret'] !== app.secret) {
      return { status: 400, body: { error: 'invalid_client' } };
    }
    if (wish['grant_type'] === 'refresh_token') {
      const owner = refreshTokens.get(wish['refresh_token'] ?? '');
      if (owner !== shop) return { status: 400, body: { error: 'invalid_grant' } };
      refreshTokens.delete(wish['refresh_token'] ?? '');
      return { status: 200, body: issue(shop, true) };
    }
    try {
      const { payload } = await jwtVerify(wish['subject_token'] ?? '', secret, {
        algorithms: ['HS256'],
        audience: app.clientId,
        currentDate: new Date(nowMs()),
      });
      if (payload['dest'] !== `https://${shop.domain}`) throw new errors.JWTInvalid('other shop');
    } catch {
      return { status: 400, body: { error: 'invalid_subject_token' } };
    }
    return { status: 200, body: issue(shop, wish['expiring'] === '1') };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , domain = '', ...rest] = (request.url ?? '').split('/');
    const shop = shopAt(domain);
    const path = rest.join('/');
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === 'admin/oauth/access_token') {
      const wish = JSON.parse(await text(request)) as Record<string, string>;
      const { status, body } = await answerToken(shop, wish);
      send(status, body);
      return;
    }
    if (path.startsWith('bulk/')) {
      const lines = shop.imports.get(path.slice(5))?.lines ?? [];
      response.writeHead(200, { 'content-type': 'application/jsonl' }).end(lines.join('\n'));
      return;
    }
    if (path !== 'admin/api/2026-10/graphql.json') {
      send(404, { errors: 'Not Found' });
      return;
    }
    const token = tokens.get(String(request.headers['x-shopify-access-token']));
    const isAlive = token?.endsAtMs == null || token.endsAtMs > nowMs();
    if (token?.shop !== shop || !isAlive) {
      send(401, { errors: '[API] Invalid API key or access token' });
      return;
    }
    const call = JSON.parse(await text(request)) as Call;
    await answerCall(shop, call, { origin, nowMs, response, send });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    originOf: (domain) => `${origin}/shops/${domain}`,
    shop: shopAt,
    tokenRequests,
    issueToken: (domain) => issue(shopAt(domain), true).access_token,
    revoke(domain) {
      for (const [token, { shop }] of tokens) if (shop.domain === domain) tokens.delete(token);
      for (const [token, shop] of refreshTokens) {
        if (shop.domain === domain) refreshTokens.delete(token);
      }
    },
    sessionToken(domain, change = {}) {
      const seconds = Math.floor(nowMs() / 1000);
      const claims = {
        iss: `https://${domain}/admin`,
        dest: `https://${domain}`,
        aud: app.clientId,
        sub: '42',
        exp: seconds + 60,
        nbf: seconds,
        iat: seconds,
        jti: 'f8912129-1af6-4cad-9ca3-76b0f7621087',
        sid: 'aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685',
        ...change,
      };
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const newShop = (domain: string, atMs: number): StandInShop => ({
  domain,
  scopes: ['read_orders', 'read_all_orders', 'read_payment_terms', 'write_orders'],
  orders: new Map(),
  bucket: { available: 2000, maximum: 2000, restoreRate: 100, atMs },
  troubles: [],
  calls: [],
  imports: new Map(),
  pollsUntilDone: 2,
  still: false,
  sorted: null,
});

export function keepOrders(shop: StandInShop, books: readonly ShopOrderBook[]): void {
  for (const book of books) shop.orders.set(book.facts.id, book);
  shop.sorted = null;
}
export { bookOf };

interface Call {
  query: string;
  variables: Record<string, unknown>;
}

interface Exchange {
  origin: string;
  nowMs: () => number;
  response: ServerResponse;
  send: (status: number, body: unknown) => void;
}

const costs = new Map<string, Cost>();

/** The price of a document hangs on the sizes of its lists alone. */
function costed({ query, variables }: Call, document: DocumentNode): Cost {
  const sizes = Object.entries(variables).flatMap(([name, value]) =>
    typeof value === 'number'
      ? [[name, value]]
      : Array.isArray(value)
        ? [[name, value.length]]
        : [],
  );
  const key = JSON.stringify([query, sizes]);
  const cost = costs.get(key) ?? costOf(document, variables);
  costs.set(key, cost);
  return cost;
}

const known = new Map<string, { document: DocumentNode; problems: string[] }>();

/** A document is parsed and validated once, as Shopify does. */
function checked(query: string) {
  const before = known.get(query);
  if (before !== undefined) return before;
  const document = parse(query);
  const problems = validate(adminSchema(), document).map(({ message }) => message);
  const read = { document, problems };
  known.set(query, read);
  return read;
}

const NO_POINTS = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];

async function answerCall(shop: StandInShop, call: Call, exchange: Exchange): Promise<void> {
  const { send, response } = exchange;
  const trouble = shop.troubles.shift();
  if (trouble === 'http_500') return send(500, {});
  if (trouble === 'http_429') return send(429, {});
  const { document, problems } = checked(call.query);
  if (problems.length > 0) {
    return send(200, { errors: problems.map((message) => ({ message })) });
  }
  const { points, unbounded } = costed(call, document);
  const cost = spend(shop, points, exchange.nowMs());
  const operation = /(?:query|mutation) (\w+)/.exec(call.query)?.[1] ?? '';
  shop.calls.push({ operation, points, throttled: !cost.granted });
  const extensions = { cost: cost.told };
  if (points > 1000) {
    const code = 'MAX_COST_EXCEEDED';
    const message = `Query cost is ${points}, which exceeds the single query max cost limit 1000`;
    return send(200, { errors: [{ message, extensions: { code } }], extensions });
  }
  if (!cost.granted) return send(200, { errors: NO_POINTS, extensions });
  if (unbounded.length > 0) {
    const message = `you must provide one of first or last (${unbounded.join(', ')})`;
    return send(200, { errors: [{ message }], extensions });
  }
  if (trouble === 'internal') {
    const inside = { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    return send(200, { errors: [inside], extensions });
  }
  const result = await execute({
    schema: adminSchema(),
    document,
    variableValues: call.variables,
    rootValue: rootOf(shop, { origin: exchange.origin, trouble }),
  });
  if (trouble === 'drop') {
    response.destroy();
    return;
  }
  if (trouble === 'garbage') {
    response.writeHead(200).end('<html>Oops</html>');
    return;
  }
  send(200, { ...result, extensions });
}

/** Takes the points, when there are enough, and tells the bucket as Shopify does. */
function spend(shop: StandInShop, points: number, atMs: number) {
  const { bucket } = shop;
  const restored = ((atMs - bucket.atMs) / 1000) * bucket.restoreRate;
  bucket.available = Math.min(bucket.maximum, bucket.available + restored);
  bucket.atMs = atMs;
  const granted = bucket.available >= points;
  if (granted) bucket.available -= points;
  const told = {
    requestedQueryCost: points,
    actualQueryCost: granted ? points : null,
    throttleStatus: {
      maximumAvailable: bucket.maximum,
      currentlyAvailable: Math.floor(bucket.available),
      restoreRate: bucket.restoreRate,
    },
  };
  return { granted, told };
}

const digitsOf = (id: string) => id.split('/').at(-1) ?? '';
const taken = { userErrors: [] };
const refused = (message: string, code: string | null = null) => ({
  userErrors: [{ field: null, message, code }],
});

/** Query and mutation fields, as far as our documents go. */
function rootOf(
  shop: StandInShop,
  { origin, trouble }: { origin: string; trouble?: Trouble | undefined },
) {
  const bookAt = (id: string) => shop.orders.get(digitsOf(id));
  const needsWrite = () => {
    if (!shop.scopes.includes('write_orders')) {
      throw new Error('Access denied. Required access: `write_orders` access scope.');
    }
  };
  const order = ({ id }: { id: string }) => {
    const book = bookAt(id);
    return book === undefined ? null : orderNodeOf(book);
  };
  return {
    order,
    orders: ({ query, ...paging }: { query?: string; first?: number; after?: string }) => {
      const page = connection(found(shop, query), paging, markOf);
      return {
        pageInfo: page.pageInfo,
        nodes: page.nodes.map(orderNodeOf),
        edges: page.nodes.map((book) => ({ node: orderNodeOf(book), cursor: markOf(book) })),
      };
    },
    nodes: ({ ids }: { ids: string[] }) =>
      ids.map((id) => (bookAt(id) === undefined ? null : { __typename: 'Order', id })),
    node: ({ id }: { id: string }) => {
      const nodes = [...shop.orders.values()].map((book) => orderNodeOf(book).paymentTerms);
      return nodes.find((terms) => terms?.id === id) ?? null;
    },
    currentAppInstallation: { accessScopes: shop.scopes.map((handle) => ({ handle })) },
    shop: {
      myshopifyDomain: shop.domain,
      name: 'Example',
      email: 'owner@example.com',
      currencyCode: 'EUR',
      ianaTimezone: 'Europe/Berlin',
      billingAddress: {
        company: 'Example Shop GmbH',
        address1: 'Beispielweg 1',
        address2: null,
        zip: '10115',
        city: 'Berlin',
        countryCodeV2: 'DE',
        phone: null,
      },
    },
    bulkOperationRunQuery: async ({ query }: { query: string }) => {
      const digits = String(shop.imports.size + 1);
      const lines = await linesOfBulk(query, rootOf(shop, { origin }));
      shop.imports.set(digits, { query, polls: 0, lines, fails: false });
      return { bulkOperation: { id: `gid://shopify/BulkOperation/${digits}` }, ...taken };
    },
    bulkOperation: ({ id }: { id: string }) => {
      const found = shop.imports.get(digitsOf(id));
      if (found === undefined) return null;
      found.polls += 1;
      const done = found.polls >= shop.pollsUntilDone;
      const endState = found.fails ? 'FAILED' : 'COMPLETED';
      const hasFile = done && !found.fails && found.lines.length > 0;
      return {
        id,
        status: done ? endState : 'RUNNING',
        errorCode: done && found.fails ? 'TIMEOUT' : null,
        rootObjectCount: String(found.lines.filter((line) => !line.includes('__parentId')).length),
        url: hasFile ? `${origin}/shops/${shop.domain}/bulk/${digitsOf(id)}` : null,
        partialDataUrl: null,
      };
    },
    metafieldsSet: ({ metafields }: { metafields: MetafieldWish[] }) => {
      needsWrite();
      if (trouble === 'stale') return refused('changed meanwhile', 'STALE_OBJECT');
      return setMetafields(bookAt, metafields);
    },
    tagsAdd: ({ id, tags }: { id: string; tags: string[] }) => {
      needsWrite();
      const book = bookAt(id);
      if (book) book.tags = [...new Set([...book.tags, ...tags])];
      return taken;
    },
    tagsRemove: ({ id, tags }: { id: string; tags: string[] }) => {
      needsWrite();
      const book = bookAt(id);
      if (book) book.tags = book.tags.filter((tag) => !tags.includes(tag));
      return taken;
    },
    orderMarkAsPaid: ({ input }: { input: { id: string } }) => {
      needsWrite();
      const book = bookAt(input.id);
      if (book === undefined || !orderNodeOf(book).canMarkAsPaid) {
        return { order: null, ...refused('Order cannot be marked as paid.') };
      }
      book.facts = { ...book.facts, outstandingCents: 0, financialStatus: 'paid' };
      return { order: orderNodeOf(book), ...taken };
    },
  };
}

/** The orders that a search finds, oldest change first. */
function found(shop: StandInShop, query: string | undefined): ShopOrderBook[] {
  if (!shop.still) shop.sorted = null;
  shop.sorted ??= [...shop.orders.values()].toSorted((a, b) => (markOf(a) < markOf(b) ? -1 : 1));
  const since = sinceOf(query);
  const from = since === null ? 0 : firstAt(shop.sorted, since);
  return shop.sorted.slice(from).filter((book) => matchesSearch(book, query));
}

/** The first order that changed at this time or later, by halves. */
function firstAt(sorted: readonly ShopOrderBook[], since: string): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1;
    const book = sorted[middle];
    if (book !== undefined && markOf(book) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}

const marks = new WeakMap<object, string>();

/** The place of an order in the list: its last change, then its number. */
function markOf(book: ShopOrderBook): string {
  const known = marks.get(book.facts);
  if (known !== undefined) return known;
  const { id } = book.facts;
  const mark = `${new Date(updatedAtOf(book)).toISOString()}|${id.padStart(20, '0')}`;
  marks.set(book.facts, mark);
  return mark;
}

interface MetafieldWish {
  ownerId: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  compareDigest?: string | null;
}

/** All or nothing, and nothing where somebody else wrote meanwhile. */
function setMetafields(
  bookAt: (id: string) => ShopOrderBook | undefined,
  wishes: readonly MetafieldWish[],
) {
  for (const wish of wishes) {
    const now = bookAt(wish.ownerId)?.metafields.get(`${wish.namespace}.${wish.key}`);
    const digest = now === undefined ? null : Buffer.from(now.value).toString('base64');
    if (wish.compareDigest !== undefined && wish.compareDigest !== digest) {
      return { metafields: null, ...refused('changed meanwhile', 'STALE_OBJECT') };
    }
  }
  for (const { ownerId, namespace, key, type, value } of wishes) {
    bookAt(ownerId)?.metafields.set(`${namespace}.${key}`, { namespace, key, type, value });
  }
  return { metafields: wishes.map(({ key }) => ({ key })), ...taken };
}
