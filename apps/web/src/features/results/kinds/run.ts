import type { RunResult } from '@app/contracts';
import { lazily } from '../../../ui/lazily.js';
import {
  didNotRun,
  durationFacts,
  endingText,
  executionVerdictText,
  type VerdictText,
} from '../verdictText.js';
import type { FinalState } from '../../live/live.js';
import type { KindView } from './kind-view.js';

function runVerdict({ view }: FinalState): VerdictText {
  const ended = didNotRun(view, 'run');
  if (ended) return ended;
  if (view.verdict === 'accepted') return { tone: 'good', title: 'Ran to its end', detail: '' };
  const execution = (view.result as RunResult | null)?.execution;
  return {
    tone: 'found',
    title: execution ? executionVerdictText(execution.verdict) : (view.verdict ?? 'No verdict'),
    detail: execution ? endingText(execution) : '',
  };
}

/** A run of one program. */
export const run: KindView = {
  name: 'Run',
  verdictText: runVerdict,
  facts: durationFacts,
  Result: lazily(async () => (await import('../RunResult.js')).RunResultView),
};
