import type { DunningPolicy } from '../../server/domain/dunning.ts';
import { presetLevel, presetPolicy } from '../../server/domain/dunning.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';

/** Two levels: the shortest policy that can hand over. */
const short: DunningPolicy = {
  ...presetPolicy,
  levels: [
    {
      ...presetLevel,
      template: 'first_reminder',
      afterDays: 3,
      deadlineDays: 10,
      feeCents: { consumer: 0, business: 0 },
    },
    {
      ...presetLevel,
      template: 'final_notice',
      afterDays: 14,
      deadlineDays: 10,
      feeCents: { consumer: 0, business: 40_00 },
      interest: true,
      channels: ['email', 'letter'],
    },
  ],
  preDueDays: [3],
  handoverAfterDays: 5,
};

describe.each(databases)('dunning policies by API on $name', (database) => {
  let world: World;
  let owner: string;
  let clerk: string;

  beforeAll(async () => {
    world = await makeWorld({ database });
    owner = await world.key('owner');
    clerk = await world.key('clerk');
    // Two orders of one debtor, one of a guest, one of somebody else.
    await world.order({ id: '1', debtorNumber: '4711' });
    await world.order({ id: '2', debtorNumber: '4711' });
    await world.order({ id: '3', debtorNumber: null, email: 'guest@example.com' });
    await world.order({ id: '4', debtorNumber: '4712', email: 'other@example.com' });
  });
  afterAll(() => world.end());

  const get = async (path: string) => {
    const { status, body } = await world.call('GET', `/api/v1${path}`, { key: clerk });
    expect(status).toBe(200);
    return body as Record<string, unknown>;
  };
  const send = (method: string, path: string, body?: unknown, key = owner) =>
    world.call(method, `/api/v1${path}`, { key, ...(body === undefined ? {} : { body }) });
  const save = async (scope: string, scopeKey: string, policy: DunningPolicy = short) => {
    const { status, body } = await send('POST', '/policies', { scope, scopeKey, policy });
    expect(status).toBe(201);
    return body as unknown as { id: number; version: number; warnings: { code: string }[] };
  };
  const policyOf = async (receivableId: number) => {
    const { because, policy } = await get(`/receivables/${receivableId}/policy`);
    return [because, (policy as { version: number }).version];
  };
  const versions = async () =>
    ((await get('/policies/versions'))['items'] as { version: number }[]).map((one) => one.version);

  it("begins with the shop's preset policy, and every receivable follows it", async () => {
    const { items } = await get('/policies');
    expect(items).toEqual([
      expect.objectContaining({ version: 1, scope: 'shop', scopeKey: '', policy: presetPolicy }),
    ]);
    for (const id of [1, 2, 3, 4]) expect(await policyOf(id)).toEqual(['shop', 1]);
  });

  it('fills in what a policy leaves out, and gives it back as it was saved', async () => {
    const [first, final] = short.levels;
    const { template, afterDays, deadlineDays, feeCents } = first ?? presetPolicy.levels[0] ?? {};
    const policy = { levels: [{ template, afterDays, deadlineDays, feeCents }, final] };
    const { status, body } = await send('POST', '/policies', { policy });
    expect(status).toBe(201);
    expect(body['policy']).toEqual({
      ...short,
      preDueDays: [],
      handoverAfterDays: presetPolicy.handoverAfterDays,
    });
    expect(await get(`/policies/${String(body['id'])}`)).toMatchObject({ version: 2 });
    expect(await policyOf(1)).toEqual(['shop', 2]);
  });

  it('lets the more specific policy win, over all orders of a debtor', async () => {
    const kind = await save('debtor_kind', 'consumer');
    expect(await policyOf(1)).toEqual(['debtor_kind', kind.version]);
    await send('PUT', '/debtors/1/customer-group', { customerGroup: 'regulars' }, clerk);
    const group = await save('customer_group', 'regulars');
    expect(await policyOf(1)).toEqual(['customer_group', group.version]);
    expect(await policyOf(2)).toEqual(['customer_group', group.version]);
    expect(await policyOf(4)).toEqual(['debtor_kind', kind.version]);
    const debtor = await save('debtor', '2');
    expect(await policyOf(1)).toEqual(['debtor', debtor.version]);
    expect(await policyOf(4)).toEqual(['debtor_kind', kind.version]);
    const guest = await save('debtor', '3');
    expect(await policyOf(3)).toEqual(['debtor', guest.version]);
    const receivable = await save('receivable', '1');
    expect(await policyOf(1)).toEqual(['receivable', receivable.version]);
    expect(await policyOf(2)).toEqual(['debtor', debtor.version]);
    expect(await versions()).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('gives the next order of a debtor his group and his policy', async () => {
    await world.order({ id: '5', debtorNumber: '4711' });
    expect((await rows(world, 'parties')).at(-1)).toMatchObject({ customer_group: 'regulars' });
    expect((await policyOf(5))[0]).toBe('debtor');
  });

  it('keeps to the version a round began with, also once it is retired', async () => {
    const [, pinned] = await policyOf(2);
    const where = { shop_id: world.shopId, id: 2 };
    const { db } = world.service.house;
    await db('receivables').where(where).update({ policy_version: pinned });
    const newer = await save('debtor', '2');
    expect(await policyOf(2)).toEqual(['round', pinned]);
    expect(await policyOf(5)).toEqual(['debtor', newer.version]);
    // A new round takes the newest.
    await db('receivables').where(where).update({ policy_version: null });
    expect(await policyOf(2)).toEqual(['debtor', newer.version]);
  });

  it('takes a scope out of use, and not twice, and not the shop, and not a replaced version', async () => {
    const { items } = await get('/policies');
    const of = (scope: string) =>
      (items as { id: number; scope: string; scopeKey: string }[]).find(
        (one) => one.scope === scope && one.scopeKey !== 'id:3',
      )?.id;
    const debtor = of('debtor');
    const retired = await send('POST', `/policies/${debtor}/retire`);
    expect(retired).toMatchObject({ status: 200, body: { retired: true } });
    expect((await policyOf(5))[0]).toBe('customer_group');
    expect((await policyOf(2))[0]).toBe('customer_group');
    for (const id of [debtor, of('shop'), 1]) {
      expect((await send('POST', `/policies/${id}/retire`)).status).toBe(409);
    }
    const replaced = await send('POST', '/policies/5/retire');
    expect(replaced).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('replaced') },
    });
    // Saved again, it is in use again.
    const again = await save('debtor', '2');
    expect(await policyOf(2)).toEqual(['debtor', again.version]);
  });

  it('tells the journal who saved and retired what, without a name', async () => {
    const events = await rows(world, 'journal_events', { shop_id: world.shopId });
    const types = events.map((event) => event['type']);
    expect(types).toEqual(expect.arrayContaining(['policy.saved', 'policy.retired']));
    const saved = events.find((event) => event['type'] === 'policy.saved');
    expect(JSON.parse(String(saved?.['data']))).toEqual({ policyId: 2, version: 2, scope: 'shop' });
  });

  it('warns of what the law has against a policy, saves it all the same, and can only check', async () => {
    const [first, final] = short.levels;
    if (!first || !final) throw new Error('there are two levels');
    const dear = { ...final, feeCents: { consumer: 15_00, business: 0 } };
    const policy = { ...short, levels: [first, dear] };
    const codes = ({ warnings }: { warnings: { code: string }[] }) =>
      warnings.map(({ code }) => code);
    const before = await versions();
    const wish = { scope: 'debtor_kind', scopeKey: 'consumer', policy };
    const checked = await send('POST', '/policies/check', wish, clerk);
    expect(checked.status).toBe(200);
    expect(checked.body['warnings']).toEqual([
      expect.objectContaining({
        code: 'fee_above_courts',
        path: 'levels[1].feeCents.consumer',
        source: expect.stringContaining('BGH VIII ZR 95/18'),
      }),
      expect.objectContaining({ code: 'fee_without_letter' }),
    ]);
    expect(await versions()).toEqual(before);
    expect(codes(await save('debtor_kind', 'consumer', policy))).toEqual([
      'fee_above_courts',
      'fee_without_letter',
    ]);
    expect(codes(await save('debtor_kind', 'business', policy))).toEqual([]);
  });

  it.each([
    ['a key for the shop', { scope: 'shop', scopeKey: 'x' }, 400, 'scopeKey'],
    ['a kind nobody knows', { scope: 'debtor_kind', scopeKey: 'club' }, 400, 'consumer'],
    ['a group without a name', { scope: 'customer_group', scopeKey: ' ' }, 400, 'group'],
    ['a debtor by name', { scope: 'debtor', scopeKey: 'Muster' }, 400, 'id'],
    ['a debtor who is none', { scope: 'debtor', scopeKey: '999' }, 404, '999'],
    ['a receivable that is none', { scope: 'receivable', scopeKey: '999' }, 404, '999'],
    ['a scope nobody knows', { scope: 'planet' }, 400, 'scope'],
  ])('refuses %s', async (_what, wish, status, detail) => {
    const answer = await send('POST', '/policies', { ...wish, policy: short });
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(detail) } });
  });

  it('refuses a policy that makes no sense, by its fields', async () => {
    const [first, final] = short.levels;
    const policy = { ...short, levels: [final, first] };
    const answer = await send('POST', '/policies/check', { policy });
    expect(answer.status).toBe(400);
    expect(answer.body['detail']).toMatch(/levels\[0\]\.template .* levels\[1\]\.template/);
    const misspelt = { ...short, levels: [{ ...first, afterdays: 3 }] };
    expect((await send('POST', '/policies/check', { policy: misspelt })).status).toBe(400);
  });

  it('counts one version after the other when many save at once', async () => {
    const before = await versions();
    await Promise.all(Array.from({ length: 6 }, () => save('customer_group', 'regulars')));
    const after = await versions();
    const newest = before[0] ?? 0;
    expect(after.slice(0, 6)).toEqual([6, 5, 4, 3, 2, 1].map((n) => newest + n));
    const page = await get(`/policies/versions?limit=2&beforeVersion=${newest + 5}`);
    expect((page['items'] as { version: number }[]).map((one) => one.version)).toEqual([
      newest + 4,
      newest + 3,
    ]);
  });

  it('keeps the policies and debtors of two shops apart', async () => {
    const other = await openShop(world.service, world.agency, {
      domain: 'other.myshopify.com',
      at: world.now(),
    });
    const strange = await world.key('owner', other);
    const refused = await Promise.all([
      send('POST', '/policies', { scope: 'debtor', scopeKey: '1', policy: short }, strange),
      send('POST', '/policies', { scope: 'receivable', scopeKey: '1', policy: short }, strange),
      send('PUT', '/debtors/1/customer-group', { customerGroup: 'x' }, strange),
      send('POST', '/policies/3/retire', undefined, strange),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const { body } = await send('GET', '/policies', undefined, strange);
    expect(body['items']).toEqual([expect.objectContaining({ version: 1, scope: 'shop' })]);
  });
});
