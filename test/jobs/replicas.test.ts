import cron from 'node-cron';
import { buildService, type Service } from '../../server/build.ts';
import { accountWasChecked } from '../../server/actions/administer.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';
import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { expectSoundBooks, messagesOf, openCents } from '../http/shop.ts';

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
        'poll-agencies': true,
      });
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
