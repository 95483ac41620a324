import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { wishedLocale } from '../api/embedded.ts';
import type { Words } from './en.ts';
import { type Format, type Language, LANGUAGES, makeFormat } from './format.ts';

const KEPT_AS = 'mahnlauf-language';

interface Speech {
  words: Words;
  format: Format;
  speak: (language: Language) => Promise<void>;
}

const SpeechContext = createContext<Speech | null>(null);

/** Only the language that is spoken is loaded. */
const dictionaries: Readonly<Record<Language, () => Promise<Words>>> = {
  de: async () => (await import('./de.ts')).de,
  en: async () => (await import('./en.ts')).en,
  it: async () => (await import('./it.ts')).it,
};

export const loadWords = (language: Language): Promise<Words> => dictionaries[language]();

/** What the address asks for, else what the reader chose, else what the browser prefers. */
export function firstLanguage(): Language {
  const wished = [wishedLocale ?? '', keptLanguage() ?? '', ...navigator.languages];
  const codes = wished.map((wish) => wish.slice(0, 2));
  return LANGUAGES.toSorted((a, b) => place(codes, a) - place(codes, b))[0] ?? 'en';
}

/** In a frame of another site the browser may keep nothing for us, and says so with an exception. */
function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // It is spoken as long as the page is open.
  }
}

function place(codes: readonly string[], language: Language): number {
  const found = codes.indexOf(language);
  if (found >= 0) return found;
  return codes.length + (language === 'en' ? 0 : 1);
}

export function SpeechProvider(props: { language: Language; words: Words; children: ReactNode }) {
  const [spoken, setSpoken] = useState({ language: props.language, words: props.words });
  const speak = useCallback(async (language: Language) => {
    const words = await loadWords(language);
    keepLanguage(language);
    document.documentElement.lang = language;
    setSpoken({ language, words });
  }, []);
  const speech = useMemo(
    () => ({ words: spoken.words, format: makeFormat(spoken.language), speak }),
    [spoken, speak],
  );
  return <SpeechContext value={speech}>{props.children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (speech === null) throw new Error('there is no SpeechProvider above');
  return speech;
}

export const useWords = (): Words => useSpeech().words;
export const useFormat = (): Format => useSpeech().format;
export const useSpeak = (): Speech['speak'] => useSpeech().speak;
