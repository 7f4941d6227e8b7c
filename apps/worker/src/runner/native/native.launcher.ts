import { spawn, type ChildProcess } from 'node:child_process';
import { boxArguments } from '../box/box-arguments.js';
import type { BoxLauncher, BoxOptions, BoxPlace, BoxTransport } from '../box/launcher.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import type { BoxCgroups } from './cgroups.js';
import type { Readable, Writable } from 'node:stream';
import type { BoxForker } from './box-forker.js';
import { SpareBoxes } from './spare-boxes.js';
import type { BoxIds, UserIds } from './user-ids.js';

/** Last bytes of a box's stderr that are kept to say why it died. */
const DIAGNOSTICS_BYTES = 4096;
/** How long a box may take to tidy up after its input ended before it is killed. */
const GRACE_MS = 2_000;
/**
 * How long the end of a box that was killed is waited for: what will not die is left to die, and its job's
 * slot goes on.
 */
const LONGEST_END_MS = 5_000;

type ChildWithStreams = ChildProcess & {
  stdin: NonNullable<ChildProcess['stdin']>;
  stdout: NonNullable<ChildProcess['stdout']>;
  stderr: NonNullable<ChildProcess['stderr']>;
};

/** The process of a box, however it was started. */
interface BoxProcess {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves, never rejects, when it is gone and all that it wrote was read, with how it ended in words. */
  readonly ended: Promise<string>;
  /** Resolves, never rejects, when its cgroups are gone as well. */
  readonly gone: Promise<void>;
  /** Ends it at once. */
  kill(): void;
  /** Of one that the forker started: what the forker calls it. */
  readonly number?: number;
}

type StartRelay = (one: number, other: number) => Promise<BoxTransport | null>;

/** Boxes as processes of this host. */
export class NativeLauncher implements BoxLauncher {
  readonly showsHostFolders = true;
  private readonly chores = new Set<Promise<void>>();
  private readonly spares: SpareBoxes;

  /**
   * @param mostSpares how many boxes may wait, made ahead, for the next jobs
   * @param forker starts them; null, or once it has died: this process does
   */
  constructor(
    private readonly boxPath: string,
    readonly isolation: Isolation,
    private readonly userIds: UserIds,
    readonly hidden: readonly string[] = [],
    private readonly cgroups: BoxCgroups | null = null,
    mostSpares = 0,
    private readonly forker: BoxForker | null = null,
  ) {
    this.spares = new SpareBoxes((options) => this.launch(options), mostSpares);
  }

  /** Resolves when no box waits any more for a job, and nothing of ended boxes is left to be removed. */
  async settled(): Promise<void> {
    await this.spares.close();
    while (this.chores.size > 0) await Promise.all(this.chores);
  }

