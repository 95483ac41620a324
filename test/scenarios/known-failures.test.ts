import { termsBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { expectSoundBooks, messagesOf, tell } from '../http/shop.ts';

/**
 * How programs of this kind are known to fail (`docs/known-failures.md`), tried on ours. An order
 * of 2026-03-02 falls due on 2026-03-16; letters follow on 03-21, 03-31, 04-14 and 04-26.
 */
const company = {
  firstName: null,
  lastName: null,
  company: 'Muster GmbH',
  street: 'Musterweg 2',
  postcode: '80331',
  city: 'München',
  country: 'DE',
};
const letterDays = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];

describe.each(databases)('among other orders of the same customer, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '1', number: 1001, totalCents: 100_00 });
    await world.order({ id: '2', number: 1002, totalCents: 33_33 });
    world.at('2026-03-09');
    await world.order({ id: '3', number: 1003, totalCents: 66_67 });
  });
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const books = async () =>
    (await rows(world, 'receivables')).map((row) => [
      row['order_name'],
      row['principal_cents'],
      row['level'],
      row['state'],
    ]);

  it('each order climbs by its own days', async () => {
    for (const on of ['2026-03-21', '2026-03-28', '2026-03-31']) await world.day(on);
    expect(await books()).toEqual([
      ['#1001', 100_00, 2, 'in_dunning'],
      ['#1002', 33_33, 2, 'in_dunning'],
      ['#1003', 66_67, 1, 'in_dunning'],
    ]);
  });

  it('a payment settles its own order and leaves the others as they are', async () => {
    for (const on of ['2026-03-21', '2026-03-28']) await world.day(on);
    await world.pays('2', 33_33);
    await world.day('2026-03-31');
    expect(await books()).toEqual([
      ['#1001', 100_00, 2, 'in_dunning'],
      ['#1002', 0, 1, 'paid'],
      ['#1003', 66_67, 1, 'in_dunning'],
    ]);
  });

  it('a credit note over the whole sum ends the reminders of its order alone', async () => {
    await world.day('2026-03-21');
    const shop = messagesOf('1', world.now());
    await tell(world, shop.refund(10, 100_00));
    await world.day('2026-03-31');
    const [first, second] = await books();
    expect(first).toEqual(['#1001', 0, 1, 'paid']);
    expect(second).toEqual(['#1002', 33_33, 2, 'in_dunning']);
  });

  it('every candidate of a run is reminded, handed over or left out with a reason', async () => {
    for (const on of ['2026-03-21', '2026-03-28', '2026-03-31', '2026-04-01']) await world.day(on);
    const runs = await rows(world, 'dunning_runs');
    expect(runs).toHaveLength(4);
    for (const run of runs) {
      const sent = Number(run['reminded']) + Number(run['handed_over']);
      expect(Number(run['selected'])).toBe(sent + Number(run['skipped']));
      expect(Number(run['selected'])).toBeGreaterThan(0);
    }
  });
});

describe.each(databases)('a job that is woken far too often, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
    await world.order({ id: '1', totalCents: 1_190_00, billing: company });
  });
  afterEach(() => world.end());

  it('writes one letter and charges one fee in a hundred wakes of a day', async () => {
    for (const on of letterDays.slice(0, 2)) await world.day(on);
    for (let wake = 0; wake < 100; wake += 1) {
      world.at('2026-04-14', 6 + Math.floor(wake / 10));
      await world.job('daily-dunning');
      await world.job('deliver-outbox');
    }
    expect(await world.mails()).toHaveLength(3);
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ level: 3, costs_cents: 40_00, principal_cents: 1_190_00 });
  });

  it('shows the fee in the letter that announces it and books it on the account', async () => {
    for (const on of letterDays.slice(0, 3)) await world.day(on);
    const mail = (await world.mails()).at(-1);
    expect(mail?.text).toContain('40,00');
    const fees = await rows(world, 'ledger_entries', { kind: 'fee', account: 'costs' });
    expect(fees.map((row) => row['amount_cents'])).toEqual([40_00]);
  });

  it('counts the next level from the day the letter left, not from the day of its run', async () => {
    await world.day('2026-03-21');
    world.at('2026-03-31');
    await world.job('daily-dunning');
    world.at('2026-04-01');
    await world.job('deliver-outbox');
    // Fourteen days after 2026-04-01 is 2026-04-15; the deadline set on 03-31 has passed by then.
    await world.day('2026-04-14');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ level: 2 });
    await world.day('2026-04-15');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ level: 3 });
  });
});

