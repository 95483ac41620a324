import type { Knex } from 'knex';

/** How far a run is: a person who waits for it sees that it moves. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('dunning_runs', 'work_of')) return;
  await db.schema.alterTable('dunning_runs', (t) => {
    t.string('work', 10).comment('the part under way: look, try, send');
    t.integer('work_done').notNullable().defaultTo(0);
    t.integer('work_of').notNullable().defaultTo(0);
  });
}

/** Nothing is lost by keeping the columns: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
