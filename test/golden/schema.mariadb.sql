CREATE TABLE `agency_accounts` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `agency` varchar(30) NOT NULL,
  `mode` varchar(10) NOT NULL,
  `settings` text NOT NULL COMMENT 'JSON without secrets',
  `sealed_credentials` text NOT NULL COMMENT 'AES-256-GCM',
  `checked_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  `refused_at` datetime(3) DEFAULT NULL,
  `refusal` varchar(1000) DEFAULT NULL,
  `failures` int(11) NOT NULL DEFAULT 0,
  `paused_until` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `agency_accounts_shop_id_agency_mode_unique` (`shop_id`,`agency`,`mode`),
  CONSTRAINT `agency_accounts_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `agency_batches` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `agency_account_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(10) NOT NULL COMMENT 'status or message',
  `receipt` varchar(100) DEFAULT NULL,
  `raw` longtext NOT NULL,
  `fetched_at` datetime(3) NOT NULL,
  `acknowledged_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `agency_batches_shop_id_foreign` (`shop_id`),
  KEY `agency_batches_agency_account_id_foreign` (`agency_account_id`),
  CONSTRAINT `agency_batches_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `agency_batches_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `agency_news` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `agency_account_id` bigint(20) unsigned NOT NULL,
  `batch_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(10) NOT NULL,
  `file_number` varchar(40) NOT NULL,
  `our_reference` varchar(40) DEFAULT NULL,
  `code` varchar(20) DEFAULT NULL,
  `item` longtext NOT NULL COMMENT 'JSON: the item as we read it',
  `item_hash` varchar(64) NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'stored, applied, unmatched',
  `claim_id` bigint(20) unsigned DEFAULT NULL,
  `occurred_at` datetime(3) DEFAULT NULL,
  `stored_at` datetime(3) NOT NULL,
  `applied_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `agency_news_agency_account_id_item_hash_unique` (`agency_account_id`,`item_hash`),
  KEY `agency_news_shop_id_foreign` (`shop_id`),
  KEY `agency_news_batch_id_foreign` (`batch_id`),
  KEY `agency_news_agency_account_id_state_id_index` (`agency_account_id`,`state`,`id`),
  KEY `agency_news_claim_id_id_index` (`claim_id`,`id`),
  CONSTRAINT `agency_news_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `agency_news_batch_id_foreign` FOREIGN KEY (`batch_id`) REFERENCES `agency_batches` (`id`),
  CONSTRAINT `agency_news_claim_id_foreign` FOREIGN KEY (`claim_id`) REFERENCES `claims` (`id`),
  CONSTRAINT `agency_news_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `agency_statuses` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `agency` varchar(30) NOT NULL,
  `code` varchar(20) NOT NULL,
  `meaning` varchar(30) NOT NULL COMMENT 'goes before the table of the connector',
  `changed_by` varchar(60) NOT NULL,
  `changed_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `agency_statuses_shop_id_agency_code_unique` (`shop_id`,`agency`,`code`),
  CONSTRAINT `agency_statuses_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `agency_traces` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `agency_account_id` bigint(20) unsigned NOT NULL,
  `operation` varchar(60) NOT NULL,
  `about` varchar(60) DEFAULT NULL COMMENT 'our reference or the file number in the request',
  `status` int(11) DEFAULT NULL COMMENT 'HTTP; null without a whole answer',
  `ended` varchar(40) NOT NULL COMMENT 'done, or the code of an error',
  `request` text NOT NULL COMMENT 'without keys, names and addresses',
  `answer` text NOT NULL,
  `called_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `agency_traces_shop_id_foreign` (`shop_id`),
  KEY `agency_traces_agency_account_id_about_id_index` (`agency_account_id`,`about`,`id`),
  KEY `agency_traces_agency_account_id_called_at_index` (`agency_account_id`,`called_at`),
  CONSTRAINT `agency_traces_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `agency_traces_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `api_keys` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `name` varchar(100) NOT NULL,
  `role` varchar(20) NOT NULL COMMENT 'owner, clerk, read_only',
  `key_hash` varchar(64) NOT NULL COMMENT 'SHA-256, the key itself is not kept',
  `created_at` datetime(3) NOT NULL,
  `revoked_at` datetime(3) DEFAULT NULL,
  `agency_account_id` bigint(20) unsigned DEFAULT NULL COMMENT 'null for a key of the shop',
  PRIMARY KEY (`id`),
  UNIQUE KEY `api_keys_key_hash_unique` (`key_hash`),
  KEY `api_keys_shop_id_foreign` (`shop_id`),
  CONSTRAINT `api_keys_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `claim_messages` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `claim_id` bigint(20) unsigned NOT NULL,
  `direction` varchar(3) NOT NULL COMMENT 'in: of the agency, out: of the creditor',
  `text` longtext NOT NULL,
  `author` varchar(60) NOT NULL,
  `news_id` bigint(20) unsigned DEFAULT NULL,
  `occurred_at` datetime(3) NOT NULL,
  `read_at` datetime(3) DEFAULT NULL COMMENT 'null while nobody has read what the agency wrote',
  PRIMARY KEY (`id`),
  UNIQUE KEY `claim_messages_news_id_unique` (`news_id`),
  KEY `claim_messages_claim_id_id_index` (`claim_id`,`id`),
  KEY `claim_messages_shop_id_direction_read_at_id_index` (`shop_id`,`direction`,`read_at`,`id`),
  CONSTRAINT `claim_messages_claim_id_foreign` FOREIGN KEY (`claim_id`) REFERENCES `claims` (`id`),
  CONSTRAINT `claim_messages_news_id_foreign` FOREIGN KEY (`news_id`) REFERENCES `agency_news` (`id`),
  CONSTRAINT `claim_messages_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `claim_payouts` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `claim_id` bigint(20) unsigned NOT NULL,
  `payout_number` varchar(60) NOT NULL COMMENT 'the agency''s settlement',
  `paid_on` date NOT NULL,
  `amount_cents` bigint(20) NOT NULL,
  `read_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `claim_payouts_claim_id_payout_number_unique` (`claim_id`,`payout_number`),
  KEY `claim_payouts_shop_id_payout_number_index` (`shop_id`,`payout_number`),
  CONSTRAINT `claim_payouts_claim_id_foreign` FOREIGN KEY (`claim_id`) REFERENCES `claims` (`id`),
  CONSTRAINT `claim_payouts_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `claims` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `agency_account_id` bigint(20) unsigned NOT NULL,
  `mode` varchar(10) NOT NULL,
  `our_reference` varchar(40) NOT NULL,
  `live_key` varchar(60) DEFAULT NULL COMMENT 'receivable and mode while the claim lives, then null',
  `state` varchar(20) NOT NULL,
  `file_number` varchar(40) DEFAULT NULL,
  `status_code` varchar(20) DEFAULT NULL,
  `status_text` varchar(500) DEFAULT NULL,
  `status_meaning` varchar(30) DEFAULT NULL,
  `principal_cents` bigint(20) NOT NULL,
  `costs_cents` bigint(20) NOT NULL,
  `interest_cents` bigint(20) NOT NULL,
  `agency_total_cents` bigint(20) DEFAULT NULL,
  `agency_paid_cents` bigint(20) DEFAULT NULL,
  `agency_outstanding_cents` bigint(20) DEFAULT NULL,
  `agency_payouts_cents` bigint(20) DEFAULT NULL,
  `account_wanted` tinyint(1) NOT NULL DEFAULT 0 COMMENT 'news came; the money at the agency is to be read',
  `refusal` varchar(1000) DEFAULT NULL,
  `queued_at` datetime(3) NOT NULL,
  `submitted_at` datetime(3) DEFAULT NULL,
  `news_at` datetime(3) DEFAULT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  `ask_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `claims_shop_id_mode_our_reference_unique` (`shop_id`,`mode`,`our_reference`),
  UNIQUE KEY `claims_live_key_unique` (`live_key`),
  UNIQUE KEY `claims_agency_account_id_file_number_unique` (`agency_account_id`,`file_number`),
  KEY `claims_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `claims_receivable_id_index` (`receivable_id`),
  CONSTRAINT `claims_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `claims_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `claims_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_blocks` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `reason` varchar(40) NOT NULL,
  `note` varchar(1000) DEFAULT NULL,
  `until_on` date DEFAULT NULL COMMENT 'the last blocked day; null until somebody releases it',
  `placed_by` varchar(60) NOT NULL,
  `placed_at` datetime(3) NOT NULL,
  `released_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `dunning_blocks_shop_id_foreign` (`shop_id`),
  KEY `dunning_blocks_receivable_id_released_at_index` (`receivable_id`,`released_at`),
  CONSTRAINT `dunning_blocks_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `dunning_blocks_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_policies` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `version` int(10) unsigned NOT NULL,
  `policy` text NOT NULL COMMENT 'JSON: levels and the handover',
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `dunning_policies_shop_id_version_unique` (`shop_id`,`version`),
  CONSTRAINT `dunning_policies_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_run_skips` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `run_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `reason` varchar(60) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `dunning_run_skips_run_id_receivable_id_unique` (`run_id`,`receivable_id`),
  KEY `dunning_run_skips_receivable_id_foreign` (`receivable_id`),
  CONSTRAINT `dunning_run_skips_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `dunning_run_skips_run_id_foreign` FOREIGN KEY (`run_id`) REFERENCES `dunning_runs` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_runs` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `run_on` date NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'running, finished',
  `cursor_id` bigint(20) unsigned NOT NULL COMMENT 'the last receivable decided',
  `selected` int(11) NOT NULL DEFAULT 0,
  `reminded` int(11) NOT NULL DEFAULT 0,
  `handed_over` int(11) NOT NULL DEFAULT 0,
  `skipped` int(11) NOT NULL DEFAULT 0,
  `actor` varchar(60) NOT NULL,
  `started_at` datetime(3) NOT NULL,
  `finished_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `dunning_runs_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  CONSTRAINT `dunning_runs_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `idempotency_keys` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `idempotency_key` varchar(100) NOT NULL,
  `request_hash` varchar(64) NOT NULL,
  `status` int(11) DEFAULT NULL COMMENT 'null while the first call is under way',
  `body` longtext DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `idempotency_keys_shop_id_idempotency_key_unique` (`shop_id`,`idempotency_key`),
  CONSTRAINT `idempotency_keys_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `inbox` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `source` varchar(20) NOT NULL,
  `shop_domain` varchar(255) NOT NULL,
  `sender_id` varchar(128) NOT NULL COMMENT 'the id of the delivery at its sender',
  `topic` varchar(128) NOT NULL,
  `body` longblob NOT NULL COMMENT 'the bytes as they came',
  `state` varchar(20) NOT NULL COMMENT 'received, applied, ignored, waiting, unreadable, …',
  `waiting_for` varchar(100) DEFAULT NULL COMMENT 'order:1 or terms:2',
  `attempts` int(11) NOT NULL DEFAULT 0,
  `note` varchar(500) DEFAULT NULL COMMENT 'why it is in this state, without personal data',
  `run_at` datetime(3) NOT NULL,
  `received_at` datetime(3) NOT NULL,
  `applied_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `inbox_source_shop_domain_sender_id_unique` (`source`,`shop_domain`,`sender_id`),
  KEY `inbox_state_run_at_id_index` (`state`,`run_at`,`id`),
  KEY `inbox_source_shop_domain_waiting_for_index` (`source`,`shop_domain`,`waiting_for`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `journal_events` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `sequence` bigint(20) unsigned NOT NULL,
  `type` varchar(60) NOT NULL,
  `receivable_id` bigint(20) unsigned DEFAULT NULL,
  `claim_id` bigint(20) unsigned DEFAULT NULL,
  `data` text NOT NULL COMMENT 'JSON: ids, amounts, days; never names or addresses',
  `actor` varchar(60) NOT NULL,
  `occurred_at` datetime(3) NOT NULL COMMENT 'the partner''s clock, or ours',
  `recorded_at` datetime(3) NOT NULL,
  `previous_hash` varchar(64) NOT NULL,
  `hash` varchar(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `journal_events_shop_id_sequence_unique` (`shop_id`,`sequence`),
  KEY `journal_events_shop_id_receivable_id_sequence_index` (`shop_id`,`receivable_id`,`sequence`),
  CONSTRAINT `journal_events_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `journal_heads` (
  `shop_id` bigint(20) unsigned NOT NULL,
  `sequence` bigint(20) unsigned NOT NULL,
  `hash` varchar(64) NOT NULL,
  PRIMARY KEY (`shop_id`),
  CONSTRAINT `journal_heads_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `knex_migrations` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(255) DEFAULT NULL,
  `batch` int(11) DEFAULT NULL,
  `migration_time` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `knex_migrations_lock` (
  `index` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `is_locked` int(11) DEFAULT NULL,
  PRIMARY KEY (`index`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `leases` (
  `name` varchar(100) NOT NULL,
  `owner` varchar(60) DEFAULT NULL,
  `lease_until` varchar(23) DEFAULT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;

CREATE TABLE `ledger_entries` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `posting_key` varchar(120) NOT NULL COMMENT 'one posting once: shop:payment:77',
  `kind` varchar(30) NOT NULL,
  `account` varchar(30) NOT NULL,
  `amount_cents` bigint(20) NOT NULL COMMENT 'debit positive, credit negative',
  `booked_on` date NOT NULL,
  `recorded_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ledger_entries_shop_id_posting_key_account_unique` (`shop_id`,`posting_key`,`account`),
  KEY `ledger_entries_receivable_id_account_amount_cents_index` (`receivable_id`,`account`,`amount_cents`),
  CONSTRAINT `ledger_entries_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `ledger_entries_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `orders` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `external_id` varchar(40) NOT NULL,
  `terms_id` varchar(40) DEFAULT NULL,
  `snapshot_at` datetime(3) NOT NULL COMMENT 'the newest news of its money or its picture',
  `pictured_at` datetime(3) NOT NULL COMMENT 'the newest picture of the order itself',
  `verdict` varchar(20) NOT NULL COMMENT 'receivable or ignored',
  `verdict_reason` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `orders_shop_id_external_id_unique` (`shop_id`,`external_id`),
  KEY `orders_shop_id_terms_id_index` (`shop_id`,`terms_id`),
  CONSTRAINT `orders_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `outbox` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(30) NOT NULL,
  `message_key` varchar(120) NOT NULL COMMENT 'one message once',
  `receivable_id` bigint(20) unsigned NOT NULL,
  `reminder_id` bigint(20) unsigned DEFAULT NULL,
  `claim_id` bigint(20) unsigned DEFAULT NULL,
  `payload` longtext NOT NULL COMMENT 'JSON, frozen when written',
  `state` varchar(20) NOT NULL,
  `attempts` int(11) NOT NULL DEFAULT 0,
  `note` varchar(1000) DEFAULT NULL COMMENT 'the last answer, without personal data',
  `lease_owner` varchar(60) DEFAULT NULL,
  `lease_until` datetime(3) DEFAULT NULL,
  `run_at` datetime(3) NOT NULL,
  `created_at` datetime(3) NOT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `outbox_message_key_unique` (`message_key`),
  KEY `outbox_receivable_id_foreign` (`receivable_id`),
  KEY `outbox_reminder_id_foreign` (`reminder_id`),
  KEY `outbox_claim_id_foreign` (`claim_id`),
  KEY `outbox_state_run_at_id_index` (`state`,`run_at`,`id`),
  KEY `outbox_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  CONSTRAINT `outbox_claim_id_foreign` FOREIGN KEY (`claim_id`) REFERENCES `claims` (`id`),
  CONSTRAINT `outbox_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `outbox_reminder_id_foreign` FOREIGN KEY (`reminder_id`) REFERENCES `reminders` (`id`),
  CONSTRAINT `outbox_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `parties` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `debtor_number` varchar(40) DEFAULT NULL COMMENT 'the shop''s number, null for a guest',
  `kind` varchar(10) NOT NULL COMMENT 'consumer or business',
  `first_name` varchar(255) DEFAULT NULL,
  `last_name` varchar(255) DEFAULT NULL,
  `company` varchar(255) DEFAULT NULL,
  `street` varchar(520) DEFAULT NULL,
  `postcode` varchar(255) DEFAULT NULL,
  `city` varchar(255) DEFAULT NULL,
  `country` varchar(2) DEFAULT NULL,
  `email` varchar(320) DEFAULT NULL,
  `phone` varchar(255) DEFAULT NULL,
  `locale` varchar(35) DEFAULT NULL,
  `erased_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `parties_shop_id_debtor_number_index` (`shop_id`,`debtor_number`),
  CONSTRAINT `parties_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `privacy_requests` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `inbox_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(20) NOT NULL,
  `debtor_number` varchar(40) DEFAULT NULL,
  `order_ids` text NOT NULL COMMENT 'JSON list',
  `answer_by_on` date NOT NULL,
  `state` varchar(20) NOT NULL,
  `received_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `privacy_requests_inbox_id_unique` (`inbox_id`),
  KEY `privacy_requests_shop_id_foreign` (`shop_id`),
  CONSTRAINT `privacy_requests_inbox_id_foreign` FOREIGN KEY (`inbox_id`) REFERENCES `inbox` (`id`),
  CONSTRAINT `privacy_requests_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `receivables` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `external_id` varchar(40) NOT NULL COMMENT 'the order at the shop',
  `order_name` varchar(255) NOT NULL,
  `invoice_number` varchar(60) DEFAULT NULL,
  `debtor_id` bigint(20) unsigned NOT NULL,
  `currency` varchar(3) NOT NULL,
  `contract_on` date NOT NULL,
  `terms` varchar(300) NOT NULL COMMENT 'JSON: kind, days, day, ground',
  `fulfilled_on` date DEFAULT NULL,
  `due_on` date DEFAULT NULL COMMENT 'null while the due date is not yet known',
  `payment_url` varchar(2000) DEFAULT NULL,
  `state` varchar(20) NOT NULL,
  `level` tinyint(3) unsigned NOT NULL DEFAULT 0 COMMENT 'the last reminder that was sent',
  `round` int(10) unsigned NOT NULL DEFAULT 1 COMMENT 'a new due date begins one',
  `last_notice_on` date DEFAULT NULL,
  `notice_deadline_on` date DEFAULT NULL,
  `policy_version` int(11) DEFAULT NULL COMMENT 'the round goes on with the policy it began with',
  `principal_cents` bigint(20) NOT NULL COMMENT 'open principal, the sum of its ledger account',
  `costs_cents` bigint(20) NOT NULL COMMENT 'open dunning costs, the sum of their account',
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `receivables_shop_id_external_id_unique` (`shop_id`,`external_id`),
  KEY `receivables_debtor_id_foreign` (`debtor_id`),
  KEY `receivables_shop_id_state_due_on_principal_cents_index` (`shop_id`,`state`,`due_on`,`principal_cents`),
  KEY `receivables_shop_id_state_id_due_on_index` (`shop_id`,`state`,`id`,`due_on`),
  CONSTRAINT `receivables_debtor_id_foreign` FOREIGN KEY (`debtor_id`) REFERENCES `parties` (`id`),
  CONSTRAINT `receivables_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `reminders` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `round` int(10) unsigned NOT NULL,
  `level` tinyint(3) unsigned NOT NULL COMMENT '1 is the friendly one',
  `run_id` bigint(20) unsigned NOT NULL,
  `template` varchar(40) NOT NULL,
  `language` varchar(2) NOT NULL,
  `run_on` date NOT NULL COMMENT 'calendar day of the creditor',
  `deadline_on` date NOT NULL,
  `principal_cents` bigint(20) NOT NULL,
  `costs_cents` bigint(20) NOT NULL COMMENT 'with the fee of this reminder',
  `fee_cents` bigint(20) NOT NULL,
  `content_hash` varchar(64) NOT NULL COMMENT 'SHA-256 of recipient, subject and text',
  `state` varchar(20) NOT NULL,
  `stopped_because` varchar(60) DEFAULT NULL,
  `sent_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `reminders_receivable_id_round_level_unique` (`receivable_id`,`round`,`level`),
  KEY `reminders_run_id_foreign` (`run_id`),
  KEY `reminders_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  CONSTRAINT `reminders_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `reminders_run_id_foreign` FOREIGN KEY (`run_id`) REFERENCES `dunning_runs` (`id`),
  CONSTRAINT `reminders_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `shops` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `source` varchar(20) NOT NULL COMMENT 'shopify, …',
  `domain` varchar(255) NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'active, uninstalled',
  `agency_mode` varchar(10) NOT NULL COMMENT 'sandbox or live',
  `settings` text NOT NULL COMMENT 'JSON: creditor, time zone, terms, dunning, handover',
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `shops_source_domain_unique` (`source`,`domain`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
