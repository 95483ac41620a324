/** Makes notices of what was decided: who gets one letter for how many receivables. */
import { addSeconds } from '../domain/calendar.ts';
import { accountPage } from '../domain/account-page.ts';
import { isBlocked } from '../domain/dunning.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { brokenLimit } from '../domain/runs.ts';
import type { Trx } from '../storage/database.ts';
import { listInvoiceDocuments } from '../storage/documents.ts';
import { type DunningCandidate, listSiblings } from '../storage/dunning.ts';
import { countNotices, listStandingCredits } from '../storage/notices.ts';
import { listMovementsOf, readBalancesOf } from '../storage/pages.ts';
import { listBlocks, type Movement } from '../storage/receivables.ts';
import { accountLines, attaches, type Attachment, attachmentsOf, wantedOf } from './attachments.ts';
import { type NoticeItem, writeNotice, type WrittenNotice } from './reminder-letter.ts';
import { type Decided, debtorHash, type RunContext } from './run-decisions.ts';

/** A notice that is ready to be frozen. */
export interface Draft {
  group: readonly Decided[];
  written: WrittenNotice;
  /** All credits of the debtor that were known; the last look compares. */
  creditsKnownCents: Cents;
  disputedIds: readonly number[];
  /** The letter as it is printed; null on every other channel. */
  pdf: Uint8Array | null;
  /** What goes with an e-mail or a letter; made with the PDF, never for a proposal. */
  attachments: readonly Attachment[];
}

/** How much a run has frozen so far: its limits count it. */
export interface SoFar {
  notices: number;
  noticesCents: Cents;
}

export interface Composed extends SoFar {
  drafts: readonly Draft[];
  /** Why a receivable that was to be reminded is left out. */
  skips: ReadonlyMap<number, string>;
}

/** What else a page of notices needs to know of its debtors and receivables. */
interface Siblings {
  /** Everything that changed the balance of what goes by letter or with a statement. */
  movements: ReadonlyMap<number, readonly Movement[]>;
  /** The document of each invoice that is wanted with a notice. */
  invoices: ReadonlyMap<number, number>;
  /** Credits by debtor and currency, less what other notices took off. */
  creditsCents: Map<string, Cents>;
  /** All of them, as they stand in the books. */
  knownCents: ReadonlyMap<string, Cents>;
  disputed: ReadonlyMap<string, readonly DisputedItem[]>;
}

interface DisputedItem {
  candidate: DunningCandidate;
  paidCents: Cents;
}

/** Blocks whose items are shown as being in clarification. */
const DISPUTES: readonly string[] = ['dispute', 'dispute_at_payment'];

/**
 * Writes the notices of a page of reminders. `reminded` holds all of each debtor, so that his
 * credits are taken off once. Nothing is stored.
 */
export async function composePage(
  trx: Trx,
  ctx: RunContext,
  reminded: readonly Decided[],
  wish: SoFar & { withPdf: boolean },
): Promise<Composed> {
  const siblings = await siblingsOf(trx, ctx, reminded);
  const toDebtor = await readToDebtor(trx, ctx, reminded);
  const sofar = { notices: wish.notices, noticesCents: wish.noticesCents };
  const drafts: Draft[] = [];
  const skips = new Map<number, string>();
  const groups = Map.groupBy(reminded, groupOf);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const person = debtorHash(first.candidate.debtor, null);
    const count = { ...sofar, toDebtor: toDebtor.get(person) ?? 0 };
    const { dunning } = ctx.shop.settings;
    const composed = await composeGroup(ctx, group, siblings);
    const limit =
      brokenLimit(dunning, count, composed.draft?.written.facts.totals.payCents ?? 0) ?? null;
    for (const [receivableId, reason] of composed.skips) skips.set(receivableId, reason);
    if (composed.draft === null) continue;
    if (limit !== null) {
      for (const { item } of composed.draft.group) skips.set(item.receivableId, limit);
      continue;
    }
    const sheets = wish.withPdf ? await sheetsOf(ctx, composed.draft, siblings) : NO_SHEETS;
    if (sheets === 'facts_missing') {
      for (const { item } of composed.draft.group) skips.set(item.receivableId, sheets);
      continue;
    }
    sofar.notices += 1;
    sofar.noticesCents += composed.draft.written.facts.totals.payCents;
    toDebtor.set(person, count.toDebtor + 1);
    takeOff(siblings, group, composed.draft.written.facts.totals.creditsCents);
    drafts.push({ ...composed.draft, ...sheets });
  }
  return { ...sofar, drafts, skips };
}

