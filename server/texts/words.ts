import type { LetterLabels } from '../domain/letter-document.ts';
import type { ChargeKind, LetterLanguage, ReminderLevel } from '../domain/letters.ts';

/** The fixed words of a language: table heads, names of levels and charges, labels of the sheet. */
export interface Words {
  levels: Readonly<Record<ReminderLevel, string>>;
  charges: Readonly<Record<ChargeKind, string>>;
  invoice: string;
  order: string;
  /** `3 offene Posten` */
  openItems: string;
  of: string;
  items: {
    title: string;
    head: readonly string[];
    paid: string;
    amount: string;
    open: string;
    due: string;
    late: string;
    lateOneDay: string;
    inClarification: string;
  };
  interest: {
    title: string;
    head: readonly string[];
    baseRate: string;
    points: string;
    oneDay: string;
    days: string;
    line: string;
  };
  totals: {
    title: string;
    head: readonly string[];
    principal: string;
    interest: string;
    credits: string;
    pay: string;
  };
  payment: {
    title: string;
    payee: string;
    bank: string;
    amount: string;
    reference: string;
    online: string;
  };
  /** What comes with the letter: `Anlage`, `Anlagen`. */
  attachments: { one: string; many: string; statement: string };
  labels: Omit<LetterLabels, 'letterOn'>;
}

