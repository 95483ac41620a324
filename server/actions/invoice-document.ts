import { NotFound } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import { inTransaction, sha256 } from '../storage/database.ts';
import { findInvoiceDocument, keepDocument, setInvoiceDocument } from '../storage/documents.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable } from '../storage/receivables.ts';
import type { Acting, House } from './house.ts';

export interface KeptInvoice {
  receivableId: number;
  sha256: string;
  bytes: number;
}

/** The entry of a trailer that names how everything else is encrypted (ISO 32000-1, 7.5.5). */
const ENCRYPTED = /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/;

/**
 * Keeps the invoice of a receivable as a PDF. Letters from now on have this one; what went with an
 * earlier letter stays as it left.
 */
export async function keepInvoiceDocument(
  house: House,
  wish: { shopId: number; receivableId: number; pdf: Uint8Array },
  { actor, at }: Acting,
): Promise<KeptInvoice> {
  const { shopId, receivableId, pdf } = wish;
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') {
    throw unusable('refused_no_pdf');
  }
  if (ENCRYPTED.test(Buffer.from(pdf).toString('latin1'))) {
    throw unusable('refused_encrypted_pdf');
  }
  const hash = sha256(pdf);
  await inTransaction(house.db, async (trx) => {
    await lockReceivable(trx, shopId, receivableId);
    const documentId = await keepDocument(trx, shopId, pdf);
    await setInvoiceDocument(trx, { shopId, receivableId, documentId }, at);
    const data = { sha256: hash };
    const type = 'invoice_document.kept' as const;
    await appendEvents(trx, shopId, [{ type, receivableId, data, actor }], at);
  });
  return { receivableId, sha256: hash, bytes: pdf.length };
}

/** The invoice of a receivable as it was given to us. */
export async function readInvoiceDocument(
  house: House,
  { shopId, receivableId }: { shopId: number; receivableId: number },
): Promise<Uint8Array> {
  const pdf = await findInvoiceDocument(house.db, shopId, receivableId);
  if (pdf === null) {
    throw new NotFound(
      `no invoice is kept for receivable ${receivableId}; ` +
        `PUT /receivables/${receivableId}/invoice-document keeps one`,
    );
  }
  return pdf;
}