const groupOf = ({ item }: Decided): string => `${item.debtorKey}.${item.groupKey}`;

type Sheets = Pick<Draft, 'pdf' | 'attachments'>;

const NO_SHEETS: Sheets = { pdf: null, attachments: [] };

type GroupDraft = Omit<Draft, keyof Sheets>;

/** Why a notice cannot be written: something is missing in the books, or its words are refused. */
type Unwritable = 'facts_missing' | 'text_refused';

const isUnwritable = (draft: GroupDraft | string): draft is Unwritable =>
  draft === 'facts_missing' || draft === 'text_refused';

/**
 * The letter about one receivable, with what else there is between creditor and debtor; null when
 * credits cover it. The limits of a run do not hold. Throws `InvalidInput` with what is missing.
 */
export async function composeAlone(
  trx: Trx,
  ctx: RunContext,
  decided: Decided,
): Promise<WrittenNotice | null> {
  const siblings = await siblingsOf(trx, ctx, [decided]);
  const key = decided.item.debtorKey ?? '';
  const others = (siblings.disputed.get(key) ?? []).filter(
    ({ candidate }) => candidate.receivable.id !== decided.item.receivableId,
  );
  const disputed = new Map([[key, others]]);
  return (await writeGroup(ctx, [decided], { ...siblings, disputed }))?.written ?? null;
}

async function siblingsOf(
  trx: Trx,
  ctx: RunContext,
  reminded: readonly Decided[],
): Promise<Siblings> {
  const statements = new Set(reminded.filter((one) => attaches(one, 'statement')).map(groupOf));
  const idsOf = (wants: (one: Decided) => boolean): number[] =>
    reminded.filter(wants).map(({ item }) => item.receivableId);
  const told = idsOf((one) => one.item.channel === 'letter' || statements.has(groupOf(one)));
  const found = await readSiblings(trx, ctx, reminded);
  return {
    ...found,
    knownCents: found.creditsCents,
    creditsCents: await freeCredits(trx, ctx, reminded, found.creditsCents),
    movements: told.length === 0 ? new Map() : await listMovementsOf(trx, told),
    invoices: await listInvoiceDocuments(
      trx,
      idsOf((one) => attaches(one, 'invoice')),
    ),
  };
}

async function composeGroup(
  ctx: RunContext,
  group: readonly Decided[],
  siblings: Siblings,
): Promise<{ draft: GroupDraft | null; skips: Map<number, string> }> {
  const skips = new Map<number, string>();
  let rest = group;
  let draft = await draftOf(ctx, rest, siblings);
  if (isUnwritable(draft) && group.length > 1) {
    // One that cannot be written stops no other of the same debtor.
    const good: Decided[] = [];
    for (const one of group) {
      const alone = await draftOf(ctx, [one], NO_SIBLINGS);
      if (isUnwritable(alone)) skips.set(one.item.receivableId, alone);
      else good.push(one);
    }
    rest = good;
    draft = good.length === 0 ? draft : await draftOf(ctx, good, siblings);
  }
  if (typeof draft !== 'string') return { draft, skips };
  for (const { item } of rest) skips.set(item.receivableId, draft);
  if (draft === 'covered_by_credit') {
    const owed = rest.reduce((total, { item }) => total + item.totalCents, 0);
    takeOff(siblings, group, owed);
  }
  return { draft: null, skips };
}

