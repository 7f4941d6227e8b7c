import type { NewSubmission } from '@app/client';
import { useCallback } from 'react';
import type { LiveState } from './live.js';
import { useLiveSubmission } from './useLiveSubmission.js';
import { useSubmit } from './useSubmit.js';

/** A page's job: handing it in and what becomes of it. */
export interface Job {
  state: LiveState;
  busy: boolean;
  start(request: NewSubmission): Promise<string | null>;
  cancel(): void;
  clear(): void;
}

/** @param shown id of the submission that the address names; null: none */
export function useJob(shown: string | null): Job {
  const { sending, problem, submit, giveUp, clear } = useSubmit();
  const live = useLiveSubmission(shown);
  const state: LiveState = sending
    ? { phase: 'submitting' }
    : problem
      ? { phase: 'rejected', problem }
      : live.state;
  const { cancel: cancelLive } = live;
  const cancel = useCallback(() => {
    if (sending) giveUp();
    else void cancelLive();
  }, [sending, giveUp, cancelLive]);
  const busy = state.phase === 'submitting' || state.phase === 'active';
  return { state, busy, start: submit, cancel, clear };
}
