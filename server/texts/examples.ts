import { type IsoDate, isoDate } from '../domain/calendar.ts';
import { interestOn, USUAL_DAY_COUNT } from '../domain/interest.ts';
import { letterInterest } from '../domain/letter-formats.ts';
import { salutationLine } from '../domain/letters.ts';
import type {
  LetterFacts,
  LetterItem,
  LetterLanguage,
  LetterName,
  LetterTotals,
  ReminderLevel,
} from '../domain/letters.ts';

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
    instalment: null,
    attachments: [],
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

/** Interest of a sample, computed as a run computes it. */
export function exampleInterest(
  debtor: 'consumer' | 'business',
  some: { orderName: string; principalCents: number; fromOn: IsoDate; toOn: IsoDate },
) {
  const { orderName, principalCents, fromOn, toOn } = some;
  const rule = { kind: 'statutory', country: 'DE', debtor, remuneration: true } as const;
  const { segments } = interestOn({
    principal: [{ fromOn, principalCents }],
    fromOn,
    toOn,
    rule: { ...rule, arisenOn: fromOn },
    dayCount: USUAL_DAY_COUNT.DE,
    addedRates: [],
  });
  return segments.map((segment) => letterInterest(orderName, segment));
}

const INTEREST = exampleInterest('consumer', {
  orderName: ITEM.orderName,
  principalCents: ITEM.openCents,
  fromOn: on('2026-03-16'),
  toOn: on('2026-04-30'),
});

const COSTS = [
  {
    orderName: '#1001',
    kind: 'dunning_costs' as const,
    amountCents: 250,
    ground: '§§ 280, 286 BGB',
  },
];

const STATEMENT = { kind: 'statement' as const, number: null };
const INVOICE = { kind: 'invoice' as const, number: 'R-1001' };

const INSTALMENT = {
  number: 2,
  count: 4,
  dueOn: ITEM.dueOn,
  planCents: 90_000,
  breaksAfter: 2,
};

const INSTALMENT_ITEM: LetterItem = {
  ...ITEM,
  originalCents: 30_000,
  paidCents: 0,
  openCents: 30_000,
  level: null,
  daysLate: 4,
  inDefaultFrom: null,
};

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
        attachments: [INVOICE],
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
        attachments: [STATEMENT, INVOICE],
        earlierRemindersOn: [on('2026-03-19'), on('2026-03-30')],
      });
    case 'instalment_notice':
      return facts(language, null, {
        letterOn: on('2026-03-12'),
        deadlineOn: null,
        items: [{ ...INSTALMENT_ITEM, daysLate: 0 }],
        instalment: INSTALMENT,
        paymentUrl: null,
      });
    case 'instalment_missed':
      return facts(language, null, {
        letterOn: on('2026-03-19'),
        deadlineOn: on('2026-03-27'),
        items: [INSTALMENT_ITEM],
        instalment: INSTALMENT,
        paymentUrl: null,
      });
    case 'correction':
      return facts(language, null, {
        items: [{ ...ITEM, level: null }],
        withdrawn: { name: 'second_reminder', sentOn: on('2026-04-20'), chargesCents: 250 },
      });
  }
}

const BARE = { phone: null, bic: null, bankName: null, vatId: null, registerEntry: null };

/** The same letter with every fact left out that may be. */
export function bareFacts(name: LetterName, language: LetterLanguage): LetterFacts {
  const full = fullFacts(name, language);
  return {
    ...full,
    creditor: { ...full.creditor, ...BARE },
    debtor: { ...full.debtor, debtorNumber: null },
    items: full.items.map((item) => ({ ...item, invoiceNumber: null, invoicedOn: null })),
    paymentUrl: null,
    respondUrl: null,
    agencyName: null,
    bureauName: null,
    attachments: [],
  };
}

/** Kinds of letters, in English. */
export const TEXT_EXAMPLES = {
  full: 'a letter with every fact',
  bare: 'a letter without the facts that may be missing',
  several: 'a letter about two orders, less a credit',
  in_default: 'a letter to a debtor in default',
  before_default: 'a letter to a debtor who is not in default yet',
  last_instalment: 'a letter about the last instalment',
  nothing_owed: 'a letter when nothing is owed',
} as const;

/** Every kind of letter that a text of this name may have to be. */
export function examplesOf(
  name: LetterName,
  language: LetterLanguage,
): readonly (readonly [what: keyof typeof TEXT_EXAMPLES, LetterFacts])[] {
  const full = fullFacts(name, language);
  const plain: (readonly [keyof typeof TEXT_EXAMPLES, LetterFacts])[] = [
    ['full', full],
    ['bare', bareFacts(name, language)],
  ];
  if (name === 'instalment_notice' || name === 'instalment_missed') {
    const instalment = { ...INSTALMENT, number: 4, planCents: 30_000, breaksAfter: 1 };
    return [...plain, ['last_instalment', { ...full, instalment }]];
  }
  if (full.withdrawn !== null) {
    const withdrawn = { ...full.withdrawn, chargesCents: 0 };
    plain.push(['nothing_owed', summed({ ...full, items: [], withdrawn })]);
  }
  const some = [...plain, ['several', several(full)] as const];
  if (name === 'pre_due_notice' || name === 'friendly_reminder' || name === 'correction')
    return some;
  const inDefault = { interest: INTEREST, charges: COSTS, earlierRemindersOn: [on('2026-03-19')] };
  const early = { interest: [], charges: [], earlierRemindersOn: [] };
  const items = full.items.map((item) => ({ ...item, inDefaultFrom: null }));
  return [
    ...some,
    ['in_default', facts(language, name, inDefault)],
    ['before_default', summed({ ...full, ...early, items })],
  ];
}

/** The same letter about a second order, and about a third one that is disputed. */
function several(letter: LetterFacts): LetterFacts {
  const [first = ITEM] = letter.items;
  const second = { ...first, orderName: '#1002', invoiceNumber: 'R-1002', inDefaultFrom: null };
  const third = { ...first, orderName: '#1003', invoiceNumber: 'R-1003', inClarification: true };
  const items = letter.withdrawn === null ? [first, second, third] : [first, second];
  return summed({ ...letter, items, totals: { ...letter.totals, creditsCents: 500 } });
}
