import type { Knex } from 'knex';
import { at, cents, createTables, ref, shopRef, type Tables } from './columns.ts';

const cases: Tables = [
  [
    'agency_statuses',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('agency', 30).notNullable();
      t.string('code', 20).notNullable();
      t.string('meaning', 30).notNullable().comment('goes before the table of the connector');
      t.string('changed_by', 60).notNullable();
      at(t, 'changed_at').notNullable();
      t.unique(['shop_id', 'agency', 'code']);
    },
  ],
  [
    'claim_messages',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'claim_id', 'claims').notNullable();
      t.string('direction', 3).notNullable().comment('in: of the agency, out: of the creditor');
      t.text('text', 'longtext').notNullable();
      t.string('author', 60).notNullable();
      ref(t, 'news_id', 'agency_news').unique();
      at(t, 'occurred_at').notNullable();
      at(t, 'read_at').comment('null while nobody has read what the agency wrote');
      t.index(['claim_id', 'id']);
      t.index(['shop_id', 'direction', 'read_at', 'id']);
    },
  ],
  [
    'claim_payouts',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'claim_id', 'claims').notNullable();
      t.string('payout_number', 60).notNullable().comment("the agency's settlement");
      t.date('paid_on').notNullable();
      cents(t, 'amount_cents').notNullable();
      at(t, 'read_at').notNullable();
      t.unique(['claim_id', 'payout_number']);
      t.index(['shop_id', 'payout_number']);
    },
  ],
  [
    'agency_traces',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'agency_account_id', 'agency_accounts').notNullable();
      t.string('operation', 60).notNullable();
      t.string('about', 60).comment('our reference or the file number in the request');
      t.integer('status').comment('HTTP; null without a whole answer');
      t.string('ended', 40).notNullable().comment('done, or the code of an error');
      t.text('request').notNullable().comment('without keys, names and addresses');
      t.text('answer').notNullable();
      at(t, 'called_at').notNullable();
      t.index(['agency_account_id', 'about', 'id']);
      t.index(['agency_account_id', 'called_at']);
    },
  ],
];

/** What is known of an account's health, and when a claim without news is asked for. */
const columns: readonly (readonly [string, string, (t: Knex.AlterTableBuilder) => void])[] = [
  ['agency_accounts', 'refused_at', (t) => void at(t, 'refused_at')],
  ['agency_accounts', 'refusal', (t) => void t.string('refusal', 1000)],
  ['agency_accounts', 'failures', (t) => void t.integer('failures').notNullable().defaultTo(0)],
  ['agency_accounts', 'paused_until', (t) => void at(t, 'paused_until')],
  ['claims', 'ask_at', (t) => void at(t, 'ask_at')],
];

/** The case at the agency: its messages, its payouts, its words for a status, and the account. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, cases);
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
}

/** Tables with the words of an agency are never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
