import { createHmac } from 'node:crypto';
import { verifyWebhook } from '../../../plugin/shopify/source.ts';
import { signedDelivery } from '../../../server/demo/shopify-deliveries.ts';

const delivery = (change: { secret?: string; body?: string } = {}) =>
  signedDelivery({
    topic: 'orders/create',
    body: change.body ?? '{"id":1}',
    secret: change.secret ?? 'new-secret',
    shopDomain: 'example.myshopify.com',
    webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    triggeredAt: '2026-03-01T10:00:00.123456789Z',
  });

const secrets = ['new-secret', 'old-secret'];
const check = (headers: Record<string, string | string[] | undefined>, body = '{"id":1}') =>
  verifyWebhook(Buffer.from(body), headers, secrets);

describe('a webhook', () => {
  it('is taken with a good signature and says what it is', () => {
    const { headers, body } = delivery();
    expect(verifyWebhook(body, headers, secrets)).toEqual({
      valid: true,
      topic: 'orders/create',
      shopDomain: 'example.myshopify.com',
      webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      eventId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      triggeredAt: '2026-03-01T10:00:00.123Z',
      apiVersion: '2026-10',
    });
  });

  it('is taken with the old secret while secrets rotate, and no more when it left the list', () => {
    const { headers, body } = delivery({ secret: 'old-secret' });
    expect(verifyWebhook(body, headers, secrets).valid).toBe(true);
    expect(verifyWebhook(body, headers, ['new-secret'])).toEqual({
      valid: false,
      reason: 'wrong_signature',
    });
  });

  it('is taken however its headers are written', () => {
    const { headers, body } = delivery();
    const shouted = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(verifyWebhook(body, shouted, secrets)).toEqual(verifyWebhook(body, headers, secrets));
  });

  it('is judged by its bytes: one more blank and it is refused', () => {
    const { headers } = delivery();
    expect(check(headers, '{"id": 1}')).toEqual({ valid: false, reason: 'wrong_signature' });
    const umlaut = delivery({ body: '{"name":"Müller"}' });
    expect(check(umlaut.headers, '{"name":"Müller"}').valid).toBe(true);
    const latin1 = Buffer.from('{"name":"Müller"}', 'latin1');
    expect(verifyWebhook(latin1, umlaut.headers, secrets).valid).toBe(false);
  });

  it.each([
    ['no secret at all', []],
    ['an empty secret', ['']],
  ])('is refused with %s, even when signed with nothing', (_name, none) => {
    const hmac = createHmac('sha256', '').update('{"id":1}').digest('base64');
    const headers = { ...delivery().headers, 'x-shopify-hmac-sha256': hmac };
    const refused = { valid: false, reason: 'no_secret' };
    expect(verifyWebhook(Buffer.from('{"id":1}'), headers, none)).toEqual(refused);
  });

  it.each([
    ['x-shopify-hmac-sha256', undefined, 'missing_signature'],
    ['x-shopify-hmac-sha256', ['a', 'b'], 'missing_signature'],
    ['x-shopify-hmac-sha256', '', 'wrong_signature'],
    ['x-shopify-hmac-sha256', 'ä'.repeat(44), 'wrong_signature'],
    ['x-shopify-hmac-sha256', 'A'.repeat(100_000), 'wrong_signature'],
    ['x-shopify-topic', undefined, 'bad_topic'],
    ['x-shopify-topic', 'orders', 'bad_topic'],
    ['x-shopify-topic', `orders/${'x'.repeat(61)}`, 'bad_topic'],
    ['x-shopify-topic', 'orders/create, orders/paid', 'bad_topic'],
    ['x-shopify-shop-domain', undefined, 'bad_shop_domain'],
    ['x-shopify-shop-domain', 'example.com', 'bad_shop_domain'],
    ['x-shopify-shop-domain', 'example.myshopify.com.evil.example.com', 'bad_shop_domain'],
    ['x-shopify-shop-domain', 'evil.example.com/example.myshopify.com', 'bad_shop_domain'],
    ['x-shopify-shop-domain', '.myshopify.com', 'bad_shop_domain'],
    ['x-shopify-shop-domain', `${'a'.repeat(64)}.myshopify.com`, 'bad_shop_domain'],
    ['x-shopify-webhook-id', undefined, 'bad_webhook_id'],
    ['x-shopify-webhook-id', '', 'bad_webhook_id'],
    ['x-shopify-webhook-id', 'a'.repeat(129), 'bad_webhook_id'],
    ['x-shopify-webhook-id', 'a b', 'bad_webhook_id'],
  ])('with %s %j is refused for %s', (name, value, reason) => {
    expect(check({ ...delivery().headers, [name]: value })).toEqual({ valid: false, reason });
  });

  it('with a header that stands there twice in two spellings is refused', () => {
    const { headers } = delivery();
    const twice = { ...headers, 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    expect(check(twice)).toEqual({ valid: false, reason: 'bad_shop_domain' });
  });

  it('is taken at the longest id and domain', () => {
    const { headers } = delivery();
    const longest = {
      ...headers,
      'x-shopify-webhook-id': 'a'.repeat(128),
      'x-shopify-shop-domain': `${'A'.repeat(63)}.myshopify.com`,
    };
    expect(check(longest)).toMatchObject({
      valid: true,
      shopDomain: `${'a'.repeat(63)}.myshopify.com`,
    });
  });

  it('is taken without the headers that only explain', () => {
    const { headers } = delivery();
    const bare = {
      ...headers,
      'x-shopify-event-id': undefined,
      'x-shopify-triggered-at': 'half past nine',
      'x-shopify-api-version': undefined,
    };
    expect(check(bare)).toMatchObject({
      valid: true,
      eventId: null,
      triggeredAt: null,
      apiVersion: null,
    });
  });
});
