import type { Compilation, Execution, StressResult, SubmissionView } from '@app/contracts';
import { DomainError } from '../../platform/problem/domain-error.js';

/** What the origin's clients get. */
export interface Evaluation {
  has_output_matched: boolean;
  input_diffs: { input: string; expected_output: string; actual_output: string }[];
  clex: string;
}

/**
 * Names of the request's fields that hold the two programs. A shared program is in no field of the request.
 */
export interface ProgramFields {
  reference: string;
  candidate: string;
}

type FinishedStress = StressResult & { error?: string };

/** How many inputs the origin draws. */
export const EVALUATION_ITERATIONS = 10;
/** Bytes of a compiler's or program's words that fit into an error. */
const MAX_WORDS = 4_000;

/**
 * Reads a finished stress submission as the origin's answer.
 * @throws NotDrawable, DomainError('program_failed') when a program does not compile or crashes, saying which one and why
 */
export function toEvaluation(
  { verdict, result }: SubmissionView,
  clex: string,
  fields: ProgramFields,
): Evaluation {
  const stress = result as FinishedStress | null;
  switch (verdict) {
    case 'no_difference':
      return { has_output_matched: true, input_diffs: [], clex };
    case 'difference_found':
      return differencesOf(stress!, clex, fields);
    case 'compile_error':
      throw compileError(stress!, fields);
    case 'reference_failed':
      throw programFailed(fields.reference, stress?.error ?? describeCrash(stress?.failures[0]?.reference));
    case 'generator_failed':
      throw new NotDrawable(stress);
    case 'internal_error':
    case null:
      throw new DomainError('unavailable', {
        detail: 'The programs could not be run; try again in a moment.',
      });
    default:
      // Verdicts of other kinds: a stress submission never has one.
      throw new Error(`a stress submission ended as ${verdict}`);
  }
}

/** No input, or not all of them, can be drawn from the clex text; `seed` is the one it was tried with. */
export class NotDrawable extends Error {
  override readonly name = 'NotDrawable';
  readonly seed: string;

  constructor(stress: FinishedStress | null) {
    super(stress?.error ?? 'no input can be drawn from this text');
    this.seed = stress?.seed ?? '0';
  }
}

/**
 * Differences that were found before a program crashed, or the text could not be drawn from, are no answer
 * either.
 */
function differencesOf(stress: FinishedStress, clex: string, fields: ProgramFields): Evaluation {
  const input_diffs = stress.failures.map(({ input, expectedOutput, actualOutput, candidate, reference }) => {
    if (reference.verdict !== 'accepted')
      throw programFailed(fields.reference, describeCrash(reference), input);
    if (candidate.verdict !== 'wrong_answer' && candidate.verdict !== 'accepted')
      throw programFailed(fields.candidate, describeCrash(candidate), input);
    return { input, expected_output: expectedOutput, actual_output: actualOutput };
  });
  if (stress.error !== undefined) throw new NotDrawable(stress);
  return { has_output_matched: false, input_diffs, clex };
}

function compileError({ compilations }: StressResult, fields: ProgramFields): DomainError {
  const { reference, candidate } = compilations;
  if (isFailed(reference)) return programFailed(fields.reference, `does not compile: ${reference.output}`);
  if (isFailed(candidate)) return programFailed(fields.candidate, `does not compile: ${candidate.output}`);
  throw new Error('compile_error without a compilation that failed');
}

function isFailed(compilation: Compilation): compilation is NonNullable<Compilation> {
  return compilation !== null && !compilation.succeeded;
}

function describeCrash(execution: Execution | undefined): string {
  if (!execution) return 'failed';
  const { verdict, signal, exitCode, stderr } = execution;
  const end = signal === null ? (exitCode === null ? '' : ` (exit code ${exitCode})`) : ` (${signal})`;
  const words = stderr.trim();
  return `${verdict.replaceAll('_', ' ')}${end}${words === '' ? '' : `: ${words}`}`;
}

function programFailed(field: string, why: string, input?: string): DomainError {
  const message = why.slice(0, MAX_WORDS);
  return new DomainError('program_failed', {
    detail: `${field}: ${message}`,
    errors: [{ field, message }],
    ...(input !== undefined && { extensions: { input: input.slice(0, MAX_WORDS) } }),
  });
}
