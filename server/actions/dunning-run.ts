import type { Instant, IsoDate } from '../domain/calendar.ts';
import {
  asksForShare,
  type DunningPolicy,
  type DunningStep,
  nextDunningStep,
} from '../domain/dunning.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import { allPassed } from '../domain/gates.ts';
import { whyNotByItself } from '../domain/handover.ts';
import { choosePolicy, type StoredPolicy } from '../domain/policies.ts';
import type { Shop } from '../domain/shop.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import {
  addSkips,
  advanceRun,
  beginRun,
  type DunningCandidate,
  type DunningRun,
  findNewestRunDay,
  findUnfinishedRun,
  finishRun,
  getRun,
  listRemindersInDelivery,
  listSentReminders,
  lockCandidates,
  planReminder,
} from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { releaseLease, takeLease } from '../storage/leases.ts';
import { addMessage } from '../storage/outbox.ts';
import { listBlocks, readBalances, updateReceivable } from '../storage/receivables.ts';
import { listPolicies } from '../storage/policies.ts';
import { findAgencyAccount, getShop } from '../storage/shops.ts';
import { defaultOf } from './default-of.ts';
import { queueClaim, readHandover } from './hand-over.ts';
import { type Acting, type House, shopDay, shopHolidays } from './house.ts';
import { type WrittenReminder, writeReminder } from './reminder-letter.ts';
import { moveReceivableTo } from './settle.ts';

/** One line of a run: who gets what, or why not. */
export interface RunLine {
  receivableId: number;
  orderName: string;
  outcome: 'remind' | 'hand_over' | 'skip';
  level: number;
  /** The reason in a word, for what is left out. */
  reason: string | null;
  openCents: number;
  feeCents: number;
  currency: string;
}

export interface RunReport {
  runId: number | null;
  runOn: IsoDate;
  selected: number;
  reminded: number;
  handedOver: number;
  skipped: number;
  /** The lines of a preview; a committed run keeps them in its tables. */
  lines: readonly RunLine[];
}

const PAGE = 200;
const LEASE_SECONDS = 120;

interface RunWish extends Acting {
  shopId: number;
  on: IsoDate;
  /** Names this one run, so that a second one waits, in this process or another. */
  owner: string;
  /** The time as it goes on: a long run renews its lease. */
  now: () => Instant;
}

/**
 * Runs one day of one shop: reminders are frozen into the outbox and claims are queued, page by
 * page, each page in one transaction. One run at a time; a run that died goes on where it stopped.
 */
export async function commitRun(house: House, wish: RunWish): Promise<RunReport> {
  const lease = { name: `dunning-run:${wish.shopId}`, owner: wish.owner, seconds: LEASE_SECONDS };
  if (!(await takeLease(house.db, lease, wish.now()))) {
    throw new Conflict('a dunning run of this shop is under way; wait until it has finished');
  }
  try {
    const shop = await getShop(house.db, wish.shopId);
    if (shop.state !== 'active') throw new Conflict('this shop has removed the app');
    await refuseWrongDay(house, shop, wish);
    const unfinished = await findUnfinishedRun(house.db, shop.id);
    if (unfinished !== null) await finish(house, shop, unfinished, wish);
    if (unfinished !== null && unfinished.runOn >= wish.on) return report(house, unfinished.id);
    const run = await inTransaction(house.db, (trx) =>
      beginRun(trx, { shopId: shop.id, runOn: wish.on, actor: wish.actor }, wish.at),
    );
    await finish(house, shop, run, wish);
    return await report(house, run.id);
  } finally {
    await releaseLease(house.db, lease.name, lease.owner);
  }
}

/** A letter carries the day of its run: not tomorrow's, and no day before the newest run. */
async function refuseWrongDay(house: House, shop: Shop, wish: RunWish): Promise<void> {
  const today = shopDay(shop, wish.at);
  if (wish.on > today) {
    throw new InvalidInput(`a run for ${wish.on} cannot be committed on ${today}; preview it`);
  }
  const newest = await findNewestRunDay(house.db, shop.id);
  if (newest !== null && wish.on < newest) {
    throw new InvalidInput(`a run for ${newest} is already committed; ${wish.on} is before it`);
  }
}

async function report(house: House, runId: number): Promise<RunReport> {
  const run = await getRun(house.db, runId);
  const { runOn, selected, reminded, handedOver, skipped } = run;
  return { runId, runOn, selected, reminded, handedOver, skipped, lines: [] };
}

