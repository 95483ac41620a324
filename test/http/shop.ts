import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import {
  orderBody,
  type OrderFacts,
  refundBody,
  transactionBody,
} from '../../server/demo/shopify-deliveries.ts';
import type { RefundFacts, TransactionFacts } from '../../server/demo/shopify-parts.ts';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';
import { checkLedger, verifyJournal } from '../../server/storage/views.ts';
import { DOMAIN, orderFacts, rows, SECRET, type World } from '../support/world.ts';

/** A message of the shop: its topic and body. */
export interface Message {
  topic: string;
  body: string;
}

/** What one order's messages look like; times are seconds after `start`. */
export function messagesOf(orderId: string, start: Instant) {
  const at = (seconds: number): Instant => addSeconds(start, seconds);
  return {
    at,
    order(topic: string, seconds: number, facts: Partial<OrderFacts> = {}): Message {
      const all = { id: orderId, createdAt: start, updatedAt: at(seconds), ...facts };
      return { topic: `orders/${topic}`, body: orderBody(orderFacts(all, start)) };
    },
    payment(seconds: number, amountCents: number, more: Partial<TransactionFacts> = {}): Message {
      const facts = { ...moved(seconds, amountCents), ...more };
      return { topic: 'order_transactions/create', body: transactionBody(facts) };
    },
    refund(seconds: number, goodsCents: number, more: Partial<RefundFacts> = {}): Message {
      return { topic: 'refunds/create', body: refundBody(refundFacts(seconds, goodsCents, more)) };
    },
    refundFacts,
    /** Money back, as it stands in a refund. */
    moneyBack: (seconds: number, amountCents: number): TransactionFacts => ({
      ...moved(seconds, amountCents),
      kind: 'refund',
    }),
  };

  function moved(seconds: number, amountCents: number): TransactionFacts {
    const one = { id: `${orderId}${seconds}7`, orderId, kind: 'sale', status: 'success' } as const;
    return { ...one, amountCents, processedAt: at(seconds) };
  }
  function refundFacts(seconds: number, goodsCents: number, more: Partial<RefundFacts> = {}) {
    const id = `${orderId}${seconds}5`;
    return { id, orderId, createdAt: at(seconds), goodsCents, ...more };
  }
}

/** Sends messages in this order, each a delivery of its own, applying each before the next. */
export async function tell(world: World, ...messages: readonly Message[]): Promise<void> {
  for (const { topic, body } of messages) {
    expect(await world.webhook(topic, body)).toBe(200);
    await world.job('apply-inbox');
  }
}

/** The receivable of an order, or undefined. */
export async function receivableOf(world: World, orderId: string) {
  const [found] = await rows(world, 'receivables', { external_id: orderId });
  return found;
}

/** What an order still owes by our books; nothing when it is no receivable. */
export async function openCents(world: World, orderId: string): Promise<number> {
  return Number((await receivableOf(world, orderId))?.['principal_cents'] ?? 0);
}

/** Sums of the accounts of an order's receivable, without empty ones. */
export async function accountsOf(world: World, orderId: string): Promise<Record<string, number>> {
  const receivable = await receivableOf(world, orderId);
  const entries = await rows(world, 'ledger_entries', { receivable_id: receivable?.['id'] ?? 0 });
  const sums: Record<string, number> = {};
  for (const entry of entries) {
    const account = String(entry['account']);
    sums[account] = (sums[account] ?? 0) + Number(entry['amount_cents']);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, cents]) => cents !== 0));
}

/** The newest inbox row. */
export async function lastDelivery(world: World): Promise<Record<string, unknown>> {
  const all = await rows(world, 'inbox');
  return all.at(-1) ?? {};
}

/** The books of every shop hold together. */
export async function expectSoundBooks(world: World): Promise<void> {
  const { db } = world.service.house;
  for (const shop of await rows(world, 'shops')) {
    expect(await checkLedger(db, Number(shop['id']))).toBeNull();
    expect((await verifyJournal(db, Number(shop['id']))).fault).toBeNull();
  }
}

/** The headers of a delivery, to be changed by a test. */
export function signedHeaders(body: string | Uint8Array, topic = 'orders/create') {
  return {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'x-shopify-shop-domain': DOMAIN,
    'x-shopify-webhook-id': `by-hand-${Math.abs(hashOf(body))}`,
  };
}

const hashOf = (body: string | Uint8Array): number =>
  Buffer.from(body).reduce((sum, byte) => (sum * 31 + byte) | 0, 7);

/** A request whose every header the test decides; `chunked` sends no content-length. */
export function send(
  url: string,
  wish: {
    method?: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array;
    chunked?: boolean;
  },
): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(wish.body ?? '');
    const length = wish.chunked === true ? {} : { 'content-length': String(body.length) };
    const headers = { ...length, ...wish.headers };
    const call = request(url, { method: wish.method ?? 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        call.destroy();
        const type = answer.headers['content-type'] ?? '';
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, type, text });
      });
    });
    call.once('error', reject);
    if (wish.chunked === true) {
      for (let from = 0; from < body.length; from += 65_536) {
        call.write(body.subarray(from, from + 65_536));
      }
      call.end();
    } else call.end(body);
  });
}
