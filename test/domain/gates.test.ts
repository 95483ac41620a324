import { isoDate } from '../../server/domain/calendar.ts';
import {
  allPassed,
  handoverGates,
  type Gate,
  type GateCode,
  type GateFacts,
} from '../../server/domain/gates.ts';
import { say } from '../../server/domain/sayings.ts';

const on = isoDate('2026-11-21');
const ground = say('ground_reminder', {
  sentOn: '2026-09-20',
  receivedOn: '2026-09-22',
  rule: 'BGB 286(1)',
});
const ripe: GateFacts = {
  currency: 'EUR',
  openCents: 10_000,
  minimumCents: 2500,
  dueOn: isoDate('2026-09-01'),
  default: { fromOn: isoDate('2026-10-01'), ground },
  dispute: 'none',
  finalNotice: { sentOn: isoDate('2026-11-05'), deadlineOn: isoDate('2026-11-20') },
  limitedOn: isoDate('2029-12-31'),
  openReturn: false,
  withdrawn: false,
  insolvent: false,
  deceased: false,
  minor: false,
  address: 'usable',
  agencyAccountCheckedOn: isoDate('2026-11-01'),
};

const shut = (change: Partial<GateFacts>): Gate[] =>
  handoverGates({ ...ripe, ...change }, on).filter((gate) => !gate.passed);

it('lets a ripe claim through and says why at every gate', () => {
  const gates = handoverGates(ripe, on);
  expect(allPassed(gates)).toBe(true);
  expect(gates.map(({ says: _says, ...gate }) => gate)).toEqual([
    { gate: 'due', passed: true, reason: 'Due since 2026-09-01' },
    {
      gate: 'in_default',
      passed: true,
      reason:
        'In default since 2026-10-01: Reminder of 2026-09-20, received on 2026-09-22 (BGB 286(1))',
    },
    { gate: 'undisputed', passed: true, reason: 'Nothing is disputed' },
    { gate: 'not_held', passed: true, reason: 'Nothing holds it' },
    {
      gate: 'final_notice',
      passed: true,
      reason: 'The final notice of 2026-11-05 set 2026-11-20, which passed',
    },
    { gate: 'not_limited', passed: true, reason: 'Time-barred only after 2029-12-31' },
    { gate: 'no_open_return', passed: true, reason: 'No return or withdrawal is open' },
    { gate: 'not_insolvent', passed: true, reason: 'No insolvency is known' },
    { gate: 'not_deceased', passed: true, reason: 'The debtor is not known to have died' },
    { gate: 'of_age', passed: true, reason: 'The debtor is not known to be a minor' },
    { gate: 'above_minimum', passed: true, reason: '100.00 EUR open, the minimum is 25.00 EUR' },
    {
      gate: 'address_usable',
      passed: true,
      reason: 'The address is complete and mail has not come back',
    },
    {
      gate: 'agency_account_checked',
      passed: true,
      reason: 'The account at the agency was checked on 2026-11-01',
    },
  ]);
});

