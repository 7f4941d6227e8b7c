import type { BlobRef, BlobStore } from '@app/blobs';
import type { JudgeResult, VerificationReport, VerifiedSolution } from '@app/contracts';
import { agreement, computeTimeLimit, type JurySolution } from '@app/packages';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../accounts/access/caller.js';
import { BLOBS } from '../../platform/environment/tokens.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { type FoundSuite, SuiteRows } from '../suite-store/suite-rows.js';
import type { CreateSubmissionDto } from '../submissions/create/kinds/index.js';
import { NewSubmissions } from '../submissions/create/new-submissions.js';
import { SubmissionWaiters } from '../submissions/live/submission-waiters.js';
import { SubmissionReader } from '../submissions/read/submission-reader.js';
import { programOfSuite } from './program-of-suite.js';
import { isFinal } from '../submissions/read/submission-view.js';

/** Judges the jury solutions of a suite and compares them with what the package says of each. */
@Injectable()
export class Verification {
  constructor(
    private readonly rows: SuiteRows,
    private readonly submissions: NewSubmissions,
    private readonly reader: SubmissionReader,
    private readonly waiters: SubmissionWaiters,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /**
   * Submits every solution and waits, at most so long. @throws DomainError('suite_not_found' | 'forbidden')
   */
  async start(caller: Caller, id: string, waitMs: number, signal: AbortSignal): Promise<VerificationReport> {
    const found = await this.rows.findToChange(caller, id);
    const started: { submissionId: string | null; error?: string }[] = [];
    for (const solution of found.problem.solutions) started.push(await this.submit(caller, found, solution));
    await this.rows.setVerification(found, started);
    const deadline = Date.now() + waitMs;
    for (const { submissionId } of started) {
      const leftMs = deadline - Date.now();
      if (submissionId === null || leftMs <= 0 || signal.aborted) continue;
      const { status } = await this.reader.find(caller, submissionId);
      if (!isFinal({ status })) await this.waiters.untilFinal(submissionId, leftMs, signal);
    }
    return this.report(caller, id);
  }

  /** What is known of the last verification. @throws DomainError('suite_not_found' | 'forbidden') */
  async report(caller: Caller, id: string): Promise<VerificationReport> {
    const found = await this.rows.findToChange(caller, id);
    const { problem, version } = found;
    const solutions: VerifiedSolution[] = [];
    for (const [at, solution] of problem.solutions.entries()) {
      solutions.push(await this.look(caller, solution, version.verification?.[at]));
    }
    const known = solutions.filter(({ expected }) => !expected.ignored).map(({ agrees }) => agrees);
    return {
      suiteId: id,
      version: version.version,
      agrees: known.includes(false) ? false : known.includes(null) ? null : true,
      solutions,
      timeLimit: timeLimitOf(found, solutions),
      warnings: warningsOf(found, solutions),
    };
  }

  private async submit(
    caller: Caller,
    found: FoundSuite,
    { path, program, expected }: JurySolution<BlobRef>,
  ): Promise<{ submissionId: string | null; error?: string }> {
    if (expected.ignored) return { submissionId: null, error: 'nothing is expected of it' };
    const body = {
      kind: found.problem.interactor ? 'interact' : 'judge',
      program: await programOfSuite(program, this.blobs),
      suiteId: found.suite.id,
    } as CreateSubmissionDto;
    try {
      const suite = { runsAll: true, solution: path, version: found.version.version };
      const { id } = await this.submissions.create(caller, body, { priority: 'batch', suite });
      return { submissionId: id };
    } catch (error) {
      // A language that is not here, or a queue that is full, concerns this solution only.
      if (error instanceof DomainError) return { submissionId: null, error: error.message };
      return { submissionId: null, error: (error as Error).message };
    }
  }

  private async look(
    caller: Caller,
    { path, program, expected }: JurySolution<BlobRef>,
    started: { submissionId: string | null; error?: string } | undefined,
  ): Promise<VerifiedSolution> {
    const base = { path, language: program.language, expected, verdict: null, status: null, agrees: null };
    if (!started) return { ...base, submissionId: null, reasons: ['it was not judged yet'] };
    if (started.submissionId === null) {
      const agrees = expected.ignored ? null : false;
      return { ...base, agrees, submissionId: null, reasons: [started.error ?? 'it could not be submitted'] };
    }
    const row = await this.reader.find(caller, started.submissionId).catch(() => null);
    if (!row) return { ...base, submissionId: null, reasons: ['its submission was removed'] };
    const { id: submissionId, status, verdict } = row;
    if (status !== 'finished' || verdict === null) return { ...base, submissionId, status, reasons: [] };
    const result = row.result as (JudgeResult & { error?: string }) | null;
    const { points, maxPoints, groups, tests = [], error } = result ?? {};
    const judged = { verdict: verdict as never, tests, groups, points, maxPoints };
    const { agrees, reasons } = agreement(expected, judged);
    return {
      ...base,
      submissionId,
      status,
      verdict,
      ...(points !== undefined && { points }),
      ...(maxPoints !== undefined && { maxPoints }),
      ...(tests.length > 0 && { slowestMs: Math.max(...tests.map(({ cpuTimeMs }) => cpuTimeMs)) }),
      agrees,
      reasons: error && !agrees ? [...reasons, error] : reasons,
    };
  }
}

function timeLimitOf(
  { problem }: FoundSuite,
  solutions: readonly VerifiedSolution[],
): VerificationReport['timeLimit'] {
  if (!problem.timeLimitRule) return null;
  const times = solutions.flatMap(({ expected, slowestMs }) =>
    expected.timeLimit && slowestMs !== undefined ? [{ side: expected.timeLimit, slowestMs }] : [],
  );
  const computed = computeTimeLimit(problem.timeLimitRule, times);
  return computed && { ...computed, inForceMs: problem.limits.cpuTimeLimitMs ?? null };
}

/** An accepted solution that needs more than half of the limit will be too slow on another machine. */
function warningsOf({ problem }: FoundSuite, solutions: readonly VerifiedSolution[]): string[] {
  const limit = problem.limits.cpuTimeLimitMs;
  if (limit === undefined) return [];
  return solutions
    .filter(({ expected, slowestMs }) => expected.timeLimit === 'lower' && (slowestMs ?? 0) > limit / 2)
    .map(({ path, slowestMs }) => `${path} needs ${slowestMs} ms of the ${limit} ms that there are`);
}
