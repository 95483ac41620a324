/** Invented orders with which a shop in the sandbox tries everything before it has a real one. */
import { addDays, addSeconds, instantAt, type Instant, type IsoDate } from './calendar.ts';
import type { DunningLevel, DunningPolicy } from './dunning.ts';
import type { Cents } from './money.ts';
import type { ShopDebtor, ShopOrder } from './shop-events.ts';

/** Who did what a trial order pretends of its past. */
export const TRIAL = 'trial';

/** Begins the id of an invented order; the shop has no such order, so nobody asks it for one. */
export const TRIAL_PREFIX = 'trial-';

export const isMadeUp = (orderId: string): boolean => orderId.startsWith(TRIAL_PREFIX);

export interface TrialWish {
  on: IsoDate;
  now: Instant;
  timeZone: string;
  language: 'de' | 'en' | 'it';
  /** Of every invented debtor: what is sent to him comes to whoever tries. */
  email: string;
  policy: DunningPolicy;
  /** Smaller claims are not handed over. */
  minimumCents: Cents;
}

const TERMS_DAYS = 14;
/** The deadline of a notice moves to a working day by less than this. */
const WORKING_DAY_DAYS = 7;
const LOCALES = { de: 'de-DE', en: 'en-GB', it: 'it-IT' } as const;

/** Days after which a level may come at the latest, once the one before it had its deadline. */
const reachOf = ({ afterDays, afterDueDays, graceDays }: DunningLevel): number =>
  Math.max(afterDays, afterDueDays) + graceDays;

/** The longest way from the due date to the hand-over. */
const wholeWay = ({ levels, handoverAfterDays }: DunningPolicy): number =>
  levels.reduce((days, one) => days + reachOf(one) + one.deadlineDays + WORKING_DAY_DAYS, 0) +
  handoverAfterDays +
  WORKING_DAY_DAYS;

/**
 * Five orders: two that are not due, one that waits for its first reminder, one that had it, and one
 * that was reminded to the end and waits for the agency.
 */
export function trialOrders(wish: TrialWish): ShopOrder[] {
  const [first, second] = wish.policy.levels;
  const toFirst = first === undefined ? 1 : reachOf(first);
  const toSecond = toFirst + (second === undefined ? 1 : reachOf(second));
  const days: readonly (readonly [dueInDays: number, totalCents: Cents])[] = [
    [12, 64_50],
    [2, 249_00],
    [-toFirst, 89_90],
    [-toSecond, 412_00],
    [-wholeWay(wish.policy), Math.max(189_90, wish.minimumCents)],
  ];
  return days.map(([dueInDays, totalCents], index) =>
    trialOrder(wish, { nth: index + 1, dueOn: addDays(wish.on, dueInDays), totalCents }),
  );
}

function trialOrder(
  wish: TrialWish,
  { nth, dueOn, totalCents }: { nth: number; dueOn: IsoDate; totalCents: Cents },
): ShopOrder {
  const orderedAt = instantAt(addDays(dueOn, -TERMS_DAYS), 10, wish.timeZone);
  const deliveredAt = addSeconds(orderedAt, 2 * 86_400);
  const dueAt = instantAt(dueOn, 12, wish.timeZone);
  const schedule = { issuedAt: orderedAt, dueAt, completedAt: null, amountCents: totalCents };
  return {
    orderId: `${TRIAL_PREFIX}${nth}`,
    name: `Trial-${nth}`,
    orderedAt,
    updatedAt: orderedAt,
    cancelledAt: null,
    test: true,
    currency: 'EUR',
    totalCents,
    outstandingCents: totalCents,
    financialStatus: 'pending',
    paymentMethods: [],
    terms: {
      termsId: `${TRIAL_PREFIX}terms-${nth}`,
      kind: 'net',
      days: TERMS_DAYS,
      updatedAt: orderedAt,
      schedules: [{ ...schedule, currency: 'EUR' }],
    },
    fulfilledAt: deliveredAt < wish.now ? deliveredAt : null,
    paymentUrl: null,
    debtor: trialDebtor(wish, nth),
  };
}

/** As nobody is called; each lives in a street of his own number. */
function trialDebtor({ email, language }: TrialWish, nth: number): ShopDebtor {
  const isFirm = nth === 2;
  return {
    debtorNumber: `${TRIAL_PREFIX}${nth}`,
    kind: isFirm ? 'business' : 'consumer',
    firstName: isFirm ? null : 'Muster',
    lastName: isFirm ? null : `Debtor ${nth}`,
    company: isFirm ? `Muster ${nth} GmbH` : null,
    street: `Musterstraße ${nth}`,
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    email,
    phone: null,
    locale: LOCALES[language],
  };
}
