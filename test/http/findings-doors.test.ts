/** What a review of the doors found: each of these once went wrong. */
import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { createUser } from '../../server/actions/users.ts';
import { fromBase32, hotp } from '../../server/actions/passwords.ts';
import { privacyBody, uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import { amountCell, csvPieces } from '../../server/http/csv.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';
import { clerkOf, dunning, policyOf } from '../support/runs.ts';
import { bookOf } from '../support/shopify/books.ts';
import { makeConnectedWorld } from '../support/shopify/connected.ts';
import { DOMAIN, makeWorld, orderFacts, rows, SECRET, type World } from '../support/world.ts';

const PASSWORD = 'correct horse battery';

const personBody = (topic: 'customers/data_request' | 'customers/redact', orderId: string) =>
  privacyBody({
    topic,
    shopDomain: DOMAIN,
    debtorNumber: `47${orderId}`,
    email: 'debtor@example.com',
    orderIds: [orderId],
  });

/** Every row of every table that holds one of these words, by table. */
async function tablesWith(world: World, words: RegExp): Promise<string[]> {
  const { db } = world.service.house;
  const tables: { name: string }[] = await db('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .select('name');
  const found: string[] = [];
  for (const { name } of tables) {
    const all: Record<string, unknown>[] = await db(name);
    const text = (value: unknown): string =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
    const hit = all.find((row) => Object.values(row).some((value) => words.test(text(value))));
    if (hit !== undefined) found.push(name);
  }
  return found;
}

describe('a debtor who was erased', () => {
  let world: World;
  let owner: string;
  beforeEach(async () => {
    world = await makeWorld({
      policy: policyOf({ channels: ['letter'] }),
      settings: dunning({ commit: 'approval' }),
    });
    owner = await world.key('owner');
    await world.order({ id: '9001' });
  });
  afterEach(() => world.end());

  const proposal = async (): Promise<void> => {
    world.at('2026-03-21');
    const clerk = await clerkOf(world);
    const runId = await clerk.propose('2026-03-21');
    const [item] = await rows(world, 'dunning_run_items', { run_id: runId });
    const path = `/dunning-run-items/${String(item?.['id'])}`;
    const note = { reason: 'Frau Debtor rief an' };
    expect((await clerk.post(`${path}/take-out`, note)).status).toBe(200);
    expect((await clerk.post(`${path}/put-back`)).status).toBe(200);
    await clerk.post(`/dunning-runs/${runId}/commit`);
    await world.job('daily-dunning');
  };
  const ask = async (topic: 'customers/data_request' | 'customers/redact'): Promise<string> => {
    await world.webhook(topic, personBody(topic, '9001'));
    await world.job('apply-inbox');
    const [request] = (await rows(world, 'privacy_requests')).toReversed();
    return `/api/v1/privacy-requests/${String(request?.['id'])}`;
  };

  it('has no letter left: neither its bytes nor what a clerk noted in the run', async () => {
    await proposal();
    expect(await rows(world, 'notices')).toHaveLength(1);
    expect(await world.service.house.db('frozen_letters')).toHaveLength(1);
    const exported = await world.call('POST', `${await ask('customers/data_request')}/export`, {
      key: owner,
    });
    const kept = exported.body['kept'] as unknown as Record<string, Record<string, unknown>[]>;
    expect(Object.keys(kept)).toEqual(
      expect.arrayContaining(['notices', 'frozen_letters', 'dunning_run_items']),
    );
    expect(Buffer.from(String(kept['frozen_letters']?.[0]?.['pdf']), 'base64').toString()).toMatch(
      /^%PDF/,
    );
    await world.pays('9001', 100_00);
    const erase = `${await ask('customers/redact')}/erase`;
    world.at('2040-01-01');
    const erased = await world.call('POST', erase, { key: owner });
    expect(erased.body).toMatchObject({ state: 'done' });
    expect(await world.service.house.db('frozen_letters')).toEqual([]);
    expect(await tablesWith(world, /\bDebtor\b|debtor@|Musterstra/)).toEqual([]);
  });

  it('is in no answer that was kept for a repeated call', async () => {
    const path = `${await ask('customers/data_request')}/export`;
    const headers = { 'idempotency-key': 'once' };
    const exported = await world.call('POST', path, { key: owner, headers });
    expect(JSON.stringify(exported.body)).toContain('debtor@example.com');
    expect(JSON.stringify(await rows(world, 'idempotency_keys'))).not.toContain('debtor@');
  });

  it('and what was kept for repeated calls goes after a day, whoever called', async () => {
    const blocked = { key: owner, headers: { 'idempotency-key': 'a' }, body: { reason: 'other' } };
    await world.call('POST', '/api/v1/receivables/1/dunning-blocks', blocked);
    await world.job('settle-privacy');
    expect(await rows(world, 'idempotency_keys')).toHaveLength(1);
    world.at('2026-03-03', 7);
    await world.job('settle-privacy');
    expect(await rows(world, 'idempotency_keys')).toEqual([]);
  });

  it('is in no message that could not be applied', async () => {
    await world.pays('9001', 100_00);
    const broken = JSON.stringify({ id: 9001, customer: { id: 479001, last_name: 'Debtor' } });
    await world.webhook('orders/updated', broken);
    await world.job('apply-inbox');
    const [stuck] = (await rows(world, 'inbox')).toReversed();
    expect(stuck).toMatchObject({ state: 'unreadable' });
    const path = `${await ask('customers/redact')}/erase`;
    await world.call('POST', path, { key: owner });
    const kept = async () =>
      Buffer.from((await rows(world, 'inbox', { id: stuck?.['id'] }))[0]?.['body'] as Uint8Array);
    expect((await kept()).length).toBeGreaterThan(0);
    world.at('2040-01-01');
    expect((await world.call('POST', path, { key: owner })).body).toMatchObject({ state: 'done' });
    expect((await kept()).length).toBe(0);
  });

  it('takes nothing away from the traces of another shop', async () => {
    const { db } = world.service.house;
    const [account] = await rows(world, 'agency_accounts');
    const [other] = await db('shops').insert(
      { ...(await rows(world, 'shops'))[0], id: 77, domain: 'other.myshopify.com' },
      'id',
    );
    expect(other).toBeDefined();
    await db('agency_accounts').insert({ ...account, id: 77, shop_id: 77 });
    const trace = { operation: 'x', ended: 'done', request: '', answer: '' };
    const of = { shop_id: 77, agency_account_id: 77, called_at: '2026-03-02 05:00:00.000' };
    await db('agency_traces').insert({ ...trace, ...of, about: 'F-1' });
    const sums = { principal_cents: 1, costs_cents: 0, interest_cents: 0 };
    await db('claims').insert({
      ...sums,
      shop_id: world.shopId,
      receivable_id: 1,
      agency_account_id: account?.['id'],
      mode: 'sandbox',
      our_reference: 'M1',
      file_number: 'F-1',
      state: 'paid',
      queued_at: '2026-03-02 05:00:00.000',
    });
    await world.pays('9001', 100_00);
    const path = `${await ask('customers/redact')}/erase`;
    world.at('2040-01-01');
    expect((await world.call('POST', path, { key: owner })).body).toMatchObject({ state: 'done' });
    expect(await rows(world, 'agency_traces')).toHaveLength(1);
  });
});

describe('a shop that left', () => {
  it.each(['unconfirmed', 'sending'])(
    'is not removed while a claim is %s: the agency may have it',
    async (state) => {
      const world = await makeConnectedWorld({});
      await world.open();
      world.keep(bookOf(orderFacts({ id: '9001' }, world.now())));
      await world.order({ id: '9001' });
      const { db } = world.service.house;
      const [account] = await rows(world, 'agency_accounts');
      const sums = { principal_cents: 1, costs_cents: 0, interest_cents: 0 };
      const of = { shop_id: world.shopId, receivable_id: 1 };
      const at = '2026-03-02 05:00:00.000';
      await db('claims').insert({
        ...sums,
        ...of,
        id: 1,
        agency_account_id: account?.['id'],
        mode: 'sandbox',
        our_reference: 'M1',
        live_key: '1:sandbox',
        state: state === 'sending' ? 'queued' : state,
        queued_at: at,
      });
      const message = { kind: 'claim.submit', message_key: 'm1', payload: '{}', claim_id: 1 };
      await db('outbox').insert({ ...of, ...message, state, run_at: at, created_at: at });
      world.standIn.revoke(DOMAIN);
      await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
      await world.webhook('shop/redact', privacyBody({ topic: 'shop/redact', shopDomain: DOMAIN }));
      await world.job('apply-inbox');
      await world.job('settle-privacy');
      expect(await rows(world, 'claims')).toHaveLength(1);
      expect(await rows(world, 'privacy_requests')).toMatchObject([{ state: 'restricted' }]);
      await world.end();
    },
  );

  it('leaves its domain in no table once it is removed', async () => {
    const world = await makeConnectedWorld({});
    await world.open();
    world.moveTo('2026-03-02T06:30:00Z');
    await world.job('reconcile-orders');
    world.standIn.revoke(DOMAIN);
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
    await world.webhook('shop/redact', privacyBody({ topic: 'shop/redact', shopDomain: DOMAIN }));
    await world.job('apply-inbox');
    await world.job('settle-privacy');
    expect(await rows(world, 'shops')).toEqual([]);
    expect(await tablesWith(world, /example\.myshopify/)).toEqual([]);
    await world.end();
  });
});

describe('a file for a spreadsheet', () => {
  const written = async (...cells: (string | number | null)[]) => {
    let text = '';
    for await (const piece of csvPieces([], [cells])) text += piece;
    return text.slice(3).trimEnd();
  };

  it.each([
    ['=1+1', "'=1+1"],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    // A German spreadsheet parts its columns at the semicolon.
    ['Muster;=1+1', "Muster;'=1+1"],
    ['Muster; @SUM(A1)', "Muster; '@SUM(A1)"],
    ['Muster\t-1+1', "Muster\t'-1+1"],
    ['Muster-Meier', 'Muster-Meier'],
  ])('shows %j as a text', async (cell, shown) => {
    expect(await written(cell)).toBe(shown);
  });

  it('leaves a sum below zero a number', async () => {
    expect(await written('-12.50', -3)).toBe('-12.50,-3');
    expect(await written('-12.50+1')).toBe("'-12.50+1");
  });

  it.each(['de', 'it'] as const)(
    'is read by a spreadsheet in "%s" cell by cell',
    async (language) => {
      const cells = ['Muster, Max', 'a;b', '1001.5', amountCell(-1_234_50, 'EUR'), 33.3, '=1;=2'];
      let text = '';
      for await (const piece of csvPieces(['debtor', 'open'], [cells], language)) text += piece;
      const [head, row] = text.split('\r\n');
      expect(head).toBe('\u{FEFF}debtor;open');
      expect(row).toBe(`Muster, Max;"a;b";1001.5;-1234,50;33,3;"'=1;'=2"`);
    },
  );
});

describe('at the doors of the console', () => {
  let world: World;
  let browser: Browser;
  beforeEach(async () => {
    world = await makeWorld({});
    const acting = { actor: 'test', at: world.now() };
    const wish = { shopId: world.shopId, email: 'owner@example.com', name: 'O', role: 'owner' };
    await createUser(world.service.house, { ...wish, role: 'owner', password: PASSWORD }, acting);
    browser = makeBrowser(world);
  });
  afterEach(() => world.end());

  it('a code with strange letters is a wrong one, and no fault of ours', async () => {
    await browser.login('owner@example.com', PASSWORD);
    const begun = await browser.send('POST', '/me/totp', { body: { password: PASSWORD } });
    const step = Math.floor(Date.parse(world.now()) / 30_000);
    const code = hotp(fromBase32(String(begun.body['secret'])), step);
    expect((await browser.send('POST', '/me/totp-confirm', { body: { code } })).status).toBe(200);
    const answer = await makeBrowser(world).login('owner@example.com', PASSWORD, 'ééé123');
    expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_login' } });
  });

  it('a token of the session with strange letters is refused, and no fault of ours', async () => {
    await browser.login('owner@example.com', PASSWORD);
    const path = '/settings/mode';
    const body = { mode: 'live', confirmation: DOMAIN };
    const answer = await browser.send('POST', path, { body, csrf: `é${'x'.repeat(42)}` });
    expect(answer).toMatchObject({ status: 403, body: { code: 'csrf_token_missing' } });
  });

  it('guesses from one network of IPv6 count together, whatever address they come from', async () => {
    const guess = async (address: string, number: number) => {
      const answer = await fetch(`${world.url}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ email: `guess${number}@example.com`, password: 'wrong password' }),
      });
      return answer.status;
    };
    for (let number = 1; number <= 20; number += 1) {
      expect(await guess(`2001:db8:1:2::${number.toString(16)}`, number)).toBe(401);
    }
    expect(await guess('2001:0db8:0001:0002:ffff::1', 21)).toBe(429);
    expect(await guess('2001:db8:1:3::1', 22)).toBe(401);
  });

  it.each([
    ['a pattern that tells no number', { invoiceNumber: { pattern: 'RE' } }],
    ['a number from a field without a name', { invoiceNumber: { from: 'metafield', field: null } }],
    ['an address of a page that is a script', { creditor: { privacyUrl: 'javascript:alert(1)' } }],
  ])('settings that can never work are refused: %s', async (_what, body) => {
    await browser.login('owner@example.com', PASSWORD);
    expect((await browser.send('PUT', '/settings', { body })).status).toBe(400);
  });

  it('a report that reaches into years to come is refused at once', async () => {
    await world.order({ id: '9001' });
    await browser.login('owner@example.com', PASSWORD);
    expect((await browser.get('/reports/dso?to=9999-12-31')).status).toBe(400);
    expect((await browser.get('/reports/dso?to=2026-12-31')).status).toBe(200);
  });

  it('who hangs up before the answer keeps no stream open', async () => {
    await browser.login('owner@example.com', PASSWORD);
    // While somebody writes, the service waits with its answer.
    await world.service.house.db.transaction(async (trx) => {
      await trx('leases').insert({ name: 'busy', owner: null, lease_until: null });
      for (let time = 0; time < 12; time += 1) await hangUp(world, browser.cookie());
    });
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    const answer = await fetch(`${world.url}/api/v1/events`, {
      headers: { cookie: browser.cookie() },
    });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
  });

  it('a stream that stays open does not keep a session alive', async () => {
    const { db } = world.service.house;
    await browser.login('owner@example.com', PASSWORD);
    const seen = (): Promise<unknown> => db('user_sessions').first('seen_at');
    const before = await seen();
    world.at('2026-03-02', 10);
    const answer = await fetch(`${world.url}/api/v1/events`, {
      headers: { cookie: browser.cookie(), 'last-event-id': '0' },
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(answer.status).toBe(200);
    const opened = await seen();
    expect(opened).not.toEqual(before);
    world.at('2026-03-02', 14);
    await world.order({ id: '9002' });
    let text = '';
    while (!text.includes('receivable')) {
      text += new TextDecoder().decode((await reader?.read())?.value);
    }
    expect(await seen()).toEqual(opened);
    await reader?.cancel();
  });
});

/** Opens the stream and closes the connection before the service has answered. */
async function hangUp(world: World, cookie: string): Promise<void> {
  const headers = { cookie, 'last-event-id': '0' };
  const call = request(`${world.url}/api/v1/events`, { headers });
  call.on('error', () => undefined);
  call.end();
  await once(call, 'finish');
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  call.destroy();
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
}

describe('behind a proxy of this machine', () => {
  it('the letters of one debtor cannot shut the page for all others', async () => {
    const world = await makeWorld({});
    const see = (address: string) =>
      fetch(`${world.url}/r/none.1.1.20260101.${'A'.repeat(22)}`, {
        headers: { 'x-forwarded-for': address },
      });
    for (let call = 0; call < 60; call += 1) expect((await see('192.0.2.1')).status).toBe(404);
    expect((await see('192.0.2.1')).status).toBe(429);
    expect((await see('192.0.2.2')).status).toBe(404);
    await world.end();
  });
});

describe('a customer who is signed in at the shop', () => {
  it('cannot bury the clerks in answers', async () => {
    const world = await makeWorld({ environment: { SHOPIFY_API_KEY: 'client' } });
    await world.order({ id: '9001', debtorNumber: '4711' });
    const at = Math.floor(Date.parse(world.now()) / 1000);
    const key = await new SignJWT({ dest: DOMAIN, sub: 'gid://shopify/Customer/4711' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('client')
      .setExpirationTime(at + 300)
      .sign(new TextEncoder().encode(SECRET));
    const tell = async (form: number) => {
      const body = { kind: 'paid', orderId: '9001', paidOn: '2026-03-01', text: '' };
      const headers = { 'idempotency-key': `form-${form}` };
      return (await world.call('POST', '/customer/v1/answers', { key, body, headers })).status;
    };
    const statuses = [];
    for (let form = 1; form <= 25; form += 1) statuses.push(await tell(form));
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
    await world.end();
  });
});
