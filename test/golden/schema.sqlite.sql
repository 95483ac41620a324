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
  `paused_until` datetime,
  `told_at` datetime, foreign key(`shop_id`) references `shops`(`id`));

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
  `applied_at` datetime,
  `attempts` integer not null default '0',
  `problem` varchar(500),
  `failed_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`), foreign key(`batch_id`) references `agency_batches`(`id`), foreign key(`claim_id`) references `claims`(`id`));

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

CREATE UNIQUE INDEX `claim_payouts_once` on `claim_payouts` (`claim_id`,
  `payout_number`,
  `paid_on`,
  `amount_cents`);

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
  `ask_at` datetime,
  `returned_cents` bigint not null default '0',
  `returned_known_cents` bigint not null default '0',
  `account_read_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`));

CREATE UNIQUE INDEX `claims_agency_account_id_file_number_unique` on `claims` (`agency_account_id`,
  `file_number`);

CREATE INDEX `claims_by_file` on `claims` (`shop_id`,
  `file_number`);

CREATE UNIQUE INDEX `claims_live_key_unique` on `claims` (`live_key`);

CREATE INDEX `claims_receivable_id_index` on `claims` (`receivable_id`);

CREATE UNIQUE INDEX `claims_shop_id_mode_our_reference_unique` on `claims` (`shop_id`,
  `mode`,
  `our_reference`);

