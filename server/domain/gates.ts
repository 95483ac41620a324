/** The gates of a hand-over to an agency: what must be true of a claim before it leaves the house. */
import { addDays, type IsoDate } from './calendar.ts';
import { decimalFromCents, type Cents } from './money.ts';

/** What the gates look at. Null means not known or not happened. */
export interface GateFacts {
  currency: string;
  openCents: Cents;
  minimumCents: Cents;
  /** Last day to pay in time. */
  dueOn: IsoDate | null;
  /** First day of default, with the statute in words; null while there is no default. */
  default: { fromOn: IsoDate; ground: string } | null;
  /** `answered`: disputed, and the answer left; only an undisputed rest may go otherwise. */
  dispute: 'none' | 'open' | 'answered';
  /** The disputed part of what is open; only named while the dispute is open. */
  disputedCents?: Cents;
  /** The final notice that named the hand-over, and the deadline it set. */
  finalNotice: { sentOn: IsoDate; deadlineOn: IsoDate } | null;
  /** Last day before the claim is time-barred; null while the bar is suspended. */
  limitedOn: IsoDate | null;
  openReturn: boolean;
  withdrawn: boolean;
  insolvent: boolean;
  deceased: boolean;
  minor: boolean;
  /** Holds in force that shut no gate of their own, in words: a promise, a plan, a complaint. */
  held?: readonly string[];
  /** Days left empty or known to be wrong. */
  address: 'usable' | 'incomplete' | 'undeliverable';
  /** The last successful check of the account at the agency. */
  agencyAccountCheckedOn: IsoDate | null;
}

export type GateCode =
  | 'due'
  | 'in_default'
  | 'undisputed'
  | 'not_held'
  | 'final_notice'
  | 'not_limited'
  | 'no_open_return'
  | 'not_insolvent'
  | 'not_deceased'
  | 'of_age'
  | 'above_minimum'
  | 'address_usable'
  | 'agency_account_checked'
  | 'invoice_number'
  | 'package_complete';

export interface Gate {
  gate: GateCode;
  passed: boolean;
  /** Why it is open or shut, in words for the merchant. */
  reason: string;
}

/** Days for which a check of the agency account holds. */
const ACCOUNT_CHECK_DAYS = 30;

/**
 * Every gate of a hand-over on one day, passed or not, each with its reason. The agency may tell
 * the debtor only what is true (RDG 13a), and cost is owed only after default (BGB 280, 286).
 */
export function handoverGates(facts: GateFacts, on: IsoDate): Gate[] {
  return [
    dueGate(facts, on),
    defaultGate(facts, on),
    disputeGate(facts),
    holdGate(facts),
    noticeGate(facts, on),
    limitationGate(facts, on),
    returnGate(facts),
    flag('not_insolvent', facts.insolvent, [
      'No insolvency is known',
      'The debtor is insolvent: file the claim with the administrator (InsO 87, 174)',
    ]),
    flag('not_deceased', facts.deceased, [
      'The debtor is not known to have died',
      'The debtor has died: write to the heirs first (BGB 1922, 1958)',
    ]),
    flag('of_age', facts.minor, [
      'The debtor is not known to be a minor',
      'The debtor is a minor: ask the guardians whether they consent (BGB 106 to 110)',
    ]),
    minimumGate(facts),
    addressGate(facts),
    accountGate(facts, on),
  ];
}

/** The last gate: nothing that the agency has to tell the debtor is missing (RDG 13a(1)). */
export function packageGate(missing: readonly string[]): Gate {
  const passed = missing.length === 0;
  const reason = passed ? 'Nothing is missing that the agency must know' : missing.join('; ');
  return { gate: 'package_complete', passed, reason };
}

/** The number an agency and a court ask for, where the merchant says that a hand-over waits for it. */
export function invoiceNumberGate(number: string | null): Gate {
  const reason =
    number === null
      ? 'The legal number of the invoice is not known yet, and hand-overs wait for it'
      : `The invoice has the number ${number}`;
  return { gate: 'invoice_number', passed: number !== null, reason };
}

export const allPassed = (gates: readonly Gate[]): boolean => gates.every((gate) => gate.passed);

function flag(gate: GateCode, shut: boolean, [open, closed]: readonly [string, string]): Gate {
  return { gate, passed: !shut, reason: shut ? closed : open };
}

