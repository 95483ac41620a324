/** The credit bureau in a final notice: only of a creditor that reports, and only where he may. */
import { presetLevel, presetPolicy } from '../../server/domain/dunning.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, NEVER_QUIET, rows, type World } from '../support/world.ts';
import { presetSettings, type ShopSettings } from '../../server/domain/shop.ts';

const BUREAU = 'Beispiel-Auskunftei AG';
/** Due 2026-03-16: the reminders of the preset policy, the last on the day of the final notice. */
const DAYS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
const fee = { consumer: 0, business: 0 };
/** The final notice as the second reminder, its deadline 27 days after the first. */
const QUICK = {
  ...presetPolicy,
  levels: [
    { ...presetLevel, template: 'first_reminder', afterDays: 5, deadlineDays: 7, feeCents: fee },
    { ...presetLevel, template: 'final_notice', afterDays: 8, deadlineDays: 10, feeCents: fee },
  ],
} as const;

describe.each(databases)('a final notice, on $name', (database) => {
  let world: World;
  afterEach(() => world.end());

  const finalNotice = async (
    change: Partial<ShopSettings['handover']>,
    {
      days = DAYS,
      policy = presetPolicy,
    }: { days?: string[]; policy?: typeof QUICK | typeof presetPolicy } = {},
  ): Promise<string> => {
    world = await makeWorld({
      database,
      policy,
      settings: {
        dunning: { ...presetSettings.dunning, quiet: NEVER_QUIET },
        handover: { ...presetSettings.handover, ...change },
      },
    });
    await world.order({ id: '1' });
    for (const on of days) await world.day(on);
    const sent = await rows(world, 'reminders', { state: 'sent' });
    expect(sent.at(-1)).toMatchObject({ template: 'final_notice' });
    return (await world.mails()).at(-1)?.text ?? '';
  };

  it('names the bureau of the settings, and that a dispute prevents a report', async () => {
    const text = await finalNotice({ bureauName: BUREAU });
    expect(text).toContain(BUREAU);
    expect(text).toContain('Eine bestrittene Forderung wird nicht an eine Auskunftei gemeldet');
  });

  it('is silent of it while the settings name none', async () => {
    expect(await finalNotice({})).not.toContain('Auskunftei');
  });

  it('is silent of it when its deadline ends within four weeks of the first reminder', async () => {
    const quick = { policy: QUICK, days: ['2026-03-21', '2026-03-31'] };
    expect(await finalNotice({ bureauName: BUREAU }, quick)).not.toContain('Auskunftei');
  });

  it('is the only letter that names it', async () => {
    await finalNotice({ bureauName: BUREAU });
    const earlier = (await world.mails()).slice(0, -1).map(({ text }) => text ?? '');
    expect(earlier).toHaveLength(3);
    expect(earlier.filter((text) => text.includes('Auskunftei'))).toEqual([]);
  });
});
