import { addDays, isoDate, type IsoDate } from '../../server/domain/calendar.ts';
import {
  discountOffers,
  dueOn,
  earnedDiscount,
  TERMS_LIMITS,
  termsWarnings,
  type DueRule,
  type PaymentTerms,
  type TermsContext,
  type TermsFacts,
} from '../../server/domain/terms.ts';
import { publicHolidays } from '../../server/holidays.ts';

const berlin = publicHolidays('DE', 'BE');
const day = isoDate;
const nothing: TermsFacts = { invoiceOn: null, receivedOn: null, fulfilledOn: null };
/** Monday, Tuesday and Wednesday of one week, so that each start is told apart. */
const facts: TermsFacts = {
  invoiceOn: day('2026-11-02'),
  receivedOn: day('2026-11-03'),
  fulfilledOn: day('2026-11-04'),
};

describe('the due date', () => {
  it.each<[DueRule, string, string]>([
    [{ kind: 'net', days: 14, from: 'invoice' }, '2026-11-16', '2026-11-16'],
    [{ kind: 'net', days: 14, from: 'receipt' }, '2026-11-17', '2026-11-17'],
    [{ kind: 'net', days: 14, from: 'fulfilment' }, '2026-11-18', '2026-11-18'],
    [{ kind: 'net', days: 0, from: 'invoice' }, '2026-11-02', '2026-11-02'],
    [{ kind: 'net', days: 12, from: 'invoice' }, '2026-11-14', '2026-11-16'],
    [{ kind: 'net', days: 53, from: 'invoice' }, '2026-12-25', '2026-12-28'],
    [{ kind: 'net', days: 3650, from: 'invoice' }, '2036-10-30', '2036-10-30'],
    [{ kind: 'net_end_of_month', days: 10 }, '2026-12-10', '2026-12-10'],
    [{ kind: 'net_end_of_month', days: 0 }, '2026-11-30', '2026-11-30'],
    [{ kind: 'on_receipt' }, '2026-11-03', '2026-11-03'],
    [{ kind: 'on_fulfilment' }, '2026-11-04', '2026-11-04'],
    [{ kind: 'fixed', on: day('2026-11-22') }, '2026-11-22', '2026-11-23'],
    [{ kind: 'fixed', on: day('2026-11-23') }, '2026-11-23', '2026-11-23'],
  ])('of %j is named %s and to be met until %s', (rule, named, due) => {
    expect(dueOn(rule, facts, berlin)).toEqual({ known: true, namedOn: named, dueOn: due });
  });

  it.each<[DueRule, string, string]>([
    [
      { kind: 'net', days: 14, from: 'invoice' },
      'no_invoice_date',
      'The date of the invoice is not known yet',
    ],
    [
      { kind: 'net_end_of_month', days: 14 },
      'no_invoice_date',
      'The date of the invoice is not known yet',
    ],
    [
      { kind: 'on_receipt' },
      'not_received',
      'It is not known when the debtor received the invoice',
    ],
    [
      { kind: 'net', days: 14, from: 'receipt' },
      'not_received',
      'It is not known when the debtor received the invoice',
    ],
    [{ kind: 'on_fulfilment' }, 'not_fulfilled', 'The goods have not been delivered yet'],
    [
      { kind: 'unknown', text: 'as usual' },
      'terms_unknown',
      'The payment terms "as usual" are not understood; set a due date by hand',
    ],
  ])('of %j is not known yet: %s', (rule, because, reason) => {
    expect(dueOn(rule, nothing, berlin)).toEqual({ known: false, because, reason });
  });

  it.each([-1, 1.5, 3651])('refuses a period of %d days', (days) => {
    expect(() => dueOn({ kind: 'net', days, from: 'invoice' }, facts, berlin)).toThrow(
      `A payment period of ${days} days cannot be used; write 0 to 3650`,
    );
  });
});

describe('early-payment discount', () => {
  const terms: PaymentTerms = {
    due: { kind: 'net', days: 30, from: 'invoice' },
    basis: 'agreed',
    discounts: [
      { withinDays: 14, rate: 10_000, ofCents: null },
      { withinDays: 7, rate: 20_000, ofCents: null },
      { withinDays: 30, rate: 0, ofCents: null },
    ],
  };
  const offers = discountOffers(terms, day('2026-11-02'), 11_925, berlin);

  it('offers each step with its last day, soonest first, rounded half up', () => {
    expect(offers).toEqual([
      { untilOn: '2026-11-09', rate: 20_000, discountCents: 239, payCents: 11_686 },
      { untilOn: '2026-11-16', rate: 10_000, discountCents: 119, payCents: 11_806 },
    ]);
  });

  it('is taken of the named base amount when there is one', () => {
    const step = { withinDays: 5, rate: 30_000, ofCents: 10_000 };
    const [offer] = discountOffers(
      { ...terms, discounts: [step] },
      day('2026-11-02'),
      11_925,
      berlin,
    );
    expect(offer).toEqual({
      untilOn: '2026-11-09', // day 5 is a Saturday
      rate: 30_000,
      discountCents: 300,
      payCents: 11_625,
    });
  });

  it.each([
    [11_686, '2026-11-09', 239],
    [11_685, '2026-11-09', null],
    [11_686, '2026-11-10', null],
    [11_806, '2026-11-09', 119],
    [11_806, '2026-11-16', 119],
    [11_805, '2026-11-09', 239],
    [11_924, '2026-11-09', 119],
    [11_925, '2026-11-09', null],
    [12_000, '2026-11-09', null],
    [11_925, '2026-11-17', null],
  ])('%i paid on %s earns %j', (paidCents, paidOn, discountCents) => {
    const earned = earnedDiscount(offers, paidCents, day(paidOn));
    expect(earned?.discountCents ?? null).toBe(discountCents);
  });

  it.each([
    [-1, '-0.0001'],
    [1_000_001, '100.0001'],
  ])('of %i millionths is refused', (rate, percent) => {
    const discounts = [{ withinDays: 5, rate, ofCents: null }];
    expect(() => discountOffers({ ...terms, discounts }, day('2026-11-02'), 100, berlin)).toThrow(
      `A discount of ${percent} % cannot be used`,
    );
  });

  it('may be the whole amount, and no longer than ten years', () => {
    const whole = [{ withinDays: 5, rate: 1_000_000, ofCents: null }];
    const [offer] = discountOffers({ ...terms, discounts: whole }, day('2026-11-02'), 100, berlin);
    expect(offer?.payCents).toBe(0);
    const late = [{ withinDays: 5000, rate: 1000, ofCents: null }];
    expect(() =>
      discountOffers({ ...terms, discounts: late }, day('2026-11-02'), 100, berlin),
    ).toThrow('A payment period of 5000 days');
  });
});

