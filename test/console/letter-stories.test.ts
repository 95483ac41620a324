/** The words of a letter beside the letter, in a real browser, against the real service. */
import type { Browser } from 'playwright-core';
import { rows } from '../support/world.ts';
import { openBrowser, visit } from './support/browser.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await makeStage();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
});

it('shows a letter about a real debtor, names a fault at its line, and saves better words', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner });
  const { page, go } = here;
  await go('/policies');
  await page.getByRole('button', { name: 'Words and preview: First reminder' }).click();
  const mail = page.frameLocator('iframe[sandbox]');
  await mail.getByText('Jürgen Beispiel').first().waitFor();
  await page.getByText('Deutsch', { exact: true }).click();
  await mail.getByText('Dies ist eine Mahnung', { exact: false }).first().waitFor();
  await page.getByText('Plain text', { exact: true }).click();
  await page.locator('.plain-letter').getByText('Dies ist eine Mahnung').first().waitFor();
  const field = page.getByLabel('Our words');
  const standard = await field.inputValue();
  await field.fill(standard.replace('{{ matter }}', '{{ mater }}'));
  await page.getByText('A fact nobody knows').waitFor();
  await page.getByRole('button', { name: 'Line 1' }).click();
  expect(await field.evaluate((one: HTMLTextAreaElement) => one.selectionStart)).toBe(0);
  expect(await page.getByRole('button', { name: 'Save the words' }).isDisabled()).toBe(true);
  await field.fill(standard.replace('Dies ist eine Mahnung', 'Das ist unsere Mahnung'));
  await page.locator('.plain-letter').getByText('Das ist unsere Mahnung').waitFor();
  await page.getByRole('button', { name: 'Save the words' }).click();
  await page.getByText('The next run writes with these words.').waitFor();
  const [saved] = await rows(stage.world, 'letter_texts');
  expect(saved).toMatchObject({ name: 'first_reminder', language: 'de' });
  await page.getByText('PDF', { exact: true }).click();
  await page.locator('iframe.letter[src^="blob:"]').waitFor();
  await page.getByRole('button', { name: 'Take our words again' }).click();
  await page.getByLabel('Our words').waitFor();
  expect({ complaints: here.complaints, foreign: here.foreign }).toEqual({
    complaints: [],
    foreign: [],
  });
  await here.end();
});

it('words the letters that are no reminder, too', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner });
  const { page, go } = here;
  await go('/policies');
  await page.getByRole('button', { name: 'Correction', exact: true }).click();
  const mail = page.frameLocator('iframe[sandbox]');
  await mail.getByText('Jürgen Beispiel').first().waitFor();
  const field = page.getByLabel('Our words');
  const standard = await field.inputValue();
  await field.fill(standard.replace('We take it back and apologise.', 'We are sorry.'));
  await mail.getByText('We are sorry.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Save the words' }).click();
  await page.getByText('The next run writes with these words.').waitFor();
  await page.getByRole('button', { name: 'Missed instalment' }).click();
  await mail.getByText('instalment 1 of 3 was due', { exact: false }).waitFor();
  const saved = await rows(stage.world, 'letter_texts');
  expect(saved.at(-1)).toMatchObject({ name: 'correction', language: 'en' });
  expect({ complaints: here.complaints, foreign: here.foreign }).toEqual({
    complaints: [],
    foreign: [],
  });
  await here.end();
});

it('says in the language of the reader what is wrong with a text', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner, language: 'de' });
  const { page, go } = here;
  await go('/policies');
  await page.getByRole('button', { name: 'Text und Vorschau: Erste Mahnung' }).click();
  const field = page.getByLabel('Unser Text');
  const standard = await field.inputValue();
  for (const [wrong, told] of [
    [standard.replace('{{ matter }}', '{{ mater }}'), '„mater“ ist keine Angabe eines Briefs'],
    [
      `${standard}\n{% if paymentUrl %}`,
      '{% if paymentUrl %} wird geöffnet und nicht geschlossen.',
    ],
    [`${standard}\nSonst kommt die Polizei.`, '„Polizei“ liest sich als Drohung'],
    [
      standard.replace('[payment]', ''),
      'Im Text fehlt: die IBAN. Erprobt mit einem Brief mit allen',
    ],
  ] as const) {
    await field.fill(wrong);
    await page.locator('.warnings').getByText(told).waitFor();
  }
  await here.end();
});

it('drags a level on the time line with the mouse', async () => {
  const here = await visit(browser, stage.world.url, { as: USERS.owner });
  const { page, go } = here;
  await go('/policies');
  const pin = page.getByRole('slider').nth(1);
  const before = Number(await pin.getAttribute('aria-valuenow'));
  const box = await pin.boundingBox();
  if (box === null) throw new Error('the level is not to be seen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
  expect(Number(await pin.getAttribute('aria-valuenow'))).toBeGreaterThan(before + 3);
  await here.end();
});
