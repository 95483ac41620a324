/** @jest-environment jsdom */
import { chosen, chosenOrder } from './cards.ts';
import { assertKnown } from './contract.ts';
import { type Call, LANGUAGES, type Reply, type Stand, stand, type StandWish } from './stand.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });
const two = [chosenOrder(), chosenOrder({ receivableId: 8, orderId: '2', orderName: '#1002' })];

describe('the action at the list of orders', () => {
  let shown: Stand;
  let closed: number;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    closed = 0;
    const name = 'orders-action';
    const target = 'admin.order-index.selection-action.render';
    shown = await stand({ name, target, answer, ...more });
    const selected = [1, 2, 3].map((id) => ({ id: `gid://shopify/Order/${id}` }));
    Object.assign(shown.shopify, {
      data: { selected },
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
    (results: { id: number; refused: string | null }[] = []) =>
    (call: Call) =>
      call.method === 'GET' ? ok(chosen(two)) : { status: 201, body: { results } };
  const changes = () => shown.calls.filter(({ method }) => method !== 'GET');

  it('shows that it is loading', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.all('s-spinner')).toHaveLength(1);
  });

  it('asks for all chosen orders at once and counts those with something open', async () => {
    const paid = chosenOrder({ receivableId: 9, orderId: '3', state: 'paid' });
    await show(() => ok(chosen([...two, paid])));
    expect(shown.calls[0]?.query.get('orderIds')).toBe('1,2,3');
    expect(shown.text()).toContain('2 open receivables among the chosen orders.');
  });

  it('holds all of them with one call', async () => {
    await show(shop(two.map(({ receivableId: id }) => ({ id, refused: null }))));
    await shown.type('reason', 'open_return');
    await shown.type('day', '2026-05-01');
    await shown.press('Hold');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/bulk-actions',
        body: {
          action: 'hold',
          receivableIds: [7, 8],
          reason: 'open_return',
          note: null,
          untilOn: '2026-05-01',
        },
      },
    ]);
    expect(shown.text()).toContain('Done for 2 of 2.');
    await shown.press('Close');
    expect(closed).toBe(1);
  });

  it('asks for the hand-over and hands nothing over; the refused are named with their reason', async () => {
    await show(
      shop([
        { id: 7, refused: null },
        { id: 8, refused: 'the final notice is not out' },
      ]),
    );
    await shown.type('move', 'handover');
    expect(shown.text()).toContain('Nothing leaves now');
    await shown.type('note', 'all answered');
    await shown.press('Ask for the hand-over');
    expect(changes()).toMatchObject([
      {
        path: '/api/v1/handover-requests',
        body: { receivableIds: [7, 8], note: 'all answered' },
      },
    ]);
    expect(shown.text()).toContain('Done for 1 of 2.');
    expect(shown.text()).toContain('#1002: the final notice is not out');
  });

  it('keeps what was chosen when the service does not answer, and tries under the same key', async () => {
    const replies: Reply[] = [{ status: 500, body: {} }];
    await show((call) =>
      call.method === 'GET' ? ok(chosen(two)) : (replies.shift() ?? ok({ results: [] })),
    );
    await shown.press('Hold');
    expect(shown.text()).toContain('Mahnlauf does not answer');
    await shown.press('Hold');
    const [first, second] = changes().map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
  });

  it.each([
    ['none of them has an open receivable', () => ok(chosen([])), 'None of these orders'],
    ['the role may only look', () => ok(chosen(two, { role: 'read_only' })), 'may look'],
    ['the visitor may not see it', () => ({ status: 401, body: {} }), 'You may not see this'],
    ['the service is away', () => ({ status: 503, body: {} }), 'Mahnlauf does not answer'],
  ])('offers nothing when %s', async (_why, answer, words) => {
    await show(answer);
    expect(shown.text()).toContain(words);
    expect(shown.all('[slot="primary-action"]')).toEqual([]);
  });

  it.each(LANGUAGES)('speaks %s', async (language) => {
    await show(shop(), { language });
    for (const move of ['handover', 'hold']) {
      await shown.type('move', move);
      expect(shown.text()).not.toMatch(/\bundefined\b|\{\{/);
    }
  });
});