describe.each(databases)('days that are not the same everywhere, on $name', (database) => {
  let world: World;
  afterEach(() => world.end());

  it('a due date is the same day in the shop, in the books and in the letter', async () => {
    world = await makeWorld({ database });
    // 2026-03-17T22:30Z is the 17th in UTC and in Berlin; the 31st in Berlin is still the 30th in
    // New York: the letter names the day of the shop.
    const schedule = { id: '9', issuedAt: world.now(), amountCents: 100_00 };
    const terms = { id: '8', kind: 'fixed', updatedAt: world.now() } as const;
    const dueAt = '2026-03-30T22:30:00Z';
    await world.order({ id: '1', terms: { ...terms, schedules: [{ ...schedule, dueAt }] } });
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ due_on: '2026-03-31' });
    for (const on of ['2026-04-04', '2026-04-05']) await world.day(on);
    const [mail] = await world.mails();
    expect(mail?.text).toContain('fällig am 31. März 2026');
  });

  it('a shop in New York is not overdue before its own day has ended', async () => {
    world = await makeWorld({ database, settings: { timeZone: 'America/New_York' } });
    await world.order({ id: '1' });
    // 01:00 in Berlin on the 21st is the evening of the 20th in New York.
    world.at('2026-03-21', 1);
    await world.job('daily-dunning');
    expect(await rows(world, 'reminders')).toEqual([]);
    world.at('2026-03-21', 12);
    await world.job('daily-dunning');
    expect(await rows(world, 'reminders')).toHaveLength(1);
  });

  it('the night in which the clock moves costs and gives no day', async () => {
    world = await makeWorld({ database });
    world.at('2026-03-10');
    await world.order({ id: '1' });
    // Due 2026-03-24; five days later is 2026-03-29, the day of 23 hours.
    world.at('2026-03-28', 23);
    await world.job('daily-dunning');
    expect(await rows(world, 'reminders')).toEqual([]);
    world.at('2026-03-29', 6);
    await world.job('daily-dunning');
    expect(await rows(world, 'reminders')).toEqual([
      expect.objectContaining({ level: 1, run_on: '2026-03-29' }),
    ]);
  });
});

describe.each(databases)('money of several kinds, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database });
  });
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  it('a letter shows the currency of its invoice and mixes no two', async () => {
    await world.order({ id: '1', number: 1001, totalCents: 100_00 });
    await world.order({ id: '2', number: 1002, totalCents: 55_00, currency: 'CHF' });
    await world.day('2026-03-21');
    const texts = (await world.mails()).map((mail) => mail.text ?? '');
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text.includes('€')).not.toBe(text.includes('CHF'));
  });

  it('yen have no decimals, in the books and in the letter', async () => {
    // The shop writes 11900.00 for 11,900 yen; a yen is the smallest unit.
    await world.order({ id: '1', totalCents: 11_900_00, currency: 'JPY' });
    await world.day('2026-03-21');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ principal_cents: 11_900 });
    const [mail] = await world.mails();
    expect(mail?.text).toMatch(/Betrag: 11\.900\sJPY/);
  });
});

describe.each(databases)('what is not known yet, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database });
  });
  afterEach(() => world.end());

  it('holds a receivable back until its due date comes, and then lets it go on', async () => {
    const terms = { id: '8', kind: 'receipt', updatedAt: world.now() } as const;
    await world.order({ id: '1', terms: { ...terms, schedules: [] }, gateways: [] });
    await world.day('2026-04-20');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ state: 'open', due_on: null });
    const schedule = { id: '9', issuedAt: world.now(), amountCents: 100_00 };
    const dueAt = '2026-04-30T10:00:00Z';
    const known = { ...terms, updatedAt: world.now(), schedules: [{ ...schedule, dueAt }] };
    expect(await world.webhook('payment_terms/update', termsBody(known))).toBe(200);
    await world.job('apply-inbox');
    await world.day('2026-05-04');
    expect(await rows(world, 'reminders')).toEqual([]);
    await world.day('2026-05-05');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({
      state: 'in_dunning',
      level: 1,
      due_on: '2026-04-30',
    });
  });

  it('needs no payment method: an open sum and a due date are enough', async () => {
    const schedule = { id: '9', issuedAt: world.now(), amountCents: 100_00 };
    const schedules = [{ ...schedule, dueAt: '2026-03-16T10:00:00Z' }];
    const terms = { id: '8', kind: 'net', days: 14, updatedAt: world.now(), schedules } as const;
    await world.order({ id: '1', terms, gateways: [], email: 'debtor@example.com' });
    await world.day('2026-03-21');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ level: 1 });
  });
});
