import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '../../../plugin/shopify/source.ts';
import { deletedBody, signedDelivery } from '../../../server/demo/shopify-deliveries.ts';
import { type Planned, seeded, send, underway } from '../../support/shopify/deliveries.ts';

const planned = Array.from({ length: 2000 }, (_unused, index): Planned => {
  const sentAt = new Date(Date.parse('2026-03-01T00:00:00Z') + index * 60_000).toISOString();
  const delivery = signedDelivery({
    topic: 'orders/delete',
    body: deletedBody(String(index + 1)),
    secret: 'secret',
    shopDomain: 'example.myshopify.com',
    webhookId: `delivery-${index + 1}`,
    triggeredAt: sentAt,
  });
  return { sentAt, delivery };
});

const bad = { lostPercent: 2, doubledPercent: 5, latePercent: 10, latestSeconds: 86_400 };

describe('the weather of deliveries in tests', () => {
  it('loses, doubles and delays about as much as it says, the same for the same seed', () => {
    const arrived = underway(planned, { ...bad, random: seeded(7) });
    const ids = arrived.map(({ delivery }) => delivery.headers['x-shopify-webhook-id']);
    const different = new Set(ids).size;
    expect(different).toBeGreaterThan(1920);
    expect(different).toBeLessThan(1990);
    expect(ids.length - different).toBeGreaterThan(60);
    expect(ids.length - different).toBeLessThan(140);
    expect(arrived.some(({ sentAt }, index) => sentAt < (arrived[index - 1]?.sentAt ?? ''))).toBe(
      true,
    );
    expect(underway(planned, { ...bad, random: seeded(7) })).toEqual(arrived);
    expect(underway(planned, { ...bad, random: seeded(8) })).not.toEqual(arrived);
  });

  it('in fair weather brings everything once and in order', () => {
    const fair = { lostPercent: 0, doubledPercent: 0, latePercent: 0, latestSeconds: 0 };
    const arrived = underway(planned, { ...fair, random: seeded(1) });
    expect(arrived.map(({ delivery }) => delivery)).toEqual(
      planned.map(({ delivery }) => delivery),
    );
  });

  it('tries again until it is taken, with the same bytes and the same id', async () => {
    const seen: string[] = [];
    const answers = [500, 302, 200];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const check = verifyWebhook(Buffer.concat(chunks), request.headers, ['secret']);
        seen.push(check.valid ? check.webhookId : check.reason);
        response.writeHead(answers.shift() ?? 500, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/shopify`;
    const [one] = planned;
    if (one === undefined) throw new Error('nothing planned');
    expect(await send(one.delivery, url)).toEqual({ status: 200, tries: 3 });
    expect(seen).toEqual(['delivery-1', 'delivery-1', 'delivery-1']);
    expect(await send(one.delivery, url)).toEqual({ status: 500, tries: 9 });
    server.closeAllConnections();
    server.close();
  });
});
