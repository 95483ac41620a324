/** What becomes known while a claim waits to leave, or just when the agency falls silent. */
import { termsBody } from '../../server/demo/shopify-deliveries.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { databases } from '../support/databases.ts';
import { startRawServer } from '../support/raw-server.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** The letters of the preset policy for an order of 2026-03-02 that is due on 2026-03-16. */
const LETTERS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
const HANDED_OVER = '2026-05-11';

describe.each(databases)('a claim that waits to leave, on $name', (database) => {
  let world: World;
  let clerk: string;
  afterEach(() => world.end());

  const terms = {
    id: '900',
    kind: 'net',
    days: 14,
    updatedAt: '2026-03-02T05:00:00.000Z',
    schedules: [
      {
        id: '901',
        issuedAt: '2026-03-02T05:00:00.000Z',
        dueAt: '2026-03-16T10:00:00Z',
        amountCents: 100_00,
      },
    ],
  } as const;

  /** Claims are queued and wait an hour; gives the address of the first receivable. */
  const waiting = async (count = 1): Promise<string> => {
    const handover = {
      ...presetSettings.handover,
      start: 'automatic',
      coolingOffHours: 1,
    } as const;
    world = await makeWorld({ database, settings: { handover } });
    clerk = await world.key('clerk');
    for (let n = 1; n <= count; n += 1) {
      const named = n === 1 ? { terms } : {};
      await world.order({ id: `500${n}`, number: 1000 + n, ...named });
    }
    for (const on of LETTERS) await world.day(on);
    world.at(HANDED_OVER);
    await world.job('daily-dunning');
    expect(await rows(world, 'claims')).toHaveLength(count);
    return `/api/v1/receivables/${String((await rows(world, 'receivables'))[0]?.['id'])}`;
  };
  const leave = async () => {
    world.at(HANDED_OVER, 9);
    await world.job('deliver-outbox');
  };
  const deferTo = async (dueAt: string) => {
    const updatedAt = addSeconds(world.now(), 1);
    const [schedule] = terms.schedules;
    const later = { ...terms, updatedAt, schedules: [{ ...schedule, dueAt }] };
    await world.webhook('payment_terms/update', termsBody(later));
    await world.job('apply-inbox');
  };

  it('stays at home when the shop gives the debtor more time', async () => {
    await waiting();
    await deferTo('2026-06-30T10:00:00Z');
    await leave();
    expect(world.agency.claims()).toEqual([]);
    expect(await rows(world, 'claims')).toMatchObject([{ state: 'withdrawn' }]);
    expect(await rows(world, 'receivables')).toMatchObject([
      { state: 'open', level: 0, due_on: '2026-06-30' },
    ]);
    await world.day('2026-06-30');
    expect(await world.mails()).toHaveLength(4);
    await world.day('2026-07-05');
    expect(await world.mails()).toHaveLength(5);
  });

  it('has left, and its clerk is told once that the debtor has more time', async () => {
    await waiting();
    await leave();
    await deferTo('2026-06-30T10:00:00Z');
    await deferTo('2026-06-30T10:00:00Z');
    await world.job('deliver-outbox');
    const told = (await rows(world, 'claim_messages', { direction: 'out' })).map(
      ({ text }) => text,
    );
    expect(told).toEqual([expect.stringContaining('30.06.2026')]);
  });

  it('tells of an objection that was answered while it waited', async () => {
    const path = await waiting();
    const body = { reason: 'defect', text: 'Beschädigt' };
    const opened = await world.call('POST', `${path}/disputes`, { key: clerk, body });
    const dispute = `/api/v1/disputes/${String(opened.body['disputeId'])}`;
    const answer = { text: 'Wir haben das geprüft.' };
    const { status } = await world.call('POST', `${dispute}/answer`, { key: clerk, body: answer });
    expect([opened.status, status]).toEqual([201, 200]);
    await leave();
    expect(world.agency.claims()).toEqual([]);
    world.at('2026-05-12');
    await world.job('daily-dunning');
    world.at('2026-05-12', 9);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toMatchObject([
      { claim: { note: expect.stringContaining('Einwand vom 11.05.2026') } },
    ]);
  });

  it('knows that a payment was reported when the answer comes after its sender was given up', async () => {
    await waiting();
    await leave();
    await world.pays('5001', 30_00);
    const { outside } = world.service;
    const { agencyOf } = outside;
    const slowly = (account: Parameters<typeof agencyOf>[0]) => ({
      ...agencyOf(account),
      async reportDirectPayment() {
        // Another process gives this one up before the agency answers.
        Object.assign(outside, { agencyOf });
        world.at(HANDED_OVER, 11);
        await world.job('deliver-outbox');
        expect(await states()).toEqual(['unconfirmed']);
      },
    });
    const states = async () =>
      (await rows(world, 'outbox', { kind: 'claim.direct_payment' })).map(({ state }) => state);
    Object.assign(outside, { agencyOf: slowly });
    await world.job('deliver-outbox');
    expect(await states()).toEqual(['delivered']);
  });

  it('does not follow others into a silence: the account pauses after a few lost answers', async () => {
    await waiting(20);
    const silent = await startRawServer({ onRequest: (socket) => socket.resetAndDestroy() });
    const { clientId } = world.agency.account;
    const settings = JSON.stringify({ clientId, endpoint: silent.url });
    await world.service.house.db('agency_accounts').update({ settings });
    await leave();
    await silent.close();
    const lost = await rows(world, 'claims', { state: 'unconfirmed' });
    expect(lost.length).toBeGreaterThanOrEqual(5);
    expect(lost.length).toBeLessThanOrEqual(12);
    expect(await rows(world, 'claims', { state: 'queued' })).toHaveLength(20 - lost.length);
    expect((await rows(world, 'agency_accounts'))[0]?.['paused_until']).not.toBeNull();
  });
});
