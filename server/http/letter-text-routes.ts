import { listTexts, previewText, resetText, saveText } from '../actions/letter-texts.ts';
import { listTextVersions } from '../storage/views-letter-texts.ts';
import * as schema from './letter-text-schemas.ts';
import { DECIDE, FileAnswer, READ, route, type Route, WORK } from './route.ts';

/** The doors to the letters in the words of the merchant. */
export const letterTextRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/letter-texts',
    summary: 'The text of every letter in every language: ours, and that of the merchant',
    roles: READ,
    answer: schema.LetterTexts,
    handle: async ({ house, shopId }) => ({
      items: await listTexts(house, shopId),
      ...house.texts.vocabulary,
    }),
  }),
  route({
    method: 'get',
    path: '/letter-texts/versions',
    summary: 'Every version of the letters in the words of the merchant, the newest first',
    roles: READ,
    query: schema.VersionQuery,
    answer: schema.TextVersions,
    handle: async ({ house, shopId }, { query }) => {
      const { name = null, language = null, beforeId = null, limit } = query;
      const page = { name, language, beforeId, limit };
      return { items: await listTextVersions(house.db, shopId, page) };
    },
  }),
  route({
    method: 'post',
    path: '/letter-texts/check',
    summary: 'Says what speaks against a text of a letter, line by line, without saving it',
    roles: WORK,
    body: schema.TextBody,
    answer: schema.TextChecked,
    handle: ({ house }, { body }) => Promise.resolve({ problems: house.checkText(body) }),
  }),
  route({
    method: 'put',
    path: '/letter-texts',
    summary: 'Saves the words of a letter for the runs from now on; a faulty text is refused',
    roles: DECIDE,
    body: schema.TextBody,
    answer: schema.LetterText,
    handle: (call, { body }) => saveText(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/letter-texts/reset',
    summary: 'Gives a letter our own words again; the versions of the merchant are kept',
    roles: DECIDE,
    body: schema.LetterOf,
    answer: schema.LetterText,
    handle: (call, { body }) => resetText(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/letter-texts/preview',
    summary:
      'The e-mail a receivable would get with a text, as a run would write it; keeps nothing',
    roles: WORK,
    body: schema.PreviewBody,
    answer: schema.PreviewView,
    isAboutDebtor: true,
    handle: async (call, { body }) => {
      const wish = { shopId: call.shopId, ...body, channel: 'email' } as const;
      const { on, rendered } = await previewText(call.house, wish, call);
      const { subject, text, html } = rendered;
      return { name: body.name, language: body.language, on, subject, text, html };
    },
  }),
  route({
    method: 'post',
    path: '/letter-texts/preview.pdf',
    summary: 'The same on paper, with its statement of account',
    roles: WORK,
    body: schema.PreviewBody,
    answer: schema.PdfAnswer,
    type: 'application/pdf',
    handle: async (call, { body }) => {
      const wish = { shopId: call.shopId, ...body, channel: 'letter' } as const;
      const { rendered } = await previewText(call.house, wish, call);
      const pdf = await call.house.letters.toPdf(rendered.document);
      const name = `${body.name}-${body.language}.pdf`;
      return new FileAnswer({ name, type: 'application/pdf', pieces: [pdf], inline: true });
    },
  }),
];
