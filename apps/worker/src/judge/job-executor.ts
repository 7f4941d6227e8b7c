import { ResultCache } from '@app/cache';
import { FAILPOINT_MARK, Failpoints } from '@app/config';
import { MAX_TRIES, type JobPriority, type SubmissionResult } from '@app/contracts';
import { HAND_BACK_DELAY_MS, JobRejected, SubmissionBus } from '@app/queue';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { RUNNER, RunnerUnavailable, type Runner } from '../runner/runner.js';
import { Heartbeat } from './heartbeat.js';
import { JobAborted, JobReturned } from './job-aborted.js';
import { JobReporter } from './job-reporter.js';
import { emptyResult, JobFailed, type JobOutcome } from './job.js';
import { jobTimeLimitMs, performJob } from './kinds.js';
import { Slots, type Slot } from './slots.js';
import { isOutOfTries, SubmissionStore, type Claim } from './submission-store.js';
import { UsageMeter } from './usage-meter.js';

const STORE_RETRY_MS = 500;
/** What the owner of a job reads when the fault is ours; the log has the rest. */
const OUR_FAULT = 'the worker failed; this is no fault of the programs';

/**
 * A job that this worker cannot do is kept for a moment before it goes back, so that a line full of such jobs is not passed
 * round and round at full speed.
 */
const HAND_BACK_AFTER_MS = 100;

/** What of a message matters beside the submission's id. */
export interface JobTerms {
  priority?: JobPriority;
  /** Ids of the languages that its worker must have. */
  languages?: readonly string[];
}

/** One job that this worker does, or waits to do. */
interface ActiveJob {
  submissionId: string;
  priority: JobPriority;
  controller: AbortController;
}

/**
 * Does one submission from claim to stored result. Theory of operation: a slot first, so that what waits stays `queued`;
 * then the claim, which makes this try the only one; then the job, under a heartbeat that keeps the claim alive; then one
 * conditional update with the outcome, and only after it the event. Whoever calls acknowledges after that: until then
 * the message comes again if this process dies.
 */
