import type { Knex } from 'knex';

/** What a person must know of a reminder that goes out all the same. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('dunning_run_items', 'warning')) return;
  await db.schema.alterTable('dunning_run_items', (t) => {
    t.string('warning', 60).comment('of what is reminded: why its interest is not whole');
  });
}

/** Nothing is lost by keeping the column: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
