/** @jest-environment jsdom */
import { card, cards } from './cards.ts';
import { assertKnown } from './contract.ts';
import { LANGUAGES, type Reply, type Stand, stand, type StandWish } from './stand.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });

describe('printing the letters of an order', () => {
  let shown: Stand;
  afterEach(async () => {
    await shown.end();
    for (const call of shown.calls) assertKnown(call);
  });

  const setUp = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    const name = 'letters-print';
    const target = 'admin.order-details.print-action.render';
    shown = await stand({ name, target, answer, ...more });
    Object.assign(shown.shopify, { data: { selected: [{ id: 'gid://shopify/Order/1' }] } });
  };
  const show = async (answer: StandWish['answer'], more: Partial<StandWish> = {}) => {
    await setUp(answer, more);
    await shown.show();
  };
  const source = () => shown.find('s-admin-print-action').getAttribute('src');

  it('shows that it is loading and offers nothing to print', async () => {
    await setUp(() => null);
    await shown.showWaiting();
    expect(shown.all('s-spinner')).toHaveLength(1);
    expect(source()).toBeNull();
  });

  it('offers the newest letter first, and any other', async () => {
    await show(() => ok(cards([card()])));
    expect(source()).toBe('/api/v1/reminders/12/letter');
    expect(shown.all('s-option').map((option) => option.textContent)).toEqual([
      'Friendly reminder, sent Mar 21, 2026',
      'First reminder, sent Mar 31, 2026',
    ]);
    await shown.type('letter', '11');
    expect(source()).toBe('/api/v1/reminders/11/letter');
  });

  it.each([
    ['no letter was written', () => ok(cards([card({ letters: [] })])), 'No reminder was written'],
    ['there is no receivable', () => ok(cards([])), 'No reminder was written'],
    ['the visitor may not see it', () => ({ status: 403, body: {} }), 'You may not see this'],
    ['the service is away', () => ({ status: 500, body: {} }), 'Mahnlauf does not answer'],
  ])('prints nothing when %s', async (_why, answer, words) => {
    await show(answer);
    expect(shown.text()).toContain(words);
    expect(source()).toBeNull();
  });

  it.each(LANGUAGES)('names every letter in %s', async (language) => {
    const templates = [
      'pre_due_notice',
      'friendly_reminder',
      'first_reminder',
      'second_reminder',
      'final_notice',
    ];
    const letters = templates.map((template, level) => {
      const sentOn = level === 4 ? null : '2026-03-21';
      return { id: level + 1, level, template, sentOn, path: '/api/v1/reminders/1/letter' };
    });
    await show(() => ok(cards([card({ letters })])), { language });
    expect(shown.all('s-option')).toHaveLength(5);
    expect(shown.text()).not.toMatch(/\bundefined\b|\{\{/);
  });
});
