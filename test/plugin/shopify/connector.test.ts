import { adminApi } from '../../../plugin/shopify/client.ts';
import { shopifyConnector } from '../../../plugin/shopify/connector.ts';
import { toShopEvents } from '../../../plugin/shopify/source.ts';
import { instant } from '../../../server/domain/calendar.ts';
import type { ShopEvent } from '../../../server/domain/shop-events.ts';
import { type OrderFacts, orderBody } from '../../../server/demo/shopify-deliveries.ts';
import type { TransactionFacts } from '../../../server/demo/shopify-parts.ts';
import type { OrdersCursor, ReadOrder, ShopConnector } from '../../../server/ports.ts';
import { bookOf, keepOrders, type StandIn, startStandIn } from '../../support/shopify/server.ts';
import { testWorld, withStandIn } from '../../support/shopify/world.ts';

const DOMAIN = 'example.myshopify.com';
const NAMESPACE = '$app:mahnlauf';
const app = { clientId: 'client', secret: 'secret' };

let world = testWorld();
let standIn: StandIn;
let connector: ShopConnector;

const open = (domain: string, token = standIn.issueToken(domain)) =>
  shopifyConnector(
    adminApi(domain, () => Promise.resolve(token), withStandIn(world, standIn)),
    { namespace: NAMESPACE, invoiceNumber: { from: 'metafield', field: 'billing.invoice_number' } },
  );

beforeAll(async () => {
  standIn = await startStandIn(app, () => world.nowMs());
});
afterAll(() => standIn.close());

let shopNumber = 0;
let domain = DOMAIN;
beforeEach(() => {
  world = testWorld();
  shopNumber += 1;
  domain = `example-${shopNumber}.myshopify.com`;
  connector = open(domain);
});

const plain: OrderFacts = {
  id: '9007199254740993',
  number: 1001,
  createdAt: '2026-02-01T10:00:00+01:00',
  updatedAt: '2026-02-03T10:00:00+01:00',
  totalCents: 11_900,
  currentTotalCents: 9900,
  outstandingCents: 4900,
  financialStatus: 'partially_paid',
  gateways: ['Rechnung'],
  email: 'erika@example.com',
  debtorNumber: '9007199254740995',
  terms: {
    id: '9007199254740997',
    kind: 'net',
    days: 30,
    updatedAt: '2026-02-01T09:00:00Z',
    schedules: [
      {
        id: '5',
        issuedAt: '2026-02-01T09:00:00Z',
        dueAt: '2026-03-03T09:00:00Z',
        amountCents: 9900,
      },
    ],
  },
  billing: {
    firstName: 'Erika',
    lastName: 'Muster',
    company: 'Muster GmbH',
    street: 'Musterweg 1',
    postcode: '01067',
    city: 'Dresden',
    country: 'DE',
  },
  fulfillments: [
    {
      id: '7',
      orderId: '9007199254740993',
      status: 'success',
      createdAt: '2026-02-02T10:00:00Z',
    },
  ],
};

const payment = (id: string, amountCents: number): TransactionFacts => ({
  id,
  orderId: plain.id,
  kind: 'sale',
  status: 'success',
  amountCents,
  processedAt: '2026-02-03T09:00:00Z',
});

const orders = (count: number, change: (index: number) => Partial<OrderFacts> = () => ({})) =>
  Array.from({ length: count }, (_unused, index) => {
    const minute = new Date(Date.parse('2026-02-01T10:00:00Z') + index * 60_000).toISOString();
    const id = String(5_000_000_000_000 + index);
    const facts = { ...plain, id, number: 2000 + index, createdAt: minute, updatedAt: minute };
    return bookOf({ ...facts, fulfillments: [], terms: null, ...change(index) });
  });

const orderIds = (orders: readonly ReadOrder[]) => orders.map(({ orderId }) => orderId);

/** Reads page after page until the shop has no more for now. */
async function readAll(from: OrdersCursor) {
  const ids: (string | null)[] = [];
  let cursor = from;
  for (;;) {
    const page = await connector.readOrdersSince(cursor);
    ids.push(...orderIds(page.orders));
    cursor = page.next;
    if (page.done) return { ids, cursor };
  }
}

const begin: OrdersCursor = {
  updatedSince: instant('2026-01-01T00:00:00Z'),
  after: null,
  read: 0,
};

