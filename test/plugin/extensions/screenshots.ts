/**
 * `node test/plugin/extensions/screenshots.ts [directory]`: runs every built extension in Chromium
 * against answers of `cards.ts` and takes its picture. The styles are stand-ins.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import QRCode from 'qrcode';
import { bundleAll, EXTENSIONS } from './bundle.ts';
import { card, cards, chosen, invoice } from './cards.ts';
import { ELEMENTS, STYLES } from './stand-in.ts';

interface Picture {
  file: string;
  name: string;
  language: 'en' | 'de' | 'it';
  answer: unknown;
  status?: number;
  /** Buttons to press first, by their words. */
  press?: string[];
  width?: number;
}

const held = { id: 5, reason: 'promise', untilOn: '2026-04-12' };
const claim = {
  state: 'in_progress',
  fileNumber: '2026-004711',
  statusText: 'Mahnbescheid beantragt',
};
const agency = card({
  state: 'handed_over',
  level: 4,
  claim,
  next: { step: 'none', level: null, on: null, because: 'at_agency' },
  news: { kind: 'agency', on: '2026-06-02', text: 'Mahnbescheid beantragt' },
});
const three = [
  card(),
  card({ receivableId: 8, orderId: '2', orderName: '#1002', state: 'overdue', totalCents: 89_90 }),
  card({ receivableId: 9, orderId: '3', orderName: '#1003', state: 'paid', totalCents: 0 }),
];

const PICTURES: readonly Picture[] = [
  { file: 'block', name: 'receivable-block', language: 'de', answer: cards([card()]) },
  {
    file: 'block-held',
    name: 'receivable-block',
    language: 'en',
    answer: cards([card({ hold: held })]),
  },
  { file: 'block-agency', name: 'receivable-block', language: 'de', answer: cards([agency]) },
  {
    file: 'block-promise',
    name: 'receivable-block',
    language: 'de',
    answer: cards([card()]),
    press: ['Zusage erfassen'],
  },
  { file: 'block-empty', name: 'receivable-block', language: 'it', answer: cards([]) },
  { file: 'block-away', name: 'receivable-block', language: 'en', answer: {}, status: 503 },
  { file: 'block-denied', name: 'receivable-block', language: 'de', answer: {}, status: 403 },
  { file: 'action', name: 'receivable-action', language: 'de', answer: cards([card()]) },
  { file: 'orders', name: 'orders-action', language: 'it', answer: chosen(three) },
  { file: 'print', name: 'letters-print', language: 'en', answer: cards([card()]) },
  { file: 'customer', name: 'customer-block', language: 'de', answer: cards(three), width: 460 },
  { file: 'status', name: 'order-status', language: 'de', answer: { invoice } },
  {
    file: 'status-paid',
    name: 'order-status',
    language: 'en',
    answer: { invoice },
    press: ['I have paid already'],
  },
];

/** What Shopify gives an extension, as far as ours use it; runs in the page. */
function mockShopify(of: {
  words: unknown;
  language: string;
  answer: unknown;
  status: number;
}): void {
  const { words, language, answer, status } = of;
  const translate = (key: string, values: Record<string, string> = {}) => {
    let found: unknown = words;
    for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
    return String(found).replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));
  };
  const i18n = {
    translate,
    formatCurrency: (amount: number, more: object) =>
      new Intl.NumberFormat(language, { style: 'currency', ...more }).format(amount),
    formatDate: (day: Date, more: object) => new Intl.DateTimeFormat(language, more).format(day),
  };
  const shopify = {
    i18n,
    auth: { idToken: async () => 'token' },
    sessionToken: { get: async () => 'token' },
    data: { selected: [{ id: 'gid://shopify/Order/1' }] },
    navigation: { navigate: () => undefined },
    close: () => undefined,
    order: { value: { id: 'gid://shopify/Order/1' } },
    authenticationState: { value: 'fully_authenticated' },
    settings: { value: { service_url: 'https://mahnlauf.example.com' } },
    setSignals: () => undefined,
  };
  Object.assign(globalThis, {
    shopify,
    fetch: async () => new Response(JSON.stringify(answer), { status }),
  });
}

async function take(page: Page, picture: Picture, code: string, directory: string): Promise<void> {
  const { name, language, answer, status = 200, width = 380 } = picture;
  const locale = language === 'en' ? 'en.default' : language;
  const words: unknown = JSON.parse(
    readFileSync(join(EXTENSIONS, name, 'locales', `${locale}.json`), 'utf8'),
  );
  await page.setViewportSize({ width, height: 300 });
  await page.setContent(`<style>${STYLES}</style><body></body>`);
  const codes = {
    [invoice.transfer.giroCode]: await QRCode.toString(invoice.transfer.giroCode, {
      type: 'svg',
      width: 160,
    }),
  };
  await page.evaluate((all) => Object.assign(globalThis, { codes: all }), codes);
  await page.addScriptTag({ content: ELEMENTS });
  await page.evaluate(mockShopify, { words, language, answer, status });
  const source = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  await page.evaluate(async (from) => {
    const built = (await import(from)) as { default: () => Promise<void> };
    await built.default();
  }, source);
  await page.waitForFunction(
    () => document.querySelector('s-spinner, s-skeleton-paragraph') === null,
  );
  for (const label of picture.press ?? [])
    await page.locator('s-button', { hasText: label }).click();
  const path = join(directory, `order-page-${picture.file}.png`);
  await page.screenshot({ path, fullPage: true });
}

const directory = process.argv[2] ?? 'var/screenshots';
mkdirSync(directory, { recursive: true });
const bundles = bundleAll();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const picture of PICTURES) {
    // A page of its own for each: custom elements are defined once in a page.
    const page = await browser.newPage({ deviceScaleFactor: 2, colorScheme: 'light' });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await take(page, picture, bundles[picture.name]?.code ?? '', directory);
    if (problems.length > 0) throw new Error(`${picture.file}: ${problems.join('; ')}`);
    await page.close();
  }
} finally {
  await browser.close();
}
