import { createHmac } from 'node:crypto';
import { databases } from '../support/databases.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';
import { orderBody, termsBody } from '../../server/demo/shopify-deliveries.ts';
import {
  accountsOf,
  expectSoundBooks,
  lastDelivery,
  messagesOf,
  openCents,
  receivableOf,
  send,
  signedHeaders,
  tell,
} from './shop.ts';

const LIMIT = 262_144;

describe.each(databases)('the door of the shop on $name', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database });
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const door = () => `${world.url}/webhooks/shopify`;
  const inboxCount = async () => (await rows(world, 'inbox')).length;
  const body = (id: string) => orderBody(orderFacts({ id }, world.now()));

  describe('keeps nothing and answers 401', () => {
    const signed = () => signedHeaders(body('6001'));
    it.each<[string, (headers: Record<string, string>) => void]>([
      ['when the signature is of another body', (h) => Object.assign(h, signedHeaders('{}'))],
      ['when one letter of the signature is wrong', (h) => flip(h, 'x-shopify-hmac-sha256')],
      ['when the signature is cut short', (h) => cut(h, 'x-shopify-hmac-sha256')],
      ['without a signature', (h) => delete h['x-shopify-hmac-sha256']],
      ['without a topic', (h) => delete h['x-shopify-topic']],
      ['without a shop', (h) => delete h['x-shopify-shop-domain']],
      ['without the id of the delivery', (h) => delete h['x-shopify-webhook-id']],
      ['when the shop is no shop', (h) => (h['x-shopify-shop-domain'] = 'evil.example.com')],
    ])('%s', async (_when, change) => {
      const before = await inboxCount();
      const headers: Record<string, string> = signed();
      change(headers);
      const answer = await send(door(), { headers, body: body('6001') });
      expect(answer.status).toBe(401);
      expect(answer.type).toContain('application/problem+json');
      expect(JSON.parse(answer.text)).toMatchObject({ status: 401, code: 'not_signed' });
      expect(await inboxCount()).toBe(before);
    });

    it('when one byte of the body was changed on the way', async () => {
      const before = await inboxCount();
      const changed = body('6001').replace('100.00', '900.00');
      const answer = await send(door(), { headers: signed(), body: changed });
      expect(answer.status).toBe(401);
      expect(await inboxCount()).toBe(before);
    });
  });

  it('takes a signature with an older secret, while secrets are changed', async () => {
    const secret = 'an-older-secret';
    expect(await world.webhook('orders/create', body('6002'), { secret })).toBe(200);
    expect(await world.webhook('orders/create', body('6003'), { secret: 'never' })).toBe(401);
  });

  it('takes a body of the largest size and answers 413 to one byte more', async () => {
    const fits = ' '.repeat(LIMIT);
    const tooLarge = ' '.repeat(LIMIT + 1);
    const before = await inboxCount();
    const first = await send(door(), { headers: signedHeaders(fits), body: fits });
    expect(first.status).toBe(200);
    for (const chunked of [false, true]) {
      const wish = { headers: signedHeaders(tooLarge), body: tooLarge, chunked };
      const answer = await send(door(), wish);
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 413, code: 'too_large' });
    }
    expect(await inboxCount()).toBe(before + 1);
    await world.job('apply-inbox');
    expect(await lastDelivery(world)).toMatchObject({ state: 'unreadable' });
  });

  it('does not unpack a body: a small one could become a huge one', async () => {
    const headers = { ...signedHeaders('x'), 'content-encoding': 'gzip' };
    const answer = await send(door(), { headers, body: 'x' });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 415, title: 'Unsupported' });
  });

  it('keeps what is signed but cannot be read, shows it, and tries it again when asked', async () => {
    const key = await world.key('clerk');
    const broken = '{"id": 77, "broken';
    const unique = createHmac('sha256', 'x').update(broken).digest('hex');
    expect(await world.webhook('orders/create', broken, { id: unique })).toBe(200);
    await world.job('apply-inbox');
    const delivery = await lastDelivery(world);
    expect(delivery).toMatchObject({ state: 'unreadable', attempts: 0 });
    const shown = async () => {
      const { body: list } = await world.call('GET', '/api/v1/worklist', { key });
      const items = list['items'] as unknown as Record<string, unknown>[];
      return items.find((item) => item['id'] === delivery['id']);
    };
    expect(await shown()).toMatchObject({
      kind: 'delivery_unreadable',
      why: expect.stringContaining('orders/create'),
    });

    for (const day of ['2026-03-03', '2026-03-04']) {
      world.at(day);
      await world.job('apply-inbox');
    }
    expect(await lastDelivery(world)).toMatchObject({ state: 'unreadable', attempts: 0 });

    const retry = `/api/v1/inbox/${String(delivery['id'])}/retry`;
    expect((await world.call('POST', retry, { key })).status).toBe(200);
    expect(await lastDelivery(world)).toMatchObject({ state: 'received' });
    expect((await world.call('POST', retry, { key })).status).toBe(404);
    await world.job('apply-inbox');
    expect(await shown()).toMatchObject({ kind: 'delivery_unreadable' });
    expect(Buffer.from((await lastDelivery(world))['body'] as Uint8Array).toString()).toBe(broken);
  });

  it('answers 200 to the same delivery twice, keeps one row and does one thing', async () => {
    const shop = messagesOf('6010', world.now());
    await tell(world, shop.order('create', 0));
    const before = await inboxCount();
    const { topic, body: text } = shop.payment(10, 30_00);
    expect(await world.webhook(topic, text, { id: 'twice' })).toBe(200);
    expect(await world.webhook(topic, text, { id: 'twice' })).toBe(200);
    await world.job('apply-inbox');
    expect(await world.webhook(topic, text, { id: 'twice' })).toBe(200);
    await world.job('apply-inbox');
    expect(await inboxCount()).toBe(before + 1);
    expect(await openCents(world, '6010')).toBe(70_00);
  });

  it('books a payment once when the shop tells it again under another delivery', async () => {
    const shop = messagesOf('6011', world.now());
    await tell(world, shop.order('create', 0), shop.payment(10, 30_00), shop.payment(10, 30_00));
    expect(await openCents(world, '6011')).toBe(70_00);
    expect(await lastDelivery(world)).toMatchObject({ state: 'ignored' });
  });

  it('lets a refund wait for its order and applies it when the order comes', async () => {
    const shop = messagesOf('6012', world.now());
    await tell(world, shop.refund(20, 25_01));
    expect(await lastDelivery(world)).toMatchObject({
      state: 'waiting',
      waiting_for: 'order:6012',
    });
    expect(await receivableOf(world, '6012')).toBeUndefined();
    await tell(world, shop.order('create', 0));
    expect(await openCents(world, '6012')).toBe(74_99);
    const [refund] = await rows(world, 'inbox', { topic: 'refunds/create' });
    expect(refund).toMatchObject({ state: 'applied' });
  });

  it('never lets an older picture of an order overwrite a newer one', async () => {
    const shop = messagesOf('6013', world.now());
    const edited = shop.order('updated', 60, { totalCents: 100_00, currentTotalCents: 80_00 });
    await tell(world, edited, shop.order('create', 0), shop.order('updated', 59));
    expect(await openCents(world, '6013')).toBe(80_00);
    await tell(world, shop.order('updated', 61, { totalCents: 100_00, currentTotalCents: 90_00 }));
    expect(await openCents(world, '6013')).toBe(90_00);
  });

  it('never lets older payment terms overwrite newer ones', async () => {
    const shop = messagesOf('6014', world.now());
    const due = (day: string, seconds: number) => ({
      id: '60149',
      kind: 'net' as const,
      days: 14,
      updatedAt: shop.at(seconds),
      schedules: [
        { id: '601491', issuedAt: shop.at(0), dueAt: `${day}T08:00:00Z`, amountCents: 100_00 },
      ],
    });
    const dueOn = async () => (await receivableOf(world, '6014'))?.['due_on'];
    await tell(world, shop.order('create', 0, { terms: due('2026-03-16', 0) }));
    expect(await dueOn()).toBe('2026-03-16');
    await tell(world, terms('update', due('2026-04-30', 60)));
    expect(await dueOn()).toBe('2026-04-30');
    await tell(world, terms('update', due('2026-03-20', 59)));
    expect(await dueOn()).toBe('2026-04-30');
    await tell(world, shop.order('updated', 70, { terms: due('2026-03-16', 0) }));
    expect(await dueOn()).toBe('2026-04-30');
    await tell(world, terms('update', due('2026-05-04', 61)));
    expect(await dueOn()).toBe('2026-05-04');
  });

  it('keeps what comes for a shop it does not serve', async () => {
    const domain = 'stranger.myshopify.com';
    expect(await world.webhook('orders/create', body('6015'), { domain })).toBe(200);
    await world.job('apply-inbox');
    expect(await lastDelivery(world)).toMatchObject({
      state: 'unknown_shop',
      shop_domain: domain,
    });
    expect(await receivableOf(world, '6015')).toBeUndefined();
  });

  it('keeps ids of 64 bits digit for digit, down to the ledger', async () => {
    const largest = '9223372036854775807';
    const next = '9223372036854775806';
    const shop = messagesOf(largest, world.now());
    const other = messagesOf(next, world.now());
    const id = '9007199254740993';
    await tell(world, shop.order('create', 0), other.order('create', 0));
    await tell(world, shop.payment(10, 40_00, { id }), shop.payment(11, 1_00, { id: `${id}1` }));
    expect(await openCents(world, largest)).toBe(59_00);
    expect(await openCents(world, next)).toBe(100_00);
    const [entry] = await rows(world, 'ledger_entries', { posting_key: `transaction:${id}` });
    expect(entry).toBeDefined();
  });

  it('keeps names and addresses as long as the shop lets a buyer write them', async () => {
    const long = 'Ä'.repeat(255);
    const billing = {
      firstName: long,
      lastName: long,
      company: long,
      street: long,
      street2: long,
      postcode: long,
      city: long,
      country: 'DE',
      phone: long,
    };
    await tell(world, messagesOf('6016', world.now()).order('create', 0, { billing }));
    expect(await lastDelivery(world)).toMatchObject({ state: 'applied' });
    const { debtor_id: id } = (await receivableOf(world, '6016')) ?? {};
    const [party] = await rows(world, 'parties', { id });
    expect(party).toMatchObject({ street: `${long}, ${long}`, city: long, kind: 'business' });
  });

  it('does not know another shop system', async () => {
    const answer = await send(`${world.url}/webhooks/nobody`, { body: '{}' });
    expect(answer.status).toBe(404);
  });

  it('ends the same whether the payment or the paid order comes first', async () => {
    const paid = { financialStatus: 'paid', outstandingCents: 0 };
    const first = messagesOf('6020', world.now());
    const second = messagesOf('6021', world.now());
    await tell(world, first.order('create', 0), first.payment(30, 100_00));
    await tell(world, first.order('paid', 31, paid));
    await tell(world, second.order('create', 0), second.order('paid', 31, paid));
    await tell(world, second.payment(30, 100_00));
    const expected = { revenue: -100_00, shop_cash: 100_00 };
    expect(await accountsOf(world, '6020')).toEqual(expected);
    expect(await accountsOf(world, '6021')).toEqual(expected);
    for (const id of ['6020', '6021']) {
      expect(await receivableOf(world, id)).toMatchObject({ state: 'paid', principal_cents: 0 });
    }
  });

  it('is not unpaid again by a picture of the second in which it was paid', async () => {
    const shop = messagesOf('6022', world.now());
    await tell(world, shop.payment(0, 100_00), shop.order('create', 0, PAID));
    await tell(world, shop.order('create', 0));
    expect(await receivableOf(world, '6022')).toMatchObject({ state: 'paid', principal_cents: 0 });
  });

  it('ends the same whether a refund comes before or after the new picture of its order', async () => {
    const picture = { totalCents: 100_00, currentTotalCents: 69_99, outstandingCents: 69_99 };
    const first = messagesOf('6023', world.now());
    const second = messagesOf('6024', world.now());
    await tell(world, first.order('create', 0), first.refund(30, 30_01));
    await tell(world, first.order('updated', 30, picture));
    await tell(world, second.order('create', 0), second.order('updated', 30, picture));
    await tell(world, second.refund(30, 30_01));
    for (const id of ['6023', '6024']) {
      expect(await accountsOf(world, id)).toEqual({ receivable: 69_99, revenue: -69_99 });
    }
  });
});

const PAID = { financialStatus: 'paid', outstandingCents: 0 };

function terms(what: string, facts: Parameters<typeof termsBody>[0]) {
  return { topic: `payment_terms/${what}`, body: termsBody(facts) };
}

function flip(headers: Record<string, string>, name: string): void {
  const value = headers[name] ?? '';
  headers[name] = `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
}

function cut(headers: Record<string, string>, name: string): void {
  headers[name] = (headers[name] ?? '').slice(0, -2);
}
