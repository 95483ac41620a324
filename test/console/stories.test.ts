/** What people do with the console, in a real browser, against the real service. */
import type { Browser } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit } from './support/browser.ts';
import { makeStage, PASSWORD, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;
let open: Visit[] = [];

const enter = async (wish: Parameters<typeof visit>[2] = { as: USERS.owner }): Promise<Visit> => {
  const here = await visit(browser, stage.world.url, wish);
  open.push(here);
  return here;
};

const idOf = async (orderName: string): Promise<number> => {
  const [row] = await rows(stage.world, 'receivables', { order_name: orderName });
  return Number(row?.['id']);
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
  const foreign = open.flatMap((one) => one.foreign);
  await Promise.all(open.map((one) => one.end()));
  open = [];
  expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
});

it('finds a case by half a name and puts it on hold', async () => {
  const { page } = await enter();
  await page.keyboard.press('/');
  await page.keyboard.type('platzh');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Peter Platzhalter' }).click();
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByLabel('Note').last().fill('wants to see the invoice');
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('On hold:').waitFor();
  const receivableId = await idOf('#1008');
  const blocks = await rows(stage.world, 'dunning_blocks', { receivable_id: receivableId });
  expect(blocks).toMatchObject([{ reason: 'complaint', note: 'wants to see the invoice' }]);
  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByText('On hold:').waitFor({ state: 'detached' });
});

it('previews a run, takes one out, commits, and the mail of the others arrives', async () => {
  stage.world.at('2026-06-20');
  await encloseStatements();
  const before = stage.world.sink.messages.length;
  const { page, go } = await enter({ as: USERS.clerk });
  await go('/runs');
  await page.getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('heading', { name: /^Run of 20 Jun 2026/ }).waitFor();
  await page.getByText('Waits for you', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Reminded/ }).click();
  await settled(page);
  await page
    .getByRole('button', { name: /^Take out/ })
    .first()
    .waitFor();
  const takers = page.getByRole('button', { name: /^Take out/ });
  const names = await takers.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(names.length).toBeGreaterThan(1);
  await page
    .getByRole('button', { name: /^Letter/ })
    .first()
    .click();
  await page.locator('iframe.letter').waitFor();
  await page.getByRole('button', { name: 'Statement of account' }).click();
  await page.locator('iframe.letter').waitFor();
  await takers.first().click();
  await page.getByLabel('Reason').fill('a colleague is on the telephone');
  await page.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('heading', { name: /Done/ }).waitFor();
  await stage.world.job('deliver-outbox');
  expect(stage.world.sink.messages.length - before).toBe(names.length - 1);
});

it('shows what a changed policy would have done, then saves it as a new version', async () => {
  const { page, go } = await enter({ as: USERS.owner, expects: /status of 400/ });
  await go('/policies');
  await page.getByLabel('Fee, consumer').first().fill('5');
  await page.getByText('a friendly reminder asks for no fee').waitFor();
  await page.getByLabel('Fee, consumer').first().fill('0');
  await page.getByLabel('Fee, consumer').nth(1).fill('5');
  await page.locator('.warnings li').first().waitFor();
  await page.getByLabel('After days').first().fill('9');
  await page.getByRole('button', { name: 'Try on the last 90 days' }).click();
  await page.getByText(/receivables looked at, [1-9]\d* would have been/).waitFor();
  await page.getByLabel('Fee, consumer').nth(1).fill('0');
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.getByText(/Saved as version \d+/).waitFor();
  const policies = await rows(stage.world, 'dunning_policies');
  expect(JSON.parse(String(policies.at(-1)?.['policy'])).levels[0]).toMatchObject({ afterDays: 9 });
});

it('moves a level on the time line with the arrow keys', async () => {
  const { page, go } = await enter();
  await go('/policies');
  const second = page.getByRole('slider').nth(1);
  const before = Number(await second.getAttribute('aria-valuenow'));
  await second.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(Number(await second.getAttribute('aria-valuenow'))).toBe(before + 2);
});

