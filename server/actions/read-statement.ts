import type { AllocationOrder } from '../domain/allocation.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { lawCountry } from '../domain/base-rates.ts';
import {
  type ClaimStatement,
  claimStatement,
  type DatedAmount,
} from '../domain/claim-statement.ts';
import type { DefaultGround } from '../domain/default.ts';
import { USUAL_DAY_COUNT } from '../domain/interest.ts';
import { bookedLines, type OwedLine, principalLines } from '../domain/owed-lines.ts';
import type { Saying } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import type { Db } from '../storage/database.ts';
import { type DunningCandidate, listSentReminders } from '../storage/dunning.ts';
import { getReceivable, getDebtor, listMovements, type Movement } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { defaultOf } from './default-of.ts';
import { type House, shopHolidays } from './house.ts';

/**
 * What the debtor of a receivable owes on a day, with the interest a creditor may claim and the
 * ground and start of default it stands on.
 */
export async function readStatement(
  house: House,
  target: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<
  ClaimStatement & {
    currency: string;
    defaultFrom: IsoDate | null;
    ground: string | null;
    groundSays: readonly Saying[];
    /** They add up to the open principal. */
    lines: readonly OwedLine[];
    /** They add up to what the books show as open: interest is in no account of ours. */
    booked: readonly OwedLine[];
  }
> {
  const { db } = house;
  const shop = await getShop(db, target.shopId);
  const receivable = await getReceivable(db, shop.id, target.receivableId);
  const debtor = await getDebtor(db, shop.id, receivable.debtorId);
  const reminders = await listSentReminders(db, receivable);
  const holidays = shopHolidays(house, shop);
  const ground = defaultOf(shop, receivable, debtor.kind, { reminders, holidays });
  const movements = await listMovements(db, receivable.id);
  const statement = statementFrom(shop, { receivable, debtor, ground, on }, movements);
  const { currency } = receivable;
  const until = movements.filter((movement) => movement.on <= on);
  return {
    ...statement,
    currency,
    defaultFrom: ground?.fromOn ?? null,
    ground: ground?.words ?? null,
    groundSays: ground === null ? [] : [ground.says],
    lines: principalLines(until, statement),
    booked: bookedLines(until),
  };
}

/** The account of a receivable whose ground of default is known already. */
export async function statementOf(
  db: Db,
  shop: Shop,
  claim: DunningCandidate & { ground: DefaultGround | null; on: IsoDate },
): Promise<ClaimStatement> {
  const movements = await listMovements(db, claim.receivable.id);
  return statementFrom(shop, claim, movements);
}

/** As `statementOf`, from movements that were read already. */
export function statementFrom(
  shop: Shop,
  claim: DunningCandidate & {
    ground: DefaultGround | null;
    on: IsoDate;
    allocation?: AllocationOrder;
  },
  movements: readonly Movement[],
): ClaimStatement {
  const { receivable, debtor, ground, on } = claim;
  const country = lawCountry(shop.settings.creditor.country);
  return claimStatement({
    rule: {
      kind: 'statutory',
      country,
      debtor: debtor.kind,
      remuneration: true,
      arisenOn: receivable.contractOn,
    },
    dayCount: USUAL_DAY_COUNT[country],
    addedRates: shop.settings.addedRates,
    principal: datedAmounts(movements, 'principal'),
    costs: datedAmounts(movements, 'costs'),
    payments: datedAmounts(movements, 'payment'),
    interestFromOn: ground?.interestFromOn ?? null,
    allocation: claim.allocation ?? shop.settings.allocation,
    paymentDayCounts: false,
    on,
  });
}

/** Money that went back to the debtor is owed again; it is no payment. */
function datedAmounts(
  movements: readonly Movement[],
  kind: 'principal' | 'costs' | 'payment',
): DatedAmount[] {
  return movements.flatMap(({ account, isPayment, amountCents, on }) => {
    const of =
      account === 'costs' ? 'costs' : isPayment && amountCents < 0 ? 'payment' : 'principal';
    if (of !== kind) return [];
    return [{ on, amountCents: of === 'payment' ? -amountCents : amountCents }];
  });
}
