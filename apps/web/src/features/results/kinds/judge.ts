import type { JudgeResult } from '@app/contracts';
import { lazily } from '../../../ui/lazily.js';
import type { FinalState } from '../../live/live.js';
import { durationFacts, executionVerdictText, type VerdictText } from '../verdictText.js';
import type { KindView } from './kind-view.js';

const resultOf = ({ view }: FinalState) => view.result as (JudgeResult & { error?: string }) | null;

/** What a judge job ended with, in words. */
export function judgeVerdict(state: FinalState): VerdictText {
  const { view } = state;
  const result = resultOf(state);
  if (view.status === 'cancelled') return { tone: 'neutral', title: 'Cancelled', detail: '' };
  const passed = result ? `${result.passed} of ${result.total} tests` : '';
  switch (view.verdict) {
    case 'accepted':
      return { tone: 'good', title: 'Accepted', detail: passed };
    case 'compile_error':
      return { tone: 'bad', title: 'Does not compile', detail: '' };
    case 'internal_error':
      return {
        tone: 'bad',
        title: 'Internal error',
        detail: result?.error ?? 'The service could not judge this. This says nothing about the program.',
      };
    default: {
      const first = result?.tests.find(({ verdict }) => verdict !== 'accepted');
      const title = view.verdict ? executionVerdictText(view.verdict as never) : 'No verdict';
      return { tone: 'found', title: first ? `${title} on test ${first.name}` : title, detail: passed };
    }
  }
}

/** A program against tests. */
export const judge: KindView = {
  name: 'Judge',
  verdictText: judgeVerdict,
  facts: durationFacts,
  Result: lazily(async () => (await import('../JudgeResult.js')).JudgeResultView),
};
