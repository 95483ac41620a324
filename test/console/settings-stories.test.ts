/** Bad input and unsaved changes in the settings, in a real browser, against the real service. */
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { consoleFolder } from '../../plugin/admin-ui/build.ts';
import { makeWorld, type World } from '../support/world.ts';
import { openBrowser, visit, type Visit } from './support/browser.ts';
import { addUser, buildOnce, USERS } from './support/stage.ts';

const open = new Set<Socket>();

/** A mail server that takes the connection and never says a word. */
async function startSilence(): Promise<Server> {
  const server = createServer((socket) => void open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

let silence: Server;
let world: World;
let browser: Browser;
let here: Visit;

beforeAll(async () => {
  buildOnce();
  silence = await startSilence();
  const address = silence.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const environment = { SMTP_URL: `smtp://127.0.0.1:${port}?tls=off` };
  world = await makeWorld({ consoleDirectory: consoleFolder, environment });
  for (const role of ['owner', 'clerk'] as const) await addUser(world, role);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
  for (const socket of open) socket.destroy();
  silence?.close();
});
afterEach(async () => {
  const { complaints } = here;
  await here.end();
  expect(complaints).toEqual([]);
});

const enter = async (language: 'de' | 'en' = 'en'): Promise<Visit> => {
  // The service refuses each of these on purpose.
  here = await visit(browser, world.url, {
    as: USERS.owner,
    language,
    expects: /status of (400|409|503)/,
  });
  return here;
};
const kept = async (): Promise<Record<string, unknown>> => {
  const { body } = await world.call('GET', '/api/v1/settings', { key: await world.key('owner') });
  return body['settings'] as unknown as Record<string, unknown>;
};

it.each([
  ['IBAN', 'DE88370400440532013000', 'The check digits do not fit'],
  ['Country', 'Germany', 'Two capital letters'],
  ['E-mail', 'service.example.com', 'Write it as name@example.com'],
  ['Time zone', 'Europe/Nowhere', 'There is no such time zone'],
  ['Federal state', 'Bavaria', 'Its short form'],
])(
  'says at the field "%s" that "%s" is wrong, and keeps what was there',
  async (name, value, says) => {
    const before = await kept();
    const { page, go } = await enter();
    await go('/settings');
    const field = page.getByRole('textbox', { name, exact: true });
    await field.fill(value);
    await field.press('Enter');
    await page.locator('.mantine-InputWrapper-error').getByText(says).waitFor();
    expect(await page.locator('.mantine-InputWrapper-error').count()).toBe(1);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await kept()).toEqual(before);
  },
);

it('names the days that are allowed, and confirms what is saved', async () => {
  const { page, go } = await enter();
  await go('/settings/terms');
  const days = page.getByRole('textbox', { name: 'Days', exact: true });
  await days.fill('400');
  await days.press('Enter');
  await page.getByText('A whole number from 0 to 365').waitFor();
  await days.fill('21');
  await days.press('Enter');
  await page.getByText('Saved.').waitFor();
  await page.getByText('Not saved yet').waitFor({ state: 'detached' });
  expect(await kept()).toMatchObject({ defaultTerms: { days: 21 } });
});

it('keeps what was typed and not saved until the reader discards it', async () => {
  const { page, go } = await enter('de');
  await go('/settings');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  const before = await name.inputValue();
  await name.fill('Beispiel Handels GmbH');
  await page.getByText('Noch nicht gespeichert').waitFor();
  await page.getByRole('link', { name: 'Heute' }).first().click();
  await page.getByRole('link', { name: 'Einstellungen' }).first().click();
  await page.getByText('Noch nicht gespeichert').waitFor();
  expect(await name.inputValue()).toBe('Beispiel Handels GmbH');
  await page.getByRole('button', { name: 'Änderungen verwerfen' }).click();
  expect(await name.inputValue()).toBe(before);
  expect(await page.getByText('Noch nicht gespeichert').count()).toBe(0);
});

it('does not wait minutes for a mail server that says nothing', async () => {
  const { page, go } = await enter();
  await go('/settings/mail');
  await page.getByRole('button', { name: 'Send me a test mail' }).click();
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
});

it('gives a payment method terms of its own, changes them and takes them away', async () => {
  const { page, go } = await enter();
  await go('/settings/terms');
  const panel = page.locator('.panel', { hasText: 'Terms of a payment method' }).first();
  await panel.getByText('Every payment method has the terms above').waitFor();
  const add = async (method: string, days: string): Promise<void> => {
    await panel.getByRole('button', { name: 'Add', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Payment method' }).fill(method);
    await dialog.getByRole('textbox', { name: 'Days' }).fill(days);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await add('Kauf auf Rechnung', '30');
  await panel.getByRole('cell', { name: 'Kauf auf Rechnung', exact: true }).waitFor();
  expect((await kept())['termsByMethod']).toEqual([
    { method: 'Kauf auf Rechnung', kind: 'net', days: 30 },
  ]);
  await add('kauf auf rechnung', '10');
  await panel.getByRole('cell', { name: '10', exact: true }).waitFor();
  expect((await kept())['termsByMethod']).toEqual([
    { method: 'kauf auf rechnung', kind: 'net', days: 10 },
  ]);
  await panel.getByRole('button', { name: 'Remove: kauf auf rechnung' }).click();
  await panel.getByText('Every payment method has the terms above').waitFor();
  expect((await kept())['termsByMethod']).toEqual([]);
});

it('sets what holds a run back, and when nothing is sent', async () => {
  const { page, go } = await enter('de');
  await go('/settings/runs');
  const save = async (title: string): Promise<void> => {
    const panel = page.locator('.panel', { hasText: title }).first();
    await panel.getByRole('button', { name: 'Speichern' }).click();
    await panel.getByText('Noch nicht gespeichert').waitFor({ state: 'detached' });
  };
  await page.getByRole('textbox', { name: 'Höchstens Briefe je Lauf' }).fill('250');
  await page.getByRole('textbox', { name: 'Höchste Summe je Lauf' }).fill('12.345,67');
  await save('Grenzen');
  expect((await kept())['dunning']).toMatchObject({
    mostNoticesPerRun: 250,
    mostCentsPerRun: 12_345_67,
    mostNoticesPerDebtor: null,
  });
  await page.getByRole('textbox', { name: 'Von (Uhr)' }).fill('21');
  await page.getByText('Nicht an Sonntagen').click();
  await save('Wann nichts gesendet wird');
  expect((await kept())['dunning']).toMatchObject({
    quiet: { fromHour: 21, toHour: 0, sundays: true, holidays: false },
  });
  await page.getByRole('textbox', { name: 'Höchstens Briefe je Lauf' }).fill('');
  await save('Grenzen');
  expect((await kept())['dunning']).toMatchObject({ mostNoticesPerRun: null });
  await go('/settings/clearing');
  await page.getByRole('textbox', { name: 'Für die Antwort auf einen Einwand' }).fill('10');
  await save('Wie lange etwas dauern darf');
  expect((await kept())['clarification']).toMatchObject({ disputeAnswerDays: 10 });
});

it('names the field of the invoice number before it looks for it', async () => {
  const { page, go } = await enter();
  await go('/settings/terms');
  const panel = page.locator('.panel', { hasText: 'Number of the invoice' }).first();
  await panel.getByRole('combobox', { name: 'Where it comes from' }).click();
  await page.getByRole('option', { name: 'A metafield of the order' }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.locator('[role=alert], .mantine-InputWrapper-error').first().waitFor();
  expect((await kept())['invoiceNumber']).toMatchObject({ from: 'unknown' });
  await panel.getByRole('textbox', { name: 'Name of the field' }).fill('custom.invoice');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('Not saved yet').waitFor({ state: 'detached' });
  expect((await kept())['invoiceNumber']).toMatchObject({
    from: 'metafield',
    field: 'custom.invoice',
  });
});

it('takes a base rate down as the bulletin writes it, and refuses a slip', async () => {
  const { page, go } = await enter('de');
  await go('/settings/runs');
  const panel = page.locator('.panel', { hasText: 'Von Hand eingetragene Basiszinssätze' }).first();
  await panel.getByRole('button', { name: 'Hinzufügen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Gilt ab').fill('2027-01-01');
  await dialog.getByRole('textbox', { name: 'Prozent' }).fill('15,2');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.locator('[role=alert], .mantine-InputWrapper-error').first().waitFor();
  expect((await kept())['addedRates']).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Prozent' }).fill('1,52');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await panel.getByRole('cell', { name: '1,52 %' }).waitFor();
  expect((await kept())['addedRates']).toEqual([
    { name: 'de_base', validFrom: '2027-01-01', rate: 15_200 },
  ]);
  await panel.getByRole('button', { name: 'Entfernen: 01.01.2027' }).click();
  await panel.getByText('Keiner wurde eingetragen').waitFor();
  expect((await kept())['addedRates']).toEqual([]);
});
