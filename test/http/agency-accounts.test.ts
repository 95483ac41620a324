import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

describe.each(databases)('the account at an agency, set up by its owner, on $name', (database) => {
  let world: World;
  let folder: string;
  let owner: string;
  let clerk: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agency-'));
    const environment = {
      AGENCY_FOLDER: folder,
      AGENCY_HOSTS: '127.0.0.1, elsewhere.example.com',
    };
    world = await makeWorld({ database, checked: false, environment });
    owner = await world.key('owner');
    clerk = await world.key('clerk');
  });
  afterAll(async () => {
    await world?.end();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (method: string, path: string, body?: unknown, key = owner) =>
    world.call(method, `/api/v1${path}`, { key, ...(body === undefined ? {} : { body }) });
  const entered = (change: Readonly<Record<string, unknown>> = {}) => {
    const { clientId } = world.agency.account;
    const account = { kind: 'mediafinanz', mode: 'sandbox', clientId, endpoint: world.agency.url };
    return ask('PUT', '/agency-accounts', { ...account, ...change });
  };
  const list = async () =>
    (await ask('GET', '/agency-accounts')).body as unknown as {
      items: { id: number; mode: string; keys: string[]; checkedAt: string | null }[];
    };
  const check = (id = 1) => ask('POST', `/agency-accounts/${id}/check`, {});

  it('is checked with a harmless read, by a clerk as well, and opens its gate', async () => {
    expect((await list()).items).toMatchObject([{ mode: 'sandbox', checkedAt: null }]);
    const answer = await ask('POST', '/agency-accounts/1/check', {}, clerk);
    expect(answer.body).toEqual({ outcome: 'works', why: null });
    expect((await list()).items[0]?.checkedAt).not.toBeNull();
    expect(world.agency.claims()).toEqual([]);
  });

  it('says why it is refused, in the words of the agency, and everything for it waits', async () => {
    expect((await entered({ clientKey: 'wrong', applicationKey: 'wrong' })).status).toBe(200);
    expect((await list()).items[0]?.checkedAt).toBeNull();
    const { body } = await check();
    expect(body).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('Zugangsdaten sind ungültig'),
    });
    const work = (await ask('GET', '/worklist')).body as unknown as { items: { kind: string }[] };
    expect(work.items.map(({ kind }) => kind)).toContain('account_refused');
  });

  it('works again with the right keys, and never shows them', async () => {
    const { applicationKey, clientKey } = world.agency.account;
    await entered({ applicationKey, clientKey });
    expect((await check()).body).toMatchObject({ outcome: 'works' });
    await entered({ version: '201' });
    expect((await check()).body).toMatchObject({ outcome: 'works' });
    const shown = JSON.stringify(await list());
    expect(shown).toContain('clientKey');
    const stored = JSON.stringify(await rows(world, 'agency_accounts'));
    const told = JSON.stringify(await rows(world, 'journal_events'));
    for (const place of [shown, stored, told]) {
      expect(place).not.toContain(clientKey);
      expect(place).not.toContain(applicationKey);
    }
  });

  it('names no host but those of the service, be it of our own network or by another way', async () => {
    const endpoint = 'https://10.0.0.7/encashment';
    const refused = await entered({ mode: 'live', endpoint, clientKey: 'k', applicationKey: 'a' });
    expect([refused.status, refused.body['detail']]).toEqual([
      400,
      expect.stringContaining('10.0.0.7 is none of the hosts in AGENCY_HOSTS'),
    ]);
    expect((await list()).items.map(({ mode }) => mode)).not.toContain('live');
  });

  it('keeps no key for another receiver: whoever names one enters the keys anew', async () => {
    const answer = await entered({ endpoint: 'https://elsewhere.example.com/soap' });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('applicationKey: enter it') },
    });
  });

  it.each([
    ['a clerk', { as: 'clerk' }, 403],
    ['keys over a line that is not encrypted', { endpoint: 'http://agency.example.com' }, 400],
    ['an address without its beginning', { endpoint: 'agency.example.com/soap' }, 400],
    ['live keys over such a line, even here', { mode: 'live' }, 400],
    ['another kind of agency for claims that are under way', { kind: 'pull' }, 409],
    ['a field that does not exist', { wsdlPath: '/etc/passwd' }, 400],
  ] as const)('does not let in %s', async (_what, change, status) => {
    const { as, ...fields } = { as: 'owner', ...change };
    const { clientId } = world.agency.account;
    const account = { mode: 'sandbox', kind: 'mediafinanz', clientId, endpoint: world.agency.url };
    const body = 'kind' in fields ? { ...fields, mode: 'sandbox' } : { ...account, ...fields };
    const key = as === 'clerk' ? clerk : owner;
    expect((await ask('PUT', '/agency-accounts', body, key)).status).toBe(status);
  });

  it('lays the files of an agency without an interface where the service lets them', async () => {
    expect((await ask('PUT', '/agency-accounts', { kind: 'file', mode: 'live' })).body).toEqual({
      accountId: 2,
    });
    const [, account] = await rows(world, 'agency_accounts');
    expect(JSON.parse(String(account?.['settings']))).toEqual({
      folder: join(folder, `shop-${world.shopId}`),
    });
    expect((await check(2)).body).toMatchObject({ outcome: 'works' });
  });

  it('sends files by SFTP, and says when nobody answers there', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const transport = {
      kind: 'sftp',
      host: '127.0.0.1',
      port: 1,
      user: 'muster',
      folder: '/in',
      hostKey: `SHA256:${'A'.repeat(43)}`,
      privateKey,
    };
    const wish = { kind: 'file', mode: 'live', transport };
    expect((await ask('PUT', '/agency-accounts', wish)).status).toBe(200);
    expect((await check(2)).body['outcome']).toBe('unreachable');
  });

  it('gives a key to an agency that fetches its claims, once, and to no other kind', async () => {
    expect((await ask('POST', '/agency-accounts/1/key', {})).status).toBe(409);
    expect((await ask('POST', '/agency-accounts/99/key', {})).status).toBe(404);
  });

  it('tells how far the shop is on its way to a first claim', async () => {
    expect((await ask('GET', '/setup', undefined, clerk)).body).toMatchObject({
      state: 'active',
      missing: [],
      hasReceivables: false,
      mailTestedAt: null,
      account: { checkedAt: expect.any(String), refusal: null },
      hasClaim: false,
      isLiveReady: false,
    });
  });
});