CREATE INDEX `claims_shop_id_state_id_index` on `claims` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `debtor_answers` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `debtor_id` bigint not null,
  `form_key` varchar(64) not null,
  `kind` varchar(20) not null,
  `words` text not null,
  `answered` varchar(10) not null,
  `received_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`debtor_id`) references `parties`(`id`));

CREATE INDEX `debtor_answers_debtor_id_id_index` on `debtor_answers` (`debtor_id`,
  `id`);

CREATE UNIQUE INDEX `debtor_answers_shop_id_form_key_unique` on `debtor_answers` (`shop_id`,
  `form_key`);

CREATE TABLE `disputes` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `reason` varchar(30) not null,
  `amount_cents` bigint,
  `debtor_text` text not null,
  `creditor_text` text,
  `answer_by_on` date not null,
  `state` varchar(20) not null,
  `upheld_cents` bigint,
  `remedy` varchar(20),
  `opened_by` varchar(60) not null,
  `external_id` varchar(60),
  `opened_at` datetime not null,
  `answered_at` datetime,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `disputes_receivable_id_id_index` on `disputes` (`receivable_id`,
  `id`);

CREATE UNIQUE INDEX `disputes_shop_id_external_id_unique` on `disputes` (`shop_id`,
  `external_id`);

CREATE INDEX `disputes_shop_id_state_answer_by_on_id_index` on `disputes` (`shop_id`,
  `state`,
  `answer_by_on`,
  `id`);

CREATE TABLE `documents` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `sha256` varchar(64) not null,
  `content` longblob not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `documents_shop_id_sha256_unique` on `documents` (`shop_id`,
  `sha256`);

CREATE TABLE `dunning_blocks` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `reason` varchar(40) not null,
  `note` varchar(1000),
  `until_on` date,
  `placed_by` varchar(60) not null,
  `placed_at` datetime not null,
  `released_at` datetime,
  `source_kind` varchar(20),
  `source_id` bigint,
  `released_by` varchar(60), foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `blocks_of_shop` on `dunning_blocks` (`shop_id`,
  `released_at`,
  `receivable_id`);

CREATE INDEX `dunning_blocks_receivable_id_released_at_index` on `dunning_blocks` (`receivable_id`,
  `released_at`);

CREATE TABLE `dunning_policies` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `version` integer not null,
  `policy` text not null,
  `created_at` datetime not null,
  `scope` varchar(20) not null default 'shop',
  `scope_key` varchar(100) not null default '',
  `retired` boolean not null default '0', foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `dunning_policies_scope` on `dunning_policies` (`shop_id`,
  `scope`,
  `scope_key`,
  `version`);

CREATE UNIQUE INDEX `dunning_policies_shop_id_version_unique` on `dunning_policies` (`shop_id`,
  `version`);

CREATE TABLE `dunning_run_items` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `run_id` bigint not null,
  `receivable_id` bigint not null,
  `debtor_key` varchar(32),
  `group_key` varchar(16),
  `step` varchar(10) not null,
  `outcome` varchar(10) not null,
  `reason` varchar(60),
  `level` tinyint not null,
  `template` varchar(40),
  `channel` varchar(12),
  `language` varchar(2),
  `currency` varchar(3) not null,
  `open_cents` bigint not null,
  `fee_cents` bigint not null,
  `interest_cents` bigint not null,
  `total_cents` bigint not null,
  `edited_by` varchar(60),
  `edit_note` varchar(200),
  `edited_at` datetime,
  `warning` varchar(60), foreign key(`run_id`) references `dunning_runs`(`id`));

CREATE INDEX `dunning_run_items_run_id_debtor_key_index` on `dunning_run_items` (`run_id`,
  `debtor_key`);

CREATE UNIQUE INDEX `dunning_run_items_run_id_receivable_id_unique` on `dunning_run_items` (`run_id`,
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
  `finished_at` datetime,
  `then_commit` boolean not null default '0',
  `commit_key` varchar(32) not null default '',
  `notices` integer not null default '0',
  `notices_cents` bigint not null default '0',
  `proposed_at` datetime,
  `committed_by` varchar(60),
  `held_because` varchar(200),
  `items_removed_at` datetime,
  `held_says` text,
  `work` varchar(10),
  `work_done` integer not null default '0',
  `work_of` integer not null default '0', foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `dunning_runs_old` on `dunning_runs` (`items_removed_at`,
  `finished_at`);

CREATE INDEX `dunning_runs_shop_id_state_id_index` on `dunning_runs` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `frozen_letters` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `notice_id` bigint not null,
  `receivable_id` bigint not null,
  `pdf` longblob not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`notice_id`) references `notices`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE UNIQUE INDEX `frozen_letters_notice_id_unique` on `frozen_letters` (`notice_id`);

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
  `applied_at` datetime,
  `sent_at` datetime);

CREATE UNIQUE INDEX `inbox_source_shop_domain_sender_id_unique` on `inbox` (`source`,
  `shop_domain`,
  `sender_id`);

CREATE INDEX `inbox_source_shop_domain_waiting_for_index` on `inbox` (`source`,
  `shop_domain`,
  `waiting_for`);

CREATE INDEX `inbox_state_run_at_id_index` on `inbox` (`state`,
  `run_at`,
  `id`);

CREATE TABLE `instalment_plans` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `state` varchar(20) not null,
  `live_key` bigint,
  `total_cents` bigint not null,
  `charge_cents` bigint not null,
  `grace_days` integer not null,
  `accelerate_after` integer not null,
  `offered_on` date,
  `accept_by_on` date,
  `accepted_on` date,
  `note` varchar(1000),
  `made_by` varchar(60) not null,
  `made_at` datetime not null,
  `acknowledges` boolean not null default '0',
  `after_entry_id` bigint,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE UNIQUE INDEX `instalment_plans_live_key_unique` on `instalment_plans` (`live_key`);

CREATE INDEX `instalment_plans_receivable_id_id_index` on `instalment_plans` (`receivable_id`,
  `id`);

CREATE INDEX `instalment_plans_shop_id_state_id_index` on `instalment_plans` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `instalments` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `plan_id` bigint not null,
  `number` integer not null,
  `due_on` date not null,
  `amount_cents` bigint not null,
  `reminded_on` date, foreign key(`shop_id`) references `shops`(`id`), foreign key(`plan_id`) references `instalment_plans`(`id`));

CREATE UNIQUE INDEX `instalments_plan_id_number_unique` on `instalments` (`plan_id`,
  `number`);

CREATE TABLE `invoice_documents` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `document_id` bigint not null,
  `kept_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`document_id`) references `documents`(`id`));

CREATE UNIQUE INDEX `invoice_documents_receivable_id_unique` on `invoice_documents` (`receivable_id`);

CREATE TABLE `invoice_series` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `year` integer not null,
  `last_number` integer not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `invoice_series_shop_id_year_unique` on `invoice_series` (`shop_id`,
  `year`);

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

CREATE INDEX `journal_by_type` on `journal_events` (`shop_id`,
  `type`,
  `sequence`);

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

CREATE INDEX `ledger_by_day` on `ledger_entries` (`shop_id`,
  `account`,
  `booked_on`,
  `kind`,
  `amount_cents`,
  `receivable_id`);

CREATE INDEX `ledger_entries_receivable_id_account_amount_cents_index` on `ledger_entries` (`receivable_id`,
  `account`,
  `amount_cents`);

CREATE UNIQUE INDEX `ledger_entries_shop_id_posting_key_account_unique` on `ledger_entries` (`shop_id`,
  `posting_key`,
  `account`);

