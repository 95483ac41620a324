import { addDays, addSeconds, type Instant, type IsoDate, maxDate } from '../domain/calendar.ts';
import {
  asksForShare,
  type DunningStep,
  isBlocked,
  latestPreDueDay,
  nextDunningStep,
  nextStepOn,
} from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { Gate } from '../domain/gates.ts';
import { choosePolicy, type StoredPolicy, inForce } from '../domain/policies.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import type { Shop } from '../domain/shop.ts';
import { listOutlooks, type Outlook } from '../storage/outlook.ts';
import { listPolicies } from '../storage/policies.ts';
import { getShop } from '../storage/shops.ts';
import { findNewestRunDay } from '../storage/runs.ts';
import { readGates } from './hand-over.ts';
import { type House, shopDay } from './house.ts';

/** What the next run would do, counted without writing a letter. */
export interface Forecast {
  on: IsoDate;
  countedAt: Instant;
  reminders: number;
  handovers: number;
  levels: readonly { level: number; count: number }[];
  /** What is reminded and what is handed over, in each currency. */
  sums: readonly { currency: string; cents: number; handoverCents: number }[];
}

const PAGE = 2000;
const FRESH_SECONDS = 60;
const STALE_SECONDS = 900;

/** By database and shop: counting a large shop takes a moment, and its owner looks often. */
const counted = new WeakMap<House['db'], Map<number, Forecast>>();
const counting = new WeakMap<House['db'], Map<number, Promise<Forecast>>>();

/**
 * The next run's day and size. Counted at most once a minute; an older count is shown while it is
 * counted anew, so that the page does not wait.
 */
export async function readForecast(house: House, shop: Shop, at: Instant): Promise<Forecast> {
  const kept = mapOf(counted, house).get(shop.id);
  const on = await nextRunOn(house, shop, at);
  const isOfThisDay = kept !== undefined && kept.on === on && kept.countedAt <= at;
  if (isOfThisDay && at < addSeconds(kept.countedAt, FRESH_SECONDS)) return kept;
  const fresh = countOnce(house, shop, { on, at });
  if (!isOfThisDay || at >= addSeconds(kept.countedAt, STALE_SECONDS)) return fresh;
  fresh.catch(() => undefined);
  return kept;
}

function mapOf<V>(maps: WeakMap<House['db'], Map<number, V>>, { db }: House): Map<number, V> {
  const known = maps.get(db) ?? new Map<number, V>();
  maps.set(db, known);
  return known;
}

function countOnce(
  house: House,
  shop: Shop,
  when: { on: IsoDate; at: Instant },
): Promise<Forecast> {
  const under = mapOf(counting, house);
  const running = under.get(shop.id);
  if (running !== undefined) return running;
  const work = count(house, shop, when)
    .then((forecast) => {
      mapOf(counted, house).set(shop.id, forecast);
      return forecast;
    })
    .finally(() => under.delete(shop.id));
  under.set(shop.id, work);
  return work;
}

/** Today while no run of today is committed, else tomorrow. */
async function nextRunOn(house: House, shop: Shop, at: Instant): Promise<IsoDate> {
  const today = shopDay(shop, at);
  const newest = await findNewestRunDay(house.db, shop.id);
  return newest !== null && newest >= today ? addDays(newest, 1) : today;
}

