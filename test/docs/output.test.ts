/** What the README shows of the demo and of a command is what they really print. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const readme = new URL('../../README.md', import.meta.url);
const root = new URL('../..', import.meta.url);

const run = (...args: string[]): string =>
  execFileSync(process.execPath, ['server/main.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** `UPDATE_DOCS=1 npm test -- test/docs` writes the outputs anew. */
function shown(name: string, printed: string): { before: string; after: string } {
  const mark = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`);
  const text = readFileSync(readme, 'utf8');
  const after = `\`\`\`\n${printed}\n\`\`\`\n`;
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(
      readme,
      text.replace(mark, () => `<!-- ${name} -->\n${after}<!-- /${name} -->`),
    );
    return { before: after, after };
  }
  return { before: mark.exec(text)?.[1] ?? '', after };
}

/** The first days, one Monday a fortnight, and the table: with nothing that changes by itself. */
function shorten(output: string): string {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
  const kept = lines.filter((line) => {
    const day = /^day +(\d+)/.exec(line)?.[1];
    return day === undefined || Number(day) <= 3 || Number(day) % 14 === 1;
  });
  return kept
    .join('\n')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
    .replace(/port \d+/, 'port …');
}

describe('the demo', () => {
  const output = run('demo', '--once');

  it('prints what the README shows', () => {
    const { before, after } = shown('demo-output', shorten(output));
    expect(before).toBe(after);
  });

  it('ends with one line of JSON that fits its table', () => {
    const { demo } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as {
      demo: Record<string, number>;
    };
    expect(Object.keys(demo)).toEqual([
      'orders',
      'receivables',
      'reminders',
      'paid',
      'claims',
      'closed',
      'reportedPayments',
      'openCents',
    ]);
    expect(demo['orders']).toBeGreaterThanOrEqual(60);
    expect(demo['reportedPayments']).toBeGreaterThan(0);
    expect(demo['claims']).toBeGreaterThan(0);
    expect(output).not.toContain('FAULT');
  });

  it('tells the same story again, and another with another seed', () => {
    const last = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
    expect(last(run('demo', '--once', '--seed', '1'))).toBe(last(output));
    expect(last(run('demo', '--once', '--seed', '2'))).not.toBe(last(output));
  });
});

describe('the command of the README', () => {
  it('prints what the README shows', () => {
    const args = '--principal 543.00 --from 2004-11-04 --to 2006-03-10 --debtor consumer';
    const printed = run('cli', 'interest', ...args.split(' ')).trimEnd();
    const command = `$ npm run -s cli -- interest ${args}\n${printed}`;
    const { before, after } = shown('interest-output', command);
    expect(before).toBe(after);
  });
});
