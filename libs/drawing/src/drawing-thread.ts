import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Drawer } from './draw.js';
import { DrawingFailed } from './drawing-failed.js';
import type { Answer, Task } from './messages.js';

/** A thread that has nothing to do for so long ends. */
const IDLE_MS = 30_000;
/** A thread that needs more ends, and its task fails; the process goes on. */
const OLD_SPACE_MB = 1_024;
/** A thread that has to start first may take so much longer; from TypeScript it loads slowly. */
const START_MS = { built: 1_000, source: 20_000 } as const;

/**
 * Does tasks one after the other, in their order. What a session holds lives in the one thread that began it.
 */
export interface DrawingThread {
  /** Tasks that were given and are not answered yet. */
  readonly waiting: number;
  /** @throws DrawingFailed, also when it is not done within `timeLimitMs`, counted from here */
  perform(task: Task, timeLimitMs: number): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * A pool of one: a thread that starts when there is something to do, ends after a while without, and is
 * replaced when it was broken off.
 */
export class PoolOfOne implements DrawingThread {
  waiting = 0;
  private readonly pool: Piscina<Task, Answer>;
  private readonly startMs: number;

  constructor() {
    const isSource = import.meta.url.endsWith('.ts');
    this.startMs = isSource ? START_MS.source : START_MS.built;
    this.pool = new Piscina({
      filename: fileURLToPath(new URL(`./drawing.thread.${isSource ? 'ts' : 'js'}`, import.meta.url)),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: OLD_SPACE_MB },
      ...(isSource && { execArgv: ['--import', 'tsx'] }),
    });
    // Of a thread that breaks without a task; unheard, it would end the process.
    this.pool.on('error', (error: Error) => process.emitWarning(error));
  }

  async perform(task: Task, timeLimitMs: number): Promise<Answer> {
    const abort = new AbortController();
    const startMs = this.pool.threads.length === 0 ? this.startMs : 0;
    const timer = setTimeout(() => abort.abort(), startMs + timeLimitMs).unref();
    this.waiting++;
    try {
      return await this.pool.run(task, { signal: abort.signal });
    } catch (error) {
      if (abort.signal.aborted) throw new DrawingFailed('time', 'the drawing took too long');
      throw failureOf(error);
    } finally {
      this.waiting--;
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

function failureOf(error: unknown): DrawingFailed {
  if ((error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new DrawingFailed('memory', 'the drawing needs too much memory');
  return new DrawingFailed('broken', error instanceof Error ? error.message : String(error));
}

/** The same in this thread, for unit tests of what draws: a thread takes a second to load sources. */
export class ThisThread implements DrawingThread {
  waiting = 0;
  private readonly drawer = new Drawer();

  async perform(task: Task): Promise<Answer> {
    this.waiting++;
    await nextTurn();
    try {
      return this.drawer.perform(task);
    } catch (error) {
      throw failureOf(error);
    } finally {
      this.waiting--;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
