/** What a clerk does on the page of a case, in a real browser, against the real service. */
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

const caseOf = async (orderName: string): Promise<string> => {
  const [row] = await rows(stage.world, 'receivables', { order_name: orderName });
  return `/receivables/${Number(row?.['id'])}`;
};

beforeAll(async () => {
  stage = await makeStage();
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

it('moves the end of a hold, and says whose end ends a hold that belongs to something', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1008'));
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('until somebody releases it').first().waitFor();
  await page.getByRole('button', { name: 'Change the end' }).click();
  await page.getByRole('dialog').getByLabel('Last day').fill('2026-07-15');
  await page.getByRole('dialog').getByRole('button', { name: 'Change the end' }).click();
  await page.getByText('until 15 Jul 2026').first().waitFor();
  await page.getByText('Hold made longer').waitFor();
  await page.getByRole('button', { name: 'Take a promise down' }).click();
  await page.getByRole('dialog').getByLabel('Pays on').fill('2026-06-12');
  await page.getByRole('dialog').getByRole('button', { name: 'Take a promise down' }).click();
  await page.getByText('It ends with the promise.').waitFor();
  expect(await page.getByRole('button', { name: 'Release' }).count()).toBe(1);
});

it('defers the answer to an objection', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1010'));
  await page.getByRole('button', { name: 'Take an objection down' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What the debtor says').fill('one parcel is missing');
  await dialog.getByRole('button', { name: 'Take an objection down' }).click();
  await page.getByText(/answer by/).waitFor();
  await page.getByRole('button', { name: 'Defer' }).click();
  await dialog.getByLabel('Answer by').fill('2026-07-20');
  await dialog.getByRole('button', { name: 'Defer' }).click();
  await page.getByText('answer by 20 Jul 2026').waitFor();
});

it('names a colleague in a note, who finds it among his work until he has seen to it', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1006'));
  await page.getByLabel('New note').fill('please look at the credit note @Olg');
  await page.getByRole('button', { name: '@Olga Owner' }).click();
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('told to Olga Owner').waitFor();
  expect(await page.locator('strong.mention').textContent()).toBe('@owner');
  const owner = await enter({ as: USERS.owner });
  await owner.page.getByRole('heading', { name: 'A colleague asks you' }).waitFor();
  await owner.page.getByText('please look at the credit note').waitFor();
  await owner.page.getByRole('button', { name: 'Done #1006' }).click();
  await owner.page
    .getByRole('heading', { name: 'A colleague asks you' })
    .waitFor({ state: 'detached' });
});

it.each([
  ['de', /Der Schuldner ist nicht in Verzug|In Verzug (seit|erst ab) \d\d\.\d\d\.2026/],
  ['it', /Il debitore non è in mora|In mora (dal|solo dal) \d\d\/\d\d\/2026/],
] as const)(
  'tells the gates of a hand-over in "%s", with no English left',
  async (language, ground) => {
    const { page, go } = await enter({ as: USERS.owner, language });
    await go(await caseOf('#1012'));
    await page.locator('.gates').first().waitFor();
    await page.getByRole('button', { expanded: false }).first().click();
    await page.locator('.gates').getByText(ground).first().waitFor();
    await go('/');
    await page.locator('.doings li').first().waitFor();
    expect(await page.locator('.gates [lang=en], .doings [lang=en]').allTextContents()).toEqual([]);
  },
);
