/** Translates between the port and mediafinanz's structures. Pure; field names as of 2.0.4. */
import { Temporal } from 'temporal-polyfill';
import {
  dayOf,
  instant,
  isoDate,
  type Instant,
  type IsoDate,
} from '../../server/domain/calendar.ts';
import { InvalidInput, OutcomeUnknown, PartnerRejected } from '../../server/domain/errors.ts';
import {
  cents,
  centsFromDecimal,
  decimalFromCents,
  type Cents,
} from '../../server/domain/money.ts';
import type {
  AgencyMessage,
  ClaimAccount,
  ClaimDebtor,
  ClaimHistoryEntry,
  ClaimMessage,
  ClaimPackage,
  ClaimStatus,
  DirectPayment,
  Payout,
  StatusChange,
} from '../../server/ports.ts';
import { UnreadableAnswer, entriesOf, listAt, textAt, textsOf, type XmlNode } from './envelope.ts';

/** A structure to be sent: texts, numbers as decimal texts, and structures in it. */
export interface Outgoing {
  [field: string]: string | number | boolean | Outgoing;
}

/** What a merchant's account says about the texts that leave. */
export interface TextLimits {
  /** The agency prints the reason as it is; the known modules cut it at 250 characters. */
  maxReasonLength: number;
  maxNoteLength: number;
}

/** `claim` and `debtor` of `newClaim`. Throws `InvalidInput` before anything is sent. */
export function toNewClaim(
  claim: ClaimPackage,
  limits: TextLimits,
): { claim: Outgoing; debtor: Outgoing } {
  if (claim.currency !== 'EUR') {
    throw new InvalidInput(
      `the claim ${claim.ourReference} is in ${claim.currency}; mediafinanz takes EUR only`,
    );
  }
  if (claim.principalCents <= 0) {
    throw new InvalidInput(`the claim ${claim.ourReference} has no open principal to hand over`);
  }
  const lastReminderOn = claim.remindersSentOn.at(-1);
  return {
    claim: {
      invoice: required(claim.ourReference, 'our reference'),
      type: claimType(claim.subject),
      reason: cut(required(claim.description, 'the description'), limits.maxReasonLength),
      originalValue: decimalFromCents(claim.principalCents),
      overdueFees: decimalFromCents(claim.dunningCostsCents),
      dateOfOrigin: claim.contractOn,
      ...(lastReminderOn === undefined ? {} : { dateOfLastReminder: lastReminderOn }),
      note: cut(toNote(claim), limits.maxNoteLength),
    },
    debtor: toDebtor(claim.debtor),
  };
}

/** 1 goods sold, 2 goods sold against prepayment, 3 service rendered. */
function claimType(subject: ClaimPackage['subject']): number {
  switch (subject) {
    case 'goods':
      return 1;
    case 'goods_prepaid':
      return 2;
    case 'service':
      return 3;
    default:
      throw new InvalidInput(`"${String(subject satisfies never)}" is no subject of a claim`);
  }
}

/** For the clerk: the facts that have no field of their own, interest among them, in German. */
function toNote(claim: ClaimPackage): string {
  const facts = [
    claim.invoiceNumber === null ? '' : `Rechnung ${claim.invoiceNumber}`,
    `fällig am ${germanDay(claim.dueOn)}`,
    claim.defaultFrom === null ? '' : `Verzug seit ${germanDay(claim.defaultFrom)}`,
    claim.defaultGround === null ? '' : `Verzugsgrund: ${claim.defaultGround}`,
    claim.interestCents === 0
      ? ''
      : `Verzugszinsen bisher ${germanAmount(claim.interestCents)} EUR, nicht in der Hauptforderung`,
    claim.remindersSentOn.length === 0
      ? ''
      : `Mahnungen am ${claim.remindersSentOn.map(germanDay).join(', ')}`,
    claim.note,
    ...legalFacts(claim),
  ];
  return facts
    .map(plainText)
    .filter((fact) => fact !== '')
    .join('; ');
}

