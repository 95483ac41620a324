import { createHmac } from 'node:crypto';
import {
  InvalidInput,
  OutcomeUnknown,
  PartnerRejected,
  PartnerUnavailable,
} from '../../server/domain/errors.ts';
import type { Clock, WebhookChannel } from '../../server/ports.ts';
import { exchange, type HttpLimits, partnerError } from '../http.ts';

const LIMITS: HttpLimits = {
  connectMs: 10_000,
  firstByteMs: 20_000,
  totalMs: 30_000,
  maxBytes: 64 * 1024,
};

/** Says of a call that was not even looked at that it may come again. */
const NOT_NOW: readonly number[] = [408, 425, 429, 503];

/**
 * Posts reminders as JSON to an address of the shop. `Mahnlauf-Signature` is `t=<seconds>,v1=<hex>`:
 * the HMAC-SHA256 of `<seconds>.<body>` with the shop's secret, so that a call can be neither made up
 * nor kept for later. `Idempotency-Key` names the reminder: the same one may come again.
 */
export const webhookChannel = (clock: Clock, limits: HttpLimits = LIMITS): WebhookChannel => ({
  async send({ url, secret, key, body }) {
    if (!/^https?:\/\//.test(url)) {
      throw new InvalidInput('the address of the webhook must begin with https://');
    }
    const seconds = Math.floor(Date.parse(clock.now()) / 1000);
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      'mahnlauf-signature': `t=${seconds},v1=${signature}`,
    };
    const answer = await exchange({ method: 'POST', url, headers, body }, limits);
    if ('failed' in answer) throw partnerError(answer, false, 'The webhook of the shop');
    const { status } = answer;
    if (status >= 200 && status < 300) return { receipt: `HTTP ${status}` };
    const what = `The webhook of the shop answered ${status}`;
    if (NOT_NOW.includes(status)) throw new PartnerUnavailable(`${what}; it is tried again later`);
    if (status >= 500) throw new OutcomeUnknown(`${what}; look there by its key ${key}`);
    throw new PartnerRejected(`${what}; it will not take the reminder`, [`HTTP ${status}`]);
  },
});
