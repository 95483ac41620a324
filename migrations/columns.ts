import type { Knex } from 'knex';
import { Conflict } from '../server/domain/errors.ts';

type Table = Knex.CreateTableBuilder;

/** An instant in UTC with milliseconds. */
export const at = (t: Knex.TableBuilder, name: string): Knex.ColumnBuilder =>
  t.datetime(name, { precision: 3 });

/** Whole cents. */
export const cents = (t: Table, name: string): Knex.ColumnBuilder => t.bigInteger(name);

/** A reference to the row of another table. */
export const ref = (t: Table, name: string, table: string): Knex.ReferencingColumnBuilder =>
  t.bigInteger(name).unsigned().references(`${table}.id`);

/** Every row belongs to a creditor. */
export const shopRef = (t: Table): Knex.ReferencingColumnBuilder =>
  ref(t, 'shop_id', 'shops').notNullable();

/** The tables of one migration, in the order in which they refer to one another. */
export type Tables = readonly (readonly [name: string, columns: (t: Table) => void])[];

/**
 * Creates the tables of a migration. A server without transactional DDL may have died halfway: what
 * an earlier attempt left is removed first, and a table that already holds rows stops everything.
 */
export async function createTables(db: Knex, tables: Tables): Promise<void> {
  for (const [name] of tables.toReversed()) {
    if (!(await db.schema.hasTable(name))) continue;
    const row: unknown = await db(name).first(db.raw('1'));
    if (row !== undefined) {
      throw new Conflict(
        `table ${name} holds rows, but its migration is not recorded; restore the table ` +
          'knex_migrations from a backup instead of migrating',
      );
    }
    await db.schema.dropTable(name);
  }
  for (const [name, columns] of tables) {
    await db.schema.createTable(name, (t) => {
      if (db.client.config.client === 'mysql2') {
        t.engine('InnoDB');
        t.charset('utf8mb4');
        t.collate('utf8mb4_bin');
      }
      columns(t);
    });
  }
}

/** Is the index there? A server without transactional DDL may have died after it was made. */
export async function hasIndex(db: Knex, table: string, name: string): Promise<boolean> {
  const row: unknown =
    db.client.config.client === 'mysql2'
      ? await db('information_schema.statistics')
          .whereRaw('table_schema = database()')
          .where({ table_name: table, index_name: name })
          .first(db.raw('1'))
      : await db('sqlite_master').where({ type: 'index', name }).first('name');
  return row !== undefined;
}
