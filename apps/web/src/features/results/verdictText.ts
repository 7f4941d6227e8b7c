import type {
  Execution,
  ExecutionVerdict,
  StressFailure,
  StressResult,
  SubmissionView,
} from '@app/contracts';
import { formatCount, formatDuration, formatRate, plural } from '../../ui/format.js';
import type { FinalState } from '../live/live.js';

/** Tone of the banner: what the visitor looked for was found, not found, or something went wrong. */
export type Tone = 'found' | 'good' | 'bad' | 'neutral';

/** What a banner says. */
export interface VerdictText {
  tone: Tone;
  title: string;
  detail: string;
}

const EXECUTION_TEXTS: Record<ExecutionVerdict, string> = {
  accepted: 'OK',
  wrong_answer: 'Wrong answer',
  time_limit_exceeded: 'Time limit exceeded',
  memory_limit_exceeded: 'Memory limit exceeded',
  output_limit_exceeded: 'Output limit exceeded',
  runtime_error: 'Runtime error',
  compile_error: 'Compile error',
  internal_error: 'Internal error',
};

/** A verdict of one run in words. */
export const executionVerdictText = (verdict: ExecutionVerdict): string =>
  EXECUTION_TEXTS[verdict] ?? verdict;

/**
 * What a submission says of itself that ended without running the program, of whatever kind; null: it ran.
 * @param verb what the service would have done with it
 */
export function didNotRun(view: SubmissionView, verb: 'run' | 'judge'): VerdictText | null {
  if (view.status === 'cancelled') return { tone: 'neutral', title: 'Cancelled', detail: '' };
  if (view.verdict === 'compile_error') return { tone: 'bad', title: 'Does not compile', detail: '' };
  if (view.verdict !== 'internal_error') return null;
  const why = `The service could not ${verb} this. This says nothing about the program.`;
  return { tone: 'bad', title: 'Internal error', detail: view.result?.error ?? why };
}

/** `exit code 3`, `signal SIGSEGV`; empty when there is neither. */
export function endingText({ exitCode, signal }: Pick<Execution, 'exitCode' | 'signal'>): string {
  if (signal !== null) return `signal ${signal}`;
  return exitCode === null ? '' : `exit code ${exitCode}`;
}

/** The result of a stress job, or null when it has none (cancelled early, or another kind of job). */
export function stressResultOf(view: SubmissionView): (StressResult & { error?: string }) | null {
  return view.result && 'failures' in view.result ? view.result : null;
}

/**
 * The differences that were found, also those of a job that was cancelled and could not store them any more.
 */
export function failuresOf({ view, found }: FinalState): readonly StressFailure[] {
  return stressResultOf(view)?.failures ?? found;
}

/** What the banner says about a final submission. */
export function verdictText(state: FinalState): VerdictText {
  const { view } = state;
  const result = stressResultOf(view);
  const error = view.result?.error ?? '';
  if (view.status === 'cancelled') return cancelledText(state);
  switch (view.verdict) {
    case 'difference_found':
      return { tone: 'found', ...differenceText(result) };
    case 'no_difference': {
      const count = result?.iterations ?? view.progress.done;
      return {
        tone: 'good',
        title: `No difference in ${plural(count, 'input')}`,
        detail: 'The programs agree. More inputs, or larger ones, may still tell them apart.',
      };
    }
    case 'compile_error':
      return {
        tone: 'bad',
        title: compileTitle(result),
        detail: error || 'The compiler’s words stand below the program.',
      };
    case 'reference_failed': {
      const failure = referenceFailure(result);
      return {
        tone: 'bad',
        title: `The reference failed${failure ? ` on input ${inputName(failure)}` : ''}`,
        detail:
          error ||
          failureReason(failure?.reference) ||
          'Without its answer there is nothing to compare with.',
      };
    }
    case 'generator_failed':
      return { tone: 'bad', title: 'The generator failed', detail: error || 'No input could be made.' };
    case 'validator_failed':
      return { tone: 'bad', title: 'The validator found an input illegal', detail: error };
    case 'checker_failed':
      return { tone: 'bad', title: 'The checker failed', detail: error };
    case 'internal_error':
      return {
        tone: 'bad',
        title: 'Internal error',
        detail: error || 'The service could not judge this submission. This says nothing about the programs.',
      };
    default:
      return { tone: 'neutral', title: view.verdict ?? 'No verdict', detail: error };
  }
}

