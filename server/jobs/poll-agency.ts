import { accountWasChecked } from '../actions/administer.ts';
import {
  acknowledged,
  applyStoredNews,
  foundByReference,
  storeMessages,
  storeStatusChanges,
  takeAccount,
} from '../actions/agency-news.ts';
import { addSeconds } from '../domain/calendar.ts';
import type { AgencyConnector } from '../ports.ts';
import {
  type AgencyAccount,
  listAgencyAccounts,
  listClaimsToRead,
  listUnconfirmed,
  releaseLease,
  takeLease,
} from '../storage/queues.ts';
import type { Outside } from './deliver-outbox.ts';
import type { Job, JobTools } from './job.ts';

const LEASE_SECONDS = 600;
const DAY_SECONDS = 86_400;

/** Asks every agency account for news; one agency's bad day delays no other's news. */
export const pollAgencies = (
  tools: JobTools & { outside: Pick<Outside, 'agencyOf'>; schedule: string },
): Job => ({
  name: 'poll-agencies',
  schedule: tools.schedule,
  async run() {
    const { house, clock, owner, log } = tools;
    for (const account of await listAgencyAccounts(house.db)) {
      const lease = { name: `poll-agency:${account.id}`, owner, seconds: LEASE_SECONDS };
      if (!(await takeLease(house.db, lease, clock.now()))) continue;
      try {
        await pollAccount(tools, account, tools.outside.agencyOf(account));
      } catch (error) {
        log.warn(
          { accountId: account.id, err: error },
          'the agency gave no news; asked again later',
        );
      } finally {
        await releaseLease(house.db, lease.name, owner);
      }
    }
    return 'done';
  },
});

/** Fetch, store raw, acknowledge, apply: in this order, so that no news is ever lost. */
async function pollAccount(
  { house, clock, log }: JobTools,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  const acting = () => ({ actor: 'agency', at: clock.now() });
  const changes = await agency.fetchStatusChanges();
  if (account.checkedAt !== null && addSeconds(account.checkedAt, DAY_SECONDS) < clock.now()) {
    // An account that a person checked once proves itself again with every answer.
    await accountWasChecked(house, account.id, acting());
  }
  if (changes.items.length > 0) {
    const batchId = await storeStatusChanges(house, account, changes, acting());
    if (changes.receipt !== null) await agency.acknowledge(changes.receipt);
    await acknowledged(house, batchId, acting());
  }
  if (agency.abilities.messages) {
    const messages = await agency.fetchMessages();
    if (messages.items.length > 0) {
      const batchId = await storeMessages(house, account, messages, acting());
      if (messages.receipt !== null) await agency.acknowledge(messages.receipt);
      await acknowledged(house, batchId, acting());
    }
  }
  if (agency.abilities.findByReference) {
    for (const claim of await listUnconfirmed(house.db, account.id)) {
      const fileNumber = await agency.findFileNumber(claim.ourReference);
      if (fileNumber !== null) await foundByReference(house, claim, fileNumber, acting());
    }
  }
  const news = await applyStoredNews(house, account, (code) => agency.meaningOf(code), acting());
  for (const claim of await listClaimsToRead(house.db, account.id)) {
    await takeAccount(house, claim, await agency.getAccount(claim.fileNumber), acting());
  }
  const { applied, unmatched } = news;
  if (applied + unmatched > 0) {
    log.info({ accountId: account.id, applied, unmatched }, 'news of the agency applied');
  }
}
