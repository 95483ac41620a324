/** Lists that come by pages: each answer holds the mark to ask for the next one with. */
import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../words/words.tsx';
import { useKeys } from './keys.ts';
import { Loaded } from './loaded.tsx';

interface Pages<Mark> {
  /** To ask with; undefined on the first page. */
  mark: Mark | undefined;
  /** Counted from 1. */
  number: number;
  back: () => void;
  on: (mark: Mark) => void;
}

interface Gone<Mark> {
  of: string;
  marks: readonly Mark[];
}

/**
 * Where one is in a list; kept with the address, so that whoever comes back finds the same page.
 * Whoever asks for something else begins at the first page.
 */
export function usePages<Mark extends string | number>(asked: unknown = ''): Pages<Mark> {
  const of = JSON.stringify(asked);
  const [gone, setGone] = useState(() => goneBefore<Mark>() ?? { of, marks: [] });
  const marks = gone.of === of ? gone.marks : [];
  useEffect(() => {
    if (gone.marks.length > 0 || goneBefore() !== null) window.history.replaceState({ gone }, '');
  }, [gone]);
  return {
    mark: marks.at(-1),
    number: marks.length + 1,
    back: () => setGone({ of, marks: marks.slice(0, -1) }),
    on: (mark) => setGone({ of, marks: [...marks, mark] }),
  };
}

const goneBefore = <Mark,>(): Gone<Mark> | null =>
  (window.history.state as { gone?: Gone<Mark> } | null)?.gone ?? null;

/** A page of a list with the way to the others, by buttons or with `n` and `p`. */
export function Paged<Answer, Mark extends string | number>(props: {
  query: UseQueryResult<Answer>;
  pages: Pages<Mark>;
  nextOf: (answer: Answer) => Mark | null;
  children: (answer: Answer & {}) => ReactNode;
}) {
  const { query, pages, nextOf, children } = props;
  const words = useWords();
  const next = query.data === undefined || query.isPlaceholderData ? null : nextOf(query.data);
  const isFirst = pages.number === 1;
  const isLast = next === null && !query.isPlaceholderData;
  const on = (): void => {
    if (next !== null) pages.on(next);
  };
  const back = (): void => {
    if (!isFirst) pages.back();
  };
  useKeys({ n: on, p: back });
  return (
    <>
      <Loaded query={query} lines={10}>
        {children}
      </Loaded>
      {!(isFirst && isLast) && (
        <div className="actions pages">
          <span className="dim small" aria-live="polite">
            {words.common.page(pages.number)}
          </span>
          <Turn label={words.do.back} hotkey="p" off={isFirst} turn={back} />
          <Turn label={words.do.next} hotkey="n" off={isLast} turn={on} />
        </div>
      )}
    </>
  );
}

/** Stays in reach of the keyboard also where there is no further page: the focus is not lost. */
function Turn(props: { label: string; hotkey: string; off: boolean; turn: () => void }) {
  const { label, hotkey, off, turn } = props;
  return (
    <Button
      variant="default"
      size="xs"
      aria-disabled={off}
      data-disabled={off}
      aria-keyshortcuts={hotkey}
      rightSection={
        <kbd className="only-wide" aria-hidden>
          {hotkey}
        </kbd>
      }
      onClick={turn}
    >
      {label}
    </Button>
  );
}
