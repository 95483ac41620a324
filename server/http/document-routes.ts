import { keepInvoiceDocument, readInvoiceDocument } from '../actions/invoice-document.ts';
import { readItemAttachments } from '../actions/read-letter.ts';
import { NotFound } from '../domain/errors.ts';
import { sha256 } from '../storage/views.ts';
import * as schema from './document-schemas.ts';
import { FileAnswer, READ, route, type Route, WORK } from './route.ts';
import { PdfAnswer } from './run-schemas.ts';

const pdfFile = (name: string, pdf: Uint8Array): FileAnswer =>
  new FileAnswer({ name, type: 'application/pdf', pieces: [pdf], inline: true });

/** The doors to invoices as PDF, and to what goes with a letter. */
export const documentRoutes: readonly Route[] = [
  route({
    method: 'put',
    path: '/receivables/:id/invoice-document',
    summary: 'Keeps the invoice of a receivable as a PDF of at most 5 MB, to go with its letters',
    roles: WORK,
    body: schema.PdfBody,
    takes: 'application/pdf',
    answer: schema.KeptInvoice,
    handle: (call, { id, body }) =>
      keepInvoiceDocument(call.house, { shopId: call.shopId, receivableId: id, pdf: body }, call),
  }),
  route({
    method: 'get',
    path: '/receivables/:id/invoice-document',
    summary: 'The invoice of a receivable as it was given to us',
    roles: READ,
    answer: PdfAnswer,
    type: 'application/pdf',
    handle: async (call, { id }) => {
      const target = { shopId: call.shopId, receivableId: id };
      return pdfFile(`invoice-${id}.pdf`, await readInvoiceDocument(call.house, target));
    },
  }),
  route({
    method: 'get',
    path: '/dunning-run-items/:id/attachments',
    summary: 'What goes with the letter of an item: as it was frozen, or as it would be now',
    roles: READ,
    answer: schema.AttachmentList,
    isAboutDebtor: true,
    handle: async (call, { id }) => {
      const item = { shopId: call.shopId, itemId: id };
      const attached = await readItemAttachments(call.house, item, call);
      return {
        items: attached.map(({ kind, fileName, pdf }, index) => ({
          number: index + 1,
          kind,
          fileName,
          sha256: sha256(pdf),
          bytes: pdf.length,
        })),
      };
    },
  }),
  route({
    method: 'get',
    path: '/dunning-run-items/:id/attachment.pdf',
    summary: 'One attachment of the letter of an item, by its number in the list',
    roles: READ,
    query: schema.AttachmentQuery,
    answer: PdfAnswer,
    type: 'application/pdf',
    handle: async (call, { id, query }) => {
      const item = { shopId: call.shopId, itemId: id };
      const one = (await readItemAttachments(call.house, item, call))[query.number - 1];
      if (one === undefined) throw new NotFound(`item ${id} has no attachment ${query.number}`);
      return pdfFile(one.fileName, one.pdf);
    },
  }),
];
