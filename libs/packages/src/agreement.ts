import type { Expectation } from './model.js';
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
  if (expected.accepted === true && judged.verdict !== 'accepted')
    reasons.push(`it should be accepted and is ${judged.verdict}`);
  if (expected.accepted === false && judged.verdict === 'accepted')
    reasons.push('it should not be accepted and is');
  reasons.push(...demands(expected, judged.tests, ''));
  reasons.push(...scores(expected, judged));
  for (const [part, demand] of Object.entries(expected.within ?? {})) {
    const inside = judged.tests.filter(({ name, group }) => isWithin(part, name, group));
    reasons.push(...demands(demand, inside, `in ${part}: `));
    if (demand.accepted === true && inside.some(({ verdict }) => verdict !== 'accepted')) {
      reasons.push(`in ${part}: it should be accepted and is not`);
    }
    if (demand.accepted === false && inside.every(({ verdict }) => verdict === 'accepted')) {
      reasons.push(`in ${part}: it should not be accepted and is`);
    }
  }
  return { agrees: reasons.length === 0, reasons };
}

/** Names of tests and groups with or without the folder that holds all of them. */
function isWithin(part: string, name: string, group: string | undefined): boolean {
  const plain = part.replace(/^(data\/)?/, '');
  return [name, group ?? ''].some(
    (own) =>
      own === plain ||
      own.startsWith(`${plain}/`) ||
      own === `secret/${plain}` ||
      own.startsWith(`secret/${plain}/`),
  );
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

function scores({ score, partial }: Expectation, { points, maxPoints }: JudgedSolution): string[] {
  const reasons: string[] = [];
  const close = 1e-6;
  if (score && (points === undefined || points < score[0] - close || points > score[1] + close)) {
    reasons.push(
      `it should have ${score[0] === score[1] ? score[0] : `${score[0]} to ${score[1]}`} points and has ${points ?? 'none'}`,
    );
  }
  if (partial && points !== undefined && maxPoints !== undefined && points >= maxPoints - close) {
    reasons.push(`it should have fewer than ${maxPoints} points and has ${points}`);
  }
  return reasons;
}
