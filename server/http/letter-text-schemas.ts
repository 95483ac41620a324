/** What goes in and out of the doors to the letters in the words of the merchant. */
import { z } from 'zod';
import { LETTER_NAMES, LETTER_LANGUAGES, MOST_TEXT_SIGNS } from '../domain/letters.ts';
import { Says } from './schemas.ts';

const letter = { name: z.enum(LETTER_NAMES), language: z.enum(LETTER_LANGUAGES) };
const InstantOut = z.string().meta({ format: 'date-time' });

const Source = z
  .string()
  .min(1)
  .max(MOST_TEXT_SIGNS)
  .describe(
    '`subject: …`, a line `---`, then the words in Liquid; docs/letters.md lists the facts',
  );

export const LetterOf = z.strictObject(letter);
export const TextBody = z.strictObject({ ...letter, source: Source });

export const PreviewBody = z.strictObject({
  ...letter,
  receivableId: z.int().min(1).describe('whose facts the letter tells'),
  source: Source.nullable()
    .optional()
    .describe('a draft; null for our own text; left out for the one in force'),
});

const Problems = z.array(
  z.object({
    rule: z.string().describe('unknown_fact, threat, missing_content, …'),
    line: z.number().nullable().describe('of the source; null where no line is at fault'),
    message: z.string(),
    says: Says,
  }),
);

const version = {
  id: z.number(),
  version: z.number(),
  savedBy: z.string(),
  savedAt: InstantOut,
};

export const LetterText = z.object({
  ...letter,
  standard: z.string().describe('our own text'),
  own: z
    .object({
      ...version,
      source: z.string(),
      problems: Problems.describe('what speaks against it in this release; then it is not sent'),
    })
    .nullable()
    .describe('the text of the merchant, when he has one'),
});

export const LetterTexts = z.object({
  items: z.array(LetterText),
  facts: z.array(z.string()).describe('what a text may name in `{{ … }}`'),
  blocks: z.array(z.string()).describe('what a line such as `[items]` may name'),
});

export const TextChecked = z.object({
  problems: Problems.describe('empty when the text may be saved'),
});

export const VersionQuery = z.strictObject({
  name: letter.name.optional(),
  language: letter.language.optional(),
  beforeId: z.coerce.number().int().min(1).optional().describe('the last of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const TextVersions = z.object({
  items: z.array(
    z.object({
      ...letter,
      ...version,
      source: z.string().nullable().describe('null where our own text was taken again'),
    }),
  ),
});

export const PreviewView = z.object({
  ...letter,
  on: z.string().meta({ format: 'date' }).describe('today, or the first day for such a letter'),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

export const PdfAnswer = z.string().describe('a PDF');
