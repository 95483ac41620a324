import type { Words } from '../words/en.ts';

/** What a program said, in its own words and language: below what these words say of it. */
export function Technical({ words, text }: { words: Words; text: string | null }) {
  if (text === null || text === '') return null;
  return (
    <details className="technical small dim">
      <summary>{words.failure.technical}</summary>
      <span lang="en">{text}</span>
    </details>
  );
}
