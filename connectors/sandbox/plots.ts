/**
 * What becomes of a claim at the sandbox agency. One rule chooses the plot: the word after the `+`
 * in the debtor's e-mail address (`muster+pays@example.com`). Any other address, or none, gives a
 * claim that stays in progress. A plot is a list of days after the hand-over.
 */

export interface PlotStep {
  afterDays: number;
  code: string;
  text: string;
  details?: string;
  /** The debtor pays so many hundredths of the whole debt; `rest` pays what is open. */
  pays?: number | 'rest';
  /** What stands to the creditor's credit is paid out. */
  payout?: true;
  /** The clerk writes to the creditor. */
  message?: string;
  /** Ends the claim, with the agency's reason. */
  closing?: { explanation: string; note: string };
}

/** How the hand-over itself is answered. */
export type HandOver = 'taken' | 'refused' | 'taken_and_dropped' | 'taken_and_late';

export interface Plot {
  /** One sentence for the list that `npm run sandbox-agency` prints. */
  about: string;
  handOver: HandOver;
  steps: readonly PlotStep[];
}

const opening: readonly PlotStep[] = [
  { afterDays: 0, code: '10201', text: 'Neue Forderung' },
  { afterDays: 1, code: '10202', text: 'In Bearbeitung', details: '1. Schreiben versandt' },
];

const paid = (afterDays: number): PlotStep => ({
  afterDays,
  code: '10209',
  text: 'Forderung erfolgreich abgeschlossen',
  payout: true,
  closing: { explanation: 'Vollständig bezahlt', note: 'Abrechnung ist erfolgt' },
});

const paysAtOnce: readonly PlotStep[] = [
  ...opening,
  { afterDays: 9, code: '10233', text: 'Zahlungseingang', pays: 'rest' },
  paid(12),
];

const instalment = (afterDays: number, pays: number | 'rest'): PlotStep => ({
  afterDays,
  code: '10226',
  text: 'Ratenzahlung',
  details: 'Rate eingegangen',
  pays,
  payout: true,
});

/** Every plot by the word that chooses it; the empty word is the quiet one. */
export const plots: Readonly<Record<string, Plot>> = {
  '': { about: 'stays in progress', handOver: 'taken', steps: opening },
  pays: { about: 'pays everything on day 9', handOver: 'taken', steps: paysAtOnce },
  instalments: {
    about: 'pays in three instalments on days 10, 40 and 70',
    handOver: 'taken',
    steps: [
      ...opening,
      { afterDays: 6, code: '10226', text: 'Ratenzahlung', details: 'Drei Raten vereinbart' },
      instalment(10, 34),
      instalment(40, 33),
      instalment(70, 'rest'),
      paid(72),
    ],
  },
  partly: {
    about: 'pays half on day 20; closed with part success on day 50',
    handOver: 'taken',
    steps: [
      ...opening,
      { afterDays: 20, code: '10233', text: 'Zahlungseingang', pays: 50, payout: true },
      {
        afterDays: 50,
        code: '10208',
        text: 'Forderung teilweise erfolgreich abgeschlossen',
        closing: { explanation: 'Vergleich', note: 'Restforderung erlassen' },
      },
    ],
  },
  disputes: {
    about: 'disputes the claim on day 7; closed without success on day 60',
    handOver: 'taken',
    steps: [
      ...opening,
      {
        afterDays: 7,
        code: '10223',
        text: 'Rückfrage',
        details: 'Schuldner bestreitet die Forderung',
        message: 'Der Schuldner bestreitet die Forderung. Bitte nehmen Sie Stellung.',
      },
      {
        afterDays: 60,
        code: '10203',
        text: 'Forderung ohne Erfolg abgeschlossen',
        closing: { explanation: 'Forderung bestritten', note: 'Keine Belege eingereicht' },
      },
    ],
  },
  moved: {
    about: 'cannot be found: address search on day 5, closed on day 35',
    handOver: 'taken',
    steps: [
      ...opening,
      {
        afterDays: 5,
        code: '10225',
        text: 'Wartend',
        details: 'Schuldner unbekannt verzogen, Anschrift wird ermittelt',
        message: 'Der Schuldner ist unbekannt verzogen. Kennen Sie eine neue Anschrift?',
      },
      {
        afterDays: 35,
        code: '10203',
        text: 'Forderung ohne Erfolg abgeschlossen',
        closing: { explanation: 'Schuldner unbekannt verzogen', note: 'Ermittlung ohne Ergebnis' },
      },
    ],
  },
  insolvent: {
    about: 'is insolvent on day 6',
    handOver: 'taken',
    steps: [
      ...opening,
      {
        afterDays: 6,
        code: '10222',
        text: 'Forderung ohne Erfolg abgeschlossen',
        closing: { explanation: 'Insolvenzverfahren eröffnet', note: 'Bitte Forderung anmelden' },
      },
    ],
  },
  court: {
    about: 'goes to court on day 30 and pays on day 75',
    handOver: 'taken',
    steps: [
      ...opening,
      { afterDays: 30, code: '11309', text: 'Gerichtliches Mahnverfahren' },
      { afterDays: 75, code: '10233', text: 'Zahlungseingang', pays: 'rest' },
      paid(80),
    ],
  },
  unmapped: {
    about: 'gets a status code on day 3 that stands in no table',
    handOver: 'taken',
    steps: [...opening, { afterDays: 3, code: '10299', text: 'Sonderprüfung' }],
  },
  busy: {
    about: 'changes its status ten times within ten days',
    handOver: 'taken',
    steps: [
      ...opening,
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((afterDays) => ({
        afterDays,
        ...(afterDays % 2 === 0
          ? { code: '10225', text: 'Wartend' }
          : { code: '10202', text: 'In Bearbeitung' }),
      })),
    ],
  },
  refused: { about: 'the hand-over is refused with an errorList', handOver: 'refused', steps: [] },
  drops: {
    about: 'the claim is taken, but the connection drops before the answer; then as "pays"',
    handOver: 'taken_and_dropped',
    steps: paysAtOnce,
  },
  late: {
    about: 'the claim is taken, but the answer comes late; then as "pays"',
    handOver: 'taken_and_late',
    steps: paysAtOnce,
  },
};

/** The plot's word for an e-mail address; the empty word when it names none. */
export function plotOf(email: string): string {
  const word = /\+([a-z]+)@/i.exec(email)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(plots, word) ? word : '';
}
