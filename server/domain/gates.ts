/** The gates of a hand-over to an agency: what must be true of a claim before it leaves the house. */
import { blockReasons } from './blocks.ts';
import { addDays, type IsoDate } from './calendar.ts';
import type { Cents } from './money.ts';
import { inEnglish, say, type Saying, type SayingCode, type SayingValues } from './sayings.ts';

/** What the gates look at. Null means not known or not happened. */
export interface GateFacts {
  currency: string;
  openCents: Cents;
  minimumCents: Cents;
  /** Last day to pay in time. */
  dueOn: IsoDate | null;
  /** First day of default, with the statute in words; null while there is no default. */
  default: { fromOn: IsoDate; ground: Saying } | null;
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
  /** Holds in force that shut no gate of their own: a promise, a plan, a complaint. */
  held?: readonly Saying[];
  /** Days left empty or known to be wrong. */
  address: 'usable' | 'incomplete' | 'undeliverable';
  /** The last successful check of the account at the agency. */
  agencyAccountCheckedOn: IsoDate | null;
}

export const GATE_CODES = [
  'due',
  'in_default',
  'undisputed',
  'not_held',
  'final_notice',
  'not_limited',
  'no_open_return',
  'not_insolvent',
  'not_deceased',
  'of_age',
  'above_minimum',
  'address_usable',
  'agency_account_checked',
  'invoice_number',
  'package_complete',
  'not_trial',
] as const;

export type GateCode = (typeof GATE_CODES)[number];

export interface Gate {
  gate: GateCode;
  passed: boolean;
  /** Why it is open or shut, in English. */
  reason: string;
  /** The same as codes and values, for a reader of any language. */
  says: readonly Saying[];
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
    flag('not_insolvent', facts.insolvent, ['insolvency_none', 'insolvency']),
    flag('not_deceased', facts.deceased, ['death_none', 'death']),
    flag('of_age', facts.minor, ['minor_not', 'minor']),
    minimumGate(facts),
    addressGate(facts),
    accountGate(facts, on),
  ];
}

/** The last gate: nothing that the agency has to tell the debtor is missing (RDG 13a(1)). */
export function packageGate(missing: readonly Saying[]): Gate {
  const passed = missing.length === 0;
  return gateOf('package_complete', passed, passed ? [say('package_complete')] : missing);
}

/** Shut for a trial in a live shop: what was invented reaches no real agency. */
export const trialGate = (): Gate => simple('not_trial', false, 'trial');

/** The number an agency and a court ask for, where the merchant says that a hand-over waits for it. */
export function invoiceNumberGate(number: string | null): Gate {
  const says = number === null ? say('invoice_number_none') : say('invoice_number', { number });
  return gateOf('invoice_number', number !== null, [says]);
}

export const allPassed = (gates: readonly Gate[]): boolean => gates.every((gate) => gate.passed);

function gateOf(
  gate: GateCode,
  passed: boolean,
  says: readonly Saying[],
  between: ': ' | '; ' = '; ',
): Gate {
  return {
    gate,
    passed,
    reason: says.map((one) => inEnglish(one, { blockReasons })).join(between),
    says,
  };
}

/** A gate with one sentence. */
function simple(
  gate: GateCode,
  passed: boolean,
  code: SayingCode,
  values: SayingValues = {},
): Gate {
  return gateOf(gate, passed, [say(code, values)]);
}

function flag(
  gate: GateCode,
  shut: boolean,
  [open, closed]: readonly [SayingCode, SayingCode],
): Gate {
  return simple(gate, !shut, shut ? closed : open);
}

function dueGate({ dueOn }: GateFacts, on: IsoDate): Gate {
  if (dueOn === null) return simple('due', false, 'due_unknown');
  const passed = on > dueOn;
  return simple('due', passed, passed ? 'due_since' : 'due_not_before', { dueOn });
}

function defaultGate(facts: GateFacts, on: IsoDate): Gate {
  if (facts.default === null) return simple('in_default', false, 'default_none');
  const { fromOn, ground } = facts.default;
  const passed = fromOn <= on;
  const begun = say(passed ? 'default_since' : 'default_only_from', { fromOn });
  return gateOf('in_default', passed, [begun, ground], ': ');
}

function disputeGate({ dispute, disputedCents = 0, openCents, currency }: GateFacts): Gate {
  if (dispute === 'none') return simple('undisputed', true, 'dispute_none');
  if (dispute === 'answered') return simple('undisputed', true, 'dispute_answered');
  const restCents = openCents - disputedCents;
  if (disputedCents <= 0 || restCents <= 0) return simple('undisputed', false, 'dispute_open');
  const values = { disputedCents, restCents, currency };
  return simple('undisputed', false, 'dispute_part', values);
}

function holdGate({ held = [] }: GateFacts): Gate {
  const passed = held.length === 0;
  return gateOf('not_held', passed, passed ? [say('held_by_nothing')] : held);
}

function noticeGate({ finalNotice }: GateFacts, on: IsoDate): Gate {
  if (finalNotice === null) return simple('final_notice', false, 'notice_none');
  const passed = on > finalNotice.deadlineOn;
  const code = passed ? 'notice_passed' : 'notice_runs';
  return simple('final_notice', passed, code, { ...finalNotice });
}

function limitationGate({ limitedOn }: GateFacts, on: IsoDate): Gate {
  if (limitedOn === null) return simple('not_limited', true, 'limitation_suspended');
  const passed = on <= limitedOn;
  const code = passed ? 'limitation_after' : 'limitation_since';
  return simple('not_limited', passed, code, { limitedOn });
}

function returnGate({ openReturn, withdrawn }: GateFacts): Gate {
  if (withdrawn) return simple('no_open_return', false, 'withdrawn');
  return flag('no_open_return', openReturn, ['return_none', 'return_open']);
}

function minimumGate({ openCents, minimumCents, currency }: GateFacts): Gate {
  const values = { openCents, minimumCents, currency };
  if (openCents <= 0) return simple('above_minimum', false, 'open_nothing', values);
  return simple('above_minimum', openCents >= minimumCents, 'open_and_minimum', values);
}

function addressGate({ address }: GateFacts): Gate {
  return simple('address_usable', address === 'usable', `address_${address}`);
}

function accountGate({ agencyAccountCheckedOn: checkedOn }: GateFacts, on: IsoDate): Gate {
  const gate = 'agency_account_checked';
  if (checkedOn === null) return simple(gate, false, 'account_never');
  const passed = addDays(checkedOn, ACCOUNT_CHECK_DAYS) >= on;
  const values = { checkedOn, days: ACCOUNT_CHECK_DAYS };
  return simple(gate, passed, passed ? 'account_checked' : 'account_too_old', values);
}