CREATE TABLE `letter_texts` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `name` varchar(40) not null,
  `language` varchar(2) not null,
  `version` integer not null,
  `source` text,
  `saved_by` varchar(60) not null,
  `saved_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `letter_texts_version` on `letter_texts` (`shop_id`,
  `name`,
  `language`,
  `version`);

CREATE TABLE `letters_to_erase` (`id` integer not null primary key autoincrement,
  `name` varchar(150) not null,
  `asked_at` datetime not null);

CREATE UNIQUE INDEX `letters_to_erase_name_unique` on `letters_to_erase` (`name`);

CREATE TABLE `login_attempts` (`subject` varchar(64),
  `failures` integer not null,
  `first_at` datetime not null,
  `locked_until` datetime, primary key (`subject`));

CREATE TABLE `note_mentions` (`id` integer not null primary key autoincrement,
  `note_id` bigint not null,
  `user_id` bigint not null,
  `read_at` datetime, foreign key(`note_id`) references `notes`(`id`), foreign key(`user_id`) references `users`(`id`));

CREATE UNIQUE INDEX `note_mentions_note_id_user_id_unique` on `note_mentions` (`note_id`,
  `user_id`);

CREATE INDEX `note_mentions_unread` on `note_mentions` (`user_id`,
  `read_at`,
  `id`);

CREATE TABLE `notes` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `author` varchar(60) not null,
  `text` text not null,
  `written_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `notes_of_receivable` on `notes` (`shop_id`,
  `receivable_id`,
  `id`);

CREATE TABLE `notice_attachments` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `notice_id` bigint not null,
  `receivable_id` bigint not null,
  `kind` varchar(20) not null,
  `file_name` varchar(100) not null,
  `document_id` bigint not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`notice_id`) references `notices`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`document_id`) references `documents`(`id`));

CREATE TABLE `notices` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `run_id` bigint,
  `notice_key` varchar(80) not null,
  `purpose` varchar(12) not null,
  `debtor_key` varchar(32) not null,
  `channel` varchar(12) not null,
  `template` varchar(40) not null,
  `language` varchar(2) not null,
  `currency` varchar(3) not null,
  `run_on` date not null,
  `deadline_on` date,
  `principal_cents` bigint not null,
  `interest_cents` bigint not null,
  `charges_cents` bigint not null,
  `credits_cents` bigint not null,
  `pay_cents` bigint not null,
  `content_hash` varchar(64) not null,
  `pdf_hash` varchar(64),
  `message_id` varchar(255),
  `created_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`run_id`) references `dunning_runs`(`id`));

CREATE INDEX `notices_shop_id_debtor_key_created_at_index` on `notices` (`shop_id`,
  `debtor_key`,
  `created_at`);

CREATE UNIQUE INDEX `notices_shop_id_notice_key_unique` on `notices` (`shop_id`,
  `notice_key`);

CREATE TABLE `orders` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `external_id` varchar(40) not null,
  `terms_id` varchar(40),
  `snapshot_at` datetime not null,
  `pictured_at` datetime not null,
  `verdict` varchar(20) not null,
  `verdict_reason` varchar(100) not null,
  `picture_hash` varchar(64), foreign key(`shop_id`) references `shops`(`id`));

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
  `ended_at` datetime,
  `notice_id` bigint, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`reminder_id`) references `reminders`(`id`), foreign key(`claim_id`) references `claims`(`id`));

CREATE INDEX `outbox_claim` on `outbox` (`claim_id`,
  `id`);

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
  `erased_at` datetime,
  `customer_group` varchar(100),
  `email_failed_on` date,
  `email_failed_because` varchar(60),
  `restricted_at` datetime,
  `sort_name` varchar(80) not null default '', foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `parties_by_name` on `parties` (`shop_id`,
  `sort_name`,
  `id`);

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
  `received_at` datetime not null,
  `outcome` varchar(500),
  `erase_after_on` date,
  `settled_at` datetime,
  `settled_by` varchar(60), foreign key(`shop_id`) references `shops`(`id`), foreign key(`inbox_id`) references `inbox`(`id`));

CREATE UNIQUE INDEX `privacy_requests_inbox_id_unique` on `privacy_requests` (`inbox_id`);

CREATE TABLE `promises` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `round` integer not null,
  `amount_cents` bigint not null,
  `promised_on` date not null,
  `until_on` date not null,
  `state` varchar(20) not null,
  `running_key` bigint,
  `after_entry_id` bigint not null,
  `paid_cents` bigint,
  `note` varchar(1000),
  `made_by` varchar(60) not null,
  `made_at` datetime not null,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `promises_receivable_id_round_index` on `promises` (`receivable_id`,
  `round`);

CREATE UNIQUE INDEX `promises_running_key_unique` on `promises` (`running_key`);

CREATE INDEX `promises_shop_id_state_until_on_id_index` on `promises` (`shop_id`,
  `state`,
  `until_on`,
  `id`);

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
  `created_at` datetime not null,
  `invoice_asked_at` datetime, open_cents bigint generated always as (principal_cents + costs_cents) virtual,
  `is_trial` boolean not null default '0', foreign key(`shop_id`) references `shops`(`id`), foreign key(`debtor_id`) references `parties`(`id`));

CREATE INDEX `receivables_by_debtor` on `receivables` (`shop_id`,
  `debtor_id`,
  `id`);

CREATE INDEX `receivables_by_due` on `receivables` (`shop_id`,
  `due_on`,
  `id`);

CREATE INDEX `receivables_by_level` on `receivables` (`shop_id`,
  `level`,
  `id`);

CREATE INDEX `receivables_by_open` on `receivables` (`shop_id`,
  `open_cents`,
  `id`);

CREATE INDEX `receivables_by_principal` on `receivables` (`shop_id`,
  `principal_cents`,
  `id`);

CREATE INDEX `receivables_currency` on `receivables` (`shop_id`,
  `currency`);

CREATE INDEX `receivables_debtor` on `receivables` (`debtor_id`);

CREATE INDEX `receivables_money` on `receivables` (`shop_id`,
  `state`,
  `currency`,
  `due_on`,
  `principal_cents`,
  `costs_cents`);

CREATE INDEX `receivables_policy` on `receivables` (`shop_id`,
  `policy_version`);

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

CREATE INDEX `receivables_trial` on `receivables` (`shop_id`,
  `is_trial`);

CREATE TABLE `reminder_approvals` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `round` integer not null,
  `level` tinyint not null,
  `approved_by` varchar(60) not null,
  `approved_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE UNIQUE INDEX `reminder_approvals_receivable_id_round_level_unique` on `reminder_approvals` (`receivable_id`,
  `round`,
  `level`);

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
  `sent_at` datetime,
  `notice_id` bigint,
  `channel` varchar(12) not null default 'email',
  `interest_cents` bigint not null default '0',
  `take` integer not null default '1',
  `refused_channels` varchar(60), foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), foreign key(`run_id`) references `dunning_runs`(`id`));

