import type { SubmissionStatus, Verdict } from '@app/contracts';

const GOOD: ReadonlySet<string> = new Set(['accepted', 'no_difference']);
const FOUND: ReadonlySet<string> = new Set([
  'difference_found',
  'wrong_answer',
  'time_limit_exceeded',
  'memory_limit_exceeded',
  'output_limit_exceeded',
  'runtime_error',
]);

/** A verdict in a list: words, and a colour that says no more than they do. */
export function VerdictChip({ verdict, status }: { verdict: Verdict | null; status: SubmissionStatus }) {
  const text = verdict ?? status;
  const tone = verdict === null ? '' : GOOD.has(verdict) ? 'good' : FOUND.has(verdict) ? 'found' : 'bad';
  return <span className={`badge ${tone}`}>{text.replaceAll('_', ' ')}</span>;
}
