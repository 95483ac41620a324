import { isoDate, type IsoDate } from '../../server/domain/calendar.ts';
import {
  assumedReceiptOn,
  defaultBegin,
  inDefaultOn,
  type DefaultFacts,
  type DefaultGround,
  type ReceivedReminder,
} from '../../server/domain/default.ts';
import { publicHolidays } from '../../server/holidays.ts';

const berlin = publicHolidays('DE', 'BE');
const day = isoDate;

/** A consumer, due on Wednesday 2026-07-15, a date that only the invoice named. */
const printed: DefaultFacts = {
  debtor: 'consumer',
  dueOn: day('2026-07-15'),
  terms: { due: { kind: 'fixed', on: day('2026-07-15') }, basis: 'one_sided' },
  invoiceReceivedOn: null,
  deliveredOn: null,
  invoiceNamesThirtyDays: false,
  reminders: [],
  refusedOn: null,
  servedOn: null,
  excusedUntil: null,
};
const agreed = { ...printed.terms, basis: 'agreed' } as const;
const reminder = (change: Partial<ReceivedReminder>): ReceivedReminder => ({
  sentOn: day('2026-07-28'),
  receivedOn: day('2026-07-30'),
  evidence: 'proven',
  deadlineOn: null,
  ...change,
});
const ground = (change: Partial<DefaultFacts>): DefaultGround | null =>
  defaultBegin({ ...printed, ...change }, berlin).ground;

it('a date that only stood on the invoice puts no consumer into default, ever', () => {
  const begin = defaultBegin({ ...printed, invoiceReceivedOn: day('2026-07-01') }, berlin);
  expect(begin).toEqual({
    ground: null,
    grounds: [],
    missing: [
      {
        code: 'agreed_date',
        reason:
          'The payment date was set by one side only and puts nobody in default (BGH III ZR 91/07)',
      },
      {
        code: 'thirty_days',
        reason: 'The invoice does not tell the consumer of the 30 days (BGB 286(3) S. 1)',
      },
    ],
  });
  expect(inDefaultOn(begin, day('2030-01-01'))).toBe(false);
});

describe('an agreed date', () => {
  it('puts into default on the day after it (BGB 286(2) Nr. 1)', () => {
    expect(ground({ terms: agreed })).toMatchObject({
      code: 'agreed_date',
      rule: 'BGB 286(2) Nr. 1',
      fromOn: '2026-07-16',
      interestFromOn: '2026-07-16',
      evidence: 'proven',
      words: 'The agreed payment date ended on 2026-07-15 (BGB 286(2) Nr. 1)',
    });
  });

  it('counts from the day it begins', () => {
    const begin = defaultBegin({ ...printed, terms: agreed }, berlin);
    expect(inDefaultOn(begin, day('2026-07-15'))).toBe(false);
    expect(inDefaultOn(begin, day('2026-07-16'))).toBe(true);
  });

  it.each([
    [{ kind: 'net', days: 14, from: 'receipt' }],
    [{ kind: 'net_end_of_month', days: 14 }],
  ] as const)('as an event and a period, %j, is BGB 286(2) Nr. 2', (due) => {
    const dueOn = day('2026-11-20');
    expect(ground({ dueOn, terms: { due, basis: 'agreed' } })).toMatchObject({
      code: 'event_and_period',
      rule: 'BGB 286(2) Nr. 2',
      fromOn: '2026-11-21',
      interestFromOn: '2026-11-21',
      evidence: 'proven',
      words: 'The agreed payment period ended on 2026-11-20 (BGB 286(2) Nr. 2)',
    });
    const begin = defaultBegin({ ...printed, terms: { due, basis: 'one_sided' } }, berlin);
    expect(begin.missing[0]?.code).toBe('event_and_period');
  });

  it.each([
    { kind: 'on_receipt' },
    { kind: 'on_fulfilment' },
    { kind: 'unknown', text: '?' },
  ] as const)('is missing in terms such as %j, so a reminder is needed', (due) => {
    const begin = defaultBegin({ ...printed, terms: { due, basis: 'agreed' } }, berlin);
    expect(begin.ground).toBeNull();
    expect(begin.missing[0]).toMatchObject({
      code: 'agreed_date',
      reason: 'The terms name no date or period, so default needs a reminder',
    });
  });
});

