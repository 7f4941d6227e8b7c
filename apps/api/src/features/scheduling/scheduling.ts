import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError } from '../../platform/problem/domain-error.js';
import type { Admission, Admitted, Applicant } from './admission.js';
import { Backlog } from './backlog.js';
import { Dispatcher } from './dispatcher.js';
import { Handover, type QueuedJob } from './handover.js';
import { lockPayers, type Payers } from './payers.js';
import type { LockedUsage, UniformTerms } from './uniform-terms.js';
import { UsageLimits } from './usage-limits.js';
import { WorkerAllowances } from './worker-allowances.js';

/**
 * What becomes of a job that has come: it goes to the queue, waits as a row until there is room, or may not
 * even wait.
 */
export type Decision = ({ kind: 'accepted' } & Admitted) | { kind: 'refused'; problem: DomainError };

/** A job whose row is stored. */
export type JobToBegin = QueuedJob & Payers;

/**
 * The one entrance to when and where jobs run. Theory of operation: a process that stores queued rows locks
 * their user and their address, counts what those have, and decides whether the rows may go to the queue or
 * have to wait; without the lock two replicas would give the same place away. The Dispatcher says how places
 * are shared out.
 */
@Injectable()
export class Scheduling {
  private readonly logger = new Logger(Scheduling.name);

  constructor(
    private readonly database: DataSource,
    private readonly backlog: Backlog,
    private readonly limits: UsageLimits,
    private readonly workers: WorkerAllowances,
    private readonly dispatcher: Dispatcher,
    private readonly handover: Handover,
  ) {}

  /**
   * Asked before anything of a new job is stored. @throws DomainError('queue_full') when too many wait
   * already
   */
  async requireRoom(): Promise<void> {
    await this.backlog.admit();
  }

  /**
   * A moment: what was decided after it and before another one may be out of date when jobs have ended in
   * between.
   */
  get asOf(): number {
    return this.dispatcher.ends;
  }

  /**
   * What one statement needs to decide about new jobs and to store them; null where workers differ: see
   * `decide`.
   */
  async termsOfNew(payers: Payers): Promise<UniformTerms | null> {
    return this.limits.termsOfNew(payers, await this.workers.now());
  }

  /** Remembers what the statement has counted: a long line is not walked along for each that joins it. */
  noteCounted(terms: UniformTerms, usage: LockedUsage): void {
    this.limits.noteCounted(terms, usage);
  }

  /**
   * Why a statement has refused a job. @param waitingBefore jobs before it in the same statement that have to
   * wait
   */
  refusal(terms: UniformTerms, usage: LockedUsage, waitingBefore: number, job: Applicant): DomainError {
    const counted = this.limits.counted(terms, usage, waitingBefore);
    const decision = decisionOf(counted, job);
    return decision.kind === 'refused' ? decision.problem : new DomainError('too_many_jobs');
  }

  /**
   * Decides about new jobs of one user from one address, in their order; needed where workers differ in what
   * they can do.
   * @param store keeps what was accepted, in the transaction in which the decisions hold
   */
  async decide<T>(
    payers: Payers,
    jobs: readonly Applicant[],
    store: (manager: EntityManager, decisions: readonly Decision[]) => Promise<T>,
  ): Promise<T> {
    // Not in the transaction: it asks over another connection, which an embedded database does not serve
    // meanwhile.
    const allowance = await this.workers.now();
    return this.database.transaction(async (manager) => {
      await lockPayers(manager, payers);
      const admission = await this.limits.admission(manager, payers, allowance);
      return store(
        manager,
        jobs.map((job) => decisionOf(admission, job)),
      );
    });
  }

  /**
   * Decides about a program that is to be talked to: it goes past the queue, and takes no share of it.
   * @param store keeps it, in the transaction in which the decision holds
   * @throws DomainError('too_many_live_runs' | 'too_many_jobs')
   */
  async admitLive<T>(
    payers: Payers,
    job: Applicant,
    store: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const allowance = await this.workers.now();
    return this.database.transaction(async (manager) => {
      await lockPayers(manager, payers);
      await this.limits.requireLiveRoom(manager, payers);
      (await this.limits.admission(manager, payers, allowance)).admit(job);
      return store(manager);
    });
  }

  /**
   * Sets a job going that was stored as was decided `asOf` then. Never throws: the row is stored, so its job
   * will be done; what does not work now, the sweep tries again.
   */
  async begin(job: JobToBegin, mayGo: boolean, asOf: number): Promise<void> {
    try {
      if (mayGo) await this.handover.publish([job]);
      else await this.dispatcher.waits(job, asOf);
    } catch (error) {
      this.logger.warn(`${job.id} waits for the sweep: ${String(error)}`);
    }
  }
}

function decisionOf(admission: Admission, job: Applicant): Decision {
  try {
    return { kind: 'accepted', ...admission.admit(job) };
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', problem: error };
    throw error;
  }
}
