import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DOMAIN, makeWorld, type World } from '../support/world.ts';
import { send } from './shop.ts';

describe('the pages of the built console', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-console-'));
  const dist = join(directory, 'dist');
  let world: World;

  beforeAll(async () => {
    mkdirSync(join(dist, 'assets'), { recursive: true });
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Mahnlauf</title>');
    writeFileSync(join(dist, 'assets', 'index-a1B2c3D4.js'), 'console.log(1)');
    writeFileSync(join(dist, 'assets', 'index-a1B2c3D4.js.gz'), gzipSync('console.log(1)'));
    writeFileSync(join(dist, 'favicon.svg'), '<svg/>');
    writeFileSync(join(directory, 'secret.txt'), 'hidden words');
    world = await makeWorld({ consoleDirectory: dist });
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

  it('may be framed by the admin of a shop we serve, and by nobody else', async () => {
    expect(await policy(`/?shop=${DOMAIN}&embedded=1`)).toContain(
      `frame-ancestors https://${DOMAIN} https://admin.shopify.com`,
    );
    for (const shop of ['stranger.myshopify.com', 'evil.example.com', `${DOMAIN};script-src *`]) {
      const text = await policy(`/?shop=${encodeURIComponent(shop)}`);
      expect(text).toMatch(/frame-ancestors 'none'$/);
    }
  });
});

it('answers as before while no console is built', async () => {
  const world = await makeWorld();
  const answer = await world.call('GET', '/');
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await world.end();
});
