/**
 * The session token of a customer account extension: HS256 by the app's secret like that of the
 * admin, but with claims of its own. `dest` is the bare domain of the shop, `iss` is missing, and
 * `sub` names the customer only when he is signed in (shopify.dev, "Session Token API").
 */
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Instant } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { ShopCustomer } from '../../server/ports.ts';
import type { ShopifyApp } from './install.ts';
import { toShopDomain } from './source.ts';

/** Clocks of two houses differ by a few seconds. */
const TOLERANCE_SECONDS = 10;

const claimsShape = z.object({
  dest: z.string(),
  sub: z.string().regex(/^gid:\/\/shopify\/Customer\/\d{1,20}$/),
});

/** Who is signed in at the shop. Throws `InvalidInput` for a guest and for a token not of Shopify. */
export async function readCustomerToken(
  token: string,
  app: ShopifyApp,
  at: Instant,
): Promise<ShopCustomer> {
  const claims = claimsShape.safeParse(await verified(token, app, at));
  if (!claims.success) throw refused('nobody is signed in');
  const { dest, sub } = claims.data;
  const shopDomain = toShopDomain(dest.replace(/^https:\/\//, ''));
  if (shopDomain === null) throw refused('dest names no shop');
  return { shopDomain, customerNumber: /\d+$/.exec(sub)?.[0] ?? '' };
}

async function verified(token: string, app: ShopifyApp, at: Instant): Promise<unknown> {
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
  new InvalidInput(`The session token of the customer is refused: ${problem}. Sign in again`);