it('takes no order for missing when Shopify answers for a part of those asked for', async () => {
  const api = {
    shopDomain: DOMAIN,
    query: <Data>(_document: string, _variables: object, shape: { parse(data: unknown): Data }) =>
      Promise.resolve(shape.parse({ nodes: [{ id: 'gid://shopify/Order/1' }] })),
    change: () => Promise.reject(new Error('nothing is changed')),
  };
  const settings = { namespace: NAMESPACE, invoiceNumber: null };
  const half = shopifyConnector(api, settings);
  await expect(half.listMissing(['1', '2'])).rejects.toThrow('1 of 2 orders');
  expect(await half.listMissing(['1'])).toEqual([]);
  expect(await half.listMissing(['2'])).toEqual(['2']);
});

describe('an order read again', () => {
  it('is the same as the webhook told, and brings its money and disputes', async () => {
    const book = bookOf(plain, {
      transactions: [payment('8', 5000)],
      disputes: [{ id: '6', status: 'needs_response' }],
    });
    keepOrders(standIn.shop(domain), [book]);
    const events = (await connector.readOrder(plain.id)) ?? [];
    const [told] = toShopEvents('orders/updated', orderBody(plain));
    if (told?.kind !== 'order') throw new Error('no order');
    // The API does not say when the terms changed; all else is the same.
    const { terms } = told.order;
    expect(events[0]).toEqual({
      kind: 'order',
      order: { ...told.order, terms: terms && { ...terms, updatedAt: null } },
    });
    expect(events.slice(1)).toEqual([
      {
        kind: 'transaction',
        transaction: {
          transactionId: '8',
          orderId: plain.id,
          kind: 'payment',
          succeeded: true,
          amountCents: 5000,
          currency: 'EUR',
          processedAt: '2026-02-03T09:00:00.000Z',
          test: false,
        },
      },
      expect.objectContaining({
        dispute: expect.objectContaining({ disputeId: '6', orderId: plain.id, status: 'open' }),
      }),
    ]);
  });

  it('may belong to a company, a guest or nobody with an address', async () => {
    const books = [
      bookOf({ ...plain, id: '1', company: { id: '3', locationId: '4' } }),
      bookOf({ ...plain, id: '2', debtorNumber: null, billing: null, shipping: null, terms: null }),
    ];
    keepOrders(standIn.shop(domain), books);
    expect(await connector.readOrder('1')).toMatchObject([
      { order: { debtor: { kind: 'business', company: 'Muster GmbH' } } },
    ]);
    expect(await connector.readOrder('2')).toMatchObject([
      { order: { terms: null, debtor: { kind: 'consumer', debtorNumber: null, street: null } } },
    ]);
  });

  it('is null when the shop has no such order', async () => {
    expect(await connector.readOrder('404')).toBeNull();
  });

  it('is not read at all with a token that opens another shop', async () => {
    expect(await connector.listScopes()).toContain('read_orders');
    standIn.shop(domain).domain = 'renamed.myshopify.com';
    await expect(connector.listScopes()).rejects.toThrow(/opens another shop/);
  });

  it('is found by its payment terms, which name no order in webhooks', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    expect(await connector.findOrderOfTerms(plain.terms?.id ?? '')).toBe(plain.id);
    expect(await connector.findOrderOfTerms('404')).toBeNull();
  });

  it('is never read with another shop’s token', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    const foreign = open(domain, standIn.issueToken('other.myshopify.com'));
    await expect(foreign.readOrder(plain.id)).rejects.toMatchObject({ code: 'partner_rejected' });
  });
});

describe('reading what changed', () => {
  it('gives every order once, page by page, oldest change first', async () => {
    const books = orders(30);
    keepOrders(standIn.shop(domain), books.toReversed());
    const { ids } = await readAll(begin);
    expect(ids).toEqual(books.map(({ facts }) => facts.id));
  });

  it('begins a little earlier next time, and never before where it began', async () => {
    keepOrders(standIn.shop(domain), orders(10));
    const { cursor } = await readAll(begin);
    // The tenth order changed at 10:09; five minutes are read twice.
    expect(cursor).toEqual({
      updatedSince: '2026-02-01T10:04:00.000Z',
      after: null,
      read: 0,
    });
    expect((await readAll(cursor)).ids).toHaveLength(6);
    expect((await readAll(cursor)).cursor).toEqual(cursor);
  });

  it('stays where it is when nothing changed', async () => {
    expect(await connector.readOrdersSince(begin)).toEqual({
      orders: [],
      next: begin,
      done: true,
    });
  });

  it('starts a new reading before Shopify ends it at 25,000 orders', async () => {
    keepOrders(standIn.shop(domain), orders(30));
    const { next: early } = await connector.readOrdersSince({ ...begin, read: 19_991 });
    expect(early).toMatchObject({ updatedSince: begin.updatedSince, read: 19_999 });
    expect(early.after).not.toBeNull();
    const { next } = await connector.readOrdersSince({ ...begin, read: 19_992 });
    expect(next).toEqual({ updatedSince: '2026-02-01T10:07:00.000Z', after: null, read: 0 });
  });

  it('reads an order with many payments again alone, so that no payment is lost', async () => {
    const many = Array.from({ length: 21 }, (_unused, index) => payment(String(100 + index), 100));
    keepOrders(standIn.shop(domain), [bookOf(plain, { transactions: many })]);
    const { orders: pages } = await connector.readOrdersSince(begin);
    expect(pages[0]?.events.filter(({ kind }) => kind === 'transaction')).toHaveLength(21);
    const calls = standIn.shop(domain).calls.map(({ operation }) => operation);
    expect(calls).toEqual(['OrdersSince', 'OrderById']);
  });

  it('asks page by page well below the bucket: waits instead of being throttled', async () => {
    const shop = standIn.shop(domain);
    keepOrders(shop, orders(60));
    Object.assign(shop.bucket, { available: 1000, maximum: 1000, restoreRate: 100 });
    const { ids } = await readAll(begin);
    expect(ids).toHaveLength(60);
    expect(world.waits.length).toBeGreaterThan(3);
    expect(shop.calls.filter(({ throttled }) => throttled)).toEqual([]);
  });
});

