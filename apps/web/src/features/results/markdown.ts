import type { FailureView } from './expected-fields.js';
import { endingText, executionVerdictText } from './verdictText.js';

/** A failing input for a bug report or a chat. */
export function markdownOf(input: string, expected: string, actual: string, failure: FailureView): string {
  const { candidate } = failure;
  const ending = candidate.verdict === 'wrong_answer' ? '' : endingText(candidate);
  return [
    `**${executionVerdictText(candidate.verdict)}**${ending && ` (${ending})`}`,
    '',
    ...block('Input', input),
    ...block('Expected', expected),
    ...block('Actual', actual),
  ].join('\n');
}

function block(title: string, text: string): string[] {
  // A fence must be longer than any within.
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${title}:`, fence, text.replace(/\n$/, ''), fence, ''];
}
