/** Server-sent events tell which pages have become stale; the pages then ask again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { ME } from './session.tsx';

type LineState = 'open' | 'lost';

let state: LineState = 'open';
const listeners = new Set<() => void>();

function setLine(now: LineState): void {
  if (state === now) return;
  state = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the service can be heard. */
export const useLineState = (): LineState => useSyncExternalStore(subscribe, () => state);

const GATHER_MS = 400;

/** Makes every page stale when something happened in the shop, at most twice a second. */
export function useLiveNews(): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource('/api/v1/events');
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const refresh = (): void => {
      waiting ??= setTimeout(() => {
        waiting = null;
        void client.invalidateQueries();
      }, GATHER_MS);
    };
    source.addEventListener('open', () => setLine('open'));
    source.addEventListener('error', () => setLine('lost'));
    source.addEventListener('change', refresh);
    source.addEventListener('reload', refresh);
    source.addEventListener('signed_out', () => client.setQueryData(ME, null));
    const lost = (): void => setLine('lost');
    const back = (): void => {
      setLine('open');
      refresh();
    };
    window.addEventListener('offline', lost);
    window.addEventListener('online', back);
    return () => {
      source.close();
      if (waiting !== null) clearTimeout(waiting);
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', back);
    };
  }, [client]);
}
