import { presetSettings } from '../../server/domain/shop.ts';
import { databases } from '../support/databases.ts';
import { creditor, makeWorld, rows, type World, type WorldWish } from '../support/world.ts';

/**
 * Ordered 2026-03-02, due 2026-03-16; the letters of the preset policy leave on 2026-03-21, 03-31,
 * 04-14 and 04-26, and the last sets 2026-05-06, so that the agency may have it from 2026-05-09.
 */
const LETTERS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];

describe.each(databases)('a claim that leaves, on $name', (database) => {
  let world: World;
  afterEach(() => world.end());

  const handover = presetSettings.handover;
  const reminded = async (
    change: Partial<typeof handover>,
    more: WorldWish = {},
  ): Promise<string> => {
    world = await makeWorld({
      database,
      settings: { handover: { ...handover, ...change } },
      ...more,
    });
    await world.order({ id: '5001' });
    for (const on of LETTERS) await world.day(on);
    world.at('2026-05-11');
    const [receivable] = await rows(world, 'receivables');
    return `/api/v1/receivables/${String(receivable?.['id'])}`;
  };
  const key = (): Promise<string> => world.key('clerk');

  it('carries its interest, its ground and its creditor apart from the principal', async () => {
    const path = await reminded({ start: 'approval' });
    const { body } = await world.call('GET', `${path}/handover-package`, { key: await key() });
    expect(body).toMatchObject({
      frozen: false,
      missing: [],
      package: {
        principalCents: 100_00,
        dunningCostsCents: 0,
        contractOn: '2026-03-02',
        description: 'Warenlieferung laut Bestellung #1001',
        remindersSentOn: LETTERS,
        legal: {
          creditor: { name: 'Example Shop GmbH', city: 'Berlin' },
          addressFrom: 'order',
          interest: [{ principalCents: 100_00 }],
        },
      },
    });
    const { interestCents, defaultGround } = body['package'] as unknown as {
      interestCents: number;
      defaultGround: string;
    };
    expect(interestCents).toBeGreaterThan(0);
    expect(defaultGround).toContain('286');
    const statement = await world.call('GET', `${path}/claim-statement?on=2026-05-11`, {
      key: await key(),
    });
    expect(statement.body['interestCents']).toBe(interestCents);
  });

  it('is shown as it will leave, in the words of the merchant, and leaves exactly so', async () => {
    const path = await reminded({ start: 'approval' });
    const clerk = await key();
    const words = { description: 'Kaufpreis laut Rechnung', note: 'Bitte schriftlich' };
    const done = await world.call('POST', `${path}/handover`, { key: clerk, body: words });
    expect(done.status).toBe(202);
    const { body } = await world.call('GET', `${path}/handover-package`, { key: clerk });
    expect(body).toMatchObject({ frozen: true, package: words });
    await world.job('deliver-outbox');
    const [taken] = world.agency.claims();
    expect(taken?.invoice).toBe(
      (body['package'] as unknown as { ourReference?: string }).ourReference,
    );
    expect(taken?.principalCents).toBe(100_00);
  });

  it('keeps what it was handed over with, also when it has ended', async () => {
    const path = await reminded({ start: 'approval' });
    const clerk = await key();
    const { body: queued } = await world.call('POST', `${path}/handover`, { key: clerk });
    const claim = `/api/v1/claims/${Number(queued['claimId'])}`;
    const { body: before } = await world.call('GET', `${path}/handover-package`, { key: clerk });
    const because = { because: 'paid meanwhile' };
    const closed = await world.call('POST', `${claim}/close`, { key: clerk, body: because });
    expect(closed.body).toMatchObject({ state: 'withdrawn' });
    const now = await world.call('GET', `${path}/handover-package`, { key: clerk });
    expect(now.body).toMatchObject({ frozen: false });
    const kept = await world.call('GET', `${claim}/handover-package`, { key: clerk });
    expect(kept.body).toEqual(before);
    const other = await world.call('GET', '/api/v1/claims/99/handover-package', { key: clerk });
    expect(other.status).toBe(404);
  });

  it('is not taken by words alone from a key that may only read', async () => {
    const path = await reminded({ start: 'approval' });
    const reader = await world.key('read_only');
    const answer = await world.call('POST', `${path}/handover`, { key: reader });
    expect(answer.status).toBe(403);
    const shown = await world.call('GET', `${path}/handover-package`, { key: reader });
    expect(shown.status).toBe(200);
  });

  it('tells of a dispute that was answered, and stays while one is open', async () => {
    const path = await reminded({ start: 'approval' });
    const clerk = await key();
    const body = { reason: 'dispute', note: 'Ware sei beschädigt' };
    const block = await world.call('POST', `${path}/dunning-blocks`, { key: clerk, body });
    const refused = await world.call('POST', `${path}/handover`, { key: clerk });
    expect(refused.status).toBe(409);
    expect(refused.body['detail']).toContain('disputed');
    await world.call('DELETE', `/api/v1/dunning-blocks/${String(block.body['id'])}`, {
      key: clerk,
    });
    expect((await world.call('POST', `${path}/handover`, { key: clerk })).status).toBe(202);
    const shown = await world.call('GET', `${path}/handover-package`, { key: clerk });
    expect(shown.body['package']).toMatchObject({
      legal: {
        disputes: [
          { raisedOn: '2026-05-11', answeredOn: '2026-05-11', words: 'Ware sei beschädigt' },
        ],
      },
    });
  });

  it('stays and says what is missing when the creditor has no address', async () => {
    const settings = {
      handover: { ...handover, start: 'automatic' as const },
      creditor: { ...creditor, street: '' },
    };
    const path = await reminded({}, { settings });
    await world.day('2026-05-12');
    expect(await rows(world, 'claims')).toEqual([]);
    const clerk = await key();
    const { body } = await world.call('GET', `${path}/handover-gates`, { key: clerk });
    expect(body['gates']).toContainEqual({
      gate: 'package_complete',
      passed: false,
      reason: expect.stringContaining("creditor's address"),
      says: expect.arrayContaining([{ code: 'lacks_creditor_address', values: {} }]),
    });
  });

  it('waits out its cooling-off hours, and not one more', async () => {
    const path = await reminded({ start: 'approval', coolingOffHours: 3 });
    const done = await world.call('POST', `${path}/handover`, { key: await key() });
    expect(done.status).toBe(202);
    world.at('2026-05-11', 8);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(0);
    world.at('2026-05-11', 9);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(1);
  });

  it('is taken back within these hours without the agency ever hearing of it', async () => {
    const path = await reminded({ start: 'approval', coolingOffHours: 3 });
    const clerk = await key();
    const done = await world.call('POST', `${path}/handover`, { key: clerk });
    const claim = `/api/v1/claims/${String(done.body['claimId'])}`;
    const body = { because: 'the debtor called' };
    const closed = await world.call('POST', `${claim}/close`, { key: clerk, body });
    expect(closed.body).toMatchObject({ state: 'withdrawn' });
    world.at('2026-05-12');
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(0);
  });

  it('asks a person above the greatest sum that may go by itself, and goes below it', async () => {
    const automatic = { ...handover.automatic, maximumCents: 99_99 };
    const path = await reminded({ start: 'automatic', automatic });
    await world.order({ id: '5002', number: 1002, totalCents: 99_99 });
    await world.day('2026-05-11');
    expect(await rows(world, 'claims')).toEqual([]);
    const { body } = await world.call('GET', '/api/v1/worklist', { key: await key() });
    expect(body['items']).toEqual([expect.objectContaining({ kind: 'claim_approval' })]);
    expect((await world.call('POST', `${path}/handover`, { key: await key() })).status).toBe(202);
  });

  it('goes with others in one call, each with its own answer', async () => {
    const path = await reminded({ start: 'approval' });
    await world.order({ id: '5002', number: 1002 });
    const ids = (await rows(world, 'receivables')).map((row) => Number(row['id']));
    const body = { receivableIds: [...ids, 999_999] };
    const answer = await world.call('POST', '/api/v1/handovers', { key: await key(), body });
    expect(answer.body['results']).toEqual([
      { receivableId: ids[0], claimId: expect.any(Number), refused: null },
      { receivableId: ids[1], claimId: null, refused: expect.stringContaining('Not due before') },
      { receivableId: 999_999, claimId: null, refused: expect.stringContaining('not exist') },
    ]);
    expect(path).toContain(String(ids[0]));
  });
});
