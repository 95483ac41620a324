/** The fee tables of lawyers (RVG 13) and courts (GKG 34), as steps over the value in dispute. */
import type { IsoDate } from './calendar.ts';
import { InvalidInput } from './errors.ts';
import { decimalFromCents, type Cents } from './money.ts';

/** Up to a value, each further (or begun) slice adds an amount. */
interface Step {
  upToCents: Cents;
  sliceCents: Cents;
  addCents: Cents;
}

export interface FeeTable {
  name: string;
  validFrom: IsoDate;
  /** The fee at 1.0 for a value up to 500 EUR. */
  firstCents: Cents;
  steps: readonly Step[];
}

/** The slices of both statutes; only the amounts change. */
const SLICES: readonly (readonly [upToEuro: number, sliceEuro: number])[] = [
  [2_000, 500],
  [10_000, 1_000],
  [25_000, 3_000],
  [50_000, 5_000],
  [200_000, 15_000],
  [500_000, 30_000],
  [Infinity, 50_000],
];

function steps(adds: readonly Cents[]): Step[] {
  return adds.map((addCents, index) => {
    const [upToEuro = 0, sliceEuro = 1] = SLICES[index] ?? [];
    return { upToCents: upToEuro * 100, sliceCents: sliceEuro * 100, addCents };
  });
}

/** RVG 13(1) with Anlage 2: since 2021-01-01 (KostRÄG 2021) and since 2025-06-01 (KostBRÄG 2025). */
export const LAWYER_FEES: readonly FeeTable[] = [
  {
    name: 'RVG 2021',
    validFrom: '2021-01-01' as IsoDate,
    firstCents: 4900,
    steps: steps([3900, 5600, 5200, 8100, 9400, 13_200, 16_500]),
  },
  {
    name: 'RVG 2025',
    validFrom: '2025-06-01' as IsoDate,
    firstCents: 5150,
    steps: steps([4150, 5950, 5500, 8600, 9950, 14_000, 17_500]),
  },
];

/** GKG 34 since 2025-06-01; the steps above 500,000 EUR are not verified and so not here. */
export const COURT_FEES: readonly FeeTable[] = [
  {
    name: 'GKG 2025',
    validFrom: '2025-06-01' as IsoDate,
    firstCents: 4000,
    steps: steps([2100, 2250, 3050, 4050, 14_000, 21_000]),
  },
];

/** The table in force on a day; throws `InvalidInput` for a day before the first. */
export function feeTableOn(tables: readonly FeeTable[], on: IsoDate): FeeTable {
  const table = tables.findLast((candidate) => candidate.validFrom <= on);
  if (table !== undefined) return table;
  throw new InvalidInput(
    `There is no fee table for ${on}; the first is of ${tables[0]?.validFrom}`,
  );
}

/** The fee at 1.0 for a value in dispute. */
export function fullFee(table: FeeTable, valueCents: Cents): Cents {
  if (!Number.isSafeInteger(valueCents) || valueCents <= 0) {
    throw new InvalidInput('The value of the claim must be above zero');
  }
  let fee = table.firstCents;
  let reached = 50_000;
  for (const { upToCents, sliceCents, addCents } of table.steps) {
    if (valueCents <= reached) return fee;
    const slices = Math.ceil((Math.min(valueCents, upToCents) - reached) / sliceCents);
    fee += slices * addCents;
    reached = upToCents;
  }
  if (valueCents <= reached) return fee;
  throw new InvalidInput(
    `${table.name} is known up to a value of ${decimalFromCents(reached)} EUR`,
  );
}
