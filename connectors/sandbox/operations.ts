/** The operations of the encashment service, from plain request parts to typed answers. */
import { decimalFromCents, centsFromDecimal, type Cents } from '../../server/domain/money.ts';
import {
  creditCents,
  localTime,
  outstandingCents,
  totalDebtsCents,
  type Payout,
  type SandboxBooks,
  type SandboxClaim,
} from './agency.ts';
import { plotOf, plots, type HandOver } from './plots.ts';
import { amount, day, field, number, text, time, yes, type Plain, type Wire } from './wire.ts';

export interface SandboxAccount {
  clientId: string;
  applicationKey: string;
  clientKey: string;
}

/** A SOAP fault of the agency. `Client`: the caller is wrong; `Server`: the agency is. */
export class AgencyFault extends Error {
  override readonly name = 'AgencyFault';
  readonly code: 'Client' | 'Server';
  constructor(code: 'Client' | 'Server', message: string) {
    super(message);
    this.code = code;
  }
}

export interface Desk {
  books: SandboxBooks;
  timeZone: string;
  /** The book of a caller, or a fault when his credentials are wrong. */
  bookOf(auth: Plain | string | undefined): string;
}

interface Reply {
  wire: Wire;
  handOver: HandOver;
}

export type Operation = (desk: Desk, parts: Plain) => Reply;

const reply = (wire: Wire): Reply => ({ wire, handOver: 'taken' });

export const encashment: Readonly<Record<string, Operation>> = {
  newClaim: (desk, parts) => newClaim(desk, parts),
  getClaimStatus: forClaim((_desk, { fileNumber, status }) =>
    reply({
      structure: 'ClaimStatus',
      fields: {
        fileNumber: text(fileNumber),
        statusCode: number(status.code),
        statusText: text(status.text),
        statusDetails: status.details === null ? undefined : text(status.details),
      },
    }),
  ),
  getClaimStatusChanges: (desk, parts) => statusChanges(desk, parts),
  getNewMessages: (desk, parts) => newMessages(desk, parts),
  commitTransaction: (desk, parts) =>
    reply(yes(desk.books.commit(desk.bookOf(parts['auth']), field(parts, 'transactionId')))),
  getClaimAccountingSummary: forClaim((_desk, claim) => reply(accountingSummary(claim))),
  getClaimHistory: forClaim((desk, claim) =>
    reply({
      arrayOf: 'tns:HistoryEntry',
      items: claim.history.map(({ at, subject, details }) => ({
        structure: 'HistoryEntry',
        fields: {
          time: time(localTime(at, desk.timeZone)),
          subject: text(subject),
          details: details === null ? undefined : text(details),
        },
      })),
    }),
  ),
  getMessageHistory: forClaim((desk, claim) =>
    reply({
      arrayOf: 'tns:MessageEntry',
      items: claim.messages.map((message) => ({
        structure: 'MessageEntry',
        fields: {
          sender: text(message.sender),
          time: time(localTime(message.at, desk.timeZone)),
          text: text(message.text),
        },
      })),
    }),
  ),
  sendMessage: forClaim((desk, claim, parts) => {
    const words = field(parts, 'text');
    if (/<[a-z/]/i.test(words)) throw new AgencyFault('Client', 'HTML ist nicht erlaubt');
    desk.books.receiveMessage(claim, words);
    return reply(yes(true));
  }),
  getClaimOptions: forClaim((_desk, claim) =>
    reply({
      arrayOf: 'xsd:string',
      items: claim.isClosed
        ? []
        : ['close', 'lawyer', 'factoring', 'longTermObservation', 'addressIdentification'].map(
            text,
          ),
    }),
  ),
  closeClaim: forClaim((desk, claim) => reply(yes(desk.books.close(claim)))),
  bookDirectPayment: forClaim((desk, claim, parts) => {
    const paid = amountOf(field(parts, 'directPayment', 'paidAmount'));
    const on = field(parts, 'directPayment', 'dateOfPayment').slice(0, 10);
    if (paid === null || !isDay(on)) throw new AgencyFault('Client', 'Direktzahlung ungültig');
    return reply(yes(desk.books.bookDirectPayment(claim, paid, on)));
  }),
  getPayoutList: (desk, parts) =>
    reply({
      arrayOf: 'tns:Payout',
      items: desk.books
        .claimsOf(desk.bookOf(parts['auth']))
        .flatMap((claim) => claim.payouts)
        .map(payoutWire),
    }),
};

function forClaim(answer: (desk: Desk, claim: SandboxClaim, parts: Plain) => Reply): Operation {
  return (desk, parts) => {
    const book = desk.bookOf(parts['auth']);
    const fileNumber = field(parts, 'claimIdentifier', 'fileNumber');
    const claim =
      fileNumber === ''
        ? desk.books.findByInvoice(book, field(parts, 'claimIdentifier', 'invoice'))
        : desk.books.find(book, fileNumber);
    if (claim === undefined) throw new AgencyFault('Client', 'Das Aktenzeichen ist unbekannt');
    return answer(desk, claim, parts);
  };
}

