/** Every page in both colour schemes and on a narrow screen: what axe and the eye of a machine see. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit, type Visit } from './support/browser.ts';
import { PAGES } from './support/pages.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await makeStage({ handover: 'automatic' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
});

interface Found {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
  const found = await page.evaluate<Found[]>(
    `axe.run(document, ${options}).then((result) => result.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1');

/** Goes through all pages in one window and tells what is wrong, by page. */
async function walk(here: Visit, look: (page: Page) => Promise<unknown[]>) {
  const wrong: Record<string, unknown[]> = {};
  for (const path of PAGES) {
    await here.go(path);
    const found = await look(here.page);
    if (found.length > 0) wrong[path] = found;
  }
  return { wrong, complaints: here.complaints, foreign: here.foreign };
}

const NOTHING = { wrong: {}, complaints: [], foreign: [] };

it.each(['light', 'dark'] as const)(
  'axe finds nothing on any page in %s colours',
  async (scheme) => {
    const here = await visit(browser, stage.world.url, { as: USERS.owner, scheme, language: 'de' });
    expect(await walk(here, violations)).toEqual(NOTHING);
    await here.end();
  },
);

it('axe finds nothing on the login, in an open dialog and beside the words of a letter', async () => {
  const here = await visit(browser, stage.world.url, {});
  expect(await violations(here.page)).toEqual([]);
  await here.end();
  const inside = await visit(browser, stage.world.url, { as: USERS.owner });
  await inside.go('/receivables/10');
  await inside.page.getByRole('button', { name: 'Put on hold' }).click();
  await inside.page.getByRole('dialog').waitFor();
  expect(await violations(inside.page)).toEqual([]);
  await inside.go('/policies');
  await inside.page.getByRole('button', { name: 'Words and preview: First reminder' }).click();
  const mail = inside.page.frameLocator('iframe[sandbox]');
  await mail.locator('p').first().waitFor();
  expect(await violations(inside.page)).toEqual([]);
  await inside.end();
});

it.each(['de', 'en', 'it'] as const)(
  'no page is wider than a telephone in "%s"',
  async (language) => {
    const narrow = { as: USERS.owner, language, width: 390, height: 844 };
    const here = await visit(browser, stage.world.url, narrow);
    const look = async (page: Page) => ((await isTooWide(page)) ? ['wider than the screen'] : []);
    expect(await walk(here, look)).toEqual(NOTHING);
    await here.end();
  },
);

it('needs less than 350 kB of packed script for the first page', async () => {
  const here = await visit(browser, stage.world.url, {});
  let bytes = 0;
  const session = await here.context.newCDPSession(here.page);
  await session.send('Network.enable');
  const types = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (types.get(requestId) === 'Script') bytes += encodedDataLength;
  });
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await here.go('/');
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(350_000);
  await here.end();
});
