import type { Knex } from 'knex';
import { at, createTables, ref, shopRef, type Tables } from './columns.ts';

const connection: Tables = [
  [
    'shop_sessions',
    (t) => {
      t.bigIncrements('id');
      shopRef(t).unique();
      t.text('sealed_tokens').comment('AES-256-GCM; null once the shop removed the app');
      t.string('scopes', 1000).notNullable().comment('what the merchant allowed, by commas');
      at(t, 'expires_at').comment('of the access token; null when it does not end');
      at(t, 'refresh_expires_at');
      at(t, 'proved_at').notNullable().comment('the shop gave us a token then: it had the app');
      at(t, 'ended_at');
    },
  ],
  [
    'shop_progress',
    (t) => {
      t.bigIncrements('id');
      shopRef(t).unique();
      t.string('import_state', 20).notNullable().comment('wanted, running, reading, done, failed');
      t.string('import_ref', 100).comment("the shop's own id of the import");
      t.integer('import_orders').notNullable().defaultTo(0).comment('orders the shop has found');
      t.integer('import_read').notNullable().defaultTo(0).comment('orders we have applied');
      t.string('import_note', 500);
      at(t, 'import_started_at');
      at(t, 'import_ended_at');
      at(t, 'updated_since').notNullable().comment('orders that changed before it are read');
      t.string('cursor_after', 500).comment("the shop's mark within one reading");
      t.integer('cursor_read').notNullable().defaultTo(0);
      at(t, 'reconciled_at').comment('a reading reached its end then');
      t.string('reconcile_note', 500).comment('why the last reading did not');
      t.bigInteger('shown_sequence').unsigned().notNullable().defaultTo(0);
      t.date('shown_on').comment('the day for which ended blocks were looked at');
    },
  ],
  [
    'shown_orders',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable().unique();
      t.bigInteger('wanted').unsigned().notNullable().comment('grows with each change');
      t.bigInteger('written')
        .unsigned()
        .notNullable()
        .defaultTo(0)
        .comment('what `wanted` was then');
      t.string('shown', 500).comment('JSON: the state as the shop shows it');
      t.boolean('marked_paid').notNullable().defaultTo(false);
      t.integer('attempts').notNullable().defaultTo(0);
      t.string('note', 500);
      at(t, 'run_at').notNullable();
      t.index(['shop_id', 'run_at']);
    },
  ],
  [
    'invoice_series',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.integer('year').unsigned().notNullable();
      t.integer('last_number').unsigned().notNullable();
      t.unique(['shop_id', 'year']);
    },
  ],
  [
    'removed_shops',
    (t) => {
      t.bigIncrements('id');
      t.string('source', 20).notNullable();
      t.string('domain_hash', 64).notNullable().comment('SHA-256: the record names nobody');
      t.integer('removed_rows').notNullable();
      t.date('answer_by_on').notNullable();
      at(t, 'received_at').notNullable();
      at(t, 'removed_at').notNullable();
    },
  ],
];

/** When the shop sent a message, when a number was asked for, and what became of a request. */
const columns: readonly (readonly [string, string, (t: Knex.AlterTableBuilder) => void])[] = [
  ['inbox', 'sent_at', (t) => void at(t, 'sent_at')],
  ['orders', 'picture_hash', (t) => void t.string('picture_hash', 64)],
  ['receivables', 'invoice_asked_at', (t) => void at(t, 'invoice_asked_at')],
  ['parties', 'restricted_at', (t) => void at(t, 'restricted_at')],
  ['privacy_requests', 'outcome', (t) => void t.string('outcome', 500)],
  ['privacy_requests', 'erase_after_on', (t) => void t.date('erase_after_on')],
  ['privacy_requests', 'settled_at', (t) => void at(t, 'settled_at')],
  ['privacy_requests', 'settled_by', (t) => void t.string('settled_by', 60)],
];

/** The connection to the shop's own system: tokens, how far it was read, what it shows, privacy. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, connection);
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
}

/** What was shown and who asked for erasure is not forgotten by a command: restore a backup. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
