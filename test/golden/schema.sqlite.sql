CREATE TABLE `agency_accounts` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `agency` varchar(30) not null,
  `mode` varchar(10) not null,
  `settings` text not null,
  `sealed_credentials` text not null,
  `checked_at` datetime,
  `created_at` datetime not null,
  `refused_at` datetime,
  `refusal` varchar(1000),
  `failures` integer not null default '0',
  `paused_until` datetime, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `agency_accounts_shop_id_agency_mode_unique` on `agency_accounts` (`shop_id`,
  `agency`,
  `mode`);

CREATE TABLE `agency_batches` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `agency_account_id` bigint not null,
  `kind` varchar(10) not null,
  `receipt` varchar(100),
  `raw` text not null,
  `fetched_at` datetime not null,
  `acknowledged_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`));

CREATE TABLE `agency_news` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `agency_account_id` bigint not null,
  `batch_id` bigint not null,
  `kind` varchar(10) not null,
  `file_number` varchar(40) not null,
  `our_reference` varchar(40),
  `code` varchar(20),
  `item` text not null,
  `item_hash` varchar(64) not null,
  `state` varchar(20) not null,
  `claim_id` bigint,
  `occurred_at` datetime,
  `stored_at` datetime not null,
  `applied_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`), foreign key(`batch_id`) references `agency_batches`(`id`), foreign key(`claim_id`) references `claims`(`id`));

CREATE UNIQUE INDEX `agency_news_agency_account_id_item_hash_unique` on `agency_news` (`agency_account_id`,
  `item_hash`);

CREATE INDEX `agency_news_agency_account_id_state_id_index` on `agency_news` (`agency_account_id`,
  `state`,
  `id`);

CREATE INDEX `agency_news_claim_id_id_index` on `agency_news` (`claim_id`,
  `id`);

CREATE TABLE `agency_statuses` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `agency` varchar(30) not null,
  `code` varchar(20) not null,
  `meaning` varchar(30) not null,
  `changed_by` varchar(60) not null,
  `changed_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `agency_statuses_shop_id_agency_code_unique` on `agency_statuses` (`shop_id`,
  `agency`,
  `code`);

CREATE TABLE `agency_traces` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `agency_account_id` bigint not null,
  `operation` varchar(60) not null,
  `about` varchar(60),
  `status` integer,
  `ended` varchar(40) not null,
  `request` text not null,
  `answer` text not null,
  `called_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`));

CREATE INDEX `agency_traces_agency_account_id_about_id_index` on `agency_traces` (`agency_account_id`,
  `about`,
  `id`);

CREATE INDEX `agency_traces_agency_account_id_called_at_index` on `agency_traces` (`agency_account_id`,
  `called_at`);

CREATE TABLE `api_keys` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `name` varchar(100) not null,
  `role` varchar(20) not null,
  `key_hash` varchar(64) not null,
  `created_at` datetime not null,
  `revoked_at` datetime,
  `agency_account_id` bigint, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `api_keys_key_hash_unique` on `api_keys` (`key_hash`);

CREATE TABLE `claim_messages` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `claim_id` bigint not null,
  `direction` varchar(3) not null,
  `text` text not null,
  `author` varchar(60) not null,
  `news_id` bigint,
  `occurred_at` datetime not null,
  `read_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`claim_id`) references `claims`(`id`), foreign key(`news_id`) references `agency_news`(`id`));

CREATE INDEX `claim_messages_claim_id_id_index` on `claim_messages` (`claim_id`,
  `id`);

CREATE UNIQUE INDEX `claim_messages_news_id_unique` on `claim_messages` (`news_id`);

CREATE INDEX `claim_messages_shop_id_direction_read_at_id_index` on `claim_messages` (`shop_id`,
  `direction`,
  `read_at`,
  `id`);

CREATE TABLE `claim_payouts` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `claim_id` bigint not null,
  `payout_number` varchar(60) not null,
  `paid_on` date not null,
  `amount_cents` bigint not null,
  `read_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`claim_id`) references `claims`(`id`));

CREATE UNIQUE INDEX `claim_payouts_claim_id_payout_number_unique` on `claim_payouts` (`claim_id`,
  `payout_number`);

CREATE INDEX `claim_payouts_shop_id_payout_number_index` on `claim_payouts` (`shop_id`,
  `payout_number`);

CREATE TABLE `claims` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `agency_account_id` bigint not null,
  `mode` varchar(10) not null,
  `our_reference` varchar(40) not null,
  `live_key` varchar(60),
  `state` varchar(20) not null,
  `file_number` varchar(40),
  `status_code` varchar(20),
  `status_text` varchar(500),
  `status_meaning` varchar(30),
  `principal_cents` bigint not null,
  `costs_cents` bigint not null,
  `interest_cents` bigint not null,
  `agency_total_cents` bigint,
  `agency_paid_cents` bigint,
  `agency_outstanding_cents` bigint,
  `agency_payouts_cents` bigint,
  `account_wanted` boolean not null default '0',
  `refusal` varchar(1000),
  `queued_at` datetime not null,
  `submitted_at` datetime,
  `news_at` datetime,
  `ended_at` datetime,
  `ask_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`));

CREATE UNIQUE INDEX `claims_agency_account_id_file_number_unique` on `claims` (`agency_account_id`,
  `file_number`);

CREATE UNIQUE INDEX `claims_live_key_unique` on `claims` (`live_key`);

CREATE INDEX `claims_receivable_id_index` on `claims` (`receivable_id`);

CREATE UNIQUE INDEX `claims_shop_id_mode_our_reference_unique` on `claims` (`shop_id`,
  `mode`,
  `our_reference`);

CREATE INDEX `claims_shop_id_state_id_index` on `claims` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `dunning_blocks` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `reason` varchar(40) not null,
  `note` varchar(1000),
  `until_on` date,
  `placed_by` varchar(60) not null,
  `placed_at` datetime not null,
  `released_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `dunning_blocks_receivable_id_released_at_index` on `dunning_blocks` (`receivable_id`,
  `released_at`);

