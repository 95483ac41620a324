import { accountWasChecked } from '../../server/actions/administer.ts';
import { presetPolicy } from '../../server/domain/dunning.ts';
import { createUser } from '../../server/actions/users.ts';
import { type Route, routes } from '../../server/http/routes.ts';
import { toAt } from '../../server/storage/database.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import {
  type Answer,
  type CallOptions,
  makeWorld,
  openShop,
  rows,
  SECRET,
  type World,
} from '../support/world.ts';
import { bodyFor, exampleOf, type Operation, PDF } from './examples.ts';
import { expectSoundBooks, send } from './shop.ts';

const PASSWORD = 'correct horse battery';
const OTHER = 'other.myshopify.com';
const ROLES = ['owner', 'clerk', 'read_only'] as const;

/** A day of each step of the preset policy, up to the claim at the agency. */
const DAYS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-28', '2026-05-19', '2026-05-20'];

describe.each(databases)('the API on $name', (database) => {
  let world: World;
  let keys: Record<(typeof ROLES)[number], string>;
  let strangersKey: string;
  let stranger: Browser;
  const answers: string[] = [];

  beforeAll(async () => {
    const attached = presetPolicy.levels.map((level) => ({
      ...level,
      attachments: ['statement' as const],
    }));
    world = await makeWorld({ database, policy: { ...presetPolicy, levels: attached } });
    for (const id of ['9001', '9002', '9003', '9004', '9005']) await world.order({ id });
    await world.pays('9002', 100_00);
    await world.pays('9003', 40_00);
    for (const on of DAYS) {
      await accountWasChecked(world.service.house, 1, { actor: 'test', at: world.now() });
      await world.day(on);
    }
    await world.webhook('orders/create', '{ broken', { id: 'broken' });
    await world.job('apply-inbox');
    await world.service.house.db('outbox').where({ id: 1 }).update({ state: 'unconfirmed' });
    keys = {
      owner: await world.key('owner'),
      clerk: await world.key('clerk'),
      read_only: await world.key('read_only'),
    };
    // The ids that a stranger tries are all of the first shop.
    for (const scopeKey of ['1', '2', '3']) {
      const body = { scope: 'receivable', scopeKey, policy: presetPolicy };
      await call('POST', '/api/v1/policies', { key: keys.owner, body });
    }
    // The ids that are tried with the key of a stranger belong to this shop, keys and users as well.
    await world.key('clerk');
    const acting = { actor: 'test', at: world.now() };
    const person = { name: 'Person', role: 'owner' as const, password: PASSWORD };
    for (const n of [1, 2, 3, 4]) {
      const email = `user${n}@example.com`;
      await createUser(world.service.house, { shopId: world.shopId, email, ...person }, acting);
    }
    const other = { domain: OTHER, at: world.now() };
    const otherShop = await openShop(world.service, world.agency, other);
    // So does the account: that of the stranger gets an id which is not tried.
    await world.service.house
      .db('agency_accounts')
      .where({ shop_id: otherShop })
      .update({ id: 99 });
    strangersKey = await world.key('owner', otherShop);
    const email = 'stranger@example.com';
    await createUser(world.service.house, { shopId: otherShop, email, ...person }, acting);
    stranger = makeBrowser(world);
    await stranger.login(email, PASSWORD);
    const invoice = '/api/v1/receivables/1/invoice-document';
    await call('PUT', invoice, { key: keys.clerk, body: PDF });
    const block = { reason: 'complaint', untilOn: null };
    await call('POST', '/api/v1/receivables/4/dunning-blocks', { key: keys.clerk, body: block });
  });
  afterAll(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  /** As `world.call`; every answer is kept, to be searched for what must not be in it. */
  async function call(method: string, path: string, options?: CallOptions): Promise<Answer> {
    const answer = await world.call(method, path, options);
    answers.push(JSON.stringify(answer.body));
    if (answer.status >= 400) expectProblem(answer);
    return answer;
  }
  const get = (path: string, key = keys.read_only) => call('GET', `/api/v1${path}`, { key });
  const post = (path: string, body: unknown, key = keys.owner) =>
    call('POST', `/api/v1${path}`, { key, body });

  describe('asks everybody who he is', () => {
    it.each(routes.map((route) => [route.method.toUpperCase(), route.path] as const))(
      'at %s %s',
      async (method, path) => {
        const revoked = await world.key('owner');
        const newest = await world.service.house.db('api_keys').max({ id: 'id' }).first();
        const at = { revoked_at: toAt(world.now()) };
        await world.service.house.db('api_keys').where({ id: newest?.['id'] }).update(at);
        const where = `/api/v1${path.replace(':id', '1')}`;
        for (const options of [{}, { key: 'x'.repeat(32) }, { key: revoked }, { key: 'short' }]) {
          const answer = await call(method, where, options);
          expect(answer).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
        }
      },
    );

    it('and says in a header how to answer', async () => {
      const answer = await fetch(`${world.url}/api/v1/receivables`);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    });
  });

  it('lets each role do what its routes say, and nothing else', async () => {
    for (const role of ROLES) {
      for (const route of routes) {
        if (route.roles.includes(role)) continue;
        const answer = await call(
          route.method.toUpperCase(),
          `/api/v1${route.path.replace(':id', '1')}`,
          { key: keys[role], body: route.takes === undefined ? exampleOf(route.body) : PDF },
        );
        expect([role, route.path, answer.status]).toEqual([role, route.path, 403]);
      }
    }
    const mayChange = (role: string) =>
      routes.filter((route) => route.method !== 'get' && route.roles.includes(role as 'owner'));
    expect(mayChange('read_only')).toEqual([]);
    expect(mayChange('clerk').map((route) => route.path)).not.toContain('/outbox/:id/resolve');
    expect(mayChange('owner').map((route) => route.path)).toContain('/outbox/:id/resolve');
  });

  it('shows and changes nothing of another shop, whatever the route', async () => {
    const { body: description } = await call('GET', '/openapi.json');
    const paths = description['paths'] as unknown as Record<string, Record<string, Operation>>;
    const withId = Object.entries(paths).filter(([path]) => path.includes('{id}'));
    expect(withId.length).toBeGreaterThan(8);
    const before = await countAll(world);
    for (const [path, operations] of withId) {
      for (const [method, { requestBody }] of Object.entries(operations)) {
        for (const id of [1, 2, 3, 4]) {
          const answer = await call(method.toUpperCase(), path.replace('{id}', String(id)), {
            key: strangersKey,
            ...bodyFor(requestBody),
          });
          expect([method, path, answer.status]).toEqual([method, path, 404]);
          const own = path.replace('/api/v1', '').replace('{id}', String(id));
          const asPerson = await stranger.send(method.toUpperCase(), own, bodyFor(requestBody));
          expect([method, path, asPerson.status]).toEqual([method, path, 404]);
        }
      }
    }
    expect(await countAll(world)).toEqual(before);
    for (const path of ['/receivables', '/claims', '/worklist']) {
      expect((await get(path, strangersKey)).body['items']).toEqual([]);
    }
  });

  it('answers every GET exactly as its schema says', async () => {
    const asked = routes.filter((route) => route.method === 'get');
    for (const route of asked) {
      const ids = route.hasId ? [1, 3, 4] : [0];
      const found: Answer[] = [];
      for (const id of ids) {
        const key = route.roles.includes('read_only') ? keys.read_only : keys.owner;
        const answer = await get(route.path.replace(':id', String(id)), key);
        if (answer.status !== 404) found.push(answer);
      }
      expect([route.path, found.length > 0]).toEqual([route.path, true]);
      for (const answer of found) {
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual(route.answer.parse(answer.body));
      }
    }
  });

  it('has something to show in every list, so that the schemas are really tried', async () => {
    const { body: receivable } = await get('/receivables/1');
    expect(receivable).toMatchObject({ state: 'handed_over', level: 4 });
    for (const list of ['reminders', 'claims', 'ledger', 'story']) {
      expect(receivable[list]).not.toHaveLength(0);
    }
    expect((await get('/receivables/4')).body['blocks']).toHaveLength(1);
    expect((await get('/claims/1')).body['news']).not.toHaveLength(0);
    const { body: list } = await get('/worklist');
    const kinds = (list['items'] as unknown as { kind: string }[]).map((item) => item.kind);
    expect(kinds).toEqual(expect.arrayContaining(['delivery_unreadable', 'message_unconfirmed']));
    expect(list['items']).toContainEqual(
      expect.objectContaining({ orderName: '#1001', debtorName: 'Muster Debtor' }),
    );
  });

  it.each([
    ['a day that is none', '/receivables?dueBefore=2026-02-30', 'dueBefore'],
    ['a day in German', '/receivables/1/claim-statement?on=15.03.2026', 'on'],
    ['a state nobody knows', '/receivables?state=lost', 'state'],
    ['a page of no length', '/receivables?limit=0', 'limit'],
    ['a page that is too long', '/receivables?limit=201', 'limit'],
    ['a filter that is misspelt', '/claims?filenumber=1', 'filenumber'],
    ['a filter where there is none', '/worklist?state=open', 'state'],
    ['the same filter twice', '/receivables?limit=1&limit=2', 'limit'],
    ['an id that is no number', '/receivables/M1', 'id'],
    ['an id below one', '/claims/0', 'id'],
    ['a path that is broken', '/receivables/%zz', ''],
    ['an id that is no number, kindly', '/receivables/M1', '`id` must be a whole number'],
    ['a page that is too long, kindly', '/receivables?limit=201', '`limit` must be at most 200'],
  ])('refuses %s with 400 and names the field', async (_what, path, field) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_input', detail: expect.stringContaining(field) });
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown field', '/receivables/1/dunning-blocks', { reason: 'other', until: 1 }, 'until'],
    ['a reason nobody knows', '/receivables/1/dunning-blocks', { reason: 'mood' }, 'reason'],
    ['a missing field', '/claims/1/close', {}, '`because` is missing'],
    ['half a cent', '/receivables/1/payments', { ...payment(), amountCents: 0.5 }, 'amountCents'],
    ['a payment of nothing', '/receivables/1/payments', { ...payment(), amountCents: 0 }, 'amount'],
    ['a payment without a name', '/receivables/1/payments', payment(' '), 'reference'],
    ['a day that is none', '/dunning-runs', { mode: 'preview', on: '2026-13-01' }, 'on'],
    ['a run of tomorrow', '/dunning-runs', { mode: 'commit', on: '2026-05-21' }, '2026-05-21'],
    ['a run before the newest', '/dunning-runs', { mode: 'commit', on: '2026-05-01' }, 'before'],
    ['a body where there is none', '/inbox/1/retry', { force: true }, 'force'],
    ['a list for a body', '/claims/1/close', [], 'the request must be an object with fields'],
  ])('refuses %s in a body with 400 and names it', async (_what, path, body, field) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(field) });
  });

  it('names each part of a body that it refuses', async () => {
    const answer = await post('/receivables/1/payments', { ...payment(' '), amountCents: 0 });
    expect(answer.body['fields']).toEqual(['amountCents', 'reference']);
  });

  it('refuses a body that is no JSON with 400, and one that is too large with 413', async () => {
    const headers = {
      authorization: `Bearer ${keys.owner}`,
      'content-type': 'application/json',
    };
    const url = `${world.url}/api/v1/claims/1/close`;
    const broken = await send(url, { headers, body: '{"because": ' });
    expect(JSON.parse(broken.text)).toMatchObject({ status: 400, code: 'invalid_input' });
    const large = await send(url, { headers, body: `"${'x'.repeat(300_000)}"` });
    expect(JSON.parse(large.text)).toMatchObject({ status: 413, code: 'too_large' });
    answers.push(broken.text, large.text);
    for (const answer of [broken, large]) expect(answer.type).toContain('application/problem+json');
  });

  it('knows no other paths and methods', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await call('PUT', '/api/v1/receivables', { key: keys.owner })).status).toBe(404);
    expect((await call('GET', '/')).status).toBe(404);
    expect((await get('/receivables/4711')).status).toBe(404);
    expect((await get(`/receivables/${Number.MAX_SAFE_INTEGER}`)).status).toBe(404);
  });

  it('refuses with 409 what the state of a record does not allow', async () => {
    const block = { reason: 'complaint' };
    const paid = await post('/receivables/2/dunning-blocks', block);
    expect(paid).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(paid.body['detail']).toContain('is paid');
    expect((await post('/receivables/1/handover', {})).status).toBe(409);
    const past = { ...block, untilOn: '2026-05-19' };
    expect((await post('/receivables/3/dunning-blocks', past)).status).toBe(400);
    const today = { ...block, untilOn: '2026-05-20' };
    const placed = await post('/receivables/3/dunning-blocks', today);
    expect(placed).toMatchObject({ status: 201, body: { untilOn: '2026-05-20' } });
    const release = `/api/v1/dunning-blocks/${String(placed.body['id'])}`;
    expect((await call('DELETE', release, { key: keys.clerk })).status).toBe(200);
    expect((await call('DELETE', release, { key: keys.clerk })).status).toBe(404);
  });

  it('books a payment by hand once for each reference', async () => {
    const first = await post('/receivables/5/payments', payment('cash 1'));
    expect(first).toMatchObject({ status: 201, body: { openCents: 90_00 } });
    expect((await post('/receivables/5/payments', payment('cash 1'))).status).toBe(409);
    const second = await post('/receivables/5/payments', payment('cash 2'));
    expect(second.body).toEqual({ openCents: 80_00 });
  });

  it('lists by pages that neither repeat nor lose a row', async () => {
    const seen: number[] = [];
    for (let afterId: number | null = 0; afterId !== null;) {
      const { body } = await get(`/receivables?limit=2&afterId=${afterId}`);
      const items = body['items'] as unknown as { id: number }[];
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...items.map((item) => item.id));
      afterId = body['nextAfterId'] as unknown as number | null;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect((await get('/receivables?limit=5')).body['nextAfterId']).toBeNull();
    expect((await get('/receivables?limit=4')).body['nextAfterId']).toBe(4);
    const filtered = (await get('/receivables?state=paid')).body['items'];
    expect(filtered).toEqual([expect.objectContaining({ id: 2, state: 'paid' })]);
    const due = await get('/receivables?dueBefore=2026-03-16');
    expect(due.body['items']).toEqual([]);
    expect((await get('/receivables?dueBefore=2026-03-17')).body['items']).toHaveLength(5);
    const { body: claim } = await get('/claims/1');
    const byFile = await get(`/claims?fileNumber=${String(claim['fileNumber'])}`);
    expect(byFile.body['items']).toHaveLength(1);
  });

  describe('does a call with an Idempotency-Key once', () => {
    const path = '/api/v1/receivables/5/dunning-blocks';
    const body = { reason: 'promise', untilOn: null };
    const named = (key: string, more: CallOptions = {}) =>
      call('POST', path, {
        key: keys.clerk,
        body,
        headers: { 'idempotency-key': key },
        ...more,
      });
    const blocks = () => rows(world, 'dunning_blocks', { reason: 'promise' });

    it('and gives the first answer again', async () => {
      const first = await named('once');
      const second = await named('once');
      expect(first.status).toBe(201);
      expect(second).toEqual(first);
      expect(await blocks()).toHaveLength(1);
    });

    it('refuses another body under the same key', async () => {
      const other = await named('once', { body: { ...body, reason: 'other' } });
      expect(other.status).toBe(400);
      expect(other.body['detail']).toContain('another request');
    });

    it('does not mix the keys of two shops up', async () => {
      const stranger = await named('once', { key: strangersKey });
      expect(stranger.status).toBe(404);
    });

    it('when two calls come at the same time', async () => {
      const before = (await blocks()).length;
      const both = await Promise.all([named('at once'), named('at once')]);
      expect((await blocks()).length).toBe(before + 1);
      const done = both.filter((answer) => answer.status === 201);
      expect(done.length).toBeGreaterThan(0);
      for (const answer of both) expect([201, 409]).toContain(answer.status);
      expect((await named('at once')).body).toEqual(done[0]?.body);
    });

    it('lets the same key try again after a call that was refused', async () => {
      const gone = '/api/v1/receivables/4711/dunning-blocks';
      const headers = { 'idempotency-key': 'again' };
      for (const _time of [1, 2]) {
        const refused = await call('POST', gone, { key: keys.clerk, body, headers });
        expect(refused.status).toBe(404);
      }
      expect((await named('again')).status).toBe(201);
    });

    it('refuses a key that is too long', async () => {
      expect((await named('k'.repeat(101))).status).toBe(400);
      expect((await named('k'.repeat(100))).status).toBe(201);
    });
  });

  it('previews a run without keeping anything, as often as one likes', async () => {
    const before = await countAll(world);
    const preview = { mode: 'preview', on: '2026-06-30' };
    const first = await post('/dunning-runs', preview);
    expect(first.status).toBe(200);
    expect(first.body).toEqual(routeOf('/dunning-runs').answer.parse(first.body));
    expect((await post('/dunning-runs', preview)).body).toEqual(first.body);
    expect(await countAll(world)).toEqual(before);
  });

  it('is alive and ready', async () => {
    expect((await call('GET', '/healthz')).body).toEqual({ ok: true });
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('tells no secret and no line of its code in any answer', async () => {
    const { applicationKey, clientKey } = world.agency.account;
    const secrets = [SECRET, 'an-older-secret', applicationKey, clientKey, ...Object.values(keys)];
    const hashes = (await rows(world, 'api_keys')).map((row) => String(row['key_hash']));
    const sealed = (await rows(world, 'agency_accounts')).map((row) =>
      String(row['sealed_credentials']),
    );
    expect(answers.length).toBeGreaterThan(100);
    const all = answers.join('\n');
    for (const secret of [...secrets, ...hashes, ...sealed]) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/node_modules|\.ts:\d|at async|sqlite|mysql/i);
  });
});

