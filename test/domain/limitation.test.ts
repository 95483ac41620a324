import { isoDate } from '../../server/domain/calendar.ts';
import {
  limitationOf,
  limitationWarnings,
  type LimitationFacts,
  type Suspension,
  type SuspensionKind,
} from '../../server/domain/limitation.ts';
import { publicHolidays } from '../../server/holidays.ts';

const berlin = publicHolidays('DE', 'BE');
const day = isoDate;
const claim: LimitationFacts = {
  arisenOn: day('2025-06-10'),
  knownOn: day('2025-06-10'),
  titledOn: null,
  suspensions: [],
  restarts: [],
};
const of = (change: Partial<LimitationFacts>) => limitationOf({ ...claim, ...change }, berlin);
const expiry = (change: Partial<LimitationFacts>): string | null => of(change).expiresOn;
const paused = (kind: SuspensionKind, from: string, ended: string | null): Suspension => ({
  kind,
  fromOn: day(from),
  endedOn: ended === null ? null : day(ended),
});

describe('three years from the end of the year (BGB 195, 199)', () => {
  it('is told with its rule and the last working day', () => {
    expect(of({})).toEqual({
      expiresOn: '2028-12-31',
      safeOn: '2028-12-29', // the 31st is a Sunday
      rule: 'BGB 195, 199(1): 3 years from the end of the year',
      events: [
        {
          on: '2026-01-01',
          rule: 'runs, BGB 195, 199(1): 3 years from the end of the year',
          expiresOn: '2028-12-31',
        },
      ],
    });
  });

  it.each([
    ['2023-06-10', '2023-06-10', '2026-12-31'],
    ['2023-12-31', '2023-12-31', '2026-12-31'],
    ['2024-01-01', '2024-01-01', '2027-12-31'],
    ['2026-11-21', '2026-11-21', '2029-12-31'],
    ['2023-06-10', '2024-02-01', '2027-12-31'],
    ['2024-02-01', '2023-06-10', '2027-12-31'],
  ])('arisen on %s, known on %s: %s', (arisen, known, expires) => {
    expect(expiry({ arisenOn: day(arisen), knownOn: day(known) })).toBe(expires);
  });

  it('ends ten years after it arose however late it was known (BGB 199(4))', () => {
    const late = of({ arisenOn: day('2015-06-10'), knownOn: day('2022-02-01') });
    expect(late.expiresOn).toBe('2025-06-10');
    expect(late.rule).toBe('BGB 199(4): 10 years');
    expect(late.events[0]).toEqual({
      on: '2015-06-11',
      rule: 'runs, BGB 199(4): 10 years',
      expiresOn: '2025-06-10',
    });
    expect(expiry({ arisenOn: day('2015-06-10'), knownOn: day('2021-02-01') })).toBe('2024-12-31');
    const same = of({ arisenOn: day('2015-12-31'), knownOn: day('2022-02-01') });
    expect(same.expiresOn).toBe('2025-12-31');
    expect(same.rule).toBe('BGB 195, 199(1): 3 years from the end of the year');
  });

  it('is thirty years from a title (BGB 197, 201)', () => {
    const titled = of({ titledOn: day('2026-03-01') });
    expect(titled.expiresOn).toBe('2056-03-01');
    expect(titled.rule).toBe('BGB 197(1), 201: 30 years from the title');
    expect(of({ titledOn: day('2025-06-10') }).expiresOn).toBe('2055-06-10');
    expect(() => of({ titledOn: day('2025-06-09') })).toThrow(
      'The title of 2025-06-09 is older than the claim of 2025-06-10',
    );
  });
});