async function finish(house: House, shop: Shop, run: DunningRun, wish: RunWish): Promise<void> {
  const policies = await listPolicies(house.db, shop.id);
  let afterId = run.cursorId;
  for (;;) {
    const page = { on: run.runOn, afterId, limit: PAGE };
    const lines = await inTransaction(house.db, async (trx) => {
      const decided = await runPage(house, trx, { shop, runId: run.id, policies, page, ...wish });
      const last = decided.at(-1);
      if (last === undefined) return decided;
      const count = (outcome: RunLine['outcome']) =>
        decided.filter((line) => line.outcome === outcome).length;
      await addSkips(trx, run.id, skipsOf(decided));
      await advanceRun(trx, run, {
        cursorId: last.receivableId,
        selected: decided.length,
        reminded: count('remind'),
        handedOver: count('hand_over'),
      });
      return decided;
    });
    const last = lines.at(-1);
    if (last === undefined) break;
    afterId = last.receivableId;
    const name = `dunning-run:${shop.id}`;
    const lease = { name, owner: wish.owner, seconds: LEASE_SECONDS };
    if (!(await takeLease(house.db, lease, wish.now()))) {
      throw new Conflict('the run took too long and was taken over by another process');
    }
  }
  await finishRun(house.db, run.id, wish.at);
}

const skipsOf = (lines: readonly RunLine[]): { receivableId: number; reason: string }[] =>
  lines.flatMap(({ outcome, receivableId, reason }) =>
    outcome === 'skip' ? [{ receivableId, reason: reason ?? 'unknown' }] : [],
  );

/** Thrown to roll a preview back; it carries what the page would have done. */
class RolledBack extends Error {
  readonly lines: readonly RunLine[];
  constructor(lines: readonly RunLine[]) {
    super('preview');
    this.lines = lines;
  }
}

/** The same code as the run, rolled back page by page: who would get what, and who is left out. */
export async function previewRun(house: House, wish: RunWish): Promise<RunReport> {
  const shop = await getShop(house.db, wish.shopId);
  const policies = await listPolicies(house.db, shop.id);
  const lines: RunLine[] = [];
  for (;;) {
    const page = { on: wish.on, afterId: lines.at(-1)?.receivableId ?? 0, limit: PAGE };
    const decided = await inTransaction(house.db, async (trx) => {
      const run = { shopId: shop.id, runOn: wish.on, actor: wish.actor };
      const { id: runId } = await beginRun(trx, run, wish.at);
      throw new RolledBack(await runPage(house, trx, { shop, runId, policies, page, ...wish }));
    }).catch((error: unknown) => {
      if (error instanceof RolledBack) return error.lines;
      throw error;
    });
    if (decided.length === 0) break;
    lines.push(...decided);
  }
  const count = (outcome: RunLine['outcome']) =>
    lines.filter((line) => line.outcome === outcome).length;
  return {
    runId: null,
    runOn: wish.on,
    selected: lines.length,
    reminded: count('remind'),
    handedOver: count('hand_over'),
    skipped: count('skip'),
    lines,
  };
}

interface Paging extends Acting {
  shop: Shop;
  runId: number;
  policies: readonly StoredPolicy[];
  page: { on: IsoDate; afterId: number; limit: number };
}

/** Pictures a page of receivables, decides each and acts. */
async function runPage(house: House, trx: Trx, paging: Paging): Promise<RunLine[]> {
  const { shop, page } = paging;
  const candidates = await lockCandidates(trx, shop.id, page);
  const ids = candidates.map(({ receivable }) => receivable.id);
  const blocks = await listBlocks(trx, ids);
  const inDelivery = await listRemindersInDelivery(trx, ids);
  const lines: RunLine[] = [];
  for (const candidate of candidates) {
    const { receivable, debtor } = candidate;
    await moveReceivableTo(trx, receivable, 'due_date.passed', paging);
    const { version, policy } = choosePolicy(paging.policies, {
      receivableId: receivable.id,
      debtorId: debtor.id,
      debtorNumber: debtor.debtorNumber,
      customerGroup: debtor.customerGroup,
      debtorKind: debtor.kind,
      pinnedVersion: receivable.policyVersion,
    });
    const balances = asksForShare(policy) ? await readBalances(trx, receivable.id) : null;
    const picture = {
      receivable,
      debtorKind: debtor.kind,
      blocks: blocks.get(receivable.id) ?? [],
      reminderInDelivery: inDelivery.has(receivable.id),
      originalCents: balances === null ? null : -balances.revenue,
      preDueNoticeOn: null,
    };
    const step = nextDunningStep(picture, policy, page.on);
    const acted = await act(house, trx, { ...paging, candidate, step, policy, version });
    lines.push({
      receivableId: receivable.id,
      orderName: receivable.orderName,
      level: receivable.level,
      openCents: receivable.principalCents,
      currency: receivable.currency,
      feeCents: 0,
      reason: null,
      ...acted,
    });
  }
  return lines;
}

