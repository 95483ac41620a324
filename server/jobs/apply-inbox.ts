import { applyDelivery } from '../actions/apply-delivery.ts';
import { listDueDeliveries } from '../storage/queues.ts';
import { type Job, type JobTools, MOST_ROWS } from './job.ts';

/**
 * Applies what shops have sent, oldest first; one that fails never holds up the rest. An order wakes
 * what waited for it, so the job looks again as long as it gets on.
 */
export const applyInbox = ({ house, clock, log }: JobTools): Job => ({
  name: 'apply-inbox',
  schedule: '* * * * *',
  async run() {
    const ids = await listDueDeliveries(house.db, clock.now(), MOST_ROWS);
    let settled = 0;
    for (const id of ids) {
      try {
        const state = await applyDelivery(house, id, { actor: 'shop', at: clock.now() });
        settled += 1;
        if (state === 'unreadable' || state === 'failed' || state === 'unknown_shop') {
          log.warn({ deliveryId: id, state }, 'a delivery was kept and waits for a person');
        }
      } catch (error) {
        log.error(
          { deliveryId: id, err: error },
          'a delivery could not be applied; it comes again',
        );
      }
    }
    if (settled === 0) return 'done';
    const left = await listDueDeliveries(house.db, clock.now(), 1);
    return left.length > 0 ? 'snooze' : 'done';
  },
});
