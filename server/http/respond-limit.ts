import { addSeconds, type Instant } from '../domain/calendar.ts';

/** Counts what one caller did in a while. Kept in memory: each process counts for itself. */
export interface Limit {
  /** True while the caller may go on; this call is counted. */
  allows(caller: string, at: Instant): boolean;
}

/** Most callers that are remembered; of more, those whose while ends first are forgotten. */
const MOST_CALLERS = 10_000;

/** At most so many calls of one caller in a while. */
export function callLimit({ most, seconds }: { most: number; seconds: number }): Limit {
  const callers = new Map<string, { calls: number; until: Instant }>();
  return {
    allows(caller, at) {
      const known = callers.get(caller);
      const running = known !== undefined && known.until > at ? known : null;
      const calls = (running?.calls ?? 0) + 1;
      if (running === null) callers.delete(caller);
      callers.set(caller, { calls, until: running?.until ?? addSeconds(at, seconds) });
      const [oldest] = callers.keys();
      if (callers.size > MOST_CALLERS && oldest !== undefined) callers.delete(oldest);
      return calls <= most;
    },
  };
}
