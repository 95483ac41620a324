import type { Answer } from '../../api/client.ts';
import type { AskProps } from '../../parts/ask.tsx';
import type { ReactNode } from 'react';
import type { Words } from '../../words/en.ts';

export type Receivable = Answer<'GET /receivables/{id}'>;

/** One thing a person may do, or the reason why it cannot be done. */
export interface Deed {
  name: string;
  label: string;
  /** Null when it can be done. */
  why: string | null;
  question: Omit<AskProps, 'close'>;
  below?: ReactNode;
}

/** Why nothing can be done any more with what has ended; null while it has not. */
export const over = ({ state }: Receivable, words: Words): string | null =>
  ['paid', 'cancelled', 'written_off'].includes(state)
    ? words.deeds.over(words.receivableStates[state])
    : null;
