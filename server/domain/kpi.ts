/**
 * The figures of receivables management as pure formulas. Amounts are whole cents of one currency,
 * rates and days are plain numbers rounded for show only; a figure without a base is null, not 0.
 */
import { addDays, daysBetween, type IsoDate } from './calendar.ts';
import type { Cents } from './money.ts';
import { Temporal } from 'temporal-polyfill';

// ---------------------------------------------------------------------------------------------
// Age

export type AgeingBucket =
  | 'not_due'
  | '1_30'
  | '31_60'
  | '61_90'
  | '91_120'
  | 'over_120'
  | 'unknown';

/** Days past the due day, both ends counted; the sums of all buckets are the whole balance. */
export const AGEING_BUCKETS: readonly {
  name: AgeingBucket;
  from: number | null;
  to: number | null;
}[] = [
  { name: 'not_due', from: null, to: 0 },
  { name: '1_30', from: 1, to: 30 },
  { name: '31_60', from: 31, to: 60 },
  { name: '61_90', from: 61, to: 90 },
  { name: '91_120', from: 91, to: 120 },
  { name: 'over_120', from: 121, to: null },
  { name: 'unknown', from: null, to: null },
];

/** The bucket of so many days past the due day; null is a due day not yet known. */
export function bucketOf(daysPastDue: number | null): AgeingBucket {
  if (daysPastDue === null) return 'unknown';
  const found = AGEING_BUCKETS.find(
    ({ name, from, to }) =>
      name !== 'unknown' && daysPastDue >= (from ?? -Infinity) && daysPastDue <= (to ?? Infinity),
  );
  return found?.name ?? 'not_due';
}

/** The Monday of the week of a day. */
export function mondayOf(on: IsoDate): IsoDate {
  return addDays(on, 1 - Temporal.PlainDate.from(on).dayOfWeek);
}

// ---------------------------------------------------------------------------------------------
// Days sales outstanding

/**
 * DSO, simple: closing receivables ÷ sales of the period × days of the period. It answers "how many
 * days of sales are not paid yet" (Credit Research Foundation, "Standard Formulas").
 */
export function simpleDso(of: {
  receivableCents: Cents;
  salesCents: Cents;
  days: number;
}): number | null {
  const { receivableCents, salesCents, days } = of;
  return salesCents <= 0 ? null : (receivableCents / salesCents) * days;
}

/** One month, the newest first: what was sold in it and how many days it has. */
export interface SalesMonth {
  salesCents: Cents;
  days: number;
}

/**
 * DSO by count-back (exhaustion): the closing receivables are used up by the sales of the newest
 * month, then of the one before, and the days of the used months are added; a month used in part
 * counts in part. Seasons do not bend it (Credit Research Foundation, "Countback Method"). Null when
 * the months given do not use everything up.
 */
export function countBackDso(receivableCents: Cents, months: readonly SalesMonth[]): number | null {
  let rest = receivableCents;
  let days = 0;
  if (rest <= 0) return 0;
  for (const month of months) {
    if (month.salesCents >= rest) return days + (rest / month.salesCents) * month.days;
    rest -= Math.max(0, month.salesCents);
    days += month.days;
  }
  return null;
}

/**
 * Best possible DSO: receivables that are not due yet ÷ sales × days. What the terms alone cost
 * (Credit Research Foundation, "Best Possible DSO").
 */
export const bestPossibleDso = (of: {
  notDueCents: Cents;
  salesCents: Cents;
  days: number;
}): number | null => simpleDso({ ...of, receivableCents: of.notDueCents });

/** Average days delinquent: DSO − best possible DSO, the days that debtors take beyond their terms. */
export const averageDaysDelinquent = (dso: number | null, best: number | null): number | null =>
  dso === null || best === null ? null : dso - best;

/**
 * Collection effectiveness index in percent: (opening + sales − closing total) ÷ (opening + sales −
 * closing not due) × 100; 100 when everything that could be collected was (Credit Research
 * Foundation, "CEI"). Null when nothing could be collected.
 */
export function collectionEffectiveness(of: {
  openingCents: Cents;
  salesCents: Cents;
  closingCents: Cents;
  closingNotDueCents: Cents;
}): number | null {
  const { openingCents, salesCents, closingCents, closingNotDueCents } = of;
  const base = openingCents + salesCents - closingNotDueCents;
  return base <= 0 ? null : ((openingCents + salesCents - closingCents) / base) * 100;
}

// ---------------------------------------------------------------------------------------------
// Shares

