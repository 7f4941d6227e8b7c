import type { Compilation, ServiceSettings } from '@app/contracts';
import { draftOf, isSameWork, programOf, type Draft, type Side } from '../../features/drafts/draft.js';
import type { LiveState } from '../../features/live/live.js';
import { stressResultOf } from '../../features/results/verdictText.js';
import { slotErrors, type FieldErrors } from '../../features/stress/validate.js';

const SIDES: readonly Side[] = ['reference', 'candidate'];
const MiB = 1024 * 1024;

/** The service's complaints about fields, by the place where they belong. */
export function serviceErrors(state: LiveState): FieldErrors {
  if (state.phase !== 'rejected') return {};
  const errors = slotErrors(state.problem.errors);
  if (state.problem.clex) errors.clex ??= state.problem.clex.message;
  return errors;
}

/** What was submitted, of a run that goes on or has ended. */
function requestOf(state: LiveState) {
  const view = state.phase === 'final' || state.phase === 'active' ? state.view : null;
  return view?.request.kind === 'stress' ? view.request : null;
}

/** What the compiler said, for the programs that are still as they were then. */
export function compilationsOf(state: LiveState, draft: Draft): Partial<Record<Side, Compilation>> {
  const request = requestOf(state);
  const said: Partial<Record<Side, Compilation>> =
    state.phase === 'active'
      ? { ...state.compilations }
      : state.phase === 'final'
        ? { ...stressResultOf(state.view)?.compilations }
        : {};
  for (const side of SIDES) {
    const compiled = request?.[side];
    if (compiled && JSON.stringify(programOf(draft[side])) !== JSON.stringify(compiled)) {
      // Fields that the service filled in do not make it another program.
      if (compiled.source !== draft[side].source || compiled.language !== draft[side].language)
        delete said[side];
    }
  }
  return said;
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
