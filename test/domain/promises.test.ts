import { isoDate } from '../../server/domain/calendar.ts';
import { assertPromise, judgePromise, promiseUntil } from '../../server/domain/promises.ts';

const rules = { perRound: 2, graceDays: 3, withinDays: 60 };
const today = isoDate('2026-03-20');
const facts = { openCents: 100_00, today, earlierInRound: 0 };
const promise = (on: string, amountCents = 100_00) => ({ promisedOn: isoDate(on), amountCents });

it.each([
  ['2026-03-19', 'is not between'],
  ['2026-03-20', null],
  ['2026-05-19', null],
  ['2026-05-20', 'is not between'],
])('takes a day from today to the limit: %s', (on, refusal) => {
  const attempt = () => assertPromise(promise(on), facts, rules);
  if (refusal === null) expect(attempt).not.toThrow();
  else expect(attempt).toThrow(refusal);
});

it('takes no more than is open, and only so many promises in a round', () => {
  const on = '2026-03-25';
  expect(() => assertPromise(promise(on, 100_00), facts, rules)).not.toThrow();
  expect(() => assertPromise(promise(on, 100_01), facts, rules)).toThrow('more than the open');
  const after = (earlierInRound: number) => () =>
    assertPromise(promise(on), { ...facts, earlierInRound }, rules);
  expect(after(1)).not.toThrow();
  expect(after(2)).toThrow('promised 2 times');
});

it.each([
  [100_00, 0, 'kept'],
  [99_99, 1, 'partly_kept'],
  [1, 99_99, 'partly_kept'],
  [0, 100_00, 'broken'],
  [0, 0, 'kept'], // a credit note left nothing to pay
  [-5_00, 105_00, 'broken'], // money went back
])('judges %i of 100.00 paid with %i open as %s', (paidCents, openCents, state) => {
  expect(judgePromise({ amountCents: 100_00, paidCents, openCents })).toBe(state);
});

it('keeps the reminders silent through the days of grace', () => {
  expect(promiseUntil(isoDate('2026-03-25'), rules)).toBe('2026-03-28');
});
