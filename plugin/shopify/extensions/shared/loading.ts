import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ApiProblem, toProblem } from './client.ts';

/** Something that is asked for: on its way, there, or not to be had. */
export type Loaded<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'failed'; problem: ApiProblem };

/** Asks once, and again whenever `again` is called; what is shown stays until the new answer is in. */
export function useLoaded<T>(ask: () => Promise<T>): { loaded: Loaded<T>; again: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      const next = await answerOf(ask);
      if (isCurrent) setLoaded(next);
    };
    void read();
    return () => {
      isCurrent = false;
    };
    // One question for the life of the screen; `round` repeats it.
  }, [round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { loaded, again };
}

async function answerOf<T>(ask: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return { state: 'ready', value: await ask() };
  } catch (thrown) {
    return { state: 'failed', problem: toProblem(thrown) };
  }
}

/** A change on its way to our service, and what became of the last one. */
export interface Writing {
  busy: boolean;
  problem: ApiProblem | null;
  /** Does it and gives whether it worked; a second press while it runs does nothing. */
  write: (change: (key: string) => Promise<unknown>, what: string) => Promise<boolean>;
}

/**
 * Writes with a key that stays the same while the same thing is tried again after a failure, so
 * that a lost answer is not done twice, and is new once it worked or something else is asked.
 */
export function useWriting(): Writing {
  const [state, setState] = useState<{ busy: boolean; problem: ApiProblem | null }>({
    busy: false,
    problem: null,
  });
  const running = useRef(false);
  const tried = useRef<{ what: string; key: string } | null>(null);
  const write = async (change: (key: string) => Promise<unknown>, what: string) => {
    if (running.current) return false;
    running.current = true;
    const key = tried.current?.what === what ? tried.current.key : crypto.randomUUID();
    tried.current = { what, key };
    setState({ busy: true, problem: null });
    try {
      await change(key);
      tried.current = null;
      setState({ busy: false, problem: null });
      return true;
    } catch (thrown) {
      setState({ busy: false, problem: toProblem(thrown) });
      return false;
    } finally {
      running.current = false;
    }
  };
  return { ...state, write };
}
