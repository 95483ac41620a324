import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** Ordered 2026-07-01 on net 14, agreed at checkout: due 2026-07-15, in default from 2026-07-16. */
describe.each(databases)('the statement of a claim over HTTP, on $name', (database) => {
  let world: World;
  let key: string;
  let path: string;
  beforeAll(async () => {
    world = await makeWorld({ database, startOn: '2026-07-01', settings: { termsAgreed: true } });
    await world.order({ id: '8001', totalCents: 120_00 });
    key = await world.key('read_only');
    const [receivable] = await rows(world, 'receivables');
    path = `/api/v1/receivables/${String(receivable?.['id'])}/claim-statement`;
  });
  afterAll(() => world.end());

  const statement = async (on: string) =>
    (await world.call('GET', `${path}?on=${on}`, { key })).body;

  it('shows no interest on the due date and one day of it on the next', async () => {
    expect(await statement('2026-07-15')).toMatchObject({ interestCents: 0, totalCents: 120_00 });
    expect(await statement('2026-07-16')).toMatchObject({
      defaultFrom: '2026-07-16',
      interestCents: 2,
      segments: [{ fromOn: '2026-07-16', toOn: '2026-07-16', principalCents: 120_00, days: 1 }],
    });
  });

  it('shows the 2.77 euros of the worked example after 129 days', async () => {
    expect(await statement('2026-11-21')).toMatchObject({
      principalCents: 120_00,
      interestCents: 2_77,
      costsCents: 0,
      totalCents: 122_77,
      complete: true,
    });
  });

  it('does not guess a base rate that is not published', async () => {
    const lastKnown = await statement('2026-12-31');
    const later = await statement('2027-03-01');
    expect(later).toMatchObject({ complete: false, knownUntil: '2026-12-31' });
    expect(later['interestCents']).toBe(lastKnown['interestCents']);
  });

  it('stops the interest of what was paid on the day of the payment', async () => {
    world.at('2026-08-15');
    await world.pays('8001', 20_00);
    // 30 days on 120.00 and 1 day on 100.00 at 6.52 %: 0.6431 + 0.0179.
    const { principalCents, interestCents, payments } = await statement('2026-08-15');
    expect({ principalCents, interestCents }).toEqual({
      principalCents: 100_00,
      interestCents: 66,
    });
    expect(payments).toEqual([expect.objectContaining({ on: '2026-08-15', amountCents: 20_00 })]);
  });

  it.each([
    ['2026-02-30', 'not a calendar day'],
    ['tomorrow', 'not a calendar day'],
  ])('answers 400 for the day %s', async (on, words) => {
    const answer = await world.call('GET', `${path}?on=${on}`, { key });
    expect(answer.status).toBe(400);
    expect(answer.body['detail']).toContain(words);
  });
});
