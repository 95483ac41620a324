/** How deliveries really arrive: some never, some twice, some late and in the wrong order. */
import type { SignedDelivery } from '../../../server/demo/shopify-deliveries.ts';

/** A delivery and what it is; the same object twice is the same delivery twice. */
export interface Planned {
  /** Instant at which the shop sent it, ISO 8601. */
  sentAt: string;
  delivery: SignedDelivery;
}

export interface Weather {
  lostPercent: number;
  doubledPercent: number;
  latePercent: number;
  /** A late delivery arrives up to this much later. */
  latestSeconds: number;
  /** From 0 up to 1, seeded. */
  random: () => number;
}

export interface Arrival extends Planned {
  arrivesAt: string;
}

/**
 * Numbers from a seed, the same ones every time (mulberry32). For tests and simulations only.
 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What arrives, in the order of arrival. */
export function underway(planned: readonly Planned[], weather: Weather): Arrival[] {
  const happens = (percent: number) => weather.random() * 100 < percent;
  const later = (at: string, seconds: number) =>
    new Date(Date.parse(at) + seconds * 1000).toISOString();
  const arrivals = planned.flatMap((one): Arrival[] => {
    if (happens(weather.lostPercent)) return [];
    const delay = happens(weather.latePercent) ? weather.random() * weather.latestSeconds : 1;
    const arrival = { ...one, arrivesAt: later(one.sentAt, delay) };
    if (!happens(weather.doubledPercent)) return [arrival];
    return [arrival, { ...arrival, arrivesAt: later(arrival.arrivesAt, weather.random() * 3600) }];
  });
  return arrivals.toSorted((a, b) => (a.arrivesAt < b.arrivesAt ? -1 : 1));
}

/** Shopify tries nine times in all, then it gives up for good. */
const MOST_TRIES = 9;

export interface Sent {
  status: number | null;
  tries: number;
}

/** Posts one delivery as Shopify does: anything but 2xx, a redirect too, is tried again. */
export async function send(delivery: SignedDelivery, url: string): Promise<Sent> {
  let status: number | null = null;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const { headers } = delivery;
    const body = Uint8Array.from(delivery.body);
    status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => null,
    );
    if (status !== null && status >= 200 && status < 300) return { status, tries };
  }
  return { status, tries: MOST_TRIES };
}
