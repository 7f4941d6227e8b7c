import type { SubmissionKind, SuiteOfJob } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../accounts/access/caller.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { type FoundSuite, SuiteRows } from './suite-rows.js';

/** What a job has to know of the suite that it names. */
@Injectable()
export class SuitesOfJobs {
  constructor(private readonly rows: SuiteRows) {}

  /**
   * @param kind of the job; absent: any will do
   * @throws DomainError that names the field suiteId when the caller may not submit to such a suite, or not such a job
   */
  async find(caller: Caller, suiteId: string, kind?: SubmissionKind): Promise<SuiteOfJob> {
    try {
      const suite = suiteOfJob(await this.rows.find(caller, suiteId));
      const wanted = suite.interactive ? 'interact' : 'judge';
      if (kind !== undefined && kind !== wanted) {
        const why = suite.interactive ? 'has an interactor' : 'has no interactor';
        throw invalidField('suiteId', `this suite ${why}: its submissions are of the kind ${wanted}`);
      }
      return suite;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'suite_not_found') {
        throw invalidField('suiteId', error.message);
      }
      throw error;
    }
  }
}

function suiteOfJob({ version, problem, maySee }: FoundSuite): SuiteOfJob {
  const languages: string[] = [];
  if (problem.checker.type === 'program') languages.push(problem.checker.program.language);
  if (problem.interactor) languages.push(problem.interactor.program.language);
  for (const program of [problem.staticValidator, problem.grader])
    if (program) languages.push(program.language);
  for (const { input, answer } of problem.tests) {
    for (const data of [input, answer]) {
      if (data?.kind === 'generated') languages.push(problem.generators[data.generator]!.language);
      if (data?.kind === 'solved') languages.push(problem.solutions[problem.mainSolution!]!.program.language);
    }
  }
  return {
    version: version.version,
    tests: problem.tests.length,
    ...(problem.interactor && { interactive: true }),
    ...(problem.passes > 1 && { passes: problem.passes }),
    languages: [...new Set(languages)],
    feedback: maySee ? 'full' : 'verdicts',
  };
}
