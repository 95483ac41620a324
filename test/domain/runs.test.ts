import { isoDate } from '../../server/domain/calendar.ts';
import {
  brokenLimit,
  chooseChannel,
  isTooOld,
  reasonForNoChannel,
  whyChanged,
  whyHeld,
} from '../../server/domain/runs.ts';
import type { ReminderChannel } from '../../server/domain/dunning.ts';

const ON = isoDate('2026-03-21');

describe('the channel of a reminder', () => {
  const ways = { email: true, letter: true, telephone: false, webhook: false };
  it.each<[string, readonly ReminderChannel[], readonly string[], ReminderChannel | null]>([
    ['the first that reaches the debtor', ['email', 'letter'], [], 'email'],
    ['in the order of the policy', ['letter', 'email'], [], 'letter'],
    ['not one that has refused this reminder', ['email', 'letter'], ['email'], 'letter'],
    ['not one without an address', ['telephone', 'letter'], [], 'letter'],
    ['none when every one has refused', ['email'], ['email'], null],
    ['none when no one reaches him', ['telephone', 'webhook'], [], null],
  ])('is %s', (_words, channels, refused, expected) => {
    expect(chooseChannel(channels, ways, refused)).toBe(expected);
  });

  it('says which address is missing when there is only one channel', () => {
    expect(reasonForNoChannel(['email'])).toBe('no_email_address');
    expect(reasonForNoChannel(['letter'])).toBe('no_letter_address');
    expect(reasonForNoChannel(['email', 'letter'])).toBe('no_channel');
  });
});

describe('a proposal at its commit', () => {
  const proposed = { outcome: 'remind', level: 2, totalCents: 100_00 } as const;
  it.each([
    ['goes as it was proposed', { ...proposed, reason: null }, null],
    ['goes with less', { ...proposed, reason: null, totalCents: 99_99 }, null],
    ['never asks for more', { ...proposed, reason: null, totalCents: 100_01 }, 'changed:amount'],
    ['keeps its level', { ...proposed, reason: null, level: 3 }, 'changed:level'],
    ['is no hand-over', { ...proposed, reason: null, outcome: 'hand_over' }, 'changed:hand_over'],
    ['stays when paid', { ...proposed, outcome: 'skip', reason: 'paid' }, 'changed:paid'],
  ] as const)('%s', (_words, now, expected) => {
    expect(whyChanged(proposed, now)).toBe(expected);
  });

  it('is fresh for two days and too old on the third', () => {
    expect(isTooOld(ON, isoDate('2026-03-23'))).toBe(false);
    expect(isTooOld(ON, isoDate('2026-03-24'))).toBe(true);
  });
});

describe('the limits of a run', () => {
  const none = { mostNoticesPerRun: null, mostCentsPerRun: null, mostNoticesPerDebtor: null };
  const sofar = { notices: 2, noticesCents: 50_00, toDebtor: 1 };
  it.each([
    ['none', none, null],
    ['one notice more', { ...none, mostNoticesPerRun: 3 }, null],
    ['no notice more', { ...none, mostNoticesPerRun: 2 }, 'limit:run_notices'],
    ['just as much money', { ...none, mostCentsPerRun: 60_00 }, null],
    ['a cent less money', { ...none, mostCentsPerRun: 59_99 }, 'limit:run_amount'],
    ['two to a debtor', { ...none, mostNoticesPerDebtor: { notices: 2, days: 7 } }, null],
    [
      'one to a debtor',
      { ...none, mostNoticesPerDebtor: { notices: 1, days: 7 } },
      'limit:debtor_notices',
    ],
  ])('%s', (_words, limits, expected) => {
    expect(brokenLimit(limits, sofar, 10_00)).toBe(expected);
  });
});

describe('what holds every run', () => {
  const free = { stop: null, stalePaymentsDays: null, moneyKnownOn: null };
  it('is nothing unless somebody says so', () => {
    expect(whyHeld(free, ON)).toBeNull();
  });
  it('is the emergency stop', () => {
    const stop = { since: '2026-03-20T10:00:00.000Z' as never, reason: 'wrong prices' };
    expect(whyHeld({ ...free, stop }, ON)?.code).toBe('run_stopped');
  });
  it('is news of payments that are a day too old, and none at all', () => {
    const stale = { ...free, stalePaymentsDays: 3 };
    expect(whyHeld({ ...stale, moneyKnownOn: isoDate('2026-03-18') }, ON)).toBeNull();
    expect(whyHeld({ ...stale, moneyKnownOn: isoDate('2026-03-17') }, ON)?.values).toEqual({
      moneyKnownOn: '2026-03-17',
      days: 4,
    });
    expect(whyHeld(stale, ON)?.code).toBe('run_payments_unknown');
  });
});
