/** What a page shows while it waits, when nothing came, and when there is nothing. */
import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refusal, Unreachable } from '../api/client.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';

/** What went wrong, in the reader's language; the service's own sentence follows where it has one. */
export function whatHappened(error: unknown, words: Words): string {
  if (error instanceof Unreachable) return words.failure.unreachable;
  if (!(error instanceof Refusal)) return words.failure.fault;
  const known = words.failure.byCode[error.code];
  return known ?? words.failure.fault;
}

/** The service's own sentence with the particulars; it is English. */
export function Particulars({ error }: { error: unknown }) {
  if (!(error instanceof Refusal) || error.message === '') return null;
  if (error.status >= 500 && error.status !== 502 && error.status !== 503) return null;
  return (
    <span lang="en" className="small" style={{ display: 'block' }}>
      {error.message}
    </span>
  );
}

export function Failure({ error, again }: { error: unknown; again?: (() => unknown) | undefined }) {
  const words = useWords();
  return (
    <div className="note bad" role="alert">
      <strong>{whatHappened(error, words)}</strong>
      <Particulars error={error} />
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
