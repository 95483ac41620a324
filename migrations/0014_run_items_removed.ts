import type { Knex } from 'knex';
import { at, hasIndex } from './columns.ts';

const OLD = 'dunning_runs_old';

/** The lines of old runs are removed; the runs keep their counts. */
export async function up(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn('dunning_runs', 'items_removed_at'))) {
    await db.schema.alterTable('dunning_runs', (t) => {
      at(t, 'items_removed_at');
    });
  }
  if (await hasIndex(db, 'dunning_runs', OLD)) return;
  await db.schema.alterTable('dunning_runs', (t) =>
    t.index(['items_removed_at', 'finished_at'], OLD),
  );
}

/** Lines that are gone do not come back: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
