import fc from 'fast-check';
import * as ledger from '../../server/domain/ledger.ts';

const nothing: ledger.Balances = {
  receivable: 0,
  costs: 0,
  revenue: 0,
  fee_income: 0,
  shop_cash: 0,
  shop_difference: 0,
  direct_cash: 0,
  agency_cash: 0,
  write_off: 0,
};

/** The balances after postings, from the lines alone. */
const after = (...postings: ledger.Posting[]): ledger.Balances => {
  const sums = { ...nothing };
  for (const { lines } of postings) {
    for (const { account, amountCents } of lines) sums[account] += amountCents;
  }
  return sums;
};

const order = ledger.principal('order:1', 100_00);

describe('a posting', () => {
  it.each([
    ['an invoice', order, 'principal', { receivable: 100_00, revenue: -100_00 }],
    [
      'a credit',
      ledger.principalChange('refund:1', -20_00),
      'principal_change',
      { receivable: -20_00, revenue: 20_00 },
    ],
    [
      'a payment by hand',
      ledger.payment('p', 'direct_cash', 5_00),
      'payment',
      { direct_cash: 5_00, receivable: -5_00 },
    ],
    [
      'a payment at the agency',
      ledger.agencyPayment('a', 5_00),
      'agency_payment',
      { agency_cash: 5_00, receivable: -5_00 },
    ],
    [
      'what the shop shows',
      ledger.shopDifference('d', 5_00),
      'shop_difference',
      { shop_difference: 5_00, receivable: -5_00 },
    ],
    ['a fee', ledger.fee('f', 40_00), 'fee', { costs: 40_00, fee_income: -40_00 }],
    [
      'a waived fee',
      ledger.feeWaived('w', 40_00),
      'fee_waived',
      { costs: -40_00, fee_income: 40_00 },
    ],
    [
      'a write-off',
      ledger.writeOff('o', 3_00),
      'write_off',
      { write_off: 3_00, receivable: -3_00 },
    ],
  ])('for %s moves its amount from one account to the other', (_what, posting, kind, moved) => {
    expect(posting.kind).toBe(kind);
    expect(after(posting)).toEqual({ ...nothing, ...moved });
  });

  it('of nothing has no negative zero', () => {
    expect(ledger.fee('f', 0).lines.map((line) => Object.is(line.amountCents, -0))).toEqual([
      false,
      false,
    ]);
  });
});

describe('a payment the shop names', () => {
  const known = (alreadyInBooks: boolean, differenceCents: number) => ({
    alreadyInBooks,
    differenceCents,
    openBesideElsewhereCents: null,
  });

  it.each([
    [
      'is new money when the books did not show it',
      60_00,
      known(false, 60_00),
      'payment',
      60_00,
      0,
    ],
    ['explains what the books had shown', 60_00, known(true, 60_00), 'payment_explained', 0, 60_00],
    ['explains a part and is new for the rest', 60_00, known(true, 25_00), 'payment', 35_00, 25_00],
    [
      'explains less than the books had shown',
      10_00,
      known(true, 25_00),
      'payment_explained',
      0,
      10_00,
    ],
    ['is new when nothing is unexplained', 60_00, known(true, 0), 'payment', 60_00, 0],
    ['does not explain money that went back', 60_00, known(true, -60_00), 'payment', 60_00, 0],
    [
      'that went back explains a refund',
      -20_00,
      known(true, -20_00),
      'payment_explained',
      0,
      -20_00,
    ],
  ])('%s', (_what, amountCents, books, kind, fresh, explained) => {
    const posting = ledger.paymentOfShop('t', amountCents, books);
    const moved = {
      shop_cash: amountCents,
      receivable: 0 - fresh,
      shop_difference: 0 - explained,
    };
    expect(posting.kind).toBe(kind);
    expect(after(posting)).toEqual({ ...nothing, ...moved });
  });

  it.each([
    ['counts up to what is open beside money from elsewhere', 100_00, 60_00, 60_00],
    ['counts nothing when all of it is known from elsewhere', 100_00, 0, 0],
    ['counts nothing beside a credit', 100_00, -5_00, 0],
    ['that went back is believed also then', -20_00, 0, -20_00],
  ])('%s', (_what, amountCents, open, fresh) => {
    const books = { alreadyInBooks: false, differenceCents: 0, openBesideElsewhereCents: open };
    expect(after(ledger.paymentOfShop('t', amountCents, books))).toEqual({
      ...nothing,
      shop_cash: amountCents,
      shop_difference: 0 - (amountCents - fresh),
      receivable: 0 - fresh,
    });
  });

  it('always adds up to zero', () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(cents, cents, fc.boolean(), (amount, difference, inBooks) => {
        const { lines } = ledger.paymentOfShop('t', amount, known(inBooks, difference));
        expect(lines.reduce((sum, line) => sum + line.amountCents, 0) + 0).toBe(0);
      }),
    );
  });
});

describe('agreeing with the books of the shop', () => {
  const books = (totalCents: number, outstandingCents: number | null) => ({
    totalCents,
    outstandingCents,
  });

  it('changes nothing when both say the same', () => {
    expect(ledger.agreeWithShop(after(order), books(100_00, 100_00))).toEqual({
      principalChangeCents: 0,
      differenceCents: 0,
    });
  });

  it('follows a change of the order and leaves payments alone when nothing is said of them', () => {
    expect(ledger.agreeWithShop(after(order), books(80_00, null))).toEqual({
      principalChangeCents: -20_00,
      differenceCents: 0,
    });
  });

  it('believes the shop that more is paid than the payments we know', () => {
    const paid = ledger.paymentOfShop('t', 30_00, {
      alreadyInBooks: false,
      differenceCents: 0,
      openBesideElsewhereCents: null,
    });
    expect(ledger.agreeWithShop(after(order, paid), books(100_00, 0)).differenceCents).toBe(70_00);
    const shown = ledger.shopDifference('d', 70_00);
    const both = after(order, paid, shown);
    expect(ledger.agreeWithShop(both, books(100_00, 0)).differenceCents).toBe(0);
  });

  it('believes the shop that a payment was taken back', () => {
    const paid = ledger.paymentOfShop('t', 100_00, {
      alreadyInBooks: false,
      differenceCents: 0,
      openBesideElsewhereCents: null,
    });
    expect(ledger.agreeWithShop(after(order, paid), books(100_00, 100_00)).differenceCents).toBe(
      -100_00,
    );
  });

  it.each([
    ['by hand', ledger.payment('p', 'direct_cash', 40_00)],
    ['at the agency', ledger.agencyPayment('a', 40_00)],
    ['by a write-off', ledger.writeOff('o', 40_00)],
  ])(
    'does not count again what was settled %s when the shop marks the order paid',
    (_how, posting) => {
      const known = after(order, posting);
      expect(ledger.agreeWithShop(known, books(100_00, 0)).differenceCents).toBe(60_00);
      const all = after(order, posting, ledger.shopDifference('d', 60_00));
      expect(ledger.agreeWithShop(all, books(100_00, 0)).differenceCents).toBe(0);
    },
  );

  it('takes back what the shop takes back, also beside a payment by hand', () => {
    const known = after(
      order,
      ledger.payment('p', 'direct_cash', 40_00),
      ledger.shopDifference('d', 60_00),
    );
    expect(ledger.agreeWithShop(known, books(100_00, 100_00)).differenceCents).toBe(-60_00);
  });
});
