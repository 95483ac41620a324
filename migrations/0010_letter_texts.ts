import type { Knex } from 'knex';
import { at, createTables, shopRef, type Tables } from './columns.ts';

const tables: Tables = [
  [
    'letter_texts',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('name', 40).notNullable().comment('of the letter, such as final_notice');
      t.string('language', 2).notNullable();
      t.integer('version').unsigned().notNullable();
      t.text('source').comment('null takes our own text again');
      t.string('saved_by', 60).notNullable();
      at(t, 'saved_at').notNullable();
      t.unique(['shop_id', 'name', 'language', 'version'], 'letter_texts_version');
    },
  ],
];

/** Letters in the words of the merchant, every version of them. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, tables);
}

/** Words of a merchant are not thrown away by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
