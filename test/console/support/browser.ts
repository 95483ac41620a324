/** Debian's Chromium, driven from the tests: what it says, asks for and stumbles over is kept. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PASSWORD } from './stage.ts';

const CHROMIUM = '/usr/bin/chromium';
const SLOWEST_MS = 15_000;

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the browser complained about: errors on its console, and exceptions nobody caught. */
  complaints: string[];
  /** Requests that left for another host. */
  foreign: string[];
  go: (path: string) => Promise<void>;
  end: () => Promise<void>;
}

export interface VisitWish {
  language?: 'de' | 'en' | 'it';
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** Signs in with this address; stays before the login when left out. */
  as?: string;
  /** Refused or lost requests that the story is about; the browser complains of each by itself. */
  expects?: RegExp;
}

const LOCALES = { de: 'de-DE', en: 'en-GB', it: 'it-IT' } as const;

/** `more` are switches beside those that a machine without a screen needs. */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...more],
  });

/** A browser window of its own, without cookies. */
export async function visit(browser: Browser, url: string, wish: VisitWish = {}): Promise<Visit> {
  const { language = 'en', scheme = 'light', width = 1280, height = 900 } = wish;
  const context = await browser.newContext({
    locale: LOCALES[language],
    timezoneId: 'Europe/Berlin',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width, height },
  });
  context.setDefaultTimeout(SLOWEST_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    const complaint = `${message.text()} ${message.location().url}`;
    const isExpected = wish.expects?.test(complaint) ?? false;
    if (message.type() === 'error' && !isExpected) complaints.push(complaint);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== url) foreign.push(request.url());
  });
  const tools: Visit = {
    page,
    context,
    complaints,
    foreign,
    async go(path) {
      await page.goto(url + path);
      await settled(page);
    },
    end: () => context.close(),
  };
  await tools.go('/');
  if (wish.as !== undefined) await signIn(page, wish.as);
  return tools;
}

/** Types address and password and waits for the first page. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.frame').waitFor();
  await settled(page);
}

/** The heading is there and nothing is being loaded any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
}
