/** Letters that must not stay away, in the merchant's own words where he has some. */
import { InvalidInput } from '../domain/errors.ts';
import type { LetterFacts, LetterLanguage, LetterName } from '../domain/letters.ts';
import type { RenderedText } from '../ports.ts';
import type { Trx } from '../storage/database.ts';
import { listOwnTexts } from '../storage/letter-texts.ts';
import type { House } from './house.ts';

/**
 * Writes a letter that asks for nothing new: a correction, or one about an agreed instalment. A text
 * of the merchant that a later release cannot use gives way to ours, because the debtor has to hear.
 */
export async function renderOwn(
  { texts }: House,
  trx: Trx,
  shopId: number,
  letter: { name: LetterName; language: LetterLanguage; facts: LetterFacts },
): Promise<RenderedText> {
  const { name, language } = letter;
  const facts = { ...letter.facts };
  try {
    return await texts.with(await listOwnTexts(trx, shopId)).render(name, language, facts);
  } catch (error) {
    if (!(error instanceof InvalidInput) || error.about !== 'text') throw error;
    return texts.render(name, language, facts);
  }
}
