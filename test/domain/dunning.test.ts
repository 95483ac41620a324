import fc from 'fast-check';
import { addDays, isoDate } from '../../server/domain/calendar.ts';
import {
  type DunningPicture,
  type DunningPolicy,
  isBlocked,
  nextDunningStep,
  nextStepOn,
  presetLevel,
  presetPolicy,
} from '../../server/domain/dunning.ts';
import type { Receivable } from '../../server/domain/receivable.ts';

/** Due 2026-03-01, 100.00 EUR open; the policy reminds after 7 days and hands over after 14. */
const overdue: Receivable = {
  id: 1,
  state: 'overdue',
  currency: 'EUR',
  principalCents: 100_00,
  costsCents: 0,
  dueOn: isoDate('2026-03-01'),
  level: 0,
  lastNoticeOn: null,
  noticeDeadlineOn: null,
};

const policy: DunningPolicy = {
  levels: [
    {
      ...presetLevel,
      template: 'friendly_reminder',
      afterDays: 7,
      deadlineDays: 7,
      feeCents: { consumer: 0, business: 0 },
    },
    {
      ...presetLevel,
      template: 'final_notice',
      afterDays: 10,
      deadlineDays: 10,
      feeCents: { consumer: 1_50, business: 40_00 },
    },
  ],
  preDueDays: [],
  handoverAfterDays: 3,
  minimumCents: 5_00,
};

const picture = (
  receivable: Partial<Receivable> = {},
  rest: Partial<Omit<DunningPicture, 'receivable'>> = {},
): DunningPicture => ({
  receivable: { ...overdue, ...receivable },
  debtorKind: 'consumer',
  blocks: [],
  reminderInDelivery: false,
  originalCents: 100_00,
  preDueNoticeOn: null,
  ...rest,
});

const reminded = {
  level: 1,
  lastNoticeOn: isoDate('2026-03-08'),
  noticeDeadlineOn: isoDate('2026-03-16'),
};
const final = {
  level: 2,
  lastNoticeOn: isoDate('2026-03-18'),
  noticeDeadlineOn: isoDate('2026-03-30'),
};

const wait = (because: string) => ({ do: 'wait', because });
const quiet = { do: 'remind', interest: false, channels: ['email'], approval: false };
const friendly = {
  ...quiet,
  level: 1,
  template: 'friendly_reminder',
  feeCents: 0,
  deadlineDays: 7,
};
const last = { ...quiet, level: 2, template: 'final_notice', feeCents: 1_50, deadlineDays: 10 };

describe('the next step of a receivable', () => {
  it.each([
    ['2026-03-01', {}, wait('not_due')],
    ['2026-03-02', {}, wait('too_early')],
    ['2026-03-07', {}, wait('too_early')],
    ['2026-03-08', {}, friendly],
    // Months late, and still the friendly one.
    ['2026-09-01', {}, friendly],
    // The interval of 10 days would allow 2026-03-18; the deadline of the letter is over before.
    ['2026-03-17', reminded, wait('too_early')],
    ['2026-03-18', reminded, last],
    // The deadline of a letter must have passed, even when the interval is over.
    ['2026-03-25', { ...reminded, noticeDeadlineOn: isoDate('2026-03-25') }, wait('too_early')],
    ['2026-03-26', { ...reminded, noticeDeadlineOn: isoDate('2026-03-25') }, last],
    // The final notice has its days as well.
    ['2026-04-01', final, wait('too_early')],
    ['2026-04-02', final, { do: 'hand_over' }],
  ])('on %s with %j is %j', (on, receivable, step) => {
    expect(nextDunningStep(picture(receivable), policy, isoDate(on))).toEqual(step);
  });

  it.each([
    ['nothing is open', { principalCents: 0 }, wait('paid')],
    ['the debtor has a credit', { principalCents: -1 }, wait('paid')],
    ['the rest is a cent below the minimum', { principalCents: 4_99 }, wait('below_minimum')],
    ['the rest is exactly the minimum', { principalCents: 5_00 }, friendly],
    ['the due date is not yet known', { dueOn: null }, wait('due_date_unknown')],
  ])('when %s', (_what, receivable, step) => {
    expect(nextDunningStep(picture(receivable), policy, isoDate('2026-03-08'))).toEqual(step);
  });

  it('waits while a reminder is on its way', () => {
    const waiting = picture({}, { reminderInDelivery: true });
    const on = isoDate('2026-03-08');
    expect(nextDunningStep(waiting, policy, on)).toEqual(wait('reminder_in_delivery'));
  });

  it('charges a business what the policy says for a business', () => {
    const business = picture(reminded, { debtorKind: 'business' });
    const step = nextDunningStep(business, policy, isoDate('2026-03-20'));
    expect(step).toMatchObject({ feeCents: 40_00 });
  });
});

