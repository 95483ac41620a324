import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { wordOf } from '../../parts/marks.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { cellText, isNumeric, type Report } from './report.ts';

const COLOURS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)'];
const HEIGHT = 280;
const WIDEST_BAR = 72;
/** Every bar has its name under it, however narrow the page is. */
const SLANTED = { interval: 0, angle: -28, textAnchor: 'end', height: 72 } as const;

/** The columns of one unit over the first column: a line over months, bars over anything else. */
export function ReportChart({ report }: { report: Report }) {
  const words = useWords();
  const format = useFormat();
  const { columns, rows } = report;
  const [first] = columns;
  const shown = charted(report);
  const unit = shown[0];
  if (first === undefined || unit === undefined) return null;
  const tools = { words, format, report };
  const data = rows.map((row) => ({
    ...Object.fromEntries(shown.map(({ name }) => [name, row[name] ?? null])),
    at: cellText(row[first.name] ?? null, first, tools),
  }));
  const common = {
    h: HEIGHT,
    data,
    dataKey: 'at',
    series: shown.map(({ name }, index) => ({
      name,
      label: wordOf(words.columns, name),
      color: COLOURS[index % COLOURS.length] ?? 'var(--accent)',
    })),
    valueFormatter: (value: number) => cellText(value, unit, tools),
    withLegend: shown.length > 1,
    yAxisProps: { width: 84 },
  };
  const says = words.reports.chart(words.reports.names[report.report]);
  return (
    <div role="img" aria-label={says}>
      {first.unit === 'month' ? (
        <LineChart {...common} curveType="monotone" connectNulls={false} />
      ) : (
        <BarChart {...common} maxBarWidth={WIDEST_BAR} xAxisProps={SLANTED} />
      )}
    </div>
  );
}

/** Columns of the same unit as the one the report is about: percent before days before money. */
function charted({ columns }: Report) {
  const numeric = columns.filter(isNumeric);
  const unit = (['percent', 'days', 'cents', 'count'] as const).find((one) =>
    numeric.some((column) => column.unit === one),
  );
  return numeric.filter((column) => column.unit === unit).slice(0, COLOURS.length);
}