describe('what the law thinks of the terms', () => {
  const context: TermsContext = {
    debtor: 'business',
    largeSeller: false,
    inDebtorsTerms: false,
    expressly: false,
    deferralCharged: false,
  };
  const net = (days: number): DueRule => ({ kind: 'net', days, from: 'invoice' });
  const rules = (due: DueRule, change: Partial<TermsContext>): string[] =>
    termsWarnings(due, { ...context, ...change }).map(({ rule, weight }) => `${rule} ${weight}`);

  it.each<[number, Partial<TermsContext>, string[]]>([
    [60, {}, []],
    [61, {}, ['BGB 271a(1) warn']],
    [61, { expressly: true }, []],
    [30, { inDebtorsTerms: true }, []],
    [31, { inDebtorsTerms: true }, ['BGB 308 Nr. 1a warn']],
    [61, { inDebtorsTerms: true }, ['BGB 271a(1) warn', 'BGB 308 Nr. 1a warn']],
    [30, { debtor: 'public' }, []],
    [31, { debtor: 'public' }, ['BGB 271a(2) warn']],
    [31, { debtor: 'public', expressly: true }, []],
    [60, { debtor: 'public', expressly: true }, []],
    [61, { debtor: 'public', expressly: true }, ['BGB 271a(2) block']],
    [50, { debtor: 'consumer' }, []],
    [51, { debtor: 'consumer' }, ['Directive (EU) 2023/2225 Art. 2(2) warn']],
    [14, { debtor: 'consumer', largeSeller: true }, []],
    [15, { debtor: 'consumer', largeSeller: true }, ['Directive (EU) 2023/2225 Art. 2(2) warn']],
    [1, { debtor: 'consumer', deferralCharged: true }, ['BGB 506 block']],
    [
      61,
      { debtor: 'consumer', inDebtorsTerms: true, largeSeller: true, deferralCharged: true },
      ['Directive (EU) 2023/2225 Art. 2(2) warn', 'BGB 506 block'],
    ],
    [1, { deferralCharged: true }, []],
  ])('net %i days with %j: %j', (days, change, expected) => {
    expect(rules(net(days), change)).toEqual(expected);
  });

  it('counts the month of an end-of-month term', () => {
    expect(rules({ kind: 'net_end_of_month', days: 30 }, {})).toEqual([]);
    expect(rules({ kind: 'net_end_of_month', days: 31 }, {})).toEqual(['BGB 271a(1) warn']);
  });

  it('finds nothing wrong with receipt, fulfilment or a fixed day', () => {
    expect(rules({ kind: 'on_receipt' }, { debtor: 'consumer' })).toEqual([]);
    expect(rules({ kind: 'fixed', on: addDays('2026-01-01' as IsoDate, 90) }, {})).toEqual([]);
  });

  it('names the days and the limit, and says what is not verified', () => {
    expect(
      termsWarnings(net(70), { ...context, debtor: 'consumer', deferralCharged: true }),
    ).toEqual([
      {
        rule: 'Directive (EU) 2023/2225 Art. 2(2)',
        text:
          '70 days may make the invoice purchase a consumer credit; the limit is set to ' +
          '50 days (German wording not verified)',
        weight: 'warn',
      },
      {
        rule: 'BGB 506',
        text: 'A deferral that costs the consumer money is a consumer credit with its own duties',
        weight: 'block',
      },
    ]);
    const texts = [
      termsWarnings(net(70), { ...context, inDebtorsTerms: true }),
      termsWarnings(net(70), { ...context, debtor: 'public' }),
      termsWarnings(net(40), { ...context, debtor: 'public' }),
    ].flatMap((warnings) => warnings.map(({ text }) => text));
    expect(texts).toEqual([
      '70 days need an express agreement that is not grossly unfair',
      "70 days in the debtor's own terms are in doubt too long (30)",
      '70 days are void towards a public debtor, the limit is 60',
      '40 days bind a public debtor only if agreed expressly and for cause',
    ]);
  });

  it('takes the consumer limits from the settings', () => {
    const limits = { ...TERMS_LIMITS, consumerDays: 30 };
    expect(termsWarnings(net(31), { ...context, debtor: 'consumer' }, limits)).toHaveLength(1);
    expect(termsWarnings(net(30), { ...context, debtor: 'consumer' }, limits)).toEqual([]);
  });
});
