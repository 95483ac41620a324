import { type DunningPolicy, presetLevel, presetPolicy } from '../../server/domain/dunning.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** Whole stories, day by day, on one clock; `docs/diaries.md` lists them all. */
const company = {
  firstName: null,
  lastName: null,
  company: 'Muster GmbH',
  street: 'Musterweg 2',
  postcode: '80331',
  city: 'München',
  country: 'DE',
};

const withInterest: DunningPolicy = {
  ...presetPolicy,
  levels: presetPolicy.levels.map((level, index) => ({
    ...presetLevel,
    ...level,
    interest: index >= 2,
  })),
};

describe.each(databases)('a business that owes interest and the lump sum, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    const settings = { termsAgreed: true };
    world = await makeWorld({ database, settings, policy: withInterest });
    await world.order({ id: '1', totalCents: 1_190_00, billing: company });
  });
  afterEach(() => world.end());

  const textOf = async (index: number) => (await world.mails()).at(index)?.text ?? '';

  it('reads both, to the cent and for its own days, in the letters that may claim them', async () => {
    // Due 2026-03-16, in default from the 17th (BGB 286(2) no. 1): 1.27 % + 9 points = 10.27 %.
    for (const on of ['2026-03-21', '2026-03-31']) await world.day(on);
    expect(await textOf(1)).toContain('1.190,00 €');
    expect(await textOf(1)).not.toContain('10,27');
    await world.day('2026-04-14');
    // 29 days: 1190.00 × 10.27 % × 29 / 365 = 9.71.
    expect(await textOf(2)).toContain('10,27 %');
    expect(await textOf(2)).toContain('9,71 €');
    expect(await textOf(2)).toContain('1.239,71 €');
    await world.day('2026-04-26');
    // 41 days: 13.73, counted from the first day again and not added to the 9.71.
    expect(await textOf(3)).toContain('13,73 €');
    expect(await textOf(3)).toContain('1.243,73 €');
    expect(await textOf(3)).not.toContain('9,71');
  });

  it('owes less interest once a part is paid, from the day of the payment', async () => {
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14']) await world.day(on);
    world.at('2026-04-15');
    await world.pays('1', 1_000_00);
    await world.day('2026-04-26');
    // To 04-14 on 1,190.00: 9.71; from 04-15 on 190.00, 12 days: 0.64.
    expect(await textOf(3)).toContain('0,64 €');
    expect(await textOf(3)).toContain('9,71 €');
    expect(await textOf(3)).toContain('240,35 €');
  });
});

describe.each(databases)('a debtor where the clock shows another hour, on $name', (database) => {
  let world: World;
  afterEach(() => world.end());

  const quiet = { fromHour: 20, toHour: 8, sundays: true, holidays: true };

  it('gets no mail in his night, and the letter of that run in his morning', async () => {
    const dunning = { ...presetSettings.dunning, quiet };
    world = await makeWorld({ database, settings: { dunning } });
    const abroad = { ...company, street: '1 Example Street', city: 'Lisboa', country: 'PT' };
    await world.order({
      id: '1',
      totalCents: 100_00,
      billing: { ...abroad, postcode: '1000-001' },
    });
    // 2026-03-23 is a Monday. Half past eight in Berlin is half past seven in Lisbon.
    world.at('2026-03-23', 8);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
    world.at('2026-03-23', 9);
    await world.job('deliver-outbox');
    expect(await world.mails()).toHaveLength(1);
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ last_notice_on: '2026-03-23' });
  });

  it('is left in peace on a Sunday, also on the one that has 23 hours', async () => {
    const dunning = { ...presetSettings.dunning, quiet };
    world = await makeWorld({ database, settings: { dunning } });
    world.at('2026-03-10');
    await world.order({ id: '1' });
    for (const hour of [6, 12, 19, 21]) {
      world.at('2026-03-29', hour);
      await world.job('daily-dunning');
      await world.job('deliver-outbox');
    }
    expect(await world.mails()).toEqual([]);
    world.at('2026-03-30', 7);
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
    world.at('2026-03-30', 8);
    await world.job('deliver-outbox');
    expect(await world.mails()).toHaveLength(1);
  });
});
