import type { Knex } from 'knex';
import * as receivables from './0001_receivables.ts';
import * as agencyKeys from './0002_agency_keys.ts';
import * as agencyCases from './0003_agency_cases.ts';
import * as policies from './0004_policies.ts';
import * as runs from './0005_runs.ts';
import * as clarification from './0006_clarification.ts';
import * as agency from './0007_agency.ts';
import * as users from './0009_users.ts';
import * as shopConnection from './0008_shop_connection.ts';
import * as letterTexts from './0010_letter_texts.ts';
import * as runItemWarnings from './0013_run_item_warnings.ts';
import * as runItemsRemoved from './0014_run_items_removed.ts';
import * as lettersToErase from './0016_letters_to_erase.ts';
import * as deletedOrders from './0011_deleted_orders.ts';
import * as agencyMoments from './0012_agency_moments.ts';
import * as agencyOrder from './0017_agency_order.ts';
import * as attachments from './0018_attachments.ts';
import * as agencyAccountRead from './0020_agency_account_read.ts';
import * as runProgress from './0021_run_progress.ts';
import * as sayings from './0015_sayings.ts';
import * as trialOrders from './0019_trial_orders.ts';

const migrations: Record<string, Knex.Migration> = {
  '0001_receivables': receivables,
  '0002_agency_keys': agencyKeys,
  '0003_agency_cases': agencyCases,
  '0004_policies': policies,
  '0005_runs': runs,
  '0006_clarification': clarification,
  '0007_agency': agency,
  '0009_users': users,
  '0008_shop_connection': shopConnection,
  '0010_letter_texts': letterTexts,
  '0013_run_item_warnings': runItemWarnings,
  '0014_run_items_removed': runItemsRemoved,
  '0016_letters_to_erase': lettersToErase,
  '0011_deleted_orders': deletedOrders,
  '0012_agency_moments': agencyMoments,
  '0015_sayings': sayings,
  '0017_agency_order': agencyOrder,
  '0018_attachments': attachments,
  '0019_trial_orders': trialOrders,
  '0020_agency_account_read': agencyAccountRead,
  '0021_run_progress': runProgress,
};

/** Every migration in its order; a new one is a new file and a line above. */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(migrations).sort()),
  getMigrationName: (name) => name,
  getMigration: (name) => {
    const found = migrations[name];
    return found === undefined
      ? Promise.reject(new Error(`migration ${name} is not known to this release`))
      : Promise.resolve(found);
  },
};
