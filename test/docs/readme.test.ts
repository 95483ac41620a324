import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { commands } from '../../server/cli.ts';
import { tables } from './tables.ts';

const DOCUMENTS = ['README.md', 'docs/reference.md'];
const at = (document: string): URL => new URL(`../../${document}`, import.meta.url);

const marked = (name: string): RegExp =>
  new RegExp(`<!-- ${name} -->\n[\\s\\S]*?<!-- /${name} -->`);

const framed = (name: string, table: string): string =>
  `<!-- ${name} -->\n${table}\n<!-- /${name} -->`;

/** `UPDATE_DOCS=1 npm test -- test/docs` writes the tables anew. */
function readDocument(document: string): string {
  let text = readFileSync(at(document), 'utf8');
  if (process.env['UPDATE_DOCS'] === '1') {
    for (const [name, table] of Object.entries(tables)) {
      text = text.replace(marked(name), () => framed(name, table));
    }
    writeFileSync(at(document), text);
  }
  return text;
}

describe('the README and the reference', () => {
  const documents = DOCUMENTS.map(readDocument);
  const [readme = ''] = documents;

  it.each(Object.entries(tables))('show %s as the code has them', (name, table) => {
    const shown = documents.flatMap((text) => marked(name).exec(text)?.[0] ?? []);
    expect(shown).toEqual([framed(name, table)]);
  });

  it('has the two commands on its first screen', () => {
    const screen = readme.split('\n').slice(0, 30).join('\n');
    expect(screen).toContain('npm ci && npm run demo');
    expect(screen).toContain('npm ci && npm test');
  });

  it('names every command of the command line', () => {
    for (const name of Object.keys(commands)) expect(documents.join('')).toContain(`\`${name}`);
  });

  it('points at files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
    const missing = links.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)));
    expect(missing).toEqual([]);
    expect(links.length).toBeGreaterThan(5);
  });
});
