import { BLOCK_REASONS, holdWords, readBlock } from '../../server/domain/blocks.ts';
import { isoDate } from '../../server/domain/calendar.ts';
import { isBlocked } from '../../server/domain/dunning.ts';
import { say } from '../../server/domain/sayings.ts';

const on = isoDate('2026-03-25');

it('reads every reason it knows, with and without an end', () => {
  for (const reason of BLOCK_REASONS) {
    expect(readBlock({ reason, untilOn: null })).toEqual({ reason, untilOn: null });
    expect(readBlock({ reason, untilOn: '2026-03-25' })).toEqual({ reason, untilOn: on });
  }
});

it.each([
  ['a reason nobody knows', { reason: 'mood', untilOn: '2020-01-01' }],
  [
    'a reason that is no reason of ours but a word of the language',
    { reason: 'toString', untilOn: null },
  ],
  ['a day that is none', { reason: 'complaint', untilOn: 'tomorrow' }],
  ['a day no calendar has', { reason: 'complaint', untilOn: '2020-02-30' }],
  ['the empty day of a server', { reason: 'complaint', untilOn: '0000-00-00' }],
  ['no reason', { reason: '', untilOn: null }],
])('holds without an end for %s, also when it looks long over', (_what, kept) => {
  const block = readBlock(kept);
  expect(block.untilOn).toBeNull();
  expect(isBlocked([block], on)).toBe(true);
  expect(holdWords([block])).toEqual([say('held_unreadable')]);
});

it('lets a block that can be read end on its day', () => {
  const block = readBlock({ reason: 'complaint', untilOn: '2026-03-25' });
  expect(isBlocked([block], on)).toBe(true);
  expect(isBlocked([block], isoDate('2026-03-26'))).toBe(false);
});

it('names no hold that shuts a gate of its own', () => {
  const words = (reason: string) => holdWords([{ reason, untilOn: null }]);
  for (const reason of ['dispute', 'insolvency', 'deceased', 'minor', 'open_return']) {
    expect(words(reason)).toEqual([]);
  }
  expect(words('instalment_plan')).toEqual([say('held', { reason: 'instalment_plan' })]);
  expect(holdWords([{ reason: 'promise', untilOn: on }])).toEqual([
    say('held_until', { reason: 'promise', untilOn: on }),
  ]);
});
