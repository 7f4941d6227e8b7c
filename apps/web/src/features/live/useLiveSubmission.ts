import { isFinal, problemOf } from '@app/client';
import type { SubmissionView } from '@app/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { client } from '../../api/client.js';
import { checkerOf, reduceLive, type LiveState } from './live.js';

/** A submission that is shown, and what can be done with it. */
export interface LiveSubmission {
  state: LiveState;
  /** Ends the submission, if it is still on its way. */
  cancel(): Promise<void>;
  /** Reads it again after a failure. */
  again(): void;
}

/**
 * What becomes of a submission, live until it is final. One that is final already is read once, without a
 * socket.
 * @param id null: none is shown
 */
export function useLiveSubmission(id: string | null): LiveSubmission {
  const [state, dispatch] = useReducer(reduceLive, { phase: id ? 'loading' : 'idle' } as LiveState);
  const [tries, setTries] = useState(0);
  const queries = useQueryClient();

  useEffect(() => {
    if (id === null) return dispatch({ type: 'reset' });
    let stop = () => {};
    const abort = new AbortController();
    const keep = (view: SubmissionView) => queries.setQueryData(['submission', id], view);
    const onView = (view: SubmissionView, seq: number | null) => {
      keep(view);
      dispatch({ type: 'view', view, seq, atMs: performance.now() });
    };
    const follow = (view: SubmissionView) => {
      dispatch({ type: 'accepted', id, total: view.progress.total, checker: checkerOf(view.request) });
      onView(view, null);
      stop = client.submissions.follow(id, {
        onView,
        onEvent: (event) => dispatch({ type: 'event', event, atMs: performance.now() }),
        onConnection: (connection) => dispatch({ type: 'connection', connection }),
        onGone: (problem) => dispatch({ type: 'rejected', problem }),
      });
    };
    dispatch({ type: 'load' });
    const known = queries.getQueryData<SubmissionView>(['submission', id]);
    if (known && isFinal(known)) {
      onView(known, null);
      return;
    }
    client.submissions.get(id, abort.signal).then(
      (view) => {
        if (abort.signal.aborted) return;
        if (isFinal(view)) onView(view, null);
        else follow(view);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) dispatch({ type: 'rejected', problem: problemOf(error) });
      },
    );
    return () => {
      abort.abort();
      stop();
    };
  }, [id, tries, queries]);

  const active = state.phase === 'active';
  const cancel = useCallback(async () => {
    if (id === null || !active) return;
    dispatch({ type: 'cancelling' });
    try {
      await client.submissions.remove(id);
    } catch (error) {
      const problem = problemOf(error);
      // A job that ended meanwhile cannot be cancelled any more; the follower brings its result.
      dispatch({ type: 'not_cancelled', problem: problem.code === 'already_final' ? null : problem });
    }
  }, [id, active]);

  return { state, cancel, again: () => setTries((before) => before + 1) };
}
