import fc from 'fast-check';
import {
  addMoney,
  cents,
  centsFromDecimal,
  decimalFromCents,
  decimalsOf,
  divideHalfUp,
  formatMoney,
  money,
  percentFromRate,
  rateFromPercent,
  shareOf,
  splitCents,
  splitMoney,
  subtractMoney,
  sumCents,
} from '../../server/domain/money.ts';

const wholeCents = fc.integer({ min: -10_000_000_000, max: 10_000_000_000 });

describe('an amount as text', () => {
  it.each([
    ['1234.50', 'EUR', 123_450],
    ['-3.00', 'EUR', -300],
    ['7', 'EUR', 700],
    [' 7.1 ', 'EUR', 710],
    ['0.05', 'EUR', 5],
    ['-0.00', 'EUR', 0],
    ['1.2300', 'EUR', 123],
    ['1234', 'JPY', 1234],
    ['1000.0', 'JPY', 1000],
    ['1.234', 'KWD', 1234],
    ['1.2', 'KWD', 1200],
    ['1.2345', 'CLF', 12_345],
    ['12.34', 'CHF', 1234],
    ['9999999999999', 'EUR', 999_999_999_999_900],
  ])('%s %s is %i of the smallest coin', (text, currency, value) => {
    expect(centsFromDecimal(text, currency)).toBe(value);
  });

  it.each([
    ['1.234', 'EUR', '"1.234" is not an amount in EUR; write it as 1234.50'],
    ['1.5', 'JPY', '"1.5" is not an amount in JPY; write it as 123450'],
    ['1.2345', 'KWD', '"1.2345" is not an amount in KWD; write it as 123.450'],
    ['1,50', 'EUR', '"1,50" is not an amount in EUR; write it as 1234.50'],
    ['', 'EUR', '"" is not an amount in EUR; write it as 1234.50'],
    ['1.', 'EUR', '"1." is not an amount in EUR; write it as 1234.50'],
    ['.5', 'EUR', '".5" is not an amount in EUR; write it as 1234.50'],
    ['1e3', 'EUR', '"1e3" is not an amount in EUR; write it as 1234.50'],
    ['x1', 'EUR', '"x1" is not an amount in EUR; write it as 1234.50'],
    ['1x', 'EUR', '"1x" is not an amount in EUR; write it as 1234.50'],
    ['10000000000000', 'EUR', '"10000000000000" is not an amount in EUR; write it as 1234.50'],
    ['1', 'eur', '"eur" is not a currency; write its ISO 4217 code, such as EUR'],
    ['1', 'EURO', '"EURO" is not a currency; write its ISO 4217 code, such as EUR'],
    ['1', 'xEUR', '"xEUR" is not a currency; write its ISO 4217 code, such as EUR'],
  ])('%j in %s is refused with one sentence', (text, currency, message) => {
    expect(() => centsFromDecimal(text, currency)).toThrow(message);
  });

  it.each([
    [5, 'EUR', '0.05'],
    [-5, 'EUR', '-0.05'],
    [123_450, 'EUR', '1234.50'],
    [0, 'EUR', '0.00'],
    [5, 'JPY', '5'],
    [-1234, 'JPY', '-1234'],
    [5, 'KWD', '0.005'],
    [12_345, 'UYW', '1.2345'],
  ])('%i of %s is written %s', (value, currency, text) => {
    expect(decimalFromCents(value, currency)).toBe(text);
  });

  it('is euro when no currency is named', () => {
    expect(decimalFromCents(150)).toBe('1.50');
    expect(centsFromDecimal('1.50')).toBe(150);
  });

  it('reads back what it wrote, in every number of decimals', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(wholeCents, currency, (value, code) => {
        expect(centsFromDecimal(decimalFromCents(value, code), code)).toBe(value);
      }),
    );
  });
});

it.each([
  ['EUR', 2],
  ['USD', 2],
  ['BHD', 3],
  ['IQD', 3],
  ['JOD', 3],
  ['LYD', 3],
  ['OMR', 3],
  ['TND', 3],
  ['KRW', 0],
  ['ISK', 0],
  ['CLP', 0],
  ['XPF', 0],
  ['BIF', 0],
])('%s has %i decimals', (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

describe('whole cents', () => {
  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuse %d', (value) => {
    expect(() => cents(value)).toThrow(`${value} is not a whole number of cents`);
  });

  it('know no minus zero', () => {
    expect(Object.is(cents(-0), 0)).toBe(true);
  });

  it('add up, and refuse a sum that is no longer exact', () => {
    expect(sumCents([])).toBe(0);
    expect(sumCents([100, -30, 5])).toBe(75);
    expect(() => sumCents([Number.MAX_SAFE_INTEGER, 1])).toThrow('is not a whole number of cents');
    expect(() => sumCents([0.5, 0.5])).toThrow('0.5 is not a whole number of cents');
  });
});

