import { withDefaultLimits, type Limits } from '@app/contracts';
import type { TestData } from '@app/packages';
import { HELPER_LIMITS } from '../../checkers/program.js';
import type { PreparedProgram, RunItem, RunOutcome, Sandbox } from '../../runner/runner.js';
import { withTestlib } from '../../testlib/with-testlib.js';
import { JobFailed, type JobContext, type MadeData } from '../kind.js';
import { ownerOfSuite } from '../prepare.js';
import { withSandbox } from '../sandbox.js';
import { withAddedCode } from './added-code.js';
import { bytesOf, programOf, type Bytes, type JudgeProblem } from './problem.js';
import { readData } from './test-data.js';

const MiB = 1024 * 1024;
const MAX_MADE_BYTES = 64 * MiB;
/** A solution of the jury may take as long as this where its answers are made, in milliseconds. */
export const LEAST_SOLUTION_MS = 10_000;

const GENERATOR_LIMITS: Limits = {
  ...HELPER_LIMITS,
  cpuTimeLimitMs: 30_000,
  wallTimeLimitMs: 60_000,
  memoryLimitBytes: 1024 * MiB,
  outputLimitBytes: MAX_MADE_BYTES,
};

/** The suite whose data is made, and what was made of it before. */
export interface Making {
  suiteId: string;
  version: number;
}

/**
 * Makes the inputs that programs of the suite generate and the answers that its main solution gives; what was
 * made once is kept. `solve` makes answers where they are not what the solution prints. Afterwards every test of the problem has its data.
 * @throws JobFailed that names the program and the test
 */
export async function makeData(
  problem: JudgeProblem,
  making: Making,
  context: JobContext,
  solve: Solve = solveByRun,
): Promise<void> {
  const missing = (part: MadeData['part']) =>
    problem.tests.flatMap((test, index) => {
      const data = part === 'input' ? test.input : test.answer;
      return data && data.kind !== 'file' ? [{ index, data }] : [];
    });
  if (missing('input').length + missing('answer').length === 0) return;
  const suites = context.suites!;
  for (const { testIndex, part, ref } of await suites.made(making.suiteId, making.version)) {
    const test = problem.tests[testIndex];
    if (test) test[part] = { kind: 'file', file: { bytes: ref.bytes, read: () => suites.read(ref) } };
  }
  const keep = async (index: number, part: MadeData['part'], content: Buffer): Promise<void> => {
    await suites.keep(making.suiteId, making.version, { testIndex: index, part }, content);
    problem.tests[index]![part] = { kind: 'file', file: bytesOf(content) };
  };
  for (const part of ['input', 'answer'] as const) {
    await generate(problem, missing(part), making, context, (index, content) => keep(index, part, content));
  }
  const unsolved = missing('answer').map(({ index }) => index);
  if (unsolved.length > 0)
    await solve(problem, unsolved, making, context, (index, content) => keep(index, 'answer', content));
}

type Keep = (index: number, content: Buffer) => Promise<void>;

async function generate(
  problem: JudgeProblem,
  missing: readonly { index: number; data: TestData<Bytes> }[],
  { suiteId }: Making,
  context: JobContext,
  keep: Keep,
): Promise<void> {
  const byGenerator = new Map<
    string,
    { index: number; data: Extract<TestData<Bytes>, { kind: 'generated' }> }[]
  >();
  for (const { index, data } of missing) {
    if (data.kind !== 'generated') continue;
    byGenerator.set(data.generator, [...(byGenerator.get(data.generator) ?? []), { index, data }]);
  }
  for (const [name, wanted] of byGenerator) {
    const source = Object.hasOwn(problem.generators, name) ? problem.generators[name] : undefined;
    if (!source) throw new JobFailed(`the suite has no generator ${name}`);
    const program = await preparedOfSuite(await programOf(source), `generator ${name}`, suiteId, context);
    await withSandbox(context, [program], async (sandbox) => {
      for (const { index, data } of wanted) {
        const item: RunItem = { stdin: (await data.stdin?.read()) ?? '', args: data.args };
        const outcome = await ran(sandbox, program, item, GENERATOR_LIMITS, data.stream);
        const what = `the generator ${name}, for the test ${problem.tests[index]!.name}`;
        await keep(index, madeBy(outcome, data.stream, what));
      }
    });
  }
}

