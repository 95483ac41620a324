import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { letterWriter } from '../../connectors/channels/letter.ts';
import { accountTable } from '../../server/domain/account-page.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { LETTER_NAMES } from '../../server/domain/letters.ts';
import type { LetterFacts, LetterLanguage, LetterName } from '../../server/domain/letters.ts';
import { liquidTexts } from '../../server/texts/render.ts';
import { fullFacts } from '../../server/texts/examples.ts';
import { groupedFacts, longFacts } from '../texts/samples.ts';
import {
  type Drawn,
  DRAWN_FILE,
  drawnOf,
  SHOWN,
  SHOWN_FOLDER,
  withSheet,
} from './shown-letters.ts';
import { readPgm } from './pgm.ts';
import type { GreyPicture } from './pgm.ts';

const LANGUAGES: readonly LetterLanguage[] = ['de', 'en', 'it'];
/** Fine enough to read a GiroCode as a telephone would, and to measure half a millimetre. */
const DPI = 120;

const texts = liquidTexts();
const writer = letterWriter();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mahnlauf-letters-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(name: LetterName, language: LetterLanguage, facts: LetterFacts) {
  const given = facts as LetterFacts & Record<string, unknown>;
  const { document, subject } = await texts.render(name, language, given);
  const pdf = await writer.toPdf(document);
  const path = join(folder, 'letter.pdf');
  writeFileSync(path, pdf);
  return { path, pdf, subject };
}

const run = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const wordsOf = (path: string): string => run('pdftotext', '-layout', path, '-');

const pageCount = (path: string): number =>
  Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', path))?.[1]);

/** Every page as a picture in a file of its own. */
function pictures(path: string): string[] {
  return Array.from({ length: pageCount(path) }, (_, i) => {
    const page = String(i + 1);
    const out = join(folder, `page-${page}`);
    run('pdftoppm', '-r', String(DPI), '-gray', '-singlefile', '-f', page, '-l', page, path, out);
    return `${out}.pgm`;
  });
}

/** The payloads of the codes on the pages, read from the pictures as a banking app would. */
function payloads(path: string): string[] {
  const reader = fileURLToPath(new URL('read-code.ts', import.meta.url));
  const lines = run(process.execPath, reader, ...pictures(path)).trim();
  return lines === '' ? [] : lines.split('\n').map((line) => String(JSON.parse(line)));
}

/** Whether the picture is dark at a place given in millimetres from the top left. */
function isDark({ grey, width }: GreyPicture, left: number, top: number): boolean {
  const x = Math.round((left * DPI) / 25.4);
  const around = [-1, 0, 1].map((dy) => Math.round((top * DPI) / 25.4) + dy);
  return around.some((y) => (grey[y * width + x] ?? 255) < 200);
}

/** Where words stand on page 1, in millimetres from the top left. */
function places(path: string): { word: string; left: number; top: number; right: number }[] {
  const xml = run('pdftotext', '-bbox', '-l', '1', path, '-');
  const found = xml.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" [^>]*>([^<]*)</g);
  return Array.from(found, ([, left, top, right, word = '']) => ({
    word,
    left: (Number(left) * 25.4) / 72,
    top: (Number(top) * 25.4) / 72,
    right: (Number(right) * 25.4) / 72,
  }));
}

const all = LANGUAGES.flatMap((language) => LETTER_NAMES.map((name) => [language, name] as const));