CREATE TABLE `dunning_policies` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `version` integer not null,
  `policy` text not null,
  `created_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `dunning_policies_shop_id_version_unique` on `dunning_policies` (`shop_id`,
  `version`);

CREATE TABLE `dunning_run_skips` (`id` integer not null primary key autoincrement,
  `run_id` bigint not null,
  `receivable_id` bigint not null,
  `reason` varchar(60) not null, foreign key(`run_id`) references `dunning_runs`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE UNIQUE INDEX `dunning_run_skips_run_id_receivable_id_unique` on `dunning_run_skips` (`run_id`,
  `receivable_id`);

CREATE TABLE `dunning_runs` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `run_on` date not null,
  `state` varchar(20) not null,
  `cursor_id` bigint not null,
  `selected` integer not null default '0',
  `reminded` integer not null default '0',
  `handed_over` integer not null default '0',
  `skipped` integer not null default '0',
  `actor` varchar(60) not null,
  `started_at` datetime not null,
  `finished_at` datetime, foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `dunning_runs_shop_id_state_id_index` on `dunning_runs` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `idempotency_keys` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `idempotency_key` varchar(100) not null,
  `request_hash` varchar(64) not null,
  `status` integer,
  `body` text,
  `created_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `idempotency_keys_shop_id_idempotency_key_unique` on `idempotency_keys` (`shop_id`,
  `idempotency_key`);

CREATE TABLE `inbox` (`id` integer not null primary key autoincrement,
  `source` varchar(20) not null,
  `shop_domain` varchar(255) not null,
  `sender_id` varchar(128) not null,
  `topic` varchar(128) not null,
  `body` longblob not null,
  `state` varchar(20) not null,
  `waiting_for` varchar(100),
  `attempts` integer not null default '0',
  `note` varchar(500),
  `run_at` datetime not null,
  `received_at` datetime not null,
  `applied_at` datetime);

CREATE UNIQUE INDEX `inbox_source_shop_domain_sender_id_unique` on `inbox` (`source`,
  `shop_domain`,
  `sender_id`);

CREATE INDEX `inbox_source_shop_domain_waiting_for_index` on `inbox` (`source`,
  `shop_domain`,
  `waiting_for`);

CREATE INDEX `inbox_state_run_at_id_index` on `inbox` (`state`,
  `run_at`,
  `id`);

CREATE TABLE `journal_events` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `sequence` bigint not null,
  `type` varchar(60) not null,
  `receivable_id` bigint,
  `claim_id` bigint,
  `data` text not null,
  `actor` varchar(60) not null,
  `occurred_at` datetime not null,
  `recorded_at` datetime not null,
  `previous_hash` varchar(64) not null,
  `hash` varchar(64) not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `journal_events_shop_id_receivable_id_sequence_index` on `journal_events` (`shop_id`,
  `receivable_id`,
  `sequence`);

CREATE UNIQUE INDEX `journal_events_shop_id_sequence_unique` on `journal_events` (`shop_id`,
  `sequence`);

CREATE TABLE `journal_heads` (`shop_id` bigint,
  `sequence` bigint not null,
  `hash` varchar(64) not null, foreign key(`shop_id`) references `shops`(`id`), primary key (`shop_id`));

CREATE TABLE `knex_migrations` (`id` integer not null primary key autoincrement,
  `name` varchar(255),
  `batch` integer,
  `migration_time` datetime);

CREATE TABLE `knex_migrations_lock` (`index` integer not null primary key autoincrement,
  `is_locked` integer);

CREATE TABLE leases (name varchar(100) primary key, owner varchar(60), lease_until varchar(23));

