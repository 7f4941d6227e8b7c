import { Injectable } from '@nestjs/common';
import { EXECUTION_LIMITS } from '@app/contracts';
import type { Response } from 'express';
import type { Caller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import type { LivePeer, LiveSession } from '../../features/terminals/live-session.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { FacadeJobs } from '../common/facade-jobs.js';
import { type PistonJob, readJob } from './execute.dto.js';
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

  /** @throws PistonError */
  async read(body: Record<string, unknown>, isPublic = false): Promise<PistonJob> {
    return readJob(body, await this.runtimes(), isPublic);
  }

  /** Starts a job that is talked to. @throws PistonError, DomainError */
  talk(caller: Caller, job: PistonJob, peer: LivePeer): Promise<LiveSession> {
    const request = toSubmission(job);
    // What it says goes on as it comes, and none of it is kept from the client.
    const limits = { ...request.limits, outputLimitBytes: EXECUTION_LIMITS.outputLimitBytes.maximum };
    return this.jobs.talk(caller, { ...request, stdin: '', limits }, { facade: 'piston' }, peer);
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
    const job = await this.read(body, isPublic);
    const until = { timeoutMs: MAX_WAIT_MS, gone: clientGone(response) };
    const row = await this.jobs.runToEnd(caller, toSubmission(job), { facade: 'piston' }, until);
    return answerOf(row, job.runtime);
  }
}
