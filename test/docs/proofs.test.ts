import { readFileSync } from 'node:fs';

interface Row {
  number: number;
  rule: string;
  file: string;
  title: string;
}

/** The rows of a table, as they stand in the document. */
function readRows(document: string): Row[] {
  const text = readFileSync(`docs/${document}.md`, 'utf8');
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
  ["'", '"', '`'].some((quote) =>
    source.replace(/\(\s+/g, '(').includes(`(${quote}${title}${quote},`),
  );

describe.each([
  { document: 'known-failures', count: 43 },
  { document: 'diaries', count: 12 },
])('the table of $document', ({ document, count }) => {
  it('names every one, once and in order', () => {
    expect(readRows(document).map((row) => row.number)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });

  it.each(readRows(document))('gives number $number a rule and a test that exists', (row) => {
    expect(row.rule).not.toBe('');
    expect(writes(readFileSync(row.file, 'utf8'), row.title)).toBe(true);
  });
});
