import { isAccepted, type OutputChecker } from '../../checkers/checker.js';
import type { RunOutcome, Sandbox } from '../../runner/runner.js';
import type { Round } from './round.js';

/**
 * What most candidates say of an input: the first outcome of the largest group of those whose outputs agree.
 * Of groups of one size the one of the first candidate counts. When none ends by itself it is the first
 * outcome.
 */
export async function majorityOf(
  sandbox: Sandbox,
  checker: OutputChecker,
  { made, candidates }: Round,
): Promise<RunOutcome> {
  const groups: { first: RunOutcome; size: number }[] = [];
  for (const candidate of candidates) {
    if (candidate.kind !== 'ok') continue;
    let found = groups.find(({ first }) => first.stdout.equals(candidate.stdout));
    for (const group of found === undefined ? groups : []) {
      const [judgement] = await checker.check(sandbox, [
        { input: made.input, output: candidate.stdout, expected: group.first.stdout },
      ]);
      if (judgement === undefined || judgement.kind === 'failed' || !isAccepted(judgement)) continue;
      found = group;
      break;
    }
    if (found === undefined) groups.push({ first: candidate, size: 1 });
    else found.size++;
  }
  if (groups.length === 0) return candidates[0]!;
  return groups.reduce((a, b) => (b.size > a.size ? b : a)).first;
}
