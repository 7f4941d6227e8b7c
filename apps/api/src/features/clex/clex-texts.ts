import type { Strategy } from '@app/clex';
import { DrawingFailed, Drawings, problemOfClex, type Written } from '@app/drawing';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ThreadPool } from '../../platform/threads/thread-pool.js';
import { DrawingSeconds, type Payers } from '../scheduling/drawing-seconds.js';
import { clexRefused } from './clex-refused.js';

/** Reading a shorter text takes a millisecond or two at most. */
const MAX_CHARACTERS_HERE = 2_000;
/** All inputs of one request together may take so long. */
const BUDGET_MS = 2_000;
/** A client waits for what is drawn here; a worker draws for longer. */
const TIME_LIMIT_MS = 5_000;
const TOO_MUCH = {
  time: `takes more than ${TIME_LIMIT_MS / 1000} seconds to draw`,
  memory: 'takes more memory to draw than there is for it',
} as const;

/** Which inputs to draw. */
export interface InputsWanted {
  clex: string;
  /** Unsigned 64-bit, decimal. */
  seed: string;
  /** Number of the first one; default 0. */
  index?: number;
  count: number;
  strategy?: Strategy;
  /** Each input may be as long as in a job; otherwise all of them together may be as long as one. */
  asInJobs?: boolean;
  /** Of the text, for problems. */
  field: string;
}

/** Reads clex texts and draws from them, beside the event loop. */
@Injectable()
export class ClexTexts implements OnApplicationShutdown {
  private readonly drawings: Drawings;

  constructor(
    private readonly threads: ThreadPool,
    private readonly seconds: DrawingSeconds,
  ) {
    this.drawings = new Drawings({ maxThreads: threads.size });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.drawings.close();
  }

  /**
   * Inputs drawn from a text, as the JSON of an answer; the time that this takes counts for the caller.
   * @throws DomainError('invalid_clex') also when drawing takes too long, DomainError('too_many_jobs') when the seconds of this hour
   * are used up, DomainError('unavailable')
   */
  async draw(wanted: InputsWanted, payers: Payers): Promise<Uint8Array> {
    await this.seconds.require(payers);
    const written = await this.write(wanted, payers.addressKey);
    await this.seconds.charge(payers, written.tookMs);
    if (written.kind === 'written') return written.json;
    throw clexRefused(written.problem, wanted.field);
  }

  /** @throws DomainError('invalid_clex') when the text of `field` cannot be read, DomainError('unavailable') */
  async check(text: string, field: string, address: string): Promise<void> {
    const problem = await this.problemOf(text, field, address);
    if (problem) throw clexRefused(problem, field);
  }

  private async problemOf(clex: string, field: string, address: string) {
    if (clex.length <= MAX_CHARACTERS_HERE) return problemOfClex(clex);
    const read = await this.write({ clex, seed: '0', count: 0, field }, address);
    return read.kind === 'refused' ? read.problem : null;
  }

  private async write({ clex, seed, count, ...wanted }: InputsWanted, address: string): Promise<Written> {
    const { index: from = 0, strategy = 'uniform', asInJobs = false } = wanted;
    const request = {
      clex,
      seed: BigInt(seed),
      strategy,
      from,
      to: from + count,
      asInJobs,
      maxMs: BUDGET_MS,
    };
    try {
      return await this.threads.inTurn(address, () => this.drawings.write(request, TIME_LIMIT_MS));
    } catch (error) {
      if (!(error instanceof DrawingFailed) || error.reason === 'broken') throw error;
      return { kind: 'refused', problem: { message: TOO_MUCH[error.reason] }, tookMs: TIME_LIMIT_MS };
    }
  }
}
