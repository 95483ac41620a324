import { reportWords } from '../../connectors/channels/report-words.ts';
import { GATE_CODES } from '../../server/domain/gates.ts';
import { WAIT_REASONS } from '../../server/domain/dunning.ts';
import { CHANGES, RUN_WARNINGS, SKIP_REASONS } from '../../server/domain/runs.ts';
import { sayings } from '../../server/domain/sayings.ts';
import { TEXT_PARTS, TEXT_RULES } from '../../server/domain/text-rules.ts';
import { TEXT_EXAMPLES } from '../../server/texts/examples.ts';
import { NOTICE_KINDS } from '../../server/storage/outbox.ts';
import { eventTypes } from '../../server/domain/events.ts';
import { DISPUTE_REASONS } from '../../server/domain/disputes.ts';
import { blockReasons } from '../../server/domain/blocks.ts';
import { WORK_KINDS } from '../../server/domain/worklist.ts';
import { claimStates } from '../../server/domain/claim.ts';
import { receivableStates } from '../../server/domain/receivable.ts';
import { de } from '../../plugin/admin-ui/src/words/de.ts';
import { en } from '../../plugin/admin-ui/src/words/en.ts';
import { centsFrom, digitsOf, makeFormat } from '../../plugin/admin-ui/src/words/format.ts';
import { digitsOf as orderPageDigits } from '../../plugin/shopify/extensions/shared/money.ts';
import { decimalFromCents } from '../../server/domain/money.ts';
import { it as italian } from '../../plugin/admin-ui/src/words/it.ts';

/** Every path to a word: `today.title`, `events.reminder.sent`. */
function pathsOf(words: object, above = ''): string[] {
  return Object.entries(words).flatMap(([name, word]: [string, unknown]) => {
    const path = `${above}${name}`;
    return typeof word === 'object' && word !== null ? pathsOf(word, `${path} > `) : [path];
  });
}

// English needs no words for formulas: the service tells them in English.
const but = (path: string): boolean => !path.startsWith('formulas > ');

it.each([
  ['German', de],
  ['Italian', italian],
])('has every word of the English console in %s, and no other', (_name, words) => {
  const given = pathsOf(words).filter(but).toSorted();
  const optional = ['planStates > drafted', 'planStates > expired', 'planStates > running'];
  const wanted = pathsOf(en)
    .filter(but)
    .filter((path) => !optional.includes(path));
  expect(given).toEqual(wanted.toSorted());
});

/** Like `{dueOn}` or `{kind:outgoing}`. */
const valuesIn = (sentence: string): string[] => (sentence.match(/\{[\w:]+\}/g) ?? []).toSorted();

// A reader's language writes the currency with the amount, and need not name who threw a run away.
// What a program or a partner said stands below the sentence, in its own words.
const UNSAID = [
  'currency actor note problem because refusal told',
  'field fields receivableId reminderId laterId todayOn promisedOn paidOn count principalCents',
].flatMap((names) => names.split(' ').map((name) => `{${name}}`));

it.each([
  ['German', de],
  ['English', en],
  ['Italian', italian],
])('says every sentence of the service in %s, with the same values', (_name, words) => {
  const wanted = Object.entries(sayings).map(([code, english]) => [
    code,
    valuesIn(english).filter((value) => !UNSAID.includes(value)),
  ]);
  const said = Object.entries(words.sayings).map(([code, text]) => [
    code,
    valuesIn(text).filter((value) => !UNSAID.includes(value)),
  ]);
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(wanted));
  const lists = Object.values(words.sayings).flatMap(
    (text) => text.match(/(?<=:)\w+(?=\})/g) ?? [],
  );
  expect(lists.filter((list) => !Object.hasOwn(words, list))).toEqual([]);
});

it.each([
  ['German', de, reportWords.de],
  ['English', en, reportWords.en],
  ['Italian', italian, reportWords.it],
])('prints a report in %s with the words of its page', (_name, words, printed) => {
  const { names, columns, buckets, formulas, howReckoned, none } = printed;
  expect({ names, columns, buckets, formulas, howReckoned, none }).toEqual({
    names: words.reports.names,
    columns: words.columns,
    buckets: words.buckets,
    formulas: words.formulas,
    howReckoned: words.reports.formulas,
    none: words.reports.none,
  });
});

it.each([
  ['events', Object.keys(eventTypes), en.events],
  ['reasons of a hold', Object.keys(blockReasons), en.blockReasons],
  ['kinds of work', [...WORK_KINDS], en.workKinds],
  ['states of a receivable', Object.keys(receivableStates), en.receivableStates],
  ['states of a claim', Object.keys(claimStates), en.claimStates],
  ['gates of a hand-over', [...GATE_CODES], en.gatesShut],
  ['reasons to wait', [...WAIT_REASONS], en.waitReasons],
  ['reasons of a run to leave one out', [...SKIP_REASONS], en.runReasons],
  ['warnings of a run', [...RUN_WARNINGS], en.runWarnings],
  ['changes since the proposal', CHANGES.map((change) => `changed:${change}`), en.runReasons],
  ['notices', [...NOTICE_KINDS], en.outgoing],
  [
    'warnings about a policy',
    Object.keys(sayings).flatMap((code) => (code.startsWith('warning_') ? [code.slice(8)] : [])),
    en.policyWarnings,
  ],
  ['faults of a text', [...TEXT_RULES], en.textRules],
  ['contents of a text', Object.keys(TEXT_PARTS), en.textParts],
  ['trials of a text', Object.keys(TEXT_EXAMPLES), en.textExamples],
  ['reasons of an objection', [...DISPUTE_REASONS], en.disputeReasons],
] as const)('has words for all %s of the service', (_name, codes, words) => {
  expect(codes.filter((code) => !Object.hasOwn(words, code))).toEqual([]);
});

it.each([
  ['de', '1.234,50\u00a0€', '15.03.2026'],
  ['en', '€1,234.50', '15 Mar 2026'],
  ['it', '1.234,50\u00a0€', '15/03/2026'],
] as const)('writes money and days as people do in "%s"', (language, money, day) => {
  const format = makeFormat(language);
  expect([format.money(123_450), format.day('2026-03-15')]).toEqual([money, day]);
});

it('writes amounts of currencies that have no cents', () => {
  expect(makeFormat('en').money(1200, 'JPY')).toBe('JP¥1,200');
});

it('counts the cents of every currency as the service does, here and on the order page', () => {
  for (const currency of Intl.supportedValuesOf('currency')) {
    const { length } = decimalFromCents(0, currency).slice(2);
    const counted = [digitsOf(currency), orderPageDigits(currency)];
    expect([currency, ...counted]).toEqual([currency, length, length]);
  }
  expect(makeFormat('en').money(123_450, 'HUF')).toBe('HUF\u00a01,234.50');
});

it.each([
  ['1200', 'JPY', 1200],
  ['12,5', 'JPY', null],
  ['1,5', 'KWD', 1500],
  ['12,50', 'HUF', 1250],
])('reads %s %s as %s of its smallest coins', (text, currency, cents) => {
  expect(centsFrom(text, currency)).toBe(cents);
});

it.each([
  ['12', 1200],
  ['12,5', 1250],
  ['12.50', 1250],
  ['1.234,50', 123_450],
  ['1,234.50', 123_450],
  ['1 234,50 €', 123_450],
  ['12,5o', null],
  ['12,505', null],
  ['1.234', null],
  ['1234', 123_400],
  ['-3', null],
  ['', null],
])('reads "%s" as an amount of %s cents', (text, cents) => {
  expect(centsFrom(text)).toBe(cents);
});
