/**
 * Access tokens of a shop: a checked session token is exchanged for an offline token, which is
 * refreshed before it ends. Tokens live one hour, refresh tokens 90 days; public apps may hold no
 * others from 2027 on.
 */
import { z } from 'zod';
import { exchange, type HttpLimits, partnerError } from '../../connectors/http.ts';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';
import { PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { ShopSession, ShopSessions } from '../../server/ports.ts';
import type { ShopifyWorld } from './client.ts';
import type { ShopifyApp } from './session-token.ts';

/** A token is refreshed this long before it ends, so that a call never carries a dead one. */
const SPARE_SECONDS = 300;
const LIMITS: HttpLimits = {
  connectMs: 5_000,
  firstByteMs: 10_000,
  totalMs: 15_000,
  maxBytes: 64 * 1024,
};

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
