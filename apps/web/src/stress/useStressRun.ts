import type { StressRequest, SubmissionView } from '@app/contracts';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { cancelSubmission, submitStress } from '../api/client.js';
import { followSubmission } from '../api/follow.js';
import { problemOf } from '../api/problem.js';
import { reduceLive, type LiveState } from './live.js';

export interface StressRun {
  state: LiveState;
  run(request: StressRequest): Promise<void>;
  cancel(): Promise<void>;
}

const hashOf = (id: string) => `#/s/${id}`;
const idInHash = (): string | null => /^#\/s\/([\w-]{1,64})$/.exec(location.hash)?.[1] ?? null;

/**
 * The submission that the page shows. Its id stands in the address (`#/s/<id>`), so that a reload, the history buttons
 * and a copied link lead back to it. `onLoaded` is called once with a submission that came from the address.
 */
export function useStressRun(onLoaded: (view: SubmissionView) => void): StressRun {
  const [state, dispatch] = useReducer(reduceLive, { phase: 'idle' } as LiveState);
  const stop = useRef<() => void>(() => {});
  const shown = useRef<string | null>(null);
  const loaded = useRef(onLoaded);
  useEffect(() => {
    loaded.current = onLoaded;
  });

  const follow = useCallback((id: string, total: number, fromAddress: boolean) => {
    stop.current();
    shown.current = id;
    dispatch({ type: 'accepted', id, total });
    let announce = fromAddress;
    stop.current = followSubmission(id, {
      onView: (view, seq) => {
        if (announce) loaded.current(view);
        announce = false;
        dispatch({ type: 'view', view, seq, atMs: performance.now() });
      },
      onEvent: (event) => dispatch({ type: 'event', event, atMs: performance.now() }),
      onConnection: (connection) => dispatch({ type: 'connection', connection }),
      onGone: (problem) => dispatch({ type: 'rejected', problem }),
    });
  }, []);

  useEffect(() => {
    const open = () => {
      const id = idInHash();
      if (id === shown.current) return;
      if (id) return follow(id, 0, true);
      stop.current();
      shown.current = null;
      dispatch({ type: 'reset' });
    };
    open();
    addEventListener('hashchange', open);
    return () => {
      removeEventListener('hashchange', open);
      stop.current();
      shown.current = null;
    };
  }, [follow]);

  const run = useCallback(
    async (request: StressRequest) => {
      stop.current();
      dispatch({ type: 'submit' });
      try {
        const { id } = await submitStress(request);
        follow(id, request.iterations ?? 0, false);
        history.pushState(null, '', hashOf(id));
      } catch (error) {
        dispatch({ type: 'rejected', problem: problemOf(error) });
      }
    },
    [follow],
  );

  const id = state.phase === 'active' ? state.id : null;
  const cancel = useCallback(async () => {
    if (id === null) return;
    dispatch({ type: 'cancelling', cancelling: true });
    // A job that ended meanwhile cannot be cancelled any more; the follower brings its result.
    await cancelSubmission(id).catch(() => dispatch({ type: 'cancelling', cancelling: false }));
  }, [id]);

  return { state, run, cancel };
}
