import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Drawer } from './draw.js';
import type { Answer, ClimbRequest, DrawnInput, DrawRequest, ShrinkRequest, Task } from './messages.js';

/** A task that takes longer is broken off with its thread, in milliseconds. No bound of clex allows so much. */
const TASK_TIMEOUT_MS = 60_000;
/** A thread that has nothing to do for so long ends. */
const IDLE_MS = 30_000;
const MAX_THREADS = 4;
const OLD_SPACE_MB = 1_024;

/** A drawing that could not be done, through no fault of the clex text. */
export class DrawingFailed extends Error {
  override readonly name = 'DrawingFailed';
}

/** Candidates to run, null when there is nothing more to try; `picked` of those before is the best now. */
export type ShrinkStep = Pick<Answer & { kind: 'candidates' }, 'texts' | 'picked' | 'tookMs'>;

/** A failing input that is being made smaller. */
export interface ShrinkSession {
  /**
   * Candidates to run; null when there is nothing more to try.
   * @param fails for each of the candidates that were given last, whether it fails still; empty the first time
   */
  next(fails: boolean[]): Promise<ShrinkStep>;
  /** To be called when it is not gone on with. */
  leave(): void;
}

/** A search for the slowest input. */
export interface ClimbSession {
  /** The next input to time; null when there is none. @param ms how long the one before took; 0 the first time */
  next(ms: number): Promise<Pick<Answer & { kind: 'step' }, 'step' | 'tookMs'>>;
  /** To be called when it is not gone on with. */
  leave(): void;
}

/**
 * Draws inputs from clex texts in threads of their own, so that the event loop is free however long it takes. Tasks of
 * many jobs take turns: each of them is short, but for single inputs that are long.
 */
export class Drawings {
  private readonly threads: DrawingThread[] = [];
  private lastSession = 0;

  constructor(private readonly maxThreads = Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1))) {}

  /**
   * Draws inputs, as many of those asked for as `maxBytes` and `maxMs` allow, and at least one.
   * @throws DrawingFailed
   */
  async draw(request: DrawRequest): Promise<{ inputs: DrawnInput[]; tookMs: number }> {
    const answer = await this.thread().perform({ kind: 'draw', request });
    if (answer.kind !== 'drawn') throw new DrawingFailed('a thread answered something else');
    return answer;
  }

  /** Begins to make an input of a clex text smaller. */
  shrink(request: ShrinkRequest): ShrinkSession {
    const session = ++this.lastSession;
    const thread = this.thread();
    let hasBegun = false;
    return {
      next: async (fails) => {
        const task: Task = hasBegun
          ? { kind: 'answer', session, fails }
          : { kind: 'shrink', session, request };
        hasBegun = true;
        const answer = await thread.perform(task);
        if (answer.kind !== 'candidates') throw new DrawingFailed('a thread answered something else');
        return answer;
      },
      leave: () => void thread.perform({ kind: 'leave', session }).catch(() => {}),
    };
  }

  /** Begins to look for the slowest input of a clex text. */
  climb(request: ClimbRequest): ClimbSession {
    const session = ++this.lastSession;
    const thread = this.thread();
    let hasBegun = false;
    return {
      next: async (ms) => {
        const task: Task = hasBegun ? { kind: 'timed', session, ms } : { kind: 'climb', session, request };
        hasBegun = true;
        const answer = await thread.perform(task);
        if (answer.kind !== 'step') throw new DrawingFailed('a thread answered something else');
        return answer;
      },
      leave: () => void thread.perform({ kind: 'leave', session }).catch(() => {}),
    };
  }

  /** Ends all threads; what they are doing fails. */
  async close(): Promise<void> {
    await Promise.all(this.threads.splice(0).map((thread) => thread.close()));
  }

  /** The thread with the least to do; a further one while there are few. */
  private thread(): DrawingThread {
    for (let at = this.threads.length - 1; at >= 0; at--)
      if (this.threads[at]!.isGone) this.threads.splice(at, 1);
    const [idlest] = [...this.threads].sort((a, b) => a.waiting - b.waiting);
    if (idlest !== undefined && (idlest.waiting === 0 || this.threads.length >= this.maxThreads))
      return idlest;
    const thread = new DrawingThread();
    this.threads.push(thread);
    return thread;
  }
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** One thread; it answers tasks in their order. */
class DrawingThread {
  isGone = false;
  private readonly queue: Waiting[] = [];
  private readonly port: Port;
  private idle: NodeJS.Timeout | undefined;

  constructor() {
    this.port = openPort({
      onAnswer: (answer) => this.settle((waiting) => waiting.resolve(answer)),
      onGone: (reason) => this.gone(reason),
    });
  }

  get waiting(): number {
    return this.queue.length;
  }

  perform(task: Task): Promise<Answer> {
    if (this.isGone) return Promise.reject(new DrawingFailed('the drawing was broken off'));
    clearTimeout(this.idle);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void this.close(), TASK_TIMEOUT_MS);
      this.queue.push({ resolve, reject, timer });
      this.port.post(task);
    });
  }

  async close(): Promise<void> {
    this.gone('the drawing took too long or was broken off');
    await this.port.close();
  }

  private settle(tell: (waiting: Waiting) => void): void {
    const waiting = this.queue.shift();
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    tell(waiting);
    if (this.queue.length > 0) return;
    this.idle = setTimeout(() => void this.close(), IDLE_MS);
    this.idle.unref();
  }

  private gone(reason: string): void {
    this.isGone = true;
    clearTimeout(this.idle);
    for (const { reject, timer } of this.queue.splice(0)) {
      clearTimeout(timer);
      reject(new DrawingFailed(reason));
    }
  }
}

interface Port {
  post(task: Task): void;
  close(): Promise<void>;
}
interface PortHandlers {
  onAnswer(answer: Answer): void;
  onGone(reason: string): void;
}

function openPort(handlers: PortHandlers): Port {
  // A thread loads JavaScript only: where this runs from its TypeScript, as in unit tests, there is no thread.
  if (import.meta.url.endsWith('.ts')) return openLocalPort(handlers);
  const worker = new Worker(new URL('./drawing.thread.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: OLD_SPACE_MB },
  });
  worker.unref();
  worker.on('message', (answer: Answer) => handlers.onAnswer(answer));
  worker.on('error', (error) => handlers.onGone(`the drawing failed: ${error.message}`));
  worker.on('exit', () => handlers.onGone('the drawing thread ended'));
  return {
    post: (task) => worker.postMessage(task),
    close: async () => void (await worker.terminate()),
  };
}

function openLocalPort({ onAnswer, onGone }: PortHandlers): Port {
  const drawer = new Drawer();
  return {
    post: (task) =>
      void nextTurn().then(() => {
        try {
          onAnswer(drawer.perform(task));
        } catch (error) {
          onGone(String(error));
        }
      }),
    close: () => Promise.resolve(),
  };
}
