import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDefaultLimits, type Limits, type Program } from '@app/contracts';
import { bringKnown, keepKnown } from '../../../../test/support/known-data.js';
import type { BoxRunner } from './box.runner.js';
import { createTestDockerRunner, listenersOfOwnContainers, testsUseDocker } from './docker/testing.js';
import type { DetectionProgress } from './detection/detect.js';
import { LANGUAGE_ROWS } from './languages/table.js';
import { createNativeRunner, type NativeRunnerOptions } from './native/native.runner.js';
import type { Isolation, PreparedProgram, RunOutcome } from './runner.js';

/** The box that `make -C native/box` builds. Tests of the runner use it, never a stand-in. */
export const BOX_PATH = fileURLToPath(new URL('../../../../native/box/build/box', import.meta.url));

/**
 * A runner (native, or with containers in a suite that wants those) with a data folder of its own, for tests.
 */
export class RunnerFixture {
  private constructor(
    readonly runner: BoxRunner,
    readonly dataDir: string,
    readonly said: string[],
    /** Every toolchain that was looked at. */
    readonly progress: DetectionProgress[],
    private readonly knowsOthers: boolean,
  ) {}

  /**
   * @param languages ids of the rows to look for; default: all
   * @param dataDir default: a new one, with what earlier starts have found out
   * @param more what else is to be different from the usual
   */
  static async start(
    languages?: readonly string[],
    dataDir?: string,
    isolation?: Isolation,
    cgroups?: boolean,
    more: Partial<NativeRunnerOptions> = {},
  ): Promise<RunnerFixture> {
    await access(BOX_PATH).catch(() => {
      throw new Error(`${BOX_PATH} is missing: run make -C native/box first`);
    });
    const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'cpast-runner-')));
    // Rows of a test's own are used by no other.
    const knowsOthers = dataDir === undefined && more.rows === undefined;
    if (knowsOthers) await bringKnown(folder);
    const said: string[] = [];
    const progress: DetectionProgress[] = [];
    const options = {
      dataDir: folder,
      isolation,
      production: false,
      slots: 2,
      log: (message: string) => void said.push(message),
      onProgress: (look: DetectionProgress) => {
        progress.push(look);
        said.push(`${look.tool}: ${look.version ?? look.reason}`);
      },
      rows: LANGUAGE_ROWS.filter(({ id }) => languages?.includes(id) ?? true),
      ...more,
    };
    const runner = testsUseDocker
      ? await createTestDockerRunner(options)
      : await createNativeRunner({ ...options, boxPath: BOX_PATH, cgroups });
    return new RunnerFixture(runner, folder, said, progress, knowsOthers);
  }

  /** Closes the runner and removes its data. */
  async stop(): Promise<void> {
    await this.runner.close();
    if (this.knowsOthers) await keepKnown(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** @throws Error with the compiler's words when it does not compile */
  async compile(program: Program): Promise<PreparedProgram> {
    const prepared = await this.runner.prepare(program);
    if (prepared.kind === 'ready') return prepared.program;
    const why = prepared.kind === 'compile_error' ? prepared.compilation.output : this.said.join('\n');
    throw new Error(`${program.language}: ${prepared.kind}\n${why}`);
  }

  /** Compiles, runs once, closes the sandbox. */
  async runOnce(program: Program, stdin = '', limits: Partial<Limits> = {}): Promise<RunOutcome> {
    const prepared = await this.compile(program);
    const sandbox = await this.runner.open([prepared]);
    try {
      return (await sandbox.run(prepared, [{ stdin }], withDefaultLimits(limits)))[0]!;
    } finally {
      await sandbox.close();
    }
  }
}

/** Processes of this host that are boxes of this process, wherever its runner makes them. */
export async function ownBoxes(): Promise<number[]> {
  const parents = testsUseDocker ? await listenersOfOwnContainers() : [process.pid];
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/.exec(stat) ?? [];
    if (name === 'box' && parents.includes(Number(parent))) found.push(pid);
  }
  return found;
}
