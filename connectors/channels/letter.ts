import type { Column, Content, ContentTable, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import qrcode from 'qrcode';
import { assertNever, InvalidInput } from '../../server/domain/errors.ts';
import { giroCodePayload, spacedIban } from '../../server/domain/girocode.ts';
import type { LetterBlock, LetterDocument } from '../../server/domain/letter-document.ts';
import type { LetterFacts } from '../../server/domain/letters.ts';
import type { LetterWriter } from '../../server/ports.ts';
import { printed } from '../paper.ts';

/** Millimetres in PDF points. All places below are those of DIN 5008 form B, from the top left. */
const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

const LEFT = 25;
const RIGHT = 20;
const TEXT_WIDTH = 210 - LEFT - RIGHT;
/** First line of the text on page 1 and on the pages after it. */
const FIRST_TOP = 98.5;
const TOP = 28;
const BOTTOM = 38;
const ADDRESS_TOP = 62.7;
const ADDRESS_WIDTH = 80;
/** The address zone holds six lines; a window shows no more. */
const ADDRESS_LINES = 6;
/** A long name may take two lines in smaller type; the post reads no less than 8 points. */
const ADDRESS_SIZES = [
  { size: 10, most: 6 },
  { size: 8, most: 7 },
] as const;
/** Signs of the small return line that fit beside each other. */
const RETURN_LINE_SIGNS = 62;
const INFO_LEFT = 125;
const FOLD_MARKS = [105, 210];
const PUNCH_MARK = 148.5;
/** An IBAN in groups of four stays on its line in the footer. */
const ACCOUNT_WIDTH = 46;
const QR_SIZE = 32;
/** A reader wants four modules of white around the code. */
const QUIET = 3;
/** EPC069-12 allows no larger code: banking apps must read it from a sheet. */
const MAX_QR_VERSION = 13;
const GREY = '#555555';

/**
 * Letters on A4 after DIN 5008 form B: window address with return line, fold and punch marks, page
 * numbers, embedded fonts, and a GiroCode with the amount to pay. The day of the letter is the only
 * time in the file, so the same document gives the same bytes and its SHA-256 can be kept.
 */
export const letterWriter = (): LetterWriter => ({
  toPdf: (document) => printed(sheet(document)),
});

function sheet(document: LetterDocument): TDocumentDefinitions {
  const { facts, labels } = document;
  const day = new Date(`${facts.letterOn}T00:00:00Z`);
  return {
    pageSize: 'A4',
    pageMargins: [mm(LEFT), mm(TOP), mm(RIGHT), mm(BOTTOM)],
    version: '1.7',
    subset: 'PDF/A-2b',
    language: document.language,
    displayTitle: true,
    info: {
      title: document.subject,
      author: facts.creditor.name,
      creator: 'Mahnlauf',
      producer: 'Mahnlauf',
      creationDate: day,
      modDate: day,
    },
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2 },
    background: (page) => (page === 1 ? marks() : null),
    header: (page) => (page === 1 ? null : followingHeader(document)),
    footer: (page, pages) => footer(document, numbered(labels.page, page, pages)),
    content: [
      letterHead(facts),
      ...addressField(facts),
      informationBlock(document),
      {
        text: document.subject,
        bold: true,
        fontSize: 11,
        margin: [0, mm(FIRST_TOP - TOP), 0, mm(6)],
      },
      ...bodyOf(document),
    ],
  };
}

/** So many signs stay together: the last paragraphs of a letter, and a paragraph of its own. */
const TOGETHER_SIGNS = 1_500;

/** The closing words never stand alone on a page: the paragraph before them goes with them. */
function bodyOf(document: LetterDocument): Content[] {
  const { blocks } = document;
  const sender = blocks.findLastIndex(({ kind }) => kind === 'sender');
  const end = sender === -1 ? blocks.length : sender;
  let from = end;
  let signs = 0;
  for (let i = end - 1; i >= 0 && end - i <= 3; i -= 1) {
    const block = blocks[i];
    if (block?.kind !== 'paragraph') break;
    signs += block.lines.join('').length;
    if (signs > TOGETHER_SIGNS) break;
    from = i;
  }
  const content = (some: readonly LetterBlock[]): Content[] =>
    some.flatMap((block) => toContent(block, document));
  const closing = content(blocks.slice(from, end));
  return [
    ...content(blocks.slice(0, from)),
    { stack: closing, unbreakable: true },
    ...content(blocks.slice(end)),
  ];
}

