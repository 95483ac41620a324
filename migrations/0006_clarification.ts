import type { Knex } from 'knex';
import { at, cents, createTables, ref, shopRef, type Tables } from './columns.ts';

const tables: Tables = [
  [
    'tasks',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables');
      t.string('kind', 40).notNullable();
      t.date('due_on').notNullable();
      t.string('note', 1000).notNullable().comment('why, without names and addresses');
      t.string('task_key', 120).notNullable().comment('one task once');
      t.string('state', 20).notNullable().comment('open, done');
      t.string('placed_by', 60).notNullable();
      at(t, 'placed_at').notNullable();
      t.string('done_by', 60);
      at(t, 'done_at');
      t.unique(['shop_id', 'task_key']);
      t.index(['shop_id', 'state', 'due_on', 'id']);
      t.index(['receivable_id', 'state']);
    },
  ],
  [
    'disputes',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('reason', 30).notNullable();
      cents(t, 'amount_cents').comment('the disputed part; null is the whole');
      t.text('debtor_text').notNullable().comment('words of the debtor');
      t.text('creditor_text').comment('the answer of the creditor');
      t.date('answer_by_on').notNullable();
      t.string('state', 20).notNullable().comment('open, answered, upheld, rejected, withdrawn');
      cents(t, 'upheld_cents');
      t.string('remedy', 20).comment('of an upheld one: credit_note, write_off');
      t.string('opened_by', 60).notNullable();
      t.string('external_id', 60).comment("the shop platform's own id");
      at(t, 'opened_at').notNullable();
      at(t, 'answered_at');
      at(t, 'ended_at');
      t.unique(['shop_id', 'external_id']);
      t.index(['shop_id', 'state', 'answer_by_on', 'id']);
      t.index(['receivable_id', 'id']);
    },
  ],
  [
    'promises',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.integer('round').unsigned().notNullable();
      cents(t, 'amount_cents').notNullable();
      t.date('promised_on').notNullable().comment('the day on which the money shall be there');
      t.date('until_on').notNullable().comment('with its days of grace');
      t.string('state', 20).notNullable().comment('running, kept, partly_kept, broken, withdrawn');
      t.bigInteger('running_key').unsigned().comment('the receivable while it runs, then null');
      t.bigInteger('after_entry_id')
        .unsigned()
        .notNullable()
        .comment('ledger entries behind this one count');
      cents(t, 'paid_cents').comment('what came, once it is judged');
      t.string('note', 1000);
      t.string('made_by', 60).notNullable();
      at(t, 'made_at').notNullable();
      at(t, 'ended_at');
      t.unique(['running_key']);
      t.index(['shop_id', 'state', 'until_on', 'id']);
      t.index(['receivable_id', 'round']);
    },
  ],
  [
    'instalment_plans',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('state', 20)
        .notNullable()
        .comment('draft, offered, accepted, paid, broken, withdrawn');
      t.bigInteger('live_key').unsigned().comment('the receivable until the plan ends, then null');
      cents(t, 'total_cents').notNullable();
      cents(t, 'charge_cents').notNullable().comment('what the deferral costs, part of the total');
      t.integer('grace_days').notNullable();
      t.integer('accelerate_after').notNullable().comment('missed instalments that end the plan');
      t.date('offered_on');
      t.date('accept_by_on');
      t.date('accepted_on');
      t.string('note', 1000);
      t.string('made_by', 60).notNullable();
      at(t, 'made_at').notNullable();
      t.boolean('acknowledges')
        .notNullable()
        .defaultTo(false)
        .comment('the debtor was told that he acknowledges the debt');
      t.bigInteger('after_entry_id').unsigned().comment('ledger entries behind this one count');
      at(t, 'ended_at');
      t.unique(['live_key']);
      t.index(['shop_id', 'state', 'id']);
      t.index(['receivable_id', 'id']);
    },
  ],
  [
    'instalments',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'plan_id', 'instalment_plans').notNullable();
      t.integer('number').unsigned().notNullable();
      t.date('due_on').notNullable();
      cents(t, 'amount_cents').notNullable();
      t.date('reminded_on').comment('when it was missed and a person was told');
      t.unique(['plan_id', 'number']);
    },
  ],
  [
    'special_states',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'debtor_id', 'parties').comment('of a person; null is one of a receivable');
      ref(t, 'receivable_id', 'receivables');
      t.string('kind', 30).notNullable();
      t.date('since_on').notNullable();
      t.date('until_on').comment('its last day; null until somebody ends it');
      t.string('court', 200);
      t.string('court_file', 60).comment('its number at the court');
      t.string('note', 1000);
      t.string('placed_by', 60).notNullable();
      at(t, 'placed_at').notNullable();
      at(t, 'ended_at');
      t.index(['shop_id', 'ended_at', 'id']);
      t.index(['debtor_id', 'ended_at']);
      t.index(['receivable_id', 'ended_at']);
    },
  ],
  [
    'debtor_answers',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'debtor_id', 'parties').notNullable();
      t.string('form_key', 64).notNullable().comment('one form counts once');
      t.string('kind', 20).notNullable().comment('paid, dispute, instalments, date');
      t.text('words').notNullable().comment('JSON: what the debtor wrote');
      t.string('answered', 10).notNullable().comment('noted, or asked: a person looks');
      at(t, 'received_at').notNullable();
      t.unique(['shop_id', 'form_key']);
      t.index(['debtor_id', 'id']);
    },
  ],
];

/** A block names what placed it, so that its end releases it, and an extension is told. */
const columns: readonly (readonly [string, string, (t: Knex.AlterTableBuilder) => void])[] = [
  ['dunning_blocks', 'source_kind', (t) => void t.string('source_kind', 20)],
  ['dunning_blocks', 'source_id', (t) => void t.bigInteger('source_id').unsigned()],
  ['dunning_blocks', 'released_by', (t) => void t.string('released_by', 60)],
];

/** What is to be cleared up before a reminder goes on: objections, promises, plans, and the tasks. */
export async function up(db: Knex): Promise<void> {
  await createTables(db, tables);
  for (const [table, column, add] of columns) {
    if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, add);
  }
}

/** Tables with the words of a debtor are never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
