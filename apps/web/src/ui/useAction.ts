import { problemOf, type Problem } from '@app/client';
import { useCallback, useState } from 'react';

/** Something that a visitor starts and that may fail. */
export interface Action {
  busy: boolean;
  problem: Problem | null;
  /** Does it, unless it is being done. Resolves with whether it went well. */
  run(work: () => Promise<void>): Promise<boolean>;
}

/** Does one thing at a time and keeps what went wrong. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, problem, run };
}
