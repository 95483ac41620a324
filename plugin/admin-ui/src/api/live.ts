/** Server-sent events tell which pages have become stale; the pages then ask again. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type Answer, reach, Unreachable } from './client.ts';
import { isEmbedded } from './embedded.ts';
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

const EVENTS = '/api/v1/events';
const GATHER_MS = 400;
const AGAIN_MS = 1000;

/** What a stream of news tells, one piece after the other. */
type Hear = (
  event: 'open' | 'lost' | 'change' | 'run' | 'reload' | 'signed_out',
  data?: string,
) => void;

type Run = Answer<'GET /dunning-runs/{id}'>;

/** How far a dunning run is. */
export interface RunProgress extends Pick<Run, 'state' | 'work'> {
  runId: number;
  done: number;
  of: number;
}

const runListeners = new Set<(run: RunProgress) => void>();

/** Hears how far runs are, until it is stopped. */
export function hearRuns(listener: (run: RunProgress) => void): () => void {
  runListeners.add(listener);
  return () => void runListeners.delete(listener);
}

/** Makes every page stale when something happened in the shop, at most twice a second. */
export function useLiveNews(): void {
  const client = useQueryClient();
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const refresh = (): void => {
      waiting ??= setTimeout(() => {
        waiting = null;
        void client.invalidateQueries();
      }, GATHER_MS);
    };
    const hear: Hear = (event, data = '') => {
      // A page that heard nothing for a while does not know what it missed.
      if (event === 'open' && state === 'lost') refresh();
      if (event === 'open' || event === 'lost') setLine(event);
      else if (event === 'run') {
        const run = JSON.parse(data) as RunProgress;
        if (!keepProgress(client, run)) refresh();
        for (const listener of runListeners) listener(run);
      } else if (event === 'signed_out') client.setQueryData(ME, null);
      else refresh();
    };
    const close = isEmbedded ? listenWithToken(hear) : listenWithCookie(hear);
    const lost = (): void => setLine('lost');
    const back = (): void => {
      setLine('open');
      refresh();
    };
    window.addEventListener('offline', lost);
    window.addEventListener('online', back);
    return () => {
      close();
      if (waiting !== null) clearTimeout(waiting);
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', back);
    };
  }, [client]);
}

/** Moves the bar of a run that is shown; false when there is more to read than that. */
function keepProgress(
  client: QueryClient,
  { runId, state: now, work, done, of }: RunProgress,
): boolean {
  const key = ['GET /dunning-runs/{id}', { id: runId }];
  const shown = client.getQueryData<Run>(key);
  if (shown?.state !== now) return false;
  client.setQueryData<Run>(key, { ...shown, work, workDone: done, workOf: of });
  return true;
}

function listenWithCookie(hear: Hear): () => void {
  const source = new EventSource(EVENTS);
  source.addEventListener('open', () => hear('open'));
  source.addEventListener('error', () => hear('lost'));
  source.addEventListener('change', () => hear('change'));
  source.addEventListener('run', ({ data }) => hear('run', String(data)));
  source.addEventListener('reload', () => hear('reload'));
  source.addEventListener('signed_out', () => hear('signed_out'));
  return () => source.close();
}

/**
 * The browser's own listener sends no token, so the stream is read by hand. The service ends it when
 * the token has ended; the next one goes on behind the last event, so that none is missed.
 */
function listenWithToken(hear: Hear): () => void {
  const stop = new AbortController();
  let last = '';
  const listenOnce = async (): Promise<void> => {
    const headers = { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) };
    const answer = await reach(EVENTS, { headers, signal: stop.signal });
    if (!answer.ok || answer.body === null) throw new Unreachable('no stream');
    hear('open');
    let text = '';
    for await (const piece of piecesOf(answer.body)) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        last = /^id: (.+)$/m.exec(block)?.[1] ?? last;
        if (/^event: (change|reload)$/m.test(block)) hear('change');
        if (/^event: run$/m.test(block)) hear('run', /^data: (.+)$/m.exec(block)?.[1]);
      }
    }
  };
  const listen = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await listenOnce().catch(() => !stop.signal.aborted && hear('lost'));
      await new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
      });
    }
  };
  void listen();
  return () => stop.abort();
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
