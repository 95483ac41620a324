import { readReport, type Report, type ReportName, REPORTS } from '../actions/reports.ts';
import { addDays } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { getShopView } from '../storage/views.ts';
import { amountCell, type CsvLanguage, csvPieces } from './csv.ts';
import { ReportQuery, ReportView } from './report-schemas.ts';
import { type Call, FileAnswer, READ, route, type Route, todayOf } from './route.ts';

const SUMMARIES: Readonly<Record<ReportName, string>> = {
  dso: 'Days sales outstanding by month: simple, by count-back, and the best possible',
  cei: 'The collection effectiveness index by month',
  add: 'Average days delinquent by month',
  ageing: 'What is open on the last day by its age',
  'roll-rates': 'How much of each age rolled into an older one',
  'success-by-level': 'What the reminders of each level brought',
  vintage: 'What came in of the sales of each month, by days after the due day',
  'on-time': 'How much was paid by its due day',
  'write-offs': 'What was given up, against the sales',
  promises: 'How many promises were kept',
  agencies: 'What each agency was given and what it brought',
};

/** The table as a file; cents become decimals of their currency. */
function reportFile(
  { report, fromOn, toOn, currency, columns, rows }: Report,
  language: CsvLanguage,
): FileAnswer {
  const header = columns.map(({ name, unit }) =>
    unit === 'cents' ? `${name.replace(/Cents$/, '')} ${currency}` : name,
  );
  const cells = rows.map((row) =>
    columns.map(({ name, unit }) => {
      const value = row[name] ?? null;
      if (unit !== 'cents' || typeof value !== 'number') return value;
      return amountCell(value, currency);
    }),
  );
  const name = `${report}-${fromOn}-${toOn}.csv`;
  return new FileAnswer({ name, type: 'text/csv', pieces: csvPieces(header, cells, language) });
}

/** The same table on paper, in the reader's language. */
async function reportPaper(
  { house, shopId, at }: Call,
  report: Report,
  language: CsvLanguage,
): Promise<FileAnswer> {
  const { creditor } = (await getShopView(house.db, shopId)).settings;
  const pdf = await house.reports.toPdf(report, { language, creditor: creditor.name, at });
  const name = `${report.report}-${report.fromOn}-${report.toOn}.pdf`;
  return new FileAnswer({ name, type: 'application/pdf', pieces: [pdf] });
}

/** The end of this year is a fair question; each year beyond it only costs time. */
const DAYS_AHEAD = 366;

/** One door for each report. */
export const reportRoutes: readonly Route[] = REPORTS.map((name) =>
  route({
    method: 'get',
    path: `/reports/${name}`,
    summary: SUMMARIES[name],
    roles: READ,
    query: ReportQuery,
    answer: ReportView,
    handle: async (call, { query: { from, to, format, language, ...segment } }) => {
      const today = await todayOf(call);
      const toOn = to ?? today;
      if (toOn > addDays(today, DAYS_AHEAD)) throw new InvalidInput('to: it is years ahead');
      if (from !== undefined && from > toOn) throw new InvalidInput('from: it is after to');
      const wish = { ...segment, shopId: call.shopId, fromOn: from, toOn };
      const report = await readReport(call.house, name, wish);
      if (format === 'pdf') return reportPaper(call, report, language);
      return format === 'csv' ? reportFile(report, language) : report;
    },
  }),
);
