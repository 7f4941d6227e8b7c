import { BlobMissing, type BlobStore } from '@app/blobs';
import type { JudgeTest, ShrunkInput, StressFailure, StressRequest, StressResult } from '@app/contracts';
import type { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../../accounts/access/caller.js';
import { BLOBS } from '../../../platform/environment/tokens.js';
import { invalidField } from '../../../platform/problem/domain-error.js';
import { SubmissionReader } from '../read/submission-reader.js';

type FoundTest = JudgeTest & { inputEncoding: 'base64' };

/** What a stress job found, as tests. */
export interface FoundTests {
  request: StressRequest;
  tests: FoundTest[];
  /** One of them did not fail each time. */
  isFlaky: boolean;
}

/** Which failures are asked for, and by which fields of the request. */
interface Asked {
  /** Names the submission. */
  field: string;
  /** From 0; absent: all of them. */
  failure?: number | undefined;
}

/** The inputs on which stress jobs found a difference, whole, with what the reference says of them. */
@Injectable()
export class FoundFailures {
  constructor(
    private readonly reader: SubmissionReader,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /**
   * Of each failure the smallest input, and with `both` also the one that was found first.
   * @throws DomainError('submission_not_found'), or one that names the field
   */
  async find(caller: Caller, id: string, { field, failure }: Asked, both: boolean): Promise<FoundTests> {
    const submission = await this.reader.find(caller, id);
    const failures =
      submission.kind === 'stress' ? (submission.result as StressResult | null)?.failures : undefined;
    if (!failures) throw invalidField(field, 'has to be a stress submission with a result');
    const wanted = failures.flatMap((one, at) =>
      (failure === undefined || failure === at) && one.reference.verdict === 'accepted' ? [{ one, at }] : [],
    );
    if (wanted.length === 0) {
      const which = failure === undefined ? field : 'failure';
      throw invalidField(which, `there are ${failures.length} failures, and none of these has an answer`);
    }
    const tests: FoundTest[] = [];
    for (const { one, at } of wanted) tests.push(...(await this.testsOf(submission, one, at, both)));
    return {
      request: submission.request as StressRequest,
      tests,
      isFlaky: wanted.some(({ one }) => one.kind === 'nondeterministic'),
    };
  }

  private async testsOf(
    { blobs }: Submission,
    failure: StressFailure,
    at: number,
    both: boolean,
  ): Promise<FoundTest[]> {
    const { shrunk } = failure;
    const kept = (name: string) =>
      blobs && Object.hasOwn(blobs, `failures/${at}/${name}`) ? blobs[`failures/${at}/${name}`]!.hash : null;
    const test = async (one: StressFailure | ShrunkInput, path: string, name: string): Promise<FoundTest> => {
      const input = kept(`${path}input`);
      if (!input && one.inputTruncated) throw invalidField('failure', 'its input is kept in part only');
      const answer = kept(`${path}expectedOutput`);
      return {
        name,
        input: (input ? await this.read(input) : inlineInput(one)).toString('base64'),
        inputEncoding: 'base64',
        expectedOutput: answer ? (await this.read(answer)).toString('utf8') : one.expectedOutput,
      };
    };
    if (!shrunk) return [await test(failure, '', `failure ${at}`)];
    const smallest = await test(shrunk, 'shrunk/', `failure ${at}, shrunk`);
    const isWhole = !failure.inputTruncated || kept('input') !== null;
    return both && isWhole ? [smallest, await test(failure, '', `failure ${at}`)] : [smallest];
  }

  private async read(hash: string): Promise<Buffer> {
    try {
      return await this.blobs.read(hash);
    } catch (error) {
      if (error instanceof BlobMissing) throw invalidField('failure', 'its input is no longer kept');
      throw error;
    }
  }
}

function inlineInput({ input, inputBase64 }: StressFailure | ShrunkInput): Buffer {
  return inputBase64 === undefined ? Buffer.from(input) : Buffer.from(inputBase64, 'base64');
}
