import type { Checker, SubmissionView } from '@app/contracts';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { client } from '../../api/client.js';
import { problemOf } from '@app/client';
import { checkerOf, reduceLive, type LiveState } from './live.js';
import type { SubmittedStress } from '../stress/validate.js';

/** The submission that the page shows, and what can be done with it. */
export interface StressRun {
  state: LiveState;
  run(request: SubmittedStress): Promise<void>;
  /** Ends the submission; one that is being sent is ended as soon as it has arrived. */
  cancel(): Promise<void>;
}

/** A submission on its way to the service. */
interface Sending {
  unwanted: boolean;
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
  const sending = useRef<Sending | null>(null);
  const loaded = useRef(onLoaded);
  useEffect(() => {
    loaded.current = onLoaded;
  });

  const follow = useCallback((id: string, total: number, checker: Checker['type'], fromAddress: boolean) => {
    stop.current();
    shown.current = id;
    dispatch({ type: 'accepted', id, total, checker });
    let announce = fromAddress;
    stop.current = client.submissions.follow(id, {
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

  /** Shows what the address says. */
  const open = useCallback(
    (isLoad: boolean) => {
      const id = idInHash();
      if (id) return follow(id, 0, 'lines', isLoad);
      stop.current();
      shown.current = null;
      dispatch({ type: 'reset' });
    },
    [follow],
  );

  useEffect(() => {
    const onChange = () => {
      if (idInHash() !== shown.current) open(true);
    };
    onChange();
    addEventListener('hashchange', onChange);
    return () => {
      removeEventListener('hashchange', onChange);
      stop.current();
      shown.current = null;
    };
  }, [open]);

  const run = useCallback(
    async (request: SubmittedStress) => {
      stop.current();
      dispatch({ type: 'submit' });
      const own: Sending = { unwanted: false };
      sending.current = own;
      try {
        const { id } = await client.submissions.create(request);
        // Nobody would see its result.
        if (own.unwanted) return void (await client.submissions.remove(id).catch(() => {}));
        follow(id, request.iterations ?? 0, checkerOf(request), false);
        history.pushState(null, '', hashOf(id));
      } catch (error) {
        if (!own.unwanted) dispatch({ type: 'rejected', problem: problemOf(error) });
      }
    },
    [follow],
  );

  const { phase } = state;
  const id = phase === 'active' ? state.id : null;
  const cancel = useCallback(async () => {
    if (phase === 'submitting' && sending.current) {
      sending.current.unwanted = true;
      return open(false);
    }
    if (id === null) return;
    dispatch({ type: 'cancelling' });
    try {
      await client.submissions.remove(id);
    } catch (error) {
      const problem = problemOf(error);
      // A job that ended meanwhile cannot be cancelled any more; the follower brings its result.
      dispatch({ type: 'not_cancelled', problem: problem.code === 'already_final' ? null : problem });
    }
  }, [phase, id, open]);

  return { state, run, cancel };
}
