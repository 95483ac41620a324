import type { Instant } from '../domain/calendar.ts';
import type { LetterLanguage, LetterName } from '../domain/letters.ts';
import { type Db, fromAt, insertRow, toAt, type Trx } from './database.ts';

/** Which letter in which language. */
export interface LetterKey {
  name: LetterName;
  language: LetterLanguage;
}

/** A version of a letter in the words of the merchant. */
export interface SavedText extends LetterKey {
  id: number;
  version: number;
  /** Null: from this version on our own words hold again. */
  source: string | null;
  savedBy: string;
  savedAt: Instant;
}

interface TextRow {
  id: number;
  name: LetterName;
  language: LetterLanguage;
  version: number;
  source: string | null;
  saved_by: string;
  saved_at: string;
}

const toSaved = ({ saved_by: savedBy, saved_at: savedAt, ...row }: TextRow): SavedText => ({
  ...row,
  savedBy,
  savedAt: fromAt(savedAt),
});

const COLUMNS = ['id', 'name', 'language', 'version', 'source', 'saved_by', 'saved_at'] as const;

/** Saves the next version of a letter's words. */
export async function addLetterText(
  trx: Trx,
  shopId: number,
  text: LetterKey & Pick<SavedText, 'source' | 'savedBy'>,
  at: Instant,
): Promise<SavedText> {
  // Two who save at once count one after the other.
  await trx('shops').where({ id: shopId }).forUpdate().first('id');
  const { name, language, source, savedBy } = text;
  const newest: { version: number } | undefined = await trx('letter_texts')
    .where({ shop_id: shopId, name, language })
    .orderBy('version', 'desc')
    .first('version');
  const version = (newest?.version ?? 0) + 1;
  const id = await insertRow(trx, 'letter_texts', {
    shop_id: shopId,
    name,
    language,
    version,
    source,
    saved_by: savedBy,
    saved_at: toAt(at),
  });
  return { id, name, language, version, source, savedBy, savedAt: at };
}

/** The newest version of each letter that ever had words of the merchant. */
export async function listLetterTexts(db: Db, shopId: number): Promise<SavedText[]> {
  const rows: TextRow[] = await db('letter_texts as t')
    .where('t.shop_id', shopId)
    .whereNotExists(
      db('letter_texts as later')
        .select(db.raw('1'))
        .whereRaw('later.shop_id = t.shop_id and later.name = t.name')
        .whereRaw('later.language = t.language and later.version > t.version'),
    )
    .select(COLUMNS.map((column) => `t.${column}`));
  return rows.map(toSaved);
}

/** The words in force: what a run writes in place of ours. */
export async function listOwnTexts(
  db: Db,
  shopId: number,
): Promise<(LetterKey & { source: string })[]> {
  const texts = await listLetterTexts(db, shopId);
  return texts.flatMap(({ name, language, source }) =>
    source === null ? [] : [{ name, language, source }],
  );
}

/** Every version of the letters, or of one of them, the newest first, a page of them. */
export async function listTextVersions(
  db: Db,
  shopId: number,
  page: {
    name: LetterName | null;
    language: LetterLanguage | null;
    beforeId: number | null;
    limit: number;
  },
): Promise<SavedText[]> {
  const { name, language, beforeId, limit } = page;
  const rows: TextRow[] = await db('letter_texts')
    .where({ shop_id: shopId })
    .modify((query) => {
      if (name !== null) void query.where({ name });
      if (language !== null) void query.where({ language });
      if (beforeId !== null) void query.where('id', '<', beforeId);
    })
    .orderBy('id', 'desc')
    .limit(limit)
    .select([...COLUMNS]);
  return rows.map(toSaved);
}
