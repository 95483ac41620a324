import type { Clock } from '../ports.ts';
import type { House } from '../actions/house.ts';
import type { Log } from '../log.ts';

/** `done`: nothing is left. `snooze`: there is more, wake me again soon. */
export type JobAnswer = 'done' | 'snooze';

/** Work that may run twice or die halfway. cron only wakes it; rows and leases decide. */
export interface Job {
  name: string;
  /** When cron wakes it. */
  schedule: string;
  run(): Promise<JobAnswer>;
}

/** What every job has: the house, the time, a name for its leases, and a log. */
export interface JobTools {
  house: House;
  clock: Clock;
  /** Unique to this process. */
  owner: string;
  log: Log;
}

/** Most rows one run of a job works on before it lets the others go on. */
export const MOST_ROWS = 500;