CREATE TABLE `ledger_entries` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `posting_key` varchar(120) not null,
  `kind` varchar(30) not null,
  `account` varchar(30) not null,
  `amount_cents` bigint not null,
  `booked_on` date not null,
  `recorded_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `ledger_entries_receivable_id_account_amount_cents_index` on `ledger_entries` (`receivable_id`,
  `account`,
  `amount_cents`);

CREATE UNIQUE INDEX `ledger_entries_shop_id_posting_key_account_unique` on `ledger_entries` (`shop_id`,
  `posting_key`,
  `account`);

CREATE TABLE `orders` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `external_id` varchar(40) not null,
  `terms_id` varchar(40),
  `snapshot_at` datetime not null,
  `pictured_at` datetime not null,
  `verdict` varchar(20) not null,
  `verdict_reason` varchar(100) not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `orders_shop_id_external_id_unique` on `orders` (`shop_id`,
  `external_id`);

CREATE INDEX `orders_shop_id_terms_id_index` on `orders` (`shop_id`,
  `terms_id`);

CREATE TABLE `outbox` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `kind` varchar(30) not null,
  `message_key` varchar(120) not null,
  `receivable_id` bigint not null,
  `reminder_id` bigint,
  `claim_id` bigint,
  `payload` text not null,
  `state` varchar(20) not null,
  `attempts` integer not null default '0',
  `note` varchar(1000),
  `lease_owner` varchar(60),
  `lease_until` datetime,
  `run_at` datetime not null,
  `created_at` datetime not null,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`reminder_id`) references `reminders`(`id`), foreign key(`claim_id`) references `claims`(`id`));

CREATE UNIQUE INDEX `outbox_message_key_unique` on `outbox` (`message_key`);

CREATE INDEX `outbox_shop_id_state_id_index` on `outbox` (`shop_id`,
  `state`,
  `id`);

CREATE INDEX `outbox_state_run_at_id_index` on `outbox` (`state`,
  `run_at`,
  `id`);

CREATE TABLE `parties` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `debtor_number` varchar(40),
  `kind` varchar(10) not null,
  `first_name` varchar(255),
  `last_name` varchar(255),
  `company` varchar(255),
  `street` varchar(520),
  `postcode` varchar(255),
  `city` varchar(255),
  `country` varchar(2),
  `email` varchar(320),
  `phone` varchar(255),
  `locale` varchar(35),
  `erased_at` datetime, foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `parties_shop_id_debtor_number_index` on `parties` (`shop_id`,
  `debtor_number`);

CREATE TABLE `privacy_requests` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `inbox_id` bigint not null,
  `kind` varchar(20) not null,
  `debtor_number` varchar(40),
  `order_ids` text not null,
  `answer_by_on` date not null,
  `state` varchar(20) not null,
  `received_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`inbox_id`) references `inbox`(`id`));

CREATE UNIQUE INDEX `privacy_requests_inbox_id_unique` on `privacy_requests` (`inbox_id`);

CREATE TABLE `receivables` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `external_id` varchar(40) not null,
  `order_name` varchar(255) not null,
  `invoice_number` varchar(60),
  `debtor_id` bigint not null,
  `currency` varchar(3) not null,
  `contract_on` date not null,
  `terms` varchar(300) not null,
  `fulfilled_on` date,
  `due_on` date,
  `payment_url` varchar(2000),
  `state` varchar(20) not null,
  `level` tinyint not null default '0',
  `round` integer not null default '1',
  `last_notice_on` date,
  `notice_deadline_on` date,
  `policy_version` integer,
  `principal_cents` bigint not null,
  `costs_cents` bigint not null,
  `created_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`debtor_id`) references `parties`(`id`));

CREATE UNIQUE INDEX `receivables_shop_id_external_id_unique` on `receivables` (`shop_id`,
  `external_id`);

CREATE INDEX `receivables_shop_id_state_due_on_principal_cents_index` on `receivables` (`shop_id`,
  `state`,
  `due_on`,
  `principal_cents`);

CREATE INDEX `receivables_shop_id_state_id_due_on_index` on `receivables` (`shop_id`,
  `state`,
  `id`,
  `due_on`);

CREATE TABLE `reminders` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `round` integer not null,
  `level` tinyint not null,
  `run_id` bigint not null,
  `template` varchar(40) not null,
  `language` varchar(2) not null,
  `run_on` date not null,
  `deadline_on` date not null,
  `principal_cents` bigint not null,
  `costs_cents` bigint not null,
  `fee_cents` bigint not null,
  `content_hash` varchar(64) not null,
  `state` varchar(20) not null,
  `stopped_because` varchar(60),
  `sent_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`run_id`) references `dunning_runs`(`id`));

CREATE UNIQUE INDEX `reminders_receivable_id_round_level_unique` on `reminders` (`receivable_id`,
  `round`,
  `level`);

CREATE INDEX `reminders_shop_id_state_id_index` on `reminders` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `shops` (`id` integer not null primary key autoincrement,
  `source` varchar(20) not null,
  `domain` varchar(255) not null,
  `state` varchar(20) not null,
  `agency_mode` varchar(10) not null,
  `settings` text not null,
  `created_at` datetime not null);

CREATE UNIQUE INDEX `shops_source_domain_unique` on `shops` (`source`,
  `domain`);
