import type { Knex } from 'knex';
import { at, createTables, ref, shopRef, type Tables } from './columns.ts';

const tables: Tables = [
  [
    'documents',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('sha256', 64).notNullable();
      t.specificType('content', 'longblob').notNullable().comment('a PDF, once for each shop');
      t.unique(['shop_id', 'sha256']);
    },
  ],
  [
    'invoice_documents',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable().unique();
      ref(t, 'document_id', 'documents').notNullable();
      at(t, 'kept_at').notNullable();
    },
  ],
  [
    'notice_attachments',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'notice_id', 'notices').notNullable();
      ref(t, 'receivable_id', 'receivables')
        .notNullable()
        .comment('who erases it finds the attachment');
      t.string('kind', 20).notNullable().comment('statement or invoice');
      t.string('file_name', 100).notNullable();
      ref(t, 'document_id', 'documents').notNullable().comment('the bytes that leave');
    },
  ],
];

/** Invoices as PDF, and what goes with a notice. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, tables);
}

/** Documents are not thrown away by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