const numbered = (words: string, page: number, pages: number): string =>
  words.replace('{page}', String(page)).replace('{pages}', String(pages));

/** Fold marks at 105 and 210 mm, the punch mark at 148.5 mm, outside the text. */
function marks(): Content {
  const line = (top: number, length: number) => ({
    type: 'line' as const,
    x1: mm(5),
    y1: mm(top),
    x2: mm(5 + length),
    y2: mm(top),
    lineWidth: 0.4,
    lineColor: GREY,
  });
  return { canvas: [...FOLD_MARKS.map((top) => line(top, 4)), line(PUNCH_MARK, 6)] };
}

function letterHead({ creditor }: LetterFacts): Content {
  return {
    absolutePosition: { x: mm(LEFT), y: mm(20) },
    columns: [{ width: mm(TEXT_WIDTH), text: creditor.name, fontSize: 16, bold: true }],
  };
}

/** The window: the return line in small type, below it the debtor's address. */
function addressField({ creditor, debtor }: LetterFacts): Content[] {
  const { addressLines } = debtor;
  const fontSize = ADDRESS_SIZES.find(
    ({ size, most }) => addressLines.reduce((sum, line) => sum + linesOf(line, size), 0) <= most,
  )?.size;
  if (fontSize === undefined || addressLines.length > ADDRESS_LINES) {
    throw new InvalidInput(
      `The address of ${addressLines.length} lines does not fit the window, which shows ` +
        `${ADDRESS_LINES}. Shorten the address of the debtor.`,
    );
  }
  const places = creditor.addressLines.map((line) => line.replaceAll(' ', '\u00A0'));
  const returnLine = [creditor.name, ...places].join(' · ');
  // A long return line takes two lines and grows upwards: the address keeps its place.
  const above = returnLine.length > RETURN_LINE_SIGNS ? 7.5 : 4.5;
  const at = (top: number, text: Content): Content => ({
    absolutePosition: { x: mm(LEFT), y: mm(top) },
    columns: [{ width: mm(ADDRESS_WIDTH), stack: [text] }],
  });
  return [
    at(ADDRESS_TOP - above, { text: returnLine, fontSize: 6.5, color: GREY }),
    at(ADDRESS_TOP, { text: addressLines.join('\n'), fontSize, lineHeight: 1.15 }),
  ];
}

/** Lines of the window that a long line takes, by what signs of our font measure on average. */
function linesOf(line: string, size: number): number {
  const wide = line.match(/[\p{Lu}@&%]/gu)?.length ?? 0;
  const points = ((line.length - wide) * 4.75 + wide * 6.5) * (size / 10);
  return Math.ceil(points / mm(ADDRESS_WIDTH));
}

/** Day, numbers and whom to ask, at the right of the window. */
function informationBlock({ facts, labels }: LetterDocument): Content {
  const { creditor, debtor } = facts;
  const rows: (readonly [string, string | null])[] = [
    [labels.date, labels.letterOn],
    [labels.debtorNumber, debtor.debtorNumber],
    [labels.reference, facts.reference],
    [labels.phone, creditor.phone],
    [labels.email, creditor.email],
  ];
  return {
    absolutePosition: { x: mm(INFO_LEFT), y: mm(50) },
    columns: [
      {
        width: mm(210 - RIGHT - INFO_LEFT),
        table: {
          widths: [mm(29), '*'],
          body: rows
            .filter(([, value]) => value !== null)
            .map(([label, value]) => [{ text: label, color: GREY }, breakable(value ?? '')]),
        },
        layout: NO_LINES,
        fontSize: 8.5,
      },
    ],
  };
}

