import { assertNever } from '../domain/errors.ts';
import type { LetterBlock } from '../domain/letter-document.ts';

const FONT = 'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#222';
// Said once for a row and not for each cell: a letter is frozen, hashed and sent with all its signs.
const TABLE = 'cellpadding="4" style="border-collapse:collapse;font-size:14px"';
const ROW = 'border-bottom:1px solid #ddd';
// On a telephone the first of many columns has a line of its own, and an address breaks anywhere.
const HEAD =
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>' +
  '@media(max-width:480px){table{font-size:12px!important;width:100%}' +
  'tr{display:flex;flex-wrap:wrap}td,th{flex:1;padding:4px 2px}' +
  'th:nth-last-child(n+4):first-child,td:nth-last-child(n+4):first-child{flex:100%}a{overflow-wrap:anywhere}}</style>';

/** The blocks as simple HTML: no pictures, no scripts, nothing that is loaded from elsewhere. */
export function toHtml(language: string, blocks: readonly LetterBlock[]): string {
  const body = blocks.map(blockHtml).join('\n');
  return `<!doctype html>
<html lang="${language}"><head>${HEAD}</head>
<body style="${FONT};max-width:640px">
${body}
</body></html>
`;
}

function blockHtml(block: LetterBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${block.lines.map(linked).join('<br>')}</p>`;
    case 'sender':
      return `<p style="color:#666;font-size:13px">${block.lines.map(linked).join('<br>')}</p>`;
    case 'payment': {
      const rows = block.lines.map(([label, value]) => row('td', [label, value], 0, false));
      return `<p><strong>${escaped(block.title)}</strong></p>\n${table(rows)}`;
    }
    case 'table': {
      const { head, rows, amountColumns } = block;
      const last = rows.length - 1;
      const body = rows.map((r, i) => row('td', r, amountColumns, block.hasSum && i === last));
      const lines = [row('th', head, amountColumns, false), ...body];
      return `<p><strong>${escaped(block.title)}</strong></p>\n${table(lines)}`;
    }
    default:
      return assertNever(block, 'blockHtml');
  }
}

const table = (rows: readonly string[]): string => `<table ${TABLE}>\n${rows.join('\n')}\n</table>`;

function row(
  tag: 'td' | 'th',
  cells: readonly string[],
  amountColumns: number,
  isSum: boolean,
): string {
  const written = cells.map((cell, i) => {
    const isAmount = i >= cells.length - amountColumns;
    const align = isAmount ? ' align="right" nowrap' : tag === 'th' ? ' align="left"' : '';
    return `<${tag}${align}>${lines(cell)}</${tag}>`;
  });
  const style = `${ROW}${isSum ? ';font-weight:bold' : ''}`;
  return `<tr valign="top" style="${style}">${written.join('')}</tr>`;
}

const lines = (cell: string): string => cell.split('\n').map(linked).join('<br>');

/** Escapes a line and turns the addresses of pages in it into links. */
function linked(line: string): string {
  return line
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, i) => {
      const safe = escaped(part);
      return i % 2 === 1 ? `<a href="${safe}">${safe}</a>` : safe;
    })
    .join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