/** Makes the answers of these tests. */
export type Solve = (
  problem: JudgeProblem,
  indexes: readonly number[],
  making: Making,
  context: JobContext,
  keep: Keep,
) => Promise<void>;

async function solveByRun(
  ...[problem, indexes, { suiteId }, context, keep]: Parameters<Solve>
): Promise<void> {
  const solution = problem.solutions[problem.mainSolution ?? -1];
  if (!solution) throw new JobFailed('answers are missing and the suite has no main solution');
  const source = await withAddedCode(await programOf(solution.program), problem.added);
  const program = await preparedOfSuite(source, `main solution ${solution.path}`, suiteId, context);
  const { input, output } = problem.io ?? {};
  await withSandbox(context, [program], async (sandbox) => {
    for (const index of indexes) {
      const test = problem.tests[index]!;
      const stdin = await readData(test.input);
      const cpuTimeLimitMs = Math.max(LEAST_SOLUTION_MS, 3 * (problem.limits.cpuTimeLimitMs ?? 0));
      const limits = withDefaultLimits({
        cpuTimeLimitMs,
        memoryLimitBytes: Math.max(problem.limits.memoryLimitBytes ?? 0, 512 * MiB),
        outputLimitBytes: MAX_MADE_BYTES,
      });
      const item: RunItem = {
        stdin: input ? '' : stdin,
        ...(test.args && { args: test.args }),
        ...(input && { workFiles: [{ path: input, content: stdin }] }),
      };
      const stream = output ? { file: output } : 'stdout';
      const outcome = await ran(sandbox, program, item, limits, stream);
      await keep(
        index,
        madeBy(outcome, stream, `the main solution ${solution.path}, on the test ${test.name}`),
      );
    }
  });
}

type Stream = Extract<TestData<Bytes>, { kind: 'generated' }>['stream'];

/** A program of a suite, ready to be run. @throws JobFailed when it is not to be had */
export async function preparedOfSuite(
  source: Awaited<ReturnType<typeof programOf>>,
  what: string,
  suiteId: string,
  { runner, signal }: JobContext,
): Promise<PreparedProgram> {
  const preparation = await runner.prepare(withTestlib(source), signal, undefined, ownerOfSuite(suiteId));
  switch (preparation.kind) {
    case 'ready':
      return preparation.program;
    case 'compile_error':
      throw new JobFailed(`the ${what} does not compile:\n${preparation.compilation.output}`);
    case 'unknown_language':
      throw new JobFailed(`the language of the ${what}, ${preparation.language}, is not available here`);
    default:
      throw new TypeError(`unknown preparation ${JSON.stringify(preparation satisfies never)}`);
  }
}

async function ran(
  sandbox: Sandbox,
  program: PreparedProgram,
  item: RunItem,
  limits: Limits,
  stream: Stream,
): Promise<RunOutcome> {
  const [outcome] = await sandbox.run(program, [item], limits, {
    stdoutKeepBytes: stream === 'stdout' ? MAX_MADE_BYTES : 4_096,
    stderrKeepBytes: stream === 'stderr' ? MAX_MADE_BYTES : 4_096,
    ...(typeof stream === 'object' && {
      collect: { patterns: [stream.file], maxBytes: MAX_MADE_BYTES, maxFiles: 1 },
    }),
  });
  if (!outcome) throw new Error('the sandbox answered nothing');
  return outcome;
}

/** @throws JobFailed when the program failed, or made nothing where it should have */
function madeBy(outcome: RunOutcome, stream: Stream, what: string): Buffer {
  if (outcome.kind !== 'ok') {
    const how =
      outcome.kind === 'internal' ? outcome.reason : outcome.stderr.toString('utf8').slice(0, 1_000);
    throw new JobFailed(`${what}, failed (${outcome.kind}): ${how}`);
  }
  if (typeof stream === 'object') {
    const content = outcome.files?.find(({ path }) => path === stream.file)?.content;
    if (!content) throw new JobFailed(`${what}, wrote no file ${stream.file}`);
    return content;
  }
  const [content, isCut] =
    stream === 'stdout'
      ? [outcome.stdout, outcome.stdoutTruncated]
      : [outcome.stderr, outcome.stderrTruncated];
  if (isCut) throw new JobFailed(`${what}, wrote more than ${MAX_MADE_BYTES} bytes`);
  return content;
}