function newClaim(desk: Desk, parts: Plain): Reply {
  const book = desk.bookOf(parts['auth']);
  const claim = texts(parts['claim']);
  const debtor = texts(parts['debtor']);
  const principalCents = amountOf(claim['originalValue'] ?? '');
  const feesCents = amountOf(claim['overdueFees'] ?? '0');
  const objections = objectionsTo(claim, debtor, principalCents, feesCents);
  if (objections.length > 0 || principalCents === null || feesCents === null) {
    const errorList: Wire = { arrayOf: 'xsd:string', items: objections.map(text) };
    return reply({ structure: 'NewClaimResult', fields: { errorList } });
  }
  const taken = desk.books.accept({ book, claim, debtor, principalCents, feesCents });
  const fileNumber = text(taken.claim.fileNumber);
  return {
    wire: { structure: 'NewClaimResult', fields: { fileNumber } },
    handOver: taken.handOver,
  };
}

type Texts = Readonly<Record<string, string>>;

function objectionsTo(
  claim: Texts,
  debtor: Texts,
  principalCents: Cents | null,
  feesCents: Cents | null,
): string[] {
  if (plots[plotOf(debtor['email'] ?? '')]?.handOver === 'refused') {
    return ['Die Anschrift des Schuldners ist unvollständig.', 'Der Forderungsgrund fehlt.'];
  }
  const missing = (value: string | undefined): boolean => (value ?? '').trim() === '';
  const rules: readonly [boolean, string][] = [
    [missing(claim['invoice']), 'Die Rechnungsnummer fehlt.'],
    [missing(claim['reason']), 'Der Forderungsgrund fehlt.'],
    [!/^[123]$/.test(claim['type'] ?? ''), 'Die Forderungsart ist ungültig.'],
    [principalCents === null || principalCents <= 0, 'Der Forderungsbetrag ist ungültig.'],
    [feesCents === null || feesCents < 0, 'Die Mahnkosten sind ungültig.'],
    [!isDay(claim['dateOfOrigin'] ?? ''), 'Das Entstehungsdatum ist ungültig.'],
    [
      !missing(claim['dateOfLastReminder']) && !isDay(claim['dateOfLastReminder'] ?? ''),
      'Das Datum der letzten Mahnung ist ungültig.',
    ],
    [!/^[mfc@]$/.test(debtor['address'] ?? ''), 'Die Anrede ist ungültig.'],
    [missing(debtor['lastname']) && missing(debtor['company']), 'Der Name des Schuldners fehlt.'],
    [
      missing(debtor['street']) || missing(debtor['postcode']) || missing(debtor['city']),
      'Die Anschrift des Schuldners ist unvollständig.',
    ],
    [!/^[A-Z]{2}$/.test(debtor['country'] ?? ''), 'Das Land des Schuldners ist ungültig.'],
  ];
  return rules.filter(([broken]) => broken).map(([, objection]) => objection);
}

function statusChanges(desk: Desk, parts: Plain): Reply {
  const { transactionId, entries } = desk.books.changesOf(desk.bookOf(parts['auth']));
  const changes: Wire = {
    arrayOf: 'tns:StatusChange',
    items: entries.map((entry) => ({
      structure: 'StatusChange',
      fields: {
        fileNumber: text(entry.fileNumber),
        statusCode: number(entry.code),
        statusName: text(entry.text),
        statusDetails: entry.details === null ? undefined : text(entry.details),
        time: time(localTime(entry.at, desk.timeZone)),
        closingReasonExplanation:
          entry.closing === null ? undefined : text(entry.closing.explanation),
        closingReasonNote: entry.closing === null ? undefined : text(entry.closing.note),
      },
    })),
  };
  return reply({
    structure: 'StatusChanges',
    fields: { transactionId: text(transactionId), changes },
  });
}

function newMessages(desk: Desk, parts: Plain): Reply {
  const { transactionId, entries } = desk.books.messagesOf(desk.bookOf(parts['auth']));
  const messages: Wire = {
    arrayOf: 'tns:NewMessage',
    items: entries.map((entry) => ({
      structure: 'NewMessage',
      fields: {
        fileNumber: text(entry.fileNumber),
        invoiceNumber: text(entry.invoice),
        text: text(entry.text),
        time: time(localTime(entry.at, desk.timeZone)),
      },
    })),
  };
  return reply({
    structure: 'NewMessages',
    fields: { transactionId: text(transactionId), messages },
  });
}

const accountingSummary = (claim: SandboxClaim): Wire => ({
  structure: 'AccountingSummary',
  fields: {
    totalDebts: amount(decimalFromCents(totalDebtsCents(claim))),
    paid: amount(decimalFromCents(claim.paidCents)),
    outstanding: amount(decimalFromCents(outstandingCents(claim))),
    currentPayout: amount(decimalFromCents(creditCents(claim))),
    sumPayout: amount(decimalFromCents(claim.paidOutCents)),
    payoutHistory: { arrayOf: 'tns:Payout', items: claim.payouts.map(payoutWire) },
  },
});

const payoutWire = (payout: Payout): Wire => ({
  structure: 'Payout',
  fields: {
    date: day(payout.on),
    total: amount(decimalFromCents(payout.totalCents)),
    payoutNumber: text(payout.payoutNumber),
  },
});

const isDay = (on: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(on);

function amountOf(decimal: string): Cents | null {
  try {
    return centsFromDecimal(decimal);
  } catch {
    return null;
  }
}

function texts(part: Plain | string | undefined): Texts {
  if (part === undefined || typeof part === 'string') return {};
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, typeof value === 'string' ? value : '']),
  );
}
