import type { Knex } from 'knex';
import { at } from './columns.ts';

/** News that could not be applied, and reported payments that went back to the debtor. */
const columns: readonly (readonly [string, string, (t: Knex.AlterTableBuilder) => void])[] = [
  ['agency_news', 'attempts', (t) => void t.integer('attempts').notNullable().defaultTo(0)],
  ['agency_news', 'problem', (t) => void t.string('problem', 500)],
  ['agency_news', 'failed_at', (t) => void at(t, 'failed_at')],
  [
    'claims',
    'returned_cents',
    (t) =>
      void t
        .bigInteger('returned_cents')
        .notNullable()
        .defaultTo(0)
        .comment('reported as paid, then charged back'),
  ],
  [
    'claims',
    'returned_known_cents',
    (t) =>
      void t
        .bigInteger('returned_known_cents')
        .notNullable()
        .defaultTo(0)
        .comment("of them, what the agency's books have taken back"),
  ],
];

export async function up(db: Knex): Promise<void> {
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
}

/** Columns with the words of an agency are never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
