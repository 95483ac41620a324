/** Nothing there, nothing yet, nothing any more: and what a hurried or a patient reader does. */
import type { Browser, BrowserContext, Route } from 'playwright-core';
import { createUser } from '../../server/actions/users.ts';
import { consoleFolder } from '../../plugin/admin-ui/build.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit, type VisitWish } from './support/browser.ts';
import { makeStage, PASSWORD, type Stage, USERS } from './support/stage.ts';

const PAGES = [
  '/',
  '/receivables',
  '/receivables?q=muster',
  '/runs',
  '/at-agency',
  '/at-agency/approvals',
  '/at-agency/payouts',
  '/at-agency/news',
  '/at-agency/statuses',
  '/at-agency/account',
  '/unconfirmed',
  '/policies',
  '/reports/dso',
  '/reports/agencies',
  '/settings',
  '/settings/terms',
  '/settings/connection',
  '/settings/mode',
  '/settings/people',
  '/settings/keys',
  '/settings/privacy',
  '/settings/audit',
  '/guide',
];
/** Pages of one record. */
const RECORDS = ['/receivables/2', '/runs/40'];

let stage: Stage;
let fresh: World;
let browser: Browser;
let open: Visit[] = [];

const enter = async (wish: VisitWish = {}, world: World = stage.world): Promise<Visit> => {
  const here = await visit(browser, world.url, { as: USERS.owner, ...wish });
  open.push(here);
  return here;
};

beforeAll(async () => {
  stage = await makeStage();
  fresh = await makeWorld({ checked: false, consoleDirectory: consoleFolder });
  const owner = { email: USERS.owner, name: 'Olga Owner', password: PASSWORD };
  const user = { ...owner, shopId: fresh.shopId, role: 'owner' } as const;
  await createUser(fresh.service.house, user, { actor: 'test', at: fresh.now() });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
  await fresh?.end();
});
afterEach(async () => {
  const complaints = open.flatMap((one) => one.complaints);
  await Promise.all(open.map((one) => one.end()));
  open = [];
  expect(complaints).toEqual([]);
});

/** Every door but those that say who is signed in. */
const answering = (context: BrowserContext, answer: (route: Route) => Promise<void>) =>
  context.route('**/api/v1/**', (route) =>
    /\/(session|login|events)/.test(route.request().url()) ? route.continue() : answer(route),
  );

it('has something to say on every page of a shop that has nothing yet', async () => {
  const { page, go } = await enter({}, fresh);
  for (const path of PAGES) {
    await go(path);
    expect([path, await page.getByRole('alert').count()]).toEqual([path, 0]);
    expect([path, (await page.locator('main').innerText()).length > 60]).toEqual([path, true]);
    expect([path, await page.locator('tbody:not(:has(tr))').count()]).toEqual([path, 0]);
  }
});

it.each([
  ['the line is lost', /RESET|Failed to load/, 'No answer came.'],
  ['the service fails', /status of 500/, 'Something went wrong in the service.'],
] as const)('says on every page that %s, and offers to try again', async (how, expects, says) => {
  const { page, context, go } = await enter({ expects });
  await answering(context, (route) =>
    how === 'the line is lost'
      ? route.abort('connectionreset')
      : route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }),
  );
  for (const path of [...PAGES, ...RECORDS].filter((one) => one !== '/settings/mode')) {
    await go(path);
    await page.getByRole('alert').getByText(says).first().waitFor();
    expect([path, await page.getByRole('button', { name: 'Try again' }).count()]).not.toEqual([
      path,
      0,
    ]);
  }
});