function followingHeader({ facts, labels }: LetterDocument): Content {
  return {
    margin: [mm(LEFT), mm(12), mm(RIGHT), 0],
    fontSize: 8.5,
    color: GREY,
    columns: [
      { width: '*', text: `${facts.creditor.name}\n${labels.reference}: ${facts.reference}` },
      { width: 'auto', text: labels.letterOn },
    ],
  };
}

function footer({ facts, labels }: LetterDocument, page: string): Content {
  const { creditor } = facts;
  const { phone, bic, bankName, registerEntry, vatId } = creditor;
  const known = (lines: (string | null)[]) => lines.filter((line) => line !== null).join('\n');
  const account = known([
    labels.bank,
    bankName,
    `IBAN ${spacedIban(creditor.iban)}`,
    bic === null ? null : `BIC ${bic}`,
  ]);
  const contact = known([
    creditor.email,
    phone,
    registerEntry,
    vatId === null ? null : `${labels.vatId} ${vatId}`,
  ]);
  return {
    margin: [mm(LEFT), mm(4), mm(RIGHT), 0],
    fontSize: 7.5,
    color: GREY,
    stack: [
      { text: page, alignment: 'right', fontSize: 8.5, margin: [0, 0, 0, mm(2)] },
      { canvas: [rule()], margin: [0, 0, 0, mm(2)] },
      {
        columnGap: mm(4),
        columns: [
          { width: '*', text: known([creditor.name, ...creditor.addressLines]) },
          { width: '*', text: breakable(contact) },
          { width: mm(ACCOUNT_WIDTH), text: account },
        ],
      },
    ],
  };
}

const rule = () => ({
  type: 'line' as const,
  x1: 0,
  y1: 0,
  x2: mm(TEXT_WIDTH),
  y2: 0,
  lineWidth: 0.4,
  lineColor: '#bbbbbb',
});

function toContent(block: LetterBlock, document: LetterDocument): Content[] {
  switch (block.kind) {
    case 'paragraph': {
      const text = unbroken(block.lines.join('\n'));
      const isShort = text.length <= TOGETHER_SIGNS;
      return [{ stack: [text], unbreakable: isShort, margin: [0, 0, 0, mm(3)] }];
    }
    case 'table':
      return [table(block)];
    case 'payment':
      return [payment(block, document)];
    case 'sender': // Stands in the footer of every page.
      return [];
    default:
      return assertNever(block, 'toContent');
  }
}

type TableBlock = LetterBlock & { kind: 'table' };

function table(block: TableBlock): Content {
  const columns = block.head.length;
  const cell = (text: string, column: number, isBold: boolean) => ({
    text: unbroken(text),
    alignment: column >= columns - block.amountColumns ? ('right' as const) : ('left' as const),
    bold: isBold,
  });
  const last = block.rows.length - 1;
  const rows = block.rows.map((row, i) =>
    row.map((text, column) => cell(text, column, block.hasSum && i === last)),
  );
  const head = block.head.map((text, column) => cell(text, column, true));
  const title = { text: block.title, bold: true, margin: [0, mm(1), 0, mm(1.5)] } as Content;
  const grid = (some: typeof rows, headerRows: number): ContentTable => ({
    table: {
      headerRows,
      dontBreakRows: true,
      keepWithHeaderRows: headerRows,
      widths: widths(block),
      body: headerRows === 0 ? some : [head, ...some],
    },
    layout: TABLE_LINES,
    fontSize: 8.5,
  });
  // The sum of a long table takes the rows before it along to the next page.
  const apart = isLong(block) ? SUM_ROWS : 0;
  const sum = { stack: [grid(rows.slice(rows.length - apart), 0)], unbreakable: true };
  return {
    stack: [title, grid(rows.slice(0, rows.length - apart), 1), ...(apart > 0 ? [sum] : [])],
    margin: [0, 0, 0, mm(4)],
    ...(block.newPage === true ? { pageBreak: 'before' as const } : {}),
    // A short table stays with its title; a long one runs over the pages and repeats its head.
    unbreakable: block.rows.length <= SHORT_TABLE,
  };
}

