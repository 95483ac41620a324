import type { Db } from '../storage/database.ts';
import type { Holidays, Instant, IsoDate } from '../domain/calendar.ts';
import { dayOf } from '../domain/calendar.ts';
import type { Shop } from '../domain/shop.ts';
import type {
  AgencyAbilities,
  LetterWriter,
  ReportWriter,
  ShopPlatform,
  ShopSource,
  TextCheck,
  Texts,
} from '../ports.ts';
import type { AgencyAccount } from '../storage/shops.ts';

/** What every action may use. `main` builds it once. */
export interface House {
  db: Db;
  texts: Texts;
  /** What speaks against a text of a merchant. */
  checkText: TextCheck;
  /** Sets letters on paper. */
  letters: LetterWriter;
  /** Sets reports on paper. */
  reports: ReportWriter;
  sources: ReadonlyMap<string, ShopSource>;
  /** Platforms in whose shops our app is installed, by the name of their source. */
  platforms: ReadonlyMap<string, ShopPlatform>;
  /** Public holidays at the creditor's seat. */
  holidays(country: string, federalState: string | null): Holidays;
  /** What the agency of an account can do: an action asks before it promises. */
  abilitiesOf(account: AgencyAccount): AgencyAbilities;
  /** Seals what is secret before it is stored. */
  seals: { seal(text: string): string; open(sealed: string): string };
  /** Makes the folder for the files of a shop's agency; null where no place is set for them. */
  agencyFolder: ((shopId: number) => Promise<string>) | null;
  /** Hosts that an owner may name as his agency; null for any. */
  agencyHosts: ReadonlySet<string> | null;
  /** Where debtors and clerks reach this service; no slash at the end. */
  publicUrl: string;
  /**
   * The link to the page on which a debtor may answer without a login: signed, for 90 days from
   * `on`. Null while no key is set in SECRET_KEYS: then a letter names no page.
   */
  respondUrl(of: { shopId: number; debtorId: number; on: IsoDate }): string | null;
}

/** Who acts and when; a door makes it once for a request, a run or a job. */
export interface Acting {
  actor: string;
  at: Instant;
}

/** The creditor's calendar day of an instant. */
export const shopDay = (shop: Shop, at: Instant): IsoDate => dayOf(at, shop.settings.timeZone);

/** The holidays that move a deadline of this creditor (BGB 193). */
export function shopHolidays(house: House, { settings }: Shop): Holidays {
  const { creditor, federalState } = settings;
  // While a shop is being set up nobody may have said where it is.
  return creditor.country === '' ? NONE : house.holidays(creditor.country, federalState);
}

const NONE: Holidays = new Set();
