/**
 * One process of the service that works through its jobs and may be killed on the way. It is told by
 * its environment what to do: `CRASH_CLOCK` are the instants at which it works, one after the other;
 * `CRASH_AT` is JSON with the statement at which it kills itself.
 */
import { buildService } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { type Instant, instant } from '../../server/domain/calendar.ts';

/** Kill yourself when the nth statement that begins so is about to run, or has just run. */
interface CrashAt {
  statement: string;
  nth: number;
  when: 'before' | 'after';
}

const [first, ...later] = (process.env['CRASH_CLOCK'] ?? '').split(' ').map((at) => instant(at));
if (first === undefined) throw new Error('CRASH_CLOCK is missing');
const clock = { at: first };
const crash = JSON.parse(process.env['CRASH_AT'] ?? 'null') as CrashAt | null;
const service = buildService(readConfig(process.env), { now: () => clock.at });

let seen = 0;
let statements = 0;
const watch = (when: CrashAt['when']) => (query: { sql?: string }) => {
  const sql = (query.sql ?? '').replaceAll('`', '');
  if (when === 'before') statements += 1;
  if (crash === null || crash.when !== when || !sql.toLowerCase().startsWith(crash.statement))
    return;
  seen += 1;
  if (seen === crash.nth) process.kill(process.pid, 'SIGKILL');
};
service.house.db.on('query', watch('before'));
service.house.db.on('query-response', (_answer: unknown, query: { sql?: string }) =>
  watch('after')(query),
);

const names = ['apply-inbox', 'daily-dunning', 'deliver-outbox', 'poll-agencies', 'deliver-outbox'];

async function work(at: Instant): Promise<void> {
  clock.at = at;
  for (const name of names) {
    const job = service.jobs.find((candidate) => candidate.name === name);
    if (job === undefined) throw new Error(`no job ${name}`);
    while ((await job.run()) === 'snooze');
  }
}

for (const at of [first, ...later]) await work(at);
await service.close();
console.log(JSON.stringify({ statements }));
