/** The reports: the sums of storage put into the formulas of `domain/kpi.ts`. Nothing is written. */
import {
  addDays,
  daysBetween,
  endOfMonth,
  isoDate,
  type IsoDate,
  minDate,
} from '../domain/calendar.ts';
import {
  AGEING_BUCKETS,
  averageDaysDelinquent,
  bestPossibleDso,
  bucketOf,
  collectionEffectiveness,
  countBackDso,
  FORMULAS,
  type FormulaName,
  oneDecimal,
  percentOf,
  rollRates,
  simpleDso,
} from '../domain/kpi.ts';
import {
  type MonthlyMoves,
  readAgencies,
  readBalancesByDueDay,
  readMainCurrency,
  readMonthlyMoves,
  readOnTime,
  readPromises,
  readSuccessByLevel,
  readVintages,
  readWriteOffs,
  type Segment,
  VINTAGE_DAYS,
} from '../storage/reports.ts';
import type { PrintedReport } from '../ports.ts';
import type { House } from './house.ts';
import { readSums } from './report-sums.ts';

export const REPORTS = [
  'dso',
  'cei',
  'add',
  'ageing',
  'roll-rates',
  'success-by-level',
  'vintage',
  'on-time',
  'write-offs',
  'promises',
  'agencies',
] as const;

export type ReportName = (typeof REPORTS)[number];

type Unit = PrintedReport['columns'][number]['unit'];
type Cell = string | number | null;

/** A table that says what its columns are: a page, a chart and a file are made from it. */
export interface Report extends PrintedReport {
  report: ReportName;
}

export type ReportWish = Omit<Segment, 'currency' | 'fromOn'> & {
  currency?: string | undefined;
  fromOn?: IsoDate | undefined;
};

/** One report over a period; without a first day it looks back a year, roll rates 30 days. */
export async function readReport(
  house: House,
  name: ReportName,
  wish: ReportWish,
): Promise<Report> {
  const { toOn } = wish;
  const back = name === 'roll-rates' ? 30 : 364;
  const segment: Segment = {
    ...wish,
    fromOn: wish.fromOn ?? addDays(toOn, -back),
    currency:
      wish.currency ?? (await readSums(house.db, { shopId: wish.shopId }, readMainCurrency)),
  };
  const { columns, rows } = await tableOf(house, name, segment);
  return {
    report: name,
    fromOn: segment.fromOn,
    toOn,
    currency: segment.currency,
    columns: columns.map(([column, unit]) => {
      const kind = VINTAGE_COLUMN.test(column) ? 'paidByPercent' : column;
      const told = FORMULAS[kind as FormulaName];
      return { name: column, unit, formula: told?.formula ?? null, source: told?.source ?? null };
    }),
    rows,
  };
}

/** `paidBy30Percent`: one formula for all of them. */
const VINTAGE_COLUMN = /^paidBy\d+Percent$/;

interface Table {
  columns: readonly (readonly [name: string, unit: Unit])[];
  rows: readonly Readonly<Record<string, Cell>>[];
}

function tableOf(house: House, name: ReportName, segment: Segment): Promise<Table> {
  switch (name) {
    case 'dso':
    case 'cei':
    case 'add':
      return byMonth(house, name, segment);
    case 'ageing':
      return ageing(house, segment);
    case 'roll-rates':
      return rolling(house, segment);
    case 'success-by-level':
      return success(house, segment);
    case 'vintage':
      return vintage(house, segment);
    case 'on-time':
      return onTime(house, segment);
    case 'write-offs':
      return writeOffs(house, segment);
    case 'promises':
      return promises(house, segment);
    case 'agencies':
      return agencies(house, segment);
  }
}

// ---------------------------------------------------------------------------------------------
// By month: what was open at its end, and what was sold

/** Sales of the last three months are the base of DSO: a single month swings too much. */
const SALES_MONTHS = 3;

const MONTHLY: Readonly<Record<'dso' | 'cei' | 'add', readonly (readonly [string, Unit])[]>> = {
  dso: [
    ['month', 'month'],
    ['receivableCents', 'cents'],
    ['notDueCents', 'cents'],
    ['salesCents', 'cents'],
    ['simpleDso', 'days'],
    ['countBackDso', 'days'],
    ['bestPossibleDso', 'days'],
  ],
  cei: [
    ['month', 'month'],
    ['openingCents', 'cents'],
    ['salesCents', 'cents'],
    ['receivableCents', 'cents'],
    ['notDueCents', 'cents'],
    ['collectionEffectiveness', 'percent'],
  ],
  add: [
    ['month', 'month'],
    ['simpleDso', 'days'],
    ['bestPossibleDso', 'days'],
    ['averageDaysDelinquent', 'days'],
  ],
};

