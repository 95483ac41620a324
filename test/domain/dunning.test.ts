import fc from 'fast-check';
import { addDays, type IsoDate, isoDate } from '../../server/domain/calendar.ts';
import {
  asksForShare,
  type DunningPicture,
  type DunningPolicy,
  type DunningStep,
  isBlocked,
  latestPreDueDay,
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
const quiet = {
  do: 'remind',
  interest: false,
  channels: ['email'],
  approval: false,
  attachments: [],
};
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

describe('a level with conditions of its own', () => {
  const withLevel = (change: Partial<DunningPolicy['levels'][number]>): DunningPolicy => ({
    ...policy,
    levels: policy.levels.map((level, index) => (index === 1 ? { ...level, ...change } : level)),
  });
  const on = (day: string, receivable: Partial<Receivable>, of: DunningPolicy) =>
    nextDunningStep(picture({ ...reminded, ...receivable }), of, isoDate(day));
  const too_early = wait('too_early');

  it('comes on the later of the days after the due date and after the last reminder', () => {
    // The last reminder allows 2026-03-18; 20 days after the due date are over on 2026-03-21.
    expect(on('2026-03-20', {}, withLevel({ afterDueDays: 20 }))).toEqual(too_early);
    expect(on('2026-03-21', {}, withLevel({ afterDueDays: 20 }))).toEqual(last);
    // With 10 days after the due date the last reminder decides.
    expect(on('2026-03-17', {}, withLevel({ afterDueDays: 10 }))).toEqual(too_early);
    expect(on('2026-03-18', {}, withLevel({ afterDueDays: 10 }))).toEqual(last);
  });

  it('grants its days of grace after the last deadline and after the due date', () => {
    // The deadline of the first reminder is 2026-03-16.
    expect(on('2026-03-20', {}, withLevel({ graceDays: 4 }))).toEqual(too_early);
    expect(on('2026-03-21', {}, withLevel({ graceDays: 4 }))).toEqual(last);
    const of = withLevel({ graceDays: 4, afterDueDays: 20 });
    expect(on('2026-03-24', {}, of)).toEqual(too_early);
    expect(on('2026-03-25', {}, of)).toEqual(last);
    const [first, second] = policy.levels;
    if (!first || !second) throw new Error('the policy has two levels');
    const graced = { ...policy, levels: [{ ...first, graceDays: 2 }, second] };
    const fresh = (day: string) => nextDunningStep(picture(), graced, isoDate(day));
    expect(fresh('2026-03-09')).toEqual(too_early);
    expect(fresh('2026-03-10')).toEqual(friendly);
  });

  it('is not reached while too little is open', () => {
    const of = withLevel({ minimumCents: 50_00 });
    expect(on('2026-03-18', { principalCents: 49_99 }, of)).toEqual(wait('below_minimum'));
    expect(on('2026-03-18', { principalCents: 50_00 }, of)).toEqual(last);
  });

  it('is not reached while too small a share of the original amount is open', () => {
    const of = withLevel({ minimumShareBasisPoints: 25_00 });
    expect(on('2026-03-18', { principalCents: 24_99 }, of)).toEqual(wait('below_share'));
    expect(on('2026-03-18', { principalCents: 25_00 }, of)).toEqual(last);
    expect(asksForShare(of)).toBe(true);
    expect(asksForShare(policy)).toBe(false);
    const blind = picture(reminded, { originalCents: null });
    expect(() => nextDunningStep(blind, of, isoDate('2026-03-18'))).toThrow(/original amount/);
    expect(nextDunningStep(blind, policy, isoDate('2026-03-18'))).toEqual(last);
  });

  it('says what its letter needs: interest, channels, deadline and whether a person looks', () => {
    const channels = ['letter', 'telephone'] as const;
    const change = { interest: true, approval: true, deadlineDays: 12, channels };
    expect(on('2026-03-18', {}, withLevel(change))).toEqual({ ...last, ...change });
  });
});

describe('a notice before the due date', () => {
  /** Due 2026-03-01; notices 7 and 3 days before. */
  const early: DunningPolicy = { ...policy, preDueDays: [7, 3] };
  const notice = {
    ...quiet,
    level: 0,
    template: 'pre_due_notice',
    feeCents: 0,
    deadlineDays: null,
  };
  const step = (day: string, rest: Partial<DunningPicture> = {}) =>
    nextDunningStep({ ...picture(), ...rest }, early, isoDate(day));
  const sentOn = (day: string) => ({ preDueNoticeOn: isoDate(day) });

  it.each([
    ['a day too early', '2026-02-21', {}, wait('not_due')],
    ['on its first day', '2026-02-22', {}, notice],
    ['a day late', '2026-02-23', {}, notice],
    ['on the same day again', '2026-02-22', sentOn('2026-02-22'), wait('not_due')],
    ['on the next day again', '2026-02-23', sentOn('2026-02-22'), wait('not_due')],
    ['before its second day', '2026-02-25', sentOn('2026-02-22'), wait('not_due')],
    ['on its second day', '2026-02-26', sentOn('2026-02-22'), notice],
    ['the second after a late first', '2026-02-26', sentOn('2026-02-25'), notice],
    // A run after an outage answers both days with one notice.
    ['once for both days', '2026-02-27', {}, notice],
    ['and then never again', '2026-02-28', sentOn('2026-02-27'), wait('not_due')],
    ['on the last day before', '2026-02-28', {}, notice],
    ['not on the due date', '2026-03-01', {}, wait('not_due')],
    ['not after it', '2026-03-02', {}, wait('too_early')],
  ])('%s', (_when, day, rest, expected) => {
    expect(step(day, rest)).toEqual(expected);
  });

  it.each([
    ['paid', { receivable: { ...overdue, principalCents: 0 } }, 'paid'],
    ['a trifle', { receivable: { ...overdue, principalCents: 4_99 } }, 'below_minimum'],
    ['without a due date', { receivable: { ...overdue, dueOn: null } }, 'due_date_unknown'],
    ['blocked', { blocks: [{ reason: 'complaint', untilOn: null }] }, 'blocked'],
    ['with a notice on its way', { reminderInDelivery: true }, 'reminder_in_delivery'],
    ['at a level already', { receivable: { ...overdue, ...reminded } }, 'not_due'],
  ])('never goes to what is %s', (_what, rest, because) => {
    expect(step('2026-02-26', rest)).toEqual(wait(because));
  });

  it('is looked for as early as the earliest of all policies wants it', () => {
    expect(latestPreDueDay([{ policy }, { policy: early }])).toBe(7);
    expect(latestPreDueDay([{ policy }])).toBe(0);
    expect(latestPreDueDay([])).toBe(0);
  });
});

// -------------------------------------------------------------------------------------------
// Whatever the policy and the days of the runs

const days = (most: number) => fc.integer({ min: 0, max: most });
const anyLevel: fc.Arbitrary<DunningPolicy['levels'][number]> = fc.record({
  template: fc.constantFrom('first_reminder' as const, 'second_reminder' as const),
  afterDays: days(40),
  afterDueDays: days(90),
  graceDays: days(10),
  deadlineDays: fc.integer({ min: 1, max: 30 }),
  feeCents: fc.record({ consumer: days(500), business: days(4000) }),
  interest: fc.boolean(),
  channels: fc.constant(['email'] as const),
  attachments: fc.constant([]),
  minimumCents: days(120_00),
  minimumShareBasisPoints: days(10_000),
  approval: fc.boolean(),
});
const anyPolicy: fc.Arbitrary<DunningPolicy> = fc.record({
  levels: fc.array(anyLevel, { minLength: 1, maxLength: 9 }),
  preDueDays: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
  handoverAfterDays: days(20),
  minimumCents: days(20_00),
});
/** A diary: after so many days a run, with so much still open. */
const anyDiary = fc.array(fc.record({ gap: days(60), openCents: fc.integer({ max: 100_00 }) }), {
  minLength: 1,
  maxLength: 30,
});

interface Entry {
  on: IsoDate;
  before: DunningPicture;
  step: DunningStep;
}

/** Lives through a diary from 40 days before the due date; each reminder leaves at once. */
function live(of: DunningPolicy, diary: readonly { gap: number; openCents: number }[]): Entry[] {
  let before = picture();
  let on = addDays(isoDate('2026-03-01'), -40);
  return diary.map(({ gap, openCents }) => {
    on = addDays(on, gap);
    before = { ...before, receivable: { ...before.receivable, principalCents: openCents } };
    const entry = { on, before, step: nextDunningStep(before, of, on) };
    const { step } = entry;
    if (step.do !== 'remind') return entry;
    if (step.level === 0) {
      before = { ...before, preDueNoticeOn: on };
      return entry;
    }
    const { level, deadlineDays } = step;
    const noticeDeadlineOn = addDays(on, deadlineDays ?? 0);
    const receivable = { ...before.receivable, level, lastNoticeOn: on, noticeDeadlineOn };
    before = { ...before, receivable };
    return entry;
  });
}

const everyEntry = (check: (entry: Entry, of: DunningPolicy) => void): void =>
  fc.assert(
    fc.property(anyPolicy, anyDiary, (of, diary) => {
      for (const entry of live(of, diary)) check(entry, of);
    }),
    { numRuns: 300 },
  );

describe('whatever the policy and the days of the runs', () => {
  it('no level is skipped and none falls', () => {
    everyEntry(({ before, step }, of) => {
      if (step.do === 'remind' && step.level > 0) {
        expect(step.level).toBe(before.receivable.level + 1);
      }
      expect(before.receivable.level).toBeLessThanOrEqual(of.levels.length);
    });
  });

  it('the same facts give the same step', () => {
    everyEntry(({ on, before, step }, of) => {
      const again = nextDunningStep(structuredClone(before), structuredClone(of), on);
      expect(again).toEqual(step);
    });
  });

  it('nothing happens to what is paid or blocked', () => {
    everyEntry(({ on, before }, of) => {
      const paid = { ...before, receivable: { ...before.receivable, principalCents: 0 } };
      expect(nextDunningStep(paid, of, on)).toEqual(wait('paid'));
      const blocked = { ...before, blocks: [{ reason: 'dispute', untilOn: on }] };
      expect(nextDunningStep(blocked, of, on).do).toBe('wait');
    });
  });

  it('no step comes before the later of its days, and each comes on that very day', () => {
    everyEntry(({ on, before, step }, of) => {
      const { level, lastNoticeOn, noticeDeadlineOn, dueOn } = before.receivable;
      const next = of.levels[level];
      if (next === undefined || dueOn === null || on <= dueOn) return;
      const limits = [addDays(dueOn, next.graceDays + next.afterDueDays)];
      if (lastNoticeOn === null || noticeDeadlineOn === null) {
        limits.push(addDays(dueOn, next.graceDays + next.afterDays));
      } else {
        limits.push(addDays(lastNoticeOn, next.afterDays));
        limits.push(addDays(noticeDeadlineOn, next.graceDays + 1));
      }
      const isEarly = limits.some((limit) => on < limit);
      if (isEarly) expect(step.do).toBe('wait');
      else expect(step).not.toEqual(wait('too_early'));
    });
  });

  it('a fee, interest and a demand come only after the due date', () => {
    everyEntry(({ on, before, step }) => {
      if (before.receivable.dueOn === null || on > before.receivable.dueOn) return;
      expect(step.do).not.toBe('hand_over');
      if (step.do !== 'remind') return;
      expect(on < before.receivable.dueOn).toBe(true);
      expect(step).toMatchObject({ level: 0, feeCents: 0, interest: false, deadlineDays: null });
    });
  });

  it('there are never more notices before the due date than days for them, nor two on one', () => {
    fc.assert(
      fc.property(anyPolicy, anyDiary, (of, diary) => {
        const sent = live(of, diary).filter(({ step }) => step.do === 'remind' && step.level === 0);
        expect(sent.length).toBeLessThanOrEqual(of.preDueDays.length);
        expect(new Set(sent.map(({ on }) => on)).size).toBe(sent.length);
      }),
      { numRuns: 300 },
    );
  });

  it('a claim is handed over only after the last level and its deadline', () => {
    everyEntry(({ on, before, step }, of) => {
      if (step.do !== 'hand_over') return;
      const { level, noticeDeadlineOn } = before.receivable;
      expect(level).toBe(of.levels.length);
      expect(noticeDeadlineOn === null || noticeDeadlineOn <= on).toBe(true);
    });
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
