import { InvalidInput } from '../domain/errors.ts';
import { type LetterFacts, MOST_TEXT_SIGNS } from '../domain/letters.ts';
import { inEnglish, say } from '../domain/sayings.ts';
import { checkWording } from '../domain/wording.ts';
import type { OwnText, TextProblem } from '../ports.ts';
import { examplesOf, TEXT_EXAMPLES } from './examples.ts';
import { compose, type LoadedTemplate, problemAt, readOwn, textProblem } from './render.ts';

/**
 * What speaks against a merchant's text. It is read, and then written out as every kind of letter
 * that it may have to be; the first kind that does not work gives the problems.
 */
export function checkText(text: OwnText): readonly TextProblem[] {
  if (text.source.length > MOST_TEXT_SIGNS) {
    return [textProblem('syntax', null, say('text_too_long', { most: MOST_TEXT_SIGNS }))];
  }
  const { template, problems } = readOwn(text);
  if (template === null || problems.length > 0) return problems;
  for (const [example, facts] of examplesOf(text.name, text.language)) {
    const found = problemsOf(text, template, facts);
    if (found.length > 0) {
      const tried = say('text_tried_with', { example });
      const english = inEnglish(tried, { textExamples: TEXT_EXAMPLES });
      return found.map((one) => ({
        ...one,
        message: `${one.message} ${english}`,
        says: [...one.says, tried],
      }));
    }
  }
  return [];
}

function problemsOf(own: OwnText, template: LoadedTemplate, facts: LetterFacts): TextProblem[] {
  const { name, language, source } = own;
  try {
    const { subject, text } = compose(template, language, facts);
    const worded = { name, language, text: `${subject}\n\n${text}` };
    return checkWording(worded, facts).map(({ rule, message, says, found }) => ({
      rule,
      message,
      says: [says],
      line: found === undefined ? null : lineOf(source, found),
    }));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return [problemAt('cannot_be_rendered', error.message)];
  }
}

/** The first line of the source with these words in it, or null. */
function lineOf(source: string, words: string): number | null {
  const index = source.split('\n').findIndex((line) => line.includes(words));
  return index === -1 ? null : index + 1;
}
