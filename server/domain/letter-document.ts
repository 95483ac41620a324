import type { LetterFacts, LetterLanguage, LetterName } from './letters.ts';

/** A letter ready to be set: words and tables in the order they are read. */
export interface LetterDocument {
  name: LetterName;
  language: LetterLanguage;
  subject: string;
  blocks: readonly LetterBlock[];
  labels: LetterLabels;
  facts: LetterFacts;
}

export type LetterBlock =
  | { kind: 'paragraph'; lines: readonly string[] }
  | {
      kind: 'table';
      title: string;
      head: readonly string[];
      /** Amounts stand on the right: the number of columns, counted from the end. */
      amountColumns: number;
      rows: readonly (readonly string[])[];
      /** The last row is a sum. */
      hasSum: boolean;
      /** In a letter it stands on a page of its own. */
      newPage?: boolean;
    }
  /** The bank details, each with its label; the GiroCode stands beside them. */
  | { kind: 'payment'; title: string; lines: readonly (readonly [string, string])[] }
  /** Name and address below an e-mail; a letter has them in its footer. */
  | { kind: 'sender'; lines: readonly string[] };

/** The fixed words of the sheet around the text. */
export interface LetterLabels {
  date: string;
  debtorNumber: string;
  reference: string;
  email: string;
  phone: string;
  bank: string;
  vatId: string;
  /** `Seite {page} von {pages}`. */
  page: string;
  scan: string;
  /** The day of the letter in words. */
  letterOn: string;
}
