import { isoDate as on } from '../../server/domain/calendar.ts';
import {
  type LetterItem,
  type LetterLanguage,
  salutationLine,
} from '../../server/domain/letters.ts';
import { facts, ITEM } from '../../server/texts/examples.ts';

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
