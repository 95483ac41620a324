import type { Knex } from 'knex';
import { at } from './columns.ts';

/** When the money at the agency was last read. Until now it was read whenever news came. */
export async function up(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn('claims', 'account_read_at'))) {
    await db.schema.alterTable('claims', (t) => {
      at(t, 'account_read_at');
    });
  }
  await db('claims')
    .whereNotNull('agency_outstanding_cents')
    .whereNull('account_read_at')
    .update({ account_read_at: db.raw('coalesce(news_at, submitted_at)') });
}

/** Nothing is lost by keeping the column: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
