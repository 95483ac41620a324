/** The stand-in Shopify as a process of its own: `node shopify-shop.ts DOMAIN ORDERS`. */
import { createInterface } from 'node:readline';
import { bookOf } from '../support/shopify/books.ts';
import { keepOrders, startStandIn } from '../support/shopify/server.ts';

const [domain = '', count = '0'] = process.argv.slice(2);
const standIn = await startStandIn({ clientId: 'bench', secret: 'bench' }, () => Date.now());
const shop = standIn.shop(domain);
// No order waits for points here: what is measured is our own side.
Object.assign(shop.bucket, { available: 1e15, maximum: 1e15 });
shop.still = true;

const iso = (ms: number): string => new Date(ms).toISOString();

/** Every order as of a moment; the later picture costs a cent less. */
function orders(at: number, totalCents: number) {
  return Array.from({ length: Number(count) }, (_unused, index) =>
    bookOf({
      id: String(5_000_000_000_000 + index),
      number: 1001 + index,
      createdAt: '2026-01-02T08:00:00Z',
      updatedAt: iso(at + Math.floor(index / 10) * 1000),
      totalCents: 100_00,
      currentTotalCents: totalCents,
      outstandingCents: totalCents,
      gateways: ['Rechnung'],
      billing: {
        firstName: 'Muster',
        lastName: 'Debtor',
        street: 'Musterstraße 1',
        postcode: '10115',
        city: 'Berlin',
        country: 'DE',
      },
      email: 'debtor@example.com',
      debtorNumber: String(800_000 + index),
    }),
  );
}

keepOrders(shop, orders(Date.parse('2026-01-02T08:00:00Z'), 100_00));
console.log(JSON.stringify({ origin: standIn.origin, token: standIn.issueToken(domain) }));

for await (const _line of createInterface({ input: process.stdin })) {
  keepOrders(shop, orders(Date.now() + 60_000, 99_99));
  console.log('touched');
}