it('approves a claim and sees its file number arrive without a reload', async () => {
  const { page, go } = await enter();
  await go('/at-agency/approvals');
  await page.getByRole('button', { name: 'What the agency will see' }).first().click();
  await page.getByText('Principal').first().waitFor();
  await page.getByRole('button', { name: 'Approve' }).first().click();
  await page.getByText('The claim is on its way to the agency.').waitFor();
  await page.getByRole('link', { name: 'Claims' }).click();
  await page.getByText('No number yet').waitFor();
  await stage.world.job('deliver-outbox');
  const [claim] = await rows(stage.world, 'claims');
  const fileNumber = String(claim?.['file_number']);
  await page.getByRole('link', { name: fileNumber }).waitFor();
});

it('answers a message of the agency', async () => {
  const [claim] = await rows(stage.world, 'claims');
  const { page, go } = await enter({ as: USERS.clerk });
  await go(`/at-agency/claims/${Number(claim?.['id'])}`);
  await page.getByLabel('Write to the agency').fill('The invoice follows by post.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.talk li.out').getByText('The invoice follows by post.').waitFor();
  await stage.world.job('deliver-outbox');
  await page
    .getByText(/Delivered/)
    .first()
    .waitFor();
});

it('records a payment by hand, and the agency is told of it', async () => {
  const [claim] = await rows(stage.world, 'claims');
  const { page, go } = await enter({ as: USERS.clerk });
  await go(`/receivables/${Number(claim?.['receivable_id'])}`);
  await page.getByRole('button', { name: 'Record a payment' }).click();
  await page.getByText('it is told of the payment by itself').waitFor();
  await page.getByRole('dialog').getByLabel('Amount').fill('12,5o');
  await page.getByRole('dialog').getByLabel('Reference').fill('statement 12');
  await page.getByRole('dialog').getByRole('button', { name: 'Record a payment' }).click();
  await page.getByText('Write an amount such as 12.50').waitFor();
  await page.getByRole('dialog').getByLabel('Amount').fill('12,50');
  await page.getByRole('dialog').getByRole('button', { name: 'Record a payment' }).click();
  await page.getByText('Payment is reported to the agency').waitFor();
  await stage.world.job('deliver-outbox');
  await page.getByText('Payment reported to the agency').waitFor();
});

it('puts several on hold at once and takes it back', async () => {
  const { page, go } = await enter();
  await go('/receivables?state=open,overdue,in_dunning');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('checkbox').nth(1).check();
  await page.getByText('2 chosen').waitFor();
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('2 done').waitFor();
  const held = (await rows(stage.world, 'dunning_blocks')).filter(
    (row) => row['released_at'] === null,
  );
  expect(held.length).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It was undone.').waitFor();
  const still = (await rows(stage.world, 'dunning_blocks')).filter(
    (row) => row['released_at'] === null,
  );
  expect(still).toHaveLength(held.length - 2);
});

it('finds nothing that works as somebody who may only read', async () => {
  const { page, go } = await enter({ as: USERS.read_only });
  await go(`/receivables/${await idOf('#1004')}`);
  const deeds = page.getByRole('region', { name: 'What can be done' }).getByRole('button');
  expect(await deeds.count()).toBeGreaterThan(5);
  for (const deed of await deeds.all()) expect(await deed.isDisabled()).toBe(true);
  await page.getByText('Your role may only read.').first().waitFor();
  for (const path of ['/runs', '/policies', '/settings', '/at-agency/approvals', '/receivables']) {
    await go(path);
    const working = page.getByRole('button', { name: /^(Save|Propose|Approve|Add|Commit|Put)/ });
    for (const one of await working.all()) expect(await one.isDisabled()).toBe(true);
  }
});

