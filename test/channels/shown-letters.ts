/** The letters that docs/letters.md shows, each made by the code of today. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { letterWriter } from '../../connectors/channels/letter.ts';
import { LETTER_LANGUAGES, LETTER_NAMES } from '../../server/domain/letters.ts';
import { sha256 } from '../../server/storage/database.ts';
import { fullFacts } from '../../server/texts/examples.ts';
import { liquidTexts } from '../../server/texts/render.ts';
import { groupedFacts, longFacts } from '../texts/samples.ts';

export const SHOWN_FOLDER = new URL('../../docs/letters/', import.meta.url);
/** The words of each sheet when it was drawn: a picture of older words is seen at once. */
export const DRAWN_FILE = new URL('drawn.json', SHOWN_FOLDER);

export interface Drawn {
  pages: number;
  words: string;
}

export const SHOWN = LETTER_LANGUAGES.flatMap((language) => [
  ...LETTER_NAMES.map((name) => ({ file: name, name, language, facts: fullFacts(name, language) })),
  ...(['grouped', 'long'] as const).map((file) => {
    const facts = file === 'long' ? longFacts(language) : groupedFacts(language);
    return { file, name: 'second_reminder' as const, language, facts };
  }),
]);

export type Shown = (typeof SHOWN)[number];

const texts = liquidTexts();

/** The sheet of a letter in a file of its own, for as long as it is looked at. */
export async function withSheet<T>(one: Shown, look: (path: string) => T): Promise<T> {
  const { document } = await texts.render(one.name, one.language, one.facts);
  const folder = mkdtempSync(join(tmpdir(), 'mahnlauf-shown-'));
  try {
    const path = join(folder, 'letter.pdf');
    writeFileSync(path, await letterWriter().toPdf(document));
    return look(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const run = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8' });

/** How many pages there are, and what stands on them in the order of the sheet. */
export function drawnOf(path: string): Drawn {
  const pages = Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', path))?.[1]);
  const words = run('pdftotext', path, '-').split(/\s+/).join(' ');
  return { pages, words: sha256(words) };
}
