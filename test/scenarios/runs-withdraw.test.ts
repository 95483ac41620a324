import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World, type WorldWish } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

const company = {
  firstName: null,
  lastName: null,
  company: 'Muster GmbH',
  street: 'Musterweg 2',
  postcode: '80331',
  city: 'München',
  country: 'DE',
};

/** A business: due 2026-03-16, in default from 2026-03-17; the second level costs 40 EUR. */
describe.each(databases)('taking a reminder back, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  const folder = mkdtempSync(join(tmpdir(), 'mahnlauf-letters-'));
  const begin = async (wish: WorldWish = {}) => {
    const policy = policyOf((level) => ({
      feeCents: { consumer: 0, business: level === 2 ? 40_00 : 0 },
    }));
    world = await makeWorld({ database, policy, letterFolder: folder, ...wish });
    clerk = await clerkOf(world);
    await world.order({ id: '1', billing: company });
  };
  afterEach(async () => {
    await expectConserved(world);
    await expectSoundBooks(world);
    await world.end();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const settings = { termsAgreed: true, ...dunning() };
  const receivable = async () => (await rows(world, 'receivables'))[0];
  const newest = async () => Number((await rows(world, 'reminders')).at(-1)?.['id']);
  const withdraw = (id: number) => clerk.post(`/reminders/${id}/withdraw`, { reason: 'an error' });

  it('stops one that has not left, and the next run reminds anew', async () => {
    await begin({ settings });
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const { body } = await withdraw(await newest());
    expect(body).toMatchObject({ state: 'stopped', correctionId: null });
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
    await world.day('2026-03-22');
    expect(await world.mails()).toHaveLength(1);
  });

  it('writes a correction, takes the fee back and lets the level fall', async () => {
    await begin({ settings });
    await world.day('2026-03-21');
    await world.day('2026-03-31');
    expect(await receivable()).toMatchObject({ level: 2, costs_cents: 40_00 });
    const id = await newest();
    const { status, body } = await withdraw(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'withdrawn', feesTakenBackCents: 40_00 });
    expect(await receivable()).toMatchObject({
      level: 1,
      costs_cents: 0,
      principal_cents: 100_00,
      last_notice_on: '2026-03-21',
      state: 'in_dunning',
    });
    await world.job('deliver-outbox');
    const [, second, correction] = await world.mails();
    expect(correction?.subject).toContain('31. März 2026');
    expect(correction?.text).toContain('40,00');
    expect(correction?.inReplyTo).toBe(second?.messageId);
    const told = (await rows(world, 'journal_events')).map((row) => row['type']);
    for (const type of ['reminder.withdrawn', 'fee.taken_back', 'dunning_level.lowered']) {
      expect(told).toContain(type);
    }
    expect(told).toContain('correction.sent');
    expect((await withdraw(id)).status).toBe(409);

    // Nobody is written to again within a week of a correction.
    await world.day('2026-04-07');
    expect(await world.mails()).toHaveLength(3);
    // Then the same level comes again, with its fee, and the first one stays in the books.
    await world.day('2026-04-08');
    expect(await receivable()).toMatchObject({ level: 2, costs_cents: 40_00 });
    const reminders = await rows(world, 'reminders');
    expect(reminders.map((row) => [row['level'], row['take'], row['state']])).toEqual([
      [1, 1, 'sent'],
      [2, 1, 'withdrawn'],
      [2, 2, 'sent'],
    ]);
  });

  it('gives a fee back that was paid already', async () => {
    await begin({ settings });
    await world.day('2026-03-21');
    await world.day('2026-03-31');
    await world.pays('1', 140_00);
    expect(await receivable()).toMatchObject({ state: 'paid', principal_cents: 0, costs_cents: 0 });
    const { body } = await withdraw(await newest());
    expect(body).toMatchObject({ feesTakenBackCents: 40_00 });
    // What was paid for nothing is a credit of the debtor.
    expect(await receivable()).toMatchObject({ principal_cents: -40_00, costs_cents: 0 });
    await world.job('deliver-outbox');
    expect((await world.mails()).at(-1)?.text).toContain('Sie brauchen nichts zu tun');
  });

  it('takes the newest first, and none of what the agency has', async () => {
    await begin({ settings });
    for (const on of ['2026-03-21', '2026-03-31']) await world.day(on);
    const [first] = await rows(world, 'reminders');
    expect((await withdraw(Number(first?.['id']))).status).toBe(409);
    for (const on of ['2026-04-10', '2026-04-21', '2026-05-05']) await world.day(on);
    expect(await receivable()).toMatchObject({ state: 'handed_over' });
    const refused = await withdraw(await newest());
    expect(refused.status).toBe(409);
    expect(refused.body['detail']).toContain('agency');
  });

  it('takes a letter for several receivables back as a whole', async () => {
    await begin({ settings });
    await world.order({ id: '2', number: 1002, debtorNumber: '471', billing: company });
    await world.day('2026-03-21');
    expect(await world.mails()).toHaveLength(1);
    const { body } = await withdraw(await newest());
    expect(body['reminderIds']).toHaveLength(2);
    expect((await rows(world, 'receivables')).map((row) => row['level'])).toEqual([0, 0]);
    expect((await rows(world, 'receivables')).map((row) => row['state'])).toEqual([
      'overdue',
      'overdue',
    ]);
    await world.job('deliver-outbox');
    const correction = (await world.mails()).at(-1);
    expect(correction?.text).toContain('#1001');
    expect(correction?.text).toContain('#1002');
  });

  it('corrects a letter by a letter', async () => {
    await begin({ settings, policy: policyOf({ channels: ['letter'] }) });
    const before = readdirSync(folder).length;
    await world.day('2026-03-21');
    await withdraw(await newest());
    await world.job('deliver-outbox');
    expect(readdirSync(folder)).toHaveLength(before + 2);
    expect(await world.mails()).toEqual([]);
  });

  it('writes the correction in the words of the merchant, and in ours once his cannot be used', async () => {
    await begin({ settings });
    const owner = await world.key('owner');
    const source =
      'subject: Verzeihung\n---\nUnser Brief vom {{ withdrawn.sentOn | date }} ist hinfällig.\n\n' +
      '{% if withdrawn.chargesCents > 0 %}{{ withdrawn.chargesCents | money }} entfallen.{% endif %}' +
      "\n\n{% include '_close' %}";
    const body = { name: 'correction', language: 'de', source };
    const saved = await world.call('PUT', '/api/v1/letter-texts', { key: owner, body });
    expect([saved.status, saved.body['detail']]).toEqual([200, undefined]);
    await world.day('2026-03-21');
    await world.day('2026-03-31');
    await withdraw(await newest());
    await world.job('deliver-outbox');
    const [, , own] = await world.mails();
    expect(own?.subject).toBe('Verzeihung');
    expect(own?.text).toContain(
      'Unser Brief vom 31. März 2026 ist hinfällig.\n\n40,00 € entfallen.',
    );
    const faulty = source.replace('withdrawn.sentOn', 'withdrawn.gone');
    await world.service.house.db('letter_texts').update({ source: faulty });
    const [first] = await rows(world, 'reminders');
    await withdraw(Number(first?.['id']));
    await world.job('deliver-outbox');
    expect((await world.mails())[3]?.subject).toBe(
      'Unser Schreiben vom 21. März 2026 ist hinfällig',
    );
  });
});
