import { commitRun, proposeRun } from '../../server/actions/dunning-run.ts';
import { buildService, type Service } from '../../server/build.ts';
import type { Db } from '../../server/storage/database.ts';
import { databases } from '../support/databases.ts';
import { clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

/** Whoever commits dies with this when his database goes away at a statement. */
class Died extends Error {}

/** A database that is gone from the nth transaction that begins after `armed` is set. */
function dyingDatabase(db: Db, dies: { after: number }): Db {
  let seen = 0;
  return new Proxy(db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name) as unknown;
      return (work: unknown) => {
        seen += 1;
        if (seen > dies.after) return Promise.reject(new Died('the process is gone'));
        return target.transaction(work as never);
      };
    },
  });
}

const ORDERS = Array.from({ length: 130 }, (_, n) => String(5000 + n));

/** 130 orders of as many debtors: more than one page of a commit. */
describe.each(databases)('a run that died, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, policy: policyOf(), settings: dunning() });
    const { db } = world.service.house;
    await world.order({ id: ORDERS[0] ?? '' });
    const [receivable] = await rows(world, 'receivables');
    const [party] = await rows(world, 'parties');
    const entries = await rows(world, 'ledger_entries');
    for (const id of ORDERS.slice(1)) {
      const { id: _party, ...person } = party ?? {};
      const [debtorId] = await db('parties').insert({
        ...person,
        debtor_number: id,
        email: `debtor-${id}@example.com`,
      });
      const { id: _receivable, open_cents: _generated, ...owed } = receivable ?? {};
      const names = { external_id: id, order_name: `#${id}`, debtor_id: debtorId };
      const [receivableId] = await db('receivables').insert({ ...owed, ...names });
      await db('ledger_entries').insert(
        entries.map(({ id: _entry, ...entry }) => ({
          ...entry,
          receivable_id: receivableId,
          posting_key: `principal:${id}`,
        })),
      );
    }
    world.at('2026-03-21');
  });
  afterEach(async () => {
    await expectConserved(world);
    await expectSoundBooks(world);
    await world.end();
  });

  const wish = (owner: string) => ({
    shopId: world.shopId,
    on: '2026-03-21' as never,
    owner,
    actor: 'test',
    at: world.now(),
    now: () => world.now(),
  });

  /** Lets a run die after so many transactions; its lease is gone with it. */
  async function dies(after: number): Promise<void> {
    const { house } = world.service;
    const dying = { ...house, db: dyingDatabase(house.db, { after }) };
    await expect(commitRun(dying, wish('dead'))).rejects.toThrow(Died);
    await house.db('leases').update({ owner: null, lease_until: null });
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'after %i transactions is taken over and finishes exactly its own proposal',
    async (after) => {
      await dies(after);
      const [dead] = await rows(world, 'dunning_runs');
      const proposed = (await rows(world, 'dunning_run_items')).length;
      const frozen = (await rows(world, 'reminders')).length;
      const report = await commitRun(world.service.house, wish('heir'));
      expect(report).toMatchObject({ runId: dead?.['id'], state: 'finished', reminded: 130 });
      expect(await rows(world, 'dunning_runs')).toHaveLength(1);
      expect((await rows(world, 'dunning_run_items')).length).toBeGreaterThanOrEqual(proposed);
      expect(frozen).toBeLessThanOrEqual(130);
      expect(await rows(world, 'reminders')).toHaveLength(130);
      expect(await rows(world, 'outbox')).toHaveLength(130);
    },
  );

  it('sends nothing that became due only after its proposal was made', async () => {
    await dies(7);
    expect((await rows(world, 'dunning_runs'))[0]).toMatchObject({ state: 'committing' });
    const frozen = (await rows(world, 'reminders')).length;
    expect(frozen).toBeGreaterThan(0);
    expect(frozen).toBeLessThan(130);
    await world.order({ id: '9000', createdAt: '2026-02-01T09:00:00.000Z' });
    await commitRun(world.service.house, wish('heir'));
    const names = await world.service.house
      .db('reminders as r')
      .join('receivables as v', 'v.id', 'r.receivable_id')
      .pluck('v.external_id');
    expect(names).not.toContain('9000');
    expect(names).toHaveLength(130);
  });

  it('is finished by whoever proposes next', async () => {
    await dies(7);
    const report = await proposeRun(world.service.house, wish('heir'));
    expect(report).toMatchObject({ state: 'proposed', reminded: 0 });
    const [dead] = await rows(world, 'dunning_runs');
    expect(dead).toMatchObject({ state: 'finished', reminded: 130 });
  });
});

describe.each(databases.filter(({ name }) => name === 'MariaDB'))(
  'two replicas that run at once, over one $name',
  (database) => {
    let world: World;
    let second: Service;
    beforeAll(async () => {
      world = await makeWorld({ database, policy: policyOf(), settings: dunning() });
      second = buildService(world.service.config, world.service.clock);
      for (let n = 0; n < 12; n += 1) {
        const email = `debtor-${n % 4}@example.com`;
        await world.order({ id: String(7000 + n), debtorNumber: `471${n % 4}`, email });
      }
      world.at('2026-03-21');
    });
    afterAll(async () => {
      await expectConserved(world);
      await expectSoundBooks(world);
      await second.close();
      await world.end();
    });

    it('make one run of it and one letter for each debtor', async () => {
      const job = async (service: Service, name: string) => {
        const found = service.jobs.find((candidate) => candidate.name === name);
        while ((await found?.run()) === 'snooze');
      };
      const both = (name: string) => Promise.all([job(world.service, name), job(second, name)]);
      await both('daily-dunning');
      await both('daily-dunning');
      await both('deliver-outbox');
      const notices = await rows(world, 'notices');
      expect(notices.map((row) => row['notice_key'])).toHaveLength(4);
      expect(await world.mails()).toHaveLength(4);
      expect(await rows(world, 'reminders')).toHaveLength(12);
    });

    it('let one person edit and one commit, in either order, and nothing is lost', async () => {
      world.at('2026-04-02');
      const clerk = await clerkOf(world);
      const run = await clerk.propose('2026-04-02');
      const items = await clerk.items(run, '&outcome=remind');
      expect(items).toHaveLength(12);
      const answers = await Promise.all([
        ...items
          .slice(0, 3)
          .map(({ id }) => clerk.post(`/dunning-run-items/${id}/take-out`, { reason: 'a friend' })),
        clerk.post(`/dunning-runs/${run}/commit`),
        clerk.post(`/dunning-runs/${run}/commit`),
      ]);
      for (const { status } of answers) expect([200, 409]).toContain(status);
      await clerk.post(`/dunning-runs/${run}/commit`);
      const taken = answers.slice(0, 3).filter(({ status }) => status === 200).length;
      expect((await clerk.get(`/dunning-runs/${run}`)).body).toMatchObject({
        state: 'finished',
        reminded: 12 - taken,
        skipped: taken,
      });
    });
  },
);
