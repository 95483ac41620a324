import type { Knex } from 'knex';
import { at, cents, createTables, ref, shopRef, type Tables } from './columns.ts';

const shops: Tables = [
  [
    'shops',
    (t) => {
      t.bigIncrements('id');
      t.string('source', 20).notNullable().comment('shopify, …');
      t.string('domain', 255).notNullable();
      t.string('state', 20).notNullable().comment('active, uninstalled');
      t.string('agency_mode', 10).notNullable().comment('sandbox or live');
      t.text('settings')
        .notNullable()
        .comment('JSON: creditor, time zone, terms, dunning, handover');
      at(t, 'created_at').notNullable();
      t.unique(['source', 'domain']);
    },
  ],
  [
    'api_keys',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('name', 100).notNullable();
      t.string('role', 20).notNullable().comment('owner, clerk, read_only');
      t.string('key_hash', 64)
        .notNullable()
        .unique()
        .comment('SHA-256, the key itself is not kept');
      at(t, 'created_at').notNullable();
      at(t, 'revoked_at');
    },
  ],
  [
    'idempotency_keys',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('idempotency_key', 100).notNullable();
      t.string('request_hash', 64).notNullable();
      t.integer('status').comment('null while the first call is under way');
      t.text('body', 'longtext');
      at(t, 'created_at').notNullable();
      t.unique(['shop_id', 'idempotency_key']);
    },
  ],
];

const arrivals: Tables = [
  [
    'inbox',
    (t) => {
      t.bigIncrements('id');
      t.string('source', 20).notNullable();
      t.string('shop_domain', 255).notNullable();
      t.string('sender_id', 128).notNullable().comment('the id of the delivery at its sender');
      t.string('topic', 128).notNullable();
      t.specificType('body', 'longblob').notNullable().comment('the bytes as they came');
      t.string('state', 20)
        .notNullable()
        .comment('received, applied, ignored, waiting, unreadable, …');
      t.string('waiting_for', 100).comment('order:1 or terms:2');
      t.integer('attempts').notNullable().defaultTo(0);
      t.string('note', 500).comment('why it is in this state, without personal data');
      at(t, 'run_at').notNullable();
      at(t, 'received_at').notNullable();
      at(t, 'applied_at');
      t.unique(['source', 'shop_domain', 'sender_id']);
      t.index(['state', 'run_at', 'id']);
      t.index(['source', 'shop_domain', 'waiting_for']);
    },
  ],
  [
    'orders',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('external_id', 40).notNullable();
      t.string('terms_id', 40);
      at(t, 'snapshot_at').notNullable().comment('the newest news of its money or its picture');
      at(t, 'pictured_at').notNullable().comment('the newest picture of the order itself');
      t.string('verdict', 20).notNullable().comment('receivable or ignored');
      t.string('verdict_reason', 100).notNullable();
      t.unique(['shop_id', 'external_id']);
      t.index(['shop_id', 'terms_id']);
    },
  ],
];

