import { availableParallelism } from 'node:os';
import { DrawingFailed } from './drawing-failed.js';
import { type DrawingThread, PoolOfOne, ThisThread } from './drawing-thread.js';
import type {
  Answer,
  ClimbRequest,
  DrawnInput,
  DrawRequest,
  FormatWord,
  RecogniseRequest,
  ShrinkRequest,
  Task,
  WriteRequest,
} from './messages.js';

/**
 * A task that takes longer is broken off with its thread, in milliseconds. No bound of clex allows so much.
 */
const TASK_TIMEOUT_MS = 60_000;
const MAX_THREADS = 4;

/** Candidates to run, null when there is nothing more to try; `picked` of those before is the best now. */
export type ShrinkStep = Pick<Answer & { kind: 'candidates' }, 'texts' | 'picked' | 'tookMs'>;
/** Inputs as JSON, or why there are none. */
export type Written = Extract<Answer, { kind: 'written' | 'refused' }>;

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
  /**
   * The next input to time; null when there is none. @param ms how long the one before took; 0 the first time
   */
  next(ms: number): Promise<Pick<Answer & { kind: 'step' }, 'step' | 'tookMs'>>;
  /** To be called when it is not gone on with. */
  leave(): void;
}

interface DrawingsOptions {
  /** Default: one less than processors, at most four. */
  maxThreads?: number;
  /** false: in this thread, where this runs from its TypeScript, as in unit tests. Default: true. */
  threadsOfSources?: boolean;
}

/**
 * Draws inputs from clex texts in threads of their own, so that the event loop is free however long it takes.
 * Tasks of many jobs take turns: each of them is short, but for single inputs that are long.
 */
export class Drawings {
  private readonly threads: DrawingThread[] = [];
  private readonly maxThreads: number;
  private readonly isHere: boolean;
  private lastSession = 0;

  constructor({ maxThreads, threadsOfSources = true }: DrawingsOptions = {}) {
    this.maxThreads = maxThreads ?? Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1));
    this.isHere = !threadsOfSources && import.meta.url.endsWith('.ts');
  }

  /**
   * Draws inputs, as many of those asked for as `maxBytes` and `maxMs` allow, and at least one.
   * @throws DrawingFailed
   */
  async draw(request: DrawRequest): Promise<{ inputs: DrawnInput[]; tookMs: number }> {
    return answered('drawn', await this.thread().perform({ kind: 'draw', request }, TASK_TIMEOUT_MS));
  }

  /**
   * Draws all inputs asked for, and writes them as the JSON of an answer. A count of none only reads the text.
   * @throws DrawingFailed, also when that takes longer than `timeLimitMs`
   */
  async write(request: WriteRequest, timeLimitMs: number): Promise<Written> {
    const answer = await this.thread().perform({ kind: 'write', request }, timeLimitMs);
    return answer.kind === 'refused' ? answer : answered('written', answer);
  }

  /** Reads texts by a clex text: the first ones, as many as there is time for. */
  async recognise(request: RecogniseRequest): Promise<{ words: FormatWord[]; tookMs: number }> {
    return answered(
      'recognised',
      await this.thread().perform({ kind: 'recognise', request }, TASK_TIMEOUT_MS),
    );
  }

  /** Begins to make an input of a clex text smaller. */
  shrink(request: ShrinkRequest): ShrinkSession {
    const ask = this.session<boolean[]>(
      (session) => ({ kind: 'shrink', session, request }),
      (session, fails) => ({ kind: 'answer', session, fails }),
    );
    return { next: async (fails) => answered('candidates', await ask.next(fails)), leave: ask.leave };
  }

  /** Begins to look for the slowest input of a clex text. */
  climb(request: ClimbRequest): ClimbSession {
    const ask = this.session<number>(
      (session) => ({ kind: 'climb', session, request }),
      (session, ms) => ({ kind: 'timed', session, ms }),
    );
    return { next: async (ms) => answered('step', await ask.next(ms)), leave: ask.leave };
  }

  /** Ends all threads; what they are doing fails. */
  async close(): Promise<void> {
    await Promise.all(this.threads.splice(0).map((thread) => thread.close()));
  }

  /**
   * Asks one thread again and again: the first time to begin, then to go on with what came of the last
   * answer.
   */
  private session<News>(
    begin: (session: number) => Task,
    goOn: (session: number, news: News) => Task,
  ): { next(news: News): Promise<Answer>; leave(): void } {
    const session = ++this.lastSession;
    const thread = this.thread();
    let hasBegun = false;
    return {
      next: (news) => {
        const task = hasBegun ? goOn(session, news) : begin(session);
        hasBegun = true;
        return thread.perform(task, TASK_TIMEOUT_MS);
      },
      leave: () => void thread.perform({ kind: 'leave', session }, TASK_TIMEOUT_MS).catch(() => {}),
    };
  }

  /** The thread with the least to do; a further one while there are few. */
  private thread(): DrawingThread {
    const [idlest] = [...this.threads].sort((a, b) => a.waiting - b.waiting);
    if (idlest !== undefined && (idlest.waiting === 0 || this.threads.length >= this.maxThreads))
      return idlest;
    const thread = this.isHere ? new ThisThread() : new PoolOfOne();
    this.threads.push(thread);
    return thread;
  }
}

/** @throws DrawingFailed when it is an answer to something else */
function answered<K extends Answer['kind']>(kind: K, answer: Answer): Extract<Answer, { kind: K }> {
  if (answer.kind !== kind) throw new DrawingFailed('broken', 'a thread answered something else');
  return answer as Extract<Answer, { kind: K }>;
}
