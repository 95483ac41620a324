import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lawCommands, runLawCommand } from '../../server/cli/law.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { publicHolidays } from '../../server/holidays.ts';

const commands = lawCommands(publicHolidays);

/** Runs a line as a lawyer would type it. */
function say(line: string): string {
  const [name = '', ...args] = line.split(' ').filter((word) => word !== '');
  const command = commands[name];
  if (command === undefined) throw new Error(`no command ${name}`);
  return runLawCommand(command, args);
}

const ask = (line: string): Record<string, unknown> =>
  JSON.parse(say(`${line} --json`)) as Record<string, unknown>;

describe('cli interest', () => {
  // Worked examples: S come from published sources, C are computed by hand. S12 illustrates 30/360,
  // which is offered by setting and is not the method of the house.
  it.each([
    ['S01', '--principal 543.00 --from 2004-11-04 --to 2006-03-10 --debtor consumer', 4542],
    [
      'S01 by act/365',
      '--principal 543.00 --from 2004-11-04 --to 2006-03-10 --debtor consumer --method act/365',
      4544,
    ],
    [
      'S01 with both boundary days',
      '--principal 543.00 --from 2004-11-03 --to 2006-03-10 --debtor consumer',
      4552,
    ],
    ['S02', '--principal 1000.00 --from 2026-07-20 --to 2026-08-20 --debtor business', 922],
    ['S04', '--principal 1000.00 --from 2024-02-01 --to 2024-02-29 --debtor consumer', 683],
    [
      'S04 by act/365',
      '--principal 1000.00 --from 2024-02-01 --to 2024-02-29 --debtor consumer --method act/365',
      685,
    ],
    [
      'S06',
      '--principal 10000.00 --from 2023-01-02 --to 2023-07-01 --rate-percent 6.62 --method act/365',
      32_828,
    ],
    [
      'S06 by the rates in force',
      '--principal 10000.00 --from 2023-01-02 --to 2023-06-30 --debtor consumer',
      32_647,
    ],
    [
      'S07',
      '--principal 10000.00 --from 2023-01-02 --to 2023-07-01 --rate-percent 10.62 --method act/365',
      52_664,
    ],
    ['S08', '--principal 1000.00 --rate-percent 5.12 --days 25', 351],
    ['S08 by act/365', '--principal 1000.00 --rate-percent 5.12 --days 25 --method act/365', 351],
    ['S10', '--principal 1000.00 --rate-percent 10.27 --days 30', 844],
    [
      'S12',
      '--principal 10000.00 --from 2016-01-01 --to 2016-07-30 --rate-percent 6 --method 30/360',
      35_000,
    ],
    ['S12 by days', '--principal 10000.00 --rate-percent 6 --days 210 --method 30/360', 35_000],
    [
      'S13',
      '--principal 1200.00 --from 2026-09-04 --to 2026-10-03 --country AT --debtor consumer',
      395,
    ],
    [
      'S13 by its rate',
      '--principal 1200.00 --from 2026-09-04 --to 2026-10-03 --rate-percent 4 --method act/365',
      395,
    ],
    ['S15', '--principal 100000.00 --country AT --rate-percent 11.08 --years 1', 1_108_000],
    [
      'S15 by dates',
      '--principal 100000.00 --country AT --rate-percent 11.08 --from 2023-01-01 --to 2023-12-31',
      1_108_000,
    ],
    ['S17', '--principal 10000.00 --country CH --rate-percent 5 --days 30', 4167],
    [
      'S17 by act/360',
      '--principal 10000.00 --country CH --rate-percent 5 --days 30 --method act/360',
      4167,
    ],
    [
      'S17 by dates',
      '--principal 10000.00 --country CH --debtor consumer --from 2026-04-01 --to 2026-04-30',
      4167,
    ],
    ['C01', '--principal 120.00 --from 2026-07-16 --to 2026-11-21 --debtor consumer', 277],
    ['C03', '--principal 4760.00 --from 2025-12-10 --to 2026-07-31 --debtor business', 31_441],
    ['C04', '--principal 500.00 --from 2024-02-01 --to 2024-03-31 --debtor consumer', 707],
    [
      'C04 by act/365',
      '--principal 500.00 --from 2024-02-01 --to 2024-03-31 --debtor consumer --method act/365',
      708,
    ],
    ['C08', '--principal 9.99 --from 2026-11-01 --to 2026-11-10 --debtor consumer', 2],
    ['C10', '--principal 249.00 --from 2026-11-21 --to 2026-11-21 --debtor consumer', 4],
    ['C12', '--principal 75.50 --from 2026-10-02 --to 2026-11-20 --debtor consumer', 67],
    ['C14', '--principal 333.33 --from 2020-02-15 --to 2020-03-15 --debtor consumer', 113],
    ['C15', '--principal 1000.00 --from 2026-06-30 --to 2026-07-01 --debtor business', 57],
    [
      'IT, a leap year by 36500',
      '--principal 1000.00 --from 2024-01-01 --to 2024-06-30 --country IT --debtor business',
      6233,
    ],
    [
      'from a day for so many days',
      '--principal 120.00 --from 2026-07-16 --days 129 --debtor consumer',
      277,
    ],
    [
      '5 % between merchants',
      '--principal 1000.00 --from 2026-01-01 --to 2026-12-31 --merchants',
      5000,
    ],
    [
      'damages from a business',
      '--principal 120.00 --from 2026-07-16 --to 2026-11-21 --debtor business --damages',
      277,
    ],
    [
      '8 points for an old obligation',
      '--principal 1000 --from 2014-08-01 --to 2014-08-31 --debtor business --arisen-on 2014-07-01',
      617,
    ],
    [
      '9 points for a new one',
      '--principal 1000 --from 2014-08-01 --to 2014-08-31 --debtor business',
      702,
    ],
    [
      'a part payment',
      '--principal 1000 --from 2026-07-01 --to 2026-08-31 --debtor consumer --change 2026-08-01=-600',
      775,
    ],
    [
      'a rate the operator added',
      '--principal 1000 --from 2027-01-01 --to 2027-01-31 --debtor consumer --add-rate 2027-01-01=2.00',
      595,
    ],
    [
      'yen',
      '--principal 100000 --currency JPY --from 2026-07-01 --to 2026-07-31 --rate-percent 5',
      425,
    ],
  ])('%s: %s', (_, options, expected) => {
    expect(ask(`interest ${options}`)['interestCents']).toBe(expected);
  });

  it('gives every segment to the program', () => {
    const line = 'interest --principal 543.00 --from 2004-11-04 --to 2004-12-31 --debtor consumer';
    expect(ask(line)).toEqual({
      interestCents: 527,
      currency: 'EUR',
      method: 'act/act',
      knownUntil: '2004-12-31',
      complete: true,
      segments: [
        {
          fromOn: '2004-11-04',
          toOn: '2004-12-31',
          days: 58,
          yearDays: 366,
          principalCents: 54_300,
          ratePercent: '6.13',
          basePercent: '1.13',
          ground: 'BGB 288(1)',
          interestCents: 527,
        },
      ],
      warnings: [],
    });
    expect(ask('interest --principal 1000 --rate-percent 5.12 --days 25')).toEqual({
      interestCents: 351,
      currency: 'EUR',
      method: 'act/365',
      segments: [{ days: 25, principalCents: 100_000, ratePercent: '5.12', interestCents: 351 }],
    });
  });

  it('prints the sum for a person', () => {
    expect(
      say('interest --principal 1000 --from 2026-06-30 --to 2026-07-01 --debtor business'),
    ).toBe(
      '2026-06-30 to 2026-06-30  1000.00 x 10.27 % x 1/365 = 0.28  (BGB 288(2))\n' +
        '2026-07-01 to 2026-07-01  1000.00 x 10.52 % x 1/365 = 0.29  (BGB 288(2))\n' +
        'Interest 0.57 EUR (act/act, rounded once at the end)',
    );
    expect(say('interest --principal 1000 --rate-percent 5.12 --days 25')).toBe(
      '25 days at 5.12 % (act/365): 3.51 EUR',
    );
  });

  it('computes to the last published rate when asked to, and says so', () => {
    const line = 'interest --principal 543 --from 2026-11-04 --to 2027-03-10 --debtor consumer';
    expect(ask(`${line} --until-known`)).toMatchObject({
      interestCents: 563,
      knownUntil: '2026-12-31',
      complete: false,
      warnings: [
        'The rate is not published beyond 2026-12-31, where interest is 5.63 EUR; ' +
          'end the period there or write --add-rate 2027-01-01=PERCENT',
      ],
    });
  });

  it('notes a doubtful added rate', () => {
    const line = 'interest --principal 543 --from 2027-01-01 --to 2027-01-31 --debtor consumer';
    expect(ask(`${line} --add-rate 2027-01-01=17.70`)['warnings']).toEqual([
      'The German base rate would jump by more than 3 points; check the figure',
    ]);
  });

  const consumer = '--principal 100 --debtor consumer';
  it.each([
    ['', '--principal is missing'],
    ['--principal 100', '--from is missing'],
    ['--principal 100 --from 2026-01-01', '--to is missing'],
    ['--principal 100 --from 2026-01-01 --to 2026-01-02', '--debtor is missing'],
    [
      `${consumer} --from 2026-02-30 --to 2026-03-01`,
      '--from: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      `${consumer} --from 2026-02-01 --to 2026-02-30`,
      '--to: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      `${consumer} --from 2026-03-02 --to 2026-03-01`,
      'The interest period ends on 2026-03-01, before it begins on 2026-03-02',
    ],
    [
      '--principal -100 --debtor consumer --from 2026-01-01 --to 2026-01-02',
      '--principal: "-100" is below zero; write an amount of zero or more',
    ],
    [
      '--principal 1,50 --debtor consumer --from 2026-01-01 --to 2026-01-02',
      '--principal: "1,50" is not an amount in EUR; write it as 1234.50',
    ],
    [
      '--principal 1.505 --debtor consumer --from 2026-01-01 --to 2026-01-02',
      '--principal: "1.505" is not an amount in EUR; write it as 1234.50',
    ],
    [
      `${consumer} --from 2026-01-01 --to 2026-01-02 --country FR`,
      '--country: "FR" is not a country whose default interest is known; write DE, AT, CH, IT',
    ],
    [
      `${consumer} --from 2026-01-01 --to 2026-01-02 --method 30E/360`,
      '--method: "30E/360" cannot be used; write act/act, act/365, act/360, 30/360',
    ],
    [
      '--principal 100 --debtor merchant --from 2026-01-01 --to 2026-01-02',
      '--debtor: "merchant" cannot be used; write consumer, business',
    ],
    [
      `${consumer} --from 2001-12-31 --to 2002-01-02`,
      'The German base rate on 2001-12-31 is not known; add the rate to compute this day',
    ],
    [
      '--principal 100 --debtor business --country AT --from 2022-06-30 --to 2022-07-02',
      'The Austrian base rate on 2022-06-30 is not known; add the rate to compute this day',
    ],
    [
      `${consumer} --from 2026-12-31 --to 2027-01-01`,
      'The rate is not published beyond 2026-12-31, where interest is 0.02 EUR; end the period there or write --add-rate 2027-01-01=PERCENT',
    ],
    [
      `${consumer} --from 2027-01-01 --to 2027-01-02`,
      'The rate is not published yet for any day up to 2027-01-02; add it with --add-rate',
    ],
    [
      `${consumer} --from 2026-12-31 --to 2027-07-01 --add-rate 2027-07-01=2`,
      'The German base rate on 2027-01-01 is not known; add the rate to compute this day',
    ],
    [
      `${consumer} --from 2027-01-01 --to 2027-01-02 --add-rate 2027-01-01`,
      '--add-rate: "2027-01-01" is not a pair; write it as KEY=VALUE',
    ],
    [
      `${consumer} --country CH --from 2027-01-01 --to 2027-01-02 --add-rate 2027-01-01=1`,
      '--add-rate: Switzerland has a fixed rate; nothing can be added',
    ],
    [
      '--principal 100 --rate-percent 5,12 --from 2026-01-01 --to 2026-01-02',
      '--rate-percent: "5,12" is not a percentage; write it as 6.62',
    ],
    [
      '--principal 100 --rate-percent -1 --from 2026-01-01 --to 2026-01-02',
      'An agreed interest rate cannot be below zero',
    ],
    ['--principal 100 --rate-percent -1 --days 5', '--rate-percent cannot be below zero'],
    [
      '--principal 100 --days 5',
      'Without --from the rate must be given: write --rate-percent 5.12',
    ],
    ['--principal 100 --rate-percent 5 --days 5 --to 2026-01-01', '--to needs --from'],
    ['--principal 100 --rate-percent 5 --days 5 --years 1', 'Write --days or --years, not both'],
    [
      '--principal 100 --rate-percent 5 --days 5 --method act/act',
      'act/act needs dates, as a leap year has 366 days; write from and to',
    ],
    [
      '--principal 100 --rate-percent 5 --days -5',
      '--days: "-5" is not a whole number of zero or more',
    ],
    [`${consumer} --from 2026-01-01 --to 2026-01-02 --days 2`, 'Write --to or --days, not both'],
    [`${consumer} --from 2026-01-01 --days 0`, '--days must be 1 or more'],
    [
      `${consumer} --from 2026-01-01 --years 1`,
      '--years goes without dates; write --to for a period by the calendar',
    ],
    [
      `${consumer} --from 2026-01-01 --to 2026-01-31 --change 2026-01-15=-100.01`,
      '--change: nothing is left on 2026-01-15',
    ],
    [
      `${consumer} --currency euro --from 2026-01-01 --to 2026-01-31`,
      '--principal: "euro" is not a currency; write its ISO 4217 code, such as EUR',
    ],
    [`${consumer} --from 2026-01-01 --to 2026-01-31 --rate 5`, "Unknown option '--rate'"],
    [
      `${consumer} --principal 200 --from 2026-01-01 --to 2026-01-31`,
      '--principal is given twice; write it once',
    ],
    ['--principal', "Option '--principal <value>' argument missing"],
    ['100', "Unexpected argument '100'"],
  ])('refuses %j with one sentence', (options, message) => {
    expect(refusal(`interest ${options}`)).toBe(message);
  });
});

