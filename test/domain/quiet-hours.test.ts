import fc from 'fast-check';
import { addSeconds, instant, isoDate, NO_HOLIDAYS } from '../../server/domain/calendar.ts';
import { debtorTimeZone, nextQuietFree, type QuietHours } from '../../server/domain/quiet-hours.ts';

const quiet: QuietHours = { fromHour: 20, toHour: 8, sundays: true, holidays: true };
const berlin = { timeZone: 'Europe/Berlin', holidays: NO_HOLIDAYS };

describe('quiet hours of a debtor in Berlin', () => {
  it.each([
    // Wednesday in winter, an hour ahead of UTC.
    ['in the middle of a working day', '2026-03-04T11:00:00Z', '2026-03-04T11:00:00Z'],
    ['in the last second of the day', '2026-03-04T18:59:59Z', '2026-03-04T18:59:59Z'],
    ['at eight in the evening', '2026-03-04T19:00:00Z', '2026-03-05T07:00:00Z'],
    ['in the last second of the night', '2026-03-05T06:59:59Z', '2026-03-05T07:00:00Z'],
    ['at eight in the morning', '2026-03-05T07:00:00Z', '2026-03-05T07:00:00Z'],
    ['after midnight here, before midnight in UTC', '2026-03-04T23:30:00Z', '2026-03-05T07:00:00Z'],
    ['late on a Saturday', '2026-03-07T18:59:59Z', '2026-03-07T18:59:59Z'],
    ['on the eve of a Sunday', '2026-03-07T19:00:00Z', '2026-03-09T07:00:00Z'],
    ['on a Sunday', '2026-03-08T11:00:00Z', '2026-03-09T07:00:00Z'],
    // The clocks go forward in the night of 2026-03-29, a Sunday.
    ['on the eve of summer time', '2026-03-28T19:00:00Z', '2026-03-30T06:00:00Z'],
    ['in the first night of summer time', '2026-03-29T20:00:00Z', '2026-03-30T06:00:00Z'],
    // And back in the night of 2026-10-25, a Sunday.
    ['on the last evening of summer time', '2026-10-24T17:59:59Z', '2026-10-24T17:59:59Z'],
    ['a second later', '2026-10-24T18:00:00Z', '2026-10-26T07:00:00Z'],
  ])('%s', (_when, at, free) => {
    expect(nextQuietFree(instant(at), berlin, quiet)).toBe(instant(free));
  });

  it.each([
    ['the hour that is skipped is none', 2, 3, '2026-03-29T00:59:59Z', '2026-03-29T00:59:59Z'],
    ['after it the day goes on', 2, 3, '2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z'],
    [
      'the night that ends in it ends with it',
      22,
      2,
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'the hour that comes twice is quiet twice',
      2,
      3,
      '2026-10-25T00:00:00Z',
      '2026-10-25T02:00:00Z',
    ],
    ['in its second half as well', 2, 3, '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z'],
    ['a second after it nothing is', 2, 3, '2026-10-25T02:00:01Z', '2026-10-25T02:00:01Z'],
  ])('on the day of the change %s', (_what, fromHour, toHour, at, free) => {
    const hours = { fromHour, toHour, sundays: false, holidays: false };
    expect(nextQuietFree(instant(at), berlin, hours)).toBe(instant(free));
  });

  it('keep a rest at noon too', () => {
    const noon = { fromHour: 12, toHour: 14, sundays: false, holidays: false };
    const free = (at: string) => nextQuietFree(instant(at), berlin, noon);
    expect(free('2026-03-04T10:59:59Z')).toBe(instant('2026-03-04T10:59:59Z'));
    expect(free('2026-03-04T11:00:00Z')).toBe(instant('2026-03-04T13:00:00Z'));
    expect(free('2026-03-04T22:30:00Z')).toBe(instant('2026-03-04T22:30:00Z'));
  });

  it('are none where they begin and end at the same hour', () => {
    const never = { fromHour: 8, toHour: 8, sundays: false, holidays: false };
    const night = instant('2026-03-08T02:00:00Z');
    expect(nextQuietFree(night, berlin, never)).toBe(night);
    const sundays = { ...never, sundays: true };
    expect(nextQuietFree(night, berlin, sundays)).toBe(instant('2026-03-08T23:00:00Z'));
  });

  it('last through holidays one after another', () => {
    const easter = ['2026-04-03', '2026-04-06'].map(isoDate);
    const place = { ...berlin, holidays: new Set(easter) };
    const good = instant('2026-04-03T10:00:00Z');
    expect(nextQuietFree(good, place, quiet)).toBe(instant('2026-04-04T06:00:00Z'));
    const sunday = instant('2026-04-05T10:00:00Z');
    expect(nextQuietFree(sunday, place, quiet)).toBe(instant('2026-04-07T06:00:00Z'));
    expect(nextQuietFree(sunday, place, { ...quiet, holidays: false })).toBe(
      instant('2026-04-06T06:00:00Z'),
    );
  });

  it('never end where every day is quiet, and that is said', () => {
    const place = { ...berlin, holidays: { has: () => true } };
    expect(() => nextQuietFree(instant('2026-03-04T11:00:00Z'), place, quiet)).toThrow(/no hour/);
  });
});

