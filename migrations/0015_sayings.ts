import type { Knex } from 'knex';

/** Sentences of the service as code and values, beside their English. */
export async function up(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn('tasks', 'says'))) {
    await db.schema.alterTable('tasks', (t) => {
      t.text('says').comment('JSON; null where a person wrote the note');
    });
  }
  if (await db.schema.hasColumn('dunning_runs', 'held_says')) return;
  await db.schema.alterTable('dunning_runs', (t) => {
    t.text('held_says').comment('JSON of the sentence in held_because');
  });
}

/** What was said is never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
