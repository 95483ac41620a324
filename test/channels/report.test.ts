/** A report on paper: the figures of the page, in the reader's language. */
import { execFileSync } from 'node:child_process';
import { reportWriter } from '../../connectors/channels/report.ts';
import { instant, isoDate } from '../../server/domain/calendar.ts';
import type { PrintedReport } from '../../server/ports.ts';

const report: PrintedReport = {
  report: 'ageing',
  fromOn: isoDate('2025-06-06'),
  toOn: isoDate('2026-06-05'),
  currency: 'EUR',
  columns: [
    { name: 'bucket', unit: 'text', formula: null, source: null },
    { name: 'count', unit: 'count', formula: null, source: null },
    { name: 'openCents', unit: 'cents', formula: null, source: null },
    { name: 'sharePercent', unit: 'percent', formula: 'open in the bucket', source: 'own' },
  ],
  rows: [
    { bucket: '1_30', count: 1204, openCents: 123_450_67, sharePercent: 61.5 },
    { bucket: 'unknown', count: 0, openCents: 0, sharePercent: null },
  ],
};

const at = instant('2026-06-05T10:00:00Z');

async function wordsOf(wish: PrintedReport, language: 'de' | 'en' | 'it'): Promise<string> {
  const pdf = await reportWriter().toPdf(wish, { language, creditor: 'Example Shop GmbH', at });
  return execFileSync('pdftotext', ['-layout', '-', '-'], {
    input: pdf,
    encoding: 'utf8',
  }).replaceAll(/[\u00a0\s]+/g, ' ');
}

it.each([
  ['de', 'Altersstruktur', '06.06.2025 – 05.06.2026', '1 bis 30 Tage 1.204 123.450,67 € 61,5 %'],
  ['en', 'Ageing', '6 Jun 2025 – 5 Jun 2026', '1 to 30 days 1,204 €123,450.67 61.5%'],
  ['it', 'Età dei crediti', '06/06/2025 – 05/06/2026', 'Da 1 a 30 giorni 1204 123.450,67 € 61,5%'],
] as const)('prints title, period and figures in "%s"', async (language, title, period, row) => {
  const words = await wordsOf(report, language);
  expect(words).toContain(title);
  expect(words).toContain(period);
  expect(words).toContain(row);
});

it('tells how a figure is reckoned, who prints it, and a dash where there is no base', async () => {
  const words = await wordsOf(report, 'de');
  expect(words).toContain('Wie gerechnet wird');
  expect(words).toContain('Anteil: offen in der Klasse ÷ alles Offene × 100');
  expect(words).toContain('Noch ohne Fälligkeit 0 0,00 € –');
  expect(words).toMatch(/Example Shop GmbH Seite 1 von 1/);
});

it('says that there is nothing, and repeats the head of a long table on each page', async () => {
  expect(await wordsOf({ ...report, rows: [] }, 'en')).toContain('There are no figures');
  const rows = Array.from({ length: 80 }, () => report.rows[0] ?? {});
  const pages = await wordsOf({ ...report, rows }, 'en');
  expect(pages.match(/Age Number Open Share/g)?.length).toBeGreaterThan(1);
});