describe('quiet hours', () => {
  const hours = fc.record({
    fromHour: fc.integer({ min: 0, max: 23 }),
    toHour: fc.integer({ min: 0, max: 23 }),
    sundays: fc.boolean(),
    holidays: fc.constant(false),
  });
  const seconds = fc.integer({ min: 0, max: 366 * 86_400 });
  const zones = fc.constantFrom('Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Tokyo');

  it('never send earlier, and what is free stays free', () => {
    fc.assert(
      fc.property(hours, seconds, zones, (kept, later, timeZone) => {
        const place = { timeZone, holidays: NO_HOLIDAYS };
        const at = addSeconds(instant('2026-01-01T00:00:00Z'), later);
        const free = nextQuietFree(at, place, kept);
        expect(free >= at).toBe(true);
        expect(nextQuietFree(free, place, kept)).toBe(free);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an hour that the clock skips', () => {
  it('is no hour to send in, when it is the only free one of its day', () => {
    const place = { timeZone: 'Europe/Berlin', holidays: NO_HOLIDAYS };
    const onlyFromTwoToThree = { fromHour: 3, toHour: 2, sundays: false, holidays: false };
    // 2026-03-29 has no hour from two to three.
    const at = instant('2026-03-29T00:30:00Z');
    const free = instant('2026-03-30T00:00:00Z');
    expect(nextQuietFree(at, place, onlyFromTwoToThree)).toBe(free);
    expect(nextQuietFree(free, place, onlyFromTwoToThree)).toBe(free);
  });
});

describe('the clock of a debtor', () => {
  it.each([
    ['DE', 'Europe/Berlin'],
    ['AT', 'Europe/Vienna'],
    ['CH', 'Europe/Zurich'],
    ['IT', 'Europe/Rome'],
    ['PT', 'Europe/Lisbon'],
    // Six clocks: nobody knows which.
    ['US', 'Europe/Berlin'],
    [null, 'Europe/Berlin'],
  ])('in %s is that of %s', (country, zone) => {
    expect(debtorTimeZone(country, 'Europe/Berlin')).toBe(zone);
  });

  it('shows eight in Lisbon an hour after Berlin', () => {
    const lisbon = { timeZone: debtorTimeZone('PT', 'Europe/Berlin'), holidays: NO_HOLIDAYS };
    const at = instant('2026-03-05T07:00:00Z');
    expect(nextQuietFree(at, berlin, quiet)).toBe(at);
    expect(nextQuietFree(at, lisbon, quiet)).toBe(instant('2026-03-05T08:00:00Z'));
  });
});
