import { useMemo, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { addressOf } from '../api/client.ts';
import { useDoor } from '../api/query.ts';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { useKeys } from '../parts/keys.ts';
import { Mark, ReceivableMark, wordOf } from '../parts/marks.tsx';
import { Page } from '../parts/page.tsx';
import { Paged, usePages } from '../parts/paging.tsx';
import { ReceivableFilters } from '../parts/receivable-filters.tsx';
import { type Column, Grid } from '../parts/table.tsx';
import { type Format } from '../words/format.ts';
import { useFormat, useWords } from '../words/words.tsx';
import type { Words } from '../words/en.ts';
import { FileButton } from '../parts/file-button.tsx';

type Query = NonNullable<Parameters<typeof addressOf<'GET /receivables'>>[1]['query']>;

/** One line of the list, whether it was found or filtered. */
interface Line {
  id: number;
  orderName: string;
  invoiceNumber: string | null;
  debtorName: string;
  state: string;
  claimState: string | null;
  isBlocked: boolean;
  isTrial: boolean;
  dueOn: string | null;
  overdueDays: number;
  level: number | null;
  openCents: number;
  currency: string;
}

export function ReceivablesPage() {
  const words = useWords();
  const { language } = useFormat();
  const [params] = useSearchParams();
  const query = useMemo(() => queryOf(params), [params]);
  const csv = addressOf('GET /receivables', { query: { ...query, format: 'csv', language } });
  const search = params.get('q') ?? '';
  return (
    <Page
      title={words.nav.receivables}
      actions={search === '' && <FileButton kind="csv" address={csv} name="receivables" />}
    >
      <div className="stack">
        <ReceivableFilters />
        {search === '' ? <FilteredList query={query} /> : <FoundList search={search} />}
      </div>
    </Page>
  );
}

/** What the address of the page says, without what belongs to the page alone. */
function queryOf(params: URLSearchParams): Query {
  const rest = Object.fromEntries([...params].filter(([name]) => name !== 'q'));
  return { sort: 'due', ...rest };
}

function FoundList({ search }: { search: string }) {
  const words = useWords();
  const found = useDoor('GET /search', { query: { q: search } }, { keep: true });
  return (
    <Loaded query={found}>
      {({ items }) => (
        <Lines
          caption={words.receivables.found(items.length, search)}
          lines={items.map((item) => ({
            ...item,
            id: item.receivableId,
            claimState: null,
            isBlocked: false,
            overdueDays: 0,
            level: null,
          }))}
        />
      )}
    </Loaded>
  );
}

function FilteredList({ query }: { query: Query }) {
  const words = useWords();
  const pages = usePages<string>(query);
  const list = useDoor(
    'GET /receivables',
    { query: { ...query, ...(pages.mark === undefined ? {} : { cursor: pages.mark }) } },
    { keep: true },
  );
  return (
    <Paged query={list} pages={pages} nextOf={({ nextCursor }) => nextCursor}>
      {({ items }) => (
        // A new page begins at its first row.
        <Lines key={pages.number} caption={words.nav.receivables} lines={items} sortable />
      )}
    </Paged>
  );
}

interface LinesProps {
  caption: string;
  lines: readonly Line[];
  sortable?: boolean;
}

function Lines({ caption, lines, sortable = false }: LinesProps) {
  const words = useWords();
  const format = useFormat();
  const [, go] = useLocation();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number): void =>
    setChosen((now) =>
      now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id]),
    );
  useKeys({ x: () => document.activeElement?.closest('tr')?.querySelector('input')?.click() });
  const by = params.get('sort') ?? 'due';
  const down = params.get('direction') === 'desc';
  return (
    <>
      <BulkBar
        chosen={[...chosen].filter((id) => lines.some((line) => line.id === id))}
        clear={() => setChosen(new Set())}
      />
      {lines.length === 0 ? (
        <section className="panel">
          <Empty title={words.receivables.none}>{words.receivables.noneSays}</Empty>
        </section>
      ) : (
        <div className="panel">
          <Grid
            caption={caption}
            columns={columnsOf({ words, format, chosen, toggle })}
            rows={lines}
            keyOf={(line) => line.id}
            open={(line) => go(`/receivables/${line.id}`)}
            sorting={
              sortable
                ? {
                    by,
                    down,
                    columns: ['name', 'due', 'level', 'amount'],
                    sort: (name) =>
                      setParams((old) => {
                        old.set('sort', name);
                        old.set('direction', by === name && !down ? 'desc' : 'asc');
                        return old;
                      }),
                  }
                : undefined
            }
          />
        </div>
      )}
      <p className="dim small only-wide" style={{ margin: 0 }}>
        <kbd>/</kbd> {words.receivables.keySearch} <kbd>j</kbd> <kbd>k</kbd>{' '}
        {words.receivables.keyMove} <kbd>x</kbd> {words.receivables.keyChoose} <kbd>Enter</kbd>{' '}
        {words.receivables.keyOpen}
      </p>
    </>
  );
}

function columnsOf(tools: {
  words: Words;
  format: Format;
  chosen: ReadonlySet<number>;
  toggle: (id: number) => void;
}): readonly Column<Line>[] {
  const { words, format, chosen, toggle } = tools;
  return [
    {
      name: 'chosen',
      head: '',
      cell: ({ id, orderName }) => (
        <input
          type="checkbox"
          checked={chosen.has(id)}
          aria-label={words.receivables.choose(orderName)}
          onChange={() => toggle(id)}
        />
      ),
    },
    {
      name: 'name',
      head: words.common.debtor,
      cell: ({ id, debtorName, orderName, invoiceNumber }) => (
        <>
          <span className="two-lines">
            <Link href={`/receivables/${id}`} className="strong">
              {debtorName || words.common.unknown}
            </Link>
          </span>
          <span className="two-lines">
            {[orderName, invoiceNumber].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
    },
    {
      name: 'state',
      head: words.common.state,
      cell: ({ state, isBlocked, isTrial, claimState }) => (
        <span className="chips">
          <ReceivableMark state={state} />
          {isTrial && <Mark tone="accent">{words.common.trial}</Mark>}
          {isBlocked && <span className="mark bad">{words.receivables.onHold}</span>}
          {claimState !== null && (
            <span className="dim small only-wide">{wordOf(words.claimStates, claimState)}</span>
          )}
        </span>
      ),
    },
    {
      name: 'due',
      head: words.common.dueOn,
      cell: ({ dueOn, overdueDays }) => (
        <>
          <span className="two-lines nowrap">{format.day(dueOn)}</span>
          <span className="two-lines">
            {overdueDays > 0 ? words.receivables.daysOverdue(overdueDays) : ''}
          </span>
        </>
      ),
    },
    {
      name: 'level',
      head: words.common.levelWord,
      right: true,
      wide: true,
      cell: ({ level }) => (level === null || level === 0 ? '–' : level),
    },
    {
      name: 'amount',
      head: words.common.open,
      right: true,
      cell: ({ openCents, currency }) => (
        <span className="strong">{format.money(openCents, currency)}</span>
      ),
    },
  ];
}
