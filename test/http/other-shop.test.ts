import { agencyKey, useAgency } from '../support/agencies.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { createUser } from '../../server/actions/users.ts';
import { readSchema } from '../../server/storage/schema.ts';
import { type Answer, DOMAIN, openShop, rows, type World } from '../support/world.ts';
import { bodyFor, type Operation } from './examples.ts';
import { FILE_NUMBER, type FullShop, makeFullShop, ORDER, PASSWORD, WORD } from './full-shop.ts';

const STRANGER = 'stranger.myshopify.com';

/** Whose rows the numbers in the paths are: each of these tables has rows of the first shop. */
const TABLES: Readonly<Record<string, string>> = {
  'agency-accounts': 'agency_accounts',
  'agency-news': 'agency_news',
  'api-keys': 'api_keys',
  claims: 'claims',
  debtors: 'parties',
  disputes: 'disputes',
  'dunning-blocks': 'dunning_blocks',
  'dunning-run-items': 'dunning_run_items',
  'dunning-runs': 'dunning_runs',
  'foreign-payments': 'tasks',
  'handover-requests': 'tasks',
  inbox: 'inbox',
  'instalment-plans': 'instalment_plans',
  mentions: 'note_mentions',
  outbox: 'outbox',
  policies: 'dunning_policies',
  'privacy-requests': 'privacy_requests',
  promises: 'promises',
  receivables: 'receivables',
  reminders: 'reminders',
  'special-states': 'special_states',
  tasks: 'tasks',
  users: 'users',
};

/** What a filter is asked for, by its name. */
const ASKED: Readonly<Record<string, string>> = {
  receivableId: '1',
  debtorId: '1',
  orderIds: `${ORDER},5002`,
  customerId: `47${ORDER}`,
  debtorNumber: `47${ORDER}`,
  orderName: '#1001',
  fileNumber: FILE_NUMBER,
  q: WORD,
};

interface Described extends Operation {
  parameters?: { name: string; in: string }[];
}