async function byMonth(
  house: House,
  name: 'dso' | 'cei' | 'add',
  segment: Segment,
): Promise<Table> {
  const moves = await readSums(house.db, segment, readMonthlyMoves);
  const columns = MONTHLY[name];
  const rows = monthsBetween(segment).map((month) => {
    const figures = monthOf(moves, month, segment.toOn);
    const { receivableCents, notDueCents, months } = figures;
    const quarter = months.slice(0, SALES_MONTHS);
    const salesCents = quarter.reduce((sum, one) => sum + one.salesCents, 0);
    const days = quarter.reduce((sum, one) => sum + one.days, 0);
    const dso = simpleDso({ receivableCents, salesCents, days });
    const best = bestPossibleDso({ notDueCents, salesCents, days });
    const [own] = months;
    const ownSales = own?.salesCents ?? 0;
    const openingCents = monthOf(moves, monthBefore(month), segment.toOn).receivableCents;
    const all: Readonly<Record<string, Cell>> = {
      month,
      receivableCents,
      notDueCents,
      openingCents,
      salesCents: name === 'cei' ? ownSales : salesCents,
      simpleDso: oneDecimal(dso),
      countBackDso: oneDecimal(countBackDso(receivableCents, months)),
      bestPossibleDso: oneDecimal(best),
      averageDaysDelinquent: oneDecimal(averageDaysDelinquent(dso, best)),
      collectionEffectiveness: oneDecimal(
        collectionEffectiveness({
          openingCents,
          salesCents: ownSales,
          closingCents: receivableCents,
          closingNotDueCents: notDueCents,
        }),
      ),
    };
    return Object.fromEntries(columns.map(([column]) => [column, all[column] ?? null]));
  });
  return { columns, rows };
}

const monthBefore = (month: string): string => addDays(isoDate(`${month}-01`), -1).slice(0, 7);

function monthsBetween({ fromOn, toOn }: Segment): string[] {
  const months: string[] = [];
  for (let month = toOn.slice(0, 7); month >= fromOn.slice(0, 7); month = monthBefore(month)) {
    months.unshift(month);
    if (months.length >= 60) break;
  }
  return months;
}

/** Balances at the end of a month (or the last day of the report) and the sales up to it. */
function monthOf(moves: readonly MonthlyMoves[], month: string, toOn: IsoDate) {
  const until = moves.filter((move) => move.bookedMonth <= month);
  const isLast = toOn.slice(0, 7) === month;
  const isNotDue = (move: MonthlyMoves): boolean =>
    isLast ? move.dueLater : move.dueMonth > month;
  const sum = (some: readonly MonthlyMoves[]): number =>
    some.reduce((total, move) => total + move.cents, 0);
  const first = until.map((move) => move.bookedMonth).toSorted()[0] ?? month;
  const months: { salesCents: number; days: number }[] = [];
  for (let one = month; one >= first; one = monthBefore(one)) {
    const start = isoDate(`${one}-01`);
    const end = minDate(endOfMonth(start), toOn);
    const salesCents = until
      .filter((move) => move.bookedMonth === one)
      .reduce((total, move) => total + move.salesCents, 0);
    months.push({ salesCents, days: daysBetween(start, end) + 1 });
  }
  return { receivableCents: sum(until), notDueCents: sum(until.filter(isNotDue)), months };
}

// ---------------------------------------------------------------------------------------------
// Age

async function ageing(house: House, segment: Segment): Promise<Table> {
  const groups = await readSums(house.db, segment, readBalancesByDueDay);
  const total = groups.reduce((sum, group) => sum + group.openCents, 0);
  const age = (dueOn: IsoDate | null): string =>
    bucketOf(dueOn === null ? null : daysBetween(dueOn, segment.toOn));
  const rows = AGEING_BUCKETS.map(({ name: bucket }) => {
    const some = groups.filter((group) => age(group.dueOn) === bucket);
    const openCents = some.reduce((sum, group) => sum + group.openCents, 0);
    const count = some.reduce((sum, group) => sum + group.openCount, 0);
    return { bucket, count, openCents, sharePercent: oneDecimal(percentOf(openCents, total)) };
  });
  const columns = [
    ['bucket', 'text'],
    ['count', 'count'],
    ['openCents', 'cents'],
    ['sharePercent', 'percent'],
  ] as const;
  return { columns, rows };
}

