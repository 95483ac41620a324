/** Words by which receivables are found; kept whenever a receivable or its debtor is written. */
import {
  askedWords,
  centsOfQuery,
  isSimilar,
  searchWords,
  sortName,
  typoPart,
} from '../domain/search-words.ts';
import type { IsoDate } from '../domain/calendar.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import { type Db, insertOnce, type Trx } from './database.ts';

interface WordRow {
  id: number;
  word: string;
}

interface SourceRow {
  id: number;
  order_name: string;
  external_id: string;
  invoice_number: string | null;
  debtor_id: number;
  debtor_number: string | null;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  email: string | null;
  restricted_at: string | null;
}

/** Data that are restricted find nobody: only the numbers of the documents do. */
const toSearchable = (row: SourceRow) => {
  const own = row.restricted_at === null ? row : null;
  return {
    orderName: row.order_name,
    externalId: row.external_id,
    invoiceNumber: row.invoice_number,
    debtorNumber: own?.debtor_number ?? null,
    firstName: own?.first_name ?? null,
    lastName: own?.last_name ?? null,
    company: own?.company ?? null,
    email: own?.email ?? null,
  };
};

/**
 * Brings the words of these receivables in step with what is written of them and their debtors.
 * Words of an erased or restricted debtor go: his name must not be found.
 */
export async function indexReceivables(
  trx: Trx,
  shopId: number,
  which: { receivableId: number } | { debtorId: number },
): Promise<void> {
  const sources: SourceRow[] = await trx('receivables as r')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where('r.shop_id', shopId)
    .where(
      'receivableId' in which ? { 'r.id': which.receivableId } : { 'r.debtor_id': which.debtorId },
    )
    .select('r.id', 'r.order_name', 'r.external_id', 'r.invoice_number', 'r.debtor_id')
    .select('p.debtor_number', 'p.first_name', 'p.last_name', 'p.company', 'p.email')
    .select('p.restricted_at');
  for (const source of sources) {
    const searchable = toSearchable(source);
    await trx('parties')
      .where({ shop_id: shopId, id: source.debtor_id })
      .update({ sort_name: sortName(searchable) });
    const wanted = await wordIds(trx, shopId, searchWords(searchable));
    const kept: { word_id: number }[] = await trx('search_hits')
      .where({ receivable_id: source.id })
      .select('word_id');
    const known = new Set(kept.map((row) => row.word_id));
    const gone = kept.map((row) => row.word_id).filter((id) => !wanted.has(id));
    const fresh = [...wanted].filter((id) => !known.has(id));
    if (gone.length > 0) {
      await trx('search_hits')
        .where({ receivable_id: source.id })
        .whereIn('word_id', gone)
        .delete();
      await dropUnused(trx, gone);
    }
    if (fresh.length > 0) {
      await trx('search_hits').insert(
        fresh.map((word_id) => ({ word_id, receivable_id: source.id })),
      );
    }
  }
}

async function wordIds(trx: Trx, shopId: number, words: readonly string[]): Promise<Set<number>> {
  const read = (some: readonly string[]): Promise<WordRow[]> =>
    trx('search_words')
      .where({ shop_id: shopId })
      .whereIn('word', [...some])
      .select('id', 'word');
  const known = await read(words);
  const missing = words.filter((word) => !known.some((row) => row.word === word));
  for (const word of missing) {
    const backwards = reversed(word);
    await insertOnce(trx, 'search_words', { shop_id: shopId, word, backwards });
  }
  const added = missing.length === 0 ? [] : await read(missing);
  return new Set([...known, ...added].map((row) => row.id));
}

/** A word that finds nothing any more may be a name; it goes. */
async function dropUnused(trx: Trx, wordIds: readonly number[]): Promise<void> {
  await trx('search_words')
    .whereIn('id', [...wordIds])
    .whereNotExists(
      trx('search_hits')
        .where('search_hits.word_id', trx.ref('search_words.id'))
        .select(trx.raw('1')),
    )
    .delete();
}

const reversed = (word: string): string => Array.from(word).toReversed().join('');

// ---------------------------------------------------------------------------------------------
// Finding

type Match = 'exact' | 'begins' | 'similar' | 'amount' | 'file_number';

export interface Found {
  receivableId: number;
  orderName: string;
  invoiceNumber: string | null;
  debtorName: string;
  state: ReceivableState;
  openCents: number;
  currency: string;
  dueOn: IsoDate | null;
  fileNumber: string | null;
  match: Match;
}

const MOST_FOUND = 20;
const MOST_WORDS = 300;
const MOST_CANDIDATES = 3000;
/** With so few hits a typo is likely, and similar words are looked at as well. */
const FEW = 5;

/** The receivables a few words, an amount or a file number mean; the best first, at most 20. */
export async function search(db: Db, shopId: number, query: string): Promise<Found[]> {
  const words = askedWords(query).slice(0, 6);
  if (words.length === 0) return [];
  const found = new Map<number, Match>();
  const add = (ids: readonly number[], match: Match): void => {
    for (const id of ids) if (!found.has(id) && found.size < MOST_FOUND) found.set(id, match);
  };
  const exact = await Promise.all(words.map((word) => findExact(db, shopId, word)));
  add(await idsWith(db, exact), 'exact');
  add(await findByFileNumber(db, shopId, query.trim()), 'file_number');
  const cents = centsOfQuery(query);
  if (cents !== null) add(await findByAmount(db, shopId, cents), 'amount');
  const begins = await Promise.all(words.map((word) => findBeginning(db, shopId, word)));
  if (found.size < MOST_FOUND) add(await idsWith(db, begins), 'begins');
  if (found.size < FEW) {
    const similar = await Promise.all(words.map((word) => findSimilar(db, shopId, word)));
    const either = similar.map((ids, index) => [...new Set([...(begins[index] ?? []), ...ids])]);
    add(await idsWith(db, either), 'similar');
  }
  return show(db, shopId, found);
}

