/**
 * One process that proposes and commits the run of a day through the real actions and tells what it
 * took. `BENCH` is JSON: what to do on which database.
 */
import { readFileSync } from 'node:fs';
import { commitProposed, commitRun, proposeRun } from '../../server/actions/dunning-run.ts';
import { buildService, type Service } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { addDays, addSeconds, type Instant } from '../../server/domain/calendar.ts';
import { RUN_AT, RUN_ON } from './dunning-books.ts';

export interface ChildTask {
  /** `die` kills itself in the middle of the page that passes 99 % of the notices. */
  do: 'whole' | 'die' | 'resume';
  shopId: number;
}

/** What one step took. Memory is the largest that was ever resident until its end. */
export interface Measured {
  what: 'propose' | 'commit' | 'decide' | 'resume';
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
  selected: number;
  reminded: number;
  notices: number;
}

type Report = Pick<Measured, 'selected' | 'reminded' | 'notices'>;

const { do: task, shopId } = JSON.parse(process.env['BENCH'] ?? '') as ChildTask;
const service = buildService(readConfig(process.env), { now: () => RUN_AT });
const measured: Measured[] = [];
switch (task) {
  case 'whole':
    await whole(service);
    break;
  case 'die':
    await dieNearTheEnd(service);
    break;
  case 'resume': {
    // The lease of the dead one has ended by then.
    const wish = { ...wishAt(addSeconds(RUN_AT, 600)), on: RUN_ON };
    await measure('resume', () => commitRun(service.house, wish));
    break;
  }
}
await service.close();
console.log(JSON.stringify(measured));

async function whole({ house }: Service): Promise<void> {
  const today = wishAt(RUN_AT);
  const { runId } = await measure('propose', () => proposeRun(house, { ...today, on: RUN_ON }));
  await measure('commit', () => commitProposed(house, { ...today, runId: runId ?? 0 }));
  // On the next day nobody is due: every receivable is looked at and left alone.
  const tomorrow = { ...wishAt(addSeconds(RUN_AT, 86_400)), on: addDays(RUN_ON, 1) };
  const { reminded } = await measure('decide', () => commitRun(house, tomorrow));
  if (reminded > 0) throw new Error(`${reminded} were reminded a second time`);
}

async function dieNearTheEnd({ house }: Service): Promise<void> {
  const today = wishAt(RUN_AT);
  const { runId } = await proposeRun(house, { ...today, on: RUN_ON });
  const groups: { debtor_key: string }[] = await house
    .db('dunning_run_items')
    .where({ run_id: runId, outcome: 'remind' })
    .distinct('debtor_key', 'group_key');
  const planned = groups.length;
  house.db.on('query', ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
    if (!sql.startsWith('update `dunning_runs` set')) return;
    const columns = [...sql.matchAll(/`(\w+)` = \?/g)].map(([, column]) => column);
    const notices = Number(bindings[columns.indexOf('notices')] ?? 0);
    if (columns.includes('notices') && notices >= planned * 0.99) {
      process.kill(process.pid, 'SIGKILL');
    }
  });
  await commitProposed(house, { ...today, runId: runId ?? 0 });
  throw new Error('it should have died');
}

function wishAt(at: Instant): { shopId: number; actor: string; owner: string; at: Instant } & {
  now: () => Instant;
} {
  return { shopId, actor: 'bench', owner: `bench:${process.pid}`, at, now: () => at };
}

async function measure<R extends Report>(
  what: Measured['what'],
  work: () => Promise<R>,
): Promise<R> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const report = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { selected, reminded, notices } = report;
  const cpuSeconds = (user + system) / 1e6;
  measured.push({ what, seconds, cpuSeconds, peakMb: peakMb(), selected, reminded, notices });
  return report;
}

/** The high-water mark of this process alone: `maxRSS` would count what its parent had, too. */
function peakMb(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
