import {
  type ClaimMove,
  isLive,
  moveClaim,
  moveOfMeaning,
  type StatusMeaning,
} from '../domain/claim.ts';
import { MahnlaufError, NotFound } from '../domain/errors.ts';
import type { NewEvent } from '../domain/events.ts';
import * as ledger from '../domain/ledger.ts';
import { reportedInBooks, settledByAgency } from '../domain/claim-money.ts';
import type { AgencyMessage, ClaimAccount, NewsBatch, StatusChange } from '../ports.ts';
import {
  addBatch,
  listNewsToApply,
  lockNews,
  markAcknowledged,
  noteNewsProblem,
  type NewNews,
  retryNews,
  settleNews,
  type StoredNews,
} from '../storage/agency-news.ts';
import {
  lockClaim,
  lockClaimOfNews,
  lockLiveClaim,
  sumBookedOfClaim,
  sumReportedOfClaim,
  type StoredClaim,
  updateClaim,
} from '../storage/claims.ts';
import { addClaimMessage, addPayout, listStatusMeanings } from '../storage/agency-cases.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable, post, readBalances } from '../storage/receivables.ts';
import { getAgencyAccount, getShop } from '../storage/shops.ts';
import { claimEvent, moveClaimTo } from './claim-moves.ts';
import { confirmClaim, giveBack, learnFileNumber } from './claim-back.ts';
import { type Acting, type House, shopDay } from './house.ts';
import { settle } from './settle.ts';

interface Account {
  id: number;
  shopId: number;
}

/** Keeps a batch of status changes raw, also what matches nothing. Then it may be acknowledged. */
export async function storeStatusChanges(
  house: House,
  account: Account,
  batch: NewsBatch<StatusChange>,
  acting: Acting,
): Promise<number> {
  const items = batch.items.map((item): NewNews => {
    const { fileNumber, ourReference = null, code, occurredAt } = item;
    const kind = item.moneyOnly === true ? 'money' : 'status';
    return { kind, fileNumber, ourReference, code, occurredAt, item: { ...item } };
  });
  return store(house, { account, kind: 'status', ...batch, items }, acting);
}

/** Keeps a batch of the clerk's messages raw. Then it may be acknowledged. */
export async function storeMessages(
  house: House,
  account: Account,
  batch: NewsBatch<AgencyMessage>,
  acting: Acting,
): Promise<number> {
  const items = batch.items.map((item): NewNews => {
    const { fileNumber, ourReference, occurredAt } = item;
    return { kind: 'message', fileNumber, ourReference, code: null, occurredAt, item: { ...item } };
  });
  return store(house, { account, kind: 'message', ...batch, items }, acting);
}

async function store(
  house: House,
  batch: Parameters<typeof addBatch>[1],
  { at }: Acting,
): Promise<number> {
  const { batchId } = await inTransaction(house.db, (trx) => addBatch(trx, batch, at));
  return batchId;
}

/** The agency knows that we have the batch. */
export async function acknowledged(house: House, batchId: number, acting: Acting): Promise<void> {
  await markAcknowledged(house.db, batchId, acting.at);
}

/** What became of stored news; those that failed stay stored and are tried again. */
interface AppliedNews {
  applied: number;
  unmatched: number;
  /** Only for the log: each is noted with its news as well. */
  failed: { newsId: number; error: unknown }[];
}

/**
 * Applies what was stored and not yet applied, a few pieces of news in one transaction; known news
 * change nothing. Where one of them fails, the others are applied singly, and it stays stored. A
 * claim with news is marked, so that its money at the agency is read.
 */
export async function applyStoredNews(
  house: House,
  account: Account,
  usualMeaningOf: (code: string) => StatusMeaning,
  acting: Acting,
): Promise<AppliedNews> {
  const sum: AppliedNews = { applied: 0, unmatched: 0, failed: [] };
  const { shopId, agency } = await getAgencyAccount(house.db, account.shopId, account.id);
  const own = await listStatusMeanings(house.db, shopId, agency);
  const meaningOf = (code: string): StatusMeaning => own.get(code) ?? usualMeaningOf(code);
  const apply = (some: readonly StoredNews[]): Promise<number> =>
    inTransaction(house.db, async (trx) => {
      let applied = 0;
      const waiting = await lockNews(
        trx,
        some.map(({ id }) => id),
      );
      for (const news of some) {
        const isDone = !waiting.has(news.id);
        if (isDone || (await applyNews(trx, account, { news, meaningOf }, acting))) applied += 1;
      }
      return applied;
    });
  for (let afterId = 0; ;) {
    const page = await listNewsToApply(house.db, account.id, { afterId, limit: 500 });
    for (let from = 0; from < page.length; from += TOGETHER) {
      await applyTogether(page.slice(from, from + TOGETHER), apply, sum);
      await breathe();
    }
    const last = page.at(-1);
    if (last === undefined) break;
    afterId = last.id;
  }
  for (const { newsId, error } of sum.failed) {
    const problem = inWords(error);
    await inTransaction(house.db, (trx) => noteNewsProblem(trx, newsId, problem, acting.at));
  }
  return sum;
}