/** What RDG 13a(1) wants the agency to tell, as far as no field carries it; last, as it may be cut. */
function legalFacts({ legal }: ClaimPackage): string[] {
  if (legal === undefined) return [];
  const { creditor, interest, disputes, deductsInputTax } = legal;
  return [
    ...disputes.map(
      ({ raisedOn, answeredOn, words }) =>
        `Einwand vom ${germanDay(raisedOn)}, beantwortet am ${germanDay(answeredOn)}` +
        (words === null ? '' : `: ${words}`),
    ),
    ...interest.map(
      ({ fromOn, toOn, principalCents, rateMillionths }) =>
        `${germanRate(rateMillionths)} % Zinsen aus ${germanAmount(principalCents)} EUR ` +
        `vom ${germanDay(fromOn)} bis ${germanDay(toOn)}`,
    ),
    `Gläubiger: ${creditor.name}, ${creditor.street}, ${creditor.postcode} ${creditor.city}`,
    `${deductsInputTax ? '' : 'nicht '}vorsteuerabzugsberechtigt`,
    'Anschrift laut Bestellung',
  ];
}

const germanRate = (millionths: number): string =>
  String(Math.round(millionths / 100) / 100).replace('.', ',');
const germanDay = (on: IsoDate): string => on.split('-').toReversed().join('.');
const germanAmount = (value: Cents): string => decimalFromCents(value).replace('.', ',');

function toDebtor(debtor: ClaimDebtor): Outgoing {
  const country = debtor.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new InvalidInput(`"${debtor.country}" is no country code; write it as DE`);
  }
  const hasName = plainText(debtor.lastName ?? '') !== '' || plainText(debtor.company ?? '') !== '';
  if (!hasName) throw new InvalidInput('the debtor has neither a last name nor a company');
  return {
    ...optional('id', debtor.debtorNumber),
    address: salutationCode(debtor),
    firstname: plainText(debtor.firstName ?? ''),
    lastname: plainText(debtor.lastName ?? ''),
    company: plainText(debtor.company ?? ''),
    co: '',
    street: required(debtor.street, "the debtor's street"),
    postcode: required(debtor.postcode, "the debtor's postcode"),
    city: required(debtor.city, "the debtor's city"),
    country,
    ...optional('telephone1', debtor.phone),
    ...optional('email', debtor.email),
    ...(debtor.bornOn === null ? {} : { dateOfBirth: debtor.bornOn }),
  };
}

/** `m` man, `f` woman, `c` company, `@` unknown. */
function salutationCode(debtor: ClaimDebtor): string {
  switch (debtor.salutation) {
    case 'mr':
      return 'm';
    case 'ms':
      return 'f';
    case 'company':
      return 'c';
    case 'unknown':
      return debtor.kind === 'business' && debtor.company !== null ? 'c' : '@';
    default:
      throw new InvalidInput(`"${String(debtor.salutation satisfies never)}" is no salutation`);
  }
}

export function toDirectPayment(payment: DirectPayment): Outgoing {
  if (payment.amountCents <= 0) {
    throw new InvalidInput('a direct payment of nothing or less cannot be reported');
  }
  return { dateOfPayment: payment.paidOn, paidAmount: decimalFromCents(payment.amountCents) };
}

