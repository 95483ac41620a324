/** Doors as React hooks: what was read stays for a while, what was done makes it stale. */
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { type Answer, type Body, call, type Door, newKey, Refusal, type Wish } from './client.ts';

const MAX_TRIES = 2;

/** A refusal stays a refusal however often one asks; only silence is worth another try. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        retry: (failures, error) => !(error instanceof Refusal) && failures < MAX_TRIES - 1,
        retryDelay: 300,
      },
      mutations: { networkMode: 'always' },
    },
  });

interface Reading {
  enabled?: boolean;
  /** Keeps the last answer on the page while the next one comes. */
  keep?: boolean;
}

/** What a door gives. */
export function useDoor<D extends Door>(
  door: D,
  wish: Pick<Wish<D>, 'id' | 'query'> = {},
  { enabled = true, keep = false }: Reading = {},
): UseQueryResult<Answer<D>> {
  return useQuery<Answer<D>>({
    queryKey: [door, wish],
    queryFn: ({ signal }) => call(door, { ...wish, signal }),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}

export interface Doing<D extends Door> {
  id?: number | undefined;
  body?: Body<D> | undefined;
}

/**
 * Does something once. When no answer comes, trying the same again carries the same key, so that
 * it happens once however often the button is pressed.
 */
export function useAct<D extends Door>(door: D) {
  const client = useQueryClient();
  const last = useRef<{ text: string; key: string } | null>(null);
  return useMutation<Answer<D>, Error, Doing<D>>({
    mutationFn: async (doing) => {
      const text = JSON.stringify(doing);
      if (last.current?.text !== text) last.current = { text, key: newKey() };
      try {
        const answer = await call(door, { ...doing, key: last.current.key });
        last.current = null;
        return answer;
      } catch (error) {
        if (error instanceof Refusal) last.current = null;
        throw error;
      }
    },
    // Not waited for: whoever asked is told at once, and the pages follow.
    onSuccess: () => void client.invalidateQueries(),
  });
}
