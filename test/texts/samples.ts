import { isoDate as on } from '../../server/domain/calendar.ts';
import {
  type LetterItem,
  type LetterLanguage,
  salutationLine,
} from '../../server/domain/letters.ts';
import { exampleInterest, facts, ITEM } from '../../server/texts/examples.ts';

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
    interest: [1001, 1002].flatMap((number) =>
      exampleInterest('business', {
        orderName: `#${number}`,
        principalCents: number * 10,
        fromOn: on('2026-03-16'),
        toOn: on('2026-04-30'),
      }),
    ),
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

/** Three pages: long names, and so many invoices, in default beyond a change of the base rate. */
export function longFacts(language: LetterLanguage) {
  const { creditor, debtor } = facts(language, null);
  const numbers = Array.from({ length: 40 }, (_, index) => 2001 + index);
  const inDefaultFrom = on('2026-06-16');
  return facts(language, null, {
    letterOn: on('2026-07-14'),
    deadlineOn: on('2026-07-24'),
    creditor: {
      ...creditor,
      name: 'Wollwerkstatt und Handarbeitsgroßhandel Muster & Beispiel GmbH & Co. KG',
      addressLines: ['Bürgermeister-Beispiel-Straße 117 b', '12345 Musterstadt-Obermusterhausen'],
      email: 'forderungsmanagement@wollwerkstatt.example.com',
    },
    debtor: {
      ...debtor,
      kind: 'business',
      addressLines: [
        'Beispiel Textilveredelung und Konfektion GmbH',
        'Abteilung Rechnungsprüfung und Kreditoren',
        'Frau Dr. Maximiliane Muster-Beispielhausen',
        'Untere Beispielsteinstraße 1204, Haus 3',
        '12345 Musterstadt-Obermusterhausen',
        'Deutschland',
      ],
    },
    items: numbers.map((number) => ({
      ...ITEM,
      orderName: `#${number}`,
      invoiceNumber: `WW-2026-${number}`,
      dueOn: on('2026-06-15'),
      originalCents: number * 7,
      paidCents: 0,
      openCents: number * 7,
      level: 'second_reminder' as const,
      daysLate: 29,
      inDefaultFrom,
    })),
    interest: numbers.slice(0, 4).flatMap((number) =>
      exampleInterest('business', {
        orderName: `#${number}`,
        principalCents: number * 7,
        fromOn: inDefaultFrom,
        toOn: on('2026-07-14'),
      }),
    ),
    charges: numbers.slice(0, 14).map((number) => ({
      orderName: `#${number}`,
      kind: 'lump_sum' as const,
      amountCents: 4_000,
      ground: '§ 288 Abs. 5 BGB',
    })),
    earlierRemindersOn: [on('2026-06-24')],
    reference: 'Kunde D-7, Sammelmahnung 18',
    paymentUrl: null,
    attachments: [
      { kind: 'statement', number: null },
      ...numbers.slice(0, 12).map((number) => ({
        kind: 'invoice' as const,
        number: `WW-2026-${number}`,
      })),
    ],
  });
}
