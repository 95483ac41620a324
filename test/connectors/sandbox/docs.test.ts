import { readFileSync } from 'node:fs';
import { plots } from '../../../connectors/sandbox/plots.ts';

const guide = readFileSync(new URL('../../../docs/agency-onboarding.md', import.meta.url), 'utf8');

it.each(Object.keys(plots))('the guide tells the address that chooses the plot %j', (word) => {
  const address = word === '' ? 'muster@example.com' : `muster+${word}@example.com`;
  const row = guide.split('\n').find((line) => line.includes(`\`${address}\``)) ?? '';
  const about = (plots[word]?.about ?? '').replaceAll('errorList', '`errorList`');
  expect(row).toContain(about.split('; then as')[0]);
});

it('the guide asks exactly nine questions', () => {
  const questions = guide.slice(guide.indexOf('## 7.'), guide.indexOf('## 8.'));
  expect(questions.match(/^\d\. /gm)).toHaveLength(9);
});
