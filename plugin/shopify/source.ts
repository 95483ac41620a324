/**
 * Shopify's webhooks, checked and put into our words. A signature proves the body only, not the
 * headers beside it: whoever moves money reads the object again with that shop's own token.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { type Instant, instant } from '../../server/domain/calendar.ts';
import type { ShopEvent, ShopPrivacyRequest } from '../../server/domain/shop-events.ts';
import type { ShopSource } from '../../server/ports.ts';
import {
  required,
  toDispute,
  toOrder,
  toOrderRefunds,
  toRefund,
  toSchedule,
  toTerms,
  toTransaction,
} from './objects.ts';
import * as payloads from './payloads.ts';

// ---------------------------------------------------------------------------------------------
// The envelope

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type WebhookCheck =
  | {
      valid: true;
      topic: string;
      /** `example.myshopify.com`. Not signed: it says whom to ask, never whom to charge. */
      shopDomain: string;
      /** One per delivery; a repeated delivery carries it again. */
      webhookId: string;
      /** Shared by all deliveries of one action in the shop. */
      eventId: string | null;
      triggeredAt: Instant | null;
      apiVersion: string | null;
    }
  | { valid: false; reason: WebhookRefusal };

type WebhookRefusal =
  | 'no_secret'
  | 'missing_signature'
  | 'wrong_signature'
  | 'bad_topic'
  | 'bad_shop_domain'
  | 'bad_webhook_id';

/**
 * Checks signature and envelope of a delivery. While a secret is rotated Shopify may sign with the
 * old one for a while, so every secret of the list is tried, each in constant time.
 */
export function verifyWebhook(
  rawBody: Uint8Array,
  headers: WebhookHeaders,
  secrets: readonly string[],
): WebhookCheck {
  const header = (name: string) => headerOf(headers, `x-shopify-${name}`);
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return { valid: false, reason: 'no_secret' };
  const signature = header('hmac-sha256');
  if (signature === null) return { valid: false, reason: 'missing_signature' };
  if (!isSignedByOneOf(usable, rawBody, signature)) {
    return { valid: false, reason: 'wrong_signature' };
  }
  const topic = header('topic')?.toLowerCase() ?? '';
  if (!/^[a-z_]{1,60}\/[a-z_]{1,60}$/.test(topic)) return { valid: false, reason: 'bad_topic' };
  const shopDomain = toShopDomain(header('shop-domain'));
  if (shopDomain === null) return { valid: false, reason: 'bad_shop_domain' };
  const webhookId = toToken(header('webhook-id'));
  if (webhookId === null) return { valid: false, reason: 'bad_webhook_id' };
  return {
    valid: true,
    topic,
    shopDomain,
    webhookId,
    eventId: toToken(header('event-id')),
    triggeredAt: toInstant(header('triggered-at')),
    apiVersion: toToken(header('api-version')),
  };
}

/** Reads a shop's permanent domain, `example.myshopify.com`; null for any other host. */
export function toShopDomain(value: string | null | undefined): string | null {
  const domain = value?.toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9_-]{0,62}\.myshopify\.com$/.test(domain) ? domain : null;
}

/** Null when a header is missing or stands there twice. */
function headerOf(headers: WebhookHeaders, name: string): string | null {
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  const value = found.length === 1 ? found[0]?.[1] : undefined;
  return typeof value === 'string' ? value.trim() : null;
}

