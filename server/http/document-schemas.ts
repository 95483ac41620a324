/** What goes in and out of the API about invoices as PDF and attachments of letters. */
import { z } from 'zod';
import { LETTER_ATTACHMENTS } from '../domain/dunning.ts';

export const PdfBody = z
  .instanceof(Uint8Array, { error: 'send the bytes of the PDF, as application/pdf' })
  .meta({ type: 'string', format: 'binary' });

const Sha256 = z.string().describe('SHA-256 of its bytes');

export const KeptInvoice = z.object({
  receivableId: z.number(),
  sha256: Sha256,
  bytes: z.number(),
});

export const AttachmentList = z.object({
  items: z.array(
    z.object({
      number: z.number().describe('for GET /dunning-run-items/{id}/attachment.pdf'),
      kind: z.enum(LETTER_ATTACHMENTS),
      fileName: z.string(),
      sha256: Sha256,
      bytes: z.number(),
    }),
  ),
});

export const AttachmentQuery = z.strictObject({
  number: z.coerce.number().int().min(1).default(1),
});
