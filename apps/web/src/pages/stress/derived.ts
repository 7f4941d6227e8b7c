import type { Compilation, ServiceSettings, SubmissionView } from '@app/contracts';
import { candidatesOf, draftOf, isSameWork, type Draft } from '../../features/drafts/draft.js';
import { compiledAs, type LiveState } from '../../features/live/live.js';
import { stressResultOf } from '../../features/results/verdictText.js';
import { slotErrors, type FieldErrors } from '../../features/stress/validate.js';

const MiB = 1024 * 1024;

/** The service's complaints about fields, by the place where they belong. */
export function serviceErrors(state: LiveState): FieldErrors {
  if (state.phase !== 'rejected') return {};
  const errors = slotErrors(state.problem.errors);
  if (state.problem.clex && !errors.format) errors.clex ??= state.problem.clex.message;
  return errors;
}

/** What was submitted, of a run that goes on or has ended. */
function requestOf(state: LiveState) {
  const view = state.phase === 'final' || state.phase === 'active' ? state.view : null;
  return view?.request.kind === 'stress' ? view.request : null;
}

/**
 * What the compiler said, by role (`candidate 2` is the second one), for the programs that are still as they
 * were then.
 */
export function compilationsOf(state: LiveState, draft: Draft): Record<string, Compilation> {
  const request = requestOf(state);
  const said: Record<string, Compilation> =
    state.phase === 'active'
      ? { ...state.compilations }
      : state.phase === 'final'
        ? ofResult(state.view)
        : {};
  const candidates = request ? candidatesOf(request) : [];
  const sides = [
    ['reference', request?.reference, draft.reference],
    ...[draft.candidate, ...draft.more].map(
      (program, index) => [compiledAs('candidate', index), candidates[index], program] as const,
    ),
  ] as const;
  for (const [role, compiled, program] of sides)
    if (compiled && (compiled.source !== program.source || compiled.language !== program.language))
      delete said[role];
  return said;
}

function ofResult(view: SubmissionView): Record<string, Compilation> {
  const { candidates = [], ...single } = stressResultOf(view)?.compilations ?? {};
  return {
    ...(single as Record<string, Compilation>),
    ...Object.fromEntries(
      candidates.map((compilation, index) => [compiledAs('candidate', index), compilation]),
    ),
  };
}

/** Whether what is shown is of other programs, inputs or settings than those on the page. */
export function isStale(state: LiveState, draft: Draft, settings: ServiceSettings | null): boolean {
  const request = requestOf(state);
  if (!request) return false;
  return !isSameWork(draftOf(request), draft, {
    iterations: settings?.requestLimits.defaultIterations ?? 100,
    cpuTimeLimitMs: settings?.limits.cpuTimeLimitMs.default,
    memoryLimitMiB: settings ? settings.limits.memoryLimitBytes.default / MiB : undefined,
  });
}
