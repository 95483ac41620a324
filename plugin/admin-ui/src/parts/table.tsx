import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useKeys } from './keys.ts';

export interface Column<Row> {
  name: string;
  head: ReactNode;
  /** Stands over the value on a card where the head is more than a word. */
  label?: string;
  /** Numbers stand to the right. */
  right?: boolean;
  /** Left out where the screen is narrow. */
  wide?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Sorting {
  by: string;
  down: boolean;
  columns: readonly string[];
  sort: (name: string) => void;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Where a click on the row leads; a link in the row leads there, too, and `j` and `k` reach it. */
  open?: ((row: Row) => void) | undefined;
  sorting?: Sorting | undefined;
}

/**
 * A plain table that never breaks the page. Where there is no room each row is a card with its
 * labels; the roles say that it is a table all the same.
 */
export function Grid<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, open, sorting } = props;
  const { box, isCards } = useCards();
  useKeys(open === undefined ? {} : { j: () => moveBy(1), k: () => moveBy(-1) });
  return (
    // A region that scrolls must be reachable by the keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx_a11y/no-noninteractive-tabindex
    <div className="scroll" ref={box} role="group" aria-label={caption} tabIndex={0}>
      <table className={isCards ? 'grid cards' : 'grid'} role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head key={column.name} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              role="row"
              className={open && 'link'}
              onClick={(event) => {
                const target = event.target as HTMLElement;
                if (target.closest('a, button, input, label') === null) open?.(row);
              }}
            >
              {columns.map((column) => (
                <td
                  key={column.name}
                  role="cell"
                  className={classOf(column)}
                  data-label={labelOf(column)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const CARDS_BELOW_PX = 640;

/** Measured where it appears, because a table needs another width in each language. */
function useCards() {
  const box = useRef<HTMLDivElement>(null);
  const [isCards, setCards] = useState(false);
  useLayoutEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    const needed = place.scrollWidth;
    const look = (): void => setCards(place.clientWidth < Math.min(needed, CARDS_BELOW_PX));
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(place);
    return () => sizes.disconnect();
  }, []);
  return { box, isCards };
}

/** The focus itself goes from row to row, so that everybody sees and hears where one is. */
function moveBy(step: number): void {
  const rows = [...document.querySelectorAll('tr.link')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const to = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  to?.querySelector<HTMLElement>('a')?.focus();
}

const classOf = <Row,>({ right, wide }: Column<Row>): string =>
  [right && 'num', wide && 'only-wide'].filter(Boolean).join(' ');

const labelOf = <Row,>({ label, head }: Column<Row>): string | undefined =>
  label ?? (typeof head === 'string' && head !== '' ? head : undefined);

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  if (column.head === '') return <td role="cell" className={classOf(column)} />;
  const canSort = sorting?.columns.includes(column.name) ?? false;
  const isBy = sorting?.by === column.name;
  const order = isBy ? (sorting.down ? 'descending' : 'ascending') : undefined;
  return (
    <th
      scope="col"
      role="columnheader"
      className={classOf(column)}
      aria-sort={canSort ? (order ?? 'none') : undefined}
    >
      {canSort ? (
        <button type="button" className="sort" onClick={() => sorting?.sort(column.name)}>
          {column.head} {isBy ? (sorting.down ? '↓' : '↑') : ''}
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}
