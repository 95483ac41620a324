import type { IsoDate } from '../domain/calendar.ts';
import { dayOf } from '../domain/calendar.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { choosePolicy, type StoredPolicy, inForce } from '../domain/policies.ts';
import type { Shop } from '../domain/shop.ts';
import type { DunningCandidate } from '../storage/dunning.ts';
import {
  type CardFacts,
  listReceivablesOfCustomer,
  listReceivablesOfOrders,
  readCardFacts,
} from '../storage/order-cards.ts';
import { listPolicies } from '../storage/policies.ts';
import { listBlocks, type StoredBlock } from '../storage/blocks.ts';
import { getShop } from '../storage/shops.ts';
import type { House } from './house.ts';
import { type Next, readNext } from './outlook.ts';
import { readStatement } from './read-statement.ts';

type Statement = Awaited<ReturnType<typeof readStatement>>;

/** Of one customer the newest are shown; older ones are in the console. */
const CUSTOMER_LIMIT = 50;

/**
 * What a clerk sees at an order or a customer of the shop's admin: one answer holds all of it, so
 * that the page waits once.
 */
export async function readOrderCards(
  house: House,
  wish: { shopId: number; orderIds: readonly string[]; customerId: string | null },
  on: IsoDate,
) {
  const { db } = house;
  const shop = await getShop(db, wish.shopId);
  const found =
    wish.customerId === null
      ? await listReceivablesOfOrders(db, shop.id, wish.orderIds)
      : await listReceivablesOfCustomer(db, shop.id, wish.customerId, CUSTOMER_LIMIT);
  const ids = found.map(({ receivable }) => receivable.id);
  const known = {
    policies: inForce(await listPolicies(db, shop.id), shop.settings.connection),
    blocks: await listBlocks(db, ids),
    factsOf: await readCardFacts(db, shop.id, ids),
  };
  const items = [];
  for (const candidate of found) items.push(await cardOf(house, shop, candidate, { ...known, on }));
  return items;
}

const ENDED: readonly ReceivableState[] = ['paid', 'written_off', 'cancelled'];

/** Which of the chosen orders are receivables at all, and where they stand. */
export async function readChosenOrders(house: House, shopId: number, orderIds: readonly string[]) {
  const found = await listReceivablesOfOrders(house.db, shopId, orderIds);
  return found.map(({ receivable }) => ({
    receivableId: receivable.id,
    orderId: receivable.externalId,
    orderName: receivable.orderName,
    state: receivable.state,
  }));
}

interface Known {
  policies: readonly StoredPolicy[];
  blocks: ReadonlyMap<number, readonly StoredBlock[]>;
  factsOf: (receivableId: number) => CardFacts;
  on: IsoDate;
}

async function cardOf(house: House, shop: Shop, candidate: DunningCandidate, known: Known) {
  const { receivable } = candidate;
  const { on } = known;
  const facts = known.factsOf(receivable.id);
  const blocks = (known.blocks.get(receivable.id) ?? []).filter(
    ({ untilOn }) => untilOn === null || untilOn >= on,
  );
  const target = { shopId: shop.id, receivableId: receivable.id };
  const statement = await readStatement(house, target, on);
  const openCents = receivable.principalCents + receivable.costsCents;
  // Whoever paid the whole principal is asked for no interest any more.
  const interestCents = ENDED.includes(receivable.state) ? 0 : statement.interestCents;
  const next = await readNext(house, target, on);
  return {
    receivableId: receivable.id,
    orderId: receivable.externalId,
    orderName: receivable.orderName,
    invoiceNumber: receivable.invoiceNumber,
    currency: receivable.currency,
    state: receivable.state,
    level: receivable.level,
    levels: countLevels(candidate, known),
    dueOn: receivable.dueOn,
    openCents,
    interestCents,
    totalCents: openCents + interestCents,
    next: nextOf(next, receivable.state),
    hold: holdOf(blocks),
    claim: claimOf(facts),
    news: newsOf(shop, { facts, blocks, statement }),
    letters: facts.reminders.map((reminder) => ({
      id: reminder.id,
      level: reminder.level,
      template: reminder.template,
      sentOn: reminder.sentAt === null ? null : dayOf(reminder.sentAt, shop.settings.timeZone),
      path: `/api/v1/reminders/${reminder.id}/letter`,
    })),
    consolePath: `/receivables/${receivable.id}`,
  };
}

