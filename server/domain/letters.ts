import { isoDate, maxDate } from './calendar.ts';
import type { IsoDate } from './calendar.ts';
import { bureauReportOn } from './credit-bureau.ts';
import { LETTER_ATTACHMENTS, type LetterAttachment } from './dunning.ts';
import { assertNever, InvalidInput } from './errors.ts';
import { isIban } from './girocode.ts';
import type { Cents } from './money.ts';

export const LETTER_LANGUAGES = ['de', 'en', 'it'] as const;
export type LetterLanguage = (typeof LETTER_LANGUAGES)[number];

/** The levels of a dunning policy, in the order they are climbed. */
const REMINDER_LEVELS = [
  'friendly_reminder',
  'first_reminder',
  'second_reminder',
  'final_notice',
] as const;
export type ReminderLevel = (typeof REMINDER_LEVELS)[number];

/** Every letter that asks for money, the friendliest first: the hint before the levels, and them. */
export const DEMAND_NAMES = ['pre_due_notice', ...REMINDER_LEVELS] as const;

/** About an instalment of a plan that both sides agreed on: before its day, and once it is missed. */
export const INSTALMENT_LETTERS = ['instalment_notice', 'instalment_missed'] as const;
export type InstalmentLetter = (typeof INSTALMENT_LETTERS)[number];

/** Every message we write to a debtor; the last takes one back. */
export const LETTER_NAMES = [...DEMAND_NAMES, ...INSTALMENT_LETTERS, 'correction'] as const;
export type LetterName = (typeof LETTER_NAMES)[number];

/** How long a text of a merchant may be; the column holds it at four bytes a sign. */
export const MOST_TEXT_SIGNS = 16_000;

/** Who writes: every letter shows it, so that the debtor can check and answer (BGB 126b). */
interface LetterCreditor {
  name: string;
  /** Street, then postcode and city, then the country where the post needs it. */
  addressLines: readonly string[];
  email: string;
  phone: string | null;
  iban: string;
  bic: string | null;
  bankName: string | null;
  vatId: string | null;
  /** For example `Amtsgericht Berlin HRB 12345`. */
  registerEntry: string | null;
}

interface LetterDebtor {
  /** `Guten Tag Frau Muster`, without a comma; `salutationLine` writes it. */
  salutationLine: string;
  /** The lines of the window, the name first. */
  addressLines: readonly string[];
  debtorNumber: string | null;
  kind: 'consumer' | 'business' | 'unknown';
}

/** One receivable in a letter. It keeps its own level, whatever the tone of the whole letter. */
export interface LetterItem {
  /** The shop's name of the order, `#1001`. Charges and interest point to it. */
  orderName: string;
  orderedOn: IsoDate;
  invoiceNumber: string | null;
  invoicedOn: IsoDate | null;
  dueOn: IsoDate;
  originalCents: Cents;
  /** Payments and credits set against the invoice amount, as a positive amount. */
  paidCents: Cents;
  openCents: Cents;
  /** The level this letter brings the receivable to; null where it is shown for information. */
  level: ReminderLevel | null;
  /** 0 on the due date and before. */
  daysLate: number;
  /** First day of default (BGB 286), null as long as it has not begun or cannot be dated. */
  inDefaultFrom: IsoDate | null;
  /** A disputed item is shown, but neither demanded nor charged. */
  inClarification: boolean;
}

/** Interest of one item over a time with one rate. */
export interface LetterInterest {
  orderName: string;
  principalCents: Cents;
  /** The yearly rate, 652 for 6.52 %. */
  rateBasisPoints: number;
  /** The base rate within it, null where the rate does not stand on one. */
  baseRateBasisPoints: number | null;
  /** First and last day that bear interest. */
  fromOn: IsoDate;
  toOn: IsoDate;
  days: number;
  amountCents: Cents;
  /** The rule in the law's own short words, `§ 288 Abs. 1 BGB`. */
  ground: string;
}

