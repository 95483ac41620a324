import type { Holidays, Instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { debtorTimeZone, nextQuietFree } from '../domain/quiet-hours.ts';
import type { Shop } from '../domain/shop.ts';
import { type House, shopHolidays } from './house.ts';

/** The first instant from `at` on at which a message may reach a debtor of this country. */
export function quietFree(
  house: House,
  shop: Shop,
  debtor: { country: string | null },
  at: Instant,
): Instant {
  const timeZone = debtorTimeZone(debtor.country, shop.settings.timeZone);
  const holidays = debtorHolidays(house, shop, debtor.country);
  return nextQuietFree(at, { timeZone, holidays }, shop.settings.dunning.quiet);
}

/** Abroad those of the whole country; at home, and where nobody knows them, the creditor's own. */
function debtorHolidays(house: House, shop: Shop, country: string | null): Holidays {
  if (country === null || country === shop.settings.creditor.country) {
    return shopHolidays(house, shop);
  }
  try {
    return house.holidays(country, null);
  } catch (error) {
    if (error instanceof InvalidInput) return shopHolidays(house, shop);
    throw error;
  }
}