/** The one sentence a wrong line is answered with. */
function refusal(line: string): string {
  try {
    return `no error, but: ${say(line)}`;
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
}

describe('cli due-date', () => {
  it('names the day, and the shift off a Sunday', () => {
    expect(ask('due-date --days 14 --invoice-on 2026-11-01')).toEqual({
      known: true,
      namedOn: '2026-11-15',
      dueOn: '2026-11-16',
      discounts: [],
      warnings: [],
    });
    expect(say('due-date --days 14 --invoice-on 2026-11-01')).toBe(
      'Due on 2026-11-16 (named 2026-11-15, BGB 193)',
    );
    expect(say('due-date --days 14 --invoice-on 2026-11-02')).toBe('Due on 2026-11-16');
  });

  it.each([
    ['--terms fixed --fixed-on 2026-11-20', '2026-11-20'],
    ['--terms receipt --received-on 2026-11-20', '2026-11-20'],
    ['--terms fulfilment --fulfilled-on 2026-11-20', '2026-11-20'],
    ['--terms end-of-month --days 10 --invoice-on 2026-11-20', '2026-12-10'],
    ['--terms end-of-month --invoice-on 2026-11-20', '2026-11-30'],
    ['--terms net --days 5 --from receipt --received-on 2026-11-20', '2026-11-25'],
    ['--terms net --days 5 --from fulfilment --fulfilled-on 2026-11-20', '2026-11-25'],
    ['--days 3 --invoice-on 2026-03-05 --state BE', '2026-03-09'],
    ['--days 1 --invoice-on 2027-03-07', '2027-03-08'],
    ['--days 1 --invoice-on 2027-03-07 --state BE', '2027-03-09'],
    ['--days 1 --invoice-on 2026-10-25 --country AT', '2026-10-27'],
  ])('%s is due on %s', (options, dueOn) => {
    expect(ask(`due-date ${options}`)['dueOn']).toBe(dueOn);
  });

  it('says why there is no due date yet', () => {
    expect(say('due-date --terms fulfilment')).toBe(
      'No due date yet: The goods have not been delivered yet',
    );
  });

  it('shows discounts and warns of doubtful terms', () => {
    const line =
      'due-date --days 30 --invoice-on 2026-11-02 --discount 14=1.00 --discount 7=2.00 ' +
      '--gross 119.25 --debtor consumer --large-seller --charged';
    expect(say(line).split('\n')).toEqual([
      'Due on 2026-12-02',
      'Until 2026-11-09: 2.00 % off, pay 116.86',
      'Until 2026-11-16: 1.00 % off, pay 118.06',
      'Note: 30 days may make the invoice purchase a consumer credit; the limit is set to 14 days ' +
        '(German wording not verified) (Directive (EU) 2023/2225 Art. 2(2))',
      'Note: A deferral that costs the consumer money is a consumer credit with its own duties ' +
        '(BGB 506)',
    ]);
    const business = 'due-date --days 61 --invoice-on 2026-11-02 --debtor business';
    expect(say(`${business} --debtors-terms`)).toContain('BGB 308 Nr. 1a');
    expect(say(`${business} --expressly`)).not.toContain('Note');
  });

  it.each([
    ['--invoice-on 2026-11-01', '--days is missing'],
    ['--days x --invoice-on 2026-11-01', '--days: "x" is not a whole number of zero or more'],
    [
      '--days 9999 --invoice-on 2026-11-01',
      'A payment period of 9999 days cannot be used; write 0 to 3650',
    ],
    [
      '--days 5 --invoice-on 2026-02-30',
      '--invoice-on: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--terms soon',
      '--terms: "soon" cannot be used; write net, fixed, receipt, fulfilment, end-of-month',
    ],
    [
      '--days 5 --invoice-on 2026-11-02 --country XX',
      '"XX" is no country whose holidays are known; write it as DE',
    ],
    ['--days 5 --invoice-on 2026-11-02 --discount 7=2', '--gross is missing'],
    [
      '--days 5 --invoice-on 2026-11-02 --discount 7=200 --gross 5',
      'A discount of 200.00 % cannot be used',
    ],
    [
      '--days 5 --invoice-on 2026-11-02 --discount =2 --gross 5',
      '--discount: "=2" is not a pair; write it as KEY=VALUE',
    ],
  ])('refuses %s: %s', (options, message) => {
    expect(refusal(`due-date ${options}`)).toBe(message);
  });
});

describe('cli default-start', () => {
  const line = 'default-start --due-on 2026-07-15 --debtor consumer';

  it.each([
    [`${line} --basis agreed`, '2026-07-16', '2026-07-16'],
    [`${line} --basis agreed --terms net`, '2026-07-16', '2026-07-16'],
    [`${line} --reminder 2026-07-30`, '2026-07-30', '2026-07-31'],
    [`${line} --reminder 2026-07-30=2026-08-07`, '2026-08-08', '2026-08-08'],
    [`${line} --refused-on 2026-07-20`, '2026-07-20', '2026-07-21'],
    [`${line} --served-on 2026-07-20`, '2026-07-20', '2026-07-21'],
    [`${line} --thirty-day-notice --invoice-received-on 2026-07-01`, '2026-08-15', '2026-08-15'],
    [
      'default-start --due-on 2026-05-29 --debtor consumer --thirty-day-notice --invoice-received-on 2026-05-29',
      '2026-06-30',
      '2026-06-30',
    ],
    [
      'default-start --due-on 2026-07-15 --debtor business --delivered-on 2026-07-01',
      '2026-08-15',
      '2026-08-15',
    ],
    [`${line} --basis agreed --excused-until 2026-08-01`, '2026-08-02', '2026-08-02'],
  ])('%s: from %s, interest from %s', (command, fromOn, interestFromOn) => {
    expect(ask(command)['ground']).toMatchObject({ fromOn, interestFromOn });
  });

  it('knows no default of a consumer by a printed date', () => {
    expect(ask(line)['ground']).toBeNull();
    expect(say(line).split('\n')).toEqual([
      'No default yet',
      'Not: The payment date was set by one side only and puts nobody in default (BGH III ZR 91/07)',
      'Not: The invoice does not tell the consumer of the 30 days (BGB 286(3) S. 1)',
    ]);
    expect(ask(`${line} --basis agreed --terms none`)['ground']).toBeNull();
    expect(ask(`${line} --basis agreed --excused-until open`)['ground']).toBeNull();
  });

  it('quotes the ground in words', () => {
    expect(say(`${line} --basis agreed`).split('\n')[0]).toBe(
      'In default from 2026-07-16, interest from 2026-07-16: ' +
        'The agreed payment date ended on 2026-07-15 (BGB 286(2) Nr. 1)',
    );
  });

  it.each([
    ['--debtor consumer', '--due-on is missing'],
    ['--due-on 2026-07-15', '--debtor is missing'],
    [
      '--due-on 2026-02-30 --debtor consumer',
      '--due-on: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--due-on 2026-07-15 --debtor nobody',
      '--debtor: "nobody" cannot be used; write consumer, business, public, unknown',
    ],
    [
      '--due-on 2026-07-15 --debtor consumer --reminder 2026-07-20=x',
      '--reminder: "x" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--due-on 2026-07-15 --debtor consumer --reminder 2026-07-20=2026-07-21=2026-07-22',
      '--reminder: "2026-07-20=2026-07-21=2026-07-22" names more than one deadline',
    ],
    [
      '--due-on 2026-07-15 --debtor consumer --state ZZ',
      '"ZZ" is no state of DE that has holidays; it has BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH',
    ],
  ])('refuses %s: %s', (options, message) => {
    expect(refusal(`default-start ${options}`)).toBe(message);
  });
});

describe('cli collection-cost and court-fee', () => {
  it.each([
    ['--value 750 --rate 0.9 --on 2026-11-21', 10_044, 0, 10_044],
    ['--value 750 --rate 0.9 --on 2026-11-21 --vat', 10_044, 1908, 11_952],
    ['--value 30 --rate 0.5 --on 2026-11-21', 1890, 0, 1890],
    ['--value 30 --rate 1.3 --on 2026-11-21', 8034, 0, 8034],
    ['--value 30 --rate 1.3 --on 2026-11-21 --undisputed', 4914, 0, 4914],
    ['--value 30 --rate 0.9 --on 2026-11-21 --disputed', 5562, 0, 5562],
    ['--value 50 --rate 0.9 --on 2024-06-01 --vat', 3240, 616, 3856],
  ])('%s: net %i, VAT %i, total %i', (options, netCents, vatCents, totalCents) => {
    expect(ask(`collection-cost ${options}`)).toMatchObject({ netCents, vatCents, totalCents });
  });

  it('prints every position', () => {
    expect(say('collection-cost --value 50 --rate 1.3 --on 2026-11-21 --undisputed')).toBe(
      'RVG 2025: fee at 1.0 31.50 EUR (small claim, RVG 13(2))\n' +
        'Fee at 1.3: 40.95 EUR\n' +
        'Expenses (VV 7002): 8.19 EUR\n' +
        'Net 49.14 EUR, VAT 0.00 EUR\n' +
        'Total 49.14 EUR\n' +
        'Note: Above 0.9 only if the matter is especially extensive or difficult (RVG VV 2300)',
    );
    expect(say('court-fee --value 1500 --on 2026-11-21')).toBe(
      'Court fee 41.00 EUR (GKG 34, KV 1100)',
    );
    expect(ask('court-fee --value 1500 --on 2026-11-21')['courtFeeCents']).toBe(4100);
  });

  it.each([
    ['--rate 0.9 --on 2026-11-21', '--value is missing'],
    ['--value 0 --rate 0.9 --on 2026-11-21', 'The value of the claim must be above zero'],
    [
      '--value -5 --rate 0.9 --on 2026-11-21',
      '--value: "-5" is below zero; write an amount of zero or more',
    ],
    [
      '--value 750 --rate 0.9 --on 2026-02-30',
      '--on: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--value 750 --rate 0.9 --on 2020-12-31',
      'There is no fee table for 2020-12-31; the first is of 2021-01-01',
    ],
    [
      '--value 750 --rate 0 --on 2026-11-21',
      '--rate: "0" is no rate of a fee; write 0.5, 0.9 or 1.3',
    ],
    [
      '--value 750 --rate 0.905 --on 2026-11-21',
      '--rate: "0.905" is no rate of a fee; write 0.5, 0.9 or 1.3',
    ],
    [
      '--value 750 --rate 2.6 --on 2026-11-21',
      'A rate of 2.6 cannot be charged for a disputed claim; write 0.3 to 2.5',
    ],
    [
      '--value 750 --rate 0.9 --on 2026-11-21 --disputed --undisputed',
      'Write --disputed or --undisputed, not both',
    ],
  ])('refuses %s: %s', (options, message) => {
    expect(refusal(`collection-cost ${options}`)).toBe(message);
  });
});

describe('cli allocate', () => {
  const open = '--payment 100 --costs 25.00 --interest 12.34 --principal 500.00';

  it.each([
    ['', [2500, 1234, 6266]],
    ['--order 367', [2500, 1234, 6266]],
    ['--order 497', [2500, 0, 7500]],
    ['--order principal-first', [0, 0, 10_000]],
  ])('%s pays costs, interest and principal %j', (order, [costs, interest, principal]) => {
    expect(ask(`allocate ${open} ${order}`)).toMatchObject({
      costsCents: costs,
      interestCents: interest,
      principalCents: principal,
      creditCents: 0,
    });
  });

  it('prints what is paid and what stays open', () => {
    expect(say(`allocate ${open}`)).toBe(
      'Costs 25.00 EUR paid, 0.00 EUR open\n' +
        'Interest 12.34 EUR paid, 0.00 EUR open\n' +
        'Principal 62.66 EUR paid, 437.34 EUR open\n' +
        'Credit 0.00 EUR',
    );
    expect(say('allocate --payment 10 --principal 7.50')).toContain('Credit 2.50 EUR');
  });

  it('spreads over several receivables', () => {
    const several =
      'allocate --payment 120 --paid-on 2026-11-21 --receivable A,2026-05-01,1,2,97 ' +
      '--receivable B,2026-04-01,0,0,100,10.52';
    expect(say(several)).toBe(
      'B 100.00 EUR (BGB 366(2))\nA 20.00 EUR (BGB 366(2))\nCredit 0.00 EUR',
    );
    expect(say(`${several} --designate A`)).toBe(
      'A 100.00 EUR (named by the debtor)\nB 20.00 EUR (BGB 366(2))\nCredit 0.00 EUR',
    );
    expect(ask(several)['creditCents']).toBe(0);
  });

  it.each([
    ['--payment 100', '--principal is missing'],
    [
      '--payment -100 --principal 5',
      '--payment: "-100" is below zero; write an amount of zero or more',
    ],
    [
      '--payment 100 --principal 5 --order 368',
      '--order: "368" cannot be used; write 367, 497, principal-first',
    ],
    ['--payment 100 --receivable A,2026-05-01,1,2,97', '--paid-on is missing'],
    [
      '--payment 100 --paid-on 2026-02-30 --receivable A,2026-05-01,1,2,97',
      '--paid-on: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--payment 100 --paid-on 2026-05-01 --receivable A,2026-02-30,1,2,97',
      '--receivable: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    [
      '--payment 100 --paid-on 2026-05-01 --receivable A,2026-05-01,1,2',
      '--receivable: "A,2026-05-01,1,2" is no receivable; write NAME,DUE-DAY,COSTS,INTEREST,PRINCIPAL',
    ],
    [
      '--payment 100 --paid-on 2026-05-01 --receivable A,2026-05-01,1,2,3 --designate B',
      'There is no open receivable "B" to pay',
    ],
  ])('refuses %s: %s', (options, message) => {
    expect(refusal(`allocate ${options}`)).toBe(message);
  });
});

describe('cli limitation', () => {
  it.each([
    ['--arisen-on 2023-06-10', '2026-12-31', '2026-12-31'],
    ['--arisen-on 2025-06-10', '2028-12-31', '2028-12-29'],
    ['--arisen-on 2023-06-10 --known-on 2024-02-01', '2027-12-31', '2027-12-31'],
    ['--arisen-on 2025-06-10 --titled-on 2026-03-01', '2056-03-01', '2056-03-01'],
    ['--arisen-on 2025-06-10 --restart part_payment=2026-01-10', '2029-01-10', '2029-01-10'],
    [
      '--arisen-on 2025-06-10 --suspended negotiation=2026-03-01..2026-05-01',
      '2029-03-03',
      '2029-03-02',
    ],
    ['--arisen-on 2025-06-10 --suspended lawsuit=2026-03-01', null, null],
  ])('%s: %s, safe until %s', (options, expiresOn, safeOn) => {
    expect(ask(`limitation ${options}`)).toMatchObject({ expiresOn, safeOn });
  });

  it('prints what moved the end', () => {
    const line = 'limitation --arisen-on 2023-06-10 --on 2026-11-21';
    expect(ask(line)['daysLeft']).toBe(40);
    expect(say(`${line} --restart security=2024-05-06`)).toBe(
      '2024-01-01  runs, BGB 195, 199(1): 3 years from the end of the year  -> 2026-12-31\n' +
        '2024-05-06  BGB 212 (security)  -> 2027-05-06\n' +
        'Time-barred after 2027-05-06; act until 2027-05-05', // the 6th is Ascension Day,
    );
    expect(say('limitation --arisen-on 2025-06-10 --suspended lawsuit=2026-03-01')).toContain(
      'Suspended for now: no end can be named',
    );
  });

  it.each([
    ['', '--arisen-on is missing'],
    [
      '--arisen-on 2026-02-30',
      '--arisen-on: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD',
    ],
    ['--arisen-on 2026-01-01 --country AT', '--country: limitation is known for DE only'],
    [
      '--arisen-on 2026-01-01 --restart gift=2026-02-01',
      '--restart: "gift" cannot be used; write part_payment, interest_payment, security, instalment_agreement, enforcement',
    ],
    [
      '--arisen-on 2026-01-01 --suspended lawsuit',
      '--suspended: "lawsuit" is not a pair; write it as KEY=VALUE',
    ],
    [
      '--arisen-on 2026-01-01 --suspended lawsuit=2026-03-01..2026-02-01',
      'A suspension cannot end on 2026-02-01, before it began on 2026-03-01',
    ],
  ])('refuses %s: %s', (options, message) => {
    expect(refusal(`limitation ${options}`)).toBe(message);
  });
});

describe('every command of the law', () => {
  it.each(Object.keys(commands))('%s tells its usage', (name) => {
    expect(commands[name]?.help).toMatch(/\w/);
    const usage = say(`${name} --help`);
    for (const option of Object.keys(commands[name]?.options ?? {})) {
      expect(usage).toContain(`--${option}`);
    }
  });
});

it('knows no command by a name every object has', () => {
  expect(commands['constructor']).toBeUndefined();
  expect(commands['interest']).toBeDefined();
});

describe('the command line itself', () => {
  const run = promisify(execFile);
  const cli = (...args: string[]) => run(process.execPath, ['server/main.ts', 'cli', ...args]);

  it('prints JSON and ends well', async () => {
    const line = '--principal 543.00 --from 2004-11-04 --to 2006-03-10 --debtor consumer --json';
    const { stdout } = await cli('interest', ...line.split(' '));
    expect(JSON.parse(stdout)).toMatchObject({ interestCents: 4542 });
  });

  it('answers bad input with one sentence and exit code 1', async () => {
    const line = '--principal 543.00 --from 2026-02-30 --to 2026-03-10 --debtor consumer';
    const failure = await cli('interest', ...line.split(' ')).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: '--from: "2026-02-30" is not a calendar day; write it as YYYY-MM-DD\n',
    });
  });
});
