/** The sum a clerk reads out on the telephone, for every receivable of the demo's months. */
import { seeded } from '../../server/demo/random.ts';
import { shopMessages } from '../../server/demo/shop.ts';
import { addDays, dayOf, isoDate } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

const START_ON = isoDate('2026-05-04');
const DAYS = 120;
/** Runs and news come every so many days: what is looked at is the sum of each receivable. */
const STEP_DAYS = 5;

interface Line {
  kind: string;
  amountCents: number;
}

const sum = (lines: readonly { amountCents: number }[]): number =>
  lines.reduce((all, { amountCents }) => all + amountCents, 0);

describe.each(databases)('the sum of what is owed, on $name', (database) => {
  let world: World;
  let key: string;
  beforeAll(async () => {
    const defaultTerms = { kind: 'net', days: 7 } as const;
    const settings = { termsAgreed: true, defaultTerms, allocation: 'bgb_367' } as const;
    world = await makeWorld({ database, startOn: START_ON, settings });
    key = await world.key('owner');
    await liveTheDemo();
    await payAndGiveUp();
  }, 300_000);
  afterAll(() => world.end());

  async function liveTheDemo(): Promise<void> {
    const messages = shopMessages(START_ON, seeded(1));
    for (let day = 0; day < DAYS; day += STEP_DAYS) {
      const on = addDays(START_ON, day);
      await world.day(on);
      const until = addDays(on, STEP_DAYS);
      for (const { at, topic, body, webhookId } of messages) {
        const sentOn = dayOf(at, 'Europe/Berlin');
        if (sentOn < on || sentOn >= until) continue;
        world.moveTo(at);
        await world.webhook(topic, body, { id: webhookId, sentAt: at });
      }
      await world.job('apply-inbox');
    }
  }

  /** What the demo's debtors never do: pay a part so late that it goes to costs and interest. */
  async function payAndGiveUp(): Promise<void> {
    const all = await rows(world, 'receivables');
    const late = all.filter(({ state, level }) => state === 'in_dunning' && Number(level) > 2);
    const withCosts = late.filter(({ costs_cents: costsCents }) => Number(costsCents) > 0);
    expect([late.length > 2, withCosts.length > 0]).toEqual([true, true]);
    const [givenUp] = late.filter((one) => !withCosts.includes(one));
    const paidOn = dayOf(world.now(), 'Europe/Berlin');
    for (const { id, costs_cents: costsCents } of late.filter((one) => one !== givenUp)) {
      const amountCents = 20_00 + Number(costsCents);
      const body = { amountCents, paidOn, reference: `cash ${String(id)}` };
      const path = `/api/v1/receivables/${String(id)}/payments`;
      expect((await world.call('POST', path, { key, body })).status).toBe(201);
    }
    const path = `/api/v1/receivables/${String(givenUp?.['id'])}/write-off`;
    const body = { reason: 'uncollectible' };
    expect((await world.call('POST', path, { key, body })).status).toBe(201);
  }

  const read = async (path: string) => (await world.call('GET', `/api/v1${path}`, { key })).body;

  it('adds up to the cent on every day, and says the same as the claim statement', async () => {
    const kinds = new Set<string>();
    const ids = (await rows(world, 'receivables')).map(({ id }) => String(id));
    expect(ids.length).toBeGreaterThan(120);
    for (const id of ids) {
      const receivable = await read(`/receivables/${id}`);
      for (const on of ['2026-07-01', dayOf(world.now(), 'Europe/Berlin')]) {
        const said = await read(`/receivables/${id}/claim-statement?on=${on}`);
        const lines = said['lines'] as unknown as Line[];
        const { principalCents, interestCents, costsCents, totalCents } = said;
        expect({ id, on, cents: sum(lines) }).toEqual({ id, on, cents: principalCents });
        expect(sum(lines) + Number(interestCents) + Number(costsCents)).toBe(totalCents);
        expect(lines.filter(({ amountCents }) => amountCents === 0)).toEqual([]);
        expect(new Set(lines.map(({ kind }) => kind)).size).toBe(lines.length);
        for (const { kind } of lines) kinds.add(kind);
      }
      const { booked } = await read(`/receivables/${id}/claim-statement`);
      const openCents = Number(receivable['principalCents']) + Number(receivable['costsCents']);
      expect({ id, cents: sum(booked as unknown as Line[]) }).toEqual({ id, cents: openCents });
    }
    expect([...kinds].toSorted()).toEqual([
      'covered_costs',
      'covered_interest',
      'credited',
      'invoice',
      'paid',
      'paid_at_agency',
      'written_off',
    ]);
  });
});
