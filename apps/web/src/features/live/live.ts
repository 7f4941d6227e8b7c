import type {
  Checker,
  Compilation,
  JudgedTest,
  Progress,
  ProgramRole,
  StressFailure,
  SubmissionEvent,
  SubmissionRequest,
  SubmissionView,
} from '@app/contracts';
import type { Connection, Problem } from '@app/client';

/** What the page knows about the submission it shows. */
export type LiveState =
  | { phase: 'idle' }
  | { phase: 'loading' }
  | { phase: 'submitting' }
  | { phase: 'rejected'; problem: Problem }
  | ActiveState
  | FinalState;

export interface FinalState {
  phase: 'final';
  view: SubmissionView;
  /**
   * Differences that events brought while it ran; a cancelled submission without a result does not hold them.
   */
  found: StressFailure[];
}

/** A submission that is queued or running. */
export interface ActiveState {
  phase: 'active';
  id: string;
  status: 'queued' | 'running';
  /** Events up to this number are already part of the state; -1 before the first snapshot. */
  seq: number;
  progress: Progress;
  /** By role, see `compiledAs`. */
  compilations: Record<string, Compilation>;
  failures: StressFailure[];
  /** Of a judge job: the tests that are judged, in their order. */
  tests: JudgedTest[];
  /** What the outputs are compared by. */
  checker: Checker['type'];
  /** What was last read of it; null: nothing yet. */
  view: SubmissionView | null;
  /** Progress by time of the last seconds, for the speed. `atMs` is milliseconds on any steady clock. */
  samples: { atMs: number; done: number }[];
  connection: Connection;
  cancelling: boolean;
  /** Why the last try to cancel it failed. */
  cancelProblem: Problem | null;
}

/** What can happen to it. */
export type LiveAction =
  | { type: 'submit' }
  | { type: 'load' }
  | { type: 'reset' }
  | { type: 'rejected'; problem: Problem }
  | { type: 'accepted'; id: string; total: number; checker: Checker['type'] }
  | { type: 'view'; view: SubmissionView; seq: number | null; atMs: number }
  | { type: 'event'; event: SubmissionEvent; atMs: number }
  | { type: 'connection'; connection: Connection }
  | { type: 'cancelling' }
  | { type: 'not_cancelled'; problem: Problem | null };

const SPEED_WINDOW_MS = 3_000;

/** The state after an action. What concerns another submission than the one shown changes nothing. */
export function reduceLive(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case 'submit':
      return { phase: 'submitting' };
    case 'load':
      return { phase: 'loading' };
    case 'reset':
      return { phase: 'idle' };
    case 'rejected':
      return { phase: 'rejected', problem: action.problem };
    case 'accepted':
      return active(action.id, action.total, action.checker);
    case 'view':
      return takeView(state, action.view, action.seq, action.atMs);
    case 'event':
      return state.phase === 'active' && action.event.submissionId === state.id
        ? takeEvent(state, action.event, action.atMs)
        : state;
    case 'connection':
      return state.phase === 'active' ? { ...state, connection: action.connection } : state;
    case 'cancelling':
      return state.phase === 'active' ? { ...state, cancelling: true, cancelProblem: null } : state;
    case 'not_cancelled':
      return state.phase === 'active'
        ? { ...state, cancelling: false, cancelProblem: action.problem }
        : state;
  }
}

function active(id: string, total: number, checker: Checker['type']): ActiveState {
  return {
    phase: 'active',
    id,
    status: 'queued',
    seq: -1,
    progress: { done: 0, total },
    compilations: {},
    failures: [],
    tests: [],
    checker,
    view: null,
    samples: [],
    connection: 'connecting',
    cancelling: false,
    cancelProblem: null,
  };
}