async function rolling(house: House, segment: Segment): Promise<Table> {
  const groups = await readSums(house.db, segment, readBalancesByDueDay);
  const items = groups.map(({ dueOn, beforeCents, leftCents: afterCents }) => ({
    dueOn,
    beforeCents,
    afterCents,
  }));
  const rows = rollRates(items, segment).map(
    ({ bucket, cents, rolledCents, paidCents, ...rest }) => ({
      bucket,
      openCents: cents,
      paidCents,
      rolledCents,
      rollPercent: oneDecimal(rest.rollPercent),
    }),
  );
  const columns = [
    ['bucket', 'text'],
    ['openCents', 'cents'],
    ['paidCents', 'cents'],
    ['rolledCents', 'cents'],
    ['rollPercent', 'percent'],
  ] as const;
  return { columns, rows };
}

// ---------------------------------------------------------------------------------------------
// What worked

async function success(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readSuccessByLevel)).map((row) => ({
    ...row,
    successPercent: oneDecimal(percentOf(row.successes, row.reminders)),
    recoveredPercent: oneDecimal(percentOf(row.paidCents, row.cents)),
  }));
  const columns = [
    ['level', 'count'],
    ['reminders', 'count'],
    ['successes', 'count'],
    ['cents', 'cents'],
    ['paidCents', 'cents'],
    ['successPercent', 'percent'],
    ['recoveredPercent', 'percent'],
  ] as const;
  return { columns, rows };
}

async function vintage(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readVintages)).map(
    ({ month, salesCents, paidCents }) => ({
      month,
      salesCents,
      ...Object.fromEntries(
        VINTAGE_DAYS.map((days, index) => [
          `paidBy${days}Percent`,
          oneDecimal(percentOf(paidCents[index] ?? 0, salesCents)),
        ]),
      ),
    }),
  );
  const columns: (readonly [string, Unit])[] = [
    ['month', 'month'],
    ['salesCents', 'cents'],
    ...VINTAGE_DAYS.map((days) => [`paidBy${days}Percent`, 'percent'] as const),
  ];
  return { columns, rows };
}

async function onTime(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readOnTime)).map((row) => ({
    ...row,
    onTimePercent: oneDecimal(percentOf(row.onTimeCents, row.dueCents)),
  }));
  const columns = [
    ['month', 'month'],
    ['count', 'count'],
    ['onTimeCount', 'count'],
    ['dueCents', 'cents'],
    ['onTimeCents', 'cents'],
    ['onTimePercent', 'percent'],
  ] as const;
  return { columns, rows };
}

async function writeOffs(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readWriteOffs)).map((row) => ({
    ...row,
    writeOffPercent: oneDecimal(percentOf(row.writtenOffCents - row.reversedCents, row.salesCents)),
  }));
  const columns = [
    ['month', 'month'],
    ['salesCents', 'cents'],
    ['writtenOffCents', 'cents'],
    ['reversedCents', 'cents'],
    ['writeOffPercent', 'percent'],
  ] as const;
  return { columns, rows };
}

async function promises(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readPromises)).map((row) => ({
    ...row,
    keptPercent: oneDecimal(percentOf(row.kept, row.kept + row.partlyKept + row.broken)),
  }));
  const columns = [
    ['month', 'month'],
    ['promisedCents', 'cents'],
    ['paidCents', 'cents'],
    ['kept', 'count'],
    ['partlyKept', 'count'],
    ['broken', 'count'],
    ['keptPercent', 'percent'],
  ] as const;
  return { columns, rows };
}

async function agencies(house: House, segment: Segment): Promise<Table> {
  const rows = (await readSums(house.db, segment, readAgencies)).map((row) => ({
    ...row,
    collectedPercent: oneDecimal(percentOf(row.collectedCents, row.handedOverCents)),
  }));
  const columns = [
    ['agency', 'text'],
    ['mode', 'text'],
    ['claims', 'count'],
    ['running', 'count'],
    ['paid', 'count'],
    ['rejected', 'count'],
    ['handedOverCents', 'cents'],
    ['collectedCents', 'cents'],
    ['collectedPercent', 'percent'],
  ] as const;
  return { columns, rows };
}
