/** The statement of account that goes with a letter: every movement of its items, to the cent. */
import { compareDays, type IsoDate } from './calendar.ts';
import { formatMoney, formatShortDay } from './letter-formats.ts';
import type { LetterBlock } from './letter-document.ts';
import type { LetterLanguage } from './letters.ts';
import type { Cents } from './money.ts';

/** A movement of one receivable; what is owed is positive, what was paid or credited negative. */
export interface AccountLine {
  on: IsoDate;
  orderName: string;
  what: 'invoice' | 'change' | 'payment' | 'costs' | 'costs_off';
  amountCents: Cents;
}

const WORDS: Readonly<
  Record<LetterLanguage, Readonly<Record<AccountLine['what'], string>> & AccountHead>
> = {
  de: {
    title: 'Kontoauszug zu diesem Schreiben',
    head: ['Tag', 'Vorgang', 'Betrag', 'Stand'],
    sum: 'Stand heute',
    invoice: 'Rechnungsbetrag',
    change: 'Änderung oder Gutschrift',
    payment: 'Zahlung',
    costs: 'Mahnkosten',
    costs_off: 'Mahnkosten erledigt',
  },
  en: {
    title: 'Statement of account for this letter',
    head: ['Day', 'Entry', 'Amount', 'Balance'],
    sum: 'Balance today',
    invoice: 'Invoice amount',
    change: 'Change or credit',
    payment: 'Payment',
    costs: 'Cost of reminders',
    costs_off: 'Cost of reminders settled',
  },
  it: {
    title: 'Estratto conto di questa lettera',
    head: ['Giorno', 'Operazione', 'Importo', 'Saldo'],
    sum: 'Saldo di oggi',
    invoice: 'Importo della fattura',
    change: 'Variazione o accredito',
    payment: 'Pagamento',
    costs: 'Spese di sollecito',
    costs_off: 'Spese di sollecito saldate',
  },
};

interface AccountHead {
  title: string;
  head: readonly string[];
  sum: string;
}

/**
 * The account as a table on a page of its own. Null when it would only repeat what the letter says:
 * one amount for each item and nothing else.
 */
export function accountPage(
  language: LetterLanguage,
  currency: string,
  lines: readonly AccountLine[],
): LetterBlock | null {
  if (lines.every(({ what }) => what === 'invoice')) return null;
  return { ...accountTable(language, currency, lines), newPage: true };
}

/** The account as a table, oldest first, with its running balance. */
export function accountTable(
  language: LetterLanguage,
  currency: string,
  lines: readonly AccountLine[],
): LetterBlock & { kind: 'table' } {
  const words = WORDS[language];
  const money = (value: Cents): string => formatMoney(language, value, currency);
  let balance = 0;
  const rows = lines
    .toSorted((a, b) => compareDays(a.on, b.on))
    .map(({ on, orderName, what, amountCents }) => {
      balance += amountCents;
      const entry = `${words[what]} ${orderName}`;
      return [formatShortDay(language, on), entry, money(amountCents), money(balance)];
    });
  return {
    kind: 'table',
    title: words.title,
    head: words.head,
    rows: [...rows, ['', words.sum, '', money(balance)]],
    amountColumns: 2,
    hasSum: true,
  };
}
