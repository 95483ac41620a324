/** What an owner does about his agency, in a real browser, against the real service. */
import type { Browser } from 'playwright-core';
import { accountWasChecked, keepAgencyAccount } from '../../server/actions/administer.ts';
import { requestHandovers } from '../../server/actions/handover-requests.ts';
import { createUser } from '../../server/actions/users.ts';
import { consoleFolder } from '../../plugin/admin-ui/build.ts';
import { makeWorld, rows, type World } from '../support/world.ts';
import { openBrowser, settled, visit, type Visit, type VisitWish } from './support/browser.ts';
import { makeStage, PASSWORD, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let fresh: World;
let browser: Browser;
let open: Visit[] = [];

const enter = async (wish: VisitWish = {}, world: World = stage.world): Promise<Visit> => {
  const here = await visit(browser, world.url, { as: USERS.owner, ...wish });
  open.push(here);
  return here;
};

const acting = (world: World) => ({ actor: 'test', at: world.now() });

beforeAll(async () => {
  stage = await makeStage();
  fresh = await makeWorld({ checked: false, consoleDirectory: consoleFolder });
  const owner = { email: USERS.owner, name: 'Olga Owner', password: PASSWORD };
  const user = { ...owner, shopId: fresh.shopId, role: 'owner' } as const;
  await createUser(fresh.service.house, user, acting(fresh));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
  await fresh?.end();
});
afterEach(async () => {
  const complaints = open.flatMap((one) => one.complaints);
  const foreign = open.flatMap((one) => one.foreign);
  await Promise.all(open.map((one) => one.end()));
  open = [];
  expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
});

it('leads a new shop by steps that are read from the shop itself', async () => {
  const { page, go } = await enter({}, fresh);
  await page.getByText('5 steps to a first claim in the sandbox.').waitFor();
  await page.getByRole('link', { name: 'First steps' }).last().click();
  await page.getByRole('link', { name: 'Open: Send yourself a test mail (To do)' }).click();
  await page.getByRole('button', { name: /test mail/i }).click();
  await page.getByRole('status').getByText(USERS.owner).waitFor();
  await go('/guide');
  await page.getByRole('link', { name: /Send yourself a test mail \(Done\)/ }).waitFor();
  await page.getByRole('link', { name: /Set up the sandbox account .*To do/ }).click();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('The account works.').waitFor();
  await go('/guide');
  await page.getByRole('link', { name: /Set up the sandbox account .*Done/ }).waitFor();
  await page.getByText('4 of 9 steps done').waitFor();
});

it('enters the keys of an account, hears why they are refused, and mends them', async () => {
  const { applicationKey, clientKey } = fresh.agency.account;
  const { page, go } = await enter({}, fresh);
  const type = async (application: string, client: string): Promise<void> => {
    await page.getByRole('button', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Leave it empty to keep it.').first().waitFor();
    expect(await dialog.getByLabel('Client key').inputValue()).toBe('');
    await dialog.getByLabel('Application key').fill(application);
    await dialog.getByLabel('Client key').fill(client);
    await dialog.getByRole('button', { name: 'Save and check' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await go('/at-agency/account');
  await type('', 'a wrong key');
  await page.getByText('The agency says no.').first().waitFor();
  await page.getByText('Technical details').first().click();
  await page
    .getByText(/Zugangsdaten sind ungültig/)
    .first()
    .waitFor();
  await type(applicationKey, clientKey);
  await page.getByText('The account works.').waitFor();
  expect(await page.content()).not.toContain(clientKey);
});

it('goes live only with a checked account, and is asked twice', async () => {
  const { page, go } = await enter({}, fresh);
  await go('/settings/mode');
  await page.getByText('The live account has not passed a check yet.').waitFor();
  const { house, sealing } = fresh.service;
  const sealedCredentials = sealing.seal('{}');
  const live = { shopId: fresh.shopId, agency: 'mediafinanz', mode: 'live', settings: {} } as const;
  await keepAgencyAccount(house, { ...live, sealedCredentials }, acting(fresh));
  await accountWasChecked(house, 2, acting(fresh));
  await go('/settings/mode');
  await page.getByRole('button', { name: /live/i }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Claims of real people leave').waitFor();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByLabel(/Type the domain/).fill('example.myshopify.com');
  await dialog.getByRole('button', { name: /live/i }).click();
  await page.locator('aside.live').waitFor();
});

it('approves one hand-over that a clerk asked for, and declines another with a reason', async () => {
  const { house } = stage.world.service;
  const { shopId } = stage.world;
  const ready = (await rows(stage.world, 'dunning_run_items', { reason: 'approval_needed' })).map(
    (row) => Number(row['receivable_id']),
  );
  const receivableIds = [...new Set(ready)].slice(0, 2);
  const wish = { shopId, receivableIds, note: 'he never answers' };
  const clerk = { actor: 'user:2', at: stage.world.now() };
  const { results } = await requestHandovers(house, wish, clerk);
  expect(results.map(({ done }) => done)).toEqual([true, true]);
  const looking = await enter({ as: USERS.clerk });
  await looking.go('/at-agency/approvals');
  await looking.page.getByText('he never answers').first().waitFor();
  await looking.page.getByText('Only the owner').first().waitFor();
  const { page, go } = await enter();
  await page.getByText('he never answers').first().waitFor();
  await go('/at-agency/approvals');
  await page.getByRole('button', { name: 'What the agency will see' }).first().click();
  await page.getByText('Principal').first().waitFor();
  await page.getByRole('button', { name: 'Decline' }).first().click();
  await page.getByRole('dialog').getByLabel('Why not').fill('he called me this morning');
  await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
  await page.getByText('The request is declined').waitFor();
  await page.getByText('he never answers').nth(1).waitFor({ state: 'detached' });
  await page
    .locator('section.panel', { hasText: 'he never answers' })
    .getByRole('button', { name: 'Approve' })
    .click();
  await page.getByText('The claim is on its way to the agency.').waitFor();
  expect(await rows(stage.world, 'claims')).toHaveLength(1);
  const notes = await rows(stage.world, 'notes');
  expect(notes).toMatchObject([{ text: 'he called me this morning' }]);
  await go(`/receivables/${Number(notes[0]?.['receivable_id'])}`);
  await page.getByText('he called me this morning').first().waitFor();
});

it('shows everything known of a claim whose answer was lost, and settles it', async () => {
  const unconfirmed = async (): Promise<void> => {
    const { db } = stage.world.service.house;
    await db('outbox').where({ kind: 'claim.submit' }).update({ state: 'unconfirmed' });
    await db('claims').update({ state: 'unconfirmed', file_number: null });
  };
  await stage.world.job('deliver-outbox');
  const [claim] = await rows(stage.world, 'claims');
  await unconfirmed();
  const { page } = await enter();
  await page.getByRole('link', { name: 'Unconfirmed' }).click();
  await page.getByText(String(claim?.['our_reference'])).waitFor();
  await page.getByRole('button', { name: 'Everything known' }).click();
  await page
    .getByText(/newClaim/)
    .first()
    .click();
  await page.getByText('What the news of the agency said of it').waitFor();
  await page.getByRole('button', { name: 'It arrived' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('File number').fill(String(claim?.['file_number']));
  await dialog.getByRole('button', { name: 'It arrived' }).click();
  await page.getByText('Everything has an answer').waitFor();
  expect(await rows(stage.world, 'claims')).toMatchObject([
    { file_number: claim?.['file_number'] },
  ]);
});

it('sends a message again only when a person says that it never arrived', async () => {
  const { db } = stage.world.service.house;
  const [sent] = await rows(stage.world, 'outbox', { kind: 'reminder.email' });
  const id = Number(sent?.['id']);
  await db('outbox').where({ id }).update({ state: 'unconfirmed', note: 'the line broke' });
  const reader = await enter({ as: USERS.clerk });
  await reader.go('/unconfirmed');
  await reader.page.getByText('Nobody knows whether it arrived.').waitFor();
  await reader.page.getByText('Technical details').click();
  await reader.page.getByText('the line broke').waitFor();
  expect(await reader.page.getByRole('button', { name: 'It did not arrive' }).count()).toBe(0);
  const { page, go } = await enter({ language: 'de' });
  await go('/unconfirmed');
  await page.getByRole('button', { name: 'Alles, was bekannt ist' }).click();
  await page.getByText('Nach einer E-Mail kann man keinen Server fragen.').waitFor();
  await page.getByRole('button', { name: 'Es kam nicht an' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Der nächste Lauf schreibt es neu').waitFor();
  await dialog.getByRole('button', { name: 'Es kam nicht an' }).click();
  await page.getByText('Alles hat eine Antwort').waitFor();
  expect(await rows(stage.world, 'outbox', { id })).toMatchObject([{ state: 'stopped' }]);
});

it('looks again at the agency when a person asks, and not only at the next time', async () => {
  const asked = async (): Promise<number> => {
    const calls = await rows(stage.world, 'agency_traces', { operation: 'getClaimStatusChanges' });
    return calls.length;
  };
  const before = await asked();
  const { page, go } = await enter({ as: USERS.clerk });
  await go('/unconfirmed');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('The agencies are asked for news.').waitFor();
  while ((await asked()) === before) await page.evaluate('document.title');
});

it('turns the pages of a list with the keyboard, and back', async () => {
  const { page, go } = await enter();
  await go('/runs');
  await page.getByText('Page 1').waitFor();
  await page.keyboard.press('n');
  await page.getByText('Page 2').waitFor();
  await settled(page);
  await page.keyboard.press('p');
  await page.getByText('Page 1').waitFor();
  await page.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Page 2').waitFor();
});
