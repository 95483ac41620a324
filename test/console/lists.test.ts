/** Lists and reports: what is chosen, kept and taken along is what the service says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Download, Page } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit, type VisitWish } from './support/browser.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;
let open: Visit[] = [];

const enter = async (path: string, wish: VisitWish = {}): Promise<Visit> => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, ...wish });
  open.push(here);
  await here.go(path);
  return here;
};

beforeAll(async () => {
  stage = await makeStage();
  const evil = { firstName: '=HYPERLINK("https://example.com";"Erika")', lastName: '@Muster' };
  await stage.world.order({ id: '9099', number: 1099, totalCents: 1_234_56, billing: of(evil) });
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

const of = (name: { firstName: string; lastName: string }) => ({
  ...name,
  company: null,
  street: 'Musterstraße 12',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
});

const fileOf = async (page: Page, press: () => Promise<void>): Promise<Buffer> => {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFileSync(await (file satisfies Download).path());
};

/** As a spreadsheet reads it: cells between separators, quotes around what holds one. */
const cellsOf = (text: string, separator: string): string[][] =>
  text
    .replace(/\r\n$/, '')
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(new RegExp(`("(?:[^"]|"")*"|[^${separator}]*)(?:${separator}|$)`, 'g'))]
        .map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'))
        .slice(0, -1),
    );

it('gives a German the filtered list as a file that his spreadsheet reads', async () => {
  const { page } = await enter('/receivables', { language: 'de' });
  await page.getByRole('button', { name: 'In Mahnung' }).click();
  await page.waitForURL(/state=in_dunning/);
  const bytes = await fileOf(page, () => page.getByRole('link', { name: 'CSV' }).click());
  // The mark without which a spreadsheet takes umlauts for something else.
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head = [], ...lines] = cellsOf(bytes.toString('utf8').slice(1), ';');
  const known = await rows(stage.world, 'receivables', { state: 'in_dunning' });
  expect(lines).toHaveLength(known.length);
  expect(new Set(lines.map((line) => line[1]))).toEqual(
    new Set(known.map((row) => String(row['order_name']))),
  );
  const column = head.indexOf('open');
  const listed = await page.locator('tbody tr td:last-child').allInnerTexts();
  const money = (text: string): string => text.replace(/[^\d,]/g, '');
  expect(lines.map((line) => line[column])).toEqual(listed.map(money));
});

it('lets no name of a debtor become a formula, in either kind of file', async () => {
  for (const [language, separator, sum] of [
    ['de', ';', '1234,56'],
    ['en', ',', '1234.56'],
  ] as const) {
    const { page } = await enter('/receivables?state=open', { language });
    const bytes = await fileOf(page, () => page.getByRole('link', { name: 'CSV' }).click());
    const lines = cellsOf(bytes.toString('utf8').slice(1), separator);
    const evil = lines.find((line) => line[1] === '#1099');
    expect(evil?.[3]).toMatch(/^'=HYPERLINK/);
    expect(evil).toContain(sum);
    expect(lines.flat().filter((cell) => /^[=@]/.test(cell))).toEqual([]);
  }
});

it('keeps a view in this browser, shows it again and forgets it', async () => {
  const { page, go } = await enter('/receivables?state=overdue&sort=amount&direction=desc');
  const order = await page.locator('tbody tr a').allInnerTexts();
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await page.getByLabel('Name of the view').fill('The large ones');
  await page.getByRole('button', { name: 'Save' }).click();
  await go('/receivables');
  await page.getByRole('button', { name: 'The large ones' }).click();
  await page.waitForURL(/state=overdue&sort=amount&direction=desc/);
  await settled(page);
  expect(await page.locator('tbody tr a').allInnerTexts()).toEqual(order);
  await page.getByRole('button', { name: 'Forget this view' }).click();
  await page.getByRole('button', { name: 'The large ones' }).waitFor({ state: 'detached' });
});

it('says which of several were refused, and undoes the others', async () => {
  const { page, context } = await enter('/receivables?state=open,overdue,in_dunning');
  const held = async () =>
    (await rows(stage.world, 'dunning_blocks')).filter((row) => row['released_at'] === null);
  const before = (await held()).length;
  // The second is cancelled by a colleague just before.
  await context.route('**/bulk-actions', (route) => {
    const body = route.request().postDataJSON() as { receivableIds?: number[] };
    if (body.receivableIds !== undefined) body.receivableIds[1] = 4711;
    return route.continue({ postData: JSON.stringify(body) });
  });
  await page.getByRole('checkbox').first().check();
  await page.getByRole('checkbox').nth(1).check();
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('1 done, 1 refused').waitFor();
  await page.getByText(/4711/).waitFor({ state: 'attached' });
  expect(await held()).toHaveLength(before + 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It was undone.').waitFor();
  expect(await held()).toHaveLength(before);
});

interface Ageing {
  fromOn: string;
  rows: { bucket: string; count: number; openCents: number; openPercent: number }[];
}

const ageingOf = (page: Page, query: string): Promise<Ageing> =>
  page.evaluate<Ageing>(`fetch('/api/v1/reports/ageing?${query}').then((one) => one.json())`);

const MOST_LOOKS = 500;

/** The old figures stay until the new ones are there. */
async function untilEqual<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if (JSON.stringify(await look()) === JSON.stringify(wanted)) return;
  }
  expect(await look()).toEqual(wanted);
}

