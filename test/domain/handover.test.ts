import { isoDate } from '../../server/domain/calendar.ts';
import {
  type AutomaticLimits,
  missingFacts,
  type PackageFacts,
  whyNotByItself,
} from '../../server/domain/handover.ts';
import { inEnglish } from '../../server/domain/sayings.ts';

const on = isoDate('2026-05-11');

describe('automatic hand-over', () => {
  const open: AutomaticLimits = {
    maximumCents: 500_00,
    minimumAgeDays: 30,
    debtorKinds: ['consumer'],
  };
  const claim = {
    principalCents: 500_00,
    currency: 'EUR',
    dueOn: isoDate('2026-04-11'),
    debtorKind: 'consumer' as const,
  };

  it('lets a claim of the greatest sum and the least age go, and no other', () => {
    expect(whyNotByItself(open, claim, on)).toBeNull();
    const more = { ...claim, principalCents: 500_01 };
    expect(whyNotByItself(open, more, on)).toBe('more than 500.00 EUR is open');
    const younger = { ...claim, dueOn: isoDate('2026-04-12') };
    expect(whyNotByItself(open, younger, on)).toBe('the claim is younger than 30 days');
    expect(whyNotByItself(open, { ...claim, dueOn: null }, on)).toContain('younger');
    const business = { ...claim, debtorKind: 'business' as const };
    expect(whyNotByItself(open, business, on)).toBe('the debtor is a business');
  });

  it('knows no limit of the sum where none is set', () => {
    const limits = { ...open, maximumCents: null };
    expect(whyNotByItself(limits, { ...claim, principalCents: 90_000_00 }, on)).toBeNull();
  });
});

describe('the package of a claim', () => {
  const whole: PackageFacts = {
    description: 'Warenlieferung laut Bestellung #1001',
    currency: 'EUR',
    contractOn: on,
    dunningCostsCents: 40_00,
    defaultFrom: isoDate('2026-04-01'),
    defaultGround: 'reminder received (BGB 286(1))',
    debtor: { kind: 'business' },
    legal: {
      creditor: {
        name: 'Muster GmbH',
        street: 'Musterweg 1',
        postcode: '10115',
        city: 'Berlin',
        country: 'DE',
      },
      interestUntilOn: null,
      interest: [],
      costs: [{ on, amountCents: 40_00 }],
      deductsInputTax: true,
      addressFrom: 'order',
      debtorKindFrom: 'order',
      reminders: [],
      disputes: [],
      documents: [],
    },
  };
  const { legal } = whole;
  const missing = (change: Partial<PackageFacts>): string[] =>
    missingFacts({ ...whole, ...change }, on).map((one) => inEnglish(one));

  it('is complete when every duty of the agency can be met', () => {
    expect(missing({})).toEqual([]);
  });

  it.each<[string, Partial<PackageFacts>]>([
    ["creditor's name", { legal: { ...legal, creditor: { ...legal.creditor, name: ' ' } } }],
    ["creditor's address", { legal: { ...legal, creditor: { ...legal.creditor, city: '' } } }],
    ['what it is for', { description: '' }],
    ['contract date 2026-05-12', { contractOn: isoDate('2026-05-12') }],
    ['ground of default', { defaultFrom: null }],
    ['ground of default', { defaultGround: null }],
    ['not itemised', { legal: { ...legal, costs: [] } }],
    ['private person', { debtor: { kind: 'unknown' } }],
  ])('says in words that it lacks the %s', (words, change) => {
    expect(missing(change)).toEqual([expect.stringContaining(words)]);
  });

  it('needs no list of costs where there are none', () => {
    expect(missing({ dunningCostsCents: 0, legal: { ...legal, costs: [] } })).toEqual([]);
  });
});