CREATE INDEX `reminders_by_day` on `reminders` (`shop_id`,
  `run_on`,
  `level`);

CREATE INDEX `reminders_notice_id_index` on `reminders` (`notice_id`);

CREATE UNIQUE INDEX `reminders_once` on `reminders` (`receivable_id`,
  `round`,
  `level`,
  `take`);

CREATE INDEX `reminders_shop_id_state_id_index` on `reminders` (`shop_id`,
  `state`,
  `id`);

CREATE TABLE `removed_shops` (`id` integer not null primary key autoincrement,
  `source` varchar(20) not null,
  `domain_hash` varchar(64) not null,
  `removed_rows` integer not null,
  `answer_by_on` date not null,
  `received_at` datetime not null,
  `removed_at` datetime not null);

CREATE TABLE `search_hits` (`word_id` bigint not null,
  `receivable_id` bigint not null, foreign key(`word_id`) references `search_words`(`id`), foreign key(`receivable_id`) references `receivables`(`id`), primary key (`word_id`,
  `receivable_id`));

CREATE INDEX `search_hits_receivable` on `search_hits` (`receivable_id`);

CREATE TABLE `search_words` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `word` varchar(64) not null,
  `backwards` varchar(64) not null, foreign key(`shop_id`) references `shops`(`id`));

CREATE INDEX `search_words_backwards` on `search_words` (`shop_id`,
  `backwards`);

CREATE UNIQUE INDEX `search_words_word` on `search_words` (`shop_id`,
  `word`);

CREATE TABLE `shop_progress` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `import_state` varchar(20) not null,
  `import_ref` varchar(100),
  `import_orders` integer not null default '0',
  `import_read` integer not null default '0',
  `import_note` varchar(500),
  `import_started_at` datetime,
  `import_ended_at` datetime,
  `updated_since` datetime not null,
  `cursor_after` varchar(500),
  `cursor_read` integer not null default '0',
  `reconciled_at` datetime,
  `reconcile_note` varchar(500),
  `shown_sequence` bigint not null default '0',
  `shown_on` date,
  `existing_after` bigint not null default '0',
  `existing_on` date, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `shop_progress_shop_id_unique` on `shop_progress` (`shop_id`);

