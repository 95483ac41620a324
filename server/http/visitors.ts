import { findVisitorShop } from '../actions/connect-shop.ts';
import type { House } from '../actions/house.ts';
import type { Instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { ShopVisitor } from '../ports.ts';

/** A session token of a shop's own admin, as it stands in `Authorization`; null for anything else. */
export const visitorToken = (authorization: string | undefined): string | null =>
  /^Bearer ([\w-]{2,2000}\.[\w-]{2,4000}\.[\w-]{2,2000})$/.exec(authorization ?? '')?.[1] ?? null;

/** Reads the token with each platform that knows it; a refusal says why. */
export async function readVisitor(
  house: House,
  token: string,
  at: Instant,
): Promise<{ source: string; visitor: ShopVisitor } | { refusal: string }> {
  let refusal = 'no shop platform is configured';
  for (const platform of house.platforms.values()) {
    try {
      return { source: platform.name, visitor: await platform.readVisitor(token, at) };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      refusal = error.message;
    }
  }
  return { refusal };
}

/** A member of the shop's staff, as the API knows its callers. */
interface StaffCaller {
  shopId: number;
  role: 'owner' | 'clerk';
  agencyAccountId: null;
  /** `shopify:42`. */
  actor: string;
  session: null;
}

/** Who looks at our pages in a shop's admin; null where no shop of his is served. */
export async function findVisitor(
  house: House,
  token: string,
  at: Instant,
): Promise<StaffCaller | null> {
  const read = await readVisitor(house, token, at);
  if ('refusal' in read) return null;
  const { source, visitor } = read;
  const found = await findVisitorShop(house, source, visitor);
  if (found === null) return null;
  const actor = `${source}:${visitor.userNumber}`;
  return { ...found, agencyAccountId: null, actor, session: null };
}
