type Cell = string | number | boolean | null;

/** A table as RFC 4180 text with a byte order mark, so that a spreadsheet reads its umlauts. */
export async function* csvPieces(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): AsyncGenerator<string> {
  yield `\u{FEFF}${line(header)}`;
  for await (const row of rows) yield line(row);
}

const line = (cells: readonly Cell[]): string => `${cells.map(toCell).join(',')}\r\n`;

/** With the wide signs of East Asian keyboards, which a spreadsheet reads as the narrow ones. */
const FORMULA = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20';
const AT_START = new RegExp(`^[${FORMULA}\\t\\r]`);
/** A German spreadsheet begins a new cell behind a semicolon, whatever quotes stand around it. */
const BEHIND_PART = new RegExp(`([;\\t\\r\\n] *)(?=[${FORMULA}])`, 'g');
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string' || NUMBER.test(cell)) return String(cell);
  const parted = cell.replaceAll(BEHIND_PART, "$1'");
  const safe = AT_START.test(parted) ? `'${parted}` : parted;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