/** What one notice takes off is no credit for the next. */
function takeOff({ creditsCents }: Siblings, group: readonly Decided[], cents: Cents): void {
  const key = keyOf(group);
  creditsCents.set(key, Math.max(0, (creditsCents.get(key) ?? 0) - cents));
}

const NO_SIBLINGS: Siblings = {
  creditsCents: new Map(),
  knownCents: new Map(),
  disputed: new Map(),
  movements: new Map(),
  invoices: new Map(),
};

const keyOf = (group: readonly Decided[]): string => group[0]?.item.debtorKey ?? '';

async function draftOf(
  ctx: RunContext,
  group: readonly Decided[],
  siblings: Siblings,
): Promise<GroupDraft | Unwritable | 'covered_by_credit'> {
  try {
    return (await writeGroup(ctx, group, siblings)) ?? 'covered_by_credit';
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.about === 'text' ? 'text_refused' : 'facts_missing';
  }
}

/** The notice to one debtor; null when credits cover it. */
async function writeGroup(
  ctx: RunContext,
  group: readonly Decided[],
  siblings: Siblings,
): Promise<GroupDraft | null> {
  const items = group.flatMap(toNoticeItem);
  const [first] = group;
  const channel = first?.item.channel ?? 'email';
  const language = first?.item.language ?? ctx.shop.settings.language;
  const key = keyOf(group);
  const creditsKnownCents = siblings.knownCents.get(key) ?? 0;
  const isHint = items.every(({ level }) => level === 0);
  const disputed = isHint ? [] : (siblings.disputed.get(key) ?? []);
  const written = await writeNotice(ctx.house, ctx.shop, {
    on: ctx.runOn,
    language,
    channel,
    items,
    disputed,
    creditsCents: siblings.creditsCents.get(key) ?? 0,
    agencyName: ctx.agencyName,
    attachments: wantedOf(group, siblings.invoices),
  });
  if (written === null) return null;
  const disputedIds = disputed.map(({ candidate }) => candidate.receivable.id);
  const sheet = withAccount(written, group, siblings.movements);
  return { group, written: sheet, creditsKnownCents, disputedIds };
}

/**
 * A letter gets the statement of account with it, where there is more to it than the invoices and no
 * statement is attached.
 */
function withAccount(
  written: WrittenNotice,
  group: readonly Decided[],
  movements: Siblings['movements'],
): WrittenNotice {
  if (group[0]?.item.channel !== 'letter') return written;
  if (group.some((one) => attaches(one, 'statement'))) return written;
  const { rendered, facts } = written;
  const { document } = rendered;
  const page = accountPage(document.language, facts.currency, accountLines(group, movements));
  if (page === null) return written;
  const blocks = [...document.blocks, page];
  return { ...written, rendered: { ...rendered, document: { ...document, blocks } } };
}

function toNoticeItem({ candidate, remind }: Decided): NoticeItem[] {
  if (remind === null) return [];
  const { step, inDefault, paidCents, feeCents, lumpSumCents, interest, earlier } = remind;
  const { template, level, deadlineDays } = step;
  return [
    {
      candidate,
      template,
      level,
      deadlineDays,
      inDefault,
      paidCents,
      feeCents,
      lumpSumCents,
      interest,
      earlier,
    },
  ];
}

async function sheetsOf(
  ctx: RunContext,
  draft: GroupDraft,
  { movements, invoices }: Siblings,
): Promise<Sheets | 'facts_missing'> {
  const { group, written } = draft;
  const { letters } = ctx.house;
  const isLetter = group[0]?.item.channel === 'letter';
  try {
    const lines = accountLines(group, movements);
    return {
      pdf: isLetter ? await letters.toPdf(written.rendered.document) : null,
      attachments: await attachmentsOf(ctx, draft, { lines, invoices }),
    };
  } catch (error) {
    if (error instanceof InvalidInput) return 'facts_missing';
    throw error;
  }
}

