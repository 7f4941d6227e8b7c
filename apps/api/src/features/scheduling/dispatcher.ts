import { Submission } from '@app/database';
import { JobQueue, SubmissionBus } from '@app/queue';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Handover } from './handover.js';
import type { Payers } from './payers.js';
import { WaitingRows } from './waiting-rows.js';

/**
 * Theory of operation. A line that is served in order is not fair: a user who puts ten thousand jobs into it
 * makes all others wait for them. So the queue only gets as many jobs of one user (`usage_key`) as the
 * workers can run at once and half as many more, the user's share. The others wait as rows, and go on one by
 * one as earlier ones end. What counts are the workers that have a job's languages; a job that none of them
 * has waits as a row and takes no share. Another user's first job then finds at most a share of others' jobs
 * before it, most of which are running already. Users who come from one address (`address_key`) have a few
 * shares together. A process that stores a row or lets one go on locks its user and its address first, so
 * that no two replicas give the same place away.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  /** Users and addresses that have rows waiting, as far as this replica knows; the sweep finds the others. */
  private readonly waiting = new Set<string>();
  private readonly releasing = new Map<string, { again: boolean; done: Promise<number> }>();
  private stopListening = () => {};
  private endsHeard = 0;

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly bus: SubmissionBus,
    private readonly rows: WaitingRows,
    private readonly handover: Handover,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.bus.onEvent((event) => {
      if (event.type !== 'submission.finished') return;
      this.endsHeard += 1;
      if (this.waiting.size > 0) void this.ended(event.submissionId, event.within?.payers);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopListening();
    await Promise.allSettled([...this.releasing.values()].map(({ done }) => done));
  }

  /** How many jobs have ended as far as this replica knows. */
  get ends(): number {
    return this.endsHeard;
  }

  /**
   * A row waits, for which there was no room when so many jobs had ended. Room comes when the next one ends;
   * if one has since, it is looked for now.
   */
  async waits({ usageKey, addressKey }: Payers, ends: number): Promise<void> {
    this.waiting.add(usageKey).add(addressKey);
    if (this.endsHeard !== ends) await this.release(usageKey);
  }

  /** Rows of this user wait: hands over those for which there is room. @returns how many */
  async release(usageKey: string): Promise<number> {
    this.waiting.add(usageKey);
    const running = this.releasing.get(usageKey);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve(0) };
    this.releasing.set(usageKey, state);
    state.done = this.releaseUntilQuiet(usageKey, state).finally(() => this.releasing.delete(usageKey));
    return state.done;
  }

  /** Hands over what waits, of all users. @returns how many */
  async releaseAll(): Promise<number> {
    let released = 0;
    for (const key of await this.rows.users()) released += await this.release(key);
    return released;
  }

  /** There may be room for its user now, and for others at its address. */
  private async ended(submissionId: string, told: Payers | undefined): Promise<void> {
    try {
      const payers = told ?? (await this.payersOf(submissionId));
      if (!payers) return;
      const { usageKey, addressKey } = payers;
      const here = this.waiting.has(addressKey) ? await this.rows.usersAt(addressKey) : [];
      if (here.length === 0) this.waiting.delete(addressKey);
      // The place goes to the user of this address who has the fewest jobs.
      for (const user of here) if ((await this.release(user)) > 0) return;
      if (!here.includes(usageKey) && this.waiting.has(usageKey)) await this.release(usageKey);
    } catch (error) {
      this.logger.warn(`what waits goes on with the sweep: ${String(error)}`);
    }
  }

  private payersOf(id: string): Promise<Payers | null> {
    const select = { id: true, usageKey: true, addressKey: true };
    return this.database.getRepository(Submission).findOne({ where: { id }, select });
  }

  private async releaseUntilQuiet(usageKey: string, state: { again: boolean }): Promise<number> {
    let released = 0;
    do {
      state.again = false;
      released += await this.releaseOnce(usageKey);
    } while (state.again);
    return released;
  }

  private async releaseOnce(usageKey: string): Promise<number> {
    let released = 0;
    while (this.jobs.isAvailable) {
      const lines = await this.rows.lines(usageKey);
      if (lines.length === 0) this.waiting.delete(usageKey);
      for (const { addressKey } of lines) this.waiting.add(addressKey);
      const line = await this.rows.firstWithRoom(lines);
      if (line === null) return released;
      const taken = await this.rows.take(line);
      await this.handover.publish(taken);
      released += taken.length;
      // Another replica has taken them.
      if (taken.length === 0) return released;
    }
    return released;
  }
}
