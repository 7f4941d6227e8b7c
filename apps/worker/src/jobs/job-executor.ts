import { BlobCache, BlobUses } from '@app/blobs';
import { isKeyOf, ResultCache } from '@app/results';
import { FAILPOINT_MARK, Failpoints } from '@app/config';
import {
  MAX_TRIES,
  specOf,
  type JobPriority,
  type SubmissionBlobs,
  type SubmissionResult,
} from '@app/contracts';
import { DATABASE_AWAY_DELAY_MS, HAND_BACK_DELAY_MS, JobRejected, SubmissionBus } from '@app/queue';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { VERSION } from '../program-version.js';
import { RUNNER, RunnerUnavailable, type Runner } from '../runner/runner.js';
import { DatabaseAway } from './database-away.js';
import { Heartbeat } from './heartbeat.js';
import { JobAborted, JobReturned } from './job-aborted.js';
import { JobReporter } from './job-reporter.js';
import { JobFailed, type JobOutcome } from '../kinds/kind.js';
import { jobTimeLimitMs, performJob } from '../kinds/index.js';
import { Places, type Place } from './places.js';
import { Slots, type Slot } from './slots.js';
import { isOutOfTries, ClaimStore, type Claim, type Ending, type FurtherEnding } from './claim-store.js';
import { KeptOutputs, type OutputKeeper } from '../results/kept-outputs.js';
import { SuiteStore } from './suite-store.js';
import { UsageMeter } from './usage-meter.js';

const STORE_RETRY_MS = 500;
/** What the owner of a job reads when the fault is ours; the log has the rest. */
const OUR_FAULT = 'the worker failed; this is no fault of the programs';

/**
 * A job that this worker cannot do is kept for a moment before it goes back, so that a line full of such jobs is not passed
 * round and round at full speed.
 */
const HAND_BACK_AFTER_MS = 100;

/** How often the row of a job that waits to be alone is marked as looked after; well below what the sweep waits. */
const NOTE_EVERY_MS = 20_000;

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
 * then the claim, which makes this try the only one (and a last one alone, see `Places`); then the job, under a heartbeat that keeps the claim alive; then one
 * conditional update with the outcome, and only after it the event. Whoever calls acknowledges after that: until then
 * the message comes again if this process dies.
 */
