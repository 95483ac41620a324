/** The tables on a telephone: what matters is seen without scrolling sideways. */
import type { Browser, Page } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit } from './support/browser.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

const PAGES = [
  '/receivables',
  '/receivables?q=muster',
  '/receivables/2',
  '/receivables/4',
  '/runs',
  '/runs/40',
  '/at-agency',
  '/at-agency/payouts',
  '/at-agency/statuses',
  '/at-agency/claims/1',
  '/reports/dso',
  '/reports/ageing',
  '/reports/vintage',
  '/reports/success-by-level',
  '/reports/agencies',
  '/settings/people',
  '/settings/keys',
  '/settings/audit',
];

const TELEPHONE = { width: 390, height: 844 };

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

/** Cells that stand beyond the edge, or that are cut off. */
const CUT_OFF = `[...document.querySelectorAll('.scroll')].flatMap((box) =>
  [...box.querySelectorAll('tbody td')].filter((cell) => {
    const { left, right, width } = cell.getBoundingClientRect();
    const edge = box.getBoundingClientRect();
    const isCut = left < edge.left - 1 || right > Math.min(edge.right, innerWidth) + 1;
    return width > 0 && (isCut || cell.scrollWidth > cell.clientWidth + 1);
  }).map((cell) => box.getAttribute('aria-label') + ': ' + cell.textContent),
)`;

const cutOff = (page: Page): Promise<string[]> => page.evaluate<string[]>(CUT_OFF);

it.each([
  ['de', 'light'],
  ['en', 'dark'],
  ['it', 'light'],
] as const)('shows every cell of every table in "%s" (%s)', async (language, scheme) => {
  const wish = { as: USERS.owner, language, scheme, ...TELEPHONE };
  const here = await visit(browser, stage.world.url, wish);
  const wrong: Record<string, string[]> = {};
  let tables = 0;
  for (const path of PAGES) {
    await here.go(path);
    tables += await here.page.locator('.scroll').count();
    const found = await cutOff(here.page);
    if (found.length > 0) wrong[path] = found;
  }
  expect(wrong).toEqual({});
  expect(tables).toBeGreaterThan(PAGES.length - 3);
  await here.end();
});

it('says what is owed and where it stands on each card, with the names of the columns', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, ...TELEPHONE });
  await here.go('/receivables?state=handed_over,in_dunning');
  const cards = here.page.locator('tbody tr');
  expect(await cards.count()).toBeGreaterThan(2);
  for (const card of await cards.all()) {
    expect(await card.innerText()).toMatch(/\S+[\s\S]*(At the agency|In dunning)[\s\S]*€[\d,.]+/);
  }
  const labels = await cards
    .first()
    .locator('td[data-label]')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-label')));
  expect(labels).toEqual(expect.arrayContaining(['Debtor', 'State', 'Due', 'Open']));
  await here.end();
});

it('is a table all the same for whoever listens to it', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, ...TELEPHONE });
  await here.go('/receivables');
  expect(await here.page.locator('table.cards').count()).toBe(1);
  const session = await here.context.newCDPSession(here.page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const count = (role: string): number =>
    nodes.filter((node) => !node.ignored && node.role?.value === role).length;
  const shown = await here.page.locator('tbody tr').count();
  expect(count('table')).toBe(1);
  expect(count('row')).toBe(shown + 1);
  expect(count('columnheader')).toBeGreaterThan(3);
  expect(count('cell')).toBeGreaterThan(shown * 3);
  await here.end();
});

it('sorts the cards, and opens one with a finger', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, ...TELEPHONE });
  const { page } = here;
  await here.go('/receivables');
  await page.getByRole('button', { name: 'Open', exact: true }).last().click();
  await page.waitForURL(/sort=amount/);
  await settled(page);
  expect(await page.locator('tbody tr').first().innerText()).toContain('€0.00');
  await page
    .locator('tbody tr')
    .first()
    .click({ position: { x: 20, y: 60 } });
  await page.waitForURL(/receivables\/\d+$/);
  await here.end();
});

it('becomes cards as well where a letter stands beside the run', async () => {
  const here: Visit = await visit(browser, stage.world.url, { as: USERS.owner });
  const { page } = here;
  const [item] = await rows(stage.world, 'dunning_run_items', { outcome: 'remind' });
  await here.go(`/runs/${Number(item?.['run_id'])}`);
  expect(await page.locator('table.cards').count()).toBe(0);
  await page
    .getByRole('button', { name: /^Letter/ })
    .first()
    .click();
  await page.locator('iframe.letter').waitFor();
  expect(await cutOff(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('table.cards').waitFor({ state: 'detached' });
  await here.end();
});
