/**
 * Session tokens, by which Shopify tells who looks at a page of ours: HS256 by the app's secret, about
 * a minute of life. One kind comes from the admin, one from the pages of the shop's customers, and
 * neither passes for the other.
 */
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Instant } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { ShopCustomer, ShopVisitor } from '../../server/ports.ts';
import { toShopDomain } from './source.ts';

/** The app as Shopify knows it. `secrets` holds more than one while they rotate, newest first. */
export interface ShopifyApp {
  clientId: string;
  secrets: readonly string[];
}

/** Clocks of two houses differ by a few seconds. */
const TOLERANCE_SECONDS = 10;

const adminClaims = z.object({
  iss: z.string(),
  dest: z.string(),
  /** Shopify's number of the member of staff. */
  sub: z.string().regex(/^\d{1,20}$/),
  exp: z.number(),
  nbf: z.number(),
});

/**
 * Who looks at our page in the admin, and of which shop: signature, audience and time are checked, and
 * that `iss` and `dest` name the same shop. Throws `InvalidInput`, which a door answers with 401; the
 * reason says what is wrong and never repeats the token.
 */
export async function readSessionToken(
  token: string,
  app: ShopifyApp,
  at: Instant,
): Promise<ShopVisitor> {
  const claims = adminClaims.safeParse(await verifiedClaims(token, app, at));
  if (!claims.success) throw refused('a claim is missing');
  const { dest, iss, sub } = claims.data;
  const shopDomain = shopOf(dest, '');
  if (shopDomain === null) throw refused('dest names no shop');
  if (shopOf(iss, '/admin') !== shopDomain) throw refused('iss and dest name two shops');
  return { shopDomain, userNumber: sub };
}

const customerClaims = z.object({
  dest: z.string(),
  exp: z.number(),
  sub: z.string().regex(/^gid:\/\/shopify\/Customer\/\d{1,20}$/),
});

/**
 * Which customer is signed in at which shop. `dest` is the bare domain of the shop, `iss` is missing,
 * and `sub` names the customer only when he is signed in (shopify.dev, "Session Token API"). Throws
 * `InvalidInput` for a guest and for a token not of Shopify.
 */
export async function readCustomerToken(
  token: string,
  app: ShopifyApp,
  at: Instant,
): Promise<ShopCustomer> {
  const claims = customerClaims.safeParse(await verifiedClaims(token, app, at));
  if (!claims.success) throw refused('nobody is signed in');
  const { dest, sub } = claims.data;
  const shopDomain = toShopDomain(dest.replace(/^https:\/\//, ''));
  if (shopDomain === null) throw refused('dest names no shop');
  return { shopDomain, customerNumber: /\d+$/.exec(sub)?.[0] ?? '' };
}

/** The claims of a token of ours that lives: for us, in time, signed by one of our secrets. */
async function verifiedClaims(token: string, app: ShopifyApp, at: Instant): Promise<unknown> {
  let problem = 'no secret is configured';
  for (const secret of app.secrets.filter((one) => one !== '')) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
        algorithms: ['HS256'],
        audience: app.clientId,
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(at),
        requiredClaims: ['exp', 'dest'],
      });
      return payload;
    } catch (error) {
      problem = error instanceof errors.JOSEError ? error.code : 'it cannot be read';
      // Only a wrong signature may fit another secret; what is signed right and refused stays so.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw refused(problem);
}

const refused = (problem: string) =>
  new InvalidInput(`The session token of Shopify is refused: ${problem}. Reload the page`);

function shopOf(url: string, path: string): string | null {
  const match = /^https:\/\/([^/:]+)(\/.*)?$/.exec(url);
  return match !== null && (match[2] ?? '') === path ? toShopDomain(match[1]) : null;
}