function isSignedByOneOf(
  secrets: readonly string[],
  rawBody: Uint8Array,
  signature: string,
): boolean {
  const given = Buffer.from(signature, 'utf8');
  const matches = secrets.map((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.includes(true);
}

const toToken = (value: string | null) =>
  value !== null && /^[\x21-\x7e]{1,128}$/.test(value) ? value : null;

function toInstant(value: string | null): Instant | null {
  try {
    return value === null ? null : instant(value);
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------------------------------------
// The topics

type Reader = (body: Uint8Array | string, topic: string) => ShopEvent[];

const asOrder: Reader = (body, topic) => {
  const read = payloads.readBody(topic, body, payloads.order);
  const refunds = toOrderRefunds(read, topic);
  return [
    { kind: 'order', order: toOrder(read, topic) },
    ...refunds.map((refund): ShopEvent => ({ kind: 'refund', refund })),
  ];
};

const asFulfillment: Reader = (body, topic) => {
  const read = payloads.readBody(topic, body, payloads.fulfillment);
  const orderId = required(read.order_id, topic, 'order_id');
  const succeeded = read.status === 'success';
  return [{ kind: 'fulfillment', orderId, fulfilledAt: read.created_at, succeeded }];
};

const asTerms: Reader = (body, topic) => {
  const read = payloads.readBody(topic, body, payloads.terms);
  return [{ kind: 'terms', termsId: payloads.idOf(read), terms: toTerms(read) }];
};

const asDispute: Reader = (body, topic) => {
  const read = payloads.readBody(topic, body, payloads.dispute);
  return [{ kind: 'dispute', dispute: toDispute(read) }];
};

const asPrivacyRequest =
  (kind: ShopPrivacyRequest['kind']): Reader =>
  (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.privacy);
    // The topic stands in a header, which nobody signed: a body of another topic is refused.
    if (!SHAPES[kind](read)) throw payloads.unreadable(topic, 'body', 'is one of another topic');
    const debtorNumber = read.customer?.id ?? null;
    const orderIds = [...read.orders_requested, ...read.orders_to_redact];
    const shopDomain = toShopDomain(read.shop_domain);
    return [{ kind: 'privacy', request: { kind, shopDomain, debtorNumber, orderIds } }];
  };

type PrivacyBody = z.output<typeof payloads.privacy>;

/** How the three privacy bodies differ: only one names its request, only one names nobody. */
const SHAPES: Readonly<Record<ShopPrivacyRequest['kind'], (read: PrivacyBody) => boolean>> = {
  data_request: (read) => read.orders_to_redact.length === 0,
  redact_debtor: (read) => read.data_request == null && read.orders_requested.length === 0,
  redact_shop: (read) =>
    read.customer === null &&
    read.data_request == null &&
    [...read.orders_requested, ...read.orders_to_redact].length === 0,
};

const READERS: Readonly<Record<string, Reader>> = {
  'orders/create': asOrder,
  'orders/updated': asOrder,
  'orders/paid': asOrder,
  'orders/cancelled': asOrder,
  'orders/edited': (body, topic) => {
    const { order_edit: edit } = payloads.readBody(topic, body, payloads.orderEdit);
    return [{ kind: 'order_touched', orderId: edit.order_id }];
  },
  'orders/delete': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.deleted);
    return [{ kind: 'order_deleted', orderId: payloads.idOf(read) }];
  },
  'order_transactions/create': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.transaction);
    return [{ kind: 'transaction', transaction: toTransaction(read, topic, null) }];
  },
  'refunds/create': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.refund);
    return [{ kind: 'refund', refund: toRefund(read, topic, null) }];
  },
  'fulfillments/create': asFulfillment,
  'fulfillments/update': asFulfillment,
  'payment_terms/create': asTerms,
  'payment_terms/update': asTerms,
  'payment_terms/delete': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.deleted);
    return [{ kind: 'terms_deleted', termsId: payloads.idOf(read) }];
  },
  'payment_schedules/due': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.schedule);
    const termsId = required(read.payment_terms_id, topic, 'payment_terms_id');
    return [{ kind: 'schedule_due', termsId, schedule: toSchedule(read) }];
  },
  'disputes/create': asDispute,
  'disputes/update': asDispute,
  'app/uninstalled': (body, topic) => {
    const read = payloads.readBody(topic, body, payloads.shop);
    const shopDomain = toShopDomain(read.myshopify_domain) ?? toShopDomain(read.domain);
    return [{ kind: 'uninstalled', shopDomain }];
  },
  'customers/data_request': asPrivacyRequest('data_request'),
  'customers/redact': asPrivacyRequest('redact_debtor'),
  'shop/redact': asPrivacyRequest('redact_shop'),
};

/** Every topic `toShopEvents` reads, as `X-Shopify-Topic` names it. */
export const HANDLED_TOPICS: readonly string[] = Object.keys(READERS);

/**
 * What a webhook body tells. An order also tells of the refunds it carries, so that a lost
 * `refunds/create` is made good by the next `orders/updated`. Throws `InvalidInput` when the topic
 * is not handled or the body cannot be read.
 */
export function toShopEvents(topic: string, rawBody: Uint8Array | string): ShopEvent[] {
  const reader = Object.hasOwn(READERS, topic) ? READERS[topic] : undefined;
  if (reader === undefined) throw payloads.unreadable(topic, 'topic', 'is not handled');
  return reader(rawBody, topic);
}

/** Shopify as the inside knows it. `secrets` are the app's client secrets, the newest first. */
export const shopifySource = (secrets: readonly string[]): ShopSource => ({
  name: 'shopify',
  verify(body, headers) {
    const check = verifyWebhook(body, headers, secrets);
    if (!check.valid) return check;
    const { topic, shopDomain, webhookId: deliveryId, triggeredAt: sentAt } = check;
    return { valid: true, delivery: { topic, shopDomain, deliveryId, sentAt } };
  },
  toEvents: toShopEvents,
  touched: (orderId) => ({
    topic: 'orders/edited',
    body: new TextEncoder().encode(JSON.stringify({ order_edit: { order_id: orderId } })),
  }),
  deleted: (orderId) => ({
    topic: 'orders/delete',
    body: new TextEncoder().encode(JSON.stringify({ id: orderId })),
  }),
});