  /** All jobs share this host: a box holds its job apart by itself. */
  openPlace(): BoxPlace {
    return {
      launch: (options) => this.spares.take(options),
      retire: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  private async launch(options: BoxOptions): Promise<BoxTransport> {
    const ids = this.userIds.take();
    try {
      const process = await this.start(options, ids);
      // The ids name the cgroups: another box may have them only when these are gone.
      const chore = process.gone.then(() => {
        this.userIds.giveBack(ids);
        this.chores.delete(chore);
      });
      this.chores.add(chore);
      return new HostBox(process, this.isolation, (one, other) => this.startRelay(one, other));
    } catch (error) {
      this.userIds.giveBack(ids);
      throw new RunnerUnavailable(`a box cannot be started: ${(error as Error).message}`, { cause: error });
    }
  }

  private async start(options: BoxOptions, ids: BoxIds): Promise<BoxProcess> {
    const boxOptions = [...boxArguments(options, this.isolation), ...identity(ids), ...hiding(this.hidden)];
    if (!this.forker?.isAlive) return this.startHere(boxOptions, ids);
    const { connection, ...box } = await this.forker.start([
      ...boxOptions,
      ...entering(this.cgroups?.foldersOf(ids) ?? []),
    ]);
    return { input: connection, output: connection, ...box };
  }

  /** A process like a box, with no namespaces around it: killing it is enough. */
  private async startRelay(one: number, other: number): Promise<BoxTransport | null> {
    if (!this.forker?.isAlive) return null;
    const { connection, ...relay } = await this.forker.start(['--relay', String(one), String(other)]);
    return new HostBox({ input: connection, output: connection, ...relay }, 'full');
  }

  private async startHere(boxOptions: readonly string[], ids: BoxIds): Promise<BoxProcess> {
    const folders = (await this.cgroups?.make(ids)) ?? [];
    const remove = async () => this.cgroups?.remove(folders);
    try {
      const process = await startHere(this.boxPath, ['serve', ...boxOptions, ...entering(folders)]);
      return { ...process, gone: process.ended.then(remove) };
    } catch (error) {
      await remove();
      throw error;
    }
  }
}

/** A box that this process starts itself. @throws Error when it cannot */
async function startHere(boxPath: string, args: readonly string[]): Promise<Omit<BoxProcess, 'gone'>> {
  const child = spawn(boxPath, args, {
    cwd: '/',
    // Nothing of the worker's environment (secrets, NODE_OPTIONS) reaches a box.
    env: {},
    // A session of its own: Ctrl-C on the terminal goes to the worker, which closes its boxes in order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (!hasStreams(child)) throw await failureOf(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-DIAGNOSTICS_BYTES);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`the box did not start: ${error.message}`));
    // `close`, not `exit`: what the box still wrote comes first.
    child.once('close', (code, signal) => resolve(describe(code, signal, said)));
  });
  return { input: child.stdin, output: child.stdout, ended, kill: () => void child.kill('SIGKILL') };
}

const hasStreams = (child: ChildProcess): child is ChildWithStreams =>
  Boolean(child.stdin && child.stdout && child.stderr);

/**
 * A child that Node could not start for want of descriptors (EMFILE, ENFILE) has no streams, and says why a
 * moment later: without a listener that would be the end of this process.
 */
const failureOf = (child: ChildProcess): Promise<Error> =>
  new Promise((resolve) => child.once('error', resolve));

function describe(code: number | null, signal: NodeJS.Signals | null, text: string): string {
  const how = signal ? `the box was killed by ${signal}` : `the box ended with exit code ${code}`;
  const said = text.trim();
  return said ? `${how}: ${said}` : how;
}

/** The options by which no two live boxes of this host are the same user. */
export const identity = (ids: BoxIds): string[] => [
  '--slot',
  String(ids.slot),
  '--uid-base',
  String(ids.uidBase),
];

/** The options by which a box enters cgroups of its own. */
const entering = (folders: readonly string[]): string[] => folders.flatMap((folder) => ['--cgroup', folder]);

/** The options that keep these folders out of sight. */
export const hiding = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) => ['--hide', folder]);

class HostBox implements BoxTransport {
  readonly input;
  readonly output;
  readonly ended: Promise<string>;
  /** Resolves when nothing of the process is left; `ended` does not wait for ever for that. */
  private readonly gone: Promise<void>;
  private giveUp: (how: string) => void = () => undefined;
  private killing = false;

  constructor(
    private readonly process: BoxProcess,
    private readonly isolation: Isolation,
    private readonly startRelay?: StartRelay,
  ) {
    this.input = process.input;
    this.output = process.output;
    this.gone = process.ended.then(() => undefined);
    this.ended = Promise.race([process.ended, new Promise<string>((resolve) => (this.giveUp = resolve))]);
  }

  async relayTo(other: BoxTransport): Promise<BoxTransport | null> {
    const numbers = [this.process.number, other instanceof HostBox ? other.process.number : undefined];
    const [one, another] = numbers;
    return one === undefined || another === undefined ? null : (this.startRelay?.(one, another) ?? null);
  }

  kill(): void {
    if (this.killing) return;
    this.killing = true;
    const patience = setTimeout(
      () => this.giveUp('the box was killed and does not end'),
      GRACE_MS + LONGEST_END_MS,
    );
    void this.gone.then(() => clearTimeout(patience));
    if (this.isolation === 'full') {
      this.input.destroy();
      // The box is PID 1 of its namespace: everything in it dies with it.
      this.process.kill();
      return;
    }
    // Without a namespace only the box itself knows its processes and folders: it tidies up at the end of its
    // input.
    if (this.input === (this.output as unknown)) this.input.end();
    else this.input.destroy();
    this.output.resume();
    const timer = setTimeout(() => {
      this.input.destroy();
      this.process.kill();
    }, GRACE_MS);
    void this.gone.then(() => clearTimeout(timer));
  }
}
