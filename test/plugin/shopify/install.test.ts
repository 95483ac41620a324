import { SignJWT, UnsecuredJWT } from 'jose';
import { exchangeToken, livingToken } from '../../../plugin/shopify/install.ts';
import { readSessionToken } from '../../../plugin/shopify/session-token.ts';
import type { ShopSession } from '../../../server/ports.ts';
import { type StandIn, startStandIn } from '../../support/shopify/server.ts';
import { memorySessions, testWorld, withStandIn } from '../../support/shopify/world.ts';

const DOMAIN = 'example.myshopify.com';
const app = { clientId: 'client', secrets: ['new-secret', 'old-secret'] };

let world = testWorld();
let standIn: StandIn;

beforeEach(async () => {
  world = testWorld();
  standIn = await startStandIn({ clientId: 'client', secret: 'new-secret' }, () => world.nowMs());
});
afterEach(() => standIn.close());

const shopify = () => withStandIn(world, standIn);
const read = (token: string, secrets = app.secrets) =>
  readSessionToken(token, { ...app, secrets }, world.at());

describe('a session token', () => {
  it('says which shop and which member of staff looks at our page', async () => {
    expect(await read(await standIn.sessionToken(DOMAIN))).toEqual({
      shopDomain: DOMAIN,
      userNumber: '42',
    });
  });

  it('signed with the old secret is taken while secrets rotate, and no more afterwards', async () => {
    const now = Math.floor(world.nowMs() / 1000);
    const claims = {
      iss: `https://${DOMAIN}/admin`,
      dest: `https://${DOMAIN}`,
      aud: 'client',
      sub: '42',
      exp: now + 60,
      nbf: now,
    };
    const old = new TextEncoder().encode('old-secret');
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(old);
    expect(await read(token)).toMatchObject({ shopDomain: DOMAIN });
    await expect(read(token, ['new-secret'])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(read(token, [''])).rejects.toThrow(/no secret is configured/);
  });

  it('lives a minute, and ten seconds of grace for clocks that differ', async () => {
    const token = await standIn.sessionToken(DOMAIN);
    world.pass(69);
    await expect(read(token)).resolves.toBeDefined();
    world.pass(1);
    await expect(read(token)).rejects.toThrow(/ERR_JWT_EXPIRED/);
  });

  it('of the future is refused', async () => {
    const nbf = Math.floor(world.nowMs() / 1000) + 11;
    await expect(read(await standIn.sessionToken(DOMAIN, { nbf }))).rejects.toThrow(/refused/);
    await expect(read(await standIn.sessionToken(DOMAIN, { nbf: nbf - 1 }))).resolves.toBeDefined();
  });

  it.each([
    ['another app', { aud: 'other' }],
    ['two shops', { iss: 'https://other.myshopify.com/admin' }],
    ['two shops the other way', { dest: 'https://other.myshopify.com' }],
    [
      'a shop that is none',
      { iss: 'https://evil.example.com/admin', dest: 'https://evil.example.com' },
    ],
    [
      'a host that only begins like a shop',
      {
        iss: `https://${DOMAIN}.evil.example.com/admin`,
        dest: `https://${DOMAIN}.evil.example.com`,
      },
    ],
    ['a shop with a path', { dest: `https://${DOMAIN}/x` }],
    ['a shop without TLS', { iss: `http://${DOMAIN}/admin`, dest: `http://${DOMAIN}` }],
    ['no member of staff', { sub: undefined }],
    ['a member of staff that is no number', { sub: '../1' }],
    ['no end', { exp: undefined }],
    ['no issuer', { iss: undefined }],
  ])('for %s is refused', async (_name, change) => {
    const token = await standIn.sessionToken(DOMAIN, change);
    await expect(read(token)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('without a signature, or changed, or no token at all, is refused and never repeated', async () => {
    const good = await standIn.sessionToken(DOMAIN);
    const [head, body, signature] = good.split('.');
    const unsigned = new UnsecuredJWT({ dest: `https://${DOMAIN}`, aud: 'client' }).encode();
    for (const token of [
      unsigned,
      `${head}.${body}x.${signature}`,
      `${head}.${body}.`,
      'abc',
      '',
    ]) {
      const failure = await read(token).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'invalid_input' });
      if (token !== '') expect(String(failure)).not.toContain(token);
    }
  });
});

describe('the token of a shop', () => {
  const install = async (domain = DOMAIN) =>
    exchangeToken(await standIn.sessionToken(domain), domain, app, shopify());

  it('is had for a session token, and ends', async () => {
    expect(await install()).toEqual({
      shopDomain: DOMAIN,
      accessToken: 'shpat_1',
      scopes: ['read_orders', 'read_all_orders', 'read_payment_terms', 'write_orders'],
      expiresAt: '2026-03-01T09:00:00.000Z',
      refreshToken: 'shprt_1',
      refreshExpiresAt: '2026-05-30T08:00:00.000Z',
    });
  });

  it('is not had for another shop’s session token', async () => {
    const token = await standIn.sessionToken('other.myshopify.com');
    await expect(exchangeToken(token, DOMAIN, app, shopify())).rejects.toMatchObject({
      code: 'partner_rejected',
    });
  });

  it('is used until five minutes before its end, then renewed', async () => {
    const sessions = memorySessions();
    await sessions.save(await install());
    world.pass(3600 - 301);
    expect(await livingToken(DOMAIN, sessions, app, shopify())).toBe('shpat_1');
    world.pass(1);
    expect(await livingToken(DOMAIN, sessions, app, shopify())).toBe('shpat_2');
    expect(sessions.saved.at(-1)).toMatchObject({
      accessToken: 'shpat_2',
      refreshToken: 'shprt_2',
      expiresAt: '2026-03-01T09:55:00.000Z',
    });
  });

  it('is renewed once when many ask at the same time', async () => {
    const sessions = memorySessions();
    await sessions.save(await install());
    world.pass(3600);
    const asked = Array.from({ length: 10 }, () => livingToken(DOMAIN, sessions, app, shopify()));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['shpat_2']));
    const refreshes = standIn.tokenRequests.filter(({ grant }) => grant === 'refresh_token');
    expect(refreshes).toHaveLength(1);
  });

  it('of one shop is never another’s', async () => {
    const sessions = memorySessions();
    await sessions.save(await install());
    await sessions.save(await install('other.myshopify.com'));
    expect(await livingToken('other.myshopify.com', sessions, app, shopify())).toBe('shpat_2');
    await expect(livingToken('third.myshopify.com', sessions, app, shopify())).rejects.toThrow(
      /third\.myshopify\.com has not installed the app/,
    );
  });

  it('that cannot be renewed asks for the merchant, in words without a secret', async () => {
    const sessions = memorySessions();
    const dead: ShopSession = { ...(await install()), refreshToken: 'shprt_unknown' };
    await sessions.save(dead);
    world.pass(3600);
    const failure = await livingToken(DOMAIN, sessions, app, shopify()).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: 'partner_rejected' });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/shpat_|shprt_|new-secret/);
    await sessions.save({ ...dead, refreshToken: null });
    await expect(livingToken(DOMAIN, sessions, app, shopify())).rejects.toThrow(
      /open the app once/,
    );
  });

  it('stays good without an end, as those of custom apps may', async () => {
    const sessions = memorySessions();
    await sessions.save({ ...(await install()), expiresAt: null, refreshToken: null });
    world.pass(400 * 86_400);
    expect(await livingToken(DOMAIN, sessions, app, shopify())).toBe('shpat_1');
  });

  it('is asked for later when Shopify is not there', async () => {
    const token = await standIn.sessionToken(DOMAIN);
    await standIn.close();
    await expect(exchangeToken(token, DOMAIN, app, shopify())).rejects.toMatchObject({
      retry: 'later',
    });
  });
});
