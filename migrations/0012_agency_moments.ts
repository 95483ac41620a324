import type { Knex } from 'knex';
import { at } from './columns.ts';

/** When an agency was told something last: what it reads on behind must never come before it. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn('agency_accounts', 'told_at')) return;
  await db.schema.alterTable('agency_accounts', (t) => void at(t, 'told_at'));
}

/** The next moment is then that of the clock: nothing is lost. */
export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('agency_accounts', (t) => t.dropColumn('told_at'));
}
