import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import { DOMAIN, makeWorld, SECRET, type World } from '../support/world.ts';
import { send } from './shop.ts';

/** What Shopify's admin adds to the address of a page it opens. */
function idToken(world: World, shop: string, change: Record<string, unknown> = {}) {
  const at = Math.floor(Date.parse(world.now()) / 1000);
  const claims = {
    iss: `https://${shop}/admin`,
    dest: `https://${shop}`,
    aud: 'client',
    sub: '42',
  };
  return new SignJWT({ ...claims, nbf: at, exp: at + 60, ...change })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET));
}

describe('the pages of the built console', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-console-'));
  const dist = join(directory, 'dist');
  let world: World;

  beforeAll(async () => {
    mkdirSync(join(dist, 'assets'), { recursive: true });
    const page = '<!doctype html><head><title>Mahnlauf</title></head>';
    writeFileSync(join(dist, 'index.html'), page);
    writeFileSync(join(dist, 'assets', 'index-a1B2c3D4.js'), 'console.log(1)');
    writeFileSync(join(dist, 'assets', 'index-a1B2c3D4.js.gz'), gzipSync('console.log(1)'));
    writeFileSync(join(dist, 'favicon.svg'), '<svg/>');
    writeFileSync(join(directory, 'secret.txt'), 'hidden words');
    const environment = { SHOPIFY_API_KEY: 'client' };
    world = await makeWorld({ consoleDirectory: dist, environment });
  });
  afterAll(async () => {
    await world.end();
    rmSync(directory, { recursive: true, force: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}${path}`, { headers });
  const policy = async (path: string) =>
    (await get(path)).headers.get('content-security-policy') ?? '';

  it.each(['/', '/receivables', '/receivables/7?tab=story', '/index.html'])(
    'answer %s with the page itself',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<title>Mahnlauf</title>');
    },
  );

  it.each(['/api/v1/nothing', '/api', '/agency/v1/nothing', '/assets/gone-a1B2c3D4.js'])(
    'leave %s to a problem in JSON',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('are kept for ever when their name holds a hash, and asked for again when not', async () => {
    const hashed = await get('/assets/index-a1B2c3D4.js');
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('content-type')).toContain('text/javascript');
    expect(hashed.headers.get('content-encoding')).toBe('gzip');
    expect(await hashed.text()).toBe('console.log(1)');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
    const plain = await send(`${world.url}/assets/index-a1B2c3D4.js`, {
      method: 'GET',
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.text).toBe('console.log(1)');
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/%00'])(
    'show nothing outside their folder: %s',
    async (path) => {
      const answer = await send(`${world.url}${path}`, { method: 'GET' });
      expect(answer.text).not.toContain('hidden words');
    },
  );

  it('allow no script of anybody else, inline or not', async () => {
    const text = await policy('/');
    expect(text).toContain("default-src 'none'");
    expect(text).toContain("script-src 'self'");
    expect(/script-src [^;]*unsafe/.test(text)).toBe(false);
    for (const path of ['/', '/api/v1/me', '/healthz', '/favicon.svg']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
    expect((await get('/api/v1/me')).headers.get('cache-control')).toBe('no-store');
  });

  describe('inside the admin of a shop', () => {
    const inside = (query: Record<string, string>) => `/?${new URLSearchParams(query).toString()}`;
    const SHOPIFY = 'https://cdn.shopify.com';

    it.each([{ embedded: '1' }, { host: 'aG9zdA' }, { id_token: 'x' }])(
      'may be framed there, and get its script, when opened with %j',
      async (more) => {
        const path = inside({ shop: DOMAIN, ...more });
        const text = await policy(path);
        expect(text).toContain(`frame-ancestors https://${DOMAIN} https://admin.shopify.com`);
        expect(text).toContain(`script-src 'self' ${SHOPIFY};`);
        expect(text.split(';').filter((rule) => rule.includes(SHOPIFY))).toHaveLength(1);
        const html = await (await get(path)).text();
        // Before any other script, as App Bridge wants.
        expect(html).toMatch(
          /^<!doctype html><head><meta name="shopify-api-key" content="client" \/>/,
        );
        expect(html).toContain(`<script src="${SHOPIFY}/shopifycloud/app-bridge.js"></script>`);
      },
    );

    it.each([
      ['no sign of an admin', { shop: DOMAIN }],
      ['a shop we do not serve', { shop: 'stranger.myshopify.com', embedded: '1' }],
      ['no shop', { embedded: '1' }],
      ['another host', { shop: 'evil.example.com', embedded: '1' }],
      ['words for the policy', { shop: `${DOMAIN};script-src *`, embedded: '1' }],
      ['another spelling', { shop: DOMAIN.toUpperCase(), embedded: '1' }],
      ['a token that nobody signed', { shop: 'stranger.myshopify.com', id_token: 'aa.bb.cc' }],
    ])('is framed by nobody and knows no other script: %s', async (_why, query) => {
      expect(await policy(inside(query))).toMatch(/script-src 'self'; .*frame-ancestors 'none'$/);
      expect(await (await get(inside(query))).text()).not.toContain('shopify');
    });

    it('is shown to a shop that opens it for the first time, by a token of that very shop', async () => {
      const shop = 'newcomer.myshopify.com';
      const framed = async (token: string) =>
        (await policy(inside({ shop, id_token: token }))).includes(`https://${shop}`);
      expect(await framed(await idToken(world, shop))).toBe(true);
      expect(await framed(await idToken(world, 'another.myshopify.com'))).toBe(false);
      expect(await framed(await idToken(world, shop, { aud: 'another-app' }))).toBe(false);
    });
  });
});

it('answers as before while no console is built', async () => {
  const world = await makeWorld();
  const answer = await world.call('GET', '/');
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await world.end();
});
