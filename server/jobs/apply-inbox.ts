import { applyDelivery, putOffDelivery } from '../actions/apply-delivery.ts';
import { listDueDeliveries } from '../storage/queues.ts';
import { askShop, nothingRead } from './ask-shop.ts';
import { type Job, type JobTools, MOST_ROWS } from './job.ts';

/**
 * Applies what shops have sent, oldest first; one that fails never holds up the rest. An order wakes
 * what waited for it, so the job looks again as long as it gets on.
 */
export const applyInbox = (tools: JobTools & { verify?: 'connected' | 'always' }): Job => ({
  name: 'apply-inbox',
  schedule: '* * * * *',
  async run() {
    const { house, clock, log, verify = 'connected' } = tools;
    const ids = await listDueDeliveries(house.db, clock.now(), MOST_ROWS);
    // All of these were kept before the first of their orders is read, so one reading is enough.
    const read = nothingRead();
    let settled = 0;
    for (const id of ids) {
      const acting = { actor: 'shop', at: clock.now() };
      try {
        const proof = await askShop(house, id, { verify, read }).catch((error: unknown) =>
          putOffDelivery(house, id, error, acting),
        );
        const state = await applyDelivery(house, id, acting, proof);
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
