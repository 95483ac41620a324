/**
 * Install and sessions: the session token that Shopify's admin hands to its page, exchanged for an
 * offline token of the shop, which is refreshed before it ends. Tokens live one hour, refresh
 * tokens 90 days; public apps may hold no others from 2027 on.
 */
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { exchange, type HttpLimits, partnerError } from '../../connectors/http.ts';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';
import { InvalidInput, PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { ShopSession, ShopSessions } from '../../server/ports.ts';
import type { ShopifyWorld } from './client.ts';
import { toShopDomain } from './source.ts';

/** The app as Shopify knows it. `secrets` holds more than one while they rotate, newest first. */
export interface ShopifyApp {
  clientId: string;
  secrets: readonly string[];
}

/** Clocks of two houses differ by a few seconds. */
const TOLERANCE_SECONDS = 10;
/** A token is refreshed this long before it ends, so that a call never carries a dead one. */
const SPARE_SECONDS = 300;
const LIMITS: HttpLimits = {
  connectMs: 5_000,
  firstByteMs: 10_000,
  totalMs: 15_000,
  maxBytes: 64 * 1024,
};

/** Who looks at our page in Shopify's admin, and in which shop. */
export interface AdminVisitor {
  shopDomain: string;
  /** Shopify's number of the member of staff. */
  userNumber: string;
  /** One per login in the admin. */
  sid: string | null;
}

/**
 * Checks a session token (HS256 by the app's secret, about a minute of life): signature, audience,
 * time, and that `iss` and `dest` name the same shop. Throws `InvalidInput`, which a door answers
 * with 401; the reason says what is wrong and never repeats the token.
 */
export async function readSessionToken(
  token: string,
  app: ShopifyApp,
  at: Instant,
): Promise<AdminVisitor> {
  const claims = sessionClaims.safeParse(await verifiedClaims(token, app, at));
  if (!claims.success) throw refusedToken('a claim is missing');
  const { dest, iss, sub, sid } = claims.data;
  const shopDomain = shopOf(dest, '');
  if (shopDomain === null) throw refusedToken('dest names no shop');
  if (shopOf(iss, '/admin') !== shopDomain) throw refusedToken('iss and dest name two shops');
  return { shopDomain, userNumber: sub, sid: sid ?? null };
}

const sessionClaims = z.object({
  iss: z.string(),
  dest: z.string(),
  sub: z.string().regex(/^\d{1,20}$/),
  exp: z.number(),
  nbf: z.number(),
  sid: z.string().optional(),
});

async function verifiedClaims(token: string, app: ShopifyApp, at: Instant): Promise<unknown> {
  let problem = 'no secret is configured';
  for (const secret of app.secrets.filter((one) => one !== '')) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
        algorithms: ['HS256'],
        audience: app.clientId,
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(at),
        requiredClaims: ['exp', 'nbf', 'iss', 'dest', 'sub'],
      });
      return payload;
    } catch (error) {
      problem = error instanceof errors.JOSEError ? error.code : 'it cannot be read';
      // Only a wrong signature may fit another secret; what is signed right and refused stays so.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw refusedToken(problem);
}

const refusedToken = (problem: string) =>
  new InvalidInput(`The session token of Shopify is refused: ${problem}. Reload the page`);

function shopOf(url: string, path: string): string | null {
  const match = /^https:\/\/([^/:]+)(\/.*)?$/.exec(url);
  return match !== null && (match[2] ?? '') === path ? toShopDomain(match[1]) : null;
}

/** Exchanges a checked session token for the shop's expiring offline token. */
export async function exchangeToken(
  sessionToken: string,
  shopDomain: string,
  app: ShopifyApp,
  world: ShopifyWorld,
): Promise<ShopSession> {
  const wish = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: sessionToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
  };
  return askForToken(wish, shopDomain, app, world);
}

async function refreshToken(
  session: ShopSession,
  app: ShopifyApp,
  world: ShopifyWorld,
): Promise<ShopSession> {
  const { refreshToken, shopDomain } = session;
  if (refreshToken === null) {
    throw new PartnerRejected(
      `The token of ${shopDomain} ended and cannot be renewed; the merchant must open the app once`,
      [],
      'account',
    );
  }
  const wish = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return askForToken(wish, shopDomain, app, world);
}

/**
 * A living access token of the shop, refreshed under the shop's lock: a refresh token counts once,
 * and two replicas that use it at the same time would lock the shop out.
 */
export async function livingToken(
  shopDomain: string,
  sessions: ShopSessions,
  app: ShopifyApp,
  world: ShopifyWorld,
): Promise<string> {
  const isAlive = ({ expiresAt }: ShopSession) =>
    expiresAt === null || addSeconds(world.clock.now(), SPARE_SECONDS) < expiresAt;
  const known = await getSession(shopDomain, sessions);
  if (isAlive(known)) return known.accessToken;
  return sessions.locked(shopDomain, async () => {
    const session = await getSession(shopDomain, sessions);
    if (isAlive(session)) return session.accessToken;
    const renewed = await refreshToken(session, app, world);
    await sessions.save(renewed);
    return renewed.accessToken;
  });
}

async function getSession(shopDomain: string, sessions: ShopSessions): Promise<ShopSession> {
  const session = await sessions.find(shopDomain);
  if (session !== null) return session;
  const refusal = `${shopDomain} has not installed the app, or removed it`;
  throw new PartnerRejected(refusal, [], 'account');
}

const tokenShape = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number().int().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
  refresh_token_expires_in: z.number().int().positive().nullish(),
});

async function askForToken(
  wish: Readonly<Record<string, string>>,
  shopDomain: string,
  app: ShopifyApp,
  world: ShopifyWorld,
): Promise<ShopSession> {
  const at = world.clock.now();
  const body = { client_id: app.clientId, client_secret: app.secrets[0], ...wish };
  const answer = await exchange(
    {
      method: 'POST',
      url: `${world.originOf(shopDomain)}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    },
    LIMITS,
  );
  const what = `The request for a token of ${shopDomain}`;
  // Shopify keeps the old refresh token good until the new one is used, so asking again is safe.
  if ('failed' in answer) throw partnerError(answer, true, what);
  if (answer.status >= 500 || answer.status === 429) {
    throw new PartnerUnavailable(`${what} got HTTP ${answer.status}; try later`);
  }
  const read = tokenShape.safeParse(answer.status === 200 ? parsed(answer.body) : null);
  if (!read.success) {
    throw new PartnerRejected(
      `${what} was refused; the merchant must open the app once`,
      [`HTTP ${answer.status}`],
      'account',
    );
  }
  return toSession(shopDomain, read.data, at);
}

function toSession(
  shopDomain: string,
  given: z.output<typeof tokenShape>,
  at: Instant,
): ShopSession {
  const after = (seconds: number | null | undefined) =>
    seconds == null ? null : addSeconds(at, seconds);
  return {
    shopDomain,
    accessToken: given.access_token,
    scopes: given.scope.split(',').filter((scope) => scope !== ''),
    expiresAt: after(given.expires_in),
    refreshToken: given.refresh_token ?? null,
    refreshExpiresAt: after(given.refresh_token_expires_in),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
