import { decimalFromCents } from '../domain/money.ts';

/** An amount as a decimal of its currency. */
interface Decimal {
  decimal: string;
}

type Cell = string | number | boolean | null | Decimal;

/** Whose spreadsheet it is for: programs read `en`. */
export type CsvLanguage = 'de' | 'en' | 'it';

export const amountCell = (cents: number, currency: string): Decimal => ({
  decimal: decimalFromCents(cents, currency),
});

/**
 * A table as RFC 4180 text with a byte order mark, so that a spreadsheet reads its umlauts. German
 * and Italian ones part cells by semicolons and write decimals with a comma.
 */
export async function* csvPieces(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  language: CsvLanguage = 'en',
): AsyncGenerator<string> {
  const line = (cells: readonly Cell[]): string =>
    `${cells.map((cell) => toCell(cell, language)).join(language === 'en' ? ',' : ';')}\r\n`;
  yield `\u{FEFF}${line(header)}`;
  for await (const row of rows) yield line(row);
}

/** With the wide signs of East Asian keyboards, which a spreadsheet reads as the narrow ones. */
const FORMULA = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20';
const AT_START = new RegExp(`^[${FORMULA}\\t\\r]`);
/** A German spreadsheet begins a new cell behind a semicolon, whatever quotes stand around it. */
const BEHIND_PART = new RegExp(`([;\\t\\r\\n] *)(?=[${FORMULA}])`, 'g');
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCell(cell: Cell, language: CsvLanguage): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimalIn(String(cell), language);
  if (typeof cell === 'object') return decimalIn(cell.decimal, language);
  if (typeof cell !== 'string' || NUMBER.test(cell)) return String(cell);
  const parted = cell.replaceAll(BEHIND_PART, "$1'");
  const safe = AT_START.test(parted) ? `'${parted}` : parted;
  return NEEDS_QUOTES[language].test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const NEEDS_QUOTES = { de: /[";\r\n]/, en: /[",\r\n]/, it: /[";\r\n]/ } as const;

const decimalIn = (text: string, language: CsvLanguage): string =>
  language === 'en' ? text : text.replace('.', ',');
