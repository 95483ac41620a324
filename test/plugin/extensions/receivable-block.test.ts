/** @jest-environment jsdom */
import { card, cards } from './cards.ts';
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

const ok = (body: unknown): Reply => ({ status: 200, body });

describe('the block at the order', () => {
  let shown: Stand;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    const name = 'receivable-block';
    shown = await stand({ name, target: 'admin.order-details.block.render', answer, ...more });
  };
  const show = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    await setUp(answer, more);
    await shown.show();
  };
  /** Reading always works; a change gets the given reply. */
  const shop =
    (items: Parameters<typeof cards>[0], change: Reply = ok({})) =>
    (call: Call) =>
      call.method === 'GET' ? ok(cards(items)) : change;
  const changes = () => shown.calls.filter(({ method }) => method !== 'GET');

  it('shows that it is loading, and asks for the one order with the token of the visitor', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.find('s-spinner').getAttribute('accessibilityLabel')).toBe('Loading');
    expect(shown.all('s-button')).toEqual([]);
  });

  it('says what is open with interest, the level, the next step and when, and the last news', async () => {
    await show(shop([card()]));
    expect(shown.calls).toMatchObject([{ method: 'GET', path: '/api/v1/order-cards' }]);
    expect(shown.calls[0]?.query.get('orderIds')).toBe('1');
    expect(shown.calls[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const text = shown.text();
    for (const words of [
      '€1,242.45',
      '€1,234.56 and €7.89 interest until today',
      'Mar 16, 2026',
      'Reminder 2 of 4 sent',
      'Reminder 3, not before Apr 14, 2026',
      'Reminder sent, Mar 31, 2026',
    ]) {
      expect(text).toContain(words);
    }
    expect(shown.find('s-link').getAttribute('href')).toBe('app:/receivables/7');
    expect(text).not.toContain('Agency');
  });

  it('shows the claim with its file number, and what the agency said last', async () => {
    const claim = {
      state: 'in_progress',
      fileNumber: 'A-77',
      statusText: 'Mahnbescheid beantragt',
    };
    const next = { step: 'none', level: null, on: null, because: 'at_agency' } as const;
    await show(shop([card({ state: 'handed_over', claim, next })]));
    expect(shown.text()).toContain('Mahnbescheid beantragt · file A-77');
    expect(shown.text()).toContain('The agency goes on');
    expect(shown.all('s-button').map((button) => button.textContent)).toEqual(['Hold', 'More']);
  });

  it('says that there is nothing for an order that was not sold on invoice', async () => {
    await show(shop([]));
    expect(shown.text()).toContain('No receivable');
    expect(shown.all('s-button')).toEqual([]);
  });

  it.each([401, 403])(
    'says that the visitor may not see it (%i), without a way to insist',
    async (status) => {
      await show(() => ({ status, body: { detail: 'the role x may not do this' } }));
      expect(shown.text()).toContain('You may not see this');
      expect(shown.all('s-button')).toEqual([]);
    },
  );

  it('is denied without asking when Shopify gives no token', async () => {
    await setUp(shop([card()]));
    Object.assign(shown.shopify, { auth: { idToken: async () => null } });
    await shown.show();
    expect(shown.text()).toContain('You may not see this');
    expect(shown.calls).toEqual([]);
  });

  it.each([
    ['a fault of the service', { status: 500, body: {} }],
    ['an answer that is no JSON', { status: 200, body: '<html>' }],
    ['too many calls', { status: 429, body: {} }],
  ])('says after %s that it does not answer, and tries again when asked', async (_what, reply) => {
    const replies: Reply[] = [reply];
    await show(() => replies.shift() ?? ok(cards([card()])));
    expect(shown.text()).toContain('Mahnlauf does not answer');
    await shown.press('Try again');
    expect(shown.text()).toContain('€1,242.45');
  });

  it('holds with a reason and a last day, once, and shows the new state', async () => {
    const held = card({ hold: { id: 5, reason: 'open_return', untilOn: '2026-05-01' } });
    let done = false;
    await show((call) => {
      if (call.method === 'GET') return ok(cards([done ? held : card()]));
      done = true;
      return { status: 201, body: {} };
    });
    await shown.press('Hold');
    await shown.type('reason', 'open_return');
    await shown.type('day', '2026-05-01');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/receivables/7/dunning-blocks',
        body: { reason: 'open_return', note: null, untilOn: '2026-05-01' },
      },
    ]);
    expect(changes()[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(shown.text()).toContain('Return is open, until May 1, 2026');
    expect(shown.all('[name="reason"]')).toEqual([]);
  });

  it('tries a hold again under the same key when its answer was lost, and under a new one later', async () => {
    const replies: Reply[] = [{ status: 503, body: {} }];
    await show((call) =>
      call.method === 'GET' ? ok(cards([card()])) : (replies.shift() ?? ok({})),
    );
    await shown.press('Hold');
    await shown.press('Save');
    expect(shown.text()).toContain('Mahnlauf does not answer');
    await shown.press('Save');
    await shown.press('Hold');
    await shown.press('Save');
    const [first, second, third] = changes().map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('shows the sentence of the service when it refuses', async () => {
    const refusal = { status: 409, body: { detail: 'receivable 7 is paid: nothing to block' } };
    await show(shop([card()], refusal));
    await shown.press('Hold');
    await shown.press('Save');
    expect(shown.text()).toContain('receivable 7 is paid: nothing to block');
  });

  it('releases a hold', async () => {
    await show(shop([card({ hold: { id: 5, reason: 'complaint', untilOn: null } })]));
    expect(shown.text()).toContain('Complaint, until released');
    await shown.press('Release');
    expect(changes()).toMatchObject([{ method: 'DELETE', path: '/api/v1/dunning-blocks/5' }]);
  });

  it('records a promise with amount and day, and says which field is missing', async () => {
    await show(shop([card()]));
    await shown.press('Record a promise');
    await shown.press('Save');
    expect(shown.text()).toContain('Enter a day');
    expect(changes()).toEqual([]);
    await shown.type('amount', '200.5');
    await shown.type('day', '2026-04-10');
    await shown.type('note', ' on the telephone ');
    await shown.press('Save');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/receivables/7/promises',
        body: { amountCents: 200_50, promisedOn: '2026-04-10', note: 'on the telephone' },
      },
    ]);
  });

  it('writes nothing when the clerk thinks better of it', async () => {
    await show(shop([card()]));
    await shown.press('Hold');
    await shown.press('Cancel');
    expect(changes()).toEqual([]);
    expect(shown.text()).toContain('Record a promise');
  });

  it('opens the action with all forms', async () => {
    const opened: string[] = [];
    await setUp(shop([card()]));
    Object.assign(shown.shopify, { navigation: { navigate: (url: string) => opened.push(url) } });
    await shown.show();
    await shown.press('More');
    expect(opened).toEqual(['extension://receivable-action']);
  });

  it('offers no move to whom may only look, and none where nothing is open', async () => {
    await show(() => ok(cards([card()], { role: 'read_only' })));
    expect(shown.text()).toContain('Your role may look, not change.');
    expect(shown.all('s-button')).toEqual([]);
    await shown.end();
    await show(shop([card({ state: 'paid', totalCents: 0 })]));
    expect(shown.all('s-button')).toEqual([]);
  });

  it.each(LANGUAGES)('speaks %s in every state and every step', async (language) => {
    const next = { step: 'none', level: null, on: null } as const;
    const claim = { fileNumber: 'A-1', statusText: null };
    const many = [
      ...(
        [
          'open',
          'overdue',
          'in_dunning',
          'handed_over',
          'paid',
          'written_off',
          'cancelled',
        ] as const
      ).map((state) => card({ state })),
      ...(
        [
          'paid',
          'closed',
          'at_agency',
          'on_hold',
          'in_delivery',
          'below_minimum',
          'due_date_unknown',
        ] as const
      ).map((because) => card({ next: { ...next, because } })),
      ...(
        [
          'queued',
          'unconfirmed',
          'submitted',
          'accepted',
          'in_progress',
          'rejected',
          'withdrawn',
          'paid',
          'closed',
        ] as const
      ).map((state) => card({ claim: { ...claim, state } })),
      ...(['reminder', 'payment', 'agency', 'hold'] as const).map((kind) =>
        card({ news: { kind, on: '2026-03-31', text: null } }),
      ),
      card({
        news: null,
        level: 0,
        dueOn: null,
        next: { step: 'handover', level: null, on: null, because: null },
      }),
    ];
    for (const one of many) {
      await show(shop([one]), { language });
      expect(shown.text()).not.toMatch(/\bundefined\b|\{\{|\bnull\b/);
      await shown.end();
    }
    await show(shop([card()]), { language });
  });
});
