/**
 * `npm run screenshots`: starts the demo, signs in and takes the pictures of the README. Chromium
 * packs a PNG well when it has few colours, which a page of text has.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBrowser, settled, signIn } from './support/browser.ts';
import { startDemo } from './support/demo.ts';

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

const demo = await startDemo();
const browser = await openBrowser();
try {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, scheme = 'light', language = 'en-GB', ...size } of SHOTS) {
    const context = await browser.newContext({
      locale: language,
      colorScheme: scheme,
      reducedMotion: 'reduce',
      viewport: { width: size.width ?? 1280, height: size.height ?? 860 },
    });
    const page = await context.newPage();
    await page.goto(demo.url);
    await signIn(page, 'owner@example.com', demo.password);
    if (path.startsWith('/')) await page.goto(demo.url + path);
    else {
      await page.goto(`${demo.url}/receivables?state=handed_over`);
      await page.locator('table.grid tbody a').first().click();
      await page.locator('.sum').first().waitFor();
    }
    await settled(page);
    await page.screenshot({ path: `${folder}/console-${name}.png`, animations: 'disabled' });
    await context.close();
  }
} finally {
  await browser.close();
  demo.stop();
}
