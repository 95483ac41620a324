/** What runs made of a debtor: no reference of the schema leads from him to it. */
import type { Db, Trx } from './database.ts';
import { dropUnusedDocuments } from './documents.ts';

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
 * The notices in which reminders of a debtor stand, their letters as they were printed (base64) with
 * what went with them, the invoices that are kept of him, and his items in the runs. `file` holds his receivables, reminders and messages by table.
 */
export async function readPapers(db: Db, file: File): Promise<Record<string, Row[]>> {
  const receivables = numbersIn(file, ['receivables'], 'id');
  const notices = numbersIn(file, ['reminders', 'outbox'], 'notice_id').filter((id) => id > 0);
  const items = { column: 'receivable_id', ids: receivables };
  const letters = await rowsOf(db, 'frozen_letters', { column: 'notice_id', ids: notices });
  const attached = await rowsOf(db, 'notice_attachments', { column: 'notice_id', ids: notices });
  const kept = { ...file, notice_attachments: attached };
  const ids = numbersIn(kept, WITH_DOCUMENT, 'document_id');
  const documents = await rowsOf(db, 'documents', { column: 'id', ids });
  const found: Record<string, Row[]> = {
    dunning_run_items: await rowsOf(db, 'dunning_run_items', items),
    notices: await rowsOf(db, 'notices', { column: 'id', ids: notices }),
    frozen_letters: letters.map((row) => inBase64(row, 'pdf')),
    notice_attachments: attached,
    documents: documents.map((row) => inBase64(row, 'content')),
  };
  return Object.fromEntries(Object.entries(found).filter(([, rows]) => rows.length > 0));
}

const WITH_DOCUMENT = ['invoice_documents', 'notice_attachments'] as const;

const inBase64 = (row: Row, column: string): Row => ({
  ...row,
  [column]: Buffer.from(row[column] as Uint8Array).toString('base64'),
});

/** What `erasePapers` removes as rows: nothing of it is left to be emptied. */
export const PAPERS: readonly string[] = ['frozen_letters', ...WITH_DOCUMENT, 'documents'];

/**
 * Removes the printed letters, what went with them and the invoices. Their notices stay: a hash of a
 * letter names nobody. A document that is another debtor's too stays his.
 */
export async function erasePapers(trx: Trx, file: File): Promise<void> {
  for (const table of ['frozen_letters', ...WITH_DOCUMENT]) {
    await bySlice(numbersIn(file, [table], 'id'), (ids) => trx(table).whereIn('id', ids).delete());
  }
  await bySlice(numbersIn(file, ['documents'], 'id'), (ids) => dropUnusedDocuments(trx, ids));
}

async function bySlice(
  ids: readonly number[],
  act: (some: readonly number[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += SLICE) await act(ids.slice(from, from + SLICE));
}