function dueGate({ dueOn }: GateFacts, on: IsoDate): Gate {
  if (dueOn === null) {
    return { gate: 'due', passed: false, reason: 'The due date is not known yet' };
  }
  const passed = on > dueOn;
  return { gate: 'due', passed, reason: `${passed ? 'Due since' : 'Not due before'} ${dueOn}` };
}

function defaultGate(facts: GateFacts, on: IsoDate): Gate {
  if (facts.default === null) {
    const reason = 'The debtor is not in default: no reminder received, no agreed date missed';
    return { gate: 'in_default', passed: false, reason };
  }
  const { fromOn, ground } = facts.default;
  const passed = fromOn <= on;
  const reason = `${passed ? 'In default since' : 'In default only from'} ${fromOn}: ${ground}`;
  return { gate: 'in_default', passed, reason };
}

function disputeGate({ dispute, disputedCents = 0, openCents, currency }: GateFacts): Gate {
  const rest = openCents - disputedCents;
  const part = `${decimalFromCents(disputedCents, currency)} ${currency} are disputed`;
  const reasons = {
    none: 'Nothing is disputed',
    answered: 'The dispute was answered; the agency will be told of it',
    open:
      disputedCents > 0 && rest > 0
        ? `${part}: answer the debtor first; ${decimalFromCents(rest, currency)} ${currency} are not`
        : 'The claim is disputed: answer the debtor first',
  };
  return { gate: 'undisputed', passed: dispute !== 'open', reason: reasons[dispute] };
}

function holdGate({ held = [] }: GateFacts): Gate {
  const passed = held.length === 0;
  return { gate: 'not_held', passed, reason: passed ? 'Nothing holds it' : held.join('; ') };
}

function noticeGate({ finalNotice }: GateFacts, on: IsoDate): Gate {
  if (finalNotice === null) {
    return { gate: 'final_notice', passed: false, reason: 'No final notice has been sent' };
  }
  const { sentOn, deadlineOn } = finalNotice;
  const passed = on > deadlineOn;
  const end = passed ? 'passed' : 'still runs';
  const reason = `The final notice of ${sentOn} set ${deadlineOn}, which ${end}`;
  return { gate: 'final_notice', passed, reason };
}

function limitationGate({ limitedOn }: GateFacts, on: IsoDate): Gate {
  if (limitedOn === null) {
    return { gate: 'not_limited', passed: true, reason: 'Limitation is suspended' };
  }
  const passed = on <= limitedOn;
  const reason = passed
    ? `Time-barred only after ${limitedOn}`
    : `Time-barred since the end of ${limitedOn}: the debtor may refuse (BGB 214)`;
  return { gate: 'not_limited', passed, reason };
}

function returnGate({ openReturn, withdrawn }: GateFacts): Gate {
  if (withdrawn) {
    const reason = 'The debtor withdrew from the contract: there is no claim left (BGB 355)';
    return { gate: 'no_open_return', passed: false, reason };
  }
  return flag('no_open_return', openReturn, [
    'No return or withdrawal is open',
    'A return is open: wait until it is processed (BGB 355, 357)',
  ]);
}

function minimumGate({ openCents, minimumCents, currency }: GateFacts): Gate {
  const open = `${decimalFromCents(openCents, currency)} ${currency}`;
  const minimum = `${decimalFromCents(minimumCents, currency)} ${currency}`;
  if (openCents <= 0) {
    return { gate: 'above_minimum', passed: false, reason: `Nothing is open (${open})` };
  }
  const passed = openCents >= minimumCents;
  const reason = `${open} open, the minimum is ${minimum}`;
  return { gate: 'above_minimum', passed, reason };
}

function addressGate({ address }: GateFacts): Gate {
  const reasons = {
    usable: 'The address is complete and mail has not come back',
    incomplete: 'The address is incomplete: name, street, postcode, city and country are needed',
    undeliverable: 'Mail to this address came back: find the new address first',
  };
  return { gate: 'address_usable', passed: address === 'usable', reason: reasons[address] };
}

function accountGate({ agencyAccountCheckedOn: checkedOn }: GateFacts, on: IsoDate): Gate {
  const gate = 'agency_account_checked';
  if (checkedOn === null) {
    return { gate, passed: false, reason: 'The account at the agency has never been checked' };
  }
  const passed = addDays(checkedOn, ACCOUNT_CHECK_DAYS) >= on;
  const age = passed ? '' : `, more than ${ACCOUNT_CHECK_DAYS} days ago: check it again`;
  return { gate, passed, reason: `The account at the agency was checked on ${checkedOn}${age}` };
}
