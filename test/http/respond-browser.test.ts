import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { makeWorld, rows, type World } from '../support/world.ts';

/** Where pictures of the page go; none are taken while this is not set. */
const PICTURES = process.env['RESPOND_PICTURES'];

describe('the page of a letter, in a browser without scripts', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  const violations: string[] = [];

  beforeAll(async () => {
    world = await makeWorld({});
    const vat = { number: 1001, debtorNumber: '4711', totalCents: 1_234_56 };
    await world.order({ id: '5001', ...vat });
    await world.order({ id: '5002', number: 1002, debtorNumber: '4711' });
    await world.day('2026-03-21');
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
      locale: 'de-DE',
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') violations.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(world.url)) violations.push(request.url());
    });
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  async function picture(name: string, width = 390): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
  }

  const linkInMail = async (): Promise<string> => {
    const text = (await world.mails()).at(-1)?.text ?? '';
    return world.url + new URL(/\S+\/r\/\S+/.exec(text)?.[0] ?? 'http://no.link/').pathname;
  };

  /** Nothing is wider than the screen of a telephone. */
  const overflow = (): Promise<number> =>
    page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);

  it('shows the open items on a telephone', async () => {
    await page.goto(await linkInMail());
    await page.getByRole('heading', { name: 'Ihre Antwort' }).waitFor();
    const table = page.getByRole('table');
    expect(await table.getByRole('row').allInnerTexts()).toEqual([
      expect.stringMatching(/Bestellung\s+Fällig am\s+Offen/),
      expect.stringMatching(/#1001\s+16\. März 2026\s+1\.234,56\s€/),
      expect.stringMatching(/#1002\s+16\. März 2026\s+100,00\s€/),
      expect.stringMatching(/Heute offen\s+1\.334,56\s€/),
    ]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await picture('page');
    await picture('page', 1024);
  });

  it('takes an objection by keyboard alone, and says thanks', async () => {
    await page.goto(await linkInMail());
    await page.getByText('Ich halte die Forderung für falsch').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Worum geht es?').locator('visible=true').selectOption('#1002');
    await page.getByLabel('Grund').selectOption('Die Ware ist nicht angekommen');
    await page.getByLabel('Was stimmt nicht?').fill('Das Paket ging zurück.');
    await picture('dispute');
    await picture('dispute', 1024);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').innerText()).toContain('wir prüfen Ihren Einwand');
    await picture('thanks');
    expect(await rows(world, 'disputes')).toEqual([
      expect.objectContaining({ receivable_id: 2, reason: 'goods_missing', state: 'open' }),
    ]);
  });

  it('does nothing twice when the debtor goes back and sends again', async () => {
    await page.goBack();
    await page.getByText('Ich halte die Forderung für falsch').click();
    const form = page.getByRole('group').filter({ hasText: 'Was stimmt nicht?' });
    await form.getByRole('button', { name: 'Absenden' }).click({ trial: true });
    await page.goForward();
    await page.reload();
    expect(await rows(world, 'disputes')).toHaveLength(1);
  });

  it('shows a mistake beside the form, which stays open and keeps what was written', async () => {
    await page.goto(await linkInMail());
    await page.getByText('Ich habe schon gezahlt', { exact: true }).click();
    await page.getByLabel('Gezahlt am').fill('2026-03-20');
    await page.getByLabel('Betrag').fill('viel');
    await page.getByLabel(/Anmerkung, zum Beispiel/).fill('vom Konto meiner Frau');
    const forms = page.locator('details', { hasText: 'Ich habe schon gezahlt' });
    await forms.getByRole('button', { name: 'Absenden' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Betrag als Zahl');
    expect(await page.getByLabel('Betrag').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel(/Anmerkung, zum Beispiel/).inputValue()).toBe(
      'vom Konto meiner Frau',
    );
    expect(await overflow()).toBeLessThanOrEqual(0);
    await picture('mistake');
    await page.getByLabel('Betrag').fill('1.234,56');
    await forms.getByRole('button', { name: 'Absenden' }).click();
    expect(await page.getByRole('status').innerText()).toContain('wir suchen Ihre Zahlung');
  });

  it('says in a friendly way that the page has expired', async () => {
    const link = await linkInMail();
    world.at('2026-06-20');
    await page.goto(link);
    expect(await page.getByRole('heading').innerText()).toBe('Diese Seite ist abgelaufen');
    await picture('ended');
  });

  it('loaded nothing from elsewhere, and broke no rule of its own policy', () => {
    const unexpected = violations.filter((text) => !/status of (400|410)/.test(text));
    expect(unexpected).toEqual([]);
  });
});
