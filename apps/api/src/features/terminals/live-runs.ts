import type { Config } from '@app/config';
import type { RunRequest, RunResult } from '@app/contracts';
import { type LiveOffer, SubmissionBus } from '@app/queue';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Caller, roleOf } from '../../accounts/access/caller.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { findLanguage, LanguageDirectory } from '../languages/language-directory.js';
import { Cancellation } from '../submissions/cancel/cancellation.js';
import { checkRequest } from '../submissions/create/check-request.js';
import { liveLimitsOf } from '../submissions/create/dto/execution-limits.js';
import { NewSubmissions } from '../submissions/create/new-submissions.js';
import { isFinal } from '../submissions/read/submission-view.js';
import { SubmissionReader } from '../submissions/read/submission-reader.js';
import { type Exit, type LivePeer, LiveSession } from './live-session.js';

/** A run that is talked to: its input comes while it runs. */
export type LiveRequest = Omit<RunRequest, 'stdin' | 'stdinEncoding' | 'repetitions' | 'outputFiles'>;

/**
 * Starts programs that are talked to. Each is a submission of kind `run` from the start: the same checks,
 * limits and usage. Only that it goes straight to a worker with room, not into the queue.
 */
@Injectable()
export class LiveRuns implements OnModuleDestroy {
  private readonly logger = new Logger(LiveRuns.name);
  private readonly open = new Set<LiveSession>();

  constructor(
    private readonly submissions: NewSubmissions,
    private readonly cancellation: Cancellation,
    private readonly reader: SubmissionReader,
    private readonly languages: LanguageDirectory,
    private readonly bus: SubmissionBus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /** The clients of this process lose their connection with it. */
  onModuleDestroy(): void {
    for (const session of [...this.open]) session.close();
  }

  /** @throws DomainError as `POST /submissions` does, and 'too_many_live_runs' */
  async start(caller: Caller, request: LiveRequest, peer: LivePeer, facade?: object): Promise<LiveSession> {
    const ranges = liveLimitsOf(roleOf(caller), this.config.production);
    const limits = {
      ...request.limits,
      cpuTimeLimitMs: request.limits?.cpuTimeLimitMs ?? ranges.cpuTimeLimitMs.default,
      wallTimeLimitMs: request.limits?.wallTimeLimitMs ?? ranges.wallTimeLimitMs.default,
    };
    const body = { ...request, limits } as Parameters<NewSubmissions['create']>[1];
    await checkRequest(body, this.languages, ranges);
    const known = await this.languages.knowing([request.program.language]);
    const { id } = await this.submissions.create(caller, body, {
      priority: 'interactive',
      live: true,
      ...(facade && { facade }),
    });
    const language = findLanguage(known, request.program.language)!.id;
    const session = this.session(caller, { submissionId: id, languages: [language] }, peer);
    try {
      await session.begin();
    } catch (error) {
      this.open.delete(session);
      this.logger.warn(`live run ${id}: ${String(error)}`);
      throw new DomainError('unavailable', { detail: 'Workers cannot be reached; try again in a moment.' });
    }
    return session;
  }

  private session(caller: Caller, offer: LiveOffer, peer: LivePeer): LiveSession {
    const { submissionId: id } = offer;
    const means = {
      wire: this.bus.wire,
      offer,
      cancel: () => this.cancellation.cancel(caller, id),
      outcome: () => this.outcomeOf(caller, id),
    };
    const session = new LiveSession(means, {
      ...peer,
      compiled: (compilation) => peer.compiled(compilation),
      started: () => peer.started(),
      data: (stream, data) => peer.data(stream, data),
      exit: (exit) => {
        this.open.delete(session);
        peer.exit(exit);
      },
    });
    this.open.add(session);
    return session;
  }

  private async outcomeOf(caller: Caller, id: string): Promise<Exit | null> {
    const view = await this.reader.get(caller, id);
    if (!isFinal(view)) return null;
    const { compilation = null, execution = null } = (view.result ?? {}) as Partial<RunResult>;
    return { compilation, execution, verdict: view.verdict as Exit['verdict'] };
  }
}
