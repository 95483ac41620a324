/** Every story of the console with the keyboard alone: nothing is clicked, nothing is pointed at. */
import type { Browser, Page } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit, type VisitWish } from './support/browser.ts';
import { type Keyboard, keyboardOf } from './support/keyboard.ts';
import { makeStage, PASSWORD, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;
let open: Visit[] = [];

const sit = async (path = '/', wish: VisitWish = {}): Promise<Keyboard & { page: Page }> => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, ...wish });
  open.push(here);
  if (path !== '/') await here.go(path);
  return { page: here.page, ...keyboardOf(here.page) };
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

it('signs in and out', async () => {
  const here = await visit(browser, stage.world.url, {});
  open.push(here);
  const { page } = here;
  const { type, press, use, take, at } = keyboardOf(page);
  await type(USERS.clerk);
  await press('Tab');
  await type(PASSWORD);
  await press('Enter');
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  expect(await at()).toBe('main');
  await use('button', /^Signed in/);
  await take('Sign out');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.locator('input[type=email]').evaluate((one) => one.matches(':focus'))).toBe(
    true,
  );
});

it('is locked out after six wrong passwords, and hears it where he is', async () => {
  const here = await visit(browser, stage.world.url, { expects: /status of (401|429)/ });
  open.push(here);
  const { page } = here;
  const { type, press } = keyboardOf(page);
  const password = page.locator('input[type=password]');
  const guess = async (secret: string): Promise<void> => {
    expect(await password.evaluate((one) => one.matches(':focus'))).toBe(true);
    await press('ControlOrMeta+a');
    await type(secret);
    const answered = page.waitForResponse('**/api/v1/login');
    await press('Enter');
    await answered;
    await page.getByRole('alert').waitFor();
  };
  await type(USERS.read_only);
  await press('Tab');
  for (let guesses = 0; guesses < 6; guesses += 1) await guess(`wrong for the time ${guesses}`);
  await page.getByText('This account is locked for a while.').waitFor();
  await guess(PASSWORD);
  await page.getByText('This account is locked for a while.').waitFor();
  expect(await page.locator('.frame').count()).toBe(0);
});

it('finds a case by half a name, and puts it on hold', async () => {
  const { page, press, type, use, fill, at } = await sit();
  await press('/');
  await type('platzh');
  await press('Enter');
  await use('link', 'Peter Platzhalter');
  await page.getByRole('heading', { name: /Peter Platzhalter/ }).waitFor();
  await use('button', 'Put on hold');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await at()).toBe('Put on hold');
  await press('Enter');
  await dialog.waitFor();
  // The reason is chosen with the arrows.
  await press('ArrowDown', 'ArrowDown', 'Enter');
  await fill('Note', 'wants to see the invoice', dialog);
  await use('button', 'Put on hold', dialog);
  await page.getByText('On hold:').waitFor();
  expect(await at()).toBe('Put on hold');
  await use('button', 'Release');
  await page.getByText('On hold:').waitFor({ state: 'detached' });
  expect(await at()).not.toBe('nothing');
});

it('previews a run, reads a letter, takes one out and commits', async () => {
  stage.world.at('2026-06-20');
  const { page, use, type, at } = await sit('/runs', { as: USERS.clerk });
  await use('button', 'Propose a run');
  await use('button', 'Propose a run', page.getByRole('dialog'));
  await page.getByText('Waits for you', { exact: true }).waitFor();
  await use('button', /^Reminded/);
  await settled(page);
  await use('button', /^Letter/);
  await page.locator('iframe.letter').waitFor();
  await use('button', /^Take out/);
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await type('a colleague is on the telephone');
  await use('button', 'Take out', dialog);
  await dialog.waitFor({ state: 'detached' });
  expect(await at()).not.toBe('nothing');
  await use('button', 'Commit');
  await use('button', 'Commit', dialog);
  await page.getByRole('heading', { name: /Done/ }).waitFor();
  const items = await rows(stage.world, 'dunning_run_items', { reason: 'taken_out' });
  expect(items).toHaveLength(1);
});

