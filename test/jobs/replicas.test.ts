import cron from 'node-cron';
import { buildService, type Service } from '../../server/build.ts';
import { accountWasChecked } from '../../server/actions/administer.ts';
import { applyDelivery } from '../../server/actions/apply-delivery.ts';
import { receiveDelivery } from '../../server/actions/receive-delivery.ts';
import { type Db, openDatabase, type Trx } from '../../server/storage/database.ts';
import { databases } from '../support/databases.ts';
import { DOMAIN, makeWorld, orderFacts, rows, type World } from '../support/world.ts';
import { meeting } from '../storage/books.ts';
import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { expectSoundBooks, type Message, messagesOf, openCents } from '../http/shop.ts';

describe.each(databases.filter(({ name }) => name === 'MariaDB'))(
  'two replicas over one $name',
  (database) => {
    let world: World;
    let second: Service;
    beforeAll(async () => {
      world = await makeWorld({ database });
      second = buildService(world.service.config, world.service.clock);
    });
    afterAll(async () => {
      await expectSoundBooks(world);
      await second.close();
      await world.end();
    });

    /** Wakes the same job on both at once, as cron does. */
    async function both(name: string): Promise<void> {
      await Promise.all(
        [world.service, second].map(async (service) => {
          const job = service.jobs.find((candidate) => candidate.name === name);
          if (job === undefined) throw new Error(`no job ${name}`);
          while ((await job.run()) === 'snooze');
        }),
      );
    }

    const ORDERS = Array.from({ length: 12 }, (_, n) => String(3_000_000 + n));

    it('let no payment wait for an order that the other one records just then', async () => {
      for (const id of ORDERS) {
        const shop = messagesOf(id, world.now());
        const messages = [shop.payment(10, 10_00), shop.order('create', 0), shop.payment(11, 5_00)];
        for (const { topic, body } of messages) await world.webhook(topic, body);
      }
      await both('apply-inbox');
      await both('apply-inbox');
      const states = new Set((await rows(world, 'inbox')).map((row) => row['state']));
      expect(states).toEqual(new Set(['applied']));
      for (const id of ORDERS) expect(await openCents(world, id)).toBe(85_00);
    });

    it('wake a payment that began to wait in the moment in which its order was recorded', async () => {
      const shop = messagesOf('3100001', world.now());
      const payment = await received(world, shop.payment(10, 30_00));
      const order = await received(world, shop.order('create', 0));
      const acting = { actor: 'shop', at: world.now() };
      const { house } = world.service;
      const whenPaymentHasLooked = meeting(2);
      const whenOrderIsRecorded = meeting(2);
      const inBetween = async (): Promise<void> => {
        await whenPaymentHasLooked();
        await whenOrderIsRecorded();
      };
      const waiting = applyDelivery(
        { ...house, db: pausedBeforeItSettles(house.db, inBetween) },
        payment,
        acting,
      );
      await whenPaymentHasLooked();
      expect(await applyDelivery(second.house, order, acting)).toBe('applied');
      await whenOrderIsRecorded();
      expect(await waiting).toBe('waiting');
      expect(await rows(world, 'inbox', { id: payment })).toEqual([
        expect.objectContaining({ state: 'received', waiting_for: null }),
      ]);
      await world.job('apply-inbox');
      expect(await openCents(world, '3100001')).toBe(70_00);
      // Without a due day it stays out of the runs of the next case.
      await world.service.house.db('receivables').where({ external_id: '3100001' }).update({
        due_on: null,
      });
    });

    it('remind everybody once at each level and hand everything over once', async () => {
      const days = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-28', '2026-05-19'];
      for (const on of days) {
        world.at(on);
        const acting = { actor: 'test', at: world.now() };
        await accountWasChecked(world.service.house, 1, acting);
        await both('daily-dunning');
        await both('daily-dunning');
        await both('deliver-outbox');
        world.agency.advanceTo(world.now());
        await both('poll-agencies');
      }
      const reminders = await rows(world, 'reminders');
      expect(reminders).toHaveLength(ORDERS.length * 4);
      expect(new Set(reminders.map((row) => row['state']))).toEqual(new Set(['sent']));
      const ids = (await world.mails()).map((mail) => mail.messageId);
      expect(ids).toHaveLength(ORDERS.length * 4);
      expect(new Set(ids).size).toBe(ORDERS.length * 4);

      const claims = await rows(world, 'claims');
      expect(claims).toHaveLength(ORDERS.length);
      const atAgency = world.agency.claims();
      expect(atAgency).toHaveLength(ORDERS.length);
      expect(new Set(atAgency.map((claim) => claim.fileNumber))).toEqual(
        new Set(claims.map((row) => row['file_number'])),
      );
      const news = await rows(world, 'agency_news');
      expect(new Set(news.map((row) => row['item_hash'])).size).toBe(news.length);
    });
  },
);

