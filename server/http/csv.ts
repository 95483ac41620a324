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

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