it('changes a policy, by the time line too, and sees what it would have done', async () => {
  const { page, tabTo, press, use, fill } = await sit('/policies');
  const second = await tabTo('slider', 'First reminder');
  const before = Number(await second.getAttribute('aria-valuenow'));
  await press('ArrowRight', 'ArrowRight');
  expect(Number(await second.getAttribute('aria-valuenow'))).toBe(before + 2);
  await fill('After days', '9');
  await use('button', 'Try on the last 90 days');
  await page.getByText(/receivables looked at, [1-9]\d* would have been/).waitFor();
  await use('button', 'Save as a new version');
  await page.getByText(/Saved as version \d+/).waitFor();
  const policies = await rows(stage.world, 'dunning_policies');
  expect(JSON.parse(String(policies.at(-1)?.['policy'])).levels[0]).toMatchObject({ afterDays: 9 });
});

it('approves a claim and sees its file number', async () => {
  const { page, use, at } = await sit('/at-agency/approvals');
  await use('button', 'What the agency will see');
  await page.getByText('Principal').first().waitFor();
  await use('button', 'Approve');
  await page.getByText('The claim is on its way to the agency.').waitFor();
  expect(await at()).not.toBe('nothing');
  await use('link', 'Claims');
  await page.getByText('No number yet').waitFor();
  await stage.world.job('deliver-outbox');
  const [claim] = await rows(stage.world, 'claims');
  await use('link', String(claim?.['file_number']));
  await page.getByRole('heading', { name: String(claim?.['file_number']) }).waitFor();
});

it('answers a message of the agency', async () => {
  const [claim] = await rows(stage.world, 'claims');
  const { page, fill, use } = await sit(`/at-agency/claims/${Number(claim?.['id'])}`);
  await fill('Write to the agency', 'The invoice follows by post.');
  await use('button', 'Send');
  await page.locator('.talk li.out').getByText('The invoice follows by post.').waitFor();
});

it('records a payment, and mends an amount that is none', async () => {
  const [claim] = await rows(stage.world, 'claims');
  const { page, fill, use, at } = await sit(`/receivables/${Number(claim?.['receivable_id'])}`);
  await use('button', 'Record a payment');
  const dialog = page.getByRole('dialog');
  await fill('Amount', '12,5o', dialog);
  await fill('Reference', 'statement 12', dialog);
  await use('button', 'Record a payment', dialog);
  await page.getByText('Write an amount such as 12.50').waitFor();
  await fill('Amount', '12,50', dialog);
  await use('button', 'Record a payment', dialog);
  await dialog.waitFor({ state: 'detached' });
  expect(await at()).toBe('Record a payment');
  await page.getByText('Payment is reported to the agency').waitFor();
});

it('holds several at once and takes it back', async () => {
  const { page, press, use, at } = await sit('/receivables?state=open,overdue,in_dunning');
  await press('j', 'x', 'j', 'x');
  await page.getByText('2 chosen').waitFor();
  await use('button', 'Put on hold');
  await use('button', 'Put on hold', page.getByRole('dialog'));
  await page.getByText('2 done').waitFor();
  const held = async () =>
    (await rows(stage.world, 'dunning_blocks')).filter((row) => row['released_at'] === null).length;
  const before = await held();
  expect(await at()).toBe('Undo');
  await press('Enter');
  await page.getByText('It was undone.').waitFor();
  expect(await held()).toBe(before - 2);
});

it('keeps a view, and takes the list along as a file', async () => {
  const { page, press, type, use, at } = await sit('/receivables');
  await use('button', 'In dunning');
  await use('button', 'Keep this view');
  await type('For Monday');
  await press('Enter');
  await page.getByRole('button', { name: 'For Monday' }).waitFor();
  expect(await at()).not.toBe('nothing');
  await use('button', 'Clear');
  await page.waitForURL(/receivables$/);
  await use('button', 'For Monday');
  await page.waitForURL(/state=in_dunning/);
  const file = page.waitForEvent('download');
  await use('link', 'CSV');
  expect((await file).suggestedFilename()).toMatch(/^receivables-.*\.csv$/);
});

