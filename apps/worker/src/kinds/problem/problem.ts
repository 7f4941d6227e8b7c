import type { BlobRef } from '@app/blobs';
import type { Checker, JudgeRequest, JudgeTest, Program, ProgramFile } from '@app/contracts';
import {
  checkGroups,
  groupOfRequest,
  PackageError,
  type Problem,
  type ProblemChecker,
  type ProblemProgram,
  type ProblemTest,
} from '@app/packages';
import { JobFailed, type SuiteSource } from '../kind.js';

/** A file of a problem, read when it is needed. */
export interface Bytes {
  readonly bytes: number;
  read(): Promise<Buffer>;
}

export type JudgeProblem = Problem<Bytes>;
export type JudgedTest = ProblemTest<Bytes>;

export const bytesOf = (content: Buffer): Bytes => ({
  bytes: content.length,
  read: () => Promise.resolve(content),
});

/** What a request of any kind says of its tests. */
export type TestsOfRequest = Pick<JudgeRequest, 'tests' | 'groups' | 'checker' | 'io'>;

/**
 * The tests of a request as a problem of their own. @throws JobFailed for groups that contradict themselves
 */
export function problemOfRequest(request: TestsOfRequest): JudgeProblem {
  const tests = (request.tests ?? []).map(testOf);
  const groups = (request.groups ?? []).map(groupOfRequest);
  try {
    checkGroups(groups, new Set(tests.map(({ name }) => name)));
  } catch (error) {
    throw error instanceof PackageError ? new JobFailed(error.message) : error;
  }
  return {
    format: 'json',
    name: '',
    names: {},
    tests,
    groups,
    checker: checkerOf(request.checker),
    passes: 1,
    limits: {},
    ...(request.io && { io: request.io }),
    added: [],
    validators: [],
    generators: {},
    solutions: [],
    warnings: [],
  };
}

function testOf(test: JudgeTest, index: number): JudgedTest {
  return {
    name: test.name ?? `#${index + 1}`,
    input: { kind: 'file', file: bytesOf(Buffer.from(test.input, test.inputEncoding ?? 'utf8')) },
    ...(test.expectedOutput !== undefined && {
      answer: { kind: 'file' as const, file: bytesOf(Buffer.from(test.expectedOutput)) },
    }),
    ...(test.points !== undefined && { points: test.points }),
    ...(test.args && { args: test.args }),
    ...(test.files && { files: test.files.map(fileOf) }),
    ...(test.sample && { sample: true }),
  };
}

function fileOf({ path, content, encoding }: ProgramFile) {
  return { path, content: bytesOf(Buffer.from(content, encoding ?? 'utf8')) };
}

/** The checker of a request; its program is handed to the runner as it came, see `programOf`. */
function checkerOf(checker: Checker = { type: 'lines' }): ProblemChecker<Bytes> {
  if (checker.type !== 'program') return checker;
  const { program, protocol } = checker;
  return {
    type: 'program',
    program: { name: 'checker', language: program.language, files: [] },
    protocol: protocol ?? 'testlib',
    args: [],
    pointsAre: 'absolute',
  };
}

/** A suite with each of its files read through the cache of this worker. */
export function problemOfSuite(problem: Problem<BlobRef>, suites: SuiteSource): JudgeProblem {
  // Only leaves change: every reference becomes a way to read it.
  return JSON.parse(JSON.stringify(problem), (_key, value: unknown) =>
    isBlobRef(value) ? { bytes: value.bytes, read: () => suites.read(value) } : value,
  ) as JudgeProblem;
}

function isBlobRef(value: unknown): value is BlobRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    typeof (value as BlobRef).hash === 'string' &&
    typeof (value as BlobRef).bytes === 'number'
  );
}

/** A program of a package as the runner takes it. */
export async function programOf(program: ProblemProgram<Bytes>): Promise<Program> {
  const [main, ...others] = program.files;
  if (!main) throw new JobFailed(`the program ${program.name} has no files`);
  const files: ProgramFile[] = [];
  for (const { path, content } of others) files.push({ path, ...textOf(await content.read()) });
  const { content, encoding } = textOf(await main.content.read());
  return {
    language: program.language,
    source: content,
    ...(encoding && { encoding }),
    mainFile: main.path.slice(main.path.lastIndexOf('/') + 1),
    files,
    ...(program.args && { runArgs: program.args }),
  };
}

/** UTF-8 as text, all else as base64. */
export function textOf(bytes: Buffer): { content: string; encoding?: 'base64' } {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes)
    ? { content: text }
    : { content: bytes.toString('base64'), encoding: 'base64' };
}