it('shows where the answer will stand while it is slow, and nothing jumps much', async () => {
  const { page, context, go } = await enter();
  for (const path of ['/receivables', '/runs', '/at-agency', '/receivables/2', '/']) {
    const { promise: late, resolve: answer } = Promise.withResolvers<void>();
    await answering(context, async (route) => {
      await late;
      await route.continue();
    });
    await page.goto(stage.world.url + path);
    await page.getByRole('status', { name: 'Loading' }).first().waitFor();
    await page.evaluate(WATCH_JUMPS);
    answer();
    await settled(page);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    expect([path, (await page.evaluate<number>('jumps')) < MOST_JUMPS]).toEqual([path, true]);
  }
  await go('/');
});

/** Below this a reader is not disturbed (web.dev/cls). */
const MOST_JUMPS = 0.1;
const WATCH_JUMPS = `globalThis.jumps = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) globalThis.jumps += value;
  }).observe({ type: 'layout-shift' })`;

it('sends once what is pressed twice', async () => {
  const { page, context, go } = await enter();
  await go('/receivables/2');
  let sent = 0;
  await context.route('**/payments', (route) => {
    sent += 1;
    return route.continue();
  });
  await page.getByRole('button', { name: 'Record a payment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('10');
  await dialog.getByLabel('Reference').fill('statement 12');
  await dialog.getByRole('button', { name: 'Record a payment' }).dblclick();
  await dialog.waitFor({ state: 'detached' });
  expect(sent).toBe(1);
  const events = await rows(stage.world, 'journal_events', { receivable_id: 2 });
  expect(events.filter(({ type }) => type === 'payment.recorded')).toHaveLength(1);
});

it('brings filters, page and place back with the way back', async () => {
  const { page, go } = await enter({ height: 500 });
  await go('/receivables');
  await page.getByRole('button', { name: 'Paid', exact: true }).click();
  await page.waitForURL(/state=paid/);
  await page.getByRole('button', { name: 'In dunning' }).click();
  await page.waitForURL(/state=paid(,|%2C)in_dunning/);
  await settled(page);
  const last = page.locator('tbody a').last();
  await last.scrollIntoViewIfNeeded();
  const top = await page.evaluate<number>('scrollY');
  expect(top).toBeGreaterThan(100);
  await last.click();
  await page.waitForURL(/receivables\/\d+$/);
  await settled(page);
  expect(await page.evaluate('scrollY')).toBe(0);
  await page.goBack();
  await page.waitForURL(/state=paid(,|%2C)in_dunning/);
  await page.locator('tbody a:focus').waitFor();
  expect(await page.evaluate('scrollY')).toBe(top);
  await page.goBack();
  await page.waitForURL(/state=paid$/);
  expect(await page.getByRole('button', { pressed: true }).allInnerTexts()).toEqual(['Paid']);
  await go('/runs');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Page 2').waitFor();
  await settled(page);
  await page.locator('tbody a').first().click();
  await page.waitForURL(/runs\/\d+$/);
  await page.goBack();
  await page.getByText('Page 2').waitFor();
});

it('shows in one window what is done in the other, and refuses what is out of date', async () => {
  const first = await enter();
  const second = await enter({ as: USERS.clerk });
  await first.go('/receivables/4');
  await second.go('/receivables/4');
  const hold = async ({ page }: Visit): Promise<void> => {
    await page.getByRole('button', { name: 'Put on hold' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  };
  await hold(first);
  await second.page.getByText('On hold:').waitFor();
  await second.page.getByRole('button', { name: 'Release' }).click();
  await first.page.getByText('On hold:').waitFor({ state: 'detached' });
});

it('keeps what was typed when a colleague changes the same record meanwhile', async () => {
  const first = await enter();
  const second = await enter({ as: USERS.clerk });
  await first.go('/receivables/4');
  await second.go('/receivables/4');
  const note = second.page.getByPlaceholder(/A note for colleagues/);
  await note.fill('half a sent');
  await first.page.getByPlaceholder(/A note for colleagues/).fill('He called.');
  await first.page.getByRole('button', { name: 'Add note' }).click();
  await second.page.getByText('He called.').waitFor();
  expect(await note.inputValue()).toBe('half a sent');
});
