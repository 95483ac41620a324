import type { Knex } from 'knex';
import { hasIndex } from './columns.ts';

const COLUMN = 'is_trial';
const INDEX = 'receivables_trial';

/** Receivables of invented orders and of the shop's test orders: no report counts them. */
export async function up(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn('receivables', COLUMN))) {
    await db.schema.alterTable('receivables', (t) => {
      t.boolean(COLUMN).notNullable().defaultTo(false).comment('ends when the shop goes live');
    });
  }
  if (await hasIndex(db, 'receivables', INDEX)) return;
  await db.schema.alterTable('receivables', (t) => t.index(['shop_id', COLUMN], INDEX));
}

/** Without the mark a trial would look like money: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