it('switches the language, and keeps it', async () => {
  const { page, go } = await enter({ as: USERS.owner, language: 'de' });
  await page.getByRole('heading', { name: 'Heute' }).waitFor();
  await page.getByRole('button', { name: /^Angemeldet/ }).click();
  await page.getByRole('menuitem', { name: 'Italiano' }).click();
  await page.getByRole('heading', { name: 'Oggi' }).waitFor();
  await go('/receivables');
  await page.getByRole('heading', { name: 'Crediti' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('it');
});

it('says that an address leads nowhere, and that a case does not exist', async () => {
  const { page, go } = await enter({ as: USERS.owner, expects: /status of 404/ });
  await go('/no-such-page');
  await page.getByText('The address leads nowhere.').waitFor();
  await go('/receivables/999999');
  await page.getByText('This does not exist, or no longer.').waitFor();
});

it('says that the service failed, and goes on when it is well again', async () => {
  const { page, go, context } = await enter({ as: USERS.owner, expects: /status of 500/ });
  await context.route('**/api/v1/receivables?**', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'internal_error', detail: 'a fault' }),
    }),
  );
  await go('/receivables');
  await page.getByText('Something went wrong in the service.').waitFor();
  await context.unroute('**/api/v1/receivables?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Jürgen Beispiel' }).first().waitFor();
});

it('does a thing once when the connection is lost in the middle of it', async () => {
  const { page, go, context } = await enter({ as: USERS.owner, expects: /CONNECTION_RESET/ });
  const id = await idOf('#1006');
  await go(`/receivables/${id}`);
  let lost = 0;
  await context.route('**/payments', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The service does it, and its answer never comes.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Record a payment' }).click();
  await page.getByRole('dialog').getByLabel('Amount').fill('10');
  await page.getByRole('dialog').getByLabel('Reference').fill('statement 44');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Record a payment' }).click();
  await dialog.getByText('No answer came.').waitFor();
  await dialog.getByText('Trying again does it once only').waitFor();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.waitFor({ state: 'detached' });
  const paid = await rows(stage.world, 'payments', { receivable_id: id }).catch(() => []);
  const events = await rows(stage.world, 'journal_events', { receivable_id: id });
  expect(events.filter(({ type }) => type === 'payment.recorded')).toHaveLength(1);
  expect(paid.length).toBeLessThanOrEqual(1);
});

it('goes from the login to a hold by keyboard alone', async () => {
  const { page } = await enter({});
  const tabTo = async (name: string | RegExp, role: 'button' | 'textbox' = 'button') => {
    const wanted = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    await wanted.waitFor();
    for (let steps = 0; steps < 80; steps += 1) {
      const isThere = await wanted.evaluate((one) => one.matches(':focus'));
      if (isThere) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard never reached ${String(name)}`);
  };
  await tabTo(/^E-mail address/, 'textbox');
  await page.keyboard.type(USERS.clerk);
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse battery');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('#1010');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Lena Vorlage' }).waitFor();
  await page.locator('#main').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /Lena Vorlage/ }).waitFor();
  await tabTo('Put on hold');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  const submit = page.getByRole('dialog').getByRole('button', { name: 'Put on hold' });
  for (let steps = 0; steps < 20; steps += 1) {
    if (await submit.evaluate((one) => one.matches(':focus'))) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByText('On hold:').waitFor();
});

it('locks the account after too many wrong passwords, and says so', async () => {
  const { page } = await enter({ expects: /status of (401|429)/ });
  const guess = async (): Promise<void> => {
    await page.locator('input[type=email]').fill(USERS.read_only);
    await page.locator('input[type=password]').fill('a wrong password');
    const answered = page.waitForResponse('**/api/v1/login');
    await page.locator('button[type=submit]').click();
    await answered;
  };
  await guess();
  await page.getByText('The e-mail address, the password or the code does not fit.').waitFor();
  for (let guesses = 0; guesses < 5; guesses += 1) await guess();
  await page.getByText('This account is locked for a while.').waitFor();
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByText('This account is locked for a while.').waitFor();
  expect(await page.locator('.frame').count()).toBe(0);
});

/** From now on every level sends the statement of account along. */
async function encloseStatements(): Promise<void> {
  for (const { id, policy } of await rows(stage.world, 'dunning_policies')) {
    const saved = JSON.parse(String(policy)) as { levels: object[] };
    const levels = saved.levels.map((level) => ({ ...level, attachments: ['statement'] }));
    const changed = { policy: JSON.stringify({ ...saved, levels }) };
    await stage.world.service.house.db('dunning_policies').where({ id }).update(changed);
  }
}
