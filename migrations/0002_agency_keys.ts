import type { Knex } from 'knex';

/** A key may belong to an agency: then it opens the door of that account and no other. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('api_keys', 'agency_account_id')) return;
  await db.schema.alterTable('api_keys', (t) => {
    t.bigInteger('agency_account_id').unsigned().comment('null for a key of the shop');
  });
}

/** Keys that agencies hold are not made worthless by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
