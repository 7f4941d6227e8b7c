import type { BlobRef } from '@app/blobs';
import type {
  JudgeResult,
  JudgeTestResult,
  Program,
  SubmissionRequest,
  SuiteOfJob,
  VerifiedSolution,
} from '@app/contracts';
import {
  agreement,
  inMemory,
  mapFiles,
  readBytes,
  type Content,
  type Problem,
  type ReadPackage,
} from '@app/packages';
import { problemOfSuite, programOf, type JudgeProblem } from '../../../worker/src/kinds/problem/problem.js';
import type { MadeData, SuiteSource } from '../../../worker/src/kinds/kind.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Outcome, Watcher } from './outcome.js';
import type { OpenSuite, Verified } from './suite.js';

const ID = 'local';
const VERSION = 1;
/** Of one test or answer. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Does a job that may read the suite's files. */
export type PerformBySuite = (
  request: SubmissionRequest,
  watcher: Watcher,
  signal: AbortSignal,
  suites: SuiteSource,
) => Promise<Outcome>;

/** The files of one package where they lie; what its programs make is in memory. */
class PackageSource implements SuiteSource {
  private readonly madeBefore: MadeData[] = [];

  private constructor(
    readonly problem: Problem<BlobRef>,
    private readonly files: Map<string, Content>,
  ) {}

  static async of(problem: Problem<Content>): Promise<PackageSource> {
    const files = new Map<string, Content>();
    const named = await mapFiles(problem, (content) => {
      const hash = `${files.size}`;
      files.set(hash, content);
      return Promise.resolve({ hash, bytes: content.bytes ?? 0 });
    });
    return new PackageSource(named, files);
  }

  load(): Promise<Problem<BlobRef>> {
    return Promise.resolve(this.problem);
  }

  read({ hash }: BlobRef): Promise<Buffer> {
    return readBytes(this.files.get(hash)!, MOST_BYTES);
  }

  made(): Promise<MadeData[]> {
    return Promise.resolve(this.madeBefore);
  }

  keep(_suiteId: string, _version: number, made: Omit<MadeData, 'ref'>, content: Buffer): Promise<void> {
    const hash = `${this.files.size}`;
    this.files.set(hash, inMemory(content));
    this.madeBefore.push({ ...made, ref: { hash, bytes: content.length } });
    return Promise.resolve();
  }
}

/** A package whose tests are run by this process. */
export class LocalSuite implements OpenSuite {
  private constructor(
    private readonly source: PackageSource,
    private readonly problem: JudgeProblem,
    private readonly perform: PerformBySuite,
    private readonly closePackage: () => void,
  ) {}

  static async open({ problem, close }: ReadPackage, perform: PerformBySuite): Promise<LocalSuite> {
    const source = await PackageSource.of(problem);
    return new LocalSuite(source, problemOfSuite(source.problem, source), perform, close);
  }

  get name(): string {
    return this.problem.name;
  }
  get format(): string {
    return this.problem.format;
  }
  get tests(): number {
    return this.problem.tests.length;
  }
  get warnings(): readonly string[] {
    return this.problem.warnings;
  }

  judge(program: Program, watcher: Watcher, signal: AbortSignal): Promise<Outcome> {
    return this.perform(this.requestOf(program), watcher, signal, this.source);
  }

  async verify(told: (solution: VerifiedSolution) => void, signal: AbortSignal): Promise<Verified> {
    const solutions: VerifiedSolution[] = [];
    for (const { path, program, expected } of this.problem.solutions) {
      const base = { path, language: program.language, expected, submissionId: null, status: null };
      const solution: VerifiedSolution = expected.ignored
        ? { ...base, verdict: null, agrees: null, reasons: ['nothing is expected of it'] }
        : { ...base, ...(await this.verifyIfHere(path, await programOf(program), expected, signal)) };
      solutions.push(solution);
      told(solution);
    }
    return { agrees: solutions.every(({ agrees }) => agrees !== false), solutions, warnings: [] };
  }

  close(): Promise<void> {
    this.closePackage();
    return Promise.resolve();
  }

  /** As `verifyOne`; a language that is not here concerns this solution only, unless the suite needs it too. */
  private async verifyIfHere(
    ...[path, program, expected, signal]: Parameters<LocalSuite['verifyOne']>
  ): Promise<Awaited<ReturnType<LocalSuite['verifyOne']>>> {
    try {
      return await this.verifyOne(path, program, expected, signal);
    } catch (error) {
      const isOwn = !languagesOf(this.problem).includes(program.language);
      if (!isOwn || !(error instanceof CliError) || error.exitCode !== EXIT.USAGE) throw error;
      return { verdict: null, agrees: false, reasons: [error.message] };
    }
  }

  private async verifyOne(
    path: string,
    program: Program,
    expected: JudgeProblem['solutions'][number]['expected'],
    signal: AbortSignal,
  ): Promise<Pick<VerifiedSolution, 'verdict' | 'agrees' | 'reasons'>> {
    const request = this.requestOf(program, { runsAll: true, solution: path });
    const { verdict, result } = await this.perform(request, {}, signal, this.source);
    const { points, maxPoints, groups, tests = [], error } = result as JudgeResult & { error?: string };
    const judged = { verdict: verdict as never, tests, groups, points, maxPoints };
    const { agrees, reasons } = agreement(expected, judged);
    return {
      verdict,
      agrees,
      reasons: error && !agrees ? [...reasons, error] : reasons,
      ...(points !== undefined && { points }),
      ...(maxPoints !== undefined && { maxPoints }),
      ...(tests.length > 0 && { slowestMs: slowestOf(tests) }),
    };
  }

  private requestOf(program: Program, more: Partial<SuiteOfJob> = {}): SubmissionRequest {
    const kind = this.problem.interactor ? 'interact' : 'judge';
    const suite: SuiteOfJob = {
      version: VERSION,
      tests: this.problem.tests.length,
      languages: languagesOf(this.problem),
      feedback: 'full',
      ...more,
    };
    return { kind, program, suiteId: ID, suite };
  }
}

const slowestOf = (tests: readonly JudgeTestResult[]): number =>
  Math.max(...tests.map(({ cpuTimeMs }) => cpuTimeMs));

/** Those of the programs that judge, or make tests. */
function languagesOf(problem: JudgeProblem): string[] {
  const { checker, interactor, staticValidator, grader, generators, solutions, mainSolution } = problem;
  const makers = problem.tests.flatMap(({ input, answer }) =>
    [input, answer].map((data) => {
      if (data?.kind === 'generated') return generators[data.generator];
      return data?.kind === 'solved' ? solutions[mainSolution ?? -1]?.program : undefined;
    }),
  );
  return [
    ...new Set([
      ...(checker.type === 'program' ? [checker.program.language] : []),
      ...[interactor?.program, staticValidator, grader, ...makers].flatMap(
        (program) => program?.language ?? [],
      ),
    ]),
  ];
}
