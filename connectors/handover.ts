/** Our format of a hand-over, described by `file/handover.xsd`: what any agency may read. Pure. */
import { InvalidInput } from '../server/domain/errors.ts';
import { decimalFromCents, percentFromRate } from '../server/domain/money.ts';
import type { AgencyMode, ClaimDebtor, ClaimPackage, DirectPayment } from '../server/ports.ts';
import { writeXml, type XmlPart } from './xml.ts';

const NAMESPACE = 'urn:mahnlauf:handover:1';

/** What the creditor wants to be done with a claim that the agency has. */
export type Instruction =
  | ({ kind: 'direct_payment'; fileNumber: string } & DirectPayment)
  | { kind: 'recall'; fileNumber: string }
  | { kind: 'message'; fileNumber: string; text: string };

export interface Handover {
  /** Null for a claim that is read alone. */
  number: string | null;
  mode: AgencyMode;
  claims: readonly ClaimPackage[];
  instructions: readonly Instruction[];
}

/** The claim with clean texts. Throws `InvalidInput` with what is missing before anything leaves. */
export function checkedClaim(claim: ClaimPackage): ClaimPackage {
  const ourReference = required(claim.ourReference, 'our reference');
  if (claim.principalCents <= 0) {
    throw new InvalidInput(`the claim ${ourReference} has no open principal to hand over`);
  }
  const debtor = checkedDebtor(claim.debtor);
  const description = required(claim.description, 'the description');
  return { ...claim, ourReference, description, note: plain(claim.note), debtor };
}

function checkedDebtor(debtor: ClaimDebtor): ClaimDebtor {
  const country = debtor.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new InvalidInput(`"${debtor.country}" is no country code; write it as DE`);
  }
  const lastName = plainOrNull(debtor.lastName);
  const company = plainOrNull(debtor.company);
  if (lastName === null && company === null) {
    throw new InvalidInput('the debtor has neither a last name nor a company');
  }
  return {
    ...debtor,
    country,
    lastName,
    company,
    debtorNumber: plainOrNull(debtor.debtorNumber),
    firstName: plainOrNull(debtor.firstName),
    street: required(debtor.street, "the debtor's street"),
    postcode: required(debtor.postcode, "the debtor's postcode"),
    city: required(debtor.city, "the debtor's city"),
    email: plainOrNull(debtor.email),
    phone: plainOrNull(debtor.phone),
  };
}

/** One line, NFC, without control characters. */
export const plain = (text: string): string =>
  text
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .toWellFormed()
    .trim();

function plainOrNull(text: string | null): string | null {
  const words = plain(text ?? '');
  return words === '' ? null : words;
}

function required(text: string, what: string): string {
  const words = plain(text);
  if (words === '') throw new InvalidInput(`${what} is missing; the claim cannot be handed over`);
  return words;
}

/** The hand-over as XML. Its claims have been checked. */
export function toHandoverXml({ number, mode, claims, instructions }: Handover): string {
  const numbered: Readonly<Record<string, string>> = number === null ? {} : { number };
  return writeXml([
    'handover',
    [...claims.map(claimPart), ...instructions.map(instructionPart)],
    { xmlns: NAMESPACE, ...numbered, mode },
  ]);
}

function claimPart(claim: ClaimPackage): XmlPart {
  const amount = (cents: number): string => decimalFromCents(cents, claim.currency);
  return [
    'claim',
    [
      ['ourReference', claim.ourReference],
      ['subject', claim.subject],
      ['description', claim.description],
      ['currency', claim.currency],
      ['principal', amount(claim.principalCents)],
      ['interest', amount(claim.interestCents)],
      ['dunningCosts', amount(claim.dunningCostsCents)],
      ['contractOn', claim.contractOn],
      ['invoiceNumber', claim.invoiceNumber],
      ['dueOn', claim.dueOn],
      ['defaultFrom', claim.defaultFrom],
      ['defaultGround', claim.defaultGround],
      ['reminders', claim.remindersSentOn.map((on): XmlPart => ['sentOn', on])],
      ['note', claim.note === '' ? null : claim.note],
      debtorPart(claim.debtor),
      legalPart(claim),
    ],
  ];
}

const debtorPart = (debtor: ClaimDebtor): XmlPart => [
  'debtor',
  [
    ['debtorNumber', debtor.debtorNumber],
    ['kind', debtor.kind],
    ['salutation', debtor.salutation],
    ['firstName', debtor.firstName],
    ['lastName', debtor.lastName],
    ['company', debtor.company],
    ['street', debtor.street],
    ['postcode', debtor.postcode],
    ['city', debtor.city],
    ['country', debtor.country],
    ['email', debtor.email],
    ['phone', debtor.phone],
    ['bornOn', debtor.bornOn],
  ],
];

/** What the agency has to tell a private debtor (RDG 13a(1)) and only the creditor knows. */
function legalPart({ legal, currency }: ClaimPackage): XmlPart {
  if (legal === undefined) return ['legal', null];
  const amount = (cents: number): string => decimalFromCents(cents, currency);
  const { creditor } = legal;
  return [
    'legal',
    [
      [
        'creditor',
        [
          ['name', creditor.name],
          ['street', creditor.street],
          ['postcode', creditor.postcode],
          ['city', creditor.city],
          ['country', creditor.country],
        ],
      ],
      ['interestUntilOn', legal.interestUntilOn],
      ...legal.interest.map((part): XmlPart => [
        'interest',
        [
          ['fromOn', part.fromOn],
          ['toOn', part.toOn],
          ['principal', amount(part.principalCents)],
          ['ratePercent', percentFromRate(part.rateMillionths)],
          ['ground', part.ground],
          ['amount', amount(part.interestCents)],
        ],
      ]),
      ...legal.costs.map((cost): XmlPart => [
        'cost',
        [
          ['on', cost.on],
          ['amount', amount(cost.amountCents)],
        ],
      ]),
      ['deductsInputTax', String(legal.deductsInputTax)],
      ['addressFrom', legal.addressFrom],
      ['debtorKindFrom', legal.debtorKindFrom],
      ...legal.reminders.map((reminder): XmlPart => [
        'reminder',
        [
          ['sentOn', reminder.sentOn],
          ['template', reminder.template],
          ['deadlineOn', reminder.deadlineOn],
        ],
      ]),
      ...legal.disputes.map((dispute): XmlPart => [
        'dispute',
        [
          ['raisedOn', dispute.raisedOn],
          ['answeredOn', dispute.answeredOn],
          ['words', dispute.words],
        ],
      ]),
      ...legal.documents.map((name): XmlPart => ['document', name]),
    ],
  ];
}

function instructionPart(wish: Instruction): XmlPart {
  switch (wish.kind) {
    case 'direct_payment':
      return [
        'directPayment',
        [
          ['fileNumber', wish.fileNumber],
          ['paidOn', wish.paidOn],
          ['amount', decimalFromCents(wish.amountCents)],
        ],
      ];
    case 'recall':
      return ['recall', [['fileNumber', wish.fileNumber]]];
    case 'message':
      return [
        'message',
        [
          ['fileNumber', wish.fileNumber],
          ['text', wish.text],
        ],
      ];
    default:
      throw new InvalidInput(`"${String(wish satisfies never)}" is no instruction`);
  }
}
