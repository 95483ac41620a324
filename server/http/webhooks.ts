import express, { type Router } from 'express';
import { receiveDelivery } from '../actions/receive-delivery.ts';
import type { House } from '../actions/house.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { sendProblem } from './problem.ts';

/**
 * `POST /webhooks/{source}`: checks the signature over the raw bytes, keeps the delivery and only
 * then answers 200. Nothing is parsed here; a shop waits five seconds at most.
 */
export function webhooks(tools: {
  house: House;
  clock: Clock;
  log: Log;
  limitBytes: number;
  /** Called after a delivery was kept, so that it is applied without waiting for cron. */
  wake: () => void;
}): Router {
  const { house, clock, log, limitBytes, wake } = tools;
  const router = express.Router();
  const raw = express.raw({ type: () => true, limit: limitBytes, inflate: false });
  router.post('/:source', raw, async (req, res) => {
    const name = req.params.source;
    const source = house.sources.get(name);
    if (source === undefined) {
      sendProblem(res, { status: 404, code: 'not_found', detail: 'no shop system of this name' });
      return;
    }
    const body: Uint8Array = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const checked = source.verify(body, req.headers);
    if (!checked.valid) {
      log.warn({ source: name, reason: checked.reason }, 'a webhook was refused');
      const detail = `the signature does not fit (${checked.reason})`;
      sendProblem(res, { status: 401, code: 'not_signed', detail });
      return;
    }
    const isNew = await receiveDelivery(house, name, { ...checked.delivery, body }, clock.now());
    res.status(200).json({ received: true, known: !isNew });
    if (isNew) wake();
  });
  return router;
}
