import type { BlobRef, BlobStore } from '@app/blobs';
import type { JudgeResult, Program, SuiteOfJob } from '@app/contracts';
import type { ProblemProgram } from '@app/packages';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../accounts/access/caller.js';
import { BLOBS } from '../../platform/environment/tokens.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import type { FoundSuite } from '../suite-store/suite-rows.js';
import type { CreateSubmissionDto } from '../submissions/create/kinds/index.js';
import { NewSubmissions } from '../submissions/create/new-submissions.js';
import { SubmissionWaiters } from '../submissions/live/submission-waiters.js';
import { SubmissionReader } from '../submissions/read/submission-reader.js';
import { programOfSuite } from './program-of-suite.js';

const WAIT_MS = 60_000;

/** What a validator says of the inputs of a suite. */
export interface ValidatedSuite {
  validation: {
    validator: string;
    submissionId: string | null;
    /** null: it has not looked at all of them yet; its submission will tell. */
    valid: boolean | null;
    /** Tests that are not as the validator wants them, and what it says. */
    invalid: { test: string; message: string }[];
  }[];
}

/** Has the validators of a suite look at every input, as jobs of their own. */
@Injectable()
export class Validation {
  constructor(
    private readonly submissions: NewSubmissions,
    private readonly reader: SubmissionReader,
    private readonly waiters: SubmissionWaiters,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  async run(caller: Caller, found: FoundSuite): Promise<ValidatedSuite> {
    const validation: ValidatedSuite['validation'] = [];
    for (const validator of found.problem.validators) {
      validation.push(await this.look(caller, found, validator));
    }
    return { validation };
  }

  private async look(
    caller: Caller,
    { suite, version, problem }: FoundSuite,
    validator: ProblemProgram<BlobRef>,
  ): Promise<ValidatedSuite['validation'][number]> {
    const validates: SuiteOfJob['validates'] = problem.format.startsWith('kattis') ? 'kattis' : 'testlib';
    const program: Program = await programOfSuite(validator, this.blobs);
    const body = { kind: 'judge', program, suiteId: suite.id } as CreateSubmissionDto;
    const base = { validator: validator.name, submissionId: null, valid: null, invalid: [] };
    try {
      const { id } = await this.submissions.create(caller, body, {
        priority: 'batch',
        suite: { validates, runsAll: true, version: version.version },
      });
      await this.waiters.untilFinal(id, WAIT_MS);
      const row = await this.reader.find(caller, id);
      if (row.status !== 'finished') return { ...base, submissionId: id };
      const { tests = [], error } = (row.result ?? {}) as Partial<JudgeResult> & { error?: string };
      const invalid = tests
        .filter(({ verdict }) => verdict !== 'accepted')
        .map(({ name, verdict, message }) => ({ test: name, message: message ?? verdict }));
      if (error && invalid.length === 0) invalid.push({ test: '', message: error });
      return { ...base, submissionId: id, valid: row.verdict === 'accepted', invalid };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ...base, valid: false, invalid: [{ test: '', message: error.message }] };
    }
  }
}