const SHORT_TABLE = 6;
const SUM_ROWS = 3;
/** For `12.345.678,90 €`. */
const AMOUNT_WIDTH = 27;
const DAY_WIDTH = 24;

/** A table that may break before its sum. */
const isLong = ({ hasSum, rows }: Pick<TableBlock, 'hasSum' | 'rows'>): boolean =>
  hasSum && rows.length > SHORT_TABLE;

/** The column of words takes what the amounts leave. */
function widths({ head, amountColumns, hasSum, rows }: TableBlock): (string | number)[] {
  const words = head.length - amountColumns;
  return head.map((_, column) => {
    // The sum of a long table is a table of its own below it: its columns must stand below each other.
    if (column >= words) return isLong({ hasSum, rows }) ? mm(AMOUNT_WIDTH) : 'auto';
    if (column === 0 && words === 2) return mm(DAY_WIDTH);
    if (column === 0) return words === 3 && amountColumns === 1 ? mm(32) : '*';
    return words === 3 && amountColumns === 3 ? ([mm(19), mm(29)][column - 1] ?? 'auto') : '*';
  });
}

function payment(block: LetterBlock & { kind: 'payment' }, document: LetterDocument): Content {
  const rows = block.lines.map(([label, value]) => [
    { text: label, color: GREY },
    breakable(unbroken(value)),
  ]);
  const details: Column = {
    width: '*',
    stack: [
      { text: block.title, bold: true, margin: [0, mm(1), 0, mm(1.5)] },
      { table: { widths: [mm(32), '*'], body: rows }, layout: NO_LINES, fontSize: 9 },
    ],
  };
  const code = giroCode(document.facts);
  const columns = code === null ? [details] : [details, scanned(code, document.labels.scan)];
  return { columns, columnGap: mm(6), unbreakable: true, margin: [0, mm(2), 0, mm(3)] };
}

const scanned = (code: Content, words: string): Column => ({
  width: mm(QR_SIZE),
  stack: [code, { text: words, fontSize: 7, color: GREY, margin: [0, mm(QUIET), 0, 0] }],
});

/** The GiroCode as lines of black squares; null for a currency it does not know. */
function giroCode({ creditor, currency, totals, reference }: LetterFacts): Content | null {
  if (currency !== 'EUR' || totals.payCents <= 0) return null;
  const payload = giroCodePayload({
    creditorName: creditor.name,
    iban: creditor.iban,
    bic: creditor.bic,
    amountCents: totals.payCents,
    reference,
  });
  const { modules, version } = qrcode.create(payload, { errorCorrectionLevel: 'M' });
  if (version > MAX_QR_VERSION) {
    throw new InvalidInput(`The GiroCode would need version ${version}; shorten the reference.`);
  }
  const side = mm(QR_SIZE) / modules.size;
  const squares = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let from = 0; from < modules.size; from += 1) {
      let to = from;
      while (to < modules.size && modules.get(row, to) === 1) to += 1;
      if (to === from) continue;
      const [w, h] = [(to - from) * side, side];
      squares.push({ type: 'rect' as const, x: from * side, y: row * side, w, h, color: 'black' });
      from = to;
    }
  }
  return { canvas: squares };
}

/** Keeps an amount and its sign, and a paragraph sign and its number, on one line. */
const unbroken = (text: string): string =>
  text.replace(/(\d) (?=[€%])/g, '$1\u00A0').replace(/(§§?) (?=\d)/g, '$1\u00A0');

/** Lets a long address of a page break after its slashes. */
const breakable = (text: string): string => text.replace(/([/?&=@])(?=\w)/g, '$1\u200B');

const NO_LINES = {
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => mm(2),
  paddingTop: () => mm(0.3),
  paddingBottom: () => mm(0.3),
};

const TABLE_LINES = {
  hLineWidth: (i: number) => (i === 0 ? 0 : 0.4),
  hLineColor: () => '#bbbbbb',
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: (i: number, node: ContentTable) =>
    i === (node.table.widths?.length ?? 0) - 1 ? 0 : mm(3),
  paddingTop: () => mm(0.8),
  paddingBottom: () => mm(0.6),
};
