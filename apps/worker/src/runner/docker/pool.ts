import { setTimeout as delay } from 'node:timers/promises';
import { abortError } from '@app/async';
import { RunnerUnavailable } from '../runner.js';
import { EngineGone, mayPass } from './engine.js';
import type { RunnerContainer } from './runner-container.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;
/** An engine that answers, and answers no, is asked so often before those who wait hear of it. */
const REFUSALS = 3;

export interface PoolOptions {
  /** Containers that stand ready. */
  warm: number;
  /** Most containers at a time; further jobs wait. */
  most: number;
  /** @throws EngineGone, an answer 5xx: callers go on waiting; anything else: they get the error after a few times */
  start(): Promise<RunnerContainer>;
  log(message: string): void;
}

interface Waiting {
  take(container: RunnerContainer): void;
  refuse(error: Error): void;
}

/**
 * Runner containers, each for one job at a time. Theory of operation: a container that is given back healthy
 * is used again; an unhealthy one is removed, and another one started in its place. Those that stand ready
 * are started ahead, because a start costs a tenth of a second. While the engine is away or unwell, jobs wait
 * for their container; starts are tried for as long as some are missing.
 */
export class ContainerPool {
  private readonly idle: RunnerContainer[] = [];
  private readonly all = new Set<RunnerContainer>();
  private readonly waiting: Waiting[] = [];
  private starting = 0;
  private readonly closing = new AbortController();
  private readonly chores = new Set<Promise<unknown>>();
  private trouble: string | null = null;

  constructor(private readonly options: PoolOptions) {}

  /** Why no container can be started at the moment; null: all is well. */
  get problem(): string | null {
    return this.trouble;
  }

  get containers(): readonly RunnerContainer[] {
    return [...this.all];
  }

  /** Takes over a container that was started elsewhere. */
  adopt(container: RunnerContainer): void {
    this.all.add(container);
    void container.gone.then(() => this.forget(container));
    this.giveBack(container);
  }

  /** Starts what should stand ready. */
  warmUp(): void {
    this.replenish();
  }

  /** @throws RunnerUnavailable when the engine refuses, or the pool was closed; AbortError */
  async lease(signal: AbortSignal): Promise<RunnerContainer> {
    signal.throwIfAborted();
    if (this.closing.signal.aborted) throw new RunnerUnavailable('the runner was closed');
    for (let ready = this.idle.pop(); ready; ready = this.idle.pop()) {
      if (!ready.healthy) {
        this.discard(ready);
        continue;
      }
      this.replenish();
      return ready;
    }
    return this.wait(signal);
  }

  /** Takes a container back once its boxes are gone. */
  giveBack(container: RunnerContainer): void {
    if (!container.healthy || this.closing.signal.aborted) {
      this.discard(container);
      this.replenish();
      return;
    }
    const next = this.waiting.shift();
    if (next) next.take(container);
    else this.idle.push(container);
  }

  /** Removes every container and waits until the engine has done so. */
  async close(): Promise<void> {
    this.closing.abort(abortError('the runner was closed'));
    for (const { refuse } of this.waiting.splice(0)) refuse(new RunnerUnavailable('the runner was closed'));
    this.idle.length = 0;
    for (const container of this.all) this.discard(container);
    while (this.chores.size > 0) await Promise.all(this.chores);
  }

  private wait(signal: AbortSignal): Promise<RunnerContainer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort);
        const at = this.waiting.indexOf(waiting);
        if (at >= 0) this.waiting.splice(at, 1);
      };
      const onAbort = (): void => (leave(), reject(abortError('the work was aborted')));
      const waiting: Waiting = {
        take: (container) => (leave(), resolve(container)),
        refuse: (error) => (leave(), reject(error)),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiting);
      this.replenish();
    });
  }

  /** As many starts under way as are wanted and allowed. */
  private replenish(): void {
    const wanted = this.waiting.length + Math.max(0, this.options.warm - this.idle.length);
    const allowed = this.options.most - this.all.size;
    while (!this.closing.signal.aborted && this.starting < Math.min(wanted, allowed)) this.startOne();
  }

  private startOne(): void {
    this.starting += 1;
    const chore = this.startPatiently()
      .then((container) => {
        this.starting -= 1;
        if (container) this.adopt(container);
      })
      .finally(() => this.chores.delete(chore));
    this.chores.add(chore);
  }

  /** null: the pool was closed meanwhile. */
  private async startPatiently(): Promise<RunnerContainer | null> {
    const { signal } = this.closing;
    let refusals = 0;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const container = await this.options.start();
        this.setTrouble(null);
        return container;
      } catch (error) {
        const { message } = error as Error;
        this.setTrouble(
          error instanceof EngineGone
            ? `the container engine does not answer: ${message}`
            : `no container: ${message}`,
        );
        if (!mayPass(error) && (refusals += 1) >= REFUSALS) this.refuseWaiting(error as Error);
      }
      // Not all workers at once when the engine is back.
      await delay(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
    return null;
  }

  private refuseWaiting(cause: Error): void {
    const error = new RunnerUnavailable(`no runner container can be started: ${cause.message}`, { cause });
    for (const { refuse } of this.waiting.splice(0)) refuse(error);
  }

  private setTrouble(trouble: string | null): void {
    if (trouble !== null && this.trouble === null) this.options.log(`${trouble}; jobs wait`);
    if (trouble === null && this.trouble !== null) this.options.log('the container engine works again');
    this.trouble = trouble;
  }

  /** It ended by itself, or was killed; or only the connection to it was, then it is still to be removed. */
  private forget(container: RunnerContainer): void {
    const at = this.idle.indexOf(container);
    if (at >= 0) this.idle.splice(at, 1);
    this.discard(container);
    this.all.delete(container);
    this.replenish();
  }

  private discard(container: RunnerContainer): void {
    const chore = container.remove().finally(() => {
      this.chores.delete(chore);
      this.all.delete(container);
      this.replenish();
    });
    this.chores.add(chore);
  }
}