/** An error of our own names ids only; of any other only its kind is safe to show. */
const inWords = (error: unknown): string =>
  error instanceof MahnlaufError
    ? error.message
    : `an unexpected fault (${error instanceof Error ? error.name : typeof error}); see the log`;

/** A person has mended the cause: the news are applied once more, with the next poll. */
export async function retryOneNews(
  house: House,
  wish: { shopId: number; newsId: number },
  acting: Acting,
): Promise<{ newsId: number }> {
  const { shopId, newsId } = wish;
  return inTransaction(house.db, async (trx) => {
    if (!(await retryNews(trx, shopId, newsId))) {
      throw new NotFound(`news ${newsId} do not wait for anybody`);
    }
    const data = { newsId };
    const event = { type: 'agency_news.retried' as const, actor: acting.actor, data };
    await appendEvents(trx, shopId, [event], acting.at);
    return { newsId };
  });
}

async function applyTogether(
  some: readonly StoredNews[],
  apply: (some: readonly StoredNews[]) => Promise<number>,
  sum: AppliedNews,
): Promise<void> {
  try {
    const applied = await apply(some);
    sum.applied += applied;
    sum.unmatched += some.length - applied;
  } catch (error) {
    const [first] = some;
    if (first === undefined) return;
    if (some.length === 1) sum.failed.push({ newsId: first.id, error });
    else for (const news of some) await applyTogether([news], apply, sum);
  }
}

/** A database in the same process answers without a pause: let the doors and timers have theirs. */
const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Pieces of news in one transaction: a commit costs more than the few rows of one piece. */
const TOGETHER = 50;

async function applyNews(
  trx: Trx,
  account: Account,
  { news, meaningOf }: { news: StoredNews; meaningOf: (code: string) => StatusMeaning },
  acting: Acting,
): Promise<boolean> {
  const claim = await lockClaimOfNews(trx, account.id, news);
  if (claim === null) {
    await settleNews(trx, news.id, { state: 'unmatched', claimId: null }, acting.at);
    return false;
  }
  await learnFileNumber(trx, claim, news.fileNumber, acting);
  if (news.kind === 'status') await applyStatus(trx, claim, { news, meaningOf }, acting);
  else if (news.kind === 'message') await keepMessage(trx, claim, news, acting);
  else await updateClaim(trx, claim.id, { accountWanted: true }, acting.at);
  await settleNews(trx, news.id, { state: 'applied', claimId: claim.id }, acting.at);
  return true;
}

async function keepMessage(
  trx: Trx,
  claim: StoredClaim,
  news: StoredNews,
  acting: Acting,
): Promise<void> {
  const occurredAt = news.occurredAt ?? acting.at;
  const messageId = await addClaimMessage(trx, {
    shopId: claim.shopId,
    claimId: claim.id,
    direction: 'in',
    text: typeof news.item['text'] === 'string' ? news.item['text'] : '',
    author: 'agency',
    newsId: news.id,
    occurredAt,
  });
  if (messageId === null) return;
  const data = { messageId };
  const told = { actor: acting.actor, data, occurredAt };
  const event = claimEvent(claim, 'agency_message.received', told);
  await appendEvents(trx, claim.shopId, [event], acting.at);
}

/** Moves a claim as a status says; what the table of states does not know is only recorded. */
export async function applyStatus(
  trx: Trx,
  claim: StoredClaim,
  {
    news,
    meaningOf,
  }: {
    news: Pick<StoredNews, 'code' | 'item' | 'occurredAt' | 'fileNumber'>;
    meaningOf: (code: string) => StatusMeaning;
  },
  acting: Acting,
): Promise<void> {
  const code = news.code ?? '';
  const meaning = meaningOf(code);
  const move = moveOfMeaning[meaning];
  const statusText = typeof news.item['text'] === 'string' ? news.item['text'] : code;
  const known = { statusCode: code, statusText, statusMeaning: meaning, accountWanted: true };
  const change = meaning === 'rejected' ? { ...known, refusal: refusalIn(news.item) } : known;
  const data = { code, meaning, fileNumber: news.fileNumber };
  const when = news.occurredAt === null ? {} : { occurredAt: news.occurredAt };
  const told = { ...acting, data, ...when };
  if (isKnown(claim, move)) {
    await moveClaimTo(trx, claim, move, { ...told, change });
    if (move === 'claim.closed' || move === 'claim.withdrawn' || move === 'claim.rejected') {
      await giveBack(trx, claim, `the agency reported "${meaning}"`, acting);
    }
    return;
  }
  await updateClaim(trx, claim.id, change, acting.at);
  const type: NewEvent['type'] = isLive(claim.state) ? 'claim.progressed' : 'claim.corrected';
  await appendEvents(trx, claim.shopId, [claimEvent(claim, type, told)], acting.at);
}