describe('the 30-day rule', () => {
  const noticed = {
    dueOn: day('2026-05-29'),
    invoiceReceivedOn: day('2026-05-29'),
    invoiceNamesThirtyDays: true,
  };

  it('ends on a working day: Sunday 2026-06-28 becomes Monday, default from Tuesday', () => {
    expect(ground(noticed)).toMatchObject({
      code: 'thirty_days',
      rule: 'BGB 286(3) S. 1',
      fromOn: '2026-06-30',
      interestFromOn: '2026-06-30',
      evidence: 'proven',
      words:
        '30 days after due date 2026-05-29 and invoice received on 2026-05-29 ' +
        'ended on 2026-06-29 (BGB 286(3) S. 1)',
    });
  });

  it.each([
    ['due later than received', '2026-07-15', '2026-05-29', '2026-08-15'],
    ['received later than due', '2026-05-29', '2026-07-15', '2026-08-15'],
  ])('counts from what came last: %s', (_, dueOn, receivedOn, from) => {
    const late = { dueOn: day(dueOn), invoiceReceivedOn: day(receivedOn) };
    expect(ground({ ...noticed, ...late })?.fromOn).toBe(from);
  });

  it.each<[DefaultFacts['debtor'], boolean, string | null]>([
    ['consumer', false, null],
    ['consumer', true, '2026-06-30'],
    ['unknown', false, null],
    ['unknown', true, '2026-06-30'],
    ['business', false, '2026-06-30'],
    ['public', false, '2026-06-30'],
  ])('towards a %s, with the notice %s: %s', (debtor, invoiceNamesThirtyDays, from) => {
    expect(ground({ ...noticed, debtor, invoiceNamesThirtyDays })?.fromOn ?? null).toBe(from);
  });

  it('counts from the goods when a business denies the invoice (BGB 286(3) S. 2)', () => {
    const late = { debtor: 'business', invoiceReceivedOn: null, deliveredOn: day('2026-07-20') };
    expect(ground({ ...late, debtor: 'business' })).toMatchObject({
      code: 'thirty_days_after_delivery',
      rule: 'BGB 286(3) S. 2',
      fromOn: '2026-08-20',
      interestFromOn: '2026-08-20',
      evidence: 'proven',
      words:
        '30 days after due date 2026-07-15 and goods received on 2026-07-20 ' +
        'ended on 2026-08-19 (BGB 286(3) S. 2)',
    });
  });

  it.each<[DefaultFacts['debtor'], IsoDate | null]>([
    ['business', null],
    ['consumer', day('2026-07-20')],
  ])('does not start for a %s with goods received on %s and no invoice', (debtor, deliveredOn) => {
    const facts = { ...printed, debtor, deliveredOn, invoiceNamesThirtyDays: true };
    const begin = defaultBegin(facts, berlin);
    expect(begin.ground).toBeNull();
    expect(begin.missing[1]).toMatchObject({
      code: 'thirty_days',
      reason: 'It is not known when the debtor received the invoice',
    });
  });
});

describe('a reminder', () => {
  it('without a deadline works on receipt, interest from the day after', () => {
    expect(ground({ reminders: [reminder({})] })).toMatchObject({
      code: 'reminder',
      rule: 'BGB 286(1)',
      fromOn: '2026-07-30',
      interestFromOn: '2026-07-31',
      evidence: 'proven',
      words: 'Reminder of 2026-07-28, received on 2026-07-30 (BGB 286(1))',
    });
  });

  it('with a deadline works after it, moved off the weekend', () => {
    const reminders = [reminder({ deadlineOn: day('2026-08-08'), evidence: 'assumed' })];
    expect(ground({ reminders })).toMatchObject({
      code: 'reminder',
      rule: 'BGB 286(1)',
      fromOn: '2026-08-11',
      interestFromOn: '2026-08-11',
      evidence: 'assumed',
      words:
        'Reminder of 2026-07-28, received on 2026-07-30, ' +
        'with a deadline of 2026-08-08 (BGB 286(1))',
    });
  });

  it.each([
    ['2026-07-30', '2026-07-31'],
    ['2026-07-29', '2026-07-30'],
  ])('with a deadline of %s that it hardly met works from %s', (deadline, from) => {
    expect(ground({ reminders: [reminder({ deadlineOn: day(deadline) })] })?.fromOn).toBe(from);
  });

  it('that came on the due date has no effect, one day later it has', () => {
    const early = { ...printed, reminders: [reminder({ receivedOn: day('2026-07-15') })] };
    expect(defaultBegin(early, berlin).ground).toBeNull();
    expect(defaultBegin(early, berlin).missing.at(-1)).toMatchObject({
      code: 'reminder',
      reason: 'The reminder of 2026-07-28 came before the claim was overdue and has no effect',
    });
    expect(ground({ reminders: [reminder({ receivedOn: day('2026-07-16') })] })?.fromOn).toBe(
      '2026-07-16',
    );
  });
});

