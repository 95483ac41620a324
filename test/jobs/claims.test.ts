import { accountWasChecked } from '../../server/actions/administer.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { expectSoundBooks } from '../http/shop.ts';

const LETTERS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-28'];

/** Claims on their way to an agency that refuses, is down, or takes them and does not answer. */
describe.each(databases)('a hand-over on $name', (database) => {
  let world: World;
  let key: string;
  beforeAll(async () => {
    world = await makeWorld({ database });
    key = await world.key('owner');
    const debtors = { 1: 'drops', 2: 'drops', 3: 'refused', 4: 'quiet' };
    for (const [id, plot] of Object.entries(debtors)) {
      await world.order({ id, number: 1000 + Number(id), email: `debtor+${plot}@example.com` });
    }
    for (const on of LETTERS) await world.day(on);
    world.at('2026-05-19');
    await accountWasChecked(world.service.house, 1, { actor: 'test', at: world.now() });
    await world.job('daily-dunning');
    await answersAt('http://127.0.0.1:1/encashment');
    await world.job('deliver-outbox');
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  /** Where the agency is to be found from now on. */
  async function answersAt(endpoint: string): Promise<void> {
    const { clientId } = world.agency.account;
    const settings = JSON.stringify({ clientId, endpoint });
    await world.service.house.db('agency_accounts').update({ settings });
  }
  const claim = async (n: number) => (await rows(world, 'claims', { receivable_id: n }))[0];
  const submit = async (n: number) =>
    (await rows(world, 'outbox', { receivable_id: n, kind: 'claim.submit' }))[0];
  const receivable = async (n: number) => (await rows(world, 'receivables', { id: n }))[0];
  const resolve = async (n: number, body: Record<string, unknown>) =>
    world.call('POST', `/api/v1/outbox/${String((await submit(n))?.['id'])}/resolve`, {
      key,
      body,
    });
  const shown = async (n: number) => {
    const { body } = await world.call('GET', '/api/v1/worklist', { key });
    const items = body['items'] as unknown as { kind: string; receivableId: number }[];
    return items.filter((item) => item.receivableId === n).map((item) => item.kind);
  };

  it('waits while the agency is down, and leaves when it is back', async () => {
    expect(await submit(4)).toMatchObject({ state: 'queued', attempts: 1 });
    expect(await claim(4)).toMatchObject({ state: 'queued', file_number: null });
    expect(world.agency.claims()).toEqual([]);
    await answersAt(world.agency.url);
    world.at('2026-05-20');
    await world.job('deliver-outbox');
    expect(await submit(4)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(await claim(4)).toMatchObject({
      state: 'submitted',
      file_number: expect.stringMatching(/\d/),
    });
  });

  it('gives back what the agency refuses, says why, and hands it over no more by itself', async () => {
    expect(await claim(3)).toMatchObject({
      state: 'rejected',
      live_key: null,
      refusal: expect.stringMatching(/.{20,}/),
    });
    expect(await submit(3)).toMatchObject({ state: 'failed' });
    expect(await shown(3)).toEqual(['claim_returned']);
    expect(await receivable(3)).toMatchObject({ state: 'in_dunning' });
    world.at('2026-05-21');
    await world.job('daily-dunning');
    expect(await rows(world, 'claims', { receivable_id: 3 })).toHaveLength(1);
    expect((await resolve(3, { outcome: 'not_delivered' })).status).toBe(409);
  });

  it('never sends again blindly what the agency may have taken', async () => {
    const taken = world.agency.claims().length;
    for (const n of [1, 2]) {
      expect(await submit(n)).toMatchObject({ state: 'unconfirmed' });
      expect(await claim(n)).toMatchObject({ state: 'unconfirmed', file_number: null });
      expect(await shown(n)).toEqual(['message_unconfirmed']);
      expect(await receivable(n)).toMatchObject({ state: 'handed_over' });
    }
    world.at('2026-05-25');
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(taken);
  });

  it('is told delivered by its file number only', async () => {
    const missing = await resolve(1, { outcome: 'delivered' });
    expect(missing).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/file/) } });
    expect(await claim(1)).toMatchObject({ state: 'unconfirmed' });
    const reference = (await claim(1))?.['our_reference'];
    const held = world.agency
      .claims()
      .find((one) => JSON.stringify(one).includes(String(reference)));
    const fileNumber = held?.fileNumber;
    expect((await resolve(1, { outcome: 'delivered', fileNumber })).status).toBe(200);
    expect(await claim(1)).toMatchObject({ state: 'submitted', file_number: fileNumber });
    expect(await submit(1)).toMatchObject({ state: 'delivered' });
    expect(await shown(1)).toEqual([]);
  });

  it('goes out again when a person says that the agency never got it', async () => {
    expect((await resolve(2, { outcome: 'not_delivered' })).status).toBe(200);
    expect(await claim(2)).toMatchObject({ state: 'queued' });
    const taken = world.agency.claims().length;
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(taken + 1);
    expect(await claim(2)).toMatchObject({ state: 'unconfirmed' });
  });
});