describe('a wake', () => {
  it('comes at times that cron understands', async () => {
    const world = await makeWorld();
    try {
      const schedules = world.service.jobs.map((job) => [job.name, cron.validate(job.schedule)]);
      expect(Object.fromEntries(schedules)).toEqual({
        'apply-inbox': true,
        'daily-dunning': true,
        'deliver-outbox': true,
        'find-invoice-numbers': true,
        'find-deleted-orders': true,
        'import-orders': true,
        'poll-agencies': true,
        'reconcile-orders': true,
        'settle-privacy': true,
        'show-states': true,
      });
    } finally {
      await world.end();
    }
  });

  it('applies what waited for an order together with the order', async () => {
    const world = await makeWorld();
    try {
      const shop = messagesOf('9202', world.now());
      for (const message of [shop.payment(10, 30_00), shop.refund(20, 5_00)]) {
        await received(world, message);
      }
      await world.job('apply-inbox');
      await received(world, shop.order('create', 0));
      await world.job('apply-inbox');
      expect(await openCents(world, '9202')).toBe(65_00);
    } finally {
      await world.end();
    }
  });

  it('comes with every delivery, and the service ends after the work in hand', async () => {
    const world = await makeWorld();
    const { DATABASE_URL } = world.service.config;
    const body = orderBody(orderFacts({ id: '9201' }, world.now()));
    expect(await world.webhook('orders/create', body)).toBe(200);
    await world.service.close();
    const db = openDatabase(DATABASE_URL);
    try {
      expect(await db('receivables').select('external_id')).toEqual([{ external_id: '9201' }]);
    } finally {
      await db.destroy();
      await world.end();
    }
  });
});

/** Puts a message into the inbox without waking anybody, and gives its id. */
async function received(world: World, { topic, body }: Message): Promise<number> {
  const deliveryId = `kept-${(await rows(world, 'inbox')).length}`;
  const delivery = { shopDomain: DOMAIN, deliveryId, topic, body: Buffer.from(body) };
  await receiveDelivery(world.service.house, 'shopify', delivery, world.now());
  const [row] = await rows(world, 'inbox', { sender_id: deliveryId });
  return Number(row?.['id']);
}

/** The database of a worker that is slow just before it writes down what became of a delivery. */
function pausedBeforeItSettles(db: Db, resume: () => Promise<void>): Db {
  let paused = false;
  const slow = (trx: Trx): Trx => {
    let uses = 0;
    return new Proxy(trx, {
      apply(target, self, [table]: [string]) {
        if (table === 'inbox') uses += 1;
        if (paused || table !== 'inbox' || uses < 2) return Reflect.apply(target, self, [table]);
        paused = true;
        return {
          where: (where: Record<string, unknown>) => ({
            async update(row: Record<string, unknown>) {
              await resume();
              return trx('inbox').where(where).update(row);
            },
          }),
        };
      },
    });
  };
  return new Proxy(db, {
    get: (target, name) =>
      name === 'transaction'
        ? (work: (trx: Trx) => Promise<unknown>) => target.transaction((trx) => work(slow(trx)))
        : (Reflect.get(target, name) as unknown),
  });
}
