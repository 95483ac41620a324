/** The first steps of a shop that has nothing, in a real browser: by clicking what the guide says. */
import type { Browser } from 'playwright-core';
import { consoleFolder } from '../../plugin/admin-ui/build.ts';
import { installShop } from '../../server/actions/administer.ts';
import { createUser } from '../../server/actions/users.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { openBrowser, visit, type Visit } from './support/browser.ts';
import { buildOnce, PASSWORD } from './support/stage.ts';

const OWNER = 'first@example.com';

let world: World;
let shopId: number;
let browser: Browser;
let here: Visit | null = null;

beforeAll(async () => {
  buildOnce();
  world = await makeWorld({ startOn: '2026-11-26', consoleDirectory: consoleFolder });
  world.at('2026-11-26', 10);
  const acting = { actor: 'test', at: world.now() };
  const unsaid = { name: '', street: '', postcode: '', city: '', country: '', email: '', iban: '' };
  const creditor = { ...unsaid, phone: null, bic: null, bank: null };
  const settings = { ...presetSettings, creditor };
  const empty = {
    source: 'shopify',
    domain: 'empty.myshopify.com',
    agencyMode: 'sandbox',
  } as const;
  ({ shopId } = await installShop(world.service.house, { ...empty, settings }, acting));
  const user = { shopId, email: OWNER, name: 'Olga Owner', role: 'owner' } as const;
  await createUser(world.service.house, { ...user, password: PASSWORD }, acting);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});
afterEach(async () => {
  const { complaints = [], foreign = [] } = here ?? {};
  await here?.end();
  expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
});

it('leads from nothing to the file number of a first claim in the sandbox', async () => {
  here = await visit(browser, world.url, { as: OWNER });
  const { page } = here;
  const step = async (name: string): Promise<void> => {
    await page.getByRole('link', { name: 'First steps' }).first().click();
    await page.getByRole('link', { name: `Open: ${name} (To do)` }).click();
  };
  const isDone = async (name: string): Promise<void> => {
    await page.getByRole('link', { name: 'First steps' }).first().click();
    await page.getByRole('link', { name: `Open: ${name} (Done)` }).waitFor();
  };

  await step('Say who is owed');
  const creditor = {
    Name: 'Example Shop GmbH',
    'Street and number': 'Beispielweg 1',
    Postcode: '10115',
    City: 'Berlin',
    Country: 'DE',
    'E-mail': 'service@example.com',
    IBAN: 'DE89 3704 0044 0532 0130 00',
  };
  for (const [label, value] of Object.entries(creditor)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved.').waitFor();
  await isDone('Say who is owed');

  await step('Send yourself a test mail');
  await page.getByRole('button', { name: /test mail/i }).click();
  await page.getByRole('status').getByText(OWNER).waitFor();
  await isDone('Look at the policy');

  await page.getByRole('button', { name: 'Make trial orders' }).click();
  await page.getByText('5 trial orders are there.').waitFor();
  await page.getByRole('link', { name: 'Open: Make trial orders (Done)' }).click();
  await page.getByText('Muster Debtor 5').waitFor();
  expect(await page.getByText('Trial', { exact: true }).count()).toBe(5);
  await page.getByRole('link', { name: 'Muster Debtor 5' }).click();
  await page.locator('h1').getByText('Muster Debtor 5').waitFor();
  await page.getByText('Trial', { exact: true }).first().waitFor();

  await step('Set up the sandbox account of the agency');
  const { clientId, applicationKey, clientKey } = world.agency.account;
  // The other shop of this service has the account of the first client.
  await world.service.house.db('agency_accounts').delete();
  await page.getByRole('button', { name: 'Set up' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Client number').fill(clientId);
  await form.getByLabel('Address of the service').fill(world.agency.url);
  await form.getByLabel('Application key').fill(applicationKey);
  await form.getByLabel('Client key').fill(clientKey);
  await form.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('The account works.').waitFor();

  await step('Propose a run and look at its letters');
  await page.getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Propose a run' }).click();
  await page.getByRole('heading', { name: /^Run of 26 Nov 2026/ }).waitFor();
  await page
    .getByRole('button', { name: /^Letter/ })
    .first()
    .click();
  await page.locator('iframe.letter').waitFor();
  await page.getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('heading', { name: /Done/ }).waitFor();
  await world.job('deliver-outbox');
  const [test, reminder] = await world.mails();
  expect([test, reminder].map((mail) => mail?.to?.[0]?.address)).toEqual([OWNER, OWNER]);

  await step('Hand a first claim over in the sandbox');
  await page.getByText('Muster Debtor 5').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('The claim is on its way to the agency.').waitFor();
  await world.job('deliver-outbox');
  const [claim] = await rows(world, 'claims', { shop_id: shopId });
  await page.getByRole('link', { name: 'Claims' }).click();
  await page.getByRole('link', { name: String(claim?.['file_number']) }).waitFor();
  // Nothing is left to do, so the menu does not name the first steps any more.
  await here.go('/guide');
  await page.getByText('7 of 9 steps done').waitFor();
});
