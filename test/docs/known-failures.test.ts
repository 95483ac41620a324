import { readFileSync } from 'node:fs';

interface Row {
  number: number;
  rule: string;
  file: string;
  title: string;
}

/** The rows of the table, as they stand in the document. */
function readRows(): Row[] {
  const text = readFileSync('docs/known-failures.md', 'utf8');
  return text.split('\n').flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\||\|$/g, '').trim());
    const [number = '', , rule = '', proof = ''] = cells;
    if (!/^\d+$/.test(number)) return [];
    const [, file = '', title = ''] = /^`(test\/[^`]+)` › (.+)$/.exec(proof) ?? [];
    return [{ number: Number(number), rule, file, title }];
  });
}

/** A test's title as it is written in its file, whichever quotes it has. */
const writes = (source: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) => source.includes(`(${quote}${title}${quote},`));

describe('the table of known failures', () => {
  it('names every one of the forty-three, once and in order', () => {
    expect(readRows().map((row) => row.number)).toEqual(
      Array.from({ length: 43 }, (_, index) => index + 1),
    );
  });

  it.each(readRows())('gives number $number a rule and a test that exists', (row) => {
    expect(row.rule).not.toBe('');
    expect(writes(readFileSync(row.file, 'utf8'), row.title)).toBe(true);
  });
});
