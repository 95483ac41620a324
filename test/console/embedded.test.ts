/** The console inside Shopify's admin: a frame of another site, no cookie, a token for each call. */
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { consoleFolder } from '../../plugin/admin-ui/build.ts';
import { openBrowser, visit } from './support/browser.ts';
import { addUser, buildOnce, USERS } from './support/stage.ts';
import { type ConnectedWorld, makeConnectedWorld } from '../support/shopify/connected.ts';
import { DOMAIN, openShop, rows } from '../support/world.ts';

const OTHER = 'other.myshopify.com';
const NEW = 'new.myshopify.com';

/** What Shopify's script does for us: it hands out session tokens, each signed anew. */
const APP_BRIDGE = 'window.shopify = { idToken: () => window.signedByShopify() };';

let world: ConnectedWorld;
let browser: Browser;

beforeAll(async () => {
  buildOnce();
  world = await makeConnectedWorld({ consoleDirectory: consoleFolder });
  await world.order({ id: '9001', number: 1001 });
  await world.open();
  await addUser(world, 'owner');
  // Chromium lets no page of the internet show one of this machine, where the service is here.
  browser = await openBrowser(['--disable-features=LocalNetworkAccessChecks']);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

interface Admin {
  page: Page;
  context: BrowserContext;
  app: Frame;
  /** The tokens that were asked for. */
  tokens: string[];
  /** Requests to our API, with what vouched for them. */
  calls: { path: string; authorization: string; cookie: string }[];
  complaints: string[];
}

interface AdminWish {
  shop?: string;
  path?: string;
  query?: Readonly<Record<string, string>>;
  sign?: () => Promise<string>;
}

/** A page at Shopify's own address that shows our console in a frame, as the admin does. */
async function openAdmin(wish: AdminWish = {}): Promise<Admin> {
  const { shop = DOMAIN, path = '/', query = {} } = wish;
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const tokens: string[] = [];
  const calls: Admin['calls'] = [];
  const complaints: string[] = [];
  await context.exposeFunction('signedByShopify', async () => {
    const token = await (wish.sign ?? (() => signed(shop)))();
    tokens.push(token);
    return token;
  });
  const params = new URLSearchParams({ shop, host: 'aG9zdA', embedded: '1', ...query });
  const admin = `<!doctype html><title>Shopify</title>
    <iframe width="1200" height="800" src="${world.url}${path}?${params}"></iframe>`;
  await context.route('https://admin.shopify.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: admin }),
  );
  await context.route('https://cdn.shopify.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: APP_BRIDGE }),
  );
  page.on('request', (request) => {
    const { pathname, origin } = new URL(request.url());
    if (origin !== world.url || !/^\/(api|shopify)\//.test(pathname)) return;
    const { authorization = '', cookie = '' } = request.headers();
    calls.push({ path: pathname, authorization, cookie });
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto('https://admin.shopify.com/store/example/apps/mahnlauf');
  const app = page.frames().find((frame) => frame !== page.mainFrame());
  if (app === undefined) throw new Error('no frame');
  return { page, context, app, tokens, calls, complaints };
}

const signed = (shop: string, change: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  world.standIn.sessionToken(shop, change);

it('shows the shop to whoever the admin vouches for, without cookies, a new token for each call', async () => {
  const { app, calls, tokens, complaints, context } = await openAdmin({ path: '/receivables' });
  await app.getByText('#1001').first().waitFor();
  expect(calls.map(({ path }) => path)).toContain('/shopify/session');
  const bearers = calls.map(({ authorization }) => authorization);
  expect(bearers.every((bearer) => tokens.includes(bearer.replace('Bearer ', '')))).toBe(true);
  expect(tokens).toHaveLength(calls.length);
  expect(calls.every(({ cookie }) => cookie === '')).toBe(true);
  expect(await context.cookies()).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('works on a case there, and hears at once what others do', async () => {
  const { app, context, calls } = await openAdmin({ path: '/receivables' });
  await app.locator('tbody a').first().click();
  await app.getByRole('button', { name: 'Put on hold' }).click();
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await app.getByText('On hold:').waitFor();
  expect(calls.map(({ path }) => path)).toContain('/api/v1/events');
  const [block] = await rows(world, 'dunning_blocks');
  expect(block).toMatchObject({ placed_by: 'shopify:42' });
  // Somebody else, by a key of the shop: the page follows without being asked.
  const key = await world.key('clerk');
  const lifted = `/api/v1/dunning-blocks/${Number(block?.['id'])}`;
  expect((await world.call('DELETE', lifted, { key })).status).toBeLessThan(300);
  await app.getByText('On hold:').waitFor({ state: 'detached' });
  await context.close();
});

it('gives a list as a file, which a plain link could not', async () => {
  const { app, page, context } = await openAdmin({ path: '/receivables' });
  const coming = page.waitForEvent('download');
  await app.getByRole('link', { name: 'CSV' }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toBe('receivables.csv');
  await context.close();
});

it('speaks the language of the admin, and keeps nothing of it in the address', async () => {
  for (const [locale, word] of [
    ['de', 'Forderungen'],
    ['it-IT', 'Crediti'],
    ['fr', 'Receivables'],
  ] as const) {
    const query = { locale, id_token: await signed(DOMAIN), session: 'abc', hmac: '1' };
    const { app, context } = await openAdmin({ path: '/receivables', query });
    await app.getByRole('heading', { name: word, level: 1 }).waitFor();
    expect(new URL(app.url()).search).toBe('');
    await context.close();
  }
});

it('has no login and no logout there', async () => {
  const { app, context } = await openAdmin();
  await app.getByRole('button', { name: 'shopify:42' }).click();
  await app.getByRole('menuitem', { name: 'Deutsch' }).waitFor();
  expect(await app.getByRole('menuitem', { name: 'Sign out' }).count()).toBe(0);
  expect(await app.getByRole('menuitem', { name: 'My account' }).count()).toBe(0);
  await context.close();
});

it.each([
  ['for another app', () => signed(DOMAIN, { aud: 'another-app' })],
  [
    'that has ended',
    () => signed(DOMAIN, { exp: Math.floor(Date.parse(world.now()) / 1000) - 11 }),
  ],
  ['of two shops', () => signed(DOMAIN, { iss: `https://${OTHER}/admin` })],
  ['that nobody signed', () => Promise.resolve('eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.nothing')],
])('shows nothing to a token %s, and says so', async (_kind, sign) => {
  const { app, context, calls } = await openAdmin({ sign });
  await app.getByText('The admin of your shop does not say who you are').waitFor();
  expect(await app.locator('input[type=password]').count()).toBe(0);
  expect(calls.filter(({ path }) => path !== '/shopify/session')).toEqual([]);
  await context.close();
});

it('says so as well when no token comes, and goes on when one comes again', async () => {
  let silent = true;
  const sign = () => (silent ? Promise.reject(new Error('no')) : signed(DOMAIN));
  const { app, context } = await openAdmin({ sign });
  await app.getByText('The admin of your shop does not say who you are').waitFor();
  silent = false;
  await app.getByRole('button', { name: 'Try again' }).click();
  await app.locator('.frame').waitFor();
  await context.close();
});

it("never shows one shop's receivables to the token of another, whatever the address says", async () => {
  const { service, agency } = world;
  await openShop(service, agency, { domain: OTHER, at: world.now() });
  world.standIn.shop(OTHER).bucket.available = 1e9;
  const { app, context } = await openAdmin({ path: '/receivables', sign: () => signed(OTHER) });
  await app.getByText(OTHER).first().waitFor();
  expect(await app.getByText('#1001').count()).toBe(0);
  await context.close();
});

it('opens for a shop that installs it, and for no stranger that only names one', async () => {
  const stranger = await openAdmin({ shop: NEW });
  expect(stranger.calls).toEqual([]);
  expect(await stranger.app.locator('.frame').count()).toBe(0);
  await stranger.context.close();
  world.standIn.shop(NEW).bucket.available = 1e9;
  const query = { id_token: await signed(NEW) };
  const { app, context } = await openAdmin({ shop: NEW, path: '/guide', query });
  await app.getByText(NEW).first().waitFor();
  // He who opens it first is the owner; he still has to say who is owed.
  await app.getByRole('button', { name: 'End the setting up' }).click();
  await app.getByText('letters cannot name the creditor yet').waitFor();
  await context.close();
});

it('asks no other host for anything when it stands alone, whatever its address says', async () => {
  const { foreign, complaints, go, page, end } = await visit(browser, world.url, {
    as: USERS.owner,
  });
  for (const path of ['/', '/receivables', `/?shop=${DOMAIN}`, '/settings', '/reports', '/guide']) {
    await go(path);
  }
  expect(await page.locator('meta[name=shopify-api-key]').count()).toBe(0);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
  await end();
});
