/** What a run decides about a page of receivables: the same for a preview, a proposal, a commit. */
import { addDays, type IsoDate } from '../domain/calendar.ts';
import {
  asksForShare,
  latestPreDueDay,
  nextDunningStep,
  takesAttachments,
  type ReminderChannel,
  type RemindStep,
} from '../domain/dunning.ts';
import { allPassed } from '../domain/gates.ts';
import { whyNotByItself } from '../domain/handover.ts';
import type { Balances } from '../domain/ledger.ts';
import type { LetterInterest } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import { choosePolicy, debtorKey, type StoredPolicy } from '../domain/policies.ts';
import {
  chooseChannel,
  reasonForNoChannel,
  type RunItem,
  type RunWarning,
  type SkipReason,
  type Ways,
} from '../domain/runs.ts';
import type { Shop } from '../domain/shop.ts';
import { sha256, type Trx } from '../storage/database.ts';
import { listInvoiceDocuments } from '../storage/documents.ts';
import { type DunningCandidate, listReminders, type StoredReminder } from '../storage/dunning.ts';
import { listMovementsOf, readBalancesOf } from '../storage/pages.ts';
import {
  listBlocks,
  type Movement,
  type StoredBlock,
  type StoredDebtor,
} from '../storage/receivables.ts';
import { listApprovals } from '../storage/runs.ts';
import { defaultOf, inDefaultFrom } from './default-of.ts';
import { type HandoverFacts, readHandover } from './hand-over.ts';
import { type Acting, type House, shopHolidays } from './house.ts';
import { interestOf } from './notice-interest.ts';
import { addressLinesOf, isFree, languageOf } from './reminder-letter.ts';

/** What a run knows before it looks at the first receivable. */
export interface RunContext extends Acting {
  house: House;
  shop: Shop;
  runId: number;
  runOn: IsoDate;
  policies: readonly StoredPolicy[];
  /** The agency that a final notice names; null gives general words. */
  agencyName: string | null;
  /** A person commits: then no level waits for an approval. */
  byPerson: boolean;
}

/** What a notice says of one receivable, worked out but not yet written. */
export interface Remind {
  step: RemindStep;
  /** Which of several at this level. */
  take: number;
  /** First day of default, if it has come. */
  inDefault: IsoDate | null;
  /** Sent in this round after the due date, oldest first. */
  earlier: readonly StoredReminder[];
  paidCents: Cents;
  feeCents: Cents;
  /** Of the costs and the fee together: the lump sum of BGB 288(5). */
  lumpSumCents: Cents;
  interest: readonly LetterInterest[];
  interestCents: Cents;
  /** Why the interest is not all that is owed, or null. */
  interestGap: RunWarning | null;
}

export interface Decided {
  candidate: DunningCandidate;
  item: RunItem;
  policyVersion: number;
  remind: Remind | null;
  handover: HandoverFacts | null;
}

/** The first day on which no receivable gets a notice before its due date; null without any. */
export const preDueUntil = (policies: readonly StoredPolicy[], on: IsoDate): IsoDate | null => {
  const days = latestPreDueDay(policies);
  return days === 0 ? null : addDays(on, days);
};

/** Facts of a page, read at once for all its receivables. */
interface PageFacts {
  blocks: ReadonlyMap<number, readonly StoredBlock[]>;
  reminders: ReadonlyMap<number, readonly StoredReminder[]>;
  approved: ReadonlySet<string>;
  balances: ReadonlyMap<number, Balances>;
  movements: ReadonlyMap<number, readonly Movement[]>;
  /** The invoices we keep, of those whose level wants them with the notice. */
  invoices: ReadonlyMap<number, number>;
  /** A person chose another channel for these. */
  channels: ReadonlyMap<number, ReminderChannel>;
}

interface Stepped {
  candidate: DunningCandidate;
  stored: StoredPolicy;
  step: ReturnType<typeof nextDunningStep>;
}

