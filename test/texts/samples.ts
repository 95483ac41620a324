import { isoDate } from '../../server/domain/calendar.ts';
import { salutationLine } from '../../server/domain/letters.ts';
import type {
  LetterFacts,
  LetterItem,
  LetterLanguage,
  LetterName,
  LetterTotals,
  ReminderLevel,
} from '../../server/domain/letters.ts';

/** A letter's facts with some of them changed. */
type Some = Readonly<Partial<LetterFacts>>;

const on = isoDate;

export const ITEM: LetterItem = {
  orderName: '#1001',
  orderedOn: on('2026-02-27'),
  invoiceNumber: 'R-1001',
  invoicedOn: on('2026-03-01'),
  dueOn: on('2026-03-15'),
  originalCents: 123_450,
  paidCents: 3_450,
  openCents: 120_000,
  level: 'first_reminder',
  daysLate: 46,
  inDefaultFrom: on('2026-03-16'),
  inClarification: false,
};

/** A complete letter to one consumer; the sums follow from the parts. */
export function facts(language: LetterLanguage, level: ReminderLevel | null, some: Some = {}) {
  const base: LetterFacts = {
    letterOn: on('2026-04-30'),
    currency: 'EUR',
    creditor: {
      name: 'Muster GmbH',
      addressLines: ['Musterstraße 1', '12345 Musterstadt'],
      email: 'service@example.com',
      phone: '+49 30 5550100',
      iban: 'DE89370400440532013000',
      bic: 'COBADEFFXXX',
      bankName: 'Musterbank',
      vatId: 'DE123456789',
      registerEntry: 'Amtsgericht Musterstadt HRB 1',
    },
    debtor: {
      salutationLine: salutationLine(language, {
        salutation: 'ms',
        firstName: 'Erika',
        lastName: 'Muster',
      }),
      addressLines: ['Erika Muster', 'Gerichtsstraße 5', '12345 Musterstadt'],
      debtorNumber: 'D-7',
      kind: 'consumer',
    },
    items: [{ ...ITEM, level }],
    interest: [],
    charges: [],
    totals: { principalCents: 0, interestCents: 0, chargesCents: 0, creditsCents: 0, payCents: 0 },
    deadlineOn: on('2026-05-11'),
    reference: 'RF93INV20261234',
    paymentUrl: 'https://shop.example.com/pay/1001',
    respondUrl: 'https://mahnlauf.example.com/r/k3v9',
    privacyUrl: 'https://shop.example.com/privacy',
    agencyName: null,
    bureauName: null,
    earlierRemindersOn: [],
    withdrawn: null,
  };
  return summed({ ...base, ...some });
}

/** The totals that the items, interest and charges add up to. */
export function summed(letter: LetterFacts): LetterFacts & Record<string, unknown> {
  const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
  const demanded = letter.items.filter((item) => !item.inClarification);
  const principalCents = sum(demanded.map((item) => item.openCents));
  const interestCents = sum(letter.interest.map((segment) => segment.amountCents));
  const chargesCents = sum(letter.charges.map((charge) => charge.amountCents));
  const { creditsCents } = letter.totals;
  const payCents = principalCents + interestCents + chargesCents - creditsCents;
  const totals: LetterTotals = {
    principalCents,
    interestCents,
    chargesCents,
    creditsCents,
    payCents,
  };
  return { ...letter, totals };
}

const INTEREST = [
  {
    orderName: '#1001',
    principalCents: 120_000,
    rateBasisPoints: 627,
    baseRateBasisPoints: 127,
    fromOn: on('2026-03-16'),
    toOn: on('2026-04-30'),
    days: 46,
    amountCents: 948,
    ground: '§ 288 Abs. 1 BGB',
  },
];

const COSTS = [
  {
    orderName: '#1001',
    kind: 'dunning_costs' as const,
    amountCents: 250,
    ground: '§§ 280, 286 BGB',
  },
];