describe('money with its currency', () => {
  it('adds, subtracts and writes itself', () => {
    expect(addMoney(money(150, 'EUR'), money(50, 'EUR'))).toEqual({ cents: 200, currency: 'EUR' });
    expect(subtractMoney(money(150, 'EUR'), money(50, 'EUR')).cents).toBe(100);
    expect(formatMoney(money(-1234, 'JPY'))).toBe('-1234 JPY');
    expect(formatMoney(money(1234, 'EUR'))).toBe('12.34 EUR');
  });

  it('never mixes two currencies', () => {
    expect(() => addMoney(money(1, 'EUR'), money(1, 'CHF'))).toThrow(
      'EUR and CHF cannot be added; convert one first',
    );
    expect(() => subtractMoney(money(1, 'EUR'), money(1, 'CHF'))).toThrow('cannot be added');
  });

  it('refuses a float and what is no currency', () => {
    expect(() => money(0.1, 'EUR')).toThrow('0.1 is not a whole number of cents');
    expect(() => money(1, '€')).toThrow('"€" is not a currency');
  });
});

describe('a split', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [101, [1, 1, 1], [34, 34, 33]],
    [10, [1, 2], [3, 7]],
    [10, [0, 1], [0, 10]],
    [0, [1, 1], [0, 0]],
    [5, [3, 3, 3, 3], [2, 1, 1, 1]],
    [100, [1, 6], [14, 86]],
    [5, [2, 1], [3, 2]],
    [10, [1, 1, 7], [1, 1, 8]],
  ])('of %i by %j gives %j', (total, weights, parts) => {
    expect(splitCents(total, weights)).toEqual(parts);
    expect(splitMoney(money(total, 'EUR'), weights).map((part) => part.cents)).toEqual(parts);
  });

  it.each([[[]], [[0, 0]], [[1, -1]], [[3, -1]]])('by %j is refused', (weights) => {
    expect(() => splitCents(100, weights)).toThrow(
      'An amount is split by weights of zero or more, not all of them zero',
    );
  });

  it('adds up to the whole, each part within a cent of its share', () => {
    const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(wholeCents, weights, (total, shares) => {
        const sum = shares.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const parts = splitCents(total, shares);
        expect(sumCents(parts)).toBe(total);
        for (const [index, part] of parts.entries()) {
          expect(Math.abs(part - (total * (shares[index] ?? 0)) / sum)).toBeLessThan(1.001);
        }
      }),
    );
  });
});

describe('commercial rounding', () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 3n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [10n, 1n, 10n],
  ])('%s by %s is %s', (numerator, denominator, result) => {
    expect(divideHalfUp(numerator, denominator)).toBe(result);
  });

  it.each([0n, -1n])('refuses to divide by %s', (denominator) => {
    expect(() => divideHalfUp(1n, denominator)).toThrow(
      'An amount cannot be divided by zero or less',
    );
  });

  it('takes a share and rounds half up', () => {
    expect(shareOf(4635, 200_000)).toBe(927);
    expect(shareOf(10_044, 190_000)).toBe(1908);
    expect(shareOf(50, 10_000)).toBe(1);
    expect(shareOf(49, 10_000)).toBe(0);
    expect(() => shareOf(0.5, 10_000)).toThrow('0.5 is not a whole number of cents');
  });
});

describe('a percentage', () => {
  it.each([
    ['6.62', 66_200, '6.62'],
    ['-0.88', -8800, '-0.88'],
    ['0', 0, '0.00'],
    ['-0.00', 0, '0.00'],
    ['6.625', 66_250, '6.625'],
    ['5.005', 50_050, '5.005'],
    ['7.1234', 71_234, '7.1234'],
    ['100', 1_000_000, '100.00'],
    ['5.10', 51_000, '5.10'],
    ['5.100000', 51_000, '5.10'],
    [' 9.2 ', 92_000, '9.20'],
  ])('%s is %i millionths and is written %s', (text, rate, written) => {
    expect(rateFromPercent(text)).toBe(rate);
    expect(percentFromRate(rate)).toBe(written);
  });

  it.each(['', '6,62', '6.62345', '1000', 'x', '6 %', '--1', 'x6', '6x'])(
    '%j is refused',
    (text) => {
      expect(() => rateFromPercent(text)).toThrow(
        `"${text}" is not a percentage; write it as 6.62`,
      );
    },
  );

  it('of zero is no minus zero', () => {
    expect(Object.is(rateFromPercent('-0'), 0)).toBe(true);
  });
});