it('chooses the report, its period and its segment', async () => {
  const { page, press, type, use, tabTo } = await sit('/reports');
  await use('link', 'Ageing');
  await page.getByRole('heading', { name: 'Ageing' }).waitFor();
  await tabTo('textbox', 'From');
  await type('05012026');
  await page.waitForURL(/from=2026-05-01/);
  await tabTo('combobox', 'Kind');
  await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  await page.waitForURL(/debtorKind=/);
  await tabTo('button', 'Share');
  await page.getByRole('tooltip').waitFor();
});

it('switches the language', async () => {
  const { page, use, take } = await sit();
  await use('button', /^Signed in/);
  await take('Italiano');
  await page.getByRole('heading', { name: 'Oggi' }).waitFor();
});

it('goes past the menu by the first link of the page', async () => {
  const { page, press, at } = await sit('/receivables');
  await press('Tab');
  expect(await at()).toBe('Skip to the content');
  expect(await page.locator('.skip').evaluate((one) => one.getBoundingClientRect().left)).toBe(8);
  await press('Enter');
  expect(await at()).toBe('main');
  await press('Tab');
  expect(await at()).toBe('CSV');
});

it.each(['/', '/receivables', '/receivables/2', '/policies', '/reports', '/settings/people'])(
  'traps nobody on %s: every button and link is reached, and the way goes round',
  async (path) => {
    const { page, press } = await sit(path);
    const wanted = await page.evaluate<number>(MARK_ALL);
    for (let stops = 0; stops < wanted * 3 + 60; stops += 1) {
      await press('Tab');
      await page.evaluate('document.activeElement.dataset.seen = "yes"');
    }
    expect(await page.evaluate<string[]>(UNSEEN)).toEqual([]);
    expect(wanted).toBeGreaterThan(10);
  },
);

const CAN_BE_USED = `[...document.querySelectorAll('a[href], button, input, select, textarea')]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())`;
const MARK_ALL = `${CAN_BE_USED}.length`;
const UNSEEN = `${CAN_BE_USED}.filter((one) => one.dataset.seen === undefined)
  .map((one) => one.outerHTML.slice(0, 120))`;

it('finds the search with the key as a German keyboard writes it', async () => {
  const { page, press, at } = await sit('/', { language: 'de' });
  await press('Shift+/');
  expect(await at()).toBe('Bestellung, Rechnung, Name, E-Mail, Aktenzeichen, Betrag');
  // The key itself is not typed into the field, and as long as one types it is only a letter.
  await press('g', '/', 'j');
  expect(await page.locator('input[type=search]').inputValue()).toBe('g/j');
  expect(new URL(page.url()).pathname).toBe('/');
});

it('leaves the page alone while a dialog or a menu is open', async () => {
  const { page, press, use, take } = await sit(`/receivables/2`);
  await use('button', 'Put on hold');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await use('button', 'Cancel', dialog);
  await dialog.waitFor({ state: 'detached' });
  await press('Enter');
  await dialog.waitFor();
  await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'g');
  expect(new URL(page.url()).pathname).toBe('/receivables/2');
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await use('button', /^Signed in/);
  await page.getByRole('menu').waitFor();
  await press('g');
  expect(new URL(page.url()).pathname).toBe('/receivables/2');
  await take('English');
});

const IN_DIALOG = `document.activeElement.closest('[role=dialog]') !== null`;

it('keeps the keyboard inside an open dialog', async () => {
  const { page, press, use } = await sit('/receivables/2');
  await use('button', 'Record a payment');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (let stops = 0; stops < 30; stops += 1) {
    await press(stops < 15 ? 'Tab' : 'Shift+Tab');
    expect(await page.evaluate(IN_DIALOG)).toBe(true);
  }
});

it('opens what j and k reach, and comes back to it', async () => {
  const { page, press, at } = await sit('/receivables');
  const names = await page.locator('tbody a').allInnerTexts();
  await press('j', 'j', 'j', 'k');
  expect(await at()).toBe(names[1]);
  const address = await page.locator(':focus').getAttribute('href');
  await press('Enter');
  await page.waitForURL(`**${address}`);
  await settled(page);
  await page.goBack();
  await page.locator(`a[href="${address}"]:focus`).waitFor();
  await press('j');
  expect(await at()).toBe(names[2]);
});
