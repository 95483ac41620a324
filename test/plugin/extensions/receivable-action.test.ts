/** @jest-environment jsdom */
import { card, cards } from './cards.ts';
import { assertKnown } from './contract.ts';
import { type Call, LANGUAGES, type Reply, type Stand, stand, type StandWish } from './stand.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });

describe('the action at the order', () => {
  let shown: Stand;
  let closed: number;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    closed = 0;
    const name = 'receivable-action';
    shown = await stand({ name, target: 'admin.order-details.action.render', answer, ...more });
    Object.assign(shown.shopify, {
      close: () => {
        closed += 1;
      },
    });
  };
  const show = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    await setUp(answer, more);
    await shown.show();
  };
  const shop =
    (one = card(), change: Reply = ok({})) =>
    (call: Call) =>
      call.method === 'GET' ? ok(cards([one])) : change;
  const changes = () => shown.calls.filter(({ method }) => method !== 'GET');
  const kinds = () => shown.all('[name="kind"] s-option').map((option) => option.textContent);

  it('shows that it is loading', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.find('s-spinner').getAttribute('accessibilityLabel')).toBe('Loading');
  });

  it('offers every form for what is open, and says of which order it speaks', async () => {
    await show(shop());
    expect(shown.text()).toContain('#1001: €1,242.45 open, with interest until today.');
    expect(kinds()).toEqual(['Hold', 'Promise to pay', 'Objection', 'Payment received']);
  });

  it('places a hold without an end when no day is named, and closes', async () => {
    await show(shop());
    await shown.type('note', 'waits for the return');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/receivables/7/dunning-blocks',
        body: { reason: 'complaint', note: 'waits for the return', untilOn: null },
      },
    ]);
    expect(closed).toBe(1);
  });

  it('offers no second hold where one is in force', async () => {
    await show(shop(card({ hold: { id: 5, reason: 'complaint', untilOn: null } })));
    expect(kinds()).toEqual(['Promise to pay', 'Objection', 'Payment received']);
  });

  it('offers no promise to us for what the agency has', async () => {
    await show(shop(card({ state: 'handed_over' })));
    expect(kinds()).toEqual(['Hold', 'Objection', 'Payment received']);
  });

  it('records a promise of the whole when the amount is left as it is', async () => {
    await show(shop());
    await shown.type('kind', 'promise');
    await shown.type('day', '2026-04-20');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/receivables/7/promises',
        body: { amountCents: 1_234_56, promisedOn: '2026-04-20', note: null },
      },
    ]);
  });

  it("records an objection with the customer's words, and not without them", async () => {
    await show(shop());
    await shown.type('kind', 'dispute');
    await shown.type('reason', 'goods_missing');
    await shown.press('Save');
    expect(shown.text()).toContain('Enter what the customer says');
    expect(changes()).toEqual([]);
    await shown.type('text', 'Nothing came.');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/receivables/7/disputes',
        body: { reason: 'goods_missing', text: 'Nothing came.' },
      },
    ]);
    expect(closed).toBe(1);
  });

  it('records a payment by hand with its reference, of today unless another day is named', async () => {
    await show(shop());
    await shown.type('kind', 'payment');
    await shown.type('amount', '34,5');
    await shown.press('Save');
    expect(shown.text()).toContain('Enter the reference of the bank');
    await shown.type('reference', 'statement 14/2');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/receivables/7/payments',
        body: { amountCents: 34_50, paidOn: '2026-04-02', reference: 'statement 14/2' },
      },
    ]);
  });

  it.each(['', '0', '-5', '1.234', 'abc', '12,345'])('takes "%s" for no amount', async (amount) => {
    await show(shop());
    await shown.type('kind', 'payment');
    await shown.type('amount', amount);
    await shown.type('reference', 'x');
    await shown.press('Save');
    expect(shown.text()).toContain('Enter an amount above zero');
    expect(changes()).toEqual([]);
  });

  it('reads amounts of a currency without cents as they are', async () => {
    await show(shop(card({ currency: 'JPY', openCents: 5000 })));
    await shown.type('kind', 'payment');
    expect(shown.find('[name="amount"]').getAttribute('value')).toBe('5000');
    await shown.type('reference', 'x');
    await shown.press('Save');
    expect(changes()).toMatchObject([{ body: { amountCents: 5000 } }]);
  });

  it('stays open with the sentence of the service when it refuses', async () => {
    const refusal = { status: 400, body: { detail: 'untilOn 2026-01-01 has passed' } };
    await show(shop(card(), refusal));
    await shown.type('day', '2026-01-01');
    await shown.press('Save');
    expect(shown.text()).toContain('untilOn 2026-01-01 has passed');
    expect(closed).toBe(0);
  });

  it.each([
    ['nothing was sold on invoice', () => ok(cards([])), 'No receivable'],
    ['nothing is open', () => ok(cards([card({ state: 'paid' })])), 'Nothing is open here.'],
    ['the role may only look', () => ok(cards([card()], { role: 'read_only' })), 'may look'],
    ['the visitor may not see it', () => ({ status: 403, body: {} }), 'You may not see this'],
    ['the service is away', () => ({ status: 502, body: {} }), 'Mahnlauf does not answer'],
  ])('shows no form when %s', async (_why, answer, words) => {
    await show(answer);
    expect(shown.text()).toContain(words);
    expect(shown.all('[slot="primary-action"]')).toEqual([]);
    await shown.press('Close');
    expect(closed).toBe(1);
  });

  it.each(LANGUAGES)('speaks %s in every form', async (language) => {
    await show(shop(), { language });
    for (const kind of ['hold', 'promise', 'dispute', 'payment']) {
      await shown.type('kind', kind);
      expect(shown.text()).not.toMatch(/\bundefined\b|\{\{/);
    }
  });
});
