import type { Knex } from 'knex';
import { at, cents, createTables, hasIndex, ref, shopRef, type Tables } from './columns.ts';

const tables: Tables = [
  [
    'dunning_run_items',
    (t) => {
      t.bigIncrements('id');
      t.bigInteger('shop_id').unsigned().notNullable();
      ref(t, 'run_id', 'dunning_runs').notNullable();
      t.bigInteger('receivable_id').unsigned().notNullable();
      t.string('debtor_key', 32).comment('SHA-256 of debtor and currency; null: nothing to do');
      t.string('group_key', 16).comment('with debtor_key: what goes into one notice');
      t.string('step', 10).notNullable().comment('what the policy asked for: wait, remind, …');
      t.string('outcome', 10).notNullable().comment('remind, hand_over, skip');
      t.string('reason', 60).comment('why it is left out');
      t.tinyint('level').unsigned().notNullable();
      t.string('template', 40);
      t.string('channel', 12);
      t.string('language', 2);
      t.string('currency', 3).notNullable();
      cents(t, 'open_cents').notNullable();
      cents(t, 'fee_cents').notNullable();
      cents(t, 'interest_cents').notNullable();
      cents(t, 'total_cents').notNullable().comment('open, costs, fee and interest');
      t.string('edited_by', 60).comment('who took it out, put it back or chose the channel');
      t.string('edit_note', 200);
      at(t, 'edited_at');
      t.unique(['run_id', 'receivable_id']);
      t.index(['run_id', 'debtor_key']);
    },
  ],
  [
    'reminder_approvals',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.integer('round').unsigned().notNullable();
      t.tinyint('level').unsigned().notNullable();
      t.string('approved_by', 60).notNullable();
      at(t, 'approved_at').notNullable();
      t.unique(['receivable_id', 'round', 'level']);
    },
  ],
  [
    'notices',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'run_id', 'dunning_runs').comment('null for a correction');
      t.string('notice_key', 80).notNullable().comment('one notice once');
      t.string('purpose', 12).notNullable().comment('reminder or correction');
      t.string('debtor_key', 32).notNullable();
      t.string('channel', 12).notNullable();
      t.string('template', 40).notNullable();
      t.string('language', 2).notNullable();
      t.string('currency', 3).notNullable();
      t.date('run_on').notNullable();
      t.date('deadline_on');
      cents(t, 'principal_cents').notNullable();
      cents(t, 'interest_cents').notNullable();
      cents(t, 'charges_cents').notNullable();
      cents(t, 'credits_cents').notNullable();
      cents(t, 'pay_cents').notNullable();
      t.string('content_hash', 64).notNullable().comment('SHA-256 of recipient, subject and text');
      t.string('pdf_hash', 64).comment('SHA-256 of the letter as it is printed');
      t.string('message_id', 255).comment('of an e-mail: later ones answer to it');
      at(t, 'created_at').notNullable();
      t.unique(['shop_id', 'notice_key']);
      t.index(['shop_id', 'debtor_key', 'created_at']);
    },
  ],
  [
    'frozen_letters',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'notice_id', 'notices').notNullable().unique();
      ref(t, 'receivable_id', 'receivables')
        .notNullable()
        .comment('who erases it finds the letter');
      t.specificType('pdf', 'longblob').notNullable().comment('the bytes that are printed');
    },
  ],
];

type Alter = (t: Knex.AlterTableBuilder) => void;

const columns: readonly (readonly [table: string, column: string, add: Alter])[] = [
  [
    'dunning_runs',
    'then_commit',
    (t) => {
      t.boolean('then_commit').notNullable().defaultTo(false).comment('no person looks at it');
    },
  ],
  [
    'dunning_runs',
    'commit_key',
    (t) => void t.string('commit_key', 32).notNullable().defaultTo(''),
  ],
  ['dunning_runs', 'notices', (t) => void t.integer('notices').notNullable().defaultTo(0)],
  [
    'dunning_runs',
    'notices_cents',
    (t) => {
      t.bigInteger('notices_cents').notNullable().defaultTo(0);
    },
  ],
  ['dunning_runs', 'proposed_at', (t) => void at(t, 'proposed_at')],
  ['dunning_runs', 'committed_by', (t) => void t.string('committed_by', 60)],
  ['dunning_runs', 'held_because', (t) => void t.string('held_because', 200)],
  ['reminders', 'notice_id', (t) => void t.bigInteger('notice_id').unsigned().index()],
  ['reminders', 'channel', (t) => void t.string('channel', 12).notNullable().defaultTo('email')],
  [
    'reminders',
    'interest_cents',
    (t) => void t.bigInteger('interest_cents').notNullable().defaultTo(0),
  ],
  [
    'reminders',
    'take',
    (t) => {
      t.integer('take').unsigned().notNullable().defaultTo(1);
    },
  ],
  ['reminders', 'refused_channels', (t) => void t.string('refused_channels', 60)],
  ['outbox', 'notice_id', (t) => void t.bigInteger('notice_id').unsigned()],
  ['shops', 'dunning_stopped_at', (t) => void at(t, 'dunning_stopped_at')],
  ['shops', 'dunning_stopped_because', (t) => void t.string('dunning_stopped_because', 200)],
];

/** Proposals that can be edited, notices that hold several reminders, and letters as printed. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, tables);
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
  if (!(await hasIndex(db, 'receivables', 'receivables_debtor'))) {
    await db.schema.alterTable('receivables', (t) => t.index(['debtor_id'], 'receivables_debtor'));
  }
  // A reminder that was withdrawn makes room for the next of its level.
  const wider = 'reminders_once';
  if (!(await hasIndex(db, 'reminders', wider))) {
    await db.schema.alterTable('reminders', (t) =>
      t.unique(['receivable_id', 'round', 'level', 'take'], { indexName: wider }),
    );
  }
  if (await hasIndex(db, 'reminders', NARROW)) {
    await db.schema.alterTable('reminders', (t) => t.dropUnique([], NARROW));
  }
  // What a run leaves out stands in its items now.
  await db.schema.dropTableIfExists('dunning_run_skips');
}

const NARROW = 'reminders_receivable_id_round_level_unique';

/** Letters that were sent are not made nameless by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
