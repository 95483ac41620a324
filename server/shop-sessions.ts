import { randomUUID } from 'node:crypto';
import { InvalidInput, PartnerUnavailable } from './domain/errors.ts';
import type { Clock, ShopSession, ShopSessions } from './ports.ts';
import type { Sealing } from './sealing.ts';
import type { Db } from './storage/database.ts';
import { releaseLease, takeLease } from './storage/leases.ts';
import {
  findSessionByDomain,
  listSessions,
  renewSession,
  resealSession,
} from './storage/shop-sessions.ts';

/** A token is renewed in a few seconds; whoever holds the lease longer has died. */
const LEASE_SECONDS = 60;
const LOOK_AGAIN_MS = 200;
const MOST_LOOKS = 150;

type Tokens = Pick<ShopSession, 'accessToken' | 'refreshToken'>;

/**
 * The sessions of one platform, in our database. Tokens are sealed before they are written. A lease
 * lets one replica renew a token while the others wait; within this process they queue.
 */
export function shopSessions(
  source: string,
  { db, seals, clock, wait }: SessionTools,
): ShopSessions {
  const queues = new Map<string, Promise<unknown>>();

  async function leased<T>(shopDomain: string, work: () => Promise<T>): Promise<T> {
    const name = `shop-session:${shopDomain}`.slice(0, 100);
    const owner = randomUUID();
    for (let looks = 0; ; looks += 1) {
      const lease = { name, owner, seconds: LEASE_SECONDS };
      if (await takeLease(db, lease, clock.now())) break;
      if (looks === MOST_LOOKS) {
        throw new PartnerUnavailable(
          `another replica renews the token of ${shopDomain}; try later`,
        );
      }
      await wait(LOOK_AGAIN_MS);
    }
    try {
      return await work();
    } finally {
      await releaseLease(db, name, owner);
    }
  }

  return {
    async find(shopDomain) {
      const kept = await findSessionByDomain(db, source, shopDomain);
      if (kept === null || kept.sealedTokens === null) return null;
      const tokens = openTokens(seals, kept.sealedTokens);
      if (tokens === null) return null;
      const { scopes, expiresAt, refreshExpiresAt } = kept;
      return { shopDomain, ...tokens, scopes, expiresAt, refreshExpiresAt };
    },
    async save(session) {
      const kept = await findSessionByDomain(db, source, session.shopDomain);
      if (kept === null) return;
      const { accessToken, refreshToken } = session;
      const sealedTokens = seals.seal(JSON.stringify({ accessToken, refreshToken }));
      await renewSession(db, {
        ...session,
        shopId: kept.shopId,
        sealedTokens,
        provedAt: clock.now(),
      });
    },
    locked(shopDomain, work) {
      const before = queues.get(shopDomain) ?? Promise.resolve();
      const run = before.then(() => leased(shopDomain, work));
      const quiet = run.then(nothing, nothing);
      queues.set(shopDomain, quiet);
      return run;
    },
  };
}

/** Null when no key of ours opens them: the shop then gives new ones when the app is opened. */
function openTokens(seals: Sealing, sealed: string): Tokens | null {
  try {
    return JSON.parse(seals.open(sealed)) as Tokens;
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

function nothing(): void {
  // Whoever waits for the run itself hears how it ended.
}

export interface SessionTools {
  db: Db;
  seals: Sealing;
  clock: Clock;
  wait: (ms: number) => Promise<void>;
}

/** Seals every session with the newest key, so that an old key may be thrown away. */
export async function resealSessions(db: Db, seals: Sealing): Promise<number> {
  let sealed = 0;
  for (const { shopId, sealedTokens } of await listSessions(db)) {
    if (sealedTokens === null || seals.isNewest(sealedTokens)) continue;
    const tokens = openTokens(seals, sealedTokens);
    if (tokens === null) continue;
    const to = seals.seal(JSON.stringify(tokens));
    if (await resealSession(db, shopId, { from: sealedTokens, to })) sealed += 1;
  }
  return sealed;
}
