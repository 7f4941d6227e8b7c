import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/problem/domain-error.js';
import { TaskTimeout, ThreadPool, threadTask } from '../../platform/threads/thread-pool.js';
import type { Drawn } from './clex.thread.js';
import { DrawingSeconds, type Payers } from '../scheduling/drawing-seconds.js';
import { type InputsWanted, tooSlow } from './draw-inputs.js';
import { parseClex } from './parse-clex.js';

/** Reading a shorter text takes a millisecond or two at most. */
const MAX_CHARACTERS_HERE = 2_000;
/** A worker draws for longer; what is drawn here somebody waits for. */
const TIME_LIMIT_MS = 5_000;
const DRAW_TASK = threadTask<InputsWanted, Drawn>(import.meta.url, 'clex.thread', TIME_LIMIT_MS);

/** Reads clex texts and draws from them, beside the event loop. */
@Injectable()
export class ClexTexts {
  constructor(
    private readonly threads: ThreadPool,
    private readonly seconds: DrawingSeconds,
  ) {}

  /**
   * Inputs drawn from a text, as the JSON of an answer; what that takes counts as seconds of whoever asks.
   * @throws DomainError('invalid_clex') also when drawing takes too long, DomainError('too_many_jobs') when the seconds of this hour
   * are used up, DomainError('unavailable')
   */
  async draw(wanted: InputsWanted, payers: Payers): Promise<Uint8Array> {
    await this.seconds.require(payers);
    const drawn = await this.run(wanted, payers.addressKey);
    await this.seconds.charge(payers, drawn.tookMs);
    if (drawn.kind === 'ok') return drawn.json;
    throw new DomainError(drawn.code, drawn.details);
  }

  private async run(wanted: InputsWanted, address: string): Promise<Drawn> {
    try {
      return await this.threads.run(DRAW_TASK, wanted, address);
    } catch (error) {
      if (!(error instanceof TaskTimeout)) throw error;
      const { code, details } = tooSlow(
        wanted.field,
        `takes more than ${TIME_LIMIT_MS / 1000} seconds to draw`,
      );
      return { kind: 'problem', code, details, tookMs: TIME_LIMIT_MS };
    }
  }

  /** @throws DomainError('invalid_clex') when the text of `field` cannot be read, DomainError('unavailable') */
  async check(text: string, field: string, address: string): Promise<void> {
    if (text.length <= MAX_CHARACTERS_HERE) return void parseClex(text, field);
    const read = await this.run({ clex: text, seed: '0', count: 0, field }, address);
    if (read.kind === 'problem') throw new DomainError(read.code, read.details);
  }
}