const CHARGE_KINDS = ['dunning_costs', 'lump_sum', 'returned_debit', 'address_inquiry'] as const;
export type ChargeKind = (typeof CHARGE_KINDS)[number];

/** A fee or lump sum, each with the ground it stands on. */
export interface LetterCharge {
  orderName: string;
  kind: ChargeKind;
  amountCents: Cents;
  ground: string;
}

export interface LetterTotals {
  /** Open amounts of the items that are demanded. */
  principalCents: Cents;
  interestCents: Cents;
  chargesCents: Cents;
  /** Credits and payments without an item, as a positive amount that is taken off. */
  creditsCents: Cents;
  /** What the debtor shall pay now. */
  payCents: Cents;
}

/** All that a letter may say. A text can use nothing else; a fact it needs may not be missing. */
export interface LetterFacts {
  letterOn: IsoDate;
  /** ISO 4217. */
  currency: string;
  creditor: LetterCreditor;
  debtor: LetterDebtor;
  items: readonly LetterItem[];
  interest: readonly LetterInterest[];
  charges: readonly LetterCharge[];
  totals: LetterTotals;
  /** The new deadline, a working day; null only where a letter sets none. */
  deadlineOn: IsoDate | null;
  /** What the debtor shall quote: an ISO 11649 reference or a text. */
  reference: string;
  paymentUrl: string | null;
  /** The page "already paid?" and "dispute this". */
  respondUrl: string | null;
  privacyUrl: string;
  /** The agency that will be asked after the final notice; null gives generic words. */
  agencyName: string | null;
  /** Set only by a creditor that really reports to this credit bureau (BDSG 31(2)). */
  bureauName: string | null;
  /** Days on which reminders of these items were sent after the due date, oldest first. */
  earlierRemindersOn: readonly IsoDate[];
  /** For `correction`: the reminder that is taken back. */
  withdrawn: { name: ReminderLevel; sentOn: IsoDate; chargesCents: Cents } | null;
  /** For the letters about an instalment, which is then the only item. */
  instalment: LetterInstalment | null;
  /** What comes with the letter, in the order of the envelope; an invoice has a number. */
  attachments: readonly { kind: LetterAttachment; number: string | null }[];
}

export interface LetterInstalment {
  /** Which one, from 1, and of how many. */
  number: number;
  count: number;
  dueOn: IsoDate;
  /** What is left of the whole plan, this instalment included. */
  planCents: Cents;
  /** So many instalments missed at once end the plan. */
  breaksAfter: number;
}

/** A kind of fact; with `?` it may be null. */
type Kind = 'text' | 'lines' | 'day' | 'days' | 'cents' | 'count' | 'flag' | 'currency' | 'iban';
type Shape = { readonly [fact: string]: Kind | `${Kind}?` | readonly string[] | Shape | [Shape] };

/**
 * The checked list of facts. `[{…}]` is a list; a text walks it as the name in `LOOP_NAMES`.
 * A group in `OPTIONAL_GROUPS` may be null.
 */