const euro = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });

it('reports what the service says for each segment, period and currency chosen', async () => {
  const { page } = await enter('/reports/ageing');
  const shown = async () =>
    (await page.locator('tbody tr').allInnerTexts()).map((line) => line.split('\t').slice(1, 3));
  const wanted = async (query: string) =>
    (await ageingOf(page, query)).rows.map((row) => [
      String(row.count),
      euro.format(row.openCents / 100),
    ]);
  const all = await wanted('');
  expect(await shown()).toEqual(all);
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Business' }).click();
  await page.waitForURL(/debtorKind=business/);
  const business = await wanted('debtorKind=business');
  expect(business).not.toEqual(all);
  await untilEqual(shown, business);
  await page.getByLabel('To', { exact: true }).fill('2026-04-30');
  await page.waitForURL(/to=2026-04-30/);
  const earlier = await wanted('debtorKind=business&to=2026-04-30');
  expect(earlier).not.toEqual(business);
  await untilEqual(shown, earlier);
  await page.reload();
  await settled(page);
  expect(await shown()).toEqual(earlier);
});

it('draws in the chart what stands in the table', async () => {
  const { page } = await enter('/reports/ageing');
  const percents = (await page.locator('tbody tr').allInnerTexts()).map(
    (line) => line.split('\t').at(-1) ?? '',
  );
  await page.locator('.recharts-bar-rectangle').first().waitFor();
  const bars = page.locator('.recharts-bar-rectangle path');
  const highest = Math.max(...percents.map((text) => Number.parseFloat(text) || 0));
  const heights = await bars.evaluateAll((all) =>
    all.map((bar) => Number((bar as unknown as Element).getAttribute('height'))),
  );
  const drawn = percents.map((text) => Number.parseFloat(text) || 0).filter((one) => one > 0);
  const unit = Math.max(...heights) / highest;
  for (const [index, percent] of drawn.entries()) {
    expect(heights.filter((one) => one > 0)[index]).toBeCloseTo(percent * unit, -1);
  }
  await bars.first().hover();
  const [said = ''] = await page.locator('.recharts-tooltip-wrapper').allInnerTexts();
  expect(said).toContain(percents.find((text) => Number.parseFloat(text) > 0) ?? 'nothing');
});

it('defines a figure with its formula, for the mouse and for the keyboard', async () => {
  const { page } = await enter('/reports/dso');
  const head = page.getByRole('button', { name: 'DSO, simple' });
  await head.hover();
  await page.getByRole('tooltip').getByText('÷').waitFor();
  await page.mouse.move(0, 0);
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  await head.focus();
  await page.getByRole('tooltip').getByText('÷').waitFor();
  const [, described = ''] = /aria-describedby="([^"]+)"/.exec(
    await head.evaluate((one) => one.outerHTML),
  ) ?? ['', ''];
  expect(described).not.toBe('');
});

it('gives the report on the page as CSV and as PDF, with the same figures', async () => {
  const { page } = await enter('/reports/ageing?debtorKind=business', { language: 'de' });
  const { rows: figures } = await ageingOf(page, 'debtorKind=business');
  const csv = await fileOf(page, () => page.getByRole('link', { name: 'CSV' }).click());
  const [, ...lines] = cellsOf(csv.toString('utf8').slice(1), ';');
  const comma = (cents: number): string => (cents / 100).toFixed(2).replace('.', ',');
  expect(lines.map((line) => line[2])).toEqual(figures.map((row) => comma(row.openCents)));
  const input = await fileOf(page, () => page.getByRole('link', { name: 'PDF' }).click());
  const words = execFileSync('pdftotext', ['-layout', '-', '-'], { input, encoding: 'utf8' });
  const shown = (await page.locator('tbody tr').allInnerTexts()).map((line) => line.split('\t'));
  for (const [, , sum = ''] of shown) expect(words).toContain(sum.replace('\u00A0', ' '));
});
