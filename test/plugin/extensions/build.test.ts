import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAll, EXTENSIONS, extensionNames, LIMIT_BYTES, manifestOf } from './bundle.ts';

const bundles = bundleAll();
const library = 'node_modules/@shopify/ui-extensions/package.json';
const installed = JSON.parse(readFileSync(library, 'utf8')) as { version: string };

/** The dotted keys of a locale file with their texts. */
function flat(words: object, before = ''): Map<string, string> {
  const pairs = Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`${before}${key}`, value]]
      : [...flat(value as object, `${before}${key}.`)],
  );
  return new Map(pairs);
}

const locale = (name: string, file: string) =>
  flat(JSON.parse(readFileSync(join(EXTENSIONS, name, 'locales', file), 'utf8')) as object);

it('builds an extension for each surface of the issue', () => {
  const targets = extensionNames().map(
    (name) => manifestOf(name).extensions[0]?.targeting[0]?.target,
  );
  expect(new Set(targets)).toEqual(
    new Set([
      'admin.customer-details.block.render',
      'admin.order-details.action.render',
      'admin.order-details.block.render',
      'admin.order-details.print-action.render',
      'admin.order-index.selection-action.render',
      'customer-account.order-status.block.render',
    ]),
  );
});

describe.each(extensionNames())('the extension %s', (name) => {
  const bundle = bundles[name];
  if (bundle === undefined) throw new Error(`${name} was not built`);
  const manifest = manifestOf(name);
  const [extension] = manifest.extensions;

  it('names the version of the API whose library is installed', () => {
    const [year, month = ''] = installed.version.split('.');
    expect(manifest.api_version).toBe(`${year}-${month.padStart(2, '0')}`);
    expect(manifest.api_version >= '2026-07').toBe(true);
    expect(extension).toMatchObject({ type: 'ui_extension', handle: name });
  });

  it('builds into one file below the limit, with nothing left to load and nothing of the server', () => {
    process.stdout.write(
      `${name}: ${bundle.bytes} bytes, ${bundle.gzipBytes} compressed of ${LIMIT_BYTES}\n`,
    );
    expect(bundle.gzipBytes).toBeLessThan(LIMIT_BYTES);
    expect(bundle.imports).toEqual([]);
    expect(
      bundle.modules.filter((file) => /^(server|connectors|plugin\/admin-ui)/.test(file)),
    ).toEqual([]);
    expect(bundle.modules).toContain('node_modules/preact/dist/preact.module.js');
    expect(bundle.code).not.toContain('react-dom');
  });

  it('has the same texts in three languages, each with the same gaps to fill, and no other', () => {
    const english = locale(name, 'en.default.json');
    expect(readdirSync(join(EXTENSIONS, name, 'locales')).toSorted()).toEqual([
      'de.json',
      'en.default.json',
      'it.json',
    ]);
    const gaps = (text = '') => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
    for (const file of ['de.json', 'it.json']) {
      const words = locale(name, file);
      expect([...words.keys()]).toEqual([...english.keys()]);
      for (const [key, text] of words) {
        expect([key, gaps(text)]).toEqual([key, gaps(english.get(key))]);
        expect(text).not.toBe('');
      }
    }
    const said =
      bundle.code + readFileSync(join(EXTENSIONS, name, 'shopify.extension.toml'), 'utf8');
    const unused = [...english.keys()].filter((key) => !isSaid(key, said));
    expect(unused).toEqual([]);
  });
});

/** A text is said by its whole key, or by one whose last word is a state: `state.${card.state}`. */
function isSaid(key: string, code: string): boolean {
  const upTo = (mark: string) => key.slice(0, key.lastIndexOf(mark) + 1);
  const stems = [upTo('.'), upTo('_')].filter((stem) => stem !== '');
  return code.includes(key) || stems.some((stem) => code.includes(`${stem}\${`));
}

it('runs in a browser, built as it is', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-pictures-'));
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'screenshots.ts'), directory]);
    const pictures = readdirSync(directory);
    for (const picture of ['block', 'action', 'orders', 'print', 'customer', 'status']) {
      expect(pictures).toContain(`order-page-${picture}.png`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it.each(['.', 'order-status'])('fits the types of Shopify for its components (%s)', (directory) => {
  const compiler = join(process.cwd(), 'node_modules/typescript/bin/tsc');
  const project = join(EXTENSIONS, directory);
  expect(execFileSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' })).toBe('');
});