describe('a letter', () => {
  it.each(all)('%s/%s says the same as the e-mail and carries its code', async (language, name) => {
    const facts = fullFacts(name, language);
    const { path, subject } = await printed(name, language, facts);
    const words = wordsOf(path).replace(/\s+/g, ' ');
    const pages = wordsOf(path).match(/(Seite|Page|Pagina) \d (von|of|di) \d/g) ?? [];
    expect(words).toContain(subject);
    expect(words).toContain(facts.creditor.name);
    for (const line of facts.debtor.addressLines) expect(words).toContain(line);
    expect(words).toContain('#1001');
    expect(pages).toHaveLength(pageCount(path));
    if (name === 'correction') {
      expect(payloads(path)).toEqual([]);
      return;
    }
    expect(words).toContain('DE89 3704 0044 0532 0130 00');
    expect(payloads(path)).toEqual([
      [
        'BCD',
        '002',
        '1',
        'SCT',
        'COBADEFFXXX',
        'Muster GmbH',
        'DE89370400440532013000',
        `EUR${(facts.totals.payCents / 100).toFixed(2)}`,
        '',
        'RF93INV20261234',
      ].join('\n'),
    ]);
  });

  it('with many items runs over two pages, repeats its table head and counts the pages', async () => {
    const facts = groupedFacts('de');
    const { path } = await printed('second_reminder', 'de', facts);
    const pages = wordsOf(path)
      .split('\f')
      .filter((page) => page.trim() !== '');
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain('Seite 1 von 2');
    expect(pages[1]).toContain('Seite 2 von 2');
    for (const item of facts.items) expect(pages.join('')).toContain(item.orderName);
    expect(pages.join('')).toContain('in Klärung, jetzt nicht');
    const [payload] = payloads(path);
    expect(payload?.split('\n').slice(5)).toEqual([
      'Müller & Söhne Großhandel GmbH & Co. KG',
      'DE89370400440532013000',
      'EUR983.10',
      '',
      '',
      'Kunde D-4711, Sammelmahnung 17',
    ]);
  });

  it('repeats the head of a table that is too long for one page', async () => {
    const one = groupedFacts('de');
    const items = Array.from({ length: 30 }, (_, i) => ({
      ...(one.items[0] as (typeof one.items)[0]),
      orderName: `#${5000 + i}`,
      inDefaultFrom: null,
    }));
    const principalCents = items.reduce((sum, item) => sum + item.openCents, 0);
    const totals = { principalCents, interestCents: 0, chargesCents: 0, creditsCents: 0 };
    const long = { ...one, items, interest: [], charges: [] };
    const letter = { ...long, totals: { ...totals, payCents: principalCents } };
    const { path } = await printed('second_reminder', 'de', letter);
    const pages = wordsOf(path).split('\f');
    expect(pages.filter((page) => page.includes('Fällig am'))).toHaveLength(2);
    for (const { orderName } of items) expect(pages.join('')).toContain(orderName);
  });

  it('is laid out after DIN 5008 form B', async () => {
    const { path } = await printed('final_notice', 'de', fullFacts('final_notice', 'de'));
    const words = places(path);
    const find = (word: string) => words.filter((place) => place.word === word);
    const [erika] = find('Erika');
    const [street] = find('Gerichtsstraße');
    const [town] = find('12345').filter(({ top }) => top > 62.7 && top < 90);
    for (const line of [erika, street, town]) {
      expect(line?.left).toBeCloseTo(25, 0);
      expect(line?.top).toBeGreaterThan(62.6);
      expect(line?.top).toBeLessThan(90);
    }
    const [subject] = find('Letzte').filter(({ left }) => left < 30);
    expect(subject?.top).toBeGreaterThan(98.4);
    expect(subject?.top).toBeLessThan(103);
    const inWindow = words.filter((w) => w.left < 105 && w.right > 20 && w.top > 45 && w.top < 90);
    expect(inWindow.map(({ word }) => word).join(' ')).not.toMatch(/mahnung/i);
    const page = readPgm(readFileSync(pictures(path)[0] ?? ''));
    for (const top of [105, 210, 148.5]) expect(isDark(page, 7, top)).toBe(true);
    for (const top of [103, 107, 146, 151, 208, 212]) expect(isDark(page, 7, top)).toBe(false);
    expect(isDark(page, 10, 148.5)).toBe(true); // the punch mark is the longer one
    expect(isDark(page, 10, 105)).toBe(false);
  });

  it('keeps long names in the window, the whole account below each page and the sum with its rows', async () => {
    const facts = longFacts('de');
    const { path } = await printed('second_reminder', 'de', facts);
    const inWindow = places(path).filter((w) => w.left > 20 && w.right < 105.5 && w.top > 45);
    const zone = inWindow.filter(({ top }) => top > 62.6 && top < 90).map(({ word }) => word);
    expect(zone.join(' ')).toBe(facts.debtor.addressLines.join(' '));
    const pages = wordsOf(path).split('\f').slice(0, -1);
    expect(pages).toHaveLength(4);
    for (const page of pages) {
      expect(page).toContain('IBAN DE89 3704 0044 0532 0130 00');
      expect(page).toContain('BIC COBADEFFXXX');
    }
    for (const page of pages.slice(1)) {
      expect(page.trimStart()).toMatch(/^Wollwerkstatt .*GmbH & Co\. KG\s+14\. Juli 2026\n/);
    }
    const last = pages.find((page) => /Zu zahlen +6\.222,04 €/.test(page)) ?? '';
    expect(last).toMatch(/#2014, .*40,00 €\s+Zu zahlen +6\.222,04 €/);
    const [payload] = payloads(path);
    expect(payload?.split('\n').slice(5, 8)).toEqual([
      'Wollwerkstatt und Handarbeitsgroßhandel Muster & Beispiel GmbH & Co. KG'.slice(0, 70),
      'DE89370400440532013000',
      'EUR6222.04',
    ]);
  });

  it('never leaves the sum of a statement alone on a page, however many lines it has', async () => {
    const facts = groupedFacts('de');
    const { document } = await texts.render('second_reminder', 'de', facts);
    for (let count = 18; count <= 27; count += 1) {
      const lines = Array.from({ length: count }, () => ({
        on: facts.letterOn,
        orderName: '#1001',
        what: 'payment' as const,
        amountCents: 1,
      }));
      const table = accountTable('de', 'EUR', lines);
      const path = join(folder, 'statement.pdf');
      writeFileSync(path, await writer.toPdf({ ...document, blocks: [table] }));
      const page = wordsOf(path)
        .split('\f')
        .find((words) => words.includes('Stand heute'));
      expect(page).toMatch(/Zahlung #1001[^]*Stand heute/);
    }
  });

  it('takes a paragraph along when its closing words go to the next page', async () => {
    const { path } = await printed('first_reminder', 'de', fullFacts('first_reminder', 'de'));
    const [, second = ''] = wordsOf(path).split('\f');
    expect(second).toMatch(/Bei Fragen[^]*Freundliche Grüße\s+Muster GmbH\s+Anlage:\s+Rechnung/);
  });

  it('sets a long company name smaller and refuses what no window shows', async () => {
    const facts = fullFacts('first_reminder', 'de');
    const called = (name: string) => ({
      ...facts,
      debtor: { ...facts.debtor, addressLines: [name, 'L1', 'L2', 'L3', 'L4', 'L5'] },
    });
    const long = 'Muster Versandhandelsgesellschaft für Garne und Stoffe mbH & Co. KG';
    const { path } = await printed('first_reminder', 'de', called(long));
    const last = places(path).find(({ word }) => word === 'L5');
    expect(last?.top).toBeLessThan(87);
    const refused = printed('first_reminder', 'de', called(`${long} ${long}`));
    await expect(refused).rejects.toThrow(/does not fit the window/);
  });

  it('embeds its fonts and knows its language', async () => {
    const { path, pdf } = await printed('final_notice', 'it', fullFacts('final_notice', 'it'));
    const fonts = run('pdffonts', path).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/ yes yes yes /);
    const source = Buffer.from(pdf).toString('latin1');
    expect(source).toContain('/Lang (it)');
    expect(source).toContain('<pdfaid:part>2</pdfaid:part>');
  });

  it('is the same to the byte each time, and another one for another amount', async () => {
    const hash = async (facts: LetterFacts) => {
      const { pdf } = await printed('first_reminder', 'de', facts);
      return createHash('sha256').update(pdf).digest('hex');
    };
    const facts = fullFacts('first_reminder', 'de');
    const [item] = facts.items;
    const other = {
      ...facts,
      items: [{ ...(item as (typeof facts.items)[0]), originalCents: 123_451, openCents: 120_001 }],
      totals: { ...facts.totals, principalCents: 120_001, payCents: 120_001 },
    };
    const first = await hash(facts);
    expect(await hash(facts)).toBe(first);
    expect(await hash(other)).not.toBe(first);
  });

  it('has no GiroCode in a currency that it does not know', async () => {
    const facts = { ...fullFacts('first_reminder', 'de'), currency: 'CHF' };
    const { path } = await printed('first_reminder', 'de', facts);
    expect(wordsOf(path)).toContain('1.200,00 CHF');
    expect(payloads(path)).toEqual([]);
  });

  it('shows an address of six lines in the window and refuses one of seven', async () => {
    const facts = fullFacts('first_reminder', 'de');
    const lines = (count: number) => ({
      ...facts,
      debtor: { ...facts.debtor, addressLines: Array.from({ length: count }, (_, i) => `L${i}`) },
    });
    const { path } = await printed('first_reminder', 'de', lines(6));
    const last = places(path).find(({ word }) => word === 'L5');
    expect(last?.top).toBeLessThan(90);
    await expect(printed('first_reminder', 'de', lines(7))).rejects.toThrow(InvalidInput);
  });
});

describe('the pictures in docs/letters', () => {
  const drawn = JSON.parse(readFileSync(DRAWN_FILE, 'utf8')) as Record<string, Drawn>;

  // Another version of poppler draws other pixels, so the words of a sheet are compared.
  it.each(SHOWN)(
    'show the letter "$file" in $language as it is today; else `npm run letters`',
    async (one) => {
      const name = `${one.language}/${one.file}`;
      const today = await withSheet(one, drawnOf);
      expect(drawn[name]).toEqual(today);
      for (let page = 1; page <= today.pages; page += 1) {
        const picture = readFileSync(new URL(`${name}-${page}.png`, SHOWN_FOLDER));
        expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
        expect(picture.length).toBeLessThan(150_000);
      }
    },
  );
});