function payment(reference = 'cash') {
  return { amountCents: 10_00, paidOn: '2026-05-20', reference };
}

function routeOf(path: string): Route {
  const found = routes.find((route) => route.path === path);
  if (found === undefined) throw new Error(`no route ${path}`);
  return found;
}

/** RFC 9457, and a sentence that says something. */
function expectProblem(answer: Answer): void {
  expect(answer.type).toContain('application/problem+json');
  const { says = [{ code: 'a_b', values: {} }], fields = [], ...problem } = answer.body;
  if (answer.status !== 400) expect(fields).toEqual([]);
  expect(says).toContainEqual({
    code: expect.stringMatching(/^[a-z_]+$/),
    values: expect.anything(),
  });
  expect(problem).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z][a-z ]+$/),
    status: answer.status,
    code: expect.stringMatching(/^[a-z_]+$/),
    detail: expect.stringMatching(/.{10,}/),
  });
}

/** How many rows every table has. */
async function countAll(world: World): Promise<Record<string, number>> {
  const tables = ['receivables', 'ledger_entries', 'journal_events', 'dunning_blocks', 'claims'];
  const more = ['outbox', 'inbox', 'reminders', 'dunning_runs', 'idempotency_keys'];
  const counts: Record<string, number> = {};
  for (const table of [...tables, ...more]) counts[table] = (await rows(world, table)).length;
  const waiting = await rows(world, 'inbox', { state: 'received' });
  return { ...counts, waiting: waiting.length };
}
