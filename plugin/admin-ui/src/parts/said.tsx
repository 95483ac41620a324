import type { Saying } from '../api/client.ts';
import type { Format } from '../words/format.ts';
import type { Words } from '../words/en.ts';
import { Technical } from './technical.tsx';
import { useFormat, useWords } from '../words/words.tsx';

export type { Saying };

interface SaidProps {
  says: readonly Saying[];
  /** What the service says in English: for a sentence that these words do not know yet. */
  english: string;
  /** What stands between two sentences. */
  between?: string;
}

/** A sentence of the service in the reader's language. */
export function Said({ says, english, between }: SaidProps) {
  const words = useWords();
  const said = useSay()(says, between);
  // Without any code the words are those of a person or a partner, in whatever language.
  if (says.length === 0) return <span>{english}</span>;
  if (said === null) return <span lang="en">{english}</span>;
  return (
    <>
      <span>{said}</span>
      <Technical words={words} text={toldIn(says)} />
    </>
  );
}

/** Values that are the words of a program or a partner. */
const TOLD: readonly string[] = ['note', 'problem', 'because', 'refusal', 'told'];

const toldIn = (says: readonly Saying[]): string | null =>
  says.flatMap(({ values }) => TOLD.flatMap((name) => values[name] ?? [])).join(' ') || null;

/** Null where these words do not know a sentence yet. */
export function useSay() {
  const words = useWords();
  const format = useFormat();
  return (says: readonly Saying[], between?: string): string | null =>
    sayAll(says, { words, format }, between);
}

/** Null where these words do not know a sentence yet, or there is none. */
export function sayAll(
  says: readonly Saying[],
  { words, format }: { words: Words; format: Format },
  between = '; ',
): string | null {
  const said = says.map((one) => sayIn(one, words, format));
  return says.length === 0 || said.includes(null) ? null : said.join(between);
}

type Lists = Readonly<Record<string, unknown>>;

function sayIn({ code, values }: Saying, words: Words, format: Format): string | null {
  const sentence = words.sayings[code];
  if (sentence === undefined) return null;
  return sentence.replaceAll(/\{(\w+)(?::(\w+))?\}/g, (_all, name: string, list?: string) => {
    const value = values[name] ?? '';
    if (list !== undefined) return inList((words as Lists)[list], String(value));
    if (name.endsWith('On')) return format.day(String(value));
    if (name.endsWith('At')) return format.instant(String(value));
    if (!name.endsWith('Cents')) return String(value);
    return format.money(Number(value), String(values['currency'] ?? 'EUR'));
  });
}

function inList(list: unknown, code: string): string {
  const words = (list ?? {}) as Readonly<Record<string, string>>;
  return words[code] ?? code.replaceAll('_', ' ');
}
