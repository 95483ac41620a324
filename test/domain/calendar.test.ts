import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addSeconds,
  addWorkingDays,
  compareDays,
  dayOf,
  daysBetween,
  daysInYear,
  endOfMonth,
  endOfYear,
  instant,
  instantAt,
  isWorkingDay,
  isoDate,
  lastDayOf,
  lastWorkingDayUntil,
  maxDate,
  minDate,
  nextWorkingDay,
  NO_HOLIDAYS,
  nominalEndOf,
  shiftToWorkingDay,
  yearOf,
  type IsoDate,
} from '../../server/domain/calendar.ts';
import { publicHolidays } from '../../server/holidays.ts';

const berlin = publicHolidays('DE', 'BE');
const day = isoDate;
const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays(day('2000-01-01'), days));

describe('a calendar day', () => {
  it.each([
    '2026-02-30',
    '2026-13-01',
    '26-01-01',
    '2026-1-1',
    '2026-01-01T00:00',
    'x2026-01-01',
    '',
  ])('%j is refused with one sentence', (text) => {
    expect(() => isoDate(text)).toThrow(`"${text}" is not a calendar day; write it as YYYY-MM-DD`);
  });

  it('knows February 29 in leap years only', () => {
    expect(isoDate('2024-02-29')).toBe('2024-02-29');
    expect(() => isoDate('2025-02-29')).toThrow('"2025-02-29" is not a calendar day');
  });

  it('counts days across a leap day and back', () => {
    expect(addDays(day('2024-02-28'), 2)).toBe('2024-03-01');
    expect(addDays(day('2024-03-01'), -1)).toBe('2024-02-29');
    expect(daysBetween(day('2024-02-28'), day('2024-03-01'))).toBe(2);
    expect(daysBetween(day('2024-03-01'), day('2024-02-28'))).toBe(-2);
    expect(daysBetween(day('2024-03-01'), day('2024-03-01'))).toBe(0);
    expect(minDate(day('2024-01-01'), day('2024-01-02'))).toBe('2024-01-01');
    expect(minDate(day('2024-01-02'), day('2024-01-01'))).toBe('2024-01-01');
    expect(maxDate(day('2024-01-01'), day('2024-01-02'))).toBe('2024-01-02');
    expect(maxDate(day('2024-01-02'), day('2024-01-01'))).toBe('2024-01-02');
  });
});

it('sorts days and keeps what falls on one day in its order', () => {
  const [early, late] = [day('2026-01-01'), day('2026-01-02')];
  expect([compareDays(early, late), compareDays(late, early)]).toEqual([-1, 1]);
  expect(compareDays(early, early)).toBe(0);
});

describe('an instant', () => {
  it('is the next day in Berlin late in the evening of UTC', () => {
    const at = instant('2026-03-15T23:30:00Z');
    expect(dayOf(at, 'UTC')).toBe('2026-03-15');
    expect(dayOf(at, 'Europe/Berlin')).toBe('2026-03-16');
  });

  it('is read with its offset and written in UTC with milliseconds', () => {
    expect(instant('2026-03-15T09:00:00+01:00')).toBe('2026-03-15T08:00:00.000Z');
    expect(addSeconds(instant('2026-03-15T08:00:00Z'), 90)).toBe('2026-03-15T08:01:30.000Z');
    expect(instantAt(day('2026-03-15'), 8, 'Europe/Berlin')).toBe('2026-03-15T07:00:00.000Z');
    expect(instantAt(day('2026-07-15'), 8, 'Europe/Berlin')).toBe('2026-07-15T06:00:00.000Z');
    expect(() => instant('2026-03-15')).toThrow(
      '"2026-03-15" is not an instant; write it as 2026-03-15T08:00:00Z',
    );
  });
});

describe('months and years', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-04-08', 6, '2026-10-08'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  it('knows the end of a month and of a year', () => {
    expect(endOfMonth(day('2024-02-01'))).toBe('2024-02-29');
    expect(endOfMonth(day('2026-04-30'))).toBe('2026-04-30');
    expect(endOfYear(day('2026-04-30'))).toBe('2026-12-31');
    expect(endOfYear(day('2026-01-01'), 3)).toBe('2029-12-31');
    expect(endOfYear(day('0999-01-01'))).toBe('0999-12-31');
    expect(yearOf(day('2026-04-30'))).toBe(2026);
    expect(daysInYear(day('2024-05-05'))).toBe(366);
    expect(daysInYear(day('2100-05-05'))).toBe(365);
  });
});

