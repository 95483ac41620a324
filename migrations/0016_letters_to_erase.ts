import type { Knex } from 'knex';
import { at, createTables, type Tables } from './columns.ts';

const tables: Tables = [
  [
    'letters_to_erase',
    (t) => {
      t.bigIncrements('id');
      t.string('name', 150).notNullable().unique().comment('as the print folder knows the letter');
      at(t, 'asked_at').notNullable();
    },
  ],
];

/** Letters outside the database that go with their debtor; the row goes when the letter has gone. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, tables);
}

/** What is still to be erased is not forgotten by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
