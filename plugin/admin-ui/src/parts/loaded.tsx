/** What a page shows while it waits, when nothing came, and when there is nothing. */
import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refusal, Unreachable } from '../api/client.ts';
import type { Words } from '../words/en.ts';
import type { Format } from '../words/format.ts';
import { useFormat, useWords } from '../words/words.tsx';
import { sayAll } from './said.tsx';
import { Technical } from './technical.tsx';

/** What went wrong, in the reader's language. */
function whatHappened(error: unknown, words: Words): string {
  if (error instanceof Unreachable) return words.failure.unreachable;
  if (!(error instanceof Refusal)) return words.failure.fault;
  const known = words.failure.byCode[error.code];
  return known ?? words.failure.fault;
}

/** The service's own sentence of a refusal; of a fault it has nothing to say. */
function ownWords(error: unknown): string | null {
  if (!(error instanceof Refusal)) return null;
  const isFault = error.status >= 500 && error.status !== 502 && error.status !== 503;
  return isFault ? null : error.message;
}

function Happened({ error, words, format }: { error: unknown; words: Words; format: Format }) {
  const said = error instanceof Refusal ? sayAll(error.says, { words, format }, ' ') : null;
  return (
    <>
      <strong>{whatHappened(error, words)}</strong>
      {said === null ? <Technical words={words} text={ownWords(error)} /> : <div>{said}</div>}
    </>
  );
}

/** Says for a moment what went wrong, where no place on the page is kept for it. */
export function useTellFailure(): (error: unknown) => void {
  const words = useWords();
  const format = useFormat();
  return (error) => {
    const message = <Happened error={error} words={words} format={format} />;
    notifications.show({ color: 'red.9', message });
  };
}

export function Failure({ error, again }: { error: unknown; again?: (() => unknown) | undefined }) {
  const words = useWords();
  const format = useFormat();
  return (
    <div className="note bad" role="alert">
      <Happened error={error} words={words} format={format} />
      {again !== undefined && (
        <Button variant="default" size="xs" mt="xs" onClick={() => void again()}>
          {words.do.retry}
        </Button>
      )}
    </div>
  );
}

export function Waiting({ lines = 5 }: { lines?: number }) {
  const words = useWords();
  return (
    <div role="status" aria-label={words.common.loading} className="inside stack">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} width={`${96 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** Shows what a query gave; a stale answer stays on the page while the service is away. */
export function Loaded<T>(props: {
  query: UseQueryResult<T>;
  lines?: number;
  children: (data: T & {}) => ReactNode;
}) {
  const { query, lines = 5, children } = props;
  const { data } = query;
  const failure = query.isError ? (
    <div className="inside">
      <Failure error={query.error} again={query.refetch} />
    </div>
  ) : null;
  if (data === undefined || data === null) return failure ?? <Waiting lines={lines} />;
  return (
    <>
      {failure}
      {children(data)}
    </>
  );
}
