import { randomUUID } from 'node:crypto';
import { commitRun, proposeRun } from '../actions/dunning-run.ts';
import { DAILY_RUN } from '../actions/run-pages.ts';
import { settleClarifications } from '../actions/tasks.ts';
import { Conflict } from '../domain/errors.ts';
import { listActiveShops } from '../storage/queues.ts';
import { getShopView } from '../storage/views.ts';
import { dayOf } from '../domain/calendar.ts';
import type { Job, JobTools } from './job.ts';

/**
 * Runs each shop's day, or proposes it where a person commits. Waking it a hundred times a day
 * reminds nobody twice.
 */
export const dailyDunning = (tools: JobTools & { schedule: string }): Job => ({
  name: 'daily-dunning',
  schedule: tools.schedule,
  async run() {
    const { house, clock, owner, log } = tools;
    for (const shopId of await listActiveShops(house.db)) {
      const at = clock.now();
      try {
        const { timeZone, dunning } = (await getShopView(house.db, shopId)).settings;
        const wish = {
          shopId,
          on: dayOf(at, timeZone),
          // Two runs of one process exclude one another too: an owner for each.
          owner: `${owner.slice(0, 8)}:${randomUUID()}`,
          actor: DAILY_RUN,
          at,
          now: () => clock.now(),
        };
        const run = dunning.commit === 'automatic' ? commitRun : proposeRun;
        // What is due of promises and plans is known before the run looks at the blocks.
        for (const err of await settleClarifications(house, shopId, wish.on, wish)) {
          log.error({ shopId, err }, 'a promise or a plan could not be judged; it comes again');
        }
        const { lines: _lines, ...report } = await run(house, wish);
        log.info({ shopId, ...report }, `dunning run ${report.state}`);
      } catch (error) {
        if (error instanceof Conflict) log.info({ shopId }, error.message);
        else log.error({ shopId, err: error }, 'the dunning run failed; the next wake goes on');
      }
    }
    return 'done';
  },
});
