import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeBundle, encodeBundle } from '../box/bundle.js';
import type { BoxLauncher, ReadOnlyMount } from '../box/launcher.js';
import { baseEnv, fillTemplate, toolTexts } from '../languages/template.js';
import type { WarmUp } from '../languages/row.js';
import { mountsOf, type Toolchain } from '../languages/toolchain.js';
import { hashOf } from './compile-cache.js';
import { COMPILE_LIMITS, runErrand } from './errand.js';

const MAX_BYTES = 1024 * 1024 * 1024;
const MAX_FILES = 16_384;
/** Where compilations see the result, when the box can mount it elsewhere than at its own path. */
const SHOWN_AT = '/warm';

/** The result of a warm-up, ready to be shown to compilations. */
export interface Warm {
  mount: ReadOnlyMount;
  /** Path inside the box. */
  path: string;
}

/**
 * Precompiled headers, class data archives and the like: made once per toolchain in a box, in the background, one at a time, and kept in
 * the data folder. Compilation never waits for one and never fails because of one.
 */
export class WarmUps {
  private readonly ready = new Map<string, Warm>();

  constructor(
    private readonly launcher: BoxLauncher,
    private readonly directory: string,
    private readonly log: (message: string) => void,
  ) {}

  /** What compilations with this toolchain may use by now. */
  of(toolchain: Toolchain): Warm | null {
    return this.ready.get(keyOf(toolchain)) ?? null;
  }

  /**
   * Takes the toolchain's warm-up from disk or makes it. Says in the log when that fails.
   * @param trial compiles something with it: a warm-up that does not help must not harm
   */
  async prepare(
    toolchain: Toolchain,
    trial: (warm: Warm) => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<void> {
    if (!toolchain.row.compile?.warmUp) return;
    const key = keyOf(toolchain);
    const source = join(this.directory, key);
    try {
      const known = await stat(source).catch(() => null);
      if (!known) await this.make(toolchain, source, signal);
      const warm = this.warm(source);
      // Without mounts it is the host's permissions that decide whether a program may read it.
      const doubtful = !known || this.launcher.isolation === 'reduced';
      if (doubtful && !(await trial(warm))) {
        // The next start would take it for proven.
        if (!known) await rm(source, { recursive: true, force: true });
        throw new Error('nothing compiles with it');
      }
      this.ready.set(key, warm);
    } catch (error) {
      if (signal?.aborted) return;
      this.log(`no warm-up for ${toolchain.row.name} ${toolchain.version.text}: ${(error as Error).message}`);
    }
  }

  private warm(source: string): Warm {
    // Reduced isolation has no mounts, and `SRC:DST` cannot be said of a path with a colon.
    const asItIs = this.launcher.isolation === 'reduced' || source.includes(':');
    return asItIs
      ? { mount: { source }, path: source }
      : { mount: { source, target: SHOWN_AT }, path: SHOWN_AT };
  }

  private async make(toolchain: Toolchain, target: string, signal?: AbortSignal): Promise<void> {
    const compile = toolchain.row.compile!;
    const warmUp = compile.warmUp!;
    const lists = { variant: toolchain.variant.compile };
    const env = [...baseEnv(toolchain, '{tmp}'), ...(warmUp.env ?? compile.env ?? [])];
    const { outcome, collected } = await runErrand(
      this.launcher,
      {
        command: (folders) => {
          const texts = { ...toolTexts(toolchain), ...folders };
          return { argv: fillTemplate(warmUp.argv, texts, lists), env: fillTemplate(env, texts, {}) };
        },
        bundle: encodeBundle(
          warmUp.files.map(({ path, content }) => ({ path, content: Buffer.from(content) })),
        ),
        readOnly: mountsOf(toolchain),
        processes: true,
        addressSpace: 'data',
        limits: { ...COMPILE_LIMITS, cpuTimeLimitMs: 120_000, wallTimeLimitMs: 180_000 },
        collect: { maxBytes: MAX_BYTES, maxFiles: MAX_FILES },
      },
      signal,
    );
    if (!collected || collected.stopped) {
      throw new Error(`${outcome.kind}: ${outcome.stderr.toString().trim().slice(0, 500)}`);
    }
    await this.store(collected.bundle, warmUp, target);
  }

  /** Appears whole or not at all: several workers may share the data folder. */
  private async store(bundle: Buffer, warmUp: WarmUp, target: string): Promise<void> {
    const files = decodeBundle(bundle);
    if (!files.some(({ path }) => warmUp.produces.test(path)))
      throw new Error('it did not make what it should');
    const temporary = join(this.directory, `.${randomUUID()}`);
    try {
      for (const { path, content } of files) {
        // From a box, so checked like any other path from a box.
        if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
          throw new Error(`the box sent the path ${JSON.stringify(path)}`);
        }
        const file = join(temporary, warmUp.directory, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content, { mode: 0o644 });
      }
      for (const folder of warmUp.folders ?? []) await mkdir(join(temporary, folder), { recursive: true });
      // Programs in the box are another user than the worker.
      await chmod(temporary, 0o755);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      const other = (error as NodeJS.ErrnoException).code;
      if (other !== 'ENOTEMPTY' && other !== 'EEXIST') throw error;
    }
  }
}

function keyOf(toolchain: Toolchain): string {
  const warmUp = toolchain.row.compile?.warmUp;
  return hashOf([
    toolchain.identity,
    toolchain.version.text,
    JSON.stringify(warmUp?.files ?? null),
    JSON.stringify([warmUp?.argv, warmUp?.env, warmUp?.folders]),
    JSON.stringify(toolchain.variant),
  ]);
}
