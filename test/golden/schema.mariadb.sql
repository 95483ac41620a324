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
  `told_at` datetime(3) DEFAULT NULL,
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
  `attempts` int(11) NOT NULL DEFAULT 0,
  `problem` varchar(500) DEFAULT NULL,
  `failed_at` datetime(3) DEFAULT NULL,
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
  UNIQUE KEY `claim_payouts_once` (`claim_id`,`payout_number`,`paid_on`,`amount_cents`),
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
  `returned_cents` bigint(20) NOT NULL DEFAULT 0 COMMENT 'reported as paid, then charged back',
  `returned_known_cents` bigint(20) NOT NULL DEFAULT 0 COMMENT 'of them, what the agency''s books have taken back',
  `account_read_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `claims_shop_id_mode_our_reference_unique` (`shop_id`,`mode`,`our_reference`),
  UNIQUE KEY `claims_live_key_unique` (`live_key`),
  UNIQUE KEY `claims_agency_account_id_file_number_unique` (`agency_account_id`,`file_number`),
  KEY `claims_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `claims_receivable_id_index` (`receivable_id`),
  KEY `claims_by_file` (`shop_id`,`file_number`),
  CONSTRAINT `claims_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `claims_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `claims_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `debtor_answers` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `debtor_id` bigint(20) unsigned NOT NULL,
  `form_key` varchar(64) NOT NULL COMMENT 'one form counts once',
  `kind` varchar(20) NOT NULL COMMENT 'paid, dispute, instalments, date',
  `words` text NOT NULL COMMENT 'JSON: what the debtor wrote',
  `answered` varchar(10) NOT NULL COMMENT 'noted, or asked: a person looks',
  `received_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `debtor_answers_shop_id_form_key_unique` (`shop_id`,`form_key`),
  KEY `debtor_answers_debtor_id_id_index` (`debtor_id`,`id`),
  CONSTRAINT `debtor_answers_debtor_id_foreign` FOREIGN KEY (`debtor_id`) REFERENCES `parties` (`id`),
  CONSTRAINT `debtor_answers_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `disputes` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `reason` varchar(30) NOT NULL,
  `amount_cents` bigint(20) DEFAULT NULL COMMENT 'the disputed part; null is the whole',
  `debtor_text` text NOT NULL COMMENT 'words of the debtor',
  `creditor_text` text DEFAULT NULL COMMENT 'the answer of the creditor',
  `answer_by_on` date NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'open, answered, upheld, rejected, withdrawn',
  `upheld_cents` bigint(20) DEFAULT NULL,
  `remedy` varchar(20) DEFAULT NULL COMMENT 'of an upheld one: credit_note, write_off',
  `opened_by` varchar(60) NOT NULL,
  `external_id` varchar(60) DEFAULT NULL COMMENT 'the shop platform''s own id',
  `opened_at` datetime(3) NOT NULL,
  `answered_at` datetime(3) DEFAULT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `disputes_shop_id_external_id_unique` (`shop_id`,`external_id`),
  KEY `disputes_shop_id_state_answer_by_on_id_index` (`shop_id`,`state`,`answer_by_on`,`id`),
  KEY `disputes_receivable_id_id_index` (`receivable_id`,`id`),
  CONSTRAINT `disputes_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `disputes_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `documents` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `sha256` varchar(64) NOT NULL,
  `content` longblob NOT NULL COMMENT 'a PDF, once for each shop',
  PRIMARY KEY (`id`),
  UNIQUE KEY `documents_shop_id_sha256_unique` (`shop_id`,`sha256`),
  CONSTRAINT `documents_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  `source_kind` varchar(20) DEFAULT NULL,
  `source_id` bigint(20) unsigned DEFAULT NULL,
  `released_by` varchar(60) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `dunning_blocks_receivable_id_released_at_index` (`receivable_id`,`released_at`),
  KEY `blocks_of_shop` (`shop_id`,`released_at`,`receivable_id`),
  CONSTRAINT `dunning_blocks_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `dunning_blocks_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_policies` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `version` int(10) unsigned NOT NULL,
  `policy` text NOT NULL COMMENT 'JSON: levels and the handover',
  `created_at` datetime(3) NOT NULL,
  `scope` varchar(20) NOT NULL DEFAULT 'shop' COMMENT 'shop, debtor_kind, …',
  `scope_key` varchar(100) NOT NULL DEFAULT '' COMMENT 'empty for the shop',
  `retired` tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `dunning_policies_shop_id_version_unique` (`shop_id`,`version`),
  KEY `dunning_policies_scope` (`shop_id`,`scope`,`scope_key`,`version`),
  CONSTRAINT `dunning_policies_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `dunning_run_items` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `run_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `debtor_key` varchar(32) DEFAULT NULL COMMENT 'SHA-256 of debtor and currency; null: nothing to do',
  `group_key` varchar(16) DEFAULT NULL COMMENT 'with debtor_key: what goes into one notice',
  `step` varchar(10) NOT NULL COMMENT 'what the policy asked for: wait, remind, …',
  `outcome` varchar(10) NOT NULL COMMENT 'remind, hand_over, skip',
  `reason` varchar(60) DEFAULT NULL COMMENT 'why it is left out',
  `level` tinyint(3) unsigned NOT NULL,
  `template` varchar(40) DEFAULT NULL,
  `channel` varchar(12) DEFAULT NULL,
  `language` varchar(2) DEFAULT NULL,
  `currency` varchar(3) NOT NULL,
  `open_cents` bigint(20) NOT NULL,
  `fee_cents` bigint(20) NOT NULL,
  `interest_cents` bigint(20) NOT NULL,
  `total_cents` bigint(20) NOT NULL COMMENT 'open, costs, fee and interest',
  `edited_by` varchar(60) DEFAULT NULL COMMENT 'who took it out, put it back or chose the channel',
  `edit_note` varchar(200) DEFAULT NULL,
  `edited_at` datetime(3) DEFAULT NULL,
  `warning` varchar(60) DEFAULT NULL COMMENT 'of what is reminded: why its interest is not whole',
  PRIMARY KEY (`id`),
  UNIQUE KEY `dunning_run_items_run_id_receivable_id_unique` (`run_id`,`receivable_id`),
  KEY `dunning_run_items_run_id_debtor_key_index` (`run_id`,`debtor_key`),
  CONSTRAINT `dunning_run_items_run_id_foreign` FOREIGN KEY (`run_id`) REFERENCES `dunning_runs` (`id`)
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
  `then_commit` tinyint(1) NOT NULL DEFAULT 0 COMMENT 'no person looks at it',
  `commit_key` varchar(32) NOT NULL DEFAULT '',
  `notices` int(11) NOT NULL DEFAULT 0,
  `notices_cents` bigint(20) NOT NULL DEFAULT 0,
  `proposed_at` datetime(3) DEFAULT NULL,
  `committed_by` varchar(60) DEFAULT NULL,
  `held_because` varchar(200) DEFAULT NULL,
  `items_removed_at` datetime(3) DEFAULT NULL,
  `held_says` text DEFAULT NULL COMMENT 'JSON of the sentence in held_because',
  `work` varchar(10) DEFAULT NULL COMMENT 'the part under way: look, try, send',
  `work_done` int(11) NOT NULL DEFAULT 0,
  `work_of` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `dunning_runs_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `dunning_runs_old` (`items_removed_at`,`finished_at`),
  CONSTRAINT `dunning_runs_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `frozen_letters` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `notice_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL COMMENT 'who erases it finds the letter',
  `pdf` longblob NOT NULL COMMENT 'the bytes that are printed',
  PRIMARY KEY (`id`),
  UNIQUE KEY `frozen_letters_notice_id_unique` (`notice_id`),
  KEY `frozen_letters_shop_id_foreign` (`shop_id`),
  KEY `frozen_letters_receivable_id_foreign` (`receivable_id`),
  CONSTRAINT `frozen_letters_notice_id_foreign` FOREIGN KEY (`notice_id`) REFERENCES `notices` (`id`),
  CONSTRAINT `frozen_letters_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `frozen_letters_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  `sent_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `inbox_source_shop_domain_sender_id_unique` (`source`,`shop_domain`,`sender_id`),
  KEY `inbox_state_run_at_id_index` (`state`,`run_at`,`id`),
  KEY `inbox_source_shop_domain_waiting_for_index` (`source`,`shop_domain`,`waiting_for`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `instalment_plans` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'draft, offered, accepted, paid, broken, withdrawn',
  `live_key` bigint(20) unsigned DEFAULT NULL COMMENT 'the receivable until the plan ends, then null',
  `total_cents` bigint(20) NOT NULL,
  `charge_cents` bigint(20) NOT NULL COMMENT 'what the deferral costs, part of the total',
  `grace_days` int(11) NOT NULL,
  `accelerate_after` int(11) NOT NULL COMMENT 'missed instalments that end the plan',
  `offered_on` date DEFAULT NULL,
  `accept_by_on` date DEFAULT NULL,
  `accepted_on` date DEFAULT NULL,
  `note` varchar(1000) DEFAULT NULL,
  `made_by` varchar(60) NOT NULL,
  `made_at` datetime(3) NOT NULL,
  `acknowledges` tinyint(1) NOT NULL DEFAULT 0 COMMENT 'the debtor was told that he acknowledges the debt',
  `after_entry_id` bigint(20) unsigned DEFAULT NULL COMMENT 'ledger entries behind this one count',
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `instalment_plans_live_key_unique` (`live_key`),
  KEY `instalment_plans_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `instalment_plans_receivable_id_id_index` (`receivable_id`,`id`),
  CONSTRAINT `instalment_plans_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `instalment_plans_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `instalments` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `plan_id` bigint(20) unsigned NOT NULL,
  `number` int(10) unsigned NOT NULL,
  `due_on` date NOT NULL,
  `amount_cents` bigint(20) NOT NULL,
  `reminded_on` date DEFAULT NULL COMMENT 'when it was missed and a person was told',
  PRIMARY KEY (`id`),
  UNIQUE KEY `instalments_plan_id_number_unique` (`plan_id`,`number`),
  KEY `instalments_shop_id_foreign` (`shop_id`),
  CONSTRAINT `instalments_plan_id_foreign` FOREIGN KEY (`plan_id`) REFERENCES `instalment_plans` (`id`),
  CONSTRAINT `instalments_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `invoice_documents` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `document_id` bigint(20) unsigned NOT NULL,
  `kept_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `invoice_documents_receivable_id_unique` (`receivable_id`),
  KEY `invoice_documents_shop_id_foreign` (`shop_id`),
  KEY `invoice_documents_document_id_foreign` (`document_id`),
  CONSTRAINT `invoice_documents_document_id_foreign` FOREIGN KEY (`document_id`) REFERENCES `documents` (`id`),
  CONSTRAINT `invoice_documents_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `invoice_documents_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `invoice_series` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `year` int(10) unsigned NOT NULL,
  `last_number` int(10) unsigned NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `invoice_series_shop_id_year_unique` (`shop_id`,`year`),
  CONSTRAINT `invoice_series_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  KEY `journal_by_type` (`shop_id`,`type`,`sequence`),
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
  KEY `ledger_by_day` (`shop_id`,`account`,`booked_on`,`kind`,`amount_cents`,`receivable_id`),
  CONSTRAINT `ledger_entries_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `ledger_entries_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `letter_texts` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `name` varchar(40) NOT NULL COMMENT 'of the letter, such as final_notice',
  `language` varchar(2) NOT NULL,
  `version` int(10) unsigned NOT NULL,
  `source` text DEFAULT NULL COMMENT 'null takes our own text again',
  `saved_by` varchar(60) NOT NULL,
  `saved_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `letter_texts_version` (`shop_id`,`name`,`language`,`version`),
  CONSTRAINT `letter_texts_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `letters_to_erase` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(150) NOT NULL COMMENT 'as the print folder knows the letter',
  `asked_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `letters_to_erase_name_unique` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `login_attempts` (
  `subject` varchar(64) NOT NULL COMMENT 'SHA-256 of an e-mail or a network address',
  `failures` int(11) NOT NULL,
  `first_at` datetime(3) NOT NULL,
  `locked_until` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`subject`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `note_mentions` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `note_id` bigint(20) unsigned NOT NULL,
  `user_id` bigint(20) unsigned NOT NULL,
  `read_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `note_mentions_note_id_user_id_unique` (`note_id`,`user_id`),
  KEY `note_mentions_unread` (`user_id`,`read_at`,`id`),
  CONSTRAINT `note_mentions_note_id_foreign` FOREIGN KEY (`note_id`) REFERENCES `notes` (`id`),
  CONSTRAINT `note_mentions_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `notes` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `author` varchar(60) NOT NULL COMMENT 'user:1 or key:1',
  `text` text NOT NULL,
  `written_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `notes_receivable_id_foreign` (`receivable_id`),
  KEY `notes_of_receivable` (`shop_id`,`receivable_id`,`id`),
  CONSTRAINT `notes_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `notes_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `notice_attachments` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `notice_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL COMMENT 'who erases it finds the attachment',
  `kind` varchar(20) NOT NULL COMMENT 'statement or invoice',
  `file_name` varchar(100) NOT NULL,
  `document_id` bigint(20) unsigned NOT NULL COMMENT 'the bytes that leave',
  PRIMARY KEY (`id`),
  KEY `notice_attachments_shop_id_foreign` (`shop_id`),
  KEY `notice_attachments_notice_id_foreign` (`notice_id`),
  KEY `notice_attachments_receivable_id_foreign` (`receivable_id`),
  KEY `notice_attachments_document_id_foreign` (`document_id`),
  CONSTRAINT `notice_attachments_document_id_foreign` FOREIGN KEY (`document_id`) REFERENCES `documents` (`id`),
  CONSTRAINT `notice_attachments_notice_id_foreign` FOREIGN KEY (`notice_id`) REFERENCES `notices` (`id`),
  CONSTRAINT `notice_attachments_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `notice_attachments_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `notices` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `run_id` bigint(20) unsigned DEFAULT NULL COMMENT 'null for a correction',
  `notice_key` varchar(80) NOT NULL COMMENT 'one notice once',
  `purpose` varchar(12) NOT NULL COMMENT 'reminder or correction',
  `debtor_key` varchar(32) NOT NULL,
  `channel` varchar(12) NOT NULL,
  `template` varchar(40) NOT NULL,
  `language` varchar(2) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `run_on` date NOT NULL,
  `deadline_on` date DEFAULT NULL,
  `principal_cents` bigint(20) NOT NULL,
  `interest_cents` bigint(20) NOT NULL,
  `charges_cents` bigint(20) NOT NULL,
  `credits_cents` bigint(20) NOT NULL,
  `pay_cents` bigint(20) NOT NULL,
  `content_hash` varchar(64) NOT NULL COMMENT 'SHA-256 of recipient, subject and text',
  `pdf_hash` varchar(64) DEFAULT NULL COMMENT 'SHA-256 of the letter as it is printed',
  `message_id` varchar(255) DEFAULT NULL COMMENT 'of an e-mail: later ones answer to it',
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `notices_shop_id_notice_key_unique` (`shop_id`,`notice_key`),
  KEY `notices_run_id_foreign` (`run_id`),
  KEY `notices_shop_id_debtor_key_created_at_index` (`shop_id`,`debtor_key`,`created_at`),
  CONSTRAINT `notices_run_id_foreign` FOREIGN KEY (`run_id`) REFERENCES `dunning_runs` (`id`),
  CONSTRAINT `notices_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  `picture_hash` varchar(64) DEFAULT NULL,
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
  `notice_id` bigint(20) unsigned DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `outbox_message_key_unique` (`message_key`),
  KEY `outbox_receivable_id_foreign` (`receivable_id`),
  KEY `outbox_reminder_id_foreign` (`reminder_id`),
  KEY `outbox_state_run_at_id_index` (`state`,`run_at`,`id`),
  KEY `outbox_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `outbox_claim` (`claim_id`,`id`),
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
  `customer_group` varchar(100) DEFAULT NULL,
  `email_failed_on` date DEFAULT NULL COMMENT 'the address refused a mail for good',
  `email_failed_because` varchar(60) DEFAULT NULL COMMENT 'why, without the address',
  `restricted_at` datetime(3) DEFAULT NULL,
  `sort_name` varchar(80) NOT NULL DEFAULT '' COMMENT 'folded name by which lists are sorted',
  PRIMARY KEY (`id`),
  KEY `parties_shop_id_debtor_number_index` (`shop_id`,`debtor_number`),
  KEY `parties_by_name` (`shop_id`,`sort_name`,`id`),
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
  `outcome` varchar(500) DEFAULT NULL,
  `erase_after_on` date DEFAULT NULL,
  `settled_at` datetime(3) DEFAULT NULL,
  `settled_by` varchar(60) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `privacy_requests_inbox_id_unique` (`inbox_id`),
  KEY `privacy_requests_shop_id_foreign` (`shop_id`),
  CONSTRAINT `privacy_requests_inbox_id_foreign` FOREIGN KEY (`inbox_id`) REFERENCES `inbox` (`id`),
  CONSTRAINT `privacy_requests_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `promises` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `round` int(10) unsigned NOT NULL,
  `amount_cents` bigint(20) NOT NULL,
  `promised_on` date NOT NULL COMMENT 'the day on which the money shall be there',
  `until_on` date NOT NULL COMMENT 'with its days of grace',
  `state` varchar(20) NOT NULL COMMENT 'running, kept, partly_kept, broken, withdrawn',
  `running_key` bigint(20) unsigned DEFAULT NULL COMMENT 'the receivable while it runs, then null',
  `after_entry_id` bigint(20) unsigned NOT NULL COMMENT 'ledger entries behind this one count',
  `paid_cents` bigint(20) DEFAULT NULL COMMENT 'what came, once it is judged',
  `note` varchar(1000) DEFAULT NULL,
  `made_by` varchar(60) NOT NULL,
  `made_at` datetime(3) NOT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `promises_running_key_unique` (`running_key`),
  KEY `promises_shop_id_state_until_on_id_index` (`shop_id`,`state`,`until_on`,`id`),
  KEY `promises_receivable_id_round_index` (`receivable_id`,`round`),
  CONSTRAINT `promises_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `promises_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  `invoice_asked_at` datetime(3) DEFAULT NULL,
  `open_cents` bigint(20) GENERATED ALWAYS AS (`principal_cents` + `costs_cents`) VIRTUAL,
  `is_trial` tinyint(1) NOT NULL DEFAULT 0 COMMENT 'ends when the shop goes live',
  PRIMARY KEY (`id`),
  UNIQUE KEY `receivables_shop_id_external_id_unique` (`shop_id`,`external_id`),
  KEY `receivables_shop_id_state_due_on_principal_cents_index` (`shop_id`,`state`,`due_on`,`principal_cents`),
  KEY `receivables_shop_id_state_id_due_on_index` (`shop_id`,`state`,`id`,`due_on`),
  KEY `receivables_policy` (`shop_id`,`policy_version`),
  KEY `receivables_debtor` (`debtor_id`),
  KEY `receivables_money` (`shop_id`,`state`,`currency`,`due_on`,`principal_cents`,`costs_cents`),
  KEY `receivables_currency` (`shop_id`,`currency`),
  KEY `receivables_by_due` (`shop_id`,`due_on`,`id`),
  KEY `receivables_by_open` (`shop_id`,`open_cents`,`id`),
  KEY `receivables_by_principal` (`shop_id`,`principal_cents`,`id`),
  KEY `receivables_by_level` (`shop_id`,`level`,`id`),
  KEY `receivables_by_debtor` (`shop_id`,`debtor_id`,`id`),
  KEY `receivables_trial` (`shop_id`,`is_trial`),
  CONSTRAINT `receivables_debtor_id_foreign` FOREIGN KEY (`debtor_id`) REFERENCES `parties` (`id`),
  CONSTRAINT `receivables_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `reminder_approvals` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `round` int(10) unsigned NOT NULL,
  `level` tinyint(3) unsigned NOT NULL,
  `approved_by` varchar(60) NOT NULL,
  `approved_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `reminder_approvals_receivable_id_round_level_unique` (`receivable_id`,`round`,`level`),
  KEY `reminder_approvals_shop_id_foreign` (`shop_id`),
  CONSTRAINT `reminder_approvals_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `reminder_approvals_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
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
  `notice_id` bigint(20) unsigned DEFAULT NULL,
  `channel` varchar(12) NOT NULL DEFAULT 'email',
  `interest_cents` bigint(20) NOT NULL DEFAULT 0,
  `take` int(10) unsigned NOT NULL DEFAULT 1,
  `refused_channels` varchar(60) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `reminders_once` (`receivable_id`,`round`,`level`,`take`),
  KEY `reminders_run_id_foreign` (`run_id`),
  KEY `reminders_shop_id_state_id_index` (`shop_id`,`state`,`id`),
  KEY `reminders_notice_id_index` (`notice_id`),
  KEY `reminders_by_day` (`shop_id`,`run_on`,`level`),
  CONSTRAINT `reminders_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `reminders_run_id_foreign` FOREIGN KEY (`run_id`) REFERENCES `dunning_runs` (`id`),
  CONSTRAINT `reminders_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `removed_shops` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `source` varchar(20) NOT NULL,
  `domain_hash` varchar(64) NOT NULL COMMENT 'SHA-256: the record names nobody',
  `removed_rows` int(11) NOT NULL,
  `answer_by_on` date NOT NULL,
  `received_at` datetime(3) NOT NULL,
  `removed_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `search_hits` (
  `word_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  PRIMARY KEY (`word_id`,`receivable_id`),
  KEY `search_hits_receivable` (`receivable_id`),
  CONSTRAINT `search_hits_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `search_hits_word_id_foreign` FOREIGN KEY (`word_id`) REFERENCES `search_words` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `search_words` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `word` varchar(64) NOT NULL COMMENT 'folded: mueller for Müller',
  `backwards` varchar(64) NOT NULL COMMENT 'the same from its end, for one typo',
  PRIMARY KEY (`id`),
  UNIQUE KEY `search_words_word` (`shop_id`,`word`),
  KEY `search_words_backwards` (`shop_id`,`backwards`),
  CONSTRAINT `search_words_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `shop_progress` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `import_state` varchar(20) NOT NULL COMMENT 'wanted, running, reading, done, failed',
  `import_ref` varchar(100) DEFAULT NULL COMMENT 'the shop''s own id of the import',
  `import_orders` int(11) NOT NULL DEFAULT 0 COMMENT 'orders the shop has found',
  `import_read` int(11) NOT NULL DEFAULT 0 COMMENT 'orders we have applied',
  `import_note` varchar(500) DEFAULT NULL,
  `import_started_at` datetime(3) DEFAULT NULL,
  `import_ended_at` datetime(3) DEFAULT NULL,
  `updated_since` datetime(3) NOT NULL COMMENT 'orders that changed before it are read',
  `cursor_after` varchar(500) DEFAULT NULL COMMENT 'the shop''s mark within one reading',
  `cursor_read` int(11) NOT NULL DEFAULT 0,
  `reconciled_at` datetime(3) DEFAULT NULL COMMENT 'a reading reached its end then',
  `reconcile_note` varchar(500) DEFAULT NULL COMMENT 'why the last reading did not',
  `shown_sequence` bigint(20) unsigned NOT NULL DEFAULT 0,
  `shown_on` date DEFAULT NULL COMMENT 'the day for which ended blocks were looked at',
  `existing_after` bigint(20) unsigned NOT NULL DEFAULT 0 COMMENT 'the receivable whose order was looked for last',
  `existing_on` date DEFAULT NULL COMMENT 'the day on which all had been looked for',
  PRIMARY KEY (`id`),
  UNIQUE KEY `shop_progress_shop_id_unique` (`shop_id`),
  CONSTRAINT `shop_progress_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `shop_sessions` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `sealed_tokens` text DEFAULT NULL COMMENT 'AES-256-GCM; null once the shop removed the app',
  `scopes` varchar(1000) NOT NULL COMMENT 'what the merchant allowed, by commas',
  `expires_at` datetime(3) DEFAULT NULL COMMENT 'of the access token; null when it does not end',
  `refresh_expires_at` datetime(3) DEFAULT NULL,
  `proved_at` datetime(3) NOT NULL COMMENT 'the shop gave us a token then: it had the app',
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `shop_sessions_shop_id_unique` (`shop_id`),
  CONSTRAINT `shop_sessions_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `shops` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `source` varchar(20) NOT NULL COMMENT 'shopify, …',
  `domain` varchar(255) NOT NULL,
  `state` varchar(20) NOT NULL COMMENT 'active, uninstalled',
  `agency_mode` varchar(10) NOT NULL COMMENT 'sandbox or live',
  `settings` text NOT NULL COMMENT 'JSON: creditor, time zone, terms, dunning, handover',
  `created_at` datetime(3) NOT NULL,
  `dunning_stopped_at` datetime(3) DEFAULT NULL,
  `dunning_stopped_because` varchar(200) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `shops_source_domain_unique` (`source`,`domain`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `shown_orders` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned NOT NULL,
  `wanted` bigint(20) unsigned NOT NULL COMMENT 'grows with each change',
  `written` bigint(20) unsigned NOT NULL DEFAULT 0 COMMENT 'what `wanted` was then',
  `shown` varchar(500) DEFAULT NULL COMMENT 'JSON: the state as the shop shows it',
  `marked_paid` tinyint(1) NOT NULL DEFAULT 0,
  `attempts` int(11) NOT NULL DEFAULT 0,
  `note` varchar(500) DEFAULT NULL,
  `run_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `shown_orders_receivable_id_unique` (`receivable_id`),
  KEY `shown_orders_shop_id_run_at_index` (`shop_id`,`run_at`),
  CONSTRAINT `shown_orders_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `shown_orders_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `special_states` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `debtor_id` bigint(20) unsigned DEFAULT NULL COMMENT 'of a person; null is one of a receivable',
  `receivable_id` bigint(20) unsigned DEFAULT NULL,
  `kind` varchar(30) NOT NULL,
  `since_on` date NOT NULL,
  `until_on` date DEFAULT NULL COMMENT 'its last day; null until somebody ends it',
  `court` varchar(200) DEFAULT NULL,
  `court_file` varchar(60) DEFAULT NULL COMMENT 'its number at the court',
  `note` varchar(1000) DEFAULT NULL,
  `placed_by` varchar(60) NOT NULL,
  `placed_at` datetime(3) NOT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `special_states_shop_id_ended_at_id_index` (`shop_id`,`ended_at`,`id`),
  KEY `special_states_debtor_id_ended_at_index` (`debtor_id`,`ended_at`),
  KEY `special_states_receivable_id_ended_at_index` (`receivable_id`,`ended_at`),
  CONSTRAINT `special_states_debtor_id_foreign` FOREIGN KEY (`debtor_id`) REFERENCES `parties` (`id`),
  CONSTRAINT `special_states_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `special_states_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `tasks` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `receivable_id` bigint(20) unsigned DEFAULT NULL,
  `kind` varchar(40) NOT NULL,
  `due_on` date NOT NULL,
  `note` varchar(1000) NOT NULL COMMENT 'why, without names and addresses',
  `task_key` varchar(120) NOT NULL COMMENT 'one task once',
  `state` varchar(20) NOT NULL COMMENT 'open, done',
  `placed_by` varchar(60) NOT NULL,
  `placed_at` datetime(3) NOT NULL,
  `done_by` varchar(60) DEFAULT NULL,
  `done_at` datetime(3) DEFAULT NULL,
  `says` text DEFAULT NULL COMMENT 'JSON; null where a person wrote the note',
  PRIMARY KEY (`id`),
  UNIQUE KEY `tasks_shop_id_task_key_unique` (`shop_id`,`task_key`),
  KEY `tasks_shop_id_state_due_on_id_index` (`shop_id`,`state`,`due_on`,`id`),
  KEY `tasks_receivable_id_state_index` (`receivable_id`,`state`),
  CONSTRAINT `tasks_receivable_id_foreign` FOREIGN KEY (`receivable_id`) REFERENCES `receivables` (`id`),
  CONSTRAINT `tasks_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `user_sessions` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `user_id` bigint(20) unsigned NOT NULL,
  `token_hash` varchar(64) NOT NULL COMMENT 'SHA-256 of the cookie',
  `created_at` datetime(3) NOT NULL,
  `seen_at` datetime(3) NOT NULL,
  `ended_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `user_sessions_token_hash_unique` (`token_hash`),
  KEY `user_sessions_shop_id_foreign` (`shop_id`),
  KEY `user_sessions_user_id_foreign` (`user_id`),
  CONSTRAINT `user_sessions_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`),
  CONSTRAINT `user_sessions_user_id_foreign` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE `users` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `shop_id` bigint(20) unsigned NOT NULL,
  `email` varchar(320) NOT NULL COMMENT 'lower case; one shop for each user',
  `name` varchar(100) NOT NULL,
  `role` varchar(20) NOT NULL COMMENT 'owner, clerk, read_only, agency',
  `agency_account_id` bigint(20) unsigned DEFAULT NULL COMMENT 'of the role agency only',
  `password_hash` varchar(255) NOT NULL COMMENT 'scrypt with its parameters and salt',
  `totp_secret` text DEFAULT NULL COMMENT 'sealed; null without a second factor',
  `totp_pending` text DEFAULT NULL COMMENT 'sealed; not confirmed by a first code yet',
  `totp_step` bigint(20) unsigned DEFAULT NULL COMMENT 'the last code used: no code counts twice',
  `created_at` datetime(3) NOT NULL,
  `disabled_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_email_unique` (`email`),
  KEY `users_agency_account_id_foreign` (`agency_account_id`),
  KEY `users_of_shop` (`shop_id`,`id`),
  CONSTRAINT `users_agency_account_id_foreign` FOREIGN KEY (`agency_account_id`) REFERENCES `agency_accounts` (`id`),
  CONSTRAINT `users_shop_id_foreign` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
