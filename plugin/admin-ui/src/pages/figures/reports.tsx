import { NativeSelect, Select, TextInput, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useLocation, useParams, useSearchParams } from 'wouter';
import { addressOf, call } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { FileButton } from '../../parts/file-button.tsx';
import { Empty, Loaded, Waiting } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { type Column, Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { cellText, COUNTRIES, isNumeric, type Report, REPORTS, type ReportName } from './report.ts';

// The chart library is large; only whoever looks at a report loads it.
const ReportChart = lazy(async () => ({ default: (await import('./chart.tsx')).ReportChart }));

const isReport = (name: string): name is ReportName => REPORTS.some((one) => one === name);

/** The figures of receivables management, each as chart and table with its formula. */
export function ReportsPage() {
  const words = useWords();
  const { language } = useFormat();
  const { name = 'dso' } = useParams<{ name?: string }>();
  const here: ReportName = isReport(name) ? name : 'dso';
  const [params] = useSearchParams();
  const [, go] = useLocation();
  const query = Object.fromEntries(params);
  const addressOfReport = (one: string): string =>
    `/reports/${one}${params.size === 0 ? '' : `?${params.toString()}`}`;
  const door = `GET /reports/${here}` as const;
  const report = useQuery({
    queryKey: [door, query],
    queryFn: ({ signal }) => call(door, { query, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={words.nav.reports}
      actions={
        <>
          {(['csv', 'pdf'] as const).map((kind) => (
            <FileButton
              key={kind}
              kind={kind}
              address={addressOf(door, { query: { ...query, format: kind, language } })}
              name={here}
            />
          ))}
        </>
      }
    >
      <div className="stack">
        <NativeSelect
          className="only-phone"
          aria-label={words.nav.reports}
          value={here}
          data={REPORTS.map((one) => ({ value: one, label: words.reports.names[one] }))}
          onChange={({ currentTarget }) => go(addressOfReport(currentTarget.value))}
        />
        <nav className="chips only-wide" aria-label={words.nav.reports}>
          {REPORTS.map((one) => (
            <Link
              key={one}
              href={addressOfReport(one)}
              className="tab"
              aria-current={one === here ? 'page' : undefined}
            >
              {words.reports.names[one]}
            </Link>
          ))}
        </nav>
        <Pickers currency={report.data?.currency ?? ''} />
        <Loaded query={report} lines={10}>
          {(given) =>
            given.report === here ? <ReportView report={given} /> : <Waiting lines={10} />
          }
        </Loaded>
      </div>
    </Page>
  );
}

/** Period and segment stand in the address, so that a report can be sent as a link. */
function Pickers({ currency }: { currency: string }) {
  const words = useWords();
  const format = useFormat();
  const overview = useDoor('GET /overview');
  const [params, setParams] = useSearchParams();
  const used = (overview.data?.money ?? []).map((money) => money.currency);
  const currencies = [...new Set([...used, currency])].filter(Boolean);
  const countries = [...new Set([...COUNTRIES, params.get('country') ?? ''])]
    .filter(Boolean)
    .map((value) => ({ value, label: format.country(value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, format.language));
  const set = (name: string, value: string): void =>
    setParams((old) => {
      if (value === '') old.delete(name);
      else old.set(name, value);
      return old;
    });
  return (
    <div className="fields pickers">
      {(['from', 'to'] as const).map((end) => (
        <DayField
          key={end}
          label={words.reports[end]}
          day={params.get(end) ?? ''}
          set={(day) => set(end, day)}
        />
      ))}
      <Select
        label={words.person.kind}
        value={params.get('debtorKind') ?? ''}
        data={[
          { value: '', label: words.reports.all },
          { value: 'consumer', label: words.person.consumer },
          { value: 'business', label: words.person.business },
        ]}
        onChange={(kind) => set('debtorKind', kind ?? '')}
      />
      <Select
        label={words.reports.country}
        value={params.get('country') ?? ''}
        searchable
        data={[{ value: '', label: words.reports.all }, ...countries]}
        onChange={(country) => set('country', country ?? '')}
      />
      <Select
        label={words.reports.currency}
        value={params.get('currency') ?? currency}
        data={currencies}
        allowDeselect={false}
        onChange={(one) => set('currency', one ?? '')}
      />
    </div>
  );
}

const FIRST_DAY = '2000-01-01';

/** Whoever types a year passes through the year 2: only a day that can be meant is asked for. */
function DayField({ label, day, set }: { label: string; day: string; set: (day: string) => void }) {
  const [typed, setTyped] = useState(day);
  useEffect(() => setTyped(day), [day]);
  return (
    <TextInput
      type="date"
      label={label}
      min={FIRST_DAY}
      value={typed}
      onChange={({ currentTarget: { value, validity } }) => {
        setTyped(value);
        if (validity.valid) set(value);
      }}
    />
  );
}

function ReportView({ report }: { report: Report }) {
  const words = useWords();
  const format = useFormat();
  const { columns, rows, fromOn, toOn } = report;
  return (
    <>
      <Panel
        title={words.reports.names[report.report]}
        more={
          <span className="dim small">
            {format.day(fromOn)} – {format.day(toOn)} · {report.currency}
          </span>
        }
      >
        {rows.length === 0 ? (
          <Empty title={words.reports.none} />
        ) : (
          <Suspense fallback={<Waiting lines={8} />}>
            <ReportChart report={report} />
          </Suspense>
        )}
      </Panel>
      {rows.length > 0 && (
        <section className="panel">
          <Grid
            caption={words.reports.names[report.report]}
            rows={rows}
            keyOf={(row) => JSON.stringify(row)}
            columns={columns.map((column): Column<Report['rows'][number]> => ({
              name: column.name,
              head: <ColumnHead name={column.name} formula={column.formula} />,
              label: wordOf(words.columns, column.name),
              right: isNumeric(column),
              cell: (row) => (
                <span className={column.unit === 'month' ? 'nowrap' : undefined}>
                  {cellText(row[column.name] ?? null, column, { words, format, report })}
                </span>
              ),
            }))}
          />
        </section>
      )}
      <Formulas report={report} />
    </>
  );
}

function ColumnHead({ name, formula }: { name: string; formula: string | null }) {
  const words = useWords();
  const label = wordOf(words.columns, name);
  if (formula === null) return label;
  return (
    <Tooltip label={words.formulas[name] ?? formula} multiline maw="20rem">
      <button type="button" className="sort hint">
        {label}
      </button>
    </Tooltip>
  );
}

/** What a tooltip says is said below, too: not everybody can hover. */
function Formulas({ report }: { report: Report }) {
  const words = useWords();
  const told = report.columns.filter(({ formula }) => formula !== null);
  if (told.length === 0) return null;
  return (
    <Panel title={words.reports.formulas}>
      <dl className="facts">
        {told.map(({ name, formula, source }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{wordOf(words.columns, name)}</dt>
            <dd>
              {words.formulas[name] ?? formula}
              {source !== null && source !== 'own' && <span className="dim"> ({source})</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
