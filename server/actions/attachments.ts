/** What goes with a notice: the statement of account, and the invoices that are kept. */
import { accountTable, type AccountLine } from '../domain/account-page.ts';
import { type LetterAttachment, takesAttachments } from '../domain/dunning.ts';
import type { LetterLanguage } from '../domain/letters.ts';
import type { Trx } from '../storage/database.ts';
import {
  addNoticeAttachments,
  type Enclosure,
  keepDocument,
  readDocument,
} from '../storage/documents.ts';
import type { Movement } from '../storage/receivables.ts';
import type { WrittenNotice } from './reminder-letter.ts';
import type { Decided, RunContext } from './run-decisions.ts';

/** A statement is made for its notice; an invoice is kept already. */
export type Attachment = { receivableId: number; fileName: string } & (
  | { kind: 'statement'; pdf: Uint8Array }
  | { kind: 'invoice'; documentId: number }
);

/** Does the level of an item want this with its notice, on a channel that takes it? */
export const attaches = ({ remind, item }: Decided, kind: LetterAttachment): boolean =>
  takesAttachments(item.channel) && remind?.step.attachments.includes(kind) === true;

const FILES: Readonly<Record<LetterLanguage, Readonly<Record<LetterAttachment, string>>>> = {
  de: { statement: 'Kontoauszug', invoice: 'Rechnung' },
  en: { statement: 'Statement-of-account', invoice: 'Invoice' },
  it: { statement: 'Estratto-conto', invoice: 'Fattura' },
};

type Wanted = { receivableId: number } & (
  | { kind: 'statement'; number: null }
  | { kind: 'invoice'; number: string; documentId: number }
);

/**
 * What comes with a notice, in the order of the envelope: the statement once when any item wants it,
 * with all items in it, and the invoice of each item that wants it and has one.
 */
export function wantedOf(
  group: readonly Decided[],
  invoices: ReadonlyMap<number, number>,
): Wanted[] {
  const wanted = group.find((one) => attaches(one, 'statement'))?.candidate.receivable.id;
  const statement =
    wanted === undefined
      ? []
      : [{ kind: 'statement' as const, number: null, receivableId: wanted }];
  const enclosed = group.flatMap((one): Wanted[] => {
    const { id: receivableId, orderName, invoiceNumber } = one.candidate.receivable;
    const documentId = invoices.get(receivableId);
    if (documentId === undefined || !attaches(one, 'invoice')) return [];
    return [{ kind: 'invoice', number: invoiceNumber ?? orderName, receivableId, documentId }];
  });
  return [...statement, ...enclosed];
}

/** The attachments of one notice, with the bytes made for it. Throws `InvalidInput` as a letter does. */
export async function attachmentsOf(
  { house }: RunContext,
  { group, written }: { group: readonly Decided[]; written: WrittenNotice },
  known: { lines: readonly AccountLine[]; invoices: ReadonlyMap<number, number> },
): Promise<Attachment[]> {
  const { document } = written.rendered;
  const files = FILES[document.language];
  const attachments: Attachment[] = [];
  for (const { receivableId, ...one } of wantedOf(group, known.invoices)) {
    if (one.kind === 'statement') {
      const table = accountTable(document.language, written.facts.currency, known.lines);
      const sheet = { ...document, subject: table.title, blocks: [{ ...table, title: '' }] };
      const pdf = await house.letters.toPdf(sheet);
      const fileName = `${files.statement}.pdf`;
      attachments.push({ kind: 'statement', receivableId, fileName, pdf });
      continue;
    }
    const name = one.number.replaceAll(/[^\w-]/g, '').slice(0, 60);
    const fileName = `${files.invoice}-${name === '' ? receivableId : name}.pdf`;
    attachments.push({ kind: 'invoice', receivableId, fileName, documentId: one.documentId });
  }
  return attachments;
}

/** What changed the balance of a group, line by line. */
export const accountLines = (
  group: readonly Decided[],
  movements: ReadonlyMap<number, readonly Movement[]>,
): AccountLine[] =>
  group.flatMap(({ candidate }) =>
    (movements.get(candidate.receivable.id) ?? []).map((movement, index) =>
      accountLine(candidate.receivable.orderName, movement, index),
    ),
  );

function accountLine(orderName: string, movement: Movement, index: number): AccountLine {
  const { account, isPayment, amountCents, on } = movement;
  const whatOf = (): AccountLine['what'] => {
    if (account === 'costs') return amountCents < 0 ? 'costs_off' : 'costs';
    if (isPayment) return 'payment';
    return index === 0 ? 'invoice' : 'change';
  };
  return { on, orderName, what: whatOf(), amountCents };
}

/** Freezes the bytes that will leave with a notice. */
export async function freezeAttachments(
  trx: Trx,
  shopId: number,
  notice: { noticeId: number; attachments: readonly Attachment[] },
): Promise<void> {
  const { noticeId, attachments } = notice;
  const frozen = [];
  for (const one of attachments) {
    const { kind, receivableId, fileName } = one;
    const documentId =
      one.kind === 'invoice' ? one.documentId : await keepDocument(trx, shopId, one.pdf);
    frozen.push({ noticeId, receivableId, kind, fileName, documentId });
  }
  await addNoticeAttachments(trx, shopId, frozen);
}

/** Attachments that are not frozen yet, with their bytes. */
export async function readAttachments(
  trx: Trx,
  shopId: number,
  attachments: readonly Attachment[],
): Promise<Enclosure[]> {
  const read: Enclosure[] = [];
  for (const one of attachments) {
    const { kind, fileName } = one;
    const pdf = one.kind === 'invoice' ? await readDocument(trx, shopId, one.documentId) : one.pdf;
    read.push({ kind, fileName, pdf });
  }
  return read;
}
