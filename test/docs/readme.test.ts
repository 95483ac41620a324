import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { commands } from '../../server/cli.ts';
import { tables } from './tables.ts';

const file = new URL('../../README.md', import.meta.url);
const marked = (name: string): RegExp =>
  new RegExp(`<!-- ${name} -->\n[\\s\\S]*?<!-- /${name} -->`);

const framed = (name: string, table: string): string =>
  `<!-- ${name} -->\n${table}\n<!-- /${name} -->`;

/** `UPDATE_DOCS=1 npm test -- test/docs` writes the tables anew. */
function readReadme(): string {
  let text = readFileSync(file, 'utf8');
  if (process.env['UPDATE_DOCS'] === '1') {
    for (const [name, table] of Object.entries(tables)) {
      text = text.replace(marked(name), () => framed(name, table));
    }
    writeFileSync(file, text);
  }
  return text;
}

describe('the README', () => {
  const readme = readReadme();

  it.each(Object.entries(tables))('shows %s as the code has them', (name, table) => {
    expect(marked(name).exec(readme)?.[0]).toBe(framed(name, table));
  });

  it('has the two commands on its first screen', () => {
    const screen = readme.split('\n').slice(0, 30).join('\n');
    expect(screen).toContain('npm ci && npm run demo');
    expect(screen).toContain('npm ci && npm test');
  });

  it('names every command of the command line', () => {
    for (const name of Object.keys(commands)) expect(readme).toContain(`\`${name}`);
  });

  it('points at files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
    const missing = links.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)));
    expect(missing).toEqual([]);
    expect(links.length).toBeGreaterThan(5);
  });
});