async function findExact(db: Db, shopId: number, word: string): Promise<number[]> {
  const rows: WordRow[] = await db('search_words').where({ shop_id: shopId, word }).select('id');
  return rows.map((row) => row.id);
}

/** Behind every word that begins with the prefix. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

async function findBeginning(db: Db, shopId: number, word: string): Promise<number[]> {
  const rows: WordRow[] = await db('search_words')
    .where({ shop_id: shopId })
    .whereBetween('word', [word, endOf(word)])
    .orderBy('word')
    .limit(word.length > 1 ? MOST_WORDS : 1)
    .select('id');
  return rows.map((row) => row.id);
}

/** Words that differ by one typo: its other half is as it was typed, at the beginning or the end. */
async function findSimilar(db: Db, shopId: number, word: string): Promise<number[]> {
  if (word.length < 4 || /^\d+$/.test(word)) return [];
  const part = typoPart(word);
  const half = async (column: 'word' | 'backwards', text: string): Promise<WordRow[]> => {
    const start = Array.from(text).slice(0, part).join('');
    return db('search_words')
      .where({ shop_id: shopId })
      .whereBetween(column, [start, endOf(start)])
      .limit(MOST_CANDIDATES)
      .select('id', 'word');
  };
  const candidates = [...(await half('word', word)), ...(await half('backwards', reversed(word)))];
  const similar = candidates.filter((row) => isSimilar(row.word, word)).map((row) => row.id);
  return [...new Set(similar)].slice(0, MOST_WORDS);
}

/** The newest receivables that have a word of every list. */
async function idsWith(db: Db, lists: readonly (readonly number[])[]): Promise<number[]> {
  if (lists.some((ids) => ids.length === 0)) return [];
  const [first = [], ...rest] = lists.toSorted((a, b) => a.length - b.length);
  const rows: { receivable_id: number }[] = await db('search_hits as h')
    .whereIn('h.word_id', [...first])
    .modify((query) => {
      for (const ids of rest) {
        void query.whereExists(
          db('search_hits as o')
            .where('o.receivable_id', db.ref('h.receivable_id'))
            .whereIn('o.word_id', [...ids])
            .select(db.raw('1')),
        );
      }
    })
    .distinct('h.receivable_id')
    .orderBy('h.receivable_id', 'desc')
    .limit(MOST_FOUND);
  return rows.map((row) => row.receivable_id);
}

async function findByFileNumber(db: Db, shopId: number, text: string): Promise<number[]> {
  if (text.length < 3) return [];
  const rows: { receivable_id: number }[] = await db('claims')
    .where({ shop_id: shopId })
    .whereBetween('file_number', [text.toUpperCase(), endOf(text.toUpperCase())])
    .orderBy('file_number')
    .limit(MOST_FOUND)
    .select('receivable_id');
  return rows.map((row) => row.receivable_id);
}

async function findByAmount(db: Db, shopId: number, cents: number): Promise<number[]> {
  if (cents === 0) return [];
  const by = (column: string): Promise<{ id: number }[]> =>
    db('receivables')
      .where({ shop_id: shopId, [column]: cents })
      .orderBy('id', 'desc')
      .limit(MOST_FOUND)
      .select('id');
  const rows = [...(await by('open_cents')), ...(await by('principal_cents'))];
  return rows.map((row) => row.id);
}

interface FoundRow extends SourceRow {
  state: ReceivableState;
  currency: string;
  due_on: IsoDate | null;
  open_cents: number;
  is_trial: number | boolean;
}

async function show(db: Db, shopId: number, found: ReadonlyMap<number, Match>): Promise<Found[]> {
  if (found.size === 0) return [];
  const ids = [...found.keys()];
  const rows: FoundRow[] = await db('receivables as r')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where('r.shop_id', shopId)
    .whereIn('r.id', ids)
    .select('r.id', 'r.order_name', 'r.invoice_number', 'r.state', 'r.currency', 'r.due_on')
    .select(
      'r.open_cents',
      'r.is_trial',
      'p.first_name',
      'p.last_name',
      'p.company',
      'p.restricted_at',
    );
  const files: { receivable_id: number; file_number: string }[] = await db('claims')
    .where({ shop_id: shopId })
    .whereIn('receivable_id', ids)
    .whereNotNull('file_number')
    .orderBy('id')
    .select('receivable_id', 'file_number');
  const fileOf = new Map(files.map((row) => [row.receivable_id, row.file_number]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    return [
      {
        receivableId: id,
        orderName: row.order_name,
        invoiceNumber: row.invoice_number,
        debtorName: debtorName(row),
        state: row.state,
        openCents: Number(row.open_cents),
        currency: row.currency,
        dueOn: row.due_on,
        isTrial: Boolean(row.is_trial),
        fileNumber: fileOf.get(id) ?? null,
        match: found.get(id) ?? 'exact',
      },
    ];
  });
}

/** How a list names a debtor: company, else first and last name; empty once erased or restricted. */
export const debtorName = (row: {
  company: string | null;
  first_name: string | null;
  last_name: string | null;
  restricted_at: string | null;
}): string =>
  row.restricted_at === null
    ? (row.company ?? [row.first_name, row.last_name].filter((part) => part !== null).join(' '))
    : '';
