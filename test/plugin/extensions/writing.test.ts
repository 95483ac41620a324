/** @jest-environment jsdom */
import { h, render } from 'preact';
import { act } from 'preact/test-utils';
import { ApiProblem } from '../../../plugin/shopify/extensions/shared/client.ts';
import { useWriting, type Writing } from '../../../plugin/shopify/extensions/shared/loading.ts';
import { amountOf, centsOf, fieldText } from '../../../plugin/shopify/extensions/shared/money.ts';

describe('writing from a form that stays open', () => {
  let writing: Writing;
  const Form = () => {
    writing = useWriting();
    return null;
  };
  beforeEach(() => act(() => render(h(Form, {}), document.body)));
  afterEach(() => render(null, document.body));

  const keys: string[] = [];
  const write = async (what: string, outcome: 'works' | 'fails') => {
    await act(async () => {
      await writing.write(async (key) => {
        keys.push(key);
        if (outcome === 'fails') throw new ApiProblem('unreachable');
      }, what);
    });
    return keys.at(-1);
  };

  it('keeps its key while the same thing fails, and takes a new one once it worked', async () => {
    const first = await write('hold', 'fails');
    expect(writing.problem?.kind).toBe('unreachable');
    expect(await write('hold', 'works')).toBe(first);
    expect(writing.problem).toBeNull();
    expect(await write('hold', 'works')).not.toBe(first);
  });

  it('takes a new key for another thing', async () => {
    const first = await write('hold', 'fails');
    expect(await write('promise', 'works')).not.toBe(first);
  });

  it('does nothing on a second press while the first is under way', async () => {
    let calls = 0;
    let answer = () => {};
    const slow = () =>
      new Promise<void>((resolve) => {
        calls += 1;
        answer = resolve;
      });
    await act(async () => {
      const first = writing.write(slow, 'hold');
      expect(await writing.write(slow, 'hold')).toBe(false);
      answer();
      expect(await first).toBe(true);
    });
    expect(calls).toBe(1);
  });
});

describe('amounts', () => {
  it.each([
    ['12', 'EUR', 12_00],
    ['12.3', 'EUR', 12_30],
    [' 0,05 ', 'EUR', 5],
    ['999999999.99', 'EUR', 999_999_999_99],
    ['12', 'JPY', 12],
    ['1.234', 'KWD', 1234],
    ['1.23', 'JPY', null],
    ['1.234', 'EUR', null],
    ['1e3', 'EUR', null],
    ['-1', 'EUR', null],
    ['0', 'EUR', null],
    ['', 'EUR', null],
    ['9999999999', 'EUR', null],
  ])('reads "%s" of %s as %p', (text, currency, cents) => {
    expect(centsOf(text, currency)).toBe(cents);
  });

  it.each([
    [5, 'EUR', '0.05', 0.05],
    [123_40, 'EUR', '123.40', 123.4],
    [500, 'JPY', '500', 500],
    [1234, 'KWD', '1.234', 1.234],
  ])('writes %i of %s into a field as %s', (cents, currency, text, amount) => {
    expect(fieldText(cents, currency)).toBe(text);
    expect(amountOf(cents, currency)).toBe(amount);
    expect(centsOf(text, currency)).toBe(cents);
  });
});