describe('suspension', () => {
  it.each<[string, Suspension[], string]>([
    ['talks of 62 days', [paused('negotiation', '2026-03-01', '2026-05-01')], '2029-03-03'],
    ['talks of one day', [paused('negotiation', '2026-03-01', '2026-03-01')], '2029-01-01'],
    [
      'a payment order of a week, and six months after it',
      [paused('payment_order', '2026-03-01', '2026-03-07')],
      '2029-07-10', // 191 days to 2026-09-07
    ],
    [
      'talks within a lawsuit, counted once',
      [
        paused('negotiation', '2026-04-01', '2026-04-30'),
        paused('lawsuit', '2026-03-01', '2026-03-07'),
      ],
      '2029-07-10',
    ],
    [
      'a lawsuit that goes on after the talks',
      [
        paused('negotiation', '2026-03-01', '2026-03-31'),
        paused('lawsuit', '2026-03-31', '2026-04-01'),
      ],
      '2029-08-03', // to 2026-10-01: 215 days
    ],
    [
      'two talks apart',
      [
        paused('negotiation', '2026-04-01', '2026-04-10'),
        paused('negotiation', '2026-03-01', '2026-03-10'),
      ],
      '2029-01-20',
    ],
    [
      'two talks on following days',
      [
        paused('negotiation', '2026-03-01', '2026-03-10'),
        paused('negotiation', '2026-03-11', '2026-03-20'),
      ],
      '2029-01-20',
    ],
    [
      'talks before the period runs',
      [paused('negotiation', '2025-08-01', '2025-09-01')],
      '2028-12-31',
    ],
    ['talks over New Year', [paused('negotiation', '2025-12-01', '2026-01-10')], '2029-01-10'],
    ['talks on the last day', [paused('negotiation', '2028-12-31', '2028-12-31')], '2029-03-31'],
    ['talks a day too late', [paused('negotiation', '2029-01-01', '2029-02-01')], '2028-12-31'],
    [
      'talks that end before the end leave at least three months',
      [paused('negotiation', '2028-12-01', '2028-12-20')],
      '2029-03-20',
    ],
  ])('by %s', (_, suspensions, expires) => {
    expect(expiry({ suspensions })).toBe(expires);
  });

  it('that goes on leaves the end open, and says since when', () => {
    const open = of({ suspensions: [paused('lawsuit', '2026-03-01', null)] });
    expect(open).toMatchObject({ expiresOn: null, safeOn: null });
    expect(open.events.at(-1)).toEqual({
      on: '2026-03-01',
      rule: 'BGB 204 (lawsuit)',
      expiresOn: null,
    });
    expect(expiry({ suspensions: [paused('lawsuit', '2029-03-01', null)] })).toBe('2028-12-31');
    const both = [
      paused('lawsuit', '2026-03-01', null),
      paused('negotiation', '2026-04-01', '2026-05-01'),
    ];
    expect(expiry({ suspensions: both })).toBeNull();
    const turned = [
      paused('negotiation', '2026-03-01', '2026-05-01'),
      paused('lawsuit', '2026-04-01', null),
    ];
    expect(expiry({ suspensions: turned })).toBeNull();
  });

  it('is told in order, joined where it overlaps', () => {
    const suspensions = [
      paused('negotiation', '2026-03-01', '2026-03-31'),
      paused('lawsuit', '2026-03-31', '2026-04-01'),
    ];
    expect(of({ suspensions }).events.slice(1)).toEqual([
      { on: '2026-03-01', rule: 'BGB 203, BGB 204 (lawsuit)', expiresOn: '2029-08-03' },
    ]);
  });

  it('keeps the three months of the later talks when talks overlap', () => {
    const suspensions = [
      paused('negotiation', '2028-12-01', '2028-12-20'),
      paused('negotiation', '2028-12-10', '2028-12-28'),
    ];
    expect(expiry({ suspensions })).toBe('2029-03-28');
    const mixed = [
      paused('negotiation', '2028-12-31', '2028-12-31'),
      paused('lawsuit', '2028-12-31', '2028-12-31'),
    ];
    expect(expiry({ suspensions: mixed })).toBe('2029-07-01'); // 183 days to 2029-06-30
  });

  it('cannot end before it begins', () => {
    expect(() => of({ suspensions: [paused('negotiation', '2026-03-02', '2026-03-01')] })).toThrow(
      'A suspension cannot end on 2026-03-01, before it began on 2026-03-02',
    );
  });
});