interface Deciding extends Paging {
  candidate: DunningCandidate;
  step: DunningStep;
  policy: DunningPolicy;
  version: number;
}

type Acted = Pick<RunLine, 'outcome'> & Partial<RunLine>;

async function act(house: House, trx: Trx, deciding: Deciding): Promise<Acted> {
  const { step } = deciding;
  switch (step.do) {
    case 'wait':
      return { outcome: 'skip', reason: step.because };
    case 'remind':
      return remind(house, trx, deciding, step);
    case 'hand_over':
      return handOver(house, trx, deciding);
  }
}

async function remind(
  house: House,
  trx: Trx,
  deciding: Deciding,
  step: Extract<DunningStep, { do: 'remind' }>,
): Promise<Acted> {
  const { candidate, shop, page, policy } = deciding;
  const { receivable, debtor } = candidate;
  const policyLevel = policy.levels[step.level - 1];
  if (policyLevel === undefined) return { outcome: 'skip', reason: 'level_unknown' };
  if (debtor.email === null) return { outcome: 'skip', reason: 'no_email_address' };
  const earlier = await listSentReminders(trx, receivable);
  const account = await findAgencyAccount(trx, shop.id, shop.agencyMode);
  const balances = await readBalances(trx, receivable.id);
  const holidays = shopHolidays(house, shop);
  const written = await writeReminder(house, shop, candidate, {
    ...step,
    policyLevel,
    on: page.on,
    default: defaultOf(shop, receivable, debtor.kind, { reminders: earlier, holidays }),
    earlier,
    agencyName: account?.agency ?? null,
    paidCents: Math.max(0, -balances.revenue - receivable.principalCents),
  }).catch((error: unknown) => {
    if (error instanceof InvalidInput) return error;
    throw error;
  });
  if (written instanceof InvalidInput) return { outcome: 'skip', reason: 'facts_missing' };
  await freeze(trx, deciding, step, written);
  return { outcome: 'remind', level: step.level, feeCents: written.feeCents };
}

/** Numbers, words and recipient are frozen now; the outbox sends exactly these, or nothing. */
async function freeze(
  trx: Trx,
  { candidate, shop, page, runId, version, actor, at }: Deciding,
  step: Extract<DunningStep, { do: 'remind' }>,
  written: WrittenReminder,
): Promise<void> {
  const { receivable } = candidate;
  const { feeCents, deadlineOn, contentHash, language } = written;
  const reminderId = await planReminder(trx, {
    shopId: shop.id,
    receivableId: receivable.id,
    round: receivable.round,
    level: step.level,
    runId,
    template: step.template,
    language,
    runOn: page.on,
    deadlineOn,
    principalCents: receivable.principalCents,
    costsCents: receivable.costsCents + feeCents,
    feeCents,
    contentHash,
  });
  const key = `reminder:${reminderId}:${runId}`;
  await addMessage(
    trx,
    {
      shopId: shop.id,
      kind: 'reminder.email',
      key,
      receivableId: receivable.id,
      reminderId,
      payload: { ...written.email, replyTo: shop.settings.creditor.email },
    },
    at,
  );
  if (receivable.level === 0) await updateReceivable(trx, receivable, { policyVersion: version });
  const event: NewEvent = {
    type: 'reminder.planned',
    receivableId: receivable.id,
    data: { reminderId, level: step.level, feeCents, deadlineOn, contentHash },
    actor,
  };
  await appendEvents(trx, shop.id, [event], at);
}

async function handOver(house: House, trx: Trx, deciding: Deciding): Promise<Acted> {
  const { candidate, shop, page } = deciding;
  const facts = await readHandover(house, trx, shop, { candidate, on: page.on });
  const shut = facts.gates.find((gate) => !gate.passed);
  if (shut !== undefined && !allPassed(facts.gates)) {
    return { outcome: 'skip', reason: `gate:${shut.gate}` };
  }
  const { start, automatic } = shop.settings.handover;
  const claim = { ...candidate.receivable, debtorKind: candidate.debtor.kind };
  if (start === 'approval' || whyNotByItself(automatic, claim, page.on) !== null) {
    return { outcome: 'skip', reason: 'approval_needed' };
  }
  const { accountId } = facts;
  if (accountId === null) return { outcome: 'skip', reason: 'no_agency_account' };
  const claimId = await queueClaim(trx, shop, candidate, { ...facts, ...deciding, accountId });
  return claimId === null
    ? { outcome: 'skip', reason: 'live_claim_exists' }
    : { outcome: 'hand_over' };
}