/** A message to the clerk: plain text, line breaks kept. mediafinanz refuses HTML. */
export function toMessageText(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll('\r\n', '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g, '')
    .trim();
  if (plain === '') throw new InvalidInput('an empty message cannot be sent');
  return plain;
}

/** The file number, or `PartnerRejected` with the objections, or `OutcomeUnknown` for neither. */
export function fromNewClaim(result: XmlNode, ourReference: string): { fileNumber: string } {
  const fileNumber = textAt(result, 'fileNumber');
  if (fileNumber !== undefined && isFileNumber(fileNumber)) return { fileNumber };
  const reasons = textsOf(listAt(result, 'errorList')).map((reason) => reason.slice(0, 500));
  if (reasons.length > 0 && (fileNumber === undefined || isZero(fileNumber))) {
    throw new PartnerRejected(
      `mediafinanz refused the claim ${ourReference}; mend what it names and hand over again`,
      reasons,
    );
  }
  throw new OutcomeUnknown(
    `mediafinanz answered the claim ${ourReference} without a file number that can be used; ` +
      'look it up by our reference before sending again',
  );
}

/** Text, never a number: eleven digits are more than 32 bits hold. */
const isFileNumber = (text: string): boolean =>
  /^[0-9A-Za-z][0-9A-Za-z/.-]{0,39}$/.test(text) && !isZero(text);

/** What a typed language puts where there is no number. */
const isZero = (text: string): boolean => /^0+$/.test(text);

export const fromClaimStatus = (result: XmlNode): ClaimStatus => ({
  code: requiredAt(result, 'statusCode'),
  text: textAt(result, 'statusText') ?? textAt(result, 'statusName') ?? '',
  details: textAt(result, 'statusDetails') ?? null,
});

export const fromStatusChange =
  (timeZone: string) =>
  (entry: XmlNode): StatusChange => ({
    fileNumber: textAt(entry, 'fileNumber') ?? '',
    code: textAt(entry, 'statusCode') ?? '',
    text: textAt(entry, 'statusName') ?? textAt(entry, 'statusText') ?? '',
    details: textAt(entry, 'statusDetails') ?? null,
    occurredAt: toInstant(textAt(entry, 'time'), timeZone),
    closingReason: textAt(entry, 'closingReasonExplanation') ?? null,
    closingNote: textAt(entry, 'closingReasonNote') ?? null,
  });

export const fromNewMessage =
  (timeZone: string) =>
  (entry: XmlNode): AgencyMessage => ({
    fileNumber: textAt(entry, 'fileNumber') ?? '',
    ourReference: textAt(entry, 'invoiceNumber') ?? null,
    text: textAt(entry, 'text') ?? '',
    occurredAt: toInstant(textAt(entry, 'time'), timeZone),
  });

export const fromAccountingSummary =
  (timeZone: string) =>
  (result: XmlNode): ClaimAccount => ({
    totalDebtsCents: amountAt(result, 'totalDebts'),
    paidCents: amountAt(result, 'paid'),
    outstandingCents: amountAt(result, 'outstanding'),
    currentPayoutCents: amountAt(result, 'currentPayout'),
    payoutsCents: amountAt(result, 'sumPayout'),
    payouts: listAt(result, 'payoutHistory').map(fromPayout(timeZone)),
  });

export const fromPayoutList =
  (timeZone: string) =>
  (result: XmlNode): readonly Payout[] =>
    entriesOf(result).map(fromPayout(timeZone));

const fromPayout =
  (timeZone: string) =>
  (entry: XmlNode): Payout => ({
    on: dayAt(entry, 'date', timeZone),
    totalCents: amountAt(entry, 'total'),
    payoutNumber: textAt(entry, 'payoutNumber') ?? '',
  });

export const fromHistory =
  (timeZone: string) =>
  (result: XmlNode): readonly ClaimHistoryEntry[] =>
    entriesOf(result).map((entry) => ({
      occurredAt: toInstant(textAt(entry, 'time'), timeZone),
      subject: textAt(entry, 'subject') ?? '',
      details: textAt(entry, 'details') ?? null,
    }));

export const fromMessageHistory =
  (timeZone: string) =>
  (result: XmlNode): readonly ClaimMessage[] =>
    entriesOf(result).map((entry) => ({
      sender: textAt(entry, 'sender') ?? '',
      occurredAt: toInstant(textAt(entry, 'time'), timeZone),
      text: textAt(entry, 'text') ?? '',
    }));

export const fromOptions = (result: XmlNode): readonly string[] => textsOf(entriesOf(result));

/**
 * Whether a plain answer is a yes. `closeClaim` and `bookDirectPayment` say true or false, others
 * only something that is not empty.
 */
export function isYes(result: XmlNode): boolean {
  if (result.children.length > 0) throw new UnreadableAnswer('the answer is no yes and no no');
  return !/^(false|0|)$/i.test(result.text.trim());
}

/**
 * A time as the agency writes it, in UTC. Without a zone it is the agency's wall clock; a time
 * that the change to summer skips or doubles is taken as the earlier offset's. Null when it cannot
 * be read, or is what a typed language writes for none: the news counts, not its hour.
 */
export function toInstant(text: string | undefined, timeZone: string): Instant | null {
  const iso = (text ?? '')
    .trim()
    .replace(/^(\d{2})\.(\d{2})\.(\d{4})\b/, '$3-$2-$1')
    .replace(' ', 'T');
  if (!/^(19[7-9]|2[01]\d)\d/.test(iso)) return null;
  try {
    if (hasZone(iso)) return instant(iso);
    const local = Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone);
    return instant(local.toInstant().toString());
  } catch {
    return null;
  }
}

