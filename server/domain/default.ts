/** When a debtor is in default and on which ground (BGB 286), as data that letters can quote. */
import {
  addDays,
  compareDays,
  maxDate,
  shiftToWorkingDay,
  type Holidays,
  type IsoDate,
} from './calendar.ts';
import { inEnglish, say, type Saying } from './sayings.ts';
import type { DueRule, PaymentTerms } from './terms.ts';

export type DebtorKind = 'consumer' | 'business' | 'public' | 'unknown';

/** Proven: a receipt, an answer, a post-box log. Assumed: sent and not come back. */
type Evidence = 'proven' | 'assumed';

export interface ReceivedReminder {
  sentOn: IsoDate;
  receivedOn: IsoDate;
  evidence: Evidence;
  /** The last day to pay that the reminder set; null when it set none. */
  deadlineOn: IsoDate | null;
}

export interface DefaultFacts {
  debtor: DebtorKind;
  /** Last day to pay in time; null while it is not known. Before it nobody is in default. */
  dueOn: IsoDate | null;
  terms: Pick<PaymentTerms, 'due' | 'basis'>;
  invoiceReceivedOn: IsoDate | null;
  deliveredOn: IsoDate | null;
  /** The invoice itself tells the consumer of the 30 days (BGB 286(3) S. 1). */
  invoiceNamesThirtyDays: boolean;
  reminders: readonly ReceivedReminder[];
  /** A serious and final refusal to pay. */
  refusedOn: IsoDate | null;
  /** Service of a payment order (Mahnbescheid) or of a lawsuit. */
  servedOn: IsoDate | null;
  /** While this lasts the debtor need not pay: open delivery, justified objection, bank outage. */
  excusedUntil: IsoDate | 'open' | null;
}

type DefaultGroundCode =
  | 'reminder'
  | 'service'
  | 'agreed_date'
  | 'event_and_period'
  | 'refusal'
  | 'thirty_days'
  | 'thirty_days_after_delivery';

export interface DefaultGround {
  code: DefaultGroundCode;
  /** The statute, `BGB 286(2) Nr. 1`. */
  rule: string;
  /** First day of default. */
  fromOn: IsoDate;
  /** First day that bears interest: the day after the one that triggers default (BGB 187(1)). */
  interestFromOn: IsoDate;
  evidence: Evidence;
  /** What happened, with its dates, as a letter or a hand-over may quote it. */
  words: string;
  /** The same for a reader of any language. */
  says: Saying;
}

/** Why a ground one might think of does not hold. */
interface MissingGround {
  code: DefaultGroundCode | 'not_due' | 'excused';
  reason: string;
}

export interface DefaultBegin {
  /** The earliest ground; it may lie in the future. Null when there is none yet. */
  ground: DefaultGround | null;
  /** All grounds that hold, earliest first. */
  grounds: readonly DefaultGround[];
  missing: readonly MissingGround[];
}

/**
 * When default begins, on which ground, and which grounds fail and why. A date that one side alone
 * set never puts anyone into default by itself (BGH III ZR 91/07); a debtor of unknown kind is
 * treated as a consumer.
 */
export function defaultBegin(facts: DefaultFacts, holidays: Holidays): DefaultBegin {
  const { dueOn, excusedUntil } = facts;
  if (dueOn === null) return none('not_due', 'The claim is not due yet, or nobody knows when');
  if (excusedUntil === 'open') {
    return none('excused', 'The debtor need not pay for now (BGB 286(4), 320)');
  }
  const found = [
    agreedDate(facts, dueOn),
    thirtyDays(facts, dueOn, holidays),
    ...facts.reminders.map((reminder) => reminderGround(reminder, dueOn, holidays)),
    facts.refusedOn === null ? null : refusal(facts.refusedOn, dueOn),
    facts.servedOn === null ? null : service(facts.servedOn, dueOn),
  ];
  const grounds = found
    .filter((ground): ground is DefaultGround => ground !== null && 'rule' in ground)
    .map((ground) => (excusedUntil === null ? ground : notBefore(ground, addDays(excusedUntil, 1))))
    .toSorted((a, b) => compareDays(a.fromOn, b.fromOn));
  const missing = found.filter(
    (ground): ground is MissingGround => ground !== null && 'reason' in ground,
  );
  return { ground: grounds[0] ?? null, grounds, missing };
}

/** Whether default has begun by a day. */
export function inDefaultOn(begin: DefaultBegin, on: IsoDate): boolean {
  return begin.ground !== null && begin.ground.fromOn <= on;
}

function none(code: 'not_due' | 'excused', reason: string): DefaultBegin {
  return { ground: null, grounds: [], missing: [{ code, reason }] };
}

function notBefore(ground: DefaultGround, firstOn: IsoDate): DefaultGround {
  return {
    ...ground,
    fromOn: maxDate(ground.fromOn, firstOn),
    interestFromOn: maxDate(ground.interestFromOn, firstOn),
  };
}

/** BGB 286(2) Nr. 1 (date by the calendar) and Nr. 2 (event and a period that can be counted). */
function agreedDate(facts: DefaultFacts, dueOn: IsoDate): DefaultGround | MissingGround {
  const { due, basis } = facts.terms;
  const code = startsWithEvent(due) ? 'event_and_period' : 'agreed_date';
  if (basis === 'one_sided') {
    const reason =
      'The payment date was set by one side only and puts nobody in default (BGH III ZR 91/07)';
    return { code, reason };
  }
  if (due.kind !== 'fixed' && due.kind !== 'net' && due.kind !== 'net_end_of_month') {
    return { code, reason: 'The terms name no date or period, so default needs a reminder' };
  }
  const fromOn = addDays(dueOn, 1);
  const rule = code === 'agreed_date' ? 'BGB 286(2) Nr. 1' : 'BGB 286(2) Nr. 2';
  const what = code === 'agreed_date' ? 'ground_agreed_date' : 'ground_agreed_period';
  const told = quoted(say(what, { dueOn, rule }));
  return { code, rule, fromOn, interestFromOn: fromOn, evidence: 'proven', ...told };
}