/** Everything the agency says about a refusal, each part once. */
function refusalIn(item: StoredNews['item']): string {
  const parts = ['text', 'details', 'closingReason', 'closingNote']
    .map((name) => item[name])
    .filter((part): part is string => typeof part === 'string' && part.trim() !== '');
  return [...new Set(parts)].join(' | ');
}

const isKnown = (claim: StoredClaim, move: ClaimMove): boolean =>
  moveClaim(claim.state, move) !== null;

/**
 * Takes over what the agency's books say of a claim. What the debtor paid there settles the
 * receivable once the agency's own costs are covered (BGB 367: costs first).
 */
export async function takeAccount(
  house: House,
  claim: { shopId: number; id: number },
  account: ClaimAccount,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const locked = await lockClaim(trx, claim.shopId, claim.id);
    const change = {
      agencyTotalCents: account.totalDebtsCents,
      agencyPaidCents: account.paidCents,
      agencyOutstandingCents: account.outstandingCents,
      agencyPayoutsCents: account.payoutsCents,
    };
    const known =
      locked.agencyPaidCents === account.paidCents &&
      locked.agencyTotalCents === account.totalDebtsCents &&
      locked.agencyPayoutsCents === account.payoutsCents;
    await updateClaim(trx, locked.id, { ...change, accountWanted: false }, acting.at);
    if (!known) {
      const event = claimEvent(locked, 'claim.account_read', { actor: acting.actor, data: change });
      await appendEvents(trx, locked.shopId, [event], acting.at);
    }
    for (const payout of account.payouts) {
      if (!(await addPayout(trx, locked, payout, acting.at))) continue;
      const { on, totalCents, payoutNumber } = payout;
      const data = { amountCents: totalCents, paidOn: on, payoutNumber };
      const event = claimEvent(locked, 'payout.recorded', { actor: acting.actor, data });
      await appendEvents(trx, locked.shopId, [event], acting.at);
    }
    await bookAgencyPayment(trx, locked, account, acting);
    await giveBackUnpaid(trx, locked, acting);
  });
}

/** The agency ended a claim as paid and its books do not show it: a person asks for the money. */
async function giveBackUnpaid(trx: Trx, claim: StoredClaim, acting: Acting): Promise<void> {
  if (claim.state !== 'paid') return;
  const receivable = await lockReceivable(trx, claim.shopId, claim.receivableId);
  if (receivable.principalCents <= 0 || (await lockLiveClaim(trx, receivable)) !== null) return;
  const because = 'the agency reports the claim as paid, but its books show less than was open';
  await giveBack(trx, claim, because, acting);
}

async function bookAgencyPayment(
  trx: Trx,
  claim: StoredClaim,
  account: ClaimAccount,
  acting: Acting,
): Promise<void> {
  const receivable = await lockReceivable(trx, claim.shopId, claim.receivableId);
  const balances = await readBalances(trx, receivable.id);
  const known = reportedInBooks({
    account,
    reportedCents: await sumReportedOfClaim(trx, claim.id),
    returnedCents: claim.returnedCents,
    returnedKnownCents: claim.returnedKnownCents,
  });
  if (known.returnedKnownCents !== claim.returnedKnownCents) {
    const { returnedKnownCents } = known;
    await updateClaim(trx, claim.id, { returnedKnownCents }, acting.at);
  }
  const settled = settledByAgency({
    account,
    claimPaid: claim.state === 'paid',
    handedOverCents: claim.principalCents + claim.costsCents,
    openCents: receivable.principalCents,
    bookedCents: await sumBookedOfClaim(trx, claim.id),
    reportedCents: known.reportedCents,
  });
  if (settled <= 0) return;
  const key = `agency:${claim.id}:${balances.agency_cash + settled}`;
  const shop = await getShop(trx, claim.shopId);
  const on = shopDay(shop, acting.at);
  const posting = ledger.agencyPayment(key, settled);
  if (!(await post(trx, receivable, posting, { on, at: acting.at }))) return;
  const data = { amountCents: settled, from: 'agency' };
  const event = claimEvent(claim, 'payment.recorded', { actor: acting.actor, data });
  await appendEvents(trx, claim.shopId, [event], acting.at);
  await settle(trx, receivable, { ...acting, on });
}

/** The agency knows our reference: a claim whose answer was lost has its file number now. */
export async function foundByReference(
  house: House,
  claim: { shopId: number; id: number },
  fileNumber: string,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const locked = await lockClaim(trx, claim.shopId, claim.id);
    if (locked.state === 'unconfirmed') await confirmClaim(trx, locked, fileNumber, acting);
  });
}
