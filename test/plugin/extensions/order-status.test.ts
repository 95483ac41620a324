/** @jest-environment jsdom */
import { invoice } from './cards.ts';
import { assertKnown } from './contract.ts';
import {
  type Call,
  LANGUAGES,
  type Reply,
  type Stand,
  stand,
  type StandWish,
  TOKEN,
} from './stand.ts';

const SERVICE = 'https://mahnlauf.example.com/';
describe('the invoice on the order status page', () => {
  let shown: Stand;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    const name = 'order-status';
    const target = 'customer-account.order-status.block.render';
    shown = await stand({ name, target, answer, ...more });
    set('settings', { service_url: SERVICE });
    Object.assign(shown.shopify, { extension: { editor: undefined } });
  };
  const set = (signal: string, value: unknown) => {
    Object.assign(shown.signal(signal), { value });
  };
  const show = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    await setUp(answer, more);
    await shown.show();
  };
  const ok = (body: unknown): Reply => ({ status: 200, body });
  const service =
    (facts: Partial<Record<keyof typeof invoice, unknown>> = {}, change: Reply = ok({})) =>
    (call: Call) =>
      call.method === 'GET' ? ok({ invoice: { ...invoice, ...facts } }) : change;

  it('says and asks nothing before the login', async () => {
    await setUp(service());
    set('authenticationState', 'pre_authenticated');
    await shown.show();
    expect(document.body.innerHTML).toBe('');
    expect(shown.calls).toEqual([]);
  });

  it('shows that it is loading', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.all('s-skeleton-paragraph')).toHaveLength(1);
  });

  it('shows what is open, until when, and how to pay', async () => {
    await show(service());
    expect(shown.calls).toMatchObject([{ method: 'GET', path: '/customer/v1/order' }]);
    expect(shown.calls[0]?.query.get('orderId')).toBe('1');
    expect(shown.calls[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(shown.text()).toContain('€100.00 is still open, due on March 16, 2026.');
    expect(shown.find('s-button[href]').getAttribute('href')).toBe(invoice.payUrl);
    expect(shown.text()).toContain('IBAN: DE89 3704 0044 0532 0130 00');
    expect(shown.find('s-qr-code').getAttribute('content')).toBe(invoice.transfer.giroCode);
  });

  it('sends a debtor whose invoice is at the agency to the letter of the agency', async () => {
    await show(service({ atAgency: true, payUrl: null, transfer: null }));
    expect(shown.text()).toContain('A collection agency has this invoice now.');
    expect(shown.all('s-button[href], s-details')).toEqual([]);
  });

  it('shows no code where a GiroCode cannot carry it, and no transfer without an account', async () => {
    await show(service({ transfer: { ...invoice.transfer, giroCode: null } }));
    expect(shown.text()).toContain('IBAN');
    expect(shown.all('s-qr-code')).toEqual([]);
    await shown.end();
    await show(service({ transfer: null, payUrl: null, dueOn: null }));
    expect(shown.text()).toContain('€100.00 is still open.');
    expect(shown.text()).not.toContain('IBAN');
    expect(shown.all('s-button[href]')).toEqual([]);
  });

  it.each([
    ['was not sold on invoice', { invoice: null }],
    ['is paid', { invoice: { ...invoice, openCents: 0 } }],
  ])('stays silent for an order that %s', async (_what, body) => {
    await show(() => ok(body));
    expect(shown.text()).toBe('');
  });

  it('takes "I have paid" down, and says that it is looked for', async () => {
    let told: string | null = null;
    await show((call) => {
      if (call.method === 'POST') told = 'paid';
      return ok(call.method === 'GET' ? { invoice: { ...invoice, told } } : { told });
    });
    await shown.press('I have paid already');
    await shown.type('paidOn', '2026-04-01');
    await shown.type('text', 'from my account');
    await shown.press('Send');
    expect(shown.calls[1]).toMatchObject({
      method: 'POST',
      path: '/customer/v1/answers',
      body: { orderId: '1', kind: 'paid', paidOn: '2026-04-01', text: 'from my account' },
    });
    expect(shown.calls[1]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(shown.text()).toContain('We are looking for your payment');
    expect(shown.all('s-text-area')).toEqual([]);
  });

  it('takes an objection down, but not without a word', async () => {
    await show(service());
    await shown.press('Something is wrong');
    await expect(shown.press('Send')).rejects.toThrow('is off');
    await shown.type('text', 'Nothing came.');
    await shown.press('Send');
    expect(shown.calls[1]).toMatchObject({
      body: { orderId: '1', kind: 'dispute', text: 'Nothing came.' },
    });
  });

  it('sends nothing when the customer thinks better of it', async () => {
    await show(service());
    await shown.press('Something is wrong');
    await shown.press('Cancel');
    expect(shown.calls).toHaveLength(1);
    expect(shown.text()).toContain('I have paid already');
  });

  it('does not lose the words when the service is away', async () => {
    const replies: Reply[] = [{ status: 503, body: {} }];
    await show((call) =>
      call.method === 'GET' ? ok({ invoice }) : (replies.shift() ?? ok({ told: 'dispute' })),
    );
    await shown.press('Something is wrong');
    await shown.type('text', 'Nothing came.');
    await shown.press('Send');
    expect(shown.text()).toContain('This does not load just now');
    await shown.press('Try again');
    const [, first, second] = shown.calls;
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  it.each([
    ['the session has ended', { status: 401, body: {} }, 'Please sign in again'],
    ['the service is away', { status: 500, body: {} }, 'This does not load just now'],
  ])('says when %s', async (_what, reply, words) => {
    await show(() => reply);
    expect(shown.text()).toContain(words);
  });

  it.each([undefined, '', 'http://mahnlauf.example.com', 'javascript:alert(1)'])(
    'sends no token and tells only the merchant when the address of the service is %s',
    async (service_url) => {
      await setUp(service());
      set('settings', { service_url });
      await shown.show();
      expect(shown.calls).toEqual([]);
      expect(shown.text()).toBe('');
      Object.assign(shown.signal('extension'), { editor: { type: 'checkout' } });
      await shown.showAgain();
      expect(shown.calls).toEqual([]);
      expect(shown.text()).toContain('Enter the address of Mahnlauf');
    },
  );

  it.each(LANGUAGES)('speaks %s, and never of collection or reminders', async (language) => {
    for (const told of [null, 'paid', 'dispute']) {
      await show(service({ told }), { language });
      expect(shown.text()).not.toMatch(/\bundefined\b|\{\{/);
      expect(shown.text()).not.toMatch(/inkasso|mahn(ung|st)|collection|agency|sollecit|recupero/i);
      await shown.end();
    }
    await show(() => ({ status: 500, body: {} }), { language });
  });
});
