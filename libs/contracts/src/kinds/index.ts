import { INTERACT } from './interact.js';
import { JUDGE } from './judge.js';
import type { KindSpec } from './kind.js';
import { RUN } from './run.js';
import { STRESS } from './stress.js';

export * from './interact.js';
export * from './judge.js';
export * from './kind.js';
export * from './run.js';
export * from './stress.js';

/**
 * The kinds of jobs. A new one is a file of its own and a line here; each table of another part then asks for
 * it.
 */
export const KINDS = { run: RUN, judge: JUDGE, stress: STRESS, interact: INTERACT } as const;

export type SubmissionKind = keyof typeof KINDS;
export const SUBMISSION_KINDS = Object.keys(KINDS) as readonly SubmissionKind[];

/** The request of one kind, or of any. */
export type RequestOf<K extends SubmissionKind> = Parameters<(typeof KINDS)[K]['programsOf']>[0];
/** The result of one kind, or of any. */
export type ResultOf<K extends SubmissionKind> = Parameters<(typeof KINDS)[K]['withCompilations']>[0];
export type VerdictOf<K extends SubmissionKind> = (typeof KINDS)[K]['verdicts'][number];

export type SubmissionRequest = { [K in SubmissionKind]: RequestOf<K> }[SubmissionKind];
/** `error` says in words why a job ended as `internal_error` or `generator_failed`. */
export type SubmissionResult = ResultOf<SubmissionKind> & { error?: string };
export type Verdict = VerdictOf<SubmissionKind>;

/** Every verdict that a job of any kind may end with. */
export const VERDICTS: readonly Verdict[] = [
  ...new Set<Verdict>(SUBMISSION_KINDS.flatMap((kind): readonly Verdict[] => KINDS[kind].verdicts)),
];

/** What is known of a kind, for callers that know the kind only at run time. */
type AnyKindSpec = KindSpec<SubmissionKind, SubmissionRequest, SubmissionResult, Verdict>;

/** The entry of a kind that is known only at run time. @throws TypeError for a kind that is in no table */
export function specOf(kind: string): AnyKindSpec {
  if (!Object.hasOwn(KINDS, kind)) throw new TypeError(`unknown kind of job ${JSON.stringify(kind)}`);
  // A request goes to the entry of its own kind: its functions are called with what they take.
  return KINDS[kind as SubmissionKind] as unknown as AnyKindSpec;
}
