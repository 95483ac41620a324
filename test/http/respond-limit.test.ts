import { addSeconds, instant } from '../../server/domain/calendar.ts';
import { callLimit } from '../../server/http/respond-limit.ts';

const at = instant('2026-03-21T06:00:00Z');

it('lets so many calls through in a while, and again when it is over', () => {
  const limit = callLimit({ most: 2, seconds: 60 });
  const answers = [0, 30, 59, 60, 61].map((after) => limit.allows('a', addSeconds(at, after)));
  expect(answers).toEqual([true, true, false, true, true]);
});

it('counts every caller for himself', () => {
  const limit = callLimit({ most: 1, seconds: 60 });
  expect([limit.allows('a', at), limit.allows('b', at), limit.allows('a', at)]).toEqual([
    true,
    true,
    false,
  ]);
});

it('remembers ten thousand callers and forgets the one that came first', () => {
  const limit = callLimit({ most: 1, seconds: 60 });
  for (let caller = 0; caller < 10_000; caller += 1) limit.allows(`${caller}`, at);
  expect(limit.allows('0', at)).toBe(false);
  limit.allows('one more', at);
  expect(limit.allows('1', at)).toBe(false);
  expect(limit.allows('0', at)).toBe(true);
});
