/** Invoices as PDF and what goes with notices; the same bytes are kept once for each shop. */
import type { Instant } from '../domain/calendar.ts';
import type { LetterAttachment } from '../domain/dunning.ts';
import { type Db, fromAt, sha256, toAt, type Trx } from './database.ts';

/** Keeps a document, unless its bytes are kept already, and gives its id. */
export async function keepDocument(trx: Trx, shopId: number, pdf: Uint8Array): Promise<number> {
  const key = { shop_id: shopId, sha256: sha256(pdf) };
  await trx('documents')
    .insert({ ...key, content: Buffer.from(pdf) })
    .onConflict(['shop_id', 'sha256'])
    .ignore();
  const row: { id: number } | undefined = await trx('documents').where(key).forUpdate().first('id');
  if (row === undefined) throw new Error(`document ${key.sha256} was not kept`);
  return row.id;
}

/** The document is the invoice of the receivable from now on; an earlier one only if it is used. */
export async function setInvoiceDocument(
  trx: Trx,
  invoice: { shopId: number; receivableId: number; documentId: number },
  at: Instant,
): Promise<void> {
  const { shopId, receivableId, documentId } = invoice;
  const key = { shop_id: shopId, receivable_id: receivableId };
  const earlier: { document_id: number } | undefined = await trx('invoice_documents')
    .where(key)
    .first('document_id');
  const now = { document_id: documentId, kept_at: toAt(at) };
  if (earlier === undefined) await trx('invoice_documents').insert({ ...key, ...now });
  else await trx('invoice_documents').where(key).update(now);
  if (earlier !== undefined) await dropUnusedDocuments(trx, [earlier.document_id]);
}

/** Removes those of these documents that are no invoice and went with no notice. */
export async function dropUnusedDocuments(trx: Trx, ids: readonly number[]): Promise<void> {
  await trx('documents')
    .whereIn('id', [...ids])
    .whereNotIn('id', trx('invoice_documents').select('document_id'))
    .whereNotIn('id', trx('notice_attachments').select('document_id'))
    .delete();
}

/** The invoice of a receivable, or null. */
export async function findInvoiceDocument(
  db: Db,
  shopId: number,
  receivableId: number,
): Promise<Uint8Array | null> {
  const row: { content: Uint8Array } | undefined = await db('invoice_documents as i')
    .join('documents as d', 'd.id', 'i.document_id')
    .where({ 'i.shop_id': shopId, 'i.receivable_id': receivableId })
    .first('d.content');
  return row === undefined ? null : new Uint8Array(row.content);
}

/** What is kept as the invoice of a receivable, without its bytes; null when nothing is. */
export async function findInvoiceFacts(
  db: Db,
  shopId: number,
  receivableId: number,
): Promise<{ sha256: string; bytes: number; keptAt: Instant } | null> {
  const row: { sha256: string; bytes: number; kept_at: string } | undefined = await db(
    'invoice_documents as i',
  )
    .join('documents as d', 'd.id', 'i.document_id')
    .where({ 'i.shop_id': shopId, 'i.receivable_id': receivableId })
    .first('d.sha256', 'i.kept_at', db.raw('length(d.content) as bytes'));
  if (row === undefined) return null;
  return { sha256: row.sha256, bytes: Number(row.bytes), keptAt: fromAt(row.kept_at) };
}

/** The documents that are the invoices of these receivables. */
export async function listInvoiceDocuments(
  db: Db,
  receivableIds: readonly number[],
): Promise<Map<number, number>> {
  if (receivableIds.length === 0) return new Map();
  const rows: { receivable_id: number; document_id: number }[] = await db('invoice_documents')
    .whereIn('receivable_id', [...receivableIds])
    .select('receivable_id', 'document_id');
  return new Map(rows.map((row) => [row.receivable_id, row.document_id]));
}

/** The bytes of a document of this shop. */
export async function readDocument(
  db: Db,
  shopId: number,
  documentId: number,
): Promise<Uint8Array> {
  const row: { content: Uint8Array } | undefined = await db('documents')
    .where({ shop_id: shopId, id: documentId })
    .first('content');
  if (row === undefined) throw new Error(`document ${documentId} is gone`);
  return new Uint8Array(row.content);
}

interface NewAttachment {
  noticeId: number;
  receivableId: number;
  kind: LetterAttachment;
  fileName: string;
  documentId: number;
}

/** Freezes what goes with notices. */
export async function addNoticeAttachments(
  trx: Trx,
  shopId: number,
  attachments: readonly NewAttachment[],
): Promise<void> {
  for (const { noticeId, receivableId, kind, fileName, documentId } of attachments) {
    await trx('notice_attachments').insert({
      shop_id: shopId,
      notice_id: noticeId,
      receivable_id: receivableId,
      kind,
      file_name: fileName,
      document_id: documentId,
    });
  }
}

/** A document that goes with a notice. */
export interface Enclosure {
  kind: LetterAttachment;
  fileName: string;
  pdf: Uint8Array;
}

/** What goes with a notice, as it was frozen. */
export async function listNoticeAttachments(
  db: Db,
  shopId: number,
  noticeId: number,
): Promise<Enclosure[]> {
  const rows: { kind: LetterAttachment; file_name: string; content: Uint8Array }[] = await db(
    'notice_attachments as a',
  )
    .join('documents as d', 'd.id', 'a.document_id')
    .where({ 'a.shop_id': shopId, 'a.notice_id': noticeId })
    .orderBy('a.id')
    .select('a.kind', 'a.file_name', 'd.content');
  return rows.map((row) => ({
    kind: row.kind,
    fileName: row.file_name,
    pdf: new Uint8Array(row.content),
  }));
}
