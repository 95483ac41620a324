import type { IsoDate } from '../domain/calendar.ts';
import { dayOf } from '../domain/calendar.ts';
import { asksForShare } from '../domain/dunning.ts';
import { foreseeStep, type NextStep } from '../domain/next-step.ts';
import { choosePolicy, type StoredPolicy } from '../domain/policies.ts';
import type { Shop } from '../domain/shop.ts';
import type { DunningCandidate, ReminderState } from '../storage/dunning.ts';
import {
  type CardFacts,
  listReceivablesOfCustomer,
  listReceivablesOfOrders,
  readCardFacts,
} from '../storage/order-cards.ts';
import { listPolicies } from '../storage/policies.ts';
import { listBlocks, readBalances, type StoredBlock } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import type { House } from './house.ts';
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
    policies: await listPolicies(db, shop.id),
    blocks: await listBlocks(db, ids),
    factsOf: await readCardFacts(db, shop.id, ids),
  };
  const items = [];
  for (const candidate of found) items.push(await cardOf(house, shop, candidate, { ...known, on }));
  return items;
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
  const { next, levels } = await foresee(house, candidate, known);
  return {
    receivableId: receivable.id,
    orderId: receivable.externalId,
    orderName: receivable.orderName,
    invoiceNumber: receivable.invoiceNumber,
    currency: receivable.currency,
    state: receivable.state,
    level: receivable.level,
    levels,
    dueOn: receivable.dueOn,
    openCents,
    interestCents: statement.interestCents,
    totalCents: openCents + statement.interestCents,
    next,
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

async function foresee(
  house: House,
  { receivable, debtor }: DunningCandidate,
  known: Known,
): Promise<{ next: NextStep; levels: number }> {
  const { policy } = choosePolicy(known.policies, {
    receivableId: receivable.id,
    debtorId: debtor.id,
    debtorNumber: debtor.debtorNumber,
    customerGroup: debtor.customerGroup,
    debtorKind: debtor.kind,
    pinnedVersion: receivable.policyVersion,
  });
  const balances = asksForShare(policy) ? await readBalances(house.db, receivable.id) : null;
  const picture = {
    receivable,
    debtorKind: debtor.kind,
    blocks: known.blocks.get(receivable.id) ?? [],
    reminderInDelivery: isUnderWay(receivable, known.factsOf(receivable.id)),
    originalCents: balances === null ? null : -balances.revenue,
    preDueNoticeOn: null,
  };
  return { next: foreseeStep(picture, policy, known.on), levels: policy.levels.length };
}

/** Was a reminder of this round written that neither left nor was stopped? */
const isUnderWay = ({ round }: DunningCandidate['receivable'], { reminders }: CardFacts): boolean =>
  reminders.some((one) => one.round === round && UNDER_WAY.includes(one.state));

const UNDER_WAY: readonly ReminderState[] = ['planned', 'failed', 'unconfirmed'];

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

/** The latest of what the agency said, what was paid, held and sent; of one day in this order. */
function newsOf(
  shop: Shop,
  told: { facts: CardFacts; blocks: readonly StoredBlock[]; statement: Statement },
): News | null {
  const { facts, blocks, statement } = told;
  const day = (at: Parameters<typeof dayOf>[0]): IsoDate => dayOf(at, shop.settings.timeZone);
  const news: News[] = [];
  const { claim } = facts;
  if (claim !== null && claim.newsAt !== null) {
    news.push({ kind: 'agency', on: day(claim.newsAt), text: claim.statusText });
  }
  for (const { on } of statement.payments) news.push({ kind: 'payment', on, text: null });
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