function cancelledText(state: FinalState): VerdictText {
  const { view } = state;
  const done = stressResultOf(view)?.iterations ?? view.progress.done;
  const found = failuresOf(state).length;
  return {
    tone: found > 0 ? 'found' : 'neutral',
    title: found > 0 ? `Cancelled, ${plural(found, 'difference')} found` : 'Cancelled',
    detail: `Stopped after ${plural(done, 'input')}.`,
  };
}

function differenceText(result: StressResult | null): Pick<VerdictText, 'title' | 'detail'> {
  const first = result?.failures[0];
  if (!result || !first) return { title: 'Difference found', detail: '' };
  const others = result.failures.length - 1;
  const title = `Difference found on input ${inputName(first)}`;
  const more = others > 0 ? ` ${formatCount(others)} more below.` : '';
  return { title, detail: `${candidateText(first.candidate)}${more}` };
}

function candidateText(candidate: Execution): string {
  switch (candidate.verdict) {
    case 'accepted':
    case 'wrong_answer':
      return 'The programs answer differently.';
    case 'time_limit_exceeded':
      return 'The candidate took longer than the time limit.';
    case 'memory_limit_exceeded':
      return 'The candidate needed more memory than it may use.';
    case 'output_limit_exceeded':
      return 'The candidate printed more than it may.';
    case 'runtime_error':
      return `The candidate crashed${endingText(candidate) && ` (${endingText(candidate)})`}.`;
    case 'compile_error':
    case 'internal_error':
      return `The candidate ended with: ${executionVerdictText(candidate.verdict)}.`;
  }
}

function failureReason(execution: Execution | undefined): string {
  if (!execution) return '';
  const ending = endingText(execution);
  return `${executionVerdictText(execution.verdict)}${ending && ` (${ending})`}.`;
}

/** The failure at which the reference failed: the last one, for that ends the job. */
function referenceFailure(result: StressResult | null): StressFailure | undefined {
  return result?.failures.findLast(({ reference }) => reference.verdict !== 'accepted');
}

/** `#1` for the first input: people count from one, the API's iterations from zero. */
export const inputName = ({ iteration }: Pick<StressFailure, 'iteration'>): string =>
  `#${formatCount(iteration + 1)}`;

function compileTitle(result: StressResult | null): string {
  const { candidates = [], ...single } = result?.compilations ?? {};
  const named = [
    ...Object.entries(single),
    ...candidates.slice(1).map((compilation, at) => [`candidate ${at + 2}`, compilation] as const),
  ];
  const failed = named
    .filter(([, compilation]) => compilation && !compilation.succeeded)
    .map(([role]) => role);
  if (failed.length === 0) return 'Compile error';
  return failed.length === 1
    ? `The ${failed[0]} does not compile`
    : `The ${failed.join(' and the ')} do not compile`;
}

/** Small facts below the banner, e.g. `14 inputs`, `212 runs/s`, `seed 42`. */
export function runFacts(view: SubmissionView): string[] {
  const result = stressResultOf(view);
  const facts: string[] = [];
  if (result && result.iterations > 0) facts.push(`${plural(result.iterations, 'input')} run`);
  if (result && result.timing.runsPerSecond > 0)
    facts.push(`${formatRate(result.timing.runsPerSecond)} runs/s`);
  return [...facts, ...durationFacts(view)];
}

/** How long it took from its start to its end, when it has both. */
export function durationFacts({ startedAt, finishedAt }: SubmissionView): string[] {
  return startedAt && finishedAt ? [formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))] : [];
}
