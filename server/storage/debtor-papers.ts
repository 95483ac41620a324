/** What runs made of a debtor: no reference of the schema leads from him to it. */
import type { Db, Trx } from './database.ts';

type Row = Readonly<Record<string, unknown>>;
type File = Readonly<Record<string, readonly Row[]>>;

/** Few enough that every database takes them in one statement. */
const SLICE = 500;

async function rowsOf(
  db: Db,
  table: string,
  { column, ids }: { column: string; ids: readonly number[] },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += SLICE) {
    const some: Row[] = await db(table).whereIn(column, ids.slice(from, from + SLICE));
    rows.push(...some);
  }
  return rows;
}

const numbersIn = (file: File, tables: readonly string[], column: string): number[] => {
  const values = tables.flatMap((table) => (file[table] ?? []).map((row) => row[column]));
  return [...new Set(values.filter((value) => value != null).map(Number))];
};

/**
 * The notices in which reminders of a debtor stand, their letters as they were printed (base64), and
 * his items in the runs. `file` holds his receivables, reminders and messages by table.
 */
export async function readPapers(db: Db, file: File): Promise<Record<string, Row[]>> {
  const receivables = numbersIn(file, ['receivables'], 'id');
  const notices = numbersIn(file, ['reminders', 'outbox'], 'notice_id').filter((id) => id > 0);
  const items = { column: 'receivable_id', ids: receivables };
  const letters = await rowsOf(db, 'frozen_letters', { column: 'notice_id', ids: notices });
  const found: Record<string, Row[]> = {
    dunning_run_items: await rowsOf(db, 'dunning_run_items', items),
    notices: await rowsOf(db, 'notices', { column: 'id', ids: notices }),
    frozen_letters: letters.map((row) => ({
      ...row,
      pdf: Buffer.from(row['pdf'] as Uint8Array).toString('base64'),
    })),
  };
  return Object.fromEntries(Object.entries(found).filter(([, rows]) => rows.length > 0));
}

/** Removes the printed letters. Their notices stay: a hash of a letter names nobody. */
export async function erasePapers(trx: Trx, file: File): Promise<void> {
  const ids = numbersIn(file, ['frozen_letters'], 'notice_id');
  for (let from = 0; from < ids.length; from += SLICE) {
    await trx('frozen_letters')
      .whereIn('notice_id', ids.slice(from, from + SLICE))
      .delete();
  }
}
