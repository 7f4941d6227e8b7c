import { BlobCache, BlobUses } from '@app/blobs';
import { FAILPOINT_MARK, Failpoints } from '@app/config';
import { MAX_TRIES, type SubmissionBlobs, type SubmissionResult } from '@app/contracts';
import { JobRejected, SubmissionBus } from '@app/queue';
import { inSpan, inTrace, metrics, noteInSpan, recordSpan, timed } from '@app/telemetry';
import { isKeyOf, ResultCache } from '@app/results';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { jobTimeLimitMs, performJob } from '../kinds/index.js';
import type { JobOutcome } from '../kinds/kind.js';
import { VERSION } from '../program-version.js';
import { KeptOutputs } from '../results/kept-outputs.js';
import { RUNNER, type Runner } from '../runner/runner.js';
import { isOutOfTries, ClaimStore, type Claim } from './claim-store.js';
import { DatabaseAway } from './database-away.js';
import { givenUp, endingOfError, internalError, newsOfEnd, type StoredEnding } from './endings.js';
import { Heartbeat } from './heartbeat.js';
import { JobAborted } from './job-aborted.js';
import { JobReporter } from './job-reporter.js';
import type { LiveTalk } from './live-talk.js';
import type { Place } from './places.js';
import { Slots, type Slot } from './slots.js';
import { SuiteStore } from './suite-store.js';
import { UsageMeter } from './usage-meter.js';

const STORE_RETRY_MS = 500;
/** What the client of a live run reads when it cannot go on. */
const LIVE_LOST = 'the worker that ran the program was lost, and the program with it';

interface AttemptTerms {
  readonly controller: AbortController;
  readonly makeRoom: () => void;
  readonly talk?: LiveTalk;
}

/** Makes attempts at jobs, and has what they need. */
@Injectable()
export class JobAttempts {
  readonly logger = new Logger(JobAttempts.name);
  private stopping = false;

  constructor(
    @Inject(RUNNER) readonly runner: Runner,
    readonly slots: Slots,
    readonly store: ClaimStore,
    readonly bus: SubmissionBus,
    readonly results: ResultCache,
    readonly failpoints: Failpoints,
    @Inject(VERSION) readonly version: string,
    readonly blobs: BlobCache,
    readonly blobUses: BlobUses,
    readonly suites?: SuiteStore,
  ) {}

  /**
   * Claims the submission, and does it if the claim is got.
   * @param terms `controller` ends the attempt with a JobAborted; `makeRoom` is called when the programs have
   * ended, also those of jobs whose outcome is not stored yet; `talk` is with the client of a live run
   * @returns whether there was something to claim
   * @throws JobReturned when the job should be delivered again, JobRejected when it must not be;
   * DatabaseAway; what the database refused
   */
  async make(submissionId: string, place: Place, terms: AttemptTerms): Promise<boolean> {
    const claim = await this.store.claim(submissionId, place.isAlone);
    if (claim) await new Attempt(this, claim, place.slot, terms).make();
    return claim !== null;
  }

  /** Outcomes that the database cannot take wait for it no longer. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }
}

/**
 * One try of a job. Theory of operation: the claim makes it the only one; the job runs under a heartbeat that
 * keeps the claim alive, and within a time limit; then comes one conditional update with the outcome, and
 * only after it the event. The slot is free for the next job when the programs and what they
 * left behind are gone.
 */
class Attempt {
  private readonly controller: AbortController;
  private readonly makeRoom: () => void;
  private readonly talk: LiveTalk | undefined;
  private readonly reporter: JobReporter;
  private readonly usage: UsageMeter;
  private readonly outputs: KeptOutputs;
  private readonly heartbeat: Heartbeat;
  /** What is tidied up while the outcome is stored and published. */
  private readonly tidying: Promise<void>[] = [];

  constructor(
    private readonly worker: JobAttempts,
    private readonly claim: Claim,
    private readonly slot: Slot,
    { controller, makeRoom, talk }: AttemptTerms,
  ) {
    this.controller = controller;
    this.makeRoom = makeRoom;
    this.talk = talk;
    this.reporter = new JobReporter(worker.bus, claim);
    this.usage = new UsageMeter(worker.runner, claim.ownerId, claim.request.kind);
    this.outputs = new KeptOutputs(worker.blobs.store, worker.blobUses, claim.submissionId);
    this.heartbeat = new Heartbeat(
      worker.store,
      claim,
      this.usage,
      () => this.reporter.state,
      () => this.abort('claim_lost'),
    );
  }

  make(): Promise<void> {
    const { submissionId, tries, createdAt, startedAt, request } = this.claim;
    if (tries === 1) {
      const waitedMs = Math.max(0, startedAt.getTime() - createdAt.getTime());
      metrics.queueWait.observe({ kind: request.kind }, waitedMs / 1_000);
      recordSpan(submissionId, 'queued', createdAt, createdAt.getTime() + waitedMs);
    }
    const attributes = { 'cpast.kind': request.kind, 'cpast.try': tries };
    return inTrace(submissionId, 'job', attributes, () => this.whileClaimed());
  }

