/** Comma-separated values after RFC 4180. Pure. */

/** Rows as text: CRLF at every end, quotes where needed, and no cell that a sheet would compute. */
export const writeCsv = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map((row) => `${row.map((cell) => quoted(defused(cell ?? ''))).join(',')}\r\n`).join('');

/** A cell that begins like a formula gets an apostrophe in front; a sheet then shows it as text. */
const defused = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Reads rows with commas or semicolons, whichever the first line uses. Throws on broken quotes. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const body = text.replace(/^\uFEFF/, '');
  const head = /^[^\r\n]*/.exec(body)?.[0] ?? '';
  const separator = head.includes(';') ? ';' : ',';
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`,
    'y',
  );
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < body.length || row.length > 0) {
    const found = cell.exec(body);
    if (found === null) throw new Error(`line ${rows.length + 1}: a quote is out of place`);
    const [, inQuotes, bare = '', end] = found;
    row.push(inQuotes === undefined ? bare : inQuotes.replaceAll('""', '"'));
    if (end === separator) continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
