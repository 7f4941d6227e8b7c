import { relative, sep } from 'node:path';
import { boxArguments } from '../box/box-arguments.js';
import type { BoxLauncher, BoxOptions, BoxPlace, BoxTransport, ReadOnlyMount } from '../box/launcher.js';
import { abortError } from '@app/async';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import { WARM_UP_FOLDER } from './container-options.js';
import type { ContainerPool } from './pool.js';
import type { RunnerContainer } from './runner-container.js';

/** Boxes in runner containers: each job has a container to itself for as long as it lasts. */
export class DockerLauncher implements BoxLauncher {
  /** @param warmUpFolder this host's folder that containers show at WARM_UP_FOLDER; null: none */
  constructor(
    private readonly pool: ContainerPool,
    readonly isolation: Isolation,
    private readonly warmUpFolder: string | null,
  ) {}

  get showsHostFolders(): boolean {
    return this.warmUpFolder !== null;
  }

  openPlace(): BoxPlace {
    return new ContainerPlace(this.pool, ({ readOnly, ...options }) => [
      ...boxArguments(
        { ...options, readOnly: readOnly.map((mount) => this.inContainer(mount)) },
        this.isolation,
      ),
      '--container-cgroup',
    ]);
  }

  /** A path as the container has it: toolchains are the image's own, warm-ups come from this host. */
  private inContainer({ source, target }: ReadOnlyMount): ReadOnlyMount {
    if (this.warmUpFolder === null) return { source, target };
    const below = relative(this.warmUpFolder, source);
    if (below.startsWith('..') || below.startsWith(sep)) return { source, target };
    return { source: `${WARM_UP_FOLDER}/${below}`, target };
  }
}

const TRIES = 3;

class ContainerPlace implements BoxPlace {
  private container: RunnerContainer | null = null;
  private leasing: Promise<RunnerContainer> | null = null;
  private readonly closing = new AbortController();
  private closed: Promise<void> | null = null;

  constructor(
    private readonly pool: ContainerPool,
    private readonly argumentsOf: (options: BoxOptions) => string[],
  ) {}

  async launch(options: BoxOptions): Promise<BoxTransport> {
    for (let tries = 1; ; tries += 1) {
      const container = await this.lease();
      try {
        return await container.launch(this.argumentsOf(options));
      } catch (error) {
        // It died a moment ago: it is spoilt now, and the next lease gives another one.
        if (tries < TRIES) continue;
        const { message } = error as Error;
        throw new RunnerUnavailable(`no box in a runner container: ${message}`, { cause: error });
      }
    }
  }

  retire(): void {
    this.container?.retire();
  }

  close(): Promise<void> {
    this.closed ??= this.closeAll();
    return this.closed;
  }

  private async closeAll(): Promise<void> {
    this.closing.abort(abortError('the place was closed'));
    await this.leasing?.catch(() => undefined);
    const { container } = this;
    this.container = null;
    if (!container) return;
    await container.endBoxes();
    await container.lookAtFolder();
    this.pool.giveBack(container);
  }

  /** The job's container; another one when it died. */
  private async lease(): Promise<RunnerContainer> {
    this.leasing ??= this.leaseOnce().finally(() => (this.leasing = null));
    return this.leasing;
  }

  private async leaseOnce(): Promise<RunnerContainer> {
    this.closing.signal.throwIfAborted();
    if (this.container?.usable) return this.container;
    if (this.container) this.pool.giveBack(this.container);
    this.container = null;
    const container = await this.pool.lease(this.closing.signal);
    this.container = container;
    return container;
  }
}
