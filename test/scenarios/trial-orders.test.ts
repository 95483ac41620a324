/** A shop in the sandbox tries everything with invented orders, and none of it counts in earnest. */
import { REPORTS } from '../../server/actions/reports.ts';
import { changeMode } from '../../server/actions/settings.ts';
import { keepAgencyAccount, accountWasChecked } from '../../server/actions/administer.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { verifyJournal } from '../../server/storage/journal.ts';
import { databases } from '../support/databases.ts';
import { creditor, DOMAIN, makeWorld, NEVER_QUIET, rows, type World } from '../support/world.ts';

const PATH = '/api/v1/trial-orders';
const TODAY = '2026-11-26';

describe.each(databases)('trial orders, on $name', (database) => {
  let world: World;
  let owner: string;

  beforeEach(async () => {
    world = await makeWorld({
      database,
      startOn: TODAY,
      settings: {
        dunning: { ...presetSettings.dunning, quiet: NEVER_QUIET },
        handover: { ...presetSettings.handover, start: 'approval' },
      },
    });
    owner = await world.key('owner');
  });
  afterEach(() => world.end());

  const make = (key = owner) => world.call('POST', PATH, { key });
  const receivables = () => rows(world, 'receivables');
  const get = async (path: string) =>
    (await world.call('GET', `/api/v1${path}`, { key: owner })).body;

  /** The run of today, committed by the owner, and whatever leaves after it. */
  const run = async () => {
    const proposed = await world.call('POST', '/api/v1/dunning-runs', {
      key: owner,
      body: { on: TODAY, mode: 'propose' },
    });
    const path = `/api/v1/dunning-runs/${String(proposed.body['runId'])}`;
    const committed = await world.call('POST', `${path}/commit`, { key: owner });
    await world.job('deliver-outbox');
    return { path, committed };
  };
  const handOver = async () => {
    const old = (await receivables()).at(-1);
    const path = `/api/v1/receivables/${String(old?.['id'])}/handover`;
    const asked = await world.call('POST', path, { key: owner, body: {} });
    await world.job('deliver-outbox');
    return asked.status;
  };
  const goLive = async () => {
    const { house, sealing } = world.service;
    const acting = { actor: 'test', at: world.now() };
    const live = {
      shopId: world.shopId,
      agency: 'mediafinanz',
      mode: 'live',
      settings: {},
    } as const;
    await keepAgencyAccount(house, { ...live, sealedCredentials: sealing.seal('{}') }, acting);
    await accountWasChecked(house, 2, acting);
    const wish = { shopId: world.shopId, mode: 'live', confirmation: DOMAIN } as const;
    return changeMode(house, wish, acting);
  };

  it('are made once, however often they are asked for', async () => {
    expect(await make()).toMatchObject({ status: 201, body: { made: 5 } });
    expect(await make()).toMatchObject({ status: 201, body: { made: 0 } });
    expect(await receivables()).toHaveLength(5);
    expect(await rows(world, 'journal_events', { type: 'trial_orders.made' })).toHaveLength(1);
    const { items } = (await get('/receivables')) as unknown as { items: { isTrial: boolean }[] };
    expect(items.map(({ isTrial }) => isTrial)).toEqual([true, true, true, true, true]);
  });

  it('are two not due, one overdue, one reminded once, and one reminded to the end', async () => {
    await make();
    expect((await receivables()).map(({ state, level }) => [state, level])).toEqual([
      ['open', 0],
      ['open', 0],
      ['overdue', 0],
      ['in_dunning', 1],
      ['in_dunning', 4],
    ]);
    const events = await rows(world, 'journal_events', { type: 'reminder.sent' });
    expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(['trial']));
  });

  it('send nothing of their past, and whatever follows to nobody but who tries', async () => {
    await make();
    await world.job('deliver-outbox');
    expect(await world.mails()).toEqual([]);
    await run();
    const sentTo = (await world.mails()).flatMap(({ to }) => to?.map(({ address }) => address));
    expect(sentTo).toEqual([creditor.email]);
  });

  it('lead from a run to the file number of the sandbox agency on the first day', async () => {
    await make();
    const { path } = await run();
    const { items } = (await get(`${path.replace('/api/v1', '')}/items`)) as unknown as {
      items: { reason: string | null }[];
    };
    expect(items.map(({ reason }) => reason)).toContain('approval_needed');
    expect(await handOver()).toBe(202);
    const [claim] = await rows(world, 'claims');
    expect(claim).toMatchObject({ mode: 'sandbox', principal_cents: 189_90 });
    expect(String(claim?.['file_number'])).not.toBe('null');
  });

  it('leave the first steps undone that their past alone did', async () => {
    await make();
    expect(await get('/setup')).toMatchObject({
      hasReceivables: false,
      hasTrials: true,
      hasRun: false,
      mailTestedAt: null,
    });
    expect(await get('/dunning-runs')).toMatchObject({ items: [] });
    await run();
    expect(await get('/setup')).toMatchObject({ hasRun: true });
  });

  it('never stand in a report, and end when the shop goes live', async () => {
    await make();
    await run();
    await handOver();
    const [first] = await receivables();
    const money = { amountCents: 1000, paidOn: TODAY, reference: 'by hand' };
    const paid = `/api/v1/receivables/${String(first?.['id'])}/payments`;
    expect((await world.call('POST', paid, { key: owner, body: money })).status).toBe(201);
    await goLive();
    for (const report of REPORTS) {
      const { rows: lines } = (await get(`/reports/${report}`)) as unknown as {
        rows: Record<string, unknown>[];
      };
      const figures = lines.flatMap((line) => Object.values(line));
      const counted = figures.filter((figure) => typeof figure === 'number' && figure > 0);
      expect({ report, counted }).toEqual({ report, counted: [] });
    }
    expect((await receivables()).map(({ state }) => state)).toEqual(Array(5).fill('cancelled'));
    const { money: sums } = (await get('/overview')) as unknown as {
      money: { open: { cents: number }; paidThisMonthCents: number }[];
    };
    expect(
      sums.filter(({ open, paidThisMonthCents }) => open.cents + paidThisMonthCents > 0),
    ).toEqual([]);
    expect(await rows(world, 'journal_events', { type: 'trial_orders.closed' })).toHaveLength(1);
    expect(await world.call('POST', PATH, { key: owner })).toMatchObject({ status: 409 });
    expect(await verifyJournal(world.service.house.db, world.shopId)).toMatchObject({
      fault: null,
    });
  });

  it('reach no live agency, also when money that went back opened one again', async () => {
    await make();
    await goLive();
    const old = Number((await receivables()).at(-1)?.['id']);
    const change = { principal_cents: 189_90, state: 'in_dunning' };
    await world.service.house.db('receivables').where({ id: old }).update(change);
    expect(await handOver()).toBe(409);
    const { gates } = (await get(`/receivables/${old}/handover-gates`)) as unknown as {
      gates: { gate: string; passed: boolean }[];
    };
    expect(gates.filter(({ passed }) => !passed).map(({ gate }) => gate)).toEqual(['not_trial']);
  });

  it('keeps a test order of the shop out of live as well', async () => {
    await world.order({ id: '7', test: true });
    expect(await receivables()).toMatchObject([{ state: 'open', is_trial: 1 }]);
    await goLive();
    world.at(TODAY, 9);
    await world.order({ id: '7', test: true, totalCents: 250_00 });
    expect(await receivables()).toMatchObject([{ state: 'cancelled', principal_cents: 0 }]);
  });

  it.each(['clerk', 'read_only'] as const)('are not for a %s', async (role) => {
    expect((await make(await world.key(role))).status).toBe(403);
    expect(await receivables()).toEqual([]);
  });

  it('wait until the creditor is named', async () => {
    const { house } = world.service;
    const row = await house.db('shops').first('settings');
    const settings = JSON.parse(String(row.settings)) as { creditor: { iban: string } };
    settings.creditor.iban = '';
    await house.db('shops').update({ settings: JSON.stringify(settings) });
    const answer = await make();
    expect(answer.status).toBe(409);
    expect(String(answer.body['detail'])).toContain('iban');
  });
});
