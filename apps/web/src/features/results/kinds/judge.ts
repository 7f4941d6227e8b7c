import type { JudgeResult } from '@app/contracts';
import { lazily } from '../../../ui/lazily.js';
import type { FinalState } from '../../live/live.js';
import { didNotRun, durationFacts, executionVerdictText, type VerdictText } from '../verdictText.js';
import type { KindView } from './kind-view.js';

/** What a judge job ended with, in words. */
function judgeVerdict({ view }: FinalState): VerdictText {
  const result = view.result as JudgeResult | null;
  const detail = result ? `${result.passed} of ${result.total} tests` : '';
  const ended = didNotRun(view, 'judge');
  if (ended) return ended;
  if (view.verdict === 'accepted') return { tone: 'good', title: 'Accepted', detail };
  const first = result?.tests.find(({ verdict }) => verdict !== 'accepted');
  const title = view.verdict ? executionVerdictText(view.verdict as never) : 'No verdict';
  return { tone: 'found', title: first ? `${title} on test ${first.name}` : title, detail };
}

/** A program against tests. */
export const judge: KindView = {
  name: 'Judge',
  verdictText: judgeVerdict,
  facts: durationFacts,
  Result: lazily(async () => (await import('../JudgeResult.js')).JudgeResultView),
};
