import { SignJWT } from 'jose';
import type { z } from 'zod';
import { accountWasChecked } from '../../server/actions/administer.ts';
import type { ChosenOrders, OrderCards } from '../../plugin/shopify/extensions/shared/cards.ts';
import { Cards, Chosen } from '../../server/http/extension-schemas.ts';
import { OwnInvoice } from '../../server/http/customer-schemas.ts';
import { databases } from '../support/databases.ts';
import { DOMAIN, makeWorld, openShop, rows, SECRET, type World } from '../support/world.ts';

const CLIENT_ID = 'client-of-the-app';
const OTHER = 'other.myshopify.com';

/** What the extensions expect is what the service promises: a change on one side alone fails here. */
const promised = (cards: z.output<typeof Cards>): OrderCards => cards;
const chosen = (orders: z.output<typeof Chosen>): ChosenOrders => orders;

/** A token as Shopify signs it, five minutes of life. */
function token(
  world: World,
  claims: Record<string, unknown>,
  secret = SECRET,
  audience = CLIENT_ID,
) {
  const at = Math.floor(Date.parse(world.now()) / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setIssuedAt(at)
    .setNotBefore(at)
    .setExpirationTime(at + 300)
    .sign(new TextEncoder().encode(secret));
}

const ofCustomer = (world: World, customer: string, domain = DOMAIN) =>
  token(world, { dest: domain, sub: `gid://shopify/Customer/${customer}` });

describe.each(databases)('behind the order page, on $name', (database) => {
  let world: World;
  let clerk: string;
  beforeAll(async () => {
    world = await makeWorld({ database, environment: { SHOPIFY_API_KEY: CLIENT_ID } });
    await world.order({ id: '9001', number: 1001, debtorNumber: '4711' });
    await world.order({ id: '9002', number: 1002, debtorNumber: '4711' });
    await world.order({ id: '9003', number: 1003, debtorNumber: '4712' });
    await world.order({ id: '9004', number: 1004, debtorNumber: '4713' });
    clerk = await world.key('clerk');
  });
  afterAll(() => world.end());

  const cards = async (query: string, key = clerk): Promise<OrderCards> => {
    const answer = await world.call('GET', `/api/v1/order-cards?${query}`, { key });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(Cards.parse(answer.body));
    return promised(Cards.parse(answer.body));
  };
  const card = async (orderId: string) => {
    const [found] = (await cards(`orderIds=${orderId}`)).items;
    if (found === undefined) throw new Error(`no card of ${orderId}`);
    return found;
  };
  const post = (path: string, body: unknown, key = clerk) =>
    world.call('POST', `/api/v1${path}`, { key, body });

  describe('a clerk sees', () => {
    it('what is open, and that the first reminder comes after the due date', async () => {
      expect(await card('9001')).toMatchObject({
        orderName: '#1001',
        state: 'open',
        level: 0,
        levels: 4,
        openCents: 100_00,
        interestCents: 0,
        totalCents: 100_00,
        next: { step: 'reminder', level: 1, on: '2026-03-21', because: null },
        hold: null,
        claim: null,
        news: null,
        letters: [],
      });
    });

    it('all receivables of a customer, the newest first, and none of another', async () => {
      const { items } = await cards('customerId=4711');
      expect(items.map(({ orderId }) => orderId)).toEqual(['9002', '9001']);
      expect((await cards('customerId=99')).items).toEqual([]);
    });

    it('several orders at once, and nothing for an order that is no invoice', async () => {
      const { items } = await cards('orderIds=9003,9001,12345');
      expect(items.map(({ orderId }) => orderId)).toEqual(['9001', '9003']);
    });

    it('nothing of another shop, by order or by customer', async () => {
      const other = await openShop(world.service, world.agency, { domain: OTHER, at: world.now() });
      const key = await world.key('owner', other);
      expect((await cards('orderIds=9001', key)).items).toEqual([]);
      expect((await cards('customerId=4711', key)).items).toEqual([]);
    });

    it('his own role, so that the page offers no button that would be refused', async () => {
      expect((await cards('', await world.key('read_only'))).role).toBe('read_only');
      expect((await cards('')).role).toBe('clerk');
    });

    it.each(['orderIds=gid://shopify/Order/1', 'orderIds=1;2', 'customerId=abc', 'orderId=1'])(
      'a refusal for %s',
      async (query) => {
        const answer = await world.call('GET', `/api/v1/order-cards?${query}`, { key: clerk });
        expect(answer.status).toBe(400);
      },
    );

    it('which of the orders he ticked are receivables, and where they stand', async () => {
      const path = '/api/v1/chosen-orders?orderIds=9003,12345,9001';
      const answer = await world.call('GET', path, { key: clerk });
      expect(answer.body).toEqual(Chosen.parse(answer.body));
      expect(chosen(Chosen.parse(answer.body))).toMatchObject({
        on: '2026-03-02',
        role: 'clerk',
        items: [
          { orderId: '9001', orderName: '#1001', state: 'open' },
          { orderId: '9003', orderName: '#1003', state: 'open' },
        ],
      });
      const other = { domain: 'fourth.myshopify.com', at: world.now() };
      const key = await world.key('owner', await openShop(world.service, world.agency, other));
      expect((await world.call('GET', path, { key })).body['items']).toEqual([]);
    });

    it.each([
      ['order-cards', 50],
      ['chosen-orders', 250],
    ])('at %s at most %i orders at once', async (door, most) => {
      const ask = async (count: number) => {
        const ids = Array.from({ length: count }, (_none, at) => String(at + 1)).join(',');
        return world.call('GET', `/api/v1/${door}?orderIds=${ids}`, { key: clerk });
      };
      expect((await ask(most)).status).toBe(200);
      expect((await ask(most + 1)).status).toBe(400);
    });

    it('the page also with the token of the shop admin, from the origin of an extension', async () => {
      const dest = `https://${DOMAIN}`;
      const signed = await token(world, { dest, iss: `${dest}/admin`, sub: '42' });
      const asked = await fetch(`${world.url}/api/v1/order-cards?orderIds=9001`, {
        headers: { authorization: `Bearer ${signed}`, origin: 'https://extensions.shopifycdn.com' },
      });
      expect(asked.headers.get('access-control-allow-origin')).toBe(
        'https://extensions.shopifycdn.com',
      );
      expect(asked.status).toBe(200);
    });
  });

  describe('a customer', () => {
    const own = (key: string, orderId: string) =>
      world.call('GET', `/customer/v1/order?orderId=${orderId}`, { key });

    it('sees his own invoice and how to pay it', async () => {
      const answer = await own(await ofCustomer(world, '4711'), '9001');
      expect(answer.body).toEqual(OwnInvoice.parse(answer.body));
      expect(answer.body).toMatchObject({
        invoice: {
          orderName: '#1001',
          openCents: 100_00,
          atAgency: false,
          transfer: { creditorName: 'Example Shop GmbH', reference: '#1001' },
          told: null,
        },
      });
      expect(JSON.stringify(answer.body)).toContain('BCD\\n002\\n1\\nSCT');
    });

    it('sees no invoice of another customer, of another shop, or one that is none', async () => {
      const stranger = await ofCustomer(world, '4712');
      expect((await own(stranger, '9001')).body).toEqual({ invoice: null });
      const elsewhere = await ofCustomer(world, '4711', OTHER);
      expect((await own(elsewhere, '9001')).body).toEqual({ invoice: null });
      const him = await ofCustomer(world, '4711');
      expect((await own(him, '12345')).body).toEqual({ invoice: null });
    });

    it.each([
      ['a guest', () => token(world, { dest: DOMAIN })],
      [
        'a wrong secret',
        () => token(world, { dest: DOMAIN, sub: 'gid://shopify/Customer/4711' }, 'x'),
      ],
      [
        'another app',
        () => token(world, { dest: DOMAIN, sub: 'gid://shopify/Customer/4711' }, SECRET, 'other'),
      ],
      ['a member of staff', () => token(world, { dest: `https://${DOMAIN}`, sub: '4711' })],
      ['an API key', () => Promise.resolve(clerk)],
    ])('must be signed in: %s gets nothing', async (_who, made) => {
      const answer = await own(await made(), '9001');
      expect(answer).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
    });

    it('cannot use his token at the doors of the staff', async () => {
      const key = await ofCustomer(world, '4711');
      const answer = await world.call('GET', '/api/v1/order-cards?orderIds=9001', { key });
      expect(answer.status).toBe(401);
    });

    it('may ask from the page of the shop: the browser is allowed to send the token', async () => {
      const asked = await fetch(`${world.url}/customer/v1/answers`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://extensions.shopifycdn.com',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    });

    const tell = async (body: unknown, customer = '4711', form = 'form-1') =>
      world.call('POST', '/customer/v1/answers', {
        key: await ofCustomer(world, customer),
        body,
        headers: form === '' ? {} : { 'idempotency-key': form },
      });

    it('who says that he has paid is left in peace, once for one form', async () => {
      const body = { kind: 'paid', orderId: '9001', paidOn: '2026-03-01', text: 'from my bank' };
      for (const _time of [1, 2]) {
        expect(await tell(body)).toMatchObject({ status: 201, body: { told: 'paid' } });
      }
      expect(await rows(world, 'dunning_blocks')).toMatchObject([{ reason: 'claimed_paid' }]);
      expect(await rows(world, 'tasks')).toMatchObject([{ kind: 'check_payment', state: 'open' }]);
      const answer = await own(await ofCustomer(world, '4711'), '9001');
      expect(answer.body).toMatchObject({ invoice: { told: 'paid' } });
      expect(await card('9001')).toMatchObject({ hold: { reason: 'claimed_paid' } });
    });

    it('whose goods are wrong opens a dispute, and it holds the reminders', async () => {
      const body = { kind: 'dispute', orderId: '9002', text: 'Nothing came.' };
      expect((await tell(body)).status).toBe(201);
      expect(await rows(world, 'disputes')).toMatchObject([
        { reason: 'other', debtor_text: 'Nothing came.', state: 'open' },
      ]);
      expect(await card('9002')).toMatchObject({
        hold: { reason: 'dispute' },
        next: { step: 'none', because: 'on_hold' },
        news: { kind: 'hold', on: '2026-03-02' },
      });
    });

    it.each([
      ['an order of another', { kind: 'dispute', orderId: '9003', text: 'mine' }, 404],
      ['a payment to come', { kind: 'paid', orderId: '9001', paidOn: '2026-03-03', text: '' }, 400],
      ['an objection without a word', { kind: 'dispute', orderId: '9001', text: ' ' }, 400],
    ])('is refused %s', async (_what, body, status) => {
      expect((await tell(body, '4711', 'form-2')).status).toBe(status);
    });

    it('is refused without the key that makes a form count once', async () => {
      const body = { kind: 'dispute', orderId: '9001', text: 'x' };
      expect((await tell(body, '4711', '')).status).toBe(400);
    });
  });

  describe('after the reminders', () => {
    beforeAll(async () => {
      for (const on of ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-28']) {
        await accountWasChecked(world.service.house, 1, { actor: 'test', at: world.now() });
        await world.day(on);
      }
    });

    it('the card names every letter, the last news and what comes', async () => {
      const found = await card('9003');
      expect(found).toMatchObject({
        state: 'in_dunning',
        level: 4,
        next: { step: 'handover' },
        news: { kind: 'reminder', on: '2026-04-28' },
      });
      expect(found.interestCents).toBeGreaterThan(0);
      expect(found.totalCents).toBe(found.openCents + found.interestCents);
      expect(found.letters.map(({ sentOn }) => sentOn)).toEqual([
        '2026-03-21',
        '2026-03-31',
        '2026-04-14',
        '2026-04-28',
      ]);
    });

    it('each letter is a PDF, the same each time, and none for another shop', async () => {
      const [letter] = (await card('9003')).letters;
      const read = async (key: string) =>
        fetch(`${world.url}${letter?.path}`, { headers: { authorization: `Bearer ${key}` } });
      const first = await read(clerk);
      expect(first.headers.get('content-type')).toBe('application/pdf');
      expect(first.headers.get('content-disposition')).toMatch(/^inline/);
      const bytes = Buffer.from(await first.arrayBuffer());
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect(Buffer.from(await (await read(clerk)).arrayBuffer()).equals(bytes)).toBe(true);
      const other = { domain: 'third.myshopify.com', at: world.now() };
      const stranger = await world.key('owner', await openShop(world.service, world.agency, other));
      expect((await read(stranger)).status).toBe(404);
    });

    it('a hand-over that its gates refuse is not even asked for, and says why', async () => {
      const id = (await card('9001')).receivableId;
      const asked = await post('/handover-requests', { receivableIds: [id, 999], note: null });
      expect(asked.status).toBe(201);
      expect(asked.body['results']).toMatchObject([
        { id, done: false, refused: expect.any(String) },
        { id: 999, done: false, refused: expect.stringContaining('does not exist') },
      ]);
      expect(await rows(world, 'tasks', { kind: 'approve_handover' })).toEqual([]);
    });

    it('a hand-over that was asked for waits for the owner, and leaves when he approves', async () => {
      world.at('2026-05-18');
      await accountWasChecked(world.service.house, 1, { actor: 'test', at: world.now() });
      const id = (await card('9003')).receivableId;
      const body = { receivableIds: [id, id], note: 'answered twice' };
      for (const _time of [1, 2]) {
        const asked = await post('/handover-requests', body);
        expect(asked.body['results']).toEqual([{ id, done: true, refused: null }]);
      }
      const [task, more] = await rows(world, 'tasks', { kind: 'approve_handover' });
      expect(more).toBeUndefined();
      expect(task).toMatchObject({ note: 'answered twice', state: 'open' });
      expect(await rows(world, 'claims', { receivable_id: id })).toEqual([]);
      const approve = `/handover-requests/${Number(task?.['id'])}/approve`;
      expect((await post(approve, {})).status).toBe(403);
      const owner = await world.key('owner');
      expect((await post(approve, {}, owner)).status).toBe(202);
      expect(await rows(world, 'claims', { receivable_id: id })).toHaveLength(1);
      expect((await post(approve, {}, owner)).status).toBe(404);
    });

    it('the owner alone declines a request, once and with a reason; today it is not asked again', async () => {
      const id = (await card('9004')).receivableId;
      const request = { receivableIds: [id], note: null };
      await post('/handover-requests', request);
      const [task] = await rows(world, 'tasks', { receivable_id: id, state: 'open' });
      const decline = `/handover-requests/${Number(task?.['id'])}/decline`;
      const because = { because: 'he has called' };
      expect((await post(decline, because)).status).toBe(403);
      const owner = await world.key('owner');
      expect((await post(decline, {}, owner)).status).toBe(400);
      expect((await post(decline, because, owner)).body).toEqual({ receivableId: id });
      expect((await post(decline, because, owner)).status).toBe(404);
      expect(await rows(world, 'claims', { receivable_id: id })).toEqual([]);
      expect(await rows(world, 'notes', { receivable_id: id })).toMatchObject([
        { text: 'he has called' },
      ]);
      expect((await post('/handover-requests', request)).body['results']).toEqual([
        { id, done: false, refused: expect.stringContaining('ask again tomorrow') },
      ]);
    });

    it('a request for what the run hands over meanwhile is gone the next morning', async () => {
      world.at('2026-05-19', 5);
      const id = (await card('9004')).receivableId;
      await post('/handover-requests', { receivableIds: [id], note: null });
      const open = { kind: 'approve_handover', state: 'open' };
      expect(await rows(world, 'tasks', open)).toMatchObject([{ receivable_id: id }]);
      await world.day('2026-05-19');
      expect(await card('9004')).toMatchObject({ state: 'handed_over' });
      await world.day('2026-05-20');
      expect(await rows(world, 'tasks', open)).toEqual([]);
    });

    it('the card shows the claim, and the customer is sent to the letter of the agency', async () => {
      expect(await card('9003')).toMatchObject({
        state: 'handed_over',
        next: { step: 'none', because: 'at_agency' },
        claim: { fileNumber: expect.any(String) },
      });
      const key = await ofCustomer(world, '4712');
      const answer = await world.call('GET', '/customer/v1/order?orderId=9003', { key });
      expect(answer.body).toMatchObject({
        invoice: { atAgency: true, payUrl: null, transfer: null },
      });
    });

    it('a payment is news, and what is paid has no next step', async () => {
      await world.pays('9001', 100_00);
      expect(await card('9001')).toMatchObject({
        state: 'paid',
        totalCents: 0,
        next: { step: 'none', because: 'paid' },
        news: { kind: 'payment' },
      });
      const key = await ofCustomer(world, '4711');
      const answer = await world.call('GET', '/customer/v1/order?orderId=9001', { key });
      expect(answer.body).toEqual({ invoice: null });
    });
  });
});
