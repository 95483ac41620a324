import { accountWasChecked, accountWasRefused } from '../actions/administer.ts';
import { messageArrived } from '../actions/agency-case.ts';
import {
  acknowledged,
  applyStoredNews,
  foundByReference,
  storeMessages,
  storeStatusChanges,
  takeAccount,
} from '../actions/agency-news.ts';
import { nextAskAt } from '../domain/agency-account.ts';
import { addSeconds, instant } from '../domain/calendar.ts';
import { MahnlaufError, PartnerRejected } from '../domain/errors.ts';
import type { Log } from '../log.ts';
import type { AgencyConnector, NewsBatch } from '../ports.ts';
import {
  type AgencyAccount,
  dropTraces,
  listAgencyAccounts,
  listClaimsToRead,
  listLostMessages,
  listSilentClaims,
  listUnconfirmed,
  markAskAt,
  releaseLease,
  takeLease,
} from '../storage/queues.ts';
import type { Outside } from './deliver-outbox.ts';
import type { Job, JobTools } from './job.ts';

const LEASE_SECONDS = 600;
const DAY_SECONDS = 86_400;

/** Asks every agency account for news; one agency's bad day delays no other's news. */
export const pollAgencies = (
  tools: JobTools & { outside: Pick<Outside, 'agencyOf' | 'traced'>; schedule: string },
): Job => ({
  name: 'poll-agencies',
  schedule: tools.schedule,
  async run() {
    const { house, clock, owner, log } = tools;
    for (const account of await listAgencyAccounts(house.db)) {
      const lease = { name: `poll-agency:${account.id}`, owner, seconds: LEASE_SECONDS };
      if (!(await takeLease(house.db, lease, clock.now()))) continue;
      try {
        const agency = tools.outside.agencyOf(account);
        if (account.refusedAt === null) await pollAccount(tools, account, agency);
        else await checkRefused(tools, { ...account, refusedAt: account.refusedAt }, agency);
      } catch (error) {
        await heedRefusal(tools, account, error);
        log.warn(
          { accountId: account.id, err: error },
          'the agency gave no news; asked again later',
        );
      } finally {
        await tools.outside.traced();
        const since = addSeconds(clock.now(), -TRACE_DAYS * DAY_SECONDS);
        await dropTraces(house.db, account, { since, newest: MOST_TRACES });
        await releaseLease(house.db, lease.name, owner);
      }
    }
    return 'done';
  },
});

const HOUR_SECONDS = 3600;
/** Traces kept for support: at most this old, and of each account at most so many. */
const TRACE_DAYS = 90;
const MOST_TRACES = 20_000;
/** Claims asked for singly in one poll. */
const MOST_ASKED = 100;

/** One harmless read an hour shows whether a refused account works again. */
async function checkRefused(
  { house, clock }: JobTools,
  account: AgencyAccount & { refusedAt: string },
  agency: AgencyConnector,
): Promise<void> {
  const at = clock.now();
  if (addSeconds(instant(account.refusedAt), HOUR_SECONDS) > at) return;
  await agency.checkAccount();
  await accountWasChecked(house, account.id, { actor: 'agency', at });
}

/** A refusal of the account itself stops everything that would be sent through it. */
async function heedRefusal(
  { house, clock }: JobTools,
  account: AgencyAccount,
  error: unknown,
): Promise<void> {
  if (!(error instanceof PartnerRejected) || error.about !== 'account') return;
  const acting = { actor: 'agency', at: clock.now() };
  await accountWasRefused(house, account.id, error.message, acting);
}

/** Fetch, store raw, acknowledge, apply: in this order, so that no news is ever lost. */
async function pollAccount(
  tools: JobTools,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  const { house, clock, log } = tools;
  const acting = () => ({ actor: 'agency', at: clock.now() });
  try {
    await takeFeeds(tools, account, agency);
    if (agency.abilities.findByReference) {
      await forEach(log, await listUnconfirmed(house.db, account.id), async (claim) => {
        const fileNumber = await agency.findFileNumber(claim.ourReference);
        if (fileNumber !== null) await foundByReference(house, claim, fileNumber, acting());
      });
    }
    await findLostMessages(tools, account, agency);
    await askSilentClaims(tools, account, agency);
  } finally {
    // What was stored is applied also when the agency ends the talk in the middle.
    await applyWhatIsStored(tools, account, agency);
  }
  await forEach(log, await listClaimsToRead(house.db, account.id), async (claim) => {
    await takeAccount(house, claim, await agency.getAccount(claim.fileNumber), acting());
  });
}

