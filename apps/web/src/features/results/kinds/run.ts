import type { RunResult } from '@app/contracts';
import { lazily } from '../../../ui/lazily.js';
import { durationFacts, endingText, executionVerdictText, type VerdictText } from '../verdictText.js';
import type { FinalState } from '../../live/live.js';
import type { KindView } from './kind-view.js';

const resultOf = ({ view }: FinalState) => view.result as (RunResult & { error?: string }) | null;

function runVerdict(state: FinalState): VerdictText {
  const { view } = state;
  if (view.status === 'cancelled') return { tone: 'neutral', title: 'Cancelled', detail: '' };
  const result = resultOf(state);
  const execution = result?.execution;
  switch (view.verdict) {
    case 'accepted':
      return { tone: 'good', title: 'Ran to its end', detail: '' };
    case 'compile_error':
      return { tone: 'bad', title: 'Does not compile', detail: '' };
    case 'internal_error':
      return {
        tone: 'bad',
        title: 'Internal error',
        detail: result?.error ?? 'The service could not run this. This says nothing about the program.',
      };
    default:
      return {
        tone: 'found',
        title: execution ? executionVerdictText(execution.verdict) : (view.verdict ?? 'No verdict'),
        detail: execution ? endingText(execution) : '',
      };
  }
}

/** A run of one program. */
export const run: KindView = {
  name: 'Run',
  verdictText: runVerdict,
  facts: durationFacts,
  Result: lazily(async () => (await import('../RunResult.js')).RunResultView),
};