/** Decides each receivable of a page; nothing is written. */
export async function decidePage(
  trx: Trx,
  ctx: RunContext,
  candidates: readonly DunningCandidate[],
  channels: PageFacts['channels'] = new Map(),
): Promise<Decided[]> {
  const ids = candidates.map(({ receivable }) => receivable.id);
  const share = ctx.policies.some(({ policy }) => asksForShare(policy));
  const facts = {
    channels,
    blocks: await listBlocks(trx, ids),
    reminders: await listReminders(trx, ids),
    approved: new Set<string>(),
    balances: share ? await readBalancesOf(trx, ids) : new Map<number, Balances>(),
    movements: new Map<number, readonly Movement[]>(),
    invoices: new Map<number, number>(),
  };
  const stepped = candidates.map((candidate) => stepOf(ctx, facts, candidate));
  const reminded = stepped.filter(({ step }) => step.do === 'remind');
  const idsOf = (list: readonly Stepped[]) => list.map(({ candidate }) => candidate.receivable.id);
  if (!share) facts.balances = await readBalancesOf(trx, idsOf(reminded));
  const withInterest = reminded.filter(({ step }) => step.do === 'remind' && step.interest);
  facts.movements = await listMovementsOf(trx, idsOf(withInterest));
  const asking = reminded.filter(({ step }) => step.do === 'remind' && step.approval);
  for (const { receivableId, round, level } of await listApprovals(trx, idsOf(asking))) {
    facts.approved.add(`${receivableId}:${round}:${level}`);
  }
  const enclosing = reminded.filter(
    ({ step }) => step.do === 'remind' && step.attachments.includes('invoice'),
  );
  facts.invoices = await listInvoiceDocuments(trx, idsOf(enclosing));
  const decided: Decided[] = [];
  for (const one of stepped) decided.push(await decide(trx, ctx, facts, one));
  return decided;
}

/** Whose policy holds for a receivable. */
export const policyFor = (
  { policies }: RunContext,
  { receivable, debtor }: DunningCandidate,
): StoredPolicy =>
  choosePolicy(policies, {
    receivableId: receivable.id,
    debtorId: debtor.id,
    debtorNumber: debtor.debtorNumber,
    customerGroup: debtor.customerGroup,
    debtorKind: debtor.kind,
    pinnedVersion: receivable.policyVersion,
  });

function stepOf(ctx: RunContext, facts: PageFacts, candidate: DunningCandidate): Stepped {
  const { receivable, debtor } = candidate;
  const stored = policyFor(ctx, candidate);
  const reminders = facts.reminders.get(receivable.id) ?? [];
  const balances = facts.balances.get(receivable.id);
  const hints = reminders.filter(
    ({ round, level, state }) =>
      round === receivable.round && level === 0 && (state === 'sent' || state === 'planned'),
  );
  const picture = {
    receivable,
    debtorKind: debtor.kind,
    blocks: facts.blocks.get(receivable.id) ?? [],
    reminderInDelivery: reminders.some(({ state }) => IN_DELIVERY.includes(state)),
    originalCents: balances === undefined ? null : -balances.revenue,
    preDueNoticeOn: hints.at(-1)?.runOn ?? null,
  };
  return { candidate, stored, step: nextDunningStep(picture, stored.policy, ctx.runOn) };
}

/** One receivable as if the policy asked for this step today: to look at its letter. */
export async function decideAs(
  trx: Trx,
  ctx: RunContext,
  candidate: DunningCandidate,
  wish: { step: RemindStep; channel: ReminderChannel; language: RunItem['language'] },
): Promise<Decided> {
  const ids = [candidate.receivable.id];
  const facts = {
    reminders: await listReminders(trx, ids),
    balances: await readBalancesOf(trx, ids),
    movements: await listMovementsOf(trx, ids),
  };
  const remind = remindOf(ctx, facts, candidate, wish.step);
  const { channel, language, step } = wish;
  const { debtorKey, groupKey } = keysOf(ctx.shop, candidate, { kind: 'hand_over' });
  const told = { debtorKey, groupKey, outcome: 'remind', channel, language } as const;
  const item = { ...itemOf(candidate, 'remind'), ...told, template: step.template };
  return { candidate, item, policyVersion: 0, remind, handover: null };
}

/** On its way, or waiting for a person. */
const IN_DELIVERY: readonly StoredReminder['state'][] = ['planned', 'failed', 'unconfirmed'];

async function decide(
  trx: Trx,
  ctx: RunContext,
  facts: PageFacts,
  stepped: Stepped,
): Promise<Decided> {
  const { candidate, stored, step } = stepped;
  const decided = {
    candidate,
    policyVersion: stored.version,
    remind: null,
    handover: null,
    item: itemOf(candidate, step.do),
  };
  switch (step.do) {
    case 'wait':
      return { ...decided, item: { ...decided.item, reason: step.because } };
    case 'hand_over':
      return decideHandover(trx, ctx, decided);
    case 'remind':
      return decideReminder(ctx, facts, decided, step);
  }
}