export const LETTER_SHAPE = {
  letterOn: 'day',
  currency: 'currency',
  creditor: {
    name: 'text',
    addressLines: 'lines',
    email: 'text',
    phone: 'text?',
    iban: 'iban',
    bic: 'text?',
    bankName: 'text?',
    vatId: 'text?',
    registerEntry: 'text?',
  },
  debtor: {
    salutationLine: 'text',
    addressLines: 'lines',
    debtorNumber: 'text?',
    kind: ['consumer', 'business', 'unknown'],
  },
  items: [
    {
      orderName: 'text',
      orderedOn: 'day',
      invoiceNumber: 'text?',
      invoicedOn: 'day?',
      dueOn: 'day',
      originalCents: 'cents',
      paidCents: 'cents',
      openCents: 'cents',
      level: [...REMINDER_LEVELS, 'null'],
      daysLate: 'count',
      inDefaultFrom: 'day?',
      inClarification: 'flag',
    },
  ],
  interest: [
    {
      orderName: 'text',
      principalCents: 'cents',
      rateBasisPoints: 'count',
      baseRateBasisPoints: 'count?',
      fromOn: 'day',
      toOn: 'day',
      days: 'count',
      amountCents: 'cents',
      ground: 'text',
    },
  ],
  charges: [{ orderName: 'text', kind: CHARGE_KINDS, amountCents: 'cents', ground: 'text' }],
  totals: {
    principalCents: 'cents',
    interestCents: 'cents',
    chargesCents: 'cents',
    creditsCents: 'cents',
    payCents: 'cents',
  },
  deadlineOn: 'day?',
  reference: 'text',
  paymentUrl: 'text?',
  respondUrl: 'text?',
  privacyUrl: 'text',
  agencyName: 'text?',
  bureauName: 'text?',
  earlierRemindersOn: 'days',
  withdrawn: { name: REMINDER_LEVELS, sentOn: 'day', chargesCents: 'cents' },
  instalment: {
    number: 'count',
    count: 'count',
    dueOn: 'day',
    planCents: 'cents',
    breaksAfter: 'count',
  },
  attachments: [{ kind: LETTER_ATTACHMENTS, number: 'text?' }],
} satisfies Shape;

const OPTIONAL_GROUPS: readonly string[] = ['withdrawn', 'instalment'];

/** What a text calls the entries of a list. */
export const LOOP_NAMES = {
  items: 'item',
  interest: 'segment',
  charges: 'charge',
  attachments: 'attachment',
} as const;

/** Facts that may be null in general, but not in this letter. */
const NEEDS: Readonly<Record<LetterName, readonly (keyof LetterFacts)[]>> = {
  pre_due_notice: [],
  friendly_reminder: ['deadlineOn'],
  first_reminder: ['deadlineOn'],
  second_reminder: ['deadlineOn'],
  final_notice: ['deadlineOn'],
  instalment_notice: ['instalment'],
  instalment_missed: ['instalment', 'deadlineOn'],
  correction: ['withdrawn'],
};

/**
 * Takes the facts of a letter, or throws `InvalidInput` naming the letter and every fact that is
 * missing, malformed, contradictory or not allowed in it. Nothing is rendered before this.
 */
export function letterFacts(
  name: LetterName,
  facts: Readonly<Record<string, unknown>>,
): LetterFacts {
  const problems = shapeProblems(LETTER_SHAPE, facts, '');
  for (const fact of NEEDS[name]) {
    if (facts[fact] === null) problems.push(`${fact} is missing`);
  }
  if (problems.length === 0)
    problems.push(...contentProblems(name, facts as unknown as LetterFacts));
  if (problems.length === 0) return facts as unknown as LetterFacts;
  throw new InvalidInput(
    `The letter "${name}" cannot be written: ${problems.join('; ')}. Complete the facts first.`,
  );
}

