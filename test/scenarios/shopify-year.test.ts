/**
 * A year of a shop whose webhooks get lost, doubled and mixed up. Whatever arrives in whatever order:
 * with one reading a day our books end as the shop's own, to the cent.
 */
import { signedDelivery } from '../../server/demo/shopify-deliveries.ts';
import { addDays, dayOf, instant, isoDate } from '../../server/domain/calendar.ts';
import { receiveDelivery } from '../../server/actions/receive-delivery.ts';
import { checkLedger, verifyJournal } from '../../server/storage/views.ts';
import { databases } from '../support/databases.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { type Arrival, type Planned, seeded, underway } from '../support/shopify/deliveries.ts';
import { type Happening, lifeOf } from '../support/shopify/year.ts';
import { DOMAIN, SECRET } from '../support/world.ts';

const START = '2026-01-01T00:00:00Z';
const DAYS = 420;
const SEED = Number(process.env['SEED'] ?? 20_260_101);
/** How many orders each database gets: every order costs a server a dozen round trips. */
const ORDERS: Readonly<Record<string, number>> = { SQLite: 5000, MariaDB: 300 };

function planned(happenings: readonly Happening[]): Planned[] {
  return happenings.flatMap(({ at, messages }, index) =>
    messages.map(({ topic, body }, part) => {
      const facts = { topic, body, secret: SECRET, shopDomain: DOMAIN, triggeredAt: at };
      return { sentAt: at, delivery: signedDelivery({ ...facts, webhookId: `${index}-${part}` }) };
    }),
  );
}

/** Delivers as the door does: the signature over the bytes, then the inbox. */
async function deliver(world: ConnectedWorld, { delivery }: Arrival): Promise<void> {
  const { house } = world.service;
  const checked = house.sources.get('shopify')?.verify(delivery.body, delivery.headers);
  if (checked?.valid !== true) throw new Error('a delivery was not signed');
  const { body } = delivery;
  await receiveDelivery(house, 'shopify', { ...checked.delivery, body }, world.now());
}

interface Year {
  happenings: readonly Happening[];
  arrivals: readonly Arrival[];
}

function yearOf(orders: number): Year {
  const random = seeded(SEED);
  const happenings = Array.from({ length: orders }, (_unused, index) =>
    lifeOf(index, START, random),
  )
    .flat()
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const weather = {
    lostPercent: 2,
    doubledPercent: 5,
    latePercent: 10,
    latestSeconds: 86_400,
    random,
  };
  return { happenings, arrivals: underway(planned(happenings), weather) };
}

/** Lives the year day by day: the shop's books move, messages arrive, and at night it is read. */
async function live(world: ConnectedWorld, { happenings, arrivals }: Year): Promise<void> {
  let happened = 0;
  let arrived = 0;
  for (let day = 0; day < DAYS; day += 1) {
    const on = addDays(isoDate('2026-01-01'), day);
    const end = `${on}T23:00:00.000Z`;
    for (; (happenings[happened]?.at ?? 'z') < end; happened += 1) {
      const book = happenings[happened]?.book;
      if (book !== undefined) world.keep(book);
    }
    world.at(on, 23);
    for (; (arrivals[arrived]?.arrivesAt ?? 'z') < end; arrived += 1) {
      const arrival = arrivals[arrived];
      if (arrival !== undefined) await deliver(world, arrival);
    }
    await world.job('apply-inbox');
    await world.job('reconcile-orders');
  }
  expect([happened, arrived]).toEqual([happenings.length, arrivals.length]);
}

/** What every order owes and costs: by the shop's own books, and by ours. */
async function compare(world: ConnectedWorld): Promise<{ theirs: unknown; ours: unknown }> {
  const { db } = world.service.house;
  const rows: {
    external_id: string;
    principal_cents: number | string;
    terms: string;
    state: string;
  }[] = await db('receivables').select('external_id', 'principal_cents', 'terms', 'state');
  const costs: { external_id: string; cents: number | string }[] = await db('ledger_entries as e')
    .join('receivables as r', 'r.id', 'e.receivable_id')
    .where('e.account', 'revenue')
    .groupBy('r.external_id')
    .select('r.external_id', db.raw('sum(e.amount_cents) as cents'));
  const cost = new Map(costs.map((row) => [row.external_id, -Number(row.cents)]));
  const ours = rows.map((row) => [
    row.external_id,
    Number(row.principal_cents),
    (cost.get(row.external_id) ?? 0) + 0,
    (JSON.parse(row.terms) as { fromOn: string }).fromOn,
    row.state === 'overdue' ? 'open' : row.state,
  ]);
  const seen = new Set(rows.map((row) => row.external_id));
  const books = [...world.shop.orders.values()].filter(
    // An order that was cancelled before anybody saw it never became a receivable.
    ({ facts }) =>
      !facts.gateways?.includes('shopify_payments') &&
      (facts.cancelledAt == null || seen.has(facts.id)),
  );
  const theirs = books.map(({ facts }) => {
    const { outstandingCents = 0, currentTotalCents = 0, terms, createdAt, cancelledAt } = facts;
    const due = terms?.schedules[0]?.dueAt;
    // A day of its own terms, or the day from which the shop's terms count.
    const fromOn = dayOf(instant(due ?? createdAt), 'Europe/Berlin');
    const state = cancelledAt ? 'cancelled' : outstandingCents > 0 ? 'open' : 'paid';
    return [facts.id, outstandingCents, currentTotalCents, fromOn, state];
  });
  return { theirs: theirs.toSorted(byOrder), ours: ours.toSorted(byOrder) };
}

const byOrder = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a[0]) < String(b[0]) ? -1 : 1;

describe.each(databases)('a year of a shop, on $name', (database) => {
  it('ends in our books as in its own, to the cent', async () => {
    const orders = Number(process.env['ORDERS'] ?? ORDERS[database.name]);
    const world = await makeConnectedWorld({ database, startOn: '2026-01-01' });
    try {
      await world.open();
      world.shop.still = true;
      await live(world, yearOf(orders));
      const { theirs, ours } = await compare(world);
      expect({ seed: SEED, books: ours }).toEqual({ seed: SEED, books: theirs });
      expect(await checkLedger(world.service.house.db, world.shopId)).toBeNull();
      expect((await verifyJournal(world.service.house.db, world.shopId)).fault).toBeNull();
    } finally {
      await world.end();
    }
  }, 900_000);
});
