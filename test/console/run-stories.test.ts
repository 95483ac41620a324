/** What a clerk reads of a case at the agency and of a run, in a real browser. */
import type { Browser } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, visit, type Visit } from './support/browser.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;
let open: Visit[] = [];

const enter = async (wish: Parameters<typeof visit>[2] = { as: USERS.clerk }): Promise<Visit> => {
  const here = await visit(browser, stage.world.url, wish);
  open.push(here);
  return here;
};

beforeAll(async () => {
  stage = await makeStage({ handover: 'automatic' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
});
afterEach(async () => {
  const complaints = open.flatMap((one) => one.complaints);
  await Promise.all(open.map((one) => one.end()));
  open = [];
  expect(complaints).toEqual([]);
});

/** Whole cents of an amount as it stands on the page. */
const centsOf = (text: string): number => Number(text.replaceAll(/[^\d.-]/g, '').replace('.', ''));

it('adds up what is owed line by line, and tells what comes next at the agency', async () => {
  const { page, go } = await enter();
  const claims = await rows(stage.world, 'claims', { state: 'in_progress' });
  const [claim] = claims.filter((one) => one['agency_outstanding_cents'] !== null);
  await go(`/receivables/${Number(claim?.['receivable_id'])}`);
  const sum = page.locator('dl.sum').first();
  await sum.getByText('Invoice').waitFor();
  await sum.getByText('Interest to today').waitFor();
  const all = await sum.locator('dd:not(.part)').allTextContents();
  const cents = all.map(centsOf);
  const total = cents.at(-1) ?? Number.NaN;
  expect(cents.slice(0, -1).reduce((one, other) => one + other, 0)).toBe(total);
  await page.getByRole('button', { name: 'How it is reckoned' }).click();
  await page.getByRole('columnheader', { name: 'Rate' }).waitFor();
  await page
    .getByRole('cell', { name: /^\d+\.\d+%$/ })
    .first()
    .waitFor();
  await page.getByText(/^Open at the agency, as of/).waitFor();
  await page.getByText('The agency works on it').waitFor();
  await page.getByText(/Last news of .*2026/).waitFor();
  expect(await page.getByText('Nothing more').count()).toBe(0);
  await page.getByRole('link', { name: 'Look at the claim' }).click();
  await page.getByRole('heading', { name: String(claim?.['file_number']) }).waitFor();
});
