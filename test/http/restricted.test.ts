import { privacyBody } from '../../server/demo/shopify-deliveries.ts';
import { type Route, routes } from '../../server/http/routes.ts';
import type { Browser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { type Answer, DOMAIN, rows, type World } from '../support/world.ts';
import { exampleOf, PDF } from './examples.ts';
import {
  type FullShop,
  makeFullShop,
  NAMED,
  ORDER,
  OTHER_ORDER,
  PASSWORD,
  tells,
  WORD,
} from './full-shop.ts';

/** Doors at which the owner reads the word: the walk is not an empty one. */
const HIS = [
  '/receivables/:id',
  '/receivables/:id/handover-package',
  '/claims',
  '/claims/:id',
  '/claims/:id/handover-package',
  '/outbox',
  '/claims/:id/messages',
  '/agency-news',
  '/dunning-blocks',
  '/disputes',
  '/promises',
  '/instalment-plans',
  '/special-states',
  '/worklist',
  '/tasks',
  '/debtor-answers',
  '/overview',
  '/receivables/:id/notes',
  '/dunning-runs/:id/items',
  '/dunning-run-items/:id/attachments',
  '/order-cards',
];
/** Papers about him: their bytes are packed, so that whoever is refused is all that can be said. */
const PAPERS = [
  '/dunning-run-items/:id/letter.pdf',
  '/receivables/:id/invoice-document',
  '/dunning-run-items/:id/attachment.pdf',
  '/reminders/:id/letter',
];

describe.each(databases)('a debtor whose data are restricted, on $name', (database) => {
  let world: World;
  let keys: FullShop['keys'];
  let clerk: Browser;
  let reader: Browser;

  beforeAll(async () => {
    ({ world, keys, clerk, reader } = await makeFullShop(database));
    const { email } = NAMED;
    const person = { debtorNumber: `47${ORDER}`, email, orderIds: [ORDER, OTHER_ORDER] };
    const asked = { topic: 'customers/redact', shopDomain: DOMAIN, ...person } as const;
    expect(await world.webhook('customers/redact', privacyBody(asked))).toBe(200);
    await world.job('apply-inbox');
    await world.job('settle-privacy');
    expect(await rows(world, 'privacy_requests')).toMatchObject([{ state: 'restricted' }]);
    await clerk.login('clerk@example.com', PASSWORD);
    await reader.login('read_only@example.com', PASSWORD);
  });
  afterAll(() => world.end());

  const byKey =
    (key: string): Asker =>
    (method, path, body) =>
      world.call(method, `/api/v1${path}`, { key, ...(body === undefined ? {} : { body }) });
  const byPerson =
    (browser: Browser): Asker =>
    (method, path, body) =>
      browser.send(method, path, body === undefined ? {} : { body });

  /** Every answer of the doors that only show. */
  async function* walk(ask: Asker): AsyncGenerator<[Route, Answer]> {
    for (const route of routes.filter(({ method }) => method === 'get')) {
      for (const id of route.hasId ? [1, 2, 3, 4] : [0]) {
        const query = route.path.endsWith('/attachment.pdf') ? '?number=1' : QUERIES[route.path];
        yield [route, await ask('GET', `${route.path.replace(':id', String(id))}${query ?? ''}`)];
      }
    }
  }

  it('is shown to the owner, at every door that keeps a word about him', async () => {
    const found = new Set<string>();
    const papers = new Set<string>();
    for await (const [route, answer] of walk(byKey(keys.owner))) {
      if (tells(answer)) found.add(route.path);
      if (PAPERS.includes(route.path) && answer.status === 200) papers.add(route.path);
    }
    expect([...found]).toEqual(HIS);
    expect([...papers]).toEqual(PAPERS);
  });

  it.each(['clerk', 'read_only'] as const)('is named to no %s, whatever the door', async (role) => {
    const people = { clerk, read_only: reader };
    for (const ask of [byKey(keys[role]), byPerson(people[role])]) {
      const refused = new Set<string>();
      for await (const [route, answer] of walk(ask)) {
        expect(answer.status).not.toBe(401);
        expect([route.path, tells(answer) ? answer.body : '']).toEqual([route.path, '']);
        if (answer.status === 403 && route.roles.includes(role)) refused.add(route.path);
        if (answer.status !== 200 || route.type !== undefined) continue;
        // What is hidden leaves an answer as the description promises it.
        expect(answer.body).toEqual(route.answer.parse(answer.body));
      }
      for (const path of PAPERS) {
        expect([path, refused.has(path)]).toEqual([path, true]);
      }
    }
    const { body } = await byKey(keys[role])('GET', '/worklist');
    const items = body['items'] as unknown as { receivableId: number; says: unknown[] }[];
    const his = items.filter(({ receivableId }) => receivableId === 1);
    expect(his).toContainEqual(
      expect.objectContaining({
        kind: 'telephone',
        why: '',
        says: [{ code: 'data_restricted', values: {} }],
      }),
    );
  });

  it('is told to a clerk by no deed either, nor by the repetition of one', async () => {
    const letter = { name: 'first_reminder', language: 'de', receivableId: 3 };
    for (const path of ['/letter-texts/preview', '/letter-texts/preview.pdf']) {
      const answer = await byKey(keys.clerk)('POST', path, letter);
      expect([path, answer.status]).toEqual([path, 403]);
      expect((await byKey(keys.owner)('POST', path, letter)).status).toBe(200);
    }
    const link = await byKey(keys.clerk)('POST', '/receivables/3/respond-link');
    expect(link).toMatchObject({ status: 200, body: { url: null } });
    expect((await clerk.get('/mentions')).body['items']).toEqual([
      expect.objectContaining({ receivableId: 1, text: '' }),
    ]);
    const list = await byKey(keys.clerk)('GET', '/receivables?format=csv');
    expect(list.type).toContain('text/csv');
    expect(tells(list)).toBe(false);
    const once = { headers: { 'idempotency-key': 'once' }, body: {} };
    const path = '/api/v1/receivables/3/respond-link';
    const [first, again] = [
      await world.call('POST', path, { key: keys.owner, ...once }),
      await world.call('POST', path, { key: keys.clerk, ...once }),
    ];
    expect(first.body['url']).toContain('/r/');
    expect(again).toMatchObject({ status: 200, body: { url: null } });
    for (const route of routes.filter(({ method }) => method !== 'get')) {
      for (const id of route.hasId ? [1, 2, 3] : [0]) {
        const body = route.takes === undefined ? exampleOf(route.body) : PDF;
        const where = route.path.replace(':id', String(id));
        const answer = await byKey(keys.clerk)(route.method.toUpperCase(), where, body);
        expect([route.path, tells(answer) ? answer.body : '']).toEqual([route.path, '']);
      }
    }
  });

  it('is in nothing that a page hears while it is open', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${keys.clerk}`, 'last-event-id': '0' };
    const stream = await fetch(`${world.url}/api/v1/events`, { headers, signal: stop.signal });
    let heard = '';
    for await (const piece of stream.body ?? []) {
      heard += Buffer.from(piece).toString();
      if (/event: (change|reload)/.test(heard)) break;
    }
    stop.abort();
    expect(heard.toLowerCase()).not.toContain(WORD);
  });

  it('is known to the agency as long as it has the claim, and no longer', async () => {
    const doors = ['/claims/1', '/claims/1/handover.xml', '/instructions', '/claims?show=all'];
    const see = async () => {
      const seen: boolean[] = [];
      for (const path of doors) {
        seen.push(tells(await world.call('GET', `/agency/v1${path}`, { key: keys.agency })));
      }
      return seen;
    };
    expect(await see()).toEqual([true, true, true, false]);
    const { db } = world.service.house;
    await db('claims').where({ id: 1 }).update({ live_key: null });
    expect(await see()).toEqual([false, false, false, false]);
    // Its answers are taken all the same.
    const record = { kind: 'message', text: 'closed', at: world.now() };
    const path = '/agency/v1/claims/1/records';
    const taken = await world.call('POST', path, { key: keys.agency, body: record });
    expect(taken).toMatchObject({ status: 200, body: { known: false } });
  });
});

type Asker = (method: string, path: string, body?: unknown) => Promise<Answer>;

const QUERIES: Readonly<Record<string, string>> = {
  '/search': `?q=${WORD}`,
  '/receivables': '?sort=name&limit=1',
  '/order-cards': `?orderIds=${ORDER},${OTHER_ORDER}`,
  '/chosen-orders': `?orderIds=${ORDER},${OTHER_ORDER}`,
};