/** A share in percent; null without a whole. Used for on-time, success, promise and write-off. */
export const percentOf = (part: number, whole: number): number | null =>
  whole <= 0 ? null : (part / whole) * 100;

/** One receivable's balance and due day on two days. */
export interface TwoBalances {
  dueOn: IsoDate | null;
  beforeCents: Cents;
  afterCents: Cents;
}

export interface RollRate {
  bucket: AgeingBucket;
  /** What was in the bucket on the first day. */
  cents: Cents;
  /** How much of it is still open on the second day and in an older bucket. */
  rolledCents: Cents;
  paidCents: Cents;
  rollPercent: number | null;
}

/**
 * Roll rates: of what was in a bucket on the first day, the part that is still open on the second
 * day in an older one (as banks count delinquency: RMA, "Roll Rate Analysis"). Money that came in
 * meanwhile did not roll, nor did what stayed in the same bucket.
 */
export function rollRates(
  items: readonly TwoBalances[],
  days: { fromOn: IsoDate; toOn: IsoDate },
): RollRate[] {
  const age = (dueOn: IsoDate | null, on: IsoDate): AgeingBucket =>
    bucketOf(dueOn === null ? null : daysBetween(dueOn, on));
  const order = AGEING_BUCKETS.map(({ name }) => name);
  return AGEING_BUCKETS.map(({ name }) => {
    const inBucket = items.filter(
      (item) => item.beforeCents > 0 && age(item.dueOn, days.fromOn) === name,
    );
    const cents = inBucket.reduce((sum, item) => sum + item.beforeCents, 0);
    const leftOf = (item: TwoBalances): Cents =>
      Math.min(item.beforeCents, Math.max(0, item.afterCents));
    const rolled = inBucket.filter(
      (item) =>
        name !== 'unknown' && order.indexOf(age(item.dueOn, days.toOn)) > order.indexOf(name),
    );
    const rolledCents = rolled.reduce((sum, item) => sum + leftOf(item), 0);
    const left = inBucket.reduce((sum, item) => sum + leftOf(item), 0);
    const rollPercent = percentOf(rolledCents, cents);
    return { bucket: name, cents, rolledCents, paidCents: cents - left, rollPercent };
  });
}

/** What a rate shows: one decimal, halves away from zero. */
export const oneDecimal = (value: number | null): number | null =>
  value === null ? null : (Math.round(Math.abs(value) * 10) / 10) * (value < 0 ? -1 : 1);

// ---------------------------------------------------------------------------------------------
// Definitions

const CRF = 'Credit Research Foundation, Standard Formulas';

/** Every figure in one line with its source, for whoever asks what a column means. */
export const FORMULAS = {
  simpleDso: {
    formula: 'receivables ÷ sales of the last three months × days of the three months',
    source: CRF,
  },
  countBackDso: {
    formula: 'days of the newest months whose sales use the receivables up',
    source: CRF,
  },
  bestPossibleDso: {
    formula: 'receivables not due yet ÷ sales of the last three months × days',
    source: CRF,
  },
  averageDaysDelinquent: { formula: 'simple DSO − best possible DSO', source: CRF },
  collectionEffectiveness: {
    formula: '(opening + sales − closing) ÷ (opening + sales − closing not due) × 100',
    source: CRF,
  },
  sharePercent: { formula: 'open in the bucket ÷ all that is open × 100', source: 'own' },
  rollPercent: {
    formula: 'still open in an older bucket on the last day ÷ open on the first day × 100',
    source: 'Risk Management Association, roll rates',
  },
  successPercent: {
    formula: 'reminders wholly paid within 30 days and before the next ÷ reminders sent × 100',
    source: 'own',
  },
  recoveredPercent: {
    formula: 'paid within 30 days and before the next ÷ principal reminded of × 100',
    source: 'own',
  },
  paidByPercent: {
    formula: 'came in by that day after the due day ÷ sales of the month × 100',
    source: 'own',
  },
  onTimePercent: { formula: 'paid by the due day ÷ fallen due × 100', source: 'own' },
  writeOffPercent: { formula: '(written off − paid after all) ÷ sales × 100', source: CRF },
  keptPercent: { formula: 'promises kept ÷ promises judged × 100', source: 'own' },
  collectedPercent: { formula: 'collected ÷ principal handed over × 100', source: 'own' },
} as const satisfies Readonly<Record<string, { formula: string; source: string }>>;

export type FormulaName = keyof typeof FORMULAS;