async function count(
  house: House,
  shop: Shop,
  { on, at }: { on: IsoDate; at: Instant },
): Promise<Forecast> {
  const policies = inForce(await listPolicies(house.db, shop.id), shop.settings.connection);
  const levels = new Map<number, number>();
  const sums = new Map<string, { cents: number; handoverCents: number }>();
  let handovers = 0;
  const dueUntilOn = addDays(on, latestPreDueDay(policies));
  const withOriginals = policies.some((stored) => asksForShare(stored.policy));
  for (let afterId = 0; policies.length > 0;) {
    const wish = { afterId, dueUntilOn, limit: PAGE, withOriginals };
    const page = await listOutlooks(house.db, shop.id, wish);
    for (const { picture, bearer } of page) {
      const step = nextDunningStep(picture, choosePolicy(policies, bearer).policy, on);
      if (step.do === 'wait') continue;
      const { currency, principalCents } = picture.receivable;
      const sum = sums.get(currency) ?? { cents: 0, handoverCents: 0 };
      sums.set(currency, sum);
      if (step.do === 'hand_over') {
        handovers += 1;
        sum.handoverCents += principalCents;
      } else {
        levels.set(step.level, (levels.get(step.level) ?? 0) + 1);
        sum.cents += principalCents;
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    afterId = last.bearer.receivableId;
  }
  return {
    on,
    countedAt: at,
    reminders: [...levels.values()].reduce((sum, one) => sum + one, 0),
    handovers,
    levels: [...levels]
      .map(([level, count]) => ({ level, count }))
      .toSorted((a, b) => a.level - b.level),
    sums: [...sums].map(([currency, sum]) => ({ currency, ...sum })),
  };
}

/** What comes next for one receivable, when, and why not earlier. */
export interface Next {
  on: IsoDate;
  step: 'wait' | 'remind' | 'hand_over' | 'nothing';
  because: string | null;
  nextOn: IsoDate | null;
  level: number | null;
  template: string | null;
  feeCents: number | null;
  policyVersion: number | null;
  blocks: readonly { reason: string; untilOn: IsoDate | null }[];
  gates: readonly Gate[];
}

/** Reads what the policy will do with a receivable; the same rules as the run, nothing is written. */
export async function readNext(
  house: House,
  { shopId, receivableId }: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<Next> {
  const [outlook] = await listOutlooks(house.db, shopId, { receivableId });
  if (outlook === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
  const { picture, bearer } = outlook;
  const { state } = picture.receivable;
  const blocks = picture.blocks.map(({ reason, untilOn }) => ({ reason, untilOn }));
  const nothing: Next = {
    on,
    step: 'nothing',
    because: state,
    nextOn: null,
    level: null,
    template: null,
    feeCents: null,
    policyVersion: null,
    blocks,
    gates: [],
  };
  if (!DUNNABLE.includes(state)) return nothing;
  const { settings } = await getShop(house.db, shopId);
  const policies = inForce(await listPolicies(house.db, shopId), settings.connection);
  const { version, policy } = choosePolicy(policies, bearer);
  const step = nextDunningStep(picture, policy, on);
  const comes = whatComes(outlook, { version, policy }, on);
  const isHandover = comes.level === null && comes.nextOn !== null;
  const target = { shopId, receivableId };
  return {
    ...nothing,
    ...comes,
    step: step.do,
    because: step.do === 'wait' ? step.because : null,
    gates: isHandover || step.do === 'hand_over' ? await readGates(house, target, on) : [],
  };
}

type Coming = Pick<Next, 'nextOn' | 'level' | 'template' | 'feeCents' | 'policyVersion'>;

/** The step that would come when nothing changes: the day after the last hold, or its own day. */
function whatComes(
  { picture }: Outlook,
  { version, policy }: Pick<StoredPolicy, 'version' | 'policy'>,
  on: IsoDate,
): Coming {
  const nothing: Coming = {
    nextOn: null,
    level: null,
    template: null,
    feeCents: null,
    policyVersion: version,
  };
  const stepOn = nextStepOn(picture.receivable, policy);
  const endless = picture.blocks.some((block) => block.untilOn === null);
  if (stepOn === null || endless) return nothing;
  const held = picture.blocks.filter((block) => isBlocked([block], on));
  const days = held.flatMap(({ untilOn }) => (untilOn === null ? [] : [addDays(untilOn, 1)]));
  const nextOn = days.reduce(maxDate, maxDate(stepOn, on));
  const step: DunningStep = nextDunningStep(
    { ...picture, reminderInDelivery: false, blocks: [] },
    policy,
    nextOn,
  );
  if (step.do === 'wait') return nothing;
  if (step.do === 'hand_over') return { ...nothing, nextOn };
  return {
    ...nothing,
    nextOn,
    level: step.level,
    template: step.template,
    feeCents: step.feeCents,
  };
}