describe('working days', () => {
  it.each([
    ['2026-03-06', true, 'Friday'],
    ['2026-03-07', false, 'Saturday'],
    ['2026-03-08', false, 'Sunday'],
    ['2026-03-09', true, 'Monday'],
    ['2026-12-25', false, 'Christmas on a Friday'],
  ])('%s: working day is %s (%s)', (on, working) => {
    expect(isWorkingDay(day(on), berlin)).toBe(working);
  });

  it('a Sunday moves to Monday, a Friday stays (BGB 193)', () => {
    expect(shiftToWorkingDay(day('2026-06-28'), berlin)).toBe('2026-06-29');
    expect(shiftToWorkingDay(day('2026-06-26'), berlin)).toBe('2026-06-26');
  });

  it('Christmas moves over the weekend to Monday', () => {
    expect(shiftToWorkingDay(day('2026-12-25'), berlin)).toBe('2026-12-28');
    expect(lastWorkingDayUntil(day('2026-12-27'), berlin)).toBe('2026-12-24');
    expect(lastWorkingDayUntil(day('2026-12-24'), berlin)).toBe('2026-12-24');
    expect(nextWorkingDay(day('2026-12-24'), berlin)).toBe('2026-12-28');
  });

  it('counts on without weekends, the first day not included', () => {
    expect(addWorkingDays(day('2026-03-06'), 1, NO_HOLIDAYS)).toBe('2026-03-09');
    expect(addWorkingDays(day('2026-03-02'), 5, NO_HOLIDAYS)).toBe('2026-03-09');
    expect(addWorkingDays(day('2026-03-07'), 0, NO_HOLIDAYS)).toBe('2026-03-07');
  });

  it('a shift never lands on a weekend or holiday and passes none by', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        const shifted = shiftToWorkingDay(on, berlin);
        expect(isWorkingDay(shifted, berlin)).toBe(true);
        expect(shifted >= on).toBe(true);
        for (let free = on; free < shifted; free = addDays(free, 1)) {
          expect(isWorkingDay(free, berlin)).toBe(false);
        }
        const back = lastWorkingDayUntil(on, berlin);
        expect(isWorkingDay(back, berlin)).toBe(true);
        expect(nextWorkingDay(back, berlin) > on || back === on).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a period (BGB 187, 188, 193)', () => {
  it.each([
    [{ count: 14, unit: 'days' }, '2026-11-06', '2026-11-20', '2026-11-20'],
    [{ count: 30, unit: 'days' }, '2026-05-29', '2026-06-28', '2026-06-29'],
    [{ count: 2, unit: 'weeks' }, '2026-04-08', '2026-04-22', '2026-04-22'],
    [{ count: 6, unit: 'months' }, '2026-04-08', '2026-10-08', '2026-10-08'],
    [{ count: 1, unit: 'months' }, '2026-01-31', '2026-02-28', '2026-03-02'],
  ] as const)('%j from %s ends on %s, to act until %s', (period, from, named, last) => {
    expect(nominalEndOf(period, day(from))).toBe(named);
    expect(lastDayOf(period, day(from), berlin)).toBe(last);
  });
});

describe('public holidays', () => {
  it('differ by federal state', () => {
    const womensDay = day('2027-03-08');
    expect(berlin.has(womensDay)).toBe(true);
    expect(publicHolidays('DE', 'BY').has(womensDay)).toBe(false);
    expect(publicHolidays('DE', 'BY').has(day('2027-01-06'))).toBe(true);
    expect(publicHolidays('DE').has(day('2027-01-06'))).toBe(false);
  });

  it.each([
    ['AT', '2026-10-26'],
    ['IT', '2026-06-02'],
    ['CH', '2026-08-01'],
  ])('of %s include %s', (country, on) => {
    expect(publicHolidays(country).has(on as IsoDate)).toBe(true);
  });

  it('do not count what is only observed', () => {
    expect(berlin.has(day('2026-12-24'))).toBe(false);
    expect(berlin.has(day('2026-02-14'))).toBe(false);
  });

  it('refuse an unknown country or state with one sentence', () => {
    expect(() => publicHolidays('XX')).toThrow('"XX" is no country whose holidays are known');
    expect(() => publicHolidays('DE', 'ZZ')).toThrow('"ZZ" is no state of DE that has holidays');
  });
});
