/** How words are folded so that a clerk finds a name however it is typed. */

const LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
};

/** Lower case, umlauts written out, no accents: `mueller` for `Müller`, `jose` for `José`. */
export function fold(text: string): string {
  const lower = text.normalize('NFC').toLowerCase();
  const spelled = lower.replace(/[äöüßæøœłđ]/g, (letter) => LETTERS[letter] ?? letter);
  return spelled.normalize('NFD').replace(/\p{M}/gu, '');
}

const MOST_LETTERS = 64;

/** The words of a text as they are kept: each token joined, and its parts when it has several. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/\s+/)
    .flatMap((token) => {
      const parts = token.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
      return parts.length > 1 ? [parts.join(''), ...parts] : parts;
    })
    .map((word) => word.slice(0, MOST_LETTERS));
}

/** What is asked for: one word for each token, its punctuation left out. */
export function askedWords(query: string): string[] {
  return fold(query)
    .split(/\s+/)
    .map((token) => token.replaceAll(/[^\p{L}\p{N}]+/gu, '').slice(0, MOST_LETTERS))
    .filter((word) => word !== '');
}

export interface Searchable {
  orderName: string;
  externalId: string;
  invoiceNumber: string | null;
  debtorNumber: string | null;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  email: string | null;
}

/** Every word by which a receivable is found, each once, in order. */
export function searchWords(of: Searchable): string[] {
  const { email } = of;
  const [local = ''] = (email ?? '').split('@');
  const texts = [of.orderName, of.externalId, of.invoiceNumber, of.debtorNumber, local];
  const names = [of.firstName, of.lastName, of.company];
  const whole = email === null ? [] : askedWords(email);
  const words = [...texts, ...names].flatMap((text) => wordsOf(text ?? ''));
  return [...new Set([...whole, ...words])].filter((word) => word.length > 1).toSorted();
}

/** By what a list is sorted: last name or company first. */
export function sortName(who: Pick<Searchable, 'firstName' | 'lastName' | 'company'>): string {
  const parts = [who.company, who.lastName, who.firstName].filter((part) => part !== null);
  return fold(parts.join(' ')).trim().slice(0, 80);
}

/** Do two words differ by one typo at most: a letter missing, added, wrong, or two swapped? */
export function isSimilar(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (restA.slice(1) === restB.slice(1)) return true;
  if (restA.slice(1) === restB || restA === restB.slice(1)) return true;
  const swapped = restA[0] === restB[1] && restA[1] === restB[0];
  return swapped && restA.slice(2) === restB.slice(2);
}

/** The part of a word that one typo leaves as it is at its beginning or at its end. */
export const typoPart = (word: string): number => Math.floor((word.length - 1) / 2);

/** The cents of an amount as people write it: `119`, `119,00`, `1.190,5`, `119.00`; else null. */
export function centsOfQuery(query: string): number | null {
  const text = query.replaceAll(/[€\s]|eur/gi, '');
  const german = /^(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,2}))?$/.exec(text);
  const english = /^(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/.exec(text);
  const [, whole, part = ''] = german ?? english ?? [];
  if (whole === undefined) return null;
  return Number(whole.replaceAll(/[.,]/g, '')) * 100 + Number(part.padEnd(2, '0'));
}
