import type { ReactNode } from 'react';

export interface Column<Row> {
  name: string;
  head: ReactNode;
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
  /** Where a click on the row leads; the first cell should hold the same as a link. */
  open?: ((row: Row) => void) | undefined;
  /** The row the keyboard is at. */
  at?: number | undefined;
  sorting?: Sorting | undefined;
}

/** A plain table that scrolls sideways by itself and never breaks the page. */
export function Grid<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, sorting } = props;
  return (
    // A region that scrolls must be reachable by the keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx_a11y/no-noninteractive-tabindex
    <div className="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table className="grid">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.name} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={keyOf(row)}
              className={[props.open && 'link', props.at === index && 'at']
                .filter(Boolean)
                .join(' ')}
              aria-current={props.at === index ? 'true' : undefined}
              onClick={(event) => {
                const target = event.target as HTMLElement;
                if (target.closest('a, button, input, label') === null) props.open?.(row);
              }}
            >
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)}>
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

const classOf = <Row,>({ right, wide }: Column<Row>): string =>
  [right && 'num', wide && 'only-wide'].filter(Boolean).join(' ');

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  if (column.head === '') return <td className={classOf(column)} />;
  const canSort = sorting?.columns.includes(column.name) ?? false;
  const isBy = sorting?.by === column.name;
  const order = isBy ? (sorting.down ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" className={classOf(column)} aria-sort={canSort ? (order ?? 'none') : undefined}>
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
