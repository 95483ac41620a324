import type { Knex } from 'knex';
import { hasIndex } from './columns.ts';

type Alter = (t: Knex.AlterTableBuilder) => void;

/** Whom a policy is for, the group of a debtor, and addresses that take no mail any more. */
const columns: readonly (readonly [table: string, column: string, add: Alter])[] = [
  [
    'dunning_policies',
    'scope',
    (t) => {
      t.string('scope', 20).notNullable().defaultTo('shop').comment('shop, debtor_kind, …');
    },
  ],
  [
    'dunning_policies',
    'scope_key',
    (t) => {
      t.string('scope_key', 100).notNullable().defaultTo('').comment('empty for the shop');
      t.index(['shop_id', 'scope', 'scope_key', 'version'], 'dunning_policies_scope');
    },
  ],
  [
    'dunning_policies',
    'retired',
    (t) => {
      t.boolean('retired').notNullable().defaultTo(false);
    },
  ],
  [
    'parties',
    'customer_group',
    (t) => {
      t.string('customer_group', 100);
    },
  ],
  [
    'parties',
    'email_failed_on',
    (t) => {
      t.date('email_failed_on').comment('the address refused a mail for good');
    },
  ],
  [
    'parties',
    'email_failed_because',
    (t) => {
      t.string('email_failed_because', 60).comment('why, without the address');
    },
  ],
];

/** Policies for a group, a kind of debtor, a debtor or a receivable; and what bounced. */
export async function up(db: Knex): Promise<void> {
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
  const kept = 'receivables_policy';
  if (await hasIndex(db, 'receivables', kept)) return;
  await db.schema.alterTable('receivables', (t) => t.index(['shop_id', 'policy_version'], kept));
}

/** Policies are not made nameless by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
