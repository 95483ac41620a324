import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { decimalsOf } from '../../server/domain/money.ts';
import type { PrintedReport, ReportWriter } from '../../server/ports.ts';
import { printed } from '../paper.ts';
import { reportWords } from './report-words.ts';

type Language = keyof typeof reportWords;
type Column = PrintedReport['columns'][number];
type Cell = string | number | null;

const LOCALES: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB', it: 'it-IT' };
const GREY = '#555555';
const HUNDRED = 100;
const NOTHING = '–';

/** Reports on A4 across: the table with the figures of the page and the file, and how they came. */
export const reportWriter = (): ReportWriter => ({
  toPdf: (report, { language, creditor, at }) => {
    const words = reportWords[language];
    const title = words.names[report.report] ?? report.report;
    const { fromOn, toOn, currency } = report;
    const [from, to] = [dayIn(fromOn, language), dayIn(toOn, language)];
    const day = new Date(at);
    return printed({
      pageSize: 'A4',
      pageOrientation: 'landscape',
      pageMargins: [40, 44, 40, 48],
      language,
      info: {
        title: `${title} ${from} – ${to}`,
        author: creditor,
        creationDate: day,
        modDate: day,
      },
      defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.15 },
      footer: (page, pages) => ({
        columns: [creditor, { text: words.page(page, pages), alignment: 'right' }],
        margin: [40, 12, 40, 0],
        fontSize: 8,
        color: GREY,
      }),
      content: [
        { text: title, fontSize: 16, bold: true },
        { text: `${from} – ${to} · ${currency}`, color: GREY, margin: [0, 2, 0, 12] },
        report.rows.length === 0 ? { text: words.none } : tableOf(report, language),
        ...formulasOf(report, language),
      ],
    });
  },
});

function tableOf(report: PrintedReport, language: Language): Content {
  const { columns, rows } = report;
  const head = columns.map((column): TableCell => ({
    text: reportWords[language].columns[column.name] ?? column.name,
    bold: true,
    alignment: sideOf(column),
  }));
  const body = rows.map((row) =>
    columns.map((column): TableCell => ({
      text: cellText(row[column.name] ?? null, column, { report, language }),
      alignment: sideOf(column),
    })),
  );
  const widths = columns.map((_column, index) => (index === 0 ? 'auto' : '*'));
  const table = { headerRows: 1, dontBreakRows: true, widths, body: [head, ...body] };
  return { table, layout: 'lightHorizontalLines' };
}

const sideOf = ({ unit }: Column): 'left' | 'right' =>
  unit === 'text' || unit === 'month' ? 'left' : 'right';

/** A figure without a base is a dash, not a nought. */
function cellText(
  value: Cell,
  { name, unit }: Column,
  { report, language }: { report: PrintedReport; language: Language },
): string {
  if (value === null) return NOTHING;
  const locale = LOCALES[language];
  if (typeof value === 'string') {
    if (unit === 'month') return monthIn(value, language);
    return name === 'bucket' ? (reportWords[language].buckets[value] ?? value) : value;
  }
  switch (unit) {
    case 'cents':
      return moneyIn(value, report.currency, locale);
    case 'percent':
      return new Intl.NumberFormat(locale, {
        style: 'percent',
        maximumFractionDigits: 1,
      }).format(value / HUNDRED);
    case 'days':
    case 'count':
    case 'text':
    case 'month':
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
    default:
      return unit satisfies never;
  }
}

function moneyIn(cents: number, currency: string, locale: string): string {
  const digits = decimalsOf(currency);
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...places });
  return format.format(cents / 10 ** digits);
}

function dayIn(on: string, language: Language): string {
  const parts =
    language === 'en'
      ? ({ day: 'numeric', month: 'short' } as const)
      : ({ day: '2-digit', month: '2-digit' } as const);
  const wish = { ...parts, year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], wish).format(new Date(`${on}T12:00:00Z`));
}

const monthIn = (month: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-15T12:00:00Z`),
  );

function formulasOf({ columns }: PrintedReport, language: Language): Content[] {
  const words = reportWords[language];
  const told = columns.flatMap(({ name, formula, source }) => {
    if (formula === null) return [];
    const from = source === null || source === 'own' ? '' : ` (${source})`;
    const text = `${words.formulas[name] ?? formula}${from}`;
    return [{ text: [{ text: `${words.columns[name] ?? name}: `, bold: true }, text] }];
  });
  if (told.length === 0) return [];
  return [{ text: words.howReckoned, bold: true, fontSize: 11, margin: [0, 16, 0, 4] }, ...told];
}