describe.each(databases)('the ids of one shop, on $name', (database) => {
  let world: World;
  let keys: FullShop['keys'];
  let strangersKey: string;
  let stranger: Browser;
  let strangersAgency: string;
  const doors: [string, string, Described][] = [];

  beforeAll(async () => {
    ({ world, keys } = await makeFullShop(database));
    const person = { debtorNumber: `47${ORDER}`, orderIds: [ORDER] };
    const body = JSON.stringify({
      shop_domain: DOMAIN,
      customer: { id: Number(person.debtorNumber) },
      orders_requested: person.orderIds.map(Number),
      data_request: { id: 1 },
    });
    await world.webhook('customers/data_request', body);
    await world.webhook('orders/create', '{ broken');
    await world.job('apply-inbox');
    const at = world.now();
    const shopId = await openShop(world.service, world.agency, { domain: STRANGER, at });
    const accountId = await useAgency(world, 'pull', {}, shopId);
    strangersAgency = await agencyKey(world, accountId, shopId);
    strangersKey = await world.key('owner', shopId);
    const email = 'stranger@example.com';
    const account = { shopId, email, name: 'S', role: 'owner', password: PASSWORD } as const;
    await createUser(world.service.house, account, { actor: 'test', at });
    stranger = makeBrowser(world);
    await stranger.login(email, PASSWORD);
    const { body: description } = await world.call('GET', '/openapi.json');
    const paths = description['paths'] as unknown as Record<string, Record<string, Described>>;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        doors.push([method.toUpperCase(), path.replace('/api/v1', ''), operation]);
      }
    }
  });
  afterAll(() => world.end());

  const askers = (): ((method: string, path: string, body: object) => Promise<Answer>)[] => [
    (method, path, body) => world.call(method, `/api/v1${path}`, { key: strangersKey, ...body }),
    (method, path, body) => stranger.send(method, path, body),
  ];
  const tellsOfFirst = ({ body }: Answer): boolean =>
    new RegExp(`${WORD}|${FILE_NUMBER}|#100[123]`, 'i').test(JSON.stringify(body));

  /** Every row of the first shop, to the last byte, each with the name of its table. */
  async function everything(): Promise<string[]> {
    const { tables } = await readSchema(world.service.house.db);
    const kept: string[] = [];
    const keep = (table: string, all: readonly object[]): void => {
      kept.push(...all.map((row) => `${table} ${JSON.stringify(row)}`).toSorted());
    };
    for (const [table, columns] of tables) {
      if (!columns.some(({ name }) => name === 'shop_id')) continue;
      keep(table, await world.service.house.db(table).where({ shop_id: world.shopId }));
    }
    keep('inbox', await rows(world, 'inbox', { shop_domain: DOMAIN }));
    return kept.toSorted();
  }
  /** What came, went or changed since. */
  async function changesSince(before: readonly string[]): Promise<string[]> {
    const now = await everything();
    return [
      ...now.filter((row) => !before.includes(row)),
      ...before.filter((row) => !now.includes(row)).map((row) => `gone: ${row}`),
    ].map((row) => row.slice(0, 400));
  }
  const idsOf = async (table: string): Promise<number[]> => {
    const all = await rows(world, table);
    const own = all.filter(
      (row) => row['shop_id'] === undefined || row['shop_id'] === world.shopId,
    );
    return own.slice(0, 4).map((row) => Number(row['id']));
  };

  it('do not exist for another, whatever the door', async () => {
    const before = await everything();
    const withId = doors.filter(([, path]) => path.includes('{id}'));
    expect(withId.length).toBeGreaterThan(50);
    for (const [method, path, { requestBody }] of withId) {
      const ids = await idsOf(
        TABLES[path.split('/')[1] ?? ''] ?? 'no table is named for this path',
      );
      expect([path, ids.length > 0]).toEqual([path, true]);
      for (const ask of askers()) {
        for (const id of ids) {
          const where = path.replace('{id}', String(id));
          const query = path.endsWith('/attachment.pdf') ? '?number=1' : '';
          const answer = await ask(method, where + query, bodyFor(requestBody));
          expect([method, where, answer.status]).toEqual([method, where, 404]);
          expect([where, tellsOfFirst(answer)]).toEqual([where, false]);
        }
      }
    }
    expect(await changesSince(before)).toEqual([]);
  });

  it('find and change nothing for another, in a filter or in a body', async () => {
    const before = await everything();
    // Who signs in or out, or listens; and who has all agencies asked, which goes on behind the answer.
    const apart = ['/login', '/logout', '/events', '/agency-news/look'];
    for (const [method, path, { requestBody, parameters = [] }] of doors) {
      if (path.includes('{id}') || apart.includes(path)) continue;
      const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      const filters = names.filter((name) => ASKED[name] !== undefined);
      const about = names.filter((name) => /(?<!after|before)Ids?$|Number$|^q$/.test(name));
      expect([path, about.filter((name) => !filters.includes(name))]).toEqual([path, []]);
      const queries = [
        '',
        ...filters.map((name) => `?${name}=${encodeURIComponent(ASKED[name] ?? '')}`),
      ];
      for (const ask of askers()) {
        for (const query of queries) {
          const answer = await ask(method, path + query, bodyFor(requestBody));
          expect([method, path, answer.status < 500 ? {} : answer.body]).toEqual([
            method,
            path,
            {},
          ]);
          const told = tellsOfFirst(answer) ? answer.body : {};
          expect([method, path + query, told]).toEqual([method, path + query, {}]);
        }
      }
    }
    expect(await changesSince(before)).toEqual([]);
  });

  it('do not exist for the agency of another', async () => {
    const before = await everything();
    const ask = (method: string, path: string, body?: unknown) =>
      world.call(method, `/agency/v1${path}`, {
        key: strangersAgency,
        ...(body === undefined ? {} : { body }),
      });
    for (const path of ['/claims?show=all', '/instructions']) {
      expect((await ask('GET', path)).body['items']).toEqual([]);
    }
    for (const path of ['/claims/1', '/claims/1/handover.xml']) {
      expect((await ask('GET', path)).status).toBe(404);
    }
    const record = { kind: 'message', text: 'hello', at: world.now() };
    expect((await ask('POST', '/claims/1/records', record)).status).toBe(404);
    const own = await world.call('GET', '/agency/v1/claims/1', { key: keys.agency });
    expect([own.status, tellsOfFirst(own)]).toEqual([200, true]);
    expect(await changesSince(before)).toEqual([]);
  });
});
