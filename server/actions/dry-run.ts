import { addDays, type IsoDate } from '../domain/calendar.ts';
import { type SimulatedStep, simulateDunning } from '../domain/dry-run.ts';
import { type DunningPolicy, latestPreDueDay } from '../domain/dunning.ts';
import { choosePolicy, type PolicyScope, inForce } from '../domain/policies.ts';
import { type KnownHistory, listHistories } from '../storage/histories.ts';
import { listPolicies } from '../storage/policies.ts';
import { getShop } from '../storage/shops.ts';
import { type Acting, type House, shopDay } from './house.ts';

interface Tally {
  count: number;
  cents: number;
  feeCents: number;
}

/** What a changed policy would have sent differently. */
export interface DryRun {
  fromOn: IsoDate;
  toOn: IsoDate;
  receivables: number;
  /** False when the shop has more receivables than were looked at. */
  isComplete: boolean;
  differing: number;
  /** Level 0 is the notice before the due date; null is the hand-over. */
  steps: readonly {
    level: number | null;
    currency: string;
    present: Tally;
    changed: Tally;
  }[];
  differences: readonly {
    receivableId: number;
    orderName: string;
    present: readonly SimulatedStep[];
    changed: readonly SimulatedStep[];
  }[];
}

const PAGE = 1000;
const MOST_RECEIVABLES = 20_000;
const MOST_DIFFERENCES = 200;

/**
 * Lives the last days again twice for each receivable: with the policies of today, and with one of
 * them changed. Both begin at its due date, so that only the policy makes the difference; what was
 * really sent meanwhile does not matter. Nothing is written.
 */
export async function dryRunPolicy(
  house: House,
  wish: {
    shopId: number;
    scope: PolicyScope;
    scopeKey: string;
    policy: DunningPolicy;
    days: number;
  },
  { at }: Pick<Acting, 'at'>,
): Promise<DryRun> {
  const shop = await getShop(house.db, wish.shopId);
  const toOn = shopDay(shop, at);
  const fromOn = addDays(toOn, -wish.days);
  const { connection } = shop.settings;
  const present = inForce(await listPolicies(house.db, shop.id), connection);
  const { scope, scopeKey, policy } = wish;
  const version = Math.max(0, ...present.map((stored) => stored.version)) + 1;
  const one = { version, scope, scopeKey, policy, retired: false };
  const changed = [...present, ...inForce([one], connection)];
  const tallies = new Map<string, DryRun['steps'][number]>();
  const differences: DryRun['differences'][number][] = [];
  const dueUntilOn = addDays(toOn, latestPreDueDay(changed));
  let receivables = 0;
  let differing = 0;
  let isComplete = false;
  for (let afterId = 0; receivables < MOST_RECEIVABLES;) {
    const { timeZone } = shop.settings;
    const page = { fromOn, dueUntilOn, afterId, limit: PAGE, timeZone };
    const known = await listHistories(house.db, shop.id, page);
    for (const one of known) {
      const period = { fromOn, toOn };
      const before = stepsOf(one, choosePolicy(present, one.bearer).policy, period);
      const after = stepsOf(one, choosePolicy(changed, one.bearer).policy, period);
      tally(tallies, 'present', { steps: before, currency: one.history.currency });
      tally(tallies, 'changed', { steps: after, currency: one.history.currency });
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      differing += 1;
      if (differences.length >= MOST_DIFFERENCES) continue;
      const { receivableId } = one.history;
      differences.push({ receivableId, orderName: one.orderName, present: before, changed: after });
    }
    receivables += known.length;
    afterId = known.at(-1)?.history.receivableId ?? afterId;
    isComplete = known.length < PAGE;
    if (isComplete) break;
  }
  const steps = [...tallies.values()].toSorted((a, b) => rank(a.level) - rank(b.level));
  return { fromOn, toOn, receivables, isComplete, differing, steps, differences };
}

const rank = (level: number | null): number => level ?? 1000;

function stepsOf(
  { history }: KnownHistory,
  policy: DunningPolicy,
  { fromOn, toOn }: { fromOn: IsoDate; toOn: IsoDate },
): SimulatedStep[] {
  return simulateDunning(history, policy, toOn).filter((step) => step.on >= fromOn);
}

function tally(
  tallies: Map<string, DryRun['steps'][number]>,
  side: 'present' | 'changed',
  { steps, currency }: { steps: readonly SimulatedStep[]; currency: string },
): void {
  for (const { level, openCents, feeCents } of steps) {
    const key = `${level ?? 'hand_over'} ${currency}`;
    const nothing = { count: 0, cents: 0, feeCents: 0 };
    const known = tallies.get(key) ?? {
      level,
      currency,
      present: { ...nothing },
      changed: { ...nothing },
    };
    known[side].count += 1;
    known[side].cents += openCents;
    known[side].feeCents += feeCents;
    tallies.set(key, known);
  }
}