export const WORDS: Readonly<Record<LetterLanguage, Words>> = {
  de: {
    levels: {
      friendly_reminder: 'Zahlungserinnerung',
      first_reminder: '1. Mahnung',
      second_reminder: '2. Mahnung',
      final_notice: 'Letzte Mahnung',
    },
    charges: {
      dunning_costs: 'Mahnkosten',
      lump_sum: 'Verzugspauschale',
      returned_debit: 'Bankkosten der Rücklastschrift',
      address_inquiry: 'Kosten der Adressermittlung',
    },
    invoice: 'Rechnung',
    order: 'Bestellung',
    openItems: 'offene Posten',
    of: 'vom',
    items: {
      title: 'Offene Posten',
      head: ['Beleg', 'Fällig am', 'Stand', 'Betrag', 'Gezahlt', 'Offen'],
      paid: 'gezahlt oder gutgeschrieben',
      amount: 'Betrag',
      open: 'offen',
      due: 'fällig am',
      late: '{days} Tage überfällig',
      lateOneDay: '1 Tag überfällig',
      inClarification: 'in Klärung, jetzt nicht zu zahlen',
    },
    interest: {
      title: 'Verzugszinsen',
      head: ['Auf', 'Zeitraum', 'Zinssatz', 'Zinsen'],
      baseRate: 'Basiszinssatz',
      points: 'Prozentpunkte',
      oneDay: '1 Tag',
      days: '{days} Tage',
      line: '{principal} ({order}), {from} bis {to}',
    },
    totals: {
      title: 'So setzt sich der Betrag zusammen',
      head: ['Posten', 'Betrag'],
      principal: 'Offene Beträge',
      interest: 'Verzugszinsen',
      credits: 'Guthaben',
      pay: 'Zu zahlen',
    },
    payment: {
      title: 'So zahlen Sie',
      payee: 'Empfänger',
      bank: 'Bank',
      amount: 'Betrag',
      reference: 'Verwendungszweck',
      online: 'Online zahlen',
    },
    attachments: { one: 'Anlage', many: 'Anlagen', statement: 'Kontoauszug' },
    labels: {
      date: 'Datum',
      debtorNumber: 'Kundennummer',
      reference: 'Unser Zeichen',
      email: 'E-Mail',
      phone: 'Telefon',
      bank: 'Bankverbindung',
      vatId: 'USt-IdNr.',
      page: 'Seite {page} von {pages}',
      scan: 'Mit der Banking-App scannen',
    },
  },
  en: {
    levels: {
      friendly_reminder: 'Friendly reminder',
      first_reminder: 'First reminder',
      second_reminder: 'Second reminder',
      final_notice: 'Final notice',
    },
    charges: {
      dunning_costs: 'Cost of reminders',
      lump_sum: 'Lump sum for late payment',
      returned_debit: 'Bank charges of the returned direct debit',
      address_inquiry: 'Cost of the address inquiry',
    },
    invoice: 'Invoice',
    order: 'Order',
    openItems: 'open items',
    of: 'of',
    items: {
      title: 'Open items',
      head: ['Document', 'Due', 'Status', 'Amount', 'Paid', 'Open'],
      paid: 'paid or credited',
      amount: 'Amount',
      open: 'open',
      due: 'due on',
      late: '{days} days overdue',
      lateOneDay: '1 day overdue',
      inClarification: 'being clarified, nothing to pay now',
    },
    interest: {
      title: 'Default interest',
      head: ['On', 'Period', 'Rate', 'Interest'],
      baseRate: 'base rate',
      points: 'percentage points',
      oneDay: '1 day',
      days: '{days} days',
      line: '{principal} ({order}), {from} to {to}',
    },
    totals: {
      title: 'How the amount is made up',
      head: ['Item', 'Amount'],
      principal: 'Open amounts',
      interest: 'Default interest',
      credits: 'Credit',
      pay: 'To pay',
    },
    payment: {
      title: 'How to pay',
      payee: 'Payee',
      bank: 'Bank',
      amount: 'Amount',
      reference: 'Reference',
      online: 'Pay online',
    },
    attachments: { one: 'Enclosure', many: 'Enclosures', statement: 'Statement of account' },
    labels: {
      date: 'Date',
      debtorNumber: 'Customer number',
      reference: 'Our reference',
      email: 'E-mail',
      phone: 'Phone',
      bank: 'Bank details',
      vatId: 'VAT ID',
      page: 'Page {page} of {pages}',
      scan: 'Scan with your banking app',
    },
  },
  it: {
    levels: {
      friendly_reminder: 'Promemoria',
      first_reminder: 'Primo sollecito',
      second_reminder: 'Secondo sollecito',
      final_notice: 'Ultimo sollecito',
    },
    charges: {
      dunning_costs: 'Spese di sollecito',
      lump_sum: 'Importo forfettario per il ritardo',
      returned_debit: "Spese bancarie per l'addebito respinto",
      address_inquiry: "Spese di ricerca dell'indirizzo",
    },
    invoice: 'Fattura',
    order: 'Ordine',
    openItems: 'posizioni aperte',
    of: 'in data',
    items: {
      title: 'Posizioni aperte',
      head: ['Documento', 'Scadenza', 'Stato', 'Importo', 'Pagato', 'Da pagare'],
      paid: 'pagato o accreditato',
      amount: 'Importo',
      open: 'da pagare',
      due: 'scadenza',
      late: 'scaduto da {days} giorni',
      lateOneDay: 'scaduto da 1 giorno',
      inClarification: 'in verifica, per ora nulla da pagare',
    },
    interest: {
      title: 'Interessi di mora',
      head: ['Su', 'Periodo', 'Tasso', 'Interessi'],
      baseRate: 'tasso base',
      points: 'punti percentuali',
      oneDay: '1 giorno',
      days: '{days} giorni',
      line: '{principal} ({order}), {from} – {to}',
    },
    totals: {
      title: "Come si compone l'importo",
      head: ['Voce', 'Importo'],
      principal: 'Importi aperti',
      interest: 'Interessi di mora',
      credits: 'Credito',
      pay: 'Totale da pagare',
    },
    payment: {
      title: 'Come pagare',
      payee: 'Beneficiario',
      bank: 'Banca',
      amount: 'Importo',
      reference: 'Causale',
      online: 'Pagamento online',
    },
    attachments: { one: 'Allegato', many: 'Allegati', statement: 'Estratto conto' },
    labels: {
      date: 'Data',
      debtorNumber: 'Codice cliente',
      reference: 'Nostro riferimento',
      email: 'E-mail',
      phone: 'Telefono',
      bank: 'Coordinate bancarie',
      vatId: 'Partita IVA',
      page: 'Pagina {page} di {pages}',
      scan: "Scansioni con l'app della banca",
    },
  },
};