  private async whileClaimed(): Promise<void> {
    const { claim, reporter } = this;
    const { kind } = claim.request;
    const startedAt = performance.now();
    const timer = setTimeout(() => this.abort('took_too_long'), jobTimeLimitMs(claim.request));
    try {
      reporter.started();
      await this.talk?.open(this.worker.bus.wire, claim.submissionId);
      const ending = await this.perform();
      if (!ending) return;
      // The next job need not wait until the database has this one's outcome.
      void Promise.allSettled(this.tidying).then(this.makeRoom);
      const blobs = await this.keptOutputs();
      // One with blobs would need them for as long as the cache lives.
      if (ending.status === 'finished' && blobs === null) await this.keepResult(ending);
      const isStored = await timed(
        (seconds) => metrics.store.observe(seconds),
        () => inSpan('store', {}, () => this.finish({ ...ending, blobs })),
      );
      const verdict = ending.verdict ?? ending.status;
      noteInSpan({ 'cpast.verdict': verdict });
      metrics.job.observe({ kind, verdict }, (performance.now() - startedAt) / 1_000);
      if (isStored) this.talk?.exit(ending);
      if (isStored && ending.isDead) throw new JobRejected(`submission ${claim.submissionId} is given up`);
    } finally {
      this.talk?.close();
      clearTimeout(timer);
      reporter.silence();
      await this.heartbeat.stop();
      await Promise.allSettled(this.tidying);
      await this.chargeRest();
    }
  }

  private abort(why: JobAborted['why']): void {
    this.controller.abort(new JobAborted(why));
  }

  /** How the job ended; null when it is no longer ours. @throws JobReturned after giving the claim back */
  private async perform(): Promise<StoredEnding | null> {
    const { claim, reporter, usage, outputs, slot, worker, talk } = this;
    const { signal } = this.controller;
    if (isOutOfTries(claim))
      return givenUp(claim, `the job was begun ${MAX_TRIES} times and never came to an end`);
    // A conversation cannot be taken up again: neither by the next try, nor by one that came by the queue.
    if (claim.live && (claim.tries > 1 || !talk)) return internalError(claim, LIVE_LOST);
    let soFar: () => SubmissionResult | null = () => null;
    try {
      signal.throwIfAborted();
      this.hitFailpoint();
      const outcome = await performJob(claim.request, {
        // A program that waits for a person uses nothing but its processor time, which its kind charges.
        runner: talk
          ? { ...usage.runner, open: (programs, on) => worker.runner.open(programs, on) }
          : usage.runner,
        ...(talk && { live: talk }),
        signal,
        slots: worker.slots,
        slot,
        outputs,
        emit: (news) => reporter.tell(news),
        charge: (ms) => usage.charge(ms),
        keep: (look) => (soFar = look),
        later: (work) => {
          work.catch(() => undefined);
          this.tidying.push(work);
        },
        progress: (progress) => reporter.progress(progress),
        ...(worker.suites && { suites: worker.suites }),
      });
      return { status: 'finished', ...outcome };
    } catch (error) {
      return endingOfError(claim, error, soFar(), worker);
    }
  }

  private hitFailpoint(): void {
    const { failpoints } = this.worker;
    if (failpoints.isSet('marked_program') && JSON.stringify(this.claim.request).includes(FAILPOINT_MARK))
      failpoints.hit('marked_program');
  }

  /**
   * What is kept beside the result; a result that is cut is better than none, so a store that fails loses no
   * job.
   */
  private async keptOutputs(): Promise<SubmissionBlobs | null> {
    return this.outputs.settled().catch((error: unknown) => {
      this.worker.logger.error(
        `submission ${this.claim.submissionId}: its long texts are not kept: ${String(error)}`,
      );
      return null;
    });
  }

  /**
   * Before the outcome is stored: a client that sees it and submits the same work again must not get a result
   * that this very run has shown to vary. It is kept under its key only if this worker has the versions in
   * that key: they may differ from those that were there when the job came in.
   */
  private async keepResult({ verdict, result }: JobOutcome): Promise<void> {
    const { submissionId, resultKey, languages } = this.claim;
    const { runner, version, results, logger } = this.worker;
    const mine = runner.languages().filter(({ id }) => languages.includes(id));
    if (resultKey === null || !isKeyOf(resultKey, version, mine)) return;
    await results.offer(resultKey, verdict, result).catch((error: unknown) => {
      logger.warn(`submission ${submissionId}: the result is not kept: ${String(error)}`);
    });
  }

  /** Stores and tells the outcome; false when the claim was gone. @throws what the database threw */
  private async finish(ending: StoredEnding): Promise<boolean> {
    const { claim, reporter, usage, worker } = this;
    reporter.end();
    for (;;) {
      const usedMs = usage.take();
      try {
        const { state } = reporter;
        const stored = await worker.store.finish(claim, ending, state, {
          usedMs,
          isDead: ending.isDead ?? false,
          blobs: ending.blobs ?? null,
        });
        if (stored) {
          reporter.finished(ending, newsOfEnd(claim, ending, state, stored, worker.bus.mostResultBytes));
          return true;
        }
        usage.giveBack(usedMs);
        worker.logger.log(
          `submission ${claim.submissionId}: cancelled or taken over, this outcome is dropped`,
        );
        return false;
      } catch (error) {
        usage.giveBack(usedMs);
        // A database that comes back must not cost a long job, however late: the statement says whose job it
        // is then.
        if (this.heartbeat.isLost || worker.isStopping || !(error instanceof DatabaseAway)) throw error;
        worker.logger.warn(
          `submission ${claim.submissionId}: the outcome is not stored yet: ${String(error)}`,
        );
        await delay(STORE_RETRY_MS);
      }
    }
  }

  /** What a job has used that was cancelled or is given back. */
  private async chargeRest(): Promise<void> {
    const { submissionId } = this.claim;
    const usedMs = this.usage.take();
    if (usedMs === 0) return;
    await this.worker.store.charge(submissionId, usedMs).catch((error: unknown) => {
      this.worker.logger.warn(`submission ${submissionId}: ${usedMs} ms are not charged: ${String(error)}`);
    });
  }
}