function shapeProblems(shape: Shape, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} is missing`];
  const facts = value as Record<string, unknown>;
  return Object.entries(shape).flatMap(([name, kind]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const fact = facts[name];
    if (typeof kind === 'string') return kindProblems(kind, fact, at);
    if (!Array.isArray(kind)) {
      if (fact === null && OPTIONAL_GROUPS.includes(at)) return [];
      return shapeProblems(kind as Shape, fact, at);
    }
    const entry: unknown = kind[0];
    if (typeof entry === 'string') {
      return (kind as readonly unknown[]).includes(String(fact)) ? [] : [`${at} is missing`];
    }
    if (!Array.isArray(fact)) return [`${at} is missing`];
    return fact.flatMap((part, i) => shapeProblems(entry as Shape, part, `${at}[${i}]`));
  });
}

function kindProblems(kind: string, fact: unknown, at: string): string[] {
  if (fact === null && kind.endsWith('?')) return [];
  if (fact === null || fact === undefined) return [`${at} is missing`];
  return isKind(kind.replace('?', '') as Kind, fact) ? [] : [`${at} cannot be used`];
}

function isKind(kind: Kind, fact: unknown): boolean {
  switch (kind) {
    case 'text':
      return isLine(fact);
    case 'lines':
      return Array.isArray(fact) && fact.length > 0 && fact.every(isLine);
    case 'day':
      return isDay(fact);
    case 'days':
      return Array.isArray(fact) && fact.every(isDay);
    case 'cents':
    case 'count':
      return Number.isSafeInteger(fact) && Number(fact) >= 0;
    case 'flag':
      return typeof fact === 'boolean';
    case 'currency':
      return typeof fact === 'string' && /^[A-Z]{3}$/.test(fact);
    case 'iban':
      return typeof fact === 'string' && isIban(fact);
    default:
      return assertNever(kind, 'isKind');
  }
}

/** One line of text: a line break could forge a table, a header or a line of the GiroCode. */
function isLine(fact: unknown): boolean {
  return typeof fact === 'string' && fact.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(fact);
}

function isDay(fact: unknown): boolean {
  if (typeof fact !== 'string') return false;
  try {
    return isoDate(fact) === fact;
  } catch {
    return false;
  }
}

/** These cost the debtor nothing, whatever the policy says. */
const FREE_LETTERS: readonly LetterName[] = [
  'pre_due_notice',
  'friendly_reminder',
  ...INSTALMENT_LETTERS,
  'correction',
];

/** These stand on no level of the policy. */
const WITHOUT_LEVEL: readonly LetterName[] = ['pre_due_notice', ...INSTALMENT_LETTERS];

/** What a letter of this name may not say, however well-formed its facts are. */
function contentProblems(name: LetterName, facts: LetterFacts): string[] {
  return [
    ...sumProblems(facts),
    ...chargeProblems(name, facts),
    ...itemProblems(name, facts),
    ...(facts.deadlineOn !== null && facts.deadlineOn <= facts.letterOn
      ? ['deadlineOn is not after the day of the letter']
      : []),
  ];
}

const sum = (amounts: readonly Cents[]): Cents => amounts.reduce((a, b) => a + b, 0);

function sumProblems({ items, interest, charges, totals }: LetterFacts): string[] {
  const demanded = items.filter((item) => !item.inClarification);
  const wanted: LetterTotals = {
    principalCents: sum(demanded.map((item) => item.openCents)),
    interestCents: sum(interest.map((segment) => segment.amountCents)),
    chargesCents: sum(charges.map((charge) => charge.amountCents)),
    creditsCents: totals.creditsCents,
    payCents:
      totals.principalCents + totals.interestCents + totals.chargesCents - totals.creditsCents,
  };
  return (Object.keys(wanted) as (keyof LetterTotals)[])
    .filter((total) => wanted[total] !== totals[total])
    .map((total) => `totals.${total} is ${totals[total]}, its parts add up to ${wanted[total]}`);
}

/**
 * Costs are owed only after default (BGB 280, 286): never in a friendly letter, and not in the
 * letter that first puts the debtor in default. The lump sum of BGB 288(5) is for businesses.
 */
function chargeProblems(name: LetterName, facts: LetterFacts): string[] {
  const problems: string[] = [];
  if (FREE_LETTERS.includes(name) && facts.charges.length + facts.interest.length > 0) {
    problems.push('charges and interest have no place in this letter');
  }
  for (const charge of facts.charges) {
    if (!isChargeable(facts, charge.orderName, facts.letterOn)) {
      problems.push(`the charge ${charge.kind} of ${charge.orderName} comes before its default`);
    }
    if (charge.kind === 'lump_sum' && facts.debtor.kind !== 'business') {
      problems.push(`the lump sum of ${charge.orderName} is for businesses only`);
    }
  }
  for (const segment of facts.interest) {
    if (!isChargeable(facts, segment.orderName, segment.fromOn)) {
      problems.push(`the interest of ${segment.orderName} begins before its default`);
    }
  }
  return problems;
}

/** Whether the item exists, is undisputed and was in default on the day. */
function isChargeable({ items }: LetterFacts, orderName: string, on: IsoDate): boolean {
  return items.some(
    ({ orderName: name, inClarification, inDefaultFrom }) =>
      name === orderName && !inClarification && inDefaultFrom !== null && inDefaultFrom <= on,
  );
}

function itemProblems(name: LetterName, { items, letterOn, totals }: LetterFacts): string[] {
  if (name === 'correction') return [];
  const problems: string[] = [];
  const rank = (level: LetterName | null) => LETTER_NAMES.findIndex((known) => known === level);
  const highest = Math.max(...items.map((item) => rank(item.level)));
  if (!WITHOUT_LEVEL.includes(name) && highest !== rank(name)) {
    problems.push('the highest level of the items is not the one of the letter');
  }
  const demanded = items.filter((item) => !item.inClarification);
  if (demanded.length === 0) problems.push('items names nothing that is owed');
  if (totals.payCents <= 0) problems.push('totals.payCents leaves nothing to pay');
  for (const item of demanded) {
    if (item.openCents !== item.originalCents - item.paidCents) {
      problems.push(`openCents of ${item.orderName} is not the original amount less payments`);
    }
    if (!WITHOUT_LEVEL.includes(name) && item.level !== null && item.dueOn >= letterOn) {
      problems.push(`${item.orderName} is not yet past its due date`);
    }
  }
  return problems;
}

/**
 * Whether the letter may mention a credit bureau: it is the final notice of a creditor that really
 * reports, every item is in default, and by the deadline all of them may be reported with this
 * letter as the notice that BDSG 31(2) no. 4 c asks for.
 */
export function mayMentionBureau(name: LetterName, facts: LetterFacts): boolean {
  const { bureauName, deadlineOn, earlierRemindersOn, letterOn } = facts;
  if (name !== 'final_notice' || bureauName === null || deadlineOn === null) return false;
  return facts.items.every((item) => {
    const claim = {
      dueOn: item.dueOn,
      openCents: item.openCents,
      reminderReceiptsOn: [...earlierRemindersOn, letterOn],
      noticeReceivedOn: letterOn,
      disputed: item.inClarification,
      establishedBy: null,
    };
    if (item.inDefaultFrom === null || item.inDefaultFrom > letterOn) return false;
    return bureauReportOn(claim, deadlineOn).reportable;
  });
}

/** The day since which every demanded item is in default; null when one of them is not yet. */
export function defaultBegan({ items, letterOn }: LetterFacts): IsoDate | null {
  const days = items.filter((item) => !item.inClarification).map((item) => item.inDefaultFrom);
  const begun = days.filter((day) => day !== null && day <= letterOn) as IsoDate[];
  return begun.length > 0 && begun.length === days.length ? begun.reduce(maxDate) : null;
}

const SALUTATIONS = {
  de: { hello: 'Guten Tag', mr: 'Herr', ms: 'Frau' },
  en: { hello: 'Dear', mr: 'Mr', ms: 'Ms' },
  it: { hello: 'Gentile', mr: 'Signor', ms: 'Signora' },
} as const;

/** The greeting without a comma: by title and last name, by the full name, or to the company. */
export function salutationLine(
  language: LetterLanguage,
  debtor: {
    salutation: 'mr' | 'ms' | 'company' | 'unknown';
    firstName: string | null;
    lastName: string | null;
  },
): string {
  const { hello, mr, ms } = SALUTATIONS[language];
  const { salutation, firstName, lastName } = debtor;
  if (lastName !== null && salutation === 'mr') return `${hello} ${mr} ${lastName}`;
  if (lastName !== null && salutation === 'ms') return `${hello} ${ms} ${lastName}`;
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  if (name !== '' && salutation !== 'company') return `${hello} ${name}`;
  return { de: 'Guten Tag', en: 'Dear Sir or Madam', it: 'Buongiorno' }[language];
}