function takeView(state: LiveState, view: SubmissionView, seq: number | null, atMs: number): LiveState {
  if (state.phase === 'active' && state.id !== view.id) return state;
  if (view.status === 'finished' || view.status === 'cancelled') {
    const isEmpty = view.status === 'cancelled' && view.result === null;
    return { phase: 'final', view, found: isEmpty && state.phase === 'active' ? state.failures : [] };
  }
  const checker = checkerOf(view.request);
  const before = state.phase === 'active' ? state : active(view.id, view.progress.total, checker);
  const after: ActiveState = {
    ...before,
    status: view.status,
    view,
    checker,
    seq: Math.max(before.seq, seq ?? -1),
  };
  return withProgress(after, view.progress, atMs);
}

/** What the outputs of a job are compared by. */
export function checkerOf(request: SubmissionRequest): Checker['type'] {
  return ('checker' in request && request.checker?.type) || 'lines';
}

function takeEvent(state: ActiveState, event: SubmissionEvent, atMs: number): ActiveState {
  if (event.seq <= state.seq) return state;
  const next: ActiveState = { ...state, seq: event.seq };
  switch (event.type) {
    case 'submission.started':
      return { ...next, status: 'running' };
    case 'submission.compiled':
      return {
        ...next,
        status: 'running',
        compilations: {
          ...state.compilations,
          [compiledAs(event.role, event.candidateIndex)]: event.compilation,
        },
      };
    case 'submission.progress':
      return withProgress({ ...next, status: 'running' }, event.progress, atMs);
    case 'submission.failure_found':
      return { ...next, failures: withFailure(state.failures, event.failure) };
    case 'submission.failure_shrunk':
      return { ...next, failures: state.failures.map((known) => shrunkBy(known, event)) };
    case 'submission.test_judged':
      return { ...next, status: 'running', tests: withTest(state.tests, event.test) };
    case 'submission.finished':
      // Only the stored result ends a submission: the follower reads it now.
      return next;
    default:
      // An event of a newer service: its number counts, its content is unknown here.
      return next;
  }
}

/** A poll may be older than an event that overtook it, so progress never goes back. */
function withProgress(state: ActiveState, progress: Progress, atMs: number): ActiveState {
  const done = Math.max(state.progress.done, progress.done);
  const total = progress.total || state.progress.total;
  const recent = state.samples.filter((sample) => atMs - sample.atMs <= SPEED_WINDOW_MS);
  const samples = done === state.samples.at(-1)?.done ? state.samples : [...recent, { atMs, done }];
  return { ...state, progress: { done, total }, samples };
}

/** `candidate` is the first one; further ones are `candidate 2`, `candidate 3` ... */
export const compiledAs = (role: ProgramRole, candidateIndex = 0): string =>
  candidateIndex > 0 ? `${role} ${candidateIndex + 1}` : role;

function shrunkBy(
  failure: StressFailure,
  event: Extract<SubmissionEvent, { type: 'submission.failure_shrunk' }>,
): StressFailure {
  const { iteration, candidateIndex, shrunk } = event;
  const same = failure.iteration === iteration && failure.candidateIndex === candidateIndex;
  return same ? { ...failure, shrunk } : failure;
}

function withTest(tests: JudgedTest[], test: JudgedTest): JudgedTest[] {
  const others = tests.filter(({ index }) => index !== test.index);
  return [...others, test].sort((a, b) => a.index - b.index);
}

function withFailure(failures: StressFailure[], failure: StressFailure): StressFailure[] {
  const others = failures.filter(
    (known) => known.iteration !== failure.iteration || known.candidateIndex !== failure.candidateIndex,
  );
  return [...others, failure].sort((a, b) => a.iteration - b.iteration);
}

/** Inputs per second over the last seconds; null while too little is known. */
export function speedOf(samples: ActiveState['samples']): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  // Of the first moments compiling and starting are a part: they say little about the speed.
  if (!first || !last || last.atMs - first.atMs < 1_000) return null;
  return ((last.done - first.done) * 1_000) / (last.atMs - first.atMs);
}
