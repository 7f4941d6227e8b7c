import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeBundle, encodeBundle } from '../box/bundle.js';
import type { BoxLauncher, ReadOnlyMount } from '../box/launcher.js';
import { baseEnv, fillTemplate, toolTexts } from '../languages/template.js';
import type { LanguageRow, WarmUp } from '../languages/row.js';
import { mountsOf, type Toolchain } from '../languages/toolchain.js';
import { hashOf } from './compile-cache.js';
import { COMPILE_LIMITS, runErrand } from './errand.js';

const MAX_BYTES = 1024 * 1024 * 1024;
const MAX_FILES = 16_384;
/** Where compilations see the result, when the box can mount it elsewhere than at its own path. */
const SHOWN_AT = '/warm';
const KEY = /^[0-9a-f]{64}$/;
const HOUR_MS = 3_600_000;
/**
 * Other workers may share the data folder, with other toolchains: what none has used for so long is removed.
 */
const UNUSED_MS = 7 * 24 * HOUR_MS;
/** The modification time of a warm-up is the time of its last use, to the hour. */
const NOTED_EVERY_MS = HOUR_MS;
/** Left by a worker that died while it made one. */
const STALE_TEMPORARY_MS = HOUR_MS;

/** The result of a warm-up, ready to be shown to compilations. */
export interface Warm {
  mount: ReadOnlyMount;
  /** Path inside the box. */
  path: string;
  /** The submitter's arguments that it was made with. */
  dialect: readonly string[];
}

/**
 * Precompiled headers, class data archives and the like: made once per toolchain in a box, in the background,
 * one at a time, and kept in the data folder. Compilation never waits for one and never fails because of one.
 */
export class WarmUps {
  private readonly ready = new Map<string, Warm>();
  private readonly notedAt = new Map<string, number>();
  /** Those for a dialect that were asked for, whether they came to be or not. */
  private readonly asked = new Set<string>();
  private makers = new Map<LanguageRow, (dialect: readonly string[]) => Promise<void>>();
  private making: Promise<void> = Promise.resolve();

  constructor(
    private readonly launcher: BoxLauncher,
    private readonly directory: string,
    private readonly log: (message: string) => void,
  ) {}

  /**
   * What compilations with this toolchain and these arguments may use by now. Arguments that need one of
   * their own are met with it from the second time on: it is made when they come for the first.
   */
  of(toolchain: Toolchain, args: readonly string[]): Warm | null {
    const dialect = dialectOf(toolchain, args);
    const key = warmUpKey(toolchain, dialect);
    const warm = this.ready.get(key);
    if (!warm) {
      if (dialect.length > 0) this.ask(toolchain, dialect, key);
      return null;
    }
    if (existsSync(warm.mount.source)) {
      this.noteUse(key);
      return warm;
    }
    this.ready.delete(key);
    return null;
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
    this.makers.set(toolchain.row, (dialect) => this.prepareOne(toolchain, dialect, trial, signal));
    await this.prepareOne(toolchain, [], trial, signal);
  }

  /** Resolves when nothing is being made any more. */
  async settled(): Promise<void> {
    await this.making;
  }

  /** One after the other, in the background, and once each. */
  private ask(toolchain: Toolchain, dialect: readonly string[], key: string): void {
    const make = this.makers.get(toolchain.row);
    if (!make || this.asked.has(key)) return;
    this.asked.add(key);
    this.making = this.making.then(() => make(dialect));
  }

  private async prepareOne(
    toolchain: Toolchain,
    dialect: readonly string[],
    trial: (warm: Warm) => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<void> {
    const key = warmUpKey(toolchain, dialect);
    const source = join(this.directory, key);
    try {
      const known = await stat(source).catch(() => null);
      if (signal?.aborted) return;
      if (!known) await this.make(toolchain, dialect, source, signal);
      const warm = this.warm(source, dialect);
      // Without mounts it is the host's permissions that decide whether a program may read it.
      const doubtful = !known || this.launcher.isolation === 'reduced';
      if (doubtful && !(await trial(warm))) {
        // The next start would take it for one that is known to help.
        if (this.launcher.isolation === 'full') await remove(source);
        throw new Error('nothing compiles with it');
      }
      this.ready.set(key, warm);
      this.noteUse(key);
    } catch (error) {
      if (signal?.aborted) return;
      this.log(`no warm-up for ${toolchain.row.name} ${toolchain.version.text}: ${(error as Error).message}`);
    }
  }

  /** Removes those of toolchains that are gone. Call it when those of this worker have been prepared. */
  async removeUnused(): Promise<void> {
    for (const name of await readdir(this.directory).catch(() => [])) {
      if (this.ready.has(name)) continue;
      const path = join(this.directory, name);
      const usedAt = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      const patience = KEY.test(name) ? UNUSED_MS : STALE_TEMPORARY_MS;
      if (Date.now() - usedAt > patience) await remove(path);
    }
  }

  private noteUse(key: string): void {
    const now = Date.now();
    if (now - (this.notedAt.get(key) ?? 0) < NOTED_EVERY_MS) return;
    this.notedAt.set(key, now);
    // Another user's is used as well, but only its owner's uses are noted.
    utimes(join(this.directory, key), new Date(now), new Date(now)).catch(() => undefined);
  }

  private warm(source: string, dialect: readonly string[]): Warm {
    // Reduced isolation has no mounts.
    return this.launcher.isolation === 'reduced'
      ? { mount: { source }, path: source, dialect }
      : { mount: { source, target: SHOWN_AT }, path: SHOWN_AT, dialect };
  }

  private async make(
    toolchain: Toolchain,
    dialect: readonly string[],
    target: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const compile = toolchain.row.compile!;
    const warmUp = compile.warmUp!;
    const lists = { variant: toolchain.variant.compile, dialect };
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
        collect: { maxBytes: MAX_BYTES, maxFiles: MAX_FILES, patterns: [] },
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

/** Of the arguments, the last one that needs a warm-up of its own: it wins over those before it. */
function dialectOf({ row }: Toolchain, args: readonly string[]): readonly string[] {
  const dialects = row.compile?.warmUp?.dialects;
  return dialects ? args.filter((arg) => dialects.test(arg)).slice(-1) : [];
}

/** A compiler must never see half of one, so it goes under another name first. */
async function remove(path: string): Promise<void> {
  const aside = join(dirname(path), `.${randomUUID()}`);
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (moved) await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}

/** The name of its folder: says everything that it was made from. */
export function warmUpKey(toolchain: Toolchain, dialect: readonly string[] = []): string {
  const warmUp = toolchain.row.compile?.warmUp;
  return hashOf([
    toolchain.identity,
    toolchain.version.text,
    JSON.stringify(warmUp?.files ?? null),
    JSON.stringify([warmUp?.argv, warmUp?.env, warmUp?.folders]),
    JSON.stringify([toolchain.variant, dialect]),
  ]);
}
