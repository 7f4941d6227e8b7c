import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BOX, corpusFiles, runDriver } from './driver.js';

const run = promisify(execFile);
const COMPILER = 'aarch64-linux-gnu-gcc';
const MINUTE_MS = 60_000;
const AARCH64 = 183;

const libc = spawnSync(COMPILER, ['-print-file-name=libc.a'], { encoding: 'utf8' }).stdout;
/** A library that is not there is printed by its name alone. */
const isThere = libc?.startsWith('/') ?? false;
if (!isThere && !process.env.CI)
  console.warn(
    `left out: the box for arm64 (no ${COMPILER}: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross)`,
  );

/** Of an ELF file, which processor it is for. */
const machineOf = (path: string): number => readFileSync(path).readUInt16LE(18);

describe.skipIf(!isThere && !process.env.CI)('for arm64', () => {
  const build = join(BOX, 'build/arm64');

  it(
    'the box and its tests build without a warning',
    async () => {
      await run('make', ['-C', BOX, 'programs', `BUILD=${build}`, `CC=${COMPILER}`]);
      for (const name of ['box', 'test/box_test', 'test/program', 'test/bench'])
        expect(machineOf(join(build, name))).toBe(AARCH64);
    },
    5 * MINUTE_MS,
  );

  it(
    'every attack program builds that is not of another processor',
    async () => {
      const target = ['--compiler', COMPILER, '--arch', 'arm64', '--build', join(build, 'attacks')];
      const report = await runDriver(['--compile-only', ...target]);
      expect(report.failures).toEqual([]);
      const foreign = report.lines
        .filter((line) => line.startsWith('foreign'))
        .map((line) => line.split(' ')[1]);
      expect(new Set(foreign)).toEqual(new Set(['escape/int80.c', 'escape/x32.c']));
      const programs = corpusFiles().filter((name) => name.endsWith('.c') && !name.startsWith('compilers/'));
      const SUPPORT = 3;
      expect(report.summary).toBe(`${programs.length - 2 + SUPPORT} passed, 0 failed`);
    },
    5 * MINUTE_MS,
  );
});
