/** What a clerk reads of a case at the agency and of a run, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { inTransaction, insertRows } from '../../server/storage/database.ts';
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

/** So many that a run of them takes seconds. */
const MANY = 2500;
const LONGEST_RUN_MS = 60_000;

/** As many overdue receivables more, each of another debtor, copied from one of the shop. */
async function addMany(): Promise<void> {
  const { db } = stage.world.service.house;
  const [found] = await rows(stage.world, 'receivables', { order_name: '#1001' });
  const { open_cents: _reckoned, ...receivable } = found ?? {};
  const copied = { receivable_id: Number(receivable['id']) };
  const [party] = await rows(stage.world, 'parties', { id: Number(receivable['debtor_id']) });
  const entries = (await rows(stage.world, 'ledger_entries', copied)).filter(
    ({ kind }) => kind === 'principal',
  );
  const ids = Array.from({ length: MANY }, (_none, index) => 10_000 + index);
  await inTransaction(db, async (trx) => {
    await insertRows(
      trx,
      'parties',
      ids.map((id) => ({
        ...party,
        id,
        debtor_number: `many-${id}`,
        email: `m${id}@example.com`,
      })),
    );
    const fresh = { state: 'overdue', level: 0, round: 1, costs_cents: 0 };
    const noNotice = { last_notice_on: null, notice_deadline_on: null };
    const order = (id: number) => ({
      external_id: `many-${id}`,
      order_name: `#${id}`,
      debtor_id: id,
    });
    await insertRows(
      trx,
      'receivables',
      ids.map((id) => ({ ...receivable, ...fresh, ...noNotice, ...order(id), id })),
    );
    await insertRows(
      trx,
      'ledger_entries',
      ids.flatMap((id) =>
        entries.map(({ id: _id, ...entry }) => ({
          ...entry,
          receivable_id: id,
          posting_key: `many-${id}`,
        })),
      ),
    );
  });
}

const wholeOf = (text: string): number => Number(text.replaceAll(',', ''));

/** Keeps what the bar shows, as long as the page is not loaded anew. */
const watchBar = (page: Page): Promise<void> =>
  page.evaluate(`
    window.seen = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[role=progressbar]');
      const text = bar?.closest('[role=status]')?.querySelector('p')?.textContent;
      if (text && window.seen.at(-1) !== text) window.seen.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  `);

const seenBar = (page: Page): Promise<string[]> => page.evaluate('window.seen');

it('shows how far a large run is, and ends with its result without a reload', async () => {
  await addMany();
  stage.world.at('2026-06-20');
  const { page, go } = await enter();
  await go('/runs');
  await watchBar(page);
  await page.getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Waits for you', { exact: true }).waitFor({ timeout: LONGEST_RUN_MS });
  const seen = await seenBar(page);
  expect(seen.length).toBeGreaterThan(1);
  for (const text of seen) {
    const [, what = text, done = '', of = ''] = /^(.*?)([\d,]+) of ([\d,]+)/.exec(text) ?? [];
    expect(['Looked at ', 'Tried out the letters of ']).toContain(what);
    expect(wholeOf(done)).toBeLessThanOrEqual(wholeOf(of));
  }
  expect(await page.getByRole('progressbar').count()).toBe(0);
  await page.getByText(/^Reminded · 25/).waitFor();
});

it('shows the true state of a run that ended while nothing could be heard', async () => {
  const { page, context } = await enter({ as: USERS.clerk, expects: /ERR_INTERNET_DISCONNECTED/ });
  await page.getByRole('link', { name: 'Dunning runs' }).click();
  await page.getByRole('link', { name: '20 Jun 2026' }).click();
  await page.getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Commit' }).click();
  await page.getByText(/^Gone out: .* of/).waitFor({ timeout: LONGEST_RUN_MS });
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await context.setOffline(true);
  await page.getByText('The connection is lost').waitFor();
  const isDone = async (): Promise<boolean> =>
    (await rows(stage.world, 'dunning_runs', { run_on: '2026-06-20' }))[0]?.['state'] ===
    'finished';
  // The clerk's own request was cut off; the run goes on all the same.
  while (!(await isDone())) await new Promise((resolve) => setImmediate(resolve));
  await context.setOffline(false);
  await page.getByRole('heading', { name: /Done/ }).waitFor();
  expect(await page.getByRole('progressbar').count()).toBe(0);
});