CREATE TABLE `shop_sessions` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `sealed_tokens` text,
  `scopes` varchar(1000) not null,
  `expires_at` datetime,
  `refresh_expires_at` datetime,
  `proved_at` datetime not null,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`));

CREATE UNIQUE INDEX `shop_sessions_shop_id_unique` on `shop_sessions` (`shop_id`);

CREATE TABLE `shops` (`id` integer not null primary key autoincrement,
  `source` varchar(20) not null,
  `domain` varchar(255) not null,
  `state` varchar(20) not null,
  `agency_mode` varchar(10) not null,
  `settings` text not null,
  `created_at` datetime not null,
  `dunning_stopped_at` datetime,
  `dunning_stopped_because` varchar(200));

CREATE UNIQUE INDEX `shops_source_domain_unique` on `shops` (`source`,
  `domain`);

CREATE TABLE `shown_orders` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint not null,
  `wanted` bigint not null,
  `written` bigint not null default '0',
  `shown` varchar(500),
  `marked_paid` boolean not null default '0',
  `attempts` integer not null default '0',
  `note` varchar(500),
  `run_at` datetime not null, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE UNIQUE INDEX `shown_orders_receivable_id_unique` on `shown_orders` (`receivable_id`);

CREATE INDEX `shown_orders_shop_id_run_at_index` on `shown_orders` (`shop_id`,
  `run_at`);

CREATE TABLE `special_states` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `debtor_id` bigint,
  `receivable_id` bigint,
  `kind` varchar(30) not null,
  `since_on` date not null,
  `until_on` date,
  `court` varchar(200),
  `court_file` varchar(60),
  `note` varchar(1000),
  `placed_by` varchar(60) not null,
  `placed_at` datetime not null,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`debtor_id`) references `parties`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `special_states_debtor_id_ended_at_index` on `special_states` (`debtor_id`,
  `ended_at`);

CREATE INDEX `special_states_receivable_id_ended_at_index` on `special_states` (`receivable_id`,
  `ended_at`);

CREATE INDEX `special_states_shop_id_ended_at_id_index` on `special_states` (`shop_id`,
  `ended_at`,
  `id`);

CREATE TABLE `tasks` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `receivable_id` bigint,
  `kind` varchar(40) not null,
  `due_on` date not null,
  `note` varchar(1000) not null,
  `task_key` varchar(120) not null,
  `state` varchar(20) not null,
  `placed_by` varchar(60) not null,
  `placed_at` datetime not null,
  `done_by` varchar(60),
  `done_at` datetime,
  `says` text, foreign key(`shop_id`) references `shops`(`id`), foreign key(`receivable_id`) references `receivables`(`id`));

CREATE INDEX `tasks_receivable_id_state_index` on `tasks` (`receivable_id`,
  `state`);

CREATE INDEX `tasks_shop_id_state_due_on_id_index` on `tasks` (`shop_id`,
  `state`,
  `due_on`,
  `id`);

CREATE UNIQUE INDEX `tasks_shop_id_task_key_unique` on `tasks` (`shop_id`,
  `task_key`);

CREATE TABLE `user_sessions` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `user_id` bigint not null,
  `token_hash` varchar(64) not null,
  `created_at` datetime not null,
  `seen_at` datetime not null,
  `ended_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`user_id`) references `users`(`id`));

CREATE UNIQUE INDEX `user_sessions_token_hash_unique` on `user_sessions` (`token_hash`);

CREATE TABLE `users` (`id` integer not null primary key autoincrement,
  `shop_id` bigint not null,
  `email` varchar(320) not null,
  `name` varchar(100) not null,
  `role` varchar(20) not null,
  `agency_account_id` bigint,
  `password_hash` varchar(255) not null,
  `totp_secret` text,
  `totp_pending` text,
  `totp_step` bigint,
  `created_at` datetime not null,
  `disabled_at` datetime, foreign key(`shop_id`) references `shops`(`id`), foreign key(`agency_account_id`) references `agency_accounts`(`id`));

CREATE UNIQUE INDEX `users_email_unique` on `users` (`email`);

CREATE INDEX `users_of_shop` on `users` (`shop_id`,
  `id`);
