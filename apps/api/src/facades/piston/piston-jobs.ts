import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Caller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { FacadeJobs, isFinalRow } from '../common/facade-jobs.js';
import { readJob } from './execute.dto.js';
import { type Answer, answerOf } from './from-result.js';
import { type Runtime, runtimesOf } from './runtimes.js';
import { toSubmission } from './to-submission.js';

/** Compiling and running have a minute each; the queue may be long. */
const MAX_WAIT_MS = 600_000;

/** Jobs of Piston's clients: ours, in their words. */
@Injectable()
export class PistonJobs {
  constructor(
    private readonly jobs: FacadeJobs,
    private readonly languages: LanguageDirectory,
  ) {}

  /** What programs can be run with. */
  async runtimes(): Promise<Runtime[]> {
    return runtimesOf(await this.languages.list());
  }

  /**
   * Does a job and waits for it; it ends when the client goes away.
   * @param isPublic whether it came to the address of the public instance, which clamps what it would refuse
   * @throws PistonError
   */
  async run(
    caller: Caller,
    body: Record<string, unknown>,
    response: Response,
    isPublic: boolean,
  ): Promise<Answer> {
    const job = readJob(body, await this.runtimes(), isPublic);
    const id = await this.jobs.submit(caller, toSubmission(job), { facade: 'piston' });
    const row = await this.jobs.waitFor(caller, id, MAX_WAIT_MS, clientGone(response));
    if (!isFinalRow(row)) await this.jobs.giveUp(caller, id);
    return answerOf(row, job.runtime);
  }
}