/** How many reminders the policy of a receivable has. */
function countLevels({ receivable, debtor }: DunningCandidate, { policies }: Known): number {
  const { policy } = choosePolicy(policies, {
    receivableId: receivable.id,
    debtorId: debtor.id,
    debtorNumber: debtor.debtorNumber,
    customerGroup: debtor.customerGroup,
    debtorKind: debtor.kind,
    pinnedVersion: receivable.policyVersion,
  });
  return policy.levels.length;
}

/** What a clerk tells a customer on the telephone: the next step and its first day, or why none. */
function nextOf(next: Next, state: ReceivableState): CardNext {
  const none = { step: 'none' as const, level: null, on: null };
  if (next.step === 'nothing') return { ...none, because: END[state] ?? 'closed' };
  if (next.because === 'reminder_in_delivery') return { ...none, because: 'in_delivery' };
  if (next.nextOn === null) {
    const held = next.blocks.length > 0 ? 'on_hold' : 'nothing';
    return { ...none, because: WAITS[next.because ?? ''] ?? held };
  }
  const { level, nextOn: on } = next;
  return level === null
    ? { step: 'handover', level, on, because: null }
    : { step: 'reminder', level, on, because: null };
}

export interface CardNext {
  step: 'reminder' | 'handover' | 'none';
  level: number | null;
  /** Not before this day. */
  on: IsoDate | null;
  because: NothingBecause | null;
}

export const NOTHING_BECAUSE = [
  'paid',
  'closed',
  'at_agency',
  'on_hold',
  'in_delivery',
  'below_minimum',
  'due_date_unknown',
  'nothing',
] as const;

type NothingBecause = (typeof NOTHING_BECAUSE)[number];

const END: Partial<Record<ReceivableState, NothingBecause>> = {
  paid: 'paid',
  handed_over: 'at_agency',
};

const WAITS: Readonly<Record<string, NothingBecause>> = {
  paid: 'paid',
  blocked: 'on_hold',
  below_minimum: 'below_minimum',
  below_share: 'below_minimum',
  due_date_unknown: 'due_date_unknown',
};

/** Of several holds the one that lasts longest. */
function holdOf(blocks: readonly StoredBlock[]) {
  const [longest] = blocks.toSorted((a, b) => lastDay(b).localeCompare(lastDay(a)));
  if (longest === undefined) return null;
  return { id: longest.id, reason: longest.reason, untilOn: longest.untilOn };
}

const lastDay = ({ untilOn }: StoredBlock): string => untilOn ?? '9999-12-31';

function claimOf({ claim }: CardFacts) {
  if (claim === null) return null;
  const { state, fileNumber, statusText } = claim;
  return { state, fileNumber, statusText };
}

interface News {
  kind: 'reminder' | 'payment' | 'agency' | 'hold';
  on: IsoDate;
  text: string | null;
}

/** The latest of what was paid, said by the agency, held and sent; of one day in this order. */
function newsOf(
  shop: Shop,
  told: { facts: CardFacts; blocks: readonly StoredBlock[]; statement: Statement },
): News | null {
  const { facts, blocks, statement } = told;
  const day = (at: Parameters<typeof dayOf>[0]): IsoDate => dayOf(at, shop.settings.timeZone);
  const news: News[] = [];
  for (const { on } of statement.payments) news.push({ kind: 'payment', on, text: null });
  const { claim } = facts;
  if (claim !== null && claim.newsAt !== null) {
    news.push({ kind: 'agency', on: day(claim.newsAt), text: claim.statusText });
  }
  for (const { id } of blocks) {
    const at = facts.placedAt.get(id);
    if (at !== undefined) news.push({ kind: 'hold', on: day(at), text: null });
  }
  for (const { sentAt } of facts.reminders) {
    if (sentAt !== null) news.push({ kind: 'reminder', on: day(sentAt), text: null });
  }
  // Sorting is stable: of one day the first kind stays first.
  return news.toSorted((a, b) => b.on.localeCompare(a.on))[0] ?? null;
}