/** A ground in English words, and as it can be said in any language. */
const quoted = (says: Saying): Pick<DefaultGround, 'words' | 'says'> => ({
  words: inEnglish(says),
  says,
});

const startsWithEvent = (due: DueRule): boolean =>
  due.kind === 'net' || due.kind === 'net_end_of_month';

/** BGB 286(3): 30 days after due date and invoice; towards a consumer only if the invoice says so. */
function thirtyDays(
  facts: DefaultFacts,
  dueOn: IsoDate,
  holidays: Holidays,
): DefaultGround | MissingGround {
  const code = 'thirty_days';
  const consumer = facts.debtor === 'consumer' || facts.debtor === 'unknown';
  if (consumer && !facts.invoiceNamesThirtyDays) {
    const reason = 'The invoice does not tell the consumer of the 30 days (BGB 286(3) S. 1)';
    return { code, reason };
  }
  const { invoiceReceivedOn, deliveredOn } = facts;
  if (invoiceReceivedOn !== null) {
    const received = { dueOn, receivedOn: invoiceReceivedOn };
    return thirtyDayGround(code, 'BGB 286(3) S. 1', received, holidays);
  }
  if (consumer || deliveredOn === null) {
    return { code, reason: 'It is not known when the debtor received the invoice' };
  }
  const received = { dueOn, receivedOn: deliveredOn };
  return thirtyDayGround('thirty_days_after_delivery', 'BGB 286(3) S. 2', received, holidays);
}

function thirtyDayGround(
  code: 'thirty_days' | 'thirty_days_after_delivery',
  rule: string,
  { dueOn, receivedOn }: { dueOn: IsoDate; receivedOn: IsoDate },
  holidays: Holidays,
): DefaultGround {
  const lastOn = shiftToWorkingDay(addDays(maxDate(dueOn, receivedOn), 30), holidays);
  const fromOn = addDays(lastOn, 1);
  const what = code === 'thirty_days' ? 'ground_thirty_days' : 'ground_thirty_days_goods';
  const told = quoted(say(what, { dueOn, receivedOn, lastOn, rule }));
  return { code, rule, fromOn, interestFromOn: fromOn, evidence: 'proven', ...told };
}

/**
 * BGB 286(1) S. 1. A reminder works on receipt, after the due date; one that sets a deadline gives
 * the debtor that time, so default begins the day after it.
 */
function reminderGround(
  reminder: ReceivedReminder,
  dueOn: IsoDate,
  holidays: Holidays,
): DefaultGround | MissingGround {
  const { sentOn, receivedOn, deadlineOn, evidence } = reminder;
  const code = 'reminder';
  if (receivedOn <= dueOn) {
    const reason = `The reminder of ${sentOn} came before the claim was overdue and has no effect`;
    return { code, reason };
  }
  const rule = 'BGB 286(1)';
  if (deadlineOn === null || deadlineOn < receivedOn) {
    const interestFromOn = addDays(receivedOn, 1);
    const told = quoted(say('ground_reminder', { sentOn, receivedOn, rule }));
    return { code, rule, fromOn: receivedOn, interestFromOn, evidence, ...told };
  }
  const fromOn = addDays(shiftToWorkingDay(deadlineOn, holidays), 1);
  const told = quoted(say('ground_reminder_deadline', { sentOn, receivedOn, deadlineOn, rule }));
  return { code, rule, fromOn, interestFromOn: fromOn, evidence, ...told };
}

/** BGB 286(2) Nr. 3: at once, but not before the due date. */
function refusal(refusedOn: IsoDate, dueOn: IsoDate): DefaultGround {
  const rule = 'BGB 286(2) Nr. 3';
  const fromOn = maxDate(refusedOn, addDays(dueOn, 1));
  const interestFromOn = maxDate(addDays(refusedOn, 1), fromOn);
  const told = quoted(say('ground_refusal', { refusedOn, rule }));
  return { code: 'refusal', rule, fromOn, interestFromOn, evidence: 'proven', ...told };
}

/** BGB 286(1) S. 2: the service of a payment order or a lawsuit equals a reminder. */
function service(servedOn: IsoDate, dueOn: IsoDate): DefaultGround {
  const rule = 'BGB 286(1) S. 2';
  const fromOn = maxDate(servedOn, addDays(dueOn, 1));
  const interestFromOn = maxDate(addDays(servedOn, 1), fromOn);
  const told = quoted(say('ground_service', { servedOn, rule }));
  return { code: 'service', rule, fromOn, interestFromOn, evidence: 'proven', ...told };
}

// ---------------------------------------------------------------------------------------------
// Receipt

/** Days after which a message is taken as received; null never assumes it. */
export interface ReceiptSettings {
  emailDays: number | null;
  letterDays: number | null;
}

/**
 * Usual running times. They are no presumption of the law (BGB 130: the creditor proves receipt),
 * only the day from which the house works on without proof.
 */
const RECEIPT_SETTINGS: ReceiptSettings = { emailDays: 1, letterDays: 4 };

/** The day a message is taken as received when nothing proves it; null when it may not be assumed. */
export function assumedReceiptOn(
  sentOn: IsoDate,
  channel: 'email' | 'letter',
  settings: ReceiptSettings = RECEIPT_SETTINGS,
): IsoDate | null {
  const days = channel === 'email' ? settings.emailDays : settings.letterDays;
  return days === null ? null : addDays(sentOn, days);
}
