import { createUser } from '../../server/actions/users.ts';
import { eraseDebtor } from '../../server/storage/privacy.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';

const PASSWORD = 'correct horse battery';

interface Item {
  receivableId: number;
  match: string;
  debtorName: string;
}

describe.each(databases)('the pages of the console on $name', (database) => {
  let world: World;
  let key: string;
  let clerk: Browser;

  const billing = (firstName: string, lastName: string, company: string | null = null) => ({
    firstName,
    lastName,
    company,
    street: 'Musterstraße 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
  });

  beforeAll(async () => {
    world = await makeWorld({ database });
    const orders = [
      { id: '9001', number: 1001, billing: billing('Jürgen', 'Müller'), totalCents: 119_00 },
      {
        id: '9002',
        number: 1002,
        billing: billing('Anna', 'Maier'),
        email: 'anna.maier@example.com',
      },
      { id: '9003', number: 1003, billing: billing('José', 'Weiß'), totalCents: 1_190_50 },
      { id: '9004', number: 1004, billing: billing('Eva', 'Muster', 'Möbel & Söhne GmbH') },
      { id: '9005', number: 1005, billing: billing('Anna', 'Müller-Lüdenscheidt') },
    ];
    for (const order of orders) await world.order({ debtorNumber: `77${order.id}`, ...order });
    await world.pays('9002', 30_00);
    key = await world.key('owner');
    const wish = { shopId: world.shopId, name: 'Klara Clerk', role: 'clerk' as const };
    const acting = { actor: 'test', at: world.now() };
    for (const email of ['clerk@example.com', 'other@example.com']) {
      await createUser(world.service.house, { ...wish, email, password: PASSWORD }, acting);
    }
    clerk = makeBrowser(world);
    await clerk.login('clerk@example.com', PASSWORD);
  });
  afterAll(() => world.end());

  const get = (path: string) => world.call('GET', `/api/v1${path}`, { key });
  const post = (path: string, body: unknown) => world.call('POST', `/api/v1${path}`, { key, body });
  const find = async (q: string): Promise<Item[]> => {
    const { status, body } = await get(`/search?q=${encodeURIComponent(q)}`);
    expect(status).toBe(200);
    return body['items'] as unknown as Item[];
  };
  const found = async (q: string) => (await find(q)).map((item) => item.receivableId);
  const ids = async (query: string): Promise<number[]> => {
    const { body } = await get(`/receivables?${query}`);
    return (body['items'] as unknown as { id: number }[]).map((item) => item.id);
  };

  it.each([
    ['an order', '#1001', [1]],
    ['the number of an order alone', '1003', [3]],
    ['half an order', '100', [5, 4, 3, 2, 1]],
    ['a name with its umlaut', 'Müller', [5, 1]],
    ['a name with the umlaut written out', 'mueller', [5, 1]],
    ['a first and a last name', 'anna müller', [5]],
    ['the same the other way round', 'Maier Anna', [2]],
    ['half a name', 'mül', [5, 1]],
    ['a name with its second part', 'lüdenscheidt', [5]],
    ['a name with an accent left out', 'jose', [3]],
    ['a company', 'möbel', [4]],
    ['a company by its other word', 'söhne gmbh', [4]],
    ['an e-mail address', 'anna.maier@example.com', [2]],
    ['half an e-mail address', 'anna.mai', [2]],
    ['the number of a debtor', '779004', [4]],
    ['nobody', 'zacharias', []],
    ['nothing', '', []],
    ['punctuation', '%_#', []],
  ])('finds %s: %s', async (_what, q, wanted) => {
    expect(await found(q)).toEqual(wanted);
  });

  it.each([
    ['a wrong letter', 'Maxer', [2]],
    ['a letter too few', 'Mler', []],
    ['a missing letter', 'mueler', [1, 5]],
    ['a letter too many', 'maieer', [2]],
    ['two letters swapped', 'mobeel', [4]],
    ['two typos', 'mauers', []],
    ['swapped letters', 'mauer anna', [2]],
    ['the umlaut taken for its vowel', 'muller', [5, 1]],
    ['a swap in the middle', 'amier', [2]],
  ])('forgives one typo and no more: %s', async (_what, q, wanted) => {
    expect(new Set(await found(q))).toEqual(new Set(wanted));
  });

  it.each([
    ['119,00', [1]],
    ['119', [1]],
    ['119.00', [1]],
    ['1.190,50', [3]],
    ['1,190.50 EUR', [3]],
    ['70', [2]],
    ['119,01', []],
  ])('finds an amount as people write it: %s', async (q, wanted) => {
    const items = (await find(q)).filter((item) => item.match === 'amount');
    expect(items.map((item) => item.receivableId)).toEqual(wanted);
  });

  it('finds nothing of another shop', async () => {
    const other = { domain: 'stranger.myshopify.com', at: world.now() };
    const shopId = await openShop(world.service, world.agency, other);
    const strange = await world.key('owner', shopId);
    for (const q of ['Müller', '1001', '119,00']) {
      const path = `/api/v1/search?q=${encodeURIComponent(q)}`;
      expect((await world.call('GET', path, { key: strange })).body).toEqual({ items: [] });
    }
  });

  it('sorts and pages without losing or repeating a row', async () => {
    for (const sort of ['id', 'due', 'amount', 'level', 'name']) {
      for (const direction of ['asc', 'desc']) {
        const query = `sort=${sort}&direction=${direction}`;
        const whole = await ids(query);
        expect(new Set(whole)).toEqual(new Set([1, 2, 3, 4, 5]));
        const paged: number[] = [];
        for (let cursor = ''; ;) {
          const next = cursor === '' ? '' : `&cursor=${cursor}`;
          const { body } = await get(`/receivables?${query}&limit=2${next}`);
          paged.push(...(body['items'] as unknown as { id: number }[]).map((item) => item.id));
          expect(body).toMatchObject({ total: 5, isTotalCapped: false });
          if (body['nextCursor'] === null) break;
          cursor = String(body['nextCursor']);
        }
        expect([sort, direction, paged]).toEqual([sort, direction, whole]);
      }
    }
    expect(await ids('sort=amount&direction=desc')).toEqual([3, 1, 5, 4, 2]);
    expect(await ids('sort=name')).toEqual([2, 4, 1, 5, 3]);
  });

  it('refuses a cursor of another list', async () => {
    const { body } = await get('/receivables?sort=amount&limit=2');
    const cursor = String(body['nextCursor']);
    expect((await get(`/receivables?sort=name&limit=2&cursor=${cursor}`)).status).toBe(400);
    expect((await get('/receivables?cursor=nonsense')).status).toBe(400);
  });

  it.each([
    ['amountFrom=11900', [1, 3]],
    ['amountFrom=11901', [3]],
    ['amountTo=7000', [2]],
    ['amountTo=6999', []],
    ['currency=EUR', [1, 2, 3, 4, 5]],
    ['currency=USD', []],
    ['state=open,overdue', [1, 2, 3, 4, 5]],
    ['state=paid', []],
    ['debtorNumber=779003', [3]],
    ['blocked=yes', []],
    ['levelFrom=1', []],
    ['overdueFrom=1', []],
    ['hasDueDate=no', []],
    ['claimState=queued', []],
  ])('filters by %s', async (query, wanted) => {
    expect(await ids(query)).toEqual(wanted);
  });

  it('counts days overdue from the day after the due day', async () => {
    const [row] = await world.service.house.db('receivables').where({ id: 5 }).select('due_on');
    expect(row).toEqual({ due_on: '2026-03-16' });
    await world.service.house.db('receivables').where({ id: 5 }).update({ due_on: '2026-03-01' });
    expect(await ids('overdueFrom=1&overdueTo=1')).toEqual([5]);
    expect(await ids('overdueFrom=2')).toEqual([]);
    const { body } = await get('/overview');
    expect(body).toMatchObject({
      money: [
        {
          currency: 'EUR',
          open: { cents: 1_579_50, count: 5 },
          overdue: { cents: 100_00, count: 1 },
          paidThisMonthCents: 30_00,
        },
      ],
    });
    await world.service.house.db('receivables').where({ id: 5 }).update({ due_on: '2026-03-16' });
  });

  it('shows sums whose lists hold exactly what was summed, and buckets that are the balance', async () => {
    const { body } = await get('/overview');
    const [money] = body['money'] as unknown as {
      open: { cents: number };
      ageing: { bucket: string; cents: number; count: number; query: string }[];
      cashIn: { weekOn: string; cents: number }[];
    }[];
    const whole = money?.ageing.reduce((sum, bucket) => sum + bucket.cents, 0);
    expect(whole).toBe(money?.open.cents);
    const sums = body['money'] as unknown as Record<string, { query?: string; count: number }>[];
    const named = Object.values(sums[0] ?? {}).filter((part) => part.query !== undefined);
    expect(named.length).toBe(4);
    for (const { query = '', count } of [...named, ...(money?.ageing ?? [])]) {
      expect((await get(`/receivables?${query}`)).body['total']).toBe(count);
    }
    expect(money?.cashIn).toHaveLength(12);
    expect(money?.cashIn.at(-1)).toEqual({ weekOn: '2026-03-02', cents: 30_00 });
  });

  it('gives the whole list as CSV that no spreadsheet takes for formulas', async () => {
    const evil = billing('=1+1', 'Evil', '=HYPERLINK("x"),"y"');
    await world.order({ id: '9009', number: 1009, billing: evil });
    const answer = await fetch(`${world.url}/api/v1/receivables?format=csv&sort=amount`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const disposition = answer.headers.get('content-disposition');
    expect(disposition).toBe('attachment; filename="receivables-2026-03-02.csv"');
    const lines = (await answer.text()).split('\r\n');
    expect(lines[0]).toContain('id,order,invoice,debtor');
    expect(lines).toHaveLength(8);
    expect(lines[1]).toContain('2,#1002,,Anna Maier,open,0,2026-03-16,0,70.00,0.00,70.00,EUR,no,,');
    expect(lines.join()).toContain(`"'=HYPERLINK(""x""),""y"""`);
    await world.service.house.db('receivables').where({ id: 6 }).update({ state: 'cancelled' });
  });

  it('holds several, says why not for one, and takes it back', async () => {
    const hold = { action: 'hold', reason: 'complaint', receivableIds: [1, 4711, 2] };
    const { status, body } = await clerk.send('POST', '/bulk-actions', { body: hold });
    expect(status).toBe(200);
    const results = body['results'] as unknown as { id: number; done: boolean; blockId: number }[];
    expect(results.map(({ id, done }) => [id, done])).toEqual([
      [1, true],
      [4711, false],
      [2, true],
    ]);
    expect(results[1]).toMatchObject({ refused: expect.stringContaining('4711') });
    expect(await ids('blocked=yes')).toEqual([1, 2]);
    const held = await get('/receivables/1/next');
    expect(held.body).toMatchObject({
      step: 'wait',
      nextOn: null,
      blocks: [{ reason: 'complaint' }],
    });
    const blockIds = results.flatMap(({ done, blockId }) => (done ? [blockId] : []));
    const release = { action: 'release', blockIds };
    await clerk.send('POST', '/bulk-actions', { body: release });
    expect(await ids('blocked=yes')).toEqual([]);
  });

  it('says what comes next and when', async () => {
    const { body } = await get('/receivables/1/next');
    expect(body).toMatchObject({
      step: 'wait',
      because: 'not_due',
      nextOn: '2026-03-21',
      level: 1,
      template: 'friendly_reminder',
      feeCents: 0,
    });
  });

  it('keeps notes, and tells whoever is named in one', async () => {
    const text = 'Ruft morgen an. @other und @klaraclerk bitte merken, mail@clerk ist keiner.';
    const written = await clerk.send('POST', '/receivables/1/notes', { body: { text } });
    expect(written).toMatchObject({ status: 201, body: { mentioned: [1, 2] } });
    const { body } = await get('/receivables/1/notes');
    expect(body['items']).toEqual([
      expect.objectContaining({ text, author: 'user:1', authorName: 'Klara Clerk' }),
    ]);
    const other = makeBrowser(world);
    await other.login('other@example.com', PASSWORD);
    const mentions = await other.get('/mentions');
    expect(mentions.body['items']).toEqual([
      expect.objectContaining({ orderName: '#1001', text, receivableId: 1 }),
    ]);
    const [mention] = mentions.body['items'] as unknown as { id: number }[];
    const read = `/mentions/${mention?.id}/read`;
    expect((await clerk.send('POST', read)).status).toBe(404);
    expect((await other.send('POST', read)).status).toBe(200);
    expect((await other.get('/mentions')).body['items']).toEqual([]);
    const story = await get('/receivables/1/timeline?limit=1');
    expect(story.body).toMatchObject({
      items: [{ type: 'note.written', actor: 'user:1', actorName: 'Klara Clerk' }],
    });
    expect(JSON.stringify(story.body)).not.toContain('Ruft morgen');
  });

  it('names the user or the API key behind a deed, in the story of a case and of runs', async () => {
    const names = await world.service.house.db('api_keys').where({ id: 1 }).first('name');
    const { name } = names as { name: string };
    await post('/receivables/2/dunning-blocks', { reason: 'complaint' });
    const { body } = await get('/receivables/2');
    expect(body['story']).toContainEqual(
      expect.objectContaining({
        type: 'dunning_block.placed',
        actor: 'key:1',
        actorName: name,
      }),
    );
    await post('/dunning-runs', { mode: 'propose' });
    await world.service.house.db('users').where({ id: 1 }).update({ name: 'Klara Klein' });
    expect((await get('/receivables/1/timeline?limit=1')).body).toMatchObject({
      items: [{ actor: 'user:1', actorName: 'Klara Klein' }],
    });
    expect((await get('/dunning-runs')).body).toMatchObject({
      items: [{ actor: 'key:1', whoName: name }],
    });
    await world.service.house.db('users').where({ id: 1 }).update({ name: 'Klara Clerk' });
  });

  it('tells the story of a case by pages, newest first', async () => {
    const seen: number[] = [];
    for (let before: number | null = 10_000; before !== null;) {
      const { body } = await get(`/receivables/1/timeline?limit=2&before=${before}`);
      seen.push(
        ...(body['items'] as unknown as { sequence: number }[]).map((item) => item.sequence),
      );
      before = body['nextBefore'] as unknown as number | null;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(new Set(seen).size).toBe(seen.length);
    const { body } = await get('/receivables/1');
    expect(seen).toHaveLength((body['story'] as unknown as unknown[]).length);
  });

  it('changes only what is given in the settings, and tells the journal which fields', async () => {
    const put = (body: unknown) => world.call('PUT', '/api/v1/settings', { key, body });
    const { body: before } = await get('/settings');
    const changed = await put({ creditor: { bank: 'Andere Bank' }, dunning: { grouping: false } });
    expect(changed.status).toBe(200);
    const wanted = before['settings'] as unknown as Record<string, object>;
    expect(changed.body['settings']).toEqual({
      ...wanted,
      creditor: { ...wanted['creditor'], bank: 'Andere Bank' },
      dunning: { ...wanted['dunning'], grouping: false },
    });
    for (const wrong of [
      { creditor: { iban: 'DE89370400440532013001' } },
      { timeZone: 'Europe/Atlantis' },
      { dunning: { webhook: { url: 'https://example.com' } } },
      { nothing: 1 },
    ]) {
      expect((await put(wrong)).status).toBe(400);
    }
    const log = await get('/audit-log?type=shop_settings.&limit=1');
    expect(log.body).toMatchObject({
      items: [{ data: { fields: 'creditor.bank, dunning.grouping' } }],
    });
    expect(JSON.stringify(log.body)).not.toContain('Andere Bank');
    expect(log.body).toMatchObject({ items: [{ receivableId: null, currency: null }] });
    const booked = await get('/audit-log?type=invoice.recorded&limit=1');
    expect(booked.body).toMatchObject({ items: [{ currency: 'EUR' }] });
  });

  it('counts the due day of an order by its payment method', async () => {
    const termsByMethod = [{ method: 'Kauf auf Rechnung', kind: 'net', days: 30 }];
    await world.call('PUT', '/api/v1/settings', { key, body: { termsByMethod } });
    await world.order({ id: '9010', number: 1010, gateways: ['kauf auf rechnung'] });
    const [row] = await world.service.house.db('receivables').where({ order_name: '#1010' });
    expect(row).toMatchObject({ due_on: '2026-04-01' });
  });

  it('goes live only when the domain is written by hand', async () => {
    const live = (confirmation: string) => post('/settings/mode', { mode: 'live', confirmation });
    expect((await live('yes')).status).toBe(400);
    expect((await get('/me')).body).toMatchObject({ shop: { mode: 'sandbox' } });
    expect((await live('example.myshopify.com')).body).toEqual({ mode: 'live' });
    expect((await get('/me')).body).toMatchObject({ shop: { mode: 'live' } });
    const back = { mode: 'sandbox', confirmation: 'example.myshopify.com' };
    expect((await post('/settings/mode', back)).status).toBe(200);
  });

  it('sends the test mail to whoever asks for it and to nobody else', async () => {
    const wish = { shopId: world.shopId, name: 'Olga Owner', role: 'owner' as const };
    const acting = { actor: 'test', at: world.now() };
    const email = 'olga@example.com';
    await createUser(world.service.house, { ...wish, email, password: PASSWORD }, acting);
    const owner = makeBrowser(world);
    await owner.login(email, PASSWORD);
    const before = (await world.mails()).length;
    expect((await owner.send('POST', '/settings/test-mail')).body).toEqual({ sentTo: email });
    const mails = await world.mails();
    expect(mails).toHaveLength(before + 1);
    expect(mails.at(-1)?.to).toEqual([expect.objectContaining({ address: email })]);
    expect((await post('/settings/test-mail', {})).status).toBe(409);
  });

  it('shows a new API key once, and a revoked one opens nothing', async () => {
    const headers = { 'idempotency-key': 'a key' };
    const body = { name: 'ERP', role: 'read_only' };
    const made = await world.call('POST', '/api/v1/api-keys', { key, body, headers });
    const { keyId, key: shown } = made.body as unknown as { keyId: number; key: string };
    expect((await world.call('GET', '/api/v1/overview', { key: shown })).status).toBe(200);
    const list = await get('/api-keys');
    expect(JSON.stringify(list.body)).not.toContain(shown);
    const kept = await world.service.house.db('idempotency_keys').select('body');
    expect(JSON.stringify(kept)).not.toContain(shown);
    const end = () => world.call('DELETE', `/api/v1/api-keys/${keyId}`, { key });
    expect((await end()).status).toBe(200);
    expect((await end()).status).toBe(404);
    expect((await world.call('GET', '/api/v1/overview', { key: shown })).status).toBe(401);
  });

  it('lets an owner manage people, but never take the last owner away', async () => {
    const { body } = await get('/users');
    const owners = (body['items'] as unknown as { id: number; role: string }[]).filter(
      ({ role }) => role === 'owner',
    );
    expect(owners).toHaveLength(1);
    const put = (id: number, change: unknown) =>
      world.call('PUT', `/api/v1/users/${id}`, { key, body: change });
    const [owner] = owners;
    expect((await put(owner?.id ?? 0, { role: 'clerk' })).status).toBe(409);
    expect((await put(owner?.id ?? 0, { isDisabled: true })).status).toBe(409);
    const newcomer = { email: 'new@example.com', name: 'N', role: 'clerk', password: PASSWORD };
    const added = await post('/users', newcomer);
    expect(added.status).toBe(201);
    expect((await post('/users', newcomer)).status).toBe(409);
    const browser = makeBrowser(world);
    await browser.login('new@example.com', PASSWORD);
    expect((await browser.get('/overview')).status).toBe(200);
    expect((await browser.get('/users')).status).toBe(403);
    const id = Number(added.body['userId']);
    expect((await put(id, { isDisabled: true })).status).toBe(200);
    expect((await browser.get('/overview')).status).toBe(401);
    expect((await browser.login('new@example.com', PASSWORD)).status).toBe(401);
    await put(id, { isDisabled: false });
    const password = 'fresh phrase for you';
    expect((await post(`/users/${id}/password`, { password })).status).toBe(200);
    expect((await browser.login('new@example.com', password)).status).toBe(200);
  });

  it('tells an open page what changed, and what it missed while it was away', async () => {
    const stream = await openStream(clerk, '');
    expect(await stream.next()).toMatchObject({ event: 'ready' });
    await clerk.send('POST', '/receivables/3/notes', { body: { text: 'live' } });
    const change = await stream.next();
    expect(change.event).toBe('change');
    expect(JSON.parse(change.data)).toMatchObject({ type: 'note.written', receivableId: 3 });
    expect(change.data).not.toContain('live');
    await stream.close();
    await clerk.send('POST', '/receivables/2/notes', { body: { text: 'missed' } });
    const again = await openStream(clerk, change.id);
    expect(await again.next()).toMatchObject({ event: 'ready' });
    expect(JSON.parse((await again.next()).data)).toMatchObject({ receivableId: 2 });
    await again.close();
    expect((await fetch(`${world.url}/api/v1/events`)).status).toBe(401);
  });

  it('tells how far a run is, in numbers alone, and once more when it has ended', async () => {
    const { db } = world.service.house;
    const stream = await openStream(clerk, '');
    await stream.next();
    const run = { shop_id: world.shopId, run_on: '2026-06-01', state: 'proposing', cursor_id: 0 };
    const work = { work: 'look', work_done: 400, work_of: 2000 };
    const begun = { actor: 'test', started_at: '2026-06-01 05:00:00.000' };
    await db('dunning_runs').insert({ ...run, ...work, ...begun });
    const [row] = await rows(world, 'dunning_runs', { run_on: '2026-06-01' });
    const runId = Number(row?.['id']);
    const told = async () => {
      const { event, data } = await stream.next();
      return { event, ...(JSON.parse(data) as object) };
    };
    const far = { event: 'run', runId, state: 'proposing', work: 'look', done: 400, of: 2000 };
    expect(await told()).toEqual(far);
    await db('dunning_runs').where({ id: runId }).update({ work_done: 800 });
    expect(await told()).toEqual({ ...far, done: 800 });
    await db('dunning_runs').where({ id: runId }).update({ state: 'finished' });
    expect(await told()).toEqual({ ...far, done: 800, state: 'finished' });
    await db('dunning_runs').where({ id: runId }).delete();
    await stream.close();
  });

  it('ends the stream of whoever signed out', async () => {
    const other = makeBrowser(world);
    await other.login('other@example.com', PASSWORD);
    const stream = await openStream(other, '');
    await stream.next();
    await other.send('POST', '/logout');
    await clerk.send('POST', '/receivables/3/notes', { body: { text: 'not for you' } });
    expect(await stream.next()).toMatchObject({ event: 'signed_out' });
    await stream.close();
  });

  it('finds an erased debtor by his order and by nothing of himself', async () => {
    const { db } = world.service.house;
    await db.transaction((trx) => eraseDebtor(trx, 3, world.now()));
    expect(await found('Weiß')).toEqual([]);
    expect(await found('jose')).toEqual([]);
    expect(await found('#1003')).toEqual([3]);
    const kept = await db('search_words').whereIn('word', ['jose', 'weiss', '779003']);
    expect(kept).toEqual([]);
  });

  interface LiveEvent {
    id: string;
    event: string;
    data: string;
  }

  async function openStream(browser: Browser, last: string) {
    const abort = new AbortController();
    const answer = await fetch(`${world.url}/api/v1/events`, {
      headers: { cookie: browser.cookie(), ...(last === '' ? {} : { 'last-event-id': last }) },
      signal: abort.signal,
    });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = '';
    return {
      async next(): Promise<LiveEvent> {
        while (!buffer.includes('\n\n')) {
          const { value, done } = (await reader?.read()) ?? { done: true, value: '' };
          if (done) throw new Error('the stream ended');
          buffer += value;
        }
        const [text = '', ...rest] = buffer.split('\n\n');
        buffer = rest.join('\n\n');
        const field = (name: string): string =>
          new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
        return { id: field('id'), event: field('event'), data: field('data') };
      },
      async close() {
        abort.abort();
        await reader?.cancel().catch(() => undefined);
      },
    };
  }
});
