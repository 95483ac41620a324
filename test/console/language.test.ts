/** Reads every page, dialog and toast in German and Italian: nothing of another language is on it. */
import type { Browser, Page } from 'playwright-core';
import { openBrowser, settled, visit, type Visit } from './support/browser.ts';
import { PAGES } from './support/pages.ts';
import { foreignIn, readAll } from './support/seen.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

type Language = 'de' | 'it';

/** Every button of ten pages is pressed. */
const LONG_MS = 400_000;

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await makeStage({ handover: 'automatic' });
  const key = await stage.world.key('owner');
  const post = async (path: string, body: unknown): Promise<void> => {
    const { status } = await stage.world.call('POST', `/api/v1${path}`, { key, body });
    expect({ path, status: Math.floor(status / 100) }).toEqual({ path, status: 2 });
  };
  // One case in which everything is to be cleared up.
  await post('/receivables/10/notes', { text: 'Ruft am Montag zurück.' });
  await post('/receivables/10/dunning-blocks', { reason: 'complaint', untilOn: '2026-07-01' });
  await post('/receivables/10/promises', { promisedOn: '2026-06-12', amountCents: null });
  await post('/receivables/11/disputes', { reason: 'defect', text: 'Kaputt.' });
  await post('/receivables/11/tasks', {
    kind: 'check_payment',
    dueOn: '2026-06-10',
    note: 'Bitte.',
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
});

const enter = (language: Language, wish: object = {}): Promise<Visit> =>
  visit(browser, stage.world.url, { as: USERS.owner, language, expects: /status of 4/, ...wish });

/** What is folded away is read as well. */
async function unfold(page: Page): Promise<void> {
  const folded = page.locator('main button[aria-expanded=false], main summary');
  for (const one of await folded.all()) {
    if (await one.isVisible()) await one.click();
  }
  await settled(page);
}

it.each<Language>(['de', 'it'])('speaks "%s" on every page', async (language) => {
  const here = await enter(language);
  const found: Record<string, string[]> = {};
  for (const path of [...PAGES, '/receivables/11', '/receivables/4711', '/runs/M1']) {
    await here.go(path);
    await unfold(here.page);
    const foreign = foreignIn(await readAll(here.page), language);
    if (foreign.length > 0) found[path] = foreign;
  }
  expect(found).toEqual({});
  await here.end();
});

it('knows a word of another language, a code, a bare day and a wrong plural when it sees one', () => {
  const wrong = [
    'Die Frist is vorbei',
    'Stand: in_dunning',
    'reminder.sent',
    'fällig 2026-06-05',
    'NaN Tage',
    'seit 1 Tage',
    'Bis {dueOn}',
  ];
  expect(wrong.filter((text) => foreignIn([text], 'de').length === 0)).toEqual([]);
  const right = ['Fällig am 05.06.2026, 11 Tage; an owner@example.com', 'Für Feiertage, etwa BY'];
  expect(foreignIn(right, 'de')).toEqual([]);
});

/** Pages with most of the deeds. */
const DEEDS = [
  '/receivables/10',
  '/receivables/11',
  '/at-agency/account',
  '/at-agency/claims/1',
  '/runs',
  '/settings',
  '/settings/people',
  '/settings/keys',
  '/account',
  '/unconfirmed',
];

/** Presses every button of a page, sends what it asks for empty, and reads what is said of it. */
async function pressAll(here: Visit, path: string): Promise<string[]> {
  const { page } = here;
  await here.go(path);
  const buttons = page.locator('main button:not([aria-expanded]):not(.chip)');
  const texts: string[] = [];
  for (let index = 0; index < (await buttons.count()); index += 1) {
    const button = buttons.nth(index);
    if (!(await button.isVisible()) || !(await button.isEnabled())) continue;
    await button.click();
    await settled(page);
    const dialog = page.getByRole('dialog');
    if (await dialog.isVisible()) {
      texts.push(...(await readAll(page)));
      const send = dialog.locator('button[type=submit]');
      if ((await send.count()) > 0) await send.click();
      texts.push(...(await readAll(page)));
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    } else texts.push(...(await readAll(page)));
    if (new URL(page.url()).pathname !== path) await here.go(path);
  }
  return texts;
}

it.each<Language>(['de', 'it'])(
  'speaks "%s" in dialogs, faults and toasts',
  async (language) => {
    const here = await enter(language);
    const found: Record<string, string[]> = {};
    for (const path of DEEDS) {
      const foreign = foreignIn(await pressAll(here, path), language);
      if (foreign.length > 0) found[path] = foreign;
    }
    expect(found).toEqual({});
    await here.end();
  },
  LONG_MS,
);

it.each<Language>(['de', 'it'])(
  'speaks "%s" at the login and when the service is away',
  async (language) => {
    const here = await enter(language, { as: undefined, expects: /./ });
    const { page } = here;
    const texts = await readAll(page);
    await page.locator('input[type=email]').fill('nobody@example.com');
    await page.locator('input[type=password]').fill('wrong');
    await page.locator('button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    texts.push(...(await readAll(page)));
    await here.end();
    const inside = await enter(language, { expects: /./ });
    await inside.page.route('**/api/v1/**', (route) => route.fulfill({ status: 500, body: '{}' }));
    await inside.page.goto(`${stage.world.url}/receivables/10`);
    await inside.page.getByRole('alert').first().waitFor();
    texts.push(...(await readAll(inside.page)));
    await inside.page.unroute('**/api/v1/**');
    await inside.go('/receivables/10');
    await inside.context.setOffline(true);
    await inside.page.getByRole('link').nth(2).click();
    await inside.page.getByRole('alert').first().waitFor();
    texts.push(...(await readAll(inside.page)));
    expect(foreignIn(texts, language)).toEqual([]);
    await inside.end();
  },
);
