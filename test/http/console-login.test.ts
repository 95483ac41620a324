import { createUser } from '../../server/actions/users.ts';
import { hotp, toBase32, fromBase32, totpStep } from '../../server/actions/passwords.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';

const PASSWORD = 'correct horse battery';
const WRONG = 'correct horse bakery!';

describe.each(databases)('the login of the console on $name', (database) => {
  let world: World;
  let browser: Browser;
  let offset = 0;

  const people = ['owner', 'clerk', 'read_only'] as const;
  beforeAll(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '9001' });
    const acting = { actor: 'test', at: world.now() };
    for (const role of people) {
      const wish = { shopId: world.shopId, email: `${role}@example.com`, name: role, role };
      await createUser(world.service.house, { ...wish, password: PASSWORD }, acting);
    }
  });
  afterAll(() => world.end());
  beforeEach(() => {
    // Locks of one test do not reach into the next.
    offset += 1;
    world.at(`2026-03-${String(2 + offset).padStart(2, '0')}`);
    browser = makeBrowser(world);
  });
  const at = (hour: number) => world.at(`2026-03-${String(2 + offset).padStart(2, '0')}`, hour);

  it('tells a page who is signed in, without an error where nobody is', async () => {
    expect(await browser.get('/session')).toMatchObject({ status: 200, body: { me: null } });
    await browser.login('owner@example.com', PASSWORD);
    const { body } = await browser.get('/session');
    expect(body).toMatchObject({ me: { user: { email: 'owner@example.com' } } });
  });

  it('opens the door with the right password, whatever the case of the address', async () => {
    const answer = await browser.login('Owner@Example.com', PASSWORD);
    expect(answer).toMatchObject({
      status: 200,
      body: { role: 'owner', user: { email: 'owner@example.com' }, shop: { mode: 'sandbox' } },
    });
    expect(answer.cookie).toMatch(
      /^mahnlauf_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict/,
    );
    expect(answer.cookie).not.toContain('Secure');
    expect((await browser.get('/receivables')).body['items']).toHaveLength(1);
    expect((await browser.get('/me')).body).toMatchObject({ actor: 'user:1', role: 'owner' });
    const kept = JSON.stringify(await rows(world, 'user_sessions'));
    expect(kept).not.toContain(answer.cookie.slice(17, 60));
  });

  it('answers a wrong password and an unknown user in the same words', async () => {
    const wrong = await browser.login('clerk@example.com', WRONG);
    const unknown = await browser.login('nobody@example.com', WRONG);
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect(unknown.cookie).toBe('');
  });

  it.each(['clerk@example.com', 'nobody@example.com'])(
    'looks at the fifth wrong guess for %s and locks the sixth, even with the right password',
    async (email) => {
      for (let guess = 1; guess <= 5; guess += 1) {
        expect((await browser.login(email, WRONG)).status).toBe(401);
      }
      const locked = await browser.login(email, PASSWORD);
      expect(locked).toMatchObject({ status: 429, body: { code: 'locked' } });
    },
  );

  it('opens again after fifteen minutes, and not a second before', async () => {
    for (let guess = 1; guess <= 5; guess += 1) await browser.login('clerk@example.com', WRONG);
    const [row] = await rowsOf('login_attempts', 'locked_until');
    expect(row).toBeDefined();
    const until = addSeconds(world.now(), 900);
    move(addSeconds(until, -1));
    expect((await browser.login('clerk@example.com', PASSWORD)).status).toBe(429);
    move(until);
    expect((await browser.login('clerk@example.com', PASSWORD)).status).toBe(200);
  });

  it('counts guesses that come at the same time', async () => {
    const guesses = Array.from({ length: 12 }, () => browser.login('clerk@example.com', WRONG));
    const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  it('locks an address after twenty wrong guesses at different accounts', async () => {
    for (let guess = 1; guess <= 20; guess += 1) {
      expect((await browser.login(`guess${guess}@example.com`, WRONG)).status).toBe(401);
    }
    expect((await browser.login('owner@example.com', PASSWORD)).status).toBe(429);
  });

  it('refuses a write without the token of the session, and takes it with it', async () => {
    await browser.login('clerk@example.com', PASSWORD);
    const path = '/receivables/1/dunning-blocks';
    const body = { reason: 'complaint' };
    const bare = await browser.send('POST', path, { body, csrf: null });
    expect(bare).toMatchObject({ status: 403, body: { code: 'csrf_token_missing' } });
    const strange = await browser.send('POST', path, { body, csrf: 'x'.repeat(43) });
    expect(strange.status).toBe(403);
    expect((await browser.send('POST', path, { body })).status).toBe(201);
    const [block] = await rows(world, 'dunning_blocks');
    expect(block).toMatchObject({ placed_by: 'user:2' });
    expect(
      (await browser.send('DELETE', `/dunning-blocks/${String(block?.['id'])}`, { csrf: null }))
        .status,
    ).toBe(403);
  });

  it('gives a user the rights of his role and no more', async () => {
    await browser.login('read_only@example.com', PASSWORD);
    expect((await browser.get('/receivables/1')).status).toBe(200);
    const body = { reason: 'complaint' };
    const refused = await browser.send('POST', '/receivables/1/dunning-blocks', { body });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('shows nothing of another shop', async () => {
    const other = { domain: `other${offset}.myshopify.com`, at: world.now() };
    const shopId = await openShop(world.service, world.agency, other);
    const wish = {
      shopId,
      email: `stranger${offset}@example.com`,
      name: 'S',
      role: 'owner' as const,
    };
    const acting = { actor: 'test', at: world.now() };
    await createUser(world.service.house, { ...wish, password: PASSWORD }, acting);
    await browser.login(wish.email, PASSWORD);
    expect((await browser.get('/receivables/1')).status).toBe(404);
    expect((await browser.get('/receivables')).body['items']).toEqual([]);
  });

  it('ends a session with the logout, and every session with the other one', async () => {
    const second = makeBrowser(world);
    const third = makeBrowser(world);
    for (const one of [browser, second, third]) await one.login('owner@example.com', PASSWORD);
    expect((await browser.send('POST', '/logout')).status).toBe(200);
    expect((await browser.get('/me')).status).toBe(401);
    expect((await second.get('/me')).status).toBe(200);
    expect((await second.send('POST', '/logout-everywhere')).status).toBe(200);
    expect((await second.get('/me')).status).toBe(401);
    expect((await third.get('/me')).status).toBe(401);
  });

  it('ends a session twelve hours after its last use', async () => {
    await browser.login('owner@example.com', PASSWORD);
    at(17);
    expect((await browser.get('/me')).status).toBe(200);
    const last = world.now();
    move(addSeconds(last, 12 * 3600 - 1));
    expect((await browser.get('/receivables')).status).toBe(200);
    move(addSeconds(world.now(), 12 * 3600));
    expect((await browser.get('/receivables')).status).toBe(401);
    offset += 1;
  });

  it('ends a session after seven days, however busy it is', async () => {
    await browser.login('owner@example.com', PASSWORD);
    const began = world.now();
    for (let half = 1; half < 14 * 3; half += 1) {
      move(addSeconds(began, half * 4 * 3600));
      expect((await browser.get('/me')).status).toBe(200);
    }
    move(addSeconds(began, 7 * 86_400 - 1));
    expect((await browser.get('/me')).status).toBe(200);
    move(addSeconds(began, 7 * 86_400));
    expect((await browser.get('/me')).status).toBe(401);
    offset += 8;
  });

  it('changes a password for whoever knows the old one, and ends his other sessions', async () => {
    const other = makeBrowser(world);
    await browser.login('clerk@example.com', PASSWORD);
    await other.login('clerk@example.com', PASSWORD);
    const newPassword = 'another long phrase';
    const change = (password: string, wanted = newPassword) =>
      browser.send('POST', '/me/password', { body: { password, newPassword: wanted } });
    expect((await change(WRONG)).status).toBe(403);
    expect((await change(PASSWORD, 'too short')).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await browser.get('/me')).status).toBe(200);
    expect((await other.get('/me')).status).toBe(401);
    expect((await other.login('clerk@example.com', PASSWORD)).status).toBe(401);
    expect((await other.login('clerk@example.com', newPassword)).status).toBe(200);
  });

  it('asks for a code once the second factor is confirmed, and takes each code once', async () => {
    await browser.login('read_only@example.com', PASSWORD);
    const begun = await browser.send('POST', '/me/totp', { body: { password: PASSWORD } });
    const secret = fromBase32(String(begun.body['secret']));
    expect(String(begun.body['uri'])).toMatch(
      /^otpauth:\/\/totp\/Mahnlauf:read_only%40example.com\?/,
    );
    const code = (steps = 0) => hotp(secret, Math.floor(Date.parse(world.now()) / 30_000) + steps);
    const other = makeBrowser(world);
    expect((await other.login('read_only@example.com', PASSWORD)).status).toBe(200);
    const wrong = await browser.send('POST', '/me/totp-confirm', { body: { code: code(5) } });
    expect(wrong.status).toBe(400);
    const confirmed = await browser.send('POST', '/me/totp-confirm', { body: { code: code() } });
    expect(confirmed.status).toBe(200);
    const without = await other.login('read_only@example.com', PASSWORD);
    expect(without).toMatchObject({ status: 401, body: { code: 'code_needed' } });
    expect((await other.login('read_only@example.com', PASSWORD, code())).status).toBe(401);
    expect((await other.login('read_only@example.com', PASSWORD, code(1))).status).toBe(200);
    expect((await other.login('read_only@example.com', PASSWORD, code(1))).status).toBe(401);
    expect(JSON.stringify(await rows(world, 'users'))).not.toContain(String(begun.body['secret']));
    const removed = await browser.send('POST', '/me/totp-remove', { body: { password: PASSWORD } });
    expect(removed.status).toBe(200);
    expect((await other.login('read_only@example.com', PASSWORD)).status).toBe(200);
  });

  it('does not forget wrong codes when the password alone is sent in between', async () => {
    const email = `guarded${offset}@example.com`;
    const wish = { shopId: world.shopId, email, name: 'G', role: 'clerk' as const };
    const acting = { actor: 'test', at: world.now() };
    await createUser(world.service.house, { ...wish, password: PASSWORD }, acting);
    await browser.login(email, PASSWORD);
    const begun = await browser.send('POST', '/me/totp', { body: { password: PASSWORD } });
    const secret = fromBase32(String(begun.body['secret']));
    const step = Math.floor(Date.parse(world.now()) / 30_000);
    await browser.send('POST', '/me/totp-confirm', { body: { code: hotp(secret, step) } });
    const wrong = hotp(secret, step + 99);
    for (let guess = 1; guess <= 5; guess += 1) {
      await browser.login(email, PASSWORD);
      expect((await browser.login(email, PASSWORD, wrong)).status).toBe(401);
    }
    expect((await browser.login(email, PASSWORD, hotp(secret, step + 1))).status).toBe(429);
  });

  it('has no door of a person for an API key', async () => {
    const key = await world.key('owner');
    for (const path of ['/logout', '/logout-everywhere']) {
      const answer = await world.call('POST', `/api/v1${path}`, { key, body: {} });
      expect(answer.status).toBe(403);
    }
    expect((await world.call('GET', '/api/v1/me', { key })).body).toMatchObject({ user: null });
  });

  it('takes a login as JSON only, so that no form of another site can send one', async () => {
    const answer = await fetch(`${world.url}/api/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ email: 'owner@example.com', password: PASSWORD }),
    });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  /** Only what has a lock. */
  const rowsOf = async (table: string, column: string) =>
    world.service.house.db(table).whereNotNull(column);
  function move(to: string): void {
    world.moveTo(to);
  }
});

describe('a code of the second factor', () => {
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at second %i is %s (RFC 6238, appendix B)', (seconds, code) => {
    expect(hotp(secret, Math.floor(seconds / 30), 8)).toBe(code);
  });

  it('fits half a minute before and after, and no longer', () => {
    const atSeconds = 1_111_111_111;
    const step = Math.floor(atSeconds / 30);
    const tried = (offset: number) =>
      totpStep(secret, hotp(secret, step + offset), { atSeconds, lastStep: null });
    expect([-2, -1, 0, 1, 2].map(tried)).toEqual([null, step - 1, step, step + 1, null]);
  });

  it('has a secret that apps can read', () => {
    expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(fromBase32('MZXW6YTBOI').toString()).toBe('foobar');
  });
});