describe('a restart (BGB 212)', () => {
  const partPayment = (on: string) => ({ kind: 'part_payment', on: day(on) }) as const;

  it('begins at once and not at the end of the year', () => {
    const anew = of({ restarts: [partPayment('2026-01-10')] });
    expect(anew.expiresOn).toBe('2029-01-10');
    expect(anew.events.at(-1)).toEqual({
      on: '2026-01-10',
      rule: 'BGB 212 (part_payment)',
      expiresOn: '2029-01-10',
    });
  });

  it.each([
    ['2025-08-01', '2028-12-31', 'before the period ran'],
    ['2028-12-31', '2031-12-31', 'on the last day'],
    ['2029-01-01', '2028-12-31', 'a day too late'],
  ])('on %s gives %s (%s)', (on, expires) => {
    expect(expiry({ restarts: [partPayment(on)] })).toBe(expires);
  });

  it('counts each of several', () => {
    const restarts = [partPayment('2027-05-05'), partPayment('2026-01-10')];
    expect(expiry({ restarts })).toBe('2030-05-05');
  });

  it('during talks begins when they end', () => {
    const suspensions = [paused('negotiation', '2026-03-01', '2026-05-01')];
    expect(expiry({ suspensions, restarts: [partPayment('2026-04-01')] })).toBe('2029-05-01');
    expect(expiry({ suspensions, restarts: [partPayment('2026-05-01')] })).toBe('2029-05-01');
    expect(expiry({ suspensions, restarts: [partPayment('2026-05-02')] })).toBe('2029-05-02');
    expect(expiry({ suspensions, restarts: [partPayment('2026-03-01')] })).toBe('2029-05-01');
  });

  it('before talks is prolonged by them', () => {
    const suspensions = [paused('negotiation', '2026-03-01', '2026-03-10')];
    expect(expiry({ suspensions, restarts: [partPayment('2026-02-01')] })).toBe('2029-02-11');
  });

  it('does not count talks from before it a second time', () => {
    const suspensions = [paused('negotiation', '2026-02-01', '2026-02-10')];
    expect(expiry({ suspensions, restarts: [partPayment('2026-06-01')] })).toBe('2029-06-01');
  });

  it('of a titled claim is thirty years again', () => {
    const restarts = [{ kind: 'enforcement', on: day('2030-06-01') }] as const;
    expect(expiry({ titledOn: day('2026-03-01'), restarts })).toBe('2060-06-01');
  });
});

describe('the warning list', () => {
  const item = (id: string, arisenOn: string) => ({
    id,
    limitation: of({ arisenOn: day(arisenOn), knownOn: day(arisenOn) }),
  });
  const items = [
    item('next year', '2024-06-01'),
    item('this year', '2023-06-01'),
    item('gone', '2022-06-01'),
  ];
  const open = {
    id: 'open',
    limitation: of({ suspensions: [paused('lawsuit', '2026-03-01', null)] }),
  };

  it('names what runs out, soonest first, with the days left', () => {
    const warnings = limitationWarnings([...items, open], day('2026-11-21'), 500);
    expect(
      warnings.map((warning) => [warning.item.id, warning.expiresOn, warning.daysLeft]),
    ).toEqual([
      ['this year', '2026-12-31', 40],
      ['next year', '2027-12-31', 405],
    ]);
  });

  it('looks no further than asked', () => {
    const ids = (within: number) =>
      limitationWarnings(items, day('2026-11-21'), within).map(({ item: { id } }) => id);
    expect(ids(40)).toEqual(['this year']);
    expect(ids(39)).toEqual([]);
  });

  it('warns on the last day and no longer after it', () => {
    expect(limitationWarnings(items, day('2026-12-31'), 10)).toMatchObject([
      { item: { id: 'this year' }, safeOn: '2026-12-31', daysLeft: 0 },
    ]);
    expect(limitationWarnings(items, day('2027-01-01'), 10)).toEqual([]);
  });
});