function itemOf({ receivable }: DunningCandidate, step: RunItem['step']): RunItem {
  return {
    receivableId: receivable.id,
    debtorKey: null,
    groupKey: null,
    step,
    outcome: 'skip',
    reason: null,
    warning: null,
    level: receivable.level,
    template: null,
    channel: null,
    language: null,
    currency: receivable.currency,
    openCents: receivable.principalCents,
    feeCents: 0,
    interestCents: 0,
    totalCents: receivable.principalCents + receivable.costsCents,
  };
}

async function decideHandover(trx: Trx, ctx: RunContext, decided: Decided): Promise<Decided> {
  const { house, shop, runOn } = ctx;
  const { candidate } = decided;
  const skip = (reason: SkipReason): Decided => ({ ...decided, item: { ...decided.item, reason } });
  const facts = await readHandover(house, trx, shop, { candidate, on: runOn });
  const shut = facts.gates.find((gate) => !gate.passed);
  if (shut !== undefined && !allPassed(facts.gates)) return skip(`gate:${shut.gate}`);
  const { start, automatic } = shop.settings.handover;
  const claim = { ...candidate.receivable, debtorKind: candidate.debtor.kind };
  if (start === 'approval' || whyNotByItself(automatic, claim, runOn) !== null) {
    return skip('approval_needed');
  }
  if (facts.accountId === null) return skip('no_agency_account');
  const keys = keysOf(shop, candidate, { kind: 'hand_over' });
  return {
    ...decided,
    handover: facts,
    item: { ...decided.item, ...keys, outcome: 'hand_over' },
  };
}

function decideReminder(
  ctx: RunContext,
  facts: PageFacts,
  decided: Decided,
  step: RemindStep,
): Decided {
  const { shop } = ctx;
  const { candidate } = decided;
  const { receivable, debtor } = candidate;
  const language = languageOf(shop, debtor);
  const remind = remindOf(ctx, facts, candidate, step);
  const { feeCents, interestCents } = remind;
  const item: RunItem = {
    ...decided.item,
    level: step.level,
    template: step.template,
    language,
    warning: remind.interestGap,
    feeCents,
    interestCents,
    totalCents: decided.item.totalCents + feeCents + interestCents,
  };
  const reminders = facts.reminders.get(receivable.id) ?? [];
  const refused = reminders.find(
    (one) => one.state === 'stopped' && isSame(one, receivable.round, step.level, remind.take),
  );
  const chosen = facts.channels.get(receivable.id);
  const channels = chosen === undefined ? step.channels : [chosen];
  const channel = chooseChannel(channels, waysOf(shop, debtor), refused?.refusedChannels);
  if (channel === null) {
    return { ...decided, item: { ...item, reason: reasonForNoChannel(channels) } };
  }
  const keys = keysOf(shop, candidate, { kind: 'notice', channel, language, step });
  const asked = `${receivable.id}:${receivable.round}:${step.level}`;
  const needsApproval = step.approval && !ctx.byPerson && !facts.approved.has(asked);
  const outcome = needsApproval ? 'skip' : 'remind';
  const reason = needsApproval ? 'approval_needed' : null;
  const wantsInvoice = takesAttachments(channel) && step.attachments.includes('invoice');
  const lacks = wantsInvoice && !facts.invoices.has(receivable.id) ? 'no_invoice_document' : null;
  const warning = item.warning ?? lacks;
  return { ...decided, remind, item: { ...item, ...keys, channel, outcome, reason, warning } };
}

const isSame = (one: StoredReminder, round: number, level: number, take: number): boolean =>
  one.round === round && one.level === level && one.take === take;

