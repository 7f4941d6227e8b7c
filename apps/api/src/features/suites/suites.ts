import type { BlobRef, BlobStore } from '@app/blobs';
import { checkProblem, PackageError, type Problem, type ProblemTest } from '@app/packages';
import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../../accounts/access/caller.js';
import { BLOBS } from '../../platform/environment/tokens.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import type { SuiteVisibility } from '@app/database';
import { StoredQuota } from '../submissions/create/stored-quota.js';
import { bytesOfSuite, type FoundSuite, SuiteRows } from '../suite-store/suite-rows.js';
import { FoundFailures } from '../submissions/failures/found-failures.js';
import type { FailureOfJobDto, SuiteDto, SuiteOfFailuresDto } from './dto/suite.dto.js';
import { type Imported, Imports, visibilityOf } from './imports.js';
import { problemOfJson, testOfJson } from './json-suite.js';
import type { JudgeTestDto } from '../submissions/create/dto/judge-test.dto.js';

const MAX_TESTS = 10_000;

/** Suites: made, changed, looked at, removed. */
@Injectable()
export class Suites {
  constructor(
    private readonly rows: SuiteRows,
    private readonly imports: Imports,
    private readonly quota: StoredQuota,
    private readonly failures: FoundFailures,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  async ofJson(body: SuiteDto): Promise<Imported> {
    const visibility = visibilityOf(body.public);
    return { problem: await this.imports.keep(problemOfJson(body)), visibility, validate: false };
  }

  /** @throws DomainError('quota_exceeded') */
  async create(caller: Caller, { problem, visibility }: Imported): Promise<FoundSuite> {
    await this.quota.take(caller.ownerId, await bytesOfSuite(problem));
    return this.rows.create(caller, problem, visibility ?? 'private');
  }

  /** @throws DomainError('suite_not_found' | 'forbidden' | 'quota_exceeded') */
  async change(caller: Caller, id: string, { problem, visibility }: Imported): Promise<FoundSuite> {
    return this.put(await this.rows.findToChange(caller, id), problem, visibility);
  }

  private async put(
    found: FoundSuite,
    problem: Problem<BlobRef>,
    visibility?: SuiteVisibility,
  ): Promise<FoundSuite> {
    const more = (await bytesOfSuite(problem)) - (await bytesOfSuite(found.problem));
    await this.quota.take(found.suite.ownerId, Math.max(0, more));
    return this.rows.change(found, problem, visibility);
  }

  /** @throws DomainError('suite_not_found' | 'forbidden'), and one that names the field */
  async setPublic(caller: Caller, id: string, value: unknown): Promise<FoundSuite> {
    const visibility = visibilityOf(value);
    if (visibility === undefined) throw invalidField('public', 'is needed: false, submit or read');
    return this.rows.setVisibility(await this.rows.findToChange(caller, id), visibility);
  }

  async remove(caller: Caller, id: string): Promise<void> {
    await this.rows.remove(await this.rows.findToChange(caller, id));
  }

  /** One test more, in a new version. */
  async addTest(
    caller: Caller,
    id: string,
    test: JudgeTestDto,
  ): Promise<{ found: FoundSuite; name: string }> {
    const found = await this.rows.findToChange(caller, id);
    const { problem } = found;
    if (problem.tests.length >= MAX_TESTS) throw invalidField('tests', `may be at most ${MAX_TESTS}`);
    const name = test.name ?? unusedName(problem.tests);
    const alone: Problem<never> = {
      ...(problem as Problem<never>),
      tests: [],
      solutions: [],
      added: [],
      validators: [],
      generators: {},
      checker: { type: 'lines' },
    };
    delete alone.interactor;
    const kept = await this.imports.keep({ ...alone, tests: [testOfJson({ ...test, name }, 0)] });
    const changed: Problem<BlobRef> = { ...problem, tests: [...problem.tests, kept.tests[0]!] };
    try {
      checkProblem(changed);
    } catch (error) {
      throw error instanceof PackageError ? invalidField('name', error.message) : error;
    }
    return { found: await this.put(found, changed), name };
  }

  /** Keeps a failure of a stress job as a test: its shrunk input where there is one. */
  async addFailure(
    caller: Caller,
    id: string,
    { fromSubmission, failure = 0, name }: FailureOfJobDto,
  ): Promise<{ found: FoundSuite; name: string }> {
    const asked = { field: 'fromSubmission', failure };
    const { tests } = await this.failures.find(caller, fromSubmission, asked, false);
    const { name: _name, ...test } = tests[0]!;
    return this.addTest(caller, id, { ...test, ...(name !== undefined && { name }) });
  }

  /**
   * A suite whose tests are the failures of a stress job, with the checker and the limits that those were
   * found with.
   */
  async ofFailures(
    caller: Caller,
    { fromSubmission, failure, ...rest }: SuiteOfFailuresDto,
  ): Promise<Imported> {
    const asked = { field: 'fromSubmission', failure };
    const { request, tests } = await this.failures.find(caller, fromSubmission, asked, false);
    const { cpuTimeLimitMs, memoryLimitBytes, outputLimitBytes } = request.limits ?? {};
    const limits = {
      ...(cpuTimeLimitMs !== undefined && { cpuTimeLimitMs }),
      ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
      ...(outputLimitBytes !== undefined && { outputLimitBytes }),
    };
    return this.ofJson({
      ...rest,
      tests,
      limits,
      ...(request.checker && { checker: request.checker }),
    } as SuiteDto);
  }

  /**
   * The bytes of a test, for callers who may see the suite.
   * @throws DomainError('suite_not_found' | 'forbidden' | 'test_not_found')
   */
  async data(caller: Caller, id: string, name: string, part: 'input' | 'answer'): Promise<Readable> {
    const found = await this.rows.find(caller, id);
    const index = found.problem.tests.findIndex((test) => test.name === name);
    const test = found.problem.tests[index];
    if (!found.maySee && !test?.sample) await this.rows.findToSee(caller, id);
    if (!test) throw new DomainError('test_not_found', { detail: `The suite has no test ${name}.` });
    const data = part === 'input' ? test.input : test.answer;
    if (!data) throw new DomainError('test_not_found', { detail: `The test ${name} has no answer.` });
    const ref = data.kind === 'file' ? data.file : await this.rows.made(found, index, part);
    if (!ref) {
      throw new DomainError('test_not_found', {
        detail: `The ${part} of the test ${name} is made by a program of the suite when a first job runs.`,
      });
    }
    return this.blobs.open(ref.hash);
  }
}

function unusedName(tests: readonly ProblemTest<BlobRef>[]): string {
  const names = new Set(tests.map(({ name }) => name));
  for (let number = tests.length + 1; ; number++) if (!names.has(`#${number}`)) return `#${number}`;
}
