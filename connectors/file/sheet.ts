import type { Content } from 'pdfmake/interfaces.js';
import type { Instant, IsoDate } from '../../server/domain/calendar.ts';
import { decimalFromCents, percentFromRate } from '../../server/domain/money.ts';
import type { AgencyMode, ClaimDebtor, ClaimPackage } from '../../server/ports.ts';
import { printed } from '../paper.ts';

/** The claim on one sheet of paper, in German, for a clerk who types it in. */
export function claimSheet(
  claim: ClaimPackage,
  { mode, at }: { mode: AgencyMode; at: Instant },
): Promise<Uint8Array> {
  const day = new Date(at);
  return printed({
    pageSize: 'A4',
    pageMargins: [60, 60, 50, 60],
    language: 'de',
    info: { title: `Forderung ${claim.ourReference}`, creationDate: day, modDate: day },
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2 },
    footer: (page, pages) => ({
      text: `Forderung ${claim.ourReference} · Seite ${page} von ${pages}`,
      margin: [60, 10, 50, 0],
      fontSize: 8,
    }),
    content: [
      { text: `Forderung ${claim.ourReference}`, fontSize: 16, bold: true },
      ...(mode === 'sandbox' ? [{ text: 'TEST: keine echte Forderung', bold: true }] : []),
      ...section('Forderung', claimRows(claim)),
      ...section('Verzug', defaultRows(claim)),
      ...section('Schuldner', debtorRows(claim.debtor)),
      ...legalSections(claim),
    ],
  });
}

type Rows = readonly (readonly [label: string, value: string | null])[];

function section(title: string, rows: Rows): Content[] {
  const body = rows
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => [{ text: label, color: '#555555' }, { text: value ?? '' }]);
  return [
    { text: title, bold: true, fontSize: 12, margin: [0, 14, 0, 4] },
    { table: { widths: [130, '*'], body }, layout: 'lightHorizontalLines' },
  ];
}

const SUBJECTS: Readonly<Record<ClaimPackage['subject'], string>> = {
  goods: 'Ware',
  goods_prepaid: 'Ware gegen Vorkasse',
  service: 'Dienstleistung',
};

const KINDS: Readonly<Record<ClaimDebtor['kind'], string>> = {
  consumer: 'Verbraucher',
  business: 'Unternehmen',
  unknown: 'unbekannt',
};

const germanDay = (on: IsoDate | null): string | null =>
  on === null ? null : on.split('-').toReversed().join('.');

const amountIn =
  (currency: string) =>
  (cents: number): string =>
    `${decimalFromCents(cents, currency).replace('.', ',')} ${currency}`;

function claimRows(claim: ClaimPackage): Rows {
  const amount = amountIn(claim.currency);
  return [
    ['Unser Zeichen', claim.ourReference],
    ['Gegenstand', SUBJECTS[claim.subject]],
    ['Beschreibung', claim.description],
    ['Hauptforderung', amount(claim.principalCents)],
    ['Zinsen', amount(claim.interestCents)],
    ['Mahnkosten', amount(claim.dunningCostsCents)],
    ['Vertrag vom', germanDay(claim.contractOn)],
    ['Rechnung', claim.invoiceNumber],
    ['Hinweis', claim.note],
  ];
}

const defaultRows = (claim: ClaimPackage): Rows => [
  ['Fällig am', germanDay(claim.dueOn)],
  ['Verzug seit', germanDay(claim.defaultFrom) ?? 'nicht festgestellt'],
  ['Verzugsgrund', claim.defaultGround],
  ['Mahnungen am', claim.remindersSentOn.map(germanDay).join(', ') || 'keine'],
];

const debtorRows = (debtor: ClaimDebtor): Rows => [
  ['Kundennummer', debtor.debtorNumber],
  ['Art', KINDS[debtor.kind]],
  ['Firma', debtor.company],
  ['Name', [debtor.firstName, debtor.lastName].filter((part) => part !== null).join(' ')],
  ['Straße', debtor.street],
  ['Ort', `${debtor.postcode} ${debtor.city}`],
  ['Land', debtor.country],
  ['E-Mail', debtor.email],
  ['Telefon', debtor.phone],
  ['Geburtstag', germanDay(debtor.bornOn)],
];

/** What the agency has to tell a private debtor (RDG 13a(1)) and only the creditor knows. */
function legalSections({ legal, currency }: ClaimPackage): Content[] {
  if (legal === undefined) return [];
  const amount = amountIn(currency);
  const { creditor } = legal;
  const until = germanDay(legal.interestUntilOn);
  return section('Gläubiger und Einzelheiten', [
    ['Gläubiger', creditor.name],
    ['Anschrift', `${creditor.street}, ${creditor.postcode} ${creditor.city}, ${creditor.country}`],
    ['Vorsteuerabzug', legal.deductsInputTax ? 'berechtigt' : 'nicht berechtigt'],
    ['Anschrift des Schuldners', 'laut Bestellung'],
    ['Zinsen berechnet bis', until],
    ...legal.interest.map(
      (part) =>
        [
          'Zinsen',
          `${percentFromRate(part.rateMillionths).replace('.', ',')} % aus ` +
            `${amount(part.principalCents)} vom ${germanDay(part.fromOn)} bis ` +
            `${germanDay(part.toOn)}: ${amount(part.interestCents)} (${part.ground})`,
        ] as const,
    ),
    ...legal.costs.map(
      (cost) => ['Mahnkosten', `${germanDay(cost.on)}: ${amount(cost.amountCents)}`] as const,
    ),
    ...legal.disputes.map(
      (dispute) =>
        [
          'Einwand',
          `vom ${germanDay(dispute.raisedOn)}, beantwortet am ${germanDay(dispute.answeredOn)}` +
            (dispute.words === null ? '' : `: ${dispute.words}`),
        ] as const,
    ),
  ]);
}