function remindOf(
  ctx: RunContext,
  facts: Pick<PageFacts, 'reminders' | 'balances' | 'movements'>,
  candidate: DunningCandidate,
  step: RemindStep,
): Remind {
  const { shop, house, runOn } = ctx;
  const { receivable, debtor } = candidate;
  const all = facts.reminders.get(receivable.id) ?? [];
  const inRound = all.filter(({ round }) => round === receivable.round);
  const earlier = inRound.filter(({ state, level }) => state === 'sent' && level > 0);
  const holidays = shopHolidays(house, shop);
  const ground = defaultOf(shop, receivable, debtor.kind, { reminders: earlier, holidays });
  const inDefault = inDefaultFrom(ground, runOn);
  const free = inDefault === null || isFree(step.template);
  const { feeCents, lumpSumCents } = free
    ? { feeCents: 0, lumpSumCents: 0 }
    : feeOf(candidate, step, all);
  const movements = facts.movements.get(receivable.id) ?? [];
  const { segments: interest, gap: interestGap } =
    free || !step.interest
      ? { segments: [], gap: null }
      : interestOf(shop, { candidate, ground, movements, on: runOn });
  const ended = inRound.filter(
    ({ level, state }) => level === step.level && (state === 'sent' || state === 'withdrawn'),
  );
  const balances = facts.balances.get(receivable.id);
  return {
    step,
    take: ended.length + 1,
    inDefault,
    earlier,
    paidCents: Math.max(0, -(balances?.revenue ?? 0) - receivable.principalCents),
    feeCents,
    lumpSumCents,
    interest,
    interestCents: interest.reduce((total, segment) => total + segment.amountCents, 0),
    interestGap,
  };
}

/** BGB 288(5): 40 EUR, once for each claim and from a business only. */
const LUMP_SUM_CENTS = 40_00;

/** The fee of a level; the lump sum is never charged a second time, in whatever round. */
function feeOf(
  { receivable, debtor }: DunningCandidate,
  step: RemindStep,
  reminders: readonly StoredReminder[],
): { feeCents: Cents; lumpSumCents: Cents } {
  const isLumpSum = (cents: Cents): boolean =>
    debtor.kind === 'business' && receivable.currency === 'EUR' && cents === LUMP_SUM_CENTS;
  const charged = reminders.some(({ state, feeCents }) => state === 'sent' && isLumpSum(feeCents));
  const feeCents = charged && isLumpSum(step.feeCents) ? 0 : step.feeCents;
  const costs = receivable.costsCents + feeCents;
  return {
    feeCents,
    lumpSumCents: charged || isLumpSum(feeCents) ? Math.min(costs, LUMP_SUM_CENTS) : 0,
  };
}

/** On which ways a debtor can be reached now. */
export function waysOf({ settings }: Shop, debtor: StoredDebtor): Ways {
  const named = debtor.lastName !== null || debtor.company !== null;
  const { street, postcode, city } = debtor;
  return {
    email: debtor.email !== null && debtor.emailFailedOn === null,
    letter: named && [street, postcode, city].every((part) => (part ?? '').trim() !== ''),
    telephone: debtor.phone !== null,
    webhook: settings.dunning.webhook !== null,
  };
}

type Matter =
  | { kind: 'hand_over' }
  | { kind: 'notice'; channel: ReminderChannel; language: string; step: RemindStep };

/** The debtor in one currency, and what of it goes into one message to one recipient. */
function keysOf(
  shop: Shop,
  { receivable, debtor }: DunningCandidate,
  matter: Matter,
): { debtorKey: string; groupKey: string } {
  const alone = matter.kind === 'hand_over' || !shop.settings.dunning.grouping;
  const what =
    matter.kind === 'hand_over'
      ? ['hand_over']
      : [
          matter.channel,
          matter.language,
          debtor.kind,
          recipientOf(debtor, matter.channel),
          matter.step.level === 0 ? 'before' : 'after',
        ];
  const parts = JSON.stringify([...what, alone ? receivable.id : null]);
  const who = debtorHash(debtor, receivable.currency);
  return { debtorKey: who, groupKey: sha256(parts).slice(0, 16) };
}

/** One debtor over all his orders, in one currency or in all. */
export const debtorHash = (
  debtor: { id: number; debtorNumber: string | null },
  currency: string | null,
): string => sha256(JSON.stringify([debtorKey(debtor), currency])).slice(0, 32);

/** To whom a notice goes on a channel: what is the same goes into one. */
export function recipientOf(debtor: StoredDebtor, channel: ReminderChannel): string {
  switch (channel) {
    case 'email':
      return (debtor.email ?? '').toLowerCase();
    case 'letter':
      return addressLinesOf(debtor, true).join('\n');
    case 'telephone':
      return debtor.phone ?? '';
    case 'webhook':
      return 'webhook';
  }
}
