import { forgetAnswers, forgetMessages, settleErasure } from '../actions/privacy.ts';
import { addSeconds, dayOf } from '../domain/calendar.ts';
import {
  letterIsErased,
  listErasures,
  listLettersToErase,
  removeOldItems,
} from '../storage/queues.ts';
import type { Outside } from './deliver-outbox.ts';
import type { Job, JobTools } from './job.ts';

/** Days for which the raw messages of shops are kept after they were applied. */
const MESSAGE_DAYS = 90;

/** Days for which the lines of a run are kept after its end. */
const RUN_ITEM_DAYS = 90;
/** Each is a few thousand lines; the next wake goes on. */
const ITEM_PAGES = 50;

type Tools = JobTools & { outside: Pick<Outside, 'letters'> };

/**
 * Erases what shops asked to erase, as soon as it may be; what must be kept is looked at again when
 * its reason ends. Raw messages are emptied when nobody needs them any more, and the
 * lines of old runs are removed.
 */
export const settlePrivacy = ({ house, clock, log, outside }: Tools): Job => ({
  name: 'settle-privacy',
  schedule: '41 * * * *',
  async run() {
    const at = clock.now();
    for (const { id: requestId, shopId } of await listErasures(house.db, dayOf(at, 'UTC'))) {
      try {
        const target = { shopId, requestId };
        const { state } = await settleErasure(house, target, { actor: 'settle-privacy', at });
        log.info({ shopId, requestId, state }, 'a request to erase was looked at');
      } catch (error) {
        log.error({ shopId, requestId, err: error }, 'a request to erase could not be settled');
      }
    }
    await eraseLetters({ house, log, outside });
    await forgetMessages(house, addSeconds(at, -MESSAGE_DAYS * 86_400));
    await forgetAnswers(house, at);
    const before = addSeconds(at, -RUN_ITEM_DAYS * 86_400);
    await removeOldItems(house.db, { before, at, pages: ITEM_PAGES });
    return 'done';
  },
});

/** What was printed goes as well. A folder that is away is looked at again in an hour. */
async function eraseLetters({ house, log, outside }: Pick<Tools, 'house' | 'log' | 'outside'>) {
  const { letters } = outside;
  const names = letters === null ? [] : await listLettersToErase(house.db);
  for (const name of names) {
    try {
      await letters?.erase(name);
      await letterIsErased(house.db, name);
    } catch (error) {
      log.error({ err: error }, 'a printed letter could not be erased; later again');
    }
  }
}
