import { addSeconds, instantAt, isoDate } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World, type WorldWish } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

const SAME = { debtorNumber: '4711', email: 'debtor@example.com' };
const company = {
  firstName: null,
  lastName: null,
  company: 'Muster GmbH',
  street: 'Musterweg 2',
  postcode: '80331',
  city: 'München',
  country: 'DE',
};

describe.each(databases)('one letter for a debtor, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  const begin = async (wish: WorldWish = {}) => {
    world = await makeWorld({
      database,
      startOn: '2026-01-05',
      policy: policyOf(),
      ...wish,
      settings: { termsAgreed: true, ...dunning(), ...wish.settings },
    });
    clerk = await clerkOf(world);
  };
  afterEach(async () => {
    await expectConserved(world);
    await expectSoundBooks(world);
    await world.end();
  });

  const orderOn = (on: string, id: string, more: object = {}) =>
    world.order({
      id,
      number: 1000 + Number(id),
      createdAt: instantAt(isoDate(on), 9, 'Europe/Berlin'),
      ...SAME,
      ...more,
    });
  const levels = async () => (await rows(world, 'receivables')).map((row) => Number(row['level']));

  /** Three invoices on three levels: due 01-19, 02-02 and 02-16; the last run is of 02-23. */
  async function threeLevels(more: object = {}): Promise<void> {
    await orderOn('2026-01-05', '1', more);
    world.at('2026-01-19');
    await orderOn('2026-01-19', '2', more);
    await world.day('2026-01-24');
    world.at('2026-02-02');
    await orderOn('2026-02-02', '3', more);
    await world.day('2026-02-07');
    expect(await levels()).toEqual([2, 1, 0]);
  }

  it('speaks in the tone of the highest level, keeps every own level and sets off a credit', async () => {
    await begin();
    await threeLevels();
    await orderOn('2026-02-02', '4', { totalCents: 30_00 });
    await world.pays('4', 55_00);
    const before = (await world.mails()).length;
    await world.day('2026-02-23');
    expect(await levels()).toEqual([3, 2, 1, 0]);
    const mails = (await world.mails()).slice(before);
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.subject).toContain('2. Mahnung');
    for (const name of ['#1001', '#1002', '#1003']) expect(mail?.text).toContain(name);
    expect(mail?.text).not.toContain('#1004');
    // 300 EUR are open, the debtor paid 25 EUR too much for the fourth order.
    expect(mail?.text).toContain('275,00');
    const notice = (await rows(world, 'notices')).at(-1);
    expect(notice).toMatchObject({
      principal_cents: 300_00,
      credits_cents: 25_00,
      pay_cents: 275_00,
    });
    const reminders = await rows(world, 'reminders', { notice_id: notice?.['id'] });
    expect(reminders.map((row) => [row['level'], row['template']])).toEqual([
      [3, 'second_reminder'],
      [2, 'first_reminder'],
      [1, 'friendly_reminder'],
    ]);
    const hashes = new Set(reminders.map((row) => row['content_hash']));
    expect([...hashes]).toEqual([notice?.['content_hash']]);
    expect(await rows(world, 'outbox', { notice_id: notice?.['id'] })).toHaveLength(1);
  });

  it('answers in one thread', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await world.day('2026-01-24');
    await world.day('2026-02-04');
    const [first, second] = await world.mails();
    expect(first?.inReplyTo).toBeUndefined();
    expect(second?.inReplyTo).toBe(first?.messageId);
  });

  it('stops as a whole when one item is paid, and is planned anew by the next run', async () => {
    await begin();
    await threeLevels();
    const before = (await world.mails()).length;
    world.at('2026-02-23');
    await world.job('daily-dunning');
    await world.pays('2', 100_00);
    await world.job('deliver-outbox');
    expect(await world.mails()).toHaveLength(before);
    const stopped = (await rows(world, 'reminders', { state: 'stopped' })).map((row) => [
      row['receivable_id'],
      row['stopped_because'],
    ]);
    expect(stopped).toEqual(
      [
        [2, 'paid'],
        [1, 'another_item_changed'],
        [3, 'another_item_changed'],
      ].toSorted((a, b) => Number(a[0]) - Number(b[0])),
    );
    await world.day('2026-02-24');
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).toContain('200,00');
    expect(mail?.text).not.toContain('#1002');
    expect(await levels()).toEqual([3, 1, 1]);
  });

  it('stops when a credit comes between the run and the post, and takes it off the day after', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2');
    world.at('2026-01-24');
    await world.pays('2', 100_00);
    await world.job('daily-dunning');
    await world.pays('2', 30_00, '278');
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
    await world.day('2026-01-25');
    const [mail] = await world.mails();
    expect(mail?.text).toContain('70,00');
  });

  it('stops when an item that it shows as in clarification is cleared before it leaves', async () => {
    await begin();
    await threeLevels();
    await clerk.post('/receivables/2/dunning-blocks', { reason: 'dispute' });
    const before = (await world.mails()).length;
    world.at('2026-02-23');
    await world.job('daily-dunning');
    const key = await world.key('clerk');
    const [block] = await rows(world, 'dunning_blocks');
    await world.call('DELETE', `/api/v1/dunning-blocks/${String(block?.['id'])}`, { key });
    await world.job('deliver-outbox');
    expect(await world.mails()).toHaveLength(before);
    await world.day('2026-02-24');
    expect((await world.mails()).at(-1)?.text).toContain('300,00');
  });

  it('shows a disputed item as in clarification and asks for the rest only', async () => {
    await begin();
    await threeLevels();
    await clerk.post('/receivables/2/dunning-blocks', { reason: 'dispute' });
    await world.day('2026-02-23');
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).toContain('#1002');
    expect(mail?.text).toContain('in Klärung');
    expect(mail?.text).toContain('200,00');
    expect(await levels()).toEqual([3, 1, 1]);
  });

  it('leaves a disputed item out where the shop wants it so', async () => {
    await begin({ settings: dunning({ disputedItems: 'leave_out' }) });
    await threeLevels();
    await clerk.post('/receivables/2/dunning-blocks', { reason: 'dispute' });
    await world.day('2026-02-23');
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).not.toContain('#1002');
    expect(mail?.text).toContain('200,00');
  });

  it('takes a credit off once where one debtor gets two letters', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2', { email: 'other@example.com' });
    await orderOn('2026-01-05', '3');
    await world.pays('3', 130_00);
    await world.day('2026-01-24');
    const notices = await rows(world, 'notices');
    expect(notices.map((row) => Number(row['credits_cents'])).sort((a, b) => a - b)).toEqual([
      0, 30_00,
    ]);
    expect(await world.mails()).toHaveLength(2);
  });

  it('asks for nothing that a credit covers', async () => {
    await begin();
    await orderOn('2026-01-05', '1', { totalCents: 40_00 });
    await orderOn('2026-01-05', '2', { totalCents: 10_00 });
    await world.pays('2', 50_00);
    await world.day('2026-01-24');
    expect(await world.mails()).toEqual([]);
    const skipped = await rows(world, 'dunning_run_items', { receivable_id: 1 });
    expect(skipped.map((row) => row['reason'])).toEqual(['covered_by_credit']);
  });

  it('writes to each address and in each language apart, and to strangers apart', async () => {
    await begin();
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2', { email: 'other@example.com' });
    await orderOn('2026-01-05', '3', { locale: 'en-GB' });
    await orderOn('2026-01-05', '4', { debtorNumber: '4712' });
    await orderOn('2026-01-05', '5');
    await world.day('2026-01-24');
    const mails = await world.mails();
    expect(mails).toHaveLength(4);
    const both = mails.find((mail) => mail.text?.includes('#1001'));
    expect(both?.text).toContain('#1005');
  });

  it('writes one letter for each receivable where grouping is off', async () => {
    await begin({ settings: dunning({ grouping: false }) });
    await orderOn('2026-01-05', '1');
    await orderOn('2026-01-05', '2');
    await world.day('2026-01-24');
    expect(await world.mails()).toHaveLength(2);
  });

  it('claims the lump sum once for each receivable of a business, and interest to the cent', async () => {
    const policy = policyOf((level) => ({
      interest: level >= 3,
      feeCents: { consumer: 0, business: level === 3 || level === 4 ? 40_00 : 0 },
    }));
    await begin({ policy });
    const more = { totalCents: 1_190_00, billing: company };
    await orderOn('2026-01-05', '1', more);
    for (const on of ['2026-01-24', '2026-02-04', '2026-02-16']) await world.day(on);
    // Due 2026-01-19, agreed: in default from 01-20; 28 days of 10.27 % on 1,190 EUR.
    const interest = Math.round((119_000 * 0.1027 * 28) / 365);
    const [, , third] = await rows(world, 'reminders');
    expect(third).toMatchObject({ fee_cents: 40_00, interest_cents: interest });
    const notice = (await rows(world, 'notices')).at(-1);
    expect(notice).toMatchObject({
      principal_cents: 1_190_00,
      charges_cents: 40_00,
      interest_cents: interest,
      pay_cents: 1_190_00 + 40_00 + interest,
    });
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).toContain('10,27 %');
    expect(mail?.text).toContain('§ 288 Abs. 2 BGB');
    await world.day('2026-02-27');
    const fourth = (await rows(world, 'reminders')).at(-1);
    expect(fourth).toMatchObject({ level: 4, fee_cents: 0 });
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ costs_cents: 40_00, principal_cents: 1_190_00 });
    const kinds = (await rows(world, 'ledger_entries')).map((row) => row['kind']);
    expect(new Set(kinds)).toEqual(new Set(['principal', 'fee']));
  });

  it('sends a notice before the due date, once, and it raises no level', async () => {
    await begin({ policy: policyOf({}, { preDueDays: [3] }) });
    await orderOn('2026-01-05', '1');
    for (const on of ['2026-01-15', '2026-01-16', '2026-01-17', '2026-01-18']) await world.day(on);
    const mails = await world.mails();
    expect(mails).toHaveLength(1);
    expect(await rows(world, 'reminders')).toEqual([
      expect.objectContaining({ level: 0, template: 'pre_due_notice', state: 'sent' }),
    ]);
    expect(await levels()).toEqual([0]);
    await world.day('2026-01-24');
    expect(await levels()).toEqual([1]);
  });

  it('says nothing before the due date to somebody who paid between the run and the post', async () => {
    await begin({ policy: policyOf({}, { preDueDays: [3] }) });
    await orderOn('2026-01-05', '1');
    world.at('2026-01-16');
    await world.job('daily-dunning');
    await world.pays('1', 100_00);
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
  });
});

describe.each(databases)('a letter that cannot be written, on $name', (database) => {
  it('stops no other item of the same debtor', async () => {
    const world = await makeWorld({ database, policy: policyOf(), settings: dunning() });
    const at = addSeconds(world.now(), 0);
    for (const id of ['1', '2']) {
      await world.order({ id, number: 1000 + Number(id), createdAt: at, ...SAME });
    }
    const { db } = world.service.house;
    await db('receivables').where({ id: 1 }).update({ order_name: 'two\nlines' });
    await world.day('2026-03-21');
    expect(await world.mails()).toHaveLength(1);
    const items = await rows(world, 'dunning_run_items');
    expect(items.map((item) => item['reason'])).toEqual(['facts_missing', null]);
    await expectConserved(world);
    await world.end();
  });
});