async function takeFeeds(
  { house, clock }: JobTools,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  const acting = () => ({ actor: 'agency', at: clock.now() });
  await fetchBatches({ house, clock }, agency, {
    fetch: () => agency.fetchStatusChanges(),
    store: (batch) => storeStatusChanges(house, account, batch, acting()),
  });
  if (account.checkedAt !== null && addSeconds(account.checkedAt, DAY_SECONDS) < clock.now()) {
    // An account that a person checked once proves itself again with every answer.
    await accountWasChecked(house, account.id, acting());
  }
  if (!agency.abilities.messages) return;
  await fetchBatches({ house, clock }, agency, {
    fetch: () => agency.fetchMessages(),
    store: (batch) => storeMessages(house, account, batch, acting()),
  });
}

async function applyWhatIsStored(
  { house, clock, log }: JobTools,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  const acting = { actor: 'agency', at: clock.now() };
  const news = await applyStoredNews(house, account, (code) => agency.meaningOf(code), acting);
  for (const { newsId, error } of news.failed) {
    log.error({ newsId, err: error }, 'news could not be applied; they are tried again or wait');
  }
  const { applied, unmatched } = news;
  if (applied + unmatched > 0) {
    log.info({ accountId: account.id, applied, unmatched }, 'news of the agency applied');
  }
}

/** Calls in a row that did not get through: then the agency is not there, and the rest can wait. */
const MOST_MISSED = 5;

/** One step for each; one that fails delays no other. Only a refused account ends it all. */
async function forEach<T extends { id: number }>(
  log: Log,
  list: readonly T[],
  step: (one: T) => Promise<void>,
): Promise<void> {
  let missed = 0;
  for (const one of list) {
    try {
      await step(one);
      missed = 0;
    } catch (error) {
      if (error instanceof PartnerRejected && error.about === 'account') throw error;
      log.warn({ id: one.id, err: error }, 'a step with the agency failed; it comes again');
      if (error instanceof MahnlaufError && error.retry === 'later') missed += 1;
      if (missed === MOST_MISSED) return;
    }
  }
}

/** A message whose answer was lost has arrived when the agency shows it. */
async function findLostMessages(
  { house, clock, log }: Pick<JobTools, 'house' | 'clock' | 'log'>,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  if (!agency.abilities.messages) return;
  await forEach(log, await listLostMessages(house.db, account), async (message) => {
    const known = await agency.getMessages(message.fileNumber);
    if (!known.some(({ text }) => sameWords(text, message.text))) return;
    await messageArrived(house, message.id, { actor: 'agency', at: clock.now() });
  });
}

/** A partner may have changed spaces and line ends. */
const sameWords = (a: string, b: string): boolean => oneLine(a) === oneLine(b);
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A claim that was silent for long is asked for; what it says is stored as news like any other. */
async function askSilentClaims(
  { house, clock, log }: Pick<JobTools, 'house' | 'clock' | 'log'>,
  account: AgencyAccount,
  agency: AgencyConnector,
): Promise<void> {
  const silent = await listSilentClaims(house.db, account.id, clock.now(), MOST_ASKED);
  await forEach(log, silent, async (claim) => {
    const at = clock.now();
    const next = nextAskAt(agency.abilities.news, claim.newsAt, at);
    const first = nextAskAt(agency.abilities.news, claim.newsAt, claim.newsAt);
    if (claim.askAt === null && first > at) return markAskAt(house.db, claim, first);
    try {
      const { code, text, details } = await agency.getStatus(claim.fileNumber);
      if (code !== claim.statusCode) {
        const { fileNumber } = claim;
        const told = { fileNumber, code, text, details, occurredAt: null, askedAt: at };
        const change = { ...told, closingReason: null, closingNote: null };
        const batch = { receipt: null, items: [change], raw: JSON.stringify([change]) };
        await storeStatusChanges(house, account, batch, { actor: 'agency', at });
      }
    } catch (error) {
      // What will not be told is asked for at its next time; an agency that is not there, soon.
      if (error instanceof MahnlaufError && error.retry === 'later') throw error;
      if (error instanceof PartnerRejected && error.about === 'account') throw error;
      await markAskAt(house.db, claim, next);
      throw error;
    }
    return markAskAt(house.db, claim, next);
  });
}

/** Batches of one feed in one poll: an agency that gives the same for ever does not hold us. */
const MOST_BATCHES = 200;

/** Takes a feed to its end, batch by batch. What cannot be acknowledged comes in one batch. */
async function fetchBatches<T>(
  { house, clock }: Pick<JobTools, 'house' | 'clock'>,
  agency: AgencyConnector,
  feed: {
    fetch: () => Promise<NewsBatch<T>>;
    store: (batch: NewsBatch<T>) => Promise<number>;
  },
): Promise<void> {
  for (let taken = 0; taken < MOST_BATCHES; taken += 1) {
    const batch = await feed.fetch();
    if (batch.items.length === 0) return;
    const batchId = await feed.store(batch);
    if (batch.receipt !== null) await agency.acknowledge(batch.receipt);
    await acknowledged(house, batchId, { actor: 'agency', at: clock.now() });
    if (batch.receipt === null) return;
  }
}