/** What a letter of each name looks like when everything it may say is said. */
export function fullFacts(name: LetterName, language: LetterLanguage) {
  switch (name) {
    case 'pre_due_notice':
      return facts(language, null, {
        letterOn: on('2026-03-12'),
        deadlineOn: null,
        items: [{ ...ITEM, level: null, daysLate: 0, inDefaultFrom: null }],
      });
    case 'friendly_reminder':
      return facts(language, name, {
        letterOn: on('2026-03-19'),
        deadlineOn: on('2026-03-27'),
        items: [{ ...ITEM, level: name, daysLate: 4, inDefaultFrom: null }],
      });
    case 'first_reminder':
      return facts(language, name, {
        letterOn: on('2026-03-30'),
        deadlineOn: on('2026-04-09'),
        earlierRemindersOn: [on('2026-03-19')],
        items: [{ ...ITEM, level: name, daysLate: 15, inDefaultFrom: null }],
      });
    case 'second_reminder':
      return facts(language, name, {
        interest: INTEREST,
        charges: COSTS,
        earlierRemindersOn: [on('2026-03-19'), on('2026-03-30')],
      });
    case 'final_notice':
      return facts(language, name, {
        interest: INTEREST,
        charges: COSTS,
        agencyName: 'Example Inkasso GmbH',
        bureauName: 'Beispiel-Auskunftei AG',
        earlierRemindersOn: [on('2026-03-19'), on('2026-03-30')],
      });
    case 'correction':
      return facts(language, null, {
        items: [{ ...ITEM, level: null }],
        withdrawn: { name: 'second_reminder', sentOn: on('2026-04-20'), chargesCents: 250 },
      });
  }
}

/** A business with three levels, a disputed item and a credit: two pages. */
export function groupedFacts(language: LetterLanguage) {
  const item = (number: number, some: Partial<LetterItem>): LetterItem => ({
    ...ITEM,
    orderName: `#${number}`,
    invoiceNumber: `R-${number}`,
    originalCents: number * 10,
    paidCents: 0,
    openCents: number * 10,
    ...some,
  });
  const late = { level: 'second_reminder' as const, daysLate: 46 };
  const newer = { level: 'first_reminder' as const, daysLate: 20, dueOn: on('2026-04-10') };
  const newest = {
    level: 'friendly_reminder' as const,
    daysLate: 5,
    dueOn: on('2026-04-25'),
    inDefaultFrom: null,
  };
  return facts(language, null, {
    creditor: {
      ...facts(language, null).creditor,
      name: 'Müller & Söhne Großhandel GmbH & Co. KG',
    },
    debtor: {
      salutationLine: salutationLine(language, {
        salutation: 'company',
        firstName: null,
        lastName: null,
      }),
      addressLines: ['Beispiel AG', 'Einkauf', 'Gewerbering 12', '12345 Musterstadt'],
      debtorNumber: 'D-4711',
      kind: 'business',
    },
    items: [
      item(1001, late),
      item(1002, late),
      ...[1010, 1011, 1012, 1013].map((number) => item(number, newer)),
      item(1020, { ...newer, invoiceNumber: null, invoicedOn: null }),
      ...[1030, 1031].map((number) => item(number, newest)),
      item(1040, { ...late, inClarification: true }),
    ],
    interest: ['#1001', '#1002'].map((orderName, i) => ({
      orderName,
      principalCents: 10_010 + i * 10,
      rateBasisPoints: 1027,
      baseRateBasisPoints: 127,
      fromOn: on('2026-03-16'),
      toOn: on('2026-04-30'),
      days: 46,
      amountCents: 130,
      ground: '§ 288 Abs. 2 BGB',
    })),
    charges: ['#1001', '#1002'].map((orderName) => ({
      orderName,
      kind: 'lump_sum' as const,
      amountCents: 4_000,
      ground: '§ 288 Abs. 5 BGB',
    })),
    totals: {
      principalCents: 0,
      interestCents: 0,
      chargesCents: 0,
      creditsCents: 1_250,
      payCents: 0,
    },
    earlierRemindersOn: [on('2026-03-19'), on('2026-03-30')],
    reference: 'Kunde D-4711, Sammelmahnung 17',
  });
}