it.each<[Partial<GateFacts>, GateCode, string]>([
  [{ dueOn: null }, 'due', 'The due date is not known yet'],
  [{ dueOn: on }, 'due', 'Not due before 2026-11-21'],
  [
    { default: null },
    'in_default',
    'The debtor is not in default: no reminder received, no agreed date missed',
  ],
  [
    { default: { fromOn: isoDate('2026-11-22'), ground } },
    'in_default',
    'In default only from 2026-11-22: Reminder of 2026-09-20, received on 2026-09-22 (BGB 286(1))',
  ],
  [{ dispute: 'open' }, 'undisputed', 'The claim is disputed: answer the debtor first'],
  [{ finalNotice: null }, 'final_notice', 'No final notice has been sent'],
  [
    { finalNotice: { sentOn: isoDate('2026-11-05'), deadlineOn: on } },
    'final_notice',
    'The final notice of 2026-11-05 set 2026-11-21, which still runs',
  ],
  [
    { limitedOn: isoDate('2026-11-20') },
    'not_limited',
    'Time-barred since the end of 2026-11-20: the debtor may refuse (BGB 214)',
  ],
  [
    { openReturn: true },
    'no_open_return',
    'A return is open: wait until it is processed (BGB 355, 357)',
  ],
  [
    { withdrawn: true },
    'no_open_return',
    'The debtor withdrew from the contract: there is no claim left (BGB 355)',
  ],
  [
    { insolvent: true },
    'not_insolvent',
    'The debtor is insolvent: file the claim with the administrator (InsO 87, 174)',
  ],
  [
    { deceased: true },
    'not_deceased',
    'The debtor has died: write to the heirs first (BGB 1922, 1958)',
  ],
  [
    { minor: true },
    'of_age',
    'The debtor is a minor: ask the guardians whether they consent (BGB 106 to 110)',
  ],
  [{ openCents: 2499 }, 'above_minimum', '24.99 EUR open, the minimum is 25.00 EUR'],
  [{ openCents: 0, minimumCents: 0 }, 'above_minimum', 'Nothing is open (0.00 EUR)'],
  [
    { address: 'incomplete' },
    'address_usable',
    'The address is incomplete: name, street, postcode, city and country are needed',
  ],
  [
    { address: 'undeliverable' },
    'address_usable',
    'Mail to this address came back: find the new address first',
  ],
  [
    { agencyAccountCheckedOn: null },
    'agency_account_checked',
    'The account at the agency has never been checked',
  ],
  [
    { agencyAccountCheckedOn: isoDate('2026-10-21') },
    'agency_account_checked',
    'The account at the agency was checked on 2026-10-21, more than 30 days ago: check it again',
  ],
])('%j shuts one gate: %s', (change, gate, reason) => {
  expect(shut(change)).toMatchObject([{ gate, passed: false, reason }]);
  expect(allPassed(handoverGates({ ...ripe, ...change }, on))).toBe(false);
});

it.each<[string, Partial<GateFacts>]>([
  ['due yesterday', { dueOn: isoDate('2026-11-20') }],
  ['in default since today', { default: { fromOn: on, ground } }],
  ['disputed but answered', { dispute: 'answered' }],
  ['time-barred from tomorrow', { limitedOn: on }],
  ['limitation suspended', { limitedOn: null }],
  ['exactly the minimum', { openCents: 2500 }],
  ['account checked 30 days ago', { agencyAccountCheckedOn: isoDate('2026-10-22') }],
])('passes: %s', (_, change) => {
  expect(shut(change)).toEqual([]);
});

it('says that an answered dispute and a suspended limitation passed for that reason', () => {
  const gates = handoverGates({ ...ripe, dispute: 'answered', limitedOn: null }, on);
  const reason = (code: GateCode): string | undefined =>
    gates.find(({ gate }) => gate === code)?.reason;
  expect(reason('undisputed')).toBe('The dispute was answered; the agency will be told of it');
  expect(reason('not_limited')).toBe('Limitation is suspended');
});

it('says the same as a code and its values, so that it can be read in any language', () => {
  const held = [
    say('held_until', { reason: 'promise', untilOn: '2026-12-01' }),
    say('held', { reason: 'complaint' }),
  ];
  const gates = shut({ held, dispute: 'open', disputedCents: 4_000 });
  expect(gates).toEqual([
    {
      gate: 'undisputed',
      passed: false,
      reason: '40.00 EUR are disputed: answer the debtor first; 60.00 EUR are not',
      says: [
        {
          code: 'dispute_part',
          values: { disputedCents: 4_000, restCents: 6_000, currency: 'EUR' },
        },
      ],
    },
    {
      gate: 'not_held',
      passed: false,
      reason:
        'The debtor promised to pay by a day, until 2026-12-01; A complaint is being looked at',
      says: held,
    },
  ]);
});