describe('a dunning block', () => {
  const until = { reason: 'complaint', untilOn: isoDate('2026-03-15') };

  it('is silent on its last day and speaks on the next', () => {
    const blocked = picture({}, { blocks: [until] });
    expect(nextDunningStep(blocked, policy, isoDate('2026-03-15'))).toEqual(wait('blocked'));
    expect(nextDunningStep(blocked, policy, isoDate('2026-03-16'))).toEqual(friendly);
  });

  it('without an end holds for ever, also beside one that has ended', () => {
    const open = { reason: 'dispute', untilOn: null };
    expect(isBlocked([until, open], isoDate('2099-01-01'))).toBe(true);
    expect(isBlocked([until], isoDate('2099-01-01'))).toBe(false);
    expect(isBlocked([], isoDate('2026-03-01'))).toBe(false);
  });
});

describe('the day of the next step', () => {
  it.each([
    [{}, '2026-03-08'],
    [{ dueOn: null }, null],
    [reminded, '2026-03-18'],
    [{ ...reminded, noticeDeadlineOn: null }, '2026-03-18'],
    [final, '2026-04-02'],
    // Without a deadline the hand-over counts from the letter itself.
    [{ ...final, noticeDeadlineOn: null }, '2026-03-21'],
    // A level without a day of its letter counts from the due date.
    [{ level: 1 }, '2026-03-11'],
    [{ level: 2 }, '2026-03-01'],
  ])('of %j is %s', (receivable, day) => {
    expect(nextStepOn({ ...overdue, ...receivable }, policy)).toBe(day);
  });
});

describe('a level', () => {
  it('climbs by one and never falls, whatever the days of the runs', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (days) => {
        let receivable = overdue;
        let on = isoDate('2026-03-01');
        for (const gap of days) {
          on = addDays(on, gap);
          const step = nextDunningStep(picture(receivable), presetPolicy, on);
          if (step.do !== 'remind') continue;
          expect(step.level).toBe(receivable.level + 1);
          const deadline = presetPolicy.levels[step.level - 1]?.deadlineDays ?? 0;
          const noticeDeadlineOn = addDays(on, deadline);
          receivable = { ...receivable, level: step.level, lastNoticeOn: on, noticeDeadlineOn };
        }
        expect(receivable.level).toBeLessThanOrEqual(presetPolicy.levels.length);
      }),
    );
  });
});

describe('the preset policy', () => {
  it('asks no fee of a consumer and the lump sum once of a business', () => {
    expect(presetPolicy.levels.map((level) => level.feeCents)).toEqual([
      { consumer: 0, business: 0 },
      { consumer: 0, business: 0 },
      { consumer: 0, business: 40_00 },
      { consumer: 0, business: 0 },
    ]);
  });

  it('goes from friendly to final and names its days', () => {
    const { levels, handoverAfterDays, minimumCents } = presetPolicy;
    expect(
      levels.map(({ template, afterDays, deadlineDays }) => [template, afterDays, deadlineDays]),
    ).toEqual([
      ['friendly_reminder', 5, 7],
      ['first_reminder', 10, 10],
      ['second_reminder', 14, 10],
      ['final_notice', 12, 10],
    ]);
    expect({ handoverAfterDays, minimumCents }).toEqual({
      handoverAfterDays: 3,
      minimumCents: 5_00,
    });
  });
});