const hasZone = (iso: string): boolean => /T.*(Z|[+-]\d{2}:?\d{2})$/i.test(iso);

/**
 * Amounts are decimals with a dot; floats of the other side may show more places, or an exponent. A
 * comma is taken for the dot where it can be nothing else (`1.234,56`).
 */
function amountAt(node: XmlNode, name: string): Cents {
  const text = textAt(node, name);
  if (text === undefined) return 0;
  const isGerman = /^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d{1,2}$/.test(text);
  const decimal = isGerman ? text.replaceAll('.', '').replace(',', '.') : text;
  const match = /^([+-]?)0*(\d*)(?:\.(\d{0,40}))?(?:E([+-]?\d{1,2}))?$/i.exec(decimal);
  const [, sign, whole = '', part = '', exponent = '0'] = match ?? [];
  const point = whole.length + Number(exponent);
  if (match === null || !/^[+-]?\.?\d/.test(decimal) || point > 12) {
    throw new UnreadableAnswer(`"${name}" of the answer is not an amount`);
  }
  const at = Math.max(0, point);
  const digits = `${'0'.repeat(at - point)}${whole}${part}`.padEnd(at + 3, '0');
  const short = centsFromDecimal(`${digits.slice(0, at) || '0'}.${digits.slice(at, at + 2)}`);
  const rounded = Number(digits[at + 2]) >= 5 ? short + 1 : short;
  return rounded === 0 ? 0 : cents(sign === '-' ? -rounded : rounded);
}

/** A day; of an instant, as many a language writes a day, the day it is at the agency. */
function dayAt(node: XmlNode, name: string, timeZone: string): IsoDate {
  const whole = textAt(node, name) ?? '';
  const at = hasZone(whole) ? toInstant(whole, timeZone) : null;
  if (at !== null) return dayOf(at, timeZone);
  const text = whole.slice(0, 10);
  const german = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text);
  try {
    return isoDate(german === null ? text : `${german[3]}-${german[2]}-${german[1]}`);
  } catch {
    throw new UnreadableAnswer(`"${name}" of the answer is not a day`);
  }
}

function requiredAt(node: XmlNode, name: string): string {
  const text = textAt(node, name);
  if (text === undefined) throw new UnreadableAnswer(`the answer has no "${name}"`);
  return text;
}

/** One line, NFC, without control characters: what XML forbids, and what letters cannot print. */
export const plainText = (text: string): string =>
  text
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .toWellFormed()
    .trim();

/** At most so many characters; a cut text ends in an ellipsis and never in half a character. */
function cut(text: string, maxLength: number): string {
  const characters = Array.from(text);
  return characters.length <= maxLength
    ? text
    : `${characters
        .slice(0, maxLength - 1)
        .join('')
        .trimEnd()}…`;
}

function required(text: string, what: string): string {
  const plain = plainText(text);
  if (plain === '') throw new InvalidInput(`${what} is missing; the claim cannot be handed over`);
  return plain;
}

function optional(field: string, text: string | null): Outgoing {
  const plain = plainText(text ?? '');
  return plain === '' ? {} : { [field]: plain };
}