@Injectable()
export class JobExecutor implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(JobExecutor.name);
  private readonly active = new Map<ActiveJob, Promise<void>>();
  private stopListening = () => {};
  private stopping = false;
  private readonly places: Places;

  constructor(
    @Inject(RUNNER) private readonly runner: Runner,
    private readonly slots: Slots,
    private readonly store: ClaimStore,
    private readonly bus: SubmissionBus,
    private readonly results: ResultCache,
    private readonly failpoints: Failpoints,
    @Inject(VERSION) private readonly version: string,
    private readonly blobs: BlobCache,
    private readonly blobUses: BlobUses,
    private readonly suites?: SuiteStore,
  ) {
    this.places = new Places(slots);
  }

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
   * @throws JobReturned when it should be delivered again, JobRejected when it must not be; what the database refused
   */
  async execute(submissionId: string, terms: JobTerms = {}): Promise<void> {
    try {
      await this.handBackOrDo(submissionId, terms);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      // However long it is away: no job is given up for that.
      throw new JobReturned(error.message, DATABASE_AWAY_DELAY_MS, { cause: error });
    }
  }

  private async handBackOrDo(
    submissionId: string,
    { priority = 'batch', languages = [] }: JobTerms,
  ): Promise<void> {
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

  /** @throws JobReturned, unless the job waits no more, or waits as a row until a worker comes that can do it */
  private async handBack(submissionId: string, missing: readonly string[]): Promise<void> {
    if (!(await this.store.leaveToOthers(submissionId))) return;
    await delay(HAND_BACK_AFTER_MS);
    throw new JobReturned(`not on this worker: ${missing.join(', ')}`, HAND_BACK_DELAY_MS);
  }

  private async claimAndDo(job: ActiveJob): Promise<void> {
    if (await this.claimAndDoIn(await this.besideOthers(job), job)) return;
    if (await this.store.waitsForLastTry(job.submissionId))
      await this.claimAndDoIn(await this.alone(job), job);
  }

  /** @returns whether there was something to do, or there is nothing more to do */
  private async claimAndDoIn(place: Place | null, { submissionId, controller }: ActiveJob): Promise<boolean> {
    if (place === null) return true;
    try {
      // Whoever waits for a place while the worker is told to stop begins nothing any more.
      if (this.stopping) throw new JobReturned('the worker is stopping');
      const claim = await this.store.claim(submissionId, place.isAlone);
      if (claim) await this.doClaimed(claim, place.slot, controller);
      return claim !== null;
    } finally {
      place.leave();
    }
  }

  private besideOthers({ controller, priority }: ActiveJob): Promise<Place | null> {
    return this.got(this.places.beside(controller.signal, priority));
  }

  /** Jobs in hand may take long: the row says meanwhile that somebody looks after it, so that no sweep does. */
  private async alone({ submissionId, controller, priority }: ActiveJob): Promise<Place | null> {
    const note = async () => {
      if (!(await this.store.noteLookedAfter(submissionId))) controller.abort(new JobAborted('cancelled'));
    };
    const timer = setInterval(() => void note().catch(() => {}), NOTE_EVERY_MS);
    try {
      return await this.got(this.places.alone(controller.signal, priority));
    } finally {
      clearInterval(timer);
    }
  }

  /** @returns null when the job was cancelled before @throws JobReturned when the worker stops before */
  private async got(place: Promise<Place>): Promise<Place | null> {
    try {
      return await place;
    } catch (error) {
      if (error instanceof JobAborted && error.why === 'cancelled') return null;
      throw new JobReturned('the job never got a slot', 0, { cause: error });
    }
  }

  private async doClaimed(claim: Claim, slot: Slot, controller: AbortController): Promise<void> {
    const reporter = new JobReporter(this.bus, claim);
    const usage = new UsageMeter(this.runner, claim.ownerId);
    const outputs = new KeptOutputs(this.blobs.store, this.blobUses, claim.submissionId);
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
      const outcome = await this.outcomeOf(claim, slot, controller.signal, { reporter, usage, outputs });
      if (!outcome) return;
      const blobs = await this.keptOutputs(claim, outputs);
      // One with blobs would need them for as long as the cache lives.
      if (outcome.status === 'finished' && blobs === null) await this.keepResult(claim, outcome);
      const isStored = await this.finish(claim, { ...outcome, blobs }, { reporter, usage, heartbeat });
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
    { reporter, usage, outputs }: Watch & { outputs: OutputKeeper },
  ): Promise<StoredOutcome | null> {
    if (isOutOfTries(claim)) {
      const reason = `the job was begun ${MAX_TRIES} times and never came to an end`;
      return { ...internalError(claim, reason), isDead: true };
    }
    let soFar: () => SubmissionResult | null = () => null;
    try {
      signal.throwIfAborted();
      if (this.failpoints.isSet('marked_program') && JSON.stringify(claim.request).includes(FAILPOINT_MARK))
        this.failpoints.hit('marked_program');
      const outcome = await performJob(claim.request, {
        runner: usage.runner,
        signal,
        slots: this.slots,
        slot,
        outputs,
        emit: (news) => reporter.tell(news),
        charge: (ms) => usage.charge(ms),
        keep: (look) => (soFar = look),
        progress: (progress) => reporter.progress(progress),
        ...(this.suites && { suites: this.suites }),
      });
      return { status: 'finished', ...outcome };
    } catch (error) {
      return this.outcomeOfError(claim, error, soFar());
    }
  }

  /** @param found what the job had come to before the error */
  private async outcomeOfError(
    claim: Claim,
    error: unknown,
    found: SubmissionResult | null,
  ): Promise<StoredOutcome | null> {
    if (error instanceof JobFailed) return internalError(claim, error.message);
    if (error instanceof JobAborted) return this.outcomeOfAbort(claim, error.why, found);
    this.logger.error(
      `submission ${claim.submissionId}, try ${claim.tries}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    if (error instanceof RunnerUnavailable && claim.tries - claim.handedBack < MAX_TRIES) {
      await this.store.release(claim, true);
      throw new JobReturned('no sandbox could be had', HAND_BACK_DELAY_MS, { cause: error });
    }
    return internalError(claim, error instanceof RunnerUnavailable ? 'no sandbox could be had' : OUR_FAULT);
  }

  private async outcomeOfAbort(
    claim: Claim,
    why: JobAborted['why'],
    found: SubmissionResult | null,
  ): Promise<StoredOutcome | null> {
    switch (why) {
      case 'cancelled':
        return { status: 'cancelled', verdict: null, result: found };
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
    outcome: StoredOutcome,
    { reporter, usage, heartbeat }: Watch & { heartbeat: Heartbeat },
  ): Promise<boolean> {
    reporter.end();
    for (;;) {
      const usedMs = usage.take();
      try {
        const isOurs = await this.store.finish(claim, outcome, reporter.state, {
          usedMs,
          isDead: outcome.isDead ?? false,
          blobs: outcome.blobs ?? null,
        });
        if (isOurs) {
          reporter.finished(outcome);
          return true;
        }
        usage.giveBack(usedMs);
        this.logger.log(`submission ${claim.submissionId}: cancelled or taken over, this outcome is dropped`);
        return false;
      } catch (error) {
        usage.giveBack(usedMs);
        // A database that comes back must not cost a long job, however late: the statement says whose job it is then.
        if (heartbeat.isLost || this.stopping || !(error instanceof DatabaseAway)) throw error;
        this.logger.warn(`submission ${claim.submissionId}: the outcome is not stored yet: ${String(error)}`);
        await delay(STORE_RETRY_MS);
      }
    }
  }

  /**
   * Before the outcome is stored: whoever sees it and submits the same work again must not get a result that this very run
   * has shown to vary. Under its key only what came about with the versions in it: this worker may have others than those
   * that were there when the job came in.
   */
  /** What is kept beside the result; a result that is cut is better than none, so a store that fails loses no job. */
  private async keptOutputs({ submissionId }: Claim, outputs: KeptOutputs): Promise<SubmissionBlobs | null> {
    return outputs.settled().catch((error: unknown) => {
      this.logger.error(`submission ${submissionId}: its long texts are not kept: ${String(error)}`);
      return null;
    });
  }

  private async keepResult(
    { submissionId, resultKey, languages }: Claim,
    { verdict, result }: JobOutcome,
  ): Promise<void> {
    const mine = this.runner.languages().filter(({ id }) => languages.includes(id));
    if (resultKey === null || !isKeyOf(resultKey, this.version, mine)) return;
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
type StoredOutcome = Ending & Pick<FurtherEnding, 'isDead' | 'blobs'>;

function internalError({ request }: Claim, reason: string): Ending {
  return {
    status: 'finished',
    verdict: 'internal_error',
    result: specOf(request.kind).emptyResult(request, reason),
  };
}
