import { Unreachable } from '../../api/client.ts';
import { hearRuns, type RunProgress } from '../../api/live.ts';
import { useTellFailure } from '../../parts/loaded.tsx';

/**
 * A large run is answered only at its end. Whoever began it is let go as soon as it is seen to be
 * under way: from there its page tells how far it is, and what stops it later is told beside it.
 */
export function useUntilUnderWay() {
  const tellFailure = useTellFailure();
  return async (
    asked: Promise<{ runId: number | null }>,
    isIt: (run: RunProgress) => boolean,
  ): Promise<number | null> => {
    let isUnderWay = false;
    let stop = (): void => undefined;
    const seen = new Promise<number>((resolve) => {
      stop = hearRuns((run) => {
        if (!isIt(run)) return;
        isUnderWay = true;
        resolve(run.runId);
      });
    });
    asked.catch((error: unknown) => {
      if (isUnderWay && !(error instanceof Unreachable)) tellFailure(error);
    });
    try {
      return await Promise.race([seen, asked.then(({ runId }) => runId)]);
    } finally {
      stop();
    }
  };
}
