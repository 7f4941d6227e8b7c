import type { BlobStore } from '@app/blobs';
import type { Config } from '@app/config';
import { type LimitName, type Limits, REQUEST_LIMITS, type RunRequest } from '@app/contracts';
import type { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { type Caller, roleOf } from '../../accounts/access/caller.js';
import { limitsOf } from '../../features/submissions/create/dto/execution-limits.js';
import type { CreateSubmissionDto } from '../../features/submissions/create/kinds/index.js';
import { NewSubmissions, type Taken } from '../../features/submissions/create/new-submissions.js';
import { Cancellation } from '../../features/submissions/cancel/cancellation.js';
import { SubmissionWaiters } from '../../features/submissions/live/submission-waiters.js';
import type { LivePeer, LiveSession } from '../../features/terminals/live-session.js';
import { LiveRuns } from '../../features/terminals/live-runs.js';
import { SubmissionReader } from '../../features/submissions/read/submission-reader.js';
import { endedRow } from '../../features/submissions/read/submission-view.js';
import { BLOBS, CONFIG } from '../../platform/environment/tokens.js';
import { withWholeTexts } from './whole-texts.js';

/** Runs as facades take them: an ordinary submission that remembers how it was asked. */
@Injectable()
export class FacadeJobs {
  constructor(
    private readonly submissions: NewSubmissions,
    private readonly reader: SubmissionReader,
    private readonly waiters: SubmissionWaiters,
    private readonly cancellation: Cancellation,
    private readonly liveRuns: LiveRuns,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /**
   * Submits a run. @param facade what the facade needs again to answer: kept with the row
   * @param callbackUrl called at the end, in the form that the facade has registered
   * @throws DomainError as any submission
   */
  submit(
    caller: Caller,
    request: RunRequest,
    facade: object,
    callbackUrl: string | null = null,
  ): Promise<Taken> {
    const body = this.bodyOf(caller, request) as CreateSubmissionDto;
    return this.submissions.take(caller, body, { priority: 'interactive', facade, callbackUrl });
  }

  /** Starts a run that is talked to. @throws DomainError as any live run */
  talk(caller: Caller, request: RunRequest, facade: object, peer: LivePeer): Promise<LiveSession> {
    return this.liveRuns.start(caller, this.bodyOf(caller, request), peer, facade);
  }

  /** With limits that the caller may have, and without what no program can be given. */
  private bodyOf(caller: Caller, request: RunRequest): RunRequest {
    const ranges = limitsOf(roleOf(caller), this.config.production);
    const within = (limits: Partial<Limits> = {}): Partial<Limits> =>
      Object.fromEntries(
        Object.entries(limits).map(([name, value]) => {
          const range = ranges[name as LimitName] as (typeof ranges)[LimitName] | undefined;
          if (typeof value !== 'number' || !range) return [name, value];
          return [name, Math.round(Math.min(range.maximum, Math.max(range.minimum, value)))];
        }),
      );
    const { runArgs, interpreterArgs } = request.program;
    // No program can be given such a character.
    const withoutNul = (args: readonly string[]) =>
      args.slice(0, REQUEST_LIMITS.maxArgs).map((arg) => arg.replaceAll('\0', ''));
    return {
      ...request,
      runsUnread: true,
      program: {
        ...request.program,
        ...(runArgs && { runArgs: withoutNul(runArgs) }),
        ...(interpreterArgs && { interpreterArgs: withoutNul(interpreterArgs) }),
      },
      limits: within(request.limits),
      ...(request.compileLimits && { compileLimits: within(request.compileLimits) }),
    };
  }

  /**
   * Submits a run and waits for its end. A run that is not final by then is cancelled: its client no longer
   * waits.
   * @returns the row, final or not @throws DomainError as any submission
   */
  async runToEnd(
    caller: Caller,
    request: RunRequest,
    facade: object,
    { timeoutMs, gone }: { timeoutMs: number; gone: AbortSignal },
  ): Promise<Submission> {
    const taken = await this.submit(caller, request, facade);
    const row = await this.waitFor(caller, taken, timeoutMs, gone);
    // It may have become final at this very moment, which is just as well.
    if (!isFinalRow(row)) await this.cancel(caller, taken.answer.id).catch(() => {});
    return row;
  }

  /** Ends it. @throws DomainError when it is final already */
  async cancel(caller: Caller, id: string): Promise<void> {
    await this.cancellation.cancel(caller, id);
  }

  /**
   * The row, with whole texts, once it is final or `timeoutMs` are over. @throws
   * DomainError('submission_not_found')
   */
  async waitFor(
    caller: Caller,
    { answer: { id }, row }: Taken,
    timeoutMs: number,
    gone?: AbortSignal,
  ): Promise<Submission> {
    const ended = endedRow(row, await this.waiters.untilFinal(id, timeoutMs, gone));
    return this.whole(ended ?? (await this.reader.find(caller, id)));
  }

  /**
   * The row, with whole texts. @throws DomainError('submission_not_found') also when it belongs to another
   * caller
   */
  async find(caller: Caller, id: string): Promise<Submission> {
    return this.whole(await this.reader.find(caller, id));
  }

  private async whole(row: Submission): Promise<Submission> {
    const [whole] = await withWholeTexts([row], this.blobs);
    return whole!;
  }
}

/** Whether nothing will change any more. */
export function isFinalRow({ status }: Pick<Submission, 'status'>): boolean {
  return status === 'finished' || status === 'cancelled';
}
