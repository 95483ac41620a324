import type { Answer } from '../../api/client.ts';
import { wordOf } from '../../parts/marks.tsx';
import type { Words } from '../../words/en.ts';
import type { Format } from '../../words/format.ts';

export type Report = Answer<'GET /reports/dso'>;
export type ReportName = Report['report'];
export type ReportColumn = Report['columns'][number];

export const REPORTS: readonly ReportName[] = [
  'dso',
  'cei',
  'add',
  'ageing',
  'roll-rates',
  'success-by-level',
  'vintage',
  'on-time',
  'write-offs',
  'promises',
  'agencies',
];

/** Where debtors of a European shop live; an address may name any other. */
export const COUNTRIES: readonly string[] =
  `AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP LI LT LU LV MT NL NO PL PT RO
  SE SI SK US`.split(/\s+/);

export const isNumeric = ({ unit }: ReportColumn): boolean => unit !== 'text' && unit !== 'month';

const NOTHING = '–';
const HUNDRED = 100;

interface Tools {
  words: Words;
  format: Format;
  report: Pick<Report, 'currency'>;
}

/** One cell as its unit wants it; a figure without a base is a dash, not a nought. */
export function cellText(
  value: string | number | null,
  { name, unit }: ReportColumn,
  { words, format, report }: Tools,
): string {
  if (value === null) return NOTHING;
  if (typeof value === 'string') {
    if (unit === 'month') return monthText(value, format);
    if (name === 'mode') return wordOf(words.agency.modes, value);
    return name === 'bucket' || name.endsWith('Bucket') ? wordOf(words.buckets, value) : value;
  }
  switch (unit) {
    case 'cents':
      return format.money(value, report.currency);
    case 'percent':
      return format.percent(value / HUNDRED, 1);
    case 'days':
      return format.number(value, 1);
    case 'count':
    case 'text':
    case 'month':
      return format.number(value);
    default:
      return unit satisfies never;
  }
}

const monthText = (month: string, { language }: Format): string =>
  new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-15T12:00:00Z`),
  );
