/**
 * `npm run screenshots`: starts the demo, signs in and takes the pictures of the README. Chromium
 * packs a PNG well when it has few colours, which a page of text has. `npm run screenshots -- --all
 * <folder>` takes every page instead, in three widths, two languages and both colours, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { REPORTS } from '../../server/actions/reports.ts';
import { openBrowser, settled, signIn } from './support/browser.ts';
import { startDemo } from './support/demo.ts';
import { PAGES } from './support/pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}docs/pictures`;

interface Shot {
  name: string;
  path: string;
  scheme?: 'dark';
  language?: 'de-DE';
  width?: number;
  height?: number;
}

const SHOTS: readonly Shot[] = [
  { name: 'today', path: '/' },
  { name: 'receivables', path: '/receivables?state=overdue,in_dunning,handed_over' },
  { name: 'case', path: 'the first at the agency', height: 1180 },
  { name: 'agency', path: '/at-agency' },
  { name: 'policies', path: '/policies' },
  { name: 'reports', path: '/reports/dso', scheme: 'dark' },
  { name: 'telephone', path: '/', language: 'de-DE', width: 390, height: 844 },
];

const WIDTHS = [390, 1024, 1600];
const LOOKS = [
  { language: 'de-DE', scheme: 'light' },
  { language: 'en-GB', scheme: 'dark' },
  { language: 'it-IT', scheme: 'light' },
] as const;

type Look = { language: string; scheme: 'light' | 'dark'; width: number; height: number };

const demo = await startDemo();
const browser = await openBrowser();
try {
  const [option, all] = process.argv.slice(2);
  if (option === undefined) await takePictures();
  else if (option === '--all' && all !== undefined) await takeEveryPage(all);
  else throw new Error('npm run screenshots, or npm run screenshots -- --all <folder>');
} finally {
  await browser.close();
  demo.stop();
}

async function begin({ language, scheme, ...viewport }: Look): Promise<Page> {
  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport,
  });
  const page = await context.newPage();
  await page.goto(demo.url);
  await signIn(page, demo.email, demo.password);
  return page;
}

async function takePictures(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, scheme = 'light', language = 'en-GB', ...size } of SHOTS) {
    const { width = 1280, height = 860 } = size;
    const page = await begin({ language, scheme, width, height });
    if (path.startsWith('/')) await page.goto(demo.url + path);
    else {
      await page.goto(`${demo.url}/receivables?state=handed_over`);
      await page.locator('table.grid tbody a').first().click();
      await page.locator('.sum').first().waitFor();
    }
    await settled(page);
    await page.screenshot({ path: `${folder}/console-${name}.png`, animations: 'disabled' });
    await page.context().close();
  }
}

async function takeEveryPage(into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const reports = REPORTS.map((name) => `/reports/${name}`);
  for (const look of LOOKS) {
    const page = await begin({ ...look, width: 1600, height: 900 });
    const paths = [...new Set([...PAGES, ...reports, ...(await cases(page))])];
    for (const [index, path] of paths.entries()) {
      await page.goto(demo.url + path);
      await settled(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const number = String(index + 1).padStart(2, '0');
        const name = `${look.language}-${width}-${number}${path.replaceAll(/\W+/g, '_')}`;
        await page.screenshot({
          path: `${into}/${name}.png`,
          fullPage: true,
          animations: 'disabled',
        });
      }
    }
    console.log(`${look.language}: ${paths.length} pages`);
    await page.context().close();
  }
}

/** A case in each state, and the newest runs. */
async function cases(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const state of ['open', 'in_dunning', 'handed_over', 'paid']) {
    await page.goto(`${demo.url}/receivables?state=${state}`);
    await settled(page);
    found.push(await hrefOf(page));
  }
  await page.goto(`${demo.url}/runs`);
  await settled(page);
  return [...found, await hrefOf(page)];
}

async function hrefOf(page: Page): Promise<string> {
  const first = page.locator('table.grid tbody a').first();
  return (await first.getAttribute('href')) ?? '/nowhere';
}
