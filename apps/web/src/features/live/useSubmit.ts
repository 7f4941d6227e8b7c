import { problemOf, type NewSubmission, type Problem } from '@app/client';
import { useCallback, useRef, useState } from 'react';
import { client } from '../../api/client.js';

/** Handing submissions in. */
export interface Submitting {
  sending: boolean;
  /** Why the last one was not accepted. */
  problem: Problem | null;
  /** Hands one in; null: it was refused, or given up before it arrived. */
  submit(request: NewSubmission, options?: { reuse?: boolean }): Promise<string | null>;
  /** The one that is being sent is ended as soon as it has arrived. */
  giveUp(): void;
  clear(): void;
}

/** Hands submissions in, one at a time. */
export function useSubmit(): Submitting {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<{ unwanted: boolean } | null>(null);
  const submit = useCallback(async (request: NewSubmission, options: { reuse?: boolean } = {}) => {
    const own = { unwanted: false };
    current.current = own;
    setProblem(null);
    setSending(true);
    try {
      const { id } = await client.submissions.create(request, options);
      if (!own.unwanted) return id;
      // Its result would not be seen.
      await client.submissions.remove(id).catch(() => {});
    } catch (error) {
      if (!own.unwanted) setProblem(problemOf(error));
    } finally {
      if (!own.unwanted) setSending(false);
    }
    return null;
  }, []);
  const giveUp = useCallback(() => {
    if (current.current) current.current.unwanted = true;
    setSending(false);
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { sending, problem, submit, giveUp, clear };
}