/** What else there is between the creditor and these debtors: credits and disputed items. */
async function readSiblings(
  trx: Trx,
  ctx: RunContext,
  reminded: readonly Decided[],
): Promise<Pick<Siblings, 'creditsCents' | 'disputed'>> {
  const { shop, runOn } = ctx;
  if (!shop.settings.dunning.grouping || reminded.length === 0) {
    return { creditsCents: new Map(), disputed: new Map() };
  }
  const debtors = reminded.map(({ candidate }) => candidate.debtor);
  const found = await listSiblings(trx, shop.id, debtors, DISPUTES);
  const creditsCents = creditsOf(found);
  if (shop.settings.dunning.disputedItems === 'leave_out') {
    return { creditsCents, disputed: new Map() };
  }
  const open = found.filter(
    ({ receivable }) =>
      receivable.principalCents > 0 &&
      DUNNABLE.includes(receivable.state) &&
      receivable.dueOn !== null &&
      receivable.dueOn < runOn,
  );
  const ids = open.map(({ receivable }) => receivable.id);
  const blocks = await listBlocks(trx, ids);
  const balances = await readBalancesOf(trx, ids);
  const disputed = open
    .filter(({ receivable }) =>
      isBlocked(
        (blocks.get(receivable.id) ?? []).filter(({ reason }) => DISPUTES.includes(reason)),
        runOn,
      ),
    )
    .map((candidate) => {
      const { id, principalCents } = candidate.receivable;
      const paid = -(balances.get(id)?.revenue ?? 0) - principalCents;
      return { candidate, paidCents: Math.max(0, paid) };
    });
  const keyed = Map.groupBy(disputed, ({ candidate }) =>
    debtorHash(candidate.debtor, candidate.receivable.currency),
  );
  return { creditsCents, disputed: keyed };
}

/** What the creditor owes each debtor, by debtor and currency: over-payments and credit notes. */
export function creditsOf(found: readonly DunningCandidate[]): Map<string, Cents> {
  const credits = new Map<string, Cents>();
  for (const { receivable, debtor } of found) {
    if (receivable.principalCents >= 0) continue;
    const key = debtorHash(debtor, receivable.currency);
    credits.set(key, (credits.get(key) ?? 0) - receivable.principalCents);
  }
  return credits;
}

/**
 * The credits that no standing letter about other receivables has taken off: a debtor who follows
 * every letter pays neither too much nor too little.
 */
async function freeCredits(
  trx: Trx,
  { shop }: RunContext,
  reminded: readonly Decided[],
  inBooksCents: ReadonlyMap<string, Cents>,
): Promise<Map<string, Cents>> {
  const free = new Map(inBooksCents);
  if (free.size === 0) return free;
  const about = new Set(reminded.map(({ item }) => item.receivableId));
  const persons = new Set(reminded.map(({ candidate }) => debtorHash(candidate.debtor, null)));
  const standing = await listStandingCredits(trx, shop.id, [...persons]);
  for (const [key, { candidate }] of new Map(reminded.map((one) => [keyOf([one]), one]))) {
    const { debtor, receivable } = candidate;
    const person = debtorHash(debtor, null);
    const taken = standing
      .filter((one) => one.debtorKey === person && one.currency === receivable.currency)
      .filter(({ receivableIds }) => !receivableIds.some((id) => about.has(id)))
      .reduce((total, { creditsCents }) => total + creditsCents, 0);
    free.set(key, Math.max(0, (free.get(key) ?? 0) - taken));
  }
  return free;
}

async function readToDebtor(
  trx: Trx,
  { shop, at }: RunContext,
  reminded: readonly Decided[],
): Promise<Map<string, number>> {
  const limit = shop.settings.dunning.mostNoticesPerDebtor;
  if (limit === null) return new Map();
  const persons = new Set(reminded.map(({ candidate }) => debtorHash(candidate.debtor, null)));
  const since = addSeconds(at, -limit.days * 86_400);
  return countNotices(trx, shop.id, [...persons], since);
}
