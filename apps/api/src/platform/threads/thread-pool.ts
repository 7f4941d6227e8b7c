import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { DomainError } from '../problem/domain-error.js';
import { FairTurns } from './fair-turns.js';

/** Tasks of one address that may wait or run at the same time: one address cannot fill the pool. */
const MAX_OF_ONE_ADDRESS = 8;
const MAX_WAITING = 256;
const IDLE_MS = 30_000;
/** A thread that needs more ends, and its task fails; the process goes on. */
const MAX_HEAP_MB = 512;
const RETRY_AFTER_S = 2;
const MAX_THREADS = Math.max(2, Math.floor(availableParallelism() / 2));

/** A function of a file of its own, which a thread loads: one argument in, one answer out, both copied. */
export interface ThreadTask<Input, Output> {
  readonly file: string;
  readonly timeLimitMs: number;
  /** Only there for the types. */
  readonly types?: (input: Input) => Output;
}

/**
 * A task whose file exports its function as `default`.
 * @param module `import.meta.url` of the file beside it @param name the file beside `module`, without its ending
 */
export function threadTask<Input, Output>(
  module: string,
  name: string,
  timeLimitMs: number,
): ThreadTask<Input, Output> {
  // Built files end with .js; tests run the sources as they are.
  const ending = module.endsWith('.ts') ? '.ts' : '.js';
  return { file: fileURLToPath(new URL(`./${name}${ending}`, module)), timeLimitMs };
}

/** What a task did not end within its time. */
export class TaskTimeout extends Error {
  override readonly name = 'TaskTimeout';
}

/**
 * Threads for work whose time grows with what a client sends, such as reading large bodies. (`libs/drawing`
 * draws inputs in its own threads, by the same turns.) All clients share the event loop, so nothing of that
 * kind runs there in one piece.
 */
@Injectable()
export class ThreadPool implements OnApplicationShutdown {
  private pool: Piscina | null = null;
  /** One thread at least is never one address's. */
  private readonly turns = new FairTurns(MAX_THREADS, MAX_THREADS - 1);
  /** So many tasks run at the same time. */
  readonly size = MAX_THREADS;

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  /**
   * Runs a task in a thread. One that does not end in time is stopped with its thread; the time begins with
   * its turn.
   * @param address whose task it is
   * @param transfer buffers of the input that need not be copied; they are gone afterwards
   * @throws TaskTimeout, DomainError('unavailable') when too many tasks wait, what the task throws
   */
  async run<Input, Output>(
    task: ThreadTask<Input, Output>,
    input: Input,
    address: string,
    transfer: ArrayBuffer[] = [],
  ): Promise<Output> {
    return this.inTurn(address, () => this.runInTime((this.pool ??= open()), task, input, transfer));
  }

  /**
   * Does work that occupies a thread of another pool, as a task of this one: the turns are the same.
   * @throws DomainError('unavailable') when too many tasks wait, what the work throws
   */
  async inTurn<T>(address: string, work: () => Promise<T>): Promise<T> {
    const { turns } = this;
    if (turns.countOf(address) >= MAX_OF_ONE_ADDRESS || turns.waitingTasks >= MAX_WAITING) throw tooBusy();
    await turns.begin(address);
    try {
      return await work();
    } finally {
      turns.end(address);
    }
  }

  private async runInTime<Input, Output>(
    pool: Piscina,
    { file, timeLimitMs }: ThreadTask<Input, Output>,
    input: Input,
    transferList: ArrayBuffer[],
  ): Promise<Output> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeLimitMs).unref();
    try {
      return (await pool.run(input, { filename: file, transferList, signal: abort.signal })) as Output;
    } catch (error) {
      if (abort.signal.aborted) throw new TaskTimeout(`not done within ${timeLimitMs} ms`, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function open(): Piscina {
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: MAX_THREADS,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    // The sources of tests are TypeScript.
    ...(import.meta.url.endsWith('.ts') && { execArgv: ['--import', 'tsx'] }),
  });
  // Of a thread that breaks without a task; unheard, it would end the process.
  pool.on('error', (error: Error) => process.emitWarning(error));
  return pool;
}

function tooBusy(): DomainError {
  return new DomainError('unavailable', {
    detail: 'Too much is being read or drawn at the same time; try again in a moment.',
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}
