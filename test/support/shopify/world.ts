/** A world for the Shopify edge: a clock that moves only by waiting, and the stand-in's address. */
import type { ShopSession, ShopSessions } from '../../../server/ports.ts';
import { addSeconds, type Instant, instant } from '../../../server/domain/calendar.ts';
import type { ShopifyWorld } from '../../../plugin/shopify/client.ts';
import type { StandIn } from './server.ts';

export interface TestWorld extends ShopifyWorld {
  /** Milliseconds of each wait, in order. */
  waits: number[];
  nowMs(): number;
  pass(seconds: number): void;
}

export function testWorld(begin = '2026-03-01T08:00:00Z'): TestWorld & { at(): Instant } {
  let at = instant(begin);
  const waits: number[] = [];
  return {
    waits,
    at: () => at,
    nowMs: () => Date.parse(at),
    clock: { now: () => at },
    pass: (seconds) => {
      at = addSeconds(at, seconds);
    },
    wait: (ms) => {
      waits.push(ms);
      at = instant(new Date(Date.parse(at) + ms).toISOString());
      return Promise.resolve();
    },
    originOf: () => {
      throw new Error('no stand-in yet');
    },
  };
}

export const withStandIn = (world: TestWorld, standIn: StandIn): TestWorld => ({
  ...world,
  originOf: (shopDomain) => standIn.originOf(shopDomain),
});

/** Sessions in memory, with a real lock: work for one shop runs one after the other. */
export function memorySessions(): ShopSessions & { saved: ShopSession[] } {
  const kept = new Map<string, ShopSession>();
  const queues = new Map<string, Promise<unknown>>();
  const saved: ShopSession[] = [];
  return {
    saved,
    find: (shopDomain) => Promise.resolve(kept.get(shopDomain) ?? null),
    save: (session) => {
      kept.set(session.shopDomain, session);
      saved.push(session);
      return Promise.resolve();
    },
    locked(shopDomain, work) {
      const before = queues.get(shopDomain) ?? Promise.resolve();
      const run = before.then(work, work);
      queues.set(
        shopDomain,
        run.catch(() => undefined),
      );
      return run;
    },
  };
}