describe('the first import', () => {
  const importAll = async () => {
    const id = await connector.startImport();
    const states = [await connector.getImport(id), await connector.getImport(id)];
    const last = states.at(-1);
    const events: (readonly ShopEvent[])[] = [];
    if (last?.state === 'done' && last.url !== null) {
      for await (const order of connector.readImport(last.url)) events.push(order.events);
    }
    return { states, events };
  };

  it('brings the open orders, the same as a single reading does', async () => {
    const shop = standIn.shop(domain);
    const open = bookOf(
      { ...plain, financialStatus: 'pending' },
      {
        transactions: [payment('8', 5000)],
      },
    );
    const paid = bookOf({ ...plain, id: '77', financialStatus: 'paid' });
    keepOrders(shop, [open, paid, ...orders(20)]);
    const { states, events } = await importAll();
    expect(states).toMatchObject([
      { state: 'running', orders: 21 },
      { state: 'done', orders: 21 },
    ]);
    expect(events).toHaveLength(21);
    const imported = events.find(
      ([event]) => event?.kind === 'order' && event.order.orderId === plain.id,
    );
    expect(imported).toEqual(await connector.readOrder(plain.id));
    expect(imported?.[0]).toMatchObject({
      order: { terms: { schedules: [{ dueAt: '2026-03-03T09:00:00.000Z', amountCents: 9900 }] } },
    });
  });

  it('of a shop without open orders has no file and brings nothing', async () => {
    const { states, events } = await importAll();
    expect(states.at(-1)).toEqual({ state: 'done', orders: 0, url: null });
    expect(events).toEqual([]);
  });

  it('that Shopify gives up says why', async () => {
    const shop = standIn.shop(domain);
    const id = await connector.startImport();
    for (const one of shop.imports.values()) one.fails = true;
    await connector.getImport(id);
    expect(await connector.getImport(id)).toEqual({ state: 'failed', reason: 'TIMEOUT' });
  });

  it('whose file is gone is tried later', async () => {
    const nowhere = `${standIn.origin}/shops/${domain}/nowhere`;
    const read = async () => {
      for await (const order of connector.readImport(nowhere)) expect(order).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({ retry: 'later' });
  });
});

describe('what is shown at the order', () => {
  const state = {
    level: 2,
    blocked: true,
    claimState: null,
    fileNumber: null,
    outstandingCents: 4900,
    currency: 'EUR',
  };
  const shownAt = (id: string) => {
    const book = standIn.shop(domain).orders.get(id);
    const fields = [...(book?.metafields.values() ?? [])].map(({ key, value }) => [key, value]);
    return { tags: book?.tags, fields: Object.fromEntries(fields) as Record<string, string> };
  };

  it('are fields and tags of ours; the merchant’s tags stay', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain, { tags: ['VIP', 'mahnlauf:level-1'] })]);
    await connector.showState(plain.id, state);
    expect(shownAt(plain.id)).toEqual({
      tags: ['VIP', 'mahnlauf:level-2', 'mahnlauf:blocked'],
      fields: {
        level: '2',
        blocked: 'true',
        claim_state: 'none',
        file_number: 'none',
        outstanding: '{"amount":"49.00","currency_code":"EUR"}',
      },
    });
  });

  it('are written once: the same state again writes nothing', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    await connector.showState(plain.id, state);
    const { calls } = standIn.shop(domain);
    calls.length = 0;
    await connector.showState(plain.id, state);
    expect(calls.map(({ operation }) => operation)).toEqual(['ShownState']);
  });

  it('follow to the agency and lose what is over', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    await connector.showState(plain.id, state);
    const handed = { ...state, blocked: false, claimState: 'in_progress', fileNumber: '26-4711' };
    await connector.showState(plain.id, handed);
    const shown = shownAt(plain.id);
    expect(shown.tags).toEqual(['mahnlauf:level-2', 'mahnlauf:claim-in_progress']);
    expect(shown.fields).toMatchObject({ file_number: '26-4711', blocked: 'false' });
  });

  it('are a conflict, not an overwrite, when somebody else wrote meanwhile', async () => {
    const shop = standIn.shop(domain);
    keepOrders(shop, [bookOf(plain)]);
    await connector.showState(plain.id, state);
    const before = shownAt(plain.id);
    const api = adminApi(domain, () => Promise.resolve(standIn.issueToken(domain)), {
      ...withStandIn(world, standIn),
    });
    const racing = shopifyConnector(
      {
        ...api,
        query: async (document, variables, shape) => {
          const read = await api.query(document, variables, shape);
          const rival = { namespace: NAMESPACE, key: 'level', type: 'number_integer', value: '9' };
          shop.orders.get(plain.id)?.metafields.set(`${NAMESPACE}.level`, rival);
          return read;
        },
      },
      { namespace: NAMESPACE, invoiceNumber: null },
    );
    await expect(racing.showState(plain.id, { ...state, level: 3 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(shownAt(plain.id).fields).toEqual({ ...before.fields, level: '9' });
  });

  it('cannot be written without the merchant’s leave', async () => {
    const shop = standIn.shop(domain);
    shop.scopes = ['read_orders'];
    keepOrders(shop, [bookOf(plain)]);
    await expect(connector.showState(plain.id, state)).rejects.toMatchObject({
      code: 'partner_rejected',
      reasons: [expect.stringContaining('write_orders')],
    });
    expect(await connector.listScopes()).toEqual(['read_orders']);
  });
});

describe('an order wholly paid', () => {
  it('is marked once, and the second time it is already paid', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    expect(await connector.markAsPaid(plain.id)).toBe('marked');
    expect(await connector.markAsPaid(plain.id)).toBe('already_paid');
  });

  it('whose answer never came is an open question, and asking again answers it', async () => {
    const shop = standIn.shop(domain);
    keepOrders(shop, [bookOf(plain)]);
    await connector.readOrder(plain.id);
    shop.troubles.push('http_429');
    await expect(connector.markAsPaid(plain.id)).rejects.toMatchObject({ retry: 'later' });
    const dead = adminApi(domain, () => Promise.resolve(standIn.issueToken(domain)), {
      ...withStandIn(world, standIn),
    });
    const dropping = shopifyConnector(
      {
        ...dead,
        change: (document, variables, shape) => {
          shop.troubles.push('drop');
          return dead.change(document, variables, shape);
        },
      },
      { namespace: NAMESPACE, invoiceNumber: null },
    );
    await expect(dropping.markAsPaid(plain.id)).rejects.toMatchObject({ retry: 'ask_first' });
    expect(await connector.markAsPaid(plain.id)).toBe('already_paid');
  });
});

describe('the legal invoice number', () => {
  const withNumber = (value: string) =>
    bookOf(plain, {
      metafields: new Map([
        [
          'billing.invoice_number',
          { namespace: 'billing', key: 'invoice_number', type: 'single_line_text_field', value },
        ],
      ]),
    });

  it.each([
    ['RE-2026-0815', 'RE-2026-0815'],
    [' RE-1 ', 'RE-1'],
    ['["RE-1","RE-2"]', 'RE-1'],
    ['[]', null],
    ['[broken', null],
    ['', null],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), null],
  ])('comes from the metafield %j as %j', async (value, number) => {
    keepOrders(standIn.shop(domain), [withNumber(value)]);
    expect(await connector.findInvoiceNumber(plain.id)).toBe(number);
  });

  it('is not there yet, or is not kept in Shopify at all', async () => {
    keepOrders(standIn.shop(domain), [bookOf(plain)]);
    expect(await connector.findInvoiceNumber(plain.id)).toBeNull();
    const api = adminApi(domain, () => Promise.reject(new Error('asked')), world);
    const without = shopifyConnector(api, { namespace: NAMESPACE, invoiceNumber: null });
    expect(await without.findInvoiceNumber(plain.id)).toBeNull();
  });
});
