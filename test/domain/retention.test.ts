import { isoDate } from '../../server/domain/calendar.ts';
import { bureauReportOn, type BureauFacts } from '../../server/domain/credit-bureau.ts';
import {
  erasureOn,
  keptUntil,
  RETENTION_RULES,
  type ErasureFacts,
  type RecordKind,
} from '../../server/domain/retention.ts';

const day = isoDate;

describe('retention', () => {
  it.each<[RecordKind, number, string, boolean]>([
    ['book', 10, '2036-12-31', true],
    ['voucher', 8, '2034-12-31', true],
    ['letter', 6, '2032-12-31', true],
    ['note', 3, '2029-12-31', false],
  ])('of a %s lasts %i years from the end of its year: %s', (kind, years, until, byLaw) => {
    expect(keptUntil(kind, day('2026-01-01'))).toBe(until);
    expect(keptUntil(kind, day('2026-12-31'))).toBe(until);
    expect(RETENTION_RULES[kind]).toMatchObject({ years, byLaw });
    expect(RETENTION_RULES[kind].source).toBe(
      byLaw ? 'HGB 257(4), AO 147(3)' : 'own schedule, after BGB 195, 199',
    );
  });

  it('takes the schedule of the house from the settings', () => {
    const rules = { ...RETENTION_RULES, note: { years: 1, source: 'our own', byLaw: false } };
    expect(keptUntil('note', day('2026-05-01'), rules)).toBe('2027-12-31');
  });
});

describe('erasure', () => {
  const facts: ErasureFacts = {
    records: [
      { kind: 'letter', on: day('2020-05-01') },
      { kind: 'voucher', on: day('2018-05-01') },
      { kind: 'note', on: day('2020-05-01') },
    ],
    claimOpen: false,
    assessmentOpen: false,
  };

  it('waits for the longest duty and is allowed the day after', () => {
    expect(erasureOn(facts, day('2026-12-31'))).toEqual({
      allowed: false,
      afterOn: '2026-12-31',
      reason: 'Records must be kept until 2026-12-31 (HGB 257, AO 147, GDPR 17(3)(b))',
    });
    expect(erasureOn(facts, day('2027-01-01'))).toEqual({
      allowed: true,
      afterOn: '2026-12-31',
      reason: 'The duty to keep ended on 2026-12-31',
    });
  });

  it('waits for the claim and for the tax office', () => {
    expect(erasureOn({ ...facts, claimOpen: true }, day('2050-01-01'))).toEqual({
      allowed: false,
      afterOn: null,
      reason: 'A claim is open: the data are needed to pursue it (GDPR 17(3)(e))',
    });
    expect(erasureOn({ ...facts, assessmentOpen: true }, day('2050-01-01'))).toEqual({
      allowed: false,
      afterOn: null,
      reason: 'The tax assessment is open: the period does not end (AO 147(3))',
    });
  });

  it('is allowed when nothing is kept', () => {
    expect(erasureOn({ ...facts, records: [] }, day('2026-01-01'))).toEqual({
      allowed: true,
      afterOn: null,
      reason: 'Nothing is kept that a law asks to keep',
    });
  });
});

describe('a report to a credit bureau (BDSG 31(2))', () => {
  const ripe: BureauFacts = {
    dueOn: day('2026-10-01'),
    openCents: 1,
    reminderReceiptsOn: [day('2026-11-10'), day('2026-10-24')],
    noticeReceivedOn: day('2026-10-24'),
    disputed: false,
    establishedBy: null,
  };
  const on = day('2026-11-21');
  const missing = (change: Partial<BureauFacts>, at = on): readonly string[] =>
    bureauReportOn({ ...ripe, ...change }, at).missing;

  it('is possible four weeks after the first of two received reminders', () => {
    expect(bureauReportOn(ripe, on)).toEqual({
      reportable: true,
      missing: [],
      remindersCounted: 2,
      earliestOn: '2026-11-21',
    });
    expect(bureauReportOn(ripe, day('2026-11-20'))).toEqual({
      reportable: false,
      missing: ['The first reminder is less than four weeks old; not before 2026-11-21'],
      remindersCounted: 2,
      earliestOn: '2026-11-21',
    });
  });

  it.each<[Partial<BureauFacts>, string[]]>([
    [{ openCents: 0 }, ['Nothing is open']],
    [{ disputed: true }, ['The claim is disputed']],
    [{ reminderReceiptsOn: [day('2026-10-24')] }, ['1 of 2 reminders were received']],
    [
      { reminderReceiptsOn: [day('2026-10-24'), day('2026-10-01')] },
      ['1 of 2 reminders were received'],
    ],
    [
      { reminderReceiptsOn: [day('2026-10-24'), day('2026-11-22')] },
      ['1 of 2 reminders were received'],
    ],
    [{ reminderReceiptsOn: [day('2026-10-24'), on] }, []],
    [{ noticeReceivedOn: null }, ['The debtor was not told beforehand of a possible report']],
    [
      { noticeReceivedOn: day('2026-11-22') },
      ['The debtor was not told beforehand of a possible report'],
    ],
    [{ noticeReceivedOn: on }, []],
    [
      { noticeReceivedOn: day('2026-10-23') },
      ['The notice of a possible report came before the first reminder'],
    ],
    [
      { reminderReceiptsOn: [] },
      [
        '0 of 2 reminders were received',
        'The notice of a possible report came before the first reminder',
      ],
    ],
    [
      { dueOn: null },
      [
        'The claim is not overdue',
        '0 of 2 reminders were received',
        'The notice of a possible report came before the first reminder',
      ],
    ],
    [
      { establishedBy: 'title', reminderReceiptsOn: [], noticeReceivedOn: null, disputed: true },
      [],
    ],
    [{ establishedBy: 'acknowledgement', dueOn: on }, ['The claim is not overdue']],
  ])('with %j lacks %j', (change, expected) => {
    expect(missing(change)).toEqual(expected);
    expect(bureauReportOn({ ...ripe, ...change }, on).reportable).toBe(expected.length === 0);
  });

  it('counts from the day after the due date', () => {
    const established: Partial<BureauFacts> = { establishedBy: 'insolvency_table' };
    expect(missing({ ...established, dueOn: day('2026-11-20') })).toEqual([]);
    expect(bureauReportOn({ ...ripe, reminderReceiptsOn: [] }, on).earliestOn).toBeNull();
  });
});
