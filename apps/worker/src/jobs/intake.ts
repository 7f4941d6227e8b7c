import type { JobPriority } from '@app/contracts';
import { DATABASE_AWAY_DELAY_MS, HAND_BACK_DELAY_MS, SubmissionBus } from '@app/queue';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { RUNNER, type Runner } from '../runner/runner.js';
import { JobAttempts } from './attempt.js';
import { ClaimStore } from './claim-store.js';
import { DatabaseAway } from './database-away.js';
import { JobAborted, JobReturned } from './job-aborted.js';
import { LiveTalk } from './live-talk.js';
import { Places, type Place } from './places.js';
import { Slots } from './slots.js';

/**
 * A job that this worker cannot do is kept for a moment before it goes back, so that a line full of such jobs
 * is not passed round and round at full speed.
 */
const HAND_BACK_AFTER_MS = 100;

/**
 * How often the row of a job that waits to be alone is marked as looked after; well below what the sweep
 * waits.
 */
const NOTE_EVERY_MS = 20_000;

/** Programs that are talked to mostly wait for a person: so many for each slot. */
const LIVE_PER_SLOT = 2;

/** What of a message matters beside the submission's id. */
export interface JobTerms {
  priority?: JobPriority;
  /** Ids of the languages that its worker must have. */
  languages?: readonly string[];
  /** Called when the job's programs have ended: the next job may come. */
  makeRoom?: () => void;
}

/** One job that this worker does, or waits to do. */
interface ActiveJob {
  submissionId: string;
  priority: JobPriority;
  controller: AbortController;
  /** With the client of a live run. */
  talk?: LiveTalk;
  makeRoom?: () => void;
}

/**
 * Where the messages of the queue end. Theory of operation: a job that this worker has no language for goes
 * back; any other gets a place first, so that what waits stays `queued`, and then an attempt (a last one
 * alone, see `Places`). The caller acknowledges when that has come to its end: until then the message comes
 * again if this process dies.
 */
@Injectable()
export class JobIntake implements OnModuleInit, OnModuleDestroy {
  private readonly active = new Map<ActiveJob, Promise<unknown>>();
  private stopListening = () => {};
  private stopping = false;
  private readonly places: Places;
  private readonly livePlaces: Slots;

  constructor(
    @Inject(RUNNER) private readonly runner: Runner,
    slots: Slots,
    private readonly store: ClaimStore,
    private readonly bus: SubmissionBus,
    private readonly attempts: JobAttempts,
  ) {
    this.places = new Places(slots);
    this.livePlaces = new Slots(slots.total * LIVE_PER_SLOT);
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
   * Takes no further job, gives running ones `graceMs` to finish, and gives back what is left: other workers,
   * or the next start, take it up at once. Idempotent.
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.attempts.stop();
    this.stopListening();
    const done = Promise.allSettled(this.active.values());
    const timer = setTimeout(() => {
      for (const { controller } of this.active.keys()) controller.abort(new JobAborted('worker_stopping'));
    }, graceMs);
    await done;
    clearTimeout(timer);
  }

  /**
   * Resolves when the submission needs no more from this message: its outcome is stored, or it is not ours to
   * do.
   * @throws JobReturned when it should be delivered again, JobRejected when it must not be; what the database refused
   */
  async execute(submissionId: string, terms: JobTerms = {}): Promise<void> {
    try {
      await this.handBackOrAttempt(submissionId, terms);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      // However long it is away: no job is given up for that.
      throw new JobReturned(error.message, DATABASE_AWAY_DELAY_MS, { cause: error });
    }
  }

  /**
   * Does the job of a live run, unless another worker has it, or there is no room for it here.
   * @throws what `execute` throws
   */
  async executeLive(submissionId: string, languages: readonly string[]): Promise<void> {
    if (this.stopping || this.missingLanguages(languages).length > 0) return;
    const slot = this.livePlaces.tryAcquire();
    if (!slot) return;
    const controller = new AbortController();
    const talk = new LiveTalk(() => controller.abort(new JobAborted('cancelled')));
    const job: ActiveJob = { submissionId, priority: 'interactive', controller, talk };
    const place: Place = { slot, isAlone: true, leave: () => slot.release() };
    await this.whileActive(job, this.attemptIn(place, job));
  }

  private async handBackOrAttempt(
    submissionId: string,
    { priority = 'batch', languages = [], makeRoom }: JobTerms,
  ): Promise<void> {
    if (this.stopping) throw new JobReturned('the worker is stopping');
    const missing = this.missingLanguages(languages);
    if (missing.length > 0) return this.handBack(submissionId, missing);
    const job: ActiveJob = { submissionId, priority, controller: new AbortController(), makeRoom };
    await this.whileActive(job, this.attempt(job));
  }

  private async whileActive(job: ActiveJob, work: Promise<unknown>): Promise<void> {
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

  private async attempt(job: ActiveJob): Promise<void> {
    if (await this.attemptIn(await this.besideOthers(job), job)) return;
    if (await this.store.waitsForLastTry(job.submissionId)) await this.attemptIn(await this.alone(job), job);
  }

  /** @returns whether there was something to do, or there is nothing more to do */
  private async attemptIn(place: Place | null, job: ActiveJob): Promise<boolean> {
    if (place === null) return true;
    try {
      // A job that got its place after the worker began to stop does not start any more.
      if (this.stopping) throw new JobReturned('the worker is stopping');
      const makeRoom = () => {
        place.slot.release();
        job.makeRoom?.();
      };
      return await this.attempts.make(job.submissionId, place, { ...job, makeRoom });
    } finally {
      place.leave();
    }
  }

  private besideOthers({ controller, priority }: ActiveJob): Promise<Place | null> {
    return this.got(this.places.beside(controller.signal, priority));
  }

  /**
   * Running jobs may take long: meanwhile the row says that a worker looks after it, so that no sweep does.
   */
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
}
