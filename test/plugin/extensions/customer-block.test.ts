/** @jest-environment jsdom */
import { card, cards } from './cards.ts';
import { assertKnown } from './contract.ts';
import { LANGUAGES, type Reply, type Stand, stand, type StandWish } from './stand.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });

describe('the block at the customer', () => {
  let shown: Stand;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    const name = 'customer-block';
    shown = await stand({ name, target: 'admin.customer-details.block.render', answer, ...more });
  };
  const show = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    await setUp(answer, more);
    await shown.show();
  };

  it('shows that it is loading', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.all('s-spinner')).toHaveLength(1);
  });

  it('lists every receivable of the customer and adds up what is open', async () => {
    const paid = card({ receivableId: 8, orderId: '2', orderName: '#1002', state: 'paid' });
    const more = card({ receivableId: 9, orderId: '3', orderName: '#1003', totalCents: 100_00 });
    await show(() => ok(cards([card(), { ...paid, totalCents: 0 }, more])));
    expect(shown.calls[0]?.query.get('customerId')).toBe('1');
    expect(shown.all('s-table-body s-table-row')).toHaveLength(3);
    expect(shown.text()).toContain('€1,342.45');
    expect(shown.find('s-table-cell s-link').getAttribute('href')).toBe('shopify://admin/orders/1');
  });

  it('never adds amounts of two currencies', async () => {
    await show(() => ok(cards([card(), card({ currency: 'CHF', totalCents: 50_00 })])));
    expect(shown.text()).toMatch(/€1,242\.45 \+ CHF.50\.00/);
  });

  it('says that there is no rating yet instead of making one up', async () => {
    await show(() => ok(cards([card()])));
    expect(shown.text()).toContain('Payer rating No rating yet');
  });

  it.each([
    ['nothing was sold on invoice', () => ok(cards([])), 'Nothing was sold on invoice'],
    ['the visitor may not see it', () => ({ status: 403, body: {} }), 'You may not see this'],
    ['the service is away', () => ({ status: 500, body: {} }), 'Mahnlauf does not answer'],
  ])('says when %s', async (_why, answer, words) => {
    await show(answer);
    expect(shown.text()).toContain(words);
    expect(shown.all('s-table')).toEqual([]);
  });

  it.each(LANGUAGES)('speaks %s', async (language) => {
    const states = ['open', 'overdue', 'handed_over', 'written_off', 'cancelled'] as const;
    const items = states.map((state, id) => card({ receivableId: id, state, dueOn: null }));
    await show(() => ok(cards(items)), { language });
    expect(shown.text()).not.toMatch(/\bundefined\b|\{\{/);
    await shown.end();
    await show(() => ok(cards([card({ state: 'paid' })])), { language });
  });
});
