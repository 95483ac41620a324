/** When an account at an agency is left in peace, and when a silent claim is asked for. */
import { addSeconds, type Instant } from './calendar.ts';

/** So many calls in a row have to fail before the account pauses. */
const FAILURES_BEFORE_PAUSE = 5;
const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3600;

/**
 * Until when nothing is sent after so many failures in a row; null while it goes on. After a pause
 * one call tries again, and its failure begins a longer pause.
 */
export function pauseAfter(failures: number, at: Instant): Instant | null {
  const more = failures - FAILURES_BEFORE_PAUSE;
  if (more < 0) return null;
  const seconds = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(more, 10));
  return addSeconds(at, seconds);
}

/** Why nothing may be sent through an account now, or null. */
export function whyHeld(
  account: { refusedAt: Instant | null; pausedUntil: Instant | null },
  at: Instant,
): 'refused' | 'paused' | null {
  if (account.refusedAt !== null) return 'refused';
  return account.pausedUntil !== null && at < account.pausedUntil ? 'paused' : null;
}

const MOST_WAIT_SECONDS = 6 * 3600;

/**
 * Seconds until the next attempt: doubling, at most six hours, and spread by up to a quarter, so
 * that messages which failed together do not return together. `spread` is from 0 to below 1.
 */
export function waitAfter(attempts: number, spread: number): number {
  const seconds = Math.min(MOST_WAIT_SECONDS, 60 * 2 ** Math.min(attempts, 12));
  return Math.round(seconds * (1 + spread / 4));
}

const FIRST_ASK_SECONDS = { feed: 3 * 86_400, per_claim: 6 * 3600 } as const;
const LONGEST_ASK_SECONDS = 7 * 86_400;

/**
 * When a claim is asked for singly. Fresh news begin anew: with a feed only after three silent
 * days, without one after six hours. The longer the silence, the longer the interval: half of it.
 */
export function nextAskAt(
  news: 'feed' | 'per_claim' | 'webhook',
  newsAt: Instant,
  at: Instant,
): Instant {
  const first = FIRST_ASK_SECONDS[news === 'per_claim' ? 'per_claim' : 'feed'];
  const silent = Math.max(0, (Date.parse(at) - Date.parse(newsAt)) / 1000);
  return addSeconds(at, Math.round(Math.min(LONGEST_ASK_SECONDS, Math.max(first, silent / 2))));
}
