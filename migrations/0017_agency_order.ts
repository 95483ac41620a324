import type { Knex } from 'knex';
import { hasIndex } from './columns.ts';

const NARROW = 'claim_payouts_claim_id_payout_number_unique';
const WIDER = 'claim_payouts_once';
const OF_CLAIM = 'outbox_claim';

/** Payouts that share a number are kept apart, and the messages of one claim are found. */
export async function up(db: Knex): Promise<void> {
  if (!(await hasIndex(db, 'claim_payouts', WIDER))) {
    await db.schema.alterTable('claim_payouts', (t) =>
      t.unique(['claim_id', 'payout_number', 'paid_on', 'amount_cents'], { indexName: WIDER }),
    );
  }
  if (await hasIndex(db, 'claim_payouts', NARROW)) {
    await db.schema.alterTable('claim_payouts', (t) => t.dropUnique([], NARROW));
  }
  if (await hasIndex(db, 'outbox', OF_CLAIM)) return;
  await db.schema.alterTable('outbox', (t) => t.index(['claim_id', 'id'], OF_CLAIM));
}

/** What an agency paid out is not thrown away: restore a backup instead. */
export function down(): Promise<void> {
  return Promise.reject(new Error('this migration cannot be taken back; restore a backup'));
}