@Injectable()
export class JobExecutor implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(JobExecutor.name);
  private readonly active = new Map<ActiveJob, Promise<void>>();
  private stopListening = () => {};
  private stopping = false;

  constructor(
    @Inject(RUNNER) private readonly runner: Runner,
    private readonly slots: Slots,
    private readonly store: SubmissionStore,
    private readonly bus: SubmissionBus,
    private readonly results: ResultCache,
    private readonly failpoints: Failpoints,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.bus.onCancel((submissionId) => {
      for (const job of this.active.keys()) {
        if (job.submissionId === submissionId) job.controller.abort(new JobAborted('cancelled'));
      }
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.stop(0);
  }

  /**
   * Takes no further job, lets those in hand finish for `graceMs`, and gives back what is left: other workers, or the
   * next start, take it up at once. Idempotent.
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.stopListening();
    const done = Promise.allSettled(this.active.values());
    const timer = setTimeout(() => {
      for (const { controller } of this.active.keys()) controller.abort(new JobAborted('worker_stopping'));
    }, graceMs);
    await done;
    clearTimeout(timer);
  }

  /**
   * Resolves when the submission needs no more from this message: its outcome is stored, or it is not ours to do.
   * @throws JobReturned when it should be delivered again, JobRejected when it must not be; what the database threw
   */
  async execute(submissionId: string, { priority = 'batch', languages = [] }: JobTerms = {}): Promise<void> {
    if (this.stopping) throw new JobReturned('the worker is stopping');
    const missing = this.missingLanguages(languages);
    if (missing.length > 0) return this.handBack(submissionId, missing);
    const job = { submissionId, priority, controller: new AbortController() };
    const work = this.claimAndDo(job);
    this.active.set(job, work);
    try {
      await work;
    } finally {
      this.active.delete(job);
    }
  }

  private missingLanguages(languages: readonly string[]): string[] {
    const mine = new Set(this.runner.languages().map(({ id }) => id));
    return languages.filter((id) => !mine.has(id));
  }

  /** @throws JobReturned, unless nobody waits for the job any more */
  private async handBack(submissionId: string, missing: readonly string[]): Promise<void> {
    if (!(await this.store.noteHandedBack(submissionId))) return;
    await delay(HAND_BACK_AFTER_MS);
    throw new JobReturned(`not on this worker: ${missing.join(', ')}`, HAND_BACK_DELAY_MS);
  }

  private async claimAndDo({ submissionId, priority, controller }: ActiveJob): Promise<void> {
    let slot: Slot;
    try {
      slot = await this.slots.acquire(controller.signal, priority);
    } catch (error) {
      if (error instanceof JobAborted && error.why === 'cancelled') return;
      throw new JobReturned('the job never got a slot', 0, { cause: error });
    }
    try {
      const claim = await this.store.claim(submissionId);
      if (claim) await this.doClaimed(claim, slot, controller);
    } finally {
      slot.release();
    }
  }

  private async doClaimed(claim: Claim, slot: Slot, controller: AbortController): Promise<void> {
    const reporter = new JobReporter(this.bus, claim);
    const usage = new UsageMeter(this.runner);
    const abort = (why: JobAborted['why']) => controller.abort(new JobAborted(why));
    const heartbeat = new Heartbeat(
      this.store,
      claim,
      usage,
      () => reporter.state,
      () => abort('claim_lost'),
    );
    const timer = setTimeout(() => abort('took_too_long'), jobTimeLimitMs(claim.request));
    try {
      reporter.started();
      const outcome = await this.outcomeOf(claim, slot, controller.signal, { reporter, usage });
      if (!outcome) return;
      await this.keepResult(claim, outcome);
      const isStored = await this.finish(claim, outcome, { reporter, usage, heartbeat });
      if (isStored && outcome.isDead) throw new JobRejected(`submission ${claim.submissionId} is given up`);
    } finally {
      clearTimeout(timer);
      reporter.silence();
      await heartbeat.stop();
      await this.chargeRest(claim, usage);
    }
  }

  /** What a job has used that was cancelled or is given back. */
  private async chargeRest({ submissionId }: Claim, usage: UsageMeter): Promise<void> {
    const usedMs = usage.take();
    if (usedMs === 0) return;
    await this.store.charge(submissionId, usedMs).catch((error: unknown) => {
      this.logger.warn(`submission ${submissionId}: ${usedMs} ms are not charged: ${String(error)}`);
    });
  }

  /** What the job came to; null when it is no longer ours. @throws JobReturned after giving the claim back */
  private async outcomeOf(
    claim: Claim,
    slot: Slot,
    signal: AbortSignal,
    { reporter, usage }: Watch,
  ): Promise<StoredOutcome | null> {
    if (isOutOfTries(claim)) {
      const reason = `the job was begun ${MAX_TRIES} times and never came to an end`;
      return { ...internalError(claim, reason), isDead: true };
    }
    try {
      signal.throwIfAborted();
      if (this.failpoints.isSet('marked_program') && JSON.stringify(claim.request).includes(FAILPOINT_MARK))
        this.failpoints.hit('marked_program');
      return await performJob(claim.request, {
        runner: usage.runner,
        signal,
        slots: this.slots,
        slot,
        emit: (news) => reporter.tell(news),
        progress: (progress) => reporter.progress(progress),
      });
    } catch (error) {
      return this.outcomeOfError(claim, error);
    }
  }

  private async outcomeOfError(claim: Claim, error: unknown): Promise<StoredOutcome | null> {
    if (error instanceof JobFailed) return internalError(claim, error.message);
    if (error instanceof JobAborted) return this.outcomeOfAbort(claim, error);
    this.logger.error(
      `submission ${claim.submissionId}, try ${claim.tries}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    if (error instanceof RunnerUnavailable && claim.tries - claim.handedBack < MAX_TRIES) {
      await this.store.release(claim, true);
      throw new JobReturned('no sandbox could be had', HAND_BACK_DELAY_MS, { cause: error });
    }
    return internalError(claim, error instanceof RunnerUnavailable ? 'no sandbox could be had' : OUR_FAULT);
  }

  private async outcomeOfAbort(claim: Claim, { why }: JobAborted): Promise<StoredOutcome | null> {
    switch (why) {
      case 'cancelled':
      case 'claim_lost':
        return null;
      case 'took_too_long':
        return internalError(claim, 'the job took longer than its limits allow');
      case 'worker_stopping':
        await this.store.release(claim, false);
        throw new JobReturned('the worker is stopping');
      default:
        throw new TypeError(`unknown reason ${JSON.stringify(why satisfies never)}`);
    }
  }

  /** Stores and tells the outcome; false when the claim was gone. @throws what the database threw */
  private async finish(
    claim: Claim,
    { verdict, result, isDead = false }: StoredOutcome,
    { reporter, usage, heartbeat }: Watch & { heartbeat: Heartbeat },
  ): Promise<boolean> {
    reporter.end();
    for (;;) {
      const usedMs = usage.take();
      try {
        const isOurs = await this.store.finish(claim, verdict, result, reporter.state, { usedMs, isDead });
        if (isOurs) {
          reporter.finished(verdict);
          return true;
        }
        usage.giveBack(usedMs);
        this.logger.log(`submission ${claim.submissionId}: cancelled or taken over, this outcome is dropped`);
        return false;
      } catch (error) {
        usage.giveBack(usedMs);
        // A database that comes back in time must not cost a long job.
        if (!heartbeat.holds || this.stopping) throw error;
        this.logger.warn(`submission ${claim.submissionId}: the outcome is not stored yet: ${String(error)}`);
        await delay(STORE_RETRY_MS);
      }
    }
  }

  /**
   * Before the outcome is stored: whoever sees it and submits the same work again must not get a result that this very run
   * has shown to vary.
   */
  private async keepResult(
    { submissionId, resultKey }: Claim,
    { verdict, result }: JobOutcome,
  ): Promise<void> {
    if (resultKey === null) return;
    await this.results.offer(resultKey, verdict, result).catch((error: unknown) => {
      this.logger.warn(`submission ${submissionId}: the result is not kept: ${String(error)}`);
    });
  }
}

/** What is known of a job while it runs. */
interface Watch {
  reporter: JobReporter;
  usage: UsageMeter;
}

/** An outcome as it is stored. `isDead`: the job was given up, and an operator is to look at it. */
type StoredOutcome = JobOutcome & { isDead?: boolean };

function internalError({ request }: Claim, reason: string): JobOutcome {
  const result: SubmissionResult = emptyResult(request, reason);
  return { verdict: 'internal_error', result };
}