const money: Tables = [
  [
    'parties',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('debtor_number', 40).comment("the shop's number, null for a guest");
      t.string('kind', 10).notNullable().comment('consumer or business');
      t.string('first_name', 255);
      t.string('last_name', 255);
      t.string('company', 255);
      t.string('street', 520);
      t.string('postcode', 255);
      t.string('city', 255);
      t.string('country', 2);
      t.string('email', 320);
      t.string('phone', 255);
      t.string('locale', 35);
      at(t, 'erased_at');
      t.index(['shop_id', 'debtor_number']);
    },
  ],
  [
    'receivables',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('external_id', 40).notNullable().comment('the order at the shop');
      t.string('order_name', 255).notNullable();
      t.string('invoice_number', 60);
      ref(t, 'debtor_id', 'parties').notNullable();
      t.string('currency', 3).notNullable();
      t.date('contract_on').notNullable();
      t.string('terms', 300).notNullable().comment('JSON: kind, days, day, ground');
      t.date('fulfilled_on');
      t.date('due_on').comment('null while the due date is not yet known');
      t.string('payment_url', 2000);
      t.string('state', 20).notNullable();
      t.tinyint('level')
        .unsigned()
        .notNullable()
        .defaultTo(0)
        .comment('the last reminder that was sent');
      t.integer('round').unsigned().notNullable().defaultTo(1).comment('a new due date begins one');
      t.date('last_notice_on');
      t.date('notice_deadline_on');
      t.integer('policy_version').comment('the round goes on with the policy it began with');
      cents(t, 'principal_cents')
        .notNullable()
        .comment('open principal, the sum of its ledger account');
      cents(t, 'costs_cents').notNullable().comment('open dunning costs, the sum of their account');
      at(t, 'created_at').notNullable();
      t.unique(['shop_id', 'external_id']);
      t.index(['shop_id', 'state', 'due_on', 'principal_cents']);
      t.index(['shop_id', 'state', 'id', 'due_on']);
    },
  ],
  [
    'ledger_entries',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('posting_key', 120).notNullable().comment('one posting once: shop:payment:77');
      t.string('kind', 30).notNullable();
      t.string('account', 30).notNullable();
      cents(t, 'amount_cents').notNullable().comment('debit positive, credit negative');
      t.date('booked_on').notNullable();
      at(t, 'recorded_at').notNullable();
      t.unique(['shop_id', 'posting_key', 'account']);
      t.index(['receivable_id', 'account', 'amount_cents']);
    },
  ],
  [
    'journal_heads',
    (t) => {
      t.bigInteger('shop_id').unsigned().primary().references('shops.id');
      t.bigInteger('sequence').unsigned().notNullable();
      t.string('hash', 64).notNullable();
    },
  ],
  [
    'journal_events',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.bigInteger('sequence').unsigned().notNullable();
      t.string('type', 60).notNullable();
      t.bigInteger('receivable_id').unsigned();
      t.bigInteger('claim_id').unsigned();
      t.text('data').notNullable().comment('JSON: ids, amounts, days; never names or addresses');
      t.string('actor', 60).notNullable();
      at(t, 'occurred_at').notNullable().comment("the partner's clock, or ours");
      at(t, 'recorded_at').notNullable();
      t.string('previous_hash', 64).notNullable();
      t.string('hash', 64).notNullable();
      t.unique(['shop_id', 'sequence']);
      t.index(['shop_id', 'receivable_id', 'sequence']);
    },
  ],
];

const dunning: Tables = [
  [
    'dunning_policies',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.integer('version').unsigned().notNullable();
      t.text('policy').notNullable().comment('JSON: levels and the handover');
      at(t, 'created_at').notNullable();
      t.unique(['shop_id', 'version']);
    },
  ],
  [
    'dunning_runs',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.date('run_on').notNullable();
      t.string('state', 20).notNullable().comment('running, finished');
      t.bigInteger('cursor_id').unsigned().notNullable().comment('the last receivable decided');
      t.integer('selected').notNullable().defaultTo(0);
      t.integer('reminded').notNullable().defaultTo(0);
      t.integer('handed_over').notNullable().defaultTo(0);
      t.integer('skipped').notNullable().defaultTo(0);
      t.string('actor', 60).notNullable();
      at(t, 'started_at').notNullable();
      at(t, 'finished_at');
      t.index(['shop_id', 'state', 'id']);
    },
  ],
  [
    'dunning_run_skips',
    (t) => {
      t.bigIncrements('id');
      ref(t, 'run_id', 'dunning_runs').notNullable();
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('reason', 60).notNullable();
      t.unique(['run_id', 'receivable_id']);
    },
  ],
  [
    'dunning_blocks',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.string('reason', 40).notNullable();
      t.string('note', 1000);
      t.date('until_on').comment('the last blocked day; null until somebody releases it');
      t.string('placed_by', 60).notNullable();
      at(t, 'placed_at').notNullable();
      at(t, 'released_at');
      t.index(['receivable_id', 'released_at']);
    },
  ],
  [
    'reminders',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      t.integer('round').unsigned().notNullable();
      t.tinyint('level').unsigned().notNullable().comment('1 is the friendly one');
      ref(t, 'run_id', 'dunning_runs').notNullable();
      t.string('template', 40).notNullable();
      t.string('language', 2).notNullable();
      t.date('run_on').notNullable().comment('calendar day of the creditor');
      t.date('deadline_on').notNullable();
      cents(t, 'principal_cents').notNullable();
      cents(t, 'costs_cents').notNullable().comment('with the fee of this reminder');
      cents(t, 'fee_cents').notNullable();
      t.string('content_hash', 64).notNullable().comment('SHA-256 of recipient, subject and text');
      t.string('state', 20).notNullable();
      t.string('stopped_because', 60);
      at(t, 'sent_at');
      t.unique(['receivable_id', 'round', 'level']);
      t.index(['shop_id', 'state', 'id']);
    },
  ],
];

