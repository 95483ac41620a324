import type { IsoDate } from '../domain/calendar.ts';
import { lawCountry } from '../domain/base-rates.ts';
import {
  type ClaimStatement,
  claimStatement,
  type DatedAmount,
} from '../domain/claim-statement.ts';
import type { Gate } from '../domain/gates.ts';
import { USUAL_DAY_COUNT } from '../domain/interest.ts';
import { listSentReminders } from '../storage/dunning.ts';
import { getReceivable, getDebtor, listMovements, type Movement } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { defaultOf } from './default-of.ts';
import { readHandover } from './hand-over.ts';
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
  ClaimStatement & { currency: string; defaultFrom: IsoDate | null; ground: string | null }
> {
  const { db } = house;
  const shop = await getShop(db, target.shopId);
  const receivable = await getReceivable(db, shop.id, target.receivableId);
  const debtor = await getDebtor(db, shop.id, receivable.debtorId);
  const reminders = await listSentReminders(db, receivable.id);
  const holidays = shopHolidays(house, shop);
  const ground = defaultOf(shop, receivable, debtor.kind, { reminders, holidays });
  const country = lawCountry(shop.settings.creditor.country);
  const movements = await listMovements(db, receivable.id);
  const statement = claimStatement({
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
    allocation: shop.settings.allocation,
    paymentDayCounts: false,
    on,
  });
  const { currency } = receivable;
  return {
    ...statement,
    currency,
    defaultFrom: ground?.fromOn ?? null,
    ground: ground?.words ?? null,
  };
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

/** Every gate of a hand-over for a clerk who wants to know what is missing. */
export async function readGates(
  house: House,
  target: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<readonly Gate[]> {
  const shop = await getShop(house.db, target.shopId);
  const receivable = await getReceivable(house.db, shop.id, target.receivableId);
  const debtor = await getDebtor(house.db, shop.id, receivable.debtorId);
  const candidate = { receivable, debtor };
  return (await readHandover(house, house.db, shop, { candidate, on })).gates;
}
