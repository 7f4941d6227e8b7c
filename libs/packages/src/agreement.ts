import type { Expectation } from './model.js';
import { matchesGlob } from './text/glob.js';
import type { ExecutionVerdict } from './verdicts.js';

/** What became of one jury solution. */
export interface JudgedSolution {
  verdict: ExecutionVerdict;
  tests: readonly {
    name: string;
    group?: string | undefined;
    verdict: ExecutionVerdict;
    message?: string | undefined;
    cpuTimeMs: number;
  }[];
  groups?: readonly { name: string; points: number }[] | undefined;
  points?: number | undefined;
  maxPoints?: number | undefined;
}

/** Whether it is what the package says, and why not, a sentence each. */
export interface Agreement {
  agrees: boolean;
  reasons: string[];
}

/** Compares what became of a jury solution with what its package says of it. */
export function agreement(expected: Expectation, judged: JudgedSolution): Agreement {
  const reasons: string[] = [];
  if (expected.ignored) return { agrees: true, reasons };
  if (judged.verdict === 'internal_error') {
    return { agrees: false, reasons: ['it could not be judged: see its submission'] };
  }
  if (expected.compileError !== (judged.verdict === 'compile_error' ? true : undefined)) {
    reasons.push(expected.compileError ? 'it should not compile, and does' : 'it does not compile');
    return { agrees: false, reasons };
  }
  for (const demand of [expected, ...(expected.also ?? [])]) reasons.push(...brokenOf(demand, judged));
  return { agrees: reasons.length === 0, reasons: [...new Set(reasons)] };
}

/** What of a demand does not hold. */
function brokenOf(demand: Omit<Expectation, 'label'>, judged: JudgedSolution): string[] {
  const reasons: string[] = [];
  if (demand.accepted === true && judged.verdict !== 'accepted')
    reasons.push(`it should be accepted and is ${judged.verdict}`);
  if (demand.accepted === false && judged.verdict === 'accepted')
    reasons.push('it should not be accepted and is');
  reasons.push(...demands(demand, judged.tests, ''));
  reasons.push(...scores(demand, judged));
  for (const [part, inner] of Object.entries(demand.within ?? {})) {
    reasons.push(...brokenWithin(part, inner, judged).map((reason) => `in ${part}: ${reason}`));
  }
  return reasons;
}

function brokenWithin(part: string, demand: Omit<Expectation, 'label'>, judged: JudgedSolution): string[] {
  const inside = judged.tests.filter(({ name, group }) => isWithin(part, name) || isWithin(part, group));
  const reasons = demands(demand, inside, '');
  if (demand.accepted === true && inside.some(({ verdict }) => verdict !== 'accepted'))
    reasons.push('it should be accepted and is not');
  if (demand.accepted === false && inside.every(({ verdict }) => verdict === 'accepted'))
    reasons.push('it should not be accepted and is');
  for (const { name, points } of judged.groups ?? []) {
    // What a pattern means as a whole, not what is in it.
    if (demand.score && isWithin(part, name, false)) reasons.push(...scores(demand, { points }));
  }
  return reasons;
}

/**
 * Whether a pattern means a test or a group, or what is above it; names may be given without the folder that
 * holds all of them.
 */
function isWithin(part: string, name: string | undefined, also = true): boolean {
  const plain = part.replace(/^data\//, '').replace(/\/$/, '');
  const names = [name ?? ''];
  while (also && names.at(-1)!.includes('/')) names.push(names.at(-1)!.replace(/\/[^/]*$/, ''));
  return names.some((one) => one !== '' && (matchesGlob(plain, one) || matchesGlob(`secret/${plain}`, one)));
}

function demands(
  { permitted, required, message }: Omit<Expectation, 'label'>,
  tests: JudgedSolution['tests'],
  where: string,
): string[] {
  const reasons: string[] = [];
  const refused = permitted && tests.find(({ verdict }) => !permitted.includes(verdict));
  if (refused) {
    reasons.push(
      `${where}the test ${refused.name} is ${refused.verdict}; allowed are ${permitted.join(', ')}`,
    );
  }
  if (required && !tests.some(({ verdict }) => required.includes(verdict))) {
    reasons.push(`${where}no test is ${required.join(' or ')}`);
  }
  if (message !== undefined && !tests.some((test) => test.message?.includes(message))) {
    reasons.push(`${where}no message says "${message}"`);
  }
  return reasons;
}

function scores(
  { score, partial }: Omit<Expectation, 'label'>,
  { points, maxPoints }: Pick<JudgedSolution, 'points' | 'maxPoints'>,
): string[] {
  const reasons: string[] = [];
  const close = 1e-6;
  if (score && (points === undefined || points < score[0] - close || points > score[1] + close)) {
    reasons.push(
      `it should have ${score[0] === score[1] ? score[0] : `${score[0]} to ${score[1]}`} points and has ${points ?? 'none'}`,
    );
  }
  // Without a maximum any number of points may be a part.
  if (partial && points !== undefined && maxPoints && points >= maxPoints - close) {
    reasons.push(`it should have fewer than ${maxPoints} points and has ${points}`);
  }
  return reasons;
}