const agencies: Tables = [
  [
    'agency_accounts',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('agency', 30).notNullable();
      t.string('mode', 10).notNullable();
      t.text('settings').notNullable().comment('JSON without secrets');
      t.text('sealed_credentials').notNullable().comment('AES-256-GCM');
      at(t, 'checked_at');
      at(t, 'created_at').notNullable();
      t.unique(['shop_id', 'agency', 'mode']);
    },
  ],
  [
    'claims',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'receivable_id', 'receivables').notNullable();
      ref(t, 'agency_account_id', 'agency_accounts').notNullable();
      t.string('mode', 10).notNullable();
      t.string('our_reference', 40).notNullable();
      t.string('live_key', 60).comment('receivable and mode while the claim lives, then null');
      t.string('state', 20).notNullable();
      t.string('file_number', 40);
      t.string('status_code', 20);
      t.string('status_text', 500);
      t.string('status_meaning', 30);
      cents(t, 'principal_cents').notNullable();
      cents(t, 'costs_cents').notNullable();
      cents(t, 'interest_cents').notNullable();
      cents(t, 'agency_total_cents');
      cents(t, 'agency_paid_cents');
      cents(t, 'agency_outstanding_cents');
      cents(t, 'agency_payouts_cents');
      t.boolean('account_wanted')
        .notNullable()
        .defaultTo(false)
        .comment('news came; the money at the agency is to be read');
      t.string('refusal', 1000);
      at(t, 'queued_at').notNullable();
      at(t, 'submitted_at');
      at(t, 'news_at');
      at(t, 'ended_at');
      t.unique(['shop_id', 'mode', 'our_reference']);
      t.unique(['live_key']);
      t.unique(['agency_account_id', 'file_number']);
      t.index(['shop_id', 'state', 'id']);
      t.index(['receivable_id']);
    },
  ],
  [
    'agency_batches',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'agency_account_id', 'agency_accounts').notNullable();
      t.string('kind', 10).notNullable().comment('status or message');
      t.string('receipt', 100);
      t.text('raw', 'longtext').notNullable();
      at(t, 'fetched_at').notNullable();
      at(t, 'acknowledged_at');
    },
  ],
  [
    'agency_news',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      ref(t, 'agency_account_id', 'agency_accounts').notNullable();
      ref(t, 'batch_id', 'agency_batches').notNullable();
      t.string('kind', 10).notNullable();
      t.string('file_number', 40).notNullable();
      t.string('our_reference', 40);
      t.string('code', 20);
      t.text('item', 'longtext').notNullable().comment('JSON: the item as we read it');
      t.string('item_hash', 64).notNullable();
      t.string('state', 20).notNullable().comment('stored, applied, unmatched');
      ref(t, 'claim_id', 'claims');
      at(t, 'occurred_at');
      at(t, 'stored_at').notNullable();
      at(t, 'applied_at');
      t.unique(['agency_account_id', 'item_hash']);
      t.index(['agency_account_id', 'state', 'id']);
      t.index(['claim_id', 'id']);
    },
  ],
];

const departures: Tables = [
  [
    'outbox',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.string('kind', 30).notNullable();
      t.string('message_key', 120).notNullable().unique().comment('one message once');
      ref(t, 'receivable_id', 'receivables').notNullable();
      ref(t, 'reminder_id', 'reminders');
      ref(t, 'claim_id', 'claims');
      t.text('payload', 'longtext').notNullable().comment('JSON, frozen when written');
      t.string('state', 20).notNullable();
      t.integer('attempts').notNullable().defaultTo(0);
      t.string('note', 1000).comment('the last answer, without personal data');
      t.string('lease_owner', 60);
      at(t, 'lease_until');
      at(t, 'run_at').notNullable();
      at(t, 'created_at').notNullable();
      at(t, 'ended_at');
      t.index(['state', 'run_at', 'id']);
      t.index(['shop_id', 'state', 'id']);
    },
  ],
  [
    'privacy_requests',
    (t) => {
      t.bigIncrements('id');
      shopRef(t);
      t.bigInteger('inbox_id').unsigned().notNullable().unique().references('inbox.id');
      t.string('kind', 20).notNullable();
      t.string('debtor_number', 40);
      t.text('order_ids').notNullable().comment('JSON list');
      t.date('answer_by_on').notNullable();
      t.string('state', 20).notNullable();
      at(t, 'received_at').notNullable();
    },
  ],
];

/** Everything from the order to the claim. */
export async function up(db: Knex): Promise<void> {
  const all = [...shops, ...arrivals, ...money, ...dunning, ...agencies, ...departures];
  await createTables(db, all);
}

/** Tables with money in them are never dropped by a command: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
