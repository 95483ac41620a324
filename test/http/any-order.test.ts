import fc from 'fast-check';
import { databases } from '../support/databases.ts';
import { makeWorld, type World } from '../support/world.ts';
import {
  accountsOf,
  expectSoundBooks,
  type Message,
  messagesOf,
  openCents,
  receivableOf,
  tell,
} from './shop.ts';

/** What happened to one order in the shop. */
interface Life {
  /** What it costs after an edit; null when it was not edited. */
  editedCents: number | null;
  /** Percent of what it costs that was paid, payment by payment. */
  payments: readonly number[];
  /** Percent of the goods that came back, and whether the money went back as well. */
  refund: { percent: number; moneyBack: boolean } | null;
  /** Does the shop date its pictures in the second of the event, or one later? */
  sameSecond: boolean;
}

const lives: fc.Arbitrary<Life> = fc.record({
  editedCents: fc.option(fc.integer({ min: 50_00, max: 200_00 })),
  payments: fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 2 }),
  refund: fc.option(
    fc.record({ percent: fc.integer({ min: 1, max: 60 }), moneyBack: fc.boolean() }),
  ),
  sameSecond: fc.boolean(),
});

/** Every message of such a life, in the order in which things happened. */
function messagesOfLife(orderId: string, life: Life, world: World) {
  const shop = messagesOf(orderId, world.now());
  const lag = life.sameSecond ? 0 : 1;
  const told: Message[] = [shop.order('create', 0)];
  let totalCents = 100_00;
  let paidCents = 0;
  const refunds: ReturnType<typeof shop.refundFacts>[] = [];
  const picture = (seconds: number): void => {
    const books = { currentTotalCents: totalCents, outstandingCents: totalCents - paidCents };
    told.push(shop.order('updated', seconds + lag, { ...books, refunds: [...refunds] }));
  };
  if (life.editedCents !== null) {
    totalCents = life.editedCents;
    picture(20);
  }
  for (const [index, percent] of life.payments.entries()) {
    const cents = Math.floor((totalCents * percent) / 100);
    paidCents += cents;
    told.push(shop.payment(30 + 10 * index, cents));
    picture(30 + 10 * index);
  }
  if (life.refund !== null) {
    const goodsCents = Math.floor((totalCents * life.refund.percent) / 100);
    const backCents = life.refund.moneyBack ? Math.min(goodsCents, paidCents) : 0;
    const transactions = backCents === 0 ? [] : [shop.moneyBack(60, backCents)];
    refunds.push(shop.refundFacts(60, goodsCents, { transactions }));
    told.push(shop.refund(60, goodsCents, { transactions }));
    totalCents -= goodsCents;
    paidCents -= backCents;
    picture(60);
  }
  return { told, totalCents, paidCents };
}

let orders = 0;

describe.each(databases)('the messages of one order on $name', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ database });
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const shuffled = (count: number, seed: readonly number[]): number[] =>
    Array.from({ length: count }, (_, index) => index).toSorted(
      (a, b) => (seed[a % seed.length] ?? 0) - (seed[b % seed.length] ?? 0) || a - b,
    );

  it('end with the same ledger in whatever order and however often they come', async () => {
    const chances = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
    const twice = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lives, chances, twice, async (life, chance, again) => {
        orders += 1;
        const orderId = `${8_000_000 + orders}`;
        const { told, totalCents, paidCents } = messagesOfLife(orderId, life, world);
        const arrival = shuffled(told.length, chance).flatMap((index) => {
          const message = told[index];
          if (message === undefined) return [];
          return again[index] === true ? [message, message] : [message];
        });
        await tell(world, ...arrival, ...arrival.slice(0, 2));
        expect(await openCents(world, orderId)).toBe(totalCents - paidCents);
        const accounts = { revenue: -totalCents, shop_cash: paidCents };
        const expected = { ...accounts, receivable: totalCents - paidCents };
        expect(await accountsOf(world, orderId)).toEqual(
          Object.fromEntries(Object.entries(expected).filter(([, cents]) => cents !== 0)),
        );
        const state = totalCents - paidCents > 0 ? 'open' : 'paid';
        expect(await receivableOf(world, orderId)).toMatchObject({ state });
      }),
      { numRuns: database.name === 'SQLite' ? 40 : 12 },
    );
  }, 120_000);
});
