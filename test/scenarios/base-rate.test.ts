import { runCli } from '../../server/cli.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { databases } from '../support/databases.ts';
import { clerkOf, dunning, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** The last base rate of this release speaks until 31 December 2026. An order is due on the 15th. */
describe.each(databases)('a base rate that nobody knows yet, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    const policy = policyOf({ interest: true });
    const settings = { termsAgreed: true, ...dunning() };
    world = await makeWorld({ database, startOn: '2026-12-01', policy, settings });
    await world.order({ id: '1', totalCents: 10_000_00 });
  });
  afterEach(() => world.end());

  const warnings = async () =>
    (await rows(world, 'dunning_run_items', { outcome: 'remind' })).map((item) => item['warning']);
  const work = async () => {
    const { body } = await (await clerkOf(world)).get('/worklist?kind=base_rate_missing');
    return body['items'] as unknown as { why: string; next: string }[];
  };
  const doctor = async () => {
    const said: string[] = [];
    const print = {
      out: (text: string) => said.push(text),
      err: (text: string) => said.push(text),
    };
    await runCli(['doctor'], () => world.service, print, publicHolidays);
    return said.join('\n');
  };

  it('ends the interest of a letter with the last known day, and everybody is told', async () => {
    await world.day('2026-12-20');
    await world.day('2026-12-30');
    world.at('2026-12-31');
    expect(await work()).toEqual([]);
    expect(await doctor()).toContain('ok   base rate of example.myshopify.com');
    await world.day('2027-01-09');
    expect(await warnings()).toEqual([null, null, 'no_base_rate:2027-01-01']);
    const third = (await world.mails()).at(-1);
    // 16 days of 6.52 % on 10,000 EUR, the last one of 2026.
    expect(third?.text).toMatch(/16\.12\.2026 bis 31\.12\.2026, 16 Tage\s+6,52 % .*: 28,58 €/);
    expect(await work()).toEqual([
      expect.objectContaining({
        why: expect.stringContaining('German base rate from 2027-01-01 on is not known'),
        next: expect.stringContaining('addedRates, de_base'),
      }),
    ]);
    expect(await doctor()).toContain('MEND base rate of example.myshopify.com enter the German');
    const overview = await (await clerkOf(world)).get('/overview');
    expect(JSON.stringify(overview.body)).toContain('base_rate_missing');
  });

  it('is claimed for its days once the merchant has entered it; a slip is refused', async () => {
    for (const on of ['2026-12-20', '2026-12-30', '2027-01-09']) await world.day(on);
    const key = await world.key('owner');
    const put = (percent: string, validFrom = '2027-01-01') =>
      world.call('PUT', '/api/v1/settings', {
        key,
        body: { addedRates: [{ name: 'de_base', validFrom, percent }] },
      });
    expect((await put('15.2')).body['detail']).toContain('more than 3 points');
    expect((await put('1,52')).status).toBe(400);
    expect((await put('1.52', '2027-02-01')).status).toBe(400);
    expect(await put('2.02')).toMatchObject({ status: 200 });
    expect(await work()).toEqual([]);
    await world.day('2027-01-25');
    expect((await warnings()).at(-1)).toBeNull();
    const last = (await world.mails()).at(-1);
    expect(last?.text).toMatch(/01\.01\.2027 bis 25\.01\.2027, 25 Tage\s+7,02 %/);
  });

  it('of a country whose law is not known here leaves a word as well', async () => {
    const abroad = { creditor: { country: 'FR' }, federalState: null };
    const key = await world.key('owner');
    await world.call('PUT', '/api/v1/settings', { key, body: abroad });
    for (const on of ['2026-12-21', '2026-12-31', '2027-01-12']) await world.day(on);
    expect(new Set(await warnings())).toEqual(new Set([null, 'interest_unknown']));
  });
});
