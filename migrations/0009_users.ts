import type { Knex } from 'knex';
import { at, createTables, hasIndex, ref, shopRef, type Tables } from './columns.ts';

const people: Tables = [
  [
    'users',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('email', 320).notNullable().unique().comment('lower case; one shop for each user');
      t.string('name', 100).notNullable();
      t.string('role', 20).notNullable().comment('owner, clerk, read_only, agency');
      ref(t, 'agency_account_id', 'agency_accounts').comment('of the role agency only');
      t.string('password_hash', 255).notNullable().comment('scrypt with its parameters and salt');
      t.text('totp_secret').comment('sealed; null without a second factor');
      t.text('totp_pending').comment('sealed; not confirmed by a first code yet');
      t.bigInteger('totp_step').unsigned().comment('the last code used: no code counts twice');
      at(t, 'created_at').notNullable();
      at(t, 'disabled_at');
      t.index(['shop_id', 'id'], 'users_of_shop');
    },
  ],
  [
    'user_sessions',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'user_id', 'users').notNullable();
      t.string('token_hash', 64).notNullable().unique().comment('SHA-256 of the cookie');
      at(t, 'created_at').notNullable();
      at(t, 'seen_at').notNullable();
      at(t, 'ended_at');
    },
  ],
  [
    'login_attempts',
    (t) => {
      t.string('subject', 64).primary().comment('SHA-256 of an e-mail or a network address');
      t.integer('failures').notNullable();
      at(t, 'first_at').notNullable();
      at(t, 'locked_until');
    },
  ],
  [
    'notes',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('author', 60).notNullable().comment('user:1 or key:1');
      t.text('text').notNullable();
      at(t, 'written_at').notNullable();
      t.index(['shop_id', 'receivable_id', 'id'], 'notes_of_receivable');
    },
  ],
  [
    'note_mentions',
    (t) => {
      t.bigIncrements('id');
      ref(t, 'note_id', 'notes').notNullable();
      ref(t, 'user_id', 'users').notNullable();
      at(t, 'read_at');
      t.unique(['note_id', 'user_id']);
      t.index(['user_id', 'read_at', 'id'], 'note_mentions_unread');
    },
  ],
  [
    'search_words',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('word', 64).notNullable().comment('folded: mueller for Müller');
      t.string('backwards', 64).notNullable().comment('the same from its end, for one typo');
      t.unique(['shop_id', 'word'], { indexName: 'search_words_word' });
      t.index(['shop_id', 'backwards'], 'search_words_backwards');
    },
  ],
  [
    'search_hits',
    (t) => {
      ref(t, 'word_id', 'search_words').notNullable();
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.primary(['word_id', 'receivable_id']);
      t.index(['receivable_id'], 'search_hits_receivable');
    },
  ],
];

/** What the console asks most, each answered from its index. */
const indexes: readonly (readonly [table: string, name: string, columns: readonly string[]])[] = [
  [
    'receivables',
    'receivables_money',
    ['shop_id', 'state', 'currency', 'due_on', 'principal_cents', 'costs_cents'],
  ],
  ['receivables', 'receivables_currency', ['shop_id', 'currency']],
  ['receivables', 'receivables_by_due', ['shop_id', 'due_on', 'id']],
  ['receivables', 'receivables_by_open', ['shop_id', 'open_cents', 'id']],
  ['receivables', 'receivables_by_principal', ['shop_id', 'principal_cents', 'id']],
  ['receivables', 'receivables_by_level', ['shop_id', 'level', 'id']],
  ['receivables', 'receivables_by_debtor', ['shop_id', 'debtor_id', 'id']],
  ['parties', 'parties_by_name', ['shop_id', 'sort_name', 'id']],
  [
    'ledger_entries',
    'ledger_by_day',
    ['shop_id', 'account', 'booked_on', 'kind', 'amount_cents', 'receivable_id'],
  ],
  ['journal_events', 'journal_by_type', ['shop_id', 'type', 'sequence']],
  ['claims', 'claims_by_file', ['shop_id', 'file_number']],
  ['dunning_blocks', 'blocks_of_shop', ['shop_id', 'released_at', 'receivable_id']],
  ['reminders', 'reminders_by_day', ['shop_id', 'run_on', 'level']],
];

/** The people who sign in, their notes, the words they search by, and what the console counts. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, people);
  if (!(await db.schema.hasColumn('parties', 'sort_name'))) {
    await db.schema.alterTable('parties', (t) => {
      t.string('sort_name', 80)
        .notNullable()
        .defaultTo('')
        .comment('folded name by which lists are sorted');
    });
  }
  if (!(await hasOpenCents(db))) {
    // Both dialects take this line; only its sum is new, so it needs no place of its own.
    await db.raw(
      'alter table receivables add column open_cents bigint ' +
        'generated always as (principal_cents + costs_cents) virtual',
    );
  }
  for (const [table, name, columns] of indexes) {
    if (await hasIndex(db, table, name)) continue;
    await db.schema.alterTable(table, (t) => void t.index([...columns], name));
  }
}

/** SQLite shows a generated column only to who asks for the hidden ones. */
async function hasOpenCents(db: Knex): Promise<boolean> {
  if (db.client.config.client === 'mysql2') return db.schema.hasColumn('receivables', 'open_cents');
  const columns: { name: string }[] = await db.raw('pragma table_xinfo(receivables)');
  return columns.some(({ name }) => name === 'open_cents');
}

/** Users and notes are never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