describe('refusal and service', () => {
  it.each([
    ['2026-07-20', '2026-07-20', '2026-07-21'],
    ['2026-07-15', '2026-07-16', '2026-07-16'],
    ['2026-06-01', '2026-07-16', '2026-07-16'],
  ])('on %s put into default on %s, interest from %s', (on, fromOn, interestFromOn) => {
    const evidence = 'proven';
    expect(ground({ refusedOn: day(on) })).toMatchObject({
      code: 'refusal',
      rule: 'BGB 286(2) Nr. 3',
      fromOn,
      interestFromOn,
      evidence,
      words: `Serious and final refusal to pay on ${on} (BGB 286(2) Nr. 3)`,
    });
    expect(ground({ servedOn: day(on) })).toMatchObject({
      code: 'service',
      rule: 'BGB 286(1) S. 2',
      fromOn,
      interestFromOn,
      evidence,
      words: `Court document served on ${on} (BGB 286(1) S. 2)`,
    });
  });
});

describe('several grounds', () => {
  it('the earliest decides and the others are kept in order', () => {
    const begin = defaultBegin(
      {
        ...printed,
        terms: agreed,
        refusedOn: day('2026-07-20'),
        reminders: [reminder({}), reminder({ receivedOn: day('2026-07-18') })],
      },
      berlin,
    );
    expect(begin.ground?.code).toBe('agreed_date');
    expect(begin.grounds.map(({ fromOn }) => fromOn)).toEqual([
      '2026-07-16',
      '2026-07-18',
      '2026-07-20',
      '2026-07-30',
    ]);
  });

  it('of one day keep their order', () => {
    const both = { ...printed, refusedOn: day('2026-07-20'), servedOn: day('2026-07-20') };
    expect(defaultBegin(both, berlin).grounds.map(({ code }) => code)).toEqual([
      'refusal',
      'service',
    ]);
  });
});

describe('no default', () => {
  it('while the due date is not known', () => {
    expect(defaultBegin({ ...printed, dueOn: null, terms: agreed }, berlin)).toEqual({
      ground: null,
      grounds: [],
      missing: [{ code: 'not_due', reason: 'The claim is not due yet, or nobody knows when' }],
    });
  });

  it('while the debtor need not pay', () => {
    expect(defaultBegin({ ...printed, terms: agreed, excusedUntil: 'open' }, berlin)).toEqual({
      ground: null,
      grounds: [],
      missing: [{ code: 'excused', reason: 'The debtor need not pay for now (BGB 286(4), 320)' }],
    });
  });

  it('before the excuse ended, and from the next day on', () => {
    const excused = ground({ terms: agreed, excusedUntil: day('2026-08-01') });
    expect(excused?.fromOn).toBe('2026-08-02');
    expect(excused?.interestFromOn).toBe('2026-08-02');
    expect(ground({ terms: agreed, excusedUntil: day('2026-07-10') })?.fromOn).toBe('2026-07-16');
  });
});

it.each([
  ['email', undefined, '2026-07-02'],
  ['letter', undefined, '2026-07-05'],
  ['email', { emailDays: null, letterDays: 4 }, null],
  ['letter', { emailDays: 1, letterDays: null }, null],
  ['letter', { emailDays: null, letterDays: 0 }, '2026-07-01'],
] as const)('an unproven %s with settings %j is taken as received on %s', (channel, set, on) => {
  expect(assumedReceiptOn(day('2026-07-01'), channel, set)).toBe(on);
});
