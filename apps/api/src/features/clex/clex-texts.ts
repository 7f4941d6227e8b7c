import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/problem/domain-error.js';
import { TaskTimeout, ThreadPool, threadTask } from '../../platform/threads/thread-pool.js';
import type { Drawn } from './clex.thread.js';
import type { DrawnInput, InputsWanted } from './draw-inputs.js';
import { parseClex } from './parse-clex.js';

/** Reading a shorter text takes a millisecond or two at most. */
const MAX_CHARACTERS_HERE = 2_000;
/** A worker draws for longer; what is drawn here somebody waits for. */
const TIME_LIMIT_MS = 5_000;
const DRAW_TASK = threadTask<InputsWanted, Drawn>(import.meta.url, 'clex.thread', TIME_LIMIT_MS);

/** Reads clex texts and draws from them, beside the event loop. */
@Injectable()
export class ClexTexts {
  constructor(private readonly threads: ThreadPool) {}

  /**
   * Inputs drawn from a text.
   * @param address of whoever asks
   * @throws DomainError('invalid_clex') also when drawing takes too long, DomainError('unavailable')
   */
  async draw(wanted: InputsWanted, address: string): Promise<DrawnInput[]> {
    try {
      const drawn = await this.threads.run(DRAW_TASK, wanted, address);
      if (drawn.kind === 'ok') return drawn.inputs;
      throw new DomainError(drawn.code, drawn.details);
    } catch (error) {
      if (!(error instanceof TaskTimeout)) throw error;
      const message = `takes more than ${TIME_LIMIT_MS / 1000} seconds to draw`;
      throw new DomainError('invalid_clex', { detail: message, errors: [{ field: wanted.field, message }] });
    }
  }

  /** @throws DomainError('invalid_clex') when the text of `field` cannot be read, DomainError('unavailable') */
  async check(text: string, field: string, address: string): Promise<void> {
    if (text.length <= MAX_CHARACTERS_HERE) parseClex(text, field);
    else await this.draw({ clex: text, seed: '0', count: 0, field }, address);
  }
}
